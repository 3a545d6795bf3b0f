"""How long cleaning 100,000 answers takes beside reading them, and how much memory it needs beside their text.

    python benchmarks/cleaning.py

A survey of an invented district is written as CSV and as .xlsx: ids, places, posts, levels, addresses, months of birth,
a multiple-choice question, about 3 % unclear answers, 2 % told twice. Each measurement is a process of its own. Prints
one line for each claim: the number, the limit, and whether it holds. Exit code 1 where one does not.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

PEOPLE = 100_000
REPEATS = 3
STREETS = [f"{first}{second}街道" for first in "青白春秋" for second in "禾湖山"]
NAMES = [first + second for first in "云松梅兰竹" for second in "泉岭"]
UNITS = [(street, f"{street[:2]}{name}社区") for street in STREETS for name in NAMES]
STUDY = """\
name: benchmark
title: 清洗速度
source: simulated
as_of: 2024-06-30
files:
  - {path: %s, role: answers}
  - {path: 单位名录.csv, role: places}
variables:
  person: {label: 身份证号, kind: id, column: 身份证号}
  street: {label: 街道, kind: place, level: street, column: 街道}
  community: {label: 社区, kind: place, level: community, column: 社区}
  party_post: {label: 党组织职务, codebook: party_post, column: 任职情况}
  committee_post: {label: 居委会职务, codebook: committee_post, column: 任职情况}
  position: {label: 职务, codebook: position, derive: posts}
  hukou: {label: 户口, codebook: level, column: 户口所在地, place_column: 户籍地址}
  residence: {label: 居住, codebook: level, column: 居住地}
  age_band: {label: 年龄, kind: ordered, column: 出生年月, derive: age, bands: [30, 40]}
  education: {label: 学历, codebook: education, column: 最高学历}
  pay:
    label: 待遇
    kind: ordered
    column: 对待遇是否满意
    categories: [{key: good, label: 满意}, {key: fair, label: 一般}, {key: bad, label: 不满意}]
  reasons:
    label: 原因
    kind: multiple
    column: 原因
    categories: [{key: a, label: 没有岗位}, {key: b, label: 熟人多}, {key: c, label: 待遇一样}, {key: d, label: 照顾家庭}]
comparisons:
  - {id: hukou, outcome: hukou, by: position, groups: [chief, member]}
