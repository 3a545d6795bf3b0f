"""Where the headings of a table stand and what each column is called.

Comparison works on keys (width, spaces and line breaks do not count); what is handed on stays as written.
Which headings matter is told from outside as plain strings.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from sqgz.errors import InputError
from sqgz.reading.grids import TEXT, Grid
from sqgz.reading.merges import Merge
from sqgz.reading.sheets import column_letter
from sqgz.reading.stems import heading_key, shared_stems

Cells = list[list[str | None]]

SEARCHED_ROWS = 100
"""How far down the headings of a table are looked for."""

FORM_CHECK: Final = "检查（自动）"
"""Heading of the column in which a blank form checks its own rows; what stands in it is never data."""

_DEEPEST = 4


@dataclass(frozen=True)
class Heading:
    """First and last row of the headings and the text of each column that has one, all counted from 0.

    `keys`: every text in these rows, groups included, and every question that several columns share, in the
    form of `heading_key`. `groups`: the texts that span a column and others, from the top, for the columns that have any.
    `check`: the column of a form's own checks (`FORM_CHECK`), which has no label; None where there is none.
    """

    first: int
    last: int
    labels: dict[int, str]
    keys: frozenset[str]
    groups: dict[int, tuple[str, ...]] = field(default_factory=dict)
    check: int | None = None


def find_heading(
    grid: Grid, merges: Sequence[Merge], *, known: frozenset[str], row: int | None = None
) -> Heading | None:
    """Headings of a grid, or None where no row shows at least two known ones.

    `row`: where they stand, if that is settled. Without known headings the first row that reads like
    headings is taken: many different texts, hardly a number.
    """
    depth = min(grid.height, max(SEARCHED_ROWS, (row or 0) + _DEEPEST))
    own = grid.head(depth)
    merges = [merge for merge in merges if merge.top < depth]
    keys = {heading_key(heading) for heading in known}
    if row is None:
        filled = _filled_down(own, merges)
        row = _row_with_most(filled, keys) if keys else _first_likely_row(filled, grid)
    if row is None or row >= depth:
        return None
    first, last = _extent(grid, own, merges, row)
    block = [text for cells in own[first : last + 1] for text in cells if text]
    texts = frozenset(map(heading_key, block)) | shared_stems(block)
    labels, groups = _labels(own, merges, first, last, keys)
    check = next((c for c, label in labels.items() if heading_key(label) == heading_key(FORM_CHECK)), None)
    if check is not None and len(labels) > 1:
        del labels[check]
    return Heading(first, last, labels, texts, groups, check)


def shows_known(heading: Heading, known: frozenset[str]) -> bool:
    """Whether at least one text of the headings is known; true where nothing is."""
    return not known or any(heading_key(text) in heading.keys for text in known)


def check_heading(heading: Heading, *, known: frozenset[str], where: str) -> None:
    """None; raises InputError for two columns of one heading and for headings of which none is known."""
    columns: dict[str, int] = {}
    for column, label in heading.labels.items():
        earlier = columns.setdefault(heading_key(label), column)
        if earlier != column:
            raise InputError(
                f"{where} 第{heading.last + 1}行: {column_letter(earlier)}列和{column_letter(column)}列的表头"
                f"都是“{label}”，无法区分。请改成不同的名称，保存后重试"
            )
    if not shows_known(heading, known):
        shown = _shown(list(heading.labels.values()))
        raise InputError(
            f"{where} 第{heading.last + 1}行: 表头里没有任何一个已声明的列名。这一行是: {shown}。"
            f"{_nearest(known, list(heading.labels.values()))}"
            f"请核对研究文件里的 column，或用 heading_row 写明表头在第几行"
        )


def missing_heading(grid: Grid, *, known: frozenset[str], where: str) -> InputError:
    """The error for a sheet in which no row shows enough known headings, or none that reads like headings."""
    cells = [grid.row(index) for index in range(min(grid.height, SEARCHED_ROWS))]
    row = _first_likely_row(cells, grid)
    found = f"{where}: 前 {len(cells)} 行里找不到表头"
    advice = "请核对研究文件里的 column，或用 heading_row 写明表头在第几行"
    if row is None:
        return InputError(f"{found}，没有一行以文字为主。{advice}")
    texts = [text for text in cells[row] if text]
    count = min(2, len(known))
    return InputError(
        f"{found}，没有一行含有至少 {count} 个已声明的列名。"
        f"最像表头的是第{row + 1}行: {_shown(texts)}。{_nearest(known, texts)}{advice}"
    )


def _shown(texts: list[str]) -> str:
    short = [text if len(text) <= 12 else text[:12] + "…" for text in map(heading_key, texts[:8])]
    return "、".join(short) + (f" 等 {len(texts)} 列" if len(texts) > 8 else "")


def _nearest(known: frozenset[str], texts: list[str]) -> str:
    """A question on a known heading and a similar one that is there instead; empty without such a pair."""
    matched = {heading_key(heading) for heading in known}
    keys = [heading_key(text) for text in texts if heading_key(text) not in matched]
    for heading in sorted(known):
        near = get_close_matches(heading_key(heading), keys, n=1, cutoff=0.6)
        if near:
            return f"其中“{near[0]}”是否就是已声明的“{heading}”？"
    return ""


def _filled_down(own: Cells, merges: Sequence[Merge]) -> Cells:
    """The cells with merged ranges filled downwards, in the first column of each range."""
    filled = [list(row) for row in own]
    for merge in merges:
        if merge.is_tall and merge.left < len(own[merge.top]):
            for row in range(merge.top, min(merge.bottom + 1, len(filled))):
                filled[row][merge.left] = own[merge.top][merge.left]
    return filled


def _row_with_most(cells: Cells, keys: set[str]) -> int | None:
    ascii_too = any(key.isascii() for key in keys)  # else ids, numbers and dates need no look
    counts = []
    for row in cells:
        texts = [text for text in row if text and (ascii_too or not text.isascii())]
        counts.append(len(keys & (set(map(heading_key, texts)) | shared_stems(texts))))
    most = max(counts, default=0)
    return counts.index(most) if most >= min(2, len(keys)) else None


def _first_likely_row(cells: Cells, grid: Grid) -> int | None:
    """The first row with nearly as many different texts as any, more of them than numbers."""
    counts = []
    for index, row in enumerate(cells):
        texts = [text for column, text in enumerate(row) if text and grid.kinds[index, column] <= TEXT]
        mostly = len(texts) * 2 >= sum(text is not None for text in row)
        counts.append(len(set(texts)) if mostly else 0)
    most = max(counts, default=0)
    return next((index for index, count in enumerate(counts) if count and count >= 0.7 * most), None)


def _extent(grid: Grid, own: Cells, merges: Sequence[Merge], row: int) -> tuple[int, int]:
    """First and last row of the heading block that the row belongs to, read off the merged cells."""
    tall = [
        merge
        for merge in merges
        if merge.is_tall and merge.top <= row <= merge.bottom and merge.bottom - merge.top < _DEEPEST
    ]
    first = min((merge.top for merge in tall), default=row)
    last = min(max((merge.bottom for merge in tall), default=row), len(own) - 1)
    if last > first:
        return (first, last) if _reads_as_block(own, merges, first, last) else (row, row)
    if row > 0 and _groups(merges, row - 1) and _repeats(own[row]):
        return row - 1, row
    if row + 1 < len(own) and _has_parts_below(grid, own, merges, row):
        return row, row + 1
    return row, row


def _groups(merges: Sequence[Merge], row: int) -> list[Merge]:
    """Merged ranges that lie in this one row."""
    return [merge for merge in merges if merge.top == merge.bottom == row and merge.is_wide]


def _repeats(texts: Sequence[str | None]) -> bool:
    counts = Counter(heading_key(text) for text in texts if text)
    return any(count > 1 for count in counts.values())


def _reads_as_block(own: Cells, merges: Sequence[Merge], first: int, last: int) -> bool:
    """Whether the lowest row continues the headings and is no data.

    It does where most columns are merged down into it, or few of its cells stand below a heading of their own.
    """
    merged = {merge.left for merge in merges if merge.top < last <= merge.bottom}
    if len(merged) * 2 > sum(text is not None for text in own[first]):
        return True
    below = [column for column, text in enumerate(own[last]) if text]
    clashes = 0
    for column in below:
        above = [row for row in range(first, last) if own[row][column]]
        grouped = any(merge.is_wide and merge.covers(row, column) for row in above for merge in merges)
        clashes += bool(above) and not grouped
    return clashes * 2 <= len(below)


def _has_parts_below(grid: Grid, own: Cells, merges: Sequence[Merge], row: int) -> bool:
    """Whether the next row holds the parts of merged groups and nothing else, so that it is no data."""
    groups = _groups(merges, row)
    below = [column for column, text in enumerate(own[row + 1]) if text]
    grouped = [column for column in below if any(merge.covers(row, column) for merge in groups)]
    parts = max((sum(merge.covers(row, column) for column in below) for merge in groups), default=0)
    return parts >= 2 and grouped == below and all(grid.kinds[row + 1, column] == TEXT for column in below)


def _labels(
    own: Cells, merges: Sequence[Merge], first: int, last: int, keys: set[str]
) -> tuple[dict[int, str], dict[int, tuple[str, ...]]]:
    """Heading per column: the lowest text, where that repeats with its groups before it; and the groups themselves."""
    paths = {}
    for column in range(len(own[first])):
        path = _path(own, merges, column, first, last)
        if len(path) == 2 and heading_key(path[0]) in keys and heading_key(path[1]) not in keys:
            alone = not any(merge.is_wide and merge.covers(first, column) for merge in merges)
            path = path[:1] if alone else path
        if path:
            paths[column] = path
    return _told_apart(paths), {column: tuple(path[:-1]) for column, path in paths.items() if len(path) > 1}


def _told_apart(paths: dict[int, list[str]]) -> dict[int, str]:
    """The lowest text of each column, with as many of those above it as tell it from all others."""
    depth = dict.fromkeys(paths, 1)
    while True:
        labels = {column: "·".join(path[-depth[column] :]) for column, path in paths.items()}
        counts = Counter(map(heading_key, labels.values()))
        short = [
            column
            for column, label in labels.items()
            if counts[heading_key(label)] > 1 and depth[column] < len(paths[column])
        ]
        if not short:
            return labels
        for column in short:
            depth[column] += 1


def _path(own: Cells, merges: Sequence[Merge], column: int, first: int, last: int) -> list[str]:
    """Texts that stand over a column, from its group down; empty where the column has none of its own."""
    path: list[str] = []
    has_own = False
    for row in range(first, last + 1):
        text = own[row][column]
        has_own |= text is not None
        if text is None and row < last:
            group = next((merge for merge in _groups(merges, row) if merge.covers(row, column)), None)
            text = own[row][group.left] if group else None
        if text and (not path or heading_key(path[-1]) != heading_key(text)):
            path.append(text.strip())
    return path if has_own else []
