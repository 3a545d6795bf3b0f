"""What became of a place: renames, merges and splits followed to today's list, alone and where people wrote old names."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import COMMUNITY, HUKOU, STREET, cell_of, values_of, write_study

from sqgz.cleaning.matching import match
from sqgz.cleaning.places.index import PlaceIndex
from sqgz.cleaning.places.rename_rows import changes_of
from sqgz.cleaning.places.renames import Renames
from sqgz.errors import InputError

LIST = [
    ("和平街道", "幸福社区"), ("和平街道", "团结一社区"), ("和平街道", "团结二社区"),
    ("青山镇", "红旗社区"), ("青山镇", "幸福社区"),
    ("新城街道", "创业社区"), ("新城街道", "临江社区"), ("新城街道", "学府社区"),
]  # fmt: skip
SPLIT = [("团结社区", "团结一社区", "2021-05", "拆分"), ("团结社区", "团结二社区", "2021-05", "拆分")]
ACROSS = [("河西社区", "临江社区", "2023", "拆分"), ("河西社区", "红旗社区", "2023", "拆分")]
MERGE = [("胜利社区", "创业社区", "2022-01-01", "合并"), ("前进社区", "创业社区", "2022-01-01", "合并")]
CHAIN = [("东村", "东风村", "2020", "改名"), ("东风村", "红旗社区", "2022", "改名")]
STREETS = [("老城街道", "新城街道", "2020-03-01", "改名")]
ALL = [*SPLIT, *ACROSS, *MERGE, *CHAIN, *STREETS]


def rows_as_mappings(rows):
    return [dict(zip(("old", "new", "date", "kind", "street"), row, strict=False)) for row in rows]


def listed(units=LIST, renames=()):
    places = pd.DataFrame(units, columns=["street", "name"])
    places.attrs["renames"] = rows_as_mappings(renames)
    return places


def renames_of(rows, units=LIST):
    return Renames(PlaceIndex.from_frame(listed(units)), changes_of(rows_as_mappings(rows)))


# --- following -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "communities", "streets"),
    [
        ("胜利社区", ("创业社区",), ("新城街道",)),
        ("前进社区", ("创业社区",), ("新城街道",)),
        ("东风村", ("红旗社区",), ("青山镇",)),
        ("东村", ("红旗社区",), ("青山镇",)),  # twice: 2020 and 2022
        ("团结社区", ("团结一社区", "团结二社区"), ("和平街道",)),
        ("河西社区", ("临江社区", "红旗社区"), ("新城街道", "青山镇")),
        ("学府社区", ("学府社区",), ("新城街道",)),  # nothing happened to it
        ("光明社区", (), ()),
    ],
)
def test_a_community_is_what_its_last_change_made_of_it(name, communities, streets):
    later = renames_of(ALL).later(name)
    assert (later.communities, later.streets) == (communities, streets)
    assert later.community == (communities[0] if len(communities) == 1 else None)
    assert later.street == (streets[0] if len(streets) == 1 else None)


@pytest.mark.parametrize("name", ["老城街道·创业社区", "老城街道创业社区", "新城街道创业社区居委会"])
def test_a_community_is_found_under_its_street_of_then_and_of_now(name):
    assert renames_of(STREETS).later(name).community == "创业社区"


def test_a_street_is_renamed_merged_or_split():
    renames = renames_of([
        *STREETS,
        ("河东街道", "新城街道", "2021", "合并"),
        ("大洼乡", "青山镇", "2022", "拆分"), ("大洼乡", "和平街道", "2022", "拆分"),
    ])  # fmt: skip
    assert renames.later_street("老城街道").street == "新城街道"
    assert renames.later_street("河东街道办事处").street == "新城街道"
    assert renames.later_street("大洼乡").streets == ("青山镇", "和平街道")
    assert renames.later("红旗社区", "大洼乡").community == "红旗社区"
    assert renames.later("幸福社区", "大洼乡").communities == ("和平街道·幸福社区", "青山镇·幸福社区")


def test_a_part_given_away_leaves_the_rest_under_the_old_name():
    renames = renames_of([("学府社区", "临江社区", "2022", "拆分")])
    assert renames.later("学府社区", since=date(2021, 1, 1)).communities == ("临江社区", "学府社区")
    assert renames.later("学府社区", since=date(2023, 1, 1)).community == "学府社区"


def test_a_name_that_another_unit_took_over_means_each_at_its_time():
    renames = renames_of([("学府社区", "临江社区", "2021", "改名"), ("书院社区", "学府社区", "2022", "改名")])
    assert renames.later("学府社区", since=date(2020, 6, 30)).community == "临江社区"
    assert renames.later("学府社区", since=date(2023, 6, 30)).community == "学府社区"
    assert renames.later("学府社区").communities == ("学府社区", "临江社区")
    assert renames.later("书院社区").community == "学府社区"


def test_names_exchanged_on_one_day_are_each_the_other():
    swapped = [("学府社区", "临江社区", "2021-01-01", "改名"), ("临江社区", "学府社区", "2021-01-01", "改名")]
    renames = renames_of(swapped)
    assert renames.later("学府社区", since=date(2020, 1, 1)).community == "临江社区"
    assert renames.later("临江社区", since=date(2020, 1, 1)).community == "学府社区"


def test_a_name_that_came_back_is_what_it_was():
    back = [("学府社区", "书院社区", "2021", "改名"), ("书院社区", "学府社区", "2023", "改名")]
    for name in ("学府社区", "书院社区"):
        assert renames_of(back).later(name).community == "学府社区"


def test_an_old_list_that_lags_behind_its_date_is_still_understood():
    assert renames_of(CHAIN).later("东风村", since=date(2024, 1, 1)).community == "红旗社区"


# --- what cannot be meant --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("甲社区", "乙社区", "2021", "改名")],
         "沿革表 第1行: 现名称“乙社区”不在单位名录中，沿革表中也没有它以后的变更。请改正名称，或补上以后的变更。"),
        ([("甲社区", "红旗社", "2021", "改名")],
         "沿革表 第1行: 现名称“红旗社”不在单位名录中，沿革表中也没有它以后的变更。是否为“红旗社区”？请改正名称，或补上以后的变更。"),
        ([("甲社区", "红旗社区", "2021", "撤销")], '沿革表 第1行: 类型 "撤销" 不认识。可用: 改名, 合并, 拆分'),
        ([("甲社区", "红旗社区", "去年", "改名")], '沿革表 第1行: 日期 "去年" 不认识。请写作 2023-05-01、2023-05 或 2023。'),
        ([("甲社区", "红旗社区", "2021-02-30", "改名")], '沿革表 第1行: 日期 "2021-02-30" 不认识。请写作 2023-05-01、2023-05 或 2023。'),
        ([("", "红旗社区", "2021", "改名")], "沿革表 第1行: 原名称为空。沿革表每行须写明原名称、现名称、日期和类型。"),
        ([("甲社区", "红旗社区", "2021", "改名"), ("甲社区", "创业社区", "2021", "改名")],
         "沿革表 第1行: “甲社区”在第2行另有现名称“创业社区”（改名）。改名只能有一个现名称；若是拆分，请各行都写“拆分”。"),
        ([("甲社区", "红旗社区", "2021", "改名"), ("甲社区", "创业社区", "2022", "改名")],
         "沿革表 第2行: “甲社区”在第1行已改名为“红旗社区”，不能再有变更。请核对原名称或日期。"),
        ([("甲社区", "红旗社区", "2021", "改名"), ("甲社区", "红旗社区", "2021", "改名")],
         "沿革表 第2行: “甲社区”到“红旗社区”与第1行重复。请删去一行。"),
        ([("甲社区", "乙社区", "2021", "改名"), ("乙社区", "甲社区", "2021", "改名")],
         "沿革表 第1行: 沿革表首尾相接，“甲社区”又变回自己，从日期分不出先后。请核对原名称、现名称和日期。"),
        ([("甲社区", "红旗社区", "2021", "拆分")],
         "沿革表 第1行: “甲社区”的拆分只有一个现名称“红旗社区”。拆分后的每个单位各写一行；若只是改名，请改类型。"),
        ([("甲社区", "幸福社区", "2021", "改名")],
         "沿革表 第1行: 名录中有几个单位叫“幸福社区”（和平街道·幸福社区、青山镇·幸福社区）。请在现名称前写明街道。"),
        ([("甲社区", "南湖街道·幸福社区", "2021", "改名")], "沿革表 第1行: 现名称所在的街道“南湖街道”不在单位名录中。请核对。"),
        ([("甲街道", "红旗社区", "2021", "改名")],
         "沿革表 第1行: “甲街道”与“红旗社区”一个是街道，一个是社区。请分别写明街道或社区的名称。"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_meant_is_named(rows, message):
    with pytest.raises(InputError) as error:
        renames_of(rows)
    assert str(error.value) == message


def test_a_new_name_of_several_streets_is_that_of_the_old_street():
    rows = [("甲社区", "幸福社区", "2021", "改名", "青山镇")]
    assert renames_of(rows).later("甲社区").community == "青山镇·幸福社区"
    assert (
        renames_of([("青山镇·甲社区", "幸福社区", "2021", "改名")]).later("甲社区").community
        == "青山镇·幸福社区"
    )


@pytest.mark.parametrize(
    "text", ["2021-05-01", "2021/5/1", "2021.5.1", "2021年5月1日", "2021年5月", "2021-05", "2021", "20210501", "2021-05-01 00:00:00"]
)  # fmt: skip
def test_dates_are_written_in_many_ways(text):
    assert renames_of([("甲社区", "红旗社区", text, "更名")]).later("甲社区").kinds == ("改名",)


@given(
    names=st.lists(st.sampled_from([name for _, name in LIST] + [street for street, _ in LIST]), unique=True),
    kind=st.sampled_from(["改名", "合并"]),
    year=st.integers(1990, 2024),
    text=st.sampled_from(["幸福社区", "青山镇幸福社区", "红旗社区居委会", "团结一社区12号", "青山镇", "和平街道某路3号", "团结社区"]),
)  # fmt: skip
def test_names_that_stay_the_same_change_nothing(names, kind, year, text):
    same = [(name, name, str(year), kind) for name in names if name != "幸福社区"]
    plain, with_history = listed(), listed(renames=same)
    for variable in ("community", "street", "level"):
        for street, community in ((None, None), ("青山镇", "红旗社区"), ("和平街道", "团结一社区")):
            asked = {"street": street, "community": community}
            assert match(variable, text, with_history, **asked) == match(variable, text, plain, **asked)


# --- where people wrote old names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "raw", "key", "reason"),
    [
        ("community", "东村村委会", "红旗社区", "所写是原名称，按沿革表该社区已改名"),
        ("community", "胜利社区居委会", "创业社区", "所写是原名称，按沿革表该社区已并入他处"),
        ("community", "老城街道前进社区", "创业社区", "所写是原名称，按沿革表该社区已并入他处"),
        ("community", "老城街道办事处学府社区", "学府社区", "与单位名录一致"),
        ("street", "老城街道", "新城街道", "所写是原名称，按沿革表该街道已改名"),
        ("street", "老城街道学府社区", "新城街道", "与单位名录一致"),
    ],
)
def test_a_former_name_is_its_one_successor_and_says_so(variable, raw, key, reason):
    found = match(variable, raw, listed(renames=ALL))
    assert (found.key, found.status, found.reason) == (key, "mapped", reason)


def test_a_community_since_split_is_asked_for_each_person():
    found = match("community", "团结社区", listed(renames=ALL), street="和平街道")
    assert (found.status, found.candidates, found.singly) == ("review", ("团结一社区", "团结二社区"), True)
    assert found.reason == "所写是原名称，按沿革表该社区已拆分，须核对现属哪一个"


def test_a_street_since_split_is_asked_for_each_person_unless_its_community_tells():
    rows = [("大洼乡", "青山镇", "2022", "拆分"), ("大洼乡", "新城街道", "2022", "拆分")]
    places = listed(renames=rows)
    assert match("street", "大洼乡", places).candidates == ("青山镇", "新城街道")
    assert match("street", "大洼乡红旗社区", places).key == "青山镇"
    assert match("community", "大洼乡红旗社区", places).key == "红旗社区"


def test_a_former_name_that_another_unit_bears_now_is_asked():
    places = listed(
        renames=[("学府社区", "临江社区", "2021", "改名"), ("书院社区", "学府社区", "2022", "改名")]
    )
    found = match("community", "学府社区", places)
    assert (found.key, found.candidates, found.singly) == (None, ("学府社区", "临江社区"), True)
    assert match("level", "学府社区", places, street="新城街道", community="学府社区").status == "review"


def test_a_unit_that_kept_its_name_is_meant_by_those_who_work_there_but_an_old_address_may_lie_in_the_other_part():
    places = listed(renames=[("学府社区", "临江社区", "2022", "拆分")])
    assert match("community", "学府社区", places).key == "学府社区"
    found = match("level", "学府社区5号", places, street="新城街道", community="学府社区")
    assert (found.key, found.detail, found.candidates) == (None, "within_street", ("community", "street"))
    assert match("level", "学府社区5号", places, street="新城街道", community="创业社区").key == "street"


@pytest.mark.parametrize(
    ("raw", "street", "community", "key", "detail"),
    [
        ("团结社区12号", "和平街道", "团结一社区", None, "within_street"),
        ("团结社区12号", "和平街道", None, None, "within_street"),
        ("团结社区12号", "和平街道", "和平街道·幸福社区", "street", None),  # neither part is the own one
        ("团结社区12号", "青山镇", "红旗社区", "district", None),
        ("河西社区", "青山镇", "红旗社区", None, None),
        ("河西社区", "和平街道", "团结一社区", "district", None),  # both parts lie elsewhere
        ("胜利社区", "新城街道", "创业社区", "community", None),
        ("老城街道某路8号", "和平街道", "团结一社区", "district", None),
        ("老城街道某路8号", "新城街道", "创业社区", None, "within_street"),
    ],
)
def test_an_address_under_an_old_name_tells_what_all_parts_agree_on(raw, street, community, key, detail):
    found = match("level", raw, listed(renames=ALL), street=street, community=community)
    assert (found.key, found.detail) == (key, detail)
    assert found.status == ("mapped" if key else "review")


# --- from files ------------------------------------------------------------------------------------------------------

HISTORY = [
    ["区划沿革表", "", "", ""],
    ["原名称", "现名称", "日期", "类型"],
    ["老街道", "青禾街道", "2020年5月", "改名"],
    ["春雷社区", "春风社区", "2022-01-01", "合并"],
    ["石社区", "石桥社区", "2021", "拆分"],
    ["石社区", "石口社区", "2021", "拆分"],
]
PLACES = [
    ["zone", "street", "name"], ["内城区", "青禾街道", "春风社区"], ["内城区", "云阶街道", "石桥社区"], ["内城区", "云阶街道", "石口社区"],
]  # fmt: skip
PEOPLE = [
    ["街道", "社区", "户口所在地"],
    ["老街道", "春雷社区", "春雷社区3号"],
    ["云阶街道", "石社区", "石社区3号"],
    ["云阶街道", "石桥社区", "春雷社区"],
]


def with_history(tmp_path, history=HISTORY, name="沿革表.xlsx"):
    folder = write_study(
        tmp_path,
        {"问卷.xlsx": PEOPLE},
        {"street": STREET, "community": COMMUNITY, "hukou": HUKOU},
        places=PLACES,
        also=[{"path": name, "role": "renames"}],
    )
    folder.write(name, history)
    return folder


def test_cleaning_maps_old_names_asks_about_split_units_and_writes_down_both(tmp_path):
    cleaned = with_history(tmp_path).clean()
    assert values_of(cleaned, "street") == ["青禾街道", "云阶街道", "云阶街道"]
    assert values_of(cleaned, "community") == ["春风社区", None, "石桥社区"]
    assert values_of(cleaned, "hukou") == ["community", None, "district"]
    assert values_of(cleaned, "hukou_detail") == [None, "within_street", None]
    assert cell_of(cleaned, 2, "community") == ("春雷社区", "春风社区", "recoded")
    assert cell_of(cleaned, 2, "street") == ("老街道", "青禾街道", "recoded")
    asked = cleaned.review[cleaned.review["变量"] == "community"]
    assert asked[["asked", "行号", "可能的类别"]].values.tolist() == [["row", 3, "石桥社区、石口社区"]]


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ([["原名称", "现名称", "日期"], ["甲", "乙", "2021"]], "沿革表.csv: 沿革表缺少列 kind（类型）。"),
        (
            [*HISTORY[1:], ["甲社区", "乙社区", "2021", "改名"]],
            "沿革表.csv 第6行: 现名称“乙社区”不在单位名录中",
        ),
    ],
)
def test_a_list_of_renames_that_cannot_be_used_is_refused_with_its_row(tmp_path, history, message):
    with pytest.raises(InputError) as error:
        with_history(tmp_path, history, "沿革表.csv").clean()
    assert str(error.value).startswith(message)
