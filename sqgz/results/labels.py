"""Words for what results name by keys: categories, strata, groups, and the question of a comparison."""

from __future__ import annotations

import math
import re

from sqgz.results.schema import SETS
from sqgz.results.standardising import STANDARDISED
from sqgz.rounding import half_up, percent, points
from sqgz.study import Comparison, Study
from sqgz.study.unbuilt import WAVE

_QUESTION = re.compile(
    "[是能可应会愿]否|是不是|能不能|会不会|愿不愿|有没有|有无|[吗？?]|哪|什么|多少|几[个次天年人项种]|如何|怎[么样]|为何"
)


def variable_label(study: Study, key: str) -> str:
    """Label of a variable; 年度 of waves, the key itself of anything else."""
    if key == WAVE:
        return "年度"
    return study.variables[key].label if key in study.variables else key


def label_of(study: Study, variable: str, keys: str, comparison: str = "") -> str:
    """Label of a category, or of a set of them written with +; of a merged one the labels of its parts."""
    labels = dict(study.variables[variable].labels) if variable in study.variables else {}
    for one in study.comparisons:
        if one.id == comparison:
            labels |= {new: "、".join(labels[old] for old in olds) for new, olds in one.merge.items()}
    return "或".join(labels.get(key, key) for key in keys.split(SETS))


def group_label(study: Study, by: str, group: str) -> str:
    """Label of a side of a difference: a group, or in a paired comparison (no `by`) the variable itself."""
    return label_of(study, by, group) if by else variable_label(study, group)


def say_answer(label: str, answer: str) -> str:
    """What people have who gave an answer: of a heading 年龄为41岁及以上; of a question what was answered to it.

    >>> say_answer("年龄", "41岁及以上"), say_answer("对待遇是否满意", "满意")
    ('年龄为41岁及以上', '“对待遇是否满意”答“满意”')
    """
    return f"“{label}”答“{answer}”" if _QUESTION.search(label) else f"{label}为{answer}"


def stratum_label(study: Study, comparison: str, stratum: str) -> str:
    """Words for a stratum of results: a category of `within`, a stratum of a standardisation, or everybody.

    Strata of a standardisation are written variable=category, several joined by commas.
    """
    if not stratum:
        return "全部"
    if stratum == STANDARDISED:
        return "标准化后"
    if of_mix(stratum):
        parts = [one.split("=", 1) for one in stratum.split(",")]
        return "×".join(label_of(study, key, category) for key, category in parts)
    within = study.comparison(comparison).within
    return label_of(study, within, stratum) if within else stratum


def of_mix(stratum: str) -> bool:
    """Whether a stratum of results belongs to a standardisation and not to `within`."""
    return stratum == STANDARDISED or "=" in stratum


def title_of(study: Study, comparison: str) -> str:
    """What a comparison is about, in words, with its id for finding it in study.yaml."""
    asked = study.comparison(comparison)
    by = f"，按{variable_label(study, asked.by)}" if asked.by else ""
    if asked.paired_with:
        by = f"与{variable_label(study, asked.paired_with)}（同一人）"
    return f"{variable_label(study, asked.outcome)}{by}{_where(study, asked)} [{comparison}]"


def question_of_study(study: Study, asked: Comparison) -> str:
    """The question that a comparison puts, as one Chinese sentence."""
    outcome = variable_label(study, asked.outcome)
    where = _where(study, asked)
    key = (
        f"“{label_of(study, asked.outcome, SETS.join(asked.key[0]), asked.id)}”的占比"
        if asked.key
        else "分布"
    )
    if asked.paired_with:
        sentence = (
            f"同一个人的{outcome}与{variable_label(study, asked.paired_with)}{where}相比，{key}有没有差别？"
        )
    elif asked.by is None:
        return f"{outcome}{where}的分布如何？"
    elif len(asked.groups) == 2:
        groups = "与".join(label_of(study, asked.by, group) for group in asked.groups)
        sentence = f"{groups}{where}，{outcome}为{key}有没有差别？"
    else:
        sentence = f"各{variable_label(study, asked.by)}之间{where}，{outcome}的分布是否不同？"
    if asked.within:
        sentence += f"在每个{variable_label(study, asked.within)}内部再看一次。"
    if asked.standardise:
        names = "、".join(variable_label(study, key) for key in asked.standardise)
        sentence += f"两组的{names}构成不同，再按{names}标准化后看一次。"
    if asked.scores:
        scores = "、".join(
            f"{label_of(study, asked.outcome, key, asked.id)}{half_up(score, 2).normalize():f}"
            for key, score in asked.scores.items()
        )
        sentence += f"并比较平均得分（{scores}）。"
    return sentence


def _where(study: Study, asked: Comparison) -> str:
    where = "、".join(label_of(study, key, SETS.join(values)) for key, values in asked.where.items())
    return f"（限{where}）" if where else ""


def share_interval(low: float, high: float) -> str:
    """An interval of a share as printed, or a dash."""
    return "—" if math.isnan(low) or math.isnan(high) else f"{percent(low)}～{percent(high)}"


def points_interval(low: float, high: float) -> str:
    """An interval of a difference in percentage points as printed, or a dash."""
    return "—" if math.isnan(low) or math.isnan(high) else f"{points(low)} 至 {points(high)}"


def p_text(value: float) -> str:
    """A p-value as printed, or a dash."""
    if math.isnan(value):
        return "—"
    return "<0.001" if value < 0.001 else str(half_up(value, 3))
