"""五、存在的主要问题 and 六、对策建议: only what the data show; causes and advice are left to the one who drafts."""

from __future__ import annotations

from collections.abc import Iterator

from sqgz.report.blocks import Block, Heading, Paragraph
from sqgz.report.composing.features import COMMUNITIES, ELECTED, say_everybody
from sqgz.report.composing.material import Material, Record
from sqgz.report.wording.phrases import say_scope
from sqgz.report.wording.reading import read_gap
from sqgz.results.comparing import VILLAGES

TO_WRITE = "由起草人撰写"


def compose_problems(material: Material) -> Iterator[Block]:
    """Blocks of the last two sections."""
    yield Heading("存在的主要问题", 1)
    wanting = list(_wanting(material))
    shown = [*(_worded(material, row) for row in wanting), *_vacancies(material)]
    if shown:
        yield Paragraph("从数据看，以下情况值得关注：")
        for number, text in enumerate(shown, start=1):
            yield Paragraph(f"{number}.{text}")
        if any(
            VILLAGES in row["warnings"] or material.finding(str(row["comparison"]), COMMUNITIES)
            for row in wanting
        ):
            yield Paragraph(f"片区中含村，{ELECTED}，上述片区之间的差距可能有一部分由此形成。")
    yield Paragraph(f"问题的成因{TO_WRITE}。", "blank")
    yield Heading("对策建议", 1)
    yield Paragraph(f"对策建议{TO_WRITE}。", "blank")


def _wanting(material: Material) -> Iterator[Record]:
    """Differences in 户口 or 居住 that stand and are large enough to be called 明显; of years only what went down.

    Of other questions nobody but the researcher knows which answer is wanting.
    """
    study = material.study
    degrees = study.design.degree_words.model_dump(by_alias=True)
    for (_, stratum), row in material.deciding.items():
        outcome = study.variables.get(str(row["outcome"]))
        if stratum or not row["by"] or row["finding"] not in ("fact", "clear") or row["stat"] != "difference":
            continue
        if outcome is None or outcome.codebook != "level":
            continue
        gap = read_gap(material.shares, row)
        if (
            not gap.hidden
            and gap.size >= degrees["明显"]
            and not (gap.over_time and (gap.difference or 0) > 0)
        ):
            yield row


def _worded(material: Material, row: Record) -> str:
    study, one = material.study, material.study.comparison(str(row["comparison"]))
    scope = say_scope(study, one) or say_everybody(study, one)
    open_ = "（探索性比较，有待验证）" if str(row["family"]).startswith("exploratory") else ""
    return f"{scope}{'，' if scope else ''}{material.says(row, 'problem')}{open_}。"


def _vacancies(material: Material) -> Iterator[str]:
    vacant = material.told("coverage", stratum="", group="", category="vacant")
    if vacant is not None and material.amount(vacant):
        yield f"核定岗位中，尚有{material.count(vacant)}个空缺。"
