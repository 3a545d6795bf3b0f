"""What the exports of survey platforms become: the same answers in any form give the same records."""

import pyreadstat
import pytest
from studies import cell_of, rows_of, values_of, write_study

META = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
OWN = ["2024/6/1 9:30:00", "60秒", "手机提交", "直接访问", "0.0.0.0(未知)"]
SEX = {
    "label": "性别", "kind": "nominal", "column": "1、性别",
    "categories": [{"key": "m", "label": "男", "code": "1"}, {"key": "f", "label": "女", "code": "2"}],
}  # fmt: skip
OPTIONS = [
    {"key": "pay", "label": "工资低"},
    {"key": "far", "label": "路远"},
    {"key": "other", "label": "其他"},
]
WHY = {"label": "原因", "kind": "multiple", "column": ["2、原因", "第2题"], "categories": OPTIONS}
ORDER = {"label": "看重", "kind": "multiple", "column": ["3、看重", "第3题"], "categories": OPTIONS}
FIRST = {"label": "最看重", "kind": "nominal", "column": ["3、看重→1", "第3题→1"], "categories": OPTIONS}
VARIABLES = {"sex": SEX, "why": WHY, "order": ORDER, "first": FIRST}

TEXTS = [
    [*META, "1、性别", "2、原因", "3、看重"],
    [1, *OWN, "男", "工资低┋其他〖家里走不开〗", "路远→工资低"],
    [2, *OWN, "女", "路远", "其他〖前途〗"],
    [3, *OWN, "(空)", "(跳过)", "(空)"],
    [4, *OWN, "男", "(空)", "(跳过)"],
]
CODES = [
    [
        *META,
        "1、性别",
        "第2题(工资低)",
        "第2题(路远)",
        "第2题(其他)",
        "第3题(工资低)",
        "第3题(路远)",
        "第3题(其他)",
    ],
    [1, *OWN, 1, 1, 0, "1〖家里走不开〗", 2, 1, -2],
    [2, *OWN, 2, 0, 1, 0, -2, -2, "1〖前途〗"],
    [3, *OWN, -2, -3, -3, -3, -2, -2, -2],
    [4, *OWN, 1, -2, -2, -2, -3, -3, -3],
]


@pytest.mark.parametrize("rows", [TEXTS, CODES], ids=["texts", "codes"])
def test_both_forms_of_an_export_give_the_same_records(tmp_path, rows):
    cleaned = write_study(tmp_path, {"导出.xlsx": rows}, VARIABLES).clean()
    assert {key: values_of(cleaned, key) for key in VARIABLES} == {
        "sex": ["m", "f", None, "m"],
        "why": ["pay+other", "far", "skipped", None],
        "order": ["pay+far", "other", None, "skipped"],
        "first": ["far", "other", None, "skipped"],
    }
    assert cleaned.review.empty
    assert [action for _, _, action in rows_of(cleaned)] == ["record"] * 4


def test_the_ledger_leads_to_the_row_of_the_export(tmp_path):
    cleaned = write_study(tmp_path, {"导出.xlsx": CODES}, VARIABLES).clean()
    assert cell_of(cleaned, 4, "why") == ("(跳过)", "skipped", "skipped")
    assert cell_of(cleaned, 5, "why") == ("(空)", "", "missing")
    assert cell_of(cleaned, 2, "sex") == ("1", "m", "recoded")


def test_a_code_without_a_table_and_an_answer_without_options_are_asked(tmp_path):
    sex = SEX | {"categories": [{"key": "m", "label": "男"}, {"key": "f", "label": "女"}]}
    rows = [CODES[0], [1, *OWN, 1, 0, 0, 0, 1, -2, -2]]
    cleaned = write_study(tmp_path, {"导出.xlsx": rows}, VARIABLES | {"sex": sex}).clean()
    asked = dict(zip(cleaned.review["变量"], cleaned.review["原值"], strict=True))
    assert asked == {"sex": "1", "why": "(未选任何选项)"}


