"""What was judged and how, as areas of a sheet: differences with the finding in words, and the tests beside them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sqgz.figures.theme import OVERALL
from sqgz.report.composing.features import lines_of
from sqgz.report.composing.material import Material
from sqgz.report.marks import plain
from sqgz.report.wording.findings import say_remark
from sqgz.report.workbook.distributions import reach
from sqgz.report.workbook.sheets import Area, Cell, Chart, Record, Series, Sheet, drawable_first, number
from sqgz.results.labels import group_label, label_of, stratum_label
from sqgz.results.letters import PAIRS

_FAMILIES = {"confirmatory": "验证性", "exploratory": "探索性"}
_INFERENCE = {"finite": "事实", "process": "判断", "": "—"}
_STATS = {
    "test": "检验",
    "test_plain": "不计群的检验（只供对照）",
    "effect": "效应",
    "bound": "上下界（百分点）",
}
_HEADS = (
    "范围", "比较", "类别", "口径", "差（百分点）", "下限", "上限", "p", "校正后p", "不计群的p", "基数", "群数",
    "设计效应", "性质", "结论", "方法", "注意",
)  # fmt: skip
_COLOURS = {"fact": "#1f4e79", "clear": "#1f4e79", "small": "#1f4e79", "equal": "#5aa9a0"}


def difference_areas(material: Material, comparison: str) -> Iterator[Area]:
    """Differences of a comparison, in percentage points, and whatever carries its finding; none if nothing was compared."""
    frame = material.results.select(comparison=comparison, stat=["difference", "test"])
    frame = frame[(frame["stat"] == "difference") | ((frame["family"] != "") & (frame["finding"] != ""))]
    rows = [row for row in frame.to_dict("records") if not _is_idle_pair(material, row)]
    if rows:
        notes = ("差为前者占比减后者占比；“事实”只说本区统计时点的情况，“判断”说这样的差距是否属偶然波动。区间未经多重比较校正。",)  # fmt: skip
        yield Area("差距与结论", _HEADS, tuple(_difference_row(material, row) for row in rows), notes)


def _is_idle_pair(material: Material, row: Record) -> bool:
    """Whether it compares two of many groups although these do not differ as a whole, or are places."""
    if not str(row["method"]).endswith(PAIRS):
        return False
    whole = material.finding(str(row["comparison"]), str(row["stratum"]))
    variable = material.study.variables.get(str(row["by"]))
    place = variable is not None and variable.kind == "place"
    return place or whole is None or whole["finding"] != "differ"


def _difference_row(material: Material, row: Record) -> tuple[Cell, ...]:
    points: list[Cell] = ["—", "—", "—"]
    if row["stat"] == "difference":
        points = [number(row, field, "points") for field in ("value", "low", "high")]
    return (
        *_about(material, row),
        _INFERENCE[row["inference"]],
        *points,
        *(number(row, field, "p") for field in ("p_value", "p_adjusted", "p_plain")),
        number(row, "base", "count"),
        number(row, "clusters", "count"),
        number(row, "deff", "decimal"),
        _family(row),
        _finding(material, row),
        str(row["method"]) or "—",
        say_remark(str(row["warnings"])) or "—",
    )


def _about(material: Material, row: Record) -> tuple[str, str, str]:
    """Scope, sides and category of a row."""
    study, comparison = material.study, str(row["comparison"])
    sides = [group_label(study, row["by"], row[side]) for side in ("group", "against") if row[side]]
    category = label_of(study, row["outcome"], row["category"], comparison) if row["category"] else "整个分布"
    return stratum_label(study, comparison, row["stratum"]), " 减 ".join(sides) or "各组", category


def _family(row: Record) -> str:
    family, _, repeat = str(row["family"]).partition(".")
    return _FAMILIES.get(family, "—") + ("，分层重复" if repeat else "")


def _finding(material: Material, row: Record) -> str:
    """The finding in the report's words, on the row that carries it."""
    if not row["family"] or not row["finding"]:
        return "—"
    return plain(material.says(row))


def test_area(material: Material, comparison: str) -> Iterator[Area]:
    """Tests, effects and bounds of a comparison, each with its method."""
    rows = material.results.select(comparison=comparison, stat=list(_STATS)).to_dict("records")
    if rows:
        heads = ("范围", "比较", "类别", "种类", "数值", "下限", "上限", "自由度", "分母自由度", "p", "校正后p", "方法", "注意")  # fmt: skip
        yield Area("检验、效应与上下界", heads, tuple(_test_row(material, row) for row in rows))


def _test_row(material: Material, row: Record) -> tuple[Cell, ...]:
    in_points = row["stat"] == "bound" or (row["stat"] == "test_plain" and row["of"] == "row")
    form = "points" if in_points else "decimal"
    return (
        *_about(material, row),
        _STATS[row["stat"]] + ("，差（百分点）" if in_points and row["stat"] != "bound" else ""),
        *(number(row, field, form) for field in ("value", "low", "high")),  # type: ignore[arg-type]
        number(row, "df", "decimal"),
        number(row, "df2", "decimal"),
        number(row, "p_value", "p"),
        number(row, "p_adjusted", "p"),
        str(row["method"]) or "—",
        say_remark(str(row["warnings"])) or "—",
    )


def differences_sheet(material: Material) -> Sheet | None:
    """Every difference between two groups that carries a finding, with its interval, and the chart of them."""
    rows = [row for row in material.deciding.values() if row["stat"] == "difference"]
    if not rows:
        return None
    cells = [_overview_row(material, row) for row in rows]
    order, drawn = drawable_first(cells, [1])
    colours = tuple(_COLOURS.get(str(rows[i]["finding"]), OVERALL) for i in order[:drawn])
    heads = ("比较", "差（百分点）", "下限", "上限", "区间向下", "区间向上", "校正后p", "性质", "结论")
    notes = (
        "差为前者占比减后者占比。“区间向下”“区间向上”为差到95%区间两端的距离，供图中的误差线使用。",
        "图中深蓝为差距明确，青绿为大体相当，灰色为尚不能确定或仅作情况反映；人数过少的比较不作图。",
    )
    area = Area("各项比较的差距", heads, tuple(cells[i] for i in order), notes, drawable=drawn)
    series = Series(1, "#1f4e79", (4, 5), colours)
    chart = Chart("gaps", "各项比较的差距（百分点）", 0, (series,), "百分点", form="points")
    return Sheet("比较", "各项比较的差距与95%区间", (), (area,), (chart,), "表:findings")


def _overview_row(material: Material, row: Record) -> tuple[Cell, ...]:
    value, low, high = (number(row, field, "points") for field in ("value", "low", "high"))
    if row["finding"] == "few_people":
        value = low = high = "—"
    _, sides, category = _about(material, row)
    p = "—" if pd.isna(row["p_adjusted"]) else number(row, "p_adjusted", "p")
    label = f"{lines_of(material, row)}：{category}，{sides}"
    return (label, value, low, high, *reach(value, low, high), p, _family(row), _finding(material, row))
