"""The roster: what the streets' clerks entered for each worker, and what that allows to conclude.

Knows the headings and what stands in each cell; where it stands in the sheet is `roster_sheet`'s to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from sqgz.example import parameters as given
from sqgz.example import spellings
from sqgz.example.district import Unit, draw_address, draw_neighbour, draw_outside_address
from sqgz.example.lines import Cell, Line, Value
from sqgz.example.people import HEAD_BOTH, Person
from sqgz.example.troubles import Plan

HEADINGS: Final = (
    "编号", "街道", "社区", "姓名", "性别", "手机号", "身份证号", "出生年月", "民族", "政治面貌", "第一学历", "最高学历",
    "任职情况", "任职年月", "工作年月", "岗位", "岗级", "户籍地址", "备注",
)  # fmt: skip
_FROM_ROSTER: Final = {
    "street": "街道", "community": "社区", "party_post": "任职情况", "committee_post": "任职情况",
    "position": "任职情况", "age_band": "出生年月", "education": "最高学历", "hukou": "户籍地址",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A line of the roster and the unit under which it stands."""

    unit: Unit
    line: Line


def fill_roster(
    rng: np.random.Generator, people: Sequence[Person], plans: dict[int, Plan], units: tuple[Unit, ...]
) -> tuple[Entry, ...]:
    """The lines of the roster, unit by unit; a head with two posts may stand on two lines, a clerk may repeat one."""
    answered = {unit.number for unit in units if unit.street in given.ADDRESS_STREETS}
    entries: list[Entry] = []
    for unit in units:
        lines: list[Line] = []
        repeated: list[Line] = []
        for person in (p for p in people if p.unit.number == unit.number):
            plan = plans[person.number]
            line = _line(rng, person, plan, units, fills_address=unit.number in answered)
            lines.append(line)
            if plan.trouble == "two_lines":
                lines[-1:] = _two_lines(line)
            if plan.trouble == "repeated_line":
                repeated.append(replace(line, expect="duplicate"))
        entries += [Entry(unit, line) for line in (*lines, *repeated)]
    return tuple(
        replace(entry, line=replace(entry.line, values={"编号": number, **entry.line.values}))
        for number, entry in enumerate(entries, 1)
    )


def _two_lines(line: Line) -> list[Line]:
    """The line of a head with both posts as two: 书记 on one, 主任 on the next."""
    return [
        replace(line, values={**line.values, "任职情况": "书记"}),
        replace(line, values={**line.values, "任职情况": "主任"}, expect="joined"),
    ]


def _line(
    rng: np.random.Generator, person: Person, plan: Plan, units: tuple[Unit, ...], *, fills_address: bool
) -> Line:
    born, born_expect = _born(rng, person, plan)
    education, education_expect = _education(rng, person, plan)
    posts, posts_expect = _posts(rng, person, plan)
    community, community_expect = _community(rng, person, plan)
    address, address_expect = _registered(rng, person, plan, units, fills_address=fills_address)
    expected = {
        "street": "review" if plan.trouble == "street_conflict" else "mapped",
        "community": community_expect,
        "party_post": posts_expect,
        "committee_post": posts_expect,
        "position": posts_expect,
        "age_band": born_expect,
        "education": education_expect,
        "hukou": address_expect,
    }
    truth = {
        "street": person.unit.street,
        "community": person.unit.key,
        "position": person.position,
        "age_band": person.age_band,
        **{name: getattr(person, name) for name in ("party_post", "committee_post", "education", "hukou")},
    }
    values: dict[str, Value] = {
        "街道": person.unit.street,
        "社区": community,
        "姓名": person.name,
        "性别": "男" if person.male else "女",
        "手机号": person.phone,
        "身份证号": _identity(rng, person, plan),
        "出生年月": born,
        "最高学历": education,
        "任职情况": posts,
        "户籍地址": address,
        **_unasked(rng, person),
    }
    return Line(
        values=values,
        expect="joined" if person.answers and plan.joined else "record",
        cells=tuple(
            Cell(_FROM_ROSTER[name], name, truth[name], expect) for name, expect in expected.items() if expect
        ),
    )


