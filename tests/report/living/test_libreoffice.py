"""Documents as LibreOffice saves them: by hand-made variants everywhere, by LibreOffice itself where it is installed."""

import re
import sys

import pytest
from living_documents import (
    body_of,
    keys_of,
    numbers_in,
    overtype,
    parts_of,
    rewrite,
    texts_of,
    write_report,
)
from lxml import etree

import sqgz
from sqgz.report.living.markup import W
from sqgz.report.rendering import Renderer


def bare(text):
    """Controls as LibreOffice 7.4 leaves those that may hold formatted text: without tag, title and number."""
    return re.sub(r"<w:sdtPr>.*?</w:sdtPr>", "<w:sdtPr></w:sdtPr>", text)


def test_controls_without_any_property_are_known_by_their_bookmarks(report, before, after):
    for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml", "word/footnotes.xml"):
        rewrite(report, bare, part)
    assert len(numbers_in(report)) == 1  # that of the comment
    changes = sqgz.refresh(report, after)
    assert len(numbers_in(changes.path)) == 12
    assert not [one for one in changes.items if one.kind in ("deleted", "overtyped")]
    assert body_of(changes.path)[1] == "甲组回答是的20人，占50.0%。两组相同。"


def test_controls_that_libreoffice_nested_are_parted_again(tmp_path, before, after):
    def finish(document):
        from living_documents import marks_of

        marks = marks_of(before)
        document.add_paragraph(f"连写{marks['people']}{marks['share']}止")

    report = write_report(tmp_path / "报告.docx", before, finish)

    def nest(text):
        root = etree.fromstring(bare(text).encode())
        first, second = list(root.findall(f".//{W}p")[-1].iter(f"{W}sdt"))
        inner = first.find(f"{W}sdtContent")
        held = second.find(f"{W}sdtContent")
        inner.append(second)
        for child in list(held):
            inner.append(child)
        held.append(held.makeelement(f"{W}r", {}))
        return etree.tostring(root, encoding="unicode")

    path = sqgz.refresh(rewrite(report, nest), after).path
    assert body_of(path)[-1] == "连写2050.0%止"
    assert [text for part, _, text in numbers_in(path) if part == "word/document.xml"][-2:] == ["20", "50.0%"]


def test_a_sentence_that_libreoffice_pasted_again_has_living_numbers_too(report, before, after):
    def paste(text):
        root = etree.fromstring(bare(text).encode())
        paragraph = root.findall(f".//{W}p")[1]
        copy = etree.fromstring(etree.tostring(paragraph))
        for one in copy.iter(f"{W}bookmarkStart"):
            one.set(f"{W}name", one.get(f"{W}name") + "_Copy_1")
        paragraph.addnext(copy)
        return etree.tostring(root, encoding="unicode")

    path = sqgz.refresh(rewrite(report, paste), after).path
    assert body_of(path)[1] == body_of(path)[2] == "甲组回答是的20人，占50.0%。两组相同。"
    root = etree.fromstring(parts_of(path)["word/document.xml"])
    names = [one.get(f"{W}name") for one in root.iter(f"{W}bookmarkStart")]
    assert len(set(names)) == len(names)


def test_an_overtyped_number_is_known_without_its_control_too(report, before, after):
    overtype(report, keys_of(before)["share"], "六成")
    rewrite(report, bare)
    changes = sqgz.refresh(report, after)
    assert [one.old for one in changes.items if one.kind == "overtyped"] == ["六成"]


@pytest.mark.skipif(sys.platform == "win32", reason="LibreOffice is looked for on Linux and macOS only")
def test_a_report_saved_by_libreoffice_is_refreshed_in_every_part_but_comments(office, report, before, after):
    people, finding = (keys_of(before)[name] for name in ("people", "finding"))
    overtype(report, keys_of(before)["other"], "约一半")
    saved = office(report)
    changes = sqgz.refresh(saved, after)
    renderer = Renderer(after)
    found = numbers_in(changes.path)
    assert len(found) == 11
    assert {text for _, key, text in found if text != renderer.text(key)} == {"约一半"}
    assert [one.kind for one in changes.items if one.kind in ("deleted", "gone")] == []
    assert texts_of(changes.path, finding) == ["两组相同"]
    root = etree.fromstring(parts_of(changes.path)["word/document.xml"])
    bold = next(root.iter(f"{W}sdt")).find(f".//{W}r/{W}rPr/{W}b")
    assert bold is not None
    assert texts_of(changes.path, people) == ["20", "20"]
    assert sqgz.refresh(changes.path, after).path.read_bytes() == changes.path.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="LibreOffice is looked for on Linux and macOS only")
def test_a_refreshed_report_goes_through_libreoffice_and_is_refreshed_back(office, report, before, after):
    saved = office(sqgz.refresh(report, after, track=True).path)
    changes = sqgz.refresh(saved, before)
    assert texts_of(changes.path, keys_of(before)["share"]) == ["60.0%"] * 3
    assert texts_of(changes.path, keys_of(before)["finding"]) == ["甲组高10.0个百分点"]
    assert not [one for one in changes.items if one.kind == "overtyped"]
