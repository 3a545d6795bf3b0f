"""Precision and recall on sentences with known truth; see corpus/sentences.py for where they come from."""

from __future__ import annotations

import pytest
from grammar import make_cases
from scoring import score
from sentences import read_cases

BY_HAND = (
    "developed.txt",
    "held_out.txt",
    "unseen.txt",
    "blind.txt",
    "last.txt",
    "sixth.txt",
    "seventh.txt",
    "eighth.txt",
    "ninth.txt",
    "tenth.txt",
    "eleventh.txt",
    "twelfth.txt",
    "thirteenth.txt",
    "fourteenth.txt",
    "fifteenth.txt",
    "sixteenth.txt",
    "seventeenth.txt",
)


def test_the_corpus_holds_at_least_three_hundred_texts_of_our_own_many_of_them_true_but_hard():
    cases = [case for name in BY_HAND for case in read_cases(name)]
    assert len(cases) >= 300
    assert sum(not case.kinds for case in cases) >= 200


@pytest.mark.parametrize("name", BY_HAND)
def test_errors_on_sentences_written_by_hand_are_right_and_few_are_missed(name):
    outcome = score(read_cases(name))
    assert outcome.precision >= 0.98, outcome.false
    assert outcome.recall >= 0.9, outcome.missed


@pytest.mark.parametrize("seed", [101, 102])
def test_errors_on_sentences_of_the_grammar_are_right_and_few_are_missed(seed):
    outcome = score(make_cases(seed, 360))
    assert outcome.precision >= 0.98, outcome.false
    assert outcome.recall >= 0.9, outcome.missed


def test_warnings_on_true_sentences_are_rare():
    cases = [case for name in BY_HAND for case in read_cases(name) if not case.kinds]
    assert score(cases).false_warnings <= len(cases) // 50
