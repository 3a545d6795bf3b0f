"""What is so among the people there are: differences in a fully or partly counted population.

Where everybody answered there is nothing to infer: no interval, no p-value. Where some did not, people are units
within strata (street × position) of known size, and beside the interval stand the bounds that hold whatever the
missing would have said. Nothing here asks how people came to be placed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sqgz.errors import InputError
from sqgz.stats.distributions import UPPER, normal_quantile, normal_two_sided
from sqgz.stats.estimates import FiniteDifference, Floats
from sqgz.stats.table import TableError

METHOD = "有限总体中两组占比之差"


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One group of a population: chosen, answered and people there are, in each stratum (H,)."""

    chosen: Floats
    answered: Floats
    people: Floats

    @property
    def complete(self) -> bool:
        """True where everybody answered."""
        return bool((self.answered == self.people).all())

    @property
    def bounds(self) -> tuple[float, float]:
        """The share if every missing answer were 0, and if every one were 1 (Manski 1989)."""
        total = self.people.sum()
        missing = (self.people - self.answered).sum()
        return float(self.chosen.sum() / total), float((self.chosen.sum() + missing) / total)


def finite_difference(first: Sequence[ArrayLike], second: Sequence[ArrayLike]) -> FiniteDifference:
    """Share in the first group minus share in the second, among all people of the frame, −1 to 1.

    Each group is (chosen, answered, people), one number for each stratum. s.e. with f = answered/people in each
    stratum, normal interval; none where everybody answered. No interval, with a warning, unless every stratum
    holds two answers or is complete. InputError where the number of people is unknown.
    Sources: Cochran 1977, 5.4; Manski 1989, J. Human Resources 24, 343; statistics.md 1.3.
    """
    groups = read_frame(first, name="第一组"), read_frame(second, name="第二组")
    if min(group.people.sum() for group in groups) == 0:
        return FiniteDifference(method=METHOD, warnings=("有一组没有人，无从比较。",))
    (low1, high1), (low2, high2) = (group.bounds for group in groups)
    complete = all(group.complete for group in groups)
    told: dict[str, Any] = {
        "method": f"{METHOD}{'（全员统计）' if complete else '（分层，有限总体校正）'}",
        "base": int(sum(group.answered.sum() for group in groups)),
        "base_first": int(groups[0].answered.sum()),
        "base_second": int(groups[1].answered.sum()),
        "complete": complete,
        "bound_low": low1 - high2,
        "bound_high": high1 - low2,
    }
    if any((group.answered[group.people > 0] == 0).any() for group in groups):
        return FiniteDifference(warnings=("有的分层无人作答，不能推算，只给出上下界。",), **told)
    shares, variances = zip(*(weigh_strata(group) for group in groups), strict=True)
    told |= {"estimate": shares[0] - shares[1], "first": shares[0], "second": shares[1]}
    if complete:
        return FiniteDifference(**told)
    warnings: tuple[str, ...] = ("假定同一分层内未作答者与作答者无异；上下界不作此假定。",)
    if None in variances:
        return FiniteDifference(warnings=(*warnings, "有的分层只有一人作答，不能给出区间。"), **told)
    variance = sum(variances)
    if variance <= 0:
        return FiniteDifference(warnings=(*warnings, "分层内的答案完全相同，无法估计误差。"), **told)
    error = math.sqrt(variance)
    reach, z = normal_quantile(UPPER) * error, told["estimate"] / error
    return FiniteDifference(
        statistic=z,
        p_value=normal_two_sided(z),
        error=error,
        low=max(told["estimate"] - reach, -1.0),
        high=min(told["estimate"] + reach, 1.0),
        warnings=warnings,
        **told,
    )


