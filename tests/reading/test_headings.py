import pytest

from sqgz.errors import InputError
from sqgz.reading.grids import build_grid
from sqgz.reading.headings import find_heading
from sqgz.reading.stems import heading_key

KNOWN = {"姓名", "街道", "户口所在地"}


def merge(*ranges):
    """Function that merges ranges such as ("A1:D1", "标题") in the sheet."""

    def add(book, page):
        for cells, text in ranges:
            page.merge_range(cells, text)

    return add


def error_of(read, rows, **options):
    with pytest.raises(InputError) as caught:
        read(rows, **options)
    return str(caught.value)


def test_the_heading_row_is_the_one_with_most_known_headings(read):
    rows = [
        ["某街道社区工作者花名册"],
        ["填报单位：甲街道", "", "日期"],
        ["序号", "姓名", "街道"],
        [1, "张三", "甲街道"],
    ]
    sheet = read(rows, known=KNOWN)
    assert sheet.heading_rows == (3, 3)
    assert list(sheet.text.columns) == ["序号", "姓名", "街道"]
    assert sheet.letters == {"序号": "A", "姓名": "B", "街道": "C"}
    assert sheet.rows.tolist() == ["标题行", "标题行", "表头", ""]


def test_one_known_heading_alone_does_not_make_a_heading_row(read):
    assert error_of(read, [["姓名", "性别"], ["张三", "男"]], known=KNOWN) == (
        "花名册.xlsx 表页“Sheet1”: 前 2 行里找不到表头，没有一行含有至少 2 个已声明的列名。"
        "最像表头的是第1行: 姓名、性别。"
        "请核对研究文件里的 column，或用 heading_row 写明表头在第几行"
    )


def test_one_known_heading_is_enough_where_only_one_is_declared(read):
    assert read([["姓名", "性别"], ["张三", "男"]], known={"姓名"}).heading_rows == (1, 1)


def test_a_missing_heading_names_the_nearest_one(read):
    rows = [["编号", "户籍所在地", "民族"], [1, "本社区", "汉族"]]
    assert "其中“户籍所在地”是否就是已声明的“户口所在地”？" in error_of(read, rows, known=KNOWN)


def test_long_and_many_headings_are_shortened_in_the_message(read):
    rows = [["您认为社区工作者的待遇应当怎样改进", *(f"第{n}题" for n in range(9))], ["好"] * 10]
    said = error_of(read, rows, known=KNOWN)
    assert "第1行: 您认为社区工作者的待遇应…、第0题、" in said
    assert "第6题 等 10 列。" in said


def test_a_sheet_of_numbers_has_no_heading(read):
    assert error_of(read, [[1, 2], [3, 4]]) == (
        "花名册.xlsx 表页“Sheet1”: 前 2 行里找不到表头，没有一行以文字为主。"
        "请核对研究文件里的 column，或用 heading_row 写明表头在第几行"
    )


@pytest.mark.parametrize("written", ["户口\n所在地", " 户口所在地 ", "户口　所在地", "户 口 所在地"])
def test_white_space_in_a_heading_does_not_hide_it_and_is_kept_inside(read, written):
    sheet = read([["姓名", written], ["张三", "本社区"]], known=KNOWN)
    assert list(sheet.text.columns) == ["姓名", written.strip()]


def test_full_width_letters_are_known_and_shown_as_written(read):
    sheet = read([["Ｑ１", "住房（㎡）"], ["1", "2"]], known={"Q1", "住房(m2)"})
    assert list(sheet.text.columns) == ["Ｑ１", "住房（㎡）"]


def test_english_words_keep_one_space_between_them():
    assert heading_key("Home  town") == "Home town" != heading_key("Hometown")


def test_the_named_heading_row_goes_before_what_looks_likelier(read):
    rows = [["姓名", "街道", "户口所在地"], ["姓名", "地址", "户口"], ["张三", "甲", "乙"]]
    sheet = read(rows, known=KNOWN, heading_row=2)
    assert sheet.heading_rows == (2, 2)
    assert list(sheet.text.columns) == ["姓名", "地址", "户口"]


def test_a_named_heading_row_without_a_known_heading_is_refused(read):
    rows = [["姓名", "街道"], ["张三", "汉族"]]
    assert error_of(read, rows, known=KNOWN, heading_row=2) == (
        "花名册.xlsx 表页“Sheet1” 第2行: 表头里没有任何一个已声明的列名。这一行是: 张三、汉族。"
        "请核对研究文件里的 column，或用 heading_row 写明表头在第几行"
    )


def test_a_heading_row_beyond_the_sheet_is_refused(read):
    assert error_of(read, [["姓名", "街道"]], heading_row=9) == (
        "花名册.xlsx 表页“Sheet1”: 研究文件写明表头在第9行，内容却只到第1行。请改正 heading_row"
    )


def test_a_heading_row_of_zero_is_refused(read):
    assert error_of(read, [["姓名"]], heading_row=0) == (
        "花名册.xlsx: heading_row 写的是 0，行号从 1 数起。请改正研究文件"
    )


def test_two_columns_of_one_heading_are_refused_by_their_letters(read):
    rows = [["姓名", "街道", "备注", "备 注"], ["张三", "甲街道", "", ""]]
    assert error_of(read, rows, known=KNOWN) == (
        "花名册.xlsx 表页“Sheet1” 第1行: C列和D列的表头都是“备 注”，无法区分。请改成不同的名称，保存后重试"
    )


