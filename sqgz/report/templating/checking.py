"""A template checked before it is filled: every problem at once, each with its paragraph; then what to fill it with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from sqgz.report.marks import pieces
from sqgz.report.templating.language import Language
from sqgz.report.templating.naming import Names
from sqgz.report.templating.opening import read_template
from sqgz.report.templating.paragraphs import Paragraph, Tag, open_document, paragraphs_of
from sqgz.report.templating.problems import Problems
from sqgz.report.templating.slips import slips_in, slips_of
from sqgz.report.templating.statements import Blocks
from sqgz.report.templating.tree import SEPARATOR, Node

UNUSED = "模板中没有占位符，生成的报告不会含有本调查的数字（写法见 sqgz fields）。"
PLACED = ("表", "图")  # names that stand for a whole table or picture
_PROPERTIES = (
    "author",
    "comments",
    "identifier",
    "language",
    "subject",
    "title",
)  # that the engine fills, too


@dataclass(frozen=True)
class Checked:
    """A template without errors: the names at the root that it uses, and what the writer should know."""

    used: frozenset[str]
    warnings: tuple[str, ...]


def check_template(document: Document, tree: Node, *, file: str) -> Checked:
    """What a template uses; raises InputError with all that is wrong in it."""
    problems, language = Problems(file), Language()
    filled, lines = _check_form(document, tree, language, problems)
    names = _follow("\n".join(lines), filled, tree, language, problems)
    _check_placed(filled, tree, problems)
    problems.stop()
    return Checked(frozenset(names.used), problems.warnings if names.used else (*problems.warnings, UNUSED))


def check_alone(path: Path) -> tuple[str, ...]:
    """Warnings of a template file that can be told without results; which names there are is not known yet.

    Raises InputError where it cannot be opened, or something in it is mistyped.
    """
    file = path.name
    document = open_document(read_template(path), file=file)
    problems = Problems(file)
    filled, _ = _check_form(document, Node(), Language(), problems)
    problems.stop()
    return () if any(paragraph.tags for paragraph in filled) else (f"{file}: {UNUSED}",)


def _check_form(
    document: Document, tree: Node, language: Language, problems: Problems
) -> tuple[list[Paragraph], list[str]]:
    """The paragraphs that are filled, and what is said in each as a line of the bare language; what is wrong is noted."""
    filled: list[Paragraph] = []
    for paragraph in paragraphs_of(document):
        if paragraph.filled:
            filled.append(paragraph)
        elif paragraph.tags:
            problems.refuse(
                paragraph, f"{paragraph.where}里的占位符不会被替换，请移到正文、页眉、页脚或脚注。"
            )
    _check_properties(document, problems)
    blocks = Blocks(language, problems, tree)
    lines = [blocks.line(one, _readable(one, tree, problems)) for one in filled]
    return filled, [*lines, blocks.ends()]


def _readable(paragraph: Paragraph, tree: Node, problems: Problems) -> list[Tag]:
    """The tags of a paragraph without slips of typing; the slips are noted."""
    for slip in slips_of(paragraph, (*tree.below, *tree.aliases)):
        problems.refuse(paragraph, slip)
    found = []
    for tag in paragraph.tags:
        slips = list(slips_in(tag, tree))
        for slip in slips:
            problems.refuse(paragraph, slip)
        if not slips:
            found.append(tag)
    return found


def _follow(
    source: str, paragraphs: Sequence[Paragraph], tree: Node, language: Language, problems: Problems
) -> Names:
    def at(line: int) -> Paragraph:
        return paragraphs[min(line, len(paragraphs)) - 1]

    names = Names(
        tree,
        lambda line, said: problems.refuse(at(line), said),
        lambda line, said: problems.warn(at(line), said),
    )
    if paragraphs:
        names.follow(language.parse(source))
    return names


def _check_properties(document: Document, problems: Problems) -> None:
    for name in _PROPERTIES:
        text = str(getattr(document.core_properties, name) or "")
        if re.search(r"\{[{%#]", text):
            problems.refuse_property(text[:40])


# --- tables and pictures ------------------------------------------------------------------------------------------------


def _check_placed(paragraphs: Sequence[Paragraph], tree: Node, problems: Problems) -> None:
    """Tables and pictures stand alone in a paragraph of the body, each once; in a sentence they are only referred to."""
    stands: dict[str, Paragraph] = {}
    named: list[tuple[str, str, Paragraph]] = []
    depth = 0
    for paragraph in paragraphs:
        for tag in paragraph.tags:
            words = tag.inner.split()
            depth += (words[:1] == ["for"]) - (words[:1] == ["endfor"])
            name = _placed_name(tag, tree)
            if not name:
                continue
            if paragraph.text.strip() != tag.whole:
                named.append((name, tag.whole, paragraph))
            elif paragraph.where != "正文" or paragraph.element.getparent().tag != qn("w:body"):
                problems.refuse(
                    paragraph, f"“{tag.whole}”要在正文中单独占一段，不能放在表格、文本框、页眉或页脚里。"
                )
            elif name in stands or depth:
                problems.refuse(paragraph, f"“{tag.whole}”放了不止一次；同一张表或图只能放一次。")
            else:
                stands[name] = paragraph
    for name, whole, paragraph in named:
        if name not in stands:
            problems.refuse(
                paragraph, f"“{whole}”在句子里只写出编号；要放入表或图，请让它单独占一段，模板中现在没有。"
            )


def _placed_name(tag: Tag, tree: Node) -> str:
    """The name of the table or picture for which a tag stands; empty if it stands for something else."""
    parts = [part.strip() for part in tag.inner.split(SEPARATOR)]
    if tag.kind != "shown" or len(parts) != 2 or parts[0] not in PLACED:
        return ""
    above = tree.child(parts[0])
    found = above.child(parts[1]) if above is not None else None
    return referred(found.text()) if found is not None and found.text is not None else ""


def referred(text: str) -> str:
    """The table or picture to which a text refers, if it does nothing else; empty otherwise."""
    found: list[Any] = list(pieces(text))
    return found[0].refers_to if len(found) == 1 else ""
