"""摘要: five findings with their numbers, each as the section that it comes from says it."""

from __future__ import annotations

from collections.abc import Iterator

from sqgz.report.blocks import Block, Heading, Paragraph
from sqgz.report.composing.features import say_comparison
from sqgz.report.composing.localities import say_overall
from sqgz.report.composing.material import Material
from sqgz.study import Comparison

FINDINGS = 5
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


def say_findings(material: Material) -> Iterator[str]:
    """Up to five findings: 属地化率 by its main definition, then what was asked beforehand, then the rest."""
    left = FINDINGS
    overall = say_overall(material)
    if overall:
        left -= 1
        yield overall
    for one in _chosen(material)[:left]:
        yield say_comparison(material, one)


def _chosen(material: Material) -> list[Comparison]:
    """Comparisons with a finding; of the same family in the study's order, so that nobody picks what is striking."""
    held = [one for one in material.comparisons() if material.finding(one.id) is not None]
    return sorted(held, key=lambda one: _ORDER.index(one.family) if one.family in _ORDER else len(_ORDER))
