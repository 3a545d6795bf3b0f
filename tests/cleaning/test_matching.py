"""The whole list of real wordings, and how fast one of them is matched."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sqgz.cleaning.matching import Match, match
from sqgz.study import codebook_names, codebook_variable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def scoring() -> ModuleType:
    path = ROOT / "benchmarks" / "score_variants.py"
    spec = importlib.util.spec_from_file_location("score_variants", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    if not module.VARIANTS.exists():
        pytest.skip("没有 ../shared/data/variants.csv")
    return module


def test_no_real_wording_is_put_into_a_wrong_category(scoring: ModuleType) -> None:
    assert [row.raw for row in scoring.score() if row.wrong] == []


def test_every_certain_wording_is_mapped_but_one_that_this_codebook_lists_apart(scoring: ModuleType) -> None:
    missed = [row.raw for row in scoring.score() if not row.right]
    assert missed == [
        "大学本科及以上"
    ]  # the list: 待核 where 本科及以上 and 研究生 are listed apart, as they are here


def test_no_wording_of_one_question_is_guessed_in_another(scoring: ModuleType) -> None:
    for row in scoring.score():
        if row.expected == "review" and row.variable == "区划/街道/社区名称":
            for asked in ("street", "community", "zone"):
                assert match(asked, row.raw, scoring.PLACES).status == "review", row.raw


@pytest.mark.parametrize("name", codebook_names())
def test_every_label_and_alias_of_a_codebook_leads_to_its_own_category(name: str) -> None:
    for category in codebook_variable(name).categories:
        for text in (category.label, *category.aliases):
            assert match(name, text).key == category.key
        for finer in category.finer:
            for text in (finer.label, *finer.aliases):
                found = match(name, text)
                assert (found.key, found.detail) == (category.key, finer.key)


def test_a_match_says_why_in_one_sentence_and_names_no_raw_text() -> None:
    found = match("position", "张三 第一书记")
    assert found == Match(None, "review", None, found.candidates, "文字中有不能确定的职务或身份")
    assert set(found.candidates) <= {"chief", "member", "staff"}
