"""What each column of a 汇总表 counts: headings of two or more rows read as variable = category.

户口所在地 over 本社区, 本街道非本社区, 合计 says that the column counts people registered in their community. A heading
that cannot be read so for certain is an error with its cell, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqgz.cleaning.matching import match
from sqgz.errors import InputError
from sqgz.reading import Sheet, heading_key
from sqgz.reading.sheets import place
from sqgz.study import Study, Variable
from sqgz.study.messages import suggestion

UNIT_HEADINGS = {
    "street": ("街道", "街道(镇)", "所属街道", "街道名称", "乡镇街道", "镇街"),
    "community": ("社区", "社区(村)", "社区名称", "单位名称", "名称", "村居", "村(社区)"),
}
_PEOPLE = re.compile(r"(实有|在岗|现有|总|合计|人员)?(人数|总数|总人数)|实有|合计|总计|小计|共计")
_SUM = re.compile(r"合计|小计|总计|共计|计|合计人数|人数")
_UNANSWERED = re.compile(r"未填|未报|不详|不明|未知|缺失|空|未填写|未作答")
_SEATS = ("party_post", "committee_post")  # one person may hold both: counts are by position
_QUESTION = re.compile(r"(?:\d+[、.．])?(?:您|你)?的?")


@dataclass(frozen=True)
class Leaf:
    """One column of counts: of `variable` = `category` (None: not answered), or a sum of it, or of all people.

    `fixed` are the categories of other variables that the groups above it name (主职 over 户口所在地).
    """

    heading: str
    kind: str  # category | sum | people
    variable: str = ""
    category: str | None = None
    fixed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SummaryColumns:
    """How a summary is read: the headings that name the unit and other row variables, its counts, and what is unused."""

    keys: dict[str, str]
    leaves: tuple[Leaf, ...]
    unused: tuple[str, ...]


def known_summary_headings(study: Study) -> frozenset[str]:
    """Headings worth finding in a summary."""
    found = {name for names in UNIT_HEADINGS.values() for name in names}
    for variable in study.variables.values():
        found |= {variable.label, *variable.column, *map(_bare, variable.column)}
        if variable.categorical and variable.kind != "place":
            found |= {
                text for category in variable.categories for text in (category.label, *category.aliases)
            }
    return frozenset(found | {"合计", "实有人数"})


def read_columns(study: Study, sheet: Sheet) -> SummaryColumns:
    """How the sheet's columns are read.

    Raises InputError for a heading under a known group that is no category, and for a sheet that counts nothing.
    """
    names = _names(study)
    keys: dict[str, str] = {}
    leaves: list[Leaf] = []
    unused: list[str] = []
    for heading in sheet.text.columns:
        groups = sheet.groups.get(heading, ())
        named = names.get(heading_key(heading))
        if not groups and named is not None and named not in keys:
            keys[named] = heading
            continue
        leaf = _leaf(study, sheet, heading, groups, names)
        if leaf is None:
            unused.append(heading)
        else:
            leaves.append(leaf)
    if not any(leaf.kind == "category" for leaf in leaves):
        raise InputError(
            f"{place(sheet.file, sheet.name)}: 汇总表中没有读出任何计数列。表头应为两行：上一行是变量（如 户口所在地），"
            f"下一行是各类别（如 本社区）和合计。现有列: {'、'.join(sheet.text.columns)}"
        )
    _refuse_repeated(sheet, leaves)
    return SummaryColumns(keys, tuple(leaves), tuple(unused))


def _refuse_repeated(sheet: Sheet, leaves: list[Leaf]) -> None:
    seen: dict[tuple[object, ...], str] = {}
    for leaf in leaves:
        what = (leaf.kind, leaf.variable, leaf.category, leaf.fixed)
        earlier = seen.setdefault(what, leaf.heading)
        if earlier != leaf.heading:
            raise InputError(
                f"{place(sheet.file, sheet.name)} {_letters(sheet, earlier)}、{_letters(sheet, leaf.heading)}: "
                f"“{earlier}”和“{leaf.heading}”是同一类，无法区分。请合并为一列，或改正表头"
            )


def _letters(sheet: Sheet, heading: str) -> str:
    return f"{sheet.letters[heading]}列"


def _names(study: Study) -> dict[str, str]:
    """Variable by every way to write its name."""
    found: dict[str, str] = {}
    for key in ("street", "community"):
        found |= dict.fromkeys(map(heading_key, UNIT_HEADINGS[key]), key)
    for key, variable in study.variables.items():
        if variable.categorical and variable.kind != "multiple" and key not in _SEATS:
            for name in (variable.label, *variable.column, *map(_bare, variable.column)):
                found.setdefault(heading_key(name), key)
    return found


def _bare(column: str) -> str:
    """A question's text without its number and without 您的."""
    return _QUESTION.sub("", heading_key(column), count=1)


def _leaf(
    study: Study, sheet: Sheet, heading: str, groups: tuple[str, ...], names: dict[str, str]
) -> Leaf | None:
    """What a column counts; None where it counts nothing that the study asks for."""
    text = _lowest(heading, groups)
    variable: Variable | None = None
    fixed: dict[str, str] = {}
    for group in groups:
        named = names.get(heading_key(group))
        if named is not None and study.variables[named].kind != "place":
            variable = study.variables[named]
            continue
        told = _category_of_any(study, group)
        if told is not None:
            fixed |= dict([told])
            variable = None if variable is not None and told[0] == variable.key else variable
    at = tuple(sorted(fixed.items()))
    if variable is None:
        return Leaf(heading, "people", fixed=at) if _PEOPLE.fullmatch(heading_key(text)) else None
    if _SUM.fullmatch(heading_key(text)):
        return Leaf(heading, "sum", variable.key, fixed=at)
    if _UNANSWERED.fullmatch(heading_key(text)):
        return Leaf(heading, "category", variable.key, None, at)
    found = match(variable, text)
    if found.key is None:
        raise InputError(
            f"{place(sheet.file, sheet.name)} {_letters(sheet, heading)}: 表头“{text}”不是“{variable.label}”的类别。"
            f"{suggestion(text, list(variable.labels.values()))}。可在 study.yaml 的 variables.{variable.key}.categories 中补充 aliases"
        )
    return Leaf(heading, "category", variable.key, found.key, at)


def _lowest(heading: str, groups: tuple[str, ...]) -> str:
    """The lowest text of a heading that carries its groups before it."""
    for start in range(len(groups)):
        before = "·".join(groups[start:]) + "·"
        if heading.startswith(before):
            return heading.removeprefix(before)
    return heading


def _category_of_any(study: Study, text: str) -> tuple[str, str] | None:
    """Variable and key of the one category that a group's text names; None if none or several do."""
    found = {
        (key, told.key)
        for key, variable in study.variables.items()
        if variable.categories and variable.kind in ("nominal", "ordered") and key not in _SEATS
        if (told := match(variable, text)).status == "mapped" and told.key is not None
    }
    return found.pop() if len(found) == 1 else None
