"""The set must be what its truth says: every row is told once, and nothing that is certain is in doubt."""

import re
import zipfile
from collections import Counter, defaultdict
from functools import cache
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
import yaml
from python_calamine import CalamineWorkbook

from sqgz.errors import InputError
from sqgz.example.streets import parameters as given
from sqgz.example.streets import personal_texts, write_streets
from sqgz.example.streets.headings import NAMED, VARIANTS, unknown_headings
from sqgz.example.streets.writing import draw_district, truth_texts
from sqgz.reading.signatures import read_bytes, recognise
from sqgz.study.schema import Declaration

PEOPLE = ("record", "joined", "duplicate", "excluded", "apart")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("streets")
    write_streets(folder / "study", truth=folder / "truth")
    return folder


@pytest.fixture(scope="module")
def truth(root):
    return {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in (root / "truth").iterdir()
    }


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@cache
def sheets(path: Path):
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def declared(root):
    text = (root / "study" / "study.yaml").read_text("utf-8")
    return Declaration.model_validate(yaml.load(text, yaml.BaseLoader))


# --- the files ------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes(root, tmp_path):
    write_streets(tmp_path / "study", truth=tmp_path / "truth")
    assert files(tmp_path) == files(root)


def test_another_seed_gives_other_people(root, tmp_path):
    write_streets(tmp_path, seed=1)
    for path in ("上报/临湖街道.xlsx", "汇总/栗坡镇汇总表.xlsx"):
        assert sheets(tmp_path / path) != sheets(root / "study" / path)


def test_the_truth_is_kept_apart(tmp_path):
    with pytest.raises(ValueError, match="outside the folder"):
        write_streets(tmp_path, truth=tmp_path / "truth")


def test_thirty_streets_send_a_file_three_send_counts_and_one_sends_nothing(root):
    reported = {report.street for report in given.REPORTS}
    everybody = {*given.INNER, *given.OUTER}
    assert len(reported) == 30
    assert len(everybody) == 34
    assert everybody == reported | set(given.SUMMARIES) | {given.MISSING}
    names = sorted(path.name for path in (root / "study" / "上报").rglob("*") if path.is_file())
    assert len(names) == 30 + 2 + 3  # second files of two streets; a lock, a hidden file, a scan
    assert len(list((root / "study" / "汇总").iterdir())) == 3
    assert not [name for name in names if given.MISSING in name]


def test_what_cannot_be_read_is_what_its_name_does_not_say(root):
    folder = root / "study" / "上报"
    for name, message in {
        "半亩街道.xlsx": "文件不完整",
        "竹篱镇.wps": "WPS 文字文档",
        "鹤汀街道（盖章扫描件）.pdf": "PDF 文件",
        "~$临湖街道.xlsx": "临时文件",
        "._临湖街道.xlsx": "无法识别",
    }.items():
        with pytest.raises(InputError, match=message):
            recognise(read_bytes(folder / name, file=name), file=name)


def test_one_street_sends_the_old_binary_form_with_its_merged_cells(root):
    path = root / "study" / "上报" / "枫渡街道.xls"
    assert recognise(path.read_bytes(), file=path.name) == "xls"
    book = CalamineWorkbook.from_path(path)
    merged = book.get_sheet_by_index(0).merged_cell_ranges
    assert ((0, 0), (0, 17)) in merged  # the title over all 18 columns


def test_every_second_workbook_of_a_street_is_what_the_story_says(root):
    folder = root / "study" / "上报"
    assert sheets(folder / "砚池街道.xlsx") == sheets(folder / "副本 砚池街道.xlsx")
    first, final = (sheets(folder / name)["花名册"] for name in ("云阶街道.xlsx", "云阶街道（终稿2）.xlsx"))
    assert len(final) == len(first) + 1
    heading = next(row for row in final if "姓名" in row)
    at = {name: heading.index(name) for name in ("姓名", "现居住地")}
    pairs = [(a, b) for a, b in zip(first, final, strict=False) if a[at["姓名"]] == b[at["姓名"]]]
    changed = [a for a, b in pairs if a[at["现居住地"]] != b[at["现居住地"]]]
    assert len(changed) == given.REVISED_ROWS


