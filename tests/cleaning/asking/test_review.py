"""The review round trip: what is asked, how a person answers, and what becomes of it on the next run."""

import shutil
import subprocess

import openpyxl
import pandas as pd
import pytest
from studies import (
    COMMUNITY,
    HUKOU,
    PERSON,
    PLACES,
    POSTS,
    STREET,
    cell_of,
    fill_returned,
    fill_review,
    identity,
    returned,
    review_list,
    values_of,
    write_study,
    write_workbook,
)

from sqgz.errors import InputError

REASONS = {
    "label": "原因", "kind": "multiple", "column": "原因",
    "categories": [{"key": "far", "label": "太远"}, {"key": "kids", "label": "孩子上学，不便"}, {"key": "other", "label": "其他"}],
}  # fmt: skip
HEADING = ["身份证号", "户口所在地"]


@pytest.fixture
def open_questions(tmp_path):
    """Two people wrote 本地, one is torn between two files' answers; the list has been written."""
    folder = write_study(
        tmp_path,
        {
            "问卷.xlsx": [HEADING, [identity(1), "本地"], [identity(2), "本地"], [identity(3), "本社区"]],
            "花名册.xlsx": [HEADING, [identity(1), ""], [identity(2), ""], [identity(3), "外省"]],
        },
        {"person": PERSON, "hukou": HUKOU},
    )
    folder.clean_and_save()
    return folder


def test_one_line_for_each_value_and_one_for_each_person_who_must_be_asked(open_questions):
    (value,) = review_list(open_questions.review)
    assert (value["变量"], value["问题"], value["原值"], value["人数"], value["决定"] or "") == (
        "hukou", "户口所在地", "本地", 2, "",
    )  # fmt: skip
    vague, also_vague, torn = returned(open_questions)
    assert [(row["文件"], row["行号"]) for row in (vague, also_vague)] == [("问卷.xlsx", 2), ("问卷.xlsx", 3)]
    assert (torn["文件"], torn["行号"], torn["列"], torn["清单"]) == (
        "问卷.xlsx", 4, "户口所在地（B列）", "街道不明.xlsx",
    )  # fmt: skip
    assert torn["问题"] == "户口所在地：填写为“本社区”，同一人的几处填写不一致：“本社区”、“区外”"
    assert torn["可选值"] == "本社区／本街道其他社区／本区其他街道／区外／无法判断"
    book = openpyxl.load_workbook(open_questions.review)
    assert book["选项"].sheet_state == "hidden"
    rule = book["逐项核实"].data_validations.dataValidation[0]
    assert str(rule.sqref) == "G2"
    assert rule.formula1 == "选项!$A$1:$A$5"
    assert [cell.value for cell in book["选项"]["A"]][-1] == "无法判断"


