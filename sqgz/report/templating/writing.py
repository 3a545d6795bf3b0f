"""A template filled with the numbers of some results: checked, filled apart, tables and pictures put in, then written.

Writing Word's own parts of it (tables, pictures, controls of living numbers) is done by whom they belong to and handed
in, so that the default report and a template come by them in the same way.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from sqgz.errors import InputError
from sqgz.report.blocks import Picture, Report, Table
from sqgz.report.docx.packing import packed
from sqgz.report.marks import plain
from sqgz.report.templating.apart import SECONDS, fill_apart
from sqgz.report.templating.checking import check_template, referred
from sqgz.report.templating.growing import grow_tree
from sqgz.report.templating.joining import join_tags
from sqgz.report.templating.mending import mend
from sqgz.report.templating.opening import read_template
from sqgz.report.templating.paragraphs import open_document, text_of
from sqgz.report.templating.references import number_references
from sqgz.results import Results
from sqgz.study import Study
from sqgz.writing import write_beside

Place = Callable[[Document, Report], Callable[[Table | Picture], Iterable[Any]]]
"""For a document and the report it holds (tables and pictures in order): what makes the elements of one of them."""
Finish = Callable[[Document], None]
"""The last pass over a document: marks of living numbers into controls."""


@dataclass(frozen=True)
class Filled:
    """A report written from a template: where it stands, and what its writer should know."""

    path: Path
    warnings: tuple[str, ...]


def template_path(study: Study) -> Path | None:
    """The template that the study declares, beside its study.yaml; None if it declares none."""
    return study.folder / study.report.template if study.report.template else None


def render_template(
    results: Results,
    template: Path,
    out: Path,
    *,
    place: Place,
    finish: Finish,
    seconds: float = SECONDS,
) -> Filled:
    """Write the template, filled in, to `out`.

    Raises InputError where the template cannot be used, with all that is wrong in it; `out` then stays as it was.
    """
    file = template.name
    _refuse_same(template, out)
    document = open_document(read_template(template), file=file)
    tree, report = grow_tree(results)
    checked = check_template(document, tree, file=file)
    join_tags(document)
    names = {name: node.plain() for name in checked.used if (node := tree.child(name)) is not None}
    filled = open_document(fill_apart(_saved(document), names, file=file, seconds=seconds), file=file)
    mend(filled)
    _put_in(filled, report, place, file=file)
    _set_properties(filled)
    finish(filled)
    with write_beside(out) as temporary:
        temporary.write_bytes(packed(filled))
    return Filled(out, checked.warnings)


def _saved(document: Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _refuse_same(template: Path, out: Path) -> None:
    if out.exists() and template.exists() and out.samefile(template):
        raise InputError(f"{template.name}: 报告不能写在模板上面。请把报告另取一个文件名。")


def _put_in(document: Document, report: Report, place: Place, *, file: str) -> None:
    """Tables and pictures in place of the paragraphs that name them, and their numbers where sentences refer to them."""
    placeable: list[Table | Picture] = [*report.tables, *report.pictures]
    blocks = {block.name: block for block in placeable}
    stands: list[tuple[Any, Table | Picture]] = []
    for element in document.element.body.iterchildren(qn("w:p")):
        name = referred(text_of(element).strip())
        if name:
            stands.append((element, blocks[name]))
    chosen = replace(report, blocks=tuple(block for _, block in stands))
    make = place(document, chosen)
    for element, block in stands:
        for made in make(block):
            element.addprevious(made)
        _drop(element)
    number_references(document, chosen.numbers(), file=file)


def _drop(paragraph: Any) -> None:
    """Take the paragraph away, but not the end of a section that it holds."""
    ends = paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    if ends is None:
        paragraph.getparent().remove(paragraph)
        return
    for child in [one for one in paragraph if one.tag != qn("w:pPr")]:
        paragraph.remove(child)


def _set_properties(document: Document) -> None:
    """No mark may stay in a document property, where it would be shown."""
    for name in ("title", "subject"):
        text = getattr(document.core_properties, name)
        if text:
            setattr(document.core_properties, name, plain(text))
