"""What 04 shows of a comparison: question, shares, fact, judgement, and what plain tests would have said."""

import numpy as np
import pandas as pd
from studies import QUESTION, SIZE, asking, people_of

import sqgz
from sqgz.results.labels import group_label, question_of_study, stratum_label
from sqgz.results.plain import deal_out

ZONE = {"label": "片区", "codebook": "zone", "column": "片区"}
LATER = {
    "label": "再答", "column": "再答", "kind": "ordered",
    "categories": [{"key": "yes", "label": "是"}, {"key": "no", "label": "否"}, {"key": "maybe", "label": "也许"}],
}  # fmt: skip
BY_ZONE = {"id": "zones", "outcome": "answer", "by": "zone", "groups": ["outer", "inner"], "key": [["yes"]]}
PAIRED = {"id": "twice", "outcome": "answer", "paired_with": "later", "key": [["yes"]]}
SCORED = QUESTION | {"within": "size", "standardise": ["zone"], "scores": {"yes": 1, "no": 2, "maybe": 2.5}}
COLUMNS = ("group", "answer", "later", "zone", "size", "street")


def many(tmp_path):
    """A study that asks everything, and people of ten streets in two zones, streets unlike each other."""
    study = asking(
        tmp_path, SCORED, BY_ZONE, PAIRED, QUESTION | {"id": "three", "groups": []},
        variables={"later": LATER, "zone": ZONE, "size": SIZE}, design={"cluster": "street"},
    )  # fmt: skip
    rng = np.random.default_rng(11)
    rows = []
    for street in range(10):
        own = rng.dirichlet([3, 3, 2])
        for _ in range(60):
            answer, later = rng.choice(["yes", "no", "maybe"], 2, p=own)
            zone = "outer" if street < 5 else "inner"
            rows.append(
                (1, rng.choice(list("abc")), answer, later, zone, rng.choice(["big", "small"]), f"s{street}")
            )
    return study, people_of(study, rows, COLUMNS)


def test_the_question_is_a_sentence_of_labels(tmp_path):
    study, _ = many(tmp_path)
    asked = {one.id: question_of_study(study, one) for one in study.comparisons}
    assert asked["q"] == (
        "A与B，回答为“是”的占比有没有差别？在每个大小内部再看一次。两组的片区构成不同，再按片区标准化后看一次。"
        "并比较平均得分（是1、否2、也许2.5）。"
    )
    assert asked["zones"] == "外城区与内城区，回答为“是”的占比有没有差别？"
    assert asked["twice"] == "同一个人的回答与再答相比，“是”的占比有没有差别？"
    assert asked["three"] == "各组之间，回答的分布是否不同？"


def test_strata_and_sides_have_words(tmp_path):
    study, _ = many(tmp_path)
    assert stratum_label(study, "q", "") == "全部"
    assert stratum_label(study, "q", "big") == "大"
    assert stratum_label(study, "q", "zone=outer,size=big") == "外城区×大"
    assert stratum_label(study, "q", "standardised") == "标准化后"
    assert group_label(study, "", "later") == "再答"
    assert group_label(study, "zone", "inner") == "内城区"


def test_each_comparison_is_shown_as_question_shares_and_judgement(tmp_path):
    study, records = many(tmp_path)
    shown = sqgz.tell_comparisons(sqgz.compare(study, records))
    titles = [item.title for item in shown.items]
    assert [title.partition("：")[2] for title in titles if "[q]" in title] == [
        "",
        "",
        "判断",
        "分层、合计与标准化",
        "平均得分",
    ]
    assert [title.partition("：")[2] for title in titles if "[twice]" in title] == [
        "",
        "",
        "判断",
        "两个答案不同的人",
    ]
    for item in shown.items:
        text = item._repr_html_()
        assert "nan" not in text
        assert "NaN" not in text
        assert "unit_type=" not in text
    judged = next(item for item in shown.items if item.title.endswith("[zones]：判断")).frame
    assert list(judged["比较"]) == ["外城区 减 内城区"]
    assert set(judged.columns) >= {"差（百分点）", "95%区间", "p", "校正后p", "不计群的p", "结论"}


def test_streets_dealt_into_halves_keep_their_zones_in_balance():
    zone = np.repeat([0, 1], [6, 5])
    people = np.arange(22).reshape(11, 2)
    ways = deal_out(people, zone)
    assert len(ways) == 20 * 10  # 6 over 3 times 5 over 2: all of them
    assert len({tuple(way) for way in ways}) == 200
    assert (ways[:, zone == 0].sum(axis=1) == 3).all()
    assert (ways[:, zone == 1].sum(axis=1) == 2).all()
    drawn = deal_out(np.arange(60).reshape(30, 2), np.repeat([0, 1], 15))
    assert drawn.shape == (400, 30)
    assert (drawn[:, :15].sum(axis=1) == 7).all()


def test_plain_tests_cry_where_streets_differ_and_cluster_tests_do_not(tmp_path):
    study, records = many(tmp_path)
    shown = sqgz.tell_misled(study, records).frame
    assert list(shown["比较"]) == ["回答 [zones]"]
    plain, clustered = (
        float(shown[name].iloc[0].rstrip("%")) for name in ("普通卡方检验说有差别", "计群的检验说有差别")
    )
    assert plain > 25
    assert clustered < 12


def test_without_groups_of_whole_streets_there_is_nothing_to_deal_out(tmp_path):
    study = asking(tmp_path, design={"cluster": "street"})
    records = people_of(
        study, [(9, group, answer, f"s{i}") for i in range(5) for group in "ab" for answer in ("yes", "no")]
    )
    shown = sqgz.tell_misled(study, records)
    assert shown.frame.empty
    assert shown.notes == ("没有哪项比较的各组由整个街道（群）组成，无从演示。",)


def test_what_could_have_been_seen_is_larger_than_the_half_width(tmp_path):
    study, records = many(tmp_path)
    shown = sqgz.tell_detectable(sqgz.compare(study, records)).frame
    half, least = (
        pd.to_numeric(shown[name]) for name in ("区间半宽（百分点）", "可发现的最小差别（百分点）")
    )
    assert (least > half).all()
    assert set(shown["范围"]) >= {"全部", "大", "小"}


def test_without_clusters_nothing_is_promised(tmp_path):
    study = asking(tmp_path)
    records = people_of(study, [(40, "a", "yes", "s1"), (40, "b", "no", "s1")])
    results = sqgz.compare(study, records)
    assert sqgz.tell_detectable(results).frame.empty
    assert sqgz.tell_plain(results).frame.empty
