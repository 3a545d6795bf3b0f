"""Which rows of a table are not data, and why.

A roster carries subtotals, signatures, examples and notes among its people. A person must never be lost to
such a rule: a row is set aside only where its whole shape speaks for it, and what is in doubt stays data.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sqgz.reading.grids import ERROR, NUMBER, TEXT, Grid
from sqgz.reading.headings import Heading
from sqgz.reading.merges import Merge
from sqgz.reading.stems import heading_key

TITLE, HEADING, BLANK, ONLY_NUMBER = "标题行", "表头", "空行", "空行（只有序号）"
RESERVED = "未填写的预留行"
TOTAL, SIGNATURE, EXAMPLE, NOTE, REPEATED, LEGEND = (
    "小计行",
    "签字行",
    "示例行",
    "填表说明",
    "重复表头",
    "栏次行",
)

_LEADING = 4
_BLOCK = 4096
_TOTAL = re.compile(
    r".{0,20}?(小计|合计|总计|累计|共计)([(].{0,12}[)])?(人数|数)?[:：]?([\d.,]+(人|名|个|户)?)?"
)
_PLACE = re.compile(
    r".*(街道|镇|乡|区|县|市|省|社区|村|居委会|村委会|办事处|农场|管委会)|[一二三四五六七八九十]+[、.]?"
)
_NUMERIC = re.compile(r"[\d.,]+(%|‰|人|名|个|户|岁|年|元|万元)?|[-—–/*×]+|")

_ROLE = (
    r"((填报|填表|制表|经办|审核|复核|审批|签发|报送|上报|统计|联系)(人|单位|日期|时间|员|电话)?(及电话)?"
    r"|(单位|主要|分管|部门|街道|社区|镇|乡)?(负责人|领导)|(联系)?(电话|方式)|手机号?码?"
    r"|(单位|公)?(盖章|公章|签章)|日期|时间)(签字|签名|签章|盖章|审核|意见)?"
)
_SIGNED = re.compile(rf"[(]?{_ROLE}([(].{{0,8}}[)])?[:：_].*|{_ROLE}[(].{{0,8}}[)]")
_SIGN_LABEL = re.compile(
    r"(填报|填表|制表|经办|审核|复核|审批|签发|报送|上报|联系)(人|单位|日期|时间|电话)(及电话)?|联系电话|日期"
    r"|(单位|公)?(盖章|公章|签章)"
)
_SEALED = re.compile(r".{0,30}[(](单位|公)?(盖章|公章|签章|签字)[)][:：]?.{0,20}")
_DAY = re.compile(r"\d{2,4}年\d{1,2}月\d{1,2}日")

_WORD = "(例|示例|样例|范例|示范|填写示例|填表示例|填报示例)"
_EXAMPLE = re.compile(
    rf"{_WORD}\d?[:：].*|{_WORD}\d?|[(【\[]{_WORD}\d?[)】\]].*|.*[(【\[]{_WORD}[)】\]]|示例行|样表"
)
_NOTE_WORD = "(填表|填报|填写|编制)(说明|要求|须知)|注意事项"
_NOTE = re.compile(rf"(注|备注|说明|附注|注意|提示|温馨提示|{_NOTE_WORD})\d?[:：].*|({_NOTE_WORD})")
_NUMBERED = re.compile(r"([(]?[\d一二三四五六七八九十①-⑳]+[)、.．]).*")

_SUSPECT = (
    "计|例|样|范|注|说明|提示|要求|须知|填|制表|经办|审|复核|签|章|报|联系|电话|手机|负责|领导|日期|时间|栏"
)


@dataclass(frozen=True)
class _Row:
    """The filled cells of one row, from left to right: column, folded text without white space, kind."""

    columns: list[int]
    words: list[str]
    kinds: list[int]


@dataclass(frozen=True)
class _Frame:
    """What the rules know of the table around a row, folded: headings by column, all of them, all titles."""

    columns: dict[int, set[str]]
    headings: frozenset[str]
    titles: frozenset[str]


def classify_rows(
    grid: Grid, heading: Heading, merges: Sequence[Merge], *, every_row_answers: bool
) -> npt.NDArray[np.object_]:
    """Reason per row of the grid, "" for data.

    `every_row_answers`: the sheet comes from a platform or a database, where only an empty row is no data.
    """
    reasons = np.full(grid.height, "", dtype=object)
    filled = grid.filled
    counts = filled.sum(axis=1)
    reasons[: heading.first] = TITLE
    reasons[counts == 0] = BLANK
    reasons[heading.first : heading.last + 1] = HEADING
    if every_row_answers:
        return reasons
    frame = _read_frame(grid, heading)
    body = np.arange(grid.height) > heading.last
    reasons[body & (counts > 0) & _reserved(heading, filled)] = RESERVED
    reasons[body & _only_number(grid, heading, counts)] = ONLY_NUMBER
    alone = (counts == 1) & (len(heading.labels) > 1)  # a line of notes has no word of its own
    checked, data_seen = heading.last + 1, False
    suspects = body & (_suspect(grid, filled, heading) | alone)
    for index, row in _read_rows(grid, np.flatnonzero(suspects)):
        data_seen = data_seen or "" in reasons[checked:index]
        checked = index
        above = next((reason for reason in reversed(reasons[:index]) if reason != BLANK), "")
        if reasons[index] in ("", RESERVED):  # a signature stands where nothing was filled in either
            reasons[index] = _reason(row, frame, above=above, data_seen=data_seen) or reasons[index]
    for merge in merges:
        if heading.last < merge.top < grid.height and _is_banner(merge, heading, filled[merge.top]):
            reasons[merge.top] = reasons[merge.top] or TITLE
    return reasons


def _read_frame(grid: Grid, heading: Heading) -> _Frame:
    titles = _texts(grid, range(heading.first))
    headings = _texts(grid, range(heading.first, heading.last + 1))
    rows = [grid.row(row) for row in range(heading.first, heading.last + 1)]
    columns = {column: {_fold(row[column] or "") for row in rows} for column in heading.labels}
    return _Frame(columns, frozenset(map(_fold, headings)), frozenset(map(_fold, titles)))


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _texts(grid: Grid, rows: range) -> set[str]:
    return {text for row in rows for text in grid.row(row) if text}


def _read_rows(grid: Grid, rows: npt.NDArray[np.intp]) -> Iterator[tuple[int, _Row]]:
    """Number and content of each of these rows."""
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        texts = zip(*(column.take(pa.array(block)).to_pylist() for column in grid.columns), strict=True)
        for index, cells, kinds in zip(block.tolist(), texts, grid.kinds[block].tolist(), strict=True):
            columns = [column for column, text in enumerate(cells) if text is not None]
            yield index, _Row(columns, [_fold(cells[c]) for c in columns], [kinds[c] for c in columns])


def _only_number(grid: Grid, heading: Heading, counts: npt.NDArray[np.int_]) -> npt.NDArray[np.bool_]:
    """Rows that hold a running number and nothing else, as a form printed in advance does."""
    found = np.zeros(grid.height, dtype=bool)
    for column, label in heading.labels.items():
        if heading_key(label) in ("序号", "编号"):
            digits = pc.fill_null(pc.match_substring_regex(grid.columns[column], r"^\s*\d+\s*$"), False)
            found |= (counts == 1) & digits.to_numpy(zero_copy_only=False)
    return found


def _reserved(heading: Heading, filled: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Rows of a form that nobody filled in: places stand left of its checks, what is asked stands right of them."""
    if heading.check is None:
        return np.zeros(len(filled), dtype=bool)
    return filled[:, heading.check + 1 :].sum(axis=1) == 0


