"""What a comparison makes of data that cannot answer it: a reason in words or one clear error, never NaN, never a silent p."""

import numpy as np
import pytest
from studies import QUESTION, SIZE, STREET, asking, cells_of, one_row, people_of

import sqgz
from sqgz.errors import InputError
from sqgz.results import check_frame
from sqgz.stats import Counts, cramers_v, design_difference, exact, pearson, rao_scott, residuals, trend

ZONE = {"label": "片区", "codebook": "zone", "column": "片区"}
BY_ZONE = QUESTION | {"by": "zone", "groups": ["outer", "inner"]}
STREETS = {"design": {"cluster": "street"}}


def told(results, **wanted):
    """Every row of a comparison has a p, or says why it has none."""
    check_frame(results.frame)
    rows = results.select(comparison="q", **wanted)
    silent = rows[
        rows["stat"].isin(["difference", "test", "test_plain"])
        & rows["p_value"].isna()
        & (rows["inference"] == "process")
    ]
    assert (silent["warnings"] != "").all(), silent[["stat", "method", "warnings"]].to_dict("records")
    return rows


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(5, "a", None, "s1"), (5, "b", None, "s2")], "表里没有人，无法检验"),  # an empty table
        ([(40, "a", "yes", f"s{i}") for i in range(6)], "只有一组有人，无从比较"),  # one row
        (
            [(9, group, "yes", f"s{i}") for i in range(6) for group in "ab"],
            "所有人都在同一类别，没有差别可检验",
        ),  # one column
        ([(80, "a", "yes", "s1")], "只有一组有人，无从比较"),  # everybody in one cell
    ],
)
@pytest.mark.parametrize("cluster", [None, "street"])
def test_a_table_without_two_rows_and_columns_says_why_it_cannot_be_tested(tmp_path, rows, reason, cluster):
    study = asking(tmp_path, design={"cluster": cluster})
    found = told(sqgz.compare(study, people_of(study, rows)))
    assert found["p_value"].isna().all()
    plain = found[(found["stat"] == "test_plain") & (found["group"] == "")]
    assert reason in plain["warnings"].iloc[0]
    assert not {"clear", "small", "none", "equal", "differ"} & set(found["finding"])


@pytest.mark.parametrize("name", ["", "精确", "趋势"])
@pytest.mark.parametrize("wrong", [[[3, -1], [4, 5]], [[3, 1.5], [4, 5]], [[3, np.nan], [4, 5]]])
def test_what_is_no_number_of_people_is_refused_with_its_place(name, wrong):
    test = {"": pearson, "精确": exact, "趋势": trend}[name]
    with pytest.raises(InputError, match=r"第1行、第2列的数是 .*：人数必须是不小于 0 的整数"):
        test(wrong)


def test_counts_of_a_study_that_are_no_numbers_of_people_are_refused(tmp_path):
    study = asking(tmp_path, counts=True)
    cells = cells_of(study, [(5, "a", "yes"), (5, "b", "no")]).astype({"n": float})
    cells.loc[0, "n"] = 4.5
    with pytest.raises(InputError, match="人数 n 中有不是整数的格"):
        sqgz.compare(study, cells)


def test_totals_among_the_data_are_recognised_and_refused():
    with pytest.raises(InputError, match="看来是合计"):
        pearson([[30, 20, 50], [25, 35, 60], [55, 55, 110]])


def test_a_cluster_that_lies_in_two_zones_is_named_for_what_it_is(tmp_path):
    study = asking(tmp_path, BY_ZONE, variables={"zone": ZONE}, **STREETS)
    rows = [
        (n, zone, answer, f"{zone}{s}" if s else "both")
        for zone, yes in (("outer", 14), ("inner", 9))
        for s in range(6)
        for n, answer in ((yes + s, "yes"), (26 - yes - s, "no"))
    ]
    results = sqgz.compare(study, people_of(study, rows, ("zone", "answer", "street")))
    row = one_row(results, comparison="q", stat="difference")
    assert row["finding"] == "few_clusters"
    assert "只有 1 个群同时有两组的人，其余各只有一组；如各组应由整个群组成，请核对" in row["warnings"]
    told(results)


