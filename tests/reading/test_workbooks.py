from datetime import datetime

import pytest

from sqgz.errors import InputError
from sqgz.reading import read_workbook, workbooks

TABLE = [["街道", "姓名"], ["甲街道", "张三"]]
KNOWN = frozenset({"街道", "姓名"})


def error_of(path, **options):
    with pytest.raises(InputError) as caught:
        read_workbook(path, file=path.name, **options)
    return str(caught.value)


def test_the_sheet_asked_for_by_name_or_number_is_the_only_one_read(write_xlsx):
    path = write_xlsx(TABLE, others=[("乙街道", [["街道", "姓名"], ["乙街道", "李四"]])])
    for sheet in ("乙街道", " 乙街道", "2"):
        found = read_workbook(path, file="花名册.xlsx", sheet=sheet)
        assert [(one.name, one.text["姓名"].tolist()) for one in found] == [("乙街道", ["李四"])]


def test_a_sheet_named_like_a_number_goes_before_the_number(write_xlsx):
    path = write_xlsx(TABLE, sheet="2", others=[("1", [["街道", "姓名"], ["乙街道", "李四"]])])
    assert read_workbook(path, file="a.xlsx", sheet="2")[0].text["姓名"].tolist() == ["张三"]


@pytest.mark.parametrize(("asked", "hint"), [("花名册", "是否为“花名册2024”？"), ("3", ""), ("0", "")])
def test_a_missing_sheet_is_named_with_those_there_are(write_xlsx, asked, hint):
    path = write_xlsx(TABLE, sheet="花名册2024", others=[("说明", [])])
    assert error_of(path, sheet=asked) == (
        f"花名册.xlsx: 没有表页“{asked}”。{hint}工作簿里有: 花名册2024、说明。"
        "请改正研究文件里的 sheet（表页名，或从 1 数起的序号）"
    )


def test_an_empty_sheet_that_was_asked_for_is_an_error(write_xlsx):
    path = write_xlsx(TABLE, others=[("空", [])])
    assert error_of(path, sheet="空") == (
        "花名册.xlsx 表页“空”: 没有任何内容。请核对文件，或在研究文件里用 sheet 写明有数据的表页"
    )


def test_rows_and_columns_keep_the_numbers_the_spreadsheet_shows(write_xlsx):
    def add(book, page):
        page.write_row(4, 2, ["街道", "姓名"])
        page.write_row(6, 2, ["甲街道", "张三"])

    sheet = read_workbook(write_xlsx(extra=add), file="a.xlsx", known=KNOWN)[0]
    assert sheet.heading_rows == (5, 5)
    assert sheet.letters == {"街道": "C", "姓名": "D"}
    assert sheet.text.index.tolist() == [7]
    assert sheet.rows.to_dict() == {1: "空行", 2: "空行", 3: "空行", 4: "空行", 5: "表头", 6: "空行", 7: ""}


def test_values_carry_how_they_were_stored(write_xlsx):
    def add(book, page):
        day = book.add_format({"num_format": 'yyyy"年"m"月"'})
        page.write_datetime("C2", datetime(1985, 6, 1), day)
        page.write_datetime("D2", datetime(2024, 6, 1, 9, 30), day)
        page.write_formula("G2", "=NA()", value="#N/A")
        page.write_formula("H2", '="x"', value="x")

    headings = ["街道", "姓名", "出生", "提交", "岗级", "在职", "错", "式", "证号", "年月"]
    path = write_xlsx(
        [headings, ["甲", "张", "", "", 18, True, "", "", 110101199003070123, 1985.10]], extra=add
    )
    sheet = read_workbook(path, file="a.xlsx")[0]
    assert sheet.text.iloc[0].tolist() == [
        *("甲", "张", "1985-06-01", "2024-06-01 09:30:00", "18", "TRUE", "#N/A", "x"),
        *("110101199003070096", "1985.1"),
    ]  # the identity number is no longer what was typed: the file itself holds 1.101011990030701E+17
    assert sheet.stored.iloc[0].tolist() == [
        *("text", "text", "date", "date", "number", "boolean", "error", "text", "number", "number"),
    ]
    assert sheet.notes == ("1 个单元格是公式错误值（如 G2 的 #N/A），已标为错误",)


def test_the_frames_are_text_and_small_categories(write_xlsx):
    sheet = read_workbook(write_xlsx([*TABLE, ["乙街道", ""]]), file="a.xlsx")[0]
    assert set(map(str, sheet.text.dtypes)) == {"str"}
    assert sheet.stored["姓名"].cat.categories.tolist() == ["text", "number", "date", "boolean", "error"]
    assert sheet.stored["姓名"].isna().tolist() == sheet.text["姓名"].isna().tolist() == [False, True]


def test_hidden_columns_are_named_and_still_read(write_xlsx):
    path = write_xlsx(
        [["街道", "姓名", "手机号", "备注"], ["甲街道", "张三", "138", "无"]],
        extra=lambda book, page: page.set_column("C:D", None, None, {"hidden": True}),
    )
    sheet = read_workbook(path, file="a.xlsx")[0]
    assert sheet.hidden == ("手机号", "备注")
    assert sheet.text["手机号"].tolist() == ["138"]