def read_frame(group: Sequence[ArrayLike], *, name: str) -> Frame:
    """The group as arrays; InputError where people are unknown, TableError where chosen ≤ answered ≤ people fails."""
    if len(group) != 3:
        raise ValueError("a group is (chosen, answered, people)")
    sizes = group[2]
    if sizes is None or np.isnan(np.atleast_1d(np.asarray(sizes, dtype=float))).any():
        raise InputError(f"{name}未提供应报人数，不能作“现状如何”的推断；请补上各街道的应报人数。")
    chosen, answered, people = (np.atleast_1d(np.asarray(part, dtype=float)) for part in group)
    if not chosen.shape == answered.shape == people.shape:
        raise ValueError("chosen, answered and people differ in length")
    if not ((chosen >= 0) & (chosen <= answered) & (answered <= people)).all():
        place = int(np.flatnonzero(~((chosen >= 0) & (chosen <= answered) & (answered <= people)))[0])
        raise TableError(
            f"{name}第{place + 1}个分层：属于此类 {chosen[place]:g}、作答 {answered[place]:g}、"
            f"应报 {people[place]:g}，应满足 属于此类 ≤ 作答 ≤ 应报。"
        )
    return Frame(chosen=chosen, answered=answered, people=people)


def weigh_strata(group: Frame) -> tuple[float, float | None]:
    """The share weighted by the people of each stratum, and its variance; None where a stratum has one answer only."""
    held = group.people > 0
    k, n, people = group.chosen[held], group.answered[held], group.people[held]
    weights, shares, sampled = people / people.sum(), k / n, n / people
    open_strata = sampled < 1
    share = float(weights @ shares)
    if (n[open_strata] < 2).any():
        return share, None
    w, p, f, m = weights[open_strata], shares[open_strata], sampled[open_strata], n[open_strata]
    return share, float((w**2 * (1 - f) * p * (1 - p) / (m - 1)).sum())


def finite_paired(
    answered: ArrayLike, net: ArrayLike, squares: ArrayLike, people: ArrayLike
) -> FiniteDifference:
    """Mean net change (−1, 0 or 1 for each person) among all people of the frame, −1 to 1.

    One number for each stratum: people whose two answers are known, the sum of their changes and of the squares,
    people there are. Interval as in `finite_difference`; the bounds are left to the caller, who knows the halves
    that are missing.
    """
    n, d, d2, total = (
        np.atleast_1d(np.asarray(part, dtype=float)) for part in (answered, net, squares, people)
    )
    held = total > 0
    n, d, d2, total = n[held], d[held], d2[held], total[held]
    complete = bool((n == total).all())
    told: dict[str, Any] = {
        "method": f"有限总体中同一人两个答案占比之差{'（全员统计）' if complete else '（分层，有限总体校正）'}",
        "base": int(n.sum()),
        "complete": complete,
    }
    if len(n) == 0 or (n == 0).any():
        return FiniteDifference(warnings=("有的分层无人作答，不能推算，只给出上下界。",), **told)
    weights = total / total.sum()
    told["estimate"] = float(weights @ (d / n))
    if complete:
        return FiniteDifference(**told)
    warnings: tuple[str, ...] = ("假定同一分层内未作答者与作答者无异；上下界不作此假定。",)
    unsure = n < total
    if (n[unsure] < 2).any():
        return FiniteDifference(warnings=(*warnings, "有的分层只有一人作答，不能给出区间。"), **told)
    w, m, f = weights[unsure], n[unsure], n[unsure] / total[unsure]
    spread = (d2[unsure] - d[unsure] ** 2 / m) / (m - 1)
    variance = float((w**2 * (1 - f) * spread / m).sum())
    if variance <= 0:
        return FiniteDifference(warnings=(*warnings, "分层内的答案完全相同，无法估计误差。"), **told)
    error = math.sqrt(variance)
    reach, z = normal_quantile(UPPER) * error, told["estimate"] / error
    return FiniteDifference(
        statistic=z,
        p_value=normal_two_sided(z),
        error=error,
        low=max(told["estimate"] - reach, -1.0),
        high=min(told["estimate"] + reach, 1.0),
        warnings=warnings,
        **told,
    )
