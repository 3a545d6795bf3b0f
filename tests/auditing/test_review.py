"""The audit as a whole: frame, summary, one line a finding, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sqgz.auditing
from sqgz.auditing import audit
from sqgz.errors import InputError

TEXT = (
    "一、现状\n全区共有社区工作者981人，其中男性312人，占31.9%；女性669人，占68.2%。\n收入比上年增长5.2%。\n"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_frame_has_the_agreed_columns_and_the_surest_findings_first(report):
    frame = audit(report).frame
    assert list(frame.columns) == ["severity", "kind", "place", "text", "stated", "computed", "why"]
    assert list(frame["severity"]) == ["error", "note"]
    first = frame.iloc[0]
    assert (first["kind"], first["stated"], first["computed"]) == ("share", "31.9%", "31.8%")
    assert "312人，占31.9%" in first["text"]
    assert first["place"].startswith("第2段（一、现状）")


def test_an_audit_without_findings_still_has_the_columns(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("男性312人，女性669人，共981人。", encoding="utf-8")
    outcome = audit(path)
    assert list(outcome.frame.columns)[:2] == ["severity", "kind"]
    assert outcome.frame.empty
    assert not outcome.has_errors


def test_the_summary_counts_figures_read_checked_right_wrong_and_not_checkable(report):
    summary = audit(report).summary
    assert (summary.read, summary.checked, summary.right, summary.wrong, summary.not_checkable) == (
        6,
        5,
        4,
        1,
        1,
    )
    assert str(summary) == "读出数字6个，核对5个：相符4个，错误1个，存疑0个；无法核对1个。"


def test_each_finding_is_one_line_and_the_summary_is_the_last(report):
    lines = audit(report).lines()
    assert (
        lines[0]
        == "[错误·占比] 第2段（一、现状）：“…人，其中男性312人，占31.9%；女性669人，占68.…” 312人÷981人＝31.8%，文中为31.9%"
    )
    assert all("\n" not in line for line in lines)
    assert lines[-1].startswith("读出数字6个")


def test_json_holds_summary_and_findings(report):
    content = json.loads(audit(report).to_json())
    assert content["summary"]["wrong"] == 1
    assert content["findings"][0]["severity"] == "error"


def test_only_a_docx_can_be_marked(report, tmp_path):
    with pytest.raises(InputError, match=r"报告\.txt: 只有 \.docx 可以加批注"):
        audit(report).mark(tmp_path / "b.docx")


def test_the_package_hands_on_its_names_only():
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = sqgz.auditing.nothing
