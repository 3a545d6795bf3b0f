from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from sqgz.errors import InputError
from sqgz.reading import read_workbook


@pytest.fixture
def read_parquet(tmp_path):
    def read(frame, **options):
        path = tmp_path / "人员.parquet"
        frame.to_parquet(path)
        return read_workbook(path, file=path.name, **options)[0]

    return read


def test_columns_become_headings_and_values_text(read_parquet):
    frame = pd.DataFrame(
        {
            "街道": ["甲街道", None],
            "年龄": [41, 29],
            "出生": [date(1985, 6, 1), None],
            "提交": pd.to_datetime(["2024-06-01 09:30:00", "2024-06-02 00:00:00"]),
            "在职": [True, False],
            "金额": [Decimal("1.50"), Decimal("2")],
            "分": [1985.1, float("inf")],
            "用时": pd.to_timedelta([90, 3600], unit="s"),
            "类": pd.Categorical(["a", "b"]),
        }
    )
    sheet = read_parquet(frame)
    assert sheet.text.fillna("空").to_numpy().tolist() == [
        ["甲街道", "41", "1985-06-01", "2024-06-01 09:30:00", "TRUE", "1.5", "1985.1", "00:01:30", "a"],
        ["空", "29", "空", "2024-06-02", "FALSE", "2", "inf", "01:00:00", "b"],
    ]
    assert sheet.stored.iloc[0].tolist() == [
        *("text", "number", "date", "date", "boolean", "number", "number", "date", "text"),
    ]
    assert (sheet.heading_rows, sheet.text.index.tolist()) == ((1, 1), [2, 3])


def test_every_row_of_a_database_is_data_and_the_first_is_the_heading(read_parquet):
    frame = pd.DataFrame({"街道": ["街道", "合计"], "姓名": ["姓名", None], "n": [1, 2]})
    sheet = read_parquet(frame, known=frozenset({"街道", "姓名"}))
    assert len(sheet.text) == 2


def test_nested_values_are_refused_by_their_column(read_parquet):
    with pytest.raises(InputError) as caught:
        read_parquet(pd.DataFrame({"选项": [["a"], ["b"]]}))
    assert str(caught.value) == (
        "人员.parquet: 列“选项”的类型是 list<element: string>，不是单个的文字、数字或日期。请展开或删去这一列后重新导出"
    )


def test_a_truncated_file_is_said_to_be_damaged(write_file):
    with pytest.raises(InputError) as caught:
        read_workbook(write_file("人员.parquet", b"PAR1\x00\x00"), file="人员.parquet")
    assert str(caught.value) == "人员.parquet: 内容已损坏或不完整（parquet 文件）。请重新导出后重试"


def test_a_moment_with_a_zone_keeps_its_wall_clock(read_parquet):
    moment = pd.Series([datetime(2024, 6, 1, 9, 30)]).dt.tz_localize("Asia/Shanghai")
    assert read_parquet(pd.DataFrame({"时间": moment, "街道": "甲"})).text["时间"].tolist() == [
        "2024-06-01 09:30:00"
    ]


def test_a_file_whose_texts_are_no_utf8_is_said_to_be_damaged(tmp_path, write_file):
    path = tmp_path / "a.parquet"
    pd.DataFrame({"街道": ["JIEDAO"]}).to_parquet(path, compression=None)
    data = path.read_bytes().replace(b"JIEDAO", b"\xff\xfe\xfd\xfc\xfb\xfa")
    with pytest.raises(InputError) as caught:
        read_workbook(write_file("人员.parquet", data), file="人员.parquet")
    assert str(caught.value) == "人员.parquet: 内容已损坏或不完整（parquet 文件）。请重新导出后重试"


def test_a_long_decimal_number_keeps_its_digits(read_parquet):
    frame = pd.DataFrame({"编号": [Decimal("110101199001011234")]})
    assert read_parquet(frame).text["编号"].tolist() == ["110101199001011234"]
