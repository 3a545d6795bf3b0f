"""The layout of official documents, read from the document written."""

from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from sqgz.report.blocks import Paragraph, Report

from .conftest import text_of, written


def test_the_page_is_a4_with_the_margins_of_the_standard(sample):
    (section,) = sample.document.sections
    assert section.orientation == WD_ORIENTATION.PORTRAIT
    measures = {
        "page_width": 210, "page_height": 297, "top_margin": 37, "left_margin": 28, "right_margin": 26, "bottom_margin": 35,
    }  # fmt: skip
    for name, millimetres in measures.items():
        assert abs(getattr(section, name) - Mm(millimetres)) < Mm(0.05), name


def test_a_page_holds_22_lines_of_28_95_points(sample):
    (grid,) = sample.all("w:docGrid")
    assert grid.get(qn("w:type")) == "lines"
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    page = sample.document.sections[0]
    room = Length(page.page_height - page.top_margin - page.bottom_margin).pt
    assert pitch == 28.95
    assert int(room / pitch) == 22
    assert sample.document.styles["Body Text"].paragraph_format.line_spacing == Pt(28.95)


def test_every_style_names_its_chinese_face(sample):
    faces = {}
    for style in sample.document.styles:
        if style.type == 1:  # of paragraphs
            fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            faces[style.name] = fonts.get(qn("w:eastAsia"))
    assert None not in faces.values()
    assert faces["Title"] == "方正小标宋简体"
    assert [faces[f"Heading {i}"] for i in range(1, 5)] == [
        "黑体",
        "楷体_GB2312",
        "仿宋_GB2312",
        "仿宋_GB2312",
    ]
    assert faces["Body Text"] == "仿宋_GB2312"


def test_faces_that_a_machine_may_lack_have_stand_ins(sample):
    part = next(
        one for one in sample.document.part.package.iter_parts() if one.partname.endswith("fontTable.xml")
    )
    text = part.blob.decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,' in text
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="方正小标宋_GBK,' in text


def test_the_text_is_16_points_and_begins_two_characters_in(sample):
    style = sample.document.styles["Body Text"]
    indent = style.element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    assert style.font.size == Pt(16)
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_the_title_is_22_points_in_the_middle(sample):
    title, subtitle = sample.paragraphs[:2]
    assert (title.style.name, title.text) == ("Title", "某区社区工作者属地化情况调研报告")
    assert title.style.font.size == Pt(22)
    assert (subtitle.style.name, subtitle.text) == ("Subtitle", "（模拟数据）")


def test_page_numbers_stand_between_dashes_right_on_odd_pages_and_left_on_even_ones(sample):
    section = sample.document.sections[0]
    assert sample.document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (line,) = footer.paragraphs
        assert line.text == "— 1 —"
        assert line._p.pPr.jc.get(qn("w:val")) == side
        assert " PAGE " in [one.text for one in line._p.iter(qn("w:instrText"))]
        assert line.style.font.size == Pt(14)


def test_headings_are_word_s_own_with_their_numbers_as_text(sample):
    found = [(one.style.name, one.text) for one in sample.paragraphs if one.style.name.startswith("Heading")]
    assert found == [
        ("Heading 1", "一、调研开展情况"), ("Heading 2", "（一）对象"), ("Heading 3", "1.时点"), ("Heading 4", "（1）细目"),
    ]  # fmt: skip
    for level in range(1, 5):
        outline = sample.document.styles[f"Heading {level}"].element.find(
            f"{qn('w:pPr')}/{qn('w:outlineLvl')}"
        )
        assert outline.get(qn("w:val")) == str(level - 1)


def test_an_annex_begins_a_page_with_its_number_and_then_its_title(sample):
    at = next(i for i, one in enumerate(sample.paragraphs) if one.text == "附件1")
    number, title = sample.paragraphs[at : at + 2]
    assert number.style.name == "附件序号"
    assert number.paragraph_format.page_break_before
    assert (title.style.name, title.text) == ("附件标题", "统计表")


def test_a_break_lets_the_next_paragraph_begin_a_page_and_leaves_no_empty_one(sample):
    (supplied,) = [one for one in sample.paragraphs if one.text == "〔由起草人撰写〕"]
    assert supplied._p.find(f".//{qn('w:pageBreakBefore')}") is not None
    assert [
        one.text for one in sample.paragraphs if not one.text and one.style.name not in ("图", "表后")
    ] == []


def test_words_to_be_supplied_stand_in_grey_in_brackets(sample):
    supplied = [one for one in sample.paragraphs if one.text.startswith("〔")]
    assert [one.text for one in supplied] == ["〔由起草人撰写〕", "〔须改写的53〕"]
    assert {one.runs[0].style.name for one in supplied} == {"Placeholder Text"}
    assert not sample.all("w:sdt")  # LibreOffice writes a placeholder that stands alone several times over


def test_quotes_and_dashes_are_set_in_the_chinese_face(sample):
    for run in sample.all("w:r"):
        if any(mark in text_of(run) for mark in "“”—…"):
            assert run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:hint")) == "eastAsia"


def test_facts_stand_in_the_properties_and_no_time_of_today(sample):
    core = sample.document.core_properties
    assert (core.title, core.subject, core.author) == (
        "某区社区工作者属地化情况调研报告",
        "属地化",
        "某区民政局",
    )
    assert core.comments == "落款单位：某区民政局；成文日期：2024年9月1日；数据版本：v1"
    assert core.created.isoformat()[:10] == core.modified.isoformat()[:10] == "2024-09-01"


def test_a_brief_that_is_short_is_set_in_14_points_without_page_numbers(study):
    brief = written(Report("简报", (Paragraph("一句话。"),)), study, one_page=True)
    assert brief.document.styles["Body Text"].font.size == Pt(14)
    assert brief.document.sections[0].footer.paragraphs[0].text == ""


def test_a_longer_brief_takes_smaller_type(study):
    sizes = []
    for sentences in (5, 60, 100, 160):
        report = Report("简报", (Paragraph("主职一百人，其中五十人居住在本社区。" * sentences),))
        brief = written(report, study, one_page=True)
        sizes.append(brief.document.styles["Body Text"].font.size.pt)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 14 > sizes[-1]
