"""A form as the streets would send it in: filled with openpyxl, which keeps its sheets as a person's program would."""

import openpyxl

from sqgz.forms.workbook import FORM


def fill(path, people, *, to=None):
    """Fill people, given as {heading: text}, into the first free rows of their community; path of the result.

    A person without 社区 (whatever its heading) goes to the first spare row.
    """
    book = openpyxl.load_workbook(path)
    page = book[FORM]
    headings = {cell.value: cell.column for cell in page[3] if cell.value}
    taken = set()
    for person in people:
        row = _free_row(page, headings, person, taken)
        taken.add(row)
        for heading, text in person.items():
            page.cell(row, headings[heading]).value = text
    book.save(to or path)
    return to or path


def _free_row(page, headings, person, taken):
    places = [heading for heading in ("街道", "社区") if heading in headings and heading in person]
    for row in range(4, page.max_row + 1):
        found = {heading: page.cell(row, headings[heading]).value for heading in places}
        if row not in taken and all(found[heading] in (None, person[heading]) for heading in places):
            return row
    raise AssertionError("no free row")
