"""Streets report separately: stacked, compared with the list, and stopped where two files report the same people."""

import openpyxl
import pandas as pd
import pytest
from studies import (
    COMMUNITY,
    HUKOU,
    PERSON,
    PLACES,
    STREET,
    fill_review,
    identity,
    review_list,
    rows_of,
    values_of,
    write_study,
)

from sqgz.errors import InputError

VARIABLES = {"person": PERSON, "street": STREET, "community": COMMUNITY, "hukou": HUKOU}
HEADING = ["街道", "社区", "身份证号", "户口所在地"]


def street(name, community, *people, heading=HEADING):
    """Rows of a street's file: people are (number, 户口所在地)."""
    return [heading, *([name, community, identity(number), hukou] for number, hukou in people)]


QINGHE = street("青禾街道", "春风社区", (1, "本社区"), (2, "外省"))
YUNJIE = street("云阶街道", "石桥社区", (3, "本社区"))


@pytest.fixture
def reported(tmp_path):
    """A study whose streets' files a test puts into the folder 上报."""

    def write(**files):
        folder = write_study(tmp_path, {}, VARIABLES, places=PLACES, folders={"上报": "roster"})
        for name, rows in files.items():
            folder.write(f"上报/{name}" if "." in name else f"上报/{name}.xlsx", rows)
        return folder

    return write


def sent(cleaned):
    """街道 → (文件, 行数, 人数, 与名录人数之差, 状态) of every row of 报送情况表."""
    table = cleaned.submissions
    return [
        (row["街道"], row["文件"].removeprefix("上报/"), row["行数"], row["人数"],
         None if pd.isna(row["与名录人数之差"]) else row["与名录人数之差"], row["状态"])
        for row in table.to_dict("records")
    ]  # fmt: skip


def test_files_are_stacked_and_every_street_of_the_list_is_accounted_for(reported):
    cleaned = reported(青禾=QINGHE, 云阶=YUNJIE).clean()
    assert values_of(cleaned, "hukou") == ["community", "community", "outside"]
    assert sent(cleaned) == [
        ("青禾街道", "青禾.xlsx", 2, 2, 2 - 15, "已报"),
        ("云阶街道", "云阶.xlsx", 1, 1, 1 - 7, "已报"),
        ("临河镇", "", 0, 0, -8, "未报"),
        ("北坡街道", "", 0, 0, -8, "未报"),
    ]


def test_what_cannot_be_read_is_named_and_holds_nobody_up(reported):
    folder = reported(
        青禾=QINGHE, **{"云阶.xlsx": b"PK\x03\x04 half", "扫描.pdf": b"%PDF-1.4", "~$青禾.xlsx": b"x"}
    )
    cleaned = folder.clean_and_save()
    assert [row[-1] for row in sent(cleaned)].count("无法读取") == 2
    told = dict(zip(cleaned.submissions["文件"], cleaned.submissions["说明"], strict=True))
    assert (
        told["上报/扫描.pdf"] == "内容是PDF 文件，不是数据表。不能从中可靠读数：请向报送单位索取 .xlsx 原表"
    )
    assert told["上报/云阶.xlsx"].startswith("文件不完整（开头是 .xlsx 的内容，结尾缺失）")
    assert told["上报/~$青禾.xlsx"] == "Excel 打开工作簿时留下的临时文件"
    page = openpyxl.load_workbook(folder.processed / "报送情况表.xlsx")["报送情况"]
    assert [cell.value for cell in page[1]] == [
        "街道", "文件", "表页", "内容", "行数", "人数", "与名录人数之差", "状态", "说明",
    ]  # fmt: skip
    assert page.cell(page.max_row, 1).value == "已报 1 个街道，未报 3 个，另有 2 个文件无法读取。"


# --- double submissions ----------------------------------------------------------------------------------------------

FINAL = street("青禾街道", "春风社区", (1, "本社区"), (2, "本社区"), (4, "本社区"))


