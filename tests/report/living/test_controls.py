"""What marks become: one control for each, found again by tag, title and bookmark, and nothing else of the text touched."""

import docx
import pytest
from docx.oxml import parse_xml
from living_documents import NAMESPACES, has_marks, keys_of, marks_of, numbers_in, parts_of, write_report
from lxml import etree

from sqgz.report.keys import Key, check_of
from sqgz.report.living import make_controls
from sqgz.report.living.issuing import Issued, read_issued, write_issued
from sqgz.report.living.labels import LONGEST, Label, label_for, read_label
from sqgz.report.living.markup import MC, W15, W, text_of
from sqgz.report.marks import living, reference
from sqgz.report.rendering import Renderer

LONG_KEY = Key("a" * 10, "b" * 20, "c" * 20)


def controls_of(path, part="word/document.xml"):
    return list(etree.fromstring(parts_of(path)[part]).iter(f"{W}sdt"))


def document_of(before, path, write):
    """A document whose first paragraph `write` fills, with its controls made."""
    document = docx.Document()
    write(document.add_paragraph(), marks_of(before))
    make_controls(document, Renderer(before))
    document.save(path)
    return path


def test_every_part_of_a_document_has_its_numbers_in_controls(report, before):
    renderer = Renderer(before)
    found = numbers_in(report)
    assert {part for part, _, _ in found} == {
        "word/document.xml", "word/header1.xml", "word/footer1.xml", "word/footnotes.xml", "word/comments.xml",
    }  # fmt: skip
    assert len(found) == 12
    assert all(text == renderer.text(key) for _, key, text in found)
    assert not has_marks(report)


def test_a_control_says_its_key_twice_and_is_known_by_either(report, before):
    people = keys_of(before)["people"]
    control = controls_of(report)[0]
    values = {
        one.tag[len(W) :]: one.get(f"{W}val") for one in control.find(f"{W}sdtPr") if one.get(f"{W}val")
    }
    assert values["tag"] == f"sqgz:{people}.{check_of('30')}"
    assert values["alias"] == f"A 回答 是 人数〔{people}.{check_of('30')}〕"
    assert read_label(values["tag"], "") == read_label("", values["alias"]) == label_for(people, "30")


@pytest.mark.parametrize("note", ["", "!", "?"])
def test_the_longest_key_and_name_stay_within_what_word_allows(note):
    label = Label(LONG_KEY, "k3xa", note)
    title = label.title("社区主职与其他两委成员户口所在地在本社区占比" * 3)
    assert len(label.tag) <= LONGEST
    assert len(title) <= LONGEST
    assert read_label("", title) == read_label(label.tag, "") == label


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        ("", ""),
        ("goog_rdk_0", "姓名"),
        ("sqgz:", "〔〕"),
        ("sqgz:abcdefghij.value.percent", ""),
        ("SQGZ:x.y.z.abcd", ""),
    ],
)
def test_controls_of_others_are_none_of_ours(tag, title):
    assert read_label(tag, title) is None


def test_bold_stays_inside_and_outside_of_a_control(report):
    control = controls_of(report)[0]
    assert text_of(control) == "30"
    assert control.find(f".//{W}r/{W}rPr/{W}b") is not None
    assert control.find(f"{W}sdtPr/{W}rPr/{W}b") is not None
    assert controls_of(report)[1].find(f".//{W}r/{W}rPr") is None


def test_a_mark_split_over_runs_in_any_place_is_one_control_with_the_formats_of_each_run(tmp_path, before):
    mark = marks_of(before)["share"]

    def write(paragraph, marks):
        for number, letter in enumerate(f"占{mark}。"):
            paragraph.add_run(letter).bold = number % 2 == 0

    path = document_of(before, tmp_path / "a.docx", write)
    assert [text for _, _, text in numbers_in(path)] == ["60.0%"]
    (control,) = controls_of(path)
    bold = [run.find(f"{W}rPr/{W}b").get(f"{W}val") != "0" for run in control.iter(f"{W}r")]
    assert len(set(bold)) == 2
    assert len(bold) == len("60.0%")


def test_a_mark_in_a_link_or_partly_in_one_is_a_control_and_its_text_is_whole(tmp_path, before):
    def write(paragraph, marks):
        head, tail = marks["share"][:-3], marks["share"][-3:]
        paragraph._p.append(
            parse_xml(
                f"<w:hyperlink {NAMESPACES}><w:r><w:t>{marks['people']}</w:t></w:r><w:r><w:t>{head}</w:t></w:r></w:hyperlink>"
            )
        )
        paragraph.add_run(tail + "止")

    path = document_of(before, tmp_path / "a.docx", write)
    assert [text for _, _, text in numbers_in(path)] == ["30", "60.0%"]
    assert text_of(etree.fromstring(parts_of(path)["word/document.xml"])).strip() == "3060.0%止"


def test_two_marks_that_touch_are_two_controls(tmp_path, before):
    path = document_of(
        before,
        tmp_path / "a.docx",
        lambda paragraph, marks: paragraph.add_run(marks["people"] + marks["share"]),
    )
    assert [text for _, _, text in numbers_in(path)] == ["30", "60.0%"]


