"""The report on several districts: its numbers are those of results, its figures are there, thirty districts stay legible."""

import json
from contextlib import redirect_stdout
from io import StringIO

import pandas as pd
import pytest
from districts import COMPARISONS, VARIABLES, write_district
from studies import EDUCATION, write_study

from sqgz.cleaning import load_records
from sqgz.figures import check_figures
from sqgz.figures.district_set import save_district_figures
from sqgz.report.blocks import Heading, Table
from sqgz.report.composing.districts import compose_districts
from sqgz.report.keys import Key
from sqgz.report.marks import pieces, plain
from sqgz.report.rendering import Renderer
from sqgz.results import save_results
from sqgz.results.districts import compare_districts
from sqgz.running.cli import run_command
from sqgz.running.districts import try_comparison
from sqgz.tables import save_counts

PAIR = {"id": "pair", "outcome": "hukou", "paired_with": "residence", "key": [["community"]]}


def compared_with_figures(studies):
    compared = compare_districts(studies)
    save_results(compared.results)
    with redirect_stdout(StringIO()):
        stems = save_district_figures(compared.results)
    return compared, stems


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    root = tmp_path_factory.mktemp("two")
    given = {"comparisons": [*COMPARISONS, PAIR], "report": {"formats": ["png"]}}
    studies = [
        write_district(root, "A", "某市甲区社区工作者调查", 3, **given),
        write_district(root, "B", "某市乙区社区工作者调查", 6, **given),
    ]
    return compared_with_figures(studies)


@pytest.fixture(scope="module")
def thirty(tmp_path_factory):
    root = tmp_path_factory.mktemp("thirty")
    studies = [
        write_district(
            root, f"D{i:02d}", f"某市第{i}区社区工作者调查", 2 + i % 6, streets=6, report={"formats": ["png"]}
        )
        for i in range(1, 31)
    ]
    return compared_with_figures(studies)


def words(report):
    return [plain(text) for text in report.texts()]


def test_the_findings_of_two_districts_are_described_and_judged(two):
    report = compose_districts(two[0])
    assert report.title == "甲区、乙区社区工作者情况比较"
    assert report.subtitle == "（模拟数据）"
    assert (
        "二是甲区80人中，户口在本社区的24人，占30.0%；乙区80人中，户口在本社区的48人，占60.0%。甲区远低于乙区，低30.0个百分点。"
        in words(report)
    )
    headings = [plain(one.text) for one in report.blocks if isinstance(one, Heading)]
    assert "主职、其他“两委”成员中，甲区居住在本社区的占比远低于乙区" in headings
    assert headings[0] == "【摘要】"


def test_every_living_number_is_what_results_say_now(two):
    compared, _ = two
    renderer = Renderer(compared.results)
    found = [
        piece
        for text in compose_districts(compared).texts()
        for piece in pieces(text)
        if piece.key is not None
    ]
    assert len(found) > 100
    assert all(renderer.text(Key.read(str(piece.key))) == piece.text for piece in found)


def test_the_last_row_of_a_table_adds_the_districts_up(two):
    table = next(one for one in compose_districts(two[0]).tables if one.name == "表:hukou_by_study")
    rows = [[plain(cell) for cell in row.cells] for row in table.rows]
    assert [row[0] for row in rows] == ["甲区", "乙区", "合计"]
    for column in (1, 3, 5, 7, 9):
        assert int(rows[0][column]) + int(rows[1][column]) == int(rows[2][column])


def test_what_is_repeated_inside_the_districts_says_which_have_which_finding(two):
    said = words(compose_districts(two[0]))
    assert "从户口在本社区的占比看，主职高于其他“两委”成员的有甲区、乙区。详见表:hukou_by_position。" in said
    assert any(text.startswith("各区户口所在地与居住地为本社区的占比") for text in said)


def test_references_lead_to_tables_and_pictures_that_are_there(two):
    report = compose_districts(two[0])
    known = report.numbers()
    referred = {piece.refers_to for text in report.texts() for piece in pieces(text) if piece.refers_to}
    assert referred
    assert referred <= set(known)
    assert {one.stem for one in report.pictures} == set(two[1])
    assert all(one.alt for one in report.pictures)


def test_many_districts_are_cautioned_of_ranking_once_a_section(thirty):
    said = words(compose_districts(thirty[0]))
    caution = "人数少的占比起伏大，区间重叠的不宜排名。"
    assert [text for text in said if caution in text] == [
        f"以上仅就数值而言，{caution}",  # under the summary
        f"以下所说的最高、最低仅就数值而言，{caution}",
    ]