def test_what_an_old_workbook_cannot_tell_is_unknown(write_xls):
    rows = [["街道", "姓名", "出生", "在职", "岗级"], ["甲街道", "张三", ("date", 31199), True, 18]]
    path = write_xls(rows)
    sheet = read_workbook(path, file="旧表.xls", known=KNOWN)[0]
    assert sheet.hidden is None
    assert sheet.text.iloc[0].tolist() == ["甲街道", "张三", "1985-06-01", "TRUE", "18"]
    assert sheet.stored.iloc[0].tolist() == ["text", "text", "date", "boolean", "number"]


def test_an_old_workbook_with_columns_it_cannot_have_is_damaged(write_xls):
    path = write_xls([["街道", *[""] * 300, "姓名"]])
    assert error_of(path) == (
        "旧表.xls: 工作簿内容已损坏，无法读取。请用 Excel 或 WPS 修复后另存为 .xlsx，或请发送人重新发送"
    )


def test_a_text_that_looks_like_a_cell_far_away_harms_nobody(write_xls):
    text = "\u00fd\u000a\u0001\u0101"  # its bytes are those of a cell in column 257
    path = write_xls([["街道", "姓名"], [text, "某某"]])
    assert read_workbook(path, file=path.name)[0].text["街道"].tolist() == [text]


def test_formulas_that_were_never_calculated_are_refused_by_their_cell(write_xlsx):
    def add(book, page):
        page.write_formula("B2", "=A2", value="")
        page.write_formula("B3", "=A3", value="")

    path = write_xlsx([["街道", "姓名"], ["甲街道"], ["乙街道"]], extra=add)
    assert error_of(path) == (
        "花名册.xlsx 表页“Sheet1” B2: 单元格里是公式，但文件没有保存计算结果（共 2 个）。"
        "请用 Excel 或 WPS 打开后保存一次，再重试"
    )


@pytest.mark.parametrize("cell", ["C3", "B4"])
def test_an_uncalculated_sum_beside_or_below_the_people_does_no_harm(write_xlsx, cell):
    def add(book, page):
        page.write_formula(cell, "=1", value="")

    path = write_xlsx([["街道", "年龄"], ["甲街道", 41], ["乙街道", 42], ["合计", ""]], extra=add)
    sheet = read_workbook(path, file="a.xlsx")[0]
    assert sheet.rows.tolist() == ["表头", "", "", "小计行"]


def test_an_uncalculated_row_below_the_people_might_be_people(write_xlsx):
    def add(book, page):
        page.write_formula("A4", "=甲!A1", value="")

    assert " A4: " in error_of(write_xlsx([*TABLE, ["乙街道", "李四"]], extra=add))


def test_an_uncalculated_formula_without_address_is_refused_too(write_xml):
    path = write_xml(
        "<sheetData><row><c><f>A1</f></c></row><row><c t='inlineStr'><is><t>a</t></is></c></row></sheetData>"
    )
    assert error_of(path) == (
        "表.xlsx 表页“S”: 单元格里是公式，但文件没有保存计算结果。请用 Excel 或 WPS 打开后保存一次，再重试"
    )


def test_a_value_far_outside_the_table_is_refused_before_it_fills_the_memory(write_xml):
    path = write_xml(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert error_of(path) == (
        "表.xlsx 表页“S”: 已用区域有 1048576 行 × 16384 列，超出可读范围，多半是表格外很远处误填了内容。"
        "请删除数据下方和右方的空白行列，保存后重试"
    )


def test_an_empty_formatted_cell_far_outside_does_no_harm(write_xml):
    cells = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in (("A", "街道"), ("B", "姓名"))
    )
    path = write_xml(
        f'<sheetData><row r="1">{cells}<c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
    )
    assert read_workbook(path, file="a.xlsx")[0].rows.tolist() == ["表头"]


def test_a_workbook_without_worksheets_is_refused(write_xml):
    path = write_xml("<sheetData/>", workbook="<workbook><sheets/></workbook>")
    assert error_of(path) == "表.xlsx: 工作簿里没有表页。请核对文件，或请报送单位重新发送"


def test_an_xlsx_that_the_reader_cannot_parse_is_damaged(write_xml):
    path = write_xml("<sheetData><row r='1'><c r='A1' t='s'><v>99</v></c></row></sheetData>")
    assert error_of(path).startswith("表.xlsx 表页“S”: ")


def test_a_panic_inside_the_reader_is_a_damaged_file(write_xlsx, monkeypatch):
    class PanicException(BaseException):
        pass

    class Broken:
        @staticmethod
        def from_filelike(source):
            raise PanicException

    monkeypatch.setattr(workbooks, "CalamineWorkbook", Broken)
    assert error_of(write_xlsx(TABLE)) == (
        "花名册.xlsx: 工作簿内容已损坏，无法读取。请用 Excel 或 WPS 修复后另存为 .xlsx，或请发送人重新发送"
    )


@pytest.mark.parametrize("error", [workbooks.PasswordError, KeyboardInterrupt])
def test_a_late_password_is_said_and_an_interrupt_passes(write_xlsx, monkeypatch, error):
    class Stopped:
        @staticmethod
        def from_filelike(source):
            raise error

    monkeypatch.setattr(workbooks, "CalamineWorkbook", Stopped)
    path = write_xlsx(TABLE)
    if error is KeyboardInterrupt:
        with pytest.raises(KeyboardInterrupt):
            read_workbook(path, file="a.xlsx")
    else:
        assert error_of(path) == (
            "花名册.xlsx: 文件有打开密码，无法读取。请用 Excel 或 WPS 打开，去掉密码后保存，再重试"
        )
