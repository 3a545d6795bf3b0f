"""All forms or none, and never over one that somebody has filled in."""

import openpyxl
import pytest
from forms.filling import fill
from studies import HUKOU, PLACES, STREET, identity, write_study

from sqgz.errors import InputError
from sqgz.forms import issuing, write_forms
from sqgz.forms.workbook import write_form
from sqgz.running.cli import run_command
from sqgz.running.issued import tell_issued


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_every_street_of_the_official_list_gets_a_form(folder):
    issued = write_forms(folder.load())
    assert issued.folder == folder.processed / "填报表"
    assert names(issued.folder) == sorted(["青禾街道.xlsx", "云阶街道.xlsx", "临河镇.xlsx", "北坡街道.xlsx"])
    told = tell_issued(issued)
    # rows: the larger of 核定 and 实有, 9 + 7 + 7 + 5 + 4 + 8
    assert "已写出 4 个空白填报表" in told
    assert "共 6 个社区（村），按核定、实有人数留了 40 行" in told


def test_a_street_finds_its_communities_prefilled_and_nobody_elses(folder):
    page = openpyxl.load_workbook(write_forms(folder.load()).folder / "临河镇.xlsx")["填报表"]
    assert page["A1"].value == "小调查填报表"
    assert page["A2"].value == "填报单位：临河镇"
    assert "2024-06-30" in page["D2"].value
    assert [page.cell(3, column).value for column in range(1, 6)] == [
        "街道",
        "社区",
        "检查（自动）",
        "身份证号",
        "姓名",
    ]
    rows = [(page.cell(row, 1).value, page.cell(row, 2).value) for row in range(4, 34)]
    spare = [("临河镇", None)] * 20
    assert rows[:29] == [("临河镇", "幸福社区")] * 5 + [("临河镇", "柳岸村")] * 4 + spare
    assert page.freeze_panes == "D4"
    assert page.print_title_rows == "$3:$3"


def test_answers_can_be_typed_and_headings_cannot(folder):
    page = openpyxl.load_workbook(write_forms(folder.load()).folder / "临河镇.xlsx")["填报表"]
    assert page.protection.sheet
    locked = {page.cell(3, column).value: page.cell(4, column).protection.locked for column in range(1, 7)}
    assert locked == {
        "街道": True,
        "社区": False,
        "检查（自动）": True,
        "身份证号": False,
        "姓名": False,
        "手机号": False,
    }
    assert all(page.cell(3, column).protection.locked for column in range(1, 16))
    assert page["D4"].number_format == "@"


def test_a_street_of_sixty_communities_and_forty_streets_are_written(tmp_path):
    places = [
        ["street", "name"],
        *([f"第{i}街道", f"第{j}社区"] for i in range(1, 41) for j in range(1, 61 if i == 1 else 2)),
    ]
    folder = write_study(tmp_path, {"花名册.xlsx": None}, {"street": STREET, "hukou": HUKOU}, places=places)
    issued = write_forms(folder.load())
    assert len(names(issued.folder)) == 40
    page = openpyxl.load_workbook(issued.folder / "第1街道.xlsx")["填报表"]
    assert page.max_row == 3 + 60 * 10 + 60  # ten rows where nobody counted, a tenth of them spare


def test_a_form_with_people_in_it_is_never_replaced(folder):
    issued = write_forms(folder.load())
    filled = fill(issued.folder / "云阶街道.xlsx", [{"社区": "石桥社区", "身份证号": identity(1)}])
    before = {name: (issued.folder / name).read_bytes() for name in issued.files}
    with pytest.raises(InputError) as error:
        write_forms(folder.load())
    assert str(error.value) == (
        "填报表/云阶街道.xlsx 已经填了 1 行，没有覆盖，也没有写出别的文件。请先移走或改名，或用 --to 另写一个文件夹。"
    )
    assert before == {name: (issued.folder / name).read_bytes() for name in issued.files}
    filled.unlink()
    write_forms(folder.load())  # blank ones are replaced
    assert len(names(issued.folder)) == 4


def test_a_form_that_cannot_be_written_leaves_no_half_set(folder, monkeypatch):
    written = []

    def breaks(path, form):
        written.append(path)
        if len(written) == 3:
            raise PermissionError
        write_form(path, form)

    monkeypatch.setattr(issuing, "write_form", breaks)
    with pytest.raises(InputError, match="无法写入文件夹 填报表，没有改动"):
        write_forms(folder.load())
    assert not (folder.processed / "填报表").exists()
    assert [path.name for path in folder.processed.iterdir()] == []


def test_what_stood_there_is_put_back_when_a_form_cannot_be_moved(folder, monkeypatch):
    issued = write_forms(folder.load())
    (issued.folder / "通知.txt").write_text("请于周五前上报", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in issued.folder.iterdir()}
    replace = issuing.os.replace

    def breaks(source, target):
        if target.name == "临河镇.xlsx" and source.parent.name == "new":
            raise PermissionError
        replace(source, target)

    monkeypatch.setattr(issuing.os, "replace", breaks)
    with pytest.raises(InputError, match="没有改动"):
        write_forms(folder.load(), contact="民政局")
    assert {path.name: path.read_bytes() for path in issued.folder.iterdir()} == before


def test_names_that_no_file_can_bear_are_written_otherwise(tmp_path):
    places = [["street", "name"], ["A/B街道", "甲社区"], ["A:B街道", "乙社区"], ["a_b街道", "丙社区"]]
    folder = write_study(tmp_path, {"花名册.xlsx": None}, {"street": STREET, "hukou": HUKOU}, places=places)
    assert write_forms(folder.load()).files == ("A_B街道.xlsx", "A_B街道_2.xlsx", "a_b街道_3.xlsx")


def test_the_command_says_what_it_wrote_and_where_it_may_not(folder, tmp_path, capsys):
    assert (
        run_command(["form", str(folder.path), "--to", str(tmp_path / "发出"), "--contact", "民政局 甲科"])
        == 0
    )
    told = capsys.readouterr().out
    assert "已写出 4 个空白填报表" in told
    assert "{folder: 上报, role: roster}" in told
    page = openpyxl.load_workbook(tmp_path / "发出" / "临河镇.xlsx")["填报说明"]
    assert "民政局 甲科" in [cell.value for row in page for cell in row]
    assert run_command(["form", str(folder.path), "--to", str(folder.path / "study.yaml")]) == 2
    assert "study.yaml 是一个文件，不能作为文件夹" in capsys.readouterr().err


def test_a_study_of_counts_has_no_form(tmp_path):
    rows = [["街道", "户口", "人数"], ["甲街道", "本社区", "3"]]
    variables = {"street": STREET, "hukou": HUKOU | {"column": "户口"}}
    folder = write_study(tmp_path, {"计数.csv": rows}, variables)
    with pytest.raises(InputError, match="这项调查只有人数，没有个人，不需要填报表"):
        write_forms(folder.load())


def test_without_an_official_list_it_is_said_that_places_are_not_prefilled(tmp_path):
    folder = write_study(tmp_path, {"花名册.xlsx": None}, {"street": STREET, "hukou": HUKOU})
    assert "没有单位名录（role: places），街道和社区没有预先写好" in tell_issued(write_forms(folder.load()))


def test_a_study_that_reads_no_street_is_told_so(tmp_path):
    folder = write_study(tmp_path, {"花名册.xlsx": None}, {"hukou": HUKOU}, places=PLACES)
    assert "没有写明街道、社区取自哪一列" in tell_issued(write_forms(folder.load()))