def test_a_filled_list_changes_the_records_and_the_ledger_says_decided(open_questions):
    assert fill_review(open_questions.review, {("hukou", "本地"): "本区其他街道"}, note="问过街道") == 1
    assert fill_returned(open_questions, {("hukou", 4): "本社区"}) == 1
    cleaned = open_questions.clean_and_save()
    assert values_of(cleaned, "hukou") == ["district", "district", "community"]
    assert cell_of(cleaned, 2, "hukou", "问卷.xlsx") == ("本地", "district", "decided")
    assert cell_of(cleaned, 4, "hukou", "问卷.xlsx") == ("本社区", "community", "decided")
    assert cell_of(cleaned, 4, "hukou", "花名册.xlsx")[1:] == ("community", "decided")  # settled with it
    assert "review" not in set(cleaned.ledger["action"])
    assert review_list(open_questions.review) == []  # the list was replaced
    assert returned(open_questions) == []
    assert not (open_questions.processed / "退改清单").exists()
    kept = pd.read_csv(open_questions.decisions, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert kept[["variable", "raw", "row", "decision", "note"]].values.tolist() == [
        ["hukou", "", "4", "community", ""],
        ["hukou", "本地", "", "district", "问过街道"],
    ]
    assert kept["file"].tolist() == ["问卷.xlsx", ""]
    assert [len(one) for one in kept["file_hash"]] == [64, 0]


def test_decisions_hold_on_every_later_run(open_questions):
    fill_review(open_questions.review, {("hukou", "本地"): "本区其他街道"})
    first = open_questions.clean_and_save()
    open_questions.review.unlink()  # the list is not needed any more
    again = open_questions.clean_and_save()
    pd.testing.assert_frame_equal(first.records, again.records)


def test_what_cannot_be_told_is_missing_and_is_not_asked_again(open_questions):
    fill_review(open_questions.review, {("hukou", "本地"): "无法判断"})
    cleaned = open_questions.clean_and_save()
    assert values_of(cleaned, "hukou")[:2] == [None, None]
    assert cell_of(cleaned, 2, "hukou", "问卷.xlsx") == ("本地", "", "decided")
    assert review_list(open_questions.review) == []


def test_a_later_decision_replaces_an_earlier_one(open_questions):
    fill_review(open_questions.review, {("hukou", "本地"): "本区其他街道"})
    open_questions.clean_and_save()
    text = open_questions.decisions.read_text(encoding="utf-8-sig").replace(",district,", ",本社区,")
    open_questions.decisions.write_text(text, encoding="utf-8-sig")
    assert values_of(open_questions.clean_and_save(), "hukou")[:2] == ["community", "community"]
    assert ",community," in open_questions.decisions.read_text(encoding="utf-8-sig")


def test_a_value_decision_serves_people_who_come_later_and_write_it_a_little_differently(open_questions):
    fill_review(open_questions.review, {("hukou", "本地"): "本区其他街道"})
    open_questions.clean_and_save()
    open_questions.write("问卷.xlsx", [HEADING, [identity(1), "　本地 "]])
    assert values_of(open_questions.clean(), "hukou")[0] == "district"


def test_a_decision_about_a_row_expires_when_its_file_changes(open_questions):
    fill_returned(open_questions, {("hukou", 4): "本社区"})
    assert values_of(open_questions.clean_and_save(), "hukou")[2] == "community"
    open_questions.write(
        "问卷.xlsx",
        [
            HEADING,
            [identity(1), "本地"],
            [identity(2), "本地"],
            [identity(3), "本社区"],
            [identity(4), "外省"],
        ],
    )
    cleaned = open_questions.clean_and_save()
    assert values_of(cleaned, "hukou")[2] is None
    assert [one.row for one in cleaned.decisions.outdated()] == [4]
    assert [row["行号"] for row in returned(open_questions)] == [2, 3, 4]  # asked anew


def test_a_file_whose_name_has_brackets_keeps_its_row_decisions(tmp_path):
    rows = [HEADING, [identity(1), "本社区"], [identity(1), "外省"]]
    folder = write_study(tmp_path, {"问卷[1].xlsx": rows}, {"person": PERSON, "hukou": HUKOU})
    folder.clean_and_save()
    fill_returned(folder, {("hukou", 2): "本社区"})
    assert values_of(folder.clean_and_save(), "hukou") == ["community"]


def test_one_of_several_sheets_is_named_in_brackets(tmp_path):
    folder = write_study(tmp_path, {"花名册.xlsx": None}, {"person": PERSON, "hukou": HUKOU})
    rows = [HEADING, [identity(1), "本社区"], [identity(1), "外省"]]
    others = [("二社区", [HEADING, [identity(2), "本社区"], [identity(2), "外省"]])]
    write_workbook(folder.path / "花名册.xlsx", rows, sheet="一社区", others=others)
    folder.clean_and_save()
    assert [(row["文件"], row["表页"]) for row in returned(folder)] == [
        ("花名册.xlsx", "一社区"),
        ("花名册.xlsx", "二社区"),
    ]
    fill_returned(folder, {("hukou", 2): "本社区"})
    assert values_of(folder.clean_and_save(), "hukou") == ["community", "community"]


# --- what is decided -------------------------------------------------------------------------------------------------


def test_one_decision_about_a_text_of_posts_settles_the_position(tmp_path):
    rows = [
        ["身份证号", "任职情况"],
        [identity(1), "第一书记"],
        [identity(2), "第一书记"],
        [identity(3), "书记"],
    ]
    folder = write_study(tmp_path, {"花名册.xlsx": rows}, {"person": PERSON, **POSTS})
    cleaned = folder.clean_and_save()
    asked = cleaned.review[cleaned.review["asked"] == "value"]
    assert asked[["变量", "原值", "人数"]].values.tolist() == [["position", "第一书记", 2]]
    for label, key, post in (
        ("其他社区工作者", "staff", "none"),
        ("其他“两委”成员", "member", "unspecified"),
    ):
        folder.decisions.write_text(
            f"variable,raw,file,row,file_hash,decision,note\nposition,第一书记,,,,{label},\n",
            encoding="utf-8",
        )
        cleaned = folder.clean_and_save()
        assert values_of(cleaned, "position") == [key, key, "chief"]
        assert values_of(cleaned, "party_post")[:2] == [post, post]
        assert cell_of(cleaned, 2, "position") == ("", key, "decided")


@pytest.mark.parametrize(("label", "position"), [("主职", "chief"), ("无法判断", None)])
def test_nothing_stays_in_review_once_the_position_is_decided(tmp_path, label, position):
    rows = [["身份证号", "任职情况"], [identity(1), "第一书记"], [identity(3), "书记"]]
    folder = write_study(tmp_path, {"花名册.xlsx": rows}, {"person": PERSON, **POSTS})
    folder.clean_and_save()
    fill_review(folder.review, {("position", "第一书记"): label})
    cleaned = folder.clean_and_save()
    assert values_of(cleaned, "position") == [position, "chief"]
    assert values_of(cleaned, "party_post") == [None, "secretary"]
    assert "review" not in set(cleaned.ledger["action"])
    assert cleaned.review.empty


def test_several_options_are_decided_by_their_labels(tmp_path):
    rows = [["序", "原因"], ["1", "没车"], ["2", "太贵"], ["3", "嫌远"]]
    folder = write_study(tmp_path, {"问卷.xlsx": rows}, {"reasons": REASONS})
    folder.clean_and_save()
    fill_review(
        folder.review, {("reasons", "没车"): "其他、太远", ("reasons", "太贵"): "孩子上学，不便┋其他", ("reasons", "嫌远"): "far"}
    )  # fmt: skip
    assert values_of(folder.clean_and_save(), "reasons") == ["far+other", "kids+other", "far"]


def places_study(tmp_path):
    rows = [
        ["身份证号", "街道", "社区", "户口所在地"],
        [identity(1), "临河镇", "幸福村", "本社区"],
        [identity(2), "临河镇", "新村", "本社区"],
    ]
    return write_study(
        tmp_path, {"问卷.xlsx": rows}, {"person": PERSON, "street": STREET, "community": COMMUNITY, "hukou": HUKOU}, places=PLACES
    )  # fmt: skip


def test_a_place_is_decided_from_the_official_list(tmp_path):
    folder = places_study(tmp_path)
    folder.clean_and_save()
    fill_review(folder.review, {("community", "幸福村"): "临河镇·幸福社区", ("community", "新村"): "柳岸村"})
    cleaned = folder.clean_and_save()
    assert values_of(cleaned, "community") == ["临河镇·幸福社区", "柳岸村"]
    assert values_of(cleaned, "unit_type") == ["community", "village"]


def test_a_decision_for_a_place_that_is_not_on_the_list_is_refused(tmp_path):
    folder = places_study(tmp_path)
    folder.clean_and_save()
    fill_review(folder.review, {("community", "新村"): "柳岸庄"})
    with pytest.raises(InputError) as error:
        folder.clean()
    assert str(error.value).startswith("社区（原值“新村”）的决定“柳岸庄”不在单位名录中。")
    assert str(error.value).endswith("请在待核清单.xlsx（或 decisions.csv）中按名录改正。")


def test_so_is_one_about_a_single_row(tmp_path):
    rows = [
        ["身份证号", "街道", "社区", "户口所在地"],
        [identity(1), "青禾街道", "春风社区", ""],
        [identity(1), "青禾街道", "幸福社区", ""],
    ]
    folder = write_study(
        tmp_path, {"问卷.xlsx": rows}, {"person": PERSON, "street": STREET, "community": COMMUNITY, "hukou": HUKOU}, places=PLACES
    )  # fmt: skip
    folder.clean_and_save()
    fill_returned(folder, {("community", 2): "石头城社区"})
    with pytest.raises(InputError, match=r"社区（问卷\.xlsx 第2行）的决定“石头城社区”不在单位名录中"):
        folder.clean()
    fill_returned(folder, {("community", 2): "青禾街道·幸福社区"})
    assert values_of(folder.clean_and_save(), "community") == ["青禾街道·幸福社区"]


# --- a list that cannot be read --------------------------------------------------------------------------------------


def refused(folder, message):
    before = folder.listing()
    with pytest.raises(InputError) as error:
        folder.clean_and_save()
    assert str(error.value) == message
    assert folder.listing() == before  # nothing was touched


@pytest.mark.parametrize("lock", ["~$待核清单.xlsx", ".~lock.待核清单.xlsx#"])
def test_a_list_that_is_open_ends_the_run(open_questions, lock):
    (open_questions.processed / lock).write_bytes(b"")
    refused(
        open_questions, "tiny/待核清单.xlsx 正在别的程序中打开。请保存并关闭后重新运行；所填内容不会丢失。"
    )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"<html>"])
