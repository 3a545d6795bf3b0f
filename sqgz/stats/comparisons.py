"""More than two groups: each pair of rows by itself, adjusted inside the table.

With clusters each pair is judged by Rao–Scott's F (or by its key difference where a category is named), without
by Pearson's X² (or Miettinen–Nurminen). Only the clusters that hold people of the pair take part.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from sqgz.errors import InputError
from sqgz.stats.association import pearson
from sqgz.stats.batches import Pairwise
from sqgz.stats.design import rao_scott
from sqgz.stats.differences import design_difference
from sqgz.stats.estimates import Estimate
from sqgz.stats.intervals import difference_interval
from sqgz.stats.keys import find_category
from sqgz.stats.margins import refuse_layers, refuse_multiple
from sqgz.stats.multiplicity import Method, adjust
from sqgz.stats.table import Counts, TableLike, read_counts


def pairwise(t: TableLike, method: Method = "holm", *, category: Any = None) -> Pairwise:
    """A result for each pair of occupied rows, p-values adjusted over the pairs that could be tested.

    With `category` the difference of its share, else a test of the whole pair of rows. InputError for layered
    tables, and for multiple-choice tables without a category.
    """
    counts = read_counts(t)
    name = "两两比较"
    refuse_layers(counts, name=name)
    if category is None:
        refuse_multiple(counts, name=name)
    assert counts.row_bases is not None
    rows = np.flatnonzero(counts.row_bases).tolist()
    results, pairs = [], []
    for first, second in itertools.combinations(rows, 2):
        results.append(compare_pair(counts, first, second, category=category))
        pairs.append((counts.row_keys[first], counts.row_keys[second]))
    tested = [place for place, result in enumerate(results) if result.p_value is not None]
    adjusted: list[float | None] = [None] * len(results)
    values = adjust([results[place].p_value for place in tested], method=method)  # type: ignore[arg-type]
    for place, value in zip(tested, values, strict=True):
        adjusted[place] = value
    warnings = tuple(dict.fromkeys(text for result in results for text in result.warnings))
    if len(rows) < 2:
        warnings = (*warnings, "有人的组不足两个，没有可比较的一对。")
    return Pairwise(
        method=f"{name}，{values.method}",
        pairs=tuple(pairs),
        results=tuple(results),
        p_adjusted=tuple(adjusted),
        warnings=warnings,
    )


def compare_pair(counts: Counts, first: int, second: int, *, category: Any) -> Estimate:
    """The result of one pair of rows."""
    if category is None:
        pair = counts.only_rows((first, second))
        return rao_scott(pair) if counts.clustered else pearson(pair)
    if counts.clustered:
        return design_difference(counts, category, rows=(counts.row_keys[first], counts.row_keys[second]))
    if counts.weighted:
        raise InputError("两两比较：加权的表需要按群的人数；这张表没有。")
    assert counts.row_bases is not None
    chosen = list(find_category(category, counts))
    k1, k2 = (int(counts.array[row, chosen].sum()) for row in (first, second))
    return difference_interval(k1, int(counts.row_bases[first]), k2, int(counts.row_bases[second]))
