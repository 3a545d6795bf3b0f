"""The words of people.scope: shipped statuses by label or alias, with the line where one is not known."""

import pytest
from studies import HUKOU, write_study

from sqgz.errors import InputError


def study(tmp_path, scope):
    return write_study(tmp_path, {"问卷.xlsx": None}, {"hukou": HUKOU}, people={"scope": scope})


def test_an_alias_is_led_to_the_status_that_bears_it(tmp_path):
    loaded = study(tmp_path, {"挂职": "单列", "下派/挂职": "单列", "第一书记": "不纳入"}).load()
    assert loaded.people.scope == {"下派": "单列", "第一书记": "不纳入"}


def test_a_word_that_is_no_status_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(InputError) as error:
        study(tmp_path, {"第一书计": "不纳入"}).load()
    assert str(error.value).startswith("study.yaml 第")
    assert '行: 人员身份 "第一书计" 不认识。是否为 "第一书记"？可用: 专职, 兼职委员, 第一书记, 下派, ' in str(
        error.value
    )


def test_one_status_under_two_rules_is_refused(tmp_path):
    with pytest.raises(InputError, match=r'"挂职" 与另一处的“下派”是同一类人员，规定却不同（单列、纳入）'):
        study(tmp_path, {"下派": "单列", "挂职": "纳入"}).load()
