from pathlib import Path

import pandas as pd
import pytest

import sqgz.reading
from sqgz.errors import InputError
from sqgz.reading import Sheet, column_letter, read_workbook

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
KNOWN = frozenset({"街道", "姓名", "户口所在地"})
PEOPLE = [["街道", "姓名", "户口所在地"], ["甲街道", "张三", "本社区"]]


def shared(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this project")
    return path


def error_of(path, **options):
    with pytest.raises(InputError) as caught:
        read_workbook(path, file=path.name, **options)
    return str(caught.value)


def test_every_sheet_with_a_table_is_read_and_the_others_are_named(write_xlsx):
    path = write_xlsx(
        PEOPLE,
        sheet="一社区",
        others=[
            ("填报说明", [["街道", "姓名", "户口所在地"], ["填本街道", "填姓名", "按户口簿"]]),
            ("二社区", [["花名册"], ["姓名", "户口所在地", "街道"], ["李四", "外省", "甲街道"]]),
            ("Sheet3", []),
            ("选项", [["本社区"], ["外省"]]),
        ],
    )
    sheets = read_workbook(path, file="报送/甲街道.xlsx", known=KNOWN)
    assert [(sheet.file, sheet.name) for sheet in sheets] == [
        ("报送/甲街道.xlsx", "一社区"),
        ("报送/甲街道.xlsx", "二社区"),
    ]
    assert sheets[0].notes == (
        "表页“填报说明”未读取: 说明页",
        "表页“Sheet3”未读取: 空表页",
        "表页“选项”未读取: 没有找到含有已声明列名的表头",
    )
    assert sheets[1].notes == ()


def test_a_hidden_sheet_is_left_out_unless_it_is_asked_for(write_xlsx):
    def hide(book, page):
        old = book.add_worksheet("旧名册")
        old.write_row(0, 0, ["街道", "姓名"])
        old.write_row(1, 0, ["乙街道", "李四"])
        old.hide()

    path = write_xlsx(PEOPLE, extra=hide)
    assert read_workbook(path, file="a.xlsx", known=KNOWN)[0].notes == (
        "表页“旧名册”未读取: 表页是隐藏的；如需读取请用 sheet 写明",
    )
    assert read_workbook(path, file="a.xlsx", known=KNOWN, sheet="旧名册")[0].text["姓名"].tolist() == [
        "李四"
    ]


def test_a_workbook_without_any_table_says_why_for_each_sheet(write_xlsx):
    path = write_xlsx([["a", "b"], ["c", "d"]], others=[("填表说明", [["x"]]), ("空", [])])
    assert error_of(path, known=KNOWN) == (
        "花名册.xlsx: 没有一个表页含有数据表。表页“Sheet1”未读取: 没有找到含有已声明列名的表头；"
        "表页“填表说明”未读取: 说明页；表页“空”未读取: 空表页。请核对文件，或用 sheet 写明表页、用 heading_row 写明表头行"
    )


def test_a_roster_as_offices_send_it_is_read_row_by_row(write_xlsx):
    rows = [
        ["某区社区工作者花名册"],
        ["填报单位：甲街道", "", "", "", "填报日期：2024年6月"],
        ["序号", "街道", "社区", "姓名", "户口所在地", ""],
        ["", "", "", "", "类别", "住址"],
        ["例：", "甲街道", "一社区", "李某", "本社区", ""],
        [1, "甲街道", "一社区", "张三", "本社区", "幸福路"],
        [2, "", "", "李四", "外省", ""],
        [3, "", "二社区", "王五", "填报人不详", ""],
        ["", "甲街道小计", "", 3],
        [],
        ["填表说明：户口以户口簿为准"],
        ["填报人：赵六", "", "", "审核人：钱七"],
    ]

    def add(book, page):
        for cells, text in (
            *(("A1:F1", rows[0][0]), ("A2:D2", rows[1][0]), ("E2:F2", rows[1][4]), ("A3:A4", "序号")),
            *(("B3:B4", "街道"), ("C3:C4", "社区"), ("D3:D4", "姓名"), ("E3:F3", "户口所在地")),
            *(("B6:B8", "甲街道"), ("C6:C7", "一社区"), ("A11:F11", rows[10][0])),
        ):
            page.merge_range(cells, text)
        page.set_column("F:F", None, None, {"hidden": True})

    sheet = read_workbook(write_xlsx(rows, extra=add), file="花名册.xlsx", known=KNOWN)[0]
    assert sheet.heading_rows == (3, 4)
    assert sheet.rows.tolist() == [
        *("标题行", "标题行", "表头", "表头", "示例行", "", "", "", "小计行", "空行", "填表说明", "签字行"),
    ]
    assert sheet.text["街道"].tolist() == ["甲街道"] * 3
    assert sheet.text["社区"].tolist() == ["一社区", "一社区", "二社区"]
    assert sheet.text["类别"].tolist() == ["本社区", "外省", "填报人不详"]
    assert sheet.hidden == ("住址",)
    assert repr(sheet) == "<Sheet 花名册.xlsx 表页“Sheet1”: 3 行 × 6 列, 另有 9 行不是数据>"


def test_notes_tell_nothing_personal(write_xlsx):
    path = write_xlsx(
        [["街道", "姓名"], ["甲街道", "张三", "13800000000"]], others=[("表2", [["李四", "138"]])]
    )
    assert read_workbook(path, file="a.xlsx", known=KNOWN)[0].notes == (
        "C列没有表头，其中 1 个值未读取",
        "表页“表2”未读取: 没有找到含有已声明列名的表头",
    )


def test_a_wrong_heading_row_among_several_sheets_leaves_the_others_out(write_xlsx):
    path = write_xlsx(PEOPLE, others=[("附", [["甲", "乙"], ["1", "2"]]), ("短", [])])
    assert [sheet.name for sheet in read_workbook(path, file="a.xlsx", known=KNOWN, heading_row=1)] == [
        "Sheet1"
    ]


def test_a_real_export_of_a_platform_is_read_whole():
    sheet = read_workbook(shared("wjx_800_text.xls"), file="wjx_800_text.xls")[0]
    assert (sheet.platform, sheet.text.shape, sheet.hidden) == ("问卷星", (800, 14), None)
    assert sheet.meta == ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
    assert sheet.text.index.tolist() == list(range(2, 802))
    assert sheet.text.loc[2, "6、兴趣爱好"] == "运动┋影视┋购物"
    assert sheet.text["3、性别"].isin(["男", "女"]).all()


def test_a_real_export_reads_the_same_from_its_form_of_codes(write_xlsx):
    known = frozenset({"3、性别", "6、兴趣爱好", "8、关注资讯"})
    texts = read_workbook(shared("wjx_800_text.xls"), file="a.xls", known=known)[0].text
    options = {
        number: list(dict.fromkeys(one for text in texts[heading].dropna() for one in text.split("┋")))
        for number, heading in ((6, "6、兴趣爱好"), (8, "8、关注资讯"))
    }
    headings = [f"第{number}题({option})" for number, listed in options.items() for option in listed]
    rows = [
        [
            place,
            "x",
            "x",
            sex,
            *(int(o in h.split("┋")) for o in options[6]),
            *(int(o in n.split("┋")) for o in options[8]),
        ]
        for place, sex, h, n in zip(
            texts["序号"], texts["3、性别"], texts["6、兴趣爱好"], texts["8、关注资讯"], strict=True
        )
    ]
    path = write_xlsx([["序号", "提交答卷时间", "所用时间", "3、性别", *headings], *rows])
    codes = read_workbook(path, file=path.name, known=known)[0].text
    assert len(codes) == 800
    for heading in ("6、兴趣爱好", "8、关注资讯"):
        assert [set(text.split("┋")) for text in codes[heading]] == [
            set(text.split("┋")) for text in texts[heading]
        ]


def test_a_real_census_table_keeps_its_totals():
    sheet = read_workbook(
        shared("census2020_hukou.csv"), file="c.csv", known=frozenset({"区划代码", "区县"})
    )[0]
    assert sheet.text.shape == (3358, 8)
    nation = sheet.text.loc[2]
    # nation: 1,409,778,724 people in the 2020 census
    assert nation["人口数_合计"] == "1409778724"
    assert sheet.text.loc[3, "区划代码"] == "110000.0"


def test_what_the_package_exports_is_there():
    assert sqgz.reading.Sheet is Sheet
    assert column_letter(27) == "AB"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sqgz.reading.nothing  # noqa: B018


def test_a_column_has_no_negative_index():
    with pytest.raises(ValueError, match="must not be negative, got -1"):
        column_letter(-1)


def test_text_and_storage_have_the_same_shape_and_rows_cover_all(write_xlsx):
    sheet = read_workbook(write_xlsx([["x"], *PEOPLE, [], ["乙街道", "李四"]]), file="a.xlsx", known=KNOWN)[0]
    pd.testing.assert_index_equal(sheet.text.index, sheet.stored.index)
    pd.testing.assert_index_equal(sheet.text.columns, sheet.stored.columns)
    assert sheet.text.index.tolist() == sheet.rows.index[sheet.rows == ""].tolist() == [3, 5]
    assert sheet.rows.index.tolist() == [1, 2, 3, 4, 5]
