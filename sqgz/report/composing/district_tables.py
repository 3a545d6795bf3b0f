"""Tables of the report on several districts; every number that stands in results is a living one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqgz.report.blocks import Row, Table
from sqgz.report.composing.material import Material, Record, has_people
from sqgz.report.composing.tables import FEW, ROUNDED, comparison_table, when
from sqgz.report.marks import plain
from sqgz.report.rendering import CLASS
from sqgz.report.wording.phrases import say_scope, say_subject
from sqgz.results.districts import Districts
from sqgz.results.districts.comparing import STUDIES
from sqgz.results.districts.planning import Asked
from sqgz.results.labels import label_of, variable_label
from sqgz.results.schema import SETS
from sqgz.study import Comparison, Study
from sqgz.study.references import STUDY

NONE_COMPARED: Final = "各调查的变量和口径全部相同，没有因定义不同而未作比较的内容。"
_SOURCES: Final = {"simulated": "模拟数据", "survey": "实际调查", "published": "已公布的数字"}


def studies_table(material: Material, compared: Districts) -> Table:
    """Who takes part: people, clusters, reference date, source, and how zones are drawn, where some are."""
    zoned = any(one.study.zone_definition for one in compared.districts)
    rows = []
    for one in compared.districts:
        found = [material.counted(STUDIES, group=one.name, category=key) for key in ("people", "clusters")]
        cells = ["—" if row is None else material.count(row) for row in found]
        own = one.study
        cluster = own.design.cluster
        unit = "—" if not cluster else variable_label(own, cluster)
        more = [(own.zone_definition or "—").rstrip("。")] if zoned else []
        day = own.date
        as_of = f"{day.year}年{day.month}月{day.day}日" if day else own.as_of
        rows.append(Row((one.label, *cells, unit, as_of, _SOURCES[own.source], *more)))
    kind = material.study.variables[STUDY].label
    return Table(
        name="表:studies",
        caption="参加比较的调查",
        heads=((kind, "人数", "群数", "群", "统计时点", "数据来源", *(["片区划分"] if zoned else [])),),
        rows=tuple(rows),
        unit="单位：人、个",
        notes=("群是已知的、其中的人彼此相似的最大单位，误差按群计算；—表示不知道或不适用。",),
        alt=f"{len(rows)}个调查的人数、群数、统计时点和数据来源。",
        wide=zoned,
    )


def subject_of(material: Material, one: Comparison) -> str:
    """The share that a comparison is about, as a noun; of two answers of the same people 为本社区的占比."""
    category = material.key_category(one.id)
    if one.paired_with is not None:
        return f"为{label_of(material.study, one.outcome, category, one.id)}的占比"
    return say_subject(material.study, one.outcome, category, one.id)


def say_whom(study: Study, one: Comparison) -> str:
    """The people that a comparison is limited to, for a caption: 主职、其他“两委”成员; empty if it is of all."""
    return say_scope(study, one).removesuffix("中")


def district_table(material: Material, asked: Asked) -> Table | None:
    """A variable by district, and all districts together as the last row, where counts may be added."""
    one = asked.comparison
    table = comparison_table(material, one.id)
    if table is None:
        return None
    kind = variable_label(material.study, STUDY)
    caption = f"各{kind}{say_whom(material.study, one)}{variable_label(material.study, one.outcome)}{when(material)}"
    categories = [row["category"] for row in material.categories(one.id, "", asked.districts[0].name)]
    total = [total_row(material, asked, category) for category in categories]
    held = [row for row in total if row is not None]
    if len(held) < len(categories) or not held:
        return replace(table, caption=caption)
    cells = [
        text for row in held for text in (material.count(row), material.number(row, "value", "hundredths"))
    ]
    missing = material.number(held[0], "missing", "count")
    last = Row(("合计", *cells, material.base(held[0]), missing), "total")
    return replace(table, caption=caption, rows=(*table.rows, last))


def total_row(material: Material, asked: Asked, category: str) -> Record | None:
    """The share of a category (or a set) among the people of all districts; None where counts may not be added."""
    rows = material.results.select(comparison=asked.total, stat="share", by="") if asked.total else None
    if rows is None:
        return None
    found = [
        row
        for row in rows.to_dict("records")
        if set(row["category"].split(SETS)) == set(category.split(SETS))
    ]
    return found[0] if found else None


def repeated_table(material: Material, asked: Asked) -> Table | None:
    """A comparison inside every district: the key share of each group, the difference of two, and what can be said."""
    one, study = asked.comparison, material.study
    category = material.key_category(one.id)
    groups = _groups(material, asked)
    if not groups:
        return None
    two = len(groups) == 2
    rows = []
    for district in asked.districts:
        row = material.finding(one.id, district.name)
        if row is None:
            continue
        found = [material.shares.find(one.id, district.name, group, category) for group in groups]
        cells = [text for share in found for text in _cells(material, share)]
        apart = [material.number(row, "value", "points")] if two else []
        rows.append(Row((district.label, *cells, *apart, material.says(row, CLASS))))
    if not rows:
        return None
    kind = variable_label(study, STUDY)
    labels = group_labels(material, asked)
    last = (["差"] if two else []) + ["结论"]
    upper = [kind, *(label for label in labels for _ in range(2)), *last]
    lower = [kind, *(word for _ in labels for word in ("基数", "占比")), *last]
    dash = any(plain(cell) == "—" for row in rows for cell in row.cells)
    subject = subject_of(material, one)
    return Table(
        name=f"表:{one.id}",
        caption=f"各{kind}{say_whom(study, one)}{'与'.join(labels) if two else ''}{subject}{when(material)}",
        heads=(tuple(upper), tuple(lower)),
        rows=tuple(rows),
        unit="单位：人、%、百分点" if two else "单位：人、%",
        notes=(
            f"占比指{subject}；差为前一组减后一组，按未修约数据计算。" if two else f"占比指{subject}。",
            ROUNDED,
            *([FEW] if dash else []),
        ),
        alt=f"{len(rows)}个{kind}的{'、'.join(labels)}{subject}。",
        wide=len(lower) > 7,
    )


def _groups(material: Material, asked: Asked) -> list[str]:
    """Groups that somebody belongs to in some district, in the order of the comparison."""
    one = asked.comparison
    if one.paired_with is not None:
        return [one.outcome, one.paired_with]
    held = {group for district in asked.districts for group in material.groups(one.id, district.name)}
    order = one.groups or tuple(material.study.variables[str(one.by)].labels)
    return [group for group in order if group in held]


def group_labels(material: Material, asked: Asked) -> list[str]:
    """What the groups of a comparison inside each district are called."""
    return [_label(material, asked, group) for group in _groups(material, asked)]


def _label(material: Material, asked: Asked, group: str) -> str:
    one = asked.comparison
    return (
        variable_label(material.study, group)
        if one.paired_with
        else label_of(material.study, str(one.by), group)
    )


def _cells(material: Material, share: Record | None) -> tuple[str, str]:
    if share is None or not has_people(share):
        return "0", "—"
    return material.base(share), material.number(share, "value", "hundredths")


def left_out_table(compared: Districts) -> Table | None:
    """What is not compared everywhere, in which districts, and why; None if there is nothing of the kind."""
    if not compared.left_out:
        return None
    everybody = {one.label for one in compared.districts}
    rows = tuple(
        Row((one.what, "全部" if set(one.who) == everybody else "、".join(one.who), one.why))
        for one in compared.left_out
    )
    return Table(
        name="表:left_out",
        caption="因定义不同或没有数据而未作比较的内容",
        heads=(("内容", "未参加的调查", "原因"),),
        rows=rows,
        alt=f"{len(rows)}项未作比较的内容、所涉调查和原因。",
    )