def test_who_counts_as_local_is_said_as_what_people_have(thirty):
    compared, stems = thirty
    said = words(compose_districts(compared))
    assert not [text for text in said if "比重为" in text or "比重的分布" in text]
    assert any("各区之间居住在本社区的占比存在差异，最高为" in text for text in said)
    stem = next(one for one in stems if one.endswith("居住在本社区的比重_主职或其他两委成员_分区排列"))
    known = json.loads((compared.results.study.figures / f"{stem}.json").read_text(encoding="utf-8"))
    assert known["alt"].startswith("居住在本社区的占比由高到低的点图，共30个。")


def test_every_row_of_a_table_has_as_many_cells_as_its_headings(two, thirty):
    for compared, _ in (two, thirty):
        for table in compose_districts(compared).tables:
            widths = {len(row.cells) for row in table.rows} | {len(head) for head in table.heads}
            assert len(widths) == 1, table.name


def test_figures_still_match_their_numbers_and_what_is_not_drawn_any_more_is_gone(two):
    compared, stems = two
    study = compared.results.study
    (study.figures / "09_旧图.png").write_bytes(b"old")
    with redirect_stdout(StringIO()):
        assert save_district_figures(compared.results) == stems
    assert check_figures(study) == stems
    assert sorted(path.stem for path in study.figures.glob("*.png")) == list(stems)
    assert not list(study.figures.glob("*.svg"))


def test_thirty_districts_are_all_ranked_and_all_in_the_table(thirty):
    compared, stems = thirty
    ranked = next(stem for stem in stems if "排列" in stem)
    numbers = pd.read_csv(compared.results.study.figures / f"{ranked}.csv")
    assert len(numbers) == 30
    assert numbers["share"].is_monotonic_decreasing
    report = compose_districts(compared)
    table = next(one for one in report.tables if one.name == "表:residence_by_study")
    assert len(table.rows) == 31
    assert report.title == "第1区等30个区社区工作者情况比较"


def test_what_differs_stands_in_an_appendix_with_its_reason(tmp_path):
    one = write_district(tmp_path, "A", "甲区社区工作者调查", 3)
    other = {
        "label": "户口所在地",
        "codebook": "level",
        "column": "户口所在地",
        "categories": [{"key": "abroad", "label": "境外"}],
    }
    odd = write_district(tmp_path, "B", "乙县社区工作者调查", 6, variables=VARIABLES | {"hukou": other})
    report = compose_districts(compare_districts([one, odd]))
    table = next(block for block in report.blocks if isinstance(block, Table) and block.name == "表:left_out")
    assert ("变量“户口所在地”（hukou）", "全部", "与甲区相比，乙县类别不同（多出“境外”）") in [
        row.cells for row in table.rows
    ]


# --- on the command line ------------------------------------------------------------------------------------------------


def test_the_command_says_what_was_compared_and_where_it_is(tmp_path, capsys):
    for name, title in (("A", "甲区社区工作者调查"), ("B", "乙区社区工作者调查")):
        write_district(tmp_path, name, title, 4, report={"formats": ["png"]})
    folder = tmp_path / "data" / "raw"
    assert run_command(["compare", str(folder / "A"), str(folder / "B")]) == 0
    said = capsys.readouterr().out
    assert said == (
        "\n甲区、乙区社区工作者情况比较（对比_A_B）完成。\n"
        "  比较  2 个调查，3 项相互比较，1 项在各调查内部重复\n"
        "  结果表  data/processed/对比_A_B/results.csv\n"
        "  图  figures/对比_A_B/  （4 幅）\n"
        "  报告  reports/对比_A_B/报告.docx\n"
    )
    assert (tmp_path / "data" / "processed" / "对比_A_B" / "results.csv").is_file()


def test_the_same_study_twice_on_the_command_line_is_one_message(tmp_path, capsys):
    study = write_district(tmp_path, "A", "甲区社区工作者调查", 4)
    for command in ("compare", "run"):
        assert run_command([command, str(study.folder), str(study.folder)]) == 2
        assert capsys.readouterr().err == '错误：调查 "A" 写了两次。每个调查只写一次。\n'


def test_studies_with_nothing_in_common_have_run_all_the_same(tmp_path):
    one = write_district(tmp_path, "A", "甲区社区工作者调查", 4)
    education = {"education": EDUCATION, "street": VARIABLES["street"]}
    folder = write_study(
        tmp_path, {"问卷.csv": [["街道", "最高学历"], *[["甲街道", "本科"]] * 30]}, education, name="B", title="乙区社区工作者调查"
    )  # fmt: skip
    folder.clean_and_save()
    other = folder.load()
    save_counts(load_records(other), other)
    said = []
    assert try_comparison([one, other], said.append) is None
    assert len(said) == 1
    assert said[0].startswith("\n没有作各调查之间的比较：甲区、乙区没有可以相互比较的内容（")
    assert "变量“户口所在地”（hukou）：甲区只有这一个调查有" in said[0]
    assert not (tmp_path / "data" / "processed" / "对比_A_B").exists()
