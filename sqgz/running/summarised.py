"""Variables of tables of counts: of counts by category in rows, and of 汇总表, where a group of columns is a variable."""

from __future__ import annotations

from collections.abc import Sequence

from sqgz.cleaning.matching import match
from sqgz.running.answer_lists import list_answers
from sqgz.running.pooled import Column, pool_columns
from sqgz.running.proposals import share_mapped
from sqgz.running.proposed import Proposal, Proposals, coded_proposal, own_proposal, place_proposal
from sqgz.running.received import Received
from sqgz.running.subjects import key_for, plain_heading, question_key, subject
from sqgz.running.tallies import BOOKS, holds_numbers, tally_groups
from sqgz.study.codebooks import codebook_variable
from sqgz.study.schema import FinerCategory

_FITS = 0.5
_REMARK = "汇总表中的一组列，按组名对应这一变量"


def propose_counts(received: Sequence[Received]) -> Proposals:
    """Proposals for the columns of tables of counts: every text has to be a category."""
    proposals = Proposals()
    for column in pool_columns(received):
        about = subject(column.heading)
        if about in ("street", "community"):
            proposals.add(place_proposal(about, [column]))
            continue
        listed = list_answers(column.values, says_several=False, counted=True)
        book = BOOKS.get(about)
        if isinstance(listed, str) or _numeric(column):
            proposals.left_out.append((column, listed if isinstance(listed, str) else "数字"))
        elif book and share_mapped(codebook_variable(book), column.values) == 1.0:
            key = "position" if about == "posts" else about
            proposals.add(coded_proposal(key, book, [column]))
        else:
            key = about if about in ("hukou", "residence", "sex", "zone", "education") else ""
            proposals.add(
                own_proposal(column, key or question_key(column.heading, len(proposals.variables)), listed)
            )
    return proposals


def _numeric(column: Column) -> bool:
    return (
        all(text.replace(".", "", 1).replace("%", "").strip().isdigit() for text in column.values)
        and len(column.values) > 3
    )


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
