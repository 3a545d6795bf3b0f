"""The public version of a comparison of districts: written whole, and nothing that a district hides stands in it."""

import json

import pytest
from districts import write_district
from random_studies import random_study, results_of

import sqgz
from sqgz.errors import InputError
from sqgz.figures import check_figures
from sqgz.results import audience_of
from sqgz.results.districts import compare_districts
from sqgz.running import districts as running
from sqgz.running.cli import run_command
from sqgz.tables import save_counts

PUBLIC = {"audience": "公开", "formats": ["png"]}


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """Two public districts of few people, each with its own results."""
    root = tmp_path_factory.mktemp("public")
    found = []
    for seed, name, title in ((20, "A", "甲区社区工作者调查"), (21, "B", "乙区社区工作者调查")):
        study = random_study(root, seed, streets=4, people=8, name=name, title=title, report=PUBLIC)
        results_of(study)
        save_counts(sqgz.load_records(study), study)
        found.append(study)
    return found


@pytest.fixture(scope="module")
def written(studies):
    return running.compare_studies(studies)


def hidden(frame, **wanted):
    """Categories of a share that are hidden in a frame."""
    rows = frame[(frame["text"] == "*") & (frame["stat"] == "share")]
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    return set(rows["category"])


def test_what_a_district_hides_in_its_own_version_is_hidden_in_the_comparison(studies, written):
    shown = written.compared.results.frame
    seen = 0
    for study in studies:
        own = audience_of(sqgz.load_results(study)).frame
        for variable in ("hukou", "residence"):
            here = hidden(own, comparison=f"profile.{variable}", by="")
            assert here <= hidden(shown, comparison=f"{variable}_by_study", group=study.name)
            seen += len(here)
        for group in ("chief", "member"):
            here = hidden(own, comparison="hukou_by_position", stratum="", group=group)
            assert here <= hidden(shown, comparison="hukou_by_position", stratum=study.name, group=group)
            seen += len(here)
    assert seen


def test_without_the_versions_of_the_districts_it_would_give_some_away(studies, written):
    alone = audience_of(compare_districts(studies).results).frame
    shown = written.compared.results.frame
    assert ((shown["text"] == "*") & (alone["text"] != "*")).any()


def test_figures_and_report_show_what_the_public_may_see(written):
    study = written.compared.results.study
    assert written.figures
    assert (study.reports / "报告.docx").is_file()
    for stem in written.figures:
        assert json.loads((study.figures / f"{stem}.json").read_text(encoding="utf-8"))["audience"] == "公开"
        assert {f"{stem}.png", f"{stem}.csv"} <= {path.name for path in study.figures.iterdir()}
    assert check_figures(study, shown=written.compared.results) == written.figures
    people = written.compared.results.select(stat=["share", "count"])
    people = people[people["category"] != "clusters"]  # four streets are not four people
    assert not people["count"].between(1, 4).any()


def test_the_command_writes_a_public_comparison(tmp_path, capsys):
    for name, title in (("A", "甲区社区工作者调查"), ("B", "乙区社区工作者调查")):
        write_district(tmp_path, name, title, 4, report=PUBLIC)
    raw = tmp_path / "data" / "raw"
    assert run_command(["compare", str(raw / "A"), str(raw / "B")]) == 0
    assert "报告  reports/对比_A_B/报告.docx" in capsys.readouterr().out
    assert (tmp_path / "reports" / "对比_A_B" / "报告.docx").is_file()
    assert list((tmp_path / "figures" / "对比_A_B").glob("*.png"))


def test_a_comparison_that_cannot_be_finished_leaves_the_earlier_one(tmp_path, monkeypatch):
    found = [
        write_district(tmp_path, name, title, 4, report={"formats": ["png"]})
        for name, title in (("A", "甲区社区工作者调查"), ("B", "乙区社区工作者调查"))
    ]

    def listing():
        return {
            path: path.read_bytes()
            for kind in ("figures", "reports", "data/processed")
            for path in (tmp_path / kind).rglob("*")
            if path.is_file() and "对比" in str(path)
        }

    def refused(*_):
        (tmp_path / "reports" / "对比_A_B" / "半.docx").write_bytes(b"half")
        raise InputError("无法写入")

    (tmp_path / "reports" / "对比_A_B").mkdir(parents=True)
    with monkeypatch.context() as patched:
        patched.setattr(running, "write_district_report", refused)
        with pytest.raises(InputError):
            running.compare_studies(found)
    assert not listing()  # neither results nor figures without their report
    running.compare_studies(found)
    before = listing()
    assert before
    with monkeypatch.context() as patched:
        patched.setattr(running, "write_district_report", refused)
        with pytest.raises(InputError):
            running.compare_studies(found)
    assert listing() == before
