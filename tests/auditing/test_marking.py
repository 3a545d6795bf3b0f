"""The marked copy: comments over just the words, living numbers untouched, the original never overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqgz.auditing import audit
from sqgz.errors import InputError

docx = pytest.importorskip("docx")
CONTROL = (
    '<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:sdtPr><w:tag w:val="sqgz:k"/></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>29.9%</w:t></w:r></w:sdtContent></w:sdt>"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    document = docx.Document()
    paragraph = document.add_paragraph("全区共有社区工作者981人，其中男性312人，占")
    paragraph.add_run("31.9%").bold = True
    paragraph.add_run("，其余为女性。")
    document.add_paragraph("由312人增加到405人，增长")._p.append(docx.oxml.parse_xml(CONTROL))
    table = document.add_table(rows=4, cols=2)
    for row, texts in zip(
        table.rows, (("街道", "人数"), ("东关", "40"), ("西关", "60"), ("合计", "110")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(tmp_path / "报告.docx")
    return tmp_path / "报告.docx"


def test_every_finding_stands_as_a_comment_in_the_copy(report, tmp_path):
    outcome = audit(report)
    copy = docx.Document(outcome.mark(tmp_path / "报告.批注.docx"))
    comments = [comment.text for comment in copy.comments]
    assert len(comments) == len(outcome.findings) == 3
    assert "〔错误〕312人÷981人＝31.8%，文中为31.9%\n应为：31.8%" in comments


def test_a_comment_covers_just_the_words_and_the_text_stays_the_same(report, tmp_path):
    audit(report).mark(tmp_path / "b.docx")
    before, after = docx.Document(report), docx.Document(tmp_path / "b.docx")
    assert [p.text for p in after.paragraphs] == [p.text for p in before.paragraphs]
    xml = after.paragraphs[0]._p.xml
    covered = xml[xml.index("commentRangeStart") : xml.index("commentRangeEnd")]
    assert "31.9%" in covered
    assert "其余" not in covered


def test_comment_marks_stay_outside_living_numbers(report, tmp_path):
    audit(report).mark(tmp_path / "b.docx")
    xml = docx.Document(tmp_path / "b.docx").paragraphs[1]._p.xml
    content = xml[xml.index("<w:sdtContent") : xml.index("</w:sdtContent")]
    assert "comment" not in content
    assert "29.9%" in content
    assert "commentReference" in xml


def test_the_original_is_never_overwritten(report):
    with pytest.raises(InputError, match="批注稿不能覆盖原文件"):
        audit(report).mark(report)
