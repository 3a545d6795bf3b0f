"""Tables: what a row or column is of is learnt from the table; only what breaks a learnt rule is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqgz.auditing.plain_text import read_markdown
from sqgz.auditing.review import audit_document
from sqgz.auditing.texts import Document


def check(table: str) -> list[tuple[str, str, str]]:
    """Findings of a table drawn with |, rows divided by /."""
    rows = ["|" + row.strip() + "|" for row in table.split("/")]
    rows.insert(1, "|" + "---|" * (rows[0].count("|") - 1))
    outcome = audit_document(Document("表", tuple(read_markdown("\n".join(rows)))), Path("表"))
    return [
        (f.severity, f.place.removeprefix("表1"), f.computed)
        for f in outcome.findings
        if f.severity != "note"
    ]


@pytest.mark.parametrize(
    "table",
    [
        "街道|男|女|合计 / 东关|12|30|42 / 西关|20|25|45 / 合计|32|55|87",
        "街道|人数|占比(%) / 东关|40|40.0 / 西关|60|60.0 / 合计|100|100.0",
        "街道|主职|占比|其他|占比 / 东关|10|50.0%|30|75.0% / 西关|10|50.0%|10|25.0% / 合计|20|100%|40|100%",
        "年份|2021|2022|2023|增长率 / 社工|100|120|150|25.0% / 志愿者|200|240|300|25.0%",
        "街道|应到|实到|到会率 / 东关|40|38|95.0% / 西关|30|27|90.0% / 合计|70|65|92.9%",
        "职务|本社区|区外|合计 / 主职|53（60.9%）|34（39.1%）|87 / 其他|100（57.1%）|75（42.9%）|175",
        "指标|单位|数值 / 社区|个|126 / 社工|人|981 / 平均年龄|岁|41.2",
        "街道|人数 / 东关|12 / 西关|20 / 小计|32 / 南门|8 / 北门|9 / 小计|17 / 合计|49",
        "序号|姓名类别|人数 / 1|书记|126 / 2|主任|30 / 3|委员|844",
        "项目|人数 / 全部社工|981 / 其中：党员|412 / 其中：女性|669 / 其中：持证|356",
        "满意程度|占比 / 满意|62.1% / 一般|30.5% / 不满意|7.4%",
        "选项（多选）|人数|比例 / 待遇低|71|71.0% / 压力大|66|66.0% / 晋升难|52|52.0% / 样本数|100|—",
        "变量|卡方|p值 / 性别|3.84|0.050 / 学历|12.30|0.002 / 合计|16.14|0.060",
    ],
)  # fmt: skip
def test_true_tables_of_many_layouts_give_no_finding(table):
    assert check(table) == []


@pytest.mark.parametrize(
    ("table", "place", "computed"),
    [
        ("街道|男|女|合计 / 东关|12|30|42 / 西关|20|25|46 / 南门|8|22|30 / 合计|40|77|117", "第3行第4列", "45"),
        ("街道|人数|占比(%) / 东关|40|40.0 / 西关|60|61.0 / 合计|100|100.0", "第3行第3列", "60.0"),
        ("街道|主职|其他|社工 / 东关|12|30|42 / 西关|20|25|45 / 合计|32|55|78", "第4行第4列", "87"),
        ("年份|2021|2022|2023|增长率 / 社工|100|120|150|25.0% / 志愿者|200|240|300|25.0% / 网格员|50|60|90|51.0%", "第4行第5列", "50.0%"),
        ("职务|本社区|区外|合计 / 主职|53（60.9%）|34（39.1%）|87 / 其他|100（57.1%）|75（43.9%）|175", "第3行第3列", "42.9%"),
        ("街道|应到|实到|到会率 / 东关|40|38|95.0% / 西关|30|27|90.0% / 南门|25|20|84.0%", "第4行第4列", "80.0%"),
    ],
)  # fmt: skip
def test_a_cell_that_breaks_the_rule_of_its_table_is_an_error(table, place, computed):
    assert ("error", place, computed) in check(table)


def test_a_single_column_whose_total_is_off_by_one_slip_is_an_error():
    assert check("街道|人数 / 东关|40 / 西关|60 / 合计|110") == [("error", "第4行第2列", "100")]


def test_a_single_column_whose_total_is_far_off_is_no_finding():
    assert check("指标|数值 / 社区|126 / 社工|981 / 合计|500") == []


def test_a_share_that_is_cut_off_is_a_warning():
    found = check("街道|人数|占比 / 东关|1|33.3% / 西关|2|66.6% / 合计|3|100%")
    assert found == [("warning", "第3行第3列", "66.7%")]
