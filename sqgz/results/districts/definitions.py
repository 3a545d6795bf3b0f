"""Which definitions the districts share: what most of them declare alike is compared; who differs is left out, by name.

Counts of different things must never stand side by side as if they were one. Equal votes go to the study named first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from sqgz.results.districts.offices import District
from sqgz.study import Comparison, Study, Variable
from sqgz.study.alike import CATEGORIES, CHIEF, KIND, find_difference
from sqgz.study.schema import Localisation

ABSENT = "没有这一项"
_TOLD = 3  # districts whose differences are told one by one
_RULES = {"residence": "居住在", "hukou": "户口在", "either": "户口或居住在", "both": "户口和居住都在"}
_WITHIN = {"community": "本社区", "street": "本街道", "district": "本区"}
Found = Callable[[District], Hashable]


@dataclass(frozen=True)
class LeftOut:
    """Something that is not compared everywhere: what, in which districts it is left out, and why."""

    what: str
    who: tuple[str, ...]
    why: str


@dataclass(frozen=True, eq=False)
class Agreed:
    """Districts that mean the same by something; the first of them speaks for all."""

    districts: tuple[District, ...]

    @property
    def names(self) -> frozenset[str]:
        """Names of their studies."""
        return frozenset(one.name for one in self.districts)

    @property
    def study(self) -> Study:
        """The study that speaks for all."""
        return self.districts[0].study


def find_agreement(districts: Sequence[District], meant: Found) -> Agreed | None:
    """The districts that most often mean the same; None if no two do. `meant` gives None where there is nothing."""
    votes: dict[Hashable, list[District]] = {}
    for one in districts:
        found = meant(one)
        if found is not None:
            votes.setdefault(found, []).append(one)
    largest = max(votes.values(), key=len, default=[])
    return Agreed(tuple(largest)) if len(largest) >= 2 else None


# --- variables ----------------------------------------------------------------------------------------------------------


def agree_on_variable(districts: Sequence[District], key: str) -> tuple[Agreed | None, list[LeftOut]]:
    """The districts that have the variable in the same sense, and those left out."""
    agreed = find_agreement(districts, lambda one: _variable_meant(one.study, key))
    label = next(one.study.variables[key].label for one in districts if key in one.study.variables)
    what = f"变量“{label}”（{key}）"
    if agreed is None:
        have = [one for one in districts if key in one.study.variables]
        return None, [LeftOut(what, tuple(one.label for one in have), _why_nobody(key, have))]
    reasons = [
        (one.label, _why_variable(agreed.study, key, one.study))
        for one in districts
        if one.name not in agreed.names
    ]
    return agreed, group_reasons(what, reasons)


def _why_nobody(key: str, have: Sequence[District]) -> str:
    """Why no two districts mean the same: how the others differ from the first that has it."""
    if len(have) == 1:
        return "只有这一个调查有"
    first, *others = have
    said = [f"{one.label}{_why_variable(first.study, key, one.study)}" for one in others[:_TOLD]]
    return f"与{first.label}相比，{'；'.join(said)}{'；等' if len(others) > _TOLD else ''}"


def _variable_meant(study: Study, key: str) -> Hashable:
    variable = study.variables.get(key)
    if variable is None or not variable.categorical:
        return None
    pairs = list(variable.labels.items())
    own = variable.codebook is None and variable.derive is None and variable.source is None
    return (
        variable.kind,
        variable.level,
        tuple(pairs if variable.ordered else sorted(pairs)),
        variable.label if own else "",  # nothing but its label says what a question of one's own is about
        study.people.chief if variable.derive == "posts" else "",
    )


def _why_variable(study: Study, key: str, other: Study) -> str:
    if key not in other.variables:
        return ABSENT
    variable, against = study.variables[key], other.variables[key]
    differs = find_difference(study, variable, other, against)
    if differs == KIND:
        return "题型不同"
    if differs == CHIEF:
        return f"主职的口径不同（{other.people.chief}，其他调查为{study.people.chief}）"
    return _why_categories(variable, against) if differs == CATEGORIES else f"问的是“{against.label}”"


def _why_categories(variable: Variable, against: Variable) -> str:
    one, two = variable.labels, against.labels
    more = [label for key, label in two.items() if one.get(key) != label]
    less = [label for key, label in one.items() if two.get(key) != label]
    said = [f"{word}{'、'.join(f'“{label}”' for label in labels)}" for word, labels in (("多出", more), ("没有", less)) if labels]  # fmt: skip
    return f"类别不同（{'，'.join(said)}）" if said else "类别的顺序不同"


# --- 属地化率 -----------------------------------------------------------------------------------------------------------


def agree_on_locality(districts: Sequence[District], key: str) -> tuple[Agreed | None, list[LeftOut]]:
    """The districts that have a definition of 属地化率 in the same sense, and those left out."""

    def meant(one: District) -> Hashable:
        found = _locality(one.study, key)
        of = None if found is None else (found.rule, found.within, frozenset(found.of))
        return None if of is None or one.study.counts_only else of

    agreed = find_agreement(districts, meant)
    label = next(found.label for one in districts if (found := _locality(one.study, key)) is not None)
    what = f"属地化率“{label}”（{key}）"
    if agreed is None:
        have = [one for one in districts if _locality(one.study, key) is not None]
        told = "；".join(f"{one.label}为{_say_locality(one.study, key)}" for one in have[:_TOLD])
        why = "只有这一个调查有" if len(have) == 1 else f"没有两个调查的口径相同（{told}）"
        return None, [LeftOut(what, tuple(one.label for one in have), why)]
    reasons = [
        (one.label, _why_locality(one.study, key)) for one in districts if one.name not in agreed.names
    ]
    return agreed, group_reasons(what, reasons)


def _why_locality(study: Study, key: str) -> str:
    if _locality(study, key) is None:
        return ABSENT
    if study.counts_only:
        return "只有计数，没有属地化率"
    return f"口径不同（为{_say_locality(study, key)}）"


def _say_locality(study: Study, key: str) -> str:
    """A definition in words: 主职中居住在本社区."""
    found = _locality(study, key)
    if found is None:
        return ABSENT
    labels = study.variables["position"].labels if "position" in study.variables else {}
    of = "、".join(labels.get(one, one) for one in found.of)
    return f"{of}{'中' if of else ''}{_RULES[found.rule]}{_WITHIN[found.within]}"


def _locality(study: Study, key: str) -> Localisation | None:
    return next((one for one in study.localisation if one.key == key), None)


# --- declared comparisons -----------------------------------------------------------------------------------------------


def agree_on_comparison(districts: Sequence[District], key: str) -> tuple[Agreed | None, list[LeftOut]]:
    """The districts that ask a comparison in the same sense, and those left out."""
    agreed = find_agreement(districts, lambda one: _comparison_meant(one.study, key))
    what = f"比较 {key}"
    if agreed is None:
        return None, []  # asked by one study alone: told in its own report
    reasons = [
        (one.label, ABSENT if _asked(one.study, key) is None else "分组、类别或限定条件不同")
        for one in districts
        if one.name not in agreed.names
    ]
    return agreed, group_reasons(what, reasons)


def _comparison_meant(study: Study, key: str) -> Hashable:
    one = _asked(study, key)
    if one is None:
        return None
    return (
        one.outcome,
        one.by,
        one.groups,
        one.paired_with,
        tuple(frozenset(keys) for keys in one.key),
        frozenset((name, frozenset(values)) for name, values in one.where.items()),
        frozenset((new, frozenset(olds)) for new, olds in one.merge.items()),
    )


def _asked(study: Study, key: str) -> Comparison | None:
    return next((one for one in study.comparisons if one.id == key), None)


def group_reasons(what: str, reasons: Iterable[tuple[str, str]]) -> list[LeftOut]:
    """What is left out, the districts of one reason together."""
    by_reason: dict[str, list[str]] = {}
    for label, why in reasons:
        by_reason.setdefault(why, []).append(label)
    return [LeftOut(what, tuple(labels), why) for why, labels in by_reason.items()]
