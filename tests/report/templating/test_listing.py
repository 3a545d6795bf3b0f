"""`sqgz fields`: every placeholder as it is typed, with what stands there now."""

import json
from dataclasses import replace

import pytest
from docx import Document
from random_studies import random_study, results_of
from report.templating.documents import lines, stand_in, write_template

from sqgz.report.templating.checking import PLACED
from sqgz.report.templating.listing import list_fields
from sqgz.report.templating.writing import render_template
from sqgz.results import audience_of, save_results
from sqgz.running.cli import run_command
from sqgz.study.schema import Report


def test_a_search_finds_by_name_and_by_value(results):
    assert [one.placeholder for one in list_fields(results, "内城区.主职.户口.本社区 占比").fields] == [
        "{{ 内城区.主职.户口.本社区.占比 }}"
    ]
    assert [one.name for one in list_fields(results, "某区社区工作者调研").fields] == ["调查.标题"]


def test_lines_are_aligned_by_the_width_of_chinese_characters(results):
    first, second, *_ = list_fields(results, "主职 户口 区外").lines()
    assert first == "{{ 主职.户口.区外.人数 }}         20"
    assert second == "{{ 主职.户口.区外.占比 }}         12.5%"  # 20 / 160


def test_the_whole_list_ends_with_the_loops_and_the_number_of_placeholders(results):
    found = list_fields(results)
    assert found.total == len(found.fields)
    assert "各街道：青禾街道、云阶街道、临河镇、北坡街道" in found.lines()
    assert found.lines()[-1] == f"共{found.total}个占位符，列出{found.total}个。"


def test_a_table_is_listed_with_its_caption(results):
    (found,) = list_fields(results, "表 户口_按街道").fields
    assert (found.shown, found.living) == ("各街道户口所在地情况（2024年6月30日）", False)


def test_how_a_direction_stands_before_its_size_is_said(results):
    lines = list_fields(results, "方向 户口_按职务").lines()
    assert "{{ 方向.户口_按职务 }}         高" in lines
    assert any("{{ 方向.名称 }}{{ 差.名称 }}个百分点" in line for line in lines)
    assert not any("方向" in line for line in list_fields(results, "主职 户口 区外").lines())


def test_a_public_study_lists_what_its_template_prints_and_no_small_number(tmp_path):
    """Every placeholder that is listed is written into a template, and prints there what the list says."""
    study = random_study(tmp_path, 5, streets=4, people=5, report={"audience": "公开"})
    results = results_of(study)
    listed = [one for one in list_fields(results).fields if one.name.split(".")[0] not in PLACED]
    shown = audience_of(results)
    template = write_template(tmp_path / "模板.docx", *(one.placeholder for one in listed))
    filled = render_template(
        shown, template, tmp_path / "报告.docx", place=stand_in, finish=lambda document: None
    )
    assert lines(Document(str(filled.path))) == [one.shown for one in listed]
    counts = [one for one in listed if one.name.endswith(".人数")]
    assert any(one.shown == "*" for one in counts)
    assert not [one for one in counts if one.shown in ("1", "2", "3", "4")]
    internal = replace(results, study=study.model_copy(update={"report": Report()}))
    assert [one for one in list_fields(internal).fields if one.shown in ("1", "2", "3", "4")]


def test_nothing_found_is_said(results):
    assert list_fields(results, "没有的词").lines() == [
        f"没有符合的占位符（共{list_fields(results).total}个）。"
    ]


@pytest.fixture
def saved(results):
    save_results(results)
    return str(results.study.folder)


def test_the_command_lists_placeholders_and_gives_json(saved, capsys):
    assert run_command(["fields", "--study", saved, "--search", "主职.户口.本社区.人数", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["fields"][0] == {
        "placeholder": "{{ 主职.户口.本社区.人数 }}", "name": "主职.户口.本社区.人数", "value": "70", "living": True,
    }  # fmt: skip
