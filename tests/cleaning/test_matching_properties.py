"""What must hold of matching whatever somebody writes: no noise moves an answer, no text breaks it, no rule runs away."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sqgz.cleaning
from sqgz.cleaning.matching import match
from sqgz.cleaning.places.names import PlaceIndex, level_from_place
from sqgz.cleaning.texts.raw_texts import folded
from sqgz.study import Variable, codebook_names
from sqgz.study.codebooks import codebook_variable, load_codebook
from sqgz.study.loading import age_bands

PLACES = pd.DataFrame(
    [("和平街道", "幸福社区"), ("和平街道", "团结社区"), ("青山镇", "红旗村"), ("青山镇", "幸福一社区")],
    columns=["street", "name"],
)
INDEX = PlaceIndex.from_frame(PLACES)
AGE = Variable(
    variable_key="age_band", label="年龄", kind="ordered", column=("年龄",), derive="age", bands=(30, 40),
    categories=age_bands((30, 40)), as_of_date=date(2024, 6, 30),
)  # fmt: skip
ASKED: list[str | Variable] = [*codebook_names(), "street", "community", AGE]


def written(name: str) -> Iterator[tuple[str, str]]:
    """Every label and alias of a codebook, with the key of its category."""
    for category in load_codebook(name).categories:
        for part in (category, *category.finer):
            for text in (part.label, *part.aliases):
                yield text, category.key


CERTAIN: list[tuple[str | Variable, str]] = [
    *((name, text) for name in codebook_names() for text, _ in written(name)),
    *(("position", text) for text in ("书记", "党委书记、居委会主任", "副书记", "民政专干", "支委兼网格员")),
    *(("level", text) for text in ("不在本社区，在本街道", "本区（非本街道）", "户口在外省", "跨市（省内）")),
    *(("education", text) for text in ("函授大专", "本科（研究生在读）", "初中肄业", "研究生学历，硕士学位")),
    *(
        ("community", text)
        for text in ("幸福社区居委会", "和平街道团结社区", "团结", "红旗村三组", "幸福1社区")
    ),
    *((AGE, text) for text in ("35岁", "31-40岁", "1985年6月", "二十七八岁", "30岁以下")),
]
WRAPS = (
    lambda text: f" {text}　",
    lambda text: f"\t{text}\n",
    lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    lambda text: f"A.{text}",
    lambda text: f"② {text}",
    lambda text: f"“{text}”",
    lambda text: f"「{text}」",
    lambda text: f"{text}。",
)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(CERTAIN), st.sampled_from(WRAPS), st.sampled_from(WRAPS[:-1]))
def test_what_stands_around_a_certain_answer_changes_nothing(asked, first, second) -> None:  # type: ignore[no-untyped-def]
    variable, raw = asked
    plain = match(variable, raw, PLACES)
    assert plain.status == "mapped"
    once = match(variable, first(raw), PLACES)
    assert (once.key, once.detail) == (plain.key, plain.detail)
    twice = match(variable, second(first(raw)), PLACES)
    assert twice.key in (
        plain.key,
        None,
    )  # a mark within quotes within a mark may be asked about, never moved


@settings(deadline=None)
@given(st.sampled_from(CERTAIN), st.sampled_from(["（{}）", "【{}】", "({})"]))
def test_brackets_around_an_answer_never_move_it(asked: tuple[str | Variable, str], form: str) -> None:
    variable, raw = asked
    assert match(variable, form.format(raw), PLACES).key in (match(variable, raw, PLACES).key, None)


WORDS = [
    *sorted({text for name in codebook_names() for text, _ in written(name)}),
    *"、，,;；/()（）【】-—~·.。:+&兼和与或非不原代副第一二3本外其他在内的户口居住社区村街道镇区县市省书记主任委员岁年月以上下及含",
    "和平街道", "幸福社区", "1985", "30", "在读", "以上", "及以下", "其他〖", "〗", "┋",
]  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(ASKED),
    st.one_of(st.text(max_size=30), st.lists(st.sampled_from(WORDS), max_size=8).map("".join)),
)
def test_no_text_breaks_matching_and_every_result_is_sound(asked: str | Variable, raw: str) -> None:
    found = match(asked, raw, PLACES, street="和平街道", community="幸福社区")
    keys = {
        category.key
        for category in (codebook_variable(asked).categories if asked in codebook_names() else ())
    }
    assert found.status in ("mapped", "missing", "skipped", "review")
    assert (found.status in ("mapped", "skipped")) == (found.key is not None)
    assert found.reason
    if keys and found.status == "mapped":
        assert found.key in keys
    assert set(found.candidates) <= keys or not keys
    assert level_from_place(raw, INDEX, street="和平街道", community=None).key in (None, "skipped", "community", "street", "district", "outside")  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["level", "education", "unit_type", "zone"]).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(list(itertools.permutations(load_codebook(name).categories, 2))))
    ),
    st.sampled_from(["、", "，", ",", "/", " ", "；", "或", "和", "及", "+", "┋", "｜", "", "（"]),
)  # fmt: skip
def test_two_categories_in_one_answer_are_nobody_s(asked, joint: str) -> None:  # type: ignore[no-untyped-def]
    name, (first, second) = asked
    raw = f"{first.label}{joint}{second.label}"
    if folded(raw) not in {folded(text) for text, _ in written(name)}:  # 村改居社区 is one kind
        assert match(name, raw).status == "review"


@pytest.mark.parametrize("name", codebook_names())
def test_a_text_belongs_to_one_category_of_a_codebook_only(name: str) -> None:
    seen: dict[str, str] = {}
    for text, key in written(name):
        assert seen.setdefault(text, key) == key


# --- no pattern may run away ------------------------------------------------------------------------------------------


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of the codebooks and of the modules that clean."""
    for name in codebook_names():
        for category in load_codebook(name).categories:
            for part in (category, *category.finer):
                yield from (
                    (f"{name}.{part.key}", re.compile(text)) for text in (*part.patterns, *part.excluded)
                )
    for module in pkgutil.walk_packages(sqgz.cleaning.__path__, "sqgz.cleaning."):
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            yield from ((f"{module.name}.{name}", pattern) for pattern in _within(value))
    yield from (("places", pattern) for pattern in (INDEX.start, INDEX._street_start, INDEX._community_start))


