"""The official list as received, and what it may not hold."""

import pytest
from studies import COMMUNITY, HUKOU, PLACES, STREET, write_study

from sqgz.errors import InputError

HEAD = PLACES[0]
ROW = PLACES[1]


def with_places(tmp_path, places):
    rows = [["街道", "社区", "户口所在地"], ["青禾街道", "春风社区", "本社区"]]
    return write_study(
        tmp_path,
        {"问卷.xlsx": rows},
        {"street": STREET, "community": COMMUNITY, "hukou": HUKOU},
        places=places,
    )


def test_units_keep_the_order_of_the_list_and_a_name_of_two_streets_bears_its_street(tmp_path):
    units = with_places(tmp_path, PLACES).clean().places
    assert units["community"].tolist() == [
        "春风社区", "青禾街道·幸福社区", "石桥社区", "临河镇·幸福社区", "柳岸村", "梅园社区",
    ]  # fmt: skip
    assert list(units["street"].cat.categories) == ["青禾街道", "云阶街道", "临河镇", "北坡街道"]
    assert units["zone"].tolist() == ["inner", "inner", "inner", "outer", "outer", "outer"]
    assert units["unit_type"].tolist()[4] == "village"
    assert units["people"].sum() == 38
    assert units["people_chief"].isna().all()


def test_headings_in_chinese_are_known(tmp_path):
    rows = [
        ["片区", "街道（镇）", "社区（村）", "核定员额", "实有人数"],
        ["内城区", "青禾街道", "春风社区", 5, 4],
    ]
    units = with_places(tmp_path, rows).clean().places
    assert units[["zone", "street", "name", "posts", "people"]].values.tolist() == [
        ["inner", "青禾街道", "春风社区", 5, 4]
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["zone", "name"], ["内城区", "春风社区"]], "单位名录.csv: 单位名录缺少列 street（街道）。"),
        ([HEAD, ROW, PLACES[2], ROW], "单位名录.csv 第4行: “春风社区”与第2行重复。请删去一行，或改正街道。"),
        ([HEAD, ROW, ["内城区", "", "石桥社区", "", "", "", ""]], "单位名录.csv 第3行: 街道为空。单位名录的每一行须写明街道和名称。"),
        ([HEAD, ["中城区", *ROW[1:]]], '单位名录.csv 第2行: 片区 "中城区" 不认识。'),
        ([HEAD, [*ROW[:3], "公司", *ROW[4:]]], '单位名录.csv 第2行: 单位类型 "公司" 不认识。'),
        ([HEAD, [*ROW[:5], "-1", "8"]], '单位名录.csv 第2行: 核定应为不小于 0 的整数，现为 "-1"。'),
        ([HEAD, [*ROW[:5], "9", "8.5"]], '单位名录.csv 第2行: 实有应为不小于 0 的整数，现为 "8.5"。'),
        ([HEAD, [*ROW[:5], "9", "inf"]], '单位名录.csv 第2行: 实有应为不小于 0 的整数，现为 "inf"。'),
        ([HEAD, [*ROW[:5], "九", "8"]], '单位名录.csv 第2行: 核定应为不小于 0 的整数，现为 "九"。'),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_meant_is_refused_with_its_row(tmp_path, rows, message):
    with pytest.raises(InputError) as error:
        with_places(tmp_path, rows).clean()
    assert str(error.value).startswith(message)
