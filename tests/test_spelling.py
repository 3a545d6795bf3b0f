"""When two texts count as the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqgz.spelling import comparable


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("１９８５．０６　", "1985.06"),
        ("居（村）委会", "居(村)委会"),
        ("  本　社区\t\n", "本 社区"),
        ("\ufeff序号\u200b", "序号"),
        ("①", "1"),
        ("㎡", "m2"),
        ("ＡＢｃ", "ABc"),
        ("", ""),
    ],
)
def test_width_and_space_make_no_difference(text, same):
    assert comparable(text) == same


def test_letters_and_signs_that_mean_something_stay():
    assert comparable("A≤30岁、b～c") == "A≤30岁、b~c"


@given(st.text(max_size=30))
def test_comparing_twice_is_comparing_once(text):
    once = comparable(text)
    assert comparable(once) == once
    assert comparable(f" {text}　") == once
