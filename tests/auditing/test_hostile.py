"""Text made to hurt: nothing raises and nothing hangs; how long it takes is measured in benchmarks/audit_speed.py."""

from __future__ import annotations

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
def test_a_piece_repeated_without_end_is_read_to_the_end(piece):
    text = (piece * 20_000)[:12_000]
    audited = audit_document(Document("x", (Passage(text, "第1段"),)), Path("x"))
    assert audited.summary.read >= len(audited.frame[audited.frame["severity"] == "error"])


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


def test_markdown_links_without_end_lose_no_text():
    for text in ("[" * 30_000, "[a](" * 10_000):
        assert sum(len(passage.text) for passage in read_markdown(text)) == len(text)
