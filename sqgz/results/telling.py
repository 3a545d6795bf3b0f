"""What 04_tests shows of each comparison: what was asked, the table, the fact, the judgement, the plain test beside it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from sqgz.results.judging import SMALLEST
from sqgz.results.labels import (
    group_label,
    label_of,
    p_text,
    points_interval,
    question_of_study,
    share_interval,
    stratum_label,
    title_of,
)
from sqgz.results.letters import PAIRS
from sqgz.results.schema import PAIRED, Results
from sqgz.results.standardising import MIX, STANDARDISED
from sqgz.rounding import half_up, percent, points
from sqgz.shown import Gallery, Shown
from sqgz.study import Study

_FINDINGS = {
    "": "—", "few_people": "人数过少，不作比较", "few_clusters": "街道（群）过少，仅作情况反映", "fact": "事实如此（全员统计或上下界同号）",
    "open": "高低尚不能确定", "equal": "大体相当", "clear": "有明显差别", "small": "有差别但不大", "none": "不足以说明存在规律性差别",
    "differ": "各组分布存在差异", "described": "仅作情况反映，未作检验",
}  # fmt: skip
_FAMILIES = {"confirmatory": "验证性", "exploratory": "探索性"}


def tell_comparisons(results: Results) -> Gallery:
    """Gallery with, for each declared comparison, the question, its shares, the fact, the judgement and what hangs on it."""
    items: list[Any] = []
    for comparison in results.study.comparisons:
        items += [
            _question(results, comparison.id),
            _shares(results, comparison.id),
            _facts(results, comparison.id),
            _judgements(results, comparison.id),
            _standardised(results, comparison.id),
            _apart(results, comparison.id),
            _scores(results, comparison.id),
            _pairs(results, comparison.id),
        ]
    return Gallery(tuple(item for item in items if item is not None), "本调查没有声明比较。")


def _question(results: Results, comparison: str) -> Shown:
    asked = results.study.comparison(comparison)
    return Shown(
        pd.DataFrame(),
        title_of(results.study, comparison),
        (f"问：{question_of_study(results.study, asked)}",),
    )


# --- what is so -----------------------------------------------------------------------------------------------------


def _shares(results: Results, comparison: str) -> Shown | None:
    study = results.study
    declared = study.comparison(comparison)
    rows = results.select(comparison=comparison, stat="share")
    paired = declared.paired_with is not None
    rows = rows[
        (rows["method"] == PAIRED) if paired else (rows["of"] == "row") & (rows["stratum"] != STANDARDISED)
    ]
    asked = {frozenset(keys) for keys in declared.key}
    if declared.by is not None or paired:
        rows = rows[[frozenset(category.split("+")) in asked for category in rows["category"]]]
    rows = rows[rows["value"].notna()]
    if rows.empty:
        return None
    outcome, by = rows.iloc[0]["outcome"], rows.iloc[0]["by"]
    shown = pd.DataFrame(
        {
            "范围": [stratum_label(study, comparison, stratum) for stratum in rows["stratum"]],
            "组": [group_label(study, by, group) if group else "全部" for group in rows["group"]],
            "类别": [label_of(study, outcome, category, comparison) for category in rows["category"]],
            "人数": rows["count"],
            "基数": rows["base"],
            "占比": [percent(value) for value in rows["value"]],
            "95%区间": [
                share_interval(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    notes = _share_notes(rows)
    if (rows["text"] != "").any():
        shown["字母"] = [text or "—" for text in rows["text"]]
        notes = (*notes, "有相同字母的组，差别不足以下结论；没有相同字母的，有差别（两两比较，Holm 校正）。")
    return Shown(
        shown, title_of(study, comparison), notes, groups="范围" if shown["范围"].nunique() > 1 else None
    )


def _share_notes(rows: pd.DataFrame) -> tuple[str, ...]:
    whole = rows[rows["stratum"] == ""]
    each = whole.drop_duplicates("group")["missing"]
    missing = int(each.max() if (whole["by"] == "").all() else each.sum()) if len(each) else 0
    methods = "、".join(dict.fromkeys(method for method in rows["method"] if method))
    return (f"未填或待核 {missing} 人，不在基数内。区间：{methods or '无'}。",)


def _facts(results: Results, comparison: str) -> Shown | None:
    """The fact: by how many points, and whether those who did not answer could turn it."""
    rows = _key_rows(
        results, comparison, results.select(comparison=comparison, stat="difference", inference="finite")
    )
    if rows.empty:
        return None
    study = results.study
    bounds = results.select(comparison=comparison, stat="bound", inference="finite")
    bound_of = {(row["stratum"], row["category"]): row for row in bounds.to_dict("records")}
    lines = []
    for row in rows.to_dict("records"):
        bound = bound_of.get((row["stratum"], row["category"]))
        lines.append(
            {
                "范围": stratum_label(study, comparison, row["stratum"]),
                "比较": _sides(study, row),
                "类别": label_of(study, row["outcome"], row["category"], comparison),
                "差（百分点）": points(row["value"]) if not math.isnan(row["value"]) else "—",
                "推算区间": points_interval(row["low"], row["high"]),
                "上下界": points_interval(bound["low"], bound["high"]) if bound else "全员都答了",
                "说明": _FINDINGS[row["finding"]],
            }
        )
    note = "事实只说本区此时此刻。有人未答时，差按街道和职务推算到全体；上下界不作任何假定：未答的人无论怎样答，差都在其间。"
    return Shown(pd.DataFrame(lines), f"{title_of(study, comparison)}：事实", (note,))


def _key_rows(results: Results, comparison: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Those of the rows that are about the first key set."""
    declared = results.study.comparison(comparison)
    if not declared.key:
        return rows[:0]
    first = frozenset(declared.key[0])
    return rows[[frozenset(category.split("+")) == first for category in rows["category"]]]


