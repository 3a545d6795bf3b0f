"""What results call by keys, as it is said in a sentence: 户口在本社区, 文化程度为大专及以上, 外城区."""

from __future__ import annotations

import re

from sqgz.results.labels import group_label, label_of, say_answer, variable_label
from sqgz.results.schema import SETS
from sqgz.study import Comparison, Study
from sqgz.study.references import LOCAL
from sqgz.study.unbuilt import WAVE

_UNITS = ("个", "户", "份", "件", "处", "家", "人次", "条", "项", "起", "次")
_LEVELS = {
    ("community", "street"): "本街道（含本社区）",
    ("community", "street", "district"): "本区",
}


def say_category(study: Study, outcome: str, category: str, comparison: str = "") -> str:
    """A category (or a set of them joined by +) of a variable, as what people have: 居住在本社区, 年龄为41岁及以上."""
    if outcome not in study.variables:
        return label_of(study, outcome, category, comparison)
    variable = study.variables[outcome]
    keys = tuple(category.split(SETS))
    label = _run_of_levels(study, outcome, keys, comparison) or label_of(study, outcome, category, comparison)
    if variable.kind == "multiple":
        return f"选择“{label}”"
    if variable.codebook == LOCAL:
        return label
    if variable.codebook == "level":
        return f"{_verb(variable.label)}{_LEVELS.get(keys, label)}"
    return say_answer(variable.label, label)


def _run_of_levels(study: Study, outcome: str, keys: tuple[str, ...], comparison: str) -> str:
    """Levels of education from one on, or up to one, in a word (大专及以上); empty if they are anything else."""
    variable = study.variables[outcome]
    if variable.codebook != "education":
        return ""
    merged = {one.id: one.merge for one in study.comparisons}.get(comparison, {})
    chosen = [old for key in keys for old in merged.get(key, (key,))]
    order = list(variable.labels)
    if len(chosen) < 2 or any(key not in order for key in chosen):
        return ""
    places = sorted(order.index(key) for key in chosen)
    if places != list(range(places[0], places[-1] + 1)):
        return ""
    if places[-1] == len(order) - 1:
        return f"{variable.labels[order[places[0]]]}及以上"
    return f"{variable.labels[order[places[-1]]]}及以下" if places[0] == 0 else ""


def _verb(label: str) -> str:
    """How a level of a variable is said: 户口在…, 居住在…; any other variable by its label."""
    if "户" in label:
        return "户口在"
    return "居住在" if "住" in label else f"{label}为"


def say_unit(study: Study, outcome: str) -> str:
    """What is counted: 人, unless the variable's label ends with a unit of its own, as 办公场所（个）."""
    label = study.variables[outcome].label if outcome in study.variables else ""
    found = re.search(f"[（(]({'|'.join(_UNITS)})[）)]$", label)
    return found[1] if found else "人"


def say_label(study: Study, outcome: str, category: str, comparison: str = "") -> str:
    """A category as a column names it; levels of education that were merged in a word: 大专及以上."""
    if outcome in study.variables:
        run = _run_of_levels(study, outcome, tuple(category.split(SETS)), comparison)
        if run:
            return run
    return label_of(study, outcome, category, comparison)


def say_subject(study: Study, outcome: str, category: str, comparison: str = "") -> str:
    """What a share is, as a noun: 户口在本社区的占比."""
    return f"{say_category(study, outcome, category, comparison)}的占比"


def say_compared(study: Study, outcome: str) -> str:
    """What a test of several groups compares: 文化程度的分布; of a question with several answers the share of one."""
    variable = study.variables.get(outcome)
    if variable is None or variable.kind == "multiple":
        return "占比"
    if variable.codebook == LOCAL:  # who counts as local: one share, and the other is its rest
        return say_subject(study, outcome, next(iter(variable.labels)))
    return f"{variable.label}的分布"


def say_question(study: Study, outcome: str) -> str:
    """The question an answer belongs to, before the answer, where several may be given; else empty."""
    multiple = outcome in study.variables and study.variables[outcome].kind == "multiple"
    return f"“{variable_label(study, outcome)}”一项，" if multiple else ""


def say_group(study: Study, by: str, group: str) -> str:
    """A group, as said in a sentence; a year has its 年."""
    if not group:
        return "全部人员"
    label = group_label(study, by, group)
    return f"{label}年" if by == WAVE and re.fullmatch(r"\d{4}", label) else label


def say_among(study: Study, by: str) -> str:
    """All groups of a variable together: 各街道, 不同职务."""
    if by == WAVE:
        return "各年度"
    place = by in study.variables and study.variables[by].kind == "place"
    return f"{'各' if place else '不同'}{variable_label(study, by)}"


def say_pair(by: str) -> str:
    """Two groups together, in a word."""
    return {"zone": "两区", WAVE: "两年"}.get(by, "两者")


def say_scope(study: Study, comparison: Comparison) -> str:
    """The people to whom a comparison is limited, before their groups: 主职中; empty if it is about all."""
    parts = [
        "、".join(label_of(study, key, value) for value in values) for key, values in comparison.where.items()
    ]
    return f"{'、'.join(parts)}中" if parts else ""


def say_whole(study: Study) -> str:
    """All people of the study, by what its title says it is about: 全区, 全市, 全县, else 全部.

    >>> from types import SimpleNamespace as Titled
    >>> [say_whole(Titled(title=one)) for one in ("某区社区工作者调研", "某市社区工作者调研", "社区工作者调研")]
    ['全区', '全市', '全部']
    """
    title = re.sub("(社|片|城|小|校|园)区", "", study.title)
    return next((f"全{one}" for one in "区县市" if one in title), "全部")
