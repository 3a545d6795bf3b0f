"""What was judged and how, as areas of a sheet: differences with the finding in words, and the tests beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqgz.figures.theme import OVERALL
from sqgz.report.composing.features import lines_of
from sqgz.report.composing.material import Material
from sqgz.report.marks import plain
from sqgz.report.wording.classes import say_remark
from sqgz.report.workbook.distributions import reach
from sqgz.report.workbook.sheets import (
    Area,
    Cell,
    Chart,
    Form,
    Number,
    Record,
    Series,
    Sheet,
    drawable_first,
    number,
)
from sqgz.results.labels import group_label, label_of, stratum_label
from sqgz.results.letters import PAIRS

_FAMILIES = {"confirmatory": "验证性", "exploratory": "探索性"}
_INFERENCE = {"finite": "事实", "process": "判断", "": "—"}
_STATS = {
    "test": "检验",
    "test_plain": "不计群的检验",
    "effect": "效应",
    "bound": "上下界（百分点）",
}
_HEADS = (
    "比较（类别）", "差（百分点）", "下限", "上限", "p", "校正后p", "不计群的p", "基数", "群数", "设计效应", "口径", "性质",
    "方法", "结论",
)  # fmt: skip
_TEST_HEADS = ("比较（类别）", "数值", "下限", "上限", "自由度", "分母自由度", "p", "校正后p", "种类", "方法")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_COLOURS = {"fact": "#1f4e79", "clear": "#1f4e79", "small": "#1f4e79", "equal": "#5aa9a0"}


def difference_areas(material: Material, comparison: str) -> Iterator[Area]:
    """Differences of a comparison, in percentage points, and whatever carries its finding; none if nothing was compared."""
    frame = material.results.select(comparison=comparison, stat=["difference", "test"])
    frame = frame[(frame["stat"] == "difference") | ((frame["family"] != "") & (frame["finding"] != ""))]
    rows = [row for row in frame.to_dict("records") if not _is_idle_pair(material, row)]
    if rows:
        marks, remarks = _remarked(rows)
        said = "差为前者占比减后者占比；“事实”只说本区统计时点的情况，“判断”说这样的差距是否属偶然波动。区间未经多重比较校正。"
        lines = tuple(_difference_row(material, row, mark) for row, mark in zip(rows, marks, strict=True))
        yield Area("差距与结论", _HEADS, lines, (said, *remarks))


def _remarked(rows: Sequence[Record]) -> tuple[list[str], list[str]]:
    """For each row the number of its method and warnings, and these, each once, to stand below."""
    texts = [
        "。".join(part for part in (str(row["method"]), say_remark(str(row["warnings"]))) if part)
        for row in rows
    ]
    numbers = {
        text: _CIRCLED[i] if i < len(_CIRCLED) else f"({i + 1})"
        for i, text in enumerate(dict.fromkeys(filter(None, texts)))
    }
    return [numbers.get(text, "—") for text in texts], [f"{mark}{text}。" for text, mark in numbers.items()]


def _is_idle_pair(material: Material, row: Record) -> bool:
    """Whether it compares two of many groups although these do not differ as a whole, or are places."""
    if not str(row["method"]).endswith(PAIRS):
        return False
    whole = material.finding(str(row["comparison"]), str(row["stratum"]))
    variable = material.study.variables.get(str(row["by"]))
    place = variable is not None and variable.kind == "place"
    return place or whole is None or whole["finding"] != "differ"


def _difference_row(material: Material, row: Record, mark: str) -> tuple[Cell, ...]:
    points: list[Cell] = ["—", "—", "—"]
    if row["stat"] == "difference":
        points = [number(row, field, "points") for field in ("value", "low", "high")]
    return (
        _about(material, row),
        *points,
        *(number(row, field, "p") for field in ("p_value", "p_adjusted", "p_plain")),
        number(row, "base", "count"),
        number(row, "clusters", "count"),
        number(row, "deff", "decimal"),
        _INFERENCE[row["inference"]],
        _family(row),
        mark,
        _finding(material, row),
    )


def _about(material: Material, row: Record) -> str:
    """Scope, sides and category of a row: 外城区：主职 减 其他“两委”成员（本社区）."""
    study, comparison = material.study, str(row["comparison"])
    scope = f"{stratum_label(study, comparison, row['stratum'])}：" if row["stratum"] else ""
    return f"{scope}{_sides(material, row)}（{_category(material, row)}）"


def _sides(material: Material, row: Record) -> str:
    sides = [group_label(material.study, row["by"], row[side]) for side in ("group", "against") if row[side]]
    return " 减 ".join(sides) or "各组"


def _category(material: Material, row: Record) -> str:
    if not row["category"]:
        return "整个分布"
    return label_of(material.study, row["outcome"], row["category"], str(row["comparison"]))


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
        marks, remarks = _remarked(rows)
        lines = tuple(_test_row(material, row, mark) for row, mark in zip(rows, marks, strict=True))
        yield Area("检验、效应与上下界", _TEST_HEADS, lines, tuple(remarks))


def _test_row(material: Material, row: Record, mark: str) -> tuple[Cell, ...]:
    difference = row["stat"] == "test_plain" and row["of"] == "row"
    form: Form = "points" if difference or row["stat"] == "bound" else "decimal"
    return (
        _about(material, row),
        *(number(row, field, form) for field in ("value", "low", "high")),
        number(row, "df", "decimal"),
        number(row, "df2", "decimal"),
        number(row, "p_value", "p"),
        number(row, "p_adjusted", "p"),
        "不计群的差（百分点）" if difference else _STATS[row["stat"]],
        mark,
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
        "图中深蓝为有差别，青绿为大体相当，灰色为尚不能确定或仅作情况反映；人数过少的比较不作图。",
    )
    area = Area("各项比较的差距", heads, tuple(cells[i] for i in order), notes, drawable=drawn)
    reaching = any(isinstance(cells[i][4], Number) for i in order[:drawn])
    series = Series(1, "#1f4e79", (4, 5) if reaching else None, colours)
    chart = Chart("gaps", "各项比较的差距（百分点）", 0, (series,), "百分点", form="points")
    return Sheet(
        "比较", f"各项比较的差距{'与95%区间' if reaching else ''}", (), (area,), (chart,), "表:findings"
    )


def _overview_row(material: Material, row: Record) -> tuple[Cell, ...]:
    value, low, high = (number(row, field, "points") for field in ("value", "low", "high"))
    if row["finding"] == "few_people":
        value = low = high = "—"
    p = number(row, "p_adjusted", "p")
    label = f"{lines_of(material, row)}：{_category(material, row)}，{_sides(material, row)}"
    return (label, value, low, high, *reach(value, low, high), p, _family(row), _finding(material, row))
