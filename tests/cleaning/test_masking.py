"""What a ledger or a list may show of a text."""

import pytest

from sqgz.cleaning.masking import masked


@pytest.mark.parametrize(
    "number",
    [
        "13800001234", "138-0000-1234", "138 0000 1234", "138.0000.1234", "１３８００００１２３４",
        "99010119900101001X", "990101 19900101 001x", "010-62345678", "1 3 8 0 0 0 0 1 2 3 4",
    ],
)  # fmt: skip
def test_a_long_number_is_never_shown_however_it_is_written(number):
    assert masked(number) == "…"
    assert masked(f"电话{number}") == "电话…"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("青禾街道春风路88号3栋201", "青禾街道…"),
        ("青禾街道春风社区幸福路八号", "青禾街道春风社区…"),
        ("春风社区柳岸小区三期", "春风社区…"),
        ("青禾街道春风路幸福里小区", "青禾街道…"),
        ("幸福路12号院", "…"),
        ("3栋2单元", "…"),
        ("柳岸村七组", "柳岸村…"),
    ],
)
def test_an_address_is_shown_down_to_the_community_at_most(address, shown):
    assert masked(address) == shown


@pytest.mark.parametrize("text", ["其他〖家住某处，找王某某〗", "其他〖没有写完", "太远┋其他〖王某某〗"])
def test_words_somebody_filled_in_are_not_shown(text):
    assert "王" not in masked(text)
    assert "家" not in masked(text)


@pytest.mark.parametrize(
    ("birth", "shown"),
    [
        ("1985-06-12", "1985-06…"), ("1985年6月12日", "1985年6月…"), ("1985.6.12", "1985.6…"),
        ("1985-06-12 00:00:00", "1985-06…"), ("1985年6月", "1985年6月"), ("1985.06", "1985.06"), ("198506", "198506"),
        ("19850612", "…"), ("1985", "1985"),
    ],
)  # fmt: skip
def test_a_date_of_birth_is_shown_to_the_month(birth, shown):
    assert masked(birth) == shown


@pytest.mark.parametrize(
    "text",
    [
        "本社区", "本街道其他社区", "本街道（镇）其他社区", "本街道其他小区", "书记（一肩挑）", "大专及以上", "31～40岁", "电大",
        "青禾街道春风苑社区", "幸福路社区", "临河镇柳岸村", "①本社区", "太远┋孩子上学，不便", " 本社区 ",
    ],
)  # fmt: skip
def test_an_answer_that_names_nobody_is_shown_as_written(text):
    assert masked(text) == text
