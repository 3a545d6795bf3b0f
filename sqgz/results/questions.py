"""One declared comparison made ready: whose answers, in which strata, as tables of groups by categories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sqgz.errors import InputError
from sqgz.results.schema import SETS
from sqgz.study import Comparison, Study
from sqgz.study.messages import suggestion
from sqgz.study.references import SKIPPED
from sqgz.tables import Crosstab, crosstab, table_holding

EVERYBODY = "_everybody"  # a variable of one category, for distributions that are not by groups


@dataclass(frozen=True, eq=False)
class Question:
    """A comparison within one stratum: its table, and the people of the table's groups as records (or cells).

    `stratum` is "" for all people together; `cluster` the cluster used; `described` says that groups are clusters
    or finer, so that nothing is tested; `unknown` are the people who may belong to one of the groups, but of whom
    that is not known.
    """

    comparison: Comparison
    stratum: str
    table: Crosstab
    people: pd.DataFrame
    cluster: str | None
    described: bool
    warnings: tuple[str, ...] = ()
    unknown: pd.DataFrame | None = None

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

    Raises InputError for groups or categories that the data do not have.
    """
    needed = [key for key in (comparison.outcome, comparison.by, comparison.within, *comparison.where) if key]
    for key in needed:
        if key not in records.columns:
            raise InputError(
                f'比较 "{comparison.id}": 数据中没有变量 "{key}"。{suggestion(key, [str(c) for c in records.columns])}'
            )
    everybody = table_holding(records, needed)
    people = everybody
    for key, values in comparison.where.items():
        people = people[people[key].isin(list(values))]
    yield _question(study, people, comparison, "", _unknown(everybody, comparison, ""))
    if comparison.within is not None:
        for stratum in _categories(study, people, comparison.within):
            part = people[people[comparison.within] == stratum]
            if len(part):
                yield _question(study, part, comparison, stratum, _unknown(everybody, comparison, stratum))


def _unknown(people: pd.DataFrame, comparison: Comparison, stratum: str) -> pd.DataFrame | None:
    """People who may belong to a question's groups, for all that is known of them, but need not; None without any."""
    if comparison.by is None or "n" in people.columns:
        return None
    wanted = dict(comparison.where)
    if stratum and comparison.within is not None:
        wanted[comparison.within] = (stratum,)
    possible, unsure = ~_is(people[comparison.by], (SKIPPED,)), people[comparison.by].isna()
    if comparison.groups:
        possible &= _is(people[comparison.by], comparison.groups) | unsure
    for key, values in wanted.items():
        possible &= _is(people[key], values) | people[key].isna()
        unsure |= people[key].isna()
    return people[possible & unsure] if (possible & unsure).any() else None


def _is(column: pd.Series[Any], values: tuple[str, ...]) -> pd.Series[bool]:
    return column.isin(list(values))


def _categories(study: Study, people: pd.DataFrame, key: str) -> list[str]:
    declared = list(study.variables[key].labels)
    column = people[key]
    present = [
        str(name)
        for name in (column.cat.categories if hasattr(column, "cat") else sorted(column.dropna().unique()))
    ]
    return [name for name in (declared or present) if name != SKIPPED]


def _question(
    study: Study, people: pd.DataFrame, comparison: Comparison, stratum: str, maybe: pd.DataFrame | None
) -> Question:
    cluster = comparison.cluster or study.design.cluster
    cluster = cluster if cluster in people.columns else None
    by = comparison.by or EVERYBODY
    if comparison.by is None:
        people = people.assign(**{EVERYBODY: pd.Categorical(["all"] * len(people))})
        people.attrs["variables"] = _labels(study, [comparison.outcome]) | {
            EVERYBODY: {"label": "全部", "labels": {"all": "全部"}}
        }
    table = crosstab(people, rows=by, cols=comparison.outcome, study=study, cluster=cluster)
    if comparison.merge:
        table = table.merge(comparison.merge)
    groups = comparison.groups or table.row_keys
    for group in groups:
        if group not in table.row_keys:
            raise InputError(
                f'比较 "{comparison.id}": {table.rows.label}没有 "{group}"。{suggestion(group, table.row_keys)}'
            )
    table = table.select(groups)
    _check_sets(comparison, table)
    described = (
        cluster is not None
        and comparison.by is not None
        and _is_cluster_or_finer(people, comparison.by, cluster)
    )
    unknown = table.unknown_cluster
    warnings = (
        (f"{unknown} 人的{_label(study, cluster)}不明（有矛盾或未填），计算误差时另作一群",)
        if unknown and cluster
        else ()
    )
    return Question(
        comparison=comparison,
        stratum=stratum,
        table=table,
        people=people[people[by].isin(list(groups))],
        cluster=cluster,
        described=described,
        warnings=warnings,
        unknown=maybe,
    )


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
    per_group = people[[by, cluster]].dropna().drop_duplicates().groupby(by, observed=True)[cluster].nunique()
    return len(per_group) > 2 and bool((per_group <= 1).all())
