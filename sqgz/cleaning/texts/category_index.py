"""The categories of one variable, laid out for look-up: the design's rule of matching, for any closed question.

A text is compared with labels and codes, then aliases, then finer labels and aliases; only then with patterns, which
must match the whole text. The order of categories plays no part: what several categories claim is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from sqgz.cleaning.texts.raw_texts import folded, without_mark
from sqgz.spelling import comparable
from sqgz.study.schema import Category, FinerCategory

_ALTERNATIVES = re.compile(r"[/、,;()]|(?<=[\u4e00-\u9fff])或(?=[\u4e00-\u9fff])")
_MOST_PARTS: Final = 6
_ALIKE: Final = 0.5  # share of characters two texts must have in common for one to be proposed for the other


class Meaning(NamedTuple):
    """A category's key, and the finer one behind it if the text tells."""

    key: str
    detail: str | None


class _Rule(NamedTuple):
    meaning: Meaning
    pattern: re.Pattern[str]
    excluded: tuple[re.Pattern[str], ...]


_Texts = dict[str, set[Meaning]]


class CategoryIndex:
    """Look-up of the categories of one variable."""

    def __init__(self, categories: Sequence[FinerCategory]) -> None:
        self.keys = tuple(category.key for category in categories)
        self._codes: dict[str, str] = {}
        self._exact: tuple[_Texts, _Texts, _Texts] = ({}, {}, {})
        self._folded: tuple[_Texts, _Texts, _Texts] = ({}, {}, {})
        self._rules: list[_Rule] = []
        self._excluded: dict[Meaning, tuple[re.Pattern[str], ...]] = {}
        for category in categories:
            self._add(category, Meaning(category.key, None), tier=0)
            for finer in category.finer:
                self._add(finer, Meaning(category.key, finer.key), tier=2)

    def _add(self, category: Category, meaning: Meaning, *, tier: int) -> None:
        if category.code is not None:
            self._codes[comparable(category.code).upper()] = meaning.key
            self._enter(category.code, meaning, tier)
        self._enter(category.label, meaning, tier)
        for alias in category.aliases:
            self._enter(alias, meaning, max(tier, 1))
        if (marked := without_mark(category.label)) is not None:
            self._enter(marked[1], meaning, max(tier, 1))
        excluded = tuple(re.compile(pattern) for pattern in category.excluded)
        if excluded:
            self._excluded[meaning] = excluded
        for pattern in category.patterns:
            self._rules.append(_Rule(meaning, re.compile(pattern, re.IGNORECASE), excluded))

    def _enter(self, text: str, meaning: Meaning, tier: int) -> None:
        self._exact[tier].setdefault(comparable(text), set()).add(meaning)
        self._folded[tier].setdefault(folded(text), set()).add(meaning)

    def exact(self, raw: str) -> frozenset[Meaning]:
        """Meanings whose label, code or alias is this text, its option mark left aside; more than one is no answer.

        A mark that is the declared code of one category before the text of another speaks for both.
        """
        found = self._written(raw)
        if found:
            return found
        marked = without_mark(raw)
        return self.with_code(marked[0], self._written(marked[1])) if marked else found

    def find(self, raw: str) -> frozenset[Meaning]:
        """Meanings of a text, by exact text and then by pattern; empty if there is none."""
        found = self.exact(raw) or self._ruled(raw)
        if found or (marked := without_mark(raw)) is None:
            return found
        return self.with_code(marked[0], self._ruled(marked[1]))

    def find_alternatives(self, raw: str) -> frozenset[Meaning]:
        """As `find`; a text such as 高中/中专 or 本科（学士） is known if each of its parts is, and all mean one category."""
        found = self.find(raw)
        if found:
            return found
        marked = without_mark(raw)
        plain = folded(marked[1] if marked else raw)
        parts = [part for part in _ALTERNATIVES.split(plain) if part]
        if parts == [plain] or not 1 <= len(parts) <= _MOST_PARTS:
            return found
        meanings = [self.find(part) for part in parts]
        together = frozenset().union(*meanings)
        return together if all(meanings) and len({meaning.key for meaning in together}) == 1 else frozenset()

    def with_code(self, mark: str, found: frozenset[Meaning]) -> frozenset[Meaning]:
        """Meanings of a text that stood behind a mark; a mark that is another category's code speaks for that one too."""
        coded = self._codes.get(mark)
        if not found or coded is None or coded in {meaning.key for meaning in found}:
            return found
        return found | {Meaning(coded, None)}

    def excludes(self, meaning: Meaning, raw: str) -> bool:
        """Whether the category itself says, by a `not` pattern, that such a text is none of its own."""
        patterns = self._excluded.get(meaning, ())
        return any(one.search(text) for one in patterns for text in {folded(raw), comparable(raw)})

    def closest(self, raw: str, *, most: int = 3) -> tuple[str, ...]:
        """Keys of the categories whose texts are most like this one, best first: proposals, never answers."""
        text = folded(raw)
        characters = set(text)
        best: dict[str, float] = {}
        for tier in self._folded:
            for known, meanings in tier.items():
                if 4 * len(characters.intersection(known)) < len(text) + len(known):
                    continue  # too little in common to be worth the exact ratio
                ratio = SequenceMatcher(None, text, known).ratio()
                if len(known) > 1 and known in text:
                    ratio = max(ratio, 0.75 + len(known) / 100)
                for meaning in meanings:
                    best[meaning.key] = max(best.get(meaning.key, 0.0), ratio)
        likely = [key for key in self.keys if best.get(key, 0.0) >= _ALIKE]
        return tuple(sorted(likely, key=lambda key: -best[key])[:most])

    def _written(self, raw: str) -> frozenset[Meaning]:
        text = comparable(raw)
        plain = folded(raw)
        for tiers, sought in ((self._exact, text), (self._folded, plain)):
            for tier in tiers:
                if sought in tier:
                    return frozenset(tier[sought])
        if text.endswith(".0") and text[:-2] in self._codes:  # a code stored as a number
            return frozenset({Meaning(self._codes[text[:-2]], None)})
        return frozenset()

    def _ruled(self, raw: str) -> frozenset[Meaning]:
        texts = {folded(raw), comparable(raw)}  # a study's pattern may be written with spaces or quotes
        return frozenset(
            rule.meaning
            for rule in self._rules
            if any(rule.pattern.fullmatch(text) for text in texts)
            and not any(one.search(text) for one in rule.excluded for text in texts)
        )


def single(meanings: Iterable[Meaning]) -> Meaning | None:
    """The one category that all meanings share, with its detail if they agree on it; None if they do not.

    >>> single([Meaning("outside", None), Meaning("outside", "city")])
    Meaning(key='outside', detail='city')
    """
    found = set(meanings)
    if len({meaning.key for meaning in found}) != 1:
        return None
    details = {meaning.detail for meaning in found} - {None}
    return Meaning(next(iter(found)).key, details.pop() if len(details) == 1 else None)
