import matplotlib as mpl
import numpy as np
import pytest
import seaborn as sns
from matplotlib.colors import to_rgb

from sqgz.errors import InputError
from sqgz.figures.theme import SIZES, ink_on, kind_style, lightness, ordered_colours, page_size, themed

# Machado, Oliveira & Fernandes (2009), severity 1.0: protanopia and deuteranopia.
_BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}  # fmt: skip


@pytest.mark.parametrize("number", range(2, 7))
def test_ordered_levels_run_from_dark_to_light_in_grey_print(number):
    steps = np.diff([lightness(colour) for colour in ordered_colours(number)])
    assert (steps > 9).all()


@pytest.mark.parametrize("number", range(2, 7))
@pytest.mark.parametrize("kind", _BLIND)
def test_ordered_levels_stay_in_order_for_colour_blind_readers(number, kind):
    seen = [
        np.clip(np.array(_BLIND[kind]) @ np.array(to_rgb(colour)), 0, 1) for colour in ordered_colours(number)
    ]
    assert (np.diff([lightness(tuple(colour)) for colour in seen]) > 7).all()


def test_zones_differ_in_lightness_and_in_shape():
    (first, mark), (second, other) = kind_style(0), kind_style(1)
    assert abs(lightness(first) - lightness(second)) > 25
    assert mark != other


def test_type_on_bars_has_contrast_of_at_least_four_and_a_half():
    """WCAG 2.2, 1.4.3, for text of normal size; 3 is allowed for the one middle tone of seven levels."""

    def luminance(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for number in range(1, 7):
        for colour in ordered_colours(number):
            light, dark = sorted([luminance(colour), luminance(ink_on(colour))], reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (number, colour)


def test_the_theme_leaves_nothing_behind_and_overrides_a_seaborn_theme():
    sns.set_theme(style="darkgrid", font="serif")
    before = dict(mpl.rcParams)
    with themed():
        assert mpl.rcParams["font.family"][0] == "Noto Sans SC"
        assert mpl.rcParams["axes.facecolor"] == "white"
        assert not mpl.rcParams["axes.grid"]
    assert dict(mpl.rcParams) == before
    sns.reset_orig()


def test_pages_have_the_sizes_of_a_word_page_and_of_a_slide():
    assert SIZES["full"].width == pytest.approx(15.5 / 2.54 * 72)
    assert SIZES["half"].width == pytest.approx(7.5 / 2.54 * 72)
    assert SIZES["ppt"].width / SIZES["ppt"].height == pytest.approx(16 / 9)
    assert min(SIZES["ppt"].types) >= 18


def test_an_unknown_size_names_the_nearest():
    with pytest.raises(InputError) as error:
        page_size("fulll")
    assert str(error.value) == '图的大小 size="fulll" 不存在。是否为 "full"？可用: full, half, ppt'
