"""Results that ask everything a workbook can show, and workbooks written of them and opened again."""

import numpy as np
import pytest
from studies import QUESTION, SIZE, asking, people_of

import sqgz
from sqgz.report.workbook import write_workbook
from sqgz.results import Results

ZONE = {"label": "片区", "codebook": "zone", "column": "片区"}
LATER = {
    "label": "再答", "column": "再答", "kind": "ordered",
    "categories": [{"key": "yes", "label": "是"}, {"key": "no", "label": "否"}, {"key": "maybe", "label": "也许"}],
}  # fmt: skip
HOSTILE = {
    "label": "=原因", "column": "原因", "kind": "nominal",
    "categories": [
        {"key": "one", "label": "=1+1"}, {"key": "two", "label": "+加"}, {"key": "three", "label": "-减"},
        {"key": "four", "label": "@某"}, {"key": "five", "label": "https://甲.乙"}, {"key": "six", "label": "007"},
    ],
}  # fmt: skip
ASKED = (
    QUESTION | {"within": "size", "standardise": ["zone"], "family": "confirmatory"},
    {"id": "zones", "outcome": "answer", "by": "zone", "groups": ["outer", "inner"], "key": [["yes"], ["yes", "no"]]},
    {"id": "twice", "outcome": "answer", "paired_with": "later", "key": [["yes"]]},
    {"id": "three", "outcome": "answer", "by": "group", "key": [["yes"]]},
    {"id": "streets", "outcome": "answer", "by": "street", "key": [["yes"]]},
    {"id": "alone", "outcome": "later", "key": [["yes"]]},
    {"id": "odd", "outcome": "reason", "by": "zone", "key": [["one"]]},
)  # fmt: skip
COLUMNS = ("group", "answer", "later", "zone", "size", "street", "reason")


def people(study):
    """600 people of ten streets in two zones, streets unlike each other."""
    rng = np.random.default_rng(11)
    rows = []
    for street in range(10):
        own = rng.dirichlet([3, 3, 2])
        for _ in range(60):
            answer, later = rng.choice(["yes", "no", "maybe"], 2, p=own)
            reason = rng.choice(["one", "two", "three", "four", "five", "six"])
            zone, size = "outer" if street < 5 else "inner", rng.choice(["big", "small"])
            group = rng.choice(list("abc"), p=[0.5, 0.45, 0.05])
            rows.append((1, group, answer, later, zone, size, f"{street}街道", reason))
    return people_of(study, rows, COLUMNS)


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    variables = {"later": LATER, "zone": ZONE, "size": SIZE, "reason": HOSTILE}
    study = asking(
        tmp_path_factory.mktemp("asked"), *ASKED, variables=variables, design={"cluster": "street"}
    )
    return sqgz.compare(study, people(study))


@pytest.fixture(scope="session")
def written(results, tmp_path_factory):
    """Path of the workbook of these results."""
    path = tmp_path_factory.mktemp("book") / "图表底稿.xlsx"
    write_workbook(results, path)
    return path


@pytest.fixture
def hidden(results):
    """The results with every row of group a of one comparison withheld, as a public version would."""
    frame = results.frame.copy()
    chosen = (frame["comparison"] == "three") & (frame["group"] == "a")
    frame.loc[chosen, "text"] = "*"
    return Results(frame, results.study)
