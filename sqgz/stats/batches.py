"""Answers that come many at a time: a residual for each cell, a result for each pair, a p-value for each question.

Like `estimates`, of which they are the plural: frozen, never NaN, with their own warnings and a `to_frame()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from sqgz.stats.estimates import Estimate, Floats, Ints, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Residuals(Outcome):
    """Adjusted residuals, an array (r, c) like the table; p-values plain and adjusted inside the table.

    A cell that cannot be judged (its row or column is empty or holds everybody) has `judged` False, residual 0
    and p 1.
    """

    statistic: Floats
    p_value: Floats
    p_adjusted: Floats
    judged: NDArray[np.bool_]
    row_keys: tuple[Any, ...]
    col_keys: tuple[Any, ...]
    df: float | None = None
    clusters: int | None = None
    estimate: None = None
    error: Floats | None = None
    low: None = None
    high: None = None
    deff: None = None

    @property
    def values(self) -> Floats:
        """The residuals (r, c)."""
        return self.statistic

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.statistic, dtype=dtype, copy=True if copy is None else copy)

    def to_frame(self) -> pd.DataFrame:
        """Frame with a row for each cell: row, col, residual, p_value, p_adjusted, judged."""
        import pandas as pd

        rows, cols = np.meshgrid(np.arange(len(self.row_keys)), np.arange(len(self.col_keys)), indexing="ij")
        return pd.DataFrame(
            {
                "row": [self.row_keys[i] for i in rows.ravel()],
                "col": [self.col_keys[j] for j in cols.ravel()],
                "residual": self.statistic.ravel(),
                "p_value": self.p_value.ravel(),
                "p_adjusted": self.p_adjusted.ravel(),
                "judged": self.judged.ravel(),
            }
        )


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Pairwise(Outcome):
    """One result for each pair of rows, `p_adjusted` beside it (None where the pair cannot be tested)."""

    pairs: tuple[tuple[Any, Any], ...]
    results: tuple[Estimate, ...]
    p_adjusted: tuple[float | None, ...]
    estimate: None = None
    df: None = None
    low: None = None
    high: None = None
    error: None = None

    @property
    def statistic(self) -> tuple[float | None, ...]:
        """The statistic of each pair."""
        return tuple(result.statistic for result in self.results)

    @property
    def p_value(self) -> tuple[float | None, ...]:
        """The unadjusted p-value of each pair."""
        return tuple(result.p_value for result in self.results)

    def to_frame(self) -> pd.DataFrame:
        """Frame with a row for each pair: group, against, the facts of its result and p_adjusted."""
        import pandas as pd

        if not self.pairs:
            return pd.DataFrame(columns=["group", "against", "p_value", "p_adjusted"])
        frame = pd.concat([result.to_frame() for result in self.results], ignore_index=True)
        frame.insert(0, "group", [pair[0] for pair in self.pairs])
        frame.insert(1, "against", [pair[1] for pair in self.pairs])
        frame["p_adjusted"] = list(self.p_adjusted)
        return frame


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Adjusted(Outcome, np.lib.mixins.NDArrayOperatorsMixin):
    """Adjusted p-values in the order given; behaves as an array in arithmetic and comparisons."""

    p_value: Floats
    p_plain: Floats
    statistic: None = None
    df: None = None
    estimate: None = None
    low: None = None
    high: None = None

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.p_value, dtype=dtype, copy=True if copy is None else copy)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        plain = [item.p_value if isinstance(item, Adjusted) else item for item in inputs]
        return getattr(ufunc, method)(*plain, **options)

    def __len__(self) -> int:
        return len(self.p_value)

    def __getitem__(self, place: SupportsIndex | slice) -> Any:
        return self.p_value[place]

    def __iter__(self) -> Iterator[float]:
        return iter(self.p_value.tolist())

    def to_frame(self) -> pd.DataFrame:
        """Frame with a row for each p-value: p_value as given, p_adjusted."""
        import pandas as pd

        return pd.DataFrame({"p_value": self.p_plain, "p_adjusted": self.p_value})


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Stack(Outcome):
    """Pearson's test for each table of a stack; where `testable` is False X² is 0 on 0 df and p is 1."""

    statistic: Floats
    df: Ints
    p_value: Floats
    testable: NDArray[np.bool_]
    base: Ints
    estimate: None = None
    low: None = None
    high: None = None

    def to_frame(self) -> pd.DataFrame:
        """Frame with a row for each table: statistic, df, p_value, base, testable."""
        import pandas as pd

        names = ("statistic", "df", "p_value", "base", "testable")
        return pd.DataFrame({name: getattr(self, name) for name in names})
