"""Families of tests: which comparisons count, and their p-values adjusted together, once each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqgz.results.judging import Judgement, classify, smallest_row
from sqgz.stats import adjust
from sqgz.study import Study

WITHIN = ".within"  # repeats inside the categories of a variable are a family of their own
DISAGREE, BEYOND = "检验与区间不一致（置换或多重校正），以检验为准", "区间整体超出有实际意义的界限"
MISSING_WARNED, MISSING_OPEN = 0.10, 0.30
_METHODS: dict[str, Literal["holm", "bh"]] = {"confirmatory": "holm", "exploratory": "bh"}


def decide_families(judgements: Sequence[Judgement], study: Study) -> None:
    """Complete the rows of all deciding judgements: family, adjusted p, finding.

    m of a family is the number of its comparisons with a deciding p, few_people left out, fixed before any p is
    looked at. Confirmatory families are adjusted by Holm, the others by Benjamini and Hochberg.
    """
    for judgement in judgements:
        comparison = judgement.question.comparison
        judgement.row["family"] = comparison.family + ("" if judgement.question.declared else WITHIN)
    for family in dict.fromkeys(judgement.row["family"] for judgement in judgements):
        _decide(family, [judgement for judgement in judgements if judgement.row["family"] == family], study)


def _decide(family: str, members: list[Judgement], study: Study) -> None:
    tested = [member for member in members if member.tested]
    kind = family.removesuffix(WITHIN)
    level = (
        study.design.alpha / (len(tested) if kind == "confirmatory" else 1) if tested else study.design.alpha
    )
    adjusted: Any = (
        adjust([member.row["p_value"] for member in tested], method=_METHODS[kind]) if tested else []
    )
    for member, p_adjusted in zip(tested, adjusted, strict=True):
        member.row["p_adjusted"] = float(p_adjusted)
    for member in members:
        if member.p_smallest is not None and member.p_smallest > level:
            member.few_clusters = True
        member.row["finding"] = classify(member, study)
        if tell_missing(member.row) and not (member.few_people or member.few_clusters):
            member.row["finding"] = "open"
        _tell_small_print(member, study)


def tell_missing(row: dict[str, Any]) -> bool:
    """Whether so many answers are missing that the finding is open; warns of many and of too many."""
    people = row["base"] + row["missing"]
    share = row["missing"] / people if people else 0.0
    if share > MISSING_WARNED:
        text = "缺失超过三成，高低尚不能确定" if share > MISSING_OPEN else "缺失超过一成，结论须谨慎"
        row["warnings"] = (*row["warnings"], text)
    return share > MISSING_OPEN


def _tell_small_print(member: Judgement, study: Study) -> None:
    """What belongs beside a class: what contradicts it, and how little could have been seen."""
    row = member.row
    if row["stat"] != "difference":
        return
    delta = member.question.comparison.delta or study.design.delta
    notes = []
    if (
        row["finding"] in ("none", "equal")
        and member.whole_p is not None
        and member.whole_p < study.design.alpha
    ):
        notes.append("整个分布有差别，但所看的这一占比的差距不足以下结论")
    if row["low"] is not None:
        excludes_zero = row["low"] > 0 or row["high"] < 0
        significant = row["p_adjusted"] is not None and row["p_adjusted"] < study.design.alpha
        if excludes_zero != significant and row["finding"] in ("clear", "small", "none"):
            notes.append(DISAGREE)
        if row["finding"] == "clear" and (row["low"] > delta or row["high"] < -delta):
            notes.append(BEYOND)
        if (
            row["finding"] == "none"
            and (row["high"] - row["low"]) / 2 > delta
            and (extra := smallest_row(member))
        ):
            member.extra.append(extra)
    row["warnings"] = (*row["warnings"], *notes)
