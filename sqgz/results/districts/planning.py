"""What is asked of several districts, read off their studies: each variable by district, each definition of 属地化率,
and each comparison that they share, repeated inside every district.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqgz.results.districts.definitions import (
    Agreed,
    LeftOut,
    agree_on_comparison,
    agree_on_locality,
    agree_on_variable,
    group_reasons,
)
from sqgz.results.districts.offices import District
from sqgz.study import Comparison, Study, Variable
from sqgz.study.references import LOCAL, STUDY
from sqgz.study.schema import FinerCategory, Localisation
from sqgz.study.unbuilt import WAVE
from sqgz.tables.locality import PREFIX

BY_STUDY: Final = "_by_study"
UNCOUNTED: Final = "没有这一项的计数（或几张计数表都含有，无法判断用哪一张）"
OTHERWISE: Final = "所用变量的定义不同"


@dataclass(frozen=True, eq=False)
class Asked:
    """One comparison of the districts: who takes part, which table of theirs it is read from, where the total stands.

    `source` is the name of the table that is preferred; `total` the name under which the added counts stand in results,
    empty for a comparison that is repeated inside every district.
    """

    comparison: Comparison
    districts: tuple[District, ...]
    source: str
    total: str = ""

    @property
    def repeated(self) -> bool:
        """Whether it is asked inside every district, and not between them."""
        return self.comparison.within == STUDY


@dataclass(eq=False)
class Plan:
    """Everything that is asked, the variables it needs, and what had to be left out."""

    asked: list[Asked] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def plan_questions(districts: Sequence[District]) -> Plan:
    """The plan for these districts; empty if they have nothing in common."""
    plan = Plan()
    known = _Variables(districts, plan)
    _plan_localities(districts, known, plan)
    _plan_variables(districts, known, plan)
    _plan_repeats(districts, known, plan)
    return plan


class _Variables:
    """Variables that districts agree on, each looked up and told of once."""

    def __init__(self, districts: Sequence[District], plan: Plan) -> None:
        self._districts, self._plan = districts, plan
        self._found: dict[str, Agreed | None] = {}

    def agreed(self, key: str) -> Agreed | None:
        """Who means the same by a variable; what is left out is told in the plan."""
        if key not in self._found:
            self._found[key], left = agree_on_variable(self._districts, key)
            self._plan.left_out += left
        return self._found[key]

    def sharing(self, keys: Iterable[str], among: Sequence[District]) -> tuple[District, ...]:
        """Those among the districts who agree on all of the variables."""
        names = [found.names if (found := self.agreed(key)) else frozenset() for key in keys]
        return tuple(one for one in among if all(one.name in agreeing for agreeing in names))

    def declare(self, keys: Iterable[str]) -> None:
        """Put variables into the plan, as those who agree on them declare them."""
        for key in keys:
            found = self.agreed(key)
            if found is not None:
                self._plan.variables.setdefault(key, found.study.variables[key])


def _keep(plan: Plan, what: str, agreed: Sequence[District], kept: Sequence[District], why: str) -> bool:
    """Whether enough districts are left; tells of those that agreed on a question, but cannot take part in it."""
    lost = [one.label for one in agreed if one not in kept]
    if len(kept) < 2:
        lost = [one.label for one in agreed]
    plan.left_out += group_reasons(what, [(label, why) for label in lost])
    return len(kept) >= 2


# --- 属地化率 and variables, by district --------------------------------------------------------------------------------


def _plan_localities(districts: Sequence[District], known: _Variables, plan: Plan) -> None:
    for key in dict.fromkeys(one.key for district in districts for one in district.study.localisation):
        agreed, left = agree_on_locality(districts, key)
        plan.left_out += left
        if agreed is None:
            continue
        definition = next(one for one in agreed.study.localisation if one.key == key)
        what = f"属地化率“{definition.label}”（{key}）"
        rule = definition.rule
        needed = [*(("hukou", "residence") if rule in ("either", "both") else (rule,))]
        posts = any("position" in one.study.variables for one in agreed.districts)
        needed += ["position"] if posts else []
        where = {"position": definition.of} if posts and definition.of else {}
        alike = known.sharing(needed, agreed.districts)
        if not _keep(plan, what, agreed.districts, alike, OTHERWISE):
            continue
        source = f"{PREFIX}{key}"
        held = tuple(one for one in alike if one.holding([LOCAL, *where], preferred=source) is not None)
        if not _keep(plan, what, alike, held, UNCOUNTED):
            continue
        outcome = source.replace(".", "_")
        plan.variables[outcome] = _local_variable(outcome, definition)
        known.declare(["position"] if where else [])
        comparison = Comparison(
            id=outcome,
            outcome=outcome,
            by=STUDY,
            groups=tuple(one.name for one in held),
            key=(("yes",),),
            where=where,
        )
        plan.asked.append(Asked(comparison, held, source, total=source))


def _local_variable(key: str, definition: Localisation) -> Variable:
    """A variable of who counts as local, called as the definition is."""
    phrase = local_phrase(definition.label)
    categories = (FinerCategory(key="yes", label=phrase), FinerCategory(key="no", label="其他"))
    return Variable(
        variable_key=key, label=definition.label, kind="nominal", codebook=LOCAL, categories=categories
    )


def local_phrase(label: str) -> str:
    """What those have who count as local, from the label of the definition.

    >>> local_phrase("居住在本社区的比重"), local_phrase("属地化率")
    ('居住在本社区', '符合“属地化率”口径')
    """
    for end in ("的比重", "的比例", "的占比", "比重", "比例", "占比"):
        if label.endswith(end) and label != end:
            return label.removesuffix(end)
    return f"符合“{label}”口径"


def _plan_variables(districts: Sequence[District], known: _Variables, plan: Plan) -> None:
    """Every variable that some comparison is about, by district."""
    taken = {one.id for district in districts for one in district.study.comparisons}
    for key in _outcomes(districts):
        agreed = known.agreed(key)
        if agreed is None:
            continue
        held = tuple(one for one in agreed.districts if one.holding([key]) is not None)
        label = agreed.study.variables[key].label
        if not _keep(plan, f"变量“{label}”（{key}）", agreed.districts, held, UNCOUNTED):
            continue
        known.declare([key])
        declared = next(
            (one for district in held for one in district.study.comparisons if one.outcome == key), None
        )
        name = f"{key}{BY_STUDY}"
        while name in taken:
            name += "_"
        comparison = Comparison(
            id=name,
            outcome=key,
            by=STUDY,
            groups=tuple(one.name for one in held),
            key=declared.key if declared else ((next(iter(agreed.study.variables[key].labels)),),),
            merge=declared.merge if declared else {},
        )
        plan.asked.append(Asked(comparison, held, "", total=f"profile.{key}"))


def _outcomes(districts: Sequence[District]) -> list[str]:
    """Variables that somebody's comparison is about, places left out; in the order of the studies."""
    return [
        key
        for key in dict.fromkeys(one.outcome for district in districts for one in district.study.comparisons)
        if all(d.study.variables[key].categories for d in districts if key in d.study.variables)
    ]


