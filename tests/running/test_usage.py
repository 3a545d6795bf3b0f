"""A command line that cannot be meant: what was written, and what to write, in Chinese."""

import re

import pytest

from sqgz.running.cli import run_command


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["refresh", "报告.docx"], "缺少选项 --study 调查（含 study.yaml 的文件夹）。\n用法见 sqgz refresh --help"),
        (["run"], "缺少内容 调查…（含 study.yaml 的文件夹，可写几个）。\n用法见 sqgz run --help"),
        (["fieldz"], "没有命令 fieldz。是否为 fields？\n用法见 sqgz --help"),
        (["x"], "没有命令 x。可用: audit、compare、example、fields、form、new、refresh、release、run。\n用法见 sqgz --help"),
        (["run", "a", "--job", "2"], "没有选项 --job。是否为 --jobs？\n用法见 sqgz run --help"),
        (["audit", "一份", "报告.docx"], "多写了 报告.docx。含空格的文件名或文字请加引号。\n用法见 sqgz audit --help"),
        (["run", "a", "--only"], "选项 --only 的写法不对：后面要写出它的值。\n用法见 sqgz --help"),
        (["run", "a", "--strict=1"], "选项 --strict 的写法不对：它不带值，请去掉后面的内容。\n用法见 sqgz --help"),
        (["run", "a", "--jobs", "0"], '--jobs 应为不小于 1 的整数，如 --jobs 2；现为 "0"。'),
        (["run", "a", "--jobs", "两个"], '--jobs 应为不小于 1 的整数，如 --jobs 2；现为 "两个"。'),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_what_to_write_instead(capsys, words, said):
    assert run_command(words) == 2
    found = capsys.readouterr().err
    assert found == f"错误：{said}\n"
    english = re.sub(r"sqgz|study|yaml|help|docx|--\w+|\b[a-z]{1,2}\b", "", found)
    commands = {"audit", "compare", "example", "fields", "fieldz", "form", "new", "refresh", "release", "run"}
    assert set(re.findall("[A-Za-z]+", english)) <= commands


def test_no_words_at_all_show_what_there_is(capsys):
    assert run_command([]) == 2
    said = capsys.readouterr()
    assert "社区工作者调查" in said.out
    assert said.err == ""
