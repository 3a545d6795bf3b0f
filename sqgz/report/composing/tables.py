"""Tables of a report: distributions of a comparison, of a variable, by definition of 属地化; every number a living one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from sqgz.report.blocks import Chart, Row, Table
from sqgz.report.composing.material import Material, Record, has_people
from sqgz.report.marks import plain
from sqgz.report.numbers import HIDDEN, NO_SHARES
from sqgz.report.wording.phrases import say_label, say_unit, say_whole
from sqgz.results.labels import label_of, stratum_label, variable_label
from sqgz.results.quality import UNPLACED
from sqgz.results.schema import SETS
from sqgz.study import Comparison, Study

ROUNDED = "部分数据因四舍五入的原因，存在总计与分项合计不等的情况。"
FEW = f"不足{NO_SHARES}人的组不列占比，以“—”表示。"
STARS = "“*”为保护个人信息不予公布的数，包括可据以推算出这些数的数。"
UNASKED = "按问卷设定无须回答这一项的人员不计入基数，也不计入未填。"
MULTIPLE = "多选题，一人可选几项，各项占比之和不等于100%。"
_WHOLE = 1000  # tenths of a per cent
WIDE = 9  # columns beyond which a table takes smaller type


def when(material: Material) -> str:
    """The reference date, as it stands in a caption: （2024年6月30日）."""
    day = material.study.date
    text = (
        f"{day.year}年{day.month}月{day.day}日" if day else re.sub("[（(].*?[）)]", "", material.study.as_of)
    )
    return f"（{text}）"


def comparison_table(material: Material, comparison: str) -> Table | None:
    """Everything counted for a comparison: a row for each group (in each stratum), a pair of columns for each category."""
    study = material.study
    declared = study.comparison(comparison)
    if declared.paired_with is not None:
        return _paired_table(material, comparison)
    outcome, by = declared.outcome, declared.by or ""
    if not by and not material.strata(comparison):
        shares = material.categories(comparison, "", next(iter(material.groups(comparison)), ""))
        caption = f"{_by_whom(material, comparison)}{variable_label(study, outcome)}情况{when(material)}"
        return (
            _listing(material, f"表:{comparison}", caption, outcome, shares, comparison) if shares else None
        )
    rows: list[Row] = []
    drawn: list[int] = []
    columns: list[str] = []
    asked_of_some = False
    for stratum in ["", *material.strata(comparison)]:
        groups = material.groups(comparison, stratum)
        if groups and len(material.strata(comparison)):
            rows.append(Row((_scope_label(material, comparison, stratum),), "group"))
        for group in groups:
            shares = material.categories(comparison, stratum, group)
            columns = columns or [row["category"] for row in shares]
            asked_of_some = asked_of_some or bool(material.amount(shares[0], "skipped"))
            drawn.append(len(rows))
            label = material.group(by, group) if by else "全部人员"
            rows.append(
                Row(
                    (
                        label,
                        *_cells(material, shares),
                        material.base(shares[0]),
                        _missing(material, shares[0]),
                    )
                )
            )
    if not rows or not columns:
        return None
    labels = [say_label(study, outcome, key, comparison) for key in columns]
    subject = variable_label(study, outcome)
    first = variable_label(study, by) if by else "范围"
    return Table(
        name=f"表:{comparison}",
        caption=f"{_by_whom(material, comparison)}{subject}情况{when(material)}",
        heads=_two_heads(first, labels, ("基数", "未填或待核")),
        rows=tuple(rows),
        unit=_unit(material, outcome),
        notes=(
            *_merged(study, declared),
            *notes_of(rows, multiple=study.variables[outcome].kind == "multiple"),
            *([UNASKED] if asked_of_some else []),
            *_of_unknown_street(material, declared),
        ),
        alt=f"{_by_whom(material, comparison)}{subject}各类人数和占比，{len(drawn)}行。",
        wide=2 * len(labels) + 3 > WIDE,
        chart=Chart("stacked", (0,), tuple(range(2, 2 * len(labels) + 1, 2)), tuple(drawn)),
    )


def _unit(material: Material, outcome: str) -> str:
    return f"单位：{say_unit(material.study, outcome)}、%"


def _by_whom(material: Material, comparison: str) -> str:
    declared = material.study.comparison(comparison)
    where = "、".join(
        label_of(material.study, key, SETS.join(values)) for key, values in declared.where.items()
    )
    by = f"不同{variable_label(material.study, declared.by)}" if declared.by else ""
    place = (
        declared.by in material.study.variables and material.study.variables[str(declared.by)].kind == "place"
    )
    if place:
        by = f"各{variable_label(material.study, str(declared.by))}"
    return f"{where}{by}" if where or by else ""


def _scope_label(material: Material, comparison: str, stratum: str) -> str:
    return say_whole(material.study) if not stratum else stratum_label(material.study, comparison, stratum)


def _cells(material: Material, shares: Sequence[Record]) -> list[str]:
    found = []
    for row in shares:
        found += [material.count(row), material.number(row, "value", "hundredths")]
    return found


def _missing(material: Material, row: Record) -> str:
    return material.number(row, "missing", "count")


def _two_heads(first: str, labels: Sequence[str], last: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    upper = [first, *(label for label in labels for _ in range(2)), *last]
    lower = [first, *(word for _ in labels for word in ("人数", "占比")), *last]
    return tuple(upper), tuple(lower)


def notes_of(rows: Sequence[Row], *, multiple: bool = False) -> tuple[str, ...]:
    """Notes that the numbers of a table ask for: on sums that rounding spoils, on groups without shares."""
    own = [MULTIPLE] if multiple else [ROUNDED] if any(_uneven(row.cells[2::2]) for row in rows) else []
    dash = any(plain(cell) == "—" for row in rows for cell in row.cells)
    return (*own, FEW) if dash else tuple(own)


def _merged(study: Study, declared: Comparison) -> tuple[str, ...]:
    """What a comparison's own categories are made of, where it puts some together."""
    said = [
        f"“{say_label(study, declared.outcome, new, declared.id)}”由{'、'.join(label_of(study, declared.outcome, old) for old in olds)}归并而成"
        for new, olds in declared.merge.items()
    ]
    return (f"{'；'.join(said)}，占比和比较均按归并后的类别。",) if said else ()


