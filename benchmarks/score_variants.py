"""How many real-world wordings are put into the right category, and that none is put into a wrong one.

    python benchmarks/score_variants.py [FILE …]

Without a file reads ../shared/data/variants.csv, which is not part of this project; says so and ends well where it is
absent. A file has the columns 变量,原值,规范值,判定 and, where the question matters, 上下文 (列名=年龄, 街道=和平街道).
Ends with 1 if a wording was mapped to a wrong category or guessed.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from sqgz.cleaning.matching import Match, match
from sqgz.cleaning.texts.ages import birth_month
from sqgz.study import FinerCategory, Variable
from sqgz.study.loading import age_bands

VARIANTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "variants.csv"
BANDS = (30, 35, 45, 60)
AGE = Variable(
    variable_key="age_band", label="年龄", kind="ordered", column=("出生年月",), derive="age", bands=BANDS,
    categories=age_bands(BANDS), as_of_date=date(2024, 6, 30),
)  # fmt: skip
ZONE = Variable(
    variable_key="zone",
    label="片区",
    kind="nominal",
    categories=(
        # the list counts these as certain because the user has registered them
        FinerCategory(
            key="first",
            label="第一片区",
            aliases=("1片区", "第1片区", "片区一", "①片区", "Ⅰ片区", "片区Ⅰ", "第一协作区"),
        ),
        FinerCategory(key="second", label="第二片区"),
    ),
)
OTHER_PLACES = pd.DataFrame(  # of the lists that state their context
    [
        *(
            ("和平街道", name, "村" if name == "东风村" else "社区")
            for name in ("幸福社区", "幸福一社区", "团结社区", "东风村")
        ),
        *(
            ("青山镇", name, "村" if name == "红旗村" else "社区")
            for name in ("幸福社区", "红旗村", "临江社区")
        ),
        ("新城开发区", "创业社区", "社区"),
        ("新城开发区", "高桥社区", "村改居"),
    ],
    columns=["street", "name", "unit_type"],
)
PLACES = pd.DataFrame(
    {
        "street": ["XX街道", "XX街道", "XX镇", "和平街道"],
        "name": ["幸福社区", "幸福一社区", "东风村", "团结社区"],
        "unit_type": ["社区", "社区", "村", "社区"],
    }
)
POSITION = {"主职": "chief", "两委成员": "member", "非两委": "staff"}
EDUCATION = {"研究生及以上": "graduate", "本科": "bachelor", "大专": "college", "高中/中专": "senior", "初中及以下": "junior"}  # fmt: skip
LEVEL = {
    "本社区": ("community", None),
    "本街道其他社区": ("street", None),
    "本区其他街道": ("district", None),
    "本市其他区": ("outside", "city"),
    "省内市外": ("outside", "province"),
    "省外": ("outside", "abroad"),
}
AGED = {
    "36–45岁组": "36–45",
    "30岁及以下": "≤30",
    "61岁及以上": "≥61",
    "41（整数年龄）": "36–45",
    "1985-06": "36–45",
}


@dataclass(frozen=True)
class Row:
    """One wording: what was asked, what was written, and what may come of it."""

    variable: str
    raw: str
    expected: str  # a key, missing, skipped, or review
    detail: str | None
    found: Match

    @property
    def right(self) -> bool:
        """Whether exactly what the list says came of it."""
        if self.expected in ("missing", "skipped", "review"):
            return self.found.status == self.expected
        return self.found.key == self.expected and self.detail in (None, self.found.detail)

    @property
    def wrong(self) -> bool:
        """Whether a category was given that the list does not give."""
        return self.found.status == "mapped" and not self.right and not self.coarse

    @property
    def coarse(self) -> bool:
        """Whether only 区外 was given, without saying where outside, to what the list leaves open (外市, 本区以外)."""
        return self.expected == "review" and (self.found.key, self.found.detail) == ("outside", None)


def main(names: Sequence[str]) -> int:
    """Exit code: 0 if no wording is in a wrong category."""
    files = [Path(name) for name in names] or [VARIANTS]
    wrong = False
    for file in files:
        if not file.exists():
            print(f"跳过：没有 {file.name}")
            continue
        rows = list(score(file))
        _tell(rows)
        wrong = wrong or any(row.wrong for row in rows)
    return int(wrong)


def _tell(rows: Sequence[Row]) -> None:
    for name in dict.fromkeys(row.variable for row in rows):
        part = [row for row in rows if row.variable == name]
        certain = [row for row in part if row.expected != "review"]
        open_ = [row for row in part if row.expected == "review"]
        print(
            f"{name}: 确定 {len(certain)} 条，归对 {sum(row.right for row in certain)}，"
            f"转人工 {sum(row.found.status == 'review' for row in certain)}；不得猜 {len(open_)} 条，"
            f"待核 {sum(row.right for row in open_)}；只知区外 {sum(row.coarse for row in part)}；"
            f"归错 {sum(row.wrong for row in part)}"
        )
    certain = [row for row in rows if row.expected != "review"]
    print(f"合计 {len(rows)} 条，召回率 {sum(row.right for row in certain) / len(certain):.1%}")
    for row in sorted(rows, key=lambda row: not row.wrong):
        if not row.right:
            mark = "归错" if row.wrong else "区外" if row.coarse else "未归"
            print(
                f"  {mark} {row.variable} “{row.raw}” 应为 {row.expected}，得 {row.found.status} {row.found.key}"
            )


def score(path: Path = VARIANTS) -> Iterator[Row]:
    """Every row of the list with what came of it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            if line.get("上下文") is None:
                yield _row(line["变量"], line["原值"], line["规范值"], line["判定"])
            else:
                yield _row_in_context(line)


