"""Word files as they come: boxes in boxes, tables in tables, controls at every level, revisions, fields, hidden text."""

from __future__ import annotations

import pytest
from word_files import W, errors, run_of, write_docx

from sqgz.auditing.texts import read_document

FALSE = "全区共有社区工作者981人，其中男性312人，占31.9%。"  # 312/981 = 31.8%


def read_all(path) -> list[str]:
    """Texts of the passages and cells, in order."""
    document = read_document(path)
    return [p.written for p in document.passages] + [
        cell for grid in document.grids for row in grid.rows for cell in row
    ]


def control(inner: str, tag: str = "sqgz:x") -> str:
    return f"<w:sdt><w:sdtPr><w:tag w:val='{tag}'/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def cell(inner: str) -> str:
    return f"<w:tc>{inner}</w:tc>"


def paragraph(text: str) -> str:
    return f"<w:p>{run_of(text)}</w:p>"


def row(*texts: str) -> str:
    return f"<w:tr>{''.join(cell(paragraph(text)) for text in texts)}</w:tr>"


def box(inner: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"


def test_numbers_in_run_level_controls_are_read_in_their_place(tmp_path):
    body = (
        f"<w:p>{run_of('全区共有社区工作者')}{control(run_of('981'), 'a')}{run_of('人，其中男性')}"
        f"{control(control(run_of('312'), 'b'), 'c')}{run_of('人，占')}{control(run_of('31.9%'), 'd')}{run_of('。')}</w:p>"
    )
    path = write_docx(tmp_path / "a.docx", body)
    assert read_all(path) == [FALSE]
    assert errors(path) == [("第1段", "31.9%")]


def test_controls_around_paragraphs_cells_and_rows_hide_nothing(tmp_path):
    body = control(control(paragraph(FALSE))) + (
        f"<w:tbl>{row('类别', '人数')}{control(row('甲', '312') + row('乙', '669'))}"
        f"<w:tr>{control(cell(paragraph('合计')))}{control(cell(control(paragraph('918'))))}</w:tr></w:tbl>"
    )
    assert errors(write_docx(tmp_path / "a.docx", body)) == [("第1段", "31.9%"), ("表1第4行第2列", "918")]


def test_a_table_in_a_table_and_a_table_in_a_box_are_read_once(tmp_path):
    table = f"<w:tbl>{row('类别', '人数')}{row('甲', '312')}{row('乙', '669')}{row('合计', '918')}</w:tbl>"
    nested = f"<w:tbl><w:tr>{cell(paragraph('说明') + table)}</w:tr></w:tbl>"
    assert errors(write_docx(tmp_path / "a.docx", nested)) == [("表2第4行第2列", "918")]
    assert errors(write_docx(tmp_path / "b.docx", f"<w:p>{box(table)}</w:p>")) == [("表1第4行第2列", "918")]


def test_a_box_in_a_box_and_a_box_in_a_cell_are_read_once(tmp_path):
    inside = f"<w:p>{run_of('外层')}{box(paragraph(FALSE))}</w:p>"
    assert read_all(write_docx(tmp_path / "a.docx", f"<w:p>{box(inside)}</w:p>")).count(FALSE) == 1
    held = f"<w:p>{run_of('说明')}{box(paragraph(FALSE))}</w:p>"
    celled = f"<w:tbl><w:tr>{cell(held)}</w:tr></w:tbl>"
    assert read_all(write_docx(tmp_path / "b.docx", celled)).count(FALSE) == 1


def test_a_box_is_not_read_again_from_its_copy_for_old_programs(tmp_path):
    namespace = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><mc:AlternateContent {namespace}><mc:Choice><w:txbxContent>{paragraph(FALSE)}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:pict><w:txbxContent>{paragraph(FALSE)}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read_all(write_docx(tmp_path / "a.docx", body)) == [FALSE]


@pytest.mark.parametrize("part", ["footnotes", "endnotes"])
def test_notes_are_read_with_their_tables(tmp_path, part):
    single = part[:-1]
    table = f"<w:tbl>{row('类别', '人数')}{row('甲', '312')}{row('乙', '669')}{row('合计', '918')}</w:tbl>"
    notes = f"<w:{part} {W}><w:{single}>{paragraph(FALSE)}{table}</w:{single}></w:{part}>"
    path = write_docx(tmp_path / "a.docx", paragraph("正文"), **{part: notes})
    assert [stated for _, stated in errors(path)] == ["31.9%", "918"]


def test_what_a_revision_deleted_or_moved_away_is_not_read_and_what_it_brought_is(tmp_path):
    gone = "<w:del><w:r><w:delText>3</w:delText></w:r></w:del>"
    body = (
        f"<w:p>{run_of('男性')}{gone}<w:moveFrom>{run_of('999人')}</w:moveFrom><w:ins>{run_of('312人')}</w:ins>"
        f"<w:moveTo>{run_of('，女性669人')}</w:moveTo></w:p>"
        f"<w:tbl>{row('类别', '人数')}{row('甲', '312')}<w:tr><w:trPr><w:del w:id='1'/></w:trPr>{cell(paragraph('乙'))}{cell(paragraph('77'))}</w:tr>"
        f"<w:tr>{cell(paragraph('丙'))}<w:tc><w:tcPr><w:cellDel w:id='2'/></w:tcPr>{paragraph('88')}</w:tc>{cell(paragraph('669'))}</w:tr></w:tbl>"
    )
    assert read_all(write_docx(tmp_path / "a.docx", body)) == [
        "男性312人，女性669人", "类别", "人数", "甲", "312", "丙", "669"]  # fmt: skip


def field(kind: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def test_codes_of_fields_are_not_read_not_even_the_results_of_fields_inside_them(tmp_path):
    code = "<w:r><w:instrText> REF 占99% </w:instrText></w:r>"
    inner = field("begin") + code + field("separate") + run_of("88%") + field("end")
    body = (
        f"<w:p>{run_of('占')}{field('begin')}{code}{inner}{field('separate')}{run_of('31.8%')}{field('end')}{run_of('。')}"
        f"<w:fldSimple w:instr=' PAGE '>{run_of('见第3页')}</w:fldSimple></w:p>"
    )
    assert read_all(write_docx(tmp_path / "a.docx", body)) == ["占31.8%。见第3页"]


def test_hidden_text_and_the_pinyin_over_characters_are_not_read(tmp_path):
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>占99%</w:t></w:r>"
    shown = "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>占31.8%</w:t></w:r>"
    ruby = f"<w:r><w:ruby><w:rt>{run_of('9')}</w:rt><w:rubyBase>{run_of('。')}</w:rubyBase></w:ruby></w:r>"
    body = f"<w:p>{run_of('男性')}{hidden}{shown}{ruby}</w:p>"
    assert read_all(write_docx(tmp_path / "a.docx", body)) == ["男性占31.8%。"]