def _suspect(grid: Grid, filled: npt.NDArray[np.bool_], heading: Heading) -> npt.NDArray[np.bool_]:
    """Rows worth a closer look: a word of the rules, a title or a heading among the leading cells."""
    found = np.zeros(grid.height, dtype=bool)
    leading = filled & (filled.cumsum(axis=1, dtype=np.int16) <= _LEADING)
    values = pa.array(sorted(_texts(grid, range(heading.last + 1))), pa.large_string())
    for column in range(grid.width):
        rows = np.flatnonzero(leading[:, column])
        if not rows.size:
            continue
        texts = grid.columns[column].take(pa.array(rows))
        # white space may stand inside a word (小 计)
        solid = pc.replace_substring_regex(texts, r"[\s\x{3000}\x{a0}]+", "")
        hits = pc.or_(pc.match_substring_regex(solid, _SUSPECT), pc.is_in(texts, value_set=values))
        found[rows[hits.to_numpy(zero_copy_only=False)]] = True
    return found


def _reason(row: _Row, frame: _Frame, *, above: str, data_seen: bool) -> str:
    """Why a suspect row is not data; "" where it is."""
    words = row.words
    if _repeats_heading(row, frame):
        return REPEATED
    if frame.titles.issuperset(words):
        return TITLE
    if _is_total(row):
        return TOTAL
    if _is_signature(words, len(frame.columns), above):
        return SIGNATURE
    if _is_example(words, data_seen=data_seen):
        return EXAMPLE
    if len(words) <= 2 and _NOTE.fullmatch(words[0]):
        return NOTE
    if above == NOTE and len(words) == 1 and row.kinds[0] == TEXT and _NUMBERED.fullmatch(words[0]):
        return NOTE
    if words[0] in ("栏次", "栏号", "列号") and all(_NUMERIC.fullmatch(word) for word in words[1:]):
        return LEGEND
    return ""


