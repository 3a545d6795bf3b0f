"""Streets that sent only counts: added where their counts say enough, named where they do not."""

import openpyxl
import pytest
from studies import HUKOU, PERSON, PLACES, POSTS, STREET, identity, write_study

import sqgz

VARIABLES = {"person": PERSON, "street": STREET, "hukou": HUKOU, **POSTS}
PEOPLE = [
    ["街道", "身份证号", "户口所在地", "任职情况"],
    ["青禾街道", identity(1), "本社区", "书记"],
    ["青禾街道", identity(2), "区外", "委员"],
    ["云阶街道", identity(3), "本社区", "委员"],
    ["临河镇", identity(4), "区外", "书记"],
]
COMPARISONS = [
    {"id": "by_zone", "outcome": "hukou", "by": "zone", "groups": ["outer", "inner"], "key": [["community"]]},
    {"id": "by_position", "outcome": "hukou", "by": "position", "groups": ["chief", "member"], "key": [["community"]]},
]  # fmt: skip


@pytest.fixture
def results(tmp_path):
    """Three streets sent people, 北坡街道 sent 3 of 本社区 and 5 of 区外 and no positions."""
    folder = write_study(
        tmp_path, {"花名册.xlsx": PEOPLE}, VARIABLES, COMPARISONS, places=PLACES, folders={"汇总": "summary"},
        design={"cluster": "street"}, people={"scope": {"第一书记": "不纳入"}},
    )  # fmt: skip
    book = openpyxl.Workbook()
    page = book.active
    for row in (["街道", "户口所在地", None, None], [None, "本社区", "区外", "合计"], ["北坡街道", 3, 5, 8]):
        page.append(row)
    page.merge_cells("A1:A2")
    page.merge_cells("B1:D1")
    (folder.path / "汇总").mkdir()
    book.save(folder.path / "汇总" / "北坡街道.xlsx")
    cleaned = folder.clean_and_save()
    return sqgz.compare(folder.load(), cleaned.records)


def row_of(results, **wanted):
    found = results.select(**wanted)
    assert len(found) == 1, found
    return found.iloc[0]


def test_counts_of_a_street_are_added_to_the_people_of_the_others(results):
    outer = row_of(results, comparison="by_zone", stat="share", group="outer", category="community")
    assert (outer["count"], outer["base"]) == (3, 9)  # 北坡街道 3 of 8, 临河镇 0 of 1
    assert outer["clusters"] == 2
    inner = row_of(results, comparison="by_zone", stat="share", group="inner", category="community")
    assert (inner["count"], inner["base"]) == (2, 3)
    difference = results.select(comparison="by_zone", stat="difference", inference="process").iloc[0]
    assert "其中 1 个街道只报了汇总数（北坡街道），按汇总数计入" in difference["warnings"]


def test_what_needs_more_than_the_counts_say_leaves_the_street_out_and_names_it(results):
    members = row_of(results, comparison="by_position", stat="share", group="member", category="community")
    assert (members["count"], members["base"]) == (1, 2)
    difference = results.select(comparison="by_position", stat="difference", inference="process").iloc[0]
    assert "未含只报汇总数的街道：北坡街道" in difference["warnings"]


def test_the_profile_is_of_persons_and_says_so(results):
    rows = results.frame[results.frame["comparison"] == "profile.hukou"]
    assert len(rows)
    assert rows["warnings"].str.contains("未含只报汇总数的街道：北坡街道").all()


def test_who_sent_what_is_part_of_the_results(results):
    sent = results.select(comparison="submission", group="北坡街道")
    assert dict(zip(sent["category"], sent["count"], strict=True)) == {"rows": 1, "people": 8, "sheets": 1}
    assert set(sent["text"]) == {"已报"}
