"""SPSS files written by the test itself; old encodings by putting other bytes of one length in the place of ASCII."""

import struct
from datetime import date, datetime, timedelta

import pandas as pd
import pyreadstat
import pytest

from sqgz.errors import InputError
from sqgz.reading import read_workbook


@pytest.fixture
def write_sav(tmp_path):
    """Function: frame → path of a .sav; options as in pyreadstat."""

    def write(frame, *, name="问卷.sav", **options):
        path = tmp_path / name
        pyreadstat.write_sav(frame, path, **options)
        return path

    return write


def read(path, *, known=(), **options):
    return read_workbook(path, file=path.name, known=frozenset(known), **options)[0]


FRAME = pd.DataFrame(
    {"Q1": [1.0, 2.0, 9.0, None], "name": ["甲", "乙", "", "丁"], "Q6_1": [1.0, 0.0, -3.0, -2.0]}
)
LABELS = {
    "column_labels": ["1、您的职务", "姓名", "第6题(运动)"],
    "variable_value_labels": {"Q1": {1: "主职", 2: "委员"}},
    "missing_ranges": {"Q1": [9], "Q6_1": [{"lo": -3, "hi": -2}]},
}


@pytest.mark.parametrize("name", ["问卷.sav", "问卷.zsav"])
def test_labels_become_headings_and_answers(write_sav, name):
    sheet = read(write_sav(FRAME, name=name, compress=name.endswith(".zsav"), **LABELS))
    assert sheet.text.fillna("无").to_dict("list") == {
        "1、您的职务": ["主职", "委员", "无", "无"],
        "姓名": ["甲", "乙", "无", "丁"],
        "第6题(运动)": ["1", "0", "(跳过)", "无"],
    }
    assert sheet.stored.iloc[0].tolist() == ["text", "text", "number"]
    assert (sheet.heading_rows, sheet.text.index.tolist()) == ((1, 1), [2, 3, 4, 5])


def test_a_variable_is_found_by_its_name_and_by_its_label(write_sav):
    path = write_sav(FRAME, **LABELS)
    assert read(path, known={"Q1", "姓名"}).text.columns.tolist() == ["Q1", "姓名", "第6题(运动)"]
    assert read(path, known={"Q1", "1、您的职务"}).text.columns.tolist()[:2] == ["Q1", "1、您的职务"]


def test_a_missing_value_that_says_so_is_not_asked_and_others_are_empty(write_sav):
    frame = pd.DataFrame({"a": [1.0, 7.0, 8.0, -3.0], "b": ["x", "NA", "y", "z"]})
    path = write_sav(
        frame,
        variable_value_labels={"a": {7: "跳过", 8: "拒答", -3: "不知道"}},
        missing_ranges={"a": [7, 8, -3], "b": ["NA"]},
    )
    assert read(path).text.fillna("无").to_dict("list") == {
        "a": ["1", "(跳过)", "无", "无"],
        "b": ["x", "无", "y", "z"],
    }


def test_a_value_without_a_label_stays_a_number(write_sav):
    path = write_sav(
        pd.DataFrame({"a": [1.0, 2.0, 2.5]}), variable_value_labels={"a": {1: "很不满意", 5: "很满意"}}
    )
    assert read(path).text["a"].tolist() == ["很不满意", "2", "2.5"]


def test_dates_moments_and_lengths_of_time_are_told_apart(write_sav):
    frame = pd.DataFrame(
        {
            "born": [date(1985, 6, 1), date(1582, 10, 20)],
            "sent": [datetime(2024, 6, 1, 9, 30), datetime(2024, 6, 2)],
            "month": [(datetime(1985, 10, 1) - datetime(1582, 10, 14)).total_seconds(), 1e300],
            "took": [90.0, 3600.0],
        }
    )
    path = write_sav(frame, variable_format={"month": "MOYR8", "took": "TIME8"})
    sheet = read(path)
    assert sheet.text.to_numpy().tolist() == [
        ["1985-06-01", "2024-06-01 09:30:00", "1985-10-01", "00:01:30"],
        ["1582-10-20", "2024-06-02", "1e+300", "01:00:00"],
    ]
    assert sheet.stored.iloc[0].tolist() == ["date"] * 4
    assert timedelta(seconds=90) == timedelta(minutes=1.5)


