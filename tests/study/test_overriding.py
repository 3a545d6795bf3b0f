"""Overrides, as `--set` and a notebook's parameters give them: laid over the file, and named where they are wrong."""

import pytest


def test_a_dotted_path_and_nested_keys_say_the_same(load):
    dotted = load(overrides={"design.alpha": "0.01", "design.delta": 0.1})
    nested = load(overrides={"design": {"alpha": 0.01, "delta": "0.1"}})
    assert (dotted.design.alpha, dotted.design.delta) == (0.01, 0.1)
    assert nested.design == dotted.design
    assert nested.digest == dotted.digest != load().digest


@pytest.mark.parametrize(
    ("overrides", "found"),
    [
        ({"comparisons.hukou_by_position.delta": 0.1}, lambda s: s.comparisons[0].delta == 0.1),
        ({"comparisons": {"hukou_by_position": {"delta": 0.1}}}, lambda s: s.comparisons[0].delta == 0.1),
        ({"variables.pay.categories.good.label": "好"}, lambda s: s.variables["pay"].labels["good"] == "好"),
        ({"files.问卷.xlsx.sheet": "第2页"}, lambda s: s.files[0].sheet == "第2页"),
        ({"comparisons.hukou_by_position.by": None}, lambda s: s.comparisons[0].by is None),
        ({"zone_definition": "三环"}, lambda s: s.zone_definition == "三环"),
        ({"title": 7}, lambda s: s.title == "7"),
        ({"variables.pay.column": ["待遇", "收入"]}, lambda s: s.variables["pay"].column == ("待遇", "收入")),
        ({"report.formats": ["png"]}, lambda s: s.report.formats == ("png",)),
    ],
)
def test_items_of_lists_are_named_by_id_key_or_path(load, overrides, found):
    assert found(load(overrides=overrides))


def test_no_overrides_change_nothing(load):
    assert load(overrides={}).digest == load(overrides=None).digest == load().digest


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (
            {"design.alpah": "0.01"},
            '参数 design.alpah: design 中的键 "alpah" 不认识。是否为 "alpha"？可用: cluster, strata, clusters_in_population, weight, inference, alpha, delta, degree_words',
        ),
        ({"design.alpha": "5"}, '参数 design.alpha: design.alpha 的值 "5" 不对：应小于 1.0。'),
        (
            {"design.inference": True},
            '参数 design.inference: design.inference 的值 "true" 不可用。可用: finite, process, auto',
        ),
        (
            {"comparisons.hukou_by_postion.delta": 0.1},
            '参数 comparisons.hukou_by_postion.delta: 列表中没有 "hukou_by_postion"。是否为 "hukou_by_position"？可用: hukou_by_position',
        ),
        (
            {"files.花名册.xlsx.sheet": "1"},
            '参数 files.花名册.xlsx.sheet: 列表中没有 "花名册"。可用: 问卷.xlsx',
        ),
        ({"title.x": "a"}, '参数 title.x: "title" 之下没有可设置的键。'),
        ({"title": None}, "参数 title: title 的值 空 不对：应为文字。"),
        (
            {"comparisons.hukou_by_position.outcome": "huko"},
            '参数 comparisons.0.outcome: 变量 "huko" 没有在 variables 中声明。是否为 "hukou"？可用: street, position, hukou, pay',
        ),
        (["design.alpha"], '参数 overrides 应为“键: 值”，如 {"design.alpha": "0.01"}。'),
    ],
)
def test_an_override_that_is_wrong_is_named_instead_of_a_line(said, overrides, message):
    assert said(overrides=overrides) == message


def test_an_error_elsewhere_still_names_its_line(said):
    assert said("source: survey", "source: surve", overrides={"title": "甲"}).startswith(
        "study.yaml 第3行: source "
    )
