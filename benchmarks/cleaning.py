"""How long cleaning 100,000 answers takes beside reading them, and how much memory it needs beside their text.

    python benchmarks/cleaning.py

A survey of an invented district is written as CSV and as .xlsx: ids, places, posts, levels, addresses, months of birth,
a multiple-choice question, about 3 % unclear answers, 2 % told twice, some of them differently. Each measurement is a process of its own. Prints
one line for each claim: the number, the limit, and whether it holds. Exit code 1 where one does not.
"""

from __future__ import annotations

import ctypes
import gc
import json
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import xlsxwriter

from sqgz.reading import Sheet

PEOPLE = 100_000
REPEATS = 3
STREETS = [f"{first}{second}街道" for first in "青白春秋" for second in "禾湖山"]
NAMES = [first + second for first in "云松梅兰竹" for second in "泉岭"]
UNITS = [(street, f"{street[:2]}{name}社区") for street in STREETS for name in NAMES]
LEVELS = ["本社区", "本街道其他社区", "本区其他街道", "区外", "本街道", "外地", ""]
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
    chances = [0.32, 0.24, 0.2, 0.18, 0.02, 0.01, 0.03]
    hukou, residence = (rng.choice(len(LEVELS), PEOPLE, p=chances) for _ in range(2))
    level = np.array(LEVELS)
    columns = {
        "序号": [str(i + 1) for i in range(PEOPLE)],
        "身份证号": [identity(i) for i in range(PEOPLE)],
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
        "户口所在地": level[hukou],
        "户籍地址": make_addresses(rng, unit, hukou),
        "居住地": level[residence],
        "出生年月": rng.choice(born, PEOPLE),
        "最高学历": rng.choice(
            ["大专", "本科", "大学本科", "高中", "中专", "电大", "研究生", "大专及以上", ""], PEOPLE
        ),
        "对待遇是否满意": rng.choice(["满意", "一般", "不满意", "(空)"], PEOPLE),
        "原因": rng.choice(["没有岗位┋熟人多", "照顾家庭", "待遇一样┋照顾家庭", "熟人多", "(跳过)"], PEOPLE),
    }
    answers = pd.DataFrame(columns)
    again = np.flatnonzero(rng.random(PEOPLE) < 0.02)
    told = answers.iloc[rng.integers(0, PEOPLE, len(again))].set_index(again)
    answers.iloc[again] = told.assign(序号=answers["序号"].iloc[again])
    changed = again[::5]  # and one in five of them said something else the second time
    answers.loc[changed, "对待遇是否满意"] = rng.choice(["满意", "一般", "不满意"], len(changed))
    return answers


def make_addresses(rng: np.random.Generator, unit: np.ndarray, level: np.ndarray) -> list[str]:
    """An address for three in ten people; one in fifty of them contradicts the level that was told."""
    found = [""] * PEOPLE
    for i in np.flatnonzero(rng.random(PEOPLE) < 0.3):
        told = level[i] if rng.random() > 0.02 else 0
        door = f"{rng.integers(1, 200)}号{rng.integers(1, 30)}栋"
        other = [
            unit[i],
            unit[i] // len(NAMES) * len(NAMES) + rng.integers(len(NAMES)),
            rng.integers(len(UNITS)),
        ]
        found[i] = "".join(UNITS[other[told]]) + door if told < len(other) else f"外省远方市幸福路{door}"
    return found


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


def measure(folder: str, *, whole: bool) -> dict[str, float]:
    """Seconds of reading and of cleaning, and bytes: the text frame, and what cleaning takes beside it.

    With `whole` only the bytes of a run from file to records, and those of reading alone.
    """
    from sqgz.cleaning import records
    from sqgz.study import load_study

    study = load_study(folder)
    name = study.files[0].path or ""

    def read() -> list[Sheet]:
        return records.read_workbook(study.folder / name, file=name, known=records.known_headings(study))

    records.read_workbook(
        study.folder / "单位名录.csv", file="单位名录.csv"
    )  # imports are not what is measured
    if whole:
        return {"read": grown(read), "whole": grown(lambda: records.clean(study))}
    sheets = read()
    text = float(sheets[0].text.memory_usage(deep=True).sum())
    original = records._read
    records._read = lambda study, file, known=None: (
        sheets if file.path == name else original(study, file, known)
    )
    held, traced = grown(lambda: records.clean(study)), allocated(lambda: records.clean(study))
    records._read = original
    reading, cleaning = race(read, lambda: records.clean(study))
    return {"reading": reading, "cleaning": cleaning, "text": text, "held": held, "traced": traced}


def race(*calls: Callable[[], object]) -> list[float]:
    """Least seconds of the processor that each call took; in turn, so that a busy machine meets them all."""
    found: list[list[float]] = [[] for _ in calls]
    for _ in range(REPEATS):
        for call, times in zip(calls, found, strict=True):
            start = time.process_time()
            call()
            times.append(time.process_time() - start)
    return [min(times) for times in found]


def allocated(call: Callable[[], object]) -> float:
    """Bytes that Python, numpy and Arrow held for the call at their highest, the first two counted by tracemalloc."""
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    tracemalloc.start()
    result = call()
    found = tracemalloc.get_traced_memory()[1] + pool.bytes_allocated() - before
    tracemalloc.stop()
    del result
    return found


def grown(call: Callable[[], object]) -> float:
    """Bytes by which the memory of this process grew while the call ran, at their highest (Linux)."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")  # sets the peak back to what is held now
    before = peak_memory()
    result = call()
    found = peak_memory() - before
    del result
    return found


def peak_memory() -> float:
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return float(line.split()[1]) * 1024


def apart(*arguments: str) -> dict[str, float]:
    """What a process of its own measured."""
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for study in write_studies(Path(folder)):
            found = apart("--measure", str(study)) | apart("--measure-whole", str(study))
            text = found["text"]
            print(
                f"{study.name.rpartition('_')[2]}: {PEOPLE:,} answers; reading {found['reading']:.2f} s, cleaning "
                f"(reading included) {found['cleaning']:.2f} s, text frame {text / 1e6:.0f} MB"
            )
            claims = [
                ("time of cleaning / reading", found["cleaning"] / found["reading"], 10.0),
                ("memory of cleaning beside the text / text", found["traced"] / text, 3.0),
                ("the same as the system sees it, unused room included", found["held"] / text, float("inf")),
                ("memory of reading alone / text", found["read"] / text, float("inf")),
                ("memory of the whole run / text", found["whole"] / text, float("inf")),
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
    if sys.argv[1:2] in (["--measure"], ["--measure-whole"]):
        print(json.dumps(measure(sys.argv[2], whole=sys.argv[1] == "--measure-whole")))
    else:
        sys.exit(main())
