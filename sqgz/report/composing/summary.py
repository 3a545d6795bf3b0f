"""摘要: five findings with their numbers, each as the section that it comes from says it."""

from __future__ import annotations

from collections.abc import Iterator

from sqgz.report.blocks import Block, Heading, Paragraph
from sqgz.report.composing.cautions import say_gaps_ahead
from sqgz.report.composing.features import COMMUNITIES, ELECTED, describe, say_comparison
from sqgz.report.composing.localities import say_overall
from sqgz.report.composing.material import Material, withheld
from sqgz.results.comparing import VILLAGES
from sqgz.study import Comparison

FINDINGS = 5
BASES = "各项占比均以该项填报有效的人员为基数，因此各项的基数不尽相同。"
_ORDINALS = "一二三四五六七八九"
_ORDER = ("confirmatory", "exploratory")


def compose_summary(material: Material) -> Iterator[Block]:
    """Blocks of the summary."""
    said = list(say_findings(material))
    if not said:
        return
    yield Heading("【摘要】", 1)
    for ordinal, text in zip(_ORDINALS, said, strict=False):
        yield Paragraph(f"{ordinal}是{text}")
    yield Paragraph(say_bases(material))


def say_bases(material: Material) -> str:
    """Of whom the shares of the summary are, and of which of its questions many answers are missing."""
    return BASES + say_gaps_ahead(material, told_in_summary(material))


def told_in_summary(material: Material) -> list[Comparison]:
    """The comparisons of the summary."""
    return _chosen(material)[: FINDINGS - bool(say_overall(material))]


def say_findings(material: Material) -> Iterator[str]:
    """Up to five findings: 属地化率 by its main definition, then what was asked beforehand, then the rest."""
    overall = say_overall(material)
    if overall:
        yield overall
    for one in told_in_summary(material):
        yield say_comparison(material, one) + _in_part_law(material, one)


def _in_part_law(material: Material, one: Comparison) -> str:
    """That villages are part of a gap between zones, and the gap among communities alone where that is known."""
    alone, row = material.finding(one.id, COMMUNITIES), material.finding(one.id)
    if (
        alone is not None
        and alone["stat"] == "difference"
        and alone["finding"] != "few_people"
        and not withheld(alone)
    ):
        return f"仅就社区{_without(material)}比较，{describe(material, one, COMMUNITIES, brief=True)}，{material.says(alone)}。"
    villages = row is not None and VILLAGES in row["warnings"]
    local = material.study.variables[one.outcome].codebook == "level"
    return f"片区中含村，{ELECTED}，这一差距可能有一部分由此形成。" if villages and local else ""


def _without(material: Material) -> str:
    """What kinds of units are left out where only communities are compared: （不含村、村改居）."""
    labels = material.study.variables["unit_type"].labels
    others = "、".join(label for key, label in labels.items() if key != "community")
    return f"（不含{others}）" if others else ""


def _chosen(material: Material) -> list[Comparison]:
    """Comparisons with a finding; of the same family in the study's order, so that nobody picks what is striking."""
    held = [one for one in material.comparisons() if material.finding(one.id) is not None]
    return sorted(held, key=lambda one: _ORDER.index(one.family) if one.family in _ORDER else len(_ORDER))
