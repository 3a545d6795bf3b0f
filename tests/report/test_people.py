"""What the report says of the people themselves: who is counted, who is called what, whose answers are missing."""

import pytest
from studies import COMMUNITY, PERSON, PLACES, POSTS, RESIDENCE, STREET, identity, write_study

import sqgz
from sqgz.report.blocks import Paragraph
from sqgz.report.composing.sections import compose_brief, compose_report
from sqgz.report.marks import plain

VARIABLES = {
    "person": PERSON, "street": STREET, "community": COMMUNITY, **POSTS, "residence": RESIDENCE,
    "unit_type": {"label": "单位类型", "codebook": "unit_type", "from": "places"},
}  # fmt: skip
LIVE = {"key": "home", "label": "居住在本社区的比重", "rule": "residence", "within": "community", "of": []}
ANSWERS = [["身份证号", "居住地"], [identity(1), "本社区"], [identity(2), "外省"], [identity(3), "本社区"]]
VILLAGER = [identity(5), "临河镇", "柳岸村", "社工"]
ROSTER = [
    ["身份证号", "街道", "社区", "任职情况"],
    [identity(1), "青禾街道", "春风社区", "书记"],
    [identity(2), "青禾街道", "春风社区", "支部委员"],
    [identity(3), "青禾街道", "幸福社区", "居委会委员"],
    [identity(4), "青禾街道", "幸福社区", "社工"],
]


def results_of(root, answers, roster):
    folder = write_study(
        root, {"问卷.xlsx": answers, "花名册.xlsx": roster}, VARIABLES, [{"id": "q", "outcome": "residence"}],
        places=PLACES, localisation=[LIVE],
    )  # fmt: skip
    cleaned = folder.clean_and_save()
    return sqgz.compare(folder.load(), cleaned.records)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Three of four people of a roster answered, none of them in a village."""
    return results_of(tmp_path_factory.mktemp("people"), ANSWERS, ROSTER)


def texts_of(report):
    return "\n".join(plain(block.text) for block in report.blocks if isinstance(block, Paragraph))


def test_all_who_are_counted_are_those_who_answered_and_those_only_the_roster_knows(results):
    said = "以下统计的全部人员共4人，包括实报的3人和只见于花名册、未填报问卷的1人。"
    assert said in texts_of(compose_report(results))


def test_heads_and_members_are_defined_by_the_studys_own_rule(results):
    said = "主职是指党组织书记或居（村）委会主任，其他“两委”成员是指主职以外的党组织、居（村）委会成员"
    assert said in texts_of(compose_report(results))
    assert said in texts_of(compose_brief(results))


def test_missing_answers_are_told_before_anything_is_concluded_and_counted_in_people(results):
    body = texts_of(compose_report(results))
    assert "“居住地”未填或待核的超过一成，涉及这些项目的结论须谨慎使用。" in body
    assert (
        "未填或待核所占比重较大的有：“居住地”1人（有效3人）；未填报问卷的1人，凡花名册没有这一项的，也计在内。"
        in body
    )


def test_what_is_near_in_a_village_is_said_only_where_somebody_works_in_one(results, tmp_path):
    said = "“本社区”对在村任职的人员指本村"
    assert said not in texts_of(compose_report(results))
    with_one = results_of(tmp_path, [*ANSWERS, [identity(5), "本社区"]], [*ROSTER, VILLAGER])
    assert said in texts_of(compose_report(with_one))
