"""Choices for one column that holds both posts of a person: every pair of seats, in words that are read for certain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqgz.cleaning.matching import match
from sqgz.cleaning.texts.posts import BOOKS, position_from_posts
from sqgz.forms.meanings import VAGUE
from sqgz.study import Variable
from sqgz.study.codebooks import codebook_variable

_PARTY: Final = {"secretary": "书记", "deputy_secretary": "副书记", "member": "党组织委员"}
_COMMITTEE: Final = {"director": "主任", "deputy_director": "副主任", "member": "居（村）委会委员"}
_STAFF: Final = ("其他社区工作者", "社区工作者", "社工")


def holds_posts(variables: Sequence[Variable]) -> bool:
    """Whether one column is to tell the posts in both bodies."""
    books = {variable.codebook for variable in variables}
    return {"party_post", "committee_post"} <= books and books <= set(BOOKS)


def post_choices(variables: Sequence[Variable]) -> list[tuple[str, str]]:
    """Words for every pair of seats, each with what it means; only such as all the variables read as this pair."""
    of_book = {variable.codebook: variable for variable in variables}
    party, committee = of_book["party_post"], of_book["committee_post"]
    pairs = [
        (one, other)
        for one in party.labels
        for other in committee.labels
        if not VAGUE & {one, other} and (one, other) != ("none", "none")
    ]
    pairs.sort(key=lambda pair: _heads_first(*pair))
    found = []
    for one, other in [*pairs, ("none", "none")]:
        word = next((text for text in _words(of_book, one, other) if _is_read(of_book, text, one, other)), "")
        if word:
            found.append((word, _meaning(party, committee, one, other)))
    return found


def _heads_first(party: str, committee: str) -> tuple[int, bool]:
    position, detail = position_from_posts(party, committee)
    rank = {"一肩挑": 0, "书记": 1, "主任": 2}.get(detail or "", 3 if position == "chief" else 4)
    return rank, "none" not in (party, committee)


def _words(of_book: dict[str | None, Variable], party: str, committee: str) -> list[str]:
    """Ways to write a pair of seats, the plainest first."""
    if (party, committee) == ("none", "none"):
        return [*_STAFF]
    labels = of_book["party_post"].labels, of_book["committee_post"].labels
    short = [_PARTY.get(party, labels[0][party])] * (party != "none")
    short += [_COMMITTEE.get(committee, labels[1][committee])] * (committee != "none")
    whole = [labels[0][party]] * (party != "none") + [labels[1][committee]] * (committee != "none")
    together = ["一肩挑"] if (party, committee) == ("secretary", "director") else []
    return [*together, "、".join(short), "、".join(whole)]


def _is_read(of_book: dict[str | None, Variable], text: str, party: str, committee: str) -> bool:
    """Whether the text leads to just this pair, and to the position that follows from it."""
    position, _ = position_from_posts(party, committee)
    asked = {
        "party_post": (of_book["party_post"], party),
        "committee_post": (of_book["committee_post"], committee),
        "position": (of_book.get("position", codebook_variable("position")), position),
    }
    return all(match(variable, text).key == key for variable, key in asked.values())


def _meaning(party: Variable, committee: Variable, one: str, other: str) -> str:
    if (one, other) == ("none", "none"):
        return "在党组织和居（村）委会中都不任职"
    seats = [party.labels[one]] * (one != "none") + [committee.labels[other]] * (other != "none")
    alone = "" if len(seats) == 2 else "，不在居（村）委会中任职" if one != "none" else "，不在党组织中任职"
    return f"任{'、'.join(seats)}{alone}"
