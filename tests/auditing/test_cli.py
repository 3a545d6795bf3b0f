"""`sqgz audit` from the command line: one clear line and exit code 2 for what is no report, 1 for a wrong report, 0 for a right one."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from sqgz.running.cli import run_command

docx = pytest.importorskip("docx")
WRONG = "全区共有社区工作者981人，其中男性312人，占31.9%。"
RIGHT = "全区共有社区工作者981人，其中男性312人，占31.8%。"


def write_report(path: Path, *, share: str = "70.2", total: str = "41") -> Path:
    """A report with a paragraph of several runs, a table and a merged cell that holds a sentence."""
    document = docx.Document()
    document.add_heading("一、基本情况", 1)
    paragraph = document.add_paragraph("全区共有社区工作者1,486人，其中女性1,043人，占")
    paragraph.add_run(share).bold = True
    paragraph.add_run("%，男性443人，占29.8%。")
    table = document.add_table(rows=5, cols=4)
    rows = (
        ("街道", "男", "女", "合计"),
        ("东湖", "12", "30", "42"),
        ("西苑", "20", "25", "45"),
        ("北关", "10", "31", total),
        ("合计", "42", "86", "128"),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    notes = document.add_table(rows=1, cols=2)
    notes.cell(0, 0).merge(notes.cell(0, 1)).text = "由312人增加到405人，增长29.8%。"
    document.save(str(path))
    return path


def write_macros(path: Path) -> Path:
    plain = write_report(path.with_suffix(".plain.docx"))
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("word/vbaProject.bin", b"macros")
    return path


def write_bomb(path: Path) -> Path:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(41):
            part.write(b" " * 2**20)
    return path


def write_locked(path: Path) -> Path:
    """An archive whose part is encrypted."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    return path


def write_bytes(data: bytes):
    def write(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return write


def write_empty(path: Path) -> Path:
    docx.Document().save(str(path))
    return path


@pytest.mark.parametrize(
    ("name", "write", "said"),
    [
        ("没有.docx", lambda path: path, "没有.docx: 找不到这个文件"),
        ("夹.docx", lambda path: path.mkdir() or path, "是文件夹，不是文件"),
        ("宏.docm", write_macros, "是带宏的文档（.docm）"),
        ("改名.docx", write_macros, "是带宏的文档（.docm）"),
        ("空.docx", write_empty, "文档里没有文字"),
        ("空.txt", write_bytes(b""), "文件是空的"),
        ("空白.txt", write_bytes(b" \n \n"), "文档里没有文字"),
        ("密码.docx", write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"E\0n\0c\0" * 90), "旧版 .doc/.wps 或加密文件"),
        ("旧.doc", write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 512), "旧版 .doc/.wps 或加密文件"),
        ("锁.docx", write_locked, "文件已损坏或加密"),
        ("坏.docx", write_bytes(b"PK\x03\x04broken"), "文件已损坏或加密"),
        ("弹.docx", write_bomb, "正文解压后超过40 MB"),
        ("图.png", write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200)), "是图片，读不出文字"),
        ("图.jpg", write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200)), "是图片，读不出文字"),
        ("图.docx", write_bytes(b"GIF89a" + bytes(200)), "是图片，读不出文字"),
        ("乱.dat", write_bytes(bytes(range(256)) * 4), "不是可读的文本"),
    ],
)  # fmt: skip
def test_what_is_no_report_ends_with_one_chinese_line_and_exit_code_2(tmp_path, capsys, name, write, said):
    path = write(tmp_path / name)
    assert run_command(["audit", str(path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("错误：")
    assert said in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    assert "Traceback" not in shown.err


def test_a_file_that_may_not_be_read_is_named(tmp_path, capsys, monkeypatch):
    path = tmp_path / "占用.txt"
    path.write_text(RIGHT, encoding="utf-8")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert run_command(["audit", str(path)]) == 2
    assert "没有权限，或正被其他程序占用" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "code"), [(RIGHT, 0), (WRONG, 1)])
def test_a_right_report_ends_with_0_and_a_wrong_one_with_1(tmp_path, capsys, text, code):
    path = tmp_path / "报告.txt"
    path.write_text(text, encoding="utf-8")
    assert run_command(["audit", str(path)]) == code
    assert "读出数字3个" in capsys.readouterr().out


def test_a_docx_with_tables_is_read_and_its_wrong_cell_named(tmp_path, capsys):
    assert run_command(["audit", str(write_report(tmp_path / "报告.docx"))]) == 0
    assert "错误0个，存疑0个" in capsys.readouterr().out
    assert run_command(["audit", str(write_report(tmp_path / "改.docx", total="47"))]) == 1
    assert "表1第4行第4列" in capsys.readouterr().out


def test_json_holds_every_finding_and_the_summary(tmp_path, capsys):
    path = write_report(tmp_path / "报告.docx", share="72.0")
    assert run_command(["audit", str(path), "--json"]) == 1
    content = json.loads(capsys.readouterr().out)
    assert content["file"] == "报告.docx"
    assert content["summary"]["wrong"] == 1
    finding = content["findings"][0]
    assert (finding["severity"], finding["kind"], finding["stated"], finding["computed"]) == (
        "error",
        "share",
        "72.0%",
        "70.2%",
    )
    assert finding["place"] == "第2段（一、基本情况）"


def test_the_marked_copy_has_each_comment_at_its_words(tmp_path):
    path = write_report(tmp_path / "报告.docx", share="72.0", total="47")
    marked = tmp_path / "批注.docx"
    assert run_command(["audit", str(path), "--mark", str(marked)]) == 1
    copy = docx.Document(str(marked))
    comments = {comment.comment_id: comment.text for comment in copy.comments}
    assert sum("应为：70.2%" in text for text in comments.values()) == 1
    paragraph = copy.paragraphs[1]._p.xml
    covered = paragraph[paragraph.index("commentRangeStart") : paragraph.index("commentRangeEnd")]
    assert "72.0" in covered
    assert "443" not in covered
    cell = copy.tables[0].cell(3, 3)._tc.xml
    assert "commentRangeStart" in cell
    assert "commentRangeStart" not in copy.tables[0].cell(2, 3)._tc.xml
    assert [p.text for p in copy.paragraphs] == [p.text for p in docx.Document(str(path)).paragraphs]


@pytest.mark.parametrize(
    ("target", "said"),
    [("报告.docx", "批注稿不能覆盖原文件"), ("没有/批注.docx", "批注稿存不进去")],
)
def test_a_marked_copy_that_cannot_be_written_is_said_in_one_line(tmp_path, capsys, target, said):
    path = write_report(tmp_path / "报告.docx")
    before = path.read_bytes()
    assert run_command(["audit", str(path), "--mark", str(tmp_path / target)]) == 2
    assert said in capsys.readouterr().err
    assert path.read_bytes() == before


def test_only_a_docx_can_be_marked(tmp_path, capsys):
    path = tmp_path / "报告.txt"
    path.write_text(RIGHT, encoding="utf-8")
    assert run_command(["audit", str(path), "--mark", str(tmp_path / "b.docx")]) == 2
    assert "只有 .docx 可以加批注" in capsys.readouterr().err
    assert not (tmp_path / "b.docx").exists()
