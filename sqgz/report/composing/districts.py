"""The report on several districts: their findings, each variable by district, each shared comparison inside every
district, and what could not be compared, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqgz.report.blocks import Block, Break, Heading, Paragraph, Picture, Report
from sqgz.report.composing.appendices import compose_methods
from sqgz.report.composing.conduct import say_day
from sqgz.report.composing.district_tables import (
    NONE_COMPARED,
    district_table,
    group_labels,
    left_out_table,
    repeated_table,
    say_whom,
    studies_table,
    subject_of,
    total_row,
)
from sqgz.report.composing.features import CAUTION, is_ranking, say_comparison, say_comparison_heading
from sqgz.report.composing.material import Material, Record, has_people
from sqgz.report.composing.sections import in_chinese, number
from sqgz.report.composing.summary import FINDINGS
from sqgz.report.composing.tables import when
from sqgz.report.marks import reference
from sqgz.report.wording.phrases import say_category
from sqgz.results.districts import Districts
from sqgz.results.districts.planning import Asked
from sqgz.results.labels import group_label, variable_label
from sqgz.study import Comparison
from sqgz.study.references import STUDY

_NAMED = 10  # districts up to which a sentence names them all


def compose_districts(compared: Districts) -> Report:
    """The report on districts compared, as blocks."""
    material = Material(compared.results)
    study = material.study
    blocks: list[Block] = [
        *_summary(material, compared),
        *_scope(material, compared),
        *_between(material, compared),
        *_inside(material, compared),
        *_appendices(material, compared),
    ]
    subtitle = "（模拟数据）" if study.source == "simulated" else ""
    properties = {
        "subject": study.title,
        "category": "比较报告",
        "keywords": f"统计时点：{say_day(study)}",
        "study": study.name,
    }
    return Report(study.title, tuple(number(blocks)), subtitle, properties)


def _of(compared: Districts, *, repeated: bool) -> list[Asked]:
    return [one for one in compared.asked if one.repeated is repeated]


def _summary(material: Material, compared: Districts) -> Iterator[Block]:
    """The first findings, each as its section says it."""
    found = [one for one in _of(compared, repeated=False) if material.finding(one.comparison.id) is not None]
    if found:
        yield Heading("【摘要】", 1)
    for at, one in enumerate(found[:FINDINGS], start=1):
        yield Paragraph(f"{in_chinese(at)}是{say_comparison(material, one.comparison, caution=False)}")
    if any(is_ranking(material, one.comparison) for one in found[:FINDINGS]):
        yield Paragraph(f"以上{CAUTION}")


# --- what is compared ---------------------------------------------------------------------------------------------------


def _scope(material: Material, compared: Districts) -> Iterator[Block]:
    yield Heading("比较的范围与口径", 1)
    labels = [one.label for one in compared.districts]
    kind = material.study.variables[STUDY].label
    many = f"{len(labels)}{'项' if kind == '调查' else '个'}{kind}"
    named = f"（{'、'.join(labels)}）" if len(labels) <= _NAMED else ""
    table = studies_table(material, compared)
    yield Paragraph(
        f"本次比较{many}{named}，统计时点为{say_day(material.study)}。只用各调查的分类计数，不涉及个人记录。"
        f"变量和口径相同的才作比较，相同的以多数调查的定义为准。各调查的基本情况见{reference(table.name)}。"
    )
    yield table
    if compared.told:
        yield Paragraph("各调查之间有以下不同，使用时应注意：")
        for at, text in enumerate(compared.told, start=1):
            yield Paragraph(f"{at}.{text}。")
    missing = left_out_table(compared)
    yield Paragraph(f"未作比较的内容和原因见{reference(missing.name)}。" if missing else NONE_COMPARED)


# --- between the districts ----------------------------------------------------------------------------------------------


def _between(material: Material, compared: Districts) -> Iterator[Block]:
    asked = _of(compared, repeated=False)
    if asked:
        yield Heading(f"各{material.study.variables[STUDY].label}情况", 1)
    if any(is_ranking(material, one.comparison) for one in asked):
        yield Paragraph(f"以下所说的最高、最低{CAUTION}")
    for one in asked:
        row = material.finding(one.comparison.id)
        label = variable_label(material.study, one.comparison.outcome)
        yield Heading(say_comparison_heading(material, one.comparison) if row is not None else label, 2)
        table = district_table(material, one)
        see = f"（见{reference(table.name)}）" if table is not None else ""
        yield Paragraph(
            f"{say_comparison(material, one.comparison, see=see, caution=False)}{_total(material, one)}"
        )
        if table is not None:
            yield table
        yield from _pictures(material, one)


def _total(material: Material, asked: Asked) -> str:
    """All districts together, as a sentence; empty where counts may not be added."""
    one = asked.comparison
    row = total_row(material, asked, material.key_category(one.id))
    if row is None or not has_people(row):
        return ""
    named = say_category(material.study, one.outcome, str(row["category"]), one.id)
    return f"合计{material.base(row)}人中，{material.people(row, named=named)}。"


def _pictures(material: Material, asked: Asked) -> Iterator[Picture]:
    """The saved figures of a comparison."""
    one, study = asked.comparison, material.study
    kind = study.variables[STUDY].label
    whom = say_whom(study, one)
    subject = subject_of(material, one)
    captions = {
        "ranked_shares": f"各{kind}{whom}{subject}",
        "stacked_shares": f"各{kind}{whom}{variable_label(study, one.outcome)}构成",
        "difference_plot": f"各{kind}{_sides(material, asked)}{subject}之差",
    }
    for stem, known in material.pictures.items():
        for drawn in known.get("drawn_by", []):
            used = drawn.get("parameters", {})
            if one.id == used.get("comparison") or one.id in used.get("comparisons", ()):
                caption = captions.get(str(drawn.get("function")), subject)
                yield Picture(f"图:{stem}", stem, f"{caption}{when(material)}", alt=str(known.get("alt", "")))


def _sides(material: Material, asked: Asked) -> str:
    """The two groups that are compared inside each district, or the two answers of the same people: 甲与乙."""
    labels = group_labels(material, asked) if asked.repeated else []
    return "与".join(labels) if len(labels) == 2 else ""


# --- inside the districts -----------------------------------------------------------------------------------------------


def _inside(material: Material, compared: Districts) -> Iterator[Block]:
    kind = material.study.variables[STUDY].label
    held = [(one, repeated_table(material, one)) for one in _of(compared, repeated=True)]
    shown = [(one, table) for one, table in held if table is not None]
    if shown:
        yield Heading(f"同一比较在各{kind}内部的情况", 1)
        yield Paragraph(
            f"以下比较各{kind}都作了，这里按同一做法各作一次，不把各{kind}的人混在一起；"
            "同类比较作了多次，判断时一并校正，结论可能比各自的报告保守。"
        )
    for one, table in shown:
        yield Heading(_title(material, one.comparison), 2)
        yield Paragraph(f"{_by_finding(material, one)}详见{reference(table.name)}。")
        yield table
        yield from _pictures(material, one)


def _title(material: Material, one: Comparison) -> str:
    study = material.study
    label = f"{say_whom(study, one)}{variable_label(study, one.outcome)}"
    if one.paired_with is not None:
        return f"{label}与{variable_label(study, one.paired_with)}"
    return f"不同{variable_label(study, str(one.by))}的{label}"


def _by_finding(material: Material, asked: Asked) -> str:
    """Which districts have which finding, in the order of the finding's strength; nothing is counted twice."""
    one = asked.comparison
    subject = subject_of(material, one)
    found: dict[str, list[str]] = {}
    for district in asked.districts:
        row = material.finding(one.id, district.name)
        if row is not None:
            found.setdefault(_outcome_of(material, row), []).append(district.label)
    said = [f"{words}的有{_named(found[words])}" for words in sorted(found, key=_strength)]
    if one.paired_with is not None:
        subject = f"{'与'.join(group_labels(material, asked))}{subject}"
    return f"从{subject}看，{'；'.join(said)}。" if said else ""


