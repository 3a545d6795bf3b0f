"""The census of 武汉: 10.67 points between inner and outer districts are a fact, and no regularity (statistics.md, 3)."""

import pytest
from studies import STREET, one_row, write_study

import sqgz
from sqgz.cleaning import save_cleaned

LEVELS = ("own", "county", "province", "outside")
PLACE = {
    "label": "户口登记地", "column": "户口登记地",
    "categories": [{"key": key, "label": key} for key in LEVELS],
}  # fmt: skip
ZONE = {"label": "片区", "codebook": "zone", "column": "片区"}
ASKED = {"id": "q", "outcome": "hukou", "by": "zone", "groups": ["inner", "outer"], "key": [["own"]], "family": "confirmatory"}  # fmt: skip


def study_of(root, wuhan, **question):
    """A study of counts with the official list: one unit for each district, of as many people as the census counted."""
    counts = [["片区", "街道", "户口登记地", "人数"]]
    counts += [
        [row["zone"], row["street"], key, str(row[key])] for row in wuhan.to_dict("records") for key in LEVELS
    ]
    places = [["zone", "street", "name", "people"]]
    places += [
        [row["zone"], row["street"], f"{row['street']}全区", str(row["people"])]
        for row in wuhan.to_dict("records")
    ]
    folder = write_study(
        root, {"计数.csv": counts}, {"hukou": PLACE, "street": STREET, "zone": ZONE}, [ASKED | question],
        places=places, design={"cluster": "street"},
    )  # fmt: skip
    study = folder.load()
    save_cleaned(sqgz.clean(study))
    return study


def test_as_finite_the_gap_is_a_fact(tmp_path, wuhan):
    study = study_of(tmp_path, wuhan, inference="finite")
    results = sqgz.compare(study, sqgz.load_records(study))
    row = one_row(results, comparison="q", stat="difference", family="confirmatory")
    assert (row["inference"], row["finding"]) == ("finite", "fact")
    assert row["value"] == pytest.approx(-0.1067, abs=5e-5)
    assert row[["low", "high", "p_value"]].isna().all()
    assert row["base"] == 12_447_718
    assert not len(results.select(comparison="q", stat="bound", inference="finite"))
    shares = results.select(comparison="q", stat="share", category="own").set_index("group")
    assert shares["value"].to_dict() == pytest.approx({"inner": 0.391, "outer": 0.498}, abs=5e-4)
    assert set(shares["method"]) == {"全员统计"}


def test_as_process_it_may_be_chance(tmp_path, wuhan):
    study = study_of(tmp_path, wuhan, inference="process")
    results = sqgz.compare(study, sqgz.load_records(study))
    row = one_row(results, comparison="q", stat="difference", family="confirmatory")
    assert row["p_permutation"] == pytest.approx(0.2477, abs=5e-5)  # 1,716 assignments
    assert row["p_value"] >= row["p_permutation"]
    assert row["p_plain"] == 0
    assert row["finding"] == "none"
    whole = one_row(results, comparison="q", stat="test", method="Rao–Scott F 检验")
    assert (whole["value"], whole["df"], whole["df2"], whole["p_value"]) == pytest.approx(
        (1.246, 1.2076, 14.49, 0.2933), rel=5e-4
    )


def test_auto_takes_the_fact_since_everybody_was_counted(tmp_path, wuhan):
    study = study_of(tmp_path, wuhan)
    results = sqgz.compare(study, sqgz.load_records(study))
    assert one_row(results, comparison="q", stat="difference", family="confirmatory")["finding"] == "fact"
