"""From a table or results to what a figure of shares shows: panels of groups, each with its shares and its base.

The only place here that knows how results are laid out for shares; knows nothing of drawing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sqgz.errors import InputError
from sqgz.figures.lettering import tidy
from sqgz.figures.withheld import note_of, published_groups
from sqgz.results import Results
from sqgz.results.labels import of_mix
from sqgz.results.schema import SETS
from sqgz.rounding import half_up
from sqgz.study import Study
from sqgz.study.messages import suggestion
from sqgz.tables import Crosstab

FEW = 30  # people below whom shares are for reference only
NO_SHARES = 20  # people below whom no percentage is shown
Source = Crosstab | Results | Sequence[Crosstab]


@dataclass(frozen=True)
class Group:
    """One bar: whose it is, how many people it is of, and their counts and shares (0 to 1) by category."""

    key: str
    label: str
    stratum: str
    base: int
    counts: tuple[int, ...]
    shares: tuple[float, ...]

    @property
    def shown(self) -> bool:
        """Whether it has people enough for percentages."""
        return self.base >= NO_SHARES


@dataclass(frozen=True)
class Panel:
    """One variable's shares by groups; `multiple` says that one person may stand in several categories.

    `note` says that groups are left out because their numbers are withheld.
    """

    outcome: str
    title: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    groups: tuple[Group, ...]
    multiple: bool = False
    note: str = ""

    def numbers(self) -> pd.DataFrame:
        """Tidy frame of what is drawn: a row per group and category; no share where there are too few people."""
        return pd.DataFrame(
            [
                {
                    "outcome": self.outcome, "stratum": group.stratum, "group": group.key, "category": key,
                    "outcome_label": self.title, "group_label": group.label, "category_label": label,
                    "count": count, "base": group.base, "share": share if group.shown else None,
                }
                for group in self.groups
                for key, label, count, share in zip(self.keys, self.labels, group.counts, group.shares, strict=True)
            ]
        )  # fmt: skip

    def rows(self) -> pd.DataFrame:
        """Frame of the percentages as printed: a row per group, a column per category, and the base."""
        return pd.DataFrame(
            [
                {"": f"{self.title} {group.label}"}
                | {
                    label: str(half_up(share * 100)) if group.shown else "—"
                    for label, share in zip(self.labels, group.shares, strict=True)
                }
                | {"基数": str(group.base)}
                for group in self.groups
            ]
        )

    def alt(self) -> str:
        """The panel in words: of every group the share of the first category, and the rest after it."""
        said = []
        for group in self.groups:
            if not group.shown:
                said.append(f"{group.label}仅{group.base}人，不列占比")
                continue
            parts = [f"{a}{half_up(s * 100)}%" for a, s in zip(self.labels, group.shares, strict=True)]
            said.append(f"{group.label}（{group.base}人）{'、'.join(parts)}")
        return f"{self.title}：{'；'.join(said)}。"


def read_panels(source: Source, comparisons: Sequence[str], *, by: str | None = None) -> list[Panel]:
    """Panels of a table, of several tables, or of the named comparisons (or profile.VARIABLE) of results.

    Raises InputError for a comparison that has no shares by groups.
    """
    if isinstance(source, Results):
        if not comparisons:
            raise InputError(
                '请写明画哪些比较，如 comparisons=["hukou_by_position", "residence_by_position"]。'
            )
        return [_panel_of_results(source, one, by) for one in comparisons]
    tables = [source] if isinstance(source, Crosstab) else list(source)
    if not tables or not all(isinstance(one, Crosstab) for one in tables):
        raise TypeError("a figure of shares takes a Crosstab, a list of them, or Results")
    return [_panel_of_table(table) for table in tables]


def _panel_of_table(table: Crosstab) -> Panel:
    layers = zip(table.layers.keys, table.layers.labels, strict=True) if table.layers else [("", "")]
    groups = []
    for layer, layer_label in layers:
        part = table.layer(layer) if layer else table
        shares = part.share("row").to_numpy()
        for i, (key, label) in enumerate(zip(part.rows.keys, part.rows.labels, strict=True)):
            groups.append(
                Group(
                    key,
                    tidy(f"{layer_label} {label}"),
                    layer,
                    int(part.row_bases[i]),
                    tuple(int(n) for n in part.array[i]),
                    tuple(float(share) for share in shares[i]),
                )
            )
    labels = tuple(map(tidy, table.cols.labels))
    title = tidy(table.cols.label)
    return Panel(table.cols.key, title, table.cols.keys, labels, tuple(groups), table.multiple)


def share_rows(results: Results, comparison: str, *, by: str | None = None) -> pd.DataFrame:
    """Rows of results that hold a comparison's shares by groups, repeats within strata included.

    Raises InputError where there are none, naming the comparisons that have some.
    """
    rows = results.select(stat="share", of="row")
    rows = rows[(rows["group"] != "") & ~rows["stratum"].map(of_mix).astype(bool)]
    found = rows[rows["comparison"] == comparison]
    if by is not None or comparison.startswith("profile."):
        found = found[found["by"] == (by or "position")]
    if found.empty:
        known = list(dict.fromkeys(rows["comparison"]))
        group = f"（按 {by} 分组）" if by else ""
        raise InputError(f'结果中没有 "{comparison}"{group} 的占比。{suggestion(comparison, known)}')
    return found


def _panel_of_results(results: Results, comparison: str, by: str | None) -> Panel:
    study = results.study
    rows = share_rows(results, comparison, by=by)
    if (rows["stratum"] != "").any():
        rows = rows[rows["stratum"] != ""]
    outcome, by_key = str(rows["outcome"].iloc[0]), str(rows["by"].iloc[0])
    multiple = outcome in study.variables and study.variables[outcome].kind == "multiple"
    within = _within(study, comparison)
    rows = rows[~rows["category"].str.contains(SETS, regex=False)]
    note = note_of(rows)
    rows = published_groups(rows, comparison)
    keys = tuple(dict.fromkeys(rows["category"]))
    groups = []
    for (stratum, group), part in rows.groupby(["stratum", "group"], sort=False):
        cells = part.set_index("category").loc[list(keys)]
        label = f"{category_label(study, within, str(stratum))} {category_label(study, by_key, str(group))}"
        groups.append(
            Group(
                str(group),
                tidy(label),
                str(stratum),
                int(cells["base"].iloc[0]),
                tuple(int(n) for n in cells["count"]),
                tuple(float(share) for share in cells["value"]),
            )
        )
    labels = tuple(category_label(study, outcome, key, comparison) for key in keys)
    return Panel(outcome, variable_label(study, outcome), keys, labels, tuple(groups), multiple, note)


def _within(study: Study, comparison: str) -> str:
    declared = {one.id: one for one in study.comparisons}
    return (declared[comparison].within or "") if comparison in declared else ""


def letters_in(text: str) -> str:
    """The letters of pairwise comparisons that a share row of results carries as text; empty where it has other words.

    >>> letters_in("ab"), letters_in("居住在本社区的比重"), letters_in("*")
    ('ab', '', '')
    """
    return text if re.fullmatch("[a-z′]+", text) else ""


def is_place(study: Study, variable: str) -> bool:
    """Whether a variable's categories are places."""
    return variable in study.variables and study.variables[variable].kind == "place"


