"""What 02_profile and 04_tests show of the results: coverage, localisation, and each comparison's fact and judgement."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from sqgz.results.judging import SMALLEST
from sqgz.results.schema import Results
from sqgz.rounding import half_up, percent, points
from sqgz.shown import Gallery, Shown
from sqgz.study import Study

_FINDINGS = {
    "": "—", "few_people": "人数过少，不作比较", "few_clusters": "街道（群）过少，仅作情况反映", "fact": "事实如此（全员统计或上下界同号）",
    "open": "高低尚不能确定", "equal": "大体相当", "clear": "有明显差别", "small": "有差别但不大", "none": "不足以说明存在规律性差别",
    "differ": "各组分布存在差异", "described": "仅作情况反映，未作检验",
}  # fmt: skip
_FAMILIES = {"confirmatory": "验证性", "exploratory": "探索性"}
_COVERAGE = {
    "frame": "应报",
    "answered": "实报",
    "missing": "未报",
    "undecided": "有待核项",
    "vacant": "空缺",
}


def label_of(study: Study, variable: str, keys: str, comparison: str = "") -> str:
    """Label of a category, or of a set of them written with +; of a merged one the labels of its parts."""
    labels = dict(study.variables[variable].labels) if variable in study.variables else {}
    for one in study.comparisons:
        if one.id == comparison:
            labels |= {new: "、".join(labels[old] for old in olds) for new, olds in one.merge.items()}
    return "或".join(labels.get(key, key) for key in keys.split("+"))


def tell_comparisons(results: Results) -> Gallery:
    """Gallery with, for each declared comparison, its shares and, by groups, what is concluded from them."""
    items: list[Any] = []
    for comparison in results.study.comparisons:
        items += [
            _shares(results, comparison.id),
            _judgements(results, comparison.id),
            _pairs(results, comparison.id),
        ]
    return Gallery(tuple(item for item in items if item is not None), "本调查没有声明比较。")


def _title(study: Study, comparison: str) -> str:
    """What a comparison is about, in words, with its id for finding it in study.yaml."""
    asked = study.comparison(comparison)
    by = f"，按{study.variables[asked.by].label}" if asked.by in study.variables else ""
    where = "、".join(label_of(study, key, "+".join(values)) for key, values in asked.where.items())
    return f"{study.variables[asked.outcome].label}{by}{f'（限{where}）' if where else ''} [{comparison}]"


def _shares(results: Results, comparison: str) -> Shown | None:
    study = results.study
    rows = results.select(comparison=comparison, stat="share")
    declared = study.comparison(comparison)
    asked = {frozenset(keys) for keys in declared.key}
    if declared.by is not None:
        rows = rows[[frozenset(category.split("+")) in asked for category in rows["category"]]]
    if rows.empty:
        return None
    first = rows.iloc[0]
    outcome, by = first["outcome"], first["by"]
    shown = pd.DataFrame(
        {
            "范围": [_stratum(study, comparison, stratum) for stratum in rows["stratum"]],
            "组": [label_of(study, by, group) if group else "全部" for group in rows["group"]],
            "类别": [label_of(study, outcome, category, comparison) for category in rows["category"]],
            "人数": rows["count"],
            "基数": rows["base"],
            "占比": [percent(value) for value in rows["value"].fillna(math.nan)],
            "95%区间": [_interval(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)],
        }
    )
    title = _title(study, comparison)
    return Shown(shown, title, _share_notes(rows), groups="范围" if shown["范围"].nunique() > 1 else None)


def _share_notes(rows: pd.DataFrame) -> tuple[str, ...]:
    missing = int(rows.drop_duplicates(["stratum", "group"])["missing"].where(rows["stratum"] == "").sum())
    methods = "、".join(dict.fromkeys(method for method in rows["method"] if method))
    return (f"未填或待核 {missing} 人，不在基数内。区间：{methods or '无'}。",)


def _stratum(study: Study, comparison: str, stratum: str) -> str:
    if not stratum:
        return "全部"
    within = study.comparison(comparison).within
    return label_of(study, within, stratum) if within else stratum


def _interval(low: float, high: float) -> str:
    return "—" if math.isnan(low) or math.isnan(high) else f"{percent(low)}～{percent(high)}"


def _judgements(results: Results, comparison: str) -> Shown | None:
    rows = results.select(comparison=comparison, stat=["difference", "test"])
    declared = results.study.comparison(comparison)
    first = rows["category"].map(
        lambda category: frozenset(category.split("+")) == frozenset(declared.key[0])
    )
    now = (
        (rows["inference"] == "finite") & (rows["stat"] == "difference") & first.astype(bool)
    )  # the fact beside the judgement
    rows = rows[(rows["family"] != "") | now].sort_values("inference", ascending=False, kind="stable")
    if rows.empty:
        return None
    study = results.study
    shown = pd.DataFrame([_judgement(results, comparison, row) for row in rows.to_dict("records")])
    return Shown(shown, f"{_title(study, comparison)}：结论及依据", _judgement_notes(results, study, rows))


def _judgement(results: Results, comparison: str, row: dict[str, Any]) -> dict[str, Any]:
    study = results.study
    groups = [label_of(study, row["by"], row[side]) for side in ("group", "against") if row[side]]
    return {
        "范围": _stratum(study, comparison, row["stratum"]),
        "比较": " 减 ".join(groups) or "各组",
        "类别": label_of(study, row["outcome"], row["category"], comparison)
        if row["category"]
        else "整个分布",
        "差（百分点）": points(row["value"])
        if row["stat"] == "difference" and not math.isnan(row["value"])
        else "—",
        "95%区间": _points_interval(row["low"], row["high"]),
        "p": _p(row["p_value"]) if row["inference"] == "process" else "—",
        "校正后p": _p(row["p_adjusted"]),
        "不计群的p": _p(row["p_plain"]),
        "结论": _FINDINGS[row["finding"]],
        "性质": _FAMILIES.get(row["family"].partition(".")[0], "—")
        if row["inference"] == "process"
        else "现状",
    }


def _pairs(results: Results, comparison: str) -> Shown | None:
    """Pairwise differences of more than two groups, adjusted inside their comparison."""
    study = results.study
    rows = results.select(comparison=comparison, stat="difference", inference="process", stratum="")
    rows = rows[rows["method"].str.contains("两两") & rows["value"].notna()]
    if rows.empty or study.variables[str(rows.iloc[0]["by"])].kind == "place":
        return None
    shown = pd.DataFrame(
        {
            "比较": [
                " 减 ".join(label_of(study, row["by"], row[side]) for side in ("group", "against"))
                for row in rows.to_dict("records")
            ],
            "类别": [
                label_of(study, row["outcome"], row["category"], comparison)
                for row in rows.to_dict("records")
            ],
            "差（百分点）": [points(value) for value in rows["value"]],
            "95%区间": [
                _points_interval(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "校正后p": [_p(value) for value in rows["p_adjusted"]],
        }
    )
    return Shown(shown, f"{_title(study, comparison)}：两两比较", ("p 在本项比较之内校正（Holm）。",))


def _points_interval(low: float, high: float) -> str:
    return "—" if math.isnan(low) or math.isnan(high) else f"{points(low)} 至 {points(high)}"


def _p(value: float) -> str:
    if math.isnan(value):
        return "—"
    return "<0.001" if value < 0.001 else str(half_up(value, 3))


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
            f"以现有数据，差别须达到 {points(row['value'])} 个百分点才有八成把握发现（{_stratum(study, row['comparison'], row['stratum'])}）。"
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


def tell_plain(results: Results) -> Shown:
    """Table of what a plain test would have said beside what decides; where they part ways, the plain one misleads."""
    rows = results.frame[(results.frame["stat"] == "difference") & (results.frame["family"] != "")]
    rows = rows[rows["p_value"].notna() & rows["p_plain"].notna() & (rows["cluster"] != "")]
    if rows.empty:
        return Shown(pd.DataFrame(), "不计群的检验会怎么说", ("本调查没有按群计算的比较，无从对照。",))
    study = results.study
    shown = pd.DataFrame(
        {
            "比较": rows["comparison"],
            "范围": [
                _stratum(study, one, stratum)
                for one, stratum in zip(rows["comparison"], rows["stratum"], strict=True)
            ],
            "差（百分点）": [points(value) for value in rows["value"]],
            "设计效应": [str(half_up(value, 2)) if not math.isnan(value) else "—" for value in rows["deff"]],
            "不计群的p": [_p(value) for value in rows["p_plain"]],
            "计群的p": [_p(value) for value in rows["p_value"]],
        }
    )
    return Shown(
        shown,
        "不计群的检验会怎么说",
        (
            "片区由整个街道组成，同一街道的人彼此相似：不计群时设计效应被忽略，p 往往小得多。"
            "街道内部两组的比较则可大可小。结论一律以计群的检验为准。",
        ),
    )


def tell_coverage(results: Results) -> Shown:
    """Table of 应报、实报 and the rest by street."""
    rows = results.select(comparison="coverage", stat="coverage", group="")
    rows = rows[rows["value"].notna()]
    if rows.empty:
        return Shown(pd.DataFrame(), "填报情况", ("没有单位名录，未统计填报率。",))
    table = rows.pivot(index="stratum", columns="category", values="count").rename(index={"": "合计"})
    order = [name for name in dict.fromkeys(rows["stratum"].replace("", "合计")) if name != "合计"] + ["合计"]
    table = table.reindex(order)[[name for name in _COVERAGE if name in table]]
    shown = table.rename(columns=_COVERAGE).reset_index().rename(columns={"stratum": "街道"})
    shown.columns.name = None
    if {"应报", "实报"} <= set(shown.columns):
        shown["填报率"] = [
            percent(float(one) / float(all_)) if all_ else "—"
            for one, all_ in zip(shown["实报"], shown["应报"], strict=True)
        ]
    return Shown(shown, "填报情况", tuple(_coverage_notes(table)))


def _coverage_notes(table: pd.DataFrame) -> list[str]:
    """How the columns hang together, and why they may not add up."""
    notes = ["应报人数取自单位名录；实报、未报按记录统计；空缺为核定减实有，不是未报。"]
    if not {"frame", "answered", "missing"} <= set(table.columns):
        return notes
    whole = table.loc["合计"]
    records, listed = int(whole["answered"] + whole["missing"]), int(whole["frame"])
    if records != listed:
        notes.append(
            f"记录共 {records} 人，名录应报 {listed} 人，相差 {records - listed} 人："
            "可能是名录之外的答卷、证件号无法对应而未能并入花名册的答卷，或名录人数未更新，请核对。"
        )
    unplaced = int(whole["answered"] - table.drop(index="合计")["answered"].sum())
    if unplaced:
        notes.append(f"实报中有 {unplaced} 人的街道待核，只计入合计。")
    return notes


def _of_whom(study: Study) -> str:
    """Whose localisation is stated: the positions that the definitions name."""
    labels = study.variables["position"].labels if "position" in study.variables else {}
    named = dict.fromkeys("、".join(labels.get(one, one) for one in each.of) for each in study.localisation)
    return "；".join(named)


def tell_localisation(results: Results) -> Shown:
    """Table of the share of people who count as local, by each declared definition."""
    rows = results.frame[
        results.frame["comparison"].str.startswith("localisation.") & (results.frame["stat"] == "share")
    ]
    if rows.empty:
        return Shown(pd.DataFrame(), "属地化率", ("研究说明没有声明属地化的口径（localisation）。",))
    study = results.study
    shown = pd.DataFrame(
        {
            "口径": rows["text"],
            "范围": [
                label_of(study, by, group) if group else "全部"
                for by, group in zip(rows["by"], rows["group"], strict=True)
            ],
            "人数": rows["count"],
            "基数": rows["base"],
            "占比": [percent(value) for value in rows["value"].fillna(math.nan)],
            "95%区间": [_interval(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)],
        }
    )
    return Shown(
        shown,
        f"属地化率（{_of_whom(study)}）",
        ("属地化率没有全国统一定义，首项为本调查的主要口径，其余供对照。",),
        groups="口径",
    )
