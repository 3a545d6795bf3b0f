"""The questionnaire: what each person who answered typed into it, and what that allows to conclude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from sqgz.example import parameters as given
from sqgz.example import spellings
from sqgz.example.district import Unit, draw_address, draw_neighbour, draw_outside_address
from sqgz.example.identities import draw_identities, draw_machine, misread_identity
from sqgz.example.lines import Cell, Line
from sqgz.example.people import Person
from sqgz.example.troubles import Plan

META: Final = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
IDENTITY: Final = "1、您的身份证号"
STREET: Final = "2、您所在的街道 "
HUKOU: Final = "3、您的户口所在地"
RESIDENCE: Final = "4、您的居住地 "
ADDRESS: Final = "5、您的现住址（选填）"
PAY: Final = "6、您对目前待遇是否满意 "
REASONS: Final = "7、您不愿就近工作的原因（可多选）"
QUESTIONS: Final = (IDENTITY, STREET, HUKOU, RESIDENCE, ADDRESS, PAY, REASONS)
UNANSWERED: Final = "(空)"
SKIPPED: Final = "(跳过)"
# An answer without a readable 身份证号 belongs to somebody on the roster who would be counted twice
UNIDENTIFIED: Final = "rejected"
_UNANSWERED_BUT: Final = {"missing": "missing", "address_only": "mapped", "street_only": "review"}
_OPENED = datetime(2024, 6, 11, 8, 0)


@dataclass(frozen=True)
class Stated:
    """One answer: its text, the level or category it states ("" if none), and what it allows to conclude."""

    text: str
    says: str
    expect: str


def fill_answers(
    rng: np.random.Generator, people: Sequence[Person], plans: dict[int, Plan], units: tuple[Unit, ...]
) -> tuple[Line, ...]:
    """The lines of the questionnaire in the order of submission: respondents, second submissions, strangers."""
    lines: list[tuple[datetime, Line]] = []
    for person in people:
        if person.answers:
            lines += _submissions(rng, person, plans[person.number], units)
    for stranger in _strangers(rng, people):
        lines += _submissions(rng, stranger, Plan(trouble="stranger"), units)
    lines.sort(key=lambda pair: pair[0])
    return tuple(
        replace(line, values={"序号": number, **line.values}) for number, (_, line) in enumerate(lines, 1)
    )


def _strangers(rng: np.random.Generator, people: Sequence[Person]) -> list[Person]:
    models = [people[i] for i in rng.choice(len(people), size=given.STRANGERS, replace=False).tolist()]
    births = [model.birth for model in models]
    identities = draw_identities(rng, births, [m.male for m in models], regions=(130, 140))
    return [replace(m, number=0, identity=identity) for m, identity in zip(models, identities, strict=True)]


def _submissions(
    rng: np.random.Generator, person: Person, plan: Plan, units: tuple[Unit, ...]
) -> list[tuple[datetime, Line]]:
    first = _OPENED + timedelta(days=int(rng.integers(0, 15)), seconds=int(rng.integers(0, 13 * 3600)))
    line = _line(rng, person, plan, units, at=first)
    if plan.trouble not in ("submitted_twice", "submitted_otherwise"):
        return [(first, line)]
    second = first + timedelta(days=int(rng.integers(1, 3)), seconds=int(rng.integers(0, 3600)))
    again = replace(line, values={**line.values, **_meta(rng, second)}, expect="duplicate")
    if plan.trouble == "submitted_otherwise":
        line, again = _contradicting(rng, person, line, again)
    return [(first, line), (second, again)]


def _contradicting(rng: np.random.Generator, person: Person, line: Line, again: Line) -> tuple[Line, Line]:
    """Both lines, the second with another answer to one question, which is then open in both."""
    heading, variable = (PAY, "pay") if rng.random() < 0.6 else (HUKOU, "hukou")
    keys, texts = (given.PAY_KEYS, spellings.PAY) if variable == "pay" else (given.LEVELS, spellings.LEVEL)
    other = spellings.pick(rng, [key for key in keys if key != getattr(person, variable)])
    cells = tuple(replace(c, expect="review") if c.variable == variable else c for c in line.cells)
    values = {**again.values, heading: texts[other][0]}
    return replace(line, cells=cells), replace(again, values=values, cells=cells)


def _line(
    rng: np.random.Generator, person: Person, plan: Plan, units: tuple[Unit, ...], *, at: datetime
) -> Line:
    spelt = 0.0 if plan.trouble else given.SPELLING
    street, street_expect = _street(rng, person, plan, units)
    hukou = _level(rng, person, plan, "hukou")
    residence, address = _lives(rng, person, plan, units)
    pay = _pay(rng, person, plan)
    reasons = _reasons(rng, person, plan, stated=residence.says)
    unidentified = plan.trouble in ("wrong_checksum", "unanswered_id")
    identity = {
        "unanswered_id": UNANSWERED,
        "wrong_checksum": misread_identity(rng, person.identity),
    }.get(plan.trouble) or spellings.write_identity(rng, person.identity, share=spelt / 2)
    if hukou.says == "place":
        text = _place(rng, person.unit, person.hukou, units)
        hukou = Stated(text, person.hukou, "mapped")
    return Line(
        values={
            **_meta(rng, at),
            IDENTITY: identity,
            STREET: street,
            HUKOU: hukou.text,
            RESIDENCE: residence.text,
            ADDRESS: address,
            PAY: pay.text,
            REASONS: reasons.text,
        },
        expect=UNIDENTIFIED if unidentified else "record",
        cells=(
            Cell(STREET.strip(), "street", person.unit.street, street_expect),
            Cell(HUKOU.strip(), "hukou", person.hukou, hukou.expect),
            Cell(RESIDENCE.strip(), "residence", person.residence, residence.expect),
            Cell(PAY.strip(), "pay", person.pay, pay.expect),
            Cell(REASONS.strip(), "reasons", reasons.says, reasons.expect),
        )
        if not unidentified
        else (),
    )


def _meta(rng: np.random.Generator, at: datetime) -> dict[str, str]:
    source = spellings.pick(rng, ("微信", "微信", "手机提交", "链接"))
    return {
        "提交答卷时间": f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}",
        "所用时间": f"{int(rng.integers(45, 600))}秒",
        "来源": source,
        "来源详情": "N/A",
        "来自IP": draw_machine(rng),
    }


def _street(rng: np.random.Generator, person: Person, plan: Plan, units: tuple[Unit, ...]) -> tuple[str, str]:
    if plan.trouble == "street_conflict":
        return draw_neighbour(rng, units, person.unit, "district").street, "review"
    return spellings.write_street(rng, person.unit.street, share=given.SPELLING / 2), "mapped"


def _level(rng: np.random.Generator, person: Person, plan: Plan, variable: str) -> Stated:
    """Answer to one of the two questions on levels; `says` is "place" where a place must be named instead."""
    truth: str = getattr(person, variable)
    fault = plan.faults.get(variable)
    if plan.trouble == f"{variable}_contradiction":
        return Stated(spellings.LEVEL["community"][0], "community", "review")
    if fault in _UNANSWERED_BUT:
        return Stated(UNANSWERED, "", _UNANSWERED_BUT[fault])
    if fault == "ambiguous":
        texts = spellings.LEVEL_AMBIGUOUS if variable == "hukou" else spellings.RESIDENCE_AMBIGUOUS
        return Stated(spellings.pick(rng, texts), "", "review")
    if fault == "place":
        return Stated("", "place", "mapped")
    share = 0.0 if plan.trouble else given.SPELLING
    text = spellings.spell(rng, spellings.LEVEL[truth], spellings.LEVEL_SPELT[truth], share=share)
    return Stated(text, truth, "mapped")


def _place(rng: np.random.Generator, unit: Unit, level: str, units: tuple[Unit, ...]) -> str:
    """The name of a unit at that level from this one, as an answer where an option was asked for."""
    where = draw_neighbour(rng, units, unit, level)
    long = f"{where.street}{where.name}"
    return spellings.pick(rng, (where.name, long)) if where.unique else long


def _lives(
    rng: np.random.Generator, person: Person, plan: Plan, units: tuple[Unit, ...]
) -> tuple[Stated, str]:
    """Answer on residence, and 现住址."""
    stated = _level(rng, person, plan, "residence")
    truth = person.residence
    if stated.says == "place":
        return Stated(_place(rng, person.unit, truth, units), truth, "mapped"), UNANSWERED
    if plan.trouble == "residence_contradiction":
        return stated, draw_address(rng, draw_neighbour(rng, units, person.unit, truth))
    fault = plan.faults.get("residence")
    if fault == "address_only":
        return stated, draw_address(rng, draw_neighbour(rng, units, person.unit, truth))
    if fault == "street_only":
        return stated, draw_address(rng, person.unit, community=False)
    if plan.trouble or fault or rng.random() >= given.ADDRESS_GIVEN:
        return stated, UNANSWERED
    if truth == "outside":
        return stated, draw_outside_address(rng)
    known = truth == "district" or rng.random() < 0.85
    return stated, draw_address(rng, draw_neighbour(rng, units, person.unit, truth), community=known)


def _pay(rng: np.random.Generator, person: Person, plan: Plan) -> Stated:
    fault = plan.faults.get("pay")
    if fault == "missing":
        return Stated(UNANSWERED, "", "missing")
    if fault == "ambiguous":
        return Stated(spellings.pick(rng, spellings.PAY_AMBIGUOUS), "", "review")
    return Stated(spellings.pick(rng, spellings.PAY[person.pay]), person.pay, "mapped")


def _reasons(rng: np.random.Generator, person: Person, plan: Plan, *, stated: str) -> Stated:
    """Reasons for not working nearby, which the form shows only to those who do not say that they live in 本社区."""
    if stated == "community":
        return Stated(SKIPPED, "skipped", "skipped")
    if plan.faults.get("reasons") == "missing":
        return Stated(UNANSWERED, "+".join(person.reasons), "missing")
    texts = []
    for key in person.reasons:
        words = spellings.pick(rng, spellings.REASONS_IN_WORDS)
        if rng.random() < given.PHONE_IN_WORDS:
            words = f"可电话联系{person.phone}"
        texts.append(f"其他〖{words}〗" if key == "other" else spellings.REASONS[key])
    return Stated("┋".join(texts), "+".join(person.reasons), "mapped")
