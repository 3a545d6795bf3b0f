"""图表底稿.xlsx opened again: its numbers are those of the results, its charts those of its cells, its links lead somewhere."""

import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from openpyxl.utils import range_boundaries
from studies import asking, people_of

import sqgz
from sqgz.errors import InputError
from sqgz.report.blocks import Row, Table
from sqgz.report.keys import key_of
from sqgz.report.marks import living
from sqgz.report.workbook import write_workbook
from sqgz.results.schema import COLUMNS

DIGITS = 1e-15  # relative: a workbook holds 16 digits of a number
CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


def areas_of(book, title):
    """Tables of the sheet whose title begins so, by their own titles: lists of dictionaries by heading."""
    page = next(one for one in book if str(one["A1"].value).startswith(title))
    found, name, heads = {}, "", None
    for row in page.iter_rows(min_row=3):
        values = [cell.value for cell in row]
        filled = [value for value in values if value is not None]
        if len(filled) == 1 and heads is None:
            name = filled[0]
        elif len(filled) > 1 and heads is None:
            heads, found[name] = values, []
        elif len(filled) > 1:
            found[name].append({a: b for a, b in zip(heads, values, strict=True) if a is not None})
        else:
            heads, name = None, filled[0] if filled else ""
    return found


def charts_of(path):
    """(sheet, first row, last row, column, cached values) of every series of every chart."""
    found = []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if re.fullmatch(r"xl/charts/chart\d+\.xml", name):
                tree = etree.fromstring(package.read(name))
                for values in tree.iterfind(".//c:ser/c:val/c:numRef", CHART):
                    sheet, cells = values.find("c:f", CHART).text.rsplit("!", 1)
                    cached = [float(one.text) for one in values.iterfind(".//c:v", CHART)]
                    found.append((sheet.strip("'"), range_boundaries(cells.replace("$", "")), cached))
    return found


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(written)


def approx(value):
    return pytest.approx(value, rel=DIGITS, abs=0)


def links_of(page):
    return [cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink]


def share(results, **wanted):
    rows = results.select(stat="share", **wanted)
    assert len(rows) == 1
    return rows.iloc[0]


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_shares_and_counts_are_those_of_the_results_to_the_last_digit(results, book):
    areas = areas_of(book, "回答，按片区")
    labels = {"yes": "是", "no": "否", "maybe": "也许", "yes+no": "是或否"}
    for i, zone in enumerate(("outer", "inner")):
        for key, label in labels.items():
            row = share(results, comparison="zones", group=zone, category=key, stratum="")
            assert areas["占比"][i][label] == approx(row["value"])
            assert areas["人数"][i][label] == row["count"]
            assert areas["占比的95%区间"][i][f"{label} 下限"] == approx(row["low"])
        assert areas["人数"][i]["基数"] == row["base"] == 300
        assert areas["人数"][i]["未填或待核"] == row["missing"] == 0


def test_differences_stand_in_points_beside_the_finding_in_words(results, book):
    deciding = results.select(comparison="zones", stat="difference", category="yes", inference="process")
    line = next(one for one in areas_of(book, "回答，按片区")["差距与结论"] if one["性质"] == "探索性")
    assert line["差（百分点）"] == approx(100 * deciding.iloc[0]["value"])
    assert line["校正后p"] == approx(deciding.iloc[0]["p_adjusted"])
    assert "百分点" in line["结论"]


def test_every_stratum_has_its_rows(book):
    labels = [row["组"] for row in areas_of(book, "回答，按组：A与B")["占比"]]
    assert labels[:6] == ["全部 A", "全部 B", "大 A", "大 B", "小 A", "小 B"]
    assert {"外城区 A", "外城区 B", "内城区 A", "内城区 B"} <= set(labels)


def test_places_stand_from_the_highest_share_to_the_lowest(results, book):
    ranked = next(rows for rows in areas_of(book, "回答，按街道").values() if "区间向上" in rows[0])
    shares = [row["占比"] for row in ranked]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == 10
    for row in ranked:
        known = share(results, comparison="streets", group=row["街道"], category="yes")
        assert row["占比"] == approx(known["value"])


def test_an_interval_is_given_by_its_ends_and_by_how_far_they_are(book):
    rows = areas_of(book, "再答")["各类占比"]
    assert [row["再答"] for row in rows] == ["是", "否", "也许"]
    for row in rows:
        assert row["占比"] + row["区间向上"] == pytest.approx(row["上限"])
        assert row["占比"] - row["区间向下"] == pytest.approx(row["下限"])


