"""What the keys of a study must have to do with each other: every name refers to something that is declared.

Each check takes the study, complete with codebooks, and its source, and raises InputError with the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from sqgz.errors import InputError
from sqgz.spelling import comparable
from sqgz.study.messages import suggestion
from sqgz.study.schema import Comparison, Declaration, File, Variable
from sqgz.study.source import Path_, Source

WAVE = "wave"  # reserved: the year or name of a study among its waves
SKIPPED = "skipped"  # reserved category: not asked, outside the base
RESERVED = (WAVE, "record", "table", "n", "w", "w2", SKIPPED)


def check_references(study: Declaration, source: Source) -> None:
    """Nothing, if all is well; raises InputError at the first name that refers to nothing, with its line."""
    for check in (_files, _not_built, _variables, _design, _localisation, _comparisons):
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
    if (file.role == "wave") != (file.study is not None):
        raise _fail(source, path, "往年调查写作 {study: 路径, role: wave}，其他文件用 path 或 folder。")


# --- features that come later --------------------------------------------------------------------------------------

_NOT_BUILT: dict[str, Callable[[Declaration], Iterable[Path_]]] = {
    "文件夹汇总（folder）": lambda s: (("files", i, "folder") for i, f in enumerate(s.files) if f.folder),
    "汇总表（role: summary）": lambda s: (
        ("files", i, "role") for i, f in enumerate(s.files) if f.role == "summary"
    ),
    "沿革表（role: renames）": lambda s: (
        ("files", i, "role") for i, f in enumerate(s.files) if f.role == "renames"
    ),
    "往年调查（role: wave）": lambda s: (
        ("files", i, "role") for i, f in enumerate(s.files) if f.role == "wave"
    ),
    "人员范围（people.scope）": lambda s: [("people", "scope")] if s.people.scope else [],
    "设计分层（design.strata）": lambda s: [("design", "strata")] if s.design.strata else [],
    "群的抽样总数（design.clusters_in_population）": lambda s: (
        [("design", "clusters_in_population")] if s.design.clusters_in_population else []
    ),
    "标准化（standardise）": lambda s: (
        ("comparisons", i, "standardise") for i, c in enumerate(s.comparisons) if c.standardise
    ),
    "得分（scores）": lambda s: (
        ("comparisons", i, "scores") for i, c in enumerate(s.comparisons) if c.scores
    ),
    "配对比较（paired_with）": lambda s: (
        ("comparisons", i, "paired_with") for i, c in enumerate(s.comparisons) if c.paired_with
    ),
    "按年度比较（by: wave）": lambda s: (
        ("comparisons", i, "by") for i, c in enumerate(s.comparisons) if c.by == WAVE
    ),
    "目标（targets）": lambda s: [("targets",)] if s.targets else [],
    "公开版（report.audience: 公开）": lambda s: (
        [("report", "audience")] if s.report.audience == "公开" else []
    ),
    "文风（report.voice）": lambda s: [("report", "voice")] if s.report.voice else [],
    "Word 模板（report.template）": lambda s: [("report", "template")] if s.report.template else [],
    "表格样式（report.table_style）": lambda s: [("report", "table_style")] if s.report.table_style else [],
}


def _not_built(study: Declaration, source: Source) -> None:
    lines = []
    for feature, paths in _NOT_BUILT.items():
        for path in paths(study):
            lines.append(
                (
                    source.line(path),
                    f"{source.where(path)}: {feature}在这一版本中尚未实现。请删去或注释掉后重试。",
                )
            )
    if lines:
        raise InputError("\n".join(text for _, text in sorted(lines)))


# --- variables -----------------------------------------------------------------------------------------------------


def _variables(study: Declaration, source: Source) -> None:
    for key, variable in study.variables.items():
        path = ("variables", key)
        if key in RESERVED:
            raise _fail(source, path, f'"{key}" 是保留名，不能用作变量。请改用别的英文名。')
        _where_it_comes_from(study, source, path, variable)
        _answers_are_distinct(source, path, variable)
    ids = [key for key, variable in study.variables.items() if variable.kind == "id"]
    if len(ids) > 1:
        raise _fail(source, ("variables", ids[1]), f'只能有一个 kind 为 id 的变量，已有 "{ids[0]}"。')


def _where_it_comes_from(study: Declaration, source: Source, path: Path_, variable: Variable) -> None:
    if variable.kind is None:
        raise _fail(source, path, "须有 codebook、categories、level、bands 或 kind 之一，说明它有哪些答案。")
    if variable.categorical and variable.kind != "place" and not variable.categories:
        raise _fail(source, path, "没有列出答案。请写 codebook（随程序提供的答案表）或 categories。")
    if variable.kind == "place" and variable.level is None:
        raise _fail(source, path, "地名变量须写明层级：level: street 或 level: community。")
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
    for name in ("cluster", "weight"):
        key = getattr(study.design, name)
        if key is not None:
            _known(study, source, ("design", name), key)
    words = study.design.degree_words
    if any(low > high for low, high in pairwise((words.slight, words.higher, words.clear, words.far))):
        raise _fail(source, ("design", "degree_words"), "程度词的界限应由小到大：略 ≤ 高 ≤ 明显 ≤ 远。")


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
        shown = [*variable.labels.values(), *extra]
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
    if comparison.by == comparison.outcome:
        raise _fail(source, (*path, "by"), f'"{comparison.outcome}" 不能与自己比较。by 应为另一个变量。')
    for name in ("by", "within", "cluster"):
        key = getattr(comparison, name)
        if key is not None:
            variable = _known(study, source, (*path, name), key)
            if variable is not None and not variable.categorical:
                raise _fail(source, (*path, name), f'变量 "{key}" 不能用来分组。')
    if comparison.groups and comparison.by is None:
        raise _fail(source, (*path, "groups"), "写了 groups 就须写 by（按哪个变量分组）。")
    if comparison.within is not None and comparison.within in (comparison.by, comparison.outcome):
        raise _fail(source, (*path, "within"), "within 应为 outcome 和 by 以外的变量。")
    _comparison_categories(study, source, path, comparison, outcome)


def _comparison_categories(
    study: Declaration, source: Source, path: Path_, comparison: Comparison, outcome: Variable
) -> None:
    for new, parts in comparison.merge.items():
        for part in parts:
            _category(study, source, (*path, "merge", new), comparison.outcome, part)
    for position, keys in enumerate(comparison.key):
        for key in keys:
            if outcome.kind != "place":
                _category(
                    study, source, (*path, "key", position), comparison.outcome, key, extra=comparison.merge
                )
    by = study.variables.get(comparison.by) if comparison.by else None
    if by is not None and by.kind != "place":
        for group in comparison.groups:
            _category(study, source, (*path, "groups"), by.key, group)
    if len(set(comparison.groups)) == 1 and comparison.groups:
        raise _fail(source, (*path, "groups"), "groups 至少要有两个不同的组。")
    for key, values in comparison.where.items():
        variable = _known(study, source, (*path, "where", key), key)
        if variable is not None and variable.kind != "place":
            for value in values:
                _category(study, source, (*path, "where", key), key, value)
    if comparison.by == "zone" and study.zone_definition is None:
        raise _fail(source, path, "按内、外城区比较时，须写 zone_definition（片区如何划分）。")
