"""Templates filled: what a reader then sees, and what the later pass for living numbers finds."""

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree
from report.templating.documents import as_bytes, lines, write_template

from sqgz.errors import InputError
from sqgz.report.marks import pieces, plain
from sqgz.report.templating.writing import render_template


def test_numbers_stand_in_the_sentence_as_living_ones(render):
    document, warnings = render("户口在本社区的{{ 主职.户口.本社区.人数 }}人，占{{主职.户口.本社区.占比}}。")
    assert lines(document) == ["户口在本社区的70人，占43.8%。"]
    keys = [str(one.key.form) for one in pieces(document.paragraphs[0].text) if one.key]
    assert keys == ["count", "percent"]
    assert warnings == ()


def test_a_placeholder_cut_into_runs_takes_the_format_of_its_first_run(render):
    document, _ = render(
        [("共", False), ("{{ 主职.户", True), ("口.本社区", False), (".人数 }", None), ("}人", False)]
    )
    assert lines(document) == ["共70人"]
    assert [plain(run.text) for run in document.paragraphs[0].runs if run.bold] == ["70"]


def test_a_placeholder_that_ends_inside_an_insertion_leaves_the_file_whole(render):
    """Tracked changes: the tag begins outside w:ins and ends within; a deleted piece lies between."""

    def track(document):
        paragraph = document.paragraphs[0]._p
        inserted, deleted = OxmlElement("w:ins"), OxmlElement("w:del")
        run, gone = paragraph.findall(qn("w:r"))[1:]
        paragraph.remove(run)
        inserted.append(run)
        paragraph.remove(gone)
        gone.find(qn("w:t")).tag = qn("w:delText")
        deleted.append(gone)
        paragraph.findall(qn("w:r"))[0].addnext(deleted)
        deleted.addnext(inserted)

    document, _ = render(
        [("共{{ 主职.户口.", None), ("本社区.人数 }}人。", None), ("旧", None)], "后一段", change=track
    )
    assert [plain("".join(one._p.xpath(".//w:t/text()"))) for one in document.paragraphs] == [
        "共70人。",
        "后一段",
    ]