def _unasked(rng: np.random.Generator, person: Person) -> dict[str, Value]:
    """The columns that the study does not use, among them remarks that name somebody."""
    started = min(2022, person.birth.year + int(rng.integers(20, max(21, person.age))))
    appointed = min(2023, started + int(rng.integers(0, 9)))
    remark = ""
    if rng.random() < 0.01:
        remark = f"联系不上请找家属{relative_name(person)}，{person.phone}"
    elif rng.random() < 0.03:
        remark = spellings.pick(rng, ("2023年新招", "产假", "退休返聘", "借调街道"))
    return {
        "民族": "汉族" if rng.random() < 0.95 else "土家族",
        "政治面貌": "中共党员" if person.party_post != "none" or rng.random() < 0.3 else "群众",
        "第一学历": spellings.EDUCATION[spellings.pick(rng, given.EDUCATION[1:4])][0],
        "任职年月": f"{appointed}.{int(rng.integers(1, 13)):02d}",
        "工作年月": f"{started}.{int(rng.integers(1, 13)):02d}",
        "岗位": {"chief": "正职", "member": "副职或委员"}.get(person.position, "一般工作人员"),
        "岗级": f"{int(rng.integers(3, 13))}级",
        "备注": remark,
    }


def relative_name(person: Person) -> str:
    """Name of the relative whom a remark may mention."""
    return f"{person.name[0]}{person.name[2]}{person.name[1]}"


def _identity(rng: np.random.Generator, person: Person, plan: Plan) -> Value:
    if plan.trouble == "number_id":
        return float(person.identity)
    if plan.trouble == "blank_id":
        return ""
    return spellings.write_identity(rng, person.identity, share=0.0 if plan.trouble else 0.03)


def _born(rng: np.random.Generator, person: Person, plan: Plan) -> tuple[Value, str]:
    """出生年月 as text, as a day in a cell of dates, or as a number whose last zero may be lost."""
    fault = plan.faults.get("birth")
    if fault == "missing":
        return "", "missing"
    if fault == "ambiguous":
        if rng.random() < 0.6:
            return float(f"{person.birth.year}.{person.birth.month:02d}"), "review"
        return spellings.pick(rng, (str(person.birth.year), "保密", f"{person.birth.year % 100}")), "review"
    if rng.random() < 0.08:
        return date(person.birth.year, person.birth.month, 1), "mapped"
    return spellings.write_month(rng, person.birth), "mapped"


def _education(rng: np.random.Generator, person: Person, plan: Plan) -> tuple[str, str]:
    fault = plan.faults.get("education")
    if fault == "missing":
        return "", "missing"
    if fault == "ambiguous":
        return spellings.pick(rng, spellings.EDUCATION_AMBIGUOUS), "review"
    key = person.education
    texts = spellings.EDUCATION[key], spellings.EDUCATION_SPELT[key]
    return spellings.spell(rng, *texts, share=given.SPELLING), "mapped"


def _posts(rng: np.random.Generator, person: Person, plan: Plan) -> tuple[str, str]:
    fault = plan.faults.get("posts")
    posts = (person.party_post, person.committee_post)
    if fault == "missing":
        return "", "missing"
    if fault == "ambiguous":
        return spellings.pick(rng, spellings.POSTS_AMBIGUOUS[person.position]), "review"
    share = 0.3 if posts == HEAD_BOTH else given.SPELLING
    return spellings.write_posts(rng, posts, village=person.unit.village, share=share), "mapped"


def _community(rng: np.random.Generator, person: Person, plan: Plan) -> tuple[str, str]:
    name = person.unit.written
    if plan.trouble != "misspelt_community":
        return name, "mapped"
    return f"{name[:-3]}{spellings.MISSPELT[name[-3]]}{name[-2:]}", "review"


def _registered(
    rng: np.random.Generator, person: Person, plan: Plan, units: tuple[Unit, ...], *, fills_address: bool
) -> tuple[str, str]:
    """户籍地址, and what must come of 户口; "" where the cell says nothing of it."""
    fault = plan.faults.get("hukou")
    if not person.answers:
        return "", ""
    if plan.trouble == "hukou_contradiction":
        return draw_address(rng, draw_neighbour(rng, units, person.unit, person.hukou)), "review"
    if fault == "address_only":
        return draw_address(rng, draw_neighbour(rng, units, person.unit, person.hukou)), "mapped"
    if plan.trouble or fault or not fills_address or rng.random() >= 0.7:
        return "", ""
    if person.hukou == "outside":
        return draw_outside_address(rng), "mapped"
    return draw_address(rng, draw_neighbour(rng, units, person.unit, person.hukou)), "mapped"
