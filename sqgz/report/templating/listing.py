"""Every placeholder of a study with what stands there now, for the one who writes a template: `sqgz fields`."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass

from sqgz.report.marks import plain
from sqgz.report.templating.checking import PLACED
from sqgz.report.templating.growing import grow_tree
from sqgz.report.templating.tree import SEPARATOR
from sqgz.results import Results, audience_of
from sqgz.spelling import comparable

DIRECTION = "方向"
_HOW_DIRECTION = "差不带正负号，前面写方向：{{ 方向.名称 }}{{ 差.名称 }}个百分点，数据变化后是高是低（年度之间是提高还是下降）随之改变。"
_WIDEST = 60  # columns kept for placeholders; longer ones stick out


@dataclass(frozen=True)
class Field:
    """A placeholder, what stands there now, and whether later runs renew it."""

    name: str
    shown: str
    living: bool

    @property
    def placeholder(self) -> str:
        """As it is written in Word."""
        return f"{{{{ {self.name} }}}}"


@dataclass(frozen=True)
class Fields:
    """Placeholders of a study, and the names over which a template may loop with what each yields."""

    fields: tuple[Field, ...]
    loops: dict[str, tuple[str, ...]]
    total: int

    def lines(self) -> list[str]:
        """The list as aligned text, with what else a writer should know."""
        if not self.fields:
            return [f"没有符合的占位符（共{self.total}个）。"]
        width = min(_WIDEST, max(_columns(one.placeholder) for one in self.fields))
        found = [
            f"{one.placeholder}{' ' * max(0, width - _columns(one.placeholder))}  {one.shown}"
            for one in self.fields
        ]
        if any(one.name.startswith(f"{DIRECTION}{SEPARATOR}") for one in self.fields):
            found += ["", _HOW_DIRECTION]
        if self.loops:
            found += [
                "",
                "可以循环（表格行写 {%tr for 项 in 名称 %} … {%tr endfor %}，项.名称 是它的名称）：",
            ]
            found += [f"{name}：{'、'.join(members)}" for name, members in self.loops.items()]
        return [*found, "", f"共{self.total}个占位符，列出{len(self.fields)}个。"]

    def to_json(self) -> str:
        """The same for other programs."""
        fields = [
            {"placeholder": one.placeholder, "name": one.name, "value": one.shown, "living": one.living}
            for one in self.fields
        ]
        return json.dumps(
            {"fields": fields, "loops": self.loops, "total": self.total}, ensure_ascii=False, indent=1
        )


def list_fields(results: Results, search: str = "") -> Fields:
    """Placeholders whose name or present value holds every word of `search`, as the readers of the study may see them."""
    tree, _ = grow_tree(audience_of(results))
    words = [comparable(one) for one in search.split()]
    found, total = [], 0
    for path, node in tree.leaves():
        total += 1
        if node.text is None:
            continue
        shown = node.about if path.split(SEPARATOR)[0] in PLACED else plain(node.text())
        if all(word in comparable(f"{path} {shown}") for word in words):
            found.append(Field(path, shown, node.living))
    loops = {} if words else {name: tuple(node.members) for name, node in tree.below.items() if node.members}
    return Fields(tuple(found), loops, total)


def _columns(text: str) -> int:
    """Columns that a text takes on a terminal: Chinese characters two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
