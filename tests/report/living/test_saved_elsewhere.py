"""Documents as Word, WPS and LibreOffice save them: numbers are found whatever became of runs, controls and tags."""

import re
import shutil
import subprocess
import sys

import pytest
from living_documents import (
    body_of,
    content,
    edit_control,
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


# --- LibreOffice -----------------------------------------------------------------------------------------------------


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


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """Saves a document through LibreOffice, and says where it went."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: what it saves is tried on hand-made variants only")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def save(path):
        to = path.parent / "LibreOffice"
        done = subprocess.run(
            [program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "docx:MS Word 2007 XML",
             "--outdir", str(to), str(path)],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        if not (to / path.name).exists():
            pytest.skip(f"LibreOffice could not save the document here: {done.stderr.strip()}")
        return to / path.name

    return save


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
