"""Counting: the same cells whatever engine holds the people, in an order that is not left to chance."""

from collections import Counter

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.errors import InputError
from sqgz.study import Study, codebook_variable
from sqgz.tables import cells as module
from sqgz.tables import count

KEYS = ["zone", "position", "hukou"]
NAMES = {"zone": ["outer", "inner"], "position": ["主职", "成员", "员 工"], "hukou": ["本社区", "区外"]}
person = st.tuples(
    *(st.sampled_from([*NAMES[key], None]) for key in KEYS), st.sampled_from([0.5, 1.0, 2.0, 7.25])
)


def study_of(**codebooks):
    variables = {key: codebook_variable(name) for key, name in codebooks.items()}
    return Study.model_construct(variables=variables)


def people_of(rows):
    return {key: [row[i] for row in rows] for i, key in enumerate([*KEYS, "weight"])}


def engines(rows):
    """The same people in every engine, strings and categories."""
    columns = people_of(rows)
    kinds = dict.fromkeys(KEYS, "str")
    strings = pd.DataFrame(columns).astype({**kinds, "weight": float})
    arrow = pa.table(
        columns, schema=pa.schema([*((key, pa.string()) for key in KEYS), ("weight", pa.float64())])
    )
    frame = pl.from_arrow(arrow)
    return {
        "pandas strings": strings,
        "pandas objects": strings.astype(dict.fromkeys(KEYS, object)),
        "pandas python strings": strings.astype(dict.fromkeys(KEYS, pd.StringDtype("python"))),
        "pandas categories": strings.assign(
            **{key: pd.Categorical(strings[key], categories=sorted(NAMES[key]), ordered=True) for key in KEYS}
        ),
        "polars": frame,
        "polars lazy": frame.lazy(),
        "polars categories": frame.with_columns(pl.col(KEYS).cast(pl.Categorical)),
        "pyarrow": arrow,
        "duckdb": duckdb.from_arrow(arrow),
    }


def as_rows(cells):
    keys = [cells[key].astype(object).where(cells[key].notna(), None) for key in cells.columns[:-3]]
    return list(zip(*keys, cells["n"], cells["w"], cells["w2"], strict=True))


