"""What a whole sheet says about where its people work: its name, the line 填报单位 above it, the name of its file.

Used only for rows that do not say it themselves, and only where the text names exactly one street or community of the
official list in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from sqgz.cleaning.columns import Stated
from sqgz.cleaning.places.index import PlaceIndex
from sqgz.cleaning.places.names import match_place
from sqgz.cleaning.places.spelling import plain_name
from sqgz.reading import Sheet

_REPORTING = re.compile(
    r"\s*(?:填报|填表|报送|上报|编制|制表)?(?:单位|街道|镇|社区)(?:名称)?\s*[:：](?P<unit>.*)", re.DOTALL
)
_NEXT_ENTRY = re.compile(r"\s{2,}|填报日期|填表日期|日期|填报人|联系")
_CONTINUES = re.compile(r"[一二三四五六七八九十]*(?:社区|村|居委会)")


def stated_places(sheet: Sheet, index: PlaceIndex) -> dict[str, Stated]:
    """Street and community that the sheet as a whole is about, as far as it says so, with where it says it."""
    found: dict[str, Stated] = {}
    for level in ("street", "community"):
        for text, where in _texts(sheet):
            street = found["street"].key if "street" in found else None
            key = _street(text, index) if level == "street" else _community(text, index, street)
            if key is not None:
                found[level] = Stated(key, where)
                break
    if "community" in found and "street" not in found:
        place = index.place(found["community"].key)
        if place is not None:
            found["street"] = Stated(place.street, found["community"].where)
    return found


def street_of_file(file: str, index: PlaceIndex) -> str | None:
    """The one street that the name of a file names, for a file that cannot be read."""
    return _street(PurePosixPath(file).stem, index)


def _texts(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Texts that may name a place, the nearest to the rows first."""
    yield sheet.name, "表页名称"
    for title in sheet.titles:
        if (reporting := _REPORTING.match(title)) is not None:
            yield _NEXT_ENTRY.split(reporting["unit"].strip())[0], "填报单位"
    for title in sheet.titles:
        yield title, "表格标题"
    yield PurePosixPath(sheet.file).stem, "文件名"


def _street(text: str, index: PlaceIndex) -> str | None:
    """The one street whose name stands in the text; None if none or several do."""
    plain = plain_name(text)
    named = {street for street in index.streets if _stands_in(plain_name(street), plain)}
    longest = {one for one in named if not any(one != other and one in other for other in named)}
    return longest.pop() if len(longest) == 1 else None


def _stands_in(name: str, text: str) -> bool:
    """Whether the text holds the name as a whole: 和平街道 does not stand in 新和平街道… as far as the start tells."""
    at = text.find(name)
    return at >= 0 and not _CONTINUES.match(text, at + len(name))


def _community(text: str, index: PlaceIndex, street: str | None) -> str | None:
    """The community that the whole text names."""
    plain = plain_name(text)
    behind = index.behind_street(plain)
    if not index.communities(plain) and (behind is None or not index.named(behind[1], streets=behind[0])):
        return None  # likeness is looked for in what names none, which costs much and helps nobody here
    found = match_place("community", text, index, street=street)
    return found.key if found.status == "mapped" else None
