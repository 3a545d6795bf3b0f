"""What becomes of a question that an export spreads over one column per option: exports of codes, and newer ones."""

import pytest

from sqgz.errors import InputError
from sqgz.reading import NONE_TICKED

META = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
OWN = [1, "2024/6/1 9:30:00", "60秒", "手机提交", "直接访问", "0.0.0.0(未知)"]
TENCENT = ["编号", "开始答题时间", "结束答题时间", "答题时长"]


@pytest.fixture
def read_codes(read):
    """Function: headings and rows of the questions → the sheet, read as an export of 问卷星."""

    def read_rows(headings, rows, *, known, **options):
        return read([[*META, *headings], *([*OWN, *row] for row in rows)], known=known, **options)

    return read_rows


def answers(sheet):
    return sheet.text.drop(columns=list(sheet.meta))


def test_options_marked_one_and_zero_become_one_column_of_text(read_codes):
    sheet = read_codes(
        ["3、性别", "第6题(运动)", "第6题（阅读）", "第6题(ACG文化(动漫、游戏等))", "4、年龄"],
        [(1, 1, 0, 1, 30), (2, 0, 1, 0, 40)],
        known={"3、性别", "第6题", "4、年龄"},
    )
    assert answers(sheet).to_dict("list") == {
        "3、性别": ["1", "2"],
        "第6题": ["运动┋ACG文化(动漫、游戏等)", "阅读"],
        "4、年龄": ["30", "40"],
    }
    assert sheet.text.columns.tolist() == sheet.stored.columns.tolist()
    assert sheet.stored["第6题"].tolist() == ["text", "text"]
    assert sheet.text.index.tolist() == [2, 3]
    assert sheet.letters["第6题"] == "H至J"
    assert sheet.notes == ("“第6题”由H至J列共 3 个选项列合成（多选题，选中的以 ┋ 连接）",)


def test_not_asked_not_answered_and_nothing_ticked_are_three_things(read_codes):
    sheet = read_codes(
        ["3、性别", "第6题(运动)", "第6题(阅读)"],
        [(1, -3, -3), (1, -2, -2), (1, None, None), (1, 0, 0), (1, -3, 0), (1, -3, -2), (1, -3, 1)],
        known={"3、性别", "第6题"},
    )
    assert sheet.text["第6题"].tolist() == [
        *("(跳过)", "(空)", "(空)", NONE_TICKED, NONE_TICKED, "(空)", "阅读"),
    ]
    assert sheet.notes[0].endswith("；其中 2 行各选项都未选")


def test_rows_keep_their_numbers_where_empty_ones_stand_between(read):
    sheet = read([[*META, "第6题(甲)", "第6题(乙)"], [*OWN, 1, 0], [], [*OWN, 0, 1]], known={"第6题"})
    assert sheet.text["第6题"].to_dict() == {2: "甲", 4: "乙"}
    assert sheet.rows.to_dict() == {1: "表头", 2: "", 3: "空行", 4: ""}


@pytest.mark.parametrize(
    ("headings", "named"),
    [
        (["6、爱好(运动)", "6、爱好(阅读)"], "6、爱好"),
        (["6、爱好:运动", "6、爱好:阅读"], "6、爱好"),
        (["6、爱好（可多选）：运动", "6、爱好（可多选）：阅读"], "6、爱好(可多选)"),
        (["6.爱好？-运动", "6.爱好？-阅读"], "6.爱好？"),
        (["第6题(运动)", "第6题(阅读)"], "6、爱好"),  # the export of codes names questions by number
    ],
)
def test_the_question_is_what_the_study_names(read_codes, headings, named):
    sheet = read_codes(["3、性别", *headings], [(1, 1, 1), (2, 0, 1)], known={"3、性别", named})
    assert answers(sheet).columns.tolist() == ["3、性别", named]
    assert sheet.text[named].tolist() == ["运动┋阅读", "阅读"]


def test_a_number_leads_to_no_other_question_of_that_number(read_codes):
    sheet = read_codes(
        ["3、性别", "6、另一问", "第6题(甲)", "第6题(乙)"], [(1, 1, 1, 1)], known={"3、性别", "6、爱好"}
    )
    assert "6、爱好" not in sheet.text.columns


def test_of_two_names_of_one_question_the_heading_goes_before_the_number(read_codes):
    sheet = read_codes(["第6题(甲)", "第6题(乙)"], [(1, 0)], known={"第6题", "6、爱好"})
    assert answers(sheet).to_dict("list") == {"第6题": ["甲"]}


def test_words_that_a_person_added_stay_with_the_option(read_codes):
    sheet = read_codes(["第6题(运动)", "第6题(其他)"], [(0, "1〖钓鱼〗"), (1, "1〖〗")], known={"第6题"})
    assert sheet.text["第6题"].tolist() == ["其他〖钓鱼〗", "运动┋其他"]


