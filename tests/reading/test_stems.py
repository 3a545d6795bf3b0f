import pytest

from sqgz.reading.stems import shared_stems, stems


@pytest.mark.parametrize(
    ("heading", "stem", "option"),
    [
        ("第6题(运动)", "第6题", "运动"),
        ("第6题（运动）", "第6题", "运动"),
        ("第8题(ACG文化(动漫、游戏等))", "第8题", "ACG文化(动漫、游戏等)"),
        ("6、您的爱好(运动) ", "6、您的爱好", "运动"),
        ("6、您的爱好（可多选）：运动", "6、您的爱好(可多选)", "运动"),
        ("6、您的爱好(可多选)(运动)", "6、您的爱好(可多选)", "运动"),
        ("21.您在哪些场合用方言？:与家人交流", "21.您在哪些场合用方言?", "与家人交流"),
        ("10.您的保险：:其他____{fillblank-1a2b}", "10.您的保险:", "其他"),
        ("9、对待遇的看法—1.工资", "9、对待遇的看法", "1.工资"),
        ("9、对待遇的看法——工资", "9、对待遇的看法", "工资"),
        ("Q6_1", "Q6", "1"),
    ],
)
def test_an_option_stands_behind_the_question_that_the_study_may_name(heading, stem, option):
    assert stems(heading)[stem] == option


@pytest.mark.parametrize(
    "heading", ["3、性别", "户口所在地", "第6题(运动", "第6题()", "(运动)", "x" * 401 + "(a)"]
)
def test_a_heading_without_an_option_has_no_stem(heading):
    assert stems(heading) == {}


def test_one_option_makes_no_question_of_several_columns():
    assert shared_stems(["第6题(运动)", "第7题(甲)", "第7题(乙)", None]) == {"第7题"}
