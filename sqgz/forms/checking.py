"""The formula of the check column: what is still wrong with a row, in a few Chinese words.

It asks what reading and cleaning would ask later, while the clerk who knows the person still has the row before them.
Formulas here know cells by letter and row; where they stand in a workbook is for others to say.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqgz.cleaning.texts.ages import OLDEST, YOUNGEST
from sqgz.forms.fields import NOT_ASKED, Field

COMPLETE: Final = "完整"
_AS_WRITTEN: Final = 'N("_xlfn.")'  # 0; its mark keeps the writer from looking for functions inside labels
ROW: Final = "\x00"  # no formula holds it
_LONGEST: Final = 6000  # characters of these parts of a formula; the format allows 8192 for the whole
_SHOWN: Final = 18  # characters of names told at once; the next ones follow when these are filled in
_DEEPEST: Final = 50  # choices that are taken away one inside the other; the format allows 64 levels
_WEIGHTS: Final = "{7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2}"
_PLACES: Final = "{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17}"


def quote(text: str) -> str:
    """The text as a formula writes it.

    >>> quote('对"待遇"的看法')
    '"对""待遇""的看法"'
    """
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def row_check(
    fields: Sequence[Field],
    letters: Sequence[str],
    *,
    rows: tuple[int, int],
    ranges: Mapping[str, str],
    as_of: date | None,
    row: str = ROW,
) -> str:
    """Formula for a row: empty text where nobody is filled in, else what is wrong, or 完整.

    `row` is its number, or the sign that stands for it until it is known (`ROW`). `letters` are the columns of the
    fields; `rows` the first and last row of the form, which tell whether an id stands twice; `ranges` the cells that
    list a field's choices, by heading.
    """
    cells = [(field, f"{letter}{row}") for field, letter in zip(fields, letters, strict=True)]
    body = quote(COMPLETE)
    unlisted = [
        (condition, field.label)
        for field, cell in cells
        if (condition := _unlisted(field, cell, ranges.get(field.heading)))
    ]
    body = _named("选项有误", unlisted, body)
    body = _named("未填", [(f'{cell}=""', field.label) for field, cell in cells if field.required], body)
    columns = [f"${letter}${rows[0]}:${letter}${rows[1]}" for letter in letters]
    wrong = [
        one
        for (field, cell), column in zip(cells, columns, strict=True)
        for one in _wrong(field, cell, column, as_of)
    ]
    for condition, told in reversed(wrong):
        body = f"IF({condition},{quote(told)},{body})"
    answers = [cell for field, cell in cells if field.sort not in ("street", "community")]
    filled = f"COUNTA({answers[0]}:{answers[-1]})" if answers else "1"
    return f'=IF({filled}+{_AS_WRITTEN}=0,"",{body})'


def _named(problem: str, found: Sequence[tuple[str, str]], otherwise: str) -> str:
    """The names of what holds, behind the problem; of too many only that there is one, or nothing."""
    if not found:
        return otherwise
    some = f"{'+'.join(f'({condition})' for condition, _ in found)}>0"
    names = "&".join(f'IF({condition},{quote("、" + name)},"")' for condition, name in found)
    for told in (f'"{problem}："&MID({names},2,{_SHOWN})', quote(f"{problem}，请逐栏核对")):
        if len(told) + len(some) + len(otherwise) < _LONGEST:
            return f"IF({some},{told},{otherwise})"
    return otherwise


def _unlisted(field: Field, cell: str, listed: str | None) -> str:
    """Condition under which an answer is none of the choices; "" where any answer may be given."""
    if field.sort in ("choice", "community") and listed is not None:
        return f'AND({cell}<>"",SUMPRODUCT(--({listed}={cell}))=0)'
    if field.sort == "several" and len(field.choices) <= _DEEPEST:
        return f'{_rest(field, cell)}<>""'
    return ""


def _wrong(field: Field, cell: str, column: str, as_of: date | None) -> list[tuple[str, str]]:
    """Conditions under which an answer cannot be right, each with what is told."""
    if field.sort == "id":
        return _wrong_id(field, cell, column)
    if field.sort == "birth":
        return _wrong_birth(field, cell, as_of)
    if field.sort == "age":
        sound = f"IFERROR(AND(VALUE({cell})>={YOUNGEST},VALUE({cell})<=75),FALSE)"
        return [(f'AND({cell}<>"",NOT({sound}))', f"{field.label}应为周岁整数")]
    return []


def _wrong_id(field: Field, cell: str, column: str) -> list[tuple[str, str]]:
    name = field.label
    twice = (f'AND({cell}<>"",COUNTIF({column},{cell}&"*")>1)', f"{name}与另一行重复")
    if not field.is_citizen_id:
        return [twice]
    total = f"SUMPRODUCT(VALUE(MID({cell},{_PLACES},1))*{_WEIGHTS})"
    sound = f'IFERROR(MID("10X98765432",MOD({total},11)+1,1)=UPPER(RIGHT({cell},1)),FALSE)'
    return [
        (f"ISNUMBER({cell})", f"{name}须为文本，请重新输入"),
        (f'AND({cell}<>"",LEN({cell})<>18)', f"{name}应为18位"),
        (f'AND({cell}<>"",NOT({sound}))', f"{name}有误，请核对"),
        twice,
    ]


def _wrong_birth(field: Field, cell: str, as_of: date | None) -> list[tuple[str, str]]:
    low, high = (as_of.year - OLDEST, as_of.year - YOUNGEST) if as_of else (1920, 2020)
    year, month, day = f"VALUE(LEFT({cell},4))", f"VALUE(MID({cell},6,2))", f"VALUE(RIGHT({cell},2))"
    whole = f'AND(LEN({cell})=10,MID({cell},8,1)=".",{day}>=1,{day}<=31)'
    written = f'AND(MID({cell},5,1)=".",{month}>=1,{month}<=12,OR(LEN({cell})=7,{whole}))'
    likely = f"AND({year}>={low},{year}<={high})"
    found = [
        (f'AND({cell}<>"",OR(ISNUMBER({cell}),NOT(IFERROR({written},FALSE))))', "出生年月应写作 1985.06"),
        (f'AND({cell}<>"",NOT(IFERROR({likely},FALSE)))', "出生年月有误，请核对"),
    ]
    if months := unclear_months(field, as_of):
        same = ",".join(f'{cell}="{month}"' for month in months)
        found.append((f"OR({same})", "出生年月须写到日"))
    return found


def unclear_months(field: Field, as_of: date | None) -> list[str]:
    """Months of birth that leave the age group open, since the birthday may fall before or after the reference date.

    >>> age = Field("出生年月", "年龄", "birth", True, bands=(30, 40))
    >>> unclear_months(age, date(2024, 6, 15)), unclear_months(age, date(2024, 6, 30))
    (['1993.06', '1983.06'], [])
    """
    if as_of is None or as_of.day == monthrange(as_of.year, as_of.month)[1]:
        return []
    return [f"{as_of.year - band - 1}.{as_of.month:02d}" for band in field.bands]


def _rest(field: Field, cell: str) -> str:
    """Formula for what is left of a cell once all choices and the signs between them are taken away."""
    rest = cell
    texts = sorted((text for text, _ in field.choices), key=len, reverse=True)
    for text in [*texts, NOT_ASKED, field.joint]:
        rest = f'SUBSTITUTE({rest},{quote(text)},"")'
    return f"TRIM({rest})"
