"""五、存在的主要问题 and 六、对策建议: only what the data show; causes and advice are left to the one who drafts."""

from __future__ import annotations

from collections.abc import Iterator

from sqgz.report.blocks import Block, Heading, Paragraph
from sqgz.report.composing.material import Material
from sqgz.report.wording.phrases import say_scope
from sqgz.report.wording.reading import read_gap

TO_WRITE = "由起草人撰写"


def compose_problems(material: Material) -> Iterator[Block]:
    """Blocks of the last two sections."""
    yield Heading("存在的主要问题", 1)
    shown = [*_gaps(material), *_vacancies(material)]
    if shown:
        yield Paragraph("从数据看，以下情况值得关注：")
        for number, text in enumerate(shown, start=1):
            yield Paragraph(f"{number}.{text}")
    yield Paragraph(f"问题的成因{TO_WRITE}。", "blank")
    yield Heading("对策建议", 1)
    yield Paragraph(f"对策建议{TO_WRITE}。", "blank")


def _gaps(material: Material) -> Iterator[str]:
    """Differences that stand, and that are large enough to be called 明显."""
    degrees = material.study.design.degree_words.model_dump(by_alias=True)
    for (_, stratum), row in material.deciding.items():
        if stratum or row["finding"] not in ("fact", "clear") or row["stat"] != "difference":
            continue
        gap = read_gap(material.shares, row)
        if not gap.hidden and gap.size >= degrees["明显"]:
            scope = say_scope(material.study, material.study.comparison(str(row["comparison"])))
            yield f"{scope}{'，' if scope else ''}{material.says(row, 'statement')}。"


def _vacancies(material: Material) -> Iterator[str]:
    vacant = material.counted("coverage", stratum="", group="", category="vacant")
    if vacant is not None and material.amount(vacant):
        yield f"核定岗位中，尚有{material.count(vacant)}个空缺。"
