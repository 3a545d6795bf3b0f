"""What stands in the document: numbers, references, tables, pictures, safe text; and what is refused."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Inches, Mm

from sqgz.errors import InputError
from sqgz.report.blocks import Heading, Paragraph, Picture, Row, Table
from sqgz.report.docx import write_docx
from sqgz.report.marks import reference

from .conftest import NUMBER, grouped_table, only, sample_report, text_of, written


def fields(document):
    """(code, what it shows) of every field of the body."""
    found = []
    for paragraph in document.element.body.iter(qn("w:p")):
        code, shown, inside = "", "", False
        for element in paragraph.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
            if element.tag == qn("w:instrText"):
                code = element.text.strip()
            elif element.tag == qn("w:t"):
                shown += element.text if inside else ""
            else:
                kind = element.get(qn("w:fldCharType"))
                inside = kind == "separate"
                if kind == "end":
                    found.append((code, shown))
                    code = shown = ""
    return found


def bookmarks(document):
    """Text inside every bookmark, by name."""
    found = {}
    for start in document.element.body.iter(qn("w:bookmarkStart")):
        text, element = "", start.getnext()
        while element.tag != qn("w:bookmarkEnd"):
            text += text_of(element)
            element = element.getnext()
        found[start.get(qn("w:name"))] = text
    return found


# --- numbers and references -----------------------------------------------------------------------------------------


def test_tables_and_figures_are_numbered_in_fields_that_show_the_right_number(sample):
    counted = [one for one in fields(sample.document) if one[0].startswith("SEQ")]
    assert counted == [
        (r"SEQ 表 \* ARABIC", "1"), (r"SEQ 图 \* ARABIC", "1"), (r"SEQ 表 \* ARABIC", "2"), (r"SEQ 表 \* ARABIC", "3"),
    ]  # fmt: skip
    captions = [one.text for one in sample.paragraphs if one.style.name in ("表题", "图题")]
    assert captions == ["表1　户口所在地", "图1　户口与居住", "表2　各街道填报情况", "表3　各街道各类原因"]


def test_references_point_to_the_bookmark_around_the_number_they_show(sample):
    marked = bookmarks(sample.document)
    refers = [(code.split()[1], shown) for code, shown in fields(sample.document) if code.startswith("REF")]
    assert [shown for _, shown in refers] == ["表1", "图1"]
    assert all(marked[name] == shown for name, shown in refers)
    assert all(re.fullmatch(r"_[A-Za-z0-9_]{1,39}", name) for name in marked)


def test_the_caption_of_a_table_stands_above_it_and_that_of_a_figure_below(sample):
    body = list(sample.document.element.body)
    first = next(i for i, one in enumerate(body) if one.tag == qn("w:tbl"))
    picture = next(i for i, one in enumerate(body) if one.find(f".//{qn('w:drawing')}") is not None)
    assert text_of(body[first - 1]) == "表1　户口所在地"
    assert text_of(body[picture + 1]) == "图1　户口与居住"


def test_a_reference_to_nothing_is_a_defect(study):
    with pytest.raises(ValueError, match="refers to '表:x'"):
        written(only(Paragraph(reference("表:x"))), study)


def test_a_name_given_twice_is_a_defect(study):
    with pytest.raises(ValueError, match="stand twice: \\['表:hukou'\\]"):
        written(only(grouped_table(), grouped_table()), study)


# --- living numbers -------------------------------------------------------------------------------------------------


def test_whoever_finishes_the_document_finds_every_mark_whole_in_one_run(study):
    seen = []
    written(
        sample_report(), study, finish=lambda document: seen.extend(document.element.body.iter(qn("w:t")))
    )
    marked = [one.text for one in seen if "\ue000" in one.text]
    assert len(marked) == 4  # in the text, in a cell, in a note, in words to be supplied
    assert all(one.count(NUMBER) == 1 for one in marked)


def test_without_a_finish_numbers_are_plain_text(sample):
    with zipfile.ZipFile(BytesIO(sample.content)) as archive:
        assert not re.search("[\ue000-\ue004]", archive.read("word/document.xml").decode())
    assert sample.with_style("Body Text")[0].text == "主职53人，见表1和图1。"


def test_a_number_that_is_not_that_of_its_key_is_a_defect(study):
    class Says:
        def text(self, key):
            return "54"

    with pytest.raises(ValueError, match=r"abcdefghij\.count\.count says '54', the report '53'"):
        written(sample_report(), study, renderer=Says())


# --- pictures -------------------------------------------------------------------------------------------------------


def test_a_picture_has_its_size_at_300_dots_an_inch_or_the_width_of_the_line(sample):
    (picture,) = sample.document.inline_shapes
    assert abs(picture.width - Inches(6)) < Mm(0.5)
    assert picture.width <= Mm(156)
    assert picture.height == pytest.approx(picture.width / 2, rel=0.01)


def test_the_line_of_a_picture_has_single_spacing_else_it_would_be_clipped(sample):
    (line,) = [one for one in sample.paragraphs if one.style.name == "图"]
    assert line.style.paragraph_format.line_spacing == 1.0


def test_a_picture_that_is_not_there_is_said(study):
    with pytest.raises(InputError) as error:
        written(only(Picture("图:b", "02_缺", "缺")), study)
    assert str(error.value) == (
        "报告要用的图不存在：02_缺.png（figures/tiny）。请先运行 06_figures.ipynb；study.yaml 的 report.formats 须含 png。"
    )


def test_a_picture_of_other_numbers_is_refused_and_one_not_in_the_report_is_not_looked_at(study):
    (study.figures / "09_旧.json").write_text("{", encoding="utf-8")
    written(sample_report(), study)
    study.processed.mkdir(parents=True, exist_ok=True)
    (study.processed / "results.csv").write_text("new", encoding="utf-8")
    with pytest.raises(InputError) as error:
        written(sample_report(), study)
    assert (
        str(error.value) == "以下图与现在的数据不符：01_图（检验结果已更新）。请重新运行 06_figures.ipynb。"
    )


def test_a_picture_without_its_record_is_refused(study):
    (study.figures / "01_图.json").unlink()
    with pytest.raises(InputError, match="01_图（没有来源记录 json）"):
        written(sample_report(), study)


# --- safe text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("=1+1", "=1+1"),
        ("_x000D_", "_x000D_"),
        ("<w:t>&amp;", "<w:t>&amp;"),
        ("甲\x00乙\x0b丙\x1f丁", "甲乙\n丙丁"),
        ("甲\ud800乙", "甲\ufffd乙"),
        ("甲\ufffe乙\U0001f600", "甲乙\U0001f600"),
        ("甲\r\n乙\t丙", "甲\n乙 丙"),
        (" 前后 ", " 前后 "),
        ("字" * 5000, "字" * 5000),
        ("a" * 3000, "a" * 3000),
        ("甲\ue003", "甲"),
    ],
)
def test_text_stands_as_it_is_without_what_xml_forbids(study, given, shown):
    report = only(
        Heading(given, 1, "一、"), Paragraph(given), Paragraph(given, "blank"),
        Table("表:a", given, ((given, "人数"),), (Row((given, "1")),), unit=given, notes=(given,), alt=given),
    )  # fmt: skip
    report = replace(report, title=given, properties={"subject": given, "落款单位": given})
    found = written(report, study).document
    assert found.paragraphs[0].text == shown
    assert next(one.text for one in found.paragraphs if one.style.name == "Body Text") == shown
    assert found.tables[0].rows[1].cells[0].text == shown


# --- the file -------------------------------------------------------------------------------------------------------


def test_the_same_report_gives_the_same_bytes(study):
    assert written(sample_report(), study).content == written(sample_report(), study).content


def test_the_archive_holds_no_time_and_nothing_of_another_template(sample):
    with zipfile.ZipFile(BytesIO(sample.content)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]
        text = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml")).decode()
    assert "MS Mincho" not in text
    assert "python-docx" not in text


def test_a_path_gets_the_whole_file(study, tmp_path):
    write_docx(sample_report(), study, tmp_path / "出" / "报告.docx")
    assert (
        docx.Document(tmp_path / "出" / "报告.docx").paragraphs[0].text == "某区社区工作者属地化情况调研报告"
    )
    assert [one.name for one in (tmp_path / "出").iterdir()] == ["报告.docx"]


def test_a_finish_that_fails_leaves_no_file(study, tmp_path):
    def fail(document):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_docx(sample_report(), study, tmp_path / "报告.docx", finish=fail)
    assert not (tmp_path / "报告.docx").exists()
