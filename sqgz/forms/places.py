"""The streets that get a form, and the rows each of their communities needs. Read off the official list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from sqgz.cleaning.places.frame import FRAME_HEADINGS, build_frame
from sqgz.reading import read_workbook
from sqgz.study import Study

_ROWS: Final = 10  # of a community whose people nobody counted


@dataclass(frozen=True)
class Street:
    """A street (or town) and its communities, each with the number of rows to prepare."""

    name: str
    communities: tuple[tuple[str, int], ...]

    @property
    def rows(self) -> int:
        """Rows prepared for all communities."""
        return sum(rows for _, rows in self.communities)


def list_streets(study: Study) -> list[Street]:
    """Streets of the official list in its order; empty for a study without one.

    Raises InputError where the list cannot be read.
    """
    sheets = [
        sheet
        for file in study.files
        if file.role == "places" and file.path is not None
        for sheet in read_workbook(
            study.folder / file.path,
            file=file.path,
            known=FRAME_HEADINGS,
            sheet=file.sheet,
            heading_row=file.heading_row,
            platform=file.platform,
        )
    ]
    if not sheets:
        return []
    units = build_frame(study, sheets).units
    return [
        Street(str(street), tuple((str(name), _rows(part.loc[at])) for at, name in part["name"].items()))
        for street, part in units.groupby("street", observed=True, sort=True)
    ]


def _rows(unit: pd.Series) -> int:
    """As many rows as posts are approved or people counted, whichever is more."""
    known = [int(unit[name]) for name in ("posts", "people") if pd.notna(unit[name])]
    return max(known, default=0) or _ROWS
