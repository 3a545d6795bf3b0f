"""What rows of coverage and data quality say of how many people; beside `statements`, which reads all other rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqgz.results.quality import UNPLACED
from sqgz.results.vocabulary import (
    ANSWERED,
    FILE,
    NO,
    NULL,
    SEAT,
    UNDECIDED,
    YES,
    Conditions,
    Vocabulary,
)
from sqgz.tables.linked import EVERYONE, Form

Row = Mapping[Any, Any]
Said = tuple[dict[str, Form], tuple[Form, ...]]
_POSTS = ("vacant",)  # counts posts, not people
_BOTH_HEADS = {"party_post": frozenset({"secretary"}), "committee_post": frozenset({"director"})}
_SEATS = {
    "party": ("party", "both"),
    "committee": ("committee", "both"),
    "both": ("both",),
    "unspecified": ("unspecified",),
    "two_committees": ("party", "committee", "both", "unspecified"),
}


def say_coverage(words: Vocabulary, row: Row) -> Said:
    """Counts of a row of coverage and what it rests on: people of a street and position, by what became of them."""
    category = str(row["category"])
    place: Conditions = {}
    if row["stratum"]:
        place["street"] = frozenset({NULL if row["stratum"] == UNPLACED else str(row["stratum"])})
    if row["group"]:
        place[str(row["by"])] = frozenset({str(row["group"])})
    if category in _POSTS or row["count"] is None:
        return {}, ()
    more: Mapping[str, frozenset[str]] = {
        "answered": {ANSWERED: frozenset({YES})},
        "missing": {ANSWERED: frozenset({NO})},
        "undecided": {UNDECIDED: frozenset({YES})},
    }.get(category, {})
    form = words.people({**place, **more})
    # the official list and those who are not counted are other people than those who came
    form = form.of("" if category in ("answered", "missing", "undecided") else category)
    counts = {"count": form}
    if category == "answered" and row["base"] is not None:
        counts["base"] = words.people(place).of("frame")  # 应报, beside 实报
    return counts, (form,)


def say_quality(words: Vocabulary, row: Row) -> Said:
    """Counts of a row of data quality or submission; what is linked to no other count stands alone."""
    name, group, category = str(row["comparison"]), str(row["group"]), str(row["category"])
    alone = EVERYONE.of(f"{name} {group} {category}")
    base = {"base": EVERYONE}
    if name == "quality.rows":
        form = words.people({FILE: {group}}) if category == "record" else alone
        return ({}, ()) if category == "not_data" else ({"count": form}, (form,))
    if name == "quality.answers":
        form = words.people({group: {NULL}}) if category == "null" else alone
        return {"count": form} | base, (form,)
    if name == "quality.committees":
        form = words.people({SEAT: frozenset(_SEATS.get(category, ()))}) if category in _SEATS else alone
        return {"count": form}, (form,)
    if name == "quality.heads" and category in ("both_heads", "unknown"):
        known = frozenset(words.known("position"))
        form = words.people(
            {"position": frozenset({NULL}), ANSWERED: frozenset({YES})}
            if category == "unknown"
            else {**_BOTH_HEADS, "position": known}
        )
        return {"count": form}, (form,)
    if name == "submission" and category == "sheets":
        return {}, ()
    return {"count": alone}, (alone,)