def _of_unknown_street(material: Material, declared: Comparison) -> tuple[str, ...]:
    """That people are left out of a table by street, where there are some whose street is not known."""
    unknown = material.counted("coverage", stratum=UNPLACED, group="", category="answered")
    if declared.by != "street" or unknown is None:
        return ()
    return ("街道不明的人员未列入本表。",)


def _uneven(cells: Iterable[str]) -> bool:
    """Whether the shares printed in these cells do not add up to 100.0; where one is left out that says nothing."""
    shares = [plain(cell) for cell in cells]
    tenths = [round(float(one) * 10) for one in shares if re.fullmatch(r"\d+\.\d", one)]
    return len(tenths) > 1 and HIDDEN not in shares and sum(tenths) != _WHOLE


def explain_stars(table: Table) -> Table:
    """The table with a note on its withheld numbers, where it has any."""
    starred = any(plain(cell) == HIDDEN for row in table.rows for cell in row.cells)
    return replace(table, notes=(*table.notes, STARS)) if starred else table


def _paired_table(material: Material, comparison: str) -> Table | None:
    """The two answers of the same people, a row for each category."""
    study = material.study
    declared = study.comparison(comparison)
    pair = (declared.outcome, str(declared.paired_with))
    found = {key: {row["category"]: row for row in material.categories(comparison, "", key)} for key in pair}
    keys = [key for key in found[pair[0]] if key in found[pair[1]]]
    if not keys:
        return None
    rows = [
        Row(
            (
                label_of(study, pair[0], key, comparison),
                *_cells(material, [found[pair[0]][key]]),
                *_cells(material, [found[pair[1]][key]]),
            )
        )
        for key in keys
    ]
    first = found[pair[0]][keys[0]]
    rows.append(Row(("合计", material.base(first), "100.0", material.base(first), "100.0"), "total"))
    labels = [variable_label(study, key) for key in pair]
    return Table(
        name=f"表:{comparison}",
        caption=f"{labels[0]}与{labels[1]}对照{when(material)}",
        heads=_two_heads("类别", labels, ()),
        rows=tuple(rows),
        unit=_unit(material, pair[0]),
        notes=(
            f"只计两项都有效的人员；另有{_missing(material, first)}人至少一项未填或待核。",
            *([ROUNDED] if any(_uneven(row.cells[at] for row in rows[:-1]) for at in (2, 4)) else []),
        ),
        alt=f"{labels[0]}与{labels[1]}各类人数和占比，{len(keys)}类。",
        chart=Chart("bars", (0,), (2, 4), tuple(range(len(keys)))),
    )