def counted_by_hand(rows, by, *, weighted):
    found: dict[tuple, list[float]] = {}
    for row in rows:
        cell = found.setdefault(tuple(row[KEYS.index(key)] for key in by), [0, 0.0, 0.0])
        weight = row[3] if weighted else 1.0
        cell[0] += 1
        cell[1] += weight
        cell[2] += weight * weight
    order = sorted(found, key=lambda key: [(one is None, one or "") for one in key])
    return [(*key, int(found[key][0]), found[key][1], found[key][2]) for key in order]


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(person, min_size=1, max_size=40),
    by=st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True),
    weighted=st.booleans(),
)
def test_every_engine_counts_the_same_cells_in_the_same_order(rows, by, weighted):
    by_hand = counted_by_hand(rows, by, weighted=weighted)
    for name, people in engines(rows).items():
        cells = count(people, by, weight="weight" if weighted else None)
        assert as_rows(cells) == by_hand, name


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(person, min_size=1, max_size=40), weighted=st.booleans())
def test_cells_counted_again_are_the_people_counted(rows, weighted):
    people = engines(rows)["pandas strings"]
    cells = count(people, KEYS, weight="weight" if weighted else None)
    texts = cells.astype(dict.fromkeys(KEYS, "str"))
    asked = ["hukou", "zone"]
    expected = as_rows(count(people, asked, weight="weight" if weighted else None))
    for given_cells in (
        cells,
        texts,
        pl.from_pandas(texts),
        pa.Table.from_pandas(texts),
        duckdb.from_df(texts),
    ):
        assert as_rows(count(given_cells, asked)) == expected


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(person, min_size=1, max_size=60))
def test_neither_chunks_nor_the_way_of_summing_change_a_cell(rows):
    people = engines(rows)["pandas categories"]
    usual = as_rows(count(people, KEYS, weight="weight"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHUNK", 7)
        patch.setattr(module, "_DENSE", 0)
        assert as_rows(count(people, KEYS, weight="weight")) == usual


@settings(max_examples=25, deadline=None)
@given(first=st.lists(person, max_size=20), second=st.lists(person, max_size=20))
def test_cells_of_two_offices_added_are_the_cells_of_the_joined_people(first, second):
    offices = [engines(rows)["pandas strings"] for rows in (first, second)]
    shared = pd.concat([count(one, KEYS, weight="weight") for one in offices], ignore_index=True)
    assert as_rows(count(shared, KEYS)) == as_rows(count(pd.concat(offices), KEYS, weight="weight"))


# --- order ----------------------------------------------------------------------------------------------------------


def test_the_study_gives_the_order_and_what_it_does_not_name_follows_sorted():
    people = pd.DataFrame({"hukou": ["skipped", "outside", None, "乙", "community", "甲", "outside"]})
    cells = count(people, "hukou", study_of(hukou="level"))
    assert as_rows(cells[["hukou", "n", "w", "w2"]])[0][:2] == ("community", 1)
    assert [str(key) for key in cells["hukou"]] == ["community", "outside", "skipped", "乙", "甲", "nan"]
    assert list(cells["hukou"].cat.categories[:4]) == ["community", "street", "district", "outside"]
    assert cells["hukou"].cat.ordered


def test_a_categorical_keeps_its_own_order_and_its_empty_categories():
    people = pd.DataFrame({"street": pd.Categorical(["丙", "甲"], categories=["丙", "乙", "甲"])})
    cells = count(people, "street")
    assert list(cells["street"]) == ["丙", "甲"]
    assert list(cells["street"].cat.categories) == ["丙", "乙", "甲"]


def test_a_polars_enum_keeps_its_own_order():
    people = pl.DataFrame({"street": ["甲", "丙", "丙"]}, schema={"street": pl.Enum(["丙", "乙", "甲"])})
    cells = count(people, "street")
    assert as_rows(cells) == [("丙", 2, 2.0, 2.0), ("甲", 1, 1.0, 1.0)]
    assert list(cells["street"].cat.categories) == ["丙", "乙", "甲"]


def test_without_any_order_texts_are_sorted_and_null_is_last():
    cells = count(pd.DataFrame({"a": [None, "b", "a", "b"]}), "a")
    assert as_rows(cells)[:2] == [("a", 1, 1.0, 1.0), ("b", 2, 2.0, 2.0)]
    assert cells["a"].isna().tolist() == [False, False, True]


def test_numbers_and_booleans_become_texts_alike_in_every_engine():
    columns = {"year": [2024, 2023, 2024], "told": [True, False, True]}
    expected = [("2023", "False", 1, 1.0, 1.0), ("2024", "True", 2, 2.0, 2.0)]
    for people in (pd.DataFrame(columns), pl.DataFrame(columns), pa.table(columns)):
        assert as_rows(count(people, ["year", "told"])) == expected


def test_one_and_its_text_in_one_column_are_one_category():
    mixed = pd.DataFrame({"a": pd.Series([1, "1", 2, None], dtype=object)})
    assert as_rows(count(mixed, "a"))[:2] == [("1", 2, 2.0, 2.0), ("2", 1, 1.0, 1.0)]


def test_nobody_gives_no_cells():
    for people in (pd.DataFrame({"a": pd.Series([], dtype="str")}), pl.DataFrame(schema={"a": pl.String})):
        cells = count(people, "a")
        assert len(cells) == 0
        assert list(cells.columns) == ["a", "n", "w", "w2"]


def test_cells_without_people_are_no_rows():
    shared = pd.DataFrame({"a": ["x", "y"], "n": [0, 3]})
    for cells in (shared, pl.from_pandas(shared)):
        assert as_rows(count(cells, "a")) == [("y", 3, 3.0, 3.0)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_DENSE", 0)
        assert as_rows(count(shared, "a")) == [("y", 3, 3.0, 3.0)]


def test_the_data_stay_as_they_were():
    people = pd.DataFrame({"a": ["x", None], "weight": [1.0, 2.0]})
    before = people.copy()
    count(people, "a", weight="weight")
    pd.testing.assert_frame_equal(people, before)


def test_types_of_the_measures():
    cells = count(pd.DataFrame({"a": ["x", "y"]}), "a")
    assert [str(cells[name].dtype) for name in ("n", "w", "w2")] == ["int64", "float64", "float64"]


def test_many_people_are_all_counted():
    codes = np.random.default_rng(1).integers(-1, 3, 200_000).astype(np.int8)
    people = pd.DataFrame({"a": pd.Categorical.from_codes(codes, categories=["x", "y", "z"])})
    by_hand = Counter(codes.tolist())
    assert count(people, "a")["n"].tolist() == [by_hand[0], by_hand[1], by_hand[2], by_hand[-1]]


# --- what is refused ------------------------------------------------------------------------------------------------

FRAMES = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize(
    ("columns", "by", "weight", "message"),
    [
        ({"hukou": ["a"]}, "huko", None, '数据中没有变量 "huko"。是否为 "hukou"？可用: hukou'),
        ({"hukou": ["a"]}, "hukou", "wt", '数据中没有变量 "wt"。可用: hukou'),
        ({"hukou": ["a"]}, ["hukou", "hukou"], None, "同一变量不能用两次：hukou、hukou。"),
        ({"a": ["x", "y"], "wt": [1.0, 0.0]}, "a", "wt", '权数 "wt" 有 1 行不大于 0。权数须全部大于 0。'),
        ({"a": ["x", "y"], "wt": [-1.0, 2.0]}, "a", "wt", '权数 "wt" 有 1 行不大于 0。权数须全部大于 0。'),
        ({"a": ["x", "y"], "wt": [1.0, None]}, "a", "wt", '"wt" 有 1 行为空或不是数字。请补全后重试。'),
        ({"a": ["x"], "wt": [float("nan")]}, "a", "wt", '"wt" 有 1 行为空或不是数字。请补全后重试。'),
        ({"a": ["x"], "wt": [float("inf")]}, "a", "wt", '"wt" 有 1 行为空或不是数字。请补全后重试。'),
        ({"a": ["x", "y"], "n": [1.0, None]}, "a", None, '"n" 有 1 行为空或不是数字。请补全后重试。'),
        ({"a": ["x"], "n": [1.5]}, "a", None, "人数 n 中有不是整数的格。人数须为整数；权数之和请放在 w 列。"),
    ],
)
def test_data_that_cannot_be_counted_are_refused(frame, columns, by, weight, message):
    with pytest.raises(InputError) as caught:
        count(frame(columns), by, weight=weight)
    assert str(caught.value) == message


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_weight_beside_cells_is_refused(frame):
    with pytest.raises(ValueError, match="cells bring their own weights"):
        count(frame({"a": ["x"], "n": [2], "wt": [1.0]}), "a", weight="wt")


def test_more_combinations_than_numbers_are_refused():
    wide = pd.DataFrame(
        {f"v{i}": pd.Categorical(["0"], categories=[str(j) for j in range(99)]) for i in range(10)}
    )
    with pytest.raises(InputError) as caught:
        count(wide, list(wide.columns))
    assert str(caught.value) == "变量的组合过多，无法列表。请减少变量。"
