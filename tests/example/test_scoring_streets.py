"""The score of the streets must be able to fail, and the official must fill in lists by their visible headings."""

import importlib
import sys
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from openpyxl import load_workbook

from sqgz.example.streets.truth import PERSON_VARIABLES
from sqgz.example.streets.writing import write_streets

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def scripts():
    """The scorer and the official."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("score_streets"), importlib.import_module("street_answers")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def scoring(scripts):
    return scripts[0]


@pytest.fixture(scope="module")
def official(scripts):
    return scripts[1]


@pytest.fixture(scope="module")
def truth(official, tmp_path_factory):
    root = tmp_path_factory.mktemp("scored")
    write_streets(root / "study", truth=root / "truth")
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in (root / "truth").iterdir()
    }
    labels = {
        "hukou": "户口所在地",
        "residence": "居住地",
        "education": "文化程度",
        "position": "职务",
        "party_post": "党组织职务",
        "committee_post": "居（村）委会职务",
        "phone": "手机号",
    }
    levels = {
        "community": "本社区",
        "street": "本街道其他社区",
        "district": "本区其他街道",
        "outside": "区外",
    }
    return official.Truth(tables, labels, {"hukou": levels, "residence": levels})


@pytest.fixture
def perfect(truth):
    """Ledger and records as a cleaner would make them that errs nowhere, after every decision."""
    persons = truth.tables["persons"]
    doubts = truth.tables["doubts"]
    remains = doubts[(doubts["expect"] == "missing") | (doubts["settled"] == "nobody")]
    unknown = set(remains[["file", "sheet", "row", "variable"]].itertuples(index=False, name=None))
    numbers, entries, values = {}, [], []
    for row in persons.itertuples():
        action = {"set_aside": "rejected", "apart": "record"}.get(row.expect, row.expect)
        if row.expect in ("record", "apart", "joined") and row.person not in numbers:
            action, numbers[row.person] = "record", len(numbers) + 1
            known = {
                name: None if (row.file, row.sheet, row.row, name) in unknown else getattr(row, name)
                for name in PERSON_VARIABLES
            }
            values.append({"record": numbers[row.person], **known})
        elif row.expect == "record":
            action = "joined"
        record = numbers.get(row.person, 0) if action != "rejected" else 0
        entries.append((row.file, row.sheet, int(row.row), "", action, record))
    columns = ["file", "sheet", "row", "column", "action", "record"]
    return pd.DataFrame(entries, columns=columns), pd.DataFrame(values)


def test_whoever_errs_nowhere_is_told_so(scoring, truth, perfect):
    ledger, records = perfect
    rows = scoring.score_rows(truth.tables["persons"], ledger)
    assert set(rows["verdict"]) == {"right"}
    cells = scoring.score_cells(truth, ledger, records, decided=True)
    assert set(cells["verdict"]) == {"right"}
    assert len(cells) > 10_000


@pytest.mark.parametrize(
    ("expect", "got", "records", "verdict"),
    [
        ("record", "record", 1, "right"),
        ("record", "joined", 1, "right"),
        ("joined", "record", 2, "wrong action"),  # one person, two records
        ("record", "", 0, "lost"),
        ("record", "record+record", 1, "twice in the ledger"),
        ("excluded", "record", 1, "wrong action"),
        ("not_data", "rejected", 0, "wrong action"),
        ("apart", "excluded", 0, "right"),
        ("set_aside", "", 0, "right"),
        ("set_aside", "record", 1, "counted twice"),
    ],
)
def test_each_mistake_with_a_row_has_its_name(scoring, expect, got, records, verdict):
    assert scoring.row_verdict(expect, got, records) == verdict


@pytest.mark.parametrize(
    ("expect", "settled", "got", "before", "after"),
    [
        ("mapped", "", "community", "right", "right"),
        ("mapped", "", "street", "wrong category", "wrong category"),
        ("mapped", "", "", "left open", "left open"),
        ("asked", "street", "", "right", "left open"),
        ("asked", "street", "community", "guessed", "right"),
        ("asked", "nobody", "community", "guessed", "guessed"),
        ("either", "list", "", "right", "left open"),
        ("either", "list", "street", "wrong category", "wrong category"),
        ("missing", "", "community", "guessed", "guessed"),
        ("open", "", "", "right", "right"),
    ],
)
def test_each_mistake_in_a_cell_has_its_name(scoring, expect, settled, got, before, after):
    found = [scoring.cell_verdict(expect, settled, "community", got, decided=d) for d in (False, True)]
    assert found == [before, after]


def write_list(path, sheet, rows, choices=(), column=0):
    """A list with a title above its headings and a drop-down from a sheet of its own."""
    with xlsxwriter.Workbook(str(path)) as book:
        page, options = book.add_worksheet(sheet), book.add_worksheet("选项")
        page.write_string(0, 0, "请填写“决定”")
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, row)
        options.write_column(0, 0, choices)
        if choices:
            source = f"=选项!$A$1:$A${len(choices)}"
            page.data_validation(2, column, len(rows), column, {"validate": "list", "source": source})
    return path


def column(path, sheet, number):
    return [row[number] for row in load_workbook(path)[sheet].iter_rows(min_row=3, values_only=True)]


def test_headings_are_given_to_their_variables(official, truth, tmp_path):
    rows = [
        ("表头", "文件", "可能的变量", "决定"),
        ("户口落在何处", "上报/朗月街道.xlsx", "户口所在地", ""),
        ("不在本社区的户籍所在地", "上报/听竹街道.xlsx", "户口所在地", ""),
        ("担任职务", "上报/朗月街道.xlsx", "", ""),
        ("备注", "上报/朗月街道.xlsx", "", ""),
        ("从没见过的表头", "上报/朗月街道.xlsx", "", ""),
    ]
    choices = ("户口所在地", "户口所在地（地址）", "党组织职务、居（村）委会职务", "党组织职务", "不采用")
    path = write_list(tmp_path / "待核清单.xlsx", "表头对照", rows, choices, column=3)
    assert official.fill_headings(path, truth) == 4
    assert column(path, "表头对照", 3) == [
        "户口所在地",
        "户口所在地（地址）",
        "党组织职务、居（村）委会职务",
        "不采用",
        None,
    ]


def test_one_of_two_files_is_taken(official, truth, tmp_path):
    rows = [
        ("街道", "文件", "决定"),
        ("云阶街道", "上报/云阶街道.xlsx", ""),
        ("云阶街道", "上报/云阶街道（终稿2）.xlsx", ""),
        ("砚池街道", "副本 砚池街道.xlsx", "采用"),  # somebody decided before us
    ]
    path = write_list(tmp_path / "待核清单.xlsx", "重复报送", rows, ("采用", "不采用"), column=2)
    assert official.fill_submissions(path, truth) == 2
    assert column(path, "重复报送", 2) == ["不采用", "采用", "采用"]


def test_answers_settle_what_they_can(official, truth, tmp_path):
    doubts, persons = truth.tables["doubts"], truth.tables["persons"]
    rows = [
        ("变量", "问题", "原值", "人数", "决定"),
        ("hukou", "户口所在地", "邻区", 3, ""),
        ("hukou", "户口所在地", "本地", 3, ""),  # only the streets know
        ("scope", "人员类别", "借调", 2, ""),
    ]
    path = write_list(tmp_path / "待核清单.xlsx", "逐项核实", rows)
    asked = doubts[(doubts["variable"] == "hukou") & (doubts["expect"] == "asked")]
    street = asked[asked["settled"] == "street"].iloc[0]
    nobody = asked[asked["settled"] == "nobody"].iloc[0]
    returned = [("文件", "表页", "行号", "社区", "列", "问题", "可选值", "核实结果", "变量")]
    returned += [
        (d.file, d.sheet, int(d.row), "", d.heading, "说不清", "", "", d.variable) for d in (street, nobody)
    ]
    (tmp_path / "退改清单").mkdir()
    back = write_list(tmp_path / "退改清单" / "某街道.xlsx", "退改", returned)
    assert official.fill_answers(path, back.parent, truth) == (2, 2)
    assert column(path, "逐项核实", 4) == ["区外", None, "不纳入"]
    same = (
        (persons["file"] == street.file) & (persons["row"] == street.row) & (persons["sheet"] == street.sheet)
    )
    true = truth.label("hukou", persons.loc[same, "hukou"].item())
    assert column(back, "退改", 7) == [true, "无法判断"]
    assert official.fill_answers(path, back.parent, truth) == (0, 0)  # nothing is filled in twice


def test_what_is_wrong_in_the_table_of_submissions_is_named(scoring, truth, tmp_path):
    rows = [("街道", "文件", "表页", "行数", "人数", "状态")]
    slips = set(truth.tables["slips"]["file"])
    for row in truth.tables["submissions"].itertuples():
        status = "数据有误" if row.file in slips else row.status
        rows.append((row.street, row.file, row.sheet, row.lines, row.persons, status))
    path = write_list(tmp_path / "报送情况表.xlsx", "报送情况", rows)
    assert scoring.score_submissions(path, truth, decided=False) == []
    rows[-1] = (*rows[-1][:-1], "已报")
    write_list(path, "报送情况", rows)
    assert scoring.score_submissions(path, truth, decided=False) == ["梧院街道: 已报 for 未报"]
    write_list(path, "报送情况", rows[:-1])
    assert scoring.score_submissions(path, truth, decided=False) == ["梧院街道: no row"]


def test_a_name_is_found_wherever_it_was_written(scoring, tmp_path):
    write_list(tmp_path / "表.xlsx", "页", [("备注", "联系亓翀昶")])
    (tmp_path / "ledger.csv").write_text("raw\n10070000001\n", encoding="utf-8")
    pd.DataFrame({"a": ["佘琮璟"]}).to_parquet(tmp_path / "records.parquet")
    written = "\n".join(scoring.texts_of(tmp_path))
    assert all(one in written for one in ("亓翀昶", "10070000001", "佘琮璟"))


def test_no_list_is_left_open(scoring, official, tmp_path):
    """Whether a forgotten file warns hangs on the order of collection, so what was opened is asked to be closed."""
    opened = []

    def load(*args, **kwargs):
        opened.append(load_workbook(*args, **kwargs))
        return opened[-1]

    path = write_list(
        tmp_path / "待核清单.xlsx", "重复报送", [("街道", "文件", "决定"), ("甲", "a.xlsx", "")]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(official, "load_workbook", load)
        assert scoring.questions(tmp_path) == "重复报送 1、退改清单 0"
        assert len(scoring.read_list(path, ("街道", "决定"))) == 1
        assert "a.xlsx" in scoring.texts_of(tmp_path)
    assert len(opened) == 3
    assert all(book._archive.fp is None for book in opened)
