"""Studies of counts: cells from files, what is missing to a base, and numbers that cannot be."""

import pandas as pd
import pytest
from studies import write_study

from sqgz.errors import InputError

PLACE = {
    "label": "地区",
    "column": "地区",
    "categories": [{"key": "east", "label": "东区"}, {"key": "west", "label": "西区"}],
}
SEX = {
    "label": "性别",
    "column": "性别",
    "categories": [{"key": "f", "label": "女"}, {"key": "m", "label": "男"}],
}
VARIABLES = {"place": PLACE, "sex": SEX}


def counts(tmp_path, rows, *, file=None, variables=VARIABLES, more=()):
    folder = write_study(tmp_path, {"计数.csv": rows}, variables)
    study = (folder.path / "study.yaml").read_text(encoding="utf-8")
    declared = {"path": "计数.csv", "role": "counts", "n": "人数"} | (file or {})
    files = [declared, *more]
    text = "\n".join("- {" + ", ".join(f"{k}: {v}" for k, v in one.items()) + "}" for one in files)
    begin, end = study.index("files:"), study.index("variables:")
    folder.write("study.yaml", f"{study[:begin]}files:\n{text}\n{study[end:]}")
    return folder


def cells(folder):
    frame = folder.clean().records
    return [
        tuple(None if pd.isna(value) else value for value in row)
        for row in frame.drop(columns=["table", "w2"]).itertuples(index=False)
    ]


def test_counts_are_cells_with_keys_in_the_order_of_the_study(tmp_path):
    folder = counts(tmp_path, [["性别", "人数", "地区"], ["男", "3", "西区"], ["女", "5", "东区"]])
    records = folder.clean_and_save().records
    assert records.columns.tolist() == ["table", "place", "sex", "n", "w", "w2"]
    assert cells(folder) == [("west", "m", 3, 3.0), ("east", "f", 5, 5.0)]
    assert sorted(path.name for path in folder.processed.iterdir()) == [
        "counts.parquet",
        "ledger.csv",
        "sheets.csv",
    ]


def test_what_is_missing_to_the_base_of_each_group_is_a_cell_without_category(tmp_path):
    rows = [
        ["地区", "性别", "人数", "基数"],
        ["东区", "女", 5, 10],
        ["东区", "男", 3, 10],
        ["西区", "女", 4, 4],
    ]
    assert cells(counts(tmp_path, rows, file={"base": "基数"})) == [
        ("east", "f", 5, 5.0), ("east", "m", 3, 3.0), ("west", "f", 4, 4.0), ("east", None, 2, 2.0),
    ]  # fmt: skip


def test_files_of_one_table_are_added(tmp_path):
    folder = counts(
        tmp_path,
        [["性别", "人数"], ["女", 5], ["男", 3]],
        file={"table": "全区"},
        more=[{"path": "另一.csv", "role": "counts", "n": "数", "table": "全区"}],
    )
    folder.write("另一.csv", [["性别", "数"], ["男", 2], ["女", 1]])
    assert cells(folder) == [("f", 6, 6.0), ("m", 5, 5.0)]


def test_files_of_one_table_with_other_variables_are_refused(tmp_path):
    folder = counts(
        tmp_path,
        [["性别", "人数"], ["女", 5]],
        file={"table": "全区"},
        more=[{"path": "另一.csv", "role": "counts", "n": "人数", "table": "全区"}],
    )
    folder.write("另一.csv", [["地区", "人数"], ["东区", 2]])
    with pytest.raises(InputError) as error:
        folder.clean()
    assert (
        str(error.value)
        == '计数表 "全区" 的几个文件变量不同（sex 与 place），不能相加。请用不同的 table 名。'
    )


def test_weights_beside_the_counts_are_taken(tmp_path):
    rows = [["性别", "人数", "和", "方"], ["女", 5, "7.5", "12"], ["男", 3, 3, 3]]
    records = counts(tmp_path, rows, file={"w": "和", "w2": "方"}).clean().records
    assert records[["n", "w", "w2"]].values.tolist() == [[5, 7.5, 12], [3, 3, 3]]


@pytest.mark.parametrize(
    ("rows", "file", "message"),
    [
        ([["性别", "人数"], ["女", "五"]], {}, "计数.csv 第2行 “人数”列: 应为不小于 0 的整数，现为 五。"),
        ([["性别", "人数"], ["女", "5.5"]], {}, "计数.csv 第2行 “人数”列: 应为不小于 0 的整数，现为 5.5。"),
        ([["性别", "人数"], ["女", 5], ["男", -1]], {}, "计数.csv 第3行 “人数”列: 应为不小于 0 的整数，现为 -1。"),
        ([["性别", "人数"], ["女", 5], ["男", ""]], {}, "计数.csv 第3行 “人数”列: 应为不小于 0 的整数，现为 空。"),
        ([["性别", "人数"], ["女", 5], ["女性", 1]], {}, "计数.csv 第3行 “性别”列: \"女性\" 不是“性别”的类别。是否为 \"女\"？可用: 女, 男"),
        ([["性别", "人数", "基数"], ["女", 5, 7], ["男", 3, 7]], {"base": "基数"}, "计数.csv 第2行起: 各类人数之和 8 大于基数 7。请核对人数或基数。"),
        ([["性别", "人数", "基数"], ["女", 5, 9], ["男", 3, 8]], {"base": "基数"}, "计数.csv: 同一组内的基数不一致，无法判断缺失人数。每组各行的基数应相同。"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_with_file_row_and_column(tmp_path, rows, file, message):
    with pytest.raises(InputError) as error:
        counts(tmp_path, rows, file=file).clean()
    assert str(error.value) == message


@pytest.mark.parametrize("n", ["inf", "nan", "1e30"])
def test_a_count_without_bounds_is_refused(tmp_path, n):
    with pytest.raises(InputError, match=r"计数\.csv 第2行 “人数”列"):
        counts(tmp_path, [["性别", "人数"], ["女", n]]).clean()


def test_a_column_that_is_not_there_is_named_with_the_nearest(tmp_path):
    with pytest.raises(InputError, match=r'计数\.csv: 没有列 "人数"（n）。是否为 "总人数"？'):
        counts(tmp_path, [["地区", "性别", "总人数"], ["东区", "女", 5]]).clean()
