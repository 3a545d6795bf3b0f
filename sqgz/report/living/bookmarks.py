"""The second place where a living number is known by: a hidden bookmark around its text.

LibreOffice 7.4 takes tag and title from every control that may hold formatted text, and leaves the empty control; it
nests controls that touch each other. Bookmarks it keeps. So each control holds a bookmark whose name stands for its
key in the list of issued keys, and controls that were lost are made anew around it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from sqgz.report.keys import Key
from sqgz.report.living.labels import CHANGED, DOUBTFUL, Label
from sqgz.report.living.markup import W, declare_word_2012, runs_in
from sqgz.report.living.walking import content_of, label_of
from sqgz.report.living.wrapping import Numbers, wrap

_NAME = re.compile(
    r"_sqgz_([a-z2-7]{10})_([a-z2-7]{4})([ncd])_([0-9]{1,9})(_Copy_[0-9]+)?"
)  # Word: at most 40 characters
_NOTES = {"": "n", CHANGED: "c", DOUBTFUL: "d"}
_HOMES = (
    f"{W}p",
    f"{W}hyperlink",
    f"{W}ins",
    f"{W}moveTo",
    f"{W}sdtContent",
    f"{W}smartTag",
    f"{W}fldSimple",
)


def short_of(key: Key) -> str:
    """Ten letters that stand for a key among those of a document."""
    return base64.b32encode(hashlib.sha256(str(key).encode()).digest())[:10].decode().lower()


def bookmark_name(label: Label, number: int) -> str:
    """Name of the bookmark of a control; Word hides those that begin so.

    >>> bookmark_name(Label(Key("abcdefghij", "count", "count"), "k3xa", "!"), 12)
    '_sqgz_f3iueqfg3u_k3xac_12'
    """
    return f"_sqgz_{short_of(label.key)}_{label.check}{_NOTES[label.note]}_{number}"


def set_bookmark(control: Any, label: Label, numbers: Numbers) -> None:
    """Give the bookmark in a control the name of its label; make one around its content where there is none."""
    content = content_of(control)
    if (own := _own_bookmark(content, label)) is not None:
        bookmark, serial = own
        bookmark.set(f"{W}name", bookmark_name(label, serial or numbers.annotation()))
        return
    if content.find(f"{W}r") is None and content.find(f"{W}ins") is None:
        return  # around paragraphs or cells it would only be in the way
    number = numbers.annotation()
    start = content.makeelement(
        f"{W}bookmarkStart", {f"{W}id": str(number), f"{W}name": bookmark_name(label, number)}
    )
    content.insert(0, start)
    content.append(content.makeelement(f"{W}bookmarkEnd", {f"{W}id": str(number)}))


def _own_bookmark(content: Any, label: Label) -> tuple[Any, int] | None:
    """The bookmark in a control that stands for its key, with its number: 0 if LibreOffice pasted it."""
    for one in content.iter(f"{W}bookmarkStart"):
        written = _NAME.fullmatch(one.get(f"{W}name", ""))
        if written and written[1] == short_of(label.key):
            return one, 0 if written[5] else int(written[4])
    return None


def restore_controls(
    root: Any, keys: Mapping[str, Key], name: Callable[[Key], str], numbers: Numbers
) -> None:
    """Make controls anew around bookmarks of ours that stand in none of their own; `keys` by their short form."""
    for start, label in _lost(root, keys):
        _unwrap_around(start, label)
    made = False
    for start, label in _lost(root, keys):  # those too that were unwrapped around another
        if members := _members(start):
            wrap(members[0], members[-1], label, name(label.key), numbers)
            made = True
    if made:
        declare_word_2012(root)


def _lost(root: Any, keys: Mapping[str, Key]) -> list[tuple[Any, Label]]:
    return [(start, label) for start, label in _bookmarks(root, keys) if not _stands_well(start, label)]


def _bookmarks(root: Any, keys: Mapping[str, Key]) -> list[tuple[Any, Label]]:
    notes = {letter: note for note, letter in _NOTES.items()}
    found = []
    for start in root.iter(f"{W}bookmarkStart"):
        written = _NAME.fullmatch(start.get(f"{W}name", ""))
        if written and written[1] in keys:
            found.append((start, Label(keys[written[1]], written[2], notes[written[3]])))
    return found


def _stands_well(start: Any, label: Label) -> bool:
    """Whether the nearest control around a bookmark that bears a label of ours bears that of its key."""
    around = (label_of(control) for control in start.iterancestors(f"{W}sdt"))
    nearest = next((one for one in around if one is not None), None)
    return nearest is not None and nearest.key == label.key


def _unwrap_around(start: Any, label: Label) -> None:
    """Take away what LibreOffice left of controls in this paragraph: those without properties, and ours around others."""
    paragraph = next(start.iterancestors(f"{W}p"), None)
    if paragraph is None:
        return
    for control in list(paragraph.iter(f"{W}sdt")):
        properties, content = control.find(f"{W}sdtPr"), content_of(control)
        if content is None:
            continue
        bare = properties is None or not [one for one in properties if one.tag != f"{W}rPr"]
        own = label_of(control)
        around = control in start.iterancestors(f"{W}sdt")
        misplaced = own is not None and (
            (around and _own_bookmark(content, own) is not None)
            or (own.key == label.key and not runs_in(content))
        )
        if bare or misplaced:
            for member in list(content):
                control.addprevious(member)
            control.getparent().remove(control)


def _members(start: Any) -> list[Any]:
    """What stands from a bookmark's start to its end, side by side; nothing where they are not in one paragraph."""
    paragraph = next(start.iterancestors(f"{W}p"), None)
    ends = paragraph.iter(f"{W}bookmarkEnd") if paragraph is not None else ()
    end = next((one for one in ends if one.get(f"{W}id") == start.get(f"{W}id")), None)
    if end is None:
        return []
    above_end = [end, *end.iterancestors()]
    first = next(one for one in (start, *start.iterancestors()) if one.getparent() in above_end)
    home = first.getparent()
    last = above_end[above_end.index(home) - 1]
    if home.tag not in _HOMES:
        return []
    members = [first, *first.itersiblings()]
    return members[: members.index(last) + 1] if last in members else []
