"""Names of sheets: legal in Excel, never twice, and readable in the row of tabs."""

from __future__ import annotations

import re

LONGEST = 31
_ILLEGAL = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def sheet_name(title: str, place: int) -> str:
    """Name of the sheet at that place: its number, then as much of the title as fits into 31 UTF-16 units.

    >>> sheet_name("户口/居住地[按职务]", 3)
    '03 户口居住地按职务'
    """
    name = f"{place:02d} {_ILLEGAL.sub('', title).strip()}"
    while len(name.encode("utf-16-le")) // 2 > LONGEST:
        name = name[:-1]
    return name.rstrip()


def quoted(name: str) -> str:
    """The name as it stands in a reference to cells."""
    return f"'{name}'"
