"""The finding as the title of a slide: one sentence of what the picture shows, worded from results and nothing else.

A title holds the fact and, where the result does not bear it, that it does not. Reports word findings in full elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sqgz.figures.crossings import Crossing
from sqgz.figures.lettering import tidy
from sqgz.figures.sources import NO_SHARES, Panel, category_label, limits, variable_label
from sqgz.results import Results
from sqgz.results.labels import group_label, of_mix, say_answer
from sqgz.rounding import half_up, percent
from sqgz.study import Study
from sqgz.study.references import LOCAL

_UNSURE = {
    "none": "，尚不足以说明有规律性差别",
    "open": "，因有人未答，高低尚不能确定",
    "few_clusters": "，群数过少，仅作情况反映",
    "described": "，仅作情况反映",
}
_MOST = 3  # groups that a title names one by one


def asked_of(study: Study, outcome: str, category: str, comparison: str = "") -> str:
    """What a share is of, as a noun: 居住地为本社区的占比; of who counts as local 居住在本社区的占比."""
    return f"{_answered(study, outcome, category_label(study, outcome, category, comparison))}的占比"


def _answered(study: Study, outcome: str, label: str) -> str:
    variable = study.variables.get(outcome)
    if variable is not None and variable.codebook == LOCAL:
        return label  # it says already what people have
    if variable is not None and variable.kind == "multiple":
        return f"{variable_label(study, outcome)}选“{label}”"
    return say_answer(variable_label(study, outcome), label)


def difference_headline(study: Study, facts: dict[str, Any]) -> str:
    """One sentence for a row of results that holds a difference and its finding; empty for one without a value."""
    outcome, category, name = (str(facts[one]) for one in ("outcome", "category", "comparison"))
    asked = asked_of(study, outcome, category, name)
    first, second = (
        tidy(group_label(study, str(facts["by"]), str(facts[side]))) for side in ("group", "against")
    )
    if not facts["by"]:  # two answers of the same people: the share is of either variable
        asked = f"{category_label(study, outcome, category, name)}的占比"
    limited = limits(study, name, str(facts["stratum"]))
    asked += f"（限{limited}）" if limited else ""
    finding, value = str(facts["finding"]), facts["value"]
    if finding == "few_people":
        return f"{asked}：{first}与{second}人数较少，不作比较"
    if pd.isna(value):
        return ""
    size = half_up(abs(100 * value))
    if not size:
        return f"{asked}：{first}与{second}相差不到0.1个百分点{_UNSURE.get(finding, '')}"
    if finding == "equal":
        return f"{asked}：{first}与{second}大体相当（相差{size}个百分点）"
    return f"{asked}：{first}比{second}{'高' if value > 0 else '低'}{size}个百分点{_UNSURE.get(finding, '')}"


def deciding_row(results: Results, comparison: str) -> dict[str, Any] | None:
    """The row that carries the finding of a comparison as a whole; None where there is none."""
    rows = results.select(comparison=comparison, stratum="")
    rows = rows[(rows["finding"] != "") & (rows["family"] != "")]
    return None if rows.empty else {str(key): value for key, value in rows.iloc[0].items()}


def shares_headline(panel: Panel, results: Results | None, comparison: str = "") -> str:
    """One sentence for groups' shares: the finding of the comparison, else where the groups are farthest apart."""
    facts = deciding_row(results, comparison) if results is not None and comparison else None
    if results is not None and facts is not None and facts["stat"] == "difference":
        found = difference_headline(results.study, facts)
        if found:
            return found
    shown = [group for group in panel.groups if group.shown]
    if len(shown) < 2:
        return ""
    spread = np.ptp(np.array([group.shares for group in shown]), axis=0)
    at = int(spread.argmax())
    named = [(group.label, float(group.shares[at])) for group in shown]
    unsure = _UNSURE.get(str(facts["finding"]), "") if facts is not None else ""
    return f"{say_answer(panel.title, panel.labels[at])}的占比：{say_shares(named)}{unsure}"


def say_shares(named: Sequence[tuple[str, float]]) -> str:
    """Shares of groups in words: of a few all, of many the highest and the lowest.

    >>> print(say_shares([("甲", 0.5), ("乙", 0.25)]))
    甲50.0%，乙25.0%
    >>> print(say_shares([("甲", 0.5), ("乙", 0.25), ("丙", 0.75), ("丁", 0.6)]))
    最高丙75.0%，最低乙25.0%
    """
    if len(named) <= _MOST:
        return "，".join(f"{label}{percent(share)}" for label, share in named)
    highest, lowest = max(named, key=lambda one: one[1]), min(named, key=lambda one: one[1])
    return f"最高{highest[0]}{percent(highest[1])}，最低{lowest[0]}{percent(lowest[1])}"


def ranking_headline(
    results: Results, comparison: str, asked: str, named: Sequence[tuple[str, float]]
) -> str:
    """One sentence for a ranking: highest and lowest, and whether that is more than a description."""
    if len(named) < 2:
        return ""
    facts = deciding_row(results, comparison)
    unsure = _UNSURE.get(str(facts["finding"]), "") if facts is not None else ""
    return f"{asked}：{say_shares(named)}{unsure}"


def differences_headline(study: Study, rows: Sequence[dict[str, Any]], clear: Sequence[bool]) -> str:
    """One sentence for many differences: how many are certain, and the largest of them."""
    if len(rows) == 1:
        return difference_headline(study, rows[0])
    certain = [
        facts for facts, sure in zip(rows, clear, strict=True) if sure and not of_mix(str(facts["stratum"]))
    ]
    if not certain:
        return f"{len(rows)}项差距中没有能够确定的"
    largest = max(certain, key=lambda facts: abs(facts["value"]))
    return f"{len(rows)}项差距中{sum(clear)}项明确；最大的是{difference_headline(study, largest)}"


def flow_headline(crossing: Crossing, results: Results | None) -> str:
    """One sentence for two answers of the same people: how many agree, and the finding of their difference."""
    said = (
        [f"{crossing.first.label}与{crossing.second.label}类别相同的{crossing.same}"]
        if crossing.alike
        else []
    )
    facts = (
        deciding_row(results, crossing.comparison) if results is not None and not crossing.stratum else None
    )
    if results is not None and facts is not None:
        said.append(difference_headline(results.study, facts))
    return "；".join(one for one in said if one)


def largest_headline(labels: Sequence[str], counts: Sequence[int], subject: str) -> str:
    """One sentence for people by bands: the band that holds the most.

    >>> print(largest_headline(["30岁及以下", "31岁及以上"], [10, 30], "年龄"))
    年龄为31岁及以上的最多，占75.0%
    """
    base = sum(counts)
    if base < NO_SHARES:
        return ""
    at = max(range(len(counts)), key=lambda place: counts[place])
    return f"{subject}为{labels[at]}的最多，占{percent(counts[at] / base)}"
