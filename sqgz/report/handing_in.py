"""What is handed in: 报告.docx and 简报.docx of some results, by our own layout or by the writer's template."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqgz.report.blocks import Report
from sqgz.report.composing.sections import compose_brief, compose_report
from sqgz.report.marks import pieces
from sqgz.report.rendering import Renderer
from sqgz.results import Results

if TYPE_CHECKING:
    from docx.document import Document

REPORT, BRIEF = "报告.docx", "简报.docx"


@dataclass(frozen=True)
class Written:
    """A document that was written: where it stands, and what it holds."""

    path: Path
    tables: int
    pictures: int
    numbers: int

    def __repr__(self) -> str:
        parts = [f"{self.tables} 张表"] * bool(self.tables) + [f"{self.pictures} 幅图"] * bool(self.pictures)
        held = "".join(f"{part}，" for part in parts)
        return f"已写出 {self.path.name}：{held}{self.numbers} 处数字和结论随数据更新。"


def write_report(results: Results, path: str | Path | None = None) -> Written:
    """The Word report of some results, written to `path` (by default reports/STUDY/报告.docx), whole or not at all.

    Every number and every worded finding in it is a living one, which `refresh` brings up to date. A study with
    `report.template` gets the writer's own document filled in; one for the public shows what `results.public()` shows.

    Raises InputError for figures that are missing or of earlier numbers, a template that cannot be used, and a
    target that cannot be written.
    """
    return _write(results, compose_report(results), path or results.study.reports / REPORT)


def write_brief(results: Results, path: str | Path | None = None) -> Written:
    """The findings on one page, written to `path` (by default reports/STUDY/简报.docx); else as `write_report`."""
    return _write(results, compose_brief(results), path or results.study.reports / BRIEF, one_page=True)


def _write(results: Results, report: Report, path: str | Path, *, one_page: bool = False) -> Written:
    from sqgz.report.docx.writing import write_docx
    from sqgz.report.living.controls import make_controls

    renderer = Renderer(results)

    def finish(document: Document) -> None:
        make_controls(document, renderer)

    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_docx(report, results.study, target, renderer=renderer, one_page=one_page, finish=finish)
    living = sum(piece.key is not None for text in report.texts() for piece in pieces(text))
    return Written(target, len(report.tables), len(report.pictures), living)
