"""The elements of a Word document as far as living numbers need them: which text is there, and in which runs.

Deleted text of tracked changes, field codes and the text boxes anchored in a run are no part of its text.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
DELETED = (f"{W}del", f"{W}moveFrom")
_NO_TEXT = frozenset({*DELETED, f"{W}instrText", f"{W}delText", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}sdtEndPr",
                      f"{W}txbxContent", f"{W}tcPr", f"{W}trPr", f"{W}tblPr", f"{W}tblGrid"})  # fmt: skip
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# children of w:rPr that stand behind w:highlight (ISO/IEC 29500-1, 17.3.2)
_AFTER_HIGHLIGHT = tuple(W + name for name in ("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang",
                                               "eastAsianLayout", "specVanish", "oMath", "rPrChange"))  # fmt: skip


def texts_in(element: Any) -> Iterator[Any]:
    """Elements that are text there now, in order: w:t, and signs such as w:tab and w:br."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _NO_TEXT:
            continue
        if child.tag != f"{W}t" and child.tag not in _SIGNS:
            yield from texts_in(child)
        elif element.tag == f"{W}r":  # elsewhere it is no text to Word either
            yield child


def text_of(element: Any) -> str:
    """Text of a paragraph, control or cell as a reader sees it; paragraphs in it are parted by line ends."""
    parts: list[str] = []
    last = None
    for one in texts_in(element):
        paragraph = next(one.iterancestors(f"{W}p"), None)
        if last is not None and paragraph is not last:
            parts.append("\n")
        last = paragraph
        parts.append(said_by(one))
    return "".join(parts)


def said_by(element: Any) -> str:
    """Text of a w:t or of a sign."""
    return str(_SIGNS.get(element.tag) or element.text or "")


def run_of(element: Any) -> Any:
    """The run that a piece of text stands in."""
    return next(element.iterancestors(f"{W}r"))


def runs_in(element: Any) -> list[Any]:
    """Runs with text that is there now, in order."""
    return list(dict.fromkeys(run_of(one) for one in texts_in(element)))


def set_text(element: Any, text: str) -> None:
    """Write the text of a w:t; blanks at its ends are kept."""
    element.text = text
    element.set(SPACE, "preserve")


def copy_run(run: Any) -> Any:
    """A run with the same formatting and nothing in it."""
    made = run.makeelement(run.tag, dict(run.attrib))
    properties = run.find(f"{W}rPr")
    if properties is not None:
        made.append(copy.deepcopy(properties))
    return made


def child_of(element: Any, name: str, **attributes: str) -> Any:
    """A new last child of that name, with attributes of the same namespace."""
    made = element.makeelement(f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()})
    element.append(made)
    return made


def has_ancestor(element: Any, *tags: str) -> bool:
    """Whether the element stands inside one of these."""
    return next(element.iterancestors(*tags), None) is not None


def drop_if_empty(run: Any) -> None:
    """Take out a run that says nothing any more, and the tracked insertion that held nothing else."""
    if any(child.tag != f"{W}rPr" for child in run):
        return
    parent = run.getparent()
    parent.remove(run)
    if parent.tag == f"{W}ins" and not len(parent):
        parent.getparent().remove(parent)


def highlight(run: Any) -> Any:
    """The w:highlight of a run, or None."""
    return run.find(f"{W}rPr/{W}highlight")


def add_highlight(run: Any) -> None:
    """Make a run yellow, at the place in its properties that the schema demands."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = run.makeelement(f"{W}rPr", {})
        run.insert(0, properties)
    made = properties.makeelement(f"{W}highlight", {f"{W}val": "yellow"})
    place = next((i for i, child in enumerate(properties) if child.tag in _AFTER_HIGHLIGHT), len(properties))
    properties.insert(place, made)


def declare_word_2012(root: Any) -> None:
    """Declare the namespace of w15 at the root, and that older programs may ignore it."""
    if root.nsmap.get("w15") == W15[1:-1] and "w15" in root.get(f"{MC}Ignorable", "").split():
        return
    prefixes = {prefix for one in root.iter() for prefix in one.nsmap if prefix}
    etree.cleanup_namespaces(
        root, top_nsmap={"w15": W15[1:-1], "mc": MC[1:-1]}, keep_ns_prefixes=sorted(prefixes)
    )
    ignorable = root.get(f"{MC}Ignorable", "").split()
    if "w15" not in ignorable:
        root.set(f"{MC}Ignorable", " ".join([*ignorable, "w15"]))
