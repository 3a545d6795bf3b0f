"""What a flow between two answers of the same people is drawn from: how many gave each two, from results or a table.

The only place here that knows how results hold the joint counts of a paired comparison; knows nothing of drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sqgz.errors import InputError
from sqgz.figures.lettering import tidy
from sqgz.figures.sources import FEW, NO_SHARES, category_label, variable_label
from sqgz.results import Results
from sqgz.results.schema import PAIRED
from sqgz.rounding import half_up
from sqgz.study.messages import suggestion
from sqgz.tables import Crosstab

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Answer:
    """One of the two answers: what it is called, and its categories' keys and labels in order."""

    key: str
    label: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Crossing:
    """People by two answers: `people` (int) and their `shares` of all (weighted if the study is), both (l, r)."""

    first: Answer
    second: Answer
    people: Array
    shares: Array
    missing: int
    comparison: str = ""
    stratum: str = ""

    @property
    def base(self) -> int:
        """People who gave both answers."""
        return int(self.people.sum())

    @property
    def alike(self) -> bool:
        """Whether both answers have the same categories, so that some people's two answers agree."""
        return self.first.keys == self.second.keys

    @property
    def same(self) -> str:
        """How many people's two answers agree, and what share of all they are."""
        return self._part(int(np.trace(self.people)), float(np.trace(self.shares)))

    def node(self, side: int, at: int) -> str:
        """People and share of one category of the first (0) or second (1) answer, as printed."""
        return self._part(
            int(self.people.sum(axis=1 - side)[at]), float(self.shares.sum(axis=1 - side)[at]), joined="，"
        )

    def _part(self, people: int, share: float, joined: str = "，占") -> str:
        return f"{people}人" + (f"{joined}{half_up(100 * share)}%" if self.base >= NO_SHARES else "")

    def numbers(self) -> pd.DataFrame:
        """Tidy frame of what is drawn: a row for each two answers."""
        return pd.DataFrame(
            [
                {
                    "comparison": self.comparison, "stratum": self.stratum, "first": self.first.key,
                    "second": self.second.key, "from": one, "to": other, "from_label": self.first.labels[i],
                    "to_label": self.second.labels[j], "count": int(self.people[i, j]), "base": self.base,
                    "share": float(self.shares[i, j]) if self.base >= NO_SHARES else None,
                }
                for i, one in enumerate(self.first.keys)
                for j, other in enumerate(self.second.keys)
            ]
        )  # fmt: skip

    def rows(self) -> pd.DataFrame:
        """Frame of the people as printed: a row for each category of the first answer, a column for each of the second."""
        return pd.DataFrame(
            [
                {f"{self.first.label}＼{self.second.label}": label}
                | {name: str(int(n)) for name, n in zip(self.second.labels, of, strict=True)}
                | {"合计": self.node(0, i)}
                for i, (label, of) in enumerate(zip(self.first.labels, self.people, strict=True))
            ]
            + [
                {f"{self.first.label}＼{self.second.label}": "合计"}
                | {name: self.node(1, j) for j, name in enumerate(self.second.labels)}
                | {"合计": f"{self.base}人"}
            ]
        )

    def alt(self) -> str:
        """The flow in words: whither the people of each first answer go, and how many do not move."""
        said = []
        for i, label in enumerate(self.first.labels):
            total = int(self.people[i].sum())
            parts = [
                f"{name}{int(n)}人" for name, n in zip(self.second.labels, self.people[i], strict=True) if n
            ]
            if total:
                said.append(
                    f"{self.first.label}为{label}的{total}人中，{self.second.label}为{'、'.join(parts)}"
                )
        ends = f"两项类别相同的{self.same}。" if self.alike and self.base else ""
        return f"流向图，同一批人（{self.base}人）的{self.first.label}与{self.second.label}。{'；'.join(said)}。{ends}"

    def notes(self) -> list[str]:
        """Sentences for 注 without their full stops."""
        found = [f"只计两项都作答的{self.base}人"]
        if self.missing:
            found[0] += f"，另有{self.missing}人至少一项未填或待核"
        if self.alike and self.base:
            found.append(f"两项类别相同的{self.same}")
        if self.base < NO_SHARES:
            found.append(f"不足{NO_SHARES}人，不列占比")
        elif self.base < FEW:
            found.append(f"不足{FEW}人，占比仅供参考")
        return found


def read_crossing(source: Crosstab | Results, comparison: str = "", stratum: str = "") -> Crossing:
    """The two answers of a table, or of a paired comparison of results (the first if none is named).

    Raises InputError for a comparison that is not paired, and where nobody gave both answers.
    """
    found = _of_results(source, comparison, stratum) if isinstance(source, Results) else _of_table(source)
    if not found.base:
        raise InputError(f"没有人同时回答{found.first.label}和{found.second.label}，画不出流向图。")
    return found


def joint_rows(results: Results) -> pd.DataFrame:
    """Rows of results that hold how many people gave each two answers."""
    return results.select(stat="count", of="total", method=PAIRED)


def _of_results(results: Results, comparison: str, stratum: str) -> Crossing:
    study, rows = results.study, joint_rows(results)
    known = list(dict.fromkeys(rows["comparison"]))
    name = comparison or next(iter(known), "")
    of_name = rows[rows["comparison"] == name]
    chosen = of_name[of_name["stratum"] == stratum]
    if of_name.empty:
        raise InputError(
            f"结果中没有同一人两项回答的比较{f' “{name}”' if name else ''}。"
            + (suggestion(name, known) if known else "请在 study.yaml 的 comparisons 中用 paired_with 声明。")
        )
    if chosen.empty:
        raise InputError(
            f'比较 "{name}" 没有分层 "{stratum}"。{suggestion(stratum, list(dict.fromkeys(of_name["stratum"])))}'
        )
    outcome = str(chosen["outcome"].iloc[0])
    other = str(study.comparison(name).paired_with)
    keys = tuple(dict.fromkeys(chosen["group"])), tuple(dict.fromkeys(chosen["against"]))
    first, second = (
        Answer(
            key, variable_label(study, key), own, tuple(category_label(study, key, one, name) for one in own)
        )
        for key, own in zip((outcome, other), keys, strict=True)
    )
    cells = chosen.set_index(["group", "against"])
    shape = len(first.keys), len(second.keys)
    order = pd.MultiIndex.from_product(keys)
    people = cells["count"].loc[order].to_numpy(dtype=np.int64).reshape(shape)
    shares = cells["value"].loc[order].to_numpy(dtype=float).reshape(shape)
    missing = chosen["missing"].iloc[0]
    return Crossing(first, second, people, shares, 0 if pd.isna(missing) else int(missing), name, stratum)


def _of_table(table: Crosstab) -> Crossing:
    if not isinstance(table, Crosstab):
        raise TypeError("a flow takes a Crosstab or Results")
    if table.multiple:
        raise InputError(f"{tidy(table.cols.label)}是多选题，一人可选多项，画不出流向图。")
    if table.layers is not None:
        raise InputError("流向图只画一张两项的表。请先用 table.layer(…) 取出一层。")
    first, second = (
        Answer(axis.key, tidy(axis.label), axis.keys, tuple(map(tidy, axis.labels)))
        for axis in (table.rows, table.cols)
    )
    return Crossing(first, second, table.array, table.share("total").to_numpy(), table.missing)
