"""The whole way of a report: written, edited by its writer, refreshed when a street drops out, refreshed again."""

import zipfile
from dataclasses import replace

import docx
import pytest
from random_studies import random_study, results_of

import sqgz
from sqgz.report.blocks import Table
from sqgz.report.composing.appendices import compose_methods
from sqgz.report.composing.material import Material
from sqgz.report.living.markup import text_of
from sqgz.report.living.walking import content_of, controls_in
from sqgz.report.marks import pieces
from sqgz.report.rendering import Renderer


def drop_a_street(study):
    """Nothing; the study's counts no longer have its last street, as if it had never reported."""
    path = study.folder / "计数.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    street = lines[-1].split(",")[1]
    path.write_text("".join(line for line in lines if f",{street}," not in line), encoding="utf-8-sig")


def controls_of(path):
    """Every living number of a document's body with its key."""
    body = docx.Document(str(path)).element.body
    return [(label.key, text_of(content_of(control))) for control, label in controls_in(body)]


@pytest.fixture(scope="module")
def way(tmp_path_factory):
    """A written report, the writer's edited copy of it, and results without a street."""
    study = random_study(tmp_path_factory.mktemp("way"), 11, people=20)
    results = results_of(study)
    written = sqgz.write_report(results)
    edited = written.path.with_name("报告 终稿2.docx")
    document = docx.Document(str(written.path))
    document.paragraphs[0].insert_paragraph_before("局领导批示：请补充说明。")
    document.paragraphs[-1].add_run("（起草人：张处）").bold = True
    document.save(str(edited))
    drop_a_street(study)
    return results, results_of(sqgz.load_study(study.folder)), written, edited


def test_the_report_holds_a_control_for_every_number(way):
    results, _, written, _ = way
    renderer = Renderer(results)
    controls = controls_of(written.path)
    assert len(controls) == written.numbers > 300
    assert all(text == renderer.text(key) for key, text in controls)


def test_a_dropped_street_changes_every_number_it_was_in_and_no_edit(way):
    old, new, _, edited = way
    changes = sqgz.refresh(edited, new)
    renderer = Renderer(new)
    held = dict(controls_of(edited.with_name("报告 终稿2.更新.docx")))
    for key, text in held.items():
        now = renderer.text(key)
        assert now is None or text == now
    before = Renderer(old)
    assert sum(before.text(key) != renderer.text(key) for key in held) > 50
    texts = [one.text for one in docx.Document(str(edited.with_name("报告 终稿2.更新.docx"))).paragraphs]
    assert texts[0] == "局领导批示：请补充说明。"
    assert texts[-1].endswith("（起草人：张处）")
    assert changes.items


def test_findings_that_changed_are_listed_and_marked(way):
    old, new, _, edited = way
    changes = sqgz.refresh(edited, new)
    before, now = Renderer(old), Renderer(new)
    keys = {key for key, _ in controls_of(edited) if key.field == "says" and now.text(key) is not None}
    changed = {key for key in keys if before.text(key) != now.text(key)}
    assert changed
    assert sum(item.kind == "finding" for item in changes.items) >= 1


def test_refreshing_twice_gives_the_same_bytes(way, tmp_path):
    _, new, _, edited = way
    first, second = tmp_path / "甲.docx", tmp_path / "乙.docx"
    sqgz.refresh(edited, new, to=first)
    sqgz.refresh(first, new, to=second)
    assert first.read_bytes() == second.read_bytes()


def test_the_same_results_are_the_same_bytes(way, tmp_path):
    results, *_ = way
    paths = [tmp_path / name for name in ("甲.docx", "乙.docx")]
    for path in paths:
        sqgz.write_report(results, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert {info.date_time[0] for info in zipfile.ZipFile(paths[0]).infolist()} == {1980}


def test_the_class_of_a_finding_in_a_table_is_refreshed_listed_and_marked(way):
    old, new, _, edited = way
    before, now = Renderer(old), Renderer(new)
    classes = [key for key, _ in controls_of(edited) if key.form == "class" and now.text(key) is not None]
    changed = {key for key in classes if before.text(key) != now.text(key)}
    assert changed
    path = edited.with_name("结论.docx")
    changes = sqgz.refresh(edited, new, to=path)
    held = dict(controls_of(path))
    assert all(held[key] == now.text(key) for key in classes)
    told = {(one.kind, one.name, one.old, one.new) for one in changes.items}
    assert {("finding", now.name(key), before.text(key), now.text(key)) for key in changed} <= told


def test_what_depends_on_data_in_the_table_of_findings_is_living(way):
    old, *_ = way
    material = Material(old)
    tables = {one.name: one for one in compose_methods(material) if isinstance(one, Table)}
    for name, columns in (("表:findings", (1, 2, 3, 4, 5, 7)), ("表:remarks", (1, 2))):
        cells = [row.cells[column] for row in tables[name].rows for column in columns]
        plain_cells = [cell for cell in cells if not any(piece.key for piece in pieces(cell))]
        assert set(plain_cells) <= {"—"}  # of a comparison of several groups there is no difference
        assert len(plain_cells) < len(cells)


def test_a_remark_that_is_gone_and_an_interval_that_cannot_be_told_print_a_dash(way, tmp_path):
    old, *_ = way
    frame = old.frame.assign(warnings="", low=float("nan"))
    bare = Renderer(replace(old, frame=frame))
    written = sqgz.write_report(old, tmp_path / "报告.docx")
    keys = [key for key, _ in controls_of(written.path) if key.form in ("remark", "interval")]
    assert {"remark", "interval"} == {key.form for key in keys}
    assert any(Renderer(old).text(key) != "—" for key in keys)
    changes = sqgz.refresh(written.path, bare.results)
    held = dict(controls_of(changes.path))
    assert {held[key] for key in keys} == {"—"}
    assert {one.finding_changed for one in changes.items if one.name.endswith(("说明", "区间"))} == {"否"}
