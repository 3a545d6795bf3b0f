"""Many questions of one family: p-values adjusted so that the family, not each question, keeps its error rate.

What belongs to a family is decided before any p is seen and is not this module's business.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from sqgz.stats.batches import Adjusted
from sqgz.stats.estimates import Floats

Method = Literal["holm", "bh"]


def adjust(p: ArrayLike, method: Method = "holm") -> Adjusted:
    """Adjusted p-values, 0 to 1, in the order given: Holm (family-wise) or Benjamini–Hochberg (false discovery).

    ValueError for a p that is missing or outside 0–1: an untestable comparison leaves the family beforehand.
    Sources: Holm 1979, Scand. J. Stat. 6, 65; Benjamini & Hochberg 1995, JRSS B 57, 289.

    >>> adjust([0.01, 0.5, 0.03]).p_value.tolist()
    [0.03, 0.5, 0.06]
    """
    if method not in ("holm", "bh"):
        raise ValueError(f'method is "holm" or "bh", got {method!r}')
    plain = np.array(p, dtype=float).reshape(-1)
    if not ((plain >= 0) & (plain <= 1)).all():
        raise ValueError("every p-value must lie between 0 and 1; leave out what cannot be tested")
    adjusted = holm(plain) if method == "holm" else benjamini_hochberg(plain)
    name = "Holm 校正" if method == "holm" else "Benjamini–Hochberg 校正"
    return Adjusted(method=name, p_value=adjusted, p_plain=plain)


def holm(p: Floats) -> Floats:
    """Holm's step-down p-values in the order given."""
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    return restore(np.minimum(steps, 1.0), order)


def benjamini_hochberg(p: Floats) -> Floats:
    """Benjamini and Hochberg's step-up p-values in the order given."""
    order = np.argsort(p, kind="stable")
    ratios = p[order] * len(p) / (np.arange(len(p)) + 1)
    steps = np.minimum.accumulate(ratios[::-1])[::-1]
    return restore(np.minimum(steps, 1.0), order)


def restore(values: Floats, order: np.typing.NDArray[np.intp]) -> Floats:
    """The values put back from sorted order."""
    back = np.empty_like(values)
    back[order] = values
    return back
