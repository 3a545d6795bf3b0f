"""One district as it takes part: its study, and its counts as they were handed on. Nobody's record is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sqgz.cleaning.saving import COUNTS, PLACES
from sqgz.errors import InputError
from sqgz.results.districts.naming import name_districts
from sqgz.study import Study
from sqgz.study.references import LOCAL
from sqgz.tables import table_holding
from sqgz.tables.cells import MEASURES
from sqgz.tables.locality import PREFIX

SUMMARY = "summary."  # tables of streets that sent counts instead of people


@dataclass(frozen=True, eq=False)
class District:
    """A study among several: what it is called there, its cells, and its official list if it has one."""

    label: str
    study: Study
    cells: pd.DataFrame
    places: pd.DataFrame | None = None

    @property
    def name(self) -> str:
        """Key of the district in results: the name of its study."""
        return self.study.name

    @property
    def mixed(self) -> bool:
        """Whether some streets sent people and some only counts."""
        return not self.study.counts_only and any(one.startswith(SUMMARY) for one in self.tables)

    @property
    def people(self) -> int | None:
        """How many people were counted, those of streets that sent only counts included; None if tables do not say."""
        own = [name for name in self.tables if not name.startswith((SUMMARY, PREFIX))]
        if self.study.counts_only:
            return int(self.part(own[0])["n"].sum()) if len(self.tables) == 1 else None
        added = [int(self.part(name)["n"].sum()) for name in self.tables if name.startswith(SUMMARY)]
        return int(self.part(own[0])["n"].sum()) + max(added, default=0) if own else None

    @cached_property
    def tables(self) -> dict[str, frozenset[str]]:
        """The variables that each table of counts holds."""
        found = {}
        for name, part in self._parts.items():
            keys = [key for key in part.columns if key not in ("table", *MEASURES)]
            found[name] = frozenset(key for key in keys if part[key].notna().any())
        return found

    @cached_property
    def _parts(self) -> dict[str, pd.DataFrame]:
        return {str(name): part for name, part in self.cells.groupby("table", sort=False, observed=True)}

    def part(self, table: str) -> pd.DataFrame:
        """The cells of one table; none if there is no such table."""
        return self._parts.get(table, self.cells.iloc[:0])

    def holding(self, keys: Sequence[str], *, preferred: str = "") -> pd.DataFrame | None:
        """Cells of a table that counts everybody by these variables; None if there is none, or no single one.

        Of people every declared comparison has a table of everybody. Tables of a study of counts may be of different
        people: there a table is taken only where no other could be meant.
        """
        if LOCAL in keys:
            held_there = self.tables.get(preferred, frozenset())
            return self.part(preferred) if set(keys) <= held_there else None
        wanted = frozenset(keys)
        if self.study.counts_only:
            try:
                held: pd.DataFrame = table_holding(self.cells, list(keys))
            except InputError:
                return None
            return held
        own = [name for name in self.tables if not name.startswith((SUMMARY, PREFIX))]
        fitting = [name for name in own if wanted <= self.tables[name]]
        if not fitting:
            return None
        return self.part(preferred if preferred in fitting else fitting[0])


def load_districts(studies: Sequence[Study]) -> list[District]:
    """The districts, in the order given.

    Raises InputError for fewer than two studies, a study named twice, and one that has not been run.
    """
    if len(studies) < 2:
        raise InputError("比较至少要两个调查。请写出几个调查，如 sqgz compare data/raw/甲区 data/raw/乙区。")
    seen: dict[str, Study] = {}
    for study in studies:
        if study.name in seen:
            other = seen[study.name]
            same = other.folder.resolve() == study.folder.resolve()
            raise InputError(
                f'调查 "{study.name}" 写了两次。每个调查只写一次。'
                if same
                else f'两个调查同名 "{study.name}"（{other.folder.name} 与 {study.folder.name}），无法区分。请改其中一个 study.yaml 的 name。'
            )
        seen[study.name] = study
    labels = name_districts(studies)
    return [_load(study, labels[study.name]) for study in studies]


def _load(study: Study, label: str) -> District:
    path = study.processed / COUNTS
    shown = study.folder.name
    if study.folder.is_relative_to(study.root):
        shown = study.folder.relative_to(study.root).as_posix()
    if not path.exists():
        raise InputError(
            f'调查 "{study.name}" 还没有计数结果（data/processed/{study.name}/{COUNTS}），无法比较。请先运行 python run.py run {shown}。'
        )
    try:
        cells = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise InputError(
            f'调查 "{study.name}" 的 {COUNTS} 无法读取，文件已损坏。请重新运行 python run.py run {shown}。'
        ) from error
    if not {"table", *MEASURES} <= set(cells.columns):
        raise InputError(
            f'调查 "{study.name}" 的 {COUNTS} 不是计数表（缺少 table、n、w 或 w2 列）。请重新运行 python run.py run {shown}。'
        )
    places = study.processed / PLACES
    return District(
        label, study, cells, pd.read_parquet(places) if study.has_frame and places.exists() else None
    )