def test_all_results_stand_in_a_sheet_of_their_own(results, book):
    page = book["结果表"]
    heads = [cell.value for cell in page[3]]
    assert [head.split("\n")[1] for head in heads] == COLUMNS
    assert all(re.search("[一-鿿]|^p", head.split("\n")[0]) for head in heads)
    shown = pd.DataFrame(list(page.iter_rows(min_row=4, values_only=True)), columns=COLUMNS)
    assert len(shown) == len(results.frame)
    for name in ("value", "low", "p_adjusted", "count", "deff"):
        expected = results.frame[name].astype("float64").reset_index(drop=True)
        pd.testing.assert_series_equal(shown[name].astype("float64"), expected, rtol=DIGITS, atol=0)
    assert shown["category"].fillna("").tolist() == results.frame["category"].tolist()


def test_shares_of_too_few_people_are_a_dash_and_no_bar(results, written):
    frame = results.frame.copy()
    few = (frame["comparison"] == "zones") & (frame["group"] == "outer") & (frame["stat"] == "share")
    frame.loc[few, "base"] = 19
    path = written.with_name("few.xlsx")
    write_workbook(type(results)(frame, results.study), path)
    areas = areas_of(openpyxl.load_workbook(path), "回答，按片区")
    assert [row["片区"] for row in areas["占比"]] == ["内城区", "外城区"]
    assert areas["占比"][1]["是"] == "—"
    assert areas["人数"][0]["基数"] == 19
    drawn = [one for one in charts_of(path) if one[0].endswith("回答，按片区")]
    assert {rows[3] - rows[1] for _, rows, _ in drawn} == {0}


# --- text -------------------------------------------------------------------------------------------------------------


def test_no_cell_is_a_formula_or_a_link_out(written, book):
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{page.title}!{cell.coordinate} {cell.value!r}"
    with zipfile.ZipFile(written) as package:
        rels = [package.read(name).decode() for name in package.namelist() if name.endswith(".rels")]
    assert not [one for one in rels if "TargetMode" in one]


def test_a_label_that_looks_like_a_formula_stays_text_even_when_edited(book):
    page = next(one for one in book if str(one["A1"].value).startswith("=原因，按片区"))
    heads = [cell for row in page.iter_rows() for cell in row if cell.value in ("=1+1", "+加", "-减", "@某")]
    assert len(heads) >= 8
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in heads)
    assert [cell.value for row in page.iter_rows() for cell in row if cell.value == "007"]


def test_simulated_data_are_called_so_on_every_sheet(results, book):
    assert results.study.source == "simulated"
    for page in book.worksheets[1:-1]:
        assert "模拟数据" in page["A1"].value
    assert "模拟数据" in book["目录"]["A2"].value


# --- charts and links -------------------------------------------------------------------------------------------------


def test_charts_draw_cells_that_hold_numbers_and_cache_nothing_else(written, book):
    drawn = charts_of(written)
    assert drawn
    for sheet, (column, first, last_column, last), cached in drawn:
        assert column == last_column
        cells = [book[sheet].cell(row, column).value for row in range(first, last + 1)]
        assert all(isinstance(one, (int, float)) for one in cells)
        assert cached in ([], cells)


def test_every_comparison_has_a_chart_and_the_contents_count_them(written, book):
    with zipfile.ZipFile(written) as package:
        charts = sum(bool(re.fullmatch(r"xl/charts/chart\d+\.xml", name)) for name in package.namelist())
    entries = list(book["目录"].iter_rows(min_row=6, values_only=True))
    counted = [int(line[3].rstrip("幅")) for line in entries if line[3] != "—"]
    assert sum(counted) == charts
    assert [line[3] for line in entries if line[1] == "比较"] == [
        "1幅"
    ] * 8  # seven comparisons, and all differences


def test_error_bars_refer_to_the_cells_that_hold_their_reach(written):
    with zipfile.ZipFile(written) as package:
        texts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    bars = [text for text in texts if "errBars" in text]
    assert bars
    assert all("<c:minus><c:numRef>" in text and "<c:plus><c:numRef>" in text for text in bars)


def test_links_lead_to_a_sheet_and_back(book):
    names = set(book.sheetnames)
    assert all(len(name.encode("utf-16-le")) <= 62 for name in names)
    assert len({name.lower() for name in names}) == len(names)
    to = links_of(book["目录"])
    assert [re.fullmatch("'(.+)'!A1", one)[1] for one in to] == book.sheetnames[1:]
    for page in book.worksheets[1:]:
        assert links_of(page) == ["'目录'!A1"]


