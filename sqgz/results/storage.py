"""results.csv: the one copy of the truth, written whole and read back to the last digit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sqgz.errors import InputError
from sqgz.results.schema import COUNTS, FLOATS, TAIL, TEXTS, Results, check_frame
from sqgz.study import Study
from sqgz.writing import write_text

NAME = "results.csv"


def save_results(results: Results) -> None:
    """Nothing; writes data/processed/STUDY/results.csv whole; floats keep every digit."""
    check_frame(results.frame)
    write_text(
        results.study.processed / NAME,
        results.frame.to_csv(index=False, lineterminator="\n"),
        encoding="utf-8-sig",
    )


def has_results(study: Study) -> bool:
    """Whether 04_tests has written results of this study."""
    return (study.processed / NAME).is_file()


def load_results(study: Study) -> Results:
    """Results as 04_tests wrote them.

    Raises InputError if 04_tests has not been run, or the file is not a table of results.
    """
    path = study.processed / NAME
    if not has_results(study):
        raise InputError(
            f"还没有检验结果（data/processed/{study.name}/{NAME}）。请先运行 04_tests.ipynb，或 python run.py run data/raw/{study.folder.name}。"
        )
    types: dict[str, Any] = dict.fromkeys((*TEXTS, *(name for name in TAIL if name != "deff")), "str")
    types |= dict.fromkeys((*FLOATS, "deff"), "float64") | dict.fromkeys(COUNTS, "Int64")
    blanks = {name: [""] for name in (*FLOATS, "deff", *COUNTS)}
    try:
        frame = pd.read_csv(
            path,
            dtype=types,
            keep_default_na=False,
            na_values=blanks,
            encoding="utf-8-sig",
        )
        check_frame(frame)
    except (ValueError, AssertionError) as error:
        raise InputError(f"{path.name} 不是完整的结果表（{error}）。请重新运行 04_tests.ipynb。") from None
    return Results(frame, study, {"results": path.name})
