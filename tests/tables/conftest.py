"""Sixteen people whose every number can be checked by hand, with the labels that records carry."""

import pandas as pd
import pytest

POSITIONS = ["chief", "member", "staff"]
LEVELS = ["community", "street", "district", "outside"]
STREETS = ["丙街道", "甲街道", "乙街道"]
LABELS = {
    "position": {
        "label": "职务",
        "kind": "nominal",
        "labels": {"chief": "主职", "member": "成员", "staff": "其他"},
    },
    "hukou": {
        "label": "户口",
        "kind": "ordered",
        "labels": {"community": "本社区", "street": "本街道", "district": "本区", "outside": "区外"},
    },
    "zone": {"label": "片区", "kind": "nominal", "labels": {"inner": "内城区", "outer": "外城区"}},
    "street": {"label": "街道", "kind": "place", "labels": {}},
}
PEOPLE = [  # position, hukou, street, zone
    ("chief", "community", "甲街道", "inner"),
    ("chief", "community", "甲街道", "inner"),
    ("chief", "community", "乙街道", "outer"),
    ("chief", "street", "乙街道", "outer"),
    ("chief", None, "乙街道", "outer"),
    ("chief", "skipped", "甲街道", "inner"),
    ("member", "community", "甲街道", "inner"),
    ("member", "street", "甲街道", "inner"),
    ("member", "street", "甲街道", "inner"),
    ("member", "street", "乙街道", "outer"),
    ("member", "outside", "乙街道", "outer"),
    ("member", "outside", None, "outer"),
    ("member", None, "乙街道", None),
    (None, "community", "甲街道", "inner"),
    (None, None, "甲街道", "inner"),
    (None, "skipped", "甲街道", "inner"),
]


@pytest.fixture
def people():
    """A frame of records as `load_records` gives it: ordered Categoricals, labels carried along."""
    columns = list(zip(*PEOPLE, strict=True))
    names = [POSITIONS, [*LEVELS, "skipped"], STREETS, ["inner", "outer"]]
    frame = pd.DataFrame(
        {
            key: pd.Categorical(values, categories=order, ordered=True)
            for key, values, order in zip(
                ("position", "hukou", "street", "zone"), columns, names, strict=True
            )
        }
    )
    frame.attrs["variables"] = LABELS
    return frame
