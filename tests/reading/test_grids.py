from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqgz.reading.grids import BOOLEAN, DATE, EMPTY, ERROR, NUMBER, TEXT, build_grid, number_text

CELLS = st.one_of(
    st.text(max_size=4),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**18), 10**18),
    st.booleans(),
    st.dates(),
)


def test_every_kind_of_value_becomes_text_with_its_kind():
    values = [
        "甲",
        41.0,
        1985.1,
        date(1985, 6, 1),
        datetime(2024, 6, 1, 9, 30),
        time(9, 36),
        timedelta(1.5),
        True,
    ]
    grid = build_grid([values])
    assert grid.row(0) == [
        *("甲", "41", "1985.1", "1985-06-01", "2024-06-01 09:30:00", "09:36:00", "36:00:00", "TRUE"),
    ]
    assert grid.kinds.tolist() == [[TEXT, NUMBER, NUMBER, DATE, DATE, DATE, DATE, BOOLEAN]]


def test_a_date_with_time_at_midnight_is_the_date_alone():
    assert build_grid([[datetime(2024, 6, 1)]]).row(0) == ["2024-06-01"]


def test_an_identity_number_stored_as_a_number_keeps_all_digits_the_float_still_has():
    assert number_text(110101199003070123.0) == "110101199003070128"  # nearest double; the caller refuses it


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\xa0", "\n\t"])
def test_white_space_alone_is_an_empty_cell(blank):
    grid = build_grid([["甲", blank, "乙"]])
    assert grid.row(0) == ["甲", None, "乙"]
    assert grid.kinds[0, 1] == EMPTY


def test_text_keeps_the_spaces_around_it():
    assert build_grid([[" 甲 "]]).row(0) == [" 甲 "]


def test_rows_of_different_length_and_many_blocks_keep_their_places():
    rows = [["a"], *([["b", "c"]] * 5000), ["d", "", "e"]]
    grid = build_grid(rows)
    assert (grid.height, grid.width) == (5002, 3)
    assert grid.row(0) == ["a", None, None]
    assert grid.row(5000) == ["b", "c", None]
    assert grid.row(5001) == ["d", None, "e"]


def test_empty_rows_and_columns_at_the_edge_do_not_count_as_used():
    grid = build_grid([["", "", ""], ["", "a", ""], ["", " ", ""]])
    assert (grid.height, grid.width) == (2, 2)


def test_a_grid_of_nothing_has_no_row_and_no_column():
    grid = build_grid([])
    assert (grid.height, grid.width) == (0, 0)


def test_columns_to_the_left_of_the_first_used_one_are_kept_empty():
    assert build_grid([["a"]], first_column=2).row(0) == [None, None, "a"]


def test_errors_are_written_in_even_beyond_the_edge():
    grid = build_grid([["a"]]).with_errors([(0, 1, "#N/A"), (2, 0, "#DIV/0!")])
    assert [grid.row(row) for row in range(3)] == [["a", "#N/A"], [None, None], ["#DIV/0!", None]]
    assert grid.kinds[2, 0] == ERROR


def test_a_value_no_cell_can_hold_is_a_defect_of_the_program():
    with pytest.raises(TypeError, match=r"a cell cannot hold \['complex'\]"):
        build_grid([[1j]])


@given(st.lists(st.lists(CELLS, max_size=5), max_size=5))
def test_a_cell_is_empty_in_text_exactly_where_its_kind_is(rows):
    grid = build_grid(rows)
    texts = np.array([[cell is None for cell in grid.row(row)] for row in range(grid.height)], dtype=bool)
    assert (texts.reshape(grid.kinds.shape) == (grid.kinds == EMPTY)).all()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_reads_back_as_the_same_number(value):
    assert float(number_text(value)) == value
