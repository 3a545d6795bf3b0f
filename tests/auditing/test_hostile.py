"""Text made to hurt: time stays linear and nothing raises."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.auditing.html_text import read_html
from sqgz.auditing.plain_text import read_markdown, read_plain
from sqgz.auditing.review import audit_document
from sqgz.auditing.texts import Document, Passage

PIECES = ("1,", "1", "%", "占", "（", "增加到", "分之", "其中", "1人，", "百", "1%、", "从1", "共有", "1.", "一", "人中", "、", " ", "第1", "31.8%（",
          "比1%高1个百分点，", "1人，占1%；", "年2023", "[](", "|1", "零", "5+2,")  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_repeated_without_end_takes_little_time(piece):
    text = (piece * 20_000)[:12_000]
    start = time.perf_counter()
    audit_document(Document("x", (Passage(text, "第1段"),)), Path("x"))
    assert time.perf_counter() - start < 4


def test_twice_the_text_takes_about_twice_the_time():
    def seconds(times: int) -> float:
        text = (
            "全区共有社区工作者981人，其中男性312人，占31.8%；女性669人，占68.2%，比上年增加93人，增长10.5%，"
            * times
        )
        start = time.perf_counter()
        audit_document(Document("x", (Passage(text, "第1段"),)), Path("x"))
        return time.perf_counter() - start

    seconds(20)
    assert seconds(480) < 6 * seconds(120) + 0.5


@given(
    st.text(
        alphabet="0123456789一二三十百万点分之成%,.，。；、（）占共有其中人个户比增长至到从-~ \n年",
        max_size=120,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_text_makes_the_audit_fail(text):
    audit_document(Document("x", (Passage(text, "第1段"),)), Path("x"))


@given(st.text(alphabet="<>/table tr td th p='\"123|-#\n\t人%", max_size=150))
@settings(max_examples=150, deadline=None)
def test_no_markup_makes_the_readers_fail(text):
    for read in (read_html, read_markdown, read_plain):
        audit_document(Document("x", tuple(read(text))), Path("x"))


def test_markdown_links_without_end_take_little_time():
    start = time.perf_counter()
    read_markdown("[" * 30_000)
    read_markdown("[a](" * 10_000)
    assert time.perf_counter() - start < 4
