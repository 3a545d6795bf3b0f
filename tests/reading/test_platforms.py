import pytest

from sqgz.errors import InputError
from sqgz.reading import read_workbook
from sqgz.reading.platforms import PLATFORMS, meta_headings, recognise_platform

WJX = [
    "序号",
    "提交答卷时间",
    "所用时间",
    "来源",
    "来源详情",
    "来自IP",
    "1、您的职务 ",
    "2、您的户口所在地",
    "总分",
]
TENCENT = [
    *("编号", "开始答题时间", "结束答题时间", "答题时长", "地理位置国家和地区", "地理位置省", "地理位置市"),
    *("用户类型", "用户标识", "昵称", "自定义字段", "1.您的职务"),
]
JINSHUJU = ["序号", "您的职务", "您的户籍所在地区", "提交人", "提交时间", "修改时间", "IP"]


@pytest.mark.parametrize(
    ("headings", "platform", "questions"),
    [
        (WJX, "问卷星", ["1、您的职务", "2、您的户口所在地"]),
        (TENCENT, "腾讯问卷", ["1.您的职务"]),
        (JINSHUJU, "金数据", ["您的职务", "您的户籍所在地区"]),
    ],
)
def test_a_platform_is_recognised_and_only_its_own_columns_are_meta(read, headings, platform, questions):
    sheet = read([headings, ["甲"] * len(headings)])
    assert sheet.platform == platform
    assert [heading for heading in sheet.text.columns if heading not in sheet.meta] == questions


@pytest.mark.parametrize(
    "headings",
    [
        ["序号", "姓名", "您的户籍所在地区"],
        ["序号", "提交时间", "来源地"],
        ["编号", "答题时长说明", "地理位置"],
        [],
        [None],
    ],
)
def test_headings_that_only_resemble_a_platform_are_not_one(headings):
    assert recognise_platform(headings) == ""


def test_a_question_that_contains_a_meta_heading_is_kept():
    assert meta_headings("问卷星", ["来源", "您的主要收入来源", "来自IP", "来源详情"]) == (
        "来源",
        "来自IP",
        "来源详情",
    )


def test_no_platform_has_no_meta_columns():
    assert meta_headings("", ["序号", "来源"]) == ()


def test_the_signs_of_a_platform_are_among_its_meta_headings():
    assert all(platform.signs <= platform.meta for platform in PLATFORMS)


def test_every_filled_row_of_a_platform_is_an_answer(read):
    rows = [
        ["序号", "提交答卷时间", "所用时间", "1、还想说的话"],
        [1, "2024/6/1", "60秒", "合计"],
        ["合计", 3, 4, 5],
        [],
        ["例：", "填报人：张三"],
    ]
    sheet = read(rows)
    assert sheet.text.index.tolist() == [2, 3, 5]
    assert sheet.rows[4] == "空行"


def test_the_first_row_is_the_heading_whatever_the_answers_look_like(read):
    rows = [
        ["序号", "提交答卷时间", "所用时间", "1、职务", "2、户口"],
        [1, "2024/6/1", "60秒", "职务", "户口"],
    ]
    assert read(rows, known={"1、职务", "2、户口", "职务", "户口"}).heading_rows == (1, 1)


def test_the_study_may_name_the_platform_or_deny_it(read):
    rows = [["序号", "职务", "提交时间"], ["合计", 1, 2]]
    named = read(rows, platform="金数据")
    assert (named.platform, named.meta, len(named.text)) == ("金数据", ("序号", "提交时间"), 1)
    denied = read([WJX, ["甲"] * 9], platform="")
    assert (denied.platform, denied.meta) == ("", ())


def test_an_unknown_platform_is_refused(write_xlsx):
    with pytest.raises(InputError) as caught:
        read_workbook(write_xlsx([["a"]]), file="问卷.xlsx", platform="问卷网")
    assert str(caught.value) == (
        "问卷.xlsx: 不认识平台“问卷网”。platform 可写: 问卷星、腾讯问卷、金数据；不是平台导出的写 无，或不写由程序识别"
    )
