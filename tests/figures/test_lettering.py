from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.figures.lettering import height, tidy, width, wrap

_TEXTS = st.text(alphabet="国本社区街道（）“”、。，12%.aB ", min_size=1, max_size=60).map(tidy).filter(bool)


@settings(max_examples=80, deadline=None)
@given(_TEXTS, st.integers(20, 200))
def test_no_line_is_wider_than_the_limit_and_nothing_is_lost(text, limit):
    broken = wrap(text, limit, 10.0)
    assert broken.replace("\n", "").replace(" ", "") == text.replace(" ", "")
    assert width(broken, 10.0) <= limit + 1e-6


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["国", "本社区", "，", "街道）", "“两委”", "12.7%"]), min_size=1, max_size=12
    ).map("".join)
)
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text):
    lines = wrap(text, 120, 10.0).split("\n")
    if "，，" not in text and "），" not in text:
        assert not any(line[0] in "）”，%" for line in lines[1:])
        assert not any(line[-1] in "“（" for line in lines[:-1])


def test_words_between_spaces_stay_whole_where_they_fit():
    assert wrap("内城区 其他“两委”成员", 80, 10.0) == "内城区\n其他“两委”成员"


def test_lines_are_of_about_equal_width():
    assert wrap("新城区综合行政服务管理街道办事处", 150, 10.0) == "新城区综合行政服\n务管理街道办事处"


def test_a_last_line_of_one_character_is_avoided():
    assert (
        min(len(line) for line in wrap("灰色带以内的差距实际意义不大", 130, 10.0, even=False).split("\n")) > 2
    )


def test_given_breaks_are_kept_and_counted():
    assert wrap("甲\n乙", 100, 10.0) == "甲\n乙"
    assert height("甲\n乙", 10.0) == 24.0


def test_a_text_that_fits_is_left_alone():
    assert wrap("本社区", 30, 10.0) == "本社区"
