"""`sqgz fields`: every placeholder as it is typed, with what stands there now."""

import json

import pytest

from sqgz.report.templating.listing import list_fields
from sqgz.results import save_results
from sqgz.running.cli import run_command


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