def _listing(
    material: Material, name: str, caption: str, outcome: str, shares: Sequence[Record], comparison: str = ""
) -> Table:
    """The categories of a variable among everybody, a row for each: where no groups are compared."""
    study = material.study
    multiple = study.variables[outcome].kind == "multiple"
    rows = [
        Row((say_label(study, outcome, row["category"], comparison), *_cells(material, [row])))
        for row in shares
    ]
    first, drawn = shares[0], tuple(range(len(rows)))
    if not multiple:
        rows.append(Row(("合计", material.base(first), "100.0"), "total"))
    unit = say_unit(study, outcome)
    people = f"基数为{material.base(first)}{unit}，另有{_missing(material, first)}{unit}未填或待核。"
    own = [MULTIPLE] if multiple else [ROUNDED] if _uneven(row.cells[2] for row in rows[: len(drawn)]) else []
    unasked = [UNASKED] if material.amount(first, "skipped") else []
    return Table(
        name=name,
        caption=caption,
        heads=((variable_label(study, outcome), "人数" if unit == "人" else "数量", "占比"),),
        rows=tuple(rows),
        unit=_unit(material, outcome),
        notes=(people, *own, *unasked),
        alt=f"{variable_label(study, outcome)}各类人数和占比，{len(drawn)}类。",
        chart=Chart("bars", (0,), (2,), drawn),
    )


def profile_table(material: Material, variable: str, by: str = "position") -> Table | None:
    """A variable's categories among everybody, and by position."""
    study = material.study
    everybody = material.profile(variable)
    if not everybody or not has_people(everybody[0]):
        return None
    groups = list(study.variables[by].labels) if by in study.variables else []
    grouped = [
        (group, shares)
        for group in groups
        if (shares := material.profile(variable, by, group)) and has_people(shares[0])
    ]
    if not grouped:
        caption = f"{variable_label(study, variable)}构成{when(material)}"
        return _listing(material, f"表:profile.{variable}", caption, variable, everybody)
    rows = [
        Row(
            (
                material.group(by, group),
                *_cells(material, shares),
                material.base(shares[0]),
                _missing(material, shares[0]),
            )
        )
        for group, shares in grouped
    ]
    rows.append(Row(("全部人员", *_cells(material, everybody), material.base(everybody[0]), _missing(material, everybody[0])), "total"))  # fmt: skip
    labels = [label_of(study, variable, row["category"]) for row in everybody]
    label = variable_label(study, variable)
    whose = f"不同{variable_label(study, by)}人员"
    return Table(
        name=f"表:profile.{variable}",
        caption=f"{whose}{label}构成{when(material)}",
        heads=_two_heads(variable_label(study, by), labels, ("基数", "未填或待核")),
        rows=tuple(rows),
        unit=_unit(material, variable),
        notes=(*_unplaced(everybody, grouped), *notes_of(rows)),
        alt=f"{whose}{label}各类人数和占比。",
        wide=2 * len(labels) + 3 > WIDE,
        chart=Chart("stacked", (0,), tuple(range(2, 2 * len(labels) + 1, 2)), tuple(range(len(rows)))),
    )


def _unplaced(
    everybody: Sequence[Record], grouped: Sequence[tuple[str, Sequence[Record]]]
) -> tuple[str, ...]:
    """Why all together are more than the groups, where they are."""
    bases = [shares[0]["base"] for _, shares in grouped]
    known = bases and not any(base is None or pd.isna(base) for base in (*bases, everybody[0]["base"]))
    return ("“全部人员”含职务不明的人员。",) if known and sum(bases) < everybody[0]["base"] else ()
