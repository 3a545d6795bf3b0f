"""How long the comparisons of the example take, and one table beside what others need for less, all in one run.

    python benchmarks/compare_speed.py

The example is cleaned first if it has not been. Times are medians of warm calls; those of other libraries are of the
same table, by the same people. Exit code 1 where a claim of ours does not hold.
"""

from __future__ import annotations

import importlib.util

import pandas as pd
from stats_speed import time_call

import sqgz
from sqgz.cleaning import save_cleaned
from sqgz.errors import InputError
from sqgz.results import comparing
from sqgz.stats import cramers_v, design_difference, pearson, rao_scott, residuals


def load_example() -> tuple[sqgz.Study, pd.DataFrame]:
    """The example and its people."""
    study = sqgz.load_study("example")
    try:
        return study, sqgz.load_records(study)
    except InputError:
        save_cleaned(sqgz.clean(study))
        return study, sqgz.load_records(study)


def compare_only(study: sqgz.Study, records: pd.DataFrame) -> float:
    """Seconds of all declared comparisons with all their tests, without profile, coverage and quality."""
    around = comparing.rows_around
    comparing.rows_around = lambda *_: []
    try:
        return time_call(lambda: sqgz.compare(study, records), repeats=5)
    finally:
        comparing.rows_around = around


def of_others(people: pd.DataFrame) -> list[tuple[str, float | None]]:
    """Seconds that other libraries take for one table of 职务 by 户口; None where one is not installed."""
    from scipy.stats import chi2_contingency
    from statsmodels.stats.contingency_tables import Table

    plain = pd.DataFrame({"position": people["position"].astype(str), "hukou": people["hukou"].astype(str)})

    def with_scipy() -> object:
        return chi2_contingency(pd.crosstab(plain["position"], plain["hukou"]), correction=False)

    def with_statsmodels() -> object:
        table = Table(pd.crosstab(plain["position"], plain["hukou"]), shift_zeros=False)
        return table.test_nominal_association(), table.standardized_resids

    found: list[tuple[str, float | None]] = [
        ("pandas.crosstab + scipy chi2_contingency", time_call(with_scipy)),
        ("pandas.crosstab + statsmodels Table", time_call(with_statsmodels)),
    ]
    if importlib.util.find_spec("tableone") is None:
        return [*found, ("tableone (not installed here)", None)]
    from tableone import TableOne

    one = time_call(
        lambda: TableOne(plain, columns=["hukou"], categorical=["hukou"], groupby="position", pval=True)
    )
    return [*found, ("tableone", one)]


def of_ours(study: sqgz.Study, people: pd.DataFrame) -> list[tuple[str, float]]:
    """Seconds that we take for the same table: as they do, and with everything that streets ask for."""

    def table() -> sqgz.Crosstab:
        return sqgz.crosstab(people, rows="position", cols="hukou", study=study)

    def everything() -> object:
        found = table()
        pair = found.select(["chief", "member"])
        return (
            pearson(found),
            rao_scott(found),
            residuals(found),
            cramers_v(found),
            design_difference(pair, "community"),
        )

    return [
        ("sqgz.crosstab + pearson", time_call(lambda: pearson(table()))),
        ("sqgz.crosstab + Rao–Scott, residuals, V, difference by street", time_call(everything)),
    ]


def main() -> int:
    study, records = load_example()
    people = records.dropna(subset=["position", "hukou"])
    only, whole = compare_only(study, records), time_call(lambda: sqgz.compare(study, records), repeats=5)
    declared = len(study.comparisons)
    print(
        f"{f'all {declared} comparisons of the example, all tests':<66}{only:8.3f} s  (limit 1 s) {'ok' if only < 1 else 'TOO SLOW'}"
    )
    print(f"{'the whole of compare: profile, coverage, quality as well':<66}{whole:8.3f} s")
    print(f"\none table, {len(people)} people")
    for name, seconds in [*of_ours(study, people), *of_others(people)]:
        print(f"{name:<66}{'' if seconds is None else f'{1000 * seconds:8.2f} ms'}")
    return int(only >= 1)


if __name__ == "__main__":
    raise SystemExit(main())
