"""One declared comparison made ready: whose answers, in which strata, as tables of groups by categories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sqgz.errors import InputError
from sqgz.results.mixed import WARNINGS
from sqgz.results.schema import SETS
from sqgz.study import Comparison, Study
from sqgz.study.messages import suggestion
from sqgz.study.references import SKIPPED
from sqgz.study.unbuilt import WAVE
from sqgz.tables import Crosstab, crosstab, table_holding

EVERYBODY = "_everybody"  # a variable of one category, for distributions that are not by groups


@dataclass(frozen=True, eq=False)
class Question:
    """A comparison within one stratum: its table, and the people of the table's groups as records (or cells).

    `stratum` is "" for all people together; `cluster` the cluster used and `fpc` how many of them there are, where
    they were sampled; `described` says that groups are clusters or finer, so that nothing is tested; `conditions` are
    what its people have in common; `unknown` are the people who may belong to one of the groups, but of whom that is
    not known; `ordered` says that the order of the outcome's categories carries meaning. The table of a paired
    comparison has one answer in its rows and the other in its columns.
    """

    comparison: Comparison
    stratum: str
    table: Crosstab
    people: pd.DataFrame
    cluster: str | None
    described: bool
    warnings: tuple[str, ...] = ()
    unknown: pd.DataFrame | None = None
    fpc: int | None = None
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ordered: bool = False

    @property
    def sets(self) -> tuple[tuple[str, ...], ...]:
        """The sets of categories whose shares are compared; the first decides."""
        return self.comparison.key

    @property
    def declared(self) -> bool:
        """Whether this is the comparison itself and not its repetition within a category."""
        return self.stratum == ""


def set_key(keys: tuple[str, ...], order: tuple[str, ...]) -> str:
    """Name of a set of categories: its keys in study order, joined by +.

    >>> set_key(("street", "community"), ("community", "street", "district"))
    'community+street'
    """
    return SETS.join(sorted(keys, key=order.index))


def ask(study: Study, records: pd.DataFrame, comparison: Comparison) -> Iterator[Question]:
    """Questions of a comparison: of all people, then within each category of `within`.

    The only door through which people become a table. Raises InputError for groups or categories that the data do
    not have.
    """
    everybody = _holding(study, records, comparison)
    where = dict(comparison.where)
    yield question_of(study, everybody, comparison, "", where)
    if comparison.within is not None:
        for stratum in categories_of(study, everybody, comparison.within):
            within = where | {comparison.within: (stratum,)}
            if chosen(everybody, within).any():
                yield question_of(study, everybody, comparison, stratum, within)


def ask_again(
    study: Study,
    records: pd.DataFrame,
    comparison: Comparison,
    conditions: Mapping[str, tuple[str, ...]],
    stratum: str,
) -> Question | None:
    """The comparison among the people who also meet these conditions, under the name of a stratum; None if nobody does."""
    everybody = _holding(study, records, comparison, *conditions)
    narrowed = dict(comparison.where) | dict(conditions)
    if not chosen(everybody, narrowed).any():
        return None
    return question_of(study, everybody, comparison, stratum, narrowed)


def _holding(study: Study, records: pd.DataFrame, comparison: Comparison, *more: str) -> pd.DataFrame:
    """The people (or the one table of counts) that have every variable the comparison is about."""
    asked = (
        comparison.outcome,
        comparison.by,
        comparison.paired_with,
        comparison.within,
        *comparison.where,
        *more,
    )
    needed = [key for key in dict.fromkeys(asked) if key]
    for key in needed:
        if key not in records.columns:
            raise InputError(
                f'比较 "{comparison.id}": 数据中没有变量 "{key}"。{suggestion(key, [str(c) for c in records.columns])}'
            )
    held: pd.DataFrame = table_holding(records, needed)
    return held


def chosen(people: pd.DataFrame, conditions: Mapping[str, tuple[str, ...]]) -> pd.Series[bool]:
    """Mask of the people who are known to meet every condition."""
    mask = pd.Series(True, index=people.index)
    for key, values in conditions.items():
        mask &= _is(people[key], values)
    return mask


def _unknown(
    people: pd.DataFrame, comparison: Comparison, conditions: Mapping[str, tuple[str, ...]]
) -> pd.DataFrame | None:
    """People who may belong to a question's groups, for all that is known of them, but need not; None without any."""
    if "n" in people.columns:
        return None
    possible = pd.Series(True, index=people.index)
    unsure = pd.Series(False, index=people.index)
    if comparison.by is not None:
        unsure = people[comparison.by].isna()
        possible = ~_is(people[comparison.by], (SKIPPED,))
        if comparison.groups:
            possible &= _is(people[comparison.by], comparison.groups) | unsure
    for key, values in conditions.items():
        possible &= _is(people[key], values) | people[key].isna()
        unsure = unsure | people[key].isna()
    return people[possible & unsure] if (possible & unsure).any() else None


