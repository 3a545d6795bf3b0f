"""What is known of people without their being asked: position from posts, zone from the official list, level from places.

Each function takes what rows or people said and hands on what follows; nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.answers import Answer, Column, put_to_review
from sqgz.cleaning.columns import People
from sqgz.cleaning.matching import Match
from sqgz.cleaning.places.frame import Frame
from sqgz.cleaning.places.names import level_from_place
from sqgz.cleaning.settling import Value, nothing
from sqgz.cleaning.texts.posts import position_from_posts
from sqgz.study import Study, Variable

Array = np.ndarray[Any, Any]
PARTY_RANK = {"secretary": 4, "deputy_secretary": 3, "member": 2, "unspecified": 1, "none": 0}
COMMITTEE_RANK = {"director": 4, "deputy_director": 3, "member": 2, "unspecified": 1, "none": 0}
POSITION_RANK = {"chief": 2, "member": 1, "staff": 0}
_NEAR = ("community", "street")


# --- position --------------------------------------------------------------------------------------------------------


def post_columns(part: People) -> tuple[str | None, str | None]:
    """Headings under which a sheet has the two posts."""
    return part.columns.get("party_post"), part.columns.get("committee_post")


def in_one_column(parts: Sequence[People]) -> Array:
    """Mask of the rows whose sheet has both posts in one column: one question about the text settles the position."""
    shared = [post_columns(part)[0] is not None and len(set(post_columns(part))) == 1 for part in parts]
    return np.repeat(np.array(shared, dtype=bool), [part.rows for part in parts])


def derive_position(study: Study, party: Value | None, committee: Value | None, said: Value | None) -> Value:
    """Position of every person from their two posts; `said` is what the text of the posts itself says, if asked.

    A person's decision about the text stands above both.
    """
    present = [value for value in (party, committee, said) if value is not None]
    facts = [array for value in present for array in (value.key, value.detail, value.status)]
    people = len(present[0].key)
    key, detail, status = (np.full(people, None, dtype=object) for _ in range(3))
    known: dict[tuple[Any, ...], tuple[str | None, str | None, str]] = {}  # few combinations, many people
    for i, together in enumerate(zip(*facts, strict=True)):
        if together not in known:
            known[together] = _position(study, i, party, committee, said)
        key[i], detail[i], status[i] = known[together]
    return Value(study.variables["position"], key, detail, status, present[0].row)


def _position(
    study: Study, i: int, party: Value | None, committee: Value | None, said: Value | None
) -> tuple[str | None, str | None, str]:
    told = said if said is not None and said.status[i] != "absent" else None
    posts = [None if value is None else value.key[i] for value in (party, committee)]
    statuses = {value.status[i] for value in (party, committee, told) if value is not None}
    if told is None and "review" not in statuses and any(posts):
        posts = [post or "none" for post in posts]  # a blank beside a post that is filled in
    if all(posts):
        key, detail = position_from_posts(posts[0], posts[1], chief=study.people.chief)
        return key, detail, "mapped"
    if told is not None and told.key[i] is not None:
        only_director = told.key[i] == "chief" and told.detail[i] == "主任" and study.people.chief == "仅书记"
        return ("member", None, "mapped") if only_director else (told.key[i], told.detail[i], "mapped")
    if "review" in statuses:
        return None, None, "review"
    return None, None, "skipped" if statuses == {"skipped"} else "missing"


# --- official list ---------------------------------------------------------------------------------------------------


def street_of_community(frame: Frame) -> dict[str, str]:
    """Street key by community key."""
    return dict(zip(frame.units["community"].astype(str), frame.units["street"].astype(str), strict=True))


def derive_from_frame(
    variable: Variable, frame: Frame, street: Value | None, community: Value | None
) -> Value:
    """Zone or unit type of every person, by their community, else (zone only) by their street."""
    units = frame.units
    known = units[units[variable.key].notna()]
    by_community = dict(zip(known["community"].astype(str), known[variable.key].astype(str), strict=True))
    per_street = known.groupby(known["street"].astype(str))[variable.key].agg(
        lambda values: set(values.astype(str))
    )
    by_street = {name: next(iter(values)) for name, values in per_street.items() if len(values) == 1}
    present = next(value for value in (community, street) if value is not None)
    key = np.full(len(present.key), None, dtype=object)
    if community is not None:
        key = np.array(
            [by_community.get(one) if one is not None else None for one in community.key], dtype=object
        )
    if street is not None and variable.key == "zone":
        left = np.array([by_street.get(one) if one is not None else None for one in street.key], dtype=object)
        key = np.where(key == None, left, key)  # noqa: E711 - elementwise on objects
    status = np.array(["missing", "mapped"], dtype=object)[(key != None).astype(int)]  # noqa: E711
    return Value(variable, key, nothing(len(key)), status, present.row)


# --- levels from places ----------------------------------------------------------------------------------------------


def apply_places(
    column: Column, parts: Sequence[People], frame: Frame | None, *, street: Array, community: Array
) -> Array:
    """Mask of the rows whose level was derived from a place; changes `column` where the place says more or else.

    `street` and `community` are the keys of the place of work of every row. A level that contradicts the place goes
    to review; a place fills in what the answer leaves open. Texts of places are never carried along.
    """
    rows = sum(part.rows for part in parts)
    derived = np.zeros(rows, dtype=bool)
    if frame is None:
        return derived
    texts = _place_texts(column.variable, parts)
    own = column.take(lambda answer: answer.raw if answer.match.status == "review" else None)
    known: dict[tuple[str, str | None, str | None], Match] = {}
    for source in (texts, own):
        for row in np.flatnonzero(source != None):  # noqa: E711
            place = (source[row], street[row], community[row])
            if place not in known:
                known[place] = level_from_place(place[0], frame.index, street=place[1], community=place[2])
            derived[row] |= _reconcile(column, int(row), known[place])
    return derived


def _place_texts(variable: Variable, parts: Sequence[People]) -> Array:
    found: list[Any] = []
    for part in parts:
        heading = part.places.get(variable.key)
        texts = part.sheet.text[heading] if heading else pd.Series([None] * part.rows)
        found.append(texts.astype(object).where(texts.notna(), None).to_numpy())
    return np.concatenate(found) if found else np.empty(0, dtype=object)


def _reconcile(column: Column, row: int, place: Match) -> bool:
    """Whether the place decided the row; a contradiction sends it to review."""
    label = column.variable.labels
    answer = column.answers[column.codes[row]] if column.codes[row] >= 0 else None
    if answer is not None and answer.decided and answer.match.key is None:
        return False
    if answer is not None and _ruled_out(answer, place):
        reason = f"{answer.match.reason}，但地址属于“{label.get(str(place.key), place.key)}”"
        column.replace([row], _reviewed(reason, (*answer.match.candidates, str(place.key))))
        return False
    if answer is None or answer.match.status in ("missing", "review"):
        if place.status != "mapped":
            if place.detail is not None and answer is not None:
                column.replace(
                    [row], _with(Match(None, "review", place.detail, place.candidates, place.reason))
                )
            return False
        if answer is None:
            column.answers.append(Answer("", place))
            column.codes[row] = len(column.answers) - 1
        else:
            column.replace([row], _with(place))
        return True
    told = answer.match.key
    if place.status == "mapped" and place.key != told:
        reason = f"填写为“{label.get(str(told), told)}”，但地址属于“{label.get(str(place.key), place.key)}”"
        candidates: tuple[str, ...] = (str(told), str(place.key))
    elif place.detail == "within_street" and told not in _NEAR:
        reason = f"填写为“{label.get(str(told), told)}”，但地址在本街道内"
        candidates = (str(told), *_NEAR)
    else:
        return False
    column.replace([row], _reviewed(reason, candidates))
    return False


def _ruled_out(answer: Answer, place: Match) -> bool:
    """Whether what is known of a level in part (本街道内) contradicts the place."""
    known = answer.match.status == "review" and answer.match.reason.startswith("只知道")
    return known and place.status == "mapped" and place.key not in answer.match.candidates


def _with(found: Match) -> Callable[[Answer], Answer]:
    def change(answer: Answer) -> Answer:
        return Answer(answer.raw, found, decided=False, asked="row" if found.status == "review" else "")

    return change


def _reviewed(reason: str, candidates: tuple[str, ...]) -> Callable[[Answer], Answer]:
    def change(answer: Answer) -> Answer:
        return put_to_review(answer, reason=reason, candidates=candidates)

    return change
