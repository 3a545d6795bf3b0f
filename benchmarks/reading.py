"""How long reading takes beside calamine, which only unpacks the cells: both in one run, in turn.

    python benchmarks/reading.py

Thirty workbooks of 500 people as streets send them in (title rows, merged street, a total), an export of 20,000 answers
as text, and the same export in codes, whose forty option columns become two. Seconds of the processor, the least of
five turns. Prints one line for each: both times and their ratio, and whether it is below 5. Exit code 1 where not.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import xlsxwriter
from python_calamine import CalamineWorkbook

from sqgz.reading import read_workbook

LIMIT = 5.0
TURNS = 5
STREETS, PEOPLE, ANSWERS, OPTIONS = 30, 500, 20_000, 20
ROSTER = (
    *(
        "序号",
        "街道",
        "社区",
        "姓名",
        "性别",
        "手机号",
        "身份证号",
        "出生年月",
        "民族",
        "政治面貌",
        "第一学历",
    ),
    *("最高学历", "任职情况", "任职年月", "工作年月", "岗位", "岗级", "户口所在地", "居住地", "备注"),
)
META = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
OWN = ("2024/6/1 9:30:00", "60秒", "手机提交", "直接访问", "0.0.0.0(未知)")
SINGLE = tuple(f"{number}、单选题" for number in range(1, 11))
SEVERAL = ("第11题", "第12题")
KNOWN = {
    "roster": frozenset(ROSTER[1:]),
    "texts": frozenset((*SINGLE, "11、多选题", "12、多选题")),
    "codes": frozenset((*SINGLE, *SEVERAL)),
}


def write_roster(path: Path, rng: np.random.Generator) -> None:
    """A street's roster: two rows above the headings, the street merged over all its people, a total below."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, len(ROSTER) - 1, "社区工作者花名册")
    sheet.write(1, 0, "填报单位：青禾街道")
    sheet.write_row(2, 0, ROSTER)
    words = ["本社区", "本街道其他社区", "大学本科", "大专", "书记", "社工", "群众", "中共党员"]
    for number in range(PEOPLE):
        picked = rng.choice(words, len(ROSTER) - 3).tolist()
        sheet.write_row(3 + number, 0, [number + 1, "", f"春风{number % 9}社区", *picked])
    sheet.merge_range(3, 1, 2 + PEOPLE, 1, "青禾街道")
    sheet.write_row(3 + PEOPLE, 0, ["合计", "", PEOPLE])
    book.close()


def write_export(path: Path, rng: np.random.Generator, *, codes: bool) -> None:
    """An export of 问卷星: ten single choices, two multiple ones."""
    options = [f"选项{number}" for number in range(1, OPTIONS + 1)]
    columns = [f"{question}({option})" for question in SEVERAL for option in options]
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [*META, *SINGLE, *(columns if codes else ("11、多选题", "12、多选题"))])
    single = rng.integers(1, 6, (ANSWERS, len(SINGLE)))
    ticks = rng.random((ANSWERS, 2, OPTIONS)) < 0.15
    for row in range(ANSWERS):
        if codes:
            answers = [*single[row].tolist(), *ticks[row].astype(int).ravel().tolist()]
        else:
            chosen = ["┋".join(np.array(options)[question]) or "(空)" for question in ticks[row]]
            answers = [*(f"答案{one}" for one in single[row]), *chosen]
        sheet.write_row(row + 1, 0, [row + 1, *OWN, *answers])
    book.close()


def unpack(paths: Sequence[Path]) -> int:
    """Cells of the files as calamine gives them."""
    cells = 0
    for path in paths:
        for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows():
            cells += len(row)
    return cells


def read(paths: Sequence[Path], known: frozenset[str]) -> int:
    """Rows of the files as the library hands them on."""
    return sum(len(read_workbook(path, file=path.name, known=known)[0].text) for path in paths)


def race(*calls: Callable[[], object]) -> list[float]:
    """Least seconds of the processor that each call took; in turn, so that a busy machine meets them all."""
    found: list[list[float]] = [[] for _ in calls]
    for _ in range(TURNS):
        for call, times in zip(calls, found, strict=True):
            start = time.process_time()
            call()
            times.append(time.process_time() - start)
    return [min(times) for times in found]


def main() -> int:
    rng = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as folder:
        rosters = [Path(folder) / f"{number}.xlsx" for number in range(STREETS)]
        for path in rosters:
            write_roster(path, rng)
        exports = {name: Path(folder) / f"{name}.xlsx" for name in ("texts", "codes")}
        for name, path in exports.items():
            write_export(path, rng, codes=name == "codes")
        cases = {
            f"{STREETS} 个街道各 {PEOPLE} 人": (rosters, KNOWN["roster"], STREETS * PEOPLE),
            f"{ANSWERS} 份答卷，文本": ([exports["texts"]], KNOWN["texts"], ANSWERS),
            f"{ANSWERS} 份答卷，代码，{2 * OPTIONS} 个选项列": ([exports["codes"]], KNOWN["codes"], ANSWERS),
        }
        well = True
        for label, (paths, known, rows) in cases.items():
            if read(paths, known) != rows:
                raise AssertionError(f"{label}: not every row was read")
            ours, theirs = race(lambda p=paths, k=known: read(p, k), lambda p=paths: unpack(p))
            holds = ours < LIMIT * theirs
            well &= holds
            print(
                f"{label}: {ours:.2f} 秒，calamine {theirs:.2f} 秒，{ours / theirs:.1f} 倍（上限 {LIMIT:g}）{'' if holds else ' 超出'}"
            )
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
