from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.cleaning.matching import match
from sqgz.cleaning.texts.ages import age_groups, birth_month
from sqgz.study import FinerCategory, Variable
from sqgz.study.loading import age_bands


def ages(*bands: int, as_of: date | None = date(2024, 6, 30), column: str = "出生年月") -> Variable:
    return Variable(
        variable_key="age_band", label="年龄", kind="ordered", column=(column,), derive="age", bands=bands,
        categories=age_bands(bands), as_of_date=as_of,
    )  # fmt: skip


AGE = ages(30, 35, 45, 60)


@pytest.mark.parametrize(
    "raw",
    [
        "1985-06", "1985-6", "1985/06", "1985/6/1", "1985年06月", "1985年6月", "1985年6月1日", "1985年六月", "1985.06", "1985。06", "１９８５．０６", "1985.6",
        "198506", "19850601", "1985-06-01 00:00:00", "1985-06-01T08:30", "一九八五年六月", "85年6月（19）", "（19）85年6月", "1985年6月生", "出生年月：1985-06", "1985 06", "1985 6 1", "1985，6", "1985年6月12号", "06/1985", "6-1985", "公历1985年6月", "1985年6月（身份证）",
    ],
)  # fmt: skip
def test_a_month_of_birth_is_read_in_every_certain_form(raw: str) -> None:
    assert birth_month(raw) == (1985, 6)
    assert match(AGE, raw).key == "36–45"


@pytest.mark.parametrize(
    "raw",
    ["1985", "1985年", "85", "85年6月", "八五年六月", "1985.1", "1985.00", "1985-13", "1985-06-31", "6/1/1985", "31199", "185", "属牛", "1985.06（身份证与填写不符）", "430102198506011234", "110105491231002"],
)  # fmt: skip
def test_a_text_that_does_not_tell_year_and_month_is_a_question(raw: str) -> None:
    assert birth_month(raw) is None
    assert match(AGE, raw).status == "review"


def test_a_day_count_is_read_only_where_the_cell_is_known_to_be_a_date() -> None:
    # Excel, 1900 system: 31199 = 1985-06-01
    assert birth_month("31199", serial=True) == birth_month("31199.0", serial=True) == (1985, 6)
    assert birth_month("85", serial=True) is None


def test_october_is_told_from_january_by_its_zero() -> None:
    assert birth_month("1985.10") == (1985, 10)
    assert birth_month("1985.1月") == (1985, 1)
    assert birth_month("1985.1") is None


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("41", "36–45"), ("41.0", "36–45"), ("41 岁", "36–45"), ("41周岁", "36–45"), ("四十一", "36–45"), ("年满41周岁", "36–45"), ("52岁", "46–60"), ("三十", "≤30"),
        ("36-45", "36–45"), ("36～45岁", "36–45"), ("36至45岁", "36–45"), ("36－45", "36–45"), ("36-45岁（含）", "36–45"), ("C、36-45岁", "36–45"), ("3、36-45岁", "36–45"),
        ("三十六至四十五岁", "36–45"), ("36一45岁", "36–45"), ("40-44岁", "36–45"), ("36-46岁（不含46）", "36–45"),
        ("30岁及以下", "≤30"), ("30岁以下（含30）", "≤30"), ("30岁（含）以下", "≤30"), ("<=30岁", "≤30"), ("≤30", "≤30"), ("＜30岁", "≤30"), ("不满30周岁", "≤30"), ("18-30岁", "≤30"),
        ("60岁以上（不含60）", "≥61"), ("61岁及以上", "≥61"), (">60", "≥61"), ("65岁以上（含65）", "≥61"),
        ("30岁以下", "≤30"), ("61岁以上", "≥61"), ("二十七八", "≤30"), ("三十二三岁", "31–35"), ("五十多岁", "46–60"), ("50几岁", "46–60"), ("95后", "≤30"), ("50后", "≥61"), ("廿八", "≤30"), ("卅五", "31–35"), ("伍拾贰岁", "46–60"), ("周岁35", "31–35"), ("35岁了", "31–35"), ("35足岁", "31–35"), ("30岁半", "≤30"), ("35岁零11个月", "31–35"),
    ],
)  # fmt: skip
def test_an_age_or_span_goes_to_the_group_that_holds_all_of_it(raw: str, key: str) -> None:
    assert match(AGE, raw).key == key


