"""How a frame is shown: one line of text, the same bytes of HTML each time."""

import re

import pandas as pd

from sqgz.shown import Gallery, Shown, shown_id


def words(shown):
    html = re.sub(r"<style>.*?</style>", "", shown._repr_html_(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def frame():
    return pd.DataFrame({"街道": ["甲", "乙"], "人数": [3, None], "占比": ["75.0%", "—"]})


def test_text_is_one_line_and_html_holds_title_rows_and_notes():
    shown = Shown(frame(), "填报情况", ("注一。", "注二。"))
    assert repr(shown) == "<表 填报情况: 2 行>"
    assert words(shown) == "填报情况 街道 人数 占比 甲 3.0 75.0% 乙 — — 注一。 注二。"


def test_whole_numbers_beside_a_gap_should_be_shown_as_whole():
    shown = Shown(frame().assign(人数=pd.array([3, None], dtype="Int64")), "表")
    assert " 甲 3 75.0% " in f" {words(shown)} "


def test_the_same_content_is_the_same_bytes_and_other_content_another_id():
    assert Shown(frame(), "表")._repr_html_() == Shown(frame(), "表")._repr_html_()
    ids = [re.search(r'id="(t\w+)"', Shown(one, title)._repr_html_())[1] for one, title in ((frame(), "表"), (frame(), "图"), (frame().iloc[:1], "表"))]  # fmt: skip
    assert len(set(ids)) == 3


def test_rows_stand_together_by_group():
    html = Shown(frame().assign(片区=["内", "外"]), "表", groups="片区")._repr_html_()
    assert html.index("内") < html.index("甲") < html.index("外") < html.index("乙")


def test_an_empty_frame_says_so():
    assert Shown(frame().iloc[:0], "表", ("没有名录。",))._repr_html_() == "<p><b>表</b>：没有名录。</p>"


def test_numbers_stand_right_and_words_left():
    html = Shown(frame(), "表")._repr_html_()
    assert re.search(r'gt_right"[^>]*>3.0<', html)
    assert re.search(r'gt_right"[^>]*>75.0%<', html)
    assert re.search(r'gt_left"[^>]*>甲<', html)


def test_a_gallery_shows_its_tables_below_one_another():
    gallery = Gallery((Shown(frame(), "甲表"), Shown(frame(), "乙表")))
    assert len(gallery) == 2
    assert [one.title for one in gallery] == ["甲表", "乙表"]
    assert gallery[1].title == "乙表"
    assert repr(gallery) == "<表 甲表: 2 行>\n<表 乙表: 2 行>"
    assert gallery._repr_html_().count("<table") == 2
    assert repr(Gallery(())) == "没有可显示的表。"
    assert Gallery(())._repr_html_() == "<p>没有可显示的表。</p>"


def test_an_id_depends_on_where_one_text_ends():
    assert shown_id("a", "b") != shown_id("ab")
    assert shown_id("甲") == shown_id("甲")