def _is(column: pd.Series[Any], values: tuple[str, ...]) -> pd.Series[bool]:
    return column.isin(list(values))


def categories_of(study: Study, people: pd.DataFrame, key: str) -> list[str]:
    """Keys of the categories of a variable that may hold people, in the study's order."""
    declared = list(study.variables[key].labels)
    column = people[key]
    present = [
        str(name)
        for name in (column.cat.categories if hasattr(column, "cat") else sorted(column.dropna().unique()))
    ]
    return [name for name in (declared or present) if name != SKIPPED]


def question_of(
    study: Study,
    everybody: pd.DataFrame,
    comparison: Comparison,
    stratum: str,
    conditions: Mapping[str, tuple[str, ...]],
) -> Question:
    """The question put to the people who meet the conditions."""
    people = everybody[chosen(everybody, conditions)] if conditions else everybody
    cluster = _cluster(study, people, comparison)
    strata = study.design.strata if study.design.strata in people.columns else None
    table, people = _table(study, people, comparison, cluster, strata if strata != cluster else None)
    by_groups = comparison.by is not None
    return Question(
        comparison=comparison,
        stratum=stratum,
        table=table,
        people=people,
        cluster=cluster,
        described=cluster is not None
        and comparison.by is not None
        and _is_cluster_or_finer(people, comparison.by, cluster),
        warnings=(
            *_unplaced(study, table, cluster),
            *_of_these_streets(study, comparison, cluster),
            *_of_waves(comparison, everybody),
            *everybody.attrs.get(WARNINGS, ()),
        ),
        unknown=_unknown(everybody, comparison, conditions) if by_groups or comparison.paired_with else None,
        fpc=study.design.clusters_in_population if cluster == study.design.cluster else None,
        conditions=conditions,
        ordered=study.variables[comparison.outcome].kind == "ordered",
    )


def _cluster(study: Study, people: pd.DataFrame, comparison: Comparison) -> str | None:
    """The clusters to use: the comparison's own, those that can be followed through the waves, or the design's."""
    of_waves = people.attrs.get("waves_cluster") if comparison.by == WAVE else None
    cluster = comparison.cluster or of_waves or study.design.cluster
    return cluster if cluster in people.columns else None


