"""The files a new study begins with: read as they are, each sheet with the part it may play.

A role is told from headings and stored types; nothing is known here of variables or categories.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from sqgz.cleaning.places.frame import FRAME_HEADINGS
from sqgz.errors import InputError
from sqgz.reading import Sheet, read_workbook
from sqgz.reading.platforms import PLATFORMS
from sqgz.reading.rows import BLANK
from sqgz.running.subjects import question_number, subject
from sqgz.running.tallies import is_summary
from sqgz.spelling import comparable

_TYPICAL: Final = frozenset(
    re.findall(
        r"\S+",
        "姓名 性别 年龄 出生年月 出生日期 民族 政治面貌 学历 第一学历 最高学历 文化程度 身份证号 身份证号码 证件号 证件号码 手机 手机号 手机号码 "
        "电话 联系电话 联系方式 任职情况 任职年月 职务 党组织职务 居委会职务 工作年月 岗位 岗级 户口所在地 户籍所在地 户籍地址 居住地 现住址 "
        "家庭住址 备注 街道 所属街道 所在街道 社区 所属社区 所在社区 单位 人数 基数 count base 实有人数 合计 "
        "old new date kind 原名称 现名称 原名 现名 旧名称 新名称 变更日期 变更类型",
    )
)
_META: Final = frozenset(heading for platform in PLATFORMS for heading in platform.meta)
_COUNT: Final = ("人数", "count", "n", "计数", "频数", "数量", "个数", "户数", "人次", "样本数", "样本量")
_BASE: Final = ("基数", "base")
_PERSONAL: Final = frozenset({"id", "personal", "staff_number", "posts", "party_post", "committee_post"})
_MET_IN_LIST: Final = frozenset({"street", "community", "zone", "unit_type", "serial", "remark"})
_RENAMES: Final = {
    "old": re.compile(r"old|(?:原|旧|变更前)(?:名|名称|社区|街道|单位).*", re.IGNORECASE),
    "new": re.compile(r"new|(?:现|新|变更后)(?:名|名称|社区|街道|单位).*", re.IGNORECASE),
    "date": re.compile(r"date|.*(?:日期|时间|年月)", re.IGNORECASE),
    "kind": re.compile(r"kind|.*(?:类型|类别|方式|种类)", re.IGNORECASE),
}
_ORDER: Final = {"answers": 0, "roster": 1, "counts": 1, "summary": 2, "places": 3, "renames": 4}
_NAME_HEADINGS: Final = frozenset(map(comparable, FRAME_HEADINGS))


@dataclass(frozen=True, eq=False)
class Received:
    """One sheet of one received file: where the file is, its name in the study's folder, and its role.

    `count` and `base` are the headings of a table of counts, `table` its name. `folder` is the folder of the study in
    which it stands with others of its kind, "" if it is listed by itself. `inactive` says why a sheet cannot be used
    beside the others, "" if it can.
    """

    path: Path
    sheet: Sheet
    role: str
    count: str = ""
    base: str = ""
    table: str = ""
    folder: str = ""
    inactive: str = ""

    @property
    def headings(self) -> list[str]:
        """Headings of the columns that the platform did not add."""
        return [heading for heading in self.sheet.text.columns if heading not in self.sheet.meta]


def receive(path: Path, *, name: str) -> list[Received]:
    """Every sheet of a file that holds data, with its role; `name` is the file's name in messages and in the study.

    Raises InputError as `read_workbook` does, and for a file without a single row of data.
    """
    try:
        sheets = read_workbook(path, file=name, known=_TYPICAL | _META | FRAME_HEADINGS)
    except (
        InputError
    ):  # none of the typical headings: an unknown survey, or a file that cannot be read, which this says
        sheets = _read_unknown(path, name)
    sheets = [sheet for sheet in sheets if len(sheet.text)]
    if not sheets:
        raise InputError(f"{name}: 表头下面没有数据行，无法据此生成研究说明。请核对文件后重试。")
    return [_with_role(path, sheet) for sheet in sheets]


def _read_unknown(path: Path, name: str) -> list[Sheet]:
    """Sheets of a file with none of the typical headings.

    A first row as wide as the headings found below it is the headings: only a repeated text made it look less so, and
    reading it says which.
    """
    sheets = read_workbook(path, file=name)
    above = sheets[0].rows.iloc[: sheets[0].heading_rows[0] - 1]
    above = above[above != BLANK]
    if len(sheets) > 1 or above.empty:
        return sheets
    first = read_workbook(path, file=name, sheet=sheets[0].name or None, heading_row=int(above.index[0]))
    return first if len(first[0].text.columns) >= len(sheets[0].text.columns) else sheets


def _with_role(path: Path, sheet: Sheet) -> Received:
    received = Received(path, sheet, "roster")
    subjects = {heading: subject(heading) for heading in received.headings}
    if _is_list_of_renames(received.headings):
        return replace(received, role="renames")
    if _is_official_list(received):
        return replace(received, role="places")
    if not sheet.platform and is_summary(sheet, received.headings):
        return replace(received, role="summary")
    if sheet.platform or sum(question_number(heading) is not None for heading in subjects) >= 2:
        return replace(received, role="answers")
    if not _PERSONAL & set(subjects.values()):
        count = _numbers_headed(sheet, _COUNT)
        if count and len(subjects) >= 2:
            return replace(received, role="counts", count=count, base=_numbers_headed(sheet, _BASE))
        return replace(received, role="answers")
    return received


def _is_list_of_renames(headings: Sequence[str]) -> bool:
    """Whether old and new names stand side by side, with the date or the kind of the change."""
    found = {
        name
        for name, pattern in _RENAMES.items()
        if any(pattern.fullmatch(comparable(heading)) for heading in headings)
    }
    return {"old", "new"} <= found and bool({"date", "kind"} & found)


def _is_official_list(received: Received) -> bool:
    """Whether it has street and name, no column that official lists do not have, and hardly a unit twice."""
    columns = frame_columns(received.sheet)
    others = [
        heading
        for heading in received.headings
        if comparable(heading) not in _NAME_HEADINGS and subject(heading) not in _MET_IN_LIST
    ]
    if not {"street", "name"} <= columns.keys():
        return False
    units = received.sheet.text[[columns["street"], columns["name"]]]
    tells_units = bool({"zone", "unit_type", "aliases", "people", "posts"} & columns.keys())
    return not others and (tells_units or not units.duplicated().any())


_LIST_HEADINGS: Final = {
    "street": re.compile(r"street|.*街道.*"),
    "name": re.compile(r"name|名称|.*社区.*|单位名称"),
    "zone": re.compile(r"zone|.*片区|.*城区"),
    "unit_type": re.compile(r"unit_type|.*类型"),
    "aliases": re.compile(r"aliases|别名|曾用名"),
    "people": re.compile(r"people|实有.*"),
    "posts": re.compile(r"posts|核定.*"),
}


def frame_columns(sheet: Sheet) -> dict[str, str]:
    """Headings of an official list by what they hold (street, name, zone, unit_type, aliases, people, posts)."""
    known = [heading for heading in sheet.text.columns if comparable(heading) in _NAME_HEADINGS]
    found: dict[str, str] = {}
    for name, pattern in _LIST_HEADINGS.items():
        heading = next(
            (one for one in known if pattern.fullmatch(comparable(one)) and one not in found.values()), None
        )
        if heading is not None:
            found[name] = heading
    return found


def _numbers_headed(sheet: Sheet, names: Sequence[str]) -> str:
    """Heading among `names` over whole numbers throughout; "" if there is none."""
    for heading in sheet.text.columns:
        if comparable(heading).lower() in names:
            values = pd.to_numeric(sheet.text[heading], errors="coerce")
            if values.notna().all() and (values >= 0).all() and (values % 1 == 0).all():
                return str(heading)
    return ""


def settle_roles(received: Sequence[Received]) -> list[Received]:
    """The sheets that belong into one study, answers before rosters; sheets that cannot be joined are made inactive.

    Raises InputError where there is nothing to count, or people and counts come together.
    """
    roles = {one.role for one in received}
    if not roles & {"answers", "roster", "counts", "summary"}:
        names = "、".join(dict.fromkeys(one.sheet.file for one in received))
        what = "和".join(
            name for role, name in (("places", "单位名录"), ("renames", "沿革表")) if role in roles
        )
        raise InputError(f"{names}: 只有{what}，没有可统计的内容。请同时给出问卷或花名册。")
    if "counts" in roles and roles & {"answers", "roster"}:
        counts = "、".join(dict.fromkeys(one.sheet.file for one in received if one.role == "counts"))
        raise InputError(
            f"{counts} 是计数表，其余文件是人员名单，不能放在同一调查里。请分两次运行 sqgz new，各建一个调查。"
        )
    settled = sorted(received, key=lambda one: _ORDER[one.role])
    if {"answers", "roster"} <= roles and not joining_subject(settled):
        reason = "问卷和花名册没有共同的证件号或工号，无法对应到同一个人；同时使用会把一人算作两人"
        settled = [replace(one, inactive=reason) if one.role == "roster" else one for one in settled]
    return settled


def joining_subject(received: Sequence[Received]) -> str:
    """What tells that rows of several sheets are one person: id or staff_number if all sheets of people have it."""
    people = [one for one in received if one.role in ("answers", "roster") and not one.inactive]
    for about in ("id", "staff_number"):
        if people and all(any(subject(heading) == about for heading in one.headings) for one in people):
            return about
    return ""