def test_a_platform_may_tick_by_the_text_of_the_option(read):
    rows = [
        [
            *TENCENT,
            "21.哪些场合？:与家人交流",
            "21.哪些场合？:在工作中",
            "21.哪些场合？:其他____{fillblank-1a2b}",
            None,
        ],
        [1, "a", "b", 20, "A.与家人交流", None, "赶集时", None],
        [2, "a", "b", 30, None, "B.在工作中", None, None],
        [3, "a", "b", 40, None, None, None, None],
    ]
    sheet = read(rows, known={"21.哪些场合？"})
    assert sheet.platform == "腾讯问卷"
    assert sheet.text["21.哪些场合？"].tolist() == ["与家人交流┋其他〖赶集时〗", "在工作中", "(空)"]


def test_ranks_become_the_order_in_which_options_were_put(read_codes):
    sheet = read_codes(
        ["第7题(工资)", "第7题(距离)", "第7题(前途)"],
        [(2, 1, 3), (1, -2, -2), (-3, -3, -3), (-2, -2, -2)],
        known={"第7题", "第7题→1", "第7题→2"},
    )
    assert answers(sheet).fillna("无").to_dict("list") == {
        "第7题": ["距离→工资→前途", "工资", "(跳过)", "(空)"],
        "第7题→1": ["距离", "工资", "(跳过)", "(空)"],
        "第7题→2": ["工资", "无", "(跳过)", "(空)"],
    }
    assert sheet.notes == (
        "“第7题”由G至I列共 3 个选项列合成（排序题，按名次以 → 连接）",
        "“第7题”是排序题，只统计选了哪些选项，先后次序未使用；要用第一位的选项，请另设一个变量，column 写“第7题→1”",
    )


def test_a_sorting_question_as_text_gives_its_first_option_too(read_codes):
    sheet = read_codes(["7、最看重"], [("距离→工资",), ("工资",)], known={"7、最看重→1"})
    assert sheet.text["7、最看重→1"].tolist() == ["距离", "工资"]
    assert sheet.letters["7、最看重→1"] == "G"
    assert sheet.notes == ()


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([(5, 5), (1, 4)], "值里有 5"),
        ([("满意", "一般")], "值里有 既非 0、1 也非选项原文的值"),
        ([(1, 3)], "值里有 3"),
    ],
)
def test_a_matrix_named_as_a_whole_says_to_name_its_rows(read_codes, values, shown):
    with pytest.raises(InputError) as caught:
        read_codes(
            ["3、性别", "第9题(环境)", "第9题(工资)"],
            [(1, *row) for row in values],
            known={"3、性别", "第9题"},
        )
    column = "I" if values == [(1, 3)] else "H"
    assert str(caught.value) == (
        f"花名册.xlsx 表页“Sheet1” {column}2: 研究文件里的列“第9题”在表中是 2 列（“第9题(环境)”、“第9题(工资)”），{shown}，"
        "不是多选题或排序题，应是矩阵题。请在 column 里逐行写明要用的列标题，如“第9题(环境)”"
    )


def test_a_row_of_a_matrix_that_the_study_names_stays_as_it_is(read_codes):
    sheet = read_codes(
        ["第9题(环境)", "第9题(工资)", "6、引导语—1.题干"],
        [(5, 4, 1)],
        known={"第9题(环境)", "6、引导语—1.题干"},
    )
    assert answers(sheet).to_dict("list") == {
        "第9题(环境)": ["5"],
        "第9题(工资)": ["4"],
        "6、引导语—1.题干": ["1"],
    }
    assert sheet.notes == ()


def test_an_option_that_the_study_names_stays_beside_its_question(read_codes):
    sheet = read_codes(["第6题(甲)", "第6题(乙)"], [(1, 0)], known={"第6题", "第6题(甲)"})
    assert answers(sheet).to_dict("list") == {"第6题": ["甲"], "第6题(甲)": ["1"]}


@pytest.mark.parametrize("values", [("张村", "李镇"), (None, None)])
def test_columns_that_happen_to_begin_alike_are_no_question(read, values):
    rows = [["姓名", "学历", "地址(村)", "地址(镇)"], ["某某", "本科", *values]]
    assert "地址" not in read(rows, known={"姓名", "学历", "地址"}).text.columns


def test_a_heading_of_its_own_goes_before_options_of_that_name(read_codes):
    sheet = read_codes(["6、爱好", "6、爱好(甲)", "6、爱好(乙)"], [("甲", 1, 0)], known={"6、爱好"})
    assert answers(sheet).to_dict("list") == {"6、爱好": ["甲"], "6、爱好(甲)": ["1"], "6、爱好(乙)": ["0"]}
