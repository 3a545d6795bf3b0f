"""What goes wrong with whose papers: decided before anything is written, so that every text has a known truth.

A person has at most one trouble; only those without one have faulty single answers. Otherwise two mishaps could
meet in one cell, and what an honest cleaner must do with it would be a matter of opinion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sqgz.example import parameters as given
from sqgz.example.people import HEAD_BOTH, Person

_WITHIN = ("community", "street", "district")
_ASKED = ("hukou", "residence", "pay", "reasons", "posts", "education", "birth")


@dataclass(frozen=True)
class Plan:
    """The mishaps of one person: a trouble ("" for none) and the fault of each question."""

    trouble: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def joined(self) -> bool:
        """Whether questionnaire and roster can be told to be of one person."""
        return self.trouble not in ("number_id", "blank_id", "wrong_checksum", "unanswered_id")


def plan_troubles(rng: np.random.Generator, people: Sequence[Person]) -> dict[int, Plan]:
    """Plan of every person by number: troubles as many as the parameters say, faults at their rates."""
    plans: dict[int, Plan] = {}
    _choose(rng, plans, people, "two_lines", given.TWO_LINES, _fits["two_lines"])
    for trouble, n in given.TROUBLES.items():
        _choose(rng, plans, people, trouble, n, _fits.get(trouble, _answering))
    for person in people:
        faults = _faults(rng, person)
        if person.number not in plans:
            plans[person.number] = Plan(faults=faults)
    return plans


def _choose(
    rng: np.random.Generator,
    plans: dict[int, Plan],
    people: Sequence[Person],
    trouble: str,
    n: int,
    fits: Callable[[Person], bool],
) -> None:
    able = [p.number for p in people if p.number not in plans and p.counted and fits(p)]
    for number in rng.choice(able, size=n, replace=False).tolist():
        plans[number] = Plan(trouble=trouble)


def _answering(person: Person) -> bool:
    return person.answers


_fits: dict[str, Callable[[Person], bool]] = {
    "two_lines": lambda p: (p.party_post, p.committee_post) == HEAD_BOTH,
    "number_id": lambda p: p.answers and p.identity.isdigit(),
    "hukou_contradiction": lambda p: p.answers and p.hukou in ("street", "district"),
    "residence_contradiction": lambda p: p.answers and p.residence in ("street", "district"),
    "repeated_line": lambda p: p.position != "chief",
    "misspelt_community": lambda p: (
        p.unit.unit_type == "community" and p.unit.unique and p.unit.written == p.unit.name
    ),
}


def _faults(rng: np.random.Generator, person: Person) -> dict[str, str]:
    """At each question: missing, ambiguous, a place instead of an option, or none; drawn for everybody alike."""
    faults: dict[str, str] = {}
    for question, u in zip(_ASKED, rng.random(len(_ASKED)).tolist(), strict=True):
        if u < given.MISSING:
            faults[question] = _missing(person, question, u / given.MISSING)
        elif question != "reasons" and u < given.MISSING + given.AMBIGUOUS:
            faults[question] = "ambiguous"
        elif u > 1 - given.PLACE_AS_ANSWER and getattr(person, question, "outside") in _WITHIN:
            faults[question] = "place"
    if not person.counted:
        faults["posts"] = "ambiguous"
    return faults


def _missing(person: Person, question: str, u: float) -> str:
    """How the answer is missing: wholly, but with an address that tells it, or with one that tells the street only."""
    level = getattr(person, question, "")
    if question in ("hukou", "residence") and level != "outside" and u < 1 / 3:
        return "address_only"
    if question == "residence" and level == "street" and u < 2 / 3:
        return "street_only"
    return "missing"
