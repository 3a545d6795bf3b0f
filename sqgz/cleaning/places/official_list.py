"""The official list and what it was before, read from the study's files: for cleaning, and for putting waves together."""

from __future__ import annotations

from sqgz.cleaning.places.frame import FRAME_HEADINGS, Frame, build_frame
from sqgz.cleaning.places.rename_rows import RENAME_HEADINGS
from sqgz.reading import Sheet, read_workbook
from sqgz.study import Study


def read_frame(study: Study) -> Frame | None:
    """The official list with its renames; None for a study without a list.

    Raises InputError for files that cannot be read or lists that cannot be meant.
    """
    places = _sheets(study, "places", FRAME_HEADINGS)
    return build_frame(study, places, _sheets(study, "renames", RENAME_HEADINGS)) if places else None


def _sheets(study: Study, role: str, known: frozenset[str]) -> list[Sheet]:
    return [
        sheet
        for file in study.files
        if file.role == role and file.path is not None
        for sheet in read_workbook(
            study.folder / file.path,
            file=file.path,
            known=known,
            sheet=file.sheet,
            heading_row=file.heading_row,
            platform=file.platform,
        )
    ]
