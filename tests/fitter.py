"""Somebody who has the public table alone and tries whole numbers: every filling of the hidden cells by street that fits.

Written apart from the library: rows are read here anew, and the variance of a share of people who come in clusters, its
interval and that of a difference are reckoned here from their textbooks. Fits a table of one outcome by street, the
shares of everybody, and shares and difference by zone.
"""

import itertools
import math

import numpy as np
import pandas as pd
from scipy import stats

CLOSE = 1e-9


class Fitter:
    """Fillings of the hidden cells of comparison `streets` that agree with all that `frame` prints; `zone_of` is known."""

    def __init__(self, frame, zone_of, outcome="answer"):
        self.frame = frame[frame["outcome"] == outcome]
        self.zone_of = zone_of
        cells = self._rows(comparison="streets", stat="count")
        self.cells = cells.pivot(index="group", columns="category", values="count").loc[list(zone_of)]
        self.bases = cells.groupby("group")["base"].first().loc[list(zone_of)]
        self.categories = list(self.cells.columns)

    def _rows(self, **wanted):
        rows = self.frame
        for name, value in wanted.items():
            rows = rows[rows[name] == value]
        return rows

    @property
    def hidden(self):
        """Street and category of every hidden cell."""
        return [
            (street, key)
            for street in self.cells.index
            for key in self.categories
            if pd.isna(self.cells.loc[street, key])
        ]

    # --- whole numbers ----------------------------------------------------------------------------------------------------

    def fillings(self):
        """Array (fillings, streets, categories) of the tables that can be true for all that is printed."""
        known = self.cells.fillna(0).to_numpy(dtype=np.int64)
        found = np.zeros((1, 0, len(self.categories)), dtype=np.int64)
        for place, street in enumerate(self.cells.index):
            ways = np.array(list(self._ways(street)), dtype=np.int64) + known[place]
            found = np.concatenate([
                np.repeat(found, len(ways), axis=0), np.tile(ways[:, None], (len(found), 1, 1))
            ], axis=1)  # fmt: skip
            found = found[self._may_still_add_up(found)]
        return found[self._add_up(found) & self._spread_as_printed(found)]

    def _ways(self, street):
        """Whole numbers that may stand in the hidden cells of a street; its base is printed."""
        hidden = [key in {k for s, k in self.hidden if s == street} for key in self.categories]
        rest = int(self.bases[street]) - int(self.cells.loc[street].fillna(0).sum())
        if not any(hidden):
            return [[0] * len(hidden)]
        ranges = [range(rest + 1) if one else (0,) for one in hidden]
        return [way for way in itertools.product(*ranges) if sum(way) == rest]

    def _totals(self):
        """Streets and printed counts by category: of everybody, then of each zone."""
        for name, by in (("all", ""), ("zones", "zone")):
            for group, part in self._rows(comparison=name, stat="count").groupby("group"):
                at = [by == "" or self.zone_of[street] == group for street in self.cells.index]
                yield np.array(at), {row["category"]: row["count"] for row in part.to_dict("records")}

    def _may_still_add_up(self, found):
        fits = np.ones(len(found), dtype=bool)
        for at, counts in self._totals():
            for key, n in counts.items():
                if not pd.isna(n) and key in self.categories:
                    fits &= found[:, at[: found.shape[1]], self.categories.index(key)].sum(axis=1) <= n
        return fits

    def _add_up(self, found):
        fits = np.ones(len(found), dtype=bool)
        for at, counts in self._totals():
            for key, n in counts.items():
                if not pd.isna(n) and key in self.categories:
                    fits &= found[:, at, self.categories.index(key)].sum(axis=1) == n
        return fits

    # --- squares ----------------------------------------------------------------------------------------------------------

    def _spread_as_printed(self, found):
        fits = np.ones(len(found), dtype=bool)
        for row in self._rows(stat="share", cluster="street").to_dict("records"):
            if row["comparison"] in ("all", "zones") or row["comparison"].startswith("profile."):
                at = np.array(
                    [row["by"] == "" or self.zone_of[one] == row["group"] for one in self.cells.index]
                )
                fits &= self._share_fits(row, *self._variance(found[:, at], row["category"]))
        for row in self._rows(stat="difference", comparison="zones", inference="process").to_dict("records"):
            arms = [
                np.array([self.zone_of[one] == row[side] for one in self.cells.index])
                for side in ("group", "against")
            ]
            fits &= self._difference_fits(row, [self._variance(found[:, at], row["category"]) for at in arms])
        return fits

    def _variance(self, found, category):
        """Share, variance of it, people, clusters, of every filling (K/(K-1) times the squared deviations of totals)."""
        at = [self.categories.index(key) for key in category.split("+")]
        chosen, bases = found[:, :, at].sum(axis=2), found.sum(axis=2)
        people, clusters = bases.sum(axis=1), found.shape[1]
        share = chosen.sum(axis=1) / people
        off = (chosen - share[:, None] * bases) / people[:, None]
        return share, clusters / (clusters - 1) * (off**2).sum(axis=1), people, clusters

    def _share_fits(self, row, share, variance, people, clusters):
        simple = share * (1 - share) / people
        with np.errstate(all="ignore"):
            deff = np.where((variance > 1e-20) & (simple > 1e-20), variance / simple, 1.0)
            effective = (
                people / deff * (stats.t.ppf(0.975, people - 1) / stats.t.ppf(0.975, clusters - 1)) ** 2
            )
            low = stats.beta.ppf(0.025, share * effective, (1 - share) * effective + 1)
            high = stats.beta.ppf(0.975, share * effective + 1, (1 - share) * effective)
        return (
            _as(row["error"], np.sqrt(deff * simple)) & _as(row["deff"], deff) & _as(row["low"], low) & _as(row["high"], high)
        )  # fmt: skip

    def _difference_fits(self, row, arms):
        variances = [variance for _, variance, _, _ in arms]
        error = np.sqrt(sum(variances))
        with np.errstate(all="ignore"):
            df = sum(variances) ** 2 / sum(
                v**2 / (k - 1) for v, (_, _, _, k) in zip(variances, arms, strict=True)
            )
            reach = stats.t.ppf(0.975, df) * error
        half = (row["high"] - row["low"]) / 2
        return _as(row["error"], error) & _as(row["df"], df) & _as(half, reach)


def _as(printed, reckoned):
    """Where the reckoned is what is printed; everywhere where nothing is."""
    if printed is None or math.isnan(printed):
        return np.ones(len(reckoned), dtype=bool)
    return np.abs(reckoned - printed) <= CLOSE * max(1.0, abs(printed)) * 1e2
