"""What checks report: findings with their places, and which figures were found right or wrong.

Must not know: how anything was checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from sqgz.auditing.rounding import differ_by_one_slip
from sqgz.auditing.sentences import Mention
from sqgz.auditing.texts import Grid, Passage

_READ = ("share", "growth", "difference")
"""Kinds whose base or partner is read from words, so that a wild mismatch more likely means that they were misread."""
_NUMERAL = re.compile(r"-?\d+(?:\.\d+)?")
_WILD = Fraction(1, 3)
SEVERITIES = ("error", "warning", "note")
_AROUND = 12


def is_plausible(stated: str, computed: str) -> bool:
    """Whether a slip of the hand or of the sum can lead from the computed figure to the stated one.

    One slip (45.0 written 54.0), or less than a third off; anything wilder is rather a comparison of two things that do
    not belong together. Words (减少) are always plausible.

    >>> is_plausible("54.0", "45.0%"), is_plausible("15.6", "18.5%"), is_plausible("97.2", "12.1%")
    (True, True, False)
    """
    match = _NUMERAL.search(computed)
    if match is None:
        return True
    said, right = abs(Fraction(stated)), abs(Fraction(match.group()))
    return differ_by_one_slip(stated, match.group()) or abs(said - right) <= _WILD * max(said, right)


@dataclass(frozen=True)
class Finding:
    """One line about one figure: how sure, what kind, where, what is written, what would be right, and why."""

    severity: str
    kind: str
    place: str
    text: str
    stated: str
    computed: str
    why: str
    anchor: tuple[str, int] | None = None
    start: int = 0
    end: int = 0


@dataclass
class Findings:
    """Collects findings and the standing of each figure; a figure once wrong stays wrong."""

    found: list[Finding] = field(default_factory=list)
    cells: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def confirm(self, mentions: Iterable[Mention | None]) -> None:
        """Record figures as checked and right."""
        for mention in mentions:
            if mention is not None and not mention.status:
                mention.status = "right"

    def report(
        self, severity: str, kind: str, mention: Mention, computed: str, why: str, *, explained: bool = False
    ) -> None:
        """Add a finding about a figure in a sentence; a figure is reported once for each kind.

        A wild mismatch is a warning, unless a slip in another figure of the comparison has `explained` it.
        """
        passage, figure = mention.sentence.passage, mention.figure
        if (
            severity == "error"
            and kind in _READ
            and not explained
            and not is_plausible(mention.bare, computed)
        ):
            severity = "warning"
        if severity == "error":
            mention.status = "wrong"
        elif severity == "warning" and not mention.status:
            mention.status = "doubtful"
        self.found.append(
            Finding(severity, kind, name_place(passage), quote(passage, figure.start, figure.end), mention.text,
                    computed, why, passage.anchor, figure.start, figure.end)
        )  # fmt: skip

    def report_cell(
        self, severity: str, kind: str, grid: Grid, at: tuple[int, int], computed: str, why: str
    ) -> None:
        """Add a finding about a cell of a table."""
        row, col = at
        self.cells[(grid.place, *grid.in_file(row, col))] = "wrong" if severity == "error" else "doubtful"
        cell = grid.rows[row][col].strip()
        words = " | ".join(part for part in (grid.rows[row][0].strip()[:20], cell) if part)
        self.found.append(
            Finding(severity, kind, grid.cell_place(row, col), words, cell, computed, why, grid.anchor(row, col),
                    0, len(cell))
        )  # fmt: skip

    def confirm_cells(self, grid: Grid, cells: Iterable[tuple[int, int]]) -> None:
        """Record cells as checked and right."""
        for row, col in cells:
            self.cells.setdefault((grid.place, *grid.in_file(row, col)), "right")


def name_place(passage: Passage) -> str:
    """Place of a passage with its heading."""
    heading = passage.heading.strip()
    if not heading or passage.is_heading:
        return passage.place
    return f"{passage.place}（{heading[:20]}{'…' if len(heading) > 20 else ''}）"


def quote(passage: Passage, start: int, end: int) -> str:
    """The words around a figure as written, on one line."""
    left, right = max(0, start - _AROUND), min(len(passage.written), end + _AROUND)
    words = " ".join(passage.written[left:right].split())
    return ("…" if left else "") + words + ("…" if right < len(passage.written) else "")
