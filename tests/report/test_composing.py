"""Every number of a composed report is that of results, rounded once; no sentence is without its numbers' keys."""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sqgz.report.blocks import Heading, Paragraph, Picture, Table
from sqgz.report.composing.sections import compose_brief, compose_report
from sqgz.report.composing.summary import BASES
from sqgz.report.composing.tables import STARS
from sqgz.report.keys import code_of
from sqgz.report.marks import pieces, plain
from sqgz.report.rendering import Renderer
from sqgz.results.comparing import VILLAGES
from sqgz.results.schema import COUNTS, FLOATS, SUPPRESSED, build_frame, make_row

# what may stand as a digit outside living numbers: dates, labels of categories and streets, constants of the method
CONSTANTS = re.compile(
    r"\d{4}年\d+月\d+日|附件\d|^(附件：|　　　)?\d+\.(?!\d)|第\d街道|不足[23]0人|95%|5%水平|100\.0|100%|相差(不足)?\d+个百分点(以上)?|单位：|\d类|\d行|\d+项比较"
)


def half_up(value):
    """One decimal, half away from zero, from an exact fraction that is not negative."""
    tenths = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{tenths // 10}.{tenths % 10}"


def printed(row, field, form):
    """The number as this test rounds it, from results alone."""
    if field == "rate":
        return half_up(Fraction(int(row["count"]), int(row["base"])) * 100) + "%"
    value = row[field]
    if pd.isna(value):
        return "—"
    if form == "count":
        return str(int(value))
    if form == "p":
        return (
            "<0.001" if value < 0.001 else f"{Decimal(repr(value)).quantize(Decimal('0.001'), ROUND_HALF_UP)}"
        )
    if form == "decimal":
        return f"{Decimal(repr(value)).quantize(Decimal('0.01'), ROUND_HALF_UP)}"
    if row["stat"] == "share" and field == "value":
        if int(row["base"]) < 20:
            return "—"
        share = Fraction(int(row["count"]), int(row["base"])) * 100
        return half_up(share) + ("%" if form == "percent" else "")
    rounded = Decimal(repr(abs(value) if form == "gap" else value)) * 100
    return f"{rounded.quantize(Decimal('0.1'), ROUND_HALF_UP)}".replace("-0.0", "0.0")


def living(report):
    return [piece for text in report.texts() for piece in pieces(text) if piece.key]


def test_every_number_is_that_of_results(results, composed):
    rows = {code_of(row): row for row in results.frame.to_dict("records")}
    numbers = [piece for piece in living(composed) if piece.key.field != "says"]
    assert len(numbers) > 100
    for piece in numbers:
        row = rows[piece.key.code]
        assert piece.text == printed(row, piece.key.field, piece.key.form), (piece, row)


def test_no_digit_stands_without_its_key(composed):
    for text in composed.texts():
        outside = "".join("" if piece.key or piece.refers_to else piece.text for piece in pieces(text))
        assert not re.search(r"\d", CONSTANTS.sub("", outside)), outside


def test_findings_say_what_the_row_says(results, composed):
    rows = {code_of(row): row for row in results.frame.to_dict("records")}
    renderer = Renderer(results)
    said = [piece for piece in living(composed) if piece.key.field == "says"]
    assert said
    for piece in said:
        row = rows[piece.key.code]
        assert piece.text == renderer.text(piece.key)
        gap = re.search(r"[高低](\d+\.\d)个百分点", piece.text)
        if gap and piece.key.form == "finding":
            assert gap[1] == printed(row, "value", "gap"), (piece.text, row["value"])
            assert (gap[0][0] == "高") == (row["value"] > 0)
            for degree, least in (("略", 0.0), ("明显", 0.10), ("远", 0.20)):
                if f"{degree}高于" in piece.text or f"{degree}低于" in piece.text:
                    assert abs(row["value"]) >= least
                    assert degree != "略" or abs(row["value"]) < 0.05 or row["finding"] == "small"


def test_references_lead_to_tables_and_figures_of_the_report(composed):
    numbers = composed.numbers()
    referred = {piece.refers_to for text in composed.texts() for piece in pieces(text) if piece.refers_to}
    assert referred
    assert referred <= set(numbers)


def test_no_heading_stands_over_nothing(composed):
    blocks = composed.blocks
    for block, after in pairwise(blocks):
        if isinstance(block, Heading):
            assert isinstance(after, (Paragraph, Table, Picture)) or (
                isinstance(after, Heading) and after.level > block.level
            )
    assert not isinstance(blocks[-1], Heading)


def test_no_cell_is_blank_and_rows_are_as_wide_as_their_heads(composed):
    assert composed.tables
    for table in composed.tables:
        for row in table.rows:
            assert len(row.cells) == (1 if row.kind == "group" else len(table.heads[-1])), table.name
            assert all(plain(cell).strip() for cell in row.cells)


def test_headings_are_numbered_without_a_gap(composed):
    firsts = [
        block.number
        for block in composed.blocks
        if isinstance(block, Heading) and block.level == 1 and "、" in block.number
    ]
    assert firsts == [f"{one}、" for one in "一二三四五六七八九"[: len(firsts)]]
    appendices = [
        block.number
        for block in composed.blocks
        if isinstance(block, Heading) and block.number.startswith("附件")
    ]
    assert appendices == [f"附件{i}" for i in range(1, len(appendices) + 1)]


def test_the_summary_has_no_more_than_five_findings_and_says_them_as_the_text_does(composed):
    blocks = list(composed.blocks)
    at = next(i for i, block in enumerate(blocks) if isinstance(block, Heading) and block.text == "【摘要】")
    said = []
    for block in blocks[at + 1 :]:
        if isinstance(block, Heading):
            break
        said.append(plain(block.text)[2:])
    assert said.pop() == BASES[2:]  # what all of them are shares of
    assert 1 <= len(said) <= 5
    rest = "".join(
        re.sub("（见[^）]*）", "", plain(block.text))
        for block in blocks[at + 2 + len(said) :]
        if isinstance(block, Paragraph)
    )
    assert all(one in rest for one in said)


def test_the_brief_says_the_findings_of_the_summary(results):
    summary = {piece.key for piece in living(compose_report(results))}
    brief = living(compose_brief(results))
    assert brief
    assert {piece.key for piece in brief} <= summary


def test_what_the_writer_has_to_supply_is_marked(composed):
    blanks = [
        block.text for block in composed.blocks if isinstance(block, Paragraph) and block.kind == "blank"
    ]
    assert [text for text in blanks if "由起草人撰写" in text] == [
        "问题的成因由起草人撰写。",
        "对策建议由起草人撰写。",
    ]


@pytest.mark.parametrize("text", ["建议", "显著", "调动方案", "应当加强"])
def test_the_body_gives_no_advice_and_knows_no_test(composed, text):
    body = [
        plain(block.text)
        for block in composed.blocks
        if isinstance(block, Paragraph) and block.kind == "body"
    ]
    assert not [one for one in body if text in one]


def with_rows(results, *rows):
    """The results with further rows of counts."""
    more = build_frame([make_row(**row, value=float(row["count"])) for row in rows])
    return replace(
        results,
        frame=pd.concat([results.frame[results.frame["comparison"] != "coverage"], more], ignore_index=True),
    )


def covered(category, count, group="", **more):
    return {
        "comparison": "coverage",
        "by": "position",
        "group": group,
        "category": category,
        "stat": "coverage",
        "count": count,
    } | more


def body_of(results):
    return "".join(
        plain(block.text) for block in compose_report(results).blocks if isinstance(block, Paragraph)
    )


def test_a_rate_that_may_be_too_high_or_too_low_says_so(results):
    whole = [covered("frame", 100), covered("answered", 90, base=100), covered("missing", 10)]
    heads = [covered("frame", 40, "chief"), covered("answered", 30, "chief", base=40)]
    assert "偏高" not in body_of(with_rows(results, *whole))
    assert "应报100人，实报90人，填报率90.0%" in body_of(with_rows(results, *whole))
    strangers = [covered("frame", 100), covered("answered", 95, base=100), covered("missing", 10)]
    assert "填报率因此可能偏高" in body_of(with_rows(results, *strangers))
    unknown = {
        "comparison": "quality.heads",
        "group": "position",
        "category": "unknown",
        "stat": "quality",
        "count": 8,
    }
    told = body_of(with_rows(results, *whole, *heads, unknown))
    assert "主职应报40人，实报30人，填报率75.0%" in told
    assert "另有8人职务不明（未填或待核），未计入各职务，分职务的填报率可能因此偏低" in told


def test_part_of_a_gap_between_zones_is_said_to_be_law_where_it_is(results):
    frame = results.frame.copy()
    deciding = (frame["comparison"] == "residence_by_zone") & (frame["family"] != "")
    assert "由此形成" not in body_of(results)
    frame.loc[deciding, "warnings"] = VILLAGES
    assert "上述差距可能有一部分由此形成" in body_of(replace(results, frame=frame))


def test_comparisons_that_were_not_asked_beforehand_are_told_apart(results):
    assert "探索性比较的结论有待今后验证" in body_of(results)
    frame = results.frame.assign(family="")
    assert "探索性比较的结论" not in body_of(replace(results, frame=frame))


def problems_of(results):
    texts = [plain(block.text) for block in compose_report(results).blocks if isinstance(block, Paragraph)]
    return [text for text in texts if re.match(r"\d\.", text)]


def test_what_is_wanting_is_told_from_the_lower_side(results):
    """内城区 lower by 30 points: the problem is the lower share, not that the other is higher."""
    frame = results.frame.copy()
    deciding = (frame["comparison"] == "residence_by_zone") & (frame["family"] != "")
    frame.loc[deciding, ["finding", "category"]] = "clear", "community"
    shares = (frame["comparison"] == "residence_by_zone") & (frame["category"] == "community")
    for group, n in (("outer", 60), ("inner", 30)):
        of = shares & (frame["group"] == group) & frame["stat"].isin(["share", "count"])
        frame.loc[of, ["count", "base"]] = n, 100
        frame.loc[of & (frame["stat"] == "share"), "value"] = n / 100
    assert (frame[deciding]["stat"] == "difference").all()
    said = problems_of(replace(results, frame=frame))
    assert "1.各类人员合计，内城区居住在本社区的占比为30.0%，比外城区低30.0个百分点。" in [
        re.sub(r"^\d\.", "1.", one) for one in said
    ]


@pytest.fixture(params=range(3))
def partly_withheld(results, request):
    """The results as if rows taken at random, and numbers of people in others, were not told to the public."""
    rng = np.random.default_rng(request.param)
    counted = [
        covered("frame", 100),
        covered("answered", 95, base=100),
        covered("missing", 10),
        covered("vacant", 3),
    ]
    counted += [covered("frame", 40, "chief"), covered("answered", 30, "chief", base=40)]
    frame = with_rows(results, *counted).frame.copy()
    gone = rng.random(len(frame)) < 0.3
    frame.loc[gone, ["finding", "warnings"]] = ""
    frame.loc[gone, "text"] = SUPPRESSED
    frame.loc[gone, [*FLOATS, "deff"]] = np.nan
    for name in COUNTS:
        frame.loc[gone | (frame["stat"].isin(["share", "count"]) & (rng.random(len(frame)) < 0.1)), name] = (
            pd.NA
        )
    return replace(results, frame=frame, provenance={"audience": "公开"})


def test_withheld_numbers_are_told_in_words_and_starred_only_in_tables(partly_withheld):
    report = compose_report(partly_withheld)
    body = [plain(block.text) for block in report.blocks if isinstance(block, (Paragraph, Heading))]
    assert any("不予公布" in text for text in body)
    assert not [text for text in body if "*" in text]
    for table in report.tables:
        starred = any(plain(cell) == "*" for row in table.rows for cell in row.cells)
        assert (STARS in table.notes) == starred, table.caption
        assert all("*" not in text for head in table.heads for text in head)
