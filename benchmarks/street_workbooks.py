"""Cleaning thirty street workbooks of 500 rows, as a multiple of what calamine alone needs to read them.

Both in one run, best of several. Run: python benchmarks/street_workbooks.py [workbooks] [rows]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

import sqgz

HEADING = [
    "编号", "街道", "社区", "姓名", "性别", "手机号", "身份证号", "出生年月", "民族", "政治面貌", "第一学历", "最高学历",
    "任职情况", "任职年月", "工作年月", "户口所在地", "居住地", "备注",
]  # fmt: skip
STUDY = """name: streets
title: 三十个街道
source: simulated
as_of: 2024-06-30
files:
  - {folder: 上报, role: roster}
  - {path: 单位名录.csv, role: places}
people: {scope: {第一书记: 不纳入, 兼职委员: 不纳入}}
variables:
  person: {label: 身份证号, kind: id, column: 身份证号}
  name: {label: 姓名, kind: personal, column: 姓名}
  phone: {label: 手机号, kind: personal, column: 手机号}
  street: {label: 街道, kind: place, level: street, column: 街道}
  community: {label: 社区, kind: place, level: community, column: 社区}
  party_post: {label: 党组织职务, codebook: party_post, column: 任职情况}
  committee_post: {label: 居（村）委会职务, codebook: committee_post, column: 任职情况}
  position: {label: 职务, codebook: position, derive: posts}
  hukou: {label: 户口所在地, codebook: level, column: 户口所在地}
  residence: {label: 居住地, codebook: level, column: 居住地}
  age_band: {label: 年龄, kind: ordered, column: 出生年月, derive: age, bands: [30, 40]}
  education: {label: 文化程度, codebook: education, column: 最高学历}
comparisons: [{id: hukou, outcome: hukou}]
"""
# what most people write, then what is written differently, then what nobody can tell
LEVELS = [
    *["本社区"] * 40,
    *["本街道其他社区"] * 20,
    *["本区其他街道"] * 16,
    *["区外"] * 14,
    "本居委",
    "外省",
    "本市其他区",
    "本地",
]
POSTS = [
    *["书记"] * 3,
    *["主任"] * 3,
    *["副书记"] * 5,
    *["委员"] * 10,
    *["社工"] * 20,
    "书记兼主任",
    "网格员",
    "第一书记",
]
DEGREES = [*["本科"] * 20, *["大专"] * 20, *["高中"] * 8, "大学本科", "电大", "研究生", "大专及以上"]


def write_files(root: Path, workbooks: int, rows: int) -> list[Path]:
    """The study and its workbooks, filled by a seeded draw."""
    draw = random.Random(1)
    folder = root / "data" / "raw" / "streets"
    (folder / "上报").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    listed = ["street,name,zone"]
    paths = []
    for number in range(workbooks):
        street = f"第{number + 1}街道"
        communities = [f"{street[:-2]}之{k}社区" for k in range(1, 11)]
        listed += [f"{street},{name},{'内城区' if number % 2 else '外城区'}" for name in communities]
        path = folder / "上报" / f"{street}.xlsx"
        book = xlsxwriter.Workbook(str(path))
        page = book.add_worksheet("花名册")
        page.merge_range(0, 0, 0, len(HEADING) - 1, f"{street}社区工作者花名册")
        page.write_row(1, 0, HEADING)
        for i in range(rows):
            born = f"{draw.randint(1964, 2000)}.{draw.randint(1, 12):02d}"
            identity = f"99{number:04d}{born[:4]}{born[5:]}01{i:03d}X"
            page.write_row(
                i + 2,
                0,
                [str(i + 1), street, draw.choice(communities), f"张{i}", "女", f"1380000{i:04d}", identity, born, "汉族", "党员",
                 draw.choice(DEGREES), draw.choice(DEGREES), draw.choice(POSTS), "2021.03", "2019.05", draw.choice(LEVELS),
                 draw.choice(LEVELS), ""],
            )  # fmt: skip
        book.close()
        paths.append(path)
    (folder / "单位名录.csv").write_text("\n".join(listed) + "\n", encoding="utf-8-sig")
    return paths


def read_all(paths: list[Path]) -> None:
    """Every sheet of every workbook as calamine gives it."""
    for path in paths:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def best(step: Callable[[], object], times: int = 5) -> float:
    """Shortest of several runs, in seconds."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        step()
        found.append(time.perf_counter() - begin)
    return min(found)


def main() -> None:
    """Print both times and their ratio."""
    workbooks, rows = (int(word) for word in (sys.argv[1:3] if len(sys.argv) > 2 else ("30", "500")))
    with tempfile.TemporaryDirectory() as root:
        paths = write_files(Path(root), workbooks, rows)
        study = sqgz.load_study(paths[0].parents[1])
        cleaned = sqgz.clean(study)
        reading, cleaning = best(lambda: read_all(paths)), best(lambda: sqgz.clean(study))
    print(f"{workbooks} 个工作簿，每个 {rows} 行：{cleaned}")
    print(
        f"calamine 读取 {reading:.2f} 秒；清洗（含读取）{cleaning:.2f} 秒；比值 {cleaning / reading:.1f}（目标 < 5）"
    )


if __name__ == "__main__":
    main()
