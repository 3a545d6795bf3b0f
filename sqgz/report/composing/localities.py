"""三、属地化现状: the definition first, then everybody and each zone, heads and members apart, communities and villages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqgz.report.blocks import Block, Heading, Paragraph
from sqgz.report.composing.material import NOT_TOLD, Material, Record, has_people, withheld
from sqgz.report.composing.pictures import picture_of
from sqgz.report.composing.tables import comparison_table, profile_table
from sqgz.report.composing.tables_around import localisation_table
from sqgz.report.marks import reference
from sqgz.report.numbers import NO_SHARES
from sqgz.report.wording.phrases import say_whole
from sqgz.results.labels import variable_label
from sqgz.study import Study
from sqgz.study.schema import Localisation

_WITHIN = {"community": "本社区", "street": "本街道（含本社区）", "district": "本区"}
_RULES = {
    "residence": "居住在{}",
    "hukou": "户口在{}",
    "either": "户口或居住有一项在{}",
    "both": "户口和居住都在{}",
}


def compose_localities(material: Material) -> Iterator[Block]:
    """Blocks of the third section; none where the study asks neither 户口 nor 居住."""
    study = material.study
    levels = [key for key, variable in study.variables.items() if variable.codebook == "level"]
    table = localisation_table(material)
    regions = list(_regions(material, levels))
    profiles = [one for one in (profile_table(material, key) for key in levels) if one is not None]
    apart = _tables_of_zones(material, levels)
    if table is None and not regions:
        return
    yield Heading("属地化现状", 1)
    if table is not None:
        yield Heading("属地化的口径与总体情况", 2)
        yield Paragraph(_definitions(study) + _of_villages(material))
        yield Paragraph(f"{say_overall(material)}各口径详见{reference(table.name)}。")
        yield table
        yield from _by_unit_type(material)
    for number, (heading, sentences) in enumerate(regions):
        yield Heading(heading, 2)
        for sentence in sentences:
            yield Paragraph(sentence)
        if number == 0 and profiles:
            yield Paragraph(f"详见{'、'.join(reference(one.name) for one in profiles)}。")
            yield from profiles
    if apart and len(regions) > 1:
        yield Paragraph(f"各片区分职务的情况见附件1{'、'.join(reference(name) for name in apart)}。")
    yield from picture_of(material, "shares", f"{_compared(material, levels)}户口与居住情况")


def _compared(material: Material, levels: list[str]) -> str:
    """The positions of which the figure tells: 主职、其他“两委”成员; empty where none are told apart."""
    asked = [one for one in material.comparisons(by="position") if one.outcome in levels and not one.where]
    groups = dict.fromkeys(group for one in asked for group in material.groups(one.id))
    return "、".join(material.group("position", group) for group in groups)


def _tables_of_zones(material: Material, levels: list[str]) -> list[str]:
    """Names of the tables that tell positions apart within zones."""
    asked = [one for one in material.comparisons(by="position") if one.within == "zone" and not one.where]
    return [
        f"表:{one.id}"
        for one in asked
        if one.outcome in levels and comparison_table(material, one.id) is not None
    ]


def _definitions(study: Study) -> str:
    first, *others = study.localisation
    said = f"属地化率没有全国统一的口径。本报告以“{first.label}”为主要口径，即{_explain(study, first)}"
    if others:
        said += (
            "；另列" + "、".join(f"“{one.label}”（{_explain(study, one)}）" for one in others) + "，供对照"
        )
    return said + "。"


def _of_villages(material: Material) -> str:
    """What 本社区 means to those who work in a village; empty where there are none."""
    first = material.study.localisation[0]
    row = material.shares.profile(f"localisation.{first.key}", "unit_type", "village", "yes")
    return "“本社区”对在村任职的人员指本村，下同。" if row is not None and has_people(row) else ""


def _explain(study: Study, one: Localisation) -> str:
    return f"{_of_whom(study, one)}中{_local(one)}的人员所占的比重"


def say_overall(material: Material) -> str:
    """属地化率 by the main definition, of everybody and of each zone, as a sentence; empty without a definition."""
    study = material.study
    if not study.localisation:
        return ""
    first = study.localisation[0]
    zones = list(study.variables["zone"].labels) if "zone" in study.variables else []
    said = []
    for by, group in [("", ""), *(("zone", zone) for zone in zones)]:
        row = material.shares.profile(f"localisation.{first.key}", by, group, "yes")
        if row is not None:
            if not by and not withheld(row):
                said.append(_headline(material, row, first))
                continue
            whose = material.group(by, group) if by else f"{say_whole(study)}{_of_whom(study, first)}"
            said.append(_stated(material, whose, row, first))
    return "；".join(said) + "。" if said else ""


def _headline(material: Material, row: Record, one: Localisation) -> str:
    """The first share of all, with the words that keep its base from being taken for all there are."""
    study = material.study
    keys = ("hukou", "residence") if one.rule in ("either", "both") else (one.rule,)
    answered = "、".join(variable_label(study, key) for key in keys)
    both = "均" if len(keys) > 1 else ""
    whose = f"{say_whole(study)}{answered}{both}填报有效的{_of_whom(study, one)}"
    return _stated(material, whose, row, one)


def _stated(material: Material, whose: str, row: Record, one: Localisation) -> str:
    """How many of how many count as local, and their share; of too few people no share, of people withheld nothing."""
    if withheld(row):
        return f"{whose}{_local(one)}的{NOT_TOLD}"
    base = material.amount(row, "base")
    among = f"{whose}中，" if base is None else f"{whose}{material.base(row)}人中，"
    said = f"{among}{_local(one)}的{material.count(row)}人"
    return said if base is None or base < NO_SHARES else f"{said}，占{material.number(row)}"


def _local(one: Localisation) -> str:
    """What makes people local by a definition: 居住在本社区."""
    return _RULES[one.rule].format(_WITHIN[one.within])


def _of_whom(study: Study, one: Localisation) -> str:
    labels = study.variables["position"].labels if "position" in study.variables else {}
    return "、".join(labels.get(key, key) for key in one.of) or "人员"


def _by_unit_type(material: Material) -> Iterator[Block]:
    study = material.study
    if "unit_type" not in study.variables or not study.localisation:
        return
    first = study.localisation[0]
    rows = [
        (label, row)
        for group, label in study.variables["unit_type"].labels.items()
        if (row := material.shares.profile(f"localisation.{first.key}", "unit_type", group, "yes"))
        is not None
        and has_people(row)
    ]
    if len(rows) < 2:
        return
    said = "；".join(_stated(material, label, row, first) for label, row in rows)
    yield Paragraph(
        f"{_of_whom(study, first)}按单位类型分列，{said}。村民委员会成员由本村选举产生，村与社区的差别可能有一部分由此形成，宜分开看。"
    )


def _regions(material: Material, levels: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Everybody and each zone: a heading, and a paragraph for each position (or one for everybody)."""
    study = material.study
    zones = list(study.variables["zone"].labels.items()) if "zone" in study.variables else []
    for zone, label in [("", say_whole(study)), *zones]:
        sentences = [
            one for one in (_people(material, levels, zone, group) for group in _positions(study)) if one
        ]
        if not sentences:
            sentences = [one for one in [_everybody(material, levels, zone, label)] if one]
        if sentences:
            yield f"{label}户口与居住情况", sentences


