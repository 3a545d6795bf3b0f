import csv
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import sqgz.example.writing as writing
from sqgz.example import facts, personal_texts, write_example

FILES = ("问卷.xlsx", "花名册.xlsx", "单位名录.csv", "study.yaml")


def cells(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_the_same_seed_gives_the_same_bytes(written, tmp_path):
    write_example(tmp_path / "again", truth=tmp_path / "truth.csv")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (written / "raw" / name).read_bytes()
    assert (tmp_path / "truth.csv").read_bytes() == (written / "truth.csv").read_bytes()


def test_another_seed_gives_other_people(written, tmp_path):
    write_example(tmp_path, seed=1)
    assert cells(tmp_path / "问卷.xlsx") != cells(written / "raw" / "问卷.xlsx")


def test_the_repository_holds_what_the_generator_writes(written, committed):
    folder, truth = committed
    for name in FILES[:2]:
        assert cells(folder / name) == cells(written / "raw" / name)
    for name in FILES[2:]:
        assert (folder / name).read_text("utf-8") == (written / "raw" / name).read_text("utf-8")
    assert truth.read_text("utf-8") == (written / "truth.csv").read_text("utf-8")


def test_nothing_else_is_left_in_the_folder(written):
    assert sorted(path.name for path in (written / "raw").iterdir()) == sorted(FILES)
    assert sorted(path.name for path in written.iterdir()) == ["raw", "truth.csv"]


def test_workbooks_carry_no_time_of_writing(written):
    for name in FILES[:2]:
        with zipfile.ZipFile(written / "raw" / name) as book:
            assert {item.date_time for item in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"2024-07-01T09:00:00Z" in book.read("docProps/core.xml")


def test_a_failure_leaves_the_earlier_files_as_they_were(tmp_path, monkeypatch):
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "study.yaml").write_text("mine", encoding="utf-8")

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(writing, "write_truth", fail)
    with pytest.raises(OSError, match="disk full"):
        write_example(folder, truth=tmp_path / "truth.csv")
    assert [path.name for path in folder.iterdir()] == ["study.yaml"]
    assert (folder / "study.yaml").read_text("utf-8") == "mine"
    assert not (tmp_path / "truth.csv").exists()


def test_decisions_of_the_researcher_stay(tmp_path):
    (tmp_path / "decisions.csv").write_text("variable,raw\n", encoding="utf-8")
    write_example(tmp_path)
    assert (tmp_path / "decisions.csv").read_text("utf-8") == "variable,raw\n"


def test_the_truth_may_not_lie_where_the_pipeline_reads(tmp_path):
    with pytest.raises(ValueError, match="outside the folder"):
        write_example(tmp_path, truth=tmp_path / "truth.csv")
    assert list(tmp_path.iterdir()) == []


def test_the_official_list_counts_the_people_of_the_roster(written, simulation):
    with (written / "raw" / "单位名录.csv").open(encoding="utf-8-sig", newline="") as file:
        units = list(csv.DictReader(file))
    people = [p for p in simulation.people if p.counted]
    assert len(units) == 120
    assert sum(int(unit["people"]) for unit in units) == len(people) == facts()["people"]
    found = Counter((p.unit.street, p.unit.name, p.position) for p in people)
    for unit in units:
        parts = [int(unit[f"people_{position}"]) for position in ("chief", "member", "staff")]
        assert sum(parts) == int(unit["people"]) <= int(unit["posts"])
        assert parts == [found[unit["street"], unit["name"], p] for p in ("chief", "member", "staff")]


def test_two_units_of_one_name_lie_in_two_streets(written):
    units = pd.read_csv(written / "raw" / "单位名录.csv")
    assert units["name"].value_counts().loc[lambda n: n > 1].to_dict() == {"新桥社区": 2}
    assert units.loc[units["name"] == "新桥社区", "street"].nunique() == 2


def test_personal_texts_are_those_that_stand_in_the_files(written, simulation):
    texts = set(personal_texts())
    people = simulation.people
    assert {p.name for p in people} | {p.phone for p in people} | {p.identity for p in people} <= texts
    assert min(len(text) for text in texts) >= 3
    roster = pd.DataFrame(cells(written / "raw" / "花名册.xlsx")["花名册"][5:])
    for column in (3, 5):  # 姓名, 手机号
        found = [value for value in roster[column] if isinstance(value, str) and value]
        assert len(found) > 1000
        assert set(found) <= texts


def test_the_truth_and_the_official_list_hold_nothing_personal(written):
    shown = (written / "truth.csv").read_text("utf-8") + (written / "raw" / "单位名录.csv").read_text("utf-8")
    shown += (written / "raw" / "study.yaml").read_text("utf-8")
    assert [text for text in personal_texts() if text in shown] == []


def test_some_free_texts_and_remarks_give_somebody_away(simulation):
    """Otherwise a search of the outputs for names and phones would prove less than it seems to."""
    phones = {p.phone for p in simulation.people}
    typed = [str(line.values["7、您不愿就近工作的原因（可多选）"]) for line in simulation.answers]
    remarks = [str(entry.line.values["备注"]) for entry in simulation.roster]
    assert any(phone in text for text in typed if "其他〖" in text for phone in phones)
    assert any(phone in text for text in remarks for phone in phones)
