"""What 01_clean writes is what the notebooks after it read."""

import pandas as pd
import pytest
from studies import COMMUNITY, EDUCATION, HUKOU, PERSON, PLACES, POSTS, STREET, identity, write_study

import sqgz
from sqgz.cleaning import load_ledger, load_places, load_records
from sqgz.errors import InputError

REASONS = {
    "label": "原因", "kind": "multiple", "column": "原因",
    "categories": [{"key": "far", "label": "太远"}, {"key": "kids", "label": "孩子"}],
}  # fmt: skip
HEADING = ["身份证号", "街道", "社区", "任职情况", "户口所在地", "原因"]
ROWS = [
    HEADING,
    [identity(1), "青禾街道", "春风社区", "书记", "NA", "太远┋孩子"],
    [identity(2), "青禾街道", "幸福社区", "主任", 'a"b,c', "(跳过)"],
    [identity(3), "", "", "", "本地\n本地", ""],
]
VARIABLES = {
    "person": PERSON,
    "street": STREET,
    "community": COMMUNITY,
    **POSTS,
    "hukou": HUKOU,
    "reasons": REASONS,
}


@pytest.fixture
def folder(tmp_path):
    return write_study(tmp_path, {"花名册.xlsx": ROWS}, VARIABLES, places=PLACES)


def test_records_ledger_and_places_come_back_as_they_were(folder):
    cleaned = folder.clean_and_save()
    study = folder.load()
    pd.testing.assert_frame_equal(load_records(study), cleaned.records)
    assert load_records(study).attrs["variables"] == cleaned.records.attrs["variables"]
    pd.testing.assert_frame_equal(load_places(study), cleaned.places)
    written = cleaned.ledger.astype({name: "str" for name in cleaned.ledger if name not in ("row", "record")})
    pd.testing.assert_frame_equal(load_ledger(study), written, check_dtype=False)
    assert "NA" in load_ledger(study)["raw"].tolist()


def test_before_01_there_is_nothing_to_load(folder):
    with pytest.raises(InputError) as error:
        load_records(folder.load())
    assert str(error.value) == (
        "还没有清洗结果（data/processed/tiny/records.parquet）。请先运行 01_clean.ipynb，或 python run.py run data/raw/tiny。"
    )


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"education": EDUCATION}, "education"),
        ({"reasons": REASONS | {"categories": [{"key": "far", "label": "太远"}, {"key": "school", "label": "孩子"}]}}, "reasons"),
    ],
)  # fmt: skip
def test_records_of_another_study_file_are_not_taken_for_those_of_this_one(folder, tmp_path, changes, key):
    folder.clean_and_save()
    changed = write_study(tmp_path, {"花名册.xlsx": ROWS}, VARIABLES | changes, places=PLACES)
    with pytest.raises(
        InputError, match=f"^清洗结果与 study.yaml 不一致（变量 {key} .*请重新运行 01_clean.ipynb"
    ):
        load_records(changed.load())


def test_a_new_title_or_another_question_needs_no_cleaning_anew(folder, tmp_path):
    folder.clean_and_save()
    changed = write_study(
        tmp_path, {"花名册.xlsx": ROWS}, VARIABLES, [{"id": "other", "outcome": "reasons"}], places=PLACES, title="另一题目"
    )  # fmt: skip
    assert len(load_records(changed.load())) == 3


def test_a_study_of_counts_loads_its_cells(tmp_path):
    folder = write_study(
        tmp_path, {"计数.csv": [["户口所在地", "人数"], ["本社区", 3], ["区外", 4]]}, {"hukou": HUKOU}
    )
    cleaned = folder.clean_and_save()
    pd.testing.assert_frame_equal(load_records(folder.load()), cleaned.records)
    assert load_places(folder.load()) is None
    assert len(load_ledger(folder.load())) == 0
    assert sqgz.compare(folder.load(), cleaned.records).select(stat="share", category="community")[
        "value"
    ].tolist() == [pytest.approx(3 / 7)]
