"""One blank form as a workbook: 填报表 to fill in, 填报说明 to read, and the lists of choices on a hidden sheet.

Knows XlsxWriter and how a form looks; what is asked, explained and checked comes from the modules beside it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqgz.forms.checking import COMPLETE, ROW, row_check
from sqgz.forms.explaining import Section, how_to_fill
from sqgz.forms.explanation_sheet import EXPLANATION, HEAD_FONT, width_of, write_explanation
from sqgz.forms.fields import NOT_ASKED, Field
from sqgz.forms.places import Street
from sqgz.reading.headings import FORM_CHECK
from sqgz.reading.sheets import column_letter

FORM, CHOICES = "填报表", "选项"
_HEADING_ROW: Final = 2  # counted from 0: title, 填报单位, headings
_FIRST: Final = _HEADING_ROW + 1
_SPARE: Final = 20
_ALONE: Final = 300  # rows of a form without communities
_MADE: Final = datetime(2000, 1, 1)  # the same form is the same bytes
_TITLE_LENGTH, _MESSAGE_LENGTH = 32, 255  # what a cell's message may hold
_WIDTHS: Final = {
    "street": 11, "community": 14, "id": 20, "personal": 12, "birth": 10, "age": 7, "several": 22, "address": 20,
    "text": 14, "posts": 17,
}  # fmt: skip
_CHECK_WIDTH, _WIDEST = 18, 20
_ROW_HEIGHT: Final = 19
_BODY_FONT: Final = "宋体"


@dataclass(frozen=True)
class Form:
    """What one workbook holds: the study's title and reference date, its fields, the street if known, the explanation."""

    title: str
    as_of: str
    as_of_date: Any
    fields: Sequence[Field]
    street: Street | None
    sections: Sequence[Section]

    @property
    def prefilled(self) -> list[Field]:
        """Fields that stand left of the check column."""
        return [field for field in self.fields if field.sort in ("street", "community")]

    @property
    def places(self) -> list[str]:
        """Community of every prepared row, "" for the spare ones at the end."""
        if self.street is None:
            return [""] * _ALONE
        asked = any(field.sort == "community" for field in self.fields)
        found = [name if asked else "" for name, rows in self.street.communities for _ in range(rows)]
        return [*found, *[""] * max(_SPARE, len(found) // 10)]


def write_form(path: Path, form: Form) -> None:
    """Write the workbook of one form."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        os.fspath(path),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": _BODY_FONT, "font_size": 11},
        },
    )
    book.set_properties({"title": form.title, "created": _MADE})
    sheet, explanation, choices = (book.add_worksheet(name) for name in (FORM, EXPLANATION, CHOICES))
    ranges = _write_choices(choices, form)
    _Page(book, sheet, form, ranges).write()
    write_explanation(book, explanation, form.sections)
    choices.hide()
    sheet.activate()
    book.close()


def _write_choices(sheet: Any, form: Form) -> dict[str, str]:
    """Cells of each field's choices by its heading; a list inside a cell's rule would break at 255 characters."""
    ranges = {}
    listed = {field.heading: [text for text, _ in field.choices] for field in form.fields if field.choices}
    for field in form.fields:
        if field.sort == "community" and form.street is not None:
            listed[field.heading] = list(dict.fromkeys(name for name, _ in form.street.communities))
        if field.sort == "several":
            listed[field.heading] = [*listed[field.heading], NOT_ASKED]
    for column, (heading, texts) in enumerate(listed.items()):
        for row, text in enumerate(texts):
            sheet.write_string(row, column, text)
        letter = column_letter(column)
        ranges[heading] = f"{CHOICES}!${letter}$1:${letter}${len(texts)}"
    sheet.protect()
    return ranges


class _Page:
    """Writes the sheet 填报表."""

    def __init__(self, book: Any, sheet: Any, form: Form, ranges: dict[str, str]) -> None:
        self.book, self.sheet, self.form, self.ranges = book, sheet, form, ranges
        self.check = len(form.prefilled)
        others = [field for field in form.fields if field not in form.prefilled]
        self.columns: list[Field | None] = [*form.prefilled, None, *others]
        self.places = form.places
        self.last = _FIRST + len(self.places) - 1

    def write(self) -> None:
        """The whole sheet."""
        self._widths_and_headings()
        self._rows()
        for column, field in enumerate(self.columns):
            if field is not None:
                self._rule(column, field)
        self._colours()
        self._page()

    def _format(self, **properties: Any) -> Any:
        return self.book.add_format({"valign": "vcenter", **properties})

    def _widths_and_headings(self) -> None:
        sheet, form = self.sheet, self.form
        last = len(self.columns) - 1
        title = self._format(bold=True, font_size=16, font_name=HEAD_FONT, align="center", text_wrap=True)
        told = self._format(align="left")
        self._across(0, 0, last, f"{form.title}填报表", title)
        sheet.set_row(0, 30)
        half = min(self.check + 1, last)
        unit = f"填报单位：{form.street.name if form.street else ''}"
        as_of = f"统计时点：{form.as_of}　　深色表头必填，浅色选填；填写前请看“{EXPLANATION}”"
        if half < last:
            self._across(1, 0, half - 1, unit, told)
            self._across(1, half, last, as_of, told)
        else:
            self._across(1, 0, last, f"{unit}　　{as_of}", told)
        sheet.set_row(1, 22)
        look = {
            "border": 1,
            "border_color": "#8EA9C1",
            "align": "center",
            "text_wrap": True,
            "font_name": HEAD_FONT,
        }
        needed = self._format(bg_color="#2F5D8A", font_color="#FFFFFF", **look)
        free = self._format(bg_color="#DCE6F1", font_color="#1F3550", **look)
        lines = 1
        for column, field in enumerate(self.columns):
            width = _CHECK_WIDTH if field is None else _width(field)
            heading = FORM_CHECK if field is None else field.heading
            sheet.set_column(column, column, width)
            sheet.write_string(
                _HEADING_ROW, column, heading, free if field is None or not field.required else needed
            )
            lines = max(lines, math.ceil(width_of(heading) / (width - 2)))
        sheet.set_row(_HEADING_ROW, max(30, 16 * lines + 6))

    def _across(self, row: int, first: int, last: int, text: str, style: Any) -> None:
        if first < last:
            self.sheet.merge_range(row, first, row, last, text, style)
        else:
            self.sheet.write_string(row, first, text, style)

    def _rows(self) -> None:
        look = {"border": 1, "border_color": "#BFBFBF"}
        place = [self._format(bg_color=colour, **look) for colour in ("#F3F6FA", "#FFFFFF")]
        chosen = [
            self._format(bg_color=colour, locked=False, num_format="@", **look)
            for colour in ("#F3F6FA", "#FFFFFF")
        ]
        told = self._format(font_size=10, shrink=True, **look)
        answer = self._format(locked=False, num_format="@", **look)
        wrapped = self._format(locked=False, num_format="@", text_wrap=True, **look)
        fields = [field for field in self.columns if field is not None]
        letters = [column_letter(c) for c, field in enumerate(self.columns) if field is not None]
        known = self.form.street is not None
        rows = (_FIRST + 1, self.last + 1)
        check = row_check(fields, letters, rows=rows, ranges=self.ranges, as_of=self.form.as_of_date)
        block, before = 0, ""
        for row, name in enumerate(self.places, start=_FIRST):
            block += name != before
            before = name
            self.sheet.set_row(row, _ROW_HEIGHT)
            for column, field in enumerate(self.columns):
                if field is None:
                    formula = check.replace(ROW, str(row + 1))
                    self.sheet.write_formula(row, column, formula, told, "")
                elif field.sort == "street" and self.form.street is not None:
                    self.sheet.write_string(row, column, self.form.street.name, place[block % 2])
                elif field.sort in ("street", "community"):
                    style = chosen[block % 2 if known else 1]
                    self.sheet.write_string(row, column, name, style) if name else self.sheet.write_blank(
                        row, column, None, style
                    )
                else:
                    self.sheet.write_blank(row, column, None, wrapped if field.sort == "several" else answer)
        self.sheet.ignore_errors({"number_stored_as_text": f"A{_FIRST + 1}:{letters[-1]}{self.last + 1}"})

    def _rule(self, column: int, field: Field) -> None:
        """What the cells of a field take, and the message that shows when one is chosen."""
        if field.sort == "street" and self.form.street is not None:
            return
        cell = f"{column_letter(column)}{_FIRST + 1}"
        rule: dict[str, Any] = {"validate": "any"}
        if (listed := self.ranges.get(field.heading)) is not None:
            rule = {"validate": "list", "source": f"={listed}", "error_title": "请从列表中选择"}
            rule["error_message"] = f"“{_cut(field.label, 60)}”请选列表中的一项。"
            if field.sort == "posts":
                rule |= {
                    "error_type": "warning",
                    "error_message": "列表中没有这种写法，可能无法识别。确实都不合适时才另写。",
                }
            rule["show_error"] = field.sort != "several"
        elif field.is_citizen_id:
            rule = {"validate": "custom", "value": f"=LEN({cell})=18", "error_title": "应为18位"}
            rule["error_message"] = f"{_cut(field.label, 60)}应为18位，末位可为 X。"
        rule |= {
            "ignore_blank": True,
            "input_title": _cut(field.label, _TITLE_LENGTH),
            "input_message": _message(field),
        }
        self.sheet.data_validation(_FIRST, column, self.last, column, rule)

    def _colours(self) -> None:
        area = (_FIRST, self.check, self.last, self.check)
        cell = f"${column_letter(self.check)}{_FIRST + 1}"
        good = self.book.add_format({"font_color": "#1E7B34"})
        bad = self.book.add_format({"font_color": "#B00020", "bg_color": "#FDECEA"})
        self.sheet.conditional_format(
            *area, {"type": "formula", "criteria": f'={cell}="{COMPLETE}"', "format": good}
        )
        self.sheet.conditional_format(
            *area, {"type": "formula", "criteria": f'=AND({cell}<>"",{cell}<>"{COMPLETE}")', "format": bad}
        )

    def _page(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes(_FIRST, self.check + 1)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADING_ROW)
        sheet.print_area(0, 0, self.last, len(self.columns) - 1)
        sheet.center_horizontally()
        sheet.set_footer("&C第 &P 页，共 &N 页")


def _width(field: Field) -> int:
    """Width of a column in half characters: wide enough for its choices, its heading at most on a few lines."""
    width = _WIDTHS.get(field.sort, 9)
    if field.sort == "choice":
        width = min(_WIDEST, max([width, *(width_of(text) + 3 for text, _ in field.choices)]))
    if width_of(field.heading) <= 10:
        return max(width, width_of(field.heading) + 2)
    return max(width, min(_WIDEST, math.ceil(width_of(field.heading) / 3)))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _message(field: Field) -> str:
    """How the field is filled in and what its choices mean, as much as a message holds."""
    lines = [f"{how_to_fill(field)}。" + ("" if field.required else "（选填）")]
    for text, meaning in field.choices:
        line = f"{text}：{meaning}" if meaning else text
        if sum(map(len, lines)) + len(lines) + len(line) > _MESSAGE_LENGTH - 20:
            lines.append(f"……其余见“{EXPLANATION}”")
            break
        lines.append(line)
    return _cut("\n".join(lines), _MESSAGE_LENGTH)