def test_a_label_of_several_variables_is_no_heading(write_sav):
    path = write_sav(FRAME[["Q1", "Q6_1"]], column_labels=["选项", "选项"])
    assert read(path).text.columns.tolist() == ["Q1", "Q6_1"]
    with pytest.raises(InputError) as caught:
        read(path, known={"选项"})
    assert (
        str(caught.value)
        == "问卷.sav: 标签“选项”属于 2 个变量（Q1、Q6_1），无法区分。请在 column 里改写变量名"
    )


def test_options_of_a_question_are_joined_by_their_labels(write_sav):
    frame = pd.DataFrame({"Q3": [1.0, 2.0], "Q6_1": [1.0, 0.0], "Q6_2": [1.0, 1.0]})
    ticks = {0: "未选中", 1: "选中"}
    path = write_sav(
        frame,
        column_labels=["性别", "6、爱好(运动)", "6、爱好(阅读)"],
        variable_value_labels={"Q6_1": ticks, "Q6_2": ticks},
    )
    assert read(path, known={"性别", "6、爱好"}).text["6、爱好"].tolist() == ["运动┋阅读", "阅读"]


def test_every_row_of_a_data_file_is_data(write_sav):
    sheet = read(write_sav(pd.DataFrame({"姓名": ["合计", "姓名"], "n": [1.0, 2.0]})), known={"姓名", "n"})
    assert sheet.text["姓名"].tolist() == ["合计", "姓名"]


@pytest.fixture
def gbk_file(write_sav):
    """Function: what the file says of its encoding → path of a file whose texts are GBK."""

    def write(declared, code_page):
        frame = pd.DataFrame({"Q1": [1.0, 2.0], "name": ["NAMExx", "NAMEyy"]})
        path = write_sav(
            frame,
            column_labels=["LABELa", "LABELb"],
            variable_value_labels={"Q1": {1: "VALUEa", 2: "VALUEb"}},
        )
        data = path.read_bytes()
        texts = {
            "NAMExx": "小社区",
            "NAMEyy": "镕镇",
            "LABELa": "您职务",
            "LABELb": "单位名",
            "VALUEa": "主职人",
            "VALUEb": "委员会",
        }
        for ascii_text, text in texts.items():
            data = data.replace(ascii_text.encode(), text.encode("gb18030").ljust(6))
        at = data.index(b"UTF-8")
        data = data[:at] + declared + data[at + 5 :] if declared else data[: at - 16] + data[at + 5 :]
        machine = data.index(struct.pack("<iiii", 7, 3, 4, 8)) + 16
        path.write_bytes(data[: machine + 28] + struct.pack("<i", code_page) + data[machine + 32 :])
        return path

    return write


@pytest.mark.parametrize(
    ("declared", "code_page", "told"),
    [
        (b"CP936", 936, False),
        (None, 936, False),
        (None, 2, True),
        (None, 1252, True),
        (b"UTF-8", 65001, True),
    ],
)
def test_old_chinese_files_are_read_whatever_they_say_of_their_encoding(gbk_file, declared, code_page, told):
    sheet = read(gbk_file(declared, code_page))
    assert sheet.text.to_dict("list") == {"您职务": ["主职人", "委员会"], "单位名": ["小社区", "镕镇"]}
    assert sheet.notes == (("文件没有写明文字编码，已按 GB18030 解读；请核对文字是否正常",) if told else ())


@pytest.mark.parametrize("cut", [4, 100, 300, -5])
def test_a_damaged_file_is_said_to_be_one(write_sav, write_file, cut):
    data = write_sav(FRAME, **LABELS).read_bytes()[:cut]
    with pytest.raises(InputError) as caught:
        read(write_file("坏.sav", data))
    assert str(caught.value) == (
        "坏.sav: 内容已损坏、不完整或编码无法识别（SPSS 数据文件）。请在 SPSS 里打开核对，另存为 .sav（Unicode）或 .xlsx 后重试"
    )


def test_nothing_but_an_spss_file_loads_its_library():
    import subprocess
    import sys

    code = "import sys, sqgz.reading.files; sys.exit('pyreadstat' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