def test_two_comparisons_that_ask_alike_are_told_apart_by_their_groups(book):
    titles = [line[2] for line in book["目录"].iter_rows(min_row=6, values_only=True)]
    assert {"回答，按组：A与B", "回答，按组"} <= set(titles)


def test_age_by_sex_is_a_pyramid_whose_left_side_runs_below_zero(tmp_path):
    sex = {
        "label": "性别",
        "column": "性别",
        "categories": [{"key": "m", "label": "男"}, {"key": "f", "label": "女"}],
    }
    age = {"label": "年龄", "kind": "ordered", "column": "出生年月", "derive": "age", "bands": [30, 40]}
    study = asking(
        tmp_path,
        {"id": "ages", "outcome": "age", "by": "sex", "groups": ["m", "f"], "key": [["≤30"]]},
        variables={"sex": sex, "age": age},
    )
    rows = [(30, "m", "≤30", "甲"), (70, "m", "≥41", "甲"), (20, "f", "≤30", "乙"), (80, "f", "31–40", "乙")]
    results = sqgz.compare(study, people_of(study, rows, ("sex", "age", "street")))
    path = tmp_path / "book.xlsx"
    write_workbook(results, path)
    pyramid = areas_of(openpyxl.load_workbook(path), "年龄，按性别")["金字塔图数据"]
    assert [(row["男"], row["女"]) for row in pyramid] == [(-0.7, 0), (0, 0.8), (-0.3, 0.2)]
    cached = [values for sheet, _, values in charts_of(path) if "年龄，按性别" in sheet]
    assert [-0.7, 0, -0.3] in cached


# --- what is withheld -------------------------------------------------------------------------------------------------


def test_what_is_withheld_is_a_star_everywhere_and_in_no_chart(hidden, written):
    path = written.with_name("public.xlsx")
    write_workbook(hidden, path)
    book = openpyxl.load_workbook(path)
    rows = hidden.select(comparison="three", group="a", stat="share")
    sheet = next(one for one in book if one["A1"].value == "回答，按组（模拟数据）" and "A" in _column(one))
    numbers = {round(float(value), 12) for row in sheet.iter_rows(values_only=True) for value in row if isinstance(value, (int, float))}  # fmt: skip
    assert not numbers & {round(float(value), 12) for value in rows["value"]}
    assert "*" in [value for row in sheet.iter_rows(values_only=True) for value in row]
    whole = pd.DataFrame(list(book["结果表"].iter_rows(min_row=4, values_only=True)), columns=COLUMNS)
    withheld = whole[whole["text"] == "*"]
    assert len(withheld) == (hidden.frame["text"] == "*").sum()
    assert (withheld[["value", "low", "count", "base", "missing", "p_value"]] == "*").all(axis=None)
    for name, (column, first, _, last), _ in charts_of(path):
        if name == sheet.title:
            assert "A" not in [sheet.cell(row, 1).value for row in range(first, last + 1)]
            assert "*" not in [sheet.cell(row, column).value for row in range(first, last + 1)]


def _column(page):
    return [row[0] for row in page.iter_rows(max_col=1, values_only=True)]


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_same_results_give_the_same_bytes(results, written):
    again = written.with_name("again.xlsx")
    write_workbook(results, again)
    assert again.read_bytes() == written.read_bytes()


def test_a_folder_in_its_place_is_said_and_nothing_is_left_behind(results, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(InputError, match=r"无法写入 图表底稿\.xlsx。请关闭正在使用它的程序"):
        write_workbook(results, tmp_path / "图表底稿.xlsx")
    assert not list(tmp_path.iterdir())


def test_tables_of_the_report_are_found_by_their_number_and_keep_their_digits(results, tmp_path):
    row = share(results, comparison="zones", group="outer", category="yes", stratum="").to_dict()
    cell = living(key_of(row, "value", "hundredths"), "12.3")
    tables = [
        Table("表:zones", "回答情况", (("片区", "是"),), ()),
        Table("表:own", "另一张表", (("片区", "是"),), (Row(("外城区",), "group"), Row(("全部", cell)))),
    ]
    write_workbook(results, tmp_path / "book.xlsx", tables)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    numbered = {line[2]: line[4] for line in book["目录"].iter_rows(min_row=6, values_only=True)}
    assert numbered["回答，按片区"] == "表1"
    assert numbered["另一张表"] == "表2"
    page = next(one for one in book if one["A1"].value == "另一张表（模拟数据）")
    assert approx(row["value"]) in [value for line in page.iter_rows(values_only=True) for value in line]