def test_a_list_that_is_damaged_ends_the_run(open_questions, content):
    open_questions.review.write_bytes(content)
    before = open_questions.listing()
    with pytest.raises(InputError) as error:
        open_questions.clean_and_save()
    assert str(error.value).startswith("无法读取 tiny/待核清单.xlsx，文件已损坏")
    assert str(error.value).endswith("请用 Excel 或 WPS 打开后另存；确认不再需要其中的决定，可删除该文件。")
    assert open_questions.listing() == before


def test_a_list_that_lost_a_sheet_ends_the_run(open_questions):
    book = openpyxl.load_workbook(open_questions.review)
    del book["逐项核实"]
    book.save(open_questions.review)
    refused(
        open_questions, "待核清单.xlsx 缺少表页“逐项核实”。请恢复原表；确认不再需要其中的决定，可删除该文件。"
    )


def test_a_list_that_lost_a_column_ends_the_run(open_questions):
    book = openpyxl.load_workbook(open_questions.review)
    book["逐项核实"].delete_cols(7)
    book.save(open_questions.review)
    refused(open_questions, "待核清单.xlsx “逐项核实”第1行: 缺少列 决定。请恢复列标题。")


def test_a_decision_that_is_no_category_ends_the_run(open_questions):
    fill_review(open_questions.review, {("hukou", "本地"): "本社区居民"})
    before = open_questions.listing()
    with pytest.raises(InputError) as error:
        open_questions.clean_and_save()
    assert str(error.value).startswith(
        '待核清单.xlsx “逐项核实”第2行: "本社区居民" 不是“户口所在地”的类别。是否为 "本社区"？可用: 本社区, '
    )
    assert open_questions.listing() == before