def test_a_stratum_with_one_cluster_is_told(tmp_path):
    study = asking(tmp_path, variables={"size": SIZE}, design={"cluster": "street", "strata": "size"})
    rows = [
        (n + (i * j) % 3, group, answer, f"s{i}", "big" if i else "small")
        for i in range(6)
        for j, (n, group, answer) in enumerate(
            ((20, "a", "yes"), (10, "a", "no"), (12, "b", "yes"), (18, "b", "no"))
        )
    ]
    results = sqgz.compare(study, people_of(study, rows, ("group", "answer", "street", "size")))
    row = one_row(results, comparison="q", stat="difference")
    assert "1 个分层只有一个街道（群），其误差按全部群的平均计算" in row["warnings"]
    assert row["df"] == 4
    told(results)


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan])
def test_weights_that_are_not_positive_are_refused(tmp_path, weight):
    variables = {"weight": {"label": "权数", "kind": "text", "column": "权数"}}
    study = asking(tmp_path, variables=variables, design={"weight": "weight", "cluster": "street"})
    rows = [(5, "a", "yes", "s1", 1.0), (5, "b", "no", "s2", weight)]
    records = people_of(study, rows, ("group", "answer", "street", "weight")).astype({"weight": float})
    with pytest.raises(InputError, match=r'权数 "weight" 有 5 行不大于 0|"weight" 有 5 行为空或不是数字'):
        sqgz.compare(study, records)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            QUESTION | {"by": "answer", "groups": ["yes", "no"]},
            '"answer" 不能与自己比较。by 应为另一个变量。',
        ),
        (
            {"id": "q", "outcome": "answer", "paired_with": "answer"},
            '"answer" 不能与自己配对。paired_with 应为另一个变量。',
        ),
    ],
)
def test_a_comparison_of_a_variable_with_itself_is_refused(tmp_path, question, message):
    with pytest.raises(InputError) as error:
        asking(tmp_path, question)
    assert str(error.value).endswith(message)


def test_one_table_of_clusters_without_spread_or_second_cluster_says_so():
    alike = Counts(array=np.full((2, 2), 15), cluster_weights=np.full((3, 2, 2), 5.0))
    for found in (rao_scott(alike), design_difference(alike, 0)):
        assert found.p_value is None
        assert "各街道（群）的构成完全相同" in found.warnings[-1]
    lone = Counts(array=np.array([[5, 6], [7, 3]]), cluster_weights=np.array([[[5.0, 6], [7, 3]]]))
    for found in (rao_scott(lone), design_difference(lone, 0)):
        assert found.p_value is None
        assert found.warnings
    assert cramers_v(lone).low is None
    assert not residuals(lone).judged.any()


def test_a_paired_question_that_nobody_answered_twice_says_so(tmp_path):
    later = {"label": "再答", "column": "再答", "categories": [
        {"key": "yes", "label": "是"}, {"key": "no", "label": "否"}, {"key": "maybe", "label": "也许"}]}  # fmt: skip
    for number, design in enumerate(({"cluster": None}, {"cluster": "street"})):
        study = asking(tmp_path / str(number), {"id": "q", "outcome": "answer", "paired_with": "later", "key": [["yes"]]},
                       variables={"later": later, "street": STREET}, design=design)  # fmt: skip
        rows = [(5, "yes", None, "s1"), (5, None, "no", "s2")]
        results = sqgz.compare(study, people_of(study, rows, ("answer", "later", "street")))
        row = one_row(results, comparison="q", stat="difference")
        assert row["finding"] == "few_people"
        assert "没有人两项都作了答，无从比较" in row["warnings"]
        told(results)
