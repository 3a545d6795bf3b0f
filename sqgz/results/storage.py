"""results.csv: the one copy of the truth, written whole and read back to the last digit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sqgz.errors import InputError
from sqgz.results.schema import COUNTS, FLOATS, TAIL, TEXTS, Results, check_frame
from sqgz.study import Study
from sqgz.writing import write_text

NAME = "results.csv"
# rows that no comparison of study.yaml asks for: by their whole name, or by how it begins
OF_THEMSELVES = frozenset({"coverage", "submission", "studies"})
_BEGINNINGS = ("profile.", "localisation.", "quality.", "target.")
_NAMED = 5


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
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name} 不是 UTF-8 编码，可能用别的程序另存过。请重新运行 04_tests.ipynb。"
        ) from error
    except (ValueError, AssertionError) as error:
        raise InputError(
            f"{path.name} 不是完整的结果表，列、键或数字被改动过。请重新运行 04_tests.ipynb。"
        ) from error
    _refuse_undeclared(frame, study, path.name)
    return Results(frame, study, {"results": path.name})


def _refuse_undeclared(frame: pd.DataFrame, study: Study, file: str) -> None:
    """Nothing; raises InputError if there are results of comparisons that study.yaml does not declare (any more)."""
    declared = {one.id for one in study.comparisons}
    held = dict.fromkeys(map(str, frame["comparison"]))
    gone = [
        name for name in held if name not in declared | OF_THEMSELVES and not name.startswith(_BEGINNINGS)
    ]
    if gone:
        named = "、".join(gone[:_NAMED]) + (f" 等 {len(gone)} 项" if len(gone) > _NAMED else "")
        raise InputError(
            f"study.yaml 中的比较与结果表不同（结果表 {file} 有 {named}，study.yaml 没有），请重新运行。"
        )