def _sides(study: Study, row: dict[str, Any]) -> str:
    return (
        " 减 ".join(group_label(study, row["by"], row[side]) for side in ("group", "against") if row[side])
        or "各组"
    )


# --- what can be concluded ------------------------------------------------------------------------------------------


def _judgements(results: Results, comparison: str) -> Shown | None:
    """The judgement of process, whether it gives the finding or stands beside a fact, and the plain p next to it."""
    rows = results.select(comparison=comparison, stat=["difference", "test"], inference="process")
    key = _key_rows(results, comparison, rows[rows["stat"] == "difference"]).index
    strata = rows["stratum"].str.contains("=") | (rows["stratum"] == STANDARDISED)
    beside = rows.index.isin(key) & ~rows["method"].str.endswith(PAIRS) & ~strata
    rows = rows[(rows["family"] != "") | beside]
    if rows.empty:
        return None
    study = results.study
    shown = pd.DataFrame([_judgement(results, comparison, row) for row in rows.to_dict("records")])
    return Shown(shown, f"{title_of(study, comparison)}：判断", _judgement_notes(results, study, rows))


def _judgement(results: Results, comparison: str, row: dict[str, Any]) -> dict[str, Any]:
    study = results.study
    difference = row["stat"] == "difference"
    plain = row["p_plain"]
    if not difference:
        whole = results.select(comparison=comparison, stratum=row["stratum"], stat="test_plain", group="")
        plain = next(iter(whole["p_value"]), math.nan)
    return {
        "范围": stratum_label(study, comparison, row["stratum"]),
        "比较": _sides(study, row),
        "类别": label_of(study, row["outcome"], row["category"], comparison)
        if row["category"]
        else "整个分布",
        "差（百分点）": points(row["value"]) if difference and not math.isnan(row["value"]) else "—",
        "95%区间": points_interval(row["low"], row["high"]) if difference else "—",
        "p": p_text(row["p_value"]),
        "校正后p": p_text(row["p_adjusted"]),
        "不计群的p": p_text(plain),
        "结论": _FINDINGS[row["finding"]] if row["family"] else "不计入结论（结论取事实）",
        "性质": _FAMILIES.get(row["family"].partition(".")[0], "—"),
    }


def _judgement_notes(results: Results, study: Study, rows: pd.DataFrame) -> tuple[str, ...]:
    methods = "；".join(dict.fromkeys(method for method in rows["method"] if method))
    notes = [f"方法：{methods}。"] if methods else []
    said = _in_labels(results, rows.iloc[0]["comparison"])
    warnings = list(
        dict.fromkeys(
            said(text) for one in rows["warnings"] for text in one.replace("。", "").split("；") if text
        )
    )
    notes += [f"注意：{'；'.join(warnings)}。"] if warnings else []
    bounds = results.select(comparison=rows.iloc[0]["comparison"], stat="bound")
    for row in bounds[bounds["method"] == SMALLEST].to_dict("records"):
        notes.append(
            f"以现有数据，差别须达到 {points(row['value'])} 个百分点才有八成把握发现（{stratum_label(study, row['comparison'], row['stratum'])}）。"
        )
    return tuple(notes)


def _in_labels(results: Results, comparison: str) -> Callable[[str], str]:
    """Puts labels for the keys that a method's remark quotes, as in 列“junior、graduate”."""
    study, declared = results.study, results.study.comparison(comparison)
    labels: dict[str, str] = {}
    for key in (declared.by, declared.outcome):
        labels |= study.variables[key].labels if key in study.variables else {}
    labels |= {new: label_of(study, declared.outcome, new, comparison) for new in declared.merge}

    def translated(text: str) -> str:
        quoted = re.compile("“([^”]*)”")
        return quoted.sub(
            lambda found: "“" + "、".join(labels.get(one, one) for one in found[1].split("、")) + "”", text
        )

    return translated


