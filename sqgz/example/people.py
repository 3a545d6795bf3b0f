"""The workers of the simulated district as they truly are, before anybody filled in anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from sqgz.example import parameters as given
from sqgz.example.district import Unit
from sqgz.example.identities import draw_identities, draw_names, draw_phones

HEAD_BOTH = ("secretary", "director")
_HEADS_APART = (
    (("secretary", "none"), ("none", "director")),
    (("secretary", "none"), ("deputy_secretary", "director")),
)
_MEMBER_POSTS = (
    (("deputy_secretary", "none"), 0.15),
    (("none", "deputy_director"), 0.18),
    (("deputy_secretary", "deputy_director"), 0.05),
    (("member", "none"), 0.16),
    (("none", "member"), 0.28),
    (("member", "member"), 0.10),
    (("unspecified", "unspecified"), 0.08),
)
STAFF_POSTS = ("none", "none")


@dataclass(frozen=True)
class Person:
    """One worker: posts, age, education, levels and opinions as they truly are.

    `counted` is False for a 第一书记, whom the official list leaves out; `hukou_at` and `residence_at` are the unit
    in which a person is registered or lives, None outside the district.
    """

    number: int
    unit: Unit
    party_post: str
    committee_post: str
    position: str
    male: bool
    birth: date
    education: str
    hukou: str
    residence: str
    pay: str
    reasons: tuple[str, ...]
    answers: bool
    counted: bool = True
    name: str = ""
    phone: str = ""
    identity: str = ""

    @property
    def age(self) -> int:
        """Completed years at the reference date."""
        passed = (given.AS_OF.month, given.AS_OF.day) >= (self.birth.month, self.birth.day)
        return given.AS_OF.year - self.birth.year - int(not passed)

    @property
    def age_band(self) -> str:
        """Key of the band of age: the bands of the example's study.yaml."""
        return "≤30" if self.age <= 30 else "31–40" if self.age <= 40 else "≥41"


def draw_people(rng: np.random.Generator, units: Sequence[Unit]) -> tuple[Person, ...]:
    """Everybody who works in the units, in the order of the roster: unit by unit, heads first."""
    posts_rng, trait_rng, identity_rng, level_rng = rng.spawn(4)
    response = {
        street: trait_rng.uniform(*given.ANSWERED) for street in dict.fromkeys(u.street for u in units)
    }
    first = {int(i) for i in posts_rng.choice(len(units), size=given.FIRST_SECRETARIES, replace=False)}
    posts = [
        (unit, *one)
        for unit in units
        for one in _posts(posts_rng, unit, first_secretary=unit.number in first)
    ]
    levels = _levels(level_rng, posts)
    people = [
        _person(trait_rng, unit, held, position, number=number, levels=pair, response=response[unit.street])
        for number, ((unit, held, position), pair) in enumerate(zip(posts, levels, strict=True), 1)
    ]
    return _identified(identity_rng, people)


def _street_effects(
    rng: np.random.Generator, units: Sequence[Unit]
) -> tuple[dict[str, float], dict[str, float]]:
    """Effects of the streets on 户口 and on 居住: mean 0 and the same spread within each zone, so the zones differ as given."""
    hukou: dict[str, float] = {}
    residence: dict[str, float] = {}
    for zone in given.ZONES:
        streets = list(dict.fromkeys(u.street for u in units if u.zone == zone))
        first, other = (_standardised(rng.normal(size=len(streets))) for _ in range(2))
        shared = given.SAME_STREET_EFFECT
        second = _standardised(shared * first + np.sqrt(1 - shared**2) * other)
        hukou |= dict(zip(streets, (given.STREET_SD * first).tolist(), strict=True))
        residence |= dict(zip(streets, (given.STREET_SD * second).tolist(), strict=True))
    return hukou, residence