def test_without_known_headings_the_first_row_that_reads_like_headings_is_taken(read):
    rows = [
        ["花名册"],
        ["填报单位：", "甲街道"],
        ["序号", "姓名", "性别", "户口"],
        [1, "张三", "男", "本社区"],
        [2, "李四", "女", "外省"],
    ]
    assert read(rows).heading_rows == (3, 3)


TWO_ROWS = [
    ["社区工作者情况统计表"],
    ["序号", "街道", "户口所在地", "", "", "居住地", "", ""],
    ["", "", "本社区", "本街道", "合计", "本社区", "本街道", "人数"],
    [1, "甲街道", 3, 4, 7, 5, 2, 7],
]
TWO_ROW_MERGES = merge(
    ("A1:H1", "社区工作者情况统计表"),
    ("A2:A3", "序号"),
    ("B2:B3", "街道"),
    ("C2:E2", "户口所在地"),
    ("F2:H2", "居住地"),
)
TWO_ROW_HEADINGS = [
    *("序号", "街道", "户口所在地·本社区", "户口所在地·本街道", "合计"),
    *("居住地·本社区", "居住地·本街道", "人数"),
]


@pytest.mark.parametrize(
    "options",
    [
        {"known": {"序号", "街道"}},
        {"known": {"户口所在地", "居住地"}},
        {"known": {"本社区", "本街道", "人数"}},
        {"known": {"序号", "街道"}, "heading_row": 2},
        {"known": {"序号", "街道"}, "heading_row": 3},
        {},
    ],
)
def test_two_merged_heading_rows_give_the_lower_text_and_the_group_where_it_repeats(read, options):
    sheet = read(TWO_ROWS, extra=TWO_ROW_MERGES, **options)
    assert sheet.heading_rows == (2, 3)
    assert list(sheet.text.columns) == TWO_ROW_HEADINGS
    assert sheet.text.index.tolist() == [4]


def test_two_heading_rows_without_merged_columns_are_known_by_their_groups(read):
    rows = [["户口所在地", "", "居住地", ""], ["本社区", "外省", "本社区", "外省"], [1, 2, 3, 4]]
    groups = merge(("A1:B1", "户口所在地"), ("C1:D1", "居住地"))
    for known in ({"户口所在地", "居住地"}, {"本社区", "外省"}):
        sheet = read(rows, extra=groups, known=known)
        assert sheet.heading_rows == (1, 2)
        assert list(sheet.text.columns) == [
            "户口所在地·本社区",
            "户口所在地·外省",
            "居住地·本社区",
            "居住地·外省",
        ]


def test_a_heading_merged_across_two_columns_swallows_no_person(read):
    rows = [
        ["姓名", "街道", "联系电话", ""],
        ["张三", "甲街道", "010", "138"],
        ["李四", "甲街道", "011", "139"],
    ]
    sheet = read(rows, extra=merge(("C1:D1", "联系电话")), known=KNOWN)
    assert sheet.heading_rows == (1, 1)
    assert sheet.text["姓名"].tolist() == ["张三", "李四"]
    assert sheet.notes == ("D列没有表头，其中 2 个值未读取",)


def test_a_heading_merged_into_the_data_by_mistake_swallows_no_person(read):
    rows = [
        ["姓名", "街道", "户口所在地", "备注"],
        ["张三", "甲街道", "本社区", ""],
        ["李四", "甲街道", "外省", "无"],
    ]
    sheet = read(rows, extra=merge(("D1:D2", "备注")), known=KNOWN)
    assert sheet.heading_rows == (1, 1)
    assert sheet.text["姓名"].tolist() == ["张三", "李四"]


def test_a_hint_below_a_known_heading_does_not_rename_it(read):
    rows = [["姓名", "街道", "出生年月"], ["", "", "（如1985.06）"], ["张三", "甲街道", "1985.06"]]
    merges = merge(("A1:A2", "姓名"), ("B1:B2", "街道"))
    sheet = read(rows, extra=merges, known={"姓名", "街道", "出生年月"})
    assert sheet.heading_rows == (1, 2)
    assert list(sheet.text.columns) == ["姓名", "街道", "出生年月"]


def test_three_heading_rows_are_read_like_two(read):
    rows = [
        ["街道", "人员", "", ""],
        ["", "主职", "", "员工"],
        ["", "本社区", "外省", "本社区"],
        ["甲街道", 1, 2, 3],
    ]
    merges = merge(("A1:A3", "街道"), ("B1:D1", "人员"), ("B2:C2", "主职"))
    sheet = read(rows, extra=merges, known={"街道", "外省"})
    assert sheet.heading_rows == (1, 3)
    assert list(sheet.text.columns) == ["街道", "主职·本社区", "外省", "员工·本社区"]


def test_a_table_with_headings_and_no_rows_has_no_people_and_says_so(read):
    sheet = read([["姓名", "街道"]], known=KNOWN)
    assert sheet.text.shape == (0, 2)
    assert sheet.stored.shape == (0, 2)
    assert sheet.notes == ("表头下面没有数据行",)


def test_the_check_column_of_a_form_has_a_place_and_no_label():
    grid = build_grid([["街道", "检查（自动）", "姓名"], ["甲街道", "完整", "张三"]])
    heading = find_heading(grid, [], known=frozenset({"街道", "姓名"}))
    assert heading.labels == {0: "街道", 2: "姓名"}
    assert heading.check == 1


def test_a_table_of_nothing_but_checks_keeps_its_column():
    heading = find_heading(build_grid([["检查(自动)"], ["完整"]]), [], known=frozenset(), row=0)
    assert heading.labels == {0: "检查(自动)"}
