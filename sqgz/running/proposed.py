"""A proposed variable as it will be declared, and how each sort of proposal is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqgz.running.answer_lists import AnswerList
from sqgz.running.pooled import Column
from sqgz.running.subjects import plain_heading
from sqgz.study.codebooks import codebook_variable, merge_categories
from sqgz.study.references import RESERVED
from sqgz.study.schema import FinerCategory, Variable

_LABELS: Final = {
    "street": "街道", "community": "社区（村）", "hukou": "户口所在地", "residence": "居住地", "age": "年龄", "education": "文化程度",
    "sex": "性别", "zone": "片区", "party_post": "党组织职务", "committee_post": "居（村）委会职务",
}  # fmt: skip
_LEVELS: Final[dict[str, Literal["street", "community"]]] = {"street": "street", "community": "community"}


@dataclass(eq=False)
class Proposal:
    """A proposed variable: its key, the fields of study.yaml in their order, and what stands behind it.

    `fields` hold texts, tuples of texts (column) or of numbers (bands); `variable` matches its answers, None where
    nothing of them may be shown; `people` gives the people of each own category by key. `further` are headings under
    which it stands in tables of counts only.
    """

    key: str
    fields: dict[str, Any]
    columns: list[Column] = field(default_factory=list)
    variable: Variable | None = None
    categories: tuple[FinerCategory, ...] = ()
    people: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    further: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that leads to the variable, each once; that of most sheets first."""
        columns = sorted(self.columns, key=lambda column: -len(column.sheets))
        return tuple(dict.fromkeys((*(column.heading for column in columns), *self.further)))

    def values(self) -> Counter[str]:
        """People of each text, over all the columns."""
        return sum((Counter(column.values) for column in self.columns), Counter[str]())


@dataclass(eq=False)
class Proposals:
    """Proposed variables by key in the order of the study, and the columns left out with their reason."""

    variables: dict[str, Proposal] = field(default_factory=dict)
    left_out: list[tuple[Column, str]] = field(default_factory=list)

    def add(self, proposal: Proposal) -> None:
        """Take a proposal in, under a key that no other has."""
        base, number = proposal.key, 1
        while proposal.key in self.variables or proposal.key in RESERVED:
            number += 1
            proposal.key = f"{base}_{number}"
        self.variables[proposal.key] = proposal


def place_proposal(about: str, columns: list[Column]) -> Proposal:
    """The street or community that columns name."""
    variable = Variable(variable_key=about, label=_LABELS[about], kind="place", level=_LEVELS[about])
    return Proposal(about, {"label": _LABELS[about], "kind": "place", "level": about}, columns, variable)


def coded_proposal(key: str, book: str, columns: list[Column], label: str = "") -> Proposal:
    """A variable with the answers of a shipped codebook."""
    variable = codebook_variable(book)
    label = label or _LABELS.get(key) or variable.label
    return Proposal(
        key, {"label": label, "codebook": book}, columns, variable.model_copy(update={"label": label})
    )


def post_proposal(key: str, columns: list[Column]) -> Proposal:
    """A post that has a column of its own, where 无 means that none is held."""
    proposal = coded_proposal(key, key, columns)
    if "无" in proposal.values() and proposal.variable is not None:
        none = next(one for one in proposal.variable.categories if one.key == "none")
        proposal.categories = (FinerCategory(key="none", label=none.label, aliases=("无",)),)
        categories = merge_categories(proposal.variable.categories, proposal.categories)
        proposal.variable = proposal.variable.model_copy(update={"categories": categories})
        proposal.remarks.append(f"单列一栏，“无”按“{none.label}”计")
    return proposal


def own_proposal(
    column: Column, key: str, listed: AnswerList, label: str = "", *, alike: Sequence[Column] = ()
) -> Proposal:
    """A variable with the answers that were listed from its own column, and from those `alike` in other sheets."""
    label = label or plain_heading(column.heading)
    variable = Variable(
        variable_key=key,
        label=label,
        kind=listed.kind,
        column=tuple(one.heading for one in (column, *alike)),
        categories=listed.categories,
    )
    return Proposal(
        key,
        {"label": label, "kind": listed.kind},
        [column, *alike],
        variable,
        listed.categories,
        listed.people,
        list(listed.remarks),
    )
