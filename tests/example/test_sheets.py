import re

import pandas as pd
import pytest
from openpyxl import load_workbook

from sqgz.example.answers import META, QUESTIONS
from sqgz.example.roster import HEADINGS


@pytest.fixture(scope="module")
def roster(written):
    return load_workbook(written / "raw" / "花名册.xlsx")


@pytest.fixture(scope="module")
def truth(written):
    return pd.read_csv(written / "truth.csv", keep_default_na=False)


def column(sheet, heading):
    return [row[HEADINGS.index(heading)].value for row in sheet.iter_rows(min_row=6)]


def test_the_roster_has_a_title_a_unit_and_headings_over_two_rows(roster):
    sheet = roster["花名册"]
    assert "花名册" in sheet["A1"].value
    assert sheet["A2"].value.startswith("填报单位")
    merged = {str(merged_range) for merged_range in sheet.merged_cells.ranges}
    assert {"A1:S1", "A3:A4", "K3:L3"} <= merged
    assert [sheet["K3"].value, sheet["K4"].value, sheet["L4"].value] == ["学历", "第一学历", "最高学历"]
    assert sheet["D5"].value == "例：张三"
    assert roster.sheetnames == ["花名册", "填报说明"]


def test_streets_and_most_communities_are_merged_downwards(roster):
    ranges = [str(one) for one in roster["花名册"].merged_cells.ranges]
    assert len([one for one in ranges if re.fullmatch(r"B(\d+):B(\d+)", one) and one != "B3:B4"]) == 12
    assert 90 < len([one for one in ranges if re.fullmatch(r"C(\d+):C(\d+)", one) and one != "C3:C4"]) < 119


def test_rows_that_are_nobody_stand_between_the_people(roster):
    streets = column(roster["花名册"], "街道")
    assert streets.count("小计") == 12
    assert streets.count("合计") == 1
    last = roster["花名册"].cell(roster["花名册"].max_row, 1).value
    assert last.startswith("填表人")


def test_one_column_is_hidden(roster):
    hidden = [name for name, part in roster["花名册"].column_dimensions.items() if part.hidden]
    assert [HEADINGS[ord(name) - ord("A")] for name in hidden] == ["民族"]


def test_some_numbers_of_people_are_stored_as_numbers(roster, simulation):
    stored = [value for value in column(roster["花名册"], "身份证号") if isinstance(value, (int, float))]
    assert len(stored) == 9
    known = {person.identity for person in simulation.people}
    assert len([value for value in stored if str(int(value)) in known]) <= 1  # the last digits are lost


def test_months_of_birth_come_in_many_forms(roster):
    values = [value for value in column(roster["花名册"], "出生年月") if value is not None]
    kinds = {type(value).__name__ for value in values}
    assert kinds == {"str", "datetime", "float"}
    texts = [re.sub(r"[0-9０-９]+", "9", value) for value in values if isinstance(value, str)]
    assert {"9-9", "9.9", "9年9月", "9/9", "9．9", "9。9", "9"} <= set(texts)


def test_the_questionnaire_looks_like_an_export(written):
    sheet = load_workbook(written / "raw" / "问卷.xlsx")["Sheet1"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*META, *QUESTIONS)
    assert any(heading.endswith(" ") for heading in QUESTIONS)
    assert [row[0] for row in rows[1:]] == list(range(1, len(rows)))
    reasons = [row[-1] for row in rows[1:]]
    assert any("┋" in text for text in reasons)
    assert any("其他〖" in text for text in reasons)
    assert "(跳过)" in reasons
    assert "(空)" in reasons


def test_those_who_say_they_live_here_were_not_asked_why_not(written, truth):
    rows = list(load_workbook(written / "raw" / "问卷.xlsx")["Sheet1"].iter_rows(values_only=True))
    for row in rows[1:]:
        if row[9] == "本社区":
            assert row[-1] == "(跳过)"
        if row[9] in ("本街道其他社区", "本区其他街道", "本市其他区"):
            assert row[-1] != "(跳过)"
    shown = truth[truth["variable"] == "reasons"].groupby("expect").size()
    assert shown["skipped"] > 300


def test_every_line_of_a_sheet_has_one_row_of_truth(roster, truth):
    rows = truth[truth["variable"] == ""]
    assert not rows.duplicated(["file", "row"]).any()
    of_roster = rows.loc[rows["file"] == "花名册.xlsx", "row"]
    assert sorted(of_roster) == list(range(5, roster["花名册"].max_row + 1))


def test_cells_of_the_truth_stand_in_rows_of_people(truth):
    cells = truth[truth["variable"] != ""]
    assert not cells.duplicated(["file", "row", "variable"]).any()
    action = truth[truth["variable"] == ""].set_index(["file", "row"])["expect"]
    found = {action[file, row] for file, row in zip(cells["file"], cells["row"], strict=True)}
    assert found == {"record", "joined", "duplicate"}


def test_the_mess_has_the_measure_it_should_have(truth):
    cells = truth[truth["variable"] != ""]
    for variable in ("hukou", "residence", "pay", "education", "age_band", "position"):
        file = "问卷.xlsx" if variable in ("hukou", "residence", "pay") else "花名册.xlsx"
        of = cells[(cells["variable"] == variable) & (cells["file"] == file)]
        shares = of["expect"].value_counts(normalize=True)
        assert 0.01 < shares["missing"] < 0.045, variable
        assert 0.015 < shares["review"] < 0.06, variable
    rows = truth[truth["variable"] == ""]
    assert (rows["expect"] == "duplicate").sum() == 16
    assert (rows["expect"] == "rejected").sum() == 8