# --- what hangs on it -----------------------------------------------------------------------------------------------


def _standardised(results: Results, comparison: str) -> Shown | None:
    """Strata, pooled and standardised values of a difference, and the mix that is the standard."""
    rows = results.select(comparison=comparison, stat="difference", inference="process")
    rows = rows[~rows["method"].str.endswith(PAIRS)]
    if not (rows["stratum"] == STANDARDISED).any():
        return None
    study = results.study
    rows = _key_rows(results, comparison, rows)
    rows = rows[rows["stratum"].str.contains("=") | rows["stratum"].isin(["", STANDARDISED])]
    shown = pd.DataFrame(
        [
            {
                "范围": "合计（未标准化）"
                if row["stratum"] == ""
                else stratum_label(study, comparison, row["stratum"]),
                "比较": _sides(study, row),
                "差（百分点）": points(row["value"]) if not math.isnan(row["value"]) else "—",
                "95%区间": points_interval(row["low"], row["high"]),
                "说明": row["warnings"] or "—",
            }
            for row in rows.to_dict("records")
        ]
    )
    mix = results.select(comparison=comparison, stat="share", of="total", method=MIX)
    parts = "，".join(
        f"{stratum_label(study, comparison, row['stratum'])}{percent(row['value'])}"
        for row in mix.to_dict("records")
    )
    notes = [f"标准为本调查全部工作人员的构成：{parts}。"]
    same = results.select(comparison=comparison, stat="test", stratum="", inference="process")
    for row in same[(same["category"] != "") & same["p_value"].notna()].to_dict("records"):
        notes.append(
            f"各层的差是否一致：p={p_text(row['p_value'])}（{row['method']}；仅供参考，不据此选择方法）。"
        )
    return Shown(shown, f"{title_of(study, comparison)}：分层、合计与标准化", tuple(notes))


def _apart(results: Results, comparison: str) -> Shown | None:
    """How many people's two answers differ, and which way."""
    rows = results.select(comparison=comparison, stat="share", category=["differ", "after", "before"])
    rows = rows[rows["against"] != ""]
    if rows.empty:
        return None
    study = results.study
    shown = pd.DataFrame(
        {
            "范围": [stratum_label(study, comparison, stratum) for stratum in rows["stratum"]],
            "内容": rows["text"],
            "人数": rows["count"],
            "基数": rows["base"],
            "占比": [percent(value) for value in rows["value"]],
            "95%区间": [
                share_interval(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    return Shown(
        shown,
        f"{title_of(study, comparison)}：两个答案不同的人",
        ("第一行即两者不一致率（人户分离率），下面是方向。",),
    )


def _scores(results: Results, comparison: str) -> Shown | None:
    """Differences of mean scores, the second declared test."""
    if not results.study.comparison(comparison).scores:
        return None
    study = results.study
    rows = results.select(comparison=comparison, stat="effect", inference="process")
    rows = rows[rows["method"].str.contains("得分") & rows["value"].notna()]
    if rows.empty:
        return None
    shown = pd.DataFrame(
        {
            "范围": [stratum_label(study, comparison, stratum) for stratum in rows["stratum"]],
            "比较": [_sides(study, row) for row in rows.to_dict("records")],
            "平均得分之差": [str(half_up(value, 2)) for value in rows["value"]],
            "95%区间": [
                f"{half_up(low, 2)} 至 {half_up(high, 2)}" if not math.isnan(low) else "—"
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "校正后p": [p_text(value) for value in rows["p_adjusted"]],
        }
    )
    return Shown(shown, f"{title_of(study, comparison)}：平均得分", ("p 在本项比较之内校正（Holm）。",))


def _pairs(results: Results, comparison: str) -> Shown | None:
    """Pairwise differences of more than two groups, shown only below a comparison that differs."""
    study = results.study
    rows = results.select(comparison=comparison, stat="difference", inference="process", stratum="")
    rows = rows[rows["method"].str.endswith(PAIRS) & rows["value"].notna()]
    differs = (results.select(comparison=comparison, stratum="")["finding"] == "differ").any()
    place = (
        study.comparison(comparison).by in study.variables
        and study.variables[str(study.comparison(comparison).by)].kind == "place"
    )
    if rows.empty or place or not differs:
        return None
    records = rows.to_dict("records")
    shown = pd.DataFrame(
        {
            "比较": [_sides(study, row) for row in records],
            "类别": [label_of(study, row["outcome"], row["category"], comparison) for row in records],
            "差（百分点）": [points(value) for value in rows["value"]],
            "95%区间": [
                points_interval(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "校正后p": [p_text(value) for value in rows["p_adjusted"]],
        }
    )
    return Shown(shown, f"{title_of(study, comparison)}：两两比较", ("p 在本项比较之内校正（Holm）。",))
