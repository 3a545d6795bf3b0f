"""Families: which comparisons share a level, and the p-values adjusted by hand."""

import pandas as pd
import pytest
from studies import QUESTION, asking, cells_of, one_row, people_of

import sqgz

# four comparisons of their own plain p; the confirmatory ones by Holm, the others by Benjamini and Hochberg
QUESTIONS = [
    QUESTION | {"id": "c1", "family": "confirmatory", "key": [["yes"]]},
    QUESTION | {"id": "c2", "family": "confirmatory", "key": [["no"]]},
    QUESTION | {"id": "c3", "family": "confirmatory", "key": [["maybe"]]},
    QUESTION | {"id": "e1", "key": [["yes"]]},
    QUESTION | {"id": "e2", "key": [["maybe"]]},
]
CELLS = [
    (60, "a", "yes"), (30, "a", "no"), (10, "a", "maybe"),
    (45, "b", "yes"), (48, "b", "no"), (7, "b", "maybe"),
]  # fmt: skip


def holm(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    found, most = [0.0] * len(values), 0.0
    for step, i in enumerate(order):
        most = max(most, min(1.0, (len(values) - step) * values[i]))
        found[i] = most
    return found


def test_confirmatory_questions_are_adjusted_by_holm_and_the_others_by_bh(tmp_path):
    study = asking(tmp_path, *QUESTIONS, counts=True)
    results = sqgz.compare(study, cells_of(study, CELLS))
    confirmatory = results.select(stat="difference", family="confirmatory").set_index("comparison")
    assert confirmatory["p_adjusted"].tolist() == pytest.approx(holm(confirmatory["p_value"].tolist()))
    rest = results.select(stat="difference", family="exploratory").set_index("comparison")
    low, high = sorted(rest["p_value"])
    assert sorted(rest["p_adjusted"]) == pytest.approx([min(2 * low, high), high])


def test_few_people_and_descriptions_do_not_count_in_m(tmp_path):
    few = QUESTION | {"id": "few", "groups": ["a", "c"], "family": "confirmatory"}
    only = {
        "id": "only",
        "outcome": "answer",
        "key": [["yes"]],
        "family": "confirmatory",
    }  # nothing to compare
    study = asking(tmp_path, QUESTIONS[0], few, only, counts=True)
    results = sqgz.compare(study, cells_of(study, [*CELLS, (10, "c", "yes")]))
    row = one_row(results, comparison="c1", stat="difference")
    assert row["p_adjusted"] == row["p_value"]  # m = 1
    row = one_row(results, comparison="few", stat="difference")
    assert (row["finding"], row["family"]) == ("few_people", "confirmatory")
    assert row[["p_adjusted"]].isna().all()


def test_repeats_within_a_variable_are_a_family_of_their_own(tmp_path):
    study = asking(tmp_path, QUESTIONS[0] | {"within": "size"}, counts=True)
    rows = [(n, group, answer, size) for size in ("big", "small") for n, group, answer in CELLS]
    results = sqgz.compare(study, cells_of(study, rows, ("group", "answer", "size")))
    found = results.select(comparison="c1", stat="difference").set_index("stratum")
    assert found["family"].to_dict() == {
        "": "confirmatory", "big": "confirmatory.within", "small": "confirmatory.within",
    }  # fmt: skip
    assert found.loc["", "p_adjusted"] == found.loc["", "p_value"]  # m = 1
    inside = found.loc["big", "p_value"]
    assert found.loc["big", "p_adjusted"] == pytest.approx(min(1, 2 * inside))  # m = 2
    assert found.loc["big", "value"] == pytest.approx(0.15)


def test_a_second_key_stands_beside_and_is_in_no_family(tmp_path):
    study = asking(tmp_path, QUESTIONS[0] | {"key": [["yes"], ["no", "maybe"]]}, counts=True)
    results = sqgz.compare(study, cells_of(study, CELLS))
    first, second = (one_row(results, stat="difference", category=key) for key in ("yes", "no+maybe"))
    assert (first["family"], second["family"], second["finding"]) == ("confirmatory", "", "")
    assert second["value"] == pytest.approx(-first["value"])
    assert second[["p_adjusted"]].isna().all()


def test_comparisons_that_are_facts_leave_the_family(tmp_path):
    study = asking(tmp_path, QUESTIONS[0], QUESTIONS[1] | {"inference": "process"}, roster=True,
                   places=[["zone", "street", "name"], ["内城区", "s1", "c1"]])  # fmt: skip
    rows = [(n, group, answer, "s1") for n, group, answer in CELLS]
    places = pd.DataFrame(
        {"street": ["s1"], "community": ["c1"], "zone": None, "posts": [None], "people": [None]}
    )
    results = sqgz.compare(study, people_of(study, rows), places=places)
    deciding = results.select(stat="difference", family="confirmatory").set_index("comparison")
    assert deciding["finding"].to_dict()["c1"] == "fact"
    assert deciding.loc["c2", "p_adjusted"] == deciding.loc["c2", "p_value"]
