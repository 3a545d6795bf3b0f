"""What a refresh did to a document: as a frame, as a few lines, and as 数据变动对照表.xlsx."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Literal

import pandas as pd

Kind = Literal["finding", "overtyped", "gone", "kept", "number", "picture", "restored", "emptied", "deleted"]
KINDS: dict[Kind, str] = {
    "finding": "结论变化",
    "overtyped": "已被改写",
    "gone": "数据中已无此项",
    "kept": "图未更新",
    "number": "数字变化",
    "picture": "图更新",
    "restored": "已恢复",
    "emptied": "已清空",
    "deleted": "已删除",
}  # in the order in which a writer has to look at them
TOLD: dict[Kind, str] = {
    "finding": "结论变化{n}处（已标黄，请核对前后文）：",
    "overtyped": "已被改写{n}处（保留您的文字并标黄）：",
    "gone": "现有数据中已没有的数字{n}处（保留原数并标黄）：",
    "kept": "没有更新的图{n}幅（图上仍是原来的数）：",
}
_SHOWN = 8
_LONGEST = 60
COLUMNS = ["类别", "位置", "原文", "数字", "原数", "现数", "结论是否变化"]
_ASIDE = re.compile(r"（[^（）]*）")
_STATISTIC = re.compile(r"\d+(?:\.\d+)?(?=%|个?百分点|人|个)")


@dataclass(frozen=True)
class Change:
    """One number, finding or picture that is not as it was, or not as it should be: where, in which sentence, from what to what.

    Of a picture what it shows is told in its alternative text, and why it could not be replaced in `new`.
    """

    kind: Kind
    place: str
    quote: str
    name: str
    old: str
    new: str
    is_wording: bool = False

    @property
    def finding_changed(self) -> str:
        """是, 否, or 须核对 where the writer worded the finding anew."""
        if not self.is_wording or self.kind in ("emptied", "deleted"):
            return "否"
        return (
            "须核对"
            if self.kind in ("overtyped", "gone")
            else ("是" if words_differ(self.old, self.new) else "否")
        )


def words_differ(old: str, new: str) -> bool:
    """Whether two wordings of a finding differ in more than their shares, gaps, counts and what stands in brackets.

    >>> words_differ("主职高8.0个百分点", "主职高7.6个百分点"), words_differ("主职高8.0个百分点", "主职低8.0个百分点")
    (False, True)
    >>> words_differ("甲高8.2个百分点", "甲高8.5个百分点（百分点差按未修约数据计算）")
    False
    >>> words_differ("最高为36～45岁（40.0%）", "最高为46～55岁（40.0%）")
    True
    """
    return _decisive(old) != _decisive(new)


def _decisive(text: str) -> str:
    return _STATISTIC.sub("0", _ASIDE.sub("", text))


@dataclass(frozen=True, eq=False)
class Changes:
    """Changes of a document in the order in which to look at them, and what was written where.

    `total` counts its living numbers; `notes` are sentences about what could not be checked.
    """

    items: tuple[Change, ...]
    total: int
    source: Path
    path: Path
    list_path: Path
    backup: Path | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row for each change, headings in Chinese."""
        rows = [
            [KINDS[one.kind], one.place, one.quote, one.name, one.old, one.new, one.finding_changed]
            for one in self.items
        ]
        return pd.DataFrame(rows, columns=COLUMNS, dtype="str")

    def lines(self) -> list[str]:
        """The summary that is printed."""
        counts = Counter(one.kind for one in self.items)
        done = counts["finding"] + counts["number"] + counts["restored"]
        lines = [f"{self.path.name}：数字和结论共{self.total}处，更新{done}处。"]
        for kind, words in TOLD.items():
            found = [one for one in self.items if one.kind == kind]
            if found:
                lines.append(words.format(n=len(found)))
                lines += _told_once(found)
        if counts["picture"]:
            lines.append(f"图更新{counts['picture']}幅，替代文字一并更新。")
        if gone := counts["emptied"] + counts["deleted"]:
            lines.append(f"文中已删除的数字{gone}项，不再更新，见对照表。")
        lines += self.notes
        if self.backup is not None:
            lines.append(f"原文件另存为 {self.backup.name}。")
        return [*lines, f"逐项对照见 {self.list_path.name}。"]

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        return "<br/>".join(escape(line) for line in self.lines())


def _told_once(found: list[Change]) -> list[str]:
    """A line for each change, those of the same words in one."""
    often = Counter((one.old, one.new) for one in found)
    first = list({(one.old, one.new): one for one in reversed(found)}.values())[::-1][:_SHOWN]
    lines = []
    for one in first:
        n = often[one.old, one.new]
        old, new = _shortened(one.old), f"“{_shortened(one.new)}”" if one.new else "无"
        place = f"{one.place or one.name}{f'等{n}处' if n > 1 else ''}"
        said = f"现为“{old}”，按数据应为{new}" if one.kind == "overtyped" else f"“{old}” → {new}"
        if one.kind == "kept":
            said = one.new
        lines.append(f"  {place}：{said}")
    rest = len(found) - sum(often[one.old, one.new] for one in first)
    return [*lines, f"  ……其余{rest}处见对照表。"] if rest else lines


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def order_changes(items: list[Change]) -> tuple[Change, ...]:
    """Findings first, then what waits for the writer, then numbers as they stand in the document."""
    places = list(KINDS)
    return tuple(sorted(items, key=lambda one: places.index(one.kind)))
