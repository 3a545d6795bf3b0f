"""The contract of the results table, and that a breach of it is noticed."""

import pandas as pd
import pytest

from sqgz.results import COLUMNS, KEY, check_frame
from sqgz.results.schema import COUNTS, FLOATS, build_frame, make_row

SHARE = {
    "comparison": "q",
    "group": "a",
    "category": "yes",
    "stat": "share",
    "of": "row",
    "method": "Wilson 区间",
}


def test_columns_are_the_fixed_ones_in_their_order():
    assert COLUMNS == [
        "comparison",
        "inference",
        "stratum",
        "by",
        "group",
        "against",
        "outcome",
        "category",
        "stat",
        "of",
        "method",
        "value",
        "low",
        "high",
        "error",
        "df",
        "df2",
        "p_value",
        "p_plain",
        "p_permutation",
        "p_adjusted",
        "count",
        "base",
        "missing",
        "skipped",
        "clusters",
        "clusters_against",
        "cluster",
        "deff",
        "family",
        "finding",
        "text",
        "warnings",
    ]
    assert KEY == [
        "comparison",
        "inference",
        "stratum",
        "group",
        "against",
        "category",
        "stat",
        "of",
        "method",
    ]


def test_what_is_not_given_is_empty_text_or_null_number():
    frame = build_frame([make_row(**SHARE, value=0.5, count=3, warnings=("一。", "二", "一。"))])
    row = frame.iloc[0]
    assert (row["inference"], row["stratum"], row["against"], row["text"], row["finding"]) == (
        "",
        "",
        "",
        "",
        "",
    )
    assert row["warnings"] == "一；二"
    assert pd.isna(row["p_value"])
    assert {str(frame[name].dtype) for name in FLOATS} == {"float64"}
    assert {str(frame[name].dtype) for name in COUNTS} == {"Int64"}
    assert {str(frame[name].dtype) for name in KEY} == {"str"}


def test_no_rows_are_a_table_too():
    check_frame(build_frame([]))


def test_a_column_that_does_not_exist_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match=r"no such column of results: \['p'\]"):
        make_row(p=0.05)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda frame: pd.concat([frame, frame]), "two results of one key"),
        (lambda frame: frame.assign(stratum=None), "a key of results is null"),
        (lambda frame: frame.assign(stat="mean"), r"results have stat \['mean'\]"),
        (lambda frame: frame.assign(finding="significant"), r"results have finding \['significant'\]"),
        (lambda frame: frame.assign(p_value=1.2), "p_value beyond 0 to 1"),
        (lambda frame: frame.assign(p_adjusted=-0.1), "p_adjusted beyond 0 to 1"),
        (lambda frame: frame.drop(columns="deff"), "results have columns"),
        (lambda frame: frame[COLUMNS[::-1]], "results have columns"),
    ],
)
def test_a_breach_is_noticed(spoil, says):
    with pytest.raises(AssertionError, match=says):
        check_frame(spoil(build_frame([make_row(**SHARE, value=0.5)])))
