"""Reading of every format with places, and refusal of what is no report."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import pytest
from word_files import W, errors, run_of, write_docx

from sqgz.auditing import audit
from sqgz.auditing.texts import read_document
from sqgz.errors import InputError

WORDS = "全区共有社区工作者981人，其中男性312人，占31.9%。"


def write_pdf(path: Path, lines: list[str]) -> Path:
    """A PDF of one page whose text is known through a ToUnicode map, as Word writes it."""
    chars = sorted(set("".join(lines)))
    code = {char: number + 1 for number, char in enumerate(chars)}
    cmap = "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange " + "".join(
        f"1 beginbfchar <{code[char]:04X}> <{ord(char):04X}> endbfchar " for char in chars) + "endcmap"  # fmt: skip
    drawn = "BT /F1 12 Tf 50 800 Td 20 TL " + "".join(
        f"<{''.join(f'{code[char]:04X}' for char in line)}> Tj T* " for line in lines) + "ET"  # fmt: skip
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        "/FontDescriptor 8 0 R /DW 1000 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 "
        "/CapHeight 700 /StemV 80 >>",
    ]  # fmt: skip
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    data += f"xref\n0 9\n0000000000 65535 f \n{table}trailer << /Size 9 /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF".encode()
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_the_usual_encodings(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_text(f"一、现状\n{WORDS}", encoding=encoding)
    assert errors(path) == [("第2段（一、现状）", "31.9%")]


def test_lines_that_only_the_width_of_the_page_had_broken_are_put_together(tmp_path):
    lines = ["调研组走访了全部十二个街道并逐一登记在岗人员的基本情况形成台账", "经汇总各街道上报的花名册并剔除重复登记的人员之后全区共有社区工作者",
             "981人，其中男性312人，占31.9%，户口在本社区的人员仍然偏少需要引", "起重视，各街道要结合实际拿出办法逐步提高就近就便工作的比重，切实", "解决问题。"]  # fmt: skip
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [stated for _, stated in errors(path)] == ["31.9%"]


def test_markdown_headings_emphasis_and_tables_are_read(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(
        f"## 二、现状\n\n**全区**{WORDS[2:]}\n\n| 街道 | 人数 | 占比 |\n|---|---|---|\n| 东关 | 40 | 40.0% |\n| 西关 | 60 | 61.0% |\n| 合计 | 100 | 100% |\n"
    )
    assert errors(path) == [("第2段（二、现状）", "31.9%"), ("表1第3行第3列", "61.0%")]


def test_html_is_read_without_scripts_and_with_merged_headings(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><head><style>p{{width:31%}}</style></head><body><h2>三、现状</h2><p>{WORDS}</p><script>var x='占99%';</script>"
        "<table><tr><th rowspan=2>街道</th><th colspan=2>主职</th></tr><tr><th>人数</th><th>占比</th></tr>"
        "<tr><td>东关</td><td>40</td><td>40.0%</td></tr><tr><td>西关</td><td>60</td><td>61.0%</td></tr>"
        "<tr><td>合计</td><td>100</td><td>100.0%</td></tr></table></body></html>", encoding="utf-8")  # fmt: skip
    assert errors(path) == [("第2段（三、现状）", "31.9%"), ("表1第4行第3列", "61.0%")]


def test_pdf_with_text_is_read_with_its_pages(tmp_path):
    pytest.importorskip("pypdfium2")
    assert errors(write_pdf(tmp_path / "a.pdf", ["一、现状", WORDS])) == [("第1页第2段（一、现状）", "31.9%")]


def test_a_pdf_without_text_is_refused_with_advice(tmp_path):
    pytest.importorskip("pypdfium2")
    with pytest.raises(InputError, match=r"a\.pdf: PDF 没有文字层（多为扫描件）"):
        audit(write_pdf(tmp_path / "a.pdf", []))


def test_a_word_file_is_read_with_tables_notes_and_boxes_but_not_what_was_deleted(tmp_path):
    body = (
        f"<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr>{run_of('现状')}</w:p>"
        f"<w:p>{run_of('全区共有社区工作者981人，其中男性')}<w:ins>{run_of('312人，占31.9%')}</w:ins><w:del><w:r><w:delText>，占77%</w:delText></w:r></w:del>"
        f"<w:r><w:txbxContent><w:p>{run_of('由312人增加到405人，增长28.9%')}</w:p></w:txbxContent></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p>{run_of('类别')}</w:p></w:tc><w:tc><w:p>{run_of('人数')}</w:p></w:tc></w:tr>"
        + "".join(f"<w:tr><w:tc><w:p>{run_of(a)}</w:p></w:tc><w:tc><w:p>{run_of(b)}</w:p></w:tc><w:tc><w:p>{run_of(c)}</w:p></w:tc></w:tr>"
                  for a, b, c in (("甲", "子", "312"), ("乙", "丑", "669"), ("合计", "", "918")))
        + "</w:tbl>"
    )  # fmt: skip
    notes = f"<w:footnotes {W}><w:footnote><w:p>{run_of('满意的占62.1%，一般的占30.5%，不满意的占9.4%。')}</w:p></w:footnote></w:footnotes>"
    path = write_docx(tmp_path / "a.docx", body, footnotes=notes)
    assert errors(path) == [
        ("第2段（现状）", "31.9%"),
        ("文本框（第2段处）（现状）", "28.9%"),
        ("表1第4行第3列", "918"),
        ("脚注第1段", "9.4%"),
    ]


def test_content_controls_are_read_with_tag_alias_and_span(tmp_path):
    control = f"<w:sdt><w:sdtPr><w:alias w:val='占比'/><w:tag w:val='sqgz:x'/></w:sdtPr><w:sdtContent>{run_of('31.8%')}</w:sdtContent></w:sdt>"
    document = read_document(write_docx(tmp_path / "a.docx", f"<w:p>{run_of('男性占')}{control}</w:p>"))
    held = document.passages[0].controls[0]
    assert (held.tag, held.alias, document.passages[0].written[held.start : held.end]) == (
        "sqgz:x",
        "占比",
        "31.8%",
    )


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"", r"a\.docx: 文件是空的"),
        ("a.docx", b"PK\x03\x04broken", r"a\.docx: 文件已损坏或加密"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 64, r"a\.doc: 是旧版 \.doc/\.wps 或加密文件"),
        ("a.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF", r"a\.txt: 是图片"),
        ("a.pdf", b"%PDF-1.4 nothing", r"a\.pdf: PDF 无法打开"),
    ],
)
def test_what_is_no_report_is_refused_in_one_sentence(tmp_path, name, data, message):
    if name.endswith("pdf"):
        pytest.importorskip("pypdfium2")
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=message):
        audit(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"无\.docx: 找不到这个文件"):
        audit(tmp_path / "无.docx")


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sqgz.auditing.docx_text.LARGEST_PART", 1000)
    path = write_docx(tmp_path / "a.docx", f"<w:p>{run_of('一' * 2000)}</w:p>")
    with pytest.raises(InputError, match="正文解压后超过"):
        audit(path)
    monkeypatch.setattr("sqgz.auditing.docx_text.LARGEST_ARCHIVE", 100)
    with pytest.raises(InputError, match="解压后过大"):
        audit(path)


def test_entities_and_document_types_are_refused(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "word/document.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
        )
    with pytest.raises(InputError, match="外部实体声明"):
        audit(path)


def test_a_workbook_is_no_word_file(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(
        path, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=zlib.Z_BEST_SPEED
    ) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(InputError, match=r"不是 Word 文档"):
        audit(path)
