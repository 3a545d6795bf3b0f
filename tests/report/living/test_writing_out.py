"""Files that cannot be written, and the command: one clear sentence, and the writer's file untouched."""

import os
from pathlib import Path

import pytest
from living_documents import refusal, results_of, write_report

import sqgz
from sqgz.errors import InputError
from sqgz.report.living import packages


@pytest.mark.parametrize("in_place", [True, False])
@pytest.mark.parametrize("held", [".docx", ".xlsx"])
def test_a_file_that_windows_holds_open_leaves_all_as_it_was(report, after, monkeypatch, held, in_place):
    usual = os.replace

    def replace(source, target):
        if Path(target).suffix == held:
            raise PermissionError(13, "Permission denied")
        usual(source, target)

    monkeypatch.setattr(os, "replace", replace)
    old = report.read_bytes()
    with pytest.raises(InputError, match=r"^无法写入 .*请关闭正在使用它的程序"):
        sqgz.refresh(report, after, in_place=in_place)
    assert report.read_bytes() == old
    assert not report.with_name("报告.更新.docx").exists()
    assert not [one for one in report.parent.iterdir() if ".part" in one.name]


def test_a_folder_that_cannot_be_written_to_is_told_so(report, after, monkeypatch):
    def refuse(self, target):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(packages.WordPackage, "write", refuse)
    message = refusal(report, after)
    assert message.startswith(
        f"报告.更新.docx: 无法写入文件夹“{report.parent.name}”（磁盘是只读的），原文件没有改动。"
    )


def test_a_document_that_may_not_be_read_is_told_so(report, after, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(
        InputError, match=r"^报告\.docx: 没有权限读取，可能正在 Word 或 WPS 中打开。请保存并关闭后重试。$"
    ):
        sqgz.refresh(report, after)


def test_nothing_of_somebody_elses_is_overwritten(report, after, tmp_path):
    assert refusal(report, after, to=report) == (
        "报告.docx: 更新稿不能覆盖原文件。请另取文件名，或用 --in-place 就地更新。"
    )
    mine = tmp_path / "我的.docx"
    mine.write_bytes(b"x")
    assert (
        refusal(report, after, to=mine)
        == "我的.docx: 已有同名文件，且不是未经修改的更新稿，没有覆盖。请另取文件名。"
    )
    assert refusal(report, after, to=tmp_path / "我的.pdf") == (
        "我的.pdf: 更新稿应写作 .docx 文件，如 报告.更新.docx。请改一个文件名。"
    )


# --- the command ------------------------------------------------------------------------------------------------------


def run(*words):
    from sqgz.running.cli import run_command

    return run_command(["refresh", *map(str, words)])


def test_the_command_refreshes_and_tells(report, tmp_path, capsys):
    after = results_of(tmp_path / "study", yes_a=20, yes_b=25)
    folder = tmp_path / "study" / "data" / "raw" / "tiny"
    assert run(report, "--study", folder) == 2
    assert "还没有检验结果" in capsys.readouterr().err
    sqgz.save_results(after)
    assert run(report, "--study", folder) == 0
    told = capsys.readouterr().out
    assert "报告.更新.docx：数字和结论共11处，更新9处。" in told
    assert "“甲组高10.0个百分点” → “两组相同”" in told
    assert run(report, "--study", folder, "--in-place", "--track", "--restore") == 0
    assert "原文件另存为 报告.docx.bak。" in capsys.readouterr().out
    assert run(report, "--study", folder, "--in-place", "--to", tmp_path / "乙.docx") == 2
    assert "--to 和 --in-place 不能同时使用" in capsys.readouterr().err


# --- what stands there already ------------------------------------------------------------------------------------------


def test_every_document_that_was_refreshed_in_place_is_kept(report, before, after):
    contents = [report.read_bytes()]
    for results in (after, before, after):
        sqgz.refresh(report, results, in_place=True)
        contents.append(report.read_bytes())
    kept = [report.with_name(f"报告.docx.bak{number}").read_bytes() for number in ("", "2", "3")]
    assert kept == contents[:3]


def test_the_list_of_another_document_is_not_overwritten(report, tmp_path, before, after):
    brief = write_report(tmp_path / "简报.docx", before)
    first = sqgz.refresh(report, after)
    assert first.list_path.name == "数据变动对照表.xlsx"
    listed = first.list_path.read_bytes()
    second = sqgz.refresh(brief, after)
    assert second.list_path.name == "数据变动对照表（简报）.xlsx"
    assert second.lines()[-1] == "逐项对照见 数据变动对照表（简报）.xlsx。"
    assert first.list_path.read_bytes() == listed
    again = [sqgz.refresh(one, after).list_path for one in (report, first.path, brief, second.path)]
    assert again == [first.list_path, first.list_path, second.list_path, second.list_path]


def test_a_list_that_is_not_ours_is_not_overwritten(report, after):
    for name in ("数据变动对照表.xlsx", "数据变动对照表（报告）.xlsx"):
        report.with_name(name).write_bytes(b"mine")
    assert sqgz.refresh(report, after).list_path.name == "数据变动对照表（报告）2.xlsx"
    assert report.with_name("数据变动对照表.xlsx").read_bytes() == b"mine"
