"""户口 and 居住 as the three kinds of form ask for them, and what each answer allows to conclude."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sqgz.example import spellings
from sqgz.example.district import Unit, draw_address, draw_neighbour, draw_outside_address
from sqgz.example.parameters import SAME_NAME
from sqgz.example.people import Person
from sqgz.example.spellings import pick
from sqgz.example.streets import parameters as given
from sqgz.example.streets.workers import Worker

WITHIN: Final = ("community", "street", "district")
_TOWN: Final = {
    "street": ("本镇其他村（社区）", "本镇其他村", "本镇其他社区"),
    "district": ("本区其他街道", "本区其他乡镇", "本区其他街道（镇）"),
    "outside": spellings.LEVEL["outside"],
}
_OWN_WORD: Final = {"开发区": "本开发区其他社区", "农场": "本农场其他社区"}
# 是 is left out: in the forms that ask 是/否 it is settled once for all who wrote it
_AMBIGUOUS: Final = {
    "hukou": tuple(text for text in spellings.LEVEL_AMBIGUOUS if text != "是"),
    "residence": spellings.RESIDENCE_AMBIGUOUS,
}
_VAGUE: Final = {"street": "本街道", "district": "本区"}  # read as "elsewhere in it" by some, asked by others
_BEYOND: Final = {"hukou": ("户口迁出", "空挂户"), "residence": ("居无定所", "两地跑")}
_OUTSIDE_PLACES: Final = ("外省云川市", "某市江湾区", "邻市棠湖县")


@dataclass(frozen=True)
class Stated:
    """The cells of one question: the answer, the place beside it, and what is in doubt ("" and "" if nothing).

    `in_place` says that the doubt is about the place, which no list may show.
    """

    text: str
    place: str = ""
    expect: str = ""
    settled: str = ""
    in_place: bool = False


def state_level(
    rng: np.random.Generator, worker: Worker, variable: str, units: tuple[Unit, ...], *, has_place: bool
) -> Stated:
    """Answer where a level is asked for, with an address beside it where the form has a column for one."""
    person = worker.person
    truth: str = getattr(person, variable)
    if worker.trouble == f"{variable}_contradiction":
        return Stated("本社区", _address(rng, person, truth, units), "asked", "street", in_place=True)
    fault = worker.faults.get(variable, "")
    special = _special_level(rng, person, variable, units, fault, has_place=has_place)
    if special is not None:
        return special
    address = ""
    if has_place and not worker.trouble and rng.random() < given.ADDRESS_GIVEN:
        address = _address(rng, person, truth, units)
    own = next((word for end, word in _OWN_WORD.items() if person.unit.street.endswith(end)), "")
    if own and truth == "street" and rng.random() < 0.3:
        return Stated(own, address, "either", "list")
    return Stated(_level_text(rng, person.unit, truth), address)


def state_place(rng: np.random.Generator, worker: Worker, variable: str, units: tuple[Unit, ...]) -> Stated:
    """Answer where the community of 户口 or 居住 is asked for by name."""
    person = worker.person
    truth: str = getattr(person, variable)
    fault = worker.faults.get(variable, "")
    if fault == "missing":
        return Stated("", expect="missing")
    if fault == "ambiguous" and truth == "district":
        return Stated(SAME_NAME, expect="either", settled="street")
    if fault == "ambiguous":
        return Stated(pick(rng, _AMBIGUOUS[variable]), expect="asked", settled="street")
    if fault == "beyond":
        return Stated(pick(rng, _BEYOND[variable]), expect="asked", settled="nobody")
    if fault == "street_only" and truth in ("community", "street"):
        return Stated(person.unit.street, expect="asked", settled="street")
    if truth == "outside":
        if rng.random() < 0.7:
            return Stated(pick(rng, ("区外", *spellings.LEVEL["outside"])))
        return Stated(pick(rng, _OUTSIDE_PLACES), expect="either", settled="street", in_place=True)
    if truth == "community" and rng.random() < 0.3:
        return Stated("本社区")
    if truth == "district" and rng.random() < 0.1:
        return Stated(draw_neighbour(rng, units, person.unit, truth).street)
    return Stated(_name(rng, person.unit, truth, units))


def state_yes_no(rng: np.random.Generator, worker: Worker, variable: str, units: tuple[Unit, ...]) -> Stated:
    """Answer to 是否在本社区, and the place that those are asked for who say 否."""
    person = worker.person
    truth: str = getattr(person, variable)
    fault = worker.faults.get(variable, "")
    if worker.trouble == f"{variable}_contradiction":
        return Stated("是", _name(rng, person.unit, truth, units), "asked", "street", in_place=True)
    if fault == "missing":
        return Stated("", expect="missing")
    if fault == "beyond":
        return Stated(pick(rng, _BEYOND[variable]), expect="asked", settled="nobody")
    if truth == "community":
        return Stated("是", expect="either", settled="list")
    if fault in ("ambiguous", "street_only"):
        return Stated("否", expect="asked", settled="street")
    place = pick(rng, _OUTSIDE_PLACES) if truth == "outside" else _name(rng, person.unit, truth, units)
    return Stated("否", place, "either", "street")


def _special_level(
    rng: np.random.Generator,
    person: Person,
    variable: str,
    units: tuple[Unit, ...],
    fault: str,
    *,
    has_place: bool,
) -> Stated | None:
    """The answer of somebody with a fault; None where it does not apply to them."""
    truth: str = getattr(person, variable)
    if fault == "missing":
        return Stated("", expect="missing")
    if fault == "ambiguous":
        if truth in _VAGUE and rng.random() < 0.3:
            return Stated(_VAGUE[truth], expect="either", settled="street")
        return Stated(pick(rng, _AMBIGUOUS[variable]), expect="asked", settled="street")
    if fault == "beyond":
        return Stated(pick(rng, _BEYOND[variable]), expect="asked", settled="nobody")
    if fault == "listed" and truth == "outside":
        return Stated("邻区", expect="either", settled="list")
    if fault == "listed" and truth == "district" and person.unit.street.endswith("街道"):
        return Stated("隔壁街道", expect="asked", settled="list")
    if fault == "street_only" and truth in ("community", "street"):
        address = draw_address(rng, person.unit, community=False)
        cells = ("", address) if has_place else (address, "")
        return Stated(*cells, "asked", "street", in_place=True)
    if fault == "address_only" and truth in WITHIN and has_place:
        return Stated("", _address(rng, person, truth, units))
    if fault in ("place", "address_only") and truth in WITHIN:
        return Stated(_name(rng, person.unit, truth, units))
    return None


def _level_text(rng: np.random.Generator, unit: Unit, truth: str) -> str:
    if unit.street.endswith("街道"):
        usual, otherwise = spellings.LEVEL[truth], spellings.LEVEL_SPELT[truth]
        return spellings.spell(rng, usual, otherwise, share=given.SPELLING)
    own = ("本村" if unit.village else "本社区",)
    if unit.street.endswith("镇"):
        return pick(rng, _TOWN.get(truth, own))
    return pick(rng, own if truth == "community" else spellings.LEVEL[truth])


def _address(rng: np.random.Generator, person: Person, truth: str, units: tuple[Unit, ...]) -> str:
    """An address at that level; of another street sometimes without the community, which says enough."""
    if truth == "outside":
        return draw_outside_address(rng)
    where = draw_neighbour(rng, units, person.unit, truth)
    known = truth != "district" or rng.random() < 0.7
    return draw_address(rng, where, community=known)


def _name(rng: np.random.Generator, unit: Unit, truth: str, units: tuple[Unit, ...]) -> str:
    """Name of a unit at that level, with its street where the name alone would not do."""
    where = draw_neighbour(rng, units, unit, truth)
    long = f"{where.street}{where.name}"
    return pick(rng, (where.name, where.name, long)) if where.unique else long
