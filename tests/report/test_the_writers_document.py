"""A document that somebody has edited is theirs: a new run writes beside it, under a name that is free."""

import zipfile

import docx
import pytest
from random_studies import random_study, results_of

import sqgz
from sqgz.report.living.sealing import free_name, is_writers, read_sealed
from sqgz.running.pipeline import Run
from sqgz.running.summary import summarise


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return results_of(random_study(tmp_path_factory.mktemp("writer"), 3, people=8))


@pytest.fixture
def written(results, tmp_path):
    return sqgz.write_report(results, tmp_path / "报告.docx")


def edit(path, words="（起草人：张处）"):
    """The file as a writer leaves it: with words of their own, saved by another program."""
    document = docx.Document(str(path))
    document.paragraphs[-1].add_run(words)
    document.save(str(path))
    return path.read_bytes()


def save_again(path):
    """The same parts, not one letter changed, packed by another program."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_document_that_nobody_edited_is_written_anew_in_its_place(results, written):
    first = written.path.read_bytes()
    again = sqgz.write_report(results, written.path)
    assert (again.path, again.kept) == (written.path, None)
    assert written.path.read_bytes() == first
    save_again(written.path)
    assert sqgz.write_report(results, written.path).path == written.path
    assert [one.name for one in written.path.parent.iterdir()] == ["报告.docx"]


def test_an_edited_document_is_left_and_the_new_one_written_beside_it(results, written):
    fresh = written.path.read_bytes()
    mine = edit(written.path)
    second = sqgz.write_report(results, written.path)
    assert second.path.name == "报告.新.docx"
    assert repr(second).endswith(
        "。报告.docx 已有改动（或不是本程序写的），没有覆盖；按现有数据新写的是 报告.新.docx。"
    )
    assert second.path.read_bytes() == fresh
    assert sqgz.write_report(results, written.path).path == second.path  # nobody has edited that one
    mine_too = edit(second.path)
    third = sqgz.write_report(results, written.path)
    assert third.path.name == "报告.新2.docx"
    assert (written.path.read_bytes(), second.path.read_bytes()) == (mine, mine_too)


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_not_ours_is_left(results, tmp_path, content):
    path = tmp_path / "报告.docx"
    path.write_bytes(content)
    assert sqgz.write_brief(results, path).path.name == "报告.新.docx"
    assert path.read_bytes() == content


def test_a_document_of_somebody_else_and_a_folder_are_left(results, tmp_path):
    path = tmp_path / "报告.docx"
    docx.Document().save(str(path))
    assert is_writers(path)
    (tmp_path / "报告.新.docx").mkdir()
    assert free_name(path).name == "报告.新2.docx"


def test_a_refreshed_copy_of_an_edited_document_holds_its_edits_and_is_left_under_any_name(results, written):
    edit(written.path)
    refreshed = sqgz.refresh(written.path, results).path
    assert read_sealed(refreshed) is not None
    refreshed.replace(written.path)  # the writer goes on with it under the usual name
    mine = written.path.read_bytes()
    assert sqgz.write_report(results, written.path).path.name == "报告.新.docx"
    assert written.path.read_bytes() == mine


def test_a_refreshed_copy_of_an_edited_document_is_not_replaced_by_that_of_a_new_one(results, written):
    fresh = written.path.read_bytes()
    edit(written.path)
    first = sqgz.refresh(written.path, results).path
    held = first.read_bytes()
    assert sqgz.refresh(written.path, results).path == first  # from the same document it is
    written.path.write_bytes(fresh)
    assert sqgz.refresh(written.path, results).path.name == "报告.更新2.docx"
    assert first.read_bytes() == held


def test_a_document_refreshed_before_anybody_edited_it_is_ours(results, written):
    refreshed = sqgz.refresh(written.path, results).path
    assert not is_writers(refreshed)
    edit(refreshed)
    assert is_writers(refreshed)


def test_the_summary_of_a_run_says_which_documents_were_kept(results):
    usual = results.study.reports / "简报.docx"
    written = sqgz.write_brief(results)
    assert written.path == usual
    run = Run(results.study, 0)
    assert "没有覆盖" not in summarise(run)
    edit(usual)
    assert "没有覆盖" not in summarise(run)  # nothing was written instead yet
    sqgz.write_brief(results)
    assert (
        "  简报.docx 已有改动（或不是本程序写的），没有覆盖；按现有数据新写的是 简报.新.docx。"
        in summarise(run)
    )


def test_a_report_in_the_writers_own_layout_is_sealed_too(tmp_path):
    study = random_study(tmp_path, 3, people=8, report={"template": "模板.docx"})
    layout = docx.Document()
    layout.add_paragraph("书记中，户口在本社区的{{ 主职.户口.本社区.人数 }}人。")
    layout.save(str(study.folder / "模板.docx"))
    results = results_of(study)
    first = sqgz.write_report(results)
    assert sqgz.write_report(results).path == first.path == study.reports / "报告.docx"
    mine = edit(first.path)
    second = sqgz.write_report(results)
    assert (second.path.name, second.kept) == ("报告.新.docx", first.path)
    assert first.path.read_bytes() == mine