# --- comparisons, inside every district ---------------------------------------------------------------------------------


def _plan_repeats(districts: Sequence[District], known: _Variables, plan: Plan) -> None:
    for key in dict.fromkeys(one.id for district in districts for one in district.study.comparisons):
        agreed, left = agree_on_comparison(districts, key)
        if agreed is None or not _is_repeatable(agreed.study, agreed.study.comparison(key)):
            continue
        plan.left_out += left
        declared = agreed.study.comparison(key)
        needed = needed_by(declared)
        alike = known.sharing(needed, agreed.districts)
        if not _keep(plan, f"比较 {key}", agreed.districts, alike, OTHERWISE):
            continue
        held = tuple(one for one in alike if one.holding(needed, preferred=key) is not None)
        if not _keep(plan, f"比较 {key}", alike, held, UNCOUNTED):
            continue
        known.declare(needed)
        changed: dict[str, Any] = {
            "within": STUDY, "standardise": (), "scores": {}, "cluster": None, "inference": None,
            "family": "exploratory",  # nobody declared beforehand that it would be asked of so many
        }  # fmt: skip
        plan.asked.append(Asked(declared.model_copy(update=changed), held, key))


def _is_repeatable(study: Study, one: Comparison) -> bool:
    """Whether a comparison is between groups of people within a study (or two answers of theirs), not between places."""
    if one.paired_with is not None:
        return True
    return one.by is not None and one.by != WAVE and study.variables[one.by].kind != "place"


def needed_by(one: Comparison) -> list[str]:
    """Variables that a comparison needs, the district left out."""
    asked = (one.outcome, one.by, one.paired_with, *one.where)
    return [key for key in dict.fromkeys(asked) if key and key != STUDY]
