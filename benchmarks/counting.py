"""How fast a million people are counted, as ratios within one run, so that the machine does not matter.

    python benchmarks/counting.py

Categoricals are held against numpy doing the same with the codes (combining six of them, then bincount), strings
against pandas.factorize of the same columns. Prints one line for each claim: the ratio of the fastest repeats, that of
the medians, the limit, and whether it holds. Exit code 1 where one does not.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from sqgz.tables import count

ROWS = 1_000_000
BY = {
    "zone": ["inner", "outer"],
    "position": ["chief", "member", "staff"],
    "hukou": ["community", "street", "district", "outside"],
    "residence": ["community", "street", "district", "outside"],
    "age_band": ["≤30", "31–40", "≥41"],
    "education": ["junior", "senior", "college", "bachelor", "graduate"],
}
REPEATS = 15


def make_people(rng: np.random.Generator) -> pd.DataFrame:
    """A million people as ordered Categoricals, about 3 % of each answer missing."""
    columns = {}
    for key, names in BY.items():
        codes = rng.integers(0, len(names), ROWS).astype(np.int8)
        codes[rng.random(ROWS) < 0.03] = -1
        columns[key] = pd.Categorical.from_codes(codes, categories=names, ordered=True)
    return pd.DataFrame(columns)


def count_codes(codes: list[np.ndarray]) -> np.ndarray:
    """Counters of all combinations, as anyone would write it in numpy; null is the first code of each."""
    index = np.zeros(ROWS, dtype=np.int64)
    for code, names in zip(codes, BY.values(), strict=True):
        index = index * (len(names) + 1) + (code + 1)
    return np.bincount(index, minlength=int(np.prod([len(names) + 1 for names in BY.values()])))


def race(*calls: Callable[[], object]) -> list[list[float]]:
    """Seconds of each call, taken in turn so that a disturbance of the machine meets them all."""
    for call in calls:
        call()
    seconds: list[list[float]] = [[] for _ in calls]
    for _ in range(REPEATS):
        for call, times in zip(calls, seconds, strict=True):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
    return seconds


def ratio(ours: list[float], theirs: list[float]) -> tuple[float, float]:
    """Ratio of the fastest repeats, and of the medians."""
    return min(ours) / min(theirs), statistics.median(ours) / statistics.median(theirs)


def main() -> int:
    people = make_people(np.random.default_rng(1))
    texts = people.astype("str")
    by = list(BY)
    codes = [people[key].cat.codes.to_numpy() for key in by]
    ready = np.ravel_multi_index(
        [code + 1 for code in codes], [len(names) + 1 for names in BY.values()]
    ).astype(np.int64)
    counted, from_texts = count(people, by), count(texts, by)
    assert counted["n"].sum() == from_texts["n"].sum() == ROWS
    assert (
        sorted(counted["n"]) == sorted(from_texts["n"]) == sorted(count_codes(codes)[count_codes(codes) > 0])
    )

    ours, theirs, bare = race(
        lambda: count(people, by), lambda: count_codes(codes), lambda: np.bincount(ready)
    )
    strings, factorised = race(lambda: count(texts, by), lambda: [pd.factorize(texts[key]) for key in by])
    claims = [
        ("Categoricals / numpy on the codes", ratio(ours, theirs), 3.0),
        ("Categoricals / bincount on ready combinations", ratio(ours, bare), float("inf")),
        ("strings / their factorisation", ratio(strings, factorised), 1.2),
    ]
    print(f"{ROWS:,} rows over {' × '.join(by)}: {len(counted):,} cells; {REPEATS} repeats")
    print(f"Categoricals {min(ours) * 1000:.1f} ms, strings {min(strings) * 1000:.1f} ms (fastest)")
    failed = 0
    for name, (fastest, median), limit in claims:
        holds = fastest <= limit
        failed += not holds
        said = (
            "for information" if limit == float("inf") else f"limit {limit} {'holds' if holds else 'MISSED'}"
        )
        print(f"{name}: {fastest:.2f} (median {median:.2f}), {said}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
