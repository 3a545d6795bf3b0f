"""The two real texts of the project: one consistent, one blanked."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqgz.auditing import audit

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "sources"


def find(prefix: str) -> Path:
    found = sorted(SOURCES.glob(f"{prefix}*.txt")) if SOURCES.is_dir() else []
    if not found:
        pytest.skip("the real texts of ../shared/sources are not here")
    return found[0]


def test_the_provincial_reply_is_consistent_and_nine_of_its_twelve_figures_are_checked():
    outcome = audit(find("002"))
    assert not outcome.has_errors
    assert outcome.summary.read == 12
    assert outcome.summary.right == 9
    assert set(outcome.frame["severity"]) == {"note"}


def test_the_blanked_report_has_nothing_to_check_and_says_so():
    outcome = audit(find("000"))
    assert list(outcome.frame["kind"]) == ["blank"]
    assert "没有可核对的数字" in outcome.findings[0].why
    assert outcome.summary.checked == 0
