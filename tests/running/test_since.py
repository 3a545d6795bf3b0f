"""What refresh, audit and `run --only` say of results that were edited, or are older than the files received.

Notebooks are replaced by what they do to results, so that each case takes a moment.
"""

import json
from pathlib import Path

import pytest
from docx import Document
from studies import HUKOU, write_study

import sqgz
from sqgz.cleaning import save_cleaned
from sqgz.errors import InputError
from sqgz.results.storage import NAME as RESULTS
from sqgz.running import pipeline
from sqgz.running.cli import run_command
from sqgz.running.since import tell_since

ROWS = [["户口所在地"], *[["本社区"]] * 30, *[["外省"]] * 30]
EDITED = "上次运行之后 results.csv 被改动过（手工修改，或单独执行过笔记本）。"
UPDATED = "上次运行之后 问卷.csv 已更新，请先重新运行。"


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    """A run changes the working folder; the next test starts where this one did."""
    monkeypatch.chdir(Path.cwd())


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A study whose notebooks clean and compare without a kernel; 02, 03, 06 and 07 do nothing."""

    def execute(notebook, output, parameters):
        study = sqgz.load_study(parameters["study"], parameters["overrides"])
        if notebook.stem == "01_clean":
            save_cleaned(sqgz.clean(study))
        if notebook.stem == "04_tests":
            sqgz.save_results(sqgz.compare(study, sqgz.load_records(study)))

    monkeypatch.setattr(pipeline, "execute", execute)
    monkeypatch.setattr(pipeline, "write_html", lambda notebook: None)
    return write_study(tmp_path, {"问卷.csv": ROWS}, {"hukou": HUKOU})


def run(folder, *words):
    assert run_command(["run", str(folder.path), *words]) == 0


def edit(folder):
    path = folder.processed / RESULTS
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",30,", ",31,", 1), encoding="utf-8-sig")


def add_person(folder):
    folder.write("问卷.csv", [*ROWS, ["外省"]])


def test_after_a_run_there_is_nothing_to_say(folder):
    run(folder)
    assert tell_since(folder.load()) == []


def test_without_a_manifest_nothing_is_said(folder):
    run(folder)
    manifest = folder.load().runs / "manifest.json"
    for spoil in (lambda: manifest.write_text("{", encoding="utf-8"), manifest.unlink):
        spoil()
        edit(folder)
        add_person(folder)
        assert tell_since(folder.load()) == []


def test_results_that_were_edited_and_files_that_changed_are_named(folder):
    run(folder)
    edit(folder)
    assert tell_since(folder.load()) == [EDITED]
    add_person(folder)
    assert tell_since(folder.load()) == [EDITED, UPDATED]
    run(folder)
    assert tell_since(folder.load()) == []


def test_files_that_came_or_went_are_named(tmp_path, folder):
    run(folder)
    folder.write("decisions.csv", "variable,raw,file,row,file_hash,decision,note\n")
    assert tell_since(folder.load()) == ["上次运行之后 decisions.csv 是新增的，请先重新运行。"]
    study = folder.load()
    (folder.path / "问卷.csv").unlink()
    assert tell_since(study)[1] == "上次运行之后 问卷.csv 已不在原处，请先重新运行。"


def test_a_release_put_on_record_is_no_change_of_the_data(folder):
    run(folder)
    folder.write("已公布/2026-01-01.csv", "x\n")
    assert tell_since(folder.load()) == []


def test_running_the_report_alone_says_so_and_does_not_make_old_results_new(folder, capsys):
    run(folder)
    edit(folder)
    add_person(folder)
    capsys.readouterr()
    run(folder, "--only", "07")
    out = capsys.readouterr().out
    assert f"tiny  {EDITED}\ntiny  {UPDATED}\n" in out
    assert tell_since(folder.load()) == [EDITED, UPDATED]


def test_cleaning_alone_leaves_the_results_older_than_the_data_until_the_tests_ran(folder, capsys):
    run(folder)
    add_person(folder)
    capsys.readouterr()
    run(folder, "--only", "01")
    assert "上次运行之后" not in capsys.readouterr().out  # what is being run need not be asked for
    assert tell_since(folder.load()) == [UPDATED]
    run(folder, "--only", "04")
    assert tell_since(folder.load()) == []


def test_a_run_that_failed_half_way_did_not_edit_anything(folder, monkeypatch):
    run(folder)
    add_person(folder)
    before = pipeline.execute

    def failing(notebook, output, parameters):
        if notebook.stem == "06_figures":
            raise InputError("图不能画。")
        before(notebook, output, parameters)

    monkeypatch.setattr(pipeline, "execute", failing)
    assert run_command(["run", str(folder.path)]) == 2
    assert tell_since(folder.load()) == []  # 04 had run: the results are those of the data
    told = json.loads((folder.load().runs / "manifest.json").read_text(encoding="utf-8"))
    assert [one["notebook"][:2] for one in told["notebooks"]] == ["01", "02", "03", "04"]


def test_the_commands_say_it_beside_their_answer(folder, capsys, tmp_path):
    run(folder)
    study = folder.load()
    report = sqgz.write_report(sqgz.load_results(study)).path
    edit(folder)
    capsys.readouterr()
    assert run_command(["refresh", str(report), "--study", str(folder.path)]) == 0
    assert capsys.readouterr().err == f"注意：{EDITED}\n"
    text = Document()
    text.add_paragraph("共60人。")
    text.save(str(tmp_path / "文.docx"))
    assert run_command(["audit", str(tmp_path / "文.docx"), "--study", str(folder.path), "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == f"注意：{EDITED}\n"
    json.loads(said.out)  # nothing else stands in what another program reads
