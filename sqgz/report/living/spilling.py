"""Words that a writer typed just before or behind a number, and that Word took into its control, are put outside.

The control has no box, so the cursor beside a number may stand in it or not, and the writer cannot see which. Only
words that leave the number what it was are put outside: 53 with 名 behind it is still 53, with 0 or 余 it is not.
"""

from __future__ import annotations

import re
from typing import Any

from sqgz.report.living.labels import Label, flat
from sqgz.report.living.markup import W, child_of, copy_run, run_of, set_text, text_of, texts_in
from sqgz.report.living.walking import content_of
from sqgz.report.rendering import SAYS

_LONGEST = 40  # of a number with words around it that are tried on either side
_FIGURE = r"\d０-９%％‰"
_NUMERAL = "〇零一二三四五六七八九十百千万亿两半"
_BEHIND = re.compile(rf"(?![余多几来倍成点折.．:：/{_NUMERAL}])[^{_FIGURE}]*")
_BEFORE = re.compile(rf"[^{_FIGURE}]*(?<![-−+±负第点.．:：/{_NUMERAL}])")
_MARKS = "，。；：、！？（）“” ,;()"


def free_words(control: Any, label: Label) -> None:
    """Move the writer's words out of a control that holds its number and no other, if they can be told apart."""
    content = content_of(control)
    text = text_of(content)
    parts = _part(text, label) if text == flat(text) else None
    if parts is None:
        return
    before, behind = parts
    if behind and (members := _members(content, len(text) - len(behind), len(text))):
        for member in reversed(members):
            control.addnext(member)
    if before and (members := _members(content, 0, len(before))):
        for member in members:
            control.addprevious(member)


def _part(text: str, label: Label) -> tuple[str, str] | None:
    """The words before and behind what was written into the control; None if it is not in there unchanged."""
    size = len(text)
    sided = [(0, end) for end in range(size - 1, 0, -1)] + [(start, size) for start in range(1, size)]
    both = (
        [(start, end) for start in range(1, size) for end in range(start + 1, size)]
        if size <= _LONGEST
        else []
    )
    for start, end in sided + both:
        before, behind = text[:start], text[end:]
        if _may_stand(before, behind, label) and label.holds(text[start:end]):
            return before, behind
    return None


def _may_stand(before: str, behind: str, label: Label) -> bool:
    """Whether a number or finding between these words is still what it was."""
    if label.key.field == SAYS:
        return (not before or before[-1] in _MARKS) and (not behind or behind[0] in _MARKS)
    return _BEFORE.fullmatch(before) is not None and _BEHIND.fullmatch(behind) is not None


def _members(content: Any, start: int, end: int) -> list[Any]:
    """What of a control holds just the text from `start` to `end`; runs are split at these places.

    Nothing where the text does not stand in runs of its own.
    """
    members: list[Any] = []
    at = 0
    for one in list(texts_in(content)):
        text = one.text or "" if one.tag == f"{W}t" else " "
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first >= last:
            continue
        run, whole = run_of(one), first == 0 and last == len(text)
        home = run.getparent()
        tracked = home.tag == f"{W}ins" and home.getparent() is content and len(home) == 1 and whole
        if [child for child in run if child.tag != f"{W}rPr"] != [one] or not (home is content or tracked):
            return []
        members.append(home if tracked else run if whole else _split(run, one, first, last))
    return members


def _split(run: Any, element: Any, first: int, last: int) -> Any:
    """The run of the text from `first` to `last` of an element; the rest keeps a run before or behind it."""
    text = element.text
    for rest, add in ((text[:first], run.addprevious), (text[last:], run.addnext)):
        if rest:
            made = copy_run(run)
            set_text(child_of(made, "t"), rest)
            add(made)
    set_text(element, text[first:last])
    return run
