"""Names of shares: 主职.户口.本社区.人数, and crossings such as 内城区.主职.户口.本社区.占比.

A name says whose, of what, which answer, which number. Every share of the results that is about a group of people has
one; where a profile and a comparison hold the same share, the profile gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

from sqgz.report.composing.material import Material
from sqgz.report.templating.names import clean, distinct, short_forms, shorten
from sqgz.report.templating.numbers import SHARE, Record, numbers_of, words
from sqgz.report.templating.tree import Node
from sqgz.report.wording.phrases import say_category, say_whole
from sqgz.results.labels import label_of, of_mix, variable_label
from sqgz.results.schema import SETS
from sqgz.results.standardising import STANDARDISED
from sqgz.study import Study

EVERYBODY = "全部"
_PROFILE = "profile."
_LAST = "position"  # 内城区.主职, not 主职.内城区
Group = tuple[str, str]  # a variable and one of its categories


class People:
    """Grows the names of shares under a root."""

    def __init__(self, material: Material, root: Node) -> None:
        self.material = material
        self.study: Study = material.study
        self.root = root
        self._groups: dict[Group, str] = {}
        self._categories: dict[tuple[str, str], str] = {}
        self.variables = _variable_names(self.study)
        self._other_names = _other_names(self.study, self.variables)

    def grow(self) -> None:
        """Put all shares under the root, and the groups over which a template may loop."""
        self._node(())
        rows = sorted(self._rows(), key=lambda found: len(found[0]))
        for groups, outcome, row in rows:
            for order in permutations(groups):
                self._put(order, outcome, row, hidden=order != groups)
        self._loops()

    def group_name(self, by: str, group: str) -> str:
        """The name of a group among all names at the root."""
        if (by, group) not in self._groups:
            prefix = shorten(clean(variable_label(self.study, by)))
            name = clean(label_of(self.study, by, group), prefix)
            taken = {*self.root.below, *self.root.aliases, *self._groups.values()}
            self._groups[by, group] = distinct(name, taken, prefix)
        return self._groups[by, group]

    def variable_name(self, key: str) -> str:
        """The name of a variable: its label, without the words that say no more."""
        return self.variables[key]

    # --- rows -----------------------------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[tuple[tuple[Group, ...], str, dict[str, Any]]]:
        """Shares with the groups they are about and the variable they are of, profiles first."""
        frame = self.material.results.select(stat="share", of="row")
        frame = frame[(frame["stratum"] != STANDARDISED) & (frame["against"] == "")]
        rows = frame.to_dict("records")
        for row in rows:
            if row["comparison"].startswith(_PROFILE):
                groups = ((row["by"], row["group"]),) if row["by"] else ()
                yield groups, row["comparison"].removeprefix(_PROFILE), row
        declared = {one.id: one for one in self.material.comparisons() if one.paired_with is None}
        for row in rows:
            one = declared.get(row["comparison"])
            if (
                one is None
                or of_mix(row["stratum"])
                or any(len(values) != 1 for values in one.where.values())
            ):
                continue
            found = {key: values[0] for key, values in one.where.items()}
            if row["stratum"]:
                found[str(one.within)] = row["stratum"]
            if one.by is not None:
                found[one.by] = row["group"]
            yield tuple(sorted(found.items(), key=self._place)), one.outcome, row

    def _place(self, group: Group) -> tuple[bool, int]:
        order = list(self.study.variables)
        return group[0] == _LAST, order.index(group[0]) if group[0] in order else len(order)

    # --- names ----------------------------------------------------------------------------------------------------------

    def _put(self, groups: tuple[Group, ...], outcome: str, row: Record, *, hidden: bool) -> None:
        node = self._node(groups, hidden=hidden)
        variable = node.grow(self.variables.get(outcome, clean(outcome)), Node())
        category = self._category(outcome, str(row["category"]), str(row["comparison"]))
        if category in variable.below:
            return
        label = _say_alone(self.study, outcome, str(row["category"]), str(row["comparison"]))
        variable.grow(
            category,
            Node(below={**numbers_of(self.material, row, SHARE), "名称": words(label)}, hidden={"名称"}),
        )
        if SETS not in row["category"]:
            variable.members.append(category)

    def _node(self, groups: tuple[Group, ...], *, hidden: bool = False) -> Node:
        """The node of everybody, of a group, or of a group within another."""
        if not groups:
            node = self.root.grow(EVERYBODY, Node(aliases=self._other_names))
            whole = say_whole(self.study)
            if whole != EVERYBODY:
                self.root.aliases[whole] = EVERYBODY
            return node
        node = self.root
        for by, group in groups:
            name = self.group_name(by, group)
            known = node.child(name)
            if known is None:
                known = Node(aliases=self._other_names)
                known.grow("名称", words(label_of(self.study, by, group)), hidden=True)
                node.grow(name, known, hidden=hidden and node is not self.root)
            node = known
        return node

    def _category(self, outcome: str, category: str, comparison: str) -> str:
        """The name of a category among those of its variable."""
        if (outcome, category) not in self._categories:
            variable = self.variables.get(outcome, clean(outcome))
            name = clean(_say_alone(self.study, outcome, category, comparison), variable)
            taken = {name for (key, _), name in self._categories.items() if key == outcome}
            self._categories[outcome, category] = distinct(name, taken)
        return self._categories[outcome, category]

    def _loops(self) -> None:
        """各街道, 各职务: what a template may loop over."""
        by_variable: dict[str, list[str]] = {}
        for (by, _), name in self._groups.items():
            if name in self.root.below:
                by_variable.setdefault(by, []).append(name)
        for by, names in by_variable.items():
            label = clean(variable_label(self.study, by))
            node = Node(below={name: self.root.below[name] for name in names}, members=names)
            self.root.grow(distinct(f"各{label}", self.root.below), node, hidden=True)


def _variable_names(study: Study) -> dict[str, str]:
    """The listed name of every variable: short where that is clear, else its whole label."""
    whole = _whole_names(study)
    short = {key: shorten(name) for key, name in whole.items()}
    return {
        key: short[key]
        if list(short.values()).count(short[key]) == 1 and short[key] not in whole.values()
        else name
        for key, name in whole.items()
    }


def _whole_names(study: Study) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, variable in study.variables.items():
        found[key] = distinct(clean(variable.label, "变量"), set(found.values()))
    return found


def _other_names(study: Study, listed: dict[str, str]) -> dict[str, str]:
    """Whole labels and their clear beginnings, leading to the listed names of variables that can be counted."""
    whole = {name: key for key, name in _whole_names(study).items() if study.variables[key].categorical}
    found = {begin: listed[whole[name]] for begin, name in short_forms(whole).items()}
    found |= {name: listed[key] for name, key in whole.items()}
    return {name: one for name, one in found.items() if name != one and name not in listed.values()}


def _say_alone(study: Study, outcome: str, category: str, comparison: str) -> str:
    """A category without its variable: 本街道（含本社区）, 大专及以上."""
    if outcome not in study.variables or (
        SETS not in category and category in study.variables[outcome].labels
    ):
        return label_of(study, outcome, category, comparison)
    said = say_category(study, outcome, category, comparison)
    if study.variables[outcome].kind == "multiple":
        return label_of(study, outcome, category, comparison)
    for begin in ("户口在", "居住在", f"{study.variables[outcome].label}为"):
        said = said.removeprefix(begin)
    return said
