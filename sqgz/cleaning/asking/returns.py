"""退改清单: what only the street can answer, a workbook for each street, and its answers read back.

A row is a cell of the street's own file: the clerk opens it there, at that row; nobody is named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sqgz.cleaning.asking.decisions import Decision, decided_key
from sqgz.cleaning.asking.lists import (
    Page,
    choices_with_unknown,
    read_page,
    read_sheets,
    row_number,
    write_list,
)
from sqgz.errors import InputError
from sqgz.study import Study
from sqgz.writing import write_beside

FOLDER = "退改清单"
PAGE = "逐人核实"
COLUMNS = (
    "变量", "文件", "表页", "行号", "街道", "社区", "列", "问题", "可选值", "核实结果", "备注", "行标识", "文件校验",
)  # fmt: skip
NO_STREET = "街道不明"
_HELP = (
    "本表列出贵单位报送的表中须核实的单元格：请按“文件”“表页”“行号”“列”打开原表，找到这一行，核实后在“核实结果”中用下拉框选择。",
    "核实不了的选“无法判断”。请不要在本表中填写姓名、电话、证件号码或住址。",
    "核实后请保存本表并发回；也可以直接改正原表重新报送，此时不必填写本表。",
)


def read_returns(study: Study) -> list[Decision]:
    """Decisions that streets filled into the lists sent to them; none without any.

    Raises InputError if a list is open or unreadable, holds an answer that is no category, or contradicts another list.
    """
    found: dict[tuple[str, str, str, int], tuple[Decision, str]] = {}
    for path in _lists(study):
        for decision, where in _read(study, path):
            earlier = found.setdefault(decision.about, (decision, where))
            if earlier[0].decision != decision.decision:
                raise InputError(
                    f"{where}: 与 {earlier[1]} 的核实结果不同（{decision.file} 第{decision.row}行）。请核对后只保留一个。"
                )
    return [decision for decision, _ in found.values()]


def _lists(study: Study) -> list[Path]:
    """The lists in the folder; what a program left there while one is open counts as that list."""
    folder = study.processed / FOLDER
    if not folder.is_dir():
        return []
    for lock in [*folder.glob("~$*.xlsx"), *folder.glob(".~lock.*.xlsx#")]:
        name = re.sub(r"^(~\$|\.~lock\.)|#$", "", lock.name)
        raise InputError(f"{FOLDER}/{name} 正在别的程序中打开。请保存并关闭后重新运行；所填内容不会丢失。")
    return sorted(path for path in folder.glob("*.xlsx") if not path.name.startswith("."))


def _read(study: Study, path: Path) -> Iterator[tuple[Decision, str]]:
    name = f"{FOLDER}/{path.name}"
    sheets = read_sheets(path, name=name) or {}
    if PAGE not in sheets:
        raise InputError(f"{name} 缺少表页“{PAGE}”，不像是退改清单。请恢复原表，或把它移出这个文件夹。")
    for line, cells in read_page(sheets[PAGE], COLUMNS, "核实结果", where=f"{name} “{PAGE}”"):
        where = f"{name} “{PAGE}”第{line}行"
        yield (
            Decision(
                variable=cells["变量"],
                raw="",
                decision=decided_key(study, cells["变量"], cells["核实结果"], where=where),
                file=cells["行标识"],
                row=row_number(cells, where=where),
                file_hash=cells["文件校验"],
                note=cells["备注"],
            ),
            where,
        )


def write_returns(review: pd.DataFrame, study: Study, options: dict[str, list[str]]) -> list[Path]:
    """Paths of the lists just written, a street each; lists of earlier runs, which have been read, are replaced."""
    rows = review[review["asked"] == "row"]
    folder = study.processed / FOLDER
    earlier = set(_lists(study))
    written = []
    choices = {key: choices_with_unknown(labels) for key, labels in options.items()}
    for street, part in rows.groupby("街道", sort=False):
        path = folder / f"{_file_name(str(street) or NO_STREET)}.xlsx"
        part = part.assign(
            可选值=[
                "／".join(choices.get(key, [])) if len(choices.get(key, [])) <= 12 else "见下拉框"
                for key in part["变量"]
            ]
        )
        with write_beside(path) as temporary:
            write_list(temporary, _HELP, [Page(PAGE, COLUMNS, part, ("核实结果", "备注"))], choices)
        written.append(path)
    for path in earlier - set(written):
        path.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return written


def _file_name(street: str) -> str:
    """The street's name as a file may be called."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", street)
