"""The careful official of the simulated streets: fills in the lists that cleaning wrote, by their visible headings.

Knows the truth and the lists, and nothing of how they were made. A cell of 决定 takes one of the choices of its
drop-down; where the truth has no answer that one decision can give, it stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

UNDECIDABLE = "无法判断"
UNUSED = ("不用", "不采用", "不使用", "无关")
PLACE = ("址", "地点", "place")
SCOPE = ("纳入", "不纳入", "单列")


@dataclass(frozen=True)
class Truth:
    """The tables of the truth, and what the study calls things: `labels` of variables, `categories` of their keys."""

    tables: Mapping[str, pd.DataFrame]
    labels: Mapping[str, str]
    categories: Mapping[str, Mapping[str, str]]

    def label(self, variable: str, key: str) -> str:
        """How the lists write a key."""
        return self.categories.get(variable, {}).get(key, key)


def fill_headings(path: Path, truth: Truth) -> int:
    """Decisions filled into 表头对照: which variable a heading is of, or that it is of no use."""
    known = {row.heading: row for row in truth.tables["headings"].itertuples()}

    def decide(cells: Mapping[str, str], choices: list[str]) -> str:
        row = known.get(plain(cells["表头"]))
        if row is None:
            return ""
        if not row.variable:
            return next((choice for choice in choices if plain(choice) in UNUSED), "")
        labels = [truth.labels.get(key, key) for key in row.variable.split("+")]
        return choose(choices, labels, place=row.role.endswith("_place"))

    return fill(path, "表头对照", ("表头", "决定"), "决定", decide)


def fill_submissions(path: Path, truth: Truth) -> int:
    """Decisions filled into 重复报送: which of two files of a street is taken."""
    decided = {file_name(row.file): row.decision for row in truth.tables["doubles"].itertuples()}

    def decide(cells: Mapping[str, str], choices: list[str]) -> str:
        return decided.get(file_name(cells["文件"]), "")

    return fill(path, "重复报送", ("街道", "文件", "决定"), "决定", decide)


def fill_answers(path: Path, returns: Path, truth: Truth) -> tuple[int, int]:
    """Answers filled into 逐项核实 of 待核清单 and into the 退改清单 of every street: how many in each."""
    doubts = truth.tables["doubts"]
    listed = doubts[(doubts["settled"] == "list") & (doubts["expect"] != "open")]
    for_all = {(row.variable, plain(row.raw)): row.key for row in listed.itertuples()}
    variables = {label: key for key, label in truth.labels.items()}

    def decide(cells: Mapping[str, str], choices: list[str]) -> str:
        asked = cells.get("变量", "")
        variable = asked if asked in truth.labels else variables.get(cells.get("问题", ""), "scope")
        status = plain(cells["原值"])
        scope = for_all.get(("scope", status), "")
        if not scope and asked == "scope":  # asked about by the name of the status: 借调 for 社工（借调街道）
            scope = next(
                (key for (name, raw), key in for_all.items() if name == "scope" and status in raw), ""
            )
        if scope and (variable == "scope" or set(map(plain, choices)) & set(SCOPE)):
            return scope
        key = for_all.get((variable, plain(cells["原值"])), "")
        return truth.label(variable, key) if key else ""

    in_list = fill(path, "逐项核实", ("原值", "决定"), "决定", decide) if path.exists() else 0
    answer = _street_answer(truth)
    columns = ("文件", "行号", "列", "核实结果")
    in_returns = sum(
        fill(book, sheet, columns, "核实结果", answer)
        for book in sorted(returns.glob("*.xlsx"))
        for sheet in sheet_names(book)
    )
    return in_list, in_returns


def _street_answer(truth: Truth) -> Callable[[Mapping[str, str], list[str]], str]:
    """What the street answers about one cell: the truth, unless nobody knows or nothing was ever there."""
    doubts = {(*_where(row), row.variable): row for row in truth.tables["doubts"].itertuples()}
    persons = {_where(row): row for row in truth.tables["persons"].itertuples() if row.person}

    def decide(cells: Mapping[str, str], choices: list[str]) -> str:
        sheet, row = cells.get("表页", ""), int(float(cells["行号"]))
        where = (file_name(cells["文件"]), sheet, row)
        variable = cells.get("变量", "")
        doubt, person = doubts.get((*where, variable)), persons.get(where)
        if person is None or not hasattr(person, variable):
            return ""
        if doubt is not None and doubt.settled == "nobody":
            return UNDECIDABLE
        if doubt is not None and doubt.expect == "missing":
            return ""
        return truth.label(variable, getattr(person, variable))

    return decide


def fill(
    path: Path,
    sheet: str,
    needed: tuple[str, ...],
    into: str,
    decide: Callable[[Mapping[str, str], list[str]], str],
) -> int:
    """How many cells were filled into the column `into`: what `decide` says of each row, where it is still empty.

    The headings are those of the first row that has all that are needed; 0 where the file has no such sheet.
    """
    if not path.exists():
        return 0
    book = load_workbook(path)
    if sheet not in book.sheetnames:
        book.close()
        return 0
    page = book[sheet]
    filled = 0
    columns: dict[str, int] = {}
    for row in page.iter_rows():
        texts = {text(cell.value): cell.column for cell in row if text(cell.value)}
        if not columns:
            columns = texts if set(needed) <= set(texts) else {}
            continue
        cells = {heading: text(page.cell(row[0].row, place).value) for heading, place in columns.items()}
        target = page.cell(row[0].row, columns[into])
        if any(cells.values()) and not cells[into]:
            answer = decide(cells, choices_of(book, page, target))
            target.value = answer or None
            filled += bool(answer)
    book.save(path)
    return filled


def choices_of(book: Any, page: Any, cell: Any) -> list[str]:
    """Texts of the cell's drop-down; none where it has none."""
    for rule in page.data_validations.dataValidation:
        if rule.type == "list" and cell.coordinate in rule.sqref:
            return list(_listed(book, page, str(rule.formula1)))
    return []


