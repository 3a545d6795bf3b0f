"""The columns of several sheets as one list: what was written under each heading, by how many people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from sqgz.cleaning.texts.raw_texts import read_blank
from sqgz.reading import heading_key
from sqgz.running.received import Received


@dataclass(frozen=True, eq=False)
class Column:
    """One heading over all sheets that have it: texts of people who answered and how many gave each."""

    heading: str
    files: tuple[str, ...]
    sheets: frozenset[int]
    values: dict[str, int]
    asked: bool  # stands in a questionnaire

    @property
    def where(self) -> str:
        """The heading and the files that have it, as it is told; of many files how many."""
        named = "、".join(self.files) if len(self.files) <= 3 else f"{len(self.files)} 个文件"
        return f"{self.heading}（{named}）"

    @property
    def people(self) -> int:
        """Number of rows that are not blank."""
        return sum(self.values.values())


def pool_columns(received: Sequence[Received]) -> list[Column]:
    """Columns of the sheets, those of one heading together, in the order of sheets; blanks are not among the texts."""
    found: dict[str, tuple[str, list[str], set[int], Counter[str]]] = {}
    for number, one in enumerate(received):
        for heading in one.headings:
            if heading in (one.count, one.base):
                continue
            entry = found.setdefault(heading_key(heading), (" ".join(heading.split()), [], set(), Counter()))
            entry[1].append(one.sheet.file)
            entry[2].add(number)
            for text, n in _people(one, heading):
                if read_blank(text) is None:
                    entry[3][text] += n
    return [
        Column(
            heading,
            tuple(dict.fromkeys(files)),
            frozenset(sheets),
            dict(values.most_common()),
            asked=any(received[number].role == "answers" for number in sheets),
        )
        for heading, files, sheets, values in found.values()
    ]


def _people(one: Received, heading: str) -> Iterator[tuple[str, int]]:
    """Each text of a column with its number of people: of rows, or what a table of counts says."""
    column = one.sheet.text[heading]
    if one.count:
        numbers = pd.to_numeric(one.sheet.text[one.count])
        counted = numbers.groupby(column.to_numpy(), sort=False).sum()
    else:
        counted = column.value_counts()
    for text, n in counted.items():
        yield str(text), int(n)