"""


def make_answers(rng: np.random.Generator) -> pd.DataFrame:
    """Texts of all answers, as they would arrive."""
    unit = rng.integers(0, len(UNITS), PEOPLE)
    born = [f"19{year}.{month:02d}" for year in range(60, 100) for month in range(1, 13)]
    people = np.arange(PEOPLE)
    again = rng.random(PEOPLE) < 0.02
    people[again] = rng.integers(0, PEOPLE, int(again.sum()))  # told twice
    level = ["本社区", "本街道其他社区", "本区其他街道", "区外", "本街道", "外地", ""]
    chances = [0.32, 0.24, 0.2, 0.18, 0.02, 0.01, 0.03]
    address = [f"{street}{name}{door}号" for street, name in UNITS for door in range(1, 60)]
    columns = {
        "序号": [str(i + 1) for i in range(PEOPLE)],
        "身份证号": [identity(int(i)) for i in people],
        "街道": [UNITS[i][0] for i in unit],
        "社区": [UNITS[i][1] for i in unit],
        "任职情况": rng.choice(
            [
                "书记",
                "主任",
                "一肩挑",
                "副书记",
                "副主任",
                "党支部委员",
                "居委会委员",
                "社工",
                "网格员",
                "治保主任",
            ],
            PEOPLE,
        ),
        "户口所在地": rng.choice(level, PEOPLE, p=chances),
        "户籍地址": np.where(rng.random(PEOPLE) < 0.3, rng.choice(address, PEOPLE), ""),
        "居住地": rng.choice(level, PEOPLE, p=chances),
        "出生年月": rng.choice(born, PEOPLE),
        "最高学历": rng.choice(
            ["大专", "本科", "大学本科", "高中", "中专", "电大", "研究生", "大专及以上", ""], PEOPLE
        ),
        "对待遇是否满意": rng.choice(["满意", "一般", "不满意", "(空)"], PEOPLE),
        "原因": rng.choice(["没有岗位┋熟人多", "照顾家庭", "待遇一样┋照顾家庭", "熟人多", "(跳过)"], PEOPLE),
    }
    return pd.DataFrame(columns)


def identity(number: int) -> str:
    """An id card number of nobody, with a check character that is right."""
    plain = f"999999{1960 + number % 40}{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
    plain = f"9{number:05d}{plain[6:]}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        plain
        + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(plain, weights, strict=True)) % 11]
    )


def write_studies(folder: Path) -> list[Path]:
    """Folders of the study with its answers as CSV and as .xlsx."""
    answers = make_answers(np.random.default_rng(1))
    folders = []
    for name in ("answers.csv", "answers.xlsx"):
        home = folder / name.replace(".", "_")
        home.mkdir()
        (home / "study.yaml").write_text(STUDY % name, encoding="utf-8")
        units = pd.DataFrame(UNITS, columns=["street", "name"])
        units.to_csv(home / "单位名录.csv", index=False)
        if name.endswith("csv"):
            answers.to_csv(home / name, index=False)
        else:
            write_workbook(home / name, answers)
        folders.append(home)
    return folders


def write_workbook(path: Path, answers: pd.DataFrame) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, answers.columns)
    for row, values in enumerate(answers.itertuples(index=False), start=1):
        sheet.write_row(row, 0, values)
    book.close()


# --- in a process of its own ----------------------------------------------------------------------------------------


def measure(folder: str) -> dict[str, float]:
    """Seconds of reading and of cleaning, and bytes: the text frame, what cleaning takes beside it, the whole run."""
    from sqgz.cleaning import records
    from sqgz.study import load_study

    study = load_study(folder)
    name = study.files[0].path or ""
    known = records.known_headings(study)
    records.read_workbook(
        study.folder / "单位名录.csv", file="单位名录.csv"
    )  # imports are not what is measured
    whole = beyond(lambda: records.clean(study))
    gc.collect()
    reading = seconds(lambda: records.read_workbook(study.folder / name, file=name, known=known))
    cleaning = seconds(lambda: records.clean(study))
    sheets = records.read_workbook(study.folder / name, file=name, known=known)
    text = float(sheets[0].text.memory_usage(deep=True).sum())
    original = records._read
    records._read = lambda study, file, known=None: (
        sheets if file.path == name else original(study, file, known)
    )
    beside = beyond(lambda: records.clean(study))
    return {"reading": reading, "cleaning": cleaning, "text": text, "beside": beside, "whole": whole}


def seconds(call: Callable[[], object]) -> float:
    """Median seconds of a call."""
    found = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def beyond(call: Callable[[], object]) -> float:
    """Bytes by which the memory of this process grew while the call ran, at their highest (Linux)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # sets the peak back to what is held now
    before = peak_memory()
    result = call()
    grown = peak_memory() - before
    del result
    return grown


def peak_memory() -> float:
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return float(line.split()[1]) * 1024


def main() -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for study in write_studies(Path(folder)):
            done = subprocess.run(
                [sys.executable, __file__, "--measure", str(study)],
                check=True,
                capture_output=True,
                text=True,
            )
            found = json.loads(done.stdout)
            form = study.name.rpartition("_")[2]
            print(
                f"{form}: {PEOPLE:,} answers; reading {found['reading']:.2f} s, cleaning (reading included) "
                f"{found['cleaning']:.2f} s, text frame {found['text'] / 1e6:.0f} MB"
            )
            claims = [
                ("time of cleaning / reading", found["cleaning"] / found["reading"], 10.0),
                ("memory beside the text / text", found["beside"] / found["text"], 3.0),
                (
                    "memory of the whole run, reading included / text",
                    found["whole"] / found["text"],
                    float("inf"),
                ),
            ]
            for name, value, limit in claims:
                holds = value < limit
                failed += not holds
                said = (
                    "for information"
                    if limit == float("inf")
                    else f"limit {limit} {'holds' if holds else 'MISSED'}"
                )
                print(f"  {name}: {value:.2f}, {said}")
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2])))
    else:
        sys.exit(main())
