"""How a content control says which living number it is: in its tag, and once more in its title.

LibreOffice 7.4 drops tags and keeps titles, so the title alone must lead back to the key. Knows nothing of documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqgz.report.keys import Key, check_of

LONGEST = 64  # Word refuses longer tags and titles
_PREFIX = "sqgz:"
_WRITTEN = r"([a-z2-7]{10}\.[a-z_0-9]{1,20}\.[a-z_0-9]{1,20})\.([a-z2-7]{4})([!?]?)"
_TAG = re.compile(_PREFIX + _WRITTEN)
_TITLE = re.compile(r"(.*)〔" + _WRITTEN + "〕", flags=re.DOTALL)
_BLANK = re.compile(r"[\t\n\r\x0b\x0c]+")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

CHANGED = "!"  # highlighted by us: its finding is not that of the results before
DOUBTFUL = "?"  # highlighted by us: the writer has to look at it


@dataclass(frozen=True)
class Label:
    """Which number a control holds, the check of what was written there, and why we highlighted it, if we did."""

    key: Key
    check: str
    note: str = ""

    @property
    def tag(self) -> str:
        """The tag of the control, at most 64 characters."""
        return f"{_PREFIX}{self.key}.{self.check}{self.note}"

    def title(self, name: str) -> str:
        """The title of the control: as much of the name as there is room for, and the key.

        >>> Label(Key("abcdefghij", "value", "percent"), "k3xa").title("社区主职 本社区 占比")
        '社区主职 本社区 占比〔abcdefghij.value.percent.k3xa〕'
        """
        end = f"〔{self.key}.{self.check}{self.note}〕"
        return flat(name)[: LONGEST - len(end)] + end

    def holds(self, text: str) -> bool:
        """Whether this is the text that was written into the control."""
        return check_of(flat(text)) == self.check


def label_for(key: Key, text: str, note: str = "") -> Label:
    """Label of a control into which this text is written now."""
    return Label(key, check_of(flat(text)), note)


def read_label(tag: str, title: str) -> Label | None:
    """The label that a control bears in its tag, else in its title; None if it is not one of ours.

    >>> read_label("", "占比〔abcdefghij.value.percent.k3xa?〕").note
    '?'
    """
    found = _TAG.fullmatch(tag.strip())
    groups = found.groups() if found else None
    if groups is None and (titled := _TITLE.fullmatch(title.strip())):
        groups = titled.groups()[1:]
    return Label(Key.read(groups[0]), groups[1], groups[2]) if groups else None


def name_in(title: str) -> str:
    """The words of a title without its key."""
    found = _TITLE.fullmatch(title.strip())
    return (found[1] if found else title).strip()


def flat(text: str) -> str:
    """The text as one run can hold it: line ends and tabs are blanks, what XML forbids is left out.

    >>> flat("高\\n低\\x07")
    '高 低'
    """
    return _FORBIDDEN.sub("", _BLANK.sub(" ", text))
