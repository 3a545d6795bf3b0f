"""A copy of a Word document with a comment at the place of each finding.

Places inside foot- and endnotes are named in a comment at the first paragraph, since not every reader shows comments
there. Must not know: how findings came about.
"""

from __future__ import annotations

import copy
import os
import tempfile
from pathlib import Path
from typing import Any

from sqgz.auditing.docx_paragraphs import W, read_paragraph
from sqgz.auditing.docx_text import parse_part, read_parts
from sqgz.auditing.findings import Finding
from sqgz.errors import InputError

AUTHOR = "数字核对"
_NAMES = {"error": "错误", "warning": "存疑", "note": "提示"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_marked(source: Path, target: Path, findings: tuple[Finding, ...]) -> Path:
    """Path of the marked copy, written beside and then renamed, so that nothing half-written is left behind.

    Raises InputError where the source is no docx or target and source are the same file.
    """
    if not source.read_bytes()[:4] == b"PK\x03\x04":
        raise InputError(f"{source.name}: 只有 .docx 可以加批注。请先另存为 .docx，或用 --json 查看结果。")
    if not target.parent.is_dir() or target.is_dir():
        raise InputError(f"{target}: 批注稿存不进去（没有这个文件夹，或同名的是文件夹）。请改一个位置。")
    if target.exists() and target.samefile(source):
        raise InputError(f"{target.name}: 批注稿不能覆盖原文件。请另取文件名。")
    data = read_parts(source, ("word/document.xml",))["word/document.xml"]
    parse_part(data, source.name)
    import docx

    document = docx.Document(str(source))
    paragraphs = list(document.element.iter(f"{W}p"))
    for finding in sorted(findings, key=lambda f: (f.anchor is not None, f.anchor or ("", 0), -f.start)):
        _comment(document, paragraphs, finding)
    try:
        handle, name = tempfile.mkstemp(suffix=".docx", dir=target.parent)
    except OSError as error:
        raise InputError(f"{target}: 批注稿存不进去（没有写入权限）。请改一个位置。") from error
    os.close(handle)
    try:
        document.save(name)
        os.replace(name, target)
    finally:
        if os.path.exists(name):
            os.unlink(name)
    return target


def _comment(document: Any, paragraphs: list[Any], finding: Finding) -> None:
    """Add the comment of one finding over its words, or over its paragraph where they cannot be told apart."""
    in_body = finding.anchor is not None and finding.anchor[0] == "word/document.xml"
    paragraph = paragraphs[finding.anchor[1]] if in_body and finding.anchor is not None else paragraphs[0]
    box = next(paragraph.iterancestors(f"{W}txbxContent"), None)
    if box is not None:
        paragraph = next(box.iterancestors(f"{W}p"))
    runs = _runs_of(paragraph, finding) if in_body and box is None else []
    if not runs:
        runs = [run for run in paragraph.iter(f"{W}r") if run.getparent() is paragraph][:1]
    if not runs:
        runs = [_new_run(paragraph)]
    from docx.text.run import Run

    where = "" if in_body else f"{finding.place} "
    expected = f"\n应为：{finding.computed}" if finding.computed else ""
    text = f"〔{_NAMES[finding.severity]}〕{where}{finding.why}{expected}"
    document.add_comment(
        runs=[Run(run, document) for run in (runs[0], runs[-1])], text=text, author=AUTHOR, initials="核"
    )
    _move_outside(paragraph)


def _move_outside(paragraph: Any) -> None:
    """Move comment marks out of content controls, whose text belongs to whoever refreshes it."""
    for control in list(paragraph.iter(f"{W}sdt")):
        for mark in list(control.iter(f"{W}commentRangeStart")):
            control.addprevious(mark)
        for mark in list(control.iter(f"{W}commentReference")):
            control.addnext(mark.getparent())
        for mark in list(control.iter(f"{W}commentRangeEnd")):
            control.addnext(mark)


def _new_run(paragraph: Any) -> Any:
    """Empty run added to a paragraph that has none of its own."""
    run = paragraph.makeelement(f"{W}r", {})
    paragraph.append(run)
    return run


def _runs_of(paragraph: Any, finding: Finding) -> list[Any]:
    """Runs that hold just the words of a finding, split off where needed; empty where they do not all lie in runs."""
    pieces = read_paragraph(paragraph)
    chosen = []
    for element, start in pieces.parts:
        text = element.text or ""
        first, last = max(finding.start - start, 0), min(finding.end - start, len(text))
        if first < last:
            run = element.getparent()
            if run is None or run.tag != f"{W}r":
                return []
            chosen.append(_split(run, element, first, last))
    return chosen


def _split(run: Any, element: Any, first: int, last: int) -> Any:
    """Run that holds only `first` to `last` of a text; what comes before and after keeps its own run."""
    children = [child for child in run if child.tag != f"{W}rPr"]
    if children != [element]:
        return run
    text = element.text
    if first > 0:
        run.addprevious(_copy_run(run, text[:first]))
    if last < len(text):
        run.addnext(_copy_run(run, text[last:]))
    element.text = text[first:last]
    element.set(_SPACE, "preserve")
    return run


def _copy_run(run: Any, text: str) -> Any:
    """Copy of a run with another text."""
    made = copy.deepcopy(run)
    element = made.find(f"{W}t")
    element.text = text
    element.set(_SPACE, "preserve")
    return made
