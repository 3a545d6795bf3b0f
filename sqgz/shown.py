"""How a frame is shown to a researcher: one line as text, a plain table with title and notes as HTML.

Knows nothing of surveys. The HTML's id is a hash of what is shown, so that a notebook run twice is the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol

import pandas as pd


class Showable(Protocol):
    """Anything with a one-line text and an HTML form."""

    def _repr_html_(self) -> str: ...


@dataclass(frozen=True, eq=False)
class Shown:
    """A frame ready to be looked at: headings in Chinese, a title, notes below.

    `groups` names a column by whose values the rows stand together.
    """

    frame: pd.DataFrame
    title: str
    notes: tuple[str, ...] = ()
    groups: str | None = None

    def __repr__(self) -> str:
        return f"<表 {self.title}: {len(self.frame)} 行>"

    def _repr_html_(self) -> str:
        from great_tables import GT, loc, style

        if self.frame.empty:
            return f"<p><b>{escape(self.title)}</b>：{escape(''.join(self.notes) or '没有内容。')}</p>"
        texts = self.frame.astype("str").where(self.frame.notna(), "—")
        table = GT(texts, groupname_col=self.groups, id=shown_id(self.title, texts.to_csv()))
        table = table.tab_header(title=self.title).cols_align(align="left")
        numeric = [name for name in self.frame.columns if self._is_number(name)]
        if numeric:
            table = table.cols_align(align="right", columns=numeric)
        table = table.tab_style(style=style.text(weight="bold"), locations=loc.column_labels())
        for note in self.notes:
            table = table.tab_source_note(note)
        return str(table.as_raw_html())

    def _is_number(self, name: Any) -> bool:
        values = self.frame[name].dropna()
        if pd.api.types.is_numeric_dtype(values):
            return True
        plain = values.astype("str").str.replace(r"[%−\-+.,～~\[\]() 至]", "", regex=True)
        return bool(len(plain)) and bool(plain.str.fullmatch(r"\d+|—").all())


@dataclass(frozen=True, eq=False)
class Gallery(Sequence[Any]):
    """Several tables shown one below the other; each can be taken out by its place."""

    items: tuple[Any, ...] = field(default_factory=tuple)
    empty: str = "没有可显示的表。"

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: Any) -> Any:
        return self.items[place]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __repr__(self) -> str:
        return "\n".join(repr(item) for item in self.items) or self.empty

    def _repr_html_(self) -> str:
        return "\n<br/>\n".join(item._repr_html_() for item in self.items) or f"<p>{self.empty}</p>"


def shown_id(*content: str) -> str:
    """An HTML id that depends on the content alone.

    >>> shown_id("a", "b") == shown_id("a", "b") != shown_id("ab", "")
    True
    """
    return "t" + hashlib.sha256("\x1f".join(content).encode()).hexdigest()[:12]
