"""A writer's document after the data has changed: numbers are new, all else is theirs, and what needs them is named."""

import docx
import openpyxl
from docx.oxml import parse_xml
from living_documents import (
    NAMESPACES,
    body_of,
    changes_of,
    content,
    edit_control,
    has_marks,
    keys_of,
    marks_of,
    numbers_in,
    overtype,
    parts_of,
    results_of,
    rewrite,
    write_report,
)
from lxml import etree

import sqgz
from sqgz.report.living import Change, Changes, make_controls
from sqgz.report.living.changes import order_changes
from sqgz.report.living.markup import W
from sqgz.report.rendering import Renderer

YELLOW = b'<w:highlight w:val="yellow"/>'


def test_every_number_in_every_part_says_what_the_results_say(report, after):
    changes = sqgz.refresh(report, after)
    renderer = Renderer(after)
    found = numbers_in(changes.path)
    assert len(found) == 12
    assert all(text == renderer.text(key) for _, key, text in found)
    assert body_of(changes.path)[:2] == ["一、基本情况", "甲组回答是的20人，占50.0%。两组相同。"]


def test_the_new_document_stands_beside_and_the_writers_own_is_not_touched(report, after):
    old = report.read_bytes()
    changes = sqgz.refresh(str(report), after)
    assert changes.path == report.with_name("报告.更新.docx")
    assert report.read_bytes() == old
    assert sorted(one.name for one in report.parent.iterdir() if one.is_file()) == [
        "报告.docx",
        "报告.更新.docx",
        "数据变动对照表.xlsx",
    ]


def test_formats_and_the_writers_edits_are_kept(report, after):
    rewrite(
        report,
        lambda text: text.replace("甲组回答是的", "经核实，甲组回答是的").replace("人，占", "名同志，占比达"),
    )
    changes = sqgz.refresh(report, after)
    assert body_of(changes.path)[1] == "经核实，甲组回答是的20名同志，占比达50.0%。两组相同。"
    root = etree.fromstring(parts_of(changes.path)["word/document.xml"])
    assert next(root.iter(f"{W}sdt")).find(f".//{W}r/{W}rPr/{W}b") is not None


def test_only_parts_whose_numbers_changed_are_written_anew(report, before, after):
    old, new = parts_of(report), parts_of(sqgz.refresh(report, after).path)
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {
        "word/document.xml", "word/header1.xml", "word/footer1.xml", "word/footnotes.xml", "word/comments.xml",
        "docProps/custom.xml",
    }  # fmt: skip
    same = parts_of(sqgz.refresh(report, before, to=report.with_name("同.docx")).path)
    assert {name for name in old if old[name] != same[name]} == {"docProps/custom.xml"}


def test_refreshing_twice_gives_the_same_bytes(report, after):
    overtype(report, keys_of(after)["other"], "约一半")
    first = sqgz.refresh(report, after)
    data, listed = first.path.read_bytes(), first.list_path.read_bytes()
    again = sqgz.refresh(report, after)
    assert (again.path, again.path.read_bytes()) == (first.path, data)
    assert again.list_path.read_bytes() == listed
    further = sqgz.refresh(first.path, after)
    assert further.path.name == "报告.更新2.docx"
    assert further.path.read_bytes() == data


def test_in_place_the_old_document_is_kept_and_a_second_time_nothing_is_written(report, after):
    old = report.read_bytes()
    changes = sqgz.refresh(report, after, in_place=True)
    assert changes.path == report
    assert changes.backup.name == "报告.docx.bak"
    assert changes.backup.read_bytes() == old
    new = report.read_bytes()
    assert new != old
    assert sqgz.refresh(report, after, in_place=True).backup is None
    assert report.read_bytes() == new
    assert changes.backup.read_bytes() == old


def test_a_refreshed_copy_that_was_edited_is_not_overwritten(report, before, after):
    first = sqgz.refresh(report, after).path
    rewrite(first, lambda text: text.replace("末段。", "末段，已改。"))
    second = sqgz.refresh(report, before).path
    assert second.name == "报告.更新2.docx"
    assert "末段，已改。" in body_of(first)
    assert sqgz.refresh(first, before).path.name == "报告.更新2.docx"  # unedited since we wrote it


# --- findings -------------------------------------------------------------------------------------------------------


def test_a_changed_finding_is_listed_first_and_marked(report, after):
    changes = sqgz.refresh(report, after)
    first = changes.frame.iloc[0]
    assert first["类别"] == "结论变化"
    assert (first["原数"], first["现数"], first["结论是否变化"]) == ("甲组高10.0个百分点", "两组相同", "是")
    assert first["原文"] == "甲组高10.0个百分点。"
    assert first["位置"] == "一、基本情况，第1段"
    assert parts_of(changes.path)["word/document.xml"].count(YELLOW) == 1
    assert set(changes.frame["结论是否变化"].iloc[1:]) == {"否"}


def test_a_finding_of_which_only_the_size_changed_is_a_number(report, tmp_path):
    nearly = results_of(tmp_path / "nearly", yes_a=29, yes_b=25)
    changes = sqgz.refresh(report, nearly)
    (told,) = [one for one in changes.items if one.is_wording]
    assert (told.kind, told.old, told.new) == ("number", "甲组高10.0个百分点", "甲组高9.2个百分点")
    assert YELLOW not in parts_of(changes.path)["word/document.xml"]


