"""What is handed in: the Word report and its brief, the workbook, the page; each from results, each by its own name.

The one place that knows for whom a study reports: what is written for the public is written from public results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqgz.report.blocks import Picture, Report, Table
from sqgz.report.composing.sections import compose_brief, compose_report
from sqgz.report.marks import pieces
from sqgz.report.rendering import Renderer
from sqgz.results import Results, audience_of

if TYPE_CHECKING:
    from docx.document import Document

REPORT, BRIEF, WORKBOOK, INDEX = "报告.docx", "简报.docx", "图表底稿.xlsx", "index.html"


@dataclass(frozen=True)
class Written:
    """A file that was written: where it stands, in words what it holds, and whose file of the usual name was kept."""

    path: Path
    holds: tuple[str, ...]
    numbers: int = 0
    kept: Path | None = None

    def __repr__(self) -> str:
        said = f"已写出 {self.path.name}：{'，'.join(self.holds)}。"
        return said if self.kept is None else said + tell_kept(self.kept, self.path)


def tell_kept(kept: Path, written: Path) -> str:
    """That a writer's document was left alone, and which one was written instead, in one sentence."""
    return f"{kept.name} 已有改动（或不是本程序写的），没有覆盖；按现有数据新写的是 {written.name}。"


def write_report(results: Results, path: str | Path | None = None) -> Written:
    """The Word report of some results, written to `path` (by default reports/STUDY/报告.docx), whole or not at all.

    A document of that name that somebody has edited is left alone, and the report written beside it as 报告.新.docx.
    Every number and every worded finding in it is a living one, which `refresh` brings up to date. A study with
    `report.template` gets the writer's own document filled in; one for the public shows what `results.public()` shows.

    Raises InputError for figures that are missing or of earlier numbers, a template that cannot be used, and a
    target that cannot be written.
    """
    from sqgz.report.templating.writing import template_path

    study, shown = results.study, audience_of(results)
    asked = _target(path, study.reports / REPORT)
    template = template_path(study)
    if template is not None:
        return _fill(shown, template, asked)
    return write_document(compose_report(shown), shown, asked)


def write_brief(results: Results, path: str | Path | None = None) -> Written:
    """The findings on one page, written to `path` (by default reports/STUDY/简报.docx); else as `write_report`."""
    shown = audience_of(results)
    return write_document(
        compose_brief(shown), shown, _target(path, results.study.reports / BRIEF), one_page=True
    )


def write_workbook(results: Results, path: str | Path | None = None) -> Written:
    """The workbook of all tables and figures, by default reports/STUDY/图表底稿.xlsx; raises InputError as above."""
    from sqgz.report.workbook import write_workbook as write

    shown = audience_of(results)
    target = _target(path, results.study.reports / WORKBOOK)
    write(shown, target, compose_report(shown).tables)
    return Written(target, ("统计表和可以编辑的图表", "数字与报告相同"))


def write_index(results: Results, path: str | Path | None = None) -> Written:
    """The report as one page, by default reports/STUDY/index.html; raises InputError as above."""
    from sqgz.report.pages import write_index as write

    shown = audience_of(results)
    report = compose_report(shown)
    target = _target(path, results.study.reports / INDEX)
    write(shown, target, report)
    return Written(target, _held(report))


def write_document(report: Report, results: Results, path: Path, *, one_page: bool = False) -> Written:
    """A composed report as Word, its numbers living; `results` are those it was composed of.

    Written beside `path` where a document stands there that somebody has edited.
    """
    from sqgz.report.docx import write_docx
    from sqgz.report.living.sealing import free_name

    renderer, target = Renderer(results), free_name(path)
    write_docx(
        report, results.study, target, renderer=renderer, one_page=one_page, finish=_controls_of(renderer)
    )
    living = sum(piece.key is not None for text in report.texts() for piece in pieces(text))
    holds = (*_held(report), f"{living} 处数字和结论随数据更新")
    return Written(target, holds, living, kept=_kept(path, target))


def _fill(results: Results, template: Path, path: Path) -> Written:
    from sqgz.report.docx.placing import place_in
    from sqgz.report.living.sealing import free_name
    from sqgz.report.templating.writing import render_template

    def place(document: Document, report: Report) -> Callable[[Table | Picture], Iterable[Any]]:
        return place_in(document, report, results.study)

    target = free_name(path)
    filled = render_template(results, template, target, place=place, finish=_controls_of(Renderer(results)))
    holds = (f"按模板 {template.name} 生成", "数字和结论随数据更新", *filled.warnings)
    return Written(target, holds, kept=_kept(path, target))


def _kept(asked: Path, written: Path) -> Path | None:
    return None if written == asked else asked


def _controls_of(renderer: Renderer) -> Callable[[Document], None]:
    """The last pass over a document: marks of living numbers become controls."""
    from sqgz.report.living import make_controls

    def finish(document: Document) -> None:
        make_controls(document, renderer)

    return finish


def _held(report: Report) -> tuple[str, ...]:
    parts = ((len(report.tables), "张表"), (len(report.pictures), "幅图"))
    return tuple(f"{number} {word}" for number, word in parts if number)


def _target(path: str | Path | None, usual: Path) -> Path:
    target = usual if path is None else Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target
