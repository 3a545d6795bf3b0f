"""What is so among the people there are: a difference that is a fact, or bounds for those who did not answer.

Rules of design/statistics.md 1.3. Nothing here asks whether chance could have made the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sqgz.results.counted import GroupCells, unknown_answers
from sqgz.results.judging import share_difference, shared_facts
from sqgz.results.questions import Question, set_key
from sqgz.results.schema import make_row
from sqgz.stats import finite_difference
from sqgz.stats.estimates import FiniteDifference


def finite_rows(question: Question, keys: tuple[str, ...], cells: GroupCells) -> list[dict[str, Any]]:
    """The difference in the people there are and, where somebody's answer is missing, its worst-case bounds."""
    table = question.table
    first, second = table.row_keys
    result, (bound_low, bound_high) = _finite(question, keys, cells)
    value = result.estimate if result.estimate is not None else share_difference(question, keys)
    shared = shared_facts(question) | {"inference": "finite", "of": "row", "group": first, "against": second,
                                       "category": set_key(keys, table.col_keys)}  # fmt: skip
    row = make_row(
        **shared, stat="difference", method=result.method, value=value, low=result.low, high=result.high,
        error=result.error, p_value=result.p_value, finding=finding_of(result.complete, bound_low, bound_high),
        warnings=(*question.warnings, *_unknown_warning(question), *result.warnings),
    )  # fmt: skip
    if result.complete or result.bound_low is None:
        return [row]
    return [row, make_row(**shared, stat="bound", method="Manski 上下界", low=bound_low, high=bound_high)]


def finding_of(complete: bool, low: float, high: float) -> str:
    """A fact where everybody was counted or the bounds have one sign, else open (1.3)."""
    return "fact" if complete or low > 0 or high < 0 else "open"


def _finite(
    question: Question, keys: tuple[str, ...], cells: GroupCells
) -> tuple[FiniteDifference, tuple[float, float]]:
    """The difference among the people known to be in the groups, and bounds that hold for all there are.

    People of whom it is not known in which group they are may be in either, wherever that makes the difference
    smallest or largest; where everybody else answered they are all that keeps it from being a fact.
    """
    result = finite_difference(cells[0], cells[1])
    low, high = result.bound_low or 0.0, result.bound_high or 0.0
    if question.unknown is None or result.bound_low is None:
        return result, (low, high)
    chose, did_not, missing = unknown_answers(question, keys)
    for_it = (chose, chose, chose + missing)
    against_it = (0, did_not, did_not + missing)
    smallest = finite_difference(_joined_by(cells[0], against_it), _joined_by(cells[1], for_it))
    largest = finite_difference(_joined_by(cells[0], for_it), _joined_by(cells[1], against_it))
    result = replace(result, complete=False, method=result.method.replace("（全员统计）", "（有人组别不明）"))
    return result, (smallest.bound_low or 0.0, largest.bound_high or 0.0)


def _joined_by(group: Sequence[Any], more: Sequence[int]) -> list[Any]:
    return [np.append(part, one) for part, one in zip(group, more, strict=True)]


def _unknown_warning(question: Question) -> tuple[str, ...]:
    n = 0 if question.unknown is None else len(question.unknown)
    return (f"{n} 人属于哪一组不明，上下界已计入",) if n else ()