def test_references_are_left_to_the_writer_of_the_document(tmp_path, before):
    path = document_of(
        before,
        tmp_path / "a.docx",
        lambda paragraph, marks: paragraph.add_run(f"见{reference('表:甲')}，{marks['people']}人"),
    )
    assert text_of(controls_of(path)[0].getparent()) == f"见{reference('表:甲')}，30人"


def test_marks_in_alt_texts_and_properties_become_plain_text(tmp_path, before):
    def finish(document):
        document.core_properties.subject = f"基数{marks_of(before)['base']}"
        box = next(
            document.element.iter(
                "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
            )
        )
        box.set("descr", f"占{marks_of(before)['share']}")

    path = write_report(tmp_path / "报告.docx", before, finish)
    assert not has_marks(path)
    assert 'descr="占60.0%"' in parts_of(path)["word/document.xml"].decode()
    assert docx.Document(path).core_properties.subject == "基数50"


def test_a_mark_that_is_left_open_is_a_defect(before):
    document = docx.Document()
    document.add_paragraph(marks_of(before)["people"][:-1])
    with pytest.raises(ValueError, match="a mark is left open"):
        make_controls(document, Renderer(before))


def test_line_ends_and_signs_that_xml_forbids_do_no_harm(tmp_path, before):
    key = keys_of(before)["people"]
    path = document_of(
        before,
        tmp_path / "a.docx",
        lambda paragraph, marks: paragraph.add_run(living(key, "高\n低") + "，" + living(key, "")),
    )
    assert [text for _, _, text in numbers_in(path)] == ["高\n低", ""]


def test_numbers_of_controls_and_names_of_bookmarks_are_unique_and_the_same_in_every_run(tmp_path, before):
    first, second = (write_report(tmp_path / f"{name}.docx", before) for name in "ab")
    for part in ("word/document.xml", "word/header1.xml", "word/footnotes.xml", "docProps/custom.xml"):
        assert parts_of(first)[part] == parts_of(second)[part]
    numbers = [
        one.get(f"{W}val")
        for part in parts_of(first)
        if part.startswith("word/") and part.endswith(".xml")
        for one in etree.fromstring(parts_of(first)[part]).iterfind(f".//{W}sdtPr/{W}id")
    ]
    names = [
        one.get(f"{W}name")
        for one in etree.fromstring(parts_of(first)["word/document.xml"]).iter(f"{W}bookmarkStart")
    ]
    assert len(set(numbers)) == len(numbers) == 12
    assert len(set(names)) == len(names) == 8
    assert max(map(len, names)) <= 40


def test_no_box_is_shown_and_older_programs_may_pass_over_that(report):
    root = etree.fromstring(parts_of(report)["word/document.xml"])
    assert {one.get(f"{W15}val") for one in root.iter(f"{W15}appearance")} == {"hidden"}
    assert "w15" in root.get(f"{MC}Ignorable").split()
    assert root.nsmap["w15"] == W15[1:-1]


def test_the_children_of_a_control_stand_in_the_order_of_the_schema(report):
    order = ["rPr", "alias", "tag", "id", "appearance", "text"]
    for part in ("word/document.xml", "word/comments.xml"):
        for properties in etree.fromstring(parts_of(report)[part]).iter(f"{W}sdtPr"):
            places = [order.index(etree.QName(one).localname) for one in properties]
            assert places == sorted(places)


def test_the_document_keeps_its_study_and_its_keys(report, before):
    issued = read_issued(parts_of(report)["docProps/custom.xml"])
    assert issued.study == before.study.name
    assert set(issued.keys) == set(keys_of(before).values())


def test_the_list_of_keys_comes_back_whole_or_not_at_all():
    keys = tuple(Key(f"{'abcdefghijklmnopqrstuvwxyz234567'[i // 32]}{'abcdefghijklmnopqrstuvwxyz234567'[i % 32]}" * 5, "count", "count") for i in range(900))  # fmt: skip
    custom = write_issued(None, Issued("甲", "abc", keys))
    assert read_issued(custom).keys == keys
    texts = [one.text for one in etree.fromstring(custom).iter("{*}lpwstr")]
    assert max(map(len, texts)) <= 255
    root = etree.fromstring(custom)
    root.remove(root[3])
    assert read_issued(etree.tostring(root)).keys is None
    assert read_issued(b"<Properties/>") is None
    assert read_issued(b"no xml") is None


def test_properties_of_others_stay():
    secret = write_issued(None, Issued("甲", "abc", ())).decode().replace('name="sqgz"', 'name="密级"')
    both = write_issued(secret.encode(), Issued("乙", "def", (LONG_KEY,)))
    root = etree.fromstring(both)
    assert [(one.get("name"), one.get("pid")) for one in root] == [
        ("密级", "2"),
        ("sqgz", "3"),
        ("sqgz 001", "4"),
    ]
    assert read_issued(both) == Issued("乙", "def", (LONG_KEY,))