def test_rows_of_a_table_repeat_for_every_street(render):
    def add(document):
        table = document.add_table(3, 2)
        table.cell(0, 0).text = "{%tr for 街 in 各街道 %}"
        table.cell(1, 0).text = "{{ 街.名称 }}"
        table.cell(1, 1).text = "{{ 街.户口.本社区.人数 }}"
        table.cell(2, 0).text = "{%tr endfor %}"

    document, _ = render(change=add)
    rows = [[plain(cell.text) for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [["青禾街道", "30"], ["云阶街道", "40"], ["临河镇", "90"], ["北坡街道", "70"]]


def test_a_loop_runs_over_the_answers_of_a_variable_and_over_named_groups(render):
    document, _ = render(
        "{% for 类 in 主职.户口 %}{{ 类.名称 }}{{ 类.人数 }}人{% if not loop.last %}、{% endif %}{% endfor %}",
        "{% for 组 in [主职, 其他两委成员] %}{{ 组.名称 }}{{ 组.户口.本社区.人数 }};{% endfor %}",
    )
    assert lines(document) == [
        "本社区70人、本街道其他社区30人、本区其他街道40人、区外20人",
        "主职70;其他“两委”成员160;",
    ]


def test_heads_and_feet_are_filled_too(render):
    def add(document):
        document.sections[0].header.paragraphs[0].text = "{{ 调查.标题 }}"
        document.sections[0].footer.paragraphs[0].text = "主职{{ 主职.户口.本社区.人数 }}人"

    document, _ = render("正文", change=add)
    assert plain(document.sections[0].header.paragraphs[0].text) == "某区社区工作者调研"
    assert plain(document.sections[0].footer.paragraphs[0].text) == "主职70人"


def test_a_paragraph_around_which_a_condition_fails_is_gone(render):
    document, warnings = render(
        "{%p if 差.户口_按职务 > 5 %}", "差距不小", "{%p else %}", "差距不大", "{%p endif %}"
    )
    assert lines(document) == ["差距不大"]
    assert "以后更新时不再重新判断" in warnings[0]


def test_what_is_reckoned_is_plain_text_and_told(render):
    document, warnings = render(
        "两组共{{ 主职.户口.本社区.人数 + 其他两委成员.户口.本社区.人数 }}人，"
        "相差{{ 主职.户口.本社区.占比 - 其他两委成员.户口.本社区.占比 }}个百分点"
    )
    assert document.paragraphs[0].text == "两组共230人，相差3.8个百分点"  # 70 + 160; 43.75 - 40
    assert "“主职.户口.本社区.人数”参加了计算，结果是普通文字" in warnings[0]


def test_a_table_stands_where_its_name_stood_alone_and_sentences_give_its_number(render):
    document, _ = render(
        "见{{ 表.户口_按街道 }}和{{ 表.户口_按职务 }}。",
        "{{ 表.户口_按职务 }}",
        "中间",
        "{{ 表.户口_按街道 }}",
    )
    assert lines(document) == [
        "见表2和表1。",
        "〔表格〕表1 不同职务户口所在地情况（2024年6月30日）",
        "中间",
        "〔表格〕表2 各街道户口所在地情况（2024年6月30日）",
    ]


def test_a_table_in_place_of_the_last_paragraph_of_a_section_keeps_the_section(render):
    def split(document):
        document.add_section()

    document, _ = render("{{ 表.户口_按职务 }}", change=split)
    assert len(document.sections) == 2


def test_the_pass_for_living_numbers_gets_the_document_with_its_marks(render):
    seen = []
    render("{{ 主职.户口.本社区.人数 }}", finish=lambda document: seen.append(document.paragraphs[0].text))
    assert [one.text for one in pieces(seen[0])] == ["70"]


def test_the_same_template_and_results_give_the_same_bytes(render, tmp_path):
    render("{{ 主职.户口.本社区.人数 }}")
    first = (tmp_path / "报告.docx").read_bytes()
    render("{{ 主职.户口.本社区.人数 }}")
    assert (tmp_path / "报告.docx").read_bytes() == first


def test_a_reference_to_a_table_that_a_condition_left_out_is_told(render):
    with pytest.raises(InputError, match="文中提到的表没有放入报告"):
        render(
            "见{{ 表.户口_按职务 }}", "{%p if 差.户口_按职务 > 5 %}", "{{ 表.户口_按职务 }}", "{%p endif %}"
        )


def test_the_report_is_never_written_over_its_template(results, tmp_path):
    template = write_template(tmp_path / "模板.docx", "{{ 主职.户口.本社区.人数 }}")
    before = template.read_bytes()
    with pytest.raises(InputError, match="报告不能写在模板上面"):
        render_template(results, template, template, place=lambda *_: list, finish=as_bytes)
    assert template.read_bytes() == before


def test_what_conditions_empty_stays_a_file_that_word_opens(render):
    """A cell keeps a paragraph; a table whose rows are all left out goes."""

    def add(document):
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "{%p if 差.户口_按职务 > 5 %}"
        for text in ("多", "{%p endif %}"):
            cell.add_paragraph(text)
        rows = document.add_table(3, 1).rows
        for row, text in zip(rows, ("{%tr if 差.户口_按职务 > 5 %}", "多", "{%tr endif %}"), strict=True):
            row.cells[0].text = text

    document, _ = render(change=add)
    (table,) = document.tables
    assert [one.text for one in table.cell(0, 0).paragraphs] == [""]


FOOTNOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:id="2"><w:p><w:r><w:t>注：主职{{ 主职.户</w:t></w:r><w:r><w:t>口.本社区.人数 }}人，见{{ 表.户口_按职务 }}。</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)  # fmt: skip


def test_footnotes_are_filled_too(render):
    def add(document):
        name = PackURI("/word/footnotes.xml")
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(name, kind, FOOTNOTES.encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    document, _ = render("{{ 表.户口_按职务 }}", change=add)
    (notes,) = [part for part in document.part.package.iter_parts() if part.partname == "/word/footnotes.xml"]
    text = "".join(etree.fromstring(notes.blob).itertext())
    assert plain(text) == "注：主职70人，见表1。"


BOX = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
    "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>框内{{ 主职.户口.本社区.人数 }}</w:t></w:r></w:p>"
    "</w:txbxContent></v:textbox></v:shape></w:pict></w:r><w:r><w:t>框外{{ 主职.户口.区外.人数 }}</w:t></w:r></w:p>"
)


def test_text_boxes_are_filled_too(render):
    document, _ = render(change=lambda document: document.element.body.insert(0, etree.fromstring(BOX)))
    texts = [plain(one.text) for one in document.element.body.iter(qn("w:t"))]
    assert texts == ["框内70", "框外20"]
