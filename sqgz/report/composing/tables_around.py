"""Tables around the comparisons: 属地化率 by each definition, and who reported by street."""

from __future__ import annotations

from sqgz.report.blocks import Chart, Row, Table
from sqgz.report.composing.material import Material
from sqgz.report.composing.tables import FEW, WIDE, notes_of, when
from sqgz.report.numbers import RATE
from sqgz.report.wording.phrases import say_whole


def localisation_table(material: Material) -> Table | None:
    """The share of people who count as local by each definition: everybody, zones, positions, types of unit."""
    study = material.study
    definitions = [f"localisation.{one.key}" for one in study.localisation]
    scopes = [("", "")] + [
        (by, group)
        for by in ("zone", "position", "unit_type")
        if by in study.variables
        for group in study.variables[by].labels
    ]
    rows = []
    for by, group in scopes:
        found = [material.shares.profile(one, by, group, "yes") for one in definitions]
        if not definitions or any(row is None for row in found):
            continue
        cells = [text for row in found if row is not None
                 for text in (material.count(row), material.base(row), material.number(row, "value", "hundredths"))]  # fmt: skip
        rows.append(Row((material.group(by, group) if by else say_whole(study), *cells)))
    if not rows:
        return None
    labels = [one.label for one in study.localisation]
    both = (
        "（涉及两项的，两项都有效）"
        if any(one.rule in ("either", "both") for one in study.localisation)
        else ""
    )
    upper = ["范围", *(label for label in labels for _ in range(3))]
    lower = ["范围", *(word for _ in labels for word in ("人数", "基数", "比重"))]
    return Table(
        name="表:localisation",
        caption=f"按不同口径计算的属地化率{when(material)}",
        heads=(tuple(upper), tuple(lower)),
        rows=tuple(rows),
        unit="单位：人、%",
        notes=(
            f"基数为该口径所涉项目填报有效{both}的人员，口径不同，基数也不同；单位类型不明的人员未列入按单位类型分列的各行。",
            *(one for one in notes_of(rows) if one == FEW),
        ),
        alt="全部及各片区、各职务、各类单位的属地化率，按每种口径分列。",
        wide=len(lower) > WIDE,
        chart=Chart("bars", (0,), tuple(range(3, len(lower), 3)), tuple(range(len(rows)))),
    )


def _listed(material: Material) -> tuple[str, ...]:
    """Why those who answered and those who did not are not together those of the list, where they are not."""
    rows = [
        material.counted("coverage", stratum="", group="", category=key)
        for key in ("frame", "answered", "missing")
    ]
    frame, answered, missing = (material.amount(row) for row in rows)
    if frame is None or answered is None or missing is None or frame == answered + missing:
        return ()
    return ("实报与未报之和不等于应报的，是因为有名录之外的答卷、未能并入花名册的答卷，或名录人数未更新。",)


def coverage_table(material: Material) -> Table | None:
    """应报、实报 and the rest by street."""
    names = {"frame": "应报", "answered": "实报", "missing": "未报", "undecided": "有待核项", "excluded": "不纳入", "vacant": "岗位空缺"}  # fmt: skip
    frame = material.results.select(comparison="coverage", group="")
    streets = [one for one in dict.fromkeys(frame["stratum"]) if one] + [""]
    held = [key for key in names if material.counted("coverage", stratum="", group="", category=key)]
    if "answered" not in held:
        return None
    rows = []
    for street in streets:
        cells = []
        for key in held:
            row = material.counted("coverage", stratum=street, group="", category=key)
            cells.append("—" if row is None else material.count(row))
            if key == "answered" and "frame" in held:
                cells.append("—" if row is None else material.number(row, RATE, "hundredths"))
        if any(cell != "—" for cell in cells):
            rows.append(Row((street or "合计", *cells), "body" if street else "total"))
    heads = ["街道"]
    for key in held:
        heads += [names[key], "填报率"] if key == "answered" and "frame" in held else [names[key]]
    return Table(
        name="表:coverage",
        caption=f"各街道填报情况{when(material)}",
        heads=(tuple(heads),),
        rows=tuple(rows),
        unit="单位：人、%",
        notes=("应报人数取自单位名录；岗位空缺为核定数减实有数，不计入未报。", *_listed(material)),
        alt=f"{len(rows) - 1}个街道的应报、实报人数和填报率。",
    )
