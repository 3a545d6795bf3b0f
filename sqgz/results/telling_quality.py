"""What 02_profile shows of the results: coverage of the official list, and 属地化率 by each definition."""

from __future__ import annotations

import math

import pandas as pd

from sqgz.results.labels import label_of, share_interval
from sqgz.results.schema import Results
from sqgz.rounding import percent
from sqgz.shown import Shown
from sqgz.study import Study

_COVERAGE = {
    "frame": "应报",
    "answered": "实报",
    "missing": "未报",
    "undecided": "有待核项",
    "vacant": "空缺",
}


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
            "95%区间": [
                share_interval(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    return Shown(
        shown,
        f"属地化率（{_of_whom(study)}）",
        ("属地化率没有全国统一定义，首项为本调查的主要口径，其余供对照。",),
        groups="口径",
    )
