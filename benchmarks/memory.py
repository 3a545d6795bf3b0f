"""Peak memory of cleaning one roster of 100,000 people with 30 columns, as the operating system counts it.

Run: python benchmarks/memory.py [rows]
"""

from __future__ import annotations

import csv
import random
import resource
import sys
import tempfile
from pathlib import Path

from street_workbooks import DEGREES, HEADING, LEVELS, POSTS, STUDY

import sqgz


def write_roster(root: Path, rows: int) -> Path:
    """The study's folder, with one CSV of 30 columns."""
    draw = random.Random(2)
    folder = root / "data" / "raw" / "streets"
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(
        STUDY.replace("{folder: 上报, role: roster}", "{path: 花名册.csv, role: roster}"), encoding="utf-8"
    )
    names = [[f"第{s}街道", f"第{s}之{k}社区"] for s in range(1, 101) for k in range(1, 11)]
    with (folder / "单位名录.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["street", "name", "zone"], *([*one, "内城区"] for one in names)])
    further = [f"其他{i}" for i in range(30 - len(HEADING))]
    with (folder / "花名册.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEADING, *further])
        for i in range(rows):
            street, community = draw.choice(names)
            born = f"{draw.randint(1964, 2000)}.{draw.randint(1, 12):02d}"
            identity = f"99{i:06d}{born[:4]}{born[5:]}0101"
            writer.writerow(
                [i + 1, street, community, f"张{i}", "女", f"138{i:08d}", identity, born, "汉族", "党员", draw.choice(DEGREES),
                 draw.choice(DEGREES), draw.choice(POSTS), "2021.03", "2019.05", draw.choice(LEVELS), draw.choice(LEVELS), "",
                 *(f"内容{draw.randint(1, 999)}" for _ in further)]
            )  # fmt: skip
    return folder


def main() -> None:
    """Print the peak before and after."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as root:
        folder = write_roster(Path(root), rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        cleaned = sqgz.clean(sqgz.load_study(folder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{cleaned}\n峰值内存 {peak:.2f} GiB（读入前 {before:.2f} GiB；目标 < 2 GiB）")


if __name__ == "__main__":
    main()
