"""What a statistical function hands back: small frozen records that carry their own warnings.

A record holds one answer and everything needed to judge it. It does not print, round or choose words for the
report, and it knows nothing of tables or of how its numbers were computed. Nothing in it is ever NaN: what
cannot be said is None, and a warning says why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def plain_number(value: Any) -> Any:
    """The value with numpy scalars turned into Python numbers; ArithmeticError for NaN (a defect of ours)."""
    if isinstance(value, tuple):
        return tuple(plain_number(item) for item in value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        raise ArithmeticError("a statistic came out as NaN; it must be None with a warning that says why")
    return value


@dataclass(frozen=True, kw_only=True, repr=False)
class Outcome:
    """The name of the method in Chinese and the warnings that belong to the answer."""

    method: str
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                if value.dtype.kind == "f" and np.isnan(value).any():
                    raise ArithmeticError(f"{field.name} holds NaN")
                value.setflags(write=False)
            else:
                object.__setattr__(self, field.name, plain_number(value))

    def to_frame(self) -> pd.DataFrame:
        """Frame of one row, a column for each fact; a pair of degrees of freedom stands in `df` and `df2`."""
        import pandas as pd

        row: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "df":
                row["df"], row["df2"] = value if isinstance(value, tuple) else (value, None)
            elif field.name == "warnings":
                row["warnings"] = "；".join(value)
            else:
                row[field.name] = value
        return pd.DataFrame([row])

    def __repr__(self) -> str:
        parts = []
        for name in ("estimate", "low", "high", "statistic", "df", "p_value"):
            value = getattr(self, name, None)
            if name == "df" and isinstance(value, tuple):
                parts.append(f"{name} ({', '.join(f'{item:.4g}' for item in value)})")
            elif isinstance(value, (int, float)):
                parts.append(f"{name} {value:.4g}")
        said = [", ".join(parts)] if parts else []
        if self.warnings:
            said.append("注意: " + "；".join(text.rstrip("。") for text in self.warnings))
        return f"<{self.method}: {'; '.join(said)}>"


@dataclass(frozen=True, kw_only=True, repr=False)
class Estimate(Outcome):
    """One number with what belongs to it: test, interval and s.e. where they apply, None where not.

    `df` is a pair for an F; `base` counts people, `clusters` the clusters that entered, `deff` is the ratio of
    the variance to that of as many independent people.
    """

    statistic: float | None = None
    df: float | tuple[float, float] | None = None
    p_value: float | None = None
    estimate: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    base: int | None = None
    clusters: int | None = None
    deff: float | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Test(Estimate):
    """A test of a whole table."""

    __test__ = False  # not a test of ours, whatever pytest thinks of the name


@dataclass(frozen=True, kw_only=True, repr=False)
class ChiSquare(Test):
    """Pearson's test with the likelihood ratio G and how thin the table is (expected counts, in people)."""

    likelihood_ratio: float | None = None
    expected_lowest: float | None = None
    expected_below_five: float | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class ExactTest(Test):
    """An exact test; `tables` were enumerated, or `draws` were taken and `error` is the s.e. of the p-value."""

    order: str = "probability"
    tables: int | None = None
    draws: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class DesignTest(Test):
    """Rao–Scott F; `chi_square` is Pearson's X² of the (weighted) shares with n people."""

    chi_square: float | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class PermutationTest(Test):
    """A permutation of whole clusters: how many assignments were used and the smallest p they could give."""

    assignments: int | None = None
    p_smallest: float | None = None
    drawn: bool = False


@dataclass(frozen=True, kw_only=True, repr=False)
class Homogeneity(Test):
    """A test of equal association over layers; Tarone's corrected form beside Breslow–Day."""

    tarone_statistic: float | None = None
    tarone_p_value: float | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Difference(Estimate):
    """First minus second: shares (0–1) or mean scores, with both sides and their bases.

    `constant` is True where every cluster belongs to one side only (zones), False where clusters hold both
    (positions), None where no clusters are known.
    """

    first: float | None = None
    second: float | None = None
    base_first: int | None = None
    base_second: int | None = None
    clusters_first: int | None = None
    clusters_second: int | None = None
    clusters_both: int | None = None
    constant: bool | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class PartDifference(Difference):
    """A part of the people against the rest; `against_whole` is the part minus the whole."""

    against_whole: float | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class FiniteDifference(Difference):
    """A difference in the people there are; `bound_low` and `bound_high` hold whatever the missing would say."""

    complete: bool = False
    bound_low: float | None = None
    bound_high: float | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Interval(Estimate):
    """A share, 0 to 1, with its interval; `count` of `base` people."""

    count: float | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Mismatch(Interval):
    """Share of people whose two levels differ, and the shares on either side of the diagonal."""

    above: float | None = None
    below: float | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Effect(Estimate):
    """The size of an association, no test."""
