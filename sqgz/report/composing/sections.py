"""The report as a whole: its sections in order, numbered, with what its title page and properties say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sqgz.report.blocks import Block, Heading, Paragraph, Report, Table
from sqgz.report.composing.appendices import compose_appendices
from sqgz.report.composing.conduct import compose_conduct, compose_team, say_day, say_positions, say_returns
from sqgz.report.composing.features import compose_features
from sqgz.report.composing.localities import compose_localities
from sqgz.report.composing.material import Material
from sqgz.report.composing.problems import TO_WRITE, compose_problems
from sqgz.report.composing.summary import compose_summary, say_bases, say_findings
from sqgz.report.composing.tables import explain_stars
from sqgz.results import Results
from sqgz.study import Study

_DIGITS = "零一二三四五六七八九"
_SECTIONS = (
    compose_summary,
    compose_conduct,
    compose_team,
    compose_localities,
    compose_features,
    compose_problems,
)


def compose_report(results: Results) -> Report:
    """The whole report of some results, as blocks."""
    material = Material(results)
    blocks: list[Block] = []
    for compose in _SECTIONS:
        blocks += compose(material)
    appendices = list(compose_appendices(material))
    blocks += _announced(appendices)
    blocks += _signed()
    blocks += appendices
    title, subtitle = _titles(results.study)
    blocks = [explain_stars(block) if isinstance(block, Table) else block for block in blocks]
    return Report(title, tuple(number(blocks)), subtitle, _properties(results))


def compose_brief(results: Results) -> Report:
    """The report in one page: the findings of its summary, and nothing else."""
    material = Material(results)
    title, subtitle = _titles(results.study)
    said = [Paragraph(f"{i}.{text}") for i, text in enumerate(say_findings(material), start=1)]
    returns = "".join(say_returns(material)) + say_positions(results.study)
    zones = (
        f"片区划分：{results.study.zone_definition.rstrip('。')}。" if results.study.zone_definition else ""
    )
    caution = zones + say_bases(material) if said else ""
    opening = Paragraph(f"现将统计时点为{say_day(results.study)}的主要情况简要报告如下。{returns}{caution}")
    closing = Paragraph(f"下一步工作{TO_WRITE}。", "blank")
    blocks = (opening, *said, closing, *_signed())
    return Report(f"{title.removesuffix('报告')}简报", blocks, subtitle, _properties(results))


def _titles(study: Study) -> tuple[str, str]:
    """Title and what stands below it: a remark in brackets at the end of the study's title moves down."""
    title, remark = study.title.strip(), ""
    found = re.fullmatch(r"(.+?)([（(][^（）()]+[）)])", title)
    if found:
        title, remark = found[1], found[2]
    if not title.endswith("报告"):
        title += "报告" if title.endswith(("调研", "调查", "普查", "分析")) else "调研报告"
    if study.source == "simulated" and "模拟" not in study.title:
        remark = "（模拟数据）"
    return title, remark


def _announced(appendices: Sequence[Block]) -> Iterator[Block]:
    """What is attached, between the body and who signs it."""
    titles = [block.text for block in appendices if isinstance(block, Heading) and block.level == 1]
    for place, title in enumerate(titles, start=1):
        yield Paragraph(f"{'附件：' if place == 1 else '　　　'}{place}.{title}")


def _signed() -> Iterator[Block]:
    yield Paragraph("落款单位", "blank")
    yield Paragraph("成文日期", "blank")


def _properties(results: Results) -> dict[str, str]:
    study = results.study
    return {
        "subject": study.title,
        "category": "调研报告",
        "keywords": f"统计时点：{say_day(study)}",
        "study": study.name,
    }


def number(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with their headings numbered 一、（一）1. and（1）; a heading that has a number, or 【…】, keeps it.

    >>> [block.number for block in number([Heading("甲", 1), Heading("乙", 2), Heading("丙", 2), Heading("丁", 1)])]
    ['一、', '（一）', '（二）', '二、']
    """
    counts = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading) or block.number or block.text.startswith("【"):
            yield block
            continue
        level = block.level - 1
        counts[level] += 1
        counts[level + 1 :] = [0] * (len(counts) - level - 1)
        at = counts[level]
        written = (f"{in_chinese(at)}、", f"（{in_chinese(at)}）", f"{at}.", f"（{at}）")[level]
        yield replace(block, number=written)


def in_chinese(n: int) -> str:
    """A number from 1 to 99 in Chinese numerals.

    >>> [in_chinese(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
