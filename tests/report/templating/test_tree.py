"""Names of a template, and what stands at them; the counts are those of conftest."""

from dataclasses import replace

import pytest

from sqgz.report.keys import Key
from sqgz.report.marks import pieces, plain
from sqgz.report.rendering import Renderer
from sqgz.report.templating.names import clean


def text_at(tree, path):
    node = tree
    for name in path.split("."):
        node = node.child(name)
        assert node is not None, f"{name} of {path}"
    return plain(node.text())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("主职.户口.本社区.人数", "70"),
        ("主职.户口.本社区.占比", "43.8%"),  # 70 / 160 = 43.75 %
        ("主职.户口.本社区.基数", "160"),
        ("其他两委成员.户口.本社区.占比", "40.0%"),  # 160 / 400
        ("内城区.主职.户口.本社区.占比", "25.0%"),  # 20 / 80
        ("主职.户口.本街道含本社区.人数", "100"),  # 70 + 30
        ("主职.年龄.年龄31至40岁.占比", "25.0%"),  # 40 / 160
        ("云阶街道.户口.本社区.人数", "40"),  # 10 + 30
        ("差.户口_按职务", "3.8"),  # 43.75 - 40 = 3.75 points
        ("方向.户口_按职务", "高"),
        ("差.户口_按职务.内城区", "0.0"),
        ("方向.户口_按职务.内城区", "相差"),  # never 高0.0个百分点
        ("方向.户口_按职务.外城区", "高"),  # 50 / 80 and 110 / 200
        ("结论.户口_按职务.内城区", "两者占比相同（均为25.0%）"),  # 20 / 80 and 50 / 200
        ("调查.标题", "某区社区工作者调研"),
        ("调查.统计时点", "2024年6月30日"),
    ],
)
def test_a_name_leads_to_the_number_that_it_says(tree, path, text):
    assert text_at(tree, path) == text


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("主职.户口所在地.本社区.人数", "主职.户口.本社区.人数"),
        ("主职.户口所.本社区.人数", "主职.户口.本社区.人数"),
        ("主职.内城区.户口.本社区.人数", "内城区.主职.户口.本社区.人数"),
        ("结论.hukou_by_position", "结论.户口_按职务"),
        ("表.hukou_by_position", "表.户口_按职务"),
    ],
)
def test_other_spellings_lead_to_the_same(tree, written, listed):
    assert text_at(tree, written) == text_at(tree, listed)


def test_only_the_common_spelling_is_listed(tree):
    listed = [path for path, _ in tree.leaves()]
    assert len(listed) == len(set(listed))
    assert "内城区.主职.户口.本社区.人数" in listed
    assert not [path for path in listed if path.startswith(("主职.内城区", "各")) or path.endswith("名称")]


def test_every_listed_name_can_be_written_in_a_template(tree):
    for path, _ in tree.leaves():
        assert all(part.isidentifier() and not part.startswith("_") for part in path.split(".")), path


def test_every_number_of_the_tree_is_a_living_one_that_says_the_same_when_asked_again(tree, results):
    renderer = Renderer(results)
    living = [node for _, node in tree.leaves() if node.living]
    assert len(living) > 100
    for node in living:
        (piece,) = pieces(node.text())
        assert piece.key is not None
        assert renderer.text(piece.key) == piece.text


def test_a_loop_over_streets_yields_every_street_once_in_order(tree):
    assert tree.child("各街道").members == ["青禾街道", "云阶街道", "临河镇", "北坡街道"]
    assert tree.child("主职").child("户口").members == ["本社区", "本街道其他社区", "本区其他街道", "区外"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("其他“两委”成员", "其他两委成员"),
        ("居（村）委会职务", "居村委会职务"),
        ("高中/中专", "高中_中专"),
        ("30岁及以下", "年龄30岁及以下"),
        ("31—40岁", "年龄31至40岁"),
        ("≤30", "至多30"),
        ("熟人多，工作不好开展", "熟人多_工作不好开展"),
        ("  ", "年龄"),
        ("for", "年龄for"),
    ],
)
def test_labels_become_names_that_can_be_typed(label, name):
    assert clean(label, "年龄") == name


def test_the_direction_turns_with_the_difference(results, tree):
    """A sentence 主职{{ 方向 }}{{ 差 }}个百分点 stays true when the data turn: both keys are read anew."""
    path = "{}.户口_按职务.外城区"
    keys = []
    for kind in ("方向", "差"):
        node = tree
        for name in path.format(kind).split("."):
            node = node.child(name)
        (piece,) = pieces(node.text())
        keys.append(piece.key)
    frame = results.frame.copy()
    mine = (frame["comparison"] == "hukou_by_position") & (frame["stratum"] == "outer")
    mine &= (frame["category"] == "community") & (frame["stat"] == "share") & (frame["of"] == "row")
    frame.loc[mine & (frame["group"] == "chief"), "count"] = 36  # 45 % of 80 against 55 % of 200
    frame.loc[mine & (frame["group"] == "chief"), "value"] = 36 / 80
    difference = frame["stat"].eq("difference") & (frame["stratum"] == "outer")
    difference &= frame["category"].eq("community") & frame["comparison"].eq("hukou_by_position")
    frame.loc[difference, "value"] = 36 / 80 - 110 / 200
    before, after = (Renderer(one) for one in (results, replace(results, frame=frame)))
    assert [before.text(Key.read(str(key))) for key in keys] == ["高", "7.5"]
    assert [after.text(Key.read(str(key))) for key in keys] == ["低", "10.0"]
