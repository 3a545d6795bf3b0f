"""Tables of counts that streets fill in instead of people (汇总表), told from their two-row headings.

A group of columns is a variable, the columns below it are its categories. Knows nothing of what a study declares.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sqgz.cleaning.matching import match
from sqgz.reading import Sheet
from sqgz.running.subjects import subject
from sqgz.spelling import comparable
from sqgz.study.codebooks import codebook_variable

BOOKS: Final = {
    "hukou": "level", "residence": "level", "education": "education", "posts": "position", "zone": "zone",
}  # fmt: skip
_PLACES: Final = frozenset({"street", "community", "zone", "unit_type"})
_SUMS: Final = re.compile(r".*(?:合计|小计|总计|总数|总人数)|.*人数|核定.*|实有.*|在岗.*|编制.*")
_BETWEEN: Final = "·"  # as reading joins a group with what stands below it
_FEWEST: Final = 3


def tally_groups(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Labels of the categories below each group of number columns, sums left out; only groups of two or more.

    A category whose name occurs once carries no group in its heading: it belongs to the group on its left.
    """
    found: dict[str, list[str]] = {}
    last = ""
    for heading in sheet.text.columns:
        if not holds_numbers(sheet, heading):
            last = ""
            continue
        group, between, label = heading.partition(_BETWEEN)
        if between:
            last = group
        else:
            label = heading
        if last and not _SUMS.fullmatch(comparable(label)):
            found.setdefault(last, []).append(label)
    return {group: tuple(labels) for group, labels in found.items() if len(labels) >= 2}


def holds_numbers(sheet: Sheet, heading: str) -> bool:
    """Whether a column holds whole numbers and nothing else."""
    texts = sheet.text[heading].dropna()
    return len(texts) > 0 and all(text.isascii() and text.strip().isdigit() for text in texts)


def is_summary(sheet: Sheet, headings: Sequence[str]) -> bool:
    """Whether a sheet counts people by place: places in rows, several columns of numbers, groups or levels above them."""
    about = {heading: subject(heading) for heading in headings}
    if not _PLACES & set(about.values()) or {"id", "personal", "staff_number"} & set(about.values()):
        return False
    numbers = [heading for heading in headings if holds_numbers(sheet, heading)]
    others = [
        heading
        for heading in headings
        if heading not in numbers and about[heading] not in (*_PLACES, "serial", "posts")
    ]
    if len(numbers) < _FEWEST or len(others) >= len(numbers):
        return False
    level = codebook_variable("level")
    known = sum(match(level, heading).status == "mapped" for heading in numbers)
    return bool(tally_groups(sheet)) or known >= 2
