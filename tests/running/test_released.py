"""`sqgz release`: what was given out is on record, and what is rendered later minds it."""

import pytest
from random_studies import random_study, results_of

import sqgz
from sqgz.errors import InputError
from sqgz.results.release_files import load_releases
from sqgz.running.cli import run_command
from sqgz.study import load_study


@pytest.fixture
def study(tmp_path):
    """A small public study with its results."""
    found = random_study(tmp_path, 5, streets=4, people=5, report={"audience": "公开"})
    results_of(found)
    return found


def released(study, capsys):
    assert run_command(["release", str(study.folder)]) == 0
    return capsys.readouterr().out


def test_a_release_holds_what_the_public_were_shown_and_nothing_else(study, capsys):
    told = released(study, capsys)
    (path,) = (study.folder / "已公布").glob("*.csv")
    assert path.name in told
    (frame,) = load_releases(study)
    shown = sqgz.load_results(study).public().frame
    assert frame["text"].equals(shown["text"])
    assert frame["count"].equals(shown["count"])
    counts = frame.loc[frame["stat"].isin(["share", "count"]), "count"]
    assert not counts.between(1, 4).any()


def test_the_same_numbers_are_recorded_once_and_rendered_the_same_afterwards(study, capsys):
    before = sqgz.audience_of(sqgz.load_results(study)).frame
    released(study, capsys)
    assert "没有另行登记" in released(study, capsys)
    assert len(list((study.folder / "已公布").glob("*.csv"))) == 1
    after = sqgz.audience_of(sqgz.load_results(study)).frame
    assert after.equals(before)


def test_what_was_hidden_stays_hidden_once_it_was_released(study, capsys):
    """One person more makes a hidden 4 a 5: the public of the first version must not learn that it was 4."""
    results = sqgz.load_results(study)
    hidden = results.public().frame
    row = next(
        at for at in hidden.index[(hidden["text"] == "*") & (hidden["stat"] == "count")]
        if results.frame.loc[at, "count"] >= 5
    )  # fmt: skip
    released(study, capsys)
    assert load_releases(study)[0].loc[row, "text"] == "*"
    assert sqgz.audience_of(results).frame.loc[row, "text"] == "*"


def test_a_second_release_of_a_day_is_another_file(study, capsys):
    released(study, capsys)
    (path,) = (study.folder / "已公布").glob("*.csv")
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(
        text.rsplit("\n", 2)[0] + "\n", encoding="utf-8-sig"
    )  # an earlier release of one row less
    released(study, capsys)
    assert sorted(one.stem for one in (study.folder / "已公布").glob("*.csv")) == [
        path.stem,
        f"{path.stem}-2",
    ]
    assert len(load_releases(study)) == 2


def test_an_internal_study_has_nothing_to_release(tmp_path, capsys):
    internal = random_study(tmp_path, 5, streets=4)
    results_of(internal)
    assert run_command(["release", str(internal.folder)]) == 2
    assert "report.audience 不是“公开”" in capsys.readouterr().err
    assert not (internal.folder / "已公布").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [("不是登记\n", "不是公开版的登记文件"), (None, "不是公开版：其中有1至4人的数")],
)
def test_a_file_that_is_no_record_is_named(study, content, words):
    folder = study.folder / "已公布"
    folder.mkdir()
    if content is None:  # internal results, put there by hand
        columns = "comparison,inference,stratum,group,against,category,stat,of,method,count,base,text"
        content = f"{columns}\nq,,,a,,yes,count,,,3,40,\n"
    (folder / "2026-01-01.csv").write_text(content, encoding="utf-8-sig")
    with pytest.raises(InputError, match=words) as raised:
        sqgz.audience_of(sqgz.load_results(load_study(study.folder)))
    assert "已公布/2026-01-01.csv" in str(raised.value)
