"""Documents as Word, WPS and LibreOffice save them: numbers are found whatever became of runs, controls and tags."""

import re

import pytest
from living_documents import (
    content,
    edit_control,
    keys_of,
    numbers_in,
    parts_of,
    rewrite,
    texts_of,
)
from lxml import etree

import sqgz
from sqgz.report.living.markup import W
from sqgz.report.rendering import Renderer

TRACKED = 'w:author="李" w:date="2024-07-01T00:00:00Z"'


def run(text, formats=""):
    return f'<w:r w:rsidR="00A1"><w:rPr>{formats}</w:rPr><w:t>{text}</w:t></w:r>'


def refreshed(report, after, key, xml, **more):
    """Texts of a number after a refresh, where its first control held this markup."""
    edit_control(report, key, lambda control: content(control, xml))
    return texts_of(sqgz.refresh(report, after, **more).path, key)


# --- what Word and WPS write -----------------------------------------------------------------------------------------


def test_runs_that_word_split_inside_a_control_are_joined_into_the_first(report, before, after):
    people = keys_of(before)["people"]
    split = run("3", "<w:b/>") + '<w:proofErr w:type="spellStart"/>' + run("0", "<w:i/>")
    assert refreshed(report, after, people, split)[0] == "20"
    root = etree.fromstring(parts_of(report.with_name("报告.更新.docx"))["word/document.xml"])
    control = next(root.iter(f"{W}sdt"))
    assert [one.text for one in control.iter(f"{W}t")] == ["20"]
    assert control.find(f".//{W}r/{W}rPr/{W}b") is not None
    assert control.find(f".//{W}r/{W}rPr/{W}i") is None
    assert control.find(f".//{W}proofErr") is not None


def test_what_else_stands_in_a_control_is_kept(report, before, after):
    people = keys_of(before)["people"]
    kept = (
        '<w:commentRangeStart w:id="0"/>' + run("30") + '<w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:lastRenderedPageBreak/></w:r>'
    )
    assert refreshed(report, after, people, kept)[0] == "20"
    text = parts_of(report.with_name("报告.更新.docx"))["word/document.xml"].decode()
    control = text[text.index("<w:sdtContent>") : text.index("</w:sdtContent>")]
    for name in (
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "footnoteReference",
        "lastRenderedPageBreak",
    ):
        assert f"<w:{name}" in control


def test_deleted_text_of_tracked_changes_is_no_text(report, before, after):
    people = keys_of(before)["people"]
    tracked = (
        f'<w:del w:id="90" {TRACKED}><w:r><w:delText>三十</w:delText></w:r></w:del>'
        f'<w:ins w:id="91" {TRACKED}>{run("30")}</w:ins>'
    )
    assert refreshed(report, after, people, tracked)[0] == "20"
    text = parts_of(report.with_name("报告.更新.docx"))["word/document.xml"].decode()
    assert "<w:delText>三十</w:delText>" in text


def test_a_number_overtyped_with_tracked_changes_counts_as_overtyped(report, before, after):
    people = keys_of(before)["people"]
    tracked = (
        f'<w:del w:id="90" {TRACKED}><w:r><w:delText>30</w:delText></w:r></w:del>'
        f'<w:ins w:id="91" {TRACKED}>{run("35")}</w:ins>'
    )
    assert refreshed(report, after, people, tracked)[0] == "35"


def test_a_number_whose_deletion_is_tracked_is_left_alone(report, before, after):
    people = keys_of(before)["people"]
    tracked = f'<w:del w:id="90" {TRACKED}><w:r><w:delText>30</w:delText></w:r></w:del>'
    edit_control(report, people, lambda control: content(control, tracked))
    changes = sqgz.refresh(report, after, restore=True)
    assert "emptied" in {one.kind for one in changes.items}
    assert tracked.encode()[:40] in parts_of(changes.path)["word/document.xml"]


@pytest.mark.parametrize("tag", ["del", "moveFrom"])
def test_a_control_inside_a_tracked_deletion_is_gone_for_the_reader(report, before, after, tag):
    def delete(control):
        around = control.makeelement(f"{W}{tag}", {f"{W}id": "90", f"{W}author": "李"})
        control.addprevious(around)
        around.append(control)

    finding = keys_of(before)["finding"]
    edit_control(report, finding, delete)
    changes = sqgz.refresh(report, after)
    assert [one.kind for one in changes.items if one.is_wording] == ["deleted"]
    assert texts_of(changes.path, finding) == ["甲组高10.0个百分点"]


