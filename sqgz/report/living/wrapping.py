"""A content control around runs: what it is called, that it shows no box, and numbers that no other has.

It may hold formatted text: of a control for plain text, LibreOffice 7.4 loses the formatting and brings deleted text of
tracked changes back. Only in comments it may not, where LibreOffice 7.4 fails to open a document with such a control.
"""

from __future__ import annotations

import copy
import hashlib
import re
from typing import Any

from lxml import etree

from sqgz.report.keys import Key
from sqgz.report.living.labels import Label
from sqgz.report.living.markup import W15, W, child_of, runs_in

_NUMBERED = tuple(W + name for name in ("bookmarkStart", "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange",
                                        "commentRangeStart", "moveFromRangeStart", "moveToRangeStart"))  # fmt: skip
_SERIAL = re.compile(r"_sqgz_.*_([0-9]{1,9})")


class Numbers:
    """Numbers of controls, bookmarks and revisions, never twice in a document, the same whenever it is written anew."""

    def __init__(self) -> None:
        self._controls: set[int] = set()
        self._last = 0

    def reserve(self, root: Any) -> None:
        """Leave out the numbers that a part uses already."""
        for number in root.iterfind(f".//{W}sdtPr/{W}id"):
            if number.get(f"{W}val", "").lstrip("-").isdigit():
                self._controls.add(int(number.get(f"{W}val")))
        for one in root.iter(*_NUMBERED):
            serial = _SERIAL.fullmatch(one.get(f"{W}name", ""))
            for text in (one.get(f"{W}id", ""), serial[1] if serial else ""):
                if text.isdigit() and len(text) < 10:
                    self._last = max(self._last, int(text))

    def control(self, key: Key) -> int:
        """A number for a control of that key."""
        turn = 0
        while True:
            number = int.from_bytes(hashlib.sha256(f"{key} {turn}".encode()).digest()[:4]) >> 1
            if number and number not in self._controls:
                self._controls.add(number)
                return number
            turn += 1

    def annotation(self) -> int:
        """The next number of a bookmark or revision."""
        self._last += 1
        return self._last


def wrap(first: Any, last: Any, label: Label, name: str, numbers: Numbers) -> Any:
    """A control around everything from `first` to `last`, which stand side by side."""
    control = first.makeelement(f"{W}sdt", {})
    first.addprevious(control)
    content = control.makeelement(f"{W}sdtContent", {})
    while (member := control.getnext()) is not None:
        content.append(member)
        if member is last:
            break
    runs = runs_in(content)
    control.append(_properties(control, label, name, runs[0] if runs else None, numbers.control(label.key)))
    control.append(content)
    return control


def _properties(control: Any, label: Label, name: str, run: Any, number: int) -> Any:
    """The w:sdtPr of a control without a visible box, formatted like its run."""
    made = control.makeelement(f"{W}sdtPr", {})
    properties = run.find(f"{W}rPr") if run is not None else None
    if properties is not None:
        made.append(copy.deepcopy(properties))
    child_of(made, "alias", val=label.title(name))
    child_of(made, "tag", val=label.tag)
    child_of(made, "id", val=str(number))
    etree.SubElement(made, f"{W15}appearance", {f"{W15}val": "hidden"}, nsmap={"w15": W15[1:-1]})
    if control.getroottree().getroot().tag == f"{W}comments":
        child_of(made, "text")
    return made