def test_two_files_of_one_street_stop_the_run_and_ask(reported):
    folder = reported(青禾=QINGHE, 青禾终稿=FINAL, 云阶=YUNJIE)
    with pytest.raises(InputError) as error:
        folder.clean_and_save()
    assert str(error.value) == (
        "青禾街道重复报送：上报/青禾.xlsx、上报/青禾终稿.xlsx。程序不按文件名或日期取舍，"
        "请在待核清单.xlsx 的“重复报送”中逐份选择采用或不采用。"
    )
    assert not (folder.processed / "records.parquet").exists()
    cleaned = folder.clean()
    assert [row[-1] for row in sent(cleaned)] == ["重复报送", "重复报送", "已报", "未报", "未报"]
    assert values_of(cleaned, "hukou") == ["community"]  # neither of the two counts
    assert [action for file, _, action in rows_of(cleaned) if "青禾" in file] == ["rejected"] * 5
    asked = review_list(folder.review, "重复报送")
    assert [(row["街道"], row["文件"], row["人数"]) for row in asked] == [
        ("青禾街道", "上报/青禾.xlsx", 2),
        ("青禾街道", "上报/青禾终稿.xlsx", 3),
    ]


def decide_files(folder, **decisions):
    book = openpyxl.load_workbook(folder.review)
    page = book["重复报送"]
    heading = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=2):
        cells = dict(zip(heading, row, strict=True))
        name = cells["文件"].value.removeprefix("上报/").removesuffix(".xlsx")
        cells["决定"].value = decisions.get(name)
    book.save(folder.review)


def test_the_file_that_is_adopted_counts_and_the_other_stays_in_the_ledger(reported):
    folder = reported(青禾=QINGHE, 青禾终稿=FINAL)
    with pytest.raises(InputError):
        folder.clean_and_save()
    decide_files(folder, 青禾="不采用", 青禾终稿="采用")
    cleaned = folder.clean_and_save()
    assert values_of(cleaned, "hukou") == ["community"] * 3
    assert {action for file, _, action in rows_of(cleaned) if file.endswith("青禾.xlsx")} == {"rejected"}
    assert sent(cleaned)[0][-1] == "重复报送"
    assert folder.clean().review.empty


def test_both_may_count_and_are_joined_by_the_id(reported):
    folder = reported(青禾=QINGHE, 青禾终稿=FINAL)
    with pytest.raises(InputError):
        folder.clean_and_save()
    decide_files(folder, 青禾="采用", 青禾终稿="采用")
    cleaned = folder.clean_and_save()
    assert values_of(cleaned, "hukou") == [
        "community",
        None,
        "community",
    ]  # 外省 and 本社区 of one person: asked


def test_to_adopt_one_does_not_yet_say_what_becomes_of_the_other(reported):
    folder = reported(青禾=QINGHE, 青禾终稿=FINAL)
    with pytest.raises(InputError):
        folder.clean_and_save()
    decide_files(folder, 青禾终稿="采用")
    with pytest.raises(InputError, match="青禾街道重复报送"):
        folder.clean_and_save()


def test_a_decision_about_a_file_expires_when_the_file_changes(reported):
    folder = reported(青禾=QINGHE, 青禾终稿=FINAL)
    with pytest.raises(InputError):
        folder.clean_and_save()
    decide_files(folder, 青禾="不采用", 青禾终稿="采用")
    folder.clean_and_save()
    folder.write("上报/青禾.xlsx", street("青禾街道", "春风社区", (1, "本社区"), (2, "外省"), (9, "外省")))
    with pytest.raises(InputError, match="青禾街道重复报送"):
        folder.clean_and_save()


def test_to_adopt_neither_is_asked_again(reported):
    folder = reported(青禾=QINGHE, 青禾终稿=FINAL)
    with pytest.raises(InputError):
        folder.clean_and_save()
    decide_files(folder, 青禾="不采用", 青禾终稿="不采用")
    with pytest.raises(InputError, match="青禾街道重复报送"):
        folder.clean_and_save()


def test_a_file_for_each_community_is_one_report_in_parts(reported):
    other = street("青禾街道", "幸福社区", (5, "本社区"))
    cleaned = reported(春风=QINGHE, 幸福=other).clean()
    assert len(cleaned.records) == 3
    assert [row[-1] for row in sent(cleaned)][:2] == ["已报", "已报"]


def test_two_files_that_share_a_person_are_double_even_under_other_communities(reported):
    other = street("青禾街道", "幸福社区", (1, "本社区"))
    assert [row[-1] for row in sent(reported(春风=QINGHE, 幸福=other).clean())][:2] == [
        "重复报送",
        "重复报送",
    ]


# --- where a file is about, if its rows do not say -------------------------------------------------------------------


