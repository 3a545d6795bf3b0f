"""From a seed to the folder of the example: four files as received, and apart from them the truth."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from sqgz.example import parameters as given
from sqgz.example.answers import QUESTIONS, fill_answers
from sqgz.example.district import Unit, draw_district
from sqgz.example.identities import draw_names, draw_phones
from sqgz.example.lines import Line, write_truth
from sqgz.example.people import Person, draw_people
from sqgz.example.roster import Entry, fill_roster, relative_name
from sqgz.example.sheets import ANSWERS_FILE, ROSTER_FILE, write_answers, write_roster
from sqgz.example.study_text import STUDY
from sqgz.example.troubles import Plan, plan_troubles
from sqgz.writing import write_beside

PLACES_FILE: Final = "单位名录.csv"
STUDY_FILE: Final = "study.yaml"
_PLACE_COLUMNS = (
    "zone", "street", "name", "unit_type", "aliases", "posts", "people", "people_chief", "people_member", "people_staff",
)  # fmt: skip


@dataclass(frozen=True)
class Simulation:
    """Everything drawn from one seed: units, people, their mishaps, and the lines of both files."""

    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    plans: dict[int, Plan]
    answers: tuple[Line, ...]
    roster: tuple[Entry, ...]
    signers: tuple[str, str, str]

    @cached_property
    def signed(self) -> str:
        """Text of the roster's last row."""
        filled, checked, phone = self.signers
        return f"填表人：{filled}　　审核人：{checked}　　联系电话：{phone}"


@lru_cache(maxsize=4)
def simulate(seed: int = given.SEED) -> Simulation:
    """The simulated district of a seed; each stage draws from a stream of its own."""
    streams = np.random.default_rng(seed).spawn(6)
    units = draw_district(streams[0])
    people = draw_people(streams[1], units)
    plans = plan_troubles(streams[2], people)
    names = draw_names(streams[5], 2)
    return Simulation(
        units=units,
        people=people,
        plans=plans,
        answers=fill_answers(streams[3], people, plans, units),
        roster=fill_roster(streams[4], people, plans, units),
        signers=(names[0], names[1], draw_phones(streams[5], 1)[0]),
    )


def write_example(folder: Path, *, truth: Path | None = None, seed: int = given.SEED) -> None:
    """Write 问卷.xlsx, 花名册.xlsx, 单位名录.csv and study.yaml into `folder`, and the truth to `truth` if given.

    The same seed gives the same bytes. All files are complete before the first takes its place; other files in the
    folder, decisions.csv among them, stay as they are. `truth` must lie outside `folder`, which the pipeline reads.
    """
    if truth is not None and truth.resolve().is_relative_to(folder.resolve()):
        raise ValueError("the truth must be kept outside the folder that the pipeline reads")
    simulation = simulate(seed)
    with ExitStack() as beside:  # all drafts are complete before the first is renamed
        answers, roster, places, study = (
            beside.enter_context(write_beside(folder / name))
            for name in (ANSWERS_FILE, ROSTER_FILE, PLACES_FILE, STUDY_FILE)
        )
        truths = [
            write_answers(answers, simulation.answers),
            write_roster(roster, simulation.roster, signed=simulation.signed),
        ]
        places.write_text(_places(simulation), encoding="utf-8-sig", newline="\n")
        study.write_text(STUDY, encoding="utf-8", newline="\n")
        if truth is not None:
            write_truth(beside.enter_context(write_beside(truth)), truths)


def _places(simulation: Simulation) -> str:
    """The official list as CSV: every unit, the posts it has, and the people it employs by position."""
    found = Counter((p.unit.number, p.position) for p in simulation.people if p.counted)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_PLACE_COLUMNS)
    for unit in simulation.units:
        by_position = [found[unit.number, position] for position in ("chief", "member", "staff")]
        writer.writerow(
            (
                given.ZONE_LABELS[unit.zone],
                unit.street,
                unit.name,
                given.UNIT_TYPE_LABELS[unit.unit_type],
                "、".join(unit.aliases),
                unit.people + unit.vacant,
                sum(by_position),
                *by_position,
            )
        )
    return buffer.getvalue()


def personal_texts(seed: int = given.SEED) -> tuple[str, ...]:
    """Every fake name, phone number and ID number that stands in the files of a seed, sorted.

    None of them may be found in any output. ID numbers as typed (full-width, in groups, misread, as a number) are
    among them, each form without the spaces around it.
    """
    simulation = simulate(seed)
    texts = {*simulation.signers}
    for person in simulation.people:
        texts |= {person.name, relative_name(person), person.phone, person.identity}
    for line in simulation.answers:
        texts.add(str(line.values[QUESTIONS[0]]).strip())
    for entry in simulation.roster:
        value = entry.line.values["身份证号"]
        texts.add(str(int(value)) if isinstance(value, float) else str(value).strip())
    return tuple(sorted(text for text in texts if text and not text.startswith("(")))


def facts(seed: int = given.SEED) -> dict[str, int | float]:
    """What is so in the simulated district of a seed: counts, and shares from 0 to 1, of all who are counted.

    What they were drawn from stands in `sqgz.example.parameters`. Keys: `units`, `villages`, `vacant`, `people`,
    `chief`, `member`, `staff`, `both_posts`, `answered`, `aged_41`, `hukou_apart` (户口 and 居住 at different levels),
    and `VARIABLE.ZONE`, `VARIABLE.ZONE.POSITION`: the share of 本社区 in `hukou` and `residence`.
    """
    simulation = simulate(seed)
    people = [p for p in simulation.people if p.counted]
    found: dict[str, int | float] = {
        "units": len(simulation.units),
        "villages": sum(u.village for u in simulation.units),
        "vacant": sum(u.heads == 0 for u in simulation.units),
        "people": len(people),
        **{
            position: sum(p.position == position for p in people) for position in ("chief", "member", "staff")
        },
        "both_posts": sum(p.party_post == "secretary" and p.committee_post == "director" for p in people),
        "answered": sum(p.answers for p in people),
        "aged_41": _share([p.age >= 41 for p in people]),
        "hukou_apart": _share([p.hukou != p.residence for p in people]),
    }
    for variable in ("hukou", "residence"):
        for zone in given.ZONES:
            of_zone = [p for p in people if p.unit.zone == zone]
            found[f"{variable}.{zone}"] = _share([getattr(p, variable) == "community" for p in of_zone])
            for position in ("chief", "member", "staff"):
                at = [getattr(p, variable) == "community" for p in of_zone if p.position == position]
                found[f"{variable}.{zone}.{position}"] = _share(at)
    return found


def _share(whether: list[bool]) -> float:
    return sum(whether) / len(whether)
