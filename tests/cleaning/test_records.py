"""From files to records: what becomes of every row and of every cell, each on a file that can be read by eye."""

import numpy as np
import pandas as pd
import pytest
from studies import (
    COMMUNITY,
    EDUCATION,
    HUKOU,
    NAME,
    PERSON,
    PLACES,
    POSTS,
    RESIDENCE,
    STREET,
    cell_of,
    identity,
    rows_of,
    values_of,
    write_study,
    write_workbook,
)

from sqgz.errors import InputError

ZONE = {"label": "片区", "codebook": "zone", "from": "places"}
REASONS = {
    "label": "原因", "kind": "multiple", "column": "原因",
    "categories": [{"key": "far", "label": "太远"}, {"key": "kids", "label": "孩子上学，不便"}, {"key": "other", "label": "其他"}],
}  # fmt: skip


# --- rows ------------------------------------------------------------------------------------------------------------


def test_each_row_of_two_files_has_one_fate_and_the_same_person_is_one_record(tmp_path):
    wrong = identity(9)[:-1] + ("0" if identity(9)[-1] != "0" else "1")
    folder = write_study(
        tmp_path,
        {
            "问卷.xlsx": [
                ["身份证号", "户口所在地"],
                [identity(1), "本社区"],
                [identity(1), "本社区"],  # a second time, the same
                [identity(7), "本社区"],  # on no roster, but a right number: a person
                ["", "本社区"],  # who is this?
                [wrong, "本社区"],
                [float(identity(3)[:17] + "0"), "本社区"],  # the last digits are lost
            ],
            "花名册.xlsx": [
                ["街道工作人员花名册", ""],
                ["身份证号", "最高学历"],
                [identity(1), "本科"],
                [identity(2), "大专"],
                ["小计", ""],
                ["", ""],
                ["填表人：某某", "审核人：某某"],
            ],
        },
        {"person": PERSON, "hukou": HUKOU, "education": EDUCATION},
    )
    cleaned = folder.clean()
    assert rows_of(cleaned) == [
        ("花名册.xlsx", 1, "not_data"),
        ("花名册.xlsx", 3, "joined"),
        ("花名册.xlsx", 4, "record"),
        ("花名册.xlsx", 5, "not_data"),
        ("花名册.xlsx", 6, "not_data"),
        ("花名册.xlsx", 7, "not_data"),
        ("问卷.xlsx", 2, "record"),
        ("问卷.xlsx", 3, "duplicate"),
        ("问卷.xlsx", 4, "record"),
        ("问卷.xlsx", 5, "rejected"),
        ("问卷.xlsx", 6, "rejected"),
        ("问卷.xlsx", 7, "rejected"),
    ]
    assert values_of(cleaned, "record") == ["1", "2", "3"]
    assert values_of(cleaned, "hukou") == ["community", "community", None]
    assert values_of(cleaned, "education") == ["bachelor", None, "college"]
    assert cleaned.records["answered"].tolist() == [True, True, False]
    reasons = cleaned.ledger.set_index(["file", "row"])["reason"]
    assert reasons["问卷.xlsx", 5] == "未填证件号，无法与花名册对应"
    assert reasons["问卷.xlsx", 6] == "证件号校验位不符，无法与花名册对应"
    assert reasons["问卷.xlsx", 7] == "证件号以数字存放，末几位已失真，无法与花名册对应"


def test_without_a_roster_nobody_is_rejected_for_their_id(tmp_path):
    folder = write_study(
        tmp_path,
        {"问卷.xlsx": [["身份证号", "户口所在地"], ["", "本社区"], ["", "本社区"], ["12345", "本社区"], ["12345", "本社区"]]},
        {"person": PERSON, "hukou": HUKOU},
    )  # fmt: skip
    assert [action for _, _, action in rows_of(folder.clean())] == ["record", "record", "record", "duplicate"]


def test_spaces_width_and_case_of_an_id_do_not_make_two_people(tmp_path):
    number = next(identity(n) for n in range(1, 50) if identity(n).endswith("X"))
    wide = number.lower().translate({ord("0") + i: ord("０") + i for i in range(10)})
    folder = write_study(
        tmp_path,
        {"问卷.xlsx": [["身份证号", "户口所在地"], [number, "本社区"], [f" {number[:6]} {number[6:]}", "本社区"], [wide, ""]]},
        {"person": PERSON, "hukou": HUKOU},
    )  # fmt: skip
    assert [action for _, _, action in rows_of(folder.clean())] == ["record", "duplicate", "duplicate"]


