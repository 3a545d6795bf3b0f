"""Questions of which nothing, or only one of several answers, is compared: what the report says, and what it does not hide."""

import pytest
from studies import asking, people_of

import sqgz
from sqgz.report.blocks import Paragraph, Table
from sqgz.report.composing.sections import compose_report
from sqgz.report.marks import plain

REASONS = {
    "label": "原因", "kind": "multiple", "column": "原因",
    "categories": [{"key": key, "label": label} for key, label in (("far", "住得远"), ("home", "照顾家庭"), ("pay", "待遇"))],
}  # fmt: skip


def report_of(root, comparison, rows, columns, **variables):
    study = asking(root, comparison, variables=variables)
    return compose_report(sqgz.compare(study, people_of(study, rows, columns)))


def texts_of(report):
    return [plain(block.text) for block in report.blocks if isinstance(block, Paragraph)]


def test_the_wider_gap_of_an_answer_that_was_not_compared_is_named(tmp_path):
    """far: 50 of 100 against 40 of 100; home: 30 against 60: a reader must not take far for the most telling."""
    rows = [(50, "a", "far"), (30, "a", "home"), (20, "a", "pay"), (40, "b", "far"), (60, "b", "home")]
    asked = {"id": "q", "outcome": "reasons", "by": "group", "groups": ["a", "b"], "key": [["far"]]}
    report = report_of(tmp_path, asked, rows, ("group", "reasons"), reasons=REASONS)
    assert (
        "同一问题中，两组相差更大的还有“照顾家庭”（B高30.0个百分点）、“待遇”（A高20.0个百分点），未作检验。"
        in texts_of(report)
    )


def test_where_the_compared_answer_is_the_widest_that_is_said(tmp_path):
    rows = [(90, "a", "far"), (10, "a", "home"), (40, "b", "far"), (30, "b", "home"), (30, "b", "pay")]
    asked = {"id": "q", "outcome": "reasons", "by": "group", "groups": ["a", "b"], "key": [["far"]]}
    report = report_of(tmp_path, asked, rows, ("group", "reasons"), reasons=REASONS)
    assert "同一问题的其余各项，两组相差都不更大，未作检验。" in texts_of(report)


@pytest.fixture
def alone(tmp_path):
    rows = [(50, "a", "yes"), (30, "a", "no"), (20, "b", "maybe"), (5, "b", None)]
    return report_of(tmp_path, {"id": "q", "outcome": "answer"}, rows, ("group", "answer"))


def test_a_question_without_groups_is_a_list_of_its_answers(alone):
    (table,) = [block for block in alone.blocks if isinstance(block, Table) and block.name == "表:q"]
    assert table.heads == (("回答", "人数", "占比"),)
    assert [[plain(cell) for cell in row.cells] for row in table.rows] == [
        ["是", "50", "50.0"], ["否", "30", "30.0"], ["也许", "20", "20.0"], ["合计", "100", "100.0"],
    ]  # fmt: skip
    assert plain(table.notes[0]) == "基数为100人，另有5人未填或待核。"


def test_nothing_is_judged_where_nothing_is_compared(tmp_path):
    study = asking(tmp_path, {"id": "q", "outcome": "answer"})
    results = sqgz.compare(study, people_of(study, [(50, "a", "yes", "s1"), (30, "a", "no", "s2")]))
    for tell in (sqgz.tell_plain, sqgz.tell_detectable, sqgz.tell_comparisons):
        assert tell(results) is not None
    assert sqgz.tell_plain(results).frame.empty
    assert "三是判断。本报告只作描述，未作检验。" in texts_of(compose_report(results))