# --- headings and study ---------------------------------------------------------------------------------------------


def test_there_are_six_forms_and_the_study_names_four(root):
    assert {report.variant for report in given.REPORTS} == set(VARIANTS) == set("ABCDEF")
    study = declared(root)
    known = {
        heading
        for variable in study.variables.values()
        for heading in variable.column + variable.place_column
    }
    for name, variant in VARIANTS.items():
        wanted = {
            heading for role, heading in variant.roles.items() if role in ("hukou", "residence", "education")
        }
        assert (wanted <= known) == (name in NAMED)
        assert len(known & set(variant.roles.values())) >= 2  # else nobody could find the row of headings


def test_the_headings_to_be_asked_about_are_those_the_study_does_not_name(root, truth):
    study = declared(root)
    known = {
        heading
        for variable in study.variables.values()
        for heading in variable.column + variable.place_column
    }
    asked = truth["headings"][truth["headings"]["variable"] != ""]
    assert set(asked["heading"]) == set(unknown_headings())
    assert not known & set(asked["heading"])
    assert {key for keys in asked["variable"] for key in keys.split("+")} <= set(study.variables)


def test_every_heading_of_a_form_stands_in_its_files(root):
    for report in given.REPORTS:
        if report.kind in ("plain", "revised", "copied"):
            rows = sheets(root / "study" / "上报" / f"{report.street}.xlsx")["花名册"]
            texts = {"".join(str(cell).split()) for row in rows[2:4] for cell in row}
            assert set(VARIANTS[report.variant].roles.values()) <= texts, report.street


# --- the truth of the people ----------------------------------------------------------------------------------------


def test_every_row_below_the_headings_is_told_once(root, truth):
    told = truth["persons"].groupby(["file", "sheet"])["row"].agg(list)
    assert len(told) > 30
    for (file, sheet), rows in told.items():
        cells = sheets(root / "study" / file)[sheet]
        below = 5 if VARIANTS[next(r.variant for r in given.REPORTS if r.street in file)].grouped else 4
        assert [int(row) for row in rows] == list(range(below, len(cells) + 1)), file


def test_every_person_has_one_record_or_one_reason_why_not(truth):
    rows = truth["persons"][truth["persons"]["expect"].isin(PEOPLE)]
    first = rows[rows["expect"].isin(("record", "excluded", "apart"))]
    assert first["person"].is_unique
    assert set(first["person"]) == set(rows["person"])
    actions = Counter(rows["expect"])
    assert len(rows) == first["person"].nunique() + actions["joined"] + actions["duplicate"]
    assert actions["joined"] == given.TROUBLES["two_lines"] + given.TWO_FILES
    assert actions["duplicate"] == given.TROUBLES["repeated_line"]


def test_the_official_list_counts_the_people_of_the_truth(root, truth):
    places = pd.read_csv(root / "study" / "单位名录.csv", encoding="utf-8-sig")
    assert (places[["people_chief", "people_member", "people_staff"]].sum(axis=1) == places["people"]).all()
    assert (places["posts"] >= places["people"]).all()
    counted = truth["persons"][(truth["persons"]["expect"] == "record")]
    by_street = Counter(counted["street"])
    true = truth["counts"].astype({"n": int})
    by_street |= true[true["variable"] == "hukou"].groupby("street")["n"].sum().to_dict()
    listed = places.groupby("street")["people"].sum()
    unread = {r.street for r in given.REPORTS if r.kind in ("damaged", "wps")} | {given.MISSING}
    assert set(listed.index) - set(by_street) == unread
    assert {street: n for street, n in listed.items() if street not in unread} == by_street


def test_lines_of_one_person_show_one_identity(root, truth):
    rows = truth["persons"][truth["persons"]["expect"].isin(("record", "joined"))]
    texts = defaultdict(set)
    for row in rows.itertuples():
        cells = sheets(root / "study" / row.file)[row.sheet]
        texts[row.person] |= {str(cell) for cell in cells[int(row.row) - 1] if str(cell).startswith("999")}
    twice = Counter(rows["person"])
    for person, n in twice.items():
        if n > 1:
            assert len(texts[person]) == 1


