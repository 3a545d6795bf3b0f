"""What is asked, with which choices, and what the explanation says of it."""

import pytest
from forms.conftest import VARIABLES
from studies import HUKOU, PLACES, STREET, write_study

from sqgz.errors import InputError
from sqgz.forms.explaining import explain
from sqgz.forms.fields import list_fields


def texts(study, **more):
    return [
        text
        for section in explain(study, list_fields(study), **more)
        for line in section.lines
        for text in line
    ]


def test_headings_are_those_the_study_reads_places_first_and_addresses_behind_their_question(folder):
    assert [field.heading for field in list_fields(folder.load())] == [
        "街道", "社区", "身份证号", "姓名", "手机号", "任职情况", "户口所在地", "户籍地址", "居住地", "出生年月",
        "最高学历", "7、您对待遇是否满意", "8、不愿就近工作的原因",
    ]  # fmt: skip


def test_of_several_headings_the_first_is_asked(tmp_path):
    folder = write_study(
        tmp_path, {"花名册.xlsx": None}, {"hukou": HUKOU | {"column": ["户籍地", "户口所在地"]}}
    )
    assert [field.heading for field in list_fields(folder.load())] == ["户籍地"]


def test_what_must_be_filled_in_is_marked(folder):
    free = [field.heading for field in list_fields(folder.load()) if not field.required]
    assert free == ["手机号", "户籍地址"]


def test_a_question_that_says_it_may_be_left_out_may_be(tmp_path):
    folder = write_study(tmp_path, {"花名册.xlsx": None}, {"hukou": HUKOU | {"column": "户口（选填）"}})
    assert not list_fields(folder.load())[0].required


def test_a_choice_that_would_not_be_read_back_is_refused(tmp_path):
    mood = {
        "label": "看法",
        "column": "看法",
        "categories": [{"key": "x", "label": "好"}, {"key": "null", "label": "未填"}],
    }
    folder = write_study(tmp_path, {"花名册.xlsx": None}, {"mood": mood})
    with pytest.raises(InputError) as error:
        list_fields(folder.load())
    assert str(error.value) == (
        "变量 mood（看法）的类别“未填”按名称读不回来，不能写进填报表。请在 study.yaml 中给它换一个 label。"
    )


def test_the_studys_own_label_of_a_shipped_answer_is_the_choice(tmp_path):
    own = HUKOU | {"categories": [{"key": "street", "label": "本街道"}]}
    folder = write_study(tmp_path, {"花名册.xlsx": None}, {"hukou": own})
    assert [text for text, _ in list_fields(folder.load())[0].choices] == [
        "本社区",
        "本街道",
        "本区其他街道",
        "区外",
    ]


def test_every_definition_of_the_study_stands_in_the_explanation(tmp_path):
    local = [
        {
            "key": "a",
            "label": "居住在本社区的比重",
            "rule": "residence",
            "within": "community",
            "of": ["chief", "member"],
        }
    ]
    folder = write_study(
        tmp_path,
        {"花名册.xlsx": None},
        VARIABLES,
        places=PLACES,
        localisation=local,
        people={"chief": "仅书记"},
    )
    found = texts(folder.load(), street="青禾街道", contact="民政局 甲科")
    for wanted in (
        "2024-06-30。各项内容都按这一天的情况填写，年龄按这一天的周岁计算。",
        "青禾街道各社区（村）在统计时点的社区工作者，一人一行，不重复、不遗漏。",
        "测试用片区。",
        "只有社区（村）党组织书记算主职；只任居（村）委会主任的算其他“两委”成员。由任职自动推出，不用填。",
        "属地化的主要口径：主职、其他“两委”成员中，居住在本社区（村）的人所占比重。",
        "不在本人工作的社区（村），但在同一街道（镇）",
        "包括“比较满意”",
        "民政局 甲科",
    ):
        assert wanted in found


def test_a_month_that_leaves_the_age_group_open_is_asked_to_the_day(tmp_path):
    variables = {"street": STREET, "age_band": VARIABLES["age_band"]}
    folder = write_study(tmp_path, {"花名册.xlsx": None}, variables, as_of="2024-06-15")
    assert {"1993.06", "1983.06"} <= set(texts(folder.load()))
