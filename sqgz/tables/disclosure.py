"""Which published counts must be hidden so that nobody learns a small count: chosen, then attacked (statistics.md, 4).

The attack is a linear program: given everything still shown, how small and how large can a hidden count be? It knows
that a small cell has 1 to 4 people and that no count is negative. A count is safe only if all of 1 to 4 stay possible.
Knows forms of joint cells, not results; whole numbers are not used in the attack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, eye, hstack, vstack

from sqgz.tables.linked import Form, LinkedTables

Array = np.ndarray[Any, Any]
FEW = 4  # people up to whom a count is small
DEAR = 20.0  # price from which it is looked again whether a count must be hidden
EXACT = 1e-5  # people by which a linear program may miss
_DRAWS = 4  # random directions in which counts that are not printed are looked for


@dataclass(frozen=True)
class Guard:
    """What must stay possible of a count that is not shown: as few as `low` and as many as `high` (None: any)."""

    form: Form
    low: float | None
    high: float | None


@dataclass
class Release:
    """Counts of one group of people as they would be printed, each with the price of hiding it.

    `small` are places of counts of 1 to 4 that must be hidden, `others` of more that must be hidden too.
    """

    forms: Sequence[Form]
    values: Array
    prices: Array
    small: Sequence[int] = ()
    others: Sequence[int] = ()
    guards: Sequence[Guard] = field(default_factory=list)


class Attack:
    """What an outsider can conclude from a release; hides counts until it is nothing that matters."""

    def __init__(self, tables: LinkedTables, release: Release) -> None:
        self.tables, self.release = tables, release
        self.matrix = tables.matrix(release.forms)
        self.guards = tables.matrix([guard.form for guard in release.guards])
        self.hidden = {*release.small, *release.others}
        self.targets = np.array(
            [[np.nan if one is None else one for one in (guard.low, guard.high)] for guard in release.guards]
        ).reshape(-1, 2)
        self.open = ~np.isnan(self.targets)
        self.witnesses: list[Array] = []  # joint cells that once agreed with all that was shown

    def hide(self) -> set[int]:
        """Places of the counts to be hidden: those that must be, and others until every guard holds.

        Guards are taken in their order; each hides what costs least. Raises AssertionError if the attack succeeds
        afterwards, which would be a defect.
        """
        if len(self.targets):
            self._certify_together()
            for number, side in np.argwhere(self.open):
                if self.open[number, side]:
                    self._make_possible(int(number), int(side))
            self._show_again()
            self.open = ~np.isnan(self.targets)
            self._certify_together()
            broken = [
                (int(number), int(side))
                for number, side in np.argwhere(self.open)
                if not self._reaches(int(number), int(side))
            ]
            if broken:
                raise AssertionError(f"a hidden count can be solved: {broken}")
        return self.hidden

    def consistent(self) -> bool:
        """Whether people can exist of whom all counts are true."""
        found = _solve(np.zeros(self.tables.size), self._equal(range(len(self.release.forms))))
        return found is not None

    def determined(self, forms: Sequence[Form]) -> dict[int, float]:
        """Values by place of those forms that follow from all counts of the release."""
        matrix = self.tables.matrix(forms)
        equal = self._equal(range(len(self.release.forms)))
        draw = np.random.default_rng(len(forms))
        lowest, highest = np.full(len(forms), np.inf), np.full(len(forms), -np.inf)
        for _ in range(_DRAWS):
            price = draw.normal(size=self.tables.size)
            for sign in (1.0, -1.0):
                found = _solve(sign * price, equal)
                if found is not None:
                    seen = matrix @ found
                    lowest, highest = np.minimum(lowest, seen), np.maximum(highest, seen)
        alike = np.flatnonzero(highest - lowest < EXACT)
        return {int(place): float(lowest[place]) for place in alike}

    def bounds(self, form: Form) -> tuple[float, float]:
        """The fewest and the most people a form can hold, given what is shown."""
        row = self.tables.matrix([form]).toarray()[0]
        ends = []
        for sign in (1.0, -1.0):
            found = _solve(sign * row, self._shown(), self._known())
            ends.append(-sign * np.inf if found is None else float(row @ found))
        return ends[0], ends[1]

    # --- what is known --------------------------------------------------------------------------------------------------

    def _visible(self) -> list[int]:
        return [place for place in range(len(self.release.forms)) if place not in self.hidden]

    def _equal(self, places: Sequence[int] | range) -> tuple[csr_matrix, Array]:
        """Rows and values that hold exactly: the counts at these places, and the agreement of the tables."""
        links = self.tables.links
        rows = vstack([self.matrix[list(places)], links], format="csr")
        return rows, np.concatenate([self.release.values[list(places)], np.zeros(links.shape[0])])

    def _shown(self) -> tuple[csr_matrix, Array]:
        return self._equal(self._visible())

    def _known(self) -> tuple[csr_matrix, Array] | None:
        """Rows and the most they can be: small counts have 1 to 4 people."""
        small = list(self.release.small)
        if not small:
            return None
        rows = vstack([self.matrix[small], -self.matrix[small]], format="csr")
        return rows, np.concatenate([np.full(len(small), float(FEW)), np.full(len(small), -1.0)])

    # --- certificates -----------------------------------------------------------------------------------------------------

    def _settle(self, cells: Array) -> None:
        """Nothing; guards that these people, who agree with all that is shown, fulfil are settled."""
        self.witnesses.append(cells)
        self._settle_by(cells)

    def _settle_by(self, cells: Array) -> None:
        seen = self.guards @ cells
        self.open[:, 0] &= ~(seen <= self.targets[:, 0] + EXACT)
        self.open[:, 1] &= ~(seen >= self.targets[:, 1] - EXACT)

    def _certify_together(self) -> None:
        """Nothing; settles as many guards as one set of people can, as long as that settles any.

        People who were found before count, too, if they agree with what is shown now.
        """
        rows, values = self._shown()
        for cells in self.witnesses:
            if float(np.abs(rows @ cells - values).max(initial=0.0)) <= EXACT:
                self._settle_by(cells)
        for side, sign in ((0, -1.0), (1, 1.0)):
            while self.open[:, side].any():
                before = int(self.open[:, side].sum())
                chosen = np.flatnonzero(self.open[:, side])
                found = self._many(chosen, self.targets[chosen, side], sign)
                if found is None:
                    break
                self._settle(found)
                if int(self.open[:, side].sum()) == before:
                    break

    def _many(self, chosen: Array, targets: Array, sign: float) -> Array | None:
        """Joint cells that bring as many of the guarded counts as possible to their targets; None if nothing fits."""
        size, number = self.tables.size, len(chosen)
        price = np.concatenate([np.zeros(size), np.full(number, 1.0)])
        rows, values = self._shown()
        equal = (hstack([rows, csr_matrix((rows.shape[0], number))], format="csr"), values)
        # what is lacking to the target: sign · (target − count), at least 0
        lacking = hstack([-sign * self.guards[chosen], -eye(number)], format="csr")
        known = self._known()
        most, limit = [lacking], [-sign * targets]
        if known is not None:
            most.append(hstack([known[0], csr_matrix((known[0].shape[0], number))], format="csr"))
            limit.append(known[1])
        found = _solve(price, equal, (vstack(most, format="csr"), np.concatenate(limit)))
        return None if found is None else found[:size]

    def _reaches(self, number: int, side: int) -> bool:
        low, high = self.bounds(self.release.guards[number].form)
        target = self.targets[number, side]
        return low <= target + EXACT if side == 0 else high >= target - EXACT

    def _show_again(self) -> None:
        """Nothing; shows dear counts that were hidden for one guard and have become needless with what came after."""
        must = {*self.release.small, *self.release.others}
        dear = [place for place in self.hidden - must if self.release.prices[place] >= DEAR]
        for place in sorted(dear, key=lambda place: (-self.release.prices[place], place)):
            self.hidden.discard(place)
            self.open = ~np.isnan(self.targets)
            self._certify_together()
            if not all(self._reaches(int(number), int(side)) for number, side in np.argwhere(self.open)):
                self.hidden.add(place)

    # --- hiding -----------------------------------------------------------------------------------------------------------

    def _make_possible(self, number: int, side: int) -> None:
        """Nothing; hides the cheapest counts without which the guarded one can reach its target."""
        found = self._relaxed(number, float(self.targets[number, side]))
        if found is None:
            self.targets[number, side] = target = self._farthest(number, side)
            found = self._relaxed(number, target)
        if found is None:
            raise AssertionError(f"no people fit a guarded count: {self.release.guards[number]}")
        cells, lacking = found
        visible = np.array(self._visible(), dtype=int)
        self.hidden |= {int(place) for place in visible[lacking > EXACT]}
        self._settle(cells)
        self.open[number, side] = False

    def _relaxed(self, number: int, target: float) -> tuple[Array, Array] | None:
        """Joint cells in which a guarded count has its target, and by how much each visible count then is another.

        The dearer a count is to hide, the less it is moved.
        """
        size, visible = self.tables.size, self._visible()
        shown, links, guard = self.matrix[visible], self.tables.links, self.guards[[number]]
        height = len(visible)
        more = eye(height, format="csr")
        wide = csr_matrix((links.shape[0] + 1, 2 * height))
        equal = vstack([hstack([shown, -more, more]), hstack([vstack([links, guard]), wide])], format="csr")
        values = np.concatenate([self.release.values[visible], np.zeros(links.shape[0]), [target]])
        price = np.concatenate([np.zeros(size), np.tile(self.release.prices[visible], 2)])
        known = self._known()
        if known is not None:
            known = (hstack([known[0], csr_matrix((known[0].shape[0], 2 * height))], format="csr"), known[1])
        found = _solve(price, (equal, values), known)
        if found is None:
            return None
        return found[:size], found[size : size + height] + found[size + height :]

    def _farthest(self, number: int, side: int) -> float:
        """The target that is left where small counts that contain each other rule it out by themselves."""
        row = self.guards[[number]].toarray()[0]
        links = self.tables.links
        found = _solve((1 if side == 0 else -1) * row, (links, np.zeros(links.shape[0])), self._known())
        return float(row @ found) if found is not None else float(self.targets[number, side])


def _solve(
    price: Array, equal: tuple[csr_matrix, Array], most: tuple[csr_matrix, Array] | None = None
) -> Array | None:
    """Numbers of at least 0 of the lowest price under the conditions; None if there are none."""
    from scipy.optimize import linprog

    found = linprog(
        price, A_eq=equal[0], b_eq=equal[1], A_ub=most[0] if most else None, b_ub=most[1] if most else None,
        bounds=(0, None), method="highs",
    )  # fmt: skip
    return np.asarray(found.x) if found.status == 0 else None
