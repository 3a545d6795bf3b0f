"""What reading hands on: one sheet as a frame of text, beside it how each value was stored.

A sheet keeps the row numbers and column letters that the spreadsheet shows, so that every later message
can send a person to the cell. It must not know what any column means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

STORED = ("text", "number", "date", "boolean", "error")
"""How a value may be stored, in the order of its codes."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """One table of one file: text, storage, the fate of every row, and what was noticed on the way.

    `text` has one `str` column per heading and is null where the cell is empty; its index is the row numbers
    the spreadsheet shows, data rows only. A question spread over several columns that the study names as a whole is
    one column here, and its letters name the first and the last. `stored` has the same shape and index, categorical over `STORED`.
    `rows` covers every row from 1 to the last used one: "" for a data row, else a short Chinese reason.
    `titles` are the texts above the headings; `groups` leads from a heading to those that span it and others, from the top; `totals` holds
    the texts of the rows that sum up others, with their row numbers.
    """

    file: str
    name: str
    text: pd.DataFrame
    stored: pd.DataFrame
    rows: pd.Series
    heading_rows: tuple[int, int]
    letters: dict[str, str]
    platform: str
    meta: tuple[str, ...]
    hidden: tuple[str, ...] | None
    notes: tuple[str, ...]
    titles: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    totals: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __repr__(self) -> str:
        where = place(self.file, self.name)
        left_out = int((self.rows != "").sum())
        return (
            f"<Sheet {where}: {self.text.shape[0]} 行 × {self.text.shape[1]} 列, 另有 {left_out} 行不是数据>"
        )


def place(file: str, sheet: str = "") -> str:
    """Words that begin every message about a sheet: the file, and the sheet where it has a name.

    >>> place("花名册.xlsx", "Sheet1")
    '花名册.xlsx 表页“Sheet1”'
    >>> place("学历.csv")
    '学历.csv'
    """
    return f"{file} 表页“{sheet}”" if sheet else file


def column_letter(index: int) -> str:
    """Letters of a column, counted from 0, as the spreadsheet shows them.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    if index < 0:
        raise ValueError(f"column index must not be negative, got {index}")
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Index of a column, counted from 0, from its letters.

    >>> column_index("A"), column_index("AA"), column_index("XFD")
    (0, 26, 16383)
    """
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
