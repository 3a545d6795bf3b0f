"""The line of one worker as a street's clerk fills it in: a value for each column, and what is in doubt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sqgz.example import spellings
from sqgz.example.district import Unit
from sqgz.example.lines import Value
from sqgz.example.people import HEAD_BOTH
from sqgz.example.roster import relative_name
from sqgz.example.spellings import pick
from sqgz.example.streets import parameters as given
from sqgz.example.streets.district import misspelt
from sqgz.example.streets.doubts import Doubt
from sqgz.example.streets.headings import Variant
from sqgz.example.streets.levels import Stated, state_level, state_place, state_yes_no
from sqgz.example.streets.workers import Worker

_PARTY: Final = {"secretary": "书记", "deputy_secretary": "副书记", "member": "支委", "none": "无"}
_COMMITTEE: Final = {"director": "主任", "deputy_director": "副主任", "member": "居委会委员", "none": "无"}
_STATUS_TEXTS: Final = {
    "第一书记": ("第一书记",),
    "兼职委员": ("兼职委员",),
    "公益性岗位": ("公益性岗位", "公益性岗位人员"),
    "下派": ("下派", "下派干部", "挂职干部"),
    "退休返聘": ("社工（退休返聘）", "退休返聘社工"),
    "借调": ("借调", "社工（借调街道）"),
}
_ONLY_THE_STREET: Final = {
    "chief": ("负责人", "主持工作"),
    "member": ("班子成员", "社区干部"),
    "staff": ("后备干部", "其他"),
}
_FOR_ALL: Final = {"member": ("调解主任", "妇代会主任"), "staff": ("网格长", "工作站站长")}
_BOUNDARY_YEARS: Final = (1983, 1993)  # within them the month decides the band of age


@dataclass(frozen=True)
class Line:
    """One line: its worker, the unit under which it stands, values by role, doubts, and what becomes of the row.

    `expect`: record, joined (of two such lines either may be the record), duplicate, excluded or apart (单列).
    """

    worker: Worker
    unit: Unit
    values: dict[str, Value]
    doubts: tuple[Doubt, ...]
    expect: str


def fill_lines(
    rng: np.random.Generator, worker: Worker, unit: Unit, variant: Variant, units: tuple[Unit, ...]
) -> list[Line]:
    """The lines of one worker in one file: one, or two where a head stands twice or the clerk repeats one."""
    values, doubts = _values(rng, worker, variant, units)
    values["street"], values["community"] = unit.street, unit.written
    if misspelt(unit):
        doubts.append(Doubt("community", "community", unit.written, "asked", "list"))
    if worker.also_in:
        doubts += [
            Doubt("street", "street", unit.street, "asked", "street"),
            Doubt("community", "community", unit.written, "asked", "street"),
            *(Doubt(variable, "street", "", "open", "") for variable in ("zone", "unit_type")),
        ]
    expect = {"不纳入": "excluded", "单列": "apart"}.get(worker.scope, "record")
    line = Line(worker, unit, values, tuple(doubts), expect)
    if worker.trouble == "two_lines":
        first, second = ({**values, "posts": post} for post in ("书记", "主任"))
        return [replace(line, values=first), replace(line, values=second, expect="joined")]
    if worker.trouble == "repeated_line":
        return [line, replace(line, expect="duplicate")]
    return [line]


def _values(
    rng: np.random.Generator, worker: Worker, variant: Variant, units: tuple[Unit, ...]
) -> tuple[dict[str, Value], list[Doubt]]:
    """Values by role, of all that the form asks for, and the doubts of the person's own cells."""
    person, roles = worker.person, variant.roles
    doubts: list[Doubt] = []
    values: dict[str, Value] = {
        "name": person.name,
        "sex": "男" if person.male else "女",
        "phone": person.phone,
        "person": _identity(rng, worker),
        "nation": "汉族",
        "membership": "中共党员" if person.party_post != "none" or rng.random() < 0.3 else "群众",
        "first_education": spellings.EDUCATION[pick(rng, ("senior", "college", "bachelor"))][0],
        "remark": _remark(rng, worker),
    }
    values["birth"] = _born(rng, worker, variant, doubts)
    values["education"] = _education(rng, worker, doubts)
    if "party_post" in roles:
        values["party_post"], values["committee_post"] = _two_posts(rng, worker, doubts)
    else:
        values["posts"] = _posts(rng, worker, doubts)
    for variable in ("hukou", "residence"):
        stated = _state(rng, worker, variable, variant, units)
        values[variable], values[f"{variable}_place"] = stated.text, stated.place
        if stated.expect:
            role = variable if not (stated.in_place and stated.place) else f"{variable}_place"
            raw = "" if stated.in_place else stated.text
            doubts.append(Doubt(variable, role, raw, stated.expect, stated.settled))
    return {role: values[role] for role in roles if role in values}, doubts


def _state(
    rng: np.random.Generator, worker: Worker, variable: str, variant: Variant, units: tuple[Unit, ...]
) -> Stated:
    if variant.style == "place":
        return state_place(rng, worker, variable, units)
    if variant.style == "yes_no":
        return state_yes_no(rng, worker, variable, units)
    return state_level(rng, worker, variable, units, has_place=f"{variable}_place" in variant.roles)