def limits(study: Study, comparison: str, stratum: str = "") -> str:
    """Whom a comparison is about where it is not about all: 职务为主职, or the stratum within which it is repeated."""
    declared = {one.id: one for one in study.comparisons}.get(comparison)
    chosen = list((declared.where if declared else {}).items())
    if stratum and "=" in stratum:
        chosen += [(key, (value,)) for key, _, value in (part.partition("=") for part in stratum.split(","))]
    elif stratum and not of_mix(stratum) and declared is not None and declared.within:
        chosen.append((declared.within, (stratum,)))
    said = [
        f"{variable_label(study, key)}为{'、'.join(category_label(study, key, value) for value in values)}"
        for key, values in chosen
    ]
    return "、".join(said + (["标准化后"] if stratum and of_mix(stratum) and "=" not in stratum else []))


def variable_label(study: Study, key: str) -> str:
    """Label of a variable; the key itself where the study does not declare it (waves)."""
    return tidy(study.variables[key].label) if key in study.variables else key


def category_label(study: Study, variable: str, category: str, comparison: str = "") -> str:
    """Label of a category or of a set of categories joined by +; what was merged is spelt out.

    Places and waves are their own labels.
    """
    known: dict[str, Any] = study.variables[variable].labels if variable in study.variables else {}
    merged = {one.id: one.merge for one in study.comparisons}.get(comparison, {})
    parts = []
    for key in category.split(SETS) if category not in known else [category]:
        olds = merged.get(key, ())
        parts.append(known.get(key, "、".join(str(known.get(old, old)) for old in olds) or key))
    return tidy("、".join(parts))
