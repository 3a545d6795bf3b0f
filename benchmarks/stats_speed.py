"""How fast the statistics are, as ratios within one run, so that the machine does not matter.

    python benchmarks/stats_speed.py

Prints one line for each claim: the number, the limit, and whether it holds. Exit code 1 where one does not.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from sqgz.stats import (
    Clustered,
    cluster_permutation,
    design_difference,
    exact,
    pearson,
    pearson_stack,
    rao_scott,
)


def time_call(call: Callable[[], object], *, repeats: int = 7) -> float:
    """Median seconds of a call, the first one not counted."""
    call()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def numpy_chi_square(stack: np.ndarray) -> np.ndarray:
    """X² of each table, as anyone would write it in numpy."""
    rows, cols = stack.sum(axis=2, keepdims=True), stack.sum(axis=1, keepdims=True)
    expected = rows * cols / stack.sum(axis=(1, 2), keepdims=True)
    return ((stack - expected) ** 2 / expected).sum(axis=(1, 2))


def time_import(statement: str) -> float:
    """Median seconds of a fresh interpreter that runs the statement, less those of one that does nothing."""

    def run(code: str) -> float:
        return time_call(lambda: subprocess.run([sys.executable, "-c", code], check=True), repeats=5)

    return run(statement) - run("pass")


def measure() -> list[tuple[str, float, float, str]]:
    """Name, value, limit (inf = for information) and unit of each claim."""
    rng = np.random.default_rng(1)
    stack = rng.poisson(20, (1000, 30, 4)) + 1
    ours, theirs = time_call(lambda: pearson_stack(stack)), time_call(lambda: numpy_chi_square(stack))
    assert np.allclose(pearson_stack(stack).statistic, numpy_chi_square(stack))

    people = np.zeros((12, 2, 16), dtype=int)
    people[:6, 0], people[6:, 1] = rng.poisson(9, (6, 16)), rng.poisson(9, (6, 16))
    zones = Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people)
    permutation = time_call(lambda: [cluster_permutation(zones, category) for category in range(16)])

    table = np.array([[60, 70, 75, 95], [50, 60, 85, 105]])
    none = float("inf")
    numpy_import = time_import("import numpy")
    heavy = "from sqgz.stats import rao_scott, pearson, exact, cmh, design_difference, cluster_permutation, cramers_v"
    return [
        ("pearson_stack, 1,000 tables 30×4 / chi-square in numpy", ours / theirs, 5, "×"),
        ("cluster_permutation, 924 assignments × 16 outcomes", permutation, 0.2, "s"),
        ("import sqgz.stats / import numpy", time_import("import sqgz.stats") / numpy_import, 3, "×"),
        ("import of every test / import numpy", time_import(heavy) / numpy_import, 3, "×"),
        ("pearson, one table 2×16", 1000 * time_call(lambda: pearson(zones)), none, "ms"),
        ("rao_scott, 12 clusters, 2×16", 1000 * time_call(lambda: rao_scott(zones)), none, "ms"),
        ("design_difference, 12 clusters", 1000 * time_call(lambda: design_difference(zones, 0)), none, "ms"),
        ("exact, 2×4, 600 people", 1000 * time_call(lambda: exact(table)), none, "ms"),
    ]


def main() -> int:
    broken = 0
    for name, value, limit, unit in measure():
        holds = value <= limit
        broken += not holds
        bound = "" if limit == float("inf") else f"  (limit {limit:g} {unit}) {'ok' if holds else 'TOO SLOW'}"
        print(f"{name:<58} {value:8.3f} {unit}{bound}")
    return int(broken > 0)


if __name__ == "__main__":
    raise SystemExit(main())
