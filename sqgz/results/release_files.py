"""Public versions that were given out, kept beside study.yaml: 已公布/DATE.csv, the numbers anybody may have by now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from sqgz.errors import InputError
from sqgz.results.publishing import is_public
from sqgz.results.releases import check_public
from sqgz.results.schema import KEY, Results
from sqgz.study import Study
from sqgz.writing import write_text

FOLDER = "已公布"
COLUMNS = (*KEY, "count", "base", "text")


def save_release(results: Results, *, day: date) -> Path | None:
    """Path of the new file with the numbers of public results; None if the newest release says the same already.

    Raises InputError for results that are not public, and where the folder cannot be written to.
    """
    if not is_public(results):
        raise InputError(
            "study.yaml 的 report.audience 不是“公开”，没有可以登记的公开版。请改为 公开 并重新运行。"
        )
    told = results.frame[list(COLUMNS)].to_csv(index=False, lineterminator="\n")
    paths = _paths(results.study)
    if paths and paths[-1].read_text(encoding="utf-8-sig") == told:
        return None
    path = _free(results.study.folder / FOLDER, day)
    write_text(path, told, encoding="utf-8-sig")
    return path


def load_releases(study: Study) -> list[pd.DataFrame]:
    """Frames (columns COLUMNS) of all releases of a study, oldest first; empty if nothing was released.

    Raises InputError for a file that is not the record of a release.
    """
    return [_read(path) for path in _paths(study)]


def _paths(study: Study) -> list[Path]:
    return sorted(
        (study.folder / FOLDER).glob("*.csv"), key=lambda path: (path.stem[:10], len(path.stem), path.stem)
    )


def _free(folder: Path, day: date) -> Path:
    """A path that does not exist yet: a second release of one day is numbered."""
    path, number = folder / f"{day.isoformat()}.csv", 1
    while path.exists():
        number += 1
        path = folder / f"{day.isoformat()}-{number}.csv"
    return path


def _read(path: Path) -> pd.DataFrame:
    texts = dict.fromkeys((*KEY, "text"), "str")
    try:
        frame = pd.read_csv(
            path,
            dtype={**texts, "count": "Int64", "base": "Int64"},
            keep_default_na=False,
            na_values={"count": [""], "base": [""]},
            encoding="utf-8-sig",
        )
        if list(frame.columns) != list(COLUMNS) or frame.duplicated(KEY).any():
            raise ValueError
    except (ValueError, UnicodeDecodeError, pd.errors.ParserError):
        raise InputError(
            f"{FOLDER}/{path.name} 不是公开版的登记文件（由 sqgz release 写出，不能改动）。"
            "请从备份恢复；确实没有公布过的，删去这个文件。"
        ) from None
    check_public(frame, f"{FOLDER}/{path.name} ")
    return frame