def _row_in_context(line: dict[str, str]) -> Row:
    """A row of a list that says in which column, or with which street beside it, a wording stands."""
    variable, raw, standard = line["变量"], line["原值"], line["规范值"]
    kind, _, told = line["上下文"].partition("=")
    if variable == "社区名称":
        name = standard.partition("·")[2]
        expected = standard if name == "幸福社区" else name
        found = match("community", raw, OTHER_PLACES, street=told if kind == "街道" else None)
    elif variable == "年龄/出生年月":
        expected = re.sub("岁(及以下|及以上)?", "", standard)
        expected = {"30": "≤30", "61": "≥61"}.get(expected, expected)
        found = match(AGE.model_copy(update={"column": (told,)}) if kind == "列名" else AGE, raw)
    else:
        return _row(variable, raw, standard, line["判定"])
    expected = {"缺失": "missing", "跳过": "skipped", "待核": "review"}.get(standard, expected)
    return Row(variable, raw, expected, None, found)


def _row(variable: str, raw: str, standard: str, verdict: str) -> Row:
    raw = re.sub(r"（已登记别名）", "", raw)  # a remark of the list, as is the next
    raw = re.sub(r"（15位旧号）", "", raw)
    asked, detail = _asked(variable, standard), None
    if verdict == "不得猜" or standard == "待核":
        expected = "review"
    elif standard in ("跳过", "缺失"):
        expected = {"跳过": "skipped", "缺失": "missing"}[standard]
    elif variable == "职务":
        key, _, detail = standard.partition("·")
        expected, detail = POSITION[key], detail or None
    elif variable == "户口/居住地":
        expected, detail = LEVEL[standard]
    elif variable == "学历":
        expected = EDUCATION[standard]
    elif variable == "年龄/出生年月":
        return _aged(raw, standard)
    else:
        expected = "first" if standard == "第一片区" else standard
    return Row(variable, raw, expected, detail, match(asked, raw, PLACES))


def _asked(variable: str, standard: str) -> Variable | str:
    if variable == "区划/街道/社区名称":
        if "片" in standard:
            return ZONE
        return "street" if standard in ("XX街道", "XX镇") else "community"
    return {"职务": "position", "户口/居住地": "level", "学历": "education"}.get(variable, AGE)


def _aged(raw: str, standard: str) -> Row:
    """A birth month must be read as such; one stored as a day count only where the cell is known to be a date."""
    serial = "序列日期" in standard
    standard = standard.partition("（Excel")[0]
    found = match(AGE, raw)
    if serial:
        told = birth_month(raw, serial=True) == (1985, 6) and found.status == "review"
        return Row("年龄/出生年月", raw, "review" if told else AGED[standard], None, found)
    if standard == "1985-06" and birth_month(raw) != (1985, 6):
        found = Match(None, "review", None, (), "")
    return Row("年龄/出生年月", raw, AGED[standard], None, found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
