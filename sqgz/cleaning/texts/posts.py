"""One text, several posts: what seats 任职情况 names in the party organisation and in the committee.

A text is taken apart at its separators; every part must be known, or the whole is a question to a person. Which words
mean which seat stands in the codebooks party_post, committee_post and position; how seats make a position stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from sqgz.cleaning.texts.category_index import CategoryIndex, single
from sqgz.cleaning.texts.matches import Match, mapped, review
from sqgz.cleaning.texts.post_words import is_duty, is_subordinate, layouts, other_named, says_no_seat
from sqgz.cleaning.texts.raw_texts import folded, without_mark
from sqgz.study.codebooks import load_codebook

BOOKS: Final = ("party_post", "committee_post", "position")
Chief = Literal["书记或主任", "仅书记"]
_SEATS: Final = {"书记": ("secretary", None), "主任": (None, "director"), "一肩挑": ("secretary", "director")}
_ORDINARY: Final = frozenset({"member", "unspecified"})  # seats that an officer holds anyway

_SEPARATOR = re.compile(
    r"[┋、,;/\\+&|()·:-]|(?:并)?兼任?(?!职)|(?<=[\u4e00-\u9fff])[和及与](?=[\u4e00-\u9fff])"
)
_OUTSIDER = re.compile(r"民警$|公益")  # staff by itself; with a seat a person of whom the study decides
_BODY = re.compile(r"党|支部|总支|社区|村|居|两委")


@dataclass(frozen=True)
class Posts:
    """Keys of the posts one text names in each body; None: the text names none there."""

    party: str | None
    committee: str | None

    def __or__(self, other: Posts) -> Posts:
        """Both together, for two parts that name different bodies."""
        return Posts(self.party or other.party, self.committee or other.committee)


_BOTH: Final = "一肩挑"
NO_SEAT: Final = Posts(None, None)
UNSPECIFIED: Final = Posts("unspecified", "unspecified")


def position_from_posts(
    party: str | None, committee: str | None, *, chief: Chief = "书记或主任"
) -> tuple[str | None, str | None]:
    """Position (chief, member, staff, skipped or None) and its detail (书记, 主任, 一肩挑 or None).

    `party` and `committee` are keys of the two posts, None where a post is not known; what the known one settles is
    settled. `仅书记`: a director who is not secretary is a member.
    """
    if party == committee == "skipped":
        return "skipped", None
    if party == "secretary":
        together = {"director": "一肩挑", None: None}.get(committee, "书记")
        return "chief", together
    if committee == "director" and chief == "书记或主任":
        return "chief", "主任" if party is not None else None
    if party is None or committee is None or "skipped" in (party, committee):
        return None, None
    return ("staff", None) if party == committee == "none" else ("member", None)


def match_posts(book: str, index: CategoryIndex, raw: str, *, place: re.Pattern[str] | None = None) -> Match:
    """Match of a text that names posts, for one of the three `BOOKS`.

    `index` holds that variable's categories as the study has them; `place` matches names of the official list at the
    start of a text (幸福社区书记).
    """
    exact = single(index.exact(raw))
    if exact is None and book == "position":  # 两委正职 is a head of whom no single post is told
        ruled = single(index.find(raw))
        exact = ruled if ruled is not None and (ruled.key, ruled.detail) == ("chief", None) else None
    if exact is not None:
        return mapped(exact.key, detail=exact.detail)
    found = read_posts(raw, {**_shipped(), book: index}, place=place)
    if isinstance(found, str):
        return review(found, _candidates(book, raw, index))
    if book == "position":
        key, detail = position_from_posts(found.party or "none", found.committee or "none")
        return mapped(str(key), detail=detail, reason="按所任职务归类")
    return mapped(
        (found.party if book == "party_post" else found.committee) or "none", reason="按所任职务归类"
    )


def read_posts(
    raw: str, indexes: Mapping[str, CategoryIndex], *, place: re.Pattern[str] | None = None
) -> Posts | str:
    """Posts that a text names, or why it cannot be told, as a Chinese sentence."""
    reader = _Reader(indexes)
    marked = without_mark(raw)
    problem = ""
    for text in (raw, *([marked[1]] if marked else [])):
        for plain in layouts(text, place):
            found = reader.read(plain)
            if isinstance(found, Posts):
                return found
            problem = problem or found
    return problem


class _Reader:
    """Reads one layout of a text by the three books."""

    def __init__(self, indexes: Mapping[str, CategoryIndex]) -> None:
        self._indexes = indexes

    def read(self, plain: str) -> Posts | str:
        whole = self._word(plain)
        if whole is not None:
            return whole
        if (named := other_named(plain)) is not None:
            return NO_SEAT if self.read(named) == NO_SEAT else "文字中有不能确定的职务或身份"
        seats: list[Posts] = []
        kinds: set[str] = set()
        for part in _parts(plain):
            seat = self._part(part)
            kind = "seat" if seat not in (None, NO_SEAT) else "staff" if seat else _kind(part)
            if kind == "unknown":
                return "文字中有不能确定的职务或身份"
            kinds |= {kind, "assistant"} if seat == NO_SEAT and part.endswith("助理") else {kind}
            kinds |= {"denied"} if part.startswith(("非两委", "不是两委", "非“两委”")) else set()
            kinds |= {"outsider"} if _OUTSIDER.search(part) else set()
            if seat is not None and kind == "seat":
                seats.append(seat)
        return self._doubt(plain, seats, kinds) or self._result(seats, kinds)

    @staticmethod
    def _doubt(plain: str, seats: list[Posts], kinds: set[str]) -> str:
        """Why parts that are known each leave the whole unclear; "" if they do not."""
        several = "/" in plain and len(seats) + ("staff" in kinds) > 1
        if several and ("staff" in kinds or UNSPECIFIED in seats):
            return "说不清是兼任还是二者之一"
        if "assistant" in kinds and seats:
            return "说不清是本职还是助理"
        if "denied" in kinds and seats:
            return "写明不是“两委”成员，又写了其中的职务"
        if "outsider" in kinds and seats:
            return "写明了另外的身份，是否计入由调查规定"
        if "duty" in kinds and any(seat.committee == "director" for seat in seats):
            return "说不清是居（村）委会主任还是某项工作的主任"
        if "subordinate" in kinds and all(seat == UNSPECIFIED for seat in seats):
            return "下属委员会的主任不是居（村）委会主任"
        return ""

    @staticmethod
    def _result(seats: list[Posts], kinds: set[str]) -> Posts | str:
        if seats:
            return _together(seats)
        return NO_SEAT if "staff" in kinds and "beside" not in kinds else "没有写明在“两委”中的职务"

    def _part(self, part: str) -> Posts | None:
        """Posts of one part; NO_SEAT for staff; None if the part is not known."""
        return self._word(part) or self._run_together(part)

    def _word(self, part: str) -> Posts | None:
        party = single(self._indexes["party_post"].find(part))
        committee = single(self._indexes["committee_post"].find(part))
        if party or committee:
            found = Posts(party.key if party else None, committee.key if committee else None)
            return (
                None if "none" in (found.party, found.committee) else found
            )  # one body says nothing of the other
        position = single(self._indexes["position"].find(part))
        if position is None:
            return None
        if position.detail is not None:
            return Posts(*_SEATS[position.detail])
        return {"member": UNSPECIFIED, "staff": NO_SEAT}.get(position.key)

    def _run_together(self, part: str) -> Posts | None:
        """Two posts without anything between them: 党支部书记居委会主任. Each must name its own body."""
        for i in range(2, len(part) - 1):
            both_deputies = part[:i].startswith("副") and part[i:] in ("副主任", "副书记")
            if not (_BODY.match(part, i) or part[i:] == "主任" or both_deputies):
                continue
            first, second = self._word(part[:i]), self._word(part[i:])
            if first is None or second is None or NO_SEAT in (first, second):
                continue
            if part[i:] == "主任" and first != Posts("secretary", None):
                continue
            if not (first.party and second.party) and not (first.committee and second.committee):
                return first | second
        return None


def _kind(part: str) -> str:
    """What a part that names no post is: beside, subordinate, duty or unknown."""
    if says_no_seat(part):
        return "beside"
    if is_subordinate(part):
        return "subordinate"
    return "duty" if is_duty(part) else "unknown"


def _parts(plain: str) -> list[str]:
    parts = []
    for part in _SEPARATOR.split(plain):
        bare = part.removeprefix(_BOTH).removesuffix(_BOTH)
        parts += [_BOTH] * (bare != part) + [bare] * bool(bare)
    return parts


def _together(seats: Iterable[Posts]) -> Posts | str:
    found = list(seats)
    bodies = [_of_one_body([seat.party for seat in found]), _of_one_body([seat.committee for seat in found])]
    if "" in bodies:
        return "同一组织写了两个不同的职务"
    return Posts(*bodies)


def _of_one_body(keys: Iterable[str | None]) -> str | None:
    """The post in one body; None without one; "" if two contradict each other."""
    named = {key for key in keys if key is not None}
    officers = named - _ORDINARY
    if len(officers) > 1:
        return ""
    return next(iter(officers or named & {"member"} or named), None)


@cache
def _shipped() -> dict[str, CategoryIndex]:
    return {book: CategoryIndex(load_codebook(book).categories) for book in BOOKS}


def _candidates(book: str, raw: str, index: CategoryIndex) -> tuple[str, ...]:
    """Keys to propose, most likely first; the words decide the order only."""
    plain = folded(raw)
    likely = index.closest(raw)
    order: tuple[str, ...]
    if book == "party_post":
        order = (
            ("deputy_secretary", "secretary") if "副" in plain else ("secretary",) if "书记" in plain else ()
        )
    elif book == "committee_post":
        order = ("deputy_director", "director") if "副" in plain else ("director",) if "主任" in plain else ()
    elif any(map(is_subordinate, _parts(plain))) or "副" in plain or "班子" in plain:
        order = ("member", "staff", "chief")
    elif re.search(r"助理|退休|返聘|后备|网格|站长|服务中心|公益", plain):
        order = ("staff", "member")
    elif re.search(r"书记|主任|主持|负责人|正职", plain):
        order = ("chief", "member", "staff")
    else:
        order = ("member", "staff")
    known = set(index.keys)
    return tuple(key for key in dict.fromkeys((*order, *likely)) if key in known)