def test_a_control_that_became_a_block_is_refreshed(report, before, after):
    people = keys_of(before)["people"]

    def lift(control):
        paragraph = control.getparent()
        held = control.find(f"{W}sdtContent")
        inner = etree.fromstring(etree.tostring(paragraph.makeelement(f"{W}p", {}, nsmap=paragraph.nsmap)))
        for child in list(held):
            inner.append(child)
        held.append(inner)
        paragraph.addprevious(control)

    edit_control(report, people, lift)
    assert texts_of(sqgz.refresh(report, after).path, people)[0] == "20"


def test_a_control_around_a_cell_is_refreshed(report, before, after):
    people = keys_of(before)["people"]

    def lift(control):
        cell = next(control.iterancestors(f"{W}tc"))
        held = control.find(f"{W}sdtContent")
        for child in list(held):
            control.addprevious(child)
        cell.addprevious(control)
        held.append(cell)

    edit_control(report, people, lift, nth=1)
    changes = sqgz.refresh(report, after)
    assert texts_of(changes.path, people)[1] == "20"
    assert "表1 各组回答，“甲组”行“人数”列" in set(changes.frame["位置"])


def test_a_paragraph_end_typed_into_a_control_is_the_writers(report, before, after):
    finding = keys_of(before)["finding"]
    two = f"<w:p>{run('甲组高10.0')}</w:p><w:p>{run('个百分点')}</w:p>"

    def lift(control):
        content(control, two)
        control.getparent().addprevious(control)

    edit_control(report, finding, lift)
    changes = sqgz.refresh(report, after)
    assert [one.kind for one in changes.items if one.is_wording] == ["overtyped"]
    assert texts_of(sqgz.refresh(report, after, restore=True).path, finding) == ["两组相同"]


def test_a_control_of_ours_inside_one_of_the_writers_is_refreshed(report, before, after):
    def wrap(control):
        around = etree.fromstring(etree.tostring(control))
        around.find(f"{W}sdtPr/{W}tag").set(f"{W}val", "正文")
        around.find(f"{W}sdtPr/{W}alias").set(f"{W}val", "正文")
        held = around.find(f"{W}sdtContent")
        for child in list(held):
            held.remove(child)
        control.addprevious(around)
        held.append(control)

    people = keys_of(before)["people"]
    edit_control(report, people, wrap)
    path = sqgz.refresh(report, after).path
    assert texts_of(path, people)[0] == "20"
    assert 'w:val="正文"' in parts_of(path)["word/document.xml"].decode()


@pytest.mark.parametrize("lost", ["tag", "alias", "id", "appearance", "bookmarks"])
def test_one_of_the_places_of_a_key_may_be_lost(report, before, after, lost):
    for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml", "word/footnotes.xml"):
        pattern = (
            r"<w:bookmark(Start|End)[^>]*/>"
            if lost == "bookmarks"
            else rf"<w(15)?:{lost} [^>]*/>(?=.*?sdtContent)"
        )
        rewrite(report, lambda text, pattern=pattern: re.sub(pattern, "", text), part)
    path = sqgz.refresh(report, after).path
    renderer = Renderer(after)
    assert len(numbers_in(path)) == 12
    assert all(text == renderer.text(key) for _, key, text in numbers_in(path))


def test_parts_in_another_encoding_or_with_other_prefixes_are_read(report, before, after):
    def as_utf16(text):
        return text.replace("UTF-8", "UTF-16").replace("'", '"')

    parts = parts_of(report)
    parts["word/header1.xml"] = as_utf16(parts["word/header1.xml"].decode()).encode("utf-16")
    other = parts["word/footer1.xml"].decode().replace("w:", "ns0:").replace("xmlns:ns0:", "xmlns:w:")
    parts["word/footer1.xml"] = re.sub(r"xmlns:w=", "xmlns:ns0=", other).encode()
    import zipfile

    with zipfile.ZipFile(report, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    path = sqgz.refresh(report, after).path
    assert texts_of(path, keys_of(before)["base"]) == ["40", "40"]
    assert texts_of(path, keys_of(before)["share"]) == ["50.0%"] * 3