def _standardised(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()


def _posts(
    rng: np.random.Generator, unit: Unit, *, first_secretary: bool
) -> list[tuple[tuple[str, str], str]]:
    """Posts and position of everybody in the unit; a 第一书记 has the position ""."""
    heads = {0: (), 1: (HEAD_BOTH,), 2: _HEADS_APART[int(rng.random() < 0.2)]}[unit.heads]
    choices = [posts for posts, _ in _MEMBER_POSTS]
    members = [
        choices[i] for i in rng.choice(len(choices), size=unit.members, p=[p for _, p in _MEMBER_POSTS])
    ]
    found = [(posts, "chief") for posts in heads]
    found += [(posts, "member") for posts in sorted(members, key=choices.index)]
    found += [(STAFF_POSTS, "staff")] * unit.staff
    return found + ([(STAFF_POSTS, "")] if first_secretary else [])


def _levels(
    rng: np.random.Generator, posts: Sequence[tuple[Unit, tuple[str, str], str]]
) -> list[tuple[str, str]]:
    """Levels of 户口 and of 居住 of everybody; half of the people live at the level of their 户口 by design."""
    units = list(dict.fromkeys(unit for unit, _, _ in posts))
    hukou_effect, residence_effect = _street_effects(rng, units)
    near = [
        given.POSITION_NEARNESS[position or "staff"] + given.VILLAGE_NEARNESS * unit.village
        for unit, _, position in posts
    ]
    groups: list[tuple[str, ...]] = [(unit.zone, position) for unit, _, position in posts]
    hukou = [
        _level(chance, given.HUKOU[unit.zone], base + hukou_effect[unit.street])
        for (unit, _, _), base, chance in zip(posts, near, _even_chances(rng, groups), strict=True)
    ]
    groups = [(*group, level) for group, level in zip(groups, hukou, strict=True)]
    follows = [chance < given.RESIDENCE_FOLLOWS_HUKOU for chance in _even_chances(rng, groups)]
    groups = [(*group[:2], str(follow)) for group, follow in zip(groups, follows, strict=True)]
    drawn = [
        _level(chance, given.RESIDENCE[unit.zone], base + residence_effect[unit.street])
        for (unit, _, _), base, chance in zip(posts, near, _even_chances(rng, groups), strict=True)
    ]
    return [(h, h if follow else r) for h, r, follow in zip(hukou, drawn, follows, strict=True)]


def _even_chances(rng: np.random.Generator, groups: Sequence[tuple[str, ...]]) -> list[float]:
    """A number from 0 to 1 for everybody, spread evenly within each group and in random order.

    So the shares of a group come out close to those it was drawn from, and the example shows what it means to show.
    """
    chances = np.empty(len(groups))
    for group in sorted(set(groups)):
        at = [i for i, one in enumerate(groups) if one == group]
        chances[at] = (rng.permutation(len(at)) + rng.random(len(at))) / len(at)
    return [float(chance) for chance in chances]


def _person(
    rng: np.random.Generator,
    unit: Unit,
    posts: tuple[str, str],
    position: str,
    *,
    number: int,
    levels: tuple[str, str],
    response: float,
) -> Person:
    acting = position or "staff"
    mean, sd = given.AGE[acting]
    years = np.clip(rng.normal(mean + given.OUTER_OLDER * (unit.zone == "outer"), sd), 22.01, 59.9)
    birth = given.AS_OF - timedelta(days=int(years * 365.25))
    age = int(years)
    shares = next(shares for upper, shares in given.EDUCATION_BY_AGE.items() if age <= upper)
    return Person(
        number=number,
        unit=unit,
        party_post=posts[0],
        committee_post=posts[1],
        position=position,
        male=bool(rng.random() < (0.45 if position == "chief" else 0.3)),
        birth=birth,
        education=str(rng.choice(given.EDUCATION, p=shares)),
        hukou=levels[0],
        residence=levels[1],
        pay=str(rng.choice(given.PAY_KEYS, p=given.PAY[unit.zone])),
        reasons=_reasons(rng, unit.zone),
        answers=bool(rng.random() < response),
        counted=position != "",
    )


def _level(chance: float, shares: tuple[float, ...], nearness: float) -> str:
    """The level at which that chance falls, nearest first."""
    weights = np.array(shares) * np.exp(nearness * np.array(given.NEARNESS))
    steps = np.cumsum(weights) / weights.sum()
    return given.LEVELS[min(int(np.searchsorted(steps, chance, side="right")), len(shares) - 1)]


def _reasons(rng: np.random.Generator, zone: str) -> tuple[str, ...]:
    chosen = tuple(key for key, shares in given.REASONS.items() if rng.random() < shares[zone])
    return chosen or ("no_post",)


def _identified(rng: np.random.Generator, people: list[Person]) -> tuple[Person, ...]:
    """The people with names, phones and ID numbers; two pairs of different people share a name."""
    names = draw_names(rng, len(people))
    for a, b in rng.choice(len(people), size=(2, 2), replace=False).tolist():
        names[b] = names[a]
    phones = draw_phones(rng, len(people))
    identities = draw_identities(rng, [p.birth for p in people], [p.male for p in people])
    return tuple(
        replace(person, name=name, phone=phone, identity=identity)
        for person, name, phone, identity in zip(people, names, phones, identities, strict=True)
    )