def test_a_text_settled_for_all_who_wrote_it_means_one_thing():
    for seed in range(3):
        texts = truth_texts(draw_district(seed))["doubts"]
        rows = pd.read_csv(StringIO(texts), dtype=str, keep_default_na=False)
        means = defaultdict(set)
        for row in rows[(rows["raw"] != "") & (rows["expect"] != "open")].itertuples():
            means[row.variable, row.raw, row.settled].add(row.key)
        for (variable, raw, settled), keys in means.items():
            if settled == "list":
                assert len(keys) == 1, (variable, raw)
                assert (variable, raw, "street") not in means
            if settled == "nobody":
                assert keys == {""}


def test_every_doubt_is_about_a_line_of_a_person(truth):
    people = truth["persons"][truth["persons"]["expect"].isin(PEOPLE)]
    rows = set(zip(people["file"], people["sheet"], people["row"], strict=True))
    doubts = truth["doubts"]
    assert not doubts.duplicated(["file", "sheet", "row", "variable"]).any()
    assert set(zip(doubts["file"], doubts["sheet"], doubts["row"], strict=True)) <= rows
    assert {"asked", "either", "missing", "open"} == set(doubts["expect"])
    assert {"list", "street", "nobody", ""} == set(doubts["settled"])


def test_the_troubles_are_among_the_people(root, truth):
    stored = []
    for file in truth["persons"].loc[truth["persons"]["expect"] != "set_aside", "file"].unique():
        for rows in sheets(root / "study" / file).values():
            stored += [cell for row in rows for cell in row]
    numbers = [cell for cell in stored if isinstance(cell, float)]
    assert sum(cell > 1e17 for cell in numbers) == given.TROUBLES["number_id"]
    assert sum(1950 < cell < 2010 for cell in numbers) > 10  # 1985.10 stored as 1985.1
    texts = Counter(cell for cell in stored if isinstance(cell, str))
    for word in ("第一书记", "兼职委员", "公益性岗位", "借调", "一肩挑", "同上", "本地", "新桥社区"):
        assert texts[word], word


def test_the_truth_names_nobody(truth):
    written = "\n".join("\n".join(map(",".join, table.to_numpy())) for table in truth.values())
    assert not [one for one in personal_texts() if one in written]
    assert not re.search(r"\d号|\d单元", written)  # no door of an address


# --- submissions and counts -----------------------------------------------------------------------------------------


def test_each_street_has_its_status(truth):
    status = truth["submissions"].groupby("street")["status"].agg(set)
    assert status["梧院街道"] == {"未报"}
    assert status["半亩街道"] == status["竹篱镇"] == {"无法读取"}
    assert status["鹤汀街道"] == {"已报", "无法读取"}
    assert status["云阶街道"] == status["砚池街道"] == {"重复报送"}
    assert Counter(map(frozenset, status))[frozenset({"已报"})] == 34 - 6
    assert list(truth["doubles"]["decision"]) == ["不采用", "采用", "采用", "不采用"]


def test_lines_of_a_submission_are_the_rows_of_people(truth):
    rows = truth["persons"][truth["persons"]["person"] != ""].groupby(["file", "sheet"]).size()
    sent = truth["submissions"].set_index(["file", "sheet"])["lines"]
    for where, n in rows.items():
        assert int(sent[where]) == n


def test_the_counts_add_up_but_for_one_cell(root, truth):
    wrong = []
    for path in sorted((root / "study" / "汇总").iterdir()):
        for number, row in enumerate(sheets(path)["汇总表"], 1):
            if isinstance(row[2], float):
                wrong += [(path.name, number, at) for at in (3, 8) if sum(row[at : at + 4]) != row[at + 4]]
                assert row[2] == row[7] == row[12]
    (slip,) = truth["slips"].itertuples()
    assert [(file, row) for file, row, _ in wrong] == [("黛山街道汇总表.xlsx", int(slip.cell[1:]))]
    assert int(slip.written) == int(slip.true) + 2


def test_workbooks_carry_no_time_of_writing(root):
    for path in (root / "study" / "上报").glob("[!~.]*街道.xlsx"):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as book:
                assert b"2024-07-05T09:00:00Z" in book.read("docProps/core.xml")
