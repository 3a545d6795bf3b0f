"""What one raw answer turned out to be: a category, missing, skipped, or a question to a person.

Kept apart from the matching itself, since every kind of answer (posts, ages, places) ends in one of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Status = Literal["mapped", "missing", "skipped", "review"]
SKIPPED = "skipped"
WITHIN_STREET = "within_street"


@dataclass(frozen=True)
class Match:
    """What a raw answer means: `key` of a category, or None.

    `status` mapped | missing | skipped | review; `detail` the finer fact behind the key (书记, city, …), or
    within_street where only that is known and the key is None; `candidates` keys, most likely first, if a person
    has to decide; `reason` one Chinese sentence, which never holds the raw text; `singly` if one decision cannot
    hold for everybody who wrote so (a community since split).
    """

    key: str | None
    status: Status
    detail: str | None
    candidates: tuple[str, ...]
    reason: str
    singly: bool = False


MISSING = Match(None, "missing", None, (), "未作答")
NOT_ASKED = Match(SKIPPED, "skipped", None, (), "按跳题规则未问")


def mapped(key: str, *, detail: str | None = None, reason: str = "与答案表一致") -> Match:
    """The match of an answer that is certain."""
    return Match(key, "mapped", detail, (), reason)


def review(
    reason: str, candidates: Iterable[str] = (), *, detail: str | None = None, singly: bool = False
) -> Match:
    """The match of an answer that a person has to settle; repeated candidates are named once."""
    return Match(None, "review", detail, tuple(dict.fromkeys(candidates)), reason, singly)
