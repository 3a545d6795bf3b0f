import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.reading.grids import build_grid
from sqgz.reading.headings import find_heading
from sqgz.reading.rows import classify_rows

HEADINGS = ["序号", "街道", "社区", "姓名", "性别", "户口", "居住", "年龄", "备注"]
PERSON = [1, "甲街道", "幸福社区", "张三", "男", "本社区", "本社区", 41, ""]
KNOWN = frozenset({"街道", "社区", "姓名"})


def reasons_of(*rows, headings=HEADINGS):
    """Reasons of the rows below the headings."""
    grid = build_grid([headings, *rows])
    heading = find_heading(grid, [], known=frozenset(), row=0)
    return classify_rows(grid, heading, [], every_row_answers=False)[1:].tolist()


@pytest.mark.parametrize(
    "row",
    [
        ["小计", "", "", 25],
        ["合计", "", "", "", "", 12, 13, 25],
        ["小 计", "", "", 25.0],
        ["合　　计：", "", "", 25],
        ["", "甲街道小计", "", 25],
        ["", "甲街道", "小计", 25],
        [3, "甲街道", "小计", "", "", "12人", "13人"],
        ["总计（人）", 100],
        ["合计：25人"],
        ["累计", "", "", "", "", "50%", "—", "/"],
        ["合计", "男10人，女15人"],
        ["二、", "乙镇合计", "", 5],
    ],
)
def test_a_row_of_sums_is_no_person(row):
    assert reasons_of(PERSON, row) == ["", "小计行"]


@pytest.mark.parametrize(
    "row",
    [
        [1, "甲街道", "小计庄社区", "张三", "男"],
        [1, "小计庄街道", "小计庄社区", "张三", "男", "本社区"],
        ["小计庄社区", "", "", 12],
        [1, "甲街道", "幸福社区", "合计", "男", "本社区", "本社区", 41],
        [1, "甲街道", "幸福社区", "张三", "男", "本社区", "本社区", 41, "小计"],
        [1, "甲街道", "会计", "张三"],
        ["合计", "甲街道", "幸福社区", "张三", "男", "本社区"],
        [1, "张三", "收入合计", 3, 2],
    ],
)
def test_a_person_with_a_word_of_sums_somewhere_stays(row):
    assert reasons_of(row) == [""]


@pytest.mark.parametrize(
    "row",
    [
        ["填报人：李四", "", "", "审核人：王五", "", "", "填报日期：2024年6月30日"],
        ["填表人", "李四", "联系电话", "13800000000", "填表日期", "2024.6.30"],
        ["单位负责人（签字）：", "", "", "", "盖章"],
        ["甲街道办事处（盖章）"],
        ["", "", "", "", "", "（单位盖章）"],
        ["制表：李四", "", "审核："],
        ["主要负责人签字：______"],
        ["联系电话：010-12345678"],
        ["填 报 人：李四"],
        ["填报单位(公章):", "甲街道"],
    ],
)
def test_a_row_of_signatures_is_no_person(row):
    assert reasons_of(PERSON, row) == ["", "签字行"]


def test_a_day_alone_below_the_signatures_belongs_to_them():
    assert reasons_of(PERSON, ["填报人：李四"], [], ["", "", "2024年6月30日"]) == [
        "",
        "签字行",
        "空行",
        "签字行",
    ]


@pytest.mark.parametrize(
    "row",
    [
        [1, "甲街道", "幸福社区", "张三", "男", "本社区", "本社区", 41, "填报人不详"],
        [1, "甲街道", "幸福社区", "张三", "男", "本社区", "本社区", 41, "联系电话：13800000000"],
        ["填报人不详", "甲街道", "幸福社区", "张三"],
        ["负责人", "张三"],
        ["统计", "张三", "负责人", "男"],
        ["统计员", "张三", "领导", "手机"],
        ["联系人", "张三", "男"],
        ["", "日期"],
        ["", "", "", "", "", "", "", "2024年6月30日"],
        ["审核科", "甲街道", "幸福社区", "张三", "男"],
        ["联系人：", "甲街道", "幸福社区", "张三", "男", "本社区", "本社区", 41],
    ],
)
def test_a_person_with_a_word_of_signatures_somewhere_stays(row):
    assert reasons_of(row) == [""]


@pytest.mark.parametrize(
    "row",
    [
        ["例", "甲街道", "幸福社区", "李四", "男", "本社区"],
        ["例：", "甲街道", "幸福社区", "李四"],
        ["示例", "甲街道", "幸福社区", "李四", "女"],
        ["（例）", "甲街道", "幸福社区", "李四"],
        [1, "甲街道", "幸福社区", "例：李四", "男"],
        [1, "甲街道", "幸福社区", "李四（示例）", "男"],
        ["样例1", "甲街道", "幸福社区", "李四"],
        ["填写示例：", "甲街道"],
    ],
)
def test_an_example_above_the_people_is_no_person(row):
    assert reasons_of(row, PERSON) == ["示例行", ""]


def test_two_examples_may_follow_each_other():
    assert reasons_of(["例：", "甲街道"], [1, "", "", "例：王五"], PERSON) == ["示例行", "示例行", ""]


def test_the_bare_word_in_the_first_cell_is_an_example_anywhere():
    assert reasons_of(PERSON, ["示例", "甲街道", "幸福社区", "李四"]) == ["", "示例行"]


