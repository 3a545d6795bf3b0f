"""How far plain tests mislead on these very data, and what these data could have shown at all.

A plain test takes people for independent. What that does is shown where it happens: beside each comparison, and by
dealing out the streets at random, where any difference is chance and a test should cry out in one of twenty cases.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from sqgz.results.labels import group_label, label_of, p_text, stratum_label, variable_label
from sqgz.results.letters import PAIRS
from sqgz.results.questions import Question, ask
from sqgz.results.schema import Results
from sqgz.results.whole import constant_in_clusters
from sqgz.rounding import half_up, percent, points
from sqgz.shown import Shown
from sqgz.stats import Counts, design_difference, pearson_stack
from sqgz.stats.distributions import t_quantile
from sqgz.stats.permutation import list_choices, seeded_generator
from sqgz.study import Study

DEALT = 400  # ways of dealing out the streets that are looked at
LEAST = 4  # streets of a zone below which halves of it say nothing


def tell_plain(results: Results) -> Shown:
    """Table of what a plain test would have said beside what decides; where they part ways, the plain one misleads."""
    rows = _judged(results)
    rows = rows[rows["p_value"].notna() & rows["p_plain"].notna() & (rows["cluster"] != "")]
    if rows.empty:
        return Shown(pd.DataFrame(), "不计群的检验会怎么说", ("本调查没有按群计算的比较，无从对照。",))
    study = results.study
    shown = pd.DataFrame(
        {
            "比较": rows["comparison"],
            "范围": [
                stratum_label(study, one, stratum)
                for one, stratum in zip(rows["comparison"], rows["stratum"], strict=True)
            ],
            "差（百分点）": [points(value) for value in rows["value"]],
            "设计效应": [str(half_up(value, 2)) if not math.isnan(value) else "—" for value in rows["deff"]],
            "不计群的p": [p_text(value) for value in rows["p_plain"]],
            "计群的p": [p_text(value) for value in rows["p_value"]],
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


def _judged(results: Results) -> pd.DataFrame:
    """Key differences judged as process: those that decide, and those that stand beside a fact."""
    rows = results.frame
    first = {one.id: frozenset(one.key[0]) for one in results.study.comparisons if one.key}
    rows = rows[
        (rows["stat"] == "difference")
        & (rows["inference"] == "process")
        & rows["comparison"].isin(list(first))
    ]
    key = [
        frozenset(row["category"].split("+")) == first[row["comparison"]] for row in rows.to_dict("records")
    ]
    rows = rows[np.array(key, dtype=bool)]  # a list without rows would choose columns
    strata = rows["stratum"].str.contains("=") | (rows["stratum"] == "standardised")
    return rows[(rows["family"] != "") | (~strata & ~rows["method"].str.endswith(PAIRS))]


def tell_misled(study: Study, records: pd.DataFrame) -> Shown:
    """Table of how often tests call a difference that cannot be one: the streets of each zone dealt into random halves.

    For each declared comparison between groups made of whole clusters; at most DEALT ways, drawn by a generator that
    the counts seed.
    """
    lines = []
    for comparison in study.comparisons:
        if comparison.by is None or comparison.by == "wave":
            continue
        question = next(ask(study, records, comparison))
        if (
            question.cluster
            and not question.described
            and len(question.table.row_keys) == 2
            and constant_in_clusters(question)
        ):
            lines += _misled(study, question)
    title = "把街道随意分成两半：普通检验会“发现”多少并不存在的差别"
    if not lines:
        return Shown(pd.DataFrame(), title, ("没有哪项比较的各组由整个街道（群）组成，无从演示。",))
    note = (
        "每个片区的街道随意对半分成甲、乙两组，两组之间本来不该有差别；好的检验在一百次里只应有五次左右说有差别。"
        "计群的检验为以片区分层、各组分别估计、Satterthwaite 自由度的 t 检验；正式判断还要与群置换的 p 取大者，更为谨慎。"
    )
    return Shown(pd.DataFrame(lines), title, (note,))


def _misled(study: Study, question: Question) -> list[dict[str, Any]]:
    table, comparison = question.table, question.comparison
    people, bases = table.cluster_people, table.cluster_bases
    if people is None or bases is None or table.weighted or table.multiple:
        return []
    by_street, zone = people.sum(axis=1), (bases > 0).argmax(axis=1)
    if min(int((zone == one).sum()) for one in (0, 1)) < LEAST:
        return []
    ways = deal_out(by_street, zone)
    first = (ways @ by_street).astype(np.int64)
    both = np.stack([first, by_street.sum(axis=0) - first], axis=1)
    plain = pearson_stack(both).p_value < study.design.alpha
    chosen = [table.col_keys.index(key) for key in question.sets[0]]
    by_clusters = [_cries(by_street, zone, way, chosen, study.design.alpha) for way in ways]
    return [
        {
            "比较": f"{variable_label(study, comparison.outcome)} [{comparison.id}]",
            "街道（群）数": len(zone),
            "分法": len(ways),
            "普通卡方检验说有差别": percent(float(plain.mean())),
            "计群的检验说有差别": percent(float(np.mean(by_clusters))),
            "应有": percent(study.design.alpha),
        }
    ]


def deal_out(by_street: np.ndarray[Any, Any], zone: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Ways (B, G) of taking half of the streets of each zone: all while they are few, else DEALT of them."""
    halves = [(zone == one, int((zone == one).sum()) // 2) for one in (0, 1)]
    size = math.prod(math.comb(int(mask.sum()), taken) for mask, taken in halves)
    if size <= DEALT:
        lists = [list_choices(int(mask.sum()), taken) for mask, taken in halves]
        ways = np.zeros((size, len(zone)))
        ways[:, halves[0][0]] = np.repeat(lists[0], len(lists[1]), axis=0)
        ways[:, halves[1][0]] = np.tile(lists[1], (len(lists[0]), 1))
        return ways
    rng = seeded_generator(by_street.astype(float))
    ways = np.zeros((DEALT, len(zone)))
    for mask, taken in halves:
        order = np.argsort(rng.random((DEALT, int(mask.sum()))), axis=1)
        ways[:, mask] = order < taken
    return ways


def _cries(
    by_street: np.ndarray[Any, Any],
    zone: np.ndarray[Any, Any],
    way: np.ndarray[Any, Any],
    chosen: list[int],
    alpha: float,
) -> bool:
    """Whether the t of the clusters calls a difference of the key share between the two halves."""
    people = np.zeros((len(way), 2, by_street.shape[1]))
    people[np.arange(len(way)), (way == 0).astype(int)] = by_street
    dealt = Counts(array=people.sum(axis=0), cluster_weights=people, cluster_strata=zone)
    found = design_difference(dealt, chosen)
    return found.p_value is not None and found.p_value < alpha


def tell_detectable(results: Results) -> Shown:
    """Table of the smallest difference each comparison could have shown in eight of ten surveys like this one."""
    study = results.study
    rows = _judged(results)
    rows = rows[rows["error"].notna() & rows["df"].notna() & (rows["df"] > 0)]
    title = "这次调查能发现多大的差别"
    if rows.empty:
        return Shown(pd.DataFrame(), title, ("没有按群计算误差的比较，无从估计。",))
    lines = []
    for row in rows.to_dict("records"):
        asked = study.comparison(row["comparison"])
        delta = asked.delta or study.design.delta
        smallest = (t_quantile(0.975, row["df"]) + t_quantile(0.80, row["df"])) * row["error"]
        sides = " 减 ".join(group_label(study, row["by"], row[side]) for side in ("group", "against"))
        lines.append(
            {
                "比较": f"{variable_label(study, row['outcome'])}：{sides} [{row['comparison']}]",
                "范围": stratum_label(study, row["comparison"], row["stratum"]),
                "类别": label_of(study, row["outcome"], row["category"], row["comparison"]),
                "区间半宽（百分点）": points((row["high"] - row["low"]) / 2),
                "可发现的最小差别（百分点）": points(smallest),
                "有实际意义的界限（百分点）": points(delta),
                "够不够": "够" if smallest <= delta else "不够",
            }
        )
    note = (
        "可发现的最小差别：真有这么大的差别时，十次这样的调查有八次能够发现。它取决于街道有多少、彼此差多少，而不只是人数；"
        "“不够”并非没有差别，而是说小于这个数的差别看不出来，结论应写“不足以说明”，不能写“没有差别”。"
    )
    return Shown(pd.DataFrame(lines), title, (note,))