_ORDER = ("高于", "低于", "存在差异", "大体相当")


def _strength(words: str) -> int:
    return next((at for at, word in enumerate(_ORDER) if word in words), len(_ORDER))


def _outcome_of(material: Material, row: Record) -> str:
    """A finding in few words, so that districts alike can be named together."""
    finding = str(row["finding"])
    if finding in ("clear", "small", "fact") and row["stat"] == "difference" and row["value"]:
        first, second = (group_label(material.study, row["by"], row[side]) for side in ("group", "against"))
        return f"{first}{'高于' if row['value'] > 0 else '低于'}{second}"
    return {
        "fact": "各组占比已知", "differ": "各组之间存在差异", "equal": "大体相当", "none": "差距尚不足以下结论",
        "open": "因缺失较多、高低不能确定",
    }.get(finding, "人数或群数过少、仅作情况反映")  # fmt: skip


def _named(labels: Sequence[str]) -> str:
    return "、".join(labels) if len(labels) <= _NAMED else f"{'、'.join(labels[:_NAMED])}等{len(labels)}个"


# --- appendices ---------------------------------------------------------------------------------------------------------


def _appendices(material: Material, compared: Districts) -> Iterator[Block]:
    missing = left_out_table(compared)
    parts: list[tuple[str, list[Block]]] = [
        ("未作比较的内容", [missing] if missing is not None else []),
        ("统计口径与方法说明", [*compose_methods(material, strata=False), Paragraph(_clusters(material))]),
    ]
    for at, (title, blocks) in enumerate([part for part in parts if part[1]], start=1):
        yield Break()
        yield Heading(title, 1, f"附件{at}")
        yield from blocks


def _clusters(material: Material) -> str:
    study = material.study
    kind = study.variables[STUDY].label
    said = [f"各{kind}之间的比较和各{kind}内部重复的比较都是探索性的，各成一组，分别校正"]
    if study.design.cluster:
        label = variable_label(study, study.design.cluster)
        said.append(f"{label}各属其{kind}，不同{kind}的同名{label}不视为同一个")
    return f"四是各{kind}比较。{'；'.join(said)}。"