@pytest.mark.parametrize(
    "row",
    [
        [1, "甲街道", "样例社区", "张三"],
        [1, "甲街道", "示例路社区", "张三"],
        [1, "甲街道", "幸福社区", "例如", "男"],
        [1, "甲街道", "幸福社区", "张三", "男", "示例"],
    ],
)
def test_a_person_with_a_word_of_examples_somewhere_stays(row):
    assert reasons_of(row) == [""]


def test_an_answer_that_begins_like_an_example_stays_below_other_people():
    assert reasons_of(PERSON, [2, "甲街道", "例：离家近", "李四"]) == ["", ""]


@pytest.mark.parametrize(
    "row",
    [
        ["填表说明：1.身份证号请按文本填写"],
        ["注：本表由街道汇总"],
        ["注1：本表由街道汇总"],
        ["备注：", "下派人员不填"],
        ["填报要求"],
        ["注意事项"],
    ],
)
def test_a_note_is_no_person(row):
    assert reasons_of(PERSON, row) == ["", "填表说明"]


def test_numbered_lines_below_a_note_belong_to_it():
    rows = [PERSON, ["说明："], ["1.职务按文件填写"], ["（2）户口以户口簿为准"], [], ["三、有疑问请来电"]]
    assert reasons_of(*rows) == ["", "填表说明", "填表说明", "填表说明", "空行", "填表说明"]


@pytest.mark.parametrize(
    "row", [["1.职务按文件填写"], ["注册社工", "甲街道"], ["说明书", "甲街道", "幸福社区"]]
)
def test_a_line_that_no_note_announces_stays(row):
    assert reasons_of(PERSON, row) == ["", ""]


def test_headings_repeated_on_a_later_page_are_no_person():
    assert reasons_of(PERSON, HEADINGS, PERSON, ["序号", "", "", "姓名", "性 别"]) == [
        "",
        "重复表头",
        "",
        "重复表头",
    ]


def test_a_person_who_answers_with_the_word_of_a_heading_stays():
    assert reasons_of([1, "甲街道", "社区", "张三"], ["", "", "", "居住", "男"]) == ["", ""]


def test_blank_rows_are_said_to_be_blank():
    assert reasons_of(PERSON, [], ["", " ", "\u3000"], PERSON) == ["", "空行", "空行", ""]


def test_a_row_with_only_its_running_number_was_never_filled_in():
    assert reasons_of(PERSON, [2], ["3"], ["", "甲街道"]) == ["", "空行（只有序号）", "空行（只有序号）", ""]


def test_a_number_alone_in_another_column_is_data():
    assert reasons_of(["", "", "", "", "", "", "", 41]) == [""]


def test_a_row_of_column_numbers_is_no_person():
    assert reasons_of(["栏次", 1, 2, 3, 4], PERSON) == ["栏次行", ""]


def test_a_title_repeated_on_a_later_page_is_no_person():
    grid = build_grid([["甲街道花名册"], HEADINGS, PERSON, ["甲街道花名册"], HEADINGS, PERSON])
    heading = find_heading(grid, [], known=KNOWN)
    reasons = classify_rows(grid, heading, [], every_row_answers=False)
    assert reasons.tolist() == ["标题行", "表头", "", "标题行", "重复表头", ""]


def test_a_caption_merged_across_the_table_is_no_person(read):
    def add(book, page):
        page.merge_range("A3:I3", "二、乙街道")
        page.merge_range("D5:E5", "王五")

    rows = [HEADINGS, PERSON, [], PERSON, []]
    sheet = read(rows, extra=add, known=KNOWN)
    assert sheet.rows.tolist() == ["表头", "", "标题行", "", ""]


NAMES = st.text("张王李赵小大明华", min_size=2, max_size=3)
PLACES = st.sampled_from(
    ["小计庄社区", "总计路社区", "例园社区", "注湖社区", "填海社区", "审计局社区", "日期社区"]
)
ANSWERS = st.sampled_from(
    ["小计", "合计：3", "例：近", "注：无", "填报人：我", "联系电话：1", "栏次", "户口", "示例"]
)


@settings(max_examples=200)
@given(NAMES, PLACES, ANSWERS, ANSWERS)
def test_a_filled_in_person_is_never_dropped_whatever_the_later_answers_say(name, place, one, other):
    assert reasons_of([7, "甲街道", place, name, "男", one, other, 41, other]) == [""]


FORM = ["街道", "社区", "检查（自动）", "姓名", "户口"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["甲街道", "幸福社区"], "未填写的预留行"),
        (["甲街道", "", ""], "未填写的预留行"),
        (["甲街道", "幸福社区", "", "张三"], ""),
        (["", "", "", "", "本社区"], ""),
        (["填表人：张三"], "签字行"),
        ([], "空行"),
    ],
)
def test_a_row_of_a_form_is_a_person_once_something_stands_right_of_its_checks(row, reason):
    assert (
        reasons_of(
            ["甲街道", "幸福社区", "", "李四", "本社区"], row, ["甲", "乙", "", "王五"], headings=FORM
        )[1]
        == reason
    )


def test_without_a_check_column_a_row_of_places_stays_data():
    row = ["甲街道", "幸福社区"]
    assert reasons_of(row, headings=["街道", "社区", "姓名", "户口"]) == [""]