@pytest.mark.parametrize(
    "raw",
    ["0", "9", "120岁", "40多", "四十左右", "三十五六岁", "41虚岁", "41.5", "40岁以上", "60岁以上", "35岁以下", "30岁以内", "三十五六", "三十多岁", "80后", "85后", "保密", "C", "2",
     "30-35岁/35-40岁", "45-36", "36、45岁", "3.36-45岁", "35-45", "30-35", "12-30", "6-15", "06-85", "60岁以上（含60）", "1980-1985", "40+"],
)  # fmt: skip
def test_an_age_that_is_unclear_or_spans_two_groups_is_a_question(raw: str) -> None:
    assert match(AGE, raw).status == "review"


def test_a_span_over_two_groups_names_both_as_candidates() -> None:
    assert match(AGE, "30-35岁").candidates == ("≤30", "31–35")


def test_two_digits_may_be_a_year_of_birth_unless_the_column_asks_for_ages() -> None:
    assert match(AGE, "65").status == match(AGE, "52").status == "review"
    assert match(ages(30, 40, column="年龄"), "52").key == "≥41"
    assert match(ages(30, 40, column="年龄"), "85").status == "review"


def test_age_is_in_completed_years_at_the_reference_date() -> None:
    band = ages(30, 40)
    assert match(band, "1983-06-30").key == "≥41"
    assert match(band, "1983-07-01").key == "31–40"


def test_a_month_in_which_the_birthday_may_lie_on_either_side_is_a_question() -> None:
    band = ages(30, 40, as_of=date(2024, 6, 15))
    assert match(band, "1983-06").candidates == ("31–40", "≥41")
    assert match(band, "1983-06-15").key == "≥41"
    assert match(band, "1983-06-16").key == "31–40"
    assert match(band, "1990-06").key == "31–40"


def test_without_a_reference_date_a_birth_month_tells_no_age() -> None:
    found = match(ages(30, 40, as_of=None), "1985-06")
    assert (found.status, found.reason) == ("review", "没有统计时点，无法由出生年月推算年龄")


def test_birth_dates_of_children_and_of_the_very_old_are_questions() -> None:
    assert match(AGE, "2015-01").status == match(AGE, "1920-01").status == "review"


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2005, 12, 31)))
def test_every_written_form_of_a_birthday_gives_the_same_group(born: date) -> None:
    completed = 2024 - born.year - ((born.month, born.day) > (6, 30))
    expected = next(key for key, years in age_groups(AGE).items() if years.low <= completed <= years.high)
    for form in (
        "{0}-{1:02d}-{2:02d}",
        "{0}/{1}/{2}",
        "{0}年{1}月{2}日",
        "{0}.{1:02d}.{2:02d}",
        "{0}{1:02d}{2:02d}",
    ):
        assert match(AGE, form.format(born.year, born.month, born.day)).key == expected


LABELLED = Variable(
    variable_key="age",
    label="年龄",
    kind="ordered",
    categories=(
        FinerCategory(key="a", label="30岁以下"),
        FinerCategory(key="b", label="31—40岁"),
        FinerCategory(key="c", label="41岁及以上"),
    ),
)


@pytest.mark.parametrize(("raw", "key"), [("30岁以下", "a"), ("31-40", "b"), ("31～40岁", "b"), ("B.31－40岁", "b"), ("41岁及以上", "c"), ("35岁", "b"), ("30岁", "a"), ("≥41", "c")])  # fmt: skip
def test_groups_declared_by_their_labels_are_read_like_derived_ones(raw: str, key: str) -> None:
    assert match(LABELLED, raw).key == key


def test_below_30_beside_31_to_40_includes_30_but_alone_means_nothing_certain() -> None:
    assert age_groups(LABELLED)["a"].high == 30
    alone = LABELLED.model_copy(update={"categories": LABELLED.categories[:1]})
    assert age_groups(alone) == {}
    assert match(alone, "30岁以下").key == "a"


def test_spans_that_are_no_ages_are_not_read_as_such() -> None:
    own = Variable(
        variable_key="years",
        label="工作年限",
        kind="ordered",
        categories=(FinerCategory(key="a", label="20-30"), FinerCategory(key="b", label="31-40")),
    )
    assert match(own, "20－30").key == "a"
    assert match(own, "25").status == "review"
