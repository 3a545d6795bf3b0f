import pytest

from sqgz.errors import InputError
from sqgz.reading import read_workbook

TABLE = "街道,姓名,户口所在地\n甲街道,张三,本社区\n乙街道,李四,外省\n"


@pytest.fixture
def read_csv(write_file):
    def read(content, *, name="学历.csv", known=(), **options):
        content = content.encode() if isinstance(content, str) else content
        return read_workbook(write_file(name, content), file=name, known=frozenset(known), **options)[0]

    return read


def error_of(read_csv, content, **options):
    with pytest.raises(InputError) as caught:
        read_csv(content, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("gb18030", ("文件编码为 gb18030",)),
        ("utf-16", ("文件编码为 utf-16",)),
    ],
)
def test_the_encoding_is_found(read_csv, encoding, notes):
    sheet = read_csv(TABLE.encode(encoding))
    assert list(sheet.text.columns) == ["街道", "姓名", "户口所在地"]
    assert sheet.text["姓名"].tolist() == ["张三", "李四"]
    assert sheet.notes == notes


def test_a_rare_character_that_gbk_lacks_survives(read_csv):
    assert read_csv("街道,姓名\n甲街道,王㛃𬭎\n".encode("gb18030")).text["姓名"].tolist() == ["王㛃𬭎"]


@pytest.mark.parametrize(
    ("separator", "notes"),
    [(",", ()), ("\t", ("列之间以制表符分隔",)), (";", ("列之间以分号分隔",)), ("|", ("列之间以竖线分隔",))],
)
def test_the_separator_is_found(read_csv, separator, notes):
    sheet = read_csv(TABLE.replace(",", separator))
    assert sheet.text.shape == (2, 3)
    assert sheet.notes == notes


def test_known_headings_decide_between_separators(read_csv):
    content = "街道;职务,岗级;姓名\n甲街道;主任,3级;张三\n"
    assert list(read_csv(content, known={"街道", "姓名"}).text.columns) == ["街道", "职务,岗级", "姓名"]


def test_one_column_is_a_table_too(read_csv):
    assert read_csv("姓名\n张三\n李四\n").text["姓名"].tolist() == ["张三", "李四"]


def test_values_stay_text_as_written(read_csv):
    sheet = read_csv("街道,证号,值\n甲街道,110101199003070123,007\n乙街道,4.20102E+17, 1.50 \n")
    assert sheet.text["证号"].tolist() == ["110101199003070123", "4.20102E+17"]
    assert sheet.text["值"].tolist() == ["007", " 1.50 "]
    assert (sheet.stored == "text").all(axis=None)


def test_a_line_break_inside_quotes_is_one_row_as_in_a_spreadsheet(read_csv):
    sheet = read_csv('街道,备注\n甲街道,"第一行\n第二行"\n乙街道,无\n')
    assert sheet.text.index.tolist() == [2, 3]
    assert sheet.text["备注"].tolist() == ["第一行\n第二行", "无"]


def test_titles_and_sums_are_set_aside_in_text_tables_too(read_csv):
    sheet = read_csv("某区情况\n街道,姓名,年龄\n甲街道,张三,41\n\n合计,,1\n", known={"街道", "姓名"})
    assert sheet.rows.tolist() == ["标题行", "表头", "", "空行", "小计行"]


def test_a_text_table_has_no_name_no_merges_and_nothing_hidden(read_csv):
    sheet = read_csv(TABLE)
    assert (sheet.name, sheet.hidden, sheet.platform) == ("", (), "")
    assert repr(sheet) == "<Sheet 学历.csv: 2 行 × 3 列, 另有 1 行不是数据>"


def test_a_row_with_more_values_than_headings_is_shifted_and_refused(read_csv):
    assert error_of(read_csv, "街道,姓名,地址\n甲街道,张三,北京,朝阳\n") == (
        "学历.csv 第2行: 有 4 列，表头只有 3 列，多半是某个值里的分隔符没有加引号，后面的列已错位。"
        "请改正这一行，或用 Excel 打开核对后另存为 .xlsx"
    )


def test_empty_values_beyond_the_headings_do_no_harm(read_csv):
    assert read_csv("街道,姓名\n甲街道,张三,,\n乙街道\n").text.shape == (2, 2)


def test_quotes_that_do_not_pair_are_refused_where_they_begin(read_csv):
    content = '街道,姓名\n甲街道,张三\n乙街道,"李四\n丙街道,王五\n'
    assert error_of(read_csv, content) == (
        "学历.csv 第3行（按文本行数）: 英文双引号不配对，从这里起无法分列。请改正这一行的引号，或用 Excel 打开核对后另存为 .xlsx"
    )


def test_a_damaged_byte_in_utf8_is_not_read_as_another_encoding(read_csv):
    content = TABLE.encode() + "丙街道,王五,".encode() + b"\xff\xfe,\n"
    assert error_of(read_csv, content) == (
        "学历.csv 第4行: 有无法按 UTF-8 解读的字节，文件可能损坏或混用了编码。"
        "请用 Excel 或 WPS 打开核对，另存为 .xlsx 或“CSV UTF-8”后重试"
    )


def test_bytes_of_no_known_encoding_are_refused(read_csv):
    assert error_of(read_csv, b"a,b\n\xff\xff,1\n").startswith(
        "学历.csv 第2行: 有无法按 UTF-8 或 GB18030 解读的字节"
    )


def test_a_damaged_utf16_text_is_refused(read_csv):
    assert error_of(read_csv, b"\xff\xfea\x00\n\x00\x00\xd8").startswith(
        "学历.csv 第2行: 有无法按 UTF-16 解读的字节"
    )


def test_a_text_with_nothing_but_blank_lines_is_empty(read_csv):
    assert error_of(read_csv, "\n\n \n") == (
        "学历.csv: 没有任何内容。请核对文件，或在研究文件里用 sheet 写明有数据的表页"
    )


def test_a_text_table_has_no_sheets_to_choose_from(read_csv):
    assert read_csv(TABLE, sheet="1").name == ""
    assert error_of(read_csv, TABLE, sheet="甲街道") == (
        "学历.csv: 这个文件没有表页之分，研究文件里却写了 sheet: 甲街道。请删去 sheet"
    )


def test_a_text_guarded_against_spreadsheets_is_the_text(write_file):
    path = write_file("a.csv", '街道,编号\r\n甲,="007"\r\n乙,"=""008"""\r\n丙,="x"&"y"\r\n'.encode())
    assert read_workbook(path, file="a.csv")[0].text["编号"].tolist() == ["007", "008", '="x"&"y"']


def test_a_value_without_end_is_told_by_its_line(write_file):
    path = write_file("a.csv", ("街道,编号\n甲,1\n乙," + "x" * 131_073 + "\n").encode())
    with pytest.raises(InputError) as caught:
        read_workbook(path, file="a.csv")
    assert str(caught.value) == (
        "a.csv 第3行（按文本行数）: 有一个值超过 131072 个字符，多半是英文双引号不配对，把后面的内容都算了进来。"
        "请改正这一行的引号，或用 Excel 打开核对后另存为 .xlsx"
    )