def _within(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain(*map(_within, value.values()))
    elif isinstance(value, (tuple, list)):
        yield from itertools.chain(*map(_within, value))


def unbounded(parsed: Any, *, inside: bool = False) -> bool:
    """Whether an unbounded repetition lies within another, which is what makes time grow without measure."""
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            endless = argument[1] is _parser.MAXREPEAT
            if (endless and inside) or unbounded(argument[2], inside=inside or endless):
                return True
        elif name == "SUBPATTERN":
            if unbounded(argument[3], inside=inside):
                return True
        elif name == "BRANCH":
            if any(unbounded(branch, inside=inside) for branch in argument[1]):
                return True
        elif name in ("ASSERT", "ASSERT_NOT") and unbounded(argument[1], inside=inside):
            return True
    return False


def test_the_check_itself_finds_a_pattern_that_runs_away() -> None:
    assert unbounded(_parser.parse(r"(a+)+b"))
    assert unbounded(_parser.parse(r"(?:x|(?:ab*)*)c"))
    assert not unbounded(_parser.parse(r"(a{1,3})+b*"))


def test_no_shipped_pattern_repeats_within_a_repetition_without_bound() -> None:
    found = dict(patterns())
    assert len(found) > 60
    assert [
        name for name, pattern in patterns() if unbounded(_parser.parse(pattern.pattern, pattern.flags))
    ] == []


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked if isinstance(asked, str) else asked.key)
@pytest.mark.parametrize(
    "piece",
    [
        "本街道",
        "书记",
        "副",
        "本科",
        "(",
        "、",
        "1",
        "在",
        "第一",
        "的",
        "外",
        "全日制",
        "社区",
        "其他",
        "  ",
        "和平",
        "中共",
    ],
)
def test_a_text_of_any_length_comes_to_an_end(asked: str | Variable, piece: str) -> None:
    for times in (20, 290 // len(piece), 5000):
        assert match(asked, piece * times + "!", PLACES).status == "review"
