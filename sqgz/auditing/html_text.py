"""HTML as passages and grids, with the parser of the standard library, which builds no tree and loads nothing.

Must not know: figures or findings.
"""

from __future__ import annotations

from html.parser import HTMLParser

from sqgz.auditing.plain_text import is_heading, make_grid, prose_cells
from sqgz.auditing.texts import Grid, Passage

_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "section", "article", "tr", "caption", "title",
                     "ul", "ol", "dl", "dt", "dd", "blockquote", "header", "footer", "main", "body", "figcaption", "pre"})  # fmt: skip
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "head"})
_WIDEST_SPAN = 200


class _Reader(HTMLParser):
    """Collects blocks and tables while the tags go by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[Passage | Grid] = []
        self.heading = ""
        self.words: list[str] = []
        self.silent = self.tables = self.paragraphs = 0
        self.title_tag = ""
        self.rows: list[list[str]] | None = None
        self.spans: dict[tuple[int, int], str] = {}
        self.cell: list[str] | None = None
        self.cell_span = (1, 1)
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, a table, a row or a cell."""
        if tag in _SILENT:
            self.silent += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.close_block()
                self.rows, self.spans = [], {}
        elif self.rows is not None and self.depth == 1 and tag == "tr":
            self.close_cell()
            self.rows.append([])
        elif self.rows is not None and self.depth == 1 and tag in ("td", "th"):
            self.close_cell()
            self.cell = []
            given = dict(attrs)
            self.cell_span = (_span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag in _BLOCKS and self.cell is None:
            self.close_block()
            self.title_tag = tag if tag[0] == "h" and tag[1:].isdigit() else ""

    def handle_endtag(self, tag: str) -> None:
        """Close what the tag closes."""
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "table" and self.depth:
            self.depth -= 1
            if self.depth == 0:
                self.close_table()
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self.close_cell()
        elif tag in _BLOCKS and self.cell is None:
            self.close_block()
            self.title_tag = ""

    def handle_data(self, data: str) -> None:
        """Take in text where it is visible."""
        if not self.silent:
            (self.words if self.cell is None else self.cell).append(data)

    def close_cell(self) -> None:
        """Put the open cell into its row, spread over the columns it spans."""
        if self.cell is None or self.rows is None:
            return
        if not self.rows:
            self.rows.append([])
        text = " ".join("".join(self.cell).split())
        row, number = self.rows[-1], len(self.rows) - 1
        self.fill_spans(row, number)
        down, across = self.cell_span
        repeat = "" if any(char.isdigit() for char in text) else text
        for step in range(across):
            for below in range(1, down):
                self.spans[(number + below, len(row))] = repeat
            row.append(text if step == 0 else repeat)
        self.cell = None

    def fill_spans(self, row: list[str], number: int) -> None:
        """Fill the columns that cells of rows above reach down into."""
        while (number, len(row)) in self.spans:
            row.append(self.spans[(number, len(row))])

    def close_table(self) -> None:
        """Hand on the finished table."""
        self.close_cell()
        rows = self.rows or []
        for number, row in enumerate(rows):
            self.fill_spans(row, number)
        filled = [row for row in rows if row]
        if filled:
            self.tables += 1
            before = self.items[-1].written if self.items and isinstance(self.items[-1], Passage) else ""
            grid = make_grid(filled, self.tables, before[:120], self.heading)
            self.items.extend([grid, *prose_cells(grid)])
        self.rows = None

    def close_block(self) -> None:
        """Hand on the text gathered so far as a passage."""
        text = " ".join("".join(self.words).split())
        self.words = []
        if not text:
            return
        self.paragraphs += 1
        titled = bool(self.title_tag) or is_heading(text)
        self.heading = text if titled else self.heading
        self.items.append(
            Passage(text, f"第{self.paragraphs}段", "" if titled else self.heading, is_heading=titled)
        )


def _span(value: str | None) -> int:
    """Number of rows or columns of a cell, within bounds."""
    text = (value or "1").strip()
    return min(max(int(text), 1), _WIDEST_SPAN) if text.isdigit() and len(text) < 5 else 1


def read_html(text: str) -> list[Passage | Grid]:
    """Passages and grids of an HTML text; scripts and styles are left out."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.close_table() if reader.rows is not None else None
    reader.close_block()
    return reader.items