def test_two_people_of_one_name_stay_two_people(tmp_path):
    rows = [["姓名", "身份证号", "户口所在地"], ["甲", identity(1), "本社区"], ["甲", identity(2), "本社区"]]
    folder = write_study(tmp_path, {"问卷.xlsx": rows}, {"person": PERSON, "name": NAME, "hukou": HUKOU})
    cleaned = folder.clean()
    assert len(cleaned.records) == 2
    assert not {"name", "person"} & set(cleaned.records.columns)


def test_sheets_of_one_workbook_are_stacked_and_counted_apart(tmp_path):
    folder = write_study(tmp_path, {"花名册.xlsx": None}, {"person": PERSON, "hukou": HUKOU})
    heading = ["身份证号", "户口所在地"]
    write_workbook(
        folder.path / "花名册.xlsx",
        [heading, [identity(1), "本社区"]],
        sheet="一社区",
        others=[("二社区", [heading, [identity(2), "外省"], [identity(1), "本社区"]])],
    )
    cleaned = folder.clean()
    entries = cleaned.ledger[cleaned.ledger["column"] == ""]
    found = entries.groupby(["sheet", "action"], observed=True).size().to_dict()
    assert found == {
        ("一社区", "not_data"): 1, ("一社区", "record"): 1,
        ("二社区", "not_data"): 1, ("二社区", "record"): 1, ("二社区", "duplicate"): 1,
    }  # fmt: skip


def test_a_study_without_a_single_person_is_the_users_to_mend(tmp_path):
    folder = write_study(
        tmp_path, {"问卷.xlsx": [["身份证号", "户口所在地"]]}, {"person": PERSON, "hukou": HUKOU}
    )
    with pytest.raises(InputError) as error:
        folder.clean()
    assert (
        str(error.value)
        == "问卷.xlsx: 没有一行可以成为记录的数据。请核对文件，或用 sheet、heading_row 写明数据所在。"
    )


# --- cells -----------------------------------------------------------------------------------------------------------


def test_each_cell_that_is_not_what_it_says_has_one_entry(tmp_path):
    folder = write_study(
        tmp_path,
        {
            "问卷.xlsx": [
                ["序", "户口所在地", "居住地"],
                ["1", "本社区", "本社区"],  # kept: no entry
                ["2", "本街道其他社区（本街道）", "(跳过)"],
                ["3", "(空)", "-2"],
                ["4", "", "-3"],
                ["5", "本地", "A.本社区"],
            ]
        },
        {"hukou": HUKOU, "residence": RESIDENCE},
    )
    cleaned = folder.clean()
    assert cell_of(cleaned, 2, "hukou") is None
    assert cell_of(cleaned, 3, "residence") == ("(跳过)", "skipped", "skipped")
    assert cell_of(cleaned, 4, "hukou") == ("(空)", "", "missing")
    assert cell_of(cleaned, 4, "residence") == ("-2", "", "missing")
    assert cell_of(cleaned, 5, "hukou") is None  # an empty cell is what it says
    assert cell_of(cleaned, 5, "residence") == ("-3", "skipped", "skipped")
    assert cell_of(cleaned, 6, "hukou") == ("本地", "", "review")
    assert cell_of(cleaned, 6, "residence") == ("A.本社区", "community", "recoded")
    assert values_of(cleaned, "residence") == ["community", "skipped", None, "skipped", "community"]
    assert list(cleaned.records["residence"].cat.categories)[-1] == "skipped"


