"""From marks to content controls: every living number of a new document becomes a control that can be found again.

One pass over all parts, so that the default report and the writer's own template come by their controls in the same
way. References (table and figure numbers) are left to whoever writes the document.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from lxml import etree

from sqgz.report.keys import Key
from sqgz.report.living.bookmarks import set_bookmark
from sqgz.report.living.drawings import drawings_in
from sqgz.report.living.issuing import Issued, digest_of, write_issued
from sqgz.report.living.labels import label_for
from sqgz.report.living.markup import (
    W,
    child_of,
    copy_run,
    declare_word_2012,
    drop_if_empty,
    run_of,
    runs_in,
    set_text,
    text_of,
    texts_in,
)
from sqgz.report.living.walking import controls_in
from sqgz.report.living.wrapping import Numbers, wrap
from sqgz.report.marks import CLOSE, MIDDLE, OPEN, plain
from sqgz.report.picture_names import digest_of_picture, read_picture_name
from sqgz.report.rendering import Renderer

if TYPE_CHECKING:
    from docx.document import Document

_SIGN = re.compile(f"([{OPEN}{MIDDLE}{CLOSE}])")
_WHOLE = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")


def make_controls(document: Document, renderer: Renderer) -> tuple[Key, ...]:
    """Keys of all living numbers that the document holds now, in order, each once.

    Turns the marks of every part into content controls and keeps the list of keys in a document property. Raises
    ValueError where a mark is left open, which is a defect of whoever wrote the text.
    """
    from docx.opc.part import XmlPart

    roots = list(_roots_of(document))
    numbers = Numbers()
    for _, root in roots:
        numbers.reserve(root)
    keys: dict[Key, None] = {}
    for part, root in roots:
        if mark_up(root, renderer.name, numbers) and not isinstance(part, XmlPart):
            part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        keys |= dict.fromkeys(label.key for _, label in controls_in(root))
    study, results = renderer.results.study.name, digest_of(renderer.results)
    pictures = tuple(dict.fromkeys(_pictures(roots)))
    _keep_list(document, Issued(study, results, tuple(keys), pictures=pictures))
    return tuple(keys)


def _roots_of(document: Document) -> Iterator[tuple[Any, Any]]:
    """Each part of XML with its root: the tree that python-docx works on, else one read from its bytes."""
    from docx.opc.part import XmlPart

    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            yield part, part.element
        elif part.content_type.endswith("xml") and part.blob:
            yield part, etree.fromstring(part.blob)


def _pictures(roots: list[tuple[Any, Any]]) -> Iterator[tuple[str, str]]:
    """The digest of each picture of ours with its name."""
    for part, root in roots:
        for drawing in drawings_in(root):
            name = read_picture_name(*drawing.names)
            if name is not None and name.check and drawing.number in part.related_parts:
                yield digest_of_picture(part.related_parts[drawing.number].blob), str(name)


def mark_up(root: Any, name: Callable[[Key], str], numbers: Numbers) -> bool:
    """Whether the tree held marks; they are controls now, and plain text where no control can stand (alt texts)."""
    if not _has_marks(root):
        return False
    made = False
    for paragraph in list(root.iter(f"{W}p")):
        for key, runs in list(_marked_runs(paragraph)):
            _wrap(key, runs, name(key), numbers)
            made = True
    _make_plain(root)
    if made:
        declare_word_2012(root)
    return True


def _marked_runs(paragraph: Any) -> Iterator[tuple[Key, list[Any]]]:
    """Key and runs of each mark of a paragraph, in order; the signs and keys themselves are taken out.

    A mark without text becomes an empty run, so that its number can still be refreshed.
    """
    if OPEN not in text_of(paragraph):
        return
    _part_runs(paragraph)
    written: str | None = None
    inside: list[Any] | None = None
    for run in runs_in(paragraph):
        text = "".join(one.text or "" for one in texts_in(run))
        if text == OPEN:
            written = ""
        elif text == MIDDLE:
            inside = []
        elif text == CLOSE:
            if inside is None or written is None:
                raise ValueError(f"a mark is closed that was not opened: {text_of(paragraph)!r}")
            if not inside:
                inside.append(_emptied(run))
            yield Key.read(written), inside
            written = inside = None
        elif inside is not None:
            inside.append(run)
            continue
        elif written is not None:
            written += text
        else:
            continue
        _take_text_out(run)
    if written is not None:
        raise ValueError(f"a mark is left open: {text_of(paragraph)!r}")


def _part_runs(paragraph: Any) -> None:
    """Split runs so that each sign of a mark stands in a run of its own, whatever Word or a template has joined."""
    for run in runs_in(paragraph):
        if not any(_SIGN.search(one.text or "") for one in run.iterchildren(f"{W}t")):
            continue
        for child in [one for one in run if one.tag != f"{W}rPr"]:
            texts = [part for part in _SIGN.split(child.text or "") if part] if child.tag == f"{W}t" else [""]
            for text in texts:
                alone = copy_run(run)
                piece = copy.deepcopy(child) if len(texts) > 1 else child
                piece.tail = None
                alone.append(piece)
                if child.tag == f"{W}t":
                    set_text(piece, text)
                run.addprevious(alone)
        run.getparent().remove(run)


def _take_text_out(run: Any) -> None:
    for one in list(texts_in(run)):
        one.getparent().remove(one)
    drop_if_empty(run)


def _emptied(run: Any) -> Any:
    """A run before this one, formatted like it, with no text."""
    made = copy_run(run)
    set_text(child_of(made, "t"), "")
    run.addprevious(made)
    return made


def _wrap(key: Key, runs: list[Any], name: str, numbers: Numbers) -> None:
    """Put the runs, and what stands between them, into a control."""
    if any(
        run.getparent() is not runs[0].getparent() for run in runs
    ):  # in part inside a link or an insertion
        _join(runs)
        runs = runs[:1]
    label = label_for(key, "".join(text_of(run) for run in runs))
    set_bookmark(wrap(runs[0], runs[-1], label, name, numbers), label, numbers)


def _join(runs: list[Any]) -> None:
    """Move the text of all runs into the first."""
    text = "".join(text_of(run) for run in runs)
    for run in runs:
        for one in list(texts_in(run)):
            run_of(one).remove(one)
        if run is not runs[0]:
            drop_if_empty(run)
    set_text(child_of(runs[0], "t"), text)


def _has_marks(root: Any) -> bool:
    return OPEN.encode() in etree.tostring(root, encoding="UTF-8")


def _make_plain(root: Any) -> None:
    """Turn marks that are left into the text they hold: in alt texts, titles and the like no control can stand."""
    for one in root.iter():
        for name, value in one.attrib.items():
            if OPEN in value:
                one.set(name, _WHOLE.sub(lambda found: plain(found[0]), value))
        if isinstance(one.tag, str) and one.text and OPEN in one.text:
            one.text = _WHOLE.sub(lambda found: plain(found[0]), one.text)
    written = etree.tostring(root, encoding="UTF-8").decode()
    if left := _SIGN.search(written):
        around = written[max(left.start() - 40, 0) : left.end() + 40]
        raise ValueError(f"a mark could not be made a number: {around!r}")


def _keep_list(document: Document, issued: Issued) -> None:
    """Keep in the document's properties which keys were issued, for which study, from which results."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    package = document.part.package
    try:
        part = package.part_related_by(RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
        part._blob = write_issued(part.blob, issued)
    except KeyError:
        place = PackURI("/docProps/custom.xml")
        part = Part(place, CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, write_issued(None, issued), package)
        package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
