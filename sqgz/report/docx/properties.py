"""Facts about a document that Word shows under its properties; the dates are those of the survey, never of today."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from docx.document import Document

from sqgz.report.docx.texts import one_line

OFFICE, WRITTEN = "落款单位", "成文日期"
_CORE = ("subject", "category", "keywords", "author", "comments", "content_status", "version")
_LONGEST = 255  # python-docx refuses more
_DAY = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?")
_NO_DAY = date(2000, 1, 1)


def set_properties(document: Document, title: str, properties: Mapping[str, str], as_of: date | None) -> None:
    """Nothing; the document has its title and properties.

    Names of Word's own (subject, category, keywords, …) go where Word keeps them; Chinese ones (落款单位, 成文日期,
    统计时点, 数据版本) stand as words in the comments; others are for other programs and left out.
    """
    core = document.core_properties
    core.title = one_line(title)[:_LONGEST]
    core.language = "zh-CN"
    core.author = core.last_modified_by = one_line(properties.get(OFFICE, ""))[:_LONGEST] or "sqgz"
    for name in _CORE:
        if name in properties:
            setattr(core, name, one_line(properties[name])[:_LONGEST])
    others = [f"{name}：{text}" for name, text in properties.items() if not name.isascii()]
    if others:
        own = [properties["comments"]] if "comments" in properties else []
        core.comments = one_line("；".join([*own, *others]))[:_LONGEST]
    day = day_of(properties.get(WRITTEN, "")) or as_of or _NO_DAY
    core.created = core.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    core.revision = 1


def day_of(text: str) -> date | None:
    """The day that is written so; None if it is none.

    >>> day_of("2024年9月1日"), day_of("2024-09-01"), day_of("待定")
    (datetime.date(2024, 9, 1), datetime.date(2024, 9, 1), None)
    """
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