def test_a_sheet_named_like_a_community_says_where_its_people_work(reported, tmp_path):
    folder = reported(云阶=YUNJIE)
    heading = ["身份证号", "户口所在地"]
    from studies import write_workbook

    write_workbook(
        folder.path / "上报" / "青禾街道.xlsx",
        [heading, [identity(11), "本社区"]],
        sheet="春风社区",
        others=[("幸福", [heading, [identity(12), "外省"]]), ("幸福社区", [heading, [identity(13), "外省"]])],
    )
    cleaned = folder.clean()
    assert values_of(cleaned, "street") == ["云阶街道", "青禾街道", "青禾街道", "青禾街道"]
    assert values_of(cleaned, "community")[1:] == [
        "春风社区",
        None,
        "青禾街道·幸福社区",
    ]  # 幸福 is no unit's name
    entry = cleaned.ledger[
        (cleaned.ledger["column"] == "community") & (cleaned.ledger["action"] == "derived")
    ]
    assert entry["reason"].astype(str).tolist()[0] == "由表页名称得知"


def test_the_line_of_the_reporting_unit_says_the_street(reported):
    rows = [
        ["填报单位：云阶街道办事处  填报日期：2024年6月30日"],
        ["社区", "身份证号", "户口所在地"],
        ["石桥社区", identity(7), "外省"],
    ]
    cleaned = reported(甲=QINGHE, 表1=rows).clean()
    assert values_of(cleaned, "street") == ["青禾街道", "青禾街道", "云阶街道"]


def test_a_cell_goes_before_what_the_file_is_called(reported):
    assert values_of(reported(云阶街道=QINGHE).clean(), "street") == ["青禾街道", "青禾街道"]


# --- headings --------------------------------------------------------------------------------------------------------

RENAMED = street("云阶街道", "石桥社区", (3, "本社区"), heading=["街道", "社区", "身份证号", "户籍地"])


def test_a_heading_nobody_explained_is_asked_once_for_all_files(reported):
    again = street("北坡街道", "梅园社区", (6, "外省"), heading=["街道", "社区", "身份证号", "户籍地"])
    folder = reported(青禾=QINGHE, 云阶=RENAMED, 北坡=again)
    cleaned = folder.clean_and_save()
    assert values_of(cleaned, "hukou") == [None, None, "community", "outside"]
    (asked,) = review_list(folder.review, "表头对照")
    assert (asked["表头"], asked["可能的变量"]) == ("户籍地", "户口所在地")
    assert asked["文件"] == "上报/云阶.xlsx、上报/北坡.xlsx"
    assert fill_review(folder.review, {("heading", "户籍地"): "户口所在地"}, sheet="表头对照") == 1
    cleaned = folder.clean_and_save()
    assert values_of(cleaned, "hukou") == ["community", "outside", "community", "outside"]
    assert cleaned.review.empty


def test_a_heading_that_is_not_used_is_not_asked_again(reported):
    folder = reported(青禾=QINGHE, 云阶=RENAMED)
    folder.clean_and_save()
    fill_review(folder.review, {("heading", "户籍地"): "不使用"}, sheet="表头对照")
    cleaned = folder.clean_and_save()
    assert values_of(cleaned, "hukou") == [None, "community", "outside"]
    assert "heading" not in set(cleaned.review["asked"])


def test_a_column_that_no_file_has_stops_the_run_after_the_headings_are_asked(reported):
    folder = reported(云阶=RENAMED)
    with pytest.raises(InputError) as error:
        folder.clean_and_save()
    assert str(error.value).startswith('上报/云阶.xlsx: 没有列 "户口所在地"（变量 hukou 户口所在地）。')
    assert "或在待核清单.xlsx 的“表头对照”中指明是哪一列" in str(error.value)
    fill_review(folder.review, {("heading", "户籍地"): "户口所在地"}, sheet="表头对照")
    assert values_of(folder.clean_and_save(), "hukou") == ["community"]


def test_a_heading_decided_to_be_something_the_study_does_not_have_is_refused(reported):
    folder = reported(青禾=QINGHE, 云阶=RENAMED)
    folder.clean_and_save()
    fill_review(folder.review, {("heading", "户籍地"): "户口所在"}, sheet="表头对照")
    with pytest.raises(InputError) as error:
        folder.clean()
    assert str(error.value) == (
        '待核清单.xlsx “表头对照”第2行: 决定 "户口所在" 不可用。是否为 "户口所在地"？'
        "可用: 身份证号, 街道, 社区, 户口所在地, 不使用"
    )
