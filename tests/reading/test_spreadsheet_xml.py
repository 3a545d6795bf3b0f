import pytest

from sqgz.errors import InputError
from sqgz.reading import read_workbook
from sqgz.reading.packages import Package
from sqgz.reading.spreadsheet_xml import scan_sheet, worksheet_parts


@pytest.fixture
def scan(write_xml):
    def scan_text(worksheet):
        package = Package(write_xml(worksheet).read_bytes(), file="表.xlsx")
        return scan_sheet(package, worksheet_parts(package)["S"])

    return scan_text


def sheet(*cells):
    return "<sheetData><row r='1'>" + "".join(cells) + "</row></sheetData>"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B3"><f>SUM(A1)</f></c>',
        '<c r="B3"><f>SUM(A1)</f><v></v></c>',
        '<c r="B3"><f>SUM(A1)</f><v/></c>',
        '<c r="B3" s="1"><f t="shared" si="0"/></c>',
        '<c r="B3" t="str"><f>A1&amp;"x"</f></c>',
    ],
)
def test_a_formula_without_a_value_is_found(scan, cell):
    assert scan(sheet(cell)).uncalculated == [(2, 1)]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B3"><f>SUM(A1)</f><v>0</v></c>',
        '<c r="B3" t="str"><f>A1</f><v></v></c>',  # calculated, and the result is an empty text
        '<c r="B3" s="2"><f t="shared" si="0"/><v>4</v></c>',
        '<c r="B3"><f t="array" ref="B3">A1</f><v>1</v></c>',
        '<c r="B3" t="inlineStr"><is><t>&lt;f&gt;</t></is></c>',
        '<c r="B3" s="1"/>',
    ],
)
def test_a_formula_with_a_value_and_a_cell_without_formula_are_not(scan, cell):
    assert scan(sheet(cell)).uncalculated == []


def test_marks_outside_the_cells_do_not_count(scan):
    tail = (
        "<conditionalFormatting><cfRule><formula>A1</formula></cfRule></conditionalFormatting><c><f>x</f></c>"
    )
    assert scan(sheet('<c r="A1"><v>1</v></c>') + tail).uncalculated == []


def test_a_namespace_prefix_hides_nothing(scan):
    worksheet = (
        '<?xml version="1.0"?><x:worksheet xmlns:x="urn:x"><x:cols><x:col min="2" max="3" hidden="1"/></x:cols>'
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:f>B1</x:f></x:c><x:c r="B1" t="e"><x:v>#REF!</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    facts = scan(worksheet)
    assert facts.hidden == [(1, 2)]
    assert facts.uncalculated == [(0, 0)]
    assert facts.errors == [(0, 1, "#REF!")]


def test_cells_are_found_wherever_the_stream_is_cut(scan):
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><f>A{row}</f></c></row>'
        for row in range(1, 40_001)
    )
    facts = scan(f"<sheetData>{rows}</sheetData>")
    assert facts.uncalculated == [(row, 1) for row in range(40_000)]
    assert facts.height == 40_000


def test_hidden_columns_are_read_and_narrow_ones_are_not(scan):
    columns = '<cols><col min="1" max="1" width="0.5"/><col min="3" max="4" width="9" hidden="1"/></cols>'
    assert scan(columns + sheet()).hidden == [(2, 3)]


def test_error_values_are_read_with_and_without_formula(scan):
    facts = scan(sheet('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "<c r='AB2' t='e'><v>#N/A</v></c>"))
    assert facts.errors == [(0, 0, "#DIV/0!"), (1, 27, "#N/A")]


def test_the_used_area_is_bounded_by_cells_that_hold_something(scan):
    facts = scan(sheet('<c r="A1"><v>1</v></c>', '<c r="AC2"><v>1</v></c>', '<c r="XFD9" s="3"/>'))
    assert (facts.height, facts.width) == (2, 29)


def test_an_entity_declaration_is_refused(write_xml):
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet><sheetData/>'
    )
    path = write_xml(bomb)
    with pytest.raises(InputError) as caught:
        read_workbook(path, file=path.name)
    assert str(caught.value) == (
        "表.xlsx: 工作簿里有 XML 实体声明，正常的工作簿不会有，文件不可信。请用 Excel 或 WPS 打开后另存为 .xlsx，再重试"
    )


def test_an_entity_declaration_in_the_workbook_part_is_refused(write_xml):
    path = write_xml("<sheetData/>", workbook="<!DOCTYPE x><workbook/>")
    with pytest.raises(InputError, match="XML 实体声明"):
        read_workbook(path, file=path.name)


@pytest.mark.parametrize("workbook", ["<workbook", "<x/>"])
def test_a_workbook_whose_contents_lead_nowhere_is_refused(write_xml, workbook):
    path = write_xml("<sheetData/>", workbook=workbook)
    with pytest.raises(InputError, match=r"^表\.xlsx: 工作簿"):
        read_workbook(path, file=path.name)


def test_a_sheet_in_an_unusual_encoding_is_refused(write_xml):
    path = write_xml("<?xml", other_parts={"xl/worksheets/sheet1.xml": "<worksheet/>".encode("utf-16")})
    with pytest.raises(InputError, match=r"UTF-16.*另存为"):
        read_workbook(path, file=path.name)


def test_part_names_with_backslashes_are_found(write_xml):
    path = write_xml(sheet('<c r="A1"><v>1</v></c>'), member_names=lambda name: name.replace("/", "\\"))
    package = Package(path.read_bytes(), file="表.xlsx")
    assert worksheet_parts(package) == {"S": "xl/worksheets/sheet1.xml"}