def test_what_was_put_together_is_told_and_the_options_are_not_called_unused(tmp_path):
    cleaned = write_study(tmp_path, {"导出.xlsx": CODES}, VARIABLES).clean()
    told = cleaned.sheets.iloc[0]
    assert (told["platform"], told["unused"]) == ("问卷星", "")
    assert "“第2题”由H至J列共 3 个选项列合成" in told["notes"]
    assert "“第3题”是排序题" in told["notes"]


def test_a_platform_that_ticks_by_text_gives_the_same_records(tmp_path):
    heading = [
        "编号",
        "开始答题时间",
        "结束答题时间",
        "答题时长",
        "1.性别",
        "2.原因：:工资低",
        "2.原因：:路远",
        "2.原因：:其他____",
    ]
    rows = [
        [*heading, "地理位置省", "IP", ""],
        [1, "a", "b", 20, "A.男", "A.工资低", "", "C.其他", "某省", "0.0.0.0", ""],
        [2, "a", "b", 20, "B.女", "", "B.路远", "", "某省", "0.0.0.0", ""],
        [3, "a", "b", 20, "A.男", "", "", "", "某省", "0.0.0.0", ""],
    ]
    variables = {"sex": SEX | {"column": "1.性别"}, "why": WHY | {"column": "2.原因："}}
    cleaned = write_study(tmp_path, {"导出.csv": rows}, variables).clean()
    assert values_of(cleaned, "sex") == ["m", "f", "m"]
    assert values_of(cleaned, "why") == ["pay+other", "far", None]
    assert (cleaned.sheets.iloc[0]["platform"], cleaned.sheets.iloc[0]["unused"]) == ("腾讯问卷", "")


@pytest.mark.parametrize("joint", ["┋", "、", ",", "，", "; ", "\n"])
def test_options_listed_in_one_cell_are_told_apart(tmp_path, joint):
    rows = [
        ["序号", "性别", "原因", "提交人", "提交时间", "修改时间"],
        [1, "男", joint.join(["工资低", "路远"]), "某某", "2024-06-01", "2024-06-01"],
        [2, "女", joint.join(["路远", "其他"]), "某某", "2024-06-01", "2024-06-01"],
    ]
    variables = {"sex": SEX | {"column": "性别"}, "why": WHY | {"column": "原因"}}
    cleaned = write_study(tmp_path, {"导出.xlsx": rows}, variables).clean()
    assert values_of(cleaned, "why") == ["pay+far", "far+other"]
    assert (cleaned.sheets.iloc[0]["platform"], cleaned.sheets.iloc[0]["unused"]) == ("金数据", "")


def test_a_study_may_say_that_a_file_is_no_export(tmp_path):
    rows = [["序号", "1、性别", "提交人", "提交时间"], [1, "男", "某某", "x"], ["合计", 1, "", ""]]
    found = write_study(tmp_path / "a", {"表.xlsx": rows}, {"sex": SEX}).clean()
    folder = write_study(tmp_path / "b", {"表.xlsx": rows}, {"sex": SEX})
    study = (folder.path / "study.yaml").read_text(encoding="utf-8")
    folder.write("study.yaml", study.replace("role: answers", "role: answers\n  platform: 无"))
    denied = folder.clean()
    assert (found.sheets.iloc[0]["platform"], denied.sheets.iloc[0]["platform"]) == ("金数据", "")
    assert (len(found.records), len(denied.records)) == (2, 1)


def test_a_data_file_of_a_statistics_program_gives_the_same_records(tmp_path):
    import pandas as pd

    folder = write_study(tmp_path, {"导出.sav": None}, {"sex": SEX, "why": WHY})
    frame = pd.DataFrame({"Q1": [1.0, 2.0, 9.0], "Q2_1": [1.0, 0.0, -3.0], "Q2_2": [0.0, 1.0, -3.0]})
    pyreadstat.write_sav(
        frame,
        folder.path / "导出.sav",
        column_labels=["1、性别", "2、原因(工资低)", "2、原因(路远)"],
        variable_value_labels={"Q1": {1: "男", 2: "女", 9: "拒答"}},
        missing_ranges={"Q1": [9]},
    )
    cleaned = folder.clean()
    assert values_of(cleaned, "sex") == ["m", "f", None]
    assert values_of(cleaned, "why") == ["pay", "far", "skipped"]