def _positions(study: Study) -> list[str]:
    return list(study.variables["position"].labels) if "position" in study.variables else []


def _people(material: Material, levels: list[str], zone: str, group: str) -> str:
    """A position's 户口 and 居住 in a zone ("" everywhere), from the comparisons by position."""
    said: list[str] = []
    label = material.group("position", group)
    for key in levels:
        for one in material.comparisons(by="position"):
            if one.outcome != key or one.where or (zone and one.within != "zone"):
                continue
            rows = material.categories(one.id, zone, group)
            if rows:
                said.append(_along(material, key, rows, label))
                break
        else:
            rows = [] if zone else material.profile(key, "position", group)
            if rows:
                said.append(_along(material, key, rows, label))
    return "。".join(said) + "。" if said else ""


def _along(material: Material, key: str, rows: list[dict[str, Any]], label: str) -> str:
    return f"从{variable_label(material.study, key)}看，{material.distribution(rows, label)}"


def _everybody(material: Material, levels: list[str], zone: str, label: str) -> str:
    """Everybody's 户口 and 居住 in a zone ("" everywhere), where positions are not known."""
    said: list[str] = []
    for key in levels:
        rows = material.profile(key, "zone", zone) if zone else material.profile(key)
        if not rows:
            for one in material.comparisons(by="zone"):
                if one.outcome == key and not one.where:
                    rows = material.categories(one.id, "", zone) if zone else []
        if rows:
            said.append(_along(material, key, rows, label))
    return "。".join(said) + "。" if said else ""