def test_levels_come_from_addresses_and_a_contradiction_is_a_question(tmp_path):
    hukou = HUKOU | {"place_column": "户籍地址"}
    folder = write_study(
        tmp_path,
        {
            "问卷.xlsx": [
                ["街道", "社区", "户口所在地", "户籍地址"],
                ["青禾街道", "春风社区", "", "青禾街道春风社区3号楼"],
                ["青禾街道", "春风社区", "本社区", "青禾街道春风社区"],
                ["青禾街道", "春风社区", "本社区", "云阶街道石桥社区2栋"],
                ["青禾街道", "春风社区", "本区其他街道", "青禾街道幸福路18号"],
                ["青禾街道", "春风社区", "", "某个不知道的地方"],
                ["青禾街道", "春风社区", "云阶街道石桥社区", ""],
            ]
        },
        {"street": STREET, "community": COMMUNITY, "hukou": hukou},
        places=PLACES,
    )
    cleaned = folder.clean()
    assert values_of(cleaned, "hukou") == ["community", "community", None, None, None, "district"]
    assert cell_of(cleaned, 2, "hukou") == ("", "community", "derived")
    assert cell_of(cleaned, 3, "hukou") is None
    assert cell_of(cleaned, 4, "hukou") == ("本社区", "", "review")
    assert cell_of(cleaned, 5, "hukou") == ("本区其他街道", "", "review")
    assert cell_of(cleaned, 7, "hukou") == ("云阶街道石桥社区", "district", "derived")
    review = cleaned.review.set_index("行号")
    assert review.loc[4, "原因"] == "填写为“本社区”，但地址属于“本区其他街道”"
    assert review.loc[4, "可能的类别"] == "本社区、本区其他街道"
    assert review.loc[5, "原因"] == "填写为“本区其他街道”，但地址在本街道内"
    assert (review.loc[4, "街道"], review.loc[4, "社区"]) == ("青禾街道", "春风社区")


def test_an_address_within_the_street_only_is_kept_as_knowledge_in_part(tmp_path):
    hukou = HUKOU | {"place_column": "户籍地址"}
    rows = [["街道", "社区", "户口所在地", "户籍地址"], ["青禾街道", "春风社区", "", "青禾街道幸福路18号"]]
    folder = write_study(
        tmp_path,
        {"问卷.xlsx": rows},
        {"street": STREET, "community": COMMUNITY, "hukou": hukou},
        places=PLACES,
    )
    cleaned = folder.clean()
    assert values_of(cleaned, "hukou") == [None]
    assert values_of(cleaned, "hukou_detail") == ["within_street"]


def test_the_same_value_in_two_files_is_taken_once_and_another_value_is_a_question(tmp_path):
    folder = write_study(
        tmp_path,
        {
            "问卷.xlsx": [["身份证号", "户口所在地"], [identity(1), "本社区"], [identity(2), "本社区"], [identity(3), ""]],
            "花名册.xlsx": [["身份证号", "户口所在地"], [identity(1), "外省"], [identity(2), "本社区"], [identity(3), "外省"]],
        },
        {"person": PERSON, "hukou": HUKOU},
    )  # fmt: skip
    cleaned = folder.clean()
    assert values_of(cleaned, "hukou") == [None, "community", "outside"]
    assert cell_of(cleaned, 2, "hukou", "问卷.xlsx") == ("本社区", "", "review")
    assert cell_of(cleaned, 2, "hukou", "花名册.xlsx") == ("外省", "", "review")
    assert len(cleaned.review) == 1  # asked once
    assert cleaned.review.iloc[0]["文件"] == "问卷.xlsx"
    assert cleaned.review.iloc[0]["原因"].startswith("同一人的几处填写不一致：“本社区”、")


def test_options_of_one_answer_are_a_set_in_the_order_of_the_study(tmp_path):
    rows = [
        ["序", "原因"],
        ["1", "孩子上学，不便┋太远"],
        ["2", "其他〖家里有老人〗"],
        ["3", "(跳过)"],
        ["4", "太远┋没车"],
    ]
    cleaned = write_study(tmp_path, {"问卷.xlsx": rows}, {"reasons": REASONS}).clean()
    assert values_of(cleaned, "reasons") == ["far+kids", "other", "skipped", None]
    assert cell_of(cleaned, 3, "reasons") == (
        "其他〖…〗",
        "other",
        "recoded",
    )  # what somebody wrote stays behind
    assert cell_of(cleaned, 5, "reasons") == ("太远┋没车", "", "review")


# --- posts -----------------------------------------------------------------------------------------------------------


def posts_of(tmp_path, texts, **more):
    rows = [["身份证号", "任职情况"], *([identity(number), text] for number, text in texts)]
    return write_study(tmp_path, {"花名册.xlsx": rows}, {"person": PERSON, **POSTS}, **more)


