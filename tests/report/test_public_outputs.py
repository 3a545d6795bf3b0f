"""A study for the public: what is withheld is withheld in Word, workbook, page and figures alike."""

import re
import zipfile

import docx
import openpyxl
import pandas as pd
import pytest
from random_studies import random_study, results_of

import sqgz
from sqgz.figures.provenance import results_digest
from sqgz.report.keys import code_of
from sqgz.report.living.markup import text_of
from sqgz.report.living.walking import content_of, controls_in
from sqgz.results.schema import COLUMNS, SUPPRESSED
from sqgz.results.untold import OF_CLUSTERS


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Internal and public results of a small study, and the folder of everything written for the public."""
    study = random_study(tmp_path_factory.mktemp("public"), 5, people=5, report={"audience": "公开"})
    results = results_of(study)
    shown = sqgz.audience_of(results)
    for draw, name in ((sqgz.figures.draw_shares, "01_shares"), (sqgz.figures.draw_ranking, "03_ranking")):
        sqgz.save_figure(draw(shown), name, study)
    for write in (sqgz.write_report, sqgz.write_brief, sqgz.write_workbook, sqgz.write_index):
        write(results)
    return results, shown, study


def hidden_codes(shown):
    return {code_of(row) for row in shown.frame.to_dict("records") if row["text"] == SUPPRESSED}


def test_something_is_withheld_and_not_everything(written):
    _, shown, _ = written
    withheld = (shown.frame["text"] == SUPPRESSED).mean()
    assert 0.02 < withheld < 0.8


def test_word_shows_a_star_and_no_digit_where_a_number_is_withheld(written):
    _, shown, study = written
    hidden = hidden_codes(shown)
    stars = 0
    for name in ("报告.docx", "简报.docx"):
        body = docx.Document(str(study.reports / name)).element.body
        for control, label in controls_in(body):
            text = text_of(content_of(control))
            if label.key.code in hidden:
                assert not re.search(r"\d", text), (label.key, text)
                stars += text == SUPPRESSED
    assert stars > 5


def of_clusters(shown):
    """Rows that are shown but for what was reckoned from counts of single streets."""
    return shown.frame[shown.frame["warnings"].str.contains(OF_CLUSTERS)]


def test_what_was_reckoned_from_streets_is_a_star_in_word_and_no_reason_is_made_up(written):
    _, shown, study = written
    codes = {code_of(row) for row in of_clusters(shown).to_dict("records")}
    body = docx.Document(str(study.reports / "报告.docx")).element.body
    printed = [
        (label.key.field, text_of(content_of(control)))
        for control, label in controls_in(body)
        if label.key.code in codes
    ]
    found = {text for field, text in printed if field in ("low", "high", "p_adjusted", "deff")}
    assert found == {SUPPRESSED}
    findings = shown.select(stat="difference", finding="none")
    findings = findings[findings["family"] != ""]
    unclear = set(map(code_of, findings[findings["warnings"].str.contains(OF_CLUSTERS)].to_dict("records")))
    said = [text_of(content_of(control)) for control, label in controls_in(body)
            if label.key.code in unclear and label.key.form == "finding"]  # fmt: skip
    assert said
    for text in said:
        assert "可用于判断的街道和人员有限" in text
        assert "差别较大" not in text


def test_what_was_reckoned_from_streets_is_a_star_in_the_workbook(written):
    _, shown, study = written
    sheet = openpyxl.load_workbook(study.reports / "图表底稿.xlsx", read_only=True)["结果表"]
    whole = pd.DataFrame(list(sheet.iter_rows(min_row=4, values_only=True)), columns=COLUMNS)
    rows = whole.loc[of_clusters(shown).index]
    assert len(rows) > 10
    assert (rows[["low", "high", "error", "deff", "p_value", "p_adjusted"]] == SUPPRESSED).all(axis=None)
    assert (rows.loc[rows["stat"] == "share", "value"] != SUPPRESSED).all()


def texts_of(path):
    """Everything a file holds as text, unpacked."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return path.read_bytes().decode("utf-8", "replace")


def test_no_file_for_the_public_holds_a_hash_of_internal_results(written):
    results, _, study = written
    internal = {results_digest(results), *(results_digest(results)[:n] for n in (12, 16))}
    files = [
        path
        for folder in (study.reports, study.figures)
        for path in folder.rglob("*")
        if path.suffix != ".png"
    ]
    assert len(files) > 8
    for path in files:
        text = texts_of(path)
        assert not [one for one in internal if one in text], path.name


def test_sidecars_name_no_group_whose_numbers_are_withheld(written):
    _, shown, study = written
    rows = shown.select(comparison="residence_by_street", stat="share", of="row", category="community")
    withheld = set(rows.loc[rows["text"] == SUPPRESSED, "group"])
    text = (study.figures / "03_ranking.csv").read_text(encoding="utf-8-sig")
    assert not [one for one in withheld if one in text]
    assert [one for one in rows.loc[rows["text"] != SUPPRESSED, "group"] if one in text]


def test_the_public_report_audits_clean(written):
    results, _, study = written
    found = sqgz.audit(study.reports / "报告.docx", results=results)
    assert not [one for one in found.findings if one.severity == "error"], found.lines()