def _listed(book: Any, page: Any, formula: str) -> Iterator[str]:
    formula = formula.removeprefix("=")
    if formula.startswith('"'):
        yield from (part.strip() for part in formula.strip('"').split(","))
        return
    named = book.defined_names.get(formula)
    where, _, area = (named.attr_text if named else formula).rpartition("!")
    source = book[where.strip("'")] if where else page
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    for row in source.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True):
        yield from (text(value) for value in row if text(value))


def choose(choices: list[str], labels: list[str], *, place: bool) -> str:
    """The choice that names these variables (or the place column of one); the first label where there are no choices."""
    if not choices:
        return labels[0]
    fitting = [choice for choice in choices if any(label in choice for label in labels)]
    fitting = [choice for choice in fitting if any(word in choice for word in PLACE) == place] or fitting
    both = [choice for choice in fitting if all(label in choice for label in labels)]
    exact = [choice for choice in fitting if plain(choice) in labels]
    return next(iter([*both, *exact, *fitting]), "")


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets of a workbook."""
    return list(read_sheets(path))


def read_sheets(path: Path) -> dict[str, list[list[str]]]:
    """Cells of every sheet as text; the file is closed again, as the next run replaces it."""
    with closing(load_workbook(path, read_only=True)) as book:
        return {
            page.title: [[text(value) for value in row] for row in page.iter_rows(values_only=True)]
            for page in book
        }


def text(value: Any) -> str:
    """A cell as text; whole numbers without their point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def plain(written: str) -> str:
    """A text without any white space, as two of them are compared."""
    return "".join(str(written).split())


def file_name(path: str) -> str:
    """Name of a file without its folders, by which the files of the set differ."""
    return str(path).replace("\\", "/").rpartition("/")[2]


def _where(row: Any) -> tuple[str, str, int]:
    return file_name(row.file), row.sheet, int(row.row)
