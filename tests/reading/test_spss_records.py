"""Wrong bytes in the dictionary of an SPSS file: each of these ended the process of the library that reads it."""

import struct

import pandas as pd
import pyreadstat
import pytest

from sqgz.errors import InputError
from sqgz.reading import read_workbook
from sqgz.reading.spss_records import check_dictionary

FIRST = 176  # where the first record of a variable begins: a number, with a label and one missing value


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"Q1": [1.0, 2.0], "note": ["甲" * 100, "乙"]})
    pyreadstat.write_sav(
        frame,
        path,
        column_labels=["职务", "备注"],
        variable_value_labels={"Q1": {1: "主职", 2: "委员"}},
        missing_ranges={"Q1": [9]},
    )
    return path.read_bytes()


def changed(data, place, number, form="<i"):
    content = struct.pack(form, number)
    return data[:place] + content + data[place + len(content) :]


def test_a_whole_dictionary_passes(data):
    check_dictionary(data)


@pytest.mark.parametrize(
    ("place", "number", "said"),
    [
        (64, 7, "layout"),
        (FIRST, 5, "no kind of record: 5"),
        (FIRST, 4, "without labels"),
        (FIRST + 4, 128, "format of texts"),
        (FIRST + 4, 256, "width 256"),
        (FIRST + 4, -1, "width -1"),
        (FIRST + 8, 2, "a count of 2"),
        (FIRST + 12, 5, "missing values"),
        (FIRST + 16, 99 << 16, "format"),
        (FIRST + 32, 1_000_000, "a count of"),
    ],
)
def test_what_cannot_be_is_refused_before_the_library_sees_it(data, place, number, said):
    with pytest.raises(ValueError, match=said):
        check_dictionary(changed(data, place, number))


def test_the_labels_of_values_are_counted(data):
    place = data.index("主职".encode()) - 13  # the count stands before the first value and its length
    assert struct.unpack_from("<i", data, place)[0] == 2
    for count in (-1, 10_000_000, 3):
        with pytest.raises(ValueError, match=r"count|beyond|without variables"):
            check_dictionary(changed(data, place, count))


@pytest.mark.parametrize("length", [100, 180, 300, 500])
def test_a_dictionary_that_ends_early_is_refused(data, length):
    with pytest.raises(ValueError, match=r"cut short|beyond the end"):
        check_dictionary(data[:length])


def test_the_user_is_told_that_the_file_is_damaged(data, write_file):
    with pytest.raises(InputError, match=r"坏\.sav: 内容已损坏"):
        read_workbook(write_file("坏.sav", changed(data, FIRST + 4, 128)), file="坏.sav")
