"""From records to results: every declared comparison, the profile, localisation, coverage and quality.

`compare` only puts the stations in order; what a row says is decided in the modules it calls.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sqgz.cleaning.saving import load_summary
from sqgz.errors import InputError
from sqgz.results.around import rows_around
from sqgz.results.counted import GroupCells, Population, everybody_counted, find_population, group_cells
from sqgz.results.facts import finite_rows
from sqgz.results.families import decide_families, tell_missing
from sqgz.results.judging import Judgement, judge_difference, shared_facts
from sqgz.results.letters import pairwise_rows, put_letters
from sqgz.results.mixed import streets_left_out, with_street_counts
from sqgz.results.pairing import finite_pair_rows, judge_pair, pair_is_complete, pair_whole_p, rows_of_pair
from sqgz.results.questions import Question, ask
from sqgz.results.schema import Results, build_frame, make_row
from sqgz.results.shares import share_rows
from sqgz.results.standardising import communities_alone, find_strata, holds_villages, standardised_rows
from sqgz.results.whole import judge_whole, plain_rows, rows_beside, whole_p
from sqgz.study import Comparison, Study
from sqgz.study.unbuilt import WAVE
from sqgz.tables import Crosstab, crosstab

Cells = dict[tuple[str, ...], GroupCells] | None  # by set of categories; None where N is not known
NOT_OF_LIST = "名录中的人数与作答的人对不上（有人的街道或职务不明，或作答多于应报，或比较的人名录没有列出），不能作 finite 推断。请核对单位名录，或改用 process。"
NOT_FINITE = {
    True: "加权的调查是抽样，不能作 finite 推断。请改用 process。",
    False: "往年的应报人数不明，按年度比较不能作 finite 推断。请改用 process。",
}
OTHER_SIGN = "另一口径（{}）方向相反"
VILLAGES = "片区中含村，村民委员会成员由本村选举产生，差距可能有一部分由此形成；此处未按单位类型标准化（可写 standardise: [unit_type]）"


@dataclass(eq=False)
class Drawn:
    """What has been drawn from the data so far: rows, and judgements whose rows await their family."""

    study: Study
    records: pd.DataFrame
    population: Population
    rows: list[dict[str, Any]] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)


def compare(
    study: Study, records: Any, places: pd.DataFrame | None = None, ledger: pd.DataFrame | None = None
) -> Results:
    """Results of everything the study declares; `records` are people or cells, as `load_records` reads them.

    `places` and `ledger` default to what 01_clean wrote for this study; where it wrote none there are no coverage
    and quality rows, a warning says so, and `inference: finite` is refused.
    Raises InputError for a comparison that the data cannot answer.
    """
    places, ledger = _written(study, places, ledger)
    drawn = Drawn(study, records, find_population(study, records, places))
    waves, summary = _waves(study, records), load_summary(study)
    for comparison in study.comparisons:
        asked = waves if comparison.by == WAVE else with_street_counts(study, records, summary, comparison)
        here = drawn if asked is records else _beside(drawn, asked, places)
        for question in ask(study, asked, comparison):
            draw_question(here, question)
    rows = decided_rows(drawn)
    around = [row for part in rows_around(study, records, places, ledger) for row in part]
    said = streets_left_out(study, records, summary)
    for row in around:
        if said and row["comparison"].startswith(("profile.", "localisation.")):
            row["warnings"] = (*row["warnings"], *said)
    return Results(build_frame([*rows, *around]), study, {"study": study.digest})


def _beside(drawn: Drawn, records: pd.DataFrame, places: pd.DataFrame | None) -> Drawn:
    """The same drawing from other data: earlier years, or streets that sent only counts; rows go to the same place."""
    mixed = "n" in records.columns and "n" not in drawn.records.columns and WAVE not in records.columns
    population = find_population(drawn.study, records, places) if mixed else drawn.population
    return Drawn(
        drawn.study,
        drawn.records if WAVE in records.columns else records,
        population,
        drawn.rows,
        drawn.judgements,
    )


def _written(
    study: Study, places: pd.DataFrame | None, ledger: pd.DataFrame | None
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    from sqgz.cleaning.saving import LEDGER, PLACES, load_ledger, load_places

    if places is None and (study.processed / PLACES).exists():
        places = load_places(study)
    if ledger is None and (study.processed / LEDGER).exists():
        ledger = load_ledger(study)
    return places, ledger


def _waves(study: Study, records: pd.DataFrame) -> Any:
    """The study's people and those of its earlier studies, read once; None where no comparison asks for them."""
    if not any(comparison.by == WAVE for comparison in study.comparisons):
        return None
    return importlib.import_module("sqgz.cleaning.waves.joining").load_waves(study, records)


def decided_rows(drawn: Drawn) -> list[dict[str, Any]]:
    """All rows, once the judgements have their families, adjusted p and findings."""
    decide_families(drawn.judgements, drawn.study)
    for judgement in drawn.judgements:
        put_letters(judgement, drawn.rows, drawn.study)
        drawn.rows += [judgement.row, *judgement.extra]
    return drawn.rows


