"""Plain text and Markdown as passages and grids: encoding, wrapped lines, headings, tables drawn with | or tabs.

Must not know: Word, HTML, figures.
"""

from __future__ import annotations

import re

from sqgz.auditing.texts import Grid, Passage, has_prose
from sqgz.errors import InputError

HEADING = re.compile(
    r"^\s{0,8}(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节部])"
)
_LIST = re.compile(r"^\s*(?:\d{1,2}[.．、)）]|[-*+] |[①-⑳]|#)")
_ENDING = "。！？；：!?;:…”』】"
_RULE = re.compile(r"^\s*\|?[\s:|+-]*-[\s:|+-]*\|?\s*$")
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)")


def decode(data: bytes, name: str) -> str:
    """Text of the bytes, as UTF-8, UTF-16 with its mark, or GB18030.

    Raises InputError where it is none of them.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise InputError(f"{name}: 不是可读的文本（UTF-8 或 GB18030）。请另存为 .docx 或 .txt 后重试。")


def is_heading(line: str) -> bool:
    """Whether a line looks like a numbered heading: short and without a full stop."""
    return len(line.strip()) <= 40 and "。" not in line and HEADING.match(line) is not None


def join_wrapped(lines: list[str]) -> list[str]:
    """Lines with those put together that only the width of the page had broken.

    A file is taken as wrapped where most lines that end without punctuation are about as long as the longest.
    """
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if len(lengths) < 4:
        return lines
    width = lengths[len(lengths) * 9 // 10]
    if not 18 <= width <= 120:
        return lines
    joined: list[str] = []
    open_line = False
    for line in lines:
        bare = line.rstrip()
        indented = line.startswith(("\u3000", "  "))
        starts_new = not bare or indented or is_heading(bare) or _LIST.match(bare) is not None
        if open_line and not starts_new:
            joined[-1] = joined[-1].rstrip() + bare.strip()
        else:
            joined.append(bare)
        open_line = len(bare) >= width - 4 and not is_heading(bare)
    return joined


def _cells(line: str) -> list[str]:
    """Cells of a line drawn with | or tabs."""
    if "|" in line:
        return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
    return [cell.strip() for cell in line.strip("\n").split("\t")]


def _is_row(line: str) -> bool:
    """Whether a line can be a row of a table."""
    return line.count("|") >= 2 or line.strip().count("\t") >= 1


def make_grid(rows: list[list[str]], number: int, title: str, heading: str) -> Grid:
    """Grid of rows padded to equal length."""
    width = max(len(row) for row in rows)
    return Grid(tuple(tuple(row + [""] * (width - len(row))) for row in rows), f"表{number}", title, heading)


def prose_cells(grid: Grid) -> list[Passage]:
    """Passages of the cells of a grid that hold prose."""
    return [
        Passage(cell, grid.cell_place(r, c), grid.heading, in_table=True, anchor=grid.anchor(r, c))
        for r, row in enumerate(grid.rows)
        for c, cell in enumerate(row)
        if has_prose(cell) and (c == 0 or row[c - 1] != cell)
    ]


def read_plain(text: str) -> list[Passage | Grid]:
    """Passages and grids of plain text; consecutive lines with tabs or | are a table."""
    return _read_lines(join_wrapped(text.split("\n")), _plain_line)


def read_markdown(text: str) -> list[Passage | Grid]:
    """Passages and grids of Markdown, its marks taken off; code blocks are left out."""
    kept, fenced = [], False
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced:
            kept.append(line)
    return _read_lines(_markdown_paragraphs(kept), _markdown_line)


def _markdown_paragraphs(lines: list[str]) -> list[str]:
    """Lines with soft breaks taken out: a paragraph of Markdown ends at an empty line, list item, heading or table."""
    joined: list[str] = []
    open_line = False
    for line in lines:
        bare = line.rstrip()
        starts_new = (
            not bare or _LIST.match(bare) is not None or _is_row(bare) or bare.lstrip().startswith(">")
        )
        if open_line and not starts_new:
            joined[-1] += bare.strip()
        else:
            joined.append(bare)
        open_line = bool(bare) and not bare.startswith("#") and not _is_row(bare) and not line.endswith("  ")
    return joined


def _plain_line(line: str) -> tuple[str, bool]:
    """Text of a line and whether it is a heading."""
    return line.strip(), is_heading(line)


def _markdown_line(line: str) -> tuple[str, bool]:
    """Text of a Markdown line without marks, and whether it is a heading."""
    bare = line.strip()
    marked = bare.startswith("#")
    bare = bare.lstrip("#").lstrip("> ").strip() if marked or bare.startswith(">") else bare
    if bare.startswith(("- ", "* ", "+ ")):
        bare = bare[2:]
    bare = _LINK.sub(r"\1", bare).replace("**", "").replace("__", "").replace("`", "")
    return bare, marked or is_heading(bare)


def _read_lines(lines: list[str], read_line: object) -> list[Passage | Grid]:
    """Items of lines, tables gathered."""
    items: list[Passage | Grid] = []
    heading, number, tables, at = "", 0, 0, 0
    while at < len(lines):
        if _is_row(lines[at]):
            end = at
            while end < len(lines) and _is_row(lines[end]):
                end += 1
            rows = [_cells(line) for line in lines[at:end] if not _RULE.match(line)]
            if len(rows) >= 2 and max(map(len, rows)) >= 2:
                tables += 1
                before = items[-1].written if items and isinstance(items[-1], Passage) else ""
                grid = make_grid(rows, tables, before[:120], heading)
                items.extend([grid, *prose_cells(grid)])
                at = end
                continue
        text, titled = read_line(lines[at])  # type: ignore[operator]
        if text:
            number += 1
            heading = text if titled else heading
            items.append(Passage(text, f"第{number}段", "" if titled else heading, is_heading=titled))
        at += 1
    return items
