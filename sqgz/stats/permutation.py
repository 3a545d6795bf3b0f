"""What if the streets had been labelled otherwise: whole clusters are dealt out anew to the two groups.

Exact for few and unequal clusters, where every t is too free. All assignments are used while there are few
enough, else a sample of them, drawn from a generator seeded by the counts: the same table gives the same p.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sqgz.errors import InputError
from sqgz.stats.differences import read_scores
from sqgz.stats.estimates import Floats, Ints, PermutationTest
from sqgz.stats.keys import find_category, find_rows
from sqgz.stats.linearisation import Clusters, read_clusters
from sqgz.stats.margins import need_clusters, refuse_layers
from sqgz.stats.table import TableLike, read_counts

METHOD = "群置换检验"
ALL = 100_000  # as many assignments are still gone through one by one
DRAWS = 99_999
TIE = 1e-9  # relative: sums of the same numbers in another order


def cluster_permutation(
    t: TableLike,
    category: Any = None,
    rows: Sequence[Any] | None = None,
    *,
    col_scores: Sequence[float] | None = None,
    draws: int | None = None,
) -> PermutationTest:
    """Two-sided p of the pooled difference of two shares under re-assignment of whole clusters.

    With `col_scores` in place of a category, of two mean scores. `draws`: how many assignments are drawn where there
    are too many to go through all (DRAWS by default). People whose cluster is not known count in the
    estimate, but not in the test: they would stay where they are, so that no assignment had its mirror image and p
    could fall below the smallest that these clusters can give.

    `p_smallest` is the smallest p these clusters could give. Strata that hold clusters of both groups are kept
    (clusters are exchanged inside them only). InputError without clusters, or where a cluster holds both groups.
    Where assignments are drawn `error` is the s.e. of the p-value.
    Source: statistics.md 1.2; Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9, for (b+1)/(B+1).
    """
    counts = read_counts(t)
    need_clusters(counts, name=METHOD, instead="difference_interval")
    refuse_layers(counts, name=METHOD)
    pair, scores = find_rows(rows, counts), np.zeros(len(counts.col_keys))
    if col_scores is None:
        scores[list(find_category(category, counts))] = 1.0
    else:
        scores = read_scores(col_scores, len(counts.col_keys))
    clusters = read_clusters(counts, rows=pair)
    first = clusters.bases[:, 0] > 0
    if (first & (clusters.bases[:, 1] > 0)).any():
        raise InputError(
            f"{METHOD}：有的街道（群）同时含有两组的人，不能把整个群重新分组；请用 design_difference。"
        )
    base = int(clusters.people.sum()) if not counts.multiple else None
    if not first.any() or first.all():
        return PermutationTest(
            method=METHOD, base=base, clusters=len(clusters), warnings=("有一组没有人，无从比较。",)
        )
    totals = np.column_stack([(clusters.totals @ scores).sum(axis=1), clusters.bases.sum(axis=1)])
    loose = np.column_stack([clusters.loose @ scores, clusters.loose_bases])  # people of no known cluster
    everybody = totals.sum(axis=0)
    strata, warnings = exchange_within(clusters, first)
    assignments = math.prod(
        math.comb(int((strata == label).sum()), int(first[strata == label].sum()))
        for label in np.unique(strata)
    )
    drawn, draws = assignments > ALL, draws or DRAWS
    sums = draw_sums(totals, first, strata, draws) if drawn else list_sums(totals, first, strata)
    own = totals[first].sum(axis=0)[None]
    estimate = pooled_difference(own + loose[0], everybody + loose.sum(axis=0))[0]
    observed = pooled_difference(own, everybody)[0]
    differences = pooled_difference(sums, everybody)
    as_far = int((np.abs(differences) >= abs(observed) * (1 - TIE) - 1e-12).sum())
    p_value = (as_far + 1) / (len(sums) + 1) if drawn else as_far / assignments
    mirrored = all(first[strata == label].mean() == 0.5 for label in np.unique(strata))
    smallest = 1 / (draws + 1) if drawn else (2 if mirrored and assignments > 1 else 1) / assignments
    if assignments == 1:
        warnings = (*warnings, "群只有一种分法，置换检验说明不了什么。")
    return PermutationTest(
        method=f"{METHOD}（{'抽取' if drawn else '全部'} {len(sums):,} 种分法）",
        statistic=float(observed),
        estimate=float(estimate),
        p_value=None if assignments == 1 else p_value,
        error=math.sqrt(p_value * (1 - p_value) / draws) if drawn else None,
        base=base,
        clusters=len(clusters),
        assignments=len(sums),
        p_smallest=smallest,
        drawn=drawn,
        warnings=warnings,
    )


def exchange_within(clusters: Clusters, first: NDArray[np.bool_]) -> tuple[Ints, tuple[str, ...]]:
    """The strata inside which clusters may be exchanged; one stratum where none of them holds both groups."""
    whole = np.zeros(len(first), dtype=np.int64)
    if clusters.strata is None:
        return whole, ()
    labels = np.unique(clusters.strata, return_inverse=True)[1].astype(np.int64)
    mixed = any(0 < first[labels == label].mean() < 1 for label in range(int(labels.max()) + 1))
    if mixed:
        return labels, ()
    return (whole, ()) if labels.max() == 0 else (whole, ("各分层只含一组的群，置换时未分层。",))


def pooled_difference(sums: Floats, total: Floats) -> Floats:
    """First share minus second for each assignment; `sums` (B, 2) are chosen and base of the first group."""
    rest = total - sums
    return np.asarray(sums[:, 0] / sums[:, 1] - rest[:, 0] / rest[:, 1])


@lru_cache(maxsize=32)
def list_choices(size: int, taken: int) -> Floats:
    """All ways (C(size, taken), size) to take so many of so many, as rows of 0 and 1."""
    count = math.comb(size, taken)
    flat = itertools.chain.from_iterable(itertools.combinations(range(size), taken))
    places = np.fromiter(flat, dtype=np.int64, count=count * taken).reshape(count, taken)
    choices = np.zeros((count, size))
    np.put_along_axis(choices, places, 1.0, axis=1)
    choices.setflags(write=False)
    return choices


def list_sums(totals: Floats, first: NDArray[np.bool_], strata: Ints) -> Floats:
    """Sums (B, 2) of the first group under every assignment, strata by strata."""
    sums = np.zeros((1, totals.shape[1]))
    for label in np.unique(strata):
        inside = strata == label
        part = list_choices(int(inside.sum()), int(first[inside].sum())) @ totals[inside]
        sums = (sums[:, None, :] + part[None, :, :]).reshape(-1, totals.shape[1])
    return sums


def draw_sums(totals: Floats, first: NDArray[np.bool_], strata: Ints, draws: int) -> Floats:
    """Sums (draws, 2) of the first group under assignments drawn at random, strata by strata.

    Selection sampling: each cluster in turn is taken with the chance that is left, which makes every assignment
    equally likely without sorting anything. Source: Knuth 1997, The Art of Computer Programming 2, 3.4.2, S.
    """
    rng = seeded_generator(totals, first.astype(float), strata.astype(float))
    sums = np.zeros((totals.shape[1], draws))
    for label in np.unique(strata):
        inside = np.flatnonzero(strata == label)
        needed = np.full(draws, float(first[inside].sum()))
        for left, cluster in zip(range(len(inside), 0, -1), inside, strict=True):
            taken = (rng.random(draws) * left < needed).astype(float)
            sums += totals[cluster][:, None] * taken
            needed -= taken
    return sums.T


def seeded_generator(*arrays: NDArray[Any]) -> np.random.Generator:
    """A random generator seeded by a hash of the numbers: the same table draws the same everywhere."""
    digest = hashlib.blake2b(digest_size=16)
    for array in arrays:
        exact = np.ascontiguousarray(array, dtype="<f8")
        digest.update(repr(exact.shape).encode() + exact.tobytes())
    return np.random.default_rng(int.from_bytes(digest.digest(), "little"))