def test_the_mark_of_a_changed_finding_goes_with_the_next_data(report, before, after, tmp_path):
    marked = sqgz.refresh(report, after).path
    other = results_of(tmp_path / "other", yes_a=40, yes_b=50, no_a=20, no_b=25)  # 两组相同, too
    assert YELLOW not in parts_of(sqgz.refresh(marked, other).path)["word/document.xml"]
    back = sqgz.refresh(marked, before)
    assert [one.new for one in changes_of(back, "finding")] == ["甲组高10.0个百分点"]
    assert parts_of(back.path)["word/document.xml"].count(YELLOW) == 1


def test_a_highlight_that_the_writer_set_or_took_away_is_theirs(report, before, after):
    finding = keys_of(before)["finding"]
    green = '<w:r><w:rPr><w:highlight w:val="green"/></w:rPr><w:t>甲组高10.0个百分点</w:t></w:r>'
    edit_control(report, finding, lambda control: content(control, green))
    marked = sqgz.refresh(report, after, in_place=True).path
    assert b'w:val="green"' in parts_of(marked)["word/document.xml"]
    assert b'w:val="green"' in parts_of(sqgz.refresh(marked, before).path)["word/document.xml"]


def test_a_mark_that_the_writer_took_away_stays_away(report, after):
    marked = sqgz.refresh(report, after).path
    rewrite(marked, lambda text: text.replace(YELLOW.decode(), ""))
    assert YELLOW not in parts_of(sqgz.refresh(marked, after).path)["word/document.xml"]


# --- what is told ---------------------------------------------------------------------------------------------------


def test_places_are_named_as_a_reader_finds_them(report, after):
    places = set(sqgz.refresh(report, after).frame["位置"])
    assert places == {
        "一、基本情况，第1段", "表1 各组回答，“甲组”行“人数”列", "表1 各组回答，“甲组”行“占比”列", "页眉，第1段", "页脚，第1段",
        "脚注，第1段", "批注，第1段",
    }  # fmt: skip


def test_a_cell_below_two_rows_of_heads_is_named_by_both(tmp_path, before, after):
    def finish(document):
        table = document.add_table(rows=3, cols=3)
        for row, texts in enumerate((("职务", "户口所在地", ""), ("", "人数", "占比"))):
            for cell, text in zip(table.rows[row].cells, texts, strict=True):
                cell.text = text
        table.cell(0, 1).merge(table.cell(0, 2))
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {NAMESPACES}/>"))
        for cell, text in zip(table.rows[2].cells, ("12", "甲", marks_of(before)["share"]), strict=True):
            cell.text = text

    changes = sqgz.refresh(write_report(tmp_path / "报告.docx", before, finish), after)
    assert "第2个表格，第3行“户口所在地／占比”列" in set(changes.frame["位置"])


def test_the_list_is_a_workbook_that_says_the_same(report, after):
    changes = sqgz.refresh(report, after)
    page = openpyxl.load_workbook(changes.list_path).active
    rows = [[cell.value or "" for cell in row] for row in page.iter_rows()]
    assert rows[0] == list(changes.frame.columns)
    assert rows[1:] == changes.frame.to_numpy().tolist()


def test_without_a_change_the_list_says_so(report, before):
    changes = sqgz.refresh(report, before)
    assert changes.items == ()
    assert changes.lines() == [
        "报告.更新.docx：数字和结论共11处，更新0处。",
        "逐项对照见 数据变动对照表.xlsx。",
    ]
    assert (
        openpyxl.load_workbook(changes.list_path).active["A2"].value == "各处数字与现有数据一致，没有变动。"
    )


def test_texts_that_look_like_formulas_stay_texts_in_the_list(tmp_path):
    from sqgz.report.living.listing import write_list

    one = Change("number", "", '=HYPERLINK("http://x")', "甲", "+1", "@2")
    changes = Changes(order_changes([one]), 1, tmp_path, tmp_path, tmp_path)
    write_list(changes, tmp_path / "a.xlsx", "报告")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [cell.data_type for cell in page[2] if cell.value] == ["s"] * 6


def test_the_summary_is_short_however_many_findings_changed(tmp_path):
    many = [Change("finding", f"第{i}段", "", "甲", f"{i}高", f"{i}低", is_wording=True) for i in range(50)]
    changes = Changes(tuple(many), 50, tmp_path / "a", tmp_path / "b", tmp_path / "c")
    assert len(changes.lines()) == 12
    assert "……其余42处见对照表。" in "\n".join(changes.lines())
    twice = Changes((*many[:3], *many[:3]), 6, tmp_path / "a", tmp_path / "b", tmp_path / "c")
    assert "  第0段等2处：“0高” → “0低”" in twice.lines()
    assert repr(changes) == "\n".join(changes.lines())


def test_a_document_that_lost_its_properties_is_refreshed_with_a_word_of_caution(report, after):
    rewrite(report, lambda text: "<Properties/>", part="docProps/custom.xml")
    changes = sqgz.refresh(report, after)
    assert not has_marks(changes.path)
    assert "请自行确认它属于本调查" in "\n".join(changes.lines())
    assert sqgz.refresh(changes.path, after).notes == ()


def test_every_number_that_a_report_is_composed_of_is_known_again(results, composed, tmp_path, monkeypatch):
    """The whole of a composed report, a paragraph for each of its texts: nothing of it changed, nothing is gone."""
    monkeypatch.undo()  # findings in the wording of the report
    document = docx.Document()
    for text in composed.texts():
        document.add_paragraph(text)
    keys = make_controls(document, Renderer(results))
    document.save(tmp_path / "报告.docx")
    assert len(keys) > 20
    assert sqgz.refresh(tmp_path / "报告.docx", results).items == ()
