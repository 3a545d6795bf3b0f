"""From records to results: every declared comparison, the profile, localisation, coverage and quality.

`compare` only puts the stations in order; what a row says is decided in the modules it calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from sqgz.errors import InputError
from sqgz.results.counted import GroupCells, Population, everybody_counted, find_population, group_cells
from sqgz.results.facts import bound_row, finite_row
from sqgz.results.families import decide_families
from sqgz.results.judging import (
    Judgement,
    judge_difference,
    judge_whole,
    plain_rows,
    shared_facts,
)
from sqgz.results.quality import coverage_rows, quality_rows
from sqgz.results.questions import EVERYBODY, Question, ask, set_key
from sqgz.results.schema import Results, build_frame, make_row
from sqgz.results.shares import share_rows
from sqgz.stats import cliffs_delta, cramers_v, pairwise, residuals
from sqgz.study import Comparison, Study
from sqgz.study.references import SKIPPED
from sqgz.tables import Crosstab, crosstab

Cells = dict[tuple[str, ...], GroupCells] | None  # by set of categories; None where N is not known
NOT_OF_LIST = "名录中的人数与作答的人对不上（有人的街道或职务不明，或作答多于应报），不能作 finite 推断。请核对单位名录，或改用 process。"
NO_PLACES = "没有单位名录，未统计填报率"


def compare(
    study: Study, records: Any, places: pd.DataFrame | None = None, ledger: pd.DataFrame | None = None
) -> Results:
    """Results of everything the study declares; `records` are people or cells, as `load_records` reads them.

    `places` and `ledger` default to what 01_clean wrote for this study; where it wrote none there are no coverage
    and quality rows, a warning says so, and `inference: finite` is refused.
    Raises InputError for a comparison that the data cannot answer.
    """
    places, ledger = _written(study, places, ledger)
    population = find_population(study, records, places)
    rows: list[dict[str, Any]] = []
    judgements: list[Judgement] = []
    for comparison in study.comparisons:
        for question in ask(study, records, comparison):
            cells = group_cells(question, population)
            rows += _describe(study, question, cells)
            if comparison.by is not None:
                more, deciding = _judge(study, question, cells, population)
                rows += more
                judgements += deciding
    decide_families(judgements, study)
    for judgement in judgements:
        rows += [judgement.row, *judgement.extra]
    rows += [row for part in _around(study, records, places, ledger) for row in part]
    return Results(build_frame(rows), study, {"study": study.digest})


def _written(
    study: Study, places: pd.DataFrame | None, ledger: pd.DataFrame | None
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    from sqgz.cleaning.saving import LEDGER, PLACES, load_ledger, load_places

    if places is None and (study.processed / PLACES).exists():
        places = load_places(study)
    if ledger is None and (study.processed / LEDGER).exists():
        ledger = load_ledger(study)
    return places, ledger


# --- one question ---------------------------------------------------------------------------------------------------


def _describe(study: Study, question: Question, cells: Cells) -> list[dict[str, Any]]:
    complete = False
    if cells is not None and _mode(study, question.comparison) != "process":
        complete = everybody_counted(cells[question.sets[0]], question)
    by_community = None
    if question.described and question.cluster == "street" and "community" in question.people:
        by_community = _with_cluster(study, question, "community")
    return share_rows(
        question.table,
        comparison=question.comparison.id,
        stratum=question.stratum,
        sets=question.sets,
        complete=complete,
        interval_table=by_community,
    )


def _with_cluster(study: Study, question: Question, cluster: str) -> Crosstab | None:
    """The question's table with other clusters; None where some people's are not known."""
    people = question.people
    if people[cluster].isna().any():
        return None
    table = crosstab(
        people, rows=question.table.rows.key, cols=question.table.cols.key, study=study, cluster=cluster
    )
    table = table.merge(question.comparison.merge) if question.comparison.merge else table
    return table.select(question.table.row_keys)


def _mode(study: Study, comparison: Comparison) -> str:
    return comparison.inference or study.design.inference


def _judge(
    study: Study, question: Question, cells: Cells, population: Population
) -> tuple[list[dict[str, Any]], list[Judgement]]:
    """Rows of a question by groups, and the judgement that gives its finding, if it is one of process."""
    comparison, table = question.comparison, question.table
    first_set = question.sets[0]
    mode = _mode(study, comparison)
    if mode == "finite" and cells is None:
        raise InputError(f'比较 "{comparison.id}": {population.reason or NOT_OF_LIST}')
    complete = cells is not None and everybody_counted(cells[first_set], question)
    if mode == "auto":
        mode = "finite" if complete else "process"
    rows = [*plain_rows(question, first_set), *_whole_rows(question)]
    if len(table.row_keys) != 2:
        return _judge_many(question, rows, mode, complete=complete)
    deciding: list[Judgement] = []
    for keys in question.sets:
        judged = judge_difference(question, keys, study)
        judged.row["warnings"] = (*judged.row["warnings"], *_village_warning(study, question))
        if keys == first_set and mode == "process":
            deciding.append(judged)
        else:
            rows.append(judged.row)
        if cells is not None:
            rows += _finite_rows(question, keys, cells[keys], deciding=mode == "finite" and keys == first_set)
    return rows, deciding


def _finite_rows(
    question: Question, keys: tuple[str, ...], cells: GroupCells, *, deciding: bool
) -> list[dict[str, Any]]:
    row = finite_row(question, keys, cells)
    if deciding:
        row["family"] = question.comparison.family
    bounds = bound_row(question, keys, cells)
    return [row] if bounds is None else [row, bounds]


def _judge_many(
    question: Question, rows: list[dict[str, Any]], mode: str, *, complete: bool
) -> tuple[list[dict[str, Any]], list[Judgement]]:
    """More than two groups: the whole distribution decides, pairwise differences follow."""
    whole = judge_whole(question)
    table = question.table
    if not question.described and len(table.row_keys) > 2 and not (table.weighted and not question.cluster):
        rows += _pairwise_rows(question)
    if mode == "finite":
        rows.append(
            make_row(
                **shared_facts(question),
                inference="finite",
                stat="test",
                method="全员统计，不作检验" if complete else "应答不全，不作检验",
                family=question.comparison.family,
                finding="fact" if complete else "open",
            )
        )
        return [*rows, whole.row], []
    return rows, [whole]


def _pairwise_rows(question: Question) -> list[dict[str, Any]]:
    table = question.table
    keys = question.sets[0]
    found = pairwise(table, category=list(keys))
    rows = []
    for (first, second), result, adjusted in zip(found.pairs, found.results, found.p_adjusted, strict=True):
        rows.append(
            make_row(
                **shared_facts(question),
                inference="process",
                stat="difference",
                of="row",
                group=first,
                against=second,
                category=set_key(keys, table.col_keys),
                method=f"{result.method}，两两比较 Holm",
                value=result.estimate,
                low=result.low,
                high=result.high,
                error=result.error,
                p_value=result.p_value,
                p_adjusted=adjusted,
                warnings=result.warnings,
            )
        )
    return rows


def _whole_rows(question: Question) -> list[dict[str, Any]]:
    """What stands beside the key difference: Rao–Scott F, effect sizes, residuals; none of them sets a finding."""
    table = question.table
    if not table.base or question.described or table.multiple or (table.weighted and not question.cluster):
        return []
    shared = shared_facts(question) | {"inference": "process"}
    rows = []
    if question.cluster and len(table.row_keys) == 2:
        rows.append(judge_whole(question).row)
    effect = cramers_v(table)
    if effect.estimate is not None:
        rows.append(
            make_row(
                **shared,
                stat="effect",
                method=effect.method,
                value=effect.estimate,
                low=effect.low,
                high=effect.high,
                warnings=effect.warnings,
            )
        )
    if _ordered(question) and len(table.row_keys) == 2 and min(table.row_bases) > 0:
        delta = cliffs_delta(table)
        rows.append(make_row(**shared, stat="effect", group=table.row_keys[0], against=table.row_keys[1], method=delta.method,
                             value=delta.estimate, low=delta.low, high=delta.high, error=delta.error, warnings=delta.warnings))  # fmt: skip
    return rows + _residual_rows(question, shared)


def _ordered(question: Question) -> bool:
    return bool(
        question.people.attrs.get("variables", {}).get(question.table.cols.key, {}).get("kind") == "ordered"
    )


def _residual_rows(question: Question, shared: dict[str, Any]) -> list[dict[str, Any]]:
    found = residuals(question.table)
    if found.statistic.size == 0:
        return []
    rows = []
    for one in found.to_frame().to_dict("records"):
        if one["judged"]:
            rows.append(make_row(**shared, stat="residual", group=str(one["row"]), category=str(one["col"]), method=found.method,
                                 value=one["residual"], p_value=one["p_value"], p_adjusted=one["p_adjusted"]))  # fmt: skip
    return rows


def _village_warning(study: Study, question: Question) -> tuple[str, ...]:
    """Part of a gap between zones may be law where a zone holds villages (design/statistics.md 1.6)."""
    people = question.people
    if question.table.rows.key != "zone" or "unit_type" not in people:
        return ()
    villages = people[people["unit_type"].astype("str").isin(["village"])]
    return (
        ("片区中含村，村民委员会成员由本村选举产生，差距的一部分出于制度；此处未作标准化",)
        if len(villages)
        else ()
    )


# --- around the comparisons -----------------------------------------------------------------------------------------


def _around(
    study: Study, records: pd.DataFrame, places: pd.DataFrame | None, ledger: pd.DataFrame | None
) -> Iterator[Sequence[dict[str, Any]]]:
    if "n" not in records.columns:
        yield _profile_rows(study, records)
        yield _localisation_rows(study, records)
    if places is not None and "n" not in records.columns:
        yield coverage_rows(study, records, places, ledger)
    else:
        yield [make_row(comparison="coverage", stat="coverage", category="frame", warnings=(NO_PLACES,))]
    if ledger is not None and len(ledger):
        yield quality_rows(study, records, ledger)


def _profile_rows(study: Study, records: pd.DataFrame) -> list[dict[str, Any]]:
    """Shares of every categorical variable: of all people, by position, by zone."""
    rows = []
    for key, variable in study.variables.items():
        if not variable.categorical or variable.kind == "place" or key not in records:
            continue
        asked = Comparison(id=f"profile.{key}", outcome=key, key=((next(iter(variable.labels)),),))
        for by in (None, "position", "zone"):
            if by != key and (by is None or by in records):
                question = next(ask(study, records, asked.model_copy(update={"by": by})))
                rows += share_rows(question.table, comparison=asked.id)
    return rows


def _localisation_rows(study: Study, records: pd.DataFrame) -> list[dict[str, Any]]:
    """Shares of people who count as local by each declared definition: all, by position, by zone."""
    rows = []
    for definition in study.localisation:
        people = records
        if definition.of and "position" in records:
            people = records[records["position"].isin(list(definition.of))]
        local = _local(study, people, definition.rule, definition.within)
        people = people.assign(local=local)
        people.attrs = records.attrs | {
            "variables": records.attrs.get("variables", {})
            | {"local": {"label": definition.label, "labels": {"yes": "是", "no": "否"}}}
        }
        cluster = study.design.cluster if study.design.cluster in people else None
        for by in (EVERYBODY, "position", "zone"):
            if by == EVERYBODY:
                people[EVERYBODY] = pd.Categorical(["all"] * len(people))
            elif by not in people:
                continue
            table = crosstab(people, rows=by, cols="local", cluster=cluster, weight=study.design.weight)
            found = share_rows(table, comparison=f"localisation.{definition.key}")
            rows += [
                row | {"text": definition.label} for row in found if row["category"] == "yes" and row["base"]
            ]
    return rows


def _local(study: Study, people: pd.DataFrame, rule: str, within: str) -> pd.Categorical:
    """yes, no or null (not known) for each person: their level is `within` or nearer.

    `either` is yes if one is, no only if both are known not to be; `both` the other way round.
    """
    keys = ("hukou", "residence") if rule in ("either", "both") else (rule,)
    found = []
    for key in keys:
        levels = list(study.variables[key].labels)
        near = levels[: levels.index(within) + 1]
        column = people[key].astype("str").where(people[key] != SKIPPED)
        found.append(column.map(lambda value, near=near: value in near, na_action="ignore").astype("boolean"))
    joined = (
        found[0] if len(found) == 1 else (found[0] | found[1] if rule == "either" else found[0] & found[1])
    )
    return pd.Categorical(joined.map({True: "yes", False: "no"}), categories=["yes", "no"], ordered=True)
