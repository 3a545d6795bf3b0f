"""What is said about a table before any test is."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqgz.errors import InputError
from sqgz.stats import Clustered, Counts, CountTable, TableError, exact, pearson, symmetry, trend
from sqgz.stats.table import read_counts


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            [[1, -2], [3, 4]],
            "第1行、第2列的数是 -2：人数必须是不小于 0 的整数，加权数和百分比不能当作人数检验。",
        ),
        ([[1, 2], [3.5, 4]], "第2行、第1列的数是 3.5："),
        ([[1, float("nan")], [3, 4]], "第1行、第2列的数是 nan："),
        ([["a", 2], [3, 4]], "列联表里有不是数字的内容"),
        ([[1, 2], [3]], "列联表里有不是数字的内容，或各行长短不一"),
        ([1, 2, 3], "列联表应是行×列（或层×行×列）的数表，收到的是 1 维。"),
    ],
)
@pytest.mark.parametrize("test", [pearson, exact, trend, symmetry])
def test_what_is_no_count_is_named_by_its_place(test, table, message):
    with pytest.raises(TableError) as error:
        test(table)
    assert message in str(error.value)
    assert isinstance(error.value, InputError)
    assert isinstance(error.value, ValueError)


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ([[10, 20], [30, 40], [40, 60]], "行"),
        ([[10, 20, 30], [15, 25, 40]], "列"),
        ([[5, 9, 14], [3, 8, 11], [8, 17, 25]], "行和列"),
    ],
)
def test_totals_among_the_data_are_refused(table, where):
    with pytest.raises(TableError, match=f"表的最后一{where}等于其余之和，看来是合计"):
        pearson(table)


@pytest.mark.parametrize(
    "table",
    [
        [[1, 1], [2, 3], [3, 4]],  # too small to tell from chance
        [[10, 20], [10, 20]],  # a second row equal to the first is no total
        [[0, 0, 0], [0, 0, 0], [0, 0, 0]],
        [[12, 0, 15], [0, 0, 0], [12, 0, 15]],  # one other row only
    ],
)
def test_what_may_be_chance_is_no_total(table):
    pearson(table)


def test_a_data_frame_is_a_plain_array():
    assert pearson(pd.DataFrame({"a": [5, 6], "b": [9, 3]})).p_value == pearson([[5, 9], [6, 3]]).p_value


def test_whatever_keeps_the_protocol_is_a_table():
    own = SimpleNamespace(
        array=np.array([[5, 9], [6, 3]]),
        row_keys=("chief", "staff"),
        col_keys=("community", "outside"),
        layer_keys=(),
        weighted=False,
        cluster_weights=None,
        cluster_people=None,
        cluster_strata=None,
        cluster_names=(),
        multiple=False,
    )
    assert isinstance(own, CountTable)
    assert pearson(own).p_value == pearson([[5, 9], [6, 3]]).p_value
    assert read_counts(own).row_bases.tolist() == [14, 9]


def test_cells_become_a_table_by_cluster():
    table = Clustered.from_cells(
        cluster=["甲", "甲", "乙", "乙"],
        row=["chief", "staff", "chief", "chief"],
        col=["in", "in", "in", "out"],
        people=[1, 2, 3, 4],
        weight=[1.5, 2, 3, 4],
        stratum=[1, 1, 2, 2],
    )
    assert table.array.tolist() == [[4, 4], [2, 0]]
    assert table.cluster_weights[0].tolist() == [[1.5, 0], [2, 0]]
    assert table.weighted
    assert table.cluster_strata.tolist() == [0, 1]
    assert table.cluster_names == ("甲", "乙")


def test_a_cluster_lies_in_one_stratum():
    with pytest.raises(ValueError, match="more than one stratum"):
        Clustered.from_cells(cluster=[1, 1], row=[1, 2], col=[1, 1], people=[1, 1], stratum=[1, 2])


def test_layers_of_cells():
    table = Clustered.from_cells(
        cluster=[1, 2], row=["a", "b"], col=["x", "y"], people=[3, 4], layer=["k", "m"]
    )
    assert table.array.tolist() == [[[3, 0], [0, 0]], [[0, 0], [0, 4]]]
    assert table.layer_keys == ("k", "m")


def test_cluster_totals_must_fit():
    with pytest.raises(ValueError, match="do not fit"):
        Clustered(array=np.ones((2, 2)), cluster_weights=np.ones((3, 2, 3)))
    with pytest.raises(TableError, match="加权人数里有负数"):
        Clustered(array=np.ones((2, 2)), cluster_weights=-np.ones((3, 2, 2)))


@given(st.integers(0, 1000), st.sets(st.integers(0, 2), min_size=1))
def test_only_rows_keeps_the_clusters_that_hold_them(seed, rows):
    people = np.random.default_rng(seed).poisson(0.4, (6, 3, 2))
    table = Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_strata=np.arange(6) // 2)
    kept = table.only_rows(sorted(rows))
    chosen = people[:, sorted(rows)]
    assert kept.array.tolist() == chosen.sum(axis=0).tolist()
    assert len(kept.cluster_weights) == (chosen.sum(axis=(1, 2)) > 0).sum() == len(kept.cluster_names)


def test_keys_default_to_positions():
    assert Counts(array=np.ones((2, 3))).col_keys == (0, 1, 2)
