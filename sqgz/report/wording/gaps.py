"""What a finding is worded from, and nothing else: two shares or more, their difference, and the class of the result."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqgz.rounding import half_up

DEGREES = {"略": 0.01, "高": 0.05, "明显": 0.10, "远": 0.20}


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what it is called, how many people it has, and their share (0 to 1) as a fraction."""

    label: str
    base: int
    share: Fraction | float | None

    @property
    def printed(self) -> str:
        """The share as printed, with its sign."""
        return "—" if self.share is None else f"{half_up(self.share * 100)}%"


@dataclass(frozen=True)
class Gap:
    """A finding as it stands in results, made ready for words.

    `sides` are the two groups in the order of the difference, or all groups of a question of more than two; `difference`
    is that of the unrounded shares, first minus second; `half_width` that of its interval; `clusters` how many there
    are on either side, called `cluster`; `unanswered` are the people without an answer. `pair` says what the two are
    together (两者, 两区); `over_time` that the sides are years, the earlier one second; `deff` how
    much more uncertain the clusters make the difference; `untold` that the public are not told either interval or that.
    Of more than two groups `compared` is what is compared (文化程度的
    分布) and `subject` the share that is named of each (文化程度为大专及以上的占比).
    """

    finding: str
    sides: tuple[Side, ...]
    difference: float | None = None
    half_width: float | None = None
    interval: tuple[float, float] | None = None
    p_adjusted: float | None = None
    clusters: tuple[int, ...] = ()
    cluster: str = ""
    unanswered: int = 0
    delta: float = 0.05
    degrees: Mapping[str, float] | None = None
    pair: str = "两者"
    among: str = "各组"
    over_time: bool = False
    hidden: bool = False
    deff: float | None = None
    untold: bool = False
    compared: str = "占比"
    subject: str = ""

    @property
    def size(self) -> float:
        """How large the difference is, 0 to 1; nan where there is none."""
        return math.nan if self.difference is None else abs(self.difference)

    @property
    def printed(self) -> str:
        """The size of the difference as printed, in percentage points."""
        return str(half_up(self.size * 100))

    @property
    def printed_equal(self) -> bool:
        """Whether the two shares are the same as printed."""
        return (
            len(self.sides) == 2 and None not in self.shares and len({one.printed for one in self.sides}) == 1
        )

    @property
    def shares(self) -> tuple[Fraction | float | None, ...]:
        """The shares of the sides."""
        return tuple(one.share for one in self.sides)

    @property
    def looks_off(self) -> bool:
        """Whether the printed difference is not that of the printed shares, which a reader would subtract."""
        if len(self.sides) != 2 or None in self.shares:
            return False
        first, second = (half_up(one * 100) for one in self.shares if one is not None)
        return str(abs(first - second)) != self.printed
