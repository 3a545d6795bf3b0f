"""Names of what the study as a whole is asked: 属地化率, 填报, 结论, 差, 方向, 表, 图, 调查."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from sqgz.report.blocks import Picture, Report
from sqgz.report.composing.conduct import say_day
from sqgz.report.composing.material import Material
from sqgz.report.marks import reference
from sqgz.report.numbers import HIDDEN
from sqgz.report.templating.names import clean, distinct, shorten
from sqgz.report.templating.numbers import RATIO, number, numbers_of, wording, words
from sqgz.report.templating.people import People
from sqgz.report.templating.tree import Node
from sqgz.results.labels import label_of, stratum_label, variable_label
from sqgz.results.schema import SETS

_COVERAGE = {"frame": "应报", "answered": "实报", "missing": "未报", "undecided": "有待核项", "excluded": "不纳入", "vacant": "空缺"}  # fmt: skip
_TABLES = {"localisation": "属地化率", "coverage": "填报", "submission": "报送", "findings": "各项比较", "quality.rows": "数据行", "quality.answers": "答复整理"}  # fmt: skip
_DRAWN = {"stacked_shares": "占比", "difference_plot": "差距", "ranked_shares": "排序", "flow_diagram": "流向", "composition": "构成"}  # fmt: skip
_WHOLE = "全区"


def grow_measures(material: Material, people: People, root: Node, report: Report) -> None:
    """Put these names under the root; `report` holds the tables and pictures that a template may place."""
    names = comparison_names(material, people)
    study = material.study
    facts = {"标题": study.title, "统计时点": say_day(study), "片区划分": study.zone_definition or ""}
    found = {"属地化率": _localisation(material, people), "填报": _coverage(material, people)}
    found |= _findings(material, names)
    found |= {"表": _tables(report, people, names), "图": _pictures(material, report, names)}
    found["调查"] = Node(below={name: words(text) for name, text in facts.items() if text})
    for name, node in found.items():
        if node.below:
            root.grow(name, node)


def comparison_names(material: Material, people: People) -> dict[str, str]:
    """The name of every comparison by its id: 户口_按职务, 户口_与居住, 居住_按片区_主职."""
    found: dict[str, str] = {}
    for one in material.comparisons():
        name = people.variable_name(one.outcome)
        if one.paired_with is not None:
            name += f"_与{people.variable_name(one.paired_with)}"
        elif one.by is not None:
            label = people.variables.get(one.by) or clean(variable_label(material.study, one.by))
            name += f"_按{label}"
        for key, values in one.where.items():
            name += f"_{clean(label_of(material.study, key, SETS.join(values)))}"
        if name in found.values():
            name = distinct(clean(f"{name}_{one.id}"), set(found.values()))
        found[one.id] = name
    return found


def _localisation(material: Material, people: People) -> Node:
    node = Node()
    frame = material.results.frame
    for one in material.study.localisation:
        rows = frame[(frame["comparison"] == f"localisation.{one.key}") & (frame["stat"] == "share")]
        whole = clean(one.label, "口径")
        short = shorten(whole)
        name = distinct(short if short not in node.below else whole, node.below)
        below = Node()
        for row in rows.to_dict("records"):
            if row["category"] != "yes":
                continue
            scope = people.group_name(row["by"], row["group"]) if row["by"] else ""
            if scope:
                below.grow(scope, Node(below=numbers_of(material, row, RATIO)))
            else:
                below.below = numbers_of(material, row, RATIO) | below.below
                below.grow(_WHOLE, Node(below=numbers_of(material, row, RATIO)), hidden=True)
        below.aliases |= {other: _WHOLE for other in ("全部", "全市", "全县") if _WHOLE in below.below}
        node.grow(name, below)
        node.aliases |= {other: name for other in (whole, clean(one.key)) if other != name}
    return node


def _coverage(material: Material, people: People) -> Node:
    """填报.应报 and 填报.应报.主职; 填报.主职.应报 is understood, too."""
    node = Node()
    rows = material.results.select(comparison="coverage").to_dict("records")
    for row in sorted(rows, key=lambda row: (row["stratum"] != "", row["group"] != "")):
        name = _COVERAGE.get(row["category"])
        if name is None or (row["stratum"] and row["group"]) or not _told(row):
            continue
        found = {name: number(material, row, "count", "count")}
        if name == "实报" and _has_rate(row):
            found["填报率"] = number(material, row, "rate", "percent")
        group = _coverage_group(people, row)
        for what, leaf in found.items():
            if not group:
                node.grow(what, leaf)
                continue
            node.grow(what, Node()).grow(group, leaf)
            node.grow(group, Node(), hidden=True).grow(what, leaf)
    return node


def _told(row: dict[str, Any]) -> bool:
    return bool(row["text"] == HIDDEN or pd.notna(row["value"]))


def _has_rate(row: dict[str, Any]) -> bool:
    return bool(pd.notna(row["base"]) and row["base"])


def _coverage_group(people: People, row: dict[str, Any]) -> str:
    if row["group"]:
        return people.group_name("position", row["group"])
    return people.group_name("street", row["stratum"]) if row["stratum"] else ""


def _findings(material: Material, names: dict[str, str]) -> dict[str, Node]:
    """结论, 小标题, 差 and 方向 of each comparison, and below it of each stratum."""
    ids = {one: name for one, name in names.items() if one != name}
    kinds = {what: Node(aliases=ids) for what in ("结论", "小标题", "差", "方向")}
    for (comparison, stratum), row in material.deciding.items():
        if comparison not in names:
            continue
        found = {"结论": wording(material, row, "finding"), "小标题": wording(material, row, "heading")}
        if row["stat"] == "difference":
            found["差"] = number(material, _described(material, row), "value", "gap", "百分点")
            found["方向"] = wording(material, row, "direction")
        for what, leaf in found.items():
            above = kinds[what].grow(names[comparison], Node())
            if stratum:
                above.grow(clean(stratum_label(material.study, comparison, stratum), "层"), leaf)
            else:
                above.text, above.value = leaf.text, leaf.value
    return kinds


def _described(material: Material, row: dict[str, Any]) -> dict[str, Any]:
    """The row whose difference is that of the shares which the finding names: a weighted one may differ in the last digit."""
    shares = [
        material.shares.find(row["comparison"], row["stratum"], row[side], row["category"])
        for side in ("group", "against")
    ]
    if any(one is None or one["value"] != one["value"] for one in shares):
        return row
    wanted = shares[0]["value"] - shares[1]["value"]  # type: ignore[index]
    same = {key: row[key] for key in ("comparison", "stratum", "group", "against", "category", "stat")}
    near = [
        one for one in material.results.select(**same).to_dict("records") if abs(one["value"] - wanted) < 1e-9
    ]
    return near[0] if near else row


def _tables(report: Report, people: People, names: dict[str, str]) -> Node:
    node = Node()
    for table in report.tables:
        raw = table.name.removeprefix("表:")
        variable = raw.removeprefix("profile.")
        if raw in names:
            name = names[raw]
        elif variable in people.variables and variable != raw:
            name = people.variables[variable]
        else:
            name = _TABLES.get(raw) or clean(re.sub("[（(].*", "", table.caption), "表")
        node.grow(distinct(name, node.below), _placed(table.name, table.caption))
        if raw.isidentifier() and raw != name:
            node.aliases[raw] = name
    return node


def _pictures(material: Material, report: Report, names: dict[str, str]) -> Node:
    node = Node()
    for picture in report.pictures:
        drawn = _drawn_by(material, picture)
        name = distinct(
            _DRAWN.get(str(drawn.get("function")), clean(re.sub("[（(].*", "", picture.caption), "图")),
            node.below,
        )
        node.grow(name, _placed(picture.name, picture.caption))
        asked = drawn.get("parameters", {}).get("comparisons") or []
        others = [clean(picture.stem, "图"), *(names[one].split("_")[0] for one in asked if one in names)]
        for other in others:
            if other not in node.below:
                node.aliases.setdefault(other, name)
    return node


def _drawn_by(material: Material, picture: Picture) -> dict[str, Any]:
    drawn = material.pictures.get(picture.stem, {}).get("drawn_by") or [{}]
    return dict(drawn[0])


def _placed(name: str, caption: str) -> Node:
    return words(reference(name), about=caption)
