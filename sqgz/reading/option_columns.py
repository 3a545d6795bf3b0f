"""A question that the file spreads over one column per option, put together where the study names it as a whole.

The study says 第6题, the file has 第6题(运动), 第6题(阅读), … What is handed on is the one column the study asked for,
in the form in which platforms write answers as text. A column that the study names itself stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from sqgz.errors import InputError
from sqgz.reading.sheets import STORED, Sheet, place
from sqgz.reading.stems import heading_key, split_place, stems
from sqgz.reading.ticks import ORDER, SKIPPED, Gathered, NoChoice, gather

_NUMBERED: Final = re.compile(r"第?\s*(\d+)\s*(?:题|[、.．:：])")
_LEADING: Final = re.compile(r"\s*(\d+)\s*[、.．]")
_WITH_NUMBERS: Final = "问卷星"  # its export of codes names questions by their number alone
_STORED_TYPE = pd.CategoricalDtype(list(STORED))


@dataclass(frozen=True)
class _Question:
    """A heading the study names, and the columns that stand for it (heading → option), told by number or by text."""

    name: str
    options: Mapping[str, str]
    by_number: bool


def with_named_questions(sheet: Sheet, known: frozenset[str]) -> Sheet:
    """The sheet with a column for every question that the study names and the file spreads over several columns.

    Also for `问题→1`, the option that stands first in a sorting question. Raises InputError where the columns of a
    numbered question are no options (a matrix): then the study must name its rows.
    """
    wanted = {heading_key(name): name for name in sorted(known)}
    named = frozenset(wanted)
    placed = {key: found for key, name in wanted.items() if (found := split_place(name))}
    for question, _ in placed.values():
        wanted.setdefault(heading_key(question), question)
    own = {heading_key(heading) for heading in sheet.text.columns}
    sheet = _joined(sheet, {key: name for key, name in wanted.items() if key not in own}, named)
    headings = {heading_key(heading): heading for heading in sheet.text.columns}
    for key, (question, rank) in placed.items():
        source = headings.get(heading_key(question))
        if key not in headings and source is not None:
            sheet = _with_place(sheet, wanted[key], source, rank)
    return _told_of_order(sheet, named - placed.keys())


def _joined(sheet: Sheet, wanted: Mapping[str, str], named: frozenset[str]) -> Sheet:
    """The sheet with wanted questions as one column each; options that are not named themselves are gone."""
    joined, gone = sheet, set[str]()
    for question in _questions(sheet, wanted):
        headings = list(question.options)
        found = gather([sheet.text[heading] for heading in headings], list(question.options.values()))
        numbered = _NUMBERED.match(question.name) is not None
        if isinstance(found, NoChoice):
            if numbered:
                raise _no_choice_error(sheet, question, found)
            continue  # 街道(镇), 街道(村): parts of the table that happen to begin alike
        if found.blank and not numbered:
            continue
        letters = f"{sheet.letters[headings[0]]}至{sheet.letters[headings[-1]]}"
        at = int(joined.text.columns.get_loc(headings[0]))
        note = _note(question, found, letters)
        joined = _with_column(joined, question.name, found.texts, at=at, letters=letters, note=note)
        gone |= {heading for heading in headings if heading_key(heading) not in named}
    return _without(joined, gone) if gone else joined


def _questions(sheet: Sheet, wanted: Mapping[str, str]) -> Iterator[_Question]:
    """Questions among the wanted names (by key) that at least two columns stand for."""
    columns: dict[str, dict[str, str]] = {}
    for heading in sheet.text.columns:
        if heading not in sheet.meta:
            for stem, option in stems(heading).items():
                columns.setdefault(stem, {})[heading] = option
    numbers = {found.group(1) for heading in sheet.text.columns if (found := _LEADING.match(heading))}
    for key, name in wanted.items():
        options, number = columns.get(key, {}), _LEADING.match(key)
        by_number = ""
        if sheet.platform == _WITH_NUMBERS and not options and number and number.group(1) not in numbers:
            by_number = f"第{number.group(1)}题"  # the same question in the export of codes
            options = {} if by_number in wanted else columns.get(by_number, {})
        if len(options) > 1:
            yield _Question(name, options, bool(by_number))


def _note(question: _Question, found: Gathered, letters: str) -> str:
    kind = "排序题，按名次以 → 连接" if found.ranked else "多选题，选中的以 ┋ 连接"
    number = "（按题号对应）" if question.by_number else ""
    none = f"；其中 {found.none_ticked} 行各选项都未选" if found.none_ticked else ""
    return f"“{question.name}”{number}由{letters}列共 {len(question.options)} 个选项列合成（{kind}）{none}"


def _no_choice_error(sheet: Sheet, question: _Question, found: NoChoice) -> InputError:
    headings = list(question.options)
    heading = headings[found.column]
    shown = "、".join(f"“{one}”" for one in headings[:3]) + (" 等" if len(headings) > 3 else "")
    value = found.value if len(found.value) <= 3 and found.value.isdigit() else "既非 0、1 也非选项原文的值"
    return InputError(
        f"{place(sheet.file, sheet.name)} {sheet.letters[heading]}{sheet.text.index[found.row]}: "
        f"研究文件里的列“{question.name}”在表中是 {len(headings)} 列（{shown}），值里有 {value}，"
        f"不是多选题或排序题，应是矩阵题。请在 column 里逐行写明要用的列标题，如“{headings[0]}”"
    )


def _without(sheet: Sheet, gone: set[str]) -> Sheet:
    return replace(
        sheet,
        text=sheet.text.drop(columns=list(gone)),
        stored=sheet.stored.drop(columns=list(gone)),
        letters={heading: letter for heading, letter in sheet.letters.items() if heading not in gone},
        hidden=None if sheet.hidden is None else tuple(one for one in sheet.hidden if one not in gone),
    )


def _with_column(sheet: Sheet, name: str, texts: Any, *, at: int, letters: str, note: str = "") -> Sheet:
    """The sheet with one more column of text."""
    text, stored = sheet.text.copy(deep=False), sheet.stored.copy(deep=False)
    values = pd.array(texts, dtype="str")
    codes = np.where(pd.isna(values), -1, 0)
    text.insert(min(at, text.shape[1]), name, values)
    stored.insert(min(at, stored.shape[1]), name, pd.Categorical.from_codes(codes, dtype=_STORED_TYPE))
    notes = (*sheet.notes, note) if note else sheet.notes
    return replace(sheet, text=text, stored=stored, letters={**sheet.letters, name: letters}, notes=notes)


def _with_place(sheet: Sheet, name: str, source: str, rank: int) -> Sheet:
    """The sheet with a column for the option at one place of a sorting question; null where nothing stands there."""

    def at_place(text: Any) -> Any:
        if not isinstance(text, str) or heading_key(text) in _BLANKS:
            return text
        parts = [part.strip() for part in text.split(ORDER)]
        return parts[rank - 1] if rank <= len(parts) else None

    column = sheet.text[source]
    places = {text: at_place(text) for text in column.unique()}
    return _with_column(
        sheet, name, [places[text] for text in column], at=sheet.text.shape[1], letters=sheet.letters[source]
    )


_BLANKS: Final = frozenset({heading_key(text) for text in (SKIPPED, "跳过", "(空)", "空", "-2", "-3")})


def _told_of_order(sheet: Sheet, named: frozenset[str]) -> Sheet:
    """The sheet with a note for every sorting question that the study names: its order is not used."""
    notes = []
    for heading in sheet.text.columns if sheet.platform else ():  # nobody else writes → between options
        if heading_key(heading) not in named:
            continue
        values = sheet.text[heading].dropna()
        answers = values[~values.isin(_BLANKS)]
        if len(answers) and answers.str.contains(ORDER, regex=False).mean() >= 0.5:
            notes.append(
                f"“{heading}”是排序题，只统计选了哪些选项，先后次序未使用；要用第一位的选项，"
                f"请另设一个变量，column 写“{heading}{ORDER}1”"
            )
    return replace(sheet, notes=(*sheet.notes, *notes)) if notes else sheet
