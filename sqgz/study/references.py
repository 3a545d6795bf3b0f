"""What the keys of a study must have to do with each other: every name refers to something that is declared.

Each check takes the study, complete with codebooks, and its source, and raises InputError with the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from sqgz.errors import InputError
from sqgz.spelling import comparable
from sqgz.study.messages import suggestion
from sqgz.study.schema import Comparison, Declaration, File, Variable
from sqgz.study.source import Path_, Source
from sqgz.study.unbuilt import WAVE

SKIPPED = "skipped"  # reserved category: not asked, outside the base
LOCAL = "local"  # whether somebody counts as local by a definition of 属地化率
STUDY = "study"  # which study people belong to, where several are compared
RESERVED = (
    WAVE, "record", "answered", "table", "n", "w", "w2", SKIPPED, "heading", "submission", "scope", LOCAL, STUDY,
)  # fmt: skip
_OWN_RESULTS = re.compile(r"(profile|localisation|quality|target)\..*|coverage|submission")


def check_references(study: Declaration, source: Source) -> None:
    """Nothing, if all is well; raises InputError at the first name that refers to nothing, with its line."""
    for check in (_files, _variables, _design, _localisation, _comparisons):
        check(study, source)


def _fail(source: Source, path: Path_, text: str) -> InputError:
    return InputError(f"{source.where(path)}: {text}")


def _known(
    study: Declaration, source: Source, path: Path_, key: str, *, allowed: Iterable[str] = ()
) -> Variable | None:
    """The variable of that key; None for a reserved name that is allowed here."""
    if key in allowed:
        return None
    if key not in study.variables:
        raise _fail(
            source, path, f'变量 "{key}" 没有在 variables 中声明。{suggestion(key, list(study.variables))}'
        )
    return study.variables[key]


# --- files ---------------------------------------------------------------------------------------------------------


def _files(study: Declaration, source: Source) -> None:
    seen: dict[str, int] = {}
    for i, file in enumerate(study.files):
        path = ("files", i)
        given = [name for name in ("path", "folder", "study") if getattr(file, name)]
        if len(given) != 1:
            raise _fail(
                source,
                path,
                "每个文件须写明 path（文件）、folder（文件夹）、study（另一调查）之一，且只写一个。",
            )
        _file_keys(file, source, path)
        where = file.path or file.folder or file.study or ""
        key = f"{where}#{file.sheet or ''}"
        if key in seen:
            raise _fail(
                source,
                path,
                f'文件 "{where}" 已在第{source.line(("files", seen[key]))}行列出。请删去重复的一行。',
            )
        seen[key] = i
    roles = {file.role for file in study.files}
    if not roles & {"answers", "roster", "counts", "summary"}:
        raise _fail(
            source, ("files",), "没有可统计的文件。至少需要一个 role 为 answers、roster 或 counts 的文件。"
        )
    if "renames" in roles and "places" not in roles:
        at = next(i for i, file in enumerate(study.files) if file.role == "renames")
        raise _fail(source, ("files", at), "沿革表（role: renames）须与单位名录（role: places）一起使用。")
    if "counts" in roles and roles & {"answers", "roster"}:
        raise _fail(
            source,
            ("files",),
            "同一调查中，人员文件（answers、roster）与计数文件（counts）不能混用。请分为两个调查。",
        )


_ONLY_FOR: dict[str, tuple[str, ...]] = {
    "n": ("counts",), "base": ("counts",), "w": ("counts",), "w2": ("counts",), "table": ("counts",), "name": ("wave",),
}  # fmt: skip


def _file_keys(file: File, source: Source, path: Path_) -> None:
    for name, roles in _ONLY_FOR.items():
        if getattr(file, name) is not None and file.role not in roles:
            raise _fail(
                source,
                (*path, name),
                f'"{name}" 只用于 role 为 {"、".join(roles)} 的文件，此处 role 为 {file.role}。',
            )
    if file.role == "counts" and file.n is None:
        raise _fail(source, path, "计数文件（role: counts）须用 n 指明人数所在的列，如 n: count。")
    if file.role == "renames" and file.folder is not None:
        raise _fail(source, path, "沿革表（role: renames）须用 path 写明文件。")
    if (file.role == "wave") != (file.study is not None):
        raise _fail(source, path, "往年调查写作 {study: 路径, role: wave}，其他文件用 path 或 folder。")


# --- variables -----------------------------------------------------------------------------------------------------


def _variables(study: Declaration, source: Source) -> None:
    for key, variable in study.variables.items():
        path = ("variables", key)
        if key in RESERVED or (key.endswith("_detail") and key.removesuffix("_detail") in study.variables):
            raise _fail(source, path, f'"{key}" 是保留名，不能用作变量。请改用别的英文名。')
        _where_it_comes_from(study, source, path, variable)
        _answers_are_distinct(source, path, variable)
    ids = [key for key, variable in study.variables.items() if variable.kind == "id"]
    if len(ids) > 1:
        raise _fail(source, ("variables", ids[1]), f'只能有一个 kind 为 id 的变量，已有 "{ids[0]}"。')


def _where_it_comes_from(study: Declaration, source: Source, path: Path_, variable: Variable) -> None:
    if variable.derive == "age":
        if not variable.bands:
            raise _fail(source, path, "由出生年月推算年龄时，须用 bands 给出各组上限，如 bands: [30, 40]。")
        if study.date is None:
            raise _fail(
                source,
                ("as_of",),
                f'推算年龄需要统计时点。as_of 应为日期（如 2024-06-30），现为 "{study.as_of}"。',
            )
    elif variable.bands:
        raise _fail(source, (*path, "bands"), "bands 只用于 derive: age 的变量。")
    if variable.kind is None:
        raise _fail(source, path, "须有 codebook、categories、level、bands 或 kind 之一，说明它有哪些答案。")
    if variable.categorical and variable.kind != "place" and not variable.categories:
        raise _fail(source, path, "没有列出答案。请写 codebook（随程序提供的答案表）或 categories。")
    if variable.kind == "place" and variable.level is None:
        raise _fail(source, path, "地名变量须写明层级：level: street 或 level: community。")
    if variable.derive == "posts" and not {"party_post", "committee_post"} & set(study.variables):
        raise _fail(source, (*path, "derive"), "derive: posts 需要先声明变量 party_post、committee_post。")
    if not (variable.column or variable.place_column or variable.source or variable.derive == "posts"):
        raise _fail(source, path, "没有说明取自哪一列。请写 column: 列标题。")


def _answers_are_distinct(source: Source, path: Path_, variable: Variable) -> None:
    meaning: dict[str, str] = {}
    keys: set[str] = set()
    for category in variable.categories:
        if category.key in keys:
            raise _fail(source, path, f'类别键 "{category.key}" 重复。每个类别的 key 须不同。')
        keys.add(category.key)
        if category.key == SKIPPED:
            raise _fail(source, path, f'"{SKIPPED}" 是保留的类别键（跳过未答）。请改用别的键。')
        texts = (category.key, category.label, *category.aliases, *([category.code] if category.code else []))
        for text in map(comparable, texts):
            if meaning.setdefault(text, category.key) != category.key:
                raise _fail(
                    source,
                    path,
                    f'"{text}" 同时指向类别 "{meaning[text]}" 和 "{category.key}"。一个答案只能属于一个类别。',
                )


# --- design, definitions, comparisons ------------------------------------------------------------------------------


def _design(study: Declaration, source: Source) -> None:
    for name in ("cluster", "strata", "weight"):
        key = getattr(study.design, name)
        variable = _known(study, source, ("design", name), key) if key is not None else None
        if variable is not None and name != "weight":
            _groups_people(source, ("design", name), variable)
    for name in ("strata", "clusters_in_population"):
        if getattr(study.design, name) is not None and study.design.cluster is None:
            raise _fail(source, ("design", name), f"写了 {name} 就须写 cluster（哪些人彼此相像）。")
    if study.design.strata is not None and study.design.strata == study.design.cluster:
        raise _fail(
            source,
            ("design", "strata"),
            "strata（分层）应比 cluster（群）大，如 cluster: community，strata: street。",
        )
    words = study.design.degree_words
    if any(low > high for low, high in pairwise((words.slight, words.higher, words.clear, words.far))):
        raise _fail(source, ("design", "degree_words"), "程度词的界限应由小到大：略 ≤ 高 ≤ 明显 ≤ 远。")


def _groups_people(source: Source, path: Path_, variable: Variable) -> None:
    if not variable.categorical:
        raise _fail(source, path, f'变量 "{variable.key}" 不能用来分组。')
    if variable.kind == "multiple":
        raise _fail(source, path, f'变量 "{variable.key}" 是多选题，一人可属于几类，不能用来分组。')


def _localisation(study: Declaration, source: Source) -> None:
    seen: set[str] = set()
    for i, definition in enumerate(study.localisation):
        path = ("localisation", i)
        if definition.key in seen:
            raise _fail(source, (*path, "key"), f'属地化口径 "{definition.key}" 重复。')
        seen.add(definition.key)
        needed = ("hukou", "residence") if definition.rule in ("either", "both") else (definition.rule,)
        for key in needed:
            variable = _known(study, source, (*path, "rule"), key)
            if variable is not None and definition.within not in variable.labels:
                raise _fail(
                    source,
                    (*path, "within"),
                    f'变量 "{key}" 没有类别 "{definition.within}"。{suggestion(definition.within, list(variable.labels))}',
                )
        for position in definition.of:
            _category(study, source, (*path, "of"), "position", position)


def _category(
    study: Declaration, source: Source, path: Path_, key: str, found: str, extra: Iterable[str] = ()
) -> str:
    """Key of the category that a key or label names."""
    variable = _known(study, source, path, key)
    assert variable is not None
    resolved = category_key(variable, found, extra=extra)
    if resolved is None:
        shown = [*(variable.labels if found.isascii() else variable.labels.values()), *extra]
        raise _fail(source, path, f'变量 "{key}" 的类别 "{found}" 不存在。{suggestion(found, shown)}')
    return resolved


def category_key(variable: Variable, found: str, *, extra: Iterable[str] = ()) -> str | None:
    """Key of the category written as its key or label; None if there is none.

    Dashes are all one here, so that 31-40 finds the band 31–40.
    """
    wanted = _dashless(found)
    for key, label in variable.labels.items():
        if wanted in (_dashless(key), _dashless(label)):
            return key
    return next((key for key in extra if _dashless(key) == wanted), None)


def _dashless(text: str) -> str:
    text = comparable(text).replace("<=", "≤").replace(">=", "≥")
    return text.translate(str.maketrans("–—~～", "----"))


def _comparisons(study: Declaration, source: Source) -> None:
    if not study.comparisons:
        raise _fail(
            source,
            ("comparisons",),
            "没有声明任何比较（comparisons）。至少写一项，如 {id: hukou, outcome: hukou}。",
        )
    seen: set[str] = set()
    for i, comparison in enumerate(study.comparisons):
        path = ("comparisons", i)
        if _OWN_RESULTS.fullmatch(comparison.id):
            raise _fail(source, (*path, "id"), f'"{comparison.id}" 是程序自用的名称。请给这项比较换一个 id。')
        if comparison.id in seen:
            raise _fail(source, (*path, "id"), f'比较 "{comparison.id}" 重复。每项比较的 id 须不同。')
        seen.add(comparison.id)
        _comparison(study, source, path, comparison)


def _comparison(study: Declaration, source: Source, path: Path_, comparison: Comparison) -> None:
    outcome = _known(study, source, (*path, "outcome"), comparison.outcome)
    assert outcome is not None
    if not outcome.categorical:
        raise _fail(
            source, (*path, "outcome"), f'变量 "{comparison.outcome}"（{outcome.label}）不能用来统计占比。'
        )
    if comparison.by == WAVE and not any(file.role == "wave" for file in study.files):
        raise _fail(
            source,
            (*path, "by"),
            "按年度比较（by: wave）须在 files 中写明往年调查，如 {study: ../2023, role: wave}。",
        )
    if comparison.by == comparison.outcome:
        raise _fail(source, (*path, "by"), f'"{comparison.outcome}" 不能与自己比较。by 应为另一个变量。')
    for name in ("by", "within", "cluster"):
        key = getattr(comparison, name)
        if key is not None:
            variable = _known(study, source, (*path, name), key, allowed=(WAVE,) if name == "by" else ())
            if variable is not None:
                _groups_people(source, (*path, name), variable)
    if comparison.groups and comparison.by is None:
        raise _fail(source, (*path, "groups"), "写了 groups 就须写 by（按哪个变量分组）。")
    if comparison.within is not None and comparison.within in (comparison.by, comparison.outcome):
        raise _fail(source, (*path, "within"), "within 应为 outcome 和 by 以外的变量。")
    _comparison_categories(study, source, path, comparison, outcome)


def _comparison_categories(
    study: Declaration, source: Source, path: Path_, comparison: Comparison, outcome: Variable
) -> None:
    _merged(study, source, path, comparison, outcome)
    for position, keys in enumerate(comparison.key):
        if len(set(keys)) < len(keys):
            raise _fail(source, (*path, "key", position), f"key 的一组中有重复的类别：{'、'.join(keys)}。")
        for key in keys:
            if outcome.kind != "place":
                _category(
                    study, source, (*path, "key", position), comparison.outcome, key, extra=comparison.merge
                )
    by = study.variables.get(comparison.by) if comparison.by else None
    if by is not None and by.kind != "place":
        groups = [_category(study, source, (*path, "groups"), by.key, group) for group in comparison.groups]
    else:
        groups = list(comparison.groups)
    if groups and len(set(groups)) < max(2, len(groups)):
        raise _fail(source, (*path, "groups"), "groups 须写两个以上不同的组，不能重复。")
    for key, values in comparison.where.items():
        variable = _known(study, source, (*path, "where", key), key)
        if variable is not None:
            _groups_people(source, (*path, "where", key), variable)
        if variable is not None and variable.kind != "place":
            for value in values:
                _category(study, source, (*path, "where", key), key, value)
    if comparison.by == "zone" and study.zone_definition is None:
        raise _fail(source, path, "按内、外城区比较时，须写 zone_definition（片区如何划分）。")


def _merged(
    study: Declaration, source: Source, path: Path_, comparison: Comparison, outcome: Variable
) -> None:
    """Every category is merged into one new one at most, and no new one bears the name of another that stays."""
    taken: dict[str, str] = {}
    for new, parts in comparison.merge.items():
        where = (*path, "merge", new)
        if outcome.kind == "multiple":
            raise _fail(source, where, "多选题的选项不能合并（一人可选多项）。")
        keys = [_category(study, source, where, comparison.outcome, part) for part in parts]
        for key in keys:
            if taken.setdefault(key, new) != new:
                raise _fail(source, where, f'类别 "{key}" 已并入 "{taken[key]}"，不能再并入 "{new}"。')
        if not keys:
            raise _fail(source, where, f'"{new}" 没有写明由哪些类别合并而成。')
        if new == SKIPPED or (new in outcome.labels and new not in keys):
            raise _fail(source, where, f'合并后的类别不能叫 "{new}"，这个名称另有所指。请换一个。')
