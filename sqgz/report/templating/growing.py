"""The whole tree of names of some results."""

from __future__ import annotations

from sqgz.report.blocks import Report
from sqgz.report.composing.material import Material
from sqgz.report.composing.sections import compose_report
from sqgz.report.templating.measures import grow_measures
from sqgz.report.templating.people import People
from sqgz.report.templating.tree import Node
from sqgz.results import Results

_KEPT = (
    "属地化率",
    "填报",
    "结论",
    "小标题",
    "差",
    "方向",
    "表",
    "图",
    "调查",
)  # no group may take these names


def grow_tree(results: Results) -> tuple[Node, Report]:
    """The tree of all names, and the report whose tables and pictures they may place."""
    material, report = Material(results), compose_report(results)
    root = Node(below={name: Node() for name in _KEPT})
    people = People(material, root)
    people.grow()
    groups = {name: node for name, node in root.below.items() if name not in _KEPT}
    whole = Node(aliases=root.aliases, hidden=root.hidden)
    whole.below = groups
    grow_measures(material, people, whole, report)
    return whole, report
