"""How a row of a file is named to people: by file, sheet where the file has several, and the number the spreadsheet shows."""

from __future__ import annotations

from collections.abc import Sequence

from sqgz.cleaning.columns import People


def file_name(file: str, sheet: str, *, several: bool) -> str:
    """How a file is named in decisions: with its sheet in brackets where it has several.

    >>> file_name("花名册.xlsx", "一社区", several=True)
    '花名册.xlsx[一社区]'
    """
    return f"{file}[{sheet}]" if several else file


def named_files(parts: Sequence[People]) -> list[str]:
    """Name of every sheet's file, as decisions write it."""
    sheets: dict[str, set[str]] = {}
    for part in parts:
        sheets.setdefault(part.sheet.file, set()).add(part.sheet.name)
    return [
        file_name(part.sheet.file, part.sheet.name, several=len(sheets[part.sheet.file]) > 1)
        for part in parts
    ]


def named_rows(parts: Sequence[People]) -> list[tuple[str, int]]:
    """File and row number of every data row, as decisions name them."""
    return [
        (file, int(row))
        for part, file in zip(parts, named_files(parts), strict=True)
        for row in part.sheet.text.index
    ]
