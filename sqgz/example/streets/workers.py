"""Who works in the larger district, with what status, and what goes wrong with whose line.

A person has at most one trouble, and only those without one have faulty single cells: what an honest cleaner must
do is then never a matter of opinion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from sqgz.example.district import Unit
from sqgz.example.people import HEAD_BOTH, STAFF_POSTS, Person, draw_people
from sqgz.example.streets import parameters as given
from sqgz.example.streets.district import misspelt
from sqgz.example.streets.headings import VARIANTS

REPORTED: Final = {report.street: report for report in given.REPORTS if report.kind not in ("damaged", "wps")}
"""Streets whose people stand in a file that can be read, with the report of each."""


@dataclass(frozen=True)
class Worker:
    """A person, the status that decides whether they count ("" for 专职), and what goes wrong.

    `also_in` is a second street that reports the person, "" for most; `faults` are those of single questions.
    """

    person: Person
    status: str = ""
    trouble: str = ""
    also_in: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def scope(self) -> str:
        """纳入, 不纳入 or 单列, by the study or by what the official decides."""
        return (given.SCOPE | given.UNLISTED).get(self.status, "纳入")

    @property
    def counted(self) -> bool:
        """Whether the person is among those whom the official list counts."""
        return self.scope == "纳入"


def draw_workers(rng: np.random.Generator, units: tuple[Unit, ...]) -> tuple[Worker, ...]:
    """Everybody who works in the units, unit by unit, heads first."""
    people_rng, status_rng, trouble_rng, fault_rng = rng.spawn(4)
    workers = [_as_reported(person) for person in draw_people(people_rng, units)]
    _give_statuses(status_rng, workers)
    _give_troubles(trouble_rng, workers)
    return tuple(
        worker
        if worker.trouble or worker.status or worker.also_in
        else replace(worker, faults=_faults(fault_rng, worker))
        for worker in workers
    )


def _as_reported(person: Person) -> Worker:
    """The person as a worker; where posts stand in two columns, nobody's committee is left open."""
    report = REPORTED.get(person.unit.street)
    two_columns = report is not None and "party_post" in VARIANTS[report.variant].roles
    if two_columns and person.party_post == "unspecified":
        person = replace(person, party_post="none", committee_post="member")
    if not person.counted:
        return Worker(replace(person, position="staff"), status="第一书记")
    return Worker(person)


def _choose(
    rng: np.random.Generator, workers: list[Worker], n: int, fits: Callable[[Worker], bool]
) -> list[int]:
    able = [
        i
        for i, worker in enumerate(workers)
        if worker.person.unit.street in REPORTED
        and not (worker.status or worker.trouble or worker.also_in or misspelt(worker.person.unit))
        and fits(worker)
    ]
    return [int(i) for i in rng.choice(able, size=n, replace=False)]


def _give_statuses(rng: np.random.Generator, workers: list[Worker]) -> None:
    for status, n in given.STATUSES.items():
        for i in _choose(rng, workers, n, lambda w: w.person.position == "staff"):
            workers[i] = replace(workers[i], status=status)


def _give_troubles(rng: np.random.Generator, workers: list[Worker]) -> None:
    for trouble, n in given.TROUBLES.items():
        for i in _choose(rng, workers, n, _fits.get(trouble, lambda _: True)):
            workers[i] = replace(workers[i], trouble=trouble)
    others = [street for street, report in REPORTED.items() if report.kind == "plain"]
    for i in _choose(rng, workers, given.TWO_FILES, _may_stand_in_two_files):
        elsewhere = [street for street in others if street != workers[i].person.unit.street]
        workers[i] = replace(workers[i], also_in=elsewhere[int(rng.integers(len(elsewhere)))])


def _form(worker: Worker) -> tuple[str, dict[str, str]]:
    variant = VARIANTS[REPORTED[worker.person.unit.street].variant]
    return variant.style, variant.roles


def _may_stand_in_two_files(worker: Worker) -> bool:
    """Staff from outside the district: their levels are the same seen from either street."""
    person = worker.person
    plain = REPORTED[person.unit.street].kind == "plain"
    outside = person.hukou == person.residence == "outside"
    return plain and outside and (person.party_post, person.committee_post) == STAFF_POSTS


_fits: dict[str, Callable[[Worker], bool]] = {
    "two_lines": lambda w: (
        (w.person.party_post, w.person.committee_post) == HEAD_BOTH and "posts" in _form(w)[1]
    ),
    "number_id": lambda w: w.person.identity.isdigit(),
    "repeated_line": lambda w: w.person.position != "chief",
    "hukou_contradiction": lambda w: (
        w.person.hukou in ("street", "district") and "hukou_place" in _form(w)[1]
    ),
    "residence_contradiction": lambda w: (
        w.person.residence in ("street", "district") and "residence_place" in _form(w)[1]
    ),
}


def _faults(rng: np.random.Generator, worker: Worker) -> dict[str, str]:
    """At each question: missing, ambiguous, listed, beyond, or how an address takes part; drawn for all alike."""
    faults: dict[str, str] = {}
    chances = {
        "missing": given.MISSING_CELL,
        "ambiguous": given.AMBIGUOUS,
        "listed": given.LISTED,
        "beyond": given.BEYOND,
        "address_only": given.ADDRESS_ONLY,
        "street_only": given.STREET_ONLY,
        "place": given.PLACE_AS_ANSWER,
    }
    steps = np.cumsum(list(chances.values()))
    for question, u in zip(
        ("hukou", "residence", "posts", "education", "birth"), rng.random(5).tolist(), strict=True
    ):
        step = int(np.searchsorted(steps, u, side="right"))
        if step < len(chances):
            faults[question] = list(chances)[step]
    return {} if misspelt(worker.person.unit) else faults