def _repeats_heading(row: _Row, frame: _Frame) -> bool:
    if len(row.words) < min(2, len(frame.columns)):
        return False
    in_place = any(word in frame.columns.get(c, ()) for c, word in zip(row.columns, row.words, strict=True))
    return in_place and frame.headings.issuperset(row.words)


def _is_numeric(word: str, kind: int) -> bool:
    return kind in (NUMBER, ERROR) or _NUMERIC.fullmatch(word) is not None


def _is_total(row: _Row) -> bool:
    """A leading cell ends in a word of summing, before it at most places and numbers, after it numbers."""
    for index, word in enumerate(row.words[:_LEADING]):
        if row.kinds[index] != TEXT or not _TOTAL.fullmatch(word):
            continue
        before = zip(row.words[:index], row.kinds[:index], strict=True)
        after = list(zip(row.words[index + 1 :], row.kinds[index + 1 :], strict=True))
        places = all(_is_numeric(w, kind) or _PLACE.fullmatch(w) for w, kind in before)
        numbers = all(_is_numeric(w, kind) for w, kind in after)
        return places and (numbers or (index == 0 and len(row.words) == 2))
    return False


def _is_signature(words: list[str], width: int, above: str) -> bool:
    """It begins with who signs or when, and holds little else or several such words."""
    if above == SIGNATURE and len(words) == 1 and _DAY.fullmatch(words[0]):
        return True
    signed = _is_signed(words[0])
    if not signed and not _SIGN_LABEL.fullmatch(words[0]):
        return False
    others = any(_is_signed(word) or _SIGN_LABEL.fullmatch(word) for word in words[1:])
    return others or (signed and len(words) <= max(2, width // 3))


def _is_signed(word: str) -> bool:
    """Whether the text names who signs, with the colon, bracket or line to sign on."""
    return bool(_SIGNED.fullmatch(word) or _SEALED.fullmatch(word))


def _is_example(words: list[str], *, data_seen: bool) -> bool:
    """Before the first data any leading cell may say so, later only the bare word in the first cell."""
    if data_seen:
        return re.fullmatch(rf"{_WORD}\d?", words[0]) is not None
    return any(_EXAMPLE.fullmatch(word) for word in words[:_LEADING])


def _is_banner(merge: Merge, heading: Heading, filled: npt.NDArray[np.bool_]) -> bool:
    """Whether the range is a caption across the table: one merged cell over half the columns, at least 3."""
    span = merge.right - merge.left + 1
    alone = filled.sum() == 1 and merge.left < len(filled) and bool(filled[merge.left])
    return alone and not merge.is_tall and span >= max(3, len(heading.labels) / 2)