def test_secretary_on_one_line_and_director_on_the_next_is_one_head_with_two_posts(tmp_path):
    cleaned = posts_of(
        tmp_path, [(1, "书记"), (2, "主任"), (1, "主任"), (3, "委员"), (4, "社工"), (5, "副书记")]
    ).clean()
    assert len(cleaned.records) == 5
    assert values_of(cleaned, "position") == ["chief", "chief", "member", "staff", "member"]
    assert values_of(cleaned, "position_detail") == ["一肩挑", "主任", None, None, None]
    assert values_of(cleaned, "party_post") == [
        "secretary",
        "none",
        "unspecified",
        "none",
        "deputy_secretary",
    ]
    assert rows_of(cleaned)[2] == ("花名册.xlsx", 4, "joined")
    assert cell_of(cleaned, 2, "position") == ("", "chief", "derived")  # at the row of the record
    assert cell_of(cleaned, 4, "position") is None
    assert cleaned.review.empty


def test_only_the_secretary_is_a_head_if_the_study_says_so(tmp_path):
    folder = posts_of(
        tmp_path, [(1, "书记"), (2, "主任"), (3, "一肩挑"), (4, "主职")], people={"chief": "仅书记"}
    )
    cleaned = folder.clean()
    assert values_of(cleaned, "position")[:3] == ["chief", "member", "chief"]
    assert values_of(cleaned, "position_detail")[:3] == ["书记", None, "一肩挑"]


def test_two_columns_of_posts_make_one_position(tmp_path):
    posts = {
        "party_post": {"label": "党组织职务", "codebook": "party_post", "column": "党内职务"},
        "committee_post": {"label": "居委会职务", "codebook": "committee_post", "column": "居委会职务"},
        "position": POSTS["position"],
    }
    rows = [
        ["身份证号", "党内职务", "居委会职务"],
        [identity(1), "书记", "主任"],
        [identity(2), "", "主任"],
        [identity(3), "委员", "委员"],
        [identity(4), "不任党组织职务", "不任居（村）委会职务"],
        [identity(5), "", ""],
        [identity(6), "第一书记", "不任居（村）委会职务"],
    ]
    cleaned = write_study(tmp_path, {"花名册.xlsx": rows}, {"person": PERSON, **posts}).clean()
    assert values_of(cleaned, "position") == ["chief", "chief", "member", "staff", None, None]
    assert values_of(cleaned, "position_detail")[:2] == ["一肩挑", "主任"]
    asked = cleaned.review[cleaned.review["asked"] == "value"]
    assert asked["变量"].tolist() == ["party_post"]  # each column is asked about by itself


# --- places ----------------------------------------------------------------------------------------------------------


def test_zone_and_type_come_from_the_official_list(tmp_path):
    rows = [
        ["街道", "社区", "户口所在地"],
        ["青禾街道", "春风居委会", "本社区"],
        ["临河镇", "柳岸村村委会", "本社区"],
        ["临河镇", "幸福社区", "本社区"],
        ["", "梅园社区", "本社区"],  # the street follows from the community
        ["", "幸福社区", "本社区"],  # which of two?
        ["青禾街道", "", "本社区"],  # the zone of the street is known
        ["北坡街道", "石桥社区", "本社区"],  # a community of another street
        ["天外街道", "云上社区", "本社区"],
    ]
    folder = write_study(
        tmp_path,
        {"问卷.xlsx": rows},
        {"street": STREET, "community": COMMUNITY, "hukou": HUKOU},
        places=PLACES,
    )
    cleaned = folder.clean()
    assert values_of(cleaned, "community") == [
        "春风社区", "柳岸村", "临河镇·幸福社区", "梅园社区", None, None, None, None,
    ]  # fmt: skip
    assert values_of(cleaned, "street") == [
        "青禾街道", "临河镇", "临河镇", "北坡街道", None, "青禾街道", "北坡街道", None,
    ]  # fmt: skip
    assert values_of(cleaned, "zone") == ["inner", "outer", "outer", "outer", None, "inner", "outer", None]
    assert values_of(cleaned, "unit_type") == [
        "community",
        "village",
        "community",
        "community",
        None,
        None,
        None,
        None,
    ]
    assert cell_of(cleaned, 2, "zone") == ("", "inner", "derived")
    assert cell_of(cleaned, 5, "street") == ("", "北坡街道", "derived")
    asked = cleaned.review.set_index(["变量", "原值"])["原因"].to_dict()
    assert asked["community", "幸福社区"] == "名录中有几个同名社区，须注明街道"
    assert asked["community", "石桥社区"] == "所填街道没有这个社区"
    assert asked["street", "天外街道"] == "单位名录中没有这个街道"


