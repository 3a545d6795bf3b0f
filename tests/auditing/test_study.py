"""Check 10: a text against the results of its study."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from sentences import percent

from sqgz.auditing.checks.study import collect_values
from sqgz.auditing.review import audit_document
from sqgz.auditing.texts import Control, Document, Passage

LEVELS = {
    "community": "户口在本社区",
    "street": "户口在本街道其他社区",
    "district": "户口在本区其他街道",
    "outside": "户口在区外",
}
GROUPS = {"chief": ("主职", (53, 41, 37, 21)), "member": ("其他“两委”成员", (351, 201, 188, 89))}


def make_frame() -> pd.DataFrame:
    rows = []
    for group, (_, counts) in GROUPS.items():
        for level, count in zip(LEVELS, counts, strict=True):
            base = sum(counts)
            rows.append(
                {
                    "stat": "share",
                    "group": group,
                    "against": "",
                    "category": level,
                    "value": count / base,
                    "count": count,
                    "base": base,
                }
            )
    gap = Fraction(53, 152) - Fraction(351, 829)
    rows.append(
        {
            "stat": "difference",
            "group": "chief",
            "against": "member",
            "category": "community",
            "value": float(gap),
            "count": None,
            "base": None,
        }
    )
    frame = pd.DataFrame(rows)
    frame[["count", "base"]] = frame[["count", "base"]].astype("Int64")
    return frame


def make_text() -> str:
    parts = []
    for label, counts in GROUPS.values():
        base = sum(counts)
        items = "；".join(
            f"{name}的{count}人，占{percent(count, base)}%"
            for name, count in zip(LEVELS.values(), counts, strict=True)
        )
        parts.append(f"全区共有{label}{base}人。其中{items}。")
    return "".join(parts) + "户口在本社区的，主职占34.9%，其他“两委”成员占42.3%，主职低7.5个百分点。"


def run(text: str, **more: object):
    return audit_document(
        Document("报告", (Passage(text, "第1段"),)), Path("报告"), results=make_frame(), **more
    )  # type: ignore[arg-type]


def test_a_text_rendered_from_the_results_has_no_errors_and_every_figure_is_right():
    outcome = run(make_text())
    assert not outcome.has_errors
    assert outcome.summary.right == outcome.summary.read


def test_of_twenty_random_digits_changed_all_are_found():
    draw, text = random.Random(20), make_text()
    places = [i for i, char in enumerate(text) if char.isdigit()]
    for place in draw.sample(places, 20):
        others = [
            d for d in "0123456789" if d != text[place] and not (d == "0" and not text[place - 1].isdigit())
        ]
        changed = text[:place] + draw.choice(others) + text[place + 1 :]
        assert run(changed).has_errors, changed[max(0, place - 20) : place + 20]


def test_a_count_with_the_share_of_another_row_is_an_error_though_both_are_known():
    outcome = run("主职中户口在本社区的53人，占42.3%。其他成员829人。")
    assert [f.kind for f in outcome.findings if f.severity == "error"] == ["study"]


def test_numbers_of_the_writer_that_no_result_stands_near_are_only_notes():
    outcome = run("全区地区生产总值增长5.2%，新建公园17个。")
    assert {f.severity for f in outcome.findings} == {"note"}


def test_words_that_contradict_a_finding_are_errors():
    labels = {"chief": "主职", "member": "其他“两委”成员", "community": "本社区"}
    assert not run("户口在本社区的比重，主职低于其他“两委”成员。", labels=labels).has_errors
    wrong = run("户口在本社区的比重，主职明显高于其他“两委”成员。", labels=labels)
    assert wrong.findings[0].why == "研究结果中主职与其他“两委”成员相差-7.5个百分点，与“明显高于”不符"
    assert run("户口在本社区的比重，主职与其他“两委”成员基本持平。", labels=labels).has_errors


def test_living_numbers_are_compared_with_what_they_should_hold():
    text = "主职53人，占34.9%"
    controls = (
        Control("sqgz:a", "主职·人数", 2, 4),
        Control("sqgz:b", "主职·占比", 7, 12),
        Control("other", "", 0, 2),
    )
    expected = {"sqgz:a": "53", "sqgz:b": "35.9%"}
    document = Document("报告", (Passage(text, "第1段", controls=controls),))
    outcome = audit_document(document, Path("报告"), living=lambda control: expected.get(control.tag))
    assert [(f.stated, f.computed) for f in outcome.findings if f.kind == "study"] == [("34.9%", "35.9%")]


def test_results_without_the_needed_columns_are_refused():
    with pytest.raises(ValueError, match="results lack the columns count, base"):
        collect_values(pd.DataFrame({"stat": [], "value": []}))
