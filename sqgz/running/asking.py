"""The questions a draft begins with: comparisons and definitions of 属地化 that the proposed variables allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

from sqgz.running.proposed import Proposal
from sqgz.running.received import Received
from sqgz.running.scalars import quoted

_MOST: Final = 10  # distributions; every variable stands in the profile anyway
_HOW_COMPARISONS = """\
# id 名称；outcome 看什么；by 按什么分组，不写则只看总的分布；groups 比较哪几组；key 由哪些答案的占比下结论；
# within 在哪个变量的每一类内部重复一遍。请确认：看数据之前就确定要回答的，写 family: confirmatory（验证性）；不写即探索性。
comparisons:"""
_HOW_LOCAL = """\
# 属地化率没有统一的定义。请确认：第一项是主要口径，其余供对照。rule 看居住（residence）、户口（hukou）或两者之一（either）；
# within 多近才算；of 哪些职务的人。
localisation:"""
_NEAR: Final = "[[community], [community, street]]"


def propose_comparisons(
    variables: Mapping[str, Proposal], *, zones: tuple[str, ...], position: bool
) -> list[str]:
    """Lines of the section `comparisons`, at least one comparison; `zones` are the keys of the zones, if known."""
    found = []
    levels = [key for key in ("hukou", "residence") if _codebook(variables, key) == "level"]
    within = ", within: zone" if zones else ""
    if position:
        found += [
            f"{{id: {key}_by_position, outcome: {key}, by: position, groups: [chief, member], key: {_NEAR}{within}}}"
            for key in levels
        ]
    if zones:
        groups = ", groups: [outer, inner]" if set(zones) == {"inner", "outer"} else ""
        found += [
            f"{{id: {key}_by_zone, outcome: {key}, by: zone{groups}, key: [[community]]}}" for key in levels
        ]
    if not found:
        found += [f"{{id: {key}_distribution, outcome: {key}, key: [[community]]}}" for key in levels]
    for key in ("education", "age_band"):
        if position and key in variables:
            found.append(f"{{id: {key}_by_position, outcome: {key}, by: position}}")
    found += [
        f"{{id: {key}_distribution, outcome: {key}}}" for key in _others(variables, described=bool(found))
    ]
    lines = [*_HOW_COMPARISONS.splitlines(), *(f"  - {one}" for one in found)]
    return lines + _example(variables, position=position, zones=bool(zones))


def propose_count_comparisons(variables: Mapping[str, Proposal], received: Sequence[Received]) -> list[str]:
    """Lines of the section `comparisons` for tables of counts: only what one table alone can answer."""
    tables = [
        [key for key, one in variables.items() if any(number in column.sheets for column in one.columns)]
        for number in range(len(received))
    ]
    distinct = [list(keys) for keys in dict.fromkeys(map(tuple, tables))]
    found = []
    for keys in distinct:
        for by, outcome in combinations(keys, 2):
            if _answerable({by, outcome}, distinct):
                found.append(f"{{id: {outcome}_by_{by}, outcome: {outcome}, by: {by}}}")
    for key, one in variables.items():
        if (
            one.fields.get("kind") != "place"
            and _answerable({key}, distinct)
            and not any(f"outcome: {key}," in one for one in found)
        ):
            found.append(f"{{id: {key}_distribution, outcome: {key}}}")
    found = list(dict.fromkeys(found))[:_MOST]
    return [*_HOW_COMPARISONS.splitlines(), *(f"  - {one}" for one in found)]


def _answerable(keys: set[str], tables: Sequence[Sequence[str]]) -> bool:
    """Whether exactly one table holds the keys, or one holds them and nothing else."""
    fitting = [table for table in tables if keys <= set(table)]
    return len(fitting) == 1 or sum(keys == set(table) for table in fitting) == 1


def _codebook(variables: Mapping[str, Proposal], key: str) -> str:
    return str(variables[key].fields.get("codebook", "")) if key in variables else ""


def _others(variables: Mapping[str, Proposal], *, described: bool) -> list[str]:
    """Keys of further outcomes: questions first; who people are only where nothing else is asked."""
    beside = {"position", "party_post", "committee_post", "hukou", "residence", "zone", "unit_type"}
    keys = [
        key
        for key, one in variables.items()
        if key not in beside and one.fields.get("kind") not in ("id", "personal", "place", "text")
    ]
    about_people = {"sex", "education", "age_band", "age", "political_status", "ethnicity"}
    asked = [
        key for key in keys if key not in about_people and any(one.asked for one in variables[key].columns)
    ]
    chosen = (asked or ([] if described else keys))[:_MOST]
    if chosen or described:
        return chosen
    return [
        key for key, one in variables.items() if one.fields.get("kind") not in ("id", "personal", "text")
    ][:_MOST]


def _example(variables: Mapping[str, Proposal], *, position: bool, zones: bool) -> list[str]:
    """A comparison by groups as a comment, where the draft itself has none."""
    if position or zones:
        return []
    groups = [
        key
        for key, one in variables.items()
        if one.fields.get("kind") == "nominal" and 2 <= len(one.categories) <= 4
    ]
    by = "sex" if "sex" in groups else next(iter(groups), "")
    outcome = next((key for key in _others(variables, described=False) if key != by), "")
    if not by or not outcome:
        return []
    return [
        "  # 按组比较的写法（去掉行首的 # 即生效）：",
        f"  # - {{id: {outcome}_by_{by}, outcome: {outcome}, by: {by}}}",
    ]


def propose_localisation(variables: Mapping[str, Proposal], *, position: bool) -> list[str]:
    """Lines of the section `localisation`; empty where neither 户口 nor 居住 is known."""
    of = "[chief, member]" if position else "[]"
    levels = [key for key in ("residence", "hukou") if _codebook(variables, key) == "level"]
    words = {"residence": ("live", "居住"), "hukou": ("hukou", "户籍")}
    found = []
    for key in levels:
        for within, place in (("community", "本社区"), ("street", "本街道")):
            name, word = words[key]
            found.append((f"{name}_{within}", f"{word}在{place}的比重", key, within))
    if len(levels) == 2:
        found.append(("either_community", "户籍或居住在本社区的比重", "either", "community"))
    lines = [
        f"  - {{key: {key}, label: {quoted(label)}, rule: {rule}, within: {within}, of: {of}}}"
        for key, label, rule, within in found
    ]
    return [*_HOW_LOCAL.splitlines(), *lines] if lines else []