def _table(
    study: Study, people: pd.DataFrame, comparison: Comparison, cluster: str | None, strata: str | None
) -> tuple[Crosstab, pd.DataFrame]:
    """The table of the groups compared, and their people."""
    if comparison.paired_with is not None:
        table = crosstab(
            people,
            rows=comparison.outcome,
            cols=comparison.paired_with,
            study=study,
            cluster=cluster,
            strata=strata,
        )
        _check_sets(comparison, table)
        return table, people
    by = comparison.by or EVERYBODY
    if comparison.by is None:
        people = people.assign(**{EVERYBODY: pd.Categorical(["all"] * len(people))})
        people.attrs["variables"] = _labels(study, [comparison.outcome]) | {
            EVERYBODY: {"label": "全部", "labels": {"all": "全部"}}
        }
    elif by == WAVE:
        people = people.copy(deep=False)
        people.attrs["variables"] = _labels(study, [comparison.outcome]) | {
            WAVE: {"label": "年度", "labels": {}}
        }
    table = crosstab(people, rows=by, cols=comparison.outcome, study=study, cluster=cluster, strata=strata)
    if comparison.merge:
        table = table.merge(comparison.merge)
    groups = comparison.groups or table.row_keys
    for group in groups:
        if group not in table.row_keys:
            raise InputError(
                f'比较 "{comparison.id}": {table.rows.label}没有 "{group}"。{suggestion(group, table.row_keys)}'
            )
    _check_sets(comparison, table)
    return table.select(groups), people[_is(people[by], tuple(groups))]


def _unplaced(study: Study, table: Crosstab, cluster: str | None) -> tuple[str, ...]:
    """People of no known cluster are in the shares, but no street is made of them (1.0: clusters decide)."""
    unknown = table.unknown_cluster
    if not unknown or cluster is None:
        return ()
    return (f"{unknown} 人的{_label(study, cluster)}不明（有矛盾或未填），计入占比，不计入误差估计",)


def _of_these_streets(study: Study, comparison: Comparison, cluster: str | None) -> tuple[str, ...]:
    """A finer cluster than the design's speaks about these streets only (1.1)."""
    if comparison.cluster is None or comparison.by == WAVE or cluster in (None, study.design.cluster):
        return ()
    strata = study.design.strata
    return (
        ("以社区为群、街道为分层，结论只限于这些街道",)
        if strata == "street" and cluster == "community"
        else ()
    )


def _of_waves(comparison: Comparison, people: pd.DataFrame) -> tuple[str, ...]:
    """What comparing waves rests on (1.11)."""
    if comparison.by != WAVE:
        return ()
    said = tuple(str(text) for text in people.attrs.get("waves_warnings", ()))
    return (*said, "两年的人不逐一对应，只比较各年的占比")


def _label(study: Study, key: str) -> str:
    return study.variables[key].label if key in study.variables else key


def _labels(study: Study, keys: list[str]) -> dict[str, Any]:
    return {
        key: {
            "label": study.variables[key].label,
            "kind": study.variables[key].kind,
            "labels": study.variables[key].labels,
        }
        for key in keys
    }


def _check_sets(comparison: Comparison, table: Crosstab) -> None:
    if comparison.by is not None and not comparison.key:
        raise InputError(
            f'比较 "{comparison.id}": {table.cols.label}没有固定的类别，须用 key 写明比较哪一类的占比，如 key: [[{next(iter(table.col_keys), "…")}]]。'
        )
    for keys in comparison.key:
        for key in keys:
            if key not in table.col_keys:
                raise InputError(
                    f'比较 "{comparison.id}": {table.cols.label}没有类别 "{key}"。{suggestion(key, table.col_keys)}'
                )
        if table.multiple and len(keys) > 1:
            raise InputError(
                f'比较 "{comparison.id}": 多选题的 key 一次只能写一个选项，如 [[{keys[0]}], [{keys[1]}]]。'
            )


def _is_cluster_or_finer(people: pd.DataFrame, by: str, cluster: str) -> bool:
    """Whether no group holds more than one cluster: then nothing can be tested at that cluster."""
    if by == cluster:
        return True
    groups, clusters = (pd.factorize(people[key])[0].astype(np.int64) for key in (by, cluster))
    known = (groups >= 0) & (clusters >= 0)
    pairs = np.unique(groups[known] * (len(people) + 1) + clusters[known])
    per_group = np.bincount(pairs // (len(people) + 1))
    return int((per_group > 0).sum()) > 2 and bool((per_group <= 1).all())
