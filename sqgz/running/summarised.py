"""Variables of tables that streets filled in with counts (汇总表): joined to those of people, or proposed by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqgz.cleaning.matching import match
from sqgz.running.pooled import pool_columns
from sqgz.running.proposed import Proposal, Proposals, coded_proposal, place_proposal
from sqgz.running.received import Received
from sqgz.running.subjects import key_for, plain_heading, subject
from sqgz.running.tallies import BOOKS, holds_numbers, tally_groups
from sqgz.study.codebooks import codebook_variable
from sqgz.study.schema import FinerCategory

_FITS = 0.5
_REMARK = "汇总表中的一组列，按组名对应这一变量"


def add_summaries(proposals: Proposals, summaries: Sequence[Received]) -> None:
    """Nothing; adds to the proposals what stands in the tables: places, positions in rows, a variable for each group."""
    for column in pool_columns(summaries):
        about = subject(column.heading)
        if about in ("street", "community"):
            known = proposals.variables.get(about)
            if known is None:
                proposals.add(place_proposal(about, [column]))
            else:
                known.further = (*known.further, column.heading)
        elif (
            about == "posts"
            and "position" not in proposals.variables
            and not _counts(summaries, column.heading)
        ):
            proposals.add(coded_proposal("position", "position", [column]))
    groups: dict[str, dict[str, None]] = {}
    for one in summaries:
        for group, labels in tally_groups(one.sheet).items():
            groups.setdefault(group, {}).update(dict.fromkeys(labels))
    for group, found in groups.items():
        _add_group(proposals, group, list(found))


def _add_group(proposals: Proposals, group: str, labels: Sequence[str]) -> None:
    about = subject(group)
    key = "position" if about == "posts" else about
    known = proposals.variables.get(key) if key else None
    if known is not None:
        known.further = (*known.further, group)
        return
    book = BOOKS.get(about, "")
    if book and _share(book, labels) >= _FITS:
        proposal = coded_proposal(key, book, [])
    else:
        categories = tuple(FinerCategory(key=f"a{n}", label=label) for n, label in enumerate(labels, start=1))
        fields = {"label": plain_heading(group), "kind": "nominal"}
        proposal = Proposal(
            key or key_for(group) or f"v{len(proposals.variables) + 1}", fields, categories=categories
        )
    proposal.further = (group,)
    proposal.remarks.append(_REMARK)
    proposals.add(proposal)


def _counts(summaries: Sequence[Received], heading: str) -> bool:
    """Whether the column holds numbers wherever it stands: a group of its own, not the people of a row."""
    return all(holds_numbers(one.sheet, heading) for one in summaries if heading in one.sheet.text)


def _share(book: str, labels: Sequence[str]) -> float:
    variable = codebook_variable(book)
    return sum(match(variable, label).status == "mapped" for label in labels) / max(1, len(labels))
