"""From the counts of several districts to results of the same table: each district a group, each street a cluster.

No statistic of its own: a comparison of districts is drawn and judged as any other. Repeats inside the districts are a
family of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sqgz.errors import InputError
from sqgz.results.comparing import Drawn, decided_rows, draw_question
from sqgz.results.counted import Population
from sqgz.results.districts.definitions import LeftOut
from sqgz.results.districts.joint import join_studies, tell_differences
from sqgz.results.districts.offices import District, load_districts
from sqgz.results.districts.planning import Asked, plan_questions
from sqgz.results.districts.rosters import population_of
from sqgz.results.districts.stacking import stack_cells
from sqgz.results.mixed import WARNINGS
from sqgz.results.questions import ask
from sqgz.results.schema import Results, build_frame, make_row
from sqgz.results.shares import share_rows
from sqgz.study import Study
from sqgz.study.references import LOCAL, STUDY

STUDIES = "studies"  # one of storage.OF_THEMSELVES; the rows that say how many people and clusters each district has
STANDARDISED_THERE = "各调查自己的报告另有标准化结果，此处未作标准化"


@dataclass(frozen=True, eq=False)
class Districts:
    """Districts compared: their results (the group is `study`), who took part, what was left out, what differs."""

    results: Results
    districts: tuple[District, ...]
    asked: tuple[Asked, ...]
    left_out: tuple[LeftOut, ...]
    told: tuple[str, ...]

    def __repr__(self) -> str:
        return (
            f"<Districts {self.results.study.name}: {len(self.districts)} 个调查, {len(self.asked)} 项比较>"
        )


def compare_districts(studies: Sequence[Study]) -> Districts:
    """The studies compared by what they share, from their counts alone.

    Raises InputError for a study that has not been run or is named twice, and where they share nothing.
    """
    districts = load_districts(studies)
    plan = plan_questions(districts)
    if not plan.asked:
        raise InputError(_nothing_shared(districts, plan.left_out))
    joint = join_studies(districts, plan)
    drawn = Drawn(joint, pd.DataFrame(), Population(None, False))
    totals: list[dict[str, Any]] = []
    for asked in plan.asked:
        cells = stack_cells(joint, asked)
        _draw(drawn, asked, cells)
        totals += _total_rows(joint, asked, cells)
    rows = [*decided_rows(drawn), *totals, *_study_rows(districts)]
    results = Results(build_frame(rows), joint, {STUDIES: {one.name: one.study.digest for one in districts}})
    return Districts(
        results, tuple(districts), tuple(plan.asked), tuple(plan.left_out), tuple(tell_differences(districts))
    )


def _nothing_shared(districts: Sequence[District], left_out: Sequence[LeftOut]) -> str:
    named = "、".join(one.label for one in districts)
    why = "；".join(f"{one.what}：{'、'.join(one.who)}{one.why}" for one in left_out[:5])
    return (
        f"{named}没有可以相互比较的内容{f'（{why}）' if why else ''}。"
        "要比较的变量须在各调查的 study.yaml 中用同样的英文名和同样的类别，并列入 comparisons。"
    )


def _draw(drawn: Drawn, asked: Asked, cells: pd.DataFrame) -> None:
    """Every row of one comparison: between the districts, or again inside each of them."""
    joint, comparison = drawn.study, asked.comparison
    local = joint.variables[comparison.outcome].codebook == LOCAL
    if any(one.study.comparison(comparison.id).standardise for one in asked.districts if asked.repeated):
        cells.attrs[WARNINGS] = (*cells.attrs[WARNINGS], STANDARDISED_THERE)
    for question in ask(joint, cells, comparison):
        if asked.repeated and question.declared:
            continue  # districts are not mixed: what is asked inside them is not asked of all of them together
        population = population_of(asked, cells, local=local, stratum=question.stratum)
        draw_question(Drawn(joint, cells, population, drawn.rows, drawn.judgements), question)


def _total_rows(joint: Study, asked: Asked, cells: pd.DataFrame) -> list[dict[str, Any]]:
    """Shares among the people of all districts that take part; none where only some are weighted."""
    weighted = {bool(one.study.design.weight) for one in asked.districts}
    if not asked.total or len(weighted) > 1:
        return []
    whole = asked.comparison.model_copy(update={"by": None, "groups": ()})
    question = next(ask(joint, cells, whole))
    sets = [keys for keys in whole.key if len(keys) > 1]
    return share_rows(question.table, comparison=asked.total, sets=sets)


def _study_rows(districts: Sequence[District]) -> Iterator[dict[str, Any]]:
    """How many people and clusters each district has; not of a study whose tables count different people."""
    for one in districts:
        shared = {"comparison": STUDIES, "by": STUDY, "group": one.name, "stat": "count"}
        n = one.people
        if n is not None:
            yield make_row(**shared, category="people", value=float(n), count=n)
        cluster = one.study.design.cluster
        if cluster and cluster in one.cells:
            k = int(one.cells[cluster].nunique())
            yield make_row(**shared, category="clusters", value=float(k), count=k, cluster=cluster)