def test_a_street_that_no_file_names_follows_from_the_community(tmp_path):
    rows = [["社区", "户口所在地"], ["春风社区", "本社区"]]
    cleaned = write_study(
        tmp_path, {"问卷.xlsx": rows}, {"community": COMMUNITY, "hukou": HUKOU}, places=PLACES
    ).clean()
    assert values_of(cleaned, "street") == ["青禾街道"]


def test_without_an_official_list_places_are_taken_as_written(tmp_path):
    rows = [["街道", "户口所在地"], ["青禾街道", "本社区"], [" 青禾街道　", "本社区"], ["云阶街道", "本社区"]]
    cleaned = write_study(tmp_path, {"问卷.xlsx": rows}, {"street": STREET, "hukou": HUKOU}).clean()
    assert values_of(cleaned, "street") == ["青禾街道", "青禾街道", "云阶街道"]
    assert cleaned.places is None


# --- weights, order, identity ----------------------------------------------------------------------------------------

WEIGHT = {"label": "权数", "kind": "text", "column": "权数"}


def test_weights_stand_in_the_records_as_numbers(tmp_path):
    rows = [["权数", "户口所在地"], ["1.5", "本社区"], [2, "外省"]]
    folder = write_study(
        tmp_path, {"问卷.xlsx": rows}, {"weight": WEIGHT, "hukou": HUKOU}, design={"weight": "weight"}
    )
    assert folder.clean().records["weight"].tolist() == [1.5, 2.0]


@pytest.mark.parametrize("bad", ["", "多", "0", "-1"])
def test_a_weight_that_is_none_is_refused(tmp_path, bad):
    rows = [["权数", "户口所在地"], ["1.5", "本社区"], [bad, "外省"]]
    folder = write_study(
        tmp_path, {"问卷.xlsx": rows}, {"weight": WEIGHT, "hukou": HUKOU}, design={"weight": "weight"}
    )
    with pytest.raises(InputError) as error:
        folder.clean()
    assert str(error.value) == "权数列（权数）有 1 人为空、不是数字或不大于 0。请补全后重试。"


@pytest.mark.parametrize("bad", ["inf", "nan", "1e400"])
def test_a_weight_without_bounds_is_refused(tmp_path, bad):
    rows = [["权数", "户口所在地"], ["1.5", "本社区"], [bad, "外省"]]
    folder = write_study(
        tmp_path, {"问卷.xlsx": rows}, {"weight": WEIGHT, "hukou": HUKOU}, design={"weight": "weight"}
    )
    with pytest.raises(InputError):
        folder.clean()


def test_records_carry_the_studys_categories_in_its_order_even_without_people(tmp_path):
    rows = [["序", "户口所在地"], ["1", "外省"], ["2", "本社区"]]
    cleaned = write_study(tmp_path, {"问卷.xlsx": rows}, {"hukou": HUKOU}).clean()
    hukou = cleaned.records["hukou"]
    assert hukou.cat.ordered
    assert list(hukou.cat.categories) == ["community", "street", "district", "outside"]
    assert cleaned.records.attrs["variables"]["hukou"]["label"] == "户口所在地"


def test_two_runs_over_the_same_files_give_the_same_records_and_ledger(tmp_path):
    folder = posts_of(tmp_path, [(1, "书记"), (2, "第一书记"), (1, "主任")])
    first, second = folder.clean(), folder.clean()
    pd.testing.assert_frame_equal(first.records, second.records)
    pd.testing.assert_frame_equal(first.ledger, second.ledger)
    assert repr(first) == "<Cleaned tiny: 4 行 → 2 人, 待核 1 项>"


def test_rows_of_every_file_add_up_and_records_are_numbered_in_order(tmp_path):
    folder = posts_of(tmp_path, [(number, "委员") for number in (3, 1, 3, 2)])
    cleaned = folder.clean()
    entries = cleaned.ledger[cleaned.ledger["column"] == ""].sort_values("row")
    assert entries["row"].tolist() == [1, 2, 3, 4, 5]
    assert entries["record"].tolist() == [0, 1, 2, 1, 3]
    assert np.array_equal(cleaned.records["record"], [1, 2, 3])
