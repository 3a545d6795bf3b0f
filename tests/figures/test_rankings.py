import numpy as np
import pandas as pd
import pytest
from figures.synthetic import assert_legible, figure_of, share_rows, street_rows, visible_texts

from sqgz.errors import InputError
from sqgz.figures import ranked_shares
from sqgz.figures.plotted import plotted_in
from sqgz.figures.withheld import NO_INTERVALS
from sqgz.results.untold import OF_CLUSTERS

LONG = "国家级经济技术开发区综合行政服务管理街道办事处"


def labels_of(axes):
    return [text.get_text().replace("\n", "") for one in np.ravel(np.asarray(axes, dtype=object)) for text in one.get_yticklabels()]  # fmt: skip


def test_streets_stand_from_the_highest_share_to_the_lowest(results):
    axes = ranked_shares(results, "residence_by_street")
    numbers = plotted_in(axes.figure)[0].numbers
    assert numbers["share"].is_monotonic_decreasing
    assert list(numbers["rank"]) == [1, 2, 3, 4, 5, 6]
    assert labels_of(axes) == list(numbers["group"])
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert dots == pytest.approx(list(100 * numbers["share"]))


def test_zones_come_from_a_mapping_or_from_the_frame_of_places(results):
    names = [f"{name}街道" for name in "甲乙丙丁戊己"]
    zones = {name: "inner" if i < 3 else "outer" for i, name in enumerate(names)}
    frame = pd.DataFrame({"street": list(zones) * 2, "zone": list(zones.values()) * 2, "name": "某社区"})
    for given in (zones, frame):
        axes = ranked_shares(results, "residence_by_street", zones=given)
        assert {"内城区", "外城区"} <= {text for text, _ in visible_texts(axes.figure)}
        marks = [
            line.get_marker()
            for line in axes.lines
            if line.get_marker() in "os" and line.get_marker() != "None"
        ]
        assert sorted(marks) == ["o"] * 3 + ["s"] * 3
        assert_legible(axes.figure)
    with pytest.raises(InputError, match="须有 street 和 zone 两列，现有: a"):
        ranked_shares(results, "residence_by_street", zones=pd.DataFrame({"a": [1]}))


def test_a_street_of_unknown_zone_is_shown_as_such(results):
    axes = ranked_shares(results, "residence_by_street", zones={"甲街道": "inner"})
    assert "片区不明" in {text for text, _ in visible_texts(axes.figure)}


@pytest.mark.parametrize(("number", "size"), [(2, "half"), (40, "half"), (2, "full"), (40, "full"), (2, "ppt"), (40, "ppt")])  # fmt: skip
def test_two_to_forty_streets_are_legible_at_every_size(make_results, number, size):
    made = make_results(street_rows([f"第{i}街道" for i in range(1, number + 1)]))
    zones = {f"第{i}街道": "inner" if i % 2 else "outer" for i in range(1, number + 1)}
    axes = ranked_shares(made, "residence_by_street", zones=zones, size=size)
    assert_legible(figure_of(axes), 18 if size == "ppt" else 7)
    assert len(labels_of(axes)) == number


@pytest.mark.parametrize(("number", "size"), [(12, "half"), (40, "full"), (6, "ppt")])
def test_long_names_are_broken_and_not_cut(make_results, number, size):
    names = [f"{LONG[: 8 + i % 15]}{i}" for i in range(number)]
    axes = ranked_shares(make_results(street_rows(names)), "residence_by_street", size=size)
    assert_legible(figure_of(axes))
    assert sorted(labels_of(axes)) == sorted(names)


def test_the_note_warns_of_ranking_where_intervals_overlap(results, make_results):
    with_intervals = ranked_shares(results, "residence_by_street").figure
    assert any(
        "区间重叠的街道不宜排名" in text.replace("\n", "") for text, _ in visible_texts(with_intervals)
    )
    names = [f"{name}街道" for name in "甲乙丙"]
    without = ranked_shares(make_results(street_rows(names, intervals=False)), "residence_by_street").figure
    assert any("占比相近的街道不宜排名" in text.replace("\n", "") for text, _ in visible_texts(without))


def test_streets_of_few_people_come_last_and_without_a_percentage(make_results):
    groups = {"甲街道": (8, 1, 1, 1), "乙街道": (5, 10, 10, 0), "丙街道": (50, 20, 10, 20)}
    made = make_results(share_rows("residence_by_street", "street", "residence", groups))
    axes = ranked_shares(made, "residence_by_street")
    assert labels_of(axes) == ["丙街道", "乙街道", "甲街道"]
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["50.0（50/100）", "20.0（5/25）", "11人中8人"]
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    assert len(hollow) == 1
    assert plotted_in(axes.figure)[0].numbers["rank"].isna().sum() == 1


def test_an_unknown_category_names_the_nearest(results):
    with pytest.raises(InputError) as error:
        ranked_shares(results, "residence_by_street", category="comunity")
    assert str(error.value) == (
        '比较 "residence_by_street" 没有类别 "comunity" 的占比。是否为 "community"？'
        "可用: community, street, district, outside"
    )


def test_withheld_intervals_are_not_drawn_and_the_note_says_so(make_results):
    rows = street_rows(["东街道", "西街道"], intervals=False)
    for row in rows:
        row["warnings"] = (OF_CLUSTERS,)
    drawn = ranked_shares(make_results(rows), "residence_by_street").figure
    note = "".join(text.get_text().replace("\n", "") for text in drawn.texts)
    assert NO_INTERVALS in note
    assert "横线" not in note
