"""A new public version beside the one before."""

import pandas as pd
import pytest
from studies import asking, people_of

import sqgz
from sqgz.errors import InputError
from sqgz.results.releases import find_solved, publish_after

ASKED = {"id": "q", "outcome": "answer", "by": "group", "groups": ["a", "b"], "key": [["yes"]]}


def release(root, yes, no, maybe, *, of_a=40):
    """Results of group b with these answers, and of group a with `of_a` people to each."""
    study = asking(root, ASKED)
    rows = [(of_a, "a", answer) for answer in ("yes", "no", "maybe")]
    rows += [(yes, "b", "yes"), (no, "b", "no"), (maybe, "b", "maybe")]
    return sqgz.compare(study, people_of(study, rows, ("group", "answer")))


def shown(results, category):
    rows = results.select(comparison="q", stat="count", group="b", category=category)
    return None if pd.isna(rows["count"].iloc[0]) else int(rows["count"].iloc[0])


def of_b(found):
    return found[(found["comparison"] == "q") & (found["group"] == "b") & (found["stat"] == "count")]


def test_what_was_hidden_stays_hidden_while_nearly_the_same_people_answer(tmp_path):
    before, now = release(tmp_path / "1", 30, 20, 4), release(tmp_path / "2", 30, 20, 5)
    assert shown(before.public(), "maybe") is None
    assert shown(now.public(), "maybe") == 5  # alone it might be shown
    found = of_b(find_solved(before.public().frame, now))
    assert "maybe" in set(found["category"])
    assert found["why"].str.contains("上次未公布").any()
    assert shown(publish_after([before.public().frame], now), "maybe") is None


def test_a_count_that_changed_by_the_few_who_joined_is_not_shown(tmp_path):
    """One person joined group b: 31 of 61 where 30 of 60 stood would say what that person answered."""
    before, now = release(tmp_path / "1", 30, 20, 10), release(tmp_path / "2", 31, 20, 10)
    found = of_b(find_solved(before.public().frame, now))
    assert found["category"].tolist() == ["yes"]
    assert found[["count_before", "count"]].iloc[0].tolist() == [30, 31]
    assert shown(publish_after([before.public().frame], now), "yes") is None


def test_with_many_new_people_the_new_counts_are_shown(tmp_path):
    before, now = release(tmp_path / "1", 30, 20, 4), release(tmp_path / "2", 40, 28, 8, of_a=50)
    assert of_b(find_solved(before.public().frame, now)).empty
    after = publish_after([before.public().frame], now)
    assert [shown(after, key) for key in ("yes", "no", "maybe")] == [40, 28, 8]


def test_what_was_hidden_for_anothers_sake_stays_hidden_too(tmp_path):
    """4 maybe of b were hidden, and so had to be a count of a: shown now, it would solve the former one."""
    before, now = release(tmp_path / "1", 30, 20, 4), release(tmp_path / "2", 40, 28, 8)
    found = find_solved(before.public().frame, now)
    of_a = found[(found["comparison"] == "q") & (found["group"] == "a")]
    assert len(of_a)
    assert of_a["base"].eq(of_a["base_before"]).all()


def test_the_same_data_again_hide_the_same(tmp_path):
    results = release(tmp_path, 30, 20, 3)
    first = results.public()
    again = publish_after([first.frame], results)
    assert (first.frame["text"] == "*").equals(again.frame["text"] == "*")


def test_an_internal_version_is_no_previous_release(tmp_path):
    results = release(tmp_path, 30, 20, 3)
    with pytest.raises(InputError) as raised:
        find_solved(results.frame, results)
    assert str(raised.value) == (
        "上一次的结果不是公开版：其中有1至4人的数。请用上一次公开的结果（results.public()）作对照。"
    )
