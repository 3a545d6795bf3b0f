"""results.csv is the same table to the last digit when it is read back."""

from dataclasses import replace

import pandas as pd
import pytest
from studies import QUESTION, asking, people_of

import sqgz
from sqgz.errors import InputError
from sqgz.results import save_results

ROWS = [
    (31, "a", "yes", "s1"),
    (13, "a", "no", "s2"),
    (17, "b", "yes", "s3"),
    (23, "b", "no", "s4"),
    (7, "b", None, "s5"),
]


@pytest.fixture
def study(tmp_path):
    return asking(tmp_path, QUESTION | {"within": "street"})


def test_what_is_saved_is_what_is_loaded(study):
    results = sqgz.compare(study, people_of(study, ROWS))
    save_results(results)
    path = study.processed / "results.csv"
    assert path.read_bytes()[:3] == b"\xef\xbb\xbf"  # a spreadsheet reads its Chinese
    pd.testing.assert_frame_equal(sqgz.load_results(study).frame, results.frame, check_exact=True)
    save_results(sqgz.load_results(study))
    pd.testing.assert_frame_equal(sqgz.load_results(study).frame, results.frame, check_exact=True)


def test_before_04_there_is_nothing_to_load(study):
    with pytest.raises(InputError) as error:
        sqgz.load_results(study)
    assert str(error.value) == (
        "还没有检验结果（data/processed/tiny/results.csv）。请先运行 04_tests.ipynb，或 python run.py run data/raw/tiny。"
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(",", ";"),
        lambda text: "",
        lambda text: text.replace("comparison,", "问题,", 1),
        lambda text: text + text.splitlines()[-1] + "\n",
        lambda text: text.replace("share", "mean"),
    ],
)
def test_a_table_that_was_changed_is_refused(study, spoil):
    save_results(sqgz.compare(study, people_of(study, ROWS)))
    path = study.processed / "results.csv"
    path.write_text(spoil(path.read_text(encoding="utf-8-sig")), encoding="utf-8-sig")
    with pytest.raises(
        InputError,
        match=r"^results\.csv 不是完整的结果表，列、键或数字被改动过。请重新运行 04_tests\.ipynb。$",
    ):
        sqgz.load_results(study)


def test_results_in_another_encoding_are_refused_in_chinese_alone(study):
    save_results(sqgz.compare(study, people_of(study, ROWS)))
    path = study.processed / "results.csv"
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("utf-16"))
    with pytest.raises(InputError) as error:
        sqgz.load_results(study)
    assert str(error.value) == (
        "results.csv 不是 UTF-8 编码，可能用别的程序另存过。请重新运行 04_tests.ipynb。"
    )


def test_results_of_a_comparison_that_is_not_declared_any_more_ask_for_a_run(study):
    """The rest of the table (profile.…, quality.…, coverage) is asked for by no comparison, and is no fault."""
    results = sqgz.compare(study, people_of(study, ROWS))
    save_results(results)
    rows = results.select(comparison="q")
    more = [rows.assign(comparison=name) for name in ("profile.gone", "localisation.x", "coverage",
            "quality.rows", "submission", "target.t", "studies")]  # fmt: skip
    save_results(replace(results, frame=pd.concat([rows, *more], ignore_index=True)))
    assert len(sqgz.load_results(study).frame) == 8 * len(rows)
    renamed = study.comparisons[0].model_copy(update={"id": "other"})
    with pytest.raises(InputError) as error:
        sqgz.load_results(study.model_copy(update={"comparisons": (renamed,)}))
    assert str(error.value) == (
        "study.yaml 中的比较与结果表不同（结果表 results.csv 有 q，study.yaml 没有），请重新运行。"
    )


def test_a_result_can_be_selected_by_any_column_and_a_wrong_one_is_ours(study):
    results = sqgz.compare(study, people_of(study, ROWS))
    assert len(results.select(comparison="q", stat=["share", "count"], stratum="", group="a")) == 6
    with pytest.raises(ValueError, match=r"results have no column \['p'\]"):
        results.select(p=0.05)
    assert repr(results).startswith("<Results tiny: ")