def _identity(rng: np.random.Generator, worker: Worker) -> Value:
    identity = worker.person.identity
    if worker.trouble == "number_id":
        return float(identity)
    if worker.trouble == "blank_id":
        return ""
    return spellings.write_identity(rng, identity, share=0.0 if worker.trouble else 0.03)


def _remark(rng: np.random.Generator, worker: Worker) -> str:
    """Words that no study asks for, among them names and numbers of people."""
    u = rng.random()
    if u < 0.01:
        return f"联系不上请找家属{relative_name(worker.person)}，{worker.person.phone}"
    return pick(rng, ("2023年新招", "产假", "正在考社工证")) if u < 0.05 else ""


def _born(rng: np.random.Generator, worker: Worker, variant: Variant, doubts: list[Doubt]) -> Value:
    """The month of birth as text, the day as a date where the form asks for it, or a number that lost its zero."""
    birth, fault = worker.person.birth, worker.faults.get("birth", "")
    if fault == "missing":
        doubts.append(Doubt("age_band", "birth", "", "missing", ""))
        return ""
    if fault == "ambiguous":
        near = birth.year in _BOUNDARY_YEARS
        number = float(f"{birth.year}.{birth.month:02d}")
        certain = not near or birth.month not in (1, 10)
        if rng.random() < 0.7:
            expect = "either" if certain else "asked"
            doubts.append(Doubt("age_band", "birth", str(number), expect, "street"))
            return number
        doubts.append(Doubt("age_band", "birth", str(birth.year), "asked" if near else "either", "street"))
        return str(birth.year)
    if fault == "beyond":
        doubts.append(Doubt("age_band", "birth", "保密", "asked", "nobody"))
        return "保密"
    return birth if variant.roles["birth"] == "出生日期" else spellings.write_month(rng, birth)


def _education(rng: np.random.Generator, worker: Worker, doubts: list[Doubt]) -> str:
    key, fault = worker.person.education, worker.faults.get("education", "")
    text = ""
    if fault == "missing":
        doubts.append(Doubt("education", "education", "", "missing", ""))
    elif fault in ("ambiguous", "beyond"):
        text = pick(rng, spellings.EDUCATION_AMBIGUOUS if fault == "ambiguous" else ("国家承认学历",))
        settled = "street" if fault == "ambiguous" else "nobody"
        doubts.append(Doubt("education", "education", text, "asked", settled))
    elif fault == "listed" and key == "college":
        text = pick(rng, ("电大", "技师学院"))
        doubts.append(Doubt("education", "education", text, "either", "list"))
    else:
        usual, otherwise = spellings.EDUCATION[key], spellings.EDUCATION_SPELT[key]
        text = spellings.spell(rng, usual, otherwise, share=given.SPELLING)
    return text


def _posts(rng: np.random.Generator, worker: Worker, doubts: list[Doubt]) -> str:
    """Both posts in one column."""
    if worker.status:
        return _status(rng, worker, "posts", doubts)
    person = worker.person
    text = _doubtful_posts(rng, worker, "posts", doubts)
    if text is not None:
        return text
    posts = (person.party_post, person.committee_post)
    share = 0.3 if posts == HEAD_BOTH else given.SPELLING
    return spellings.write_posts(rng, posts, village=person.unit.village, share=share)


def _two_posts(rng: np.random.Generator, worker: Worker, doubts: list[Doubt]) -> tuple[str, str]:
    """The posts in a column each; 无 where there is none."""
    person = worker.person
    if worker.status:
        text = _status(rng, worker, "committee_post", doubts)
        return (text, "无") if worker.status == "第一书记" else ("无", text)
    if person.party_post == "none" and worker.faults.get("posts") in ("ambiguous", "listed"):
        doubtful = _doubtful_posts(rng, worker, "committee_post", doubts)
        if doubtful is not None:
            return "无", doubtful
    committee = _COMMITTEE[person.committee_post]
    return _PARTY[person.party_post], committee.replace("居", "村") if person.unit.village else committee


def _doubtful_posts(rng: np.random.Generator, worker: Worker, role: str, doubts: list[Doubt]) -> str | None:
    """A text that does not say the post, or None where the person has no such fault."""
    person, fault = worker.person, worker.faults.get("posts", "")
    if fault == "missing":
        text, expect, settled = "", "missing", ""
    elif fault == "ambiguous":
        text, expect, settled = pick(rng, _ONLY_THE_STREET[person.position]), "asked", "street"
    elif fault == "listed" and person.position in _FOR_ALL:
        text, expect, settled = pick(rng, _FOR_ALL[person.position]), "asked", "list"
    else:
        return None
    doubts.append(Doubt("position", role, text, expect, settled))
    doubts += [Doubt(variable, role, text, "open", "") for variable in ("party_post", "committee_post")]
    return text


def _status(rng: np.random.Generator, worker: Worker, role: str, doubts: list[Doubt]) -> str:
    """The word of a status where a post belongs."""
    text = pick(rng, _STATUS_TEXTS[worker.status])
    certain = text == worker.status and worker.status in given.SCOPE
    if not certain:
        expect = "asked" if worker.status in given.UNLISTED else "either"
        doubts.append(Doubt("scope", role, text, expect, "list"))
    doubts += [
        Doubt(variable, role, text, "either" if variable == "position" and worker.counted else "open", "list")
        for variable in ("position", "party_post", "committee_post")
    ]
    return text