def street_list(folder):
    return folder.processed / "退改清单" / "街道不明.xlsx"


def test_a_row_number_that_is_none_ends_the_run(open_questions):
    book = openpyxl.load_workbook(street_list(open_questions))
    page = book["逐人核实"]
    heading = [cell.value for cell in page[1]]
    page.cell(4, heading.index("行号") + 1).value = "第四行"
    page.cell(4, heading.index("核实结果") + 1).value = "本社区"
    book.save(street_list(open_questions))
    refused(
        open_questions,
        '退改清单/街道不明.xlsx “逐人核实”第4行: 行号应为数字，现为 "第四行"。请恢复原值。',
    )


def test_a_list_of_a_street_that_is_open_ends_the_run(open_questions):
    street_list(open_questions).with_name("~$街道不明.xlsx").write_bytes(b"")
    refused(
        open_questions,
        "退改清单/街道不明.xlsx 正在别的程序中打开。请保存并关闭后重新运行；所填内容不会丢失。",
    )


def test_two_lists_that_answer_one_cell_differently_end_the_run(open_questions):
    shutil.copy(street_list(open_questions), street_list(open_questions).with_name("街道不明（2）.xlsx"))
    fill_returned(open_questions, {("hukou", 4): "本社区"})
    book = openpyxl.load_workbook(street_list(open_questions))
    heading = [cell.value for cell in book["逐人核实"][1]]
    book["逐人核实"].cell(4, heading.index("核实结果") + 1).value = "区外"
    book.save(street_list(open_questions))
    refused(
        open_questions,
        "退改清单/街道不明（2）.xlsx “逐人核实”第4行: 与 退改清单/街道不明.xlsx “逐人核实”第4行 的核实结果不同"
        "（问卷.xlsx 第4行）。请核对后只保留一个。",
    )


def test_a_list_sent_back_under_another_name_is_read(open_questions):
    fill_returned(open_questions, {("hukou", 2): "本社区", ("hukou", 3): "区外"})
    street_list(open_questions).rename(street_list(open_questions).with_name("街道不明(1) 回复.xlsx"))
    assert values_of(open_questions.clean_and_save(), "hukou") == ["community", "outside", None]
    assert [path.name for path in street_list(open_questions).parent.iterdir()] == ["街道不明.xlsx"]


def test_what_the_street_says_of_one_person_stands_above_a_decision_for_all(open_questions):
    fill_review(open_questions.review, {("hukou", "本地"): "本区其他街道"})
    fill_returned(open_questions, {("hukou", 2): "本社区"})
    assert values_of(open_questions.clean_and_save(), "hukou")[:2] == ["community", "district"]


def test_rows_sorted_hidden_or_moved_and_columns_added_do_no_harm(open_questions):
    book = openpyxl.load_workbook(open_questions.review)
    page = book["逐项核实"]
    page.insert_cols(1)
    page.cell(1, 1).value = "经办"
    page.insert_rows(2)
    page.row_dimensions[3].hidden = True
    page.cell(3, 8).value = "  本社区 "
    book.save(open_questions.review)
    assert values_of(open_questions.clean_and_save(), "hukou")[:2] == ["community", "community"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_list_saved_by_libreoffice_is_read(open_questions, tmp_path):
    fill_review(open_questions.review, {("hukou", "本地"): "本区其他街道"})
    out = tmp_path / "saved"
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(open_questions.review)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    shutil.copy(out / "待核清单.xlsx", open_questions.review)
    assert values_of(open_questions.clean_and_save(), "hukou")[:2] == ["district", "district"]
