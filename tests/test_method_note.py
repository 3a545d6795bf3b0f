"""The method note says what the code does: its figures are the code's, its classes are all the classes there are."""

import re
from pathlib import Path

from sqgz.results import families, judging
from sqgz.results.schema import FINDINGS
from sqgz.stats import permutation

NOTE = (Path(__file__).resolve().parents[1] / "docs" / "method.md").read_text(encoding="utf-8")
CHINESE, ENGLISH = NOTE.split("## 2. How findings are made")


def test_both_languages_give_the_figures_of_the_code():
    chinese = {
        f"不足{judging.FEW_PEOPLE}人",
        f"不足{judging.FEW_CLUSTERS}个街道",
        f"不足{judging.PERMUTE_BELOW}个街道",
        f"{permutation.ALL:,}种",
        f"{permutation.DRAWS:,}种",
        f"{judging.DRAWS_OF_PAIRS:,}种",
    }
    english = {
        f"a group below {judging.FEW_PEOPLE}",
        f"an arm below {judging.FEW_CLUSTERS} clusters",
        f"fewer than {judging.PERMUTE_BELOW} streets",
        f"up to {permutation.ALL:,}",
        f"{permutation.DRAWS:,} drawn",
        f"{judging.DRAWS_OF_PAIRS:,} assignments",
        f"more than {families.MISSING_OPEN:.0%} missing".replace("%", " %"),
        f"above {families.MISSING_WARNED:.0%}".replace("%", " %"),
    }
    assert {text for text in chinese if text not in CHINESE} == set()
    assert {text for text in english if text not in ENGLISH} == set()


def test_every_class_of_finding_is_explained_in_both():
    for text in (CHINESE, ENGLISH):
        assert set(FINDINGS) - {""} <= set(re.findall("`([a-z_]+)`", text))


def test_both_languages_have_the_same_sections():
    assert len(re.findall("^### ", CHINESE, re.M)) == len(re.findall("^### ", ENGLISH, re.M)) == 10