def draw_question(drawn: Drawn, question: Question) -> None:
    """Everything that one question gives, and what hangs on it: 社区 alone, strata, standardised values."""
    study, records, comparison = drawn.study, drawn.records, question.comparison
    if comparison.paired_with is not None:
        _draw_pair(drawn, question)
        return
    cells = group_cells(question, drawn.population)
    alone = communities_alone(study, records, question) if question.declared else None
    if alone is not None:
        draw_question(drawn, alone)  # first, since villages are made by law (1.6)
    drawn.rows += _describe(study, question, cells)
    if comparison.by is None:
        return
    _judge(drawn, question, cells)
    if (
        comparison.standardise
        and question.declared
        and len(question.table.row_keys) == 2
        and not question.described
    ):
        strata = find_strata(study, records, question)
        drawn.rows += standardised_rows(study, question, strata, judged=(alone.stratum,) if alone else ())


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
        fpc=question.fpc,
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


def _judge(drawn: Drawn, question: Question, cells: Cells) -> None:
    """Rows of a question by groups, and the judgement that gives its finding, if it is one of process."""
    study, comparison, table = drawn.study, question.comparison, question.table
    first_set = question.sets[0]
    mode = _mode(study, comparison)
    if mode == "finite" and cells is None:
        raise InputError(f'比较 "{comparison.id}": {_why_not_finite(question, drawn.population)}')
    complete = cells is not None and everybody_counted(cells[first_set], question)
    if mode == "auto":
        mode = "finite" if complete else "process"
    drawn.rows += [*plain_rows(question, first_set), *rows_beside(question)]
    if len(table.row_keys) != 2:
        _judge_many(drawn, question, mode, complete=complete)
        return
    judged = {keys: judge_difference(question, keys) for keys in question.sets}
    told = (*_village_warning(question), *_other_sign(question, judged))
    judged[first_set].whole_p = whole_p(question)
    for keys, one in judged.items():
        if keys == first_set:
            one.row["warnings"] = (*one.row["warnings"], *told)
        if keys == first_set and mode == "process":
            drawn.judgements.append(one)
        else:
            drawn.rows.append(one.row)
        if cells is not None:
            deciding = mode == "finite" and keys == first_set
            drawn.rows += _finite_rows(question, keys, cells[keys], told=told if deciding else None)


def _why_not_finite(question: Question, population: Population) -> str:
    if question.table.weighted or question.comparison.by == WAVE:
        return NOT_FINITE[question.table.weighted]
    return population.reason or NOT_OF_LIST


def _finite_rows(
    question: Question, keys: tuple[str, ...], cells: GroupCells, *, told: tuple[str, ...] | None
) -> list[dict[str, Any]]:
    """Fact and bounds; `told` are the warnings of the row that decides, None for one that does not."""
    rows = finite_rows(question, keys, cells)
    row = rows[0]
    if told is not None:
        row |= {"family": question.comparison.family, "warnings": (*row["warnings"], *told)}
        tell_missing(row)
    return rows


def _judge_many(drawn: Drawn, question: Question, mode: str, *, complete: bool) -> None:
    """More than two groups: the whole distribution decides, pairwise differences follow."""
    whole = judge_whole(question)
    table = question.table
    if not question.described and len(table.row_keys) > 2 and not (table.weighted and not question.cluster):
        drawn.rows += pairwise_rows(question, drawn.study)
    if mode == "process":
        drawn.judgements.append(whole)
        return
    row = make_row(
        **shared_facts(question),
        inference="finite",
        stat="test",
        method="全员统计，不作检验" if complete else "应答不全，不作检验",
        family=question.comparison.family,
        finding="fact" if complete else "open",
    )
    tell_missing(row)
    drawn.rows += [row, whole.row]


def _draw_pair(drawn: Drawn, question: Question) -> None:
    """Rows of a paired comparison, and its judgement."""
    study, comparison = drawn.study, question.comparison
    mode = _mode(study, comparison)
    facts = {keys: finite_pair_rows(question, keys, drawn.population) for keys in question.sets}
    first_set = question.sets[0]
    if mode == "finite" and not facts[first_set]:
        raise InputError(f'比较 "{comparison.id}": {_why_not_finite(question, drawn.population)}')
    if mode == "auto":
        mode = "finite" if pair_is_complete(question, drawn.population) else "process"
    drawn.rows += rows_of_pair(question)
    judged = {keys: judge_pair(question, keys) for keys in question.sets}
    told = _other_sign(question, judged)
    judged[first_set].whole_p = pair_whole_p(question)
    for keys, one in judged.items():
        if keys == first_set:
            one.row["warnings"] = (*one.row["warnings"], *told)
        if keys == first_set and mode == "process":
            drawn.judgements.append(one)
        else:
            drawn.rows.append(one.row)
        if keys == first_set and mode == "finite":
            facts[keys][0] |= {"family": comparison.family, "warnings": (*facts[keys][0]["warnings"], *told)}
            tell_missing(facts[keys][0])
        drawn.rows += facts[keys]


def _other_sign(question: Question, judged: dict[tuple[str, ...], Judgement]) -> tuple[str, ...]:
    """A second key whose difference points the other way is told beside the first (1.2)."""
    values = {keys: one.row["value"] for keys, one in judged.items()}
    first = values[question.sets[0]]
    if not first:
        return ()
    labels = dict(zip(question.table.col_keys, question.table.cols.labels, strict=True))
    return tuple(
        OTHER_SIGN.format("或".join(labels[key] for key in keys))
        for keys, value in values.items()
        if value is not None and value * first < 0
    )


def _village_warning(question: Question) -> tuple[str, ...]:
    """Part of a gap between zones may be law where a zone holds villages (1.6)."""
    standardised = "unit_type" in question.comparison.standardise
    by_zone = question.table.rows.key == "zone"
    return (VILLAGES,) if by_zone and not standardised and holds_villages(question) else ()
