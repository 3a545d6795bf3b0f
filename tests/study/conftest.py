"""A small study.yaml whose lines the tests count, and what loading a changed copy of it says."""

import pytest

import sqgz
from sqgz.errors import InputError

LINES = """\
name: small
title: 小调查
source: survey
as_of: 2024-06-30
files:
  - {path: 问卷.xlsx, role: answers}
variables:
  street: {label: 街道, kind: place, level: street, column: 街道}
  position: {label: 职务, codebook: position, column: 职务}
  hukou: {label: 户口, codebook: level, column: 户口}
  pay: {label: 待遇, column: 待遇, categories: [{key: good, label: 满意}, {key: bad, label: 不满意}]}
comparisons:
  - {id: hukou_by_position, outcome: hukou, by: position, key: [[community]]}
"""


@pytest.fixture
def small():
    """Text of the small study."""
    return LINES


@pytest.fixture
def load(tmp_path):
    """Load the small study with one line of it replaced, or another text, or with overrides."""

    def load_changed(old="", new="", *, text=LINES, overrides=None):
        assert old in text, f"{old!r} is not a part of the study"
        folder = tmp_path / "data" / "raw" / "small"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "study.yaml").write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
        return sqgz.load_study(folder, overrides)

    return load_changed


@pytest.fixture
def said(load):
    """The whole text of the error that loading ends with."""

    def message(*change, **more):
        with pytest.raises(InputError) as caught:
            load(*change, **more)
        return str(caught.value)

    return message
