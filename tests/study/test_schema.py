"""What single keys may hold: every error names file, line, key, what was found and what is allowed."""

from pathlib import Path

import pytest

from sqgz.study import codebook_names, load_codebook
from sqgz.study.messages import _fields
from sqgz.study.schema import Comparison, Declaration
from sqgz.study.source import parse_source
from sqgz.study.unbuilt import left_aside

CONTRACT = Path(__file__).resolve().parents[3] / "shared" / "design" / "study.yaml"
TOP = "name, title, source, as_of, zone_definition, files, design, people, variables, localisation, comparisons, targets, report"
VARIABLE = "label, kind, level, column, place_column, codebook, derive, from, bands, categories"
CATEGORY = "key, label, code, aliases, patterns, not"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # unknown keys
        (
            "as_of: 2024-06-30",
            "as_of: 2024-06-30\nzone_defination: 三环",
            f'study.yaml 第5行: 键 "zone_defination" 不认识。是否为 "zone_definition"？可用: {TOP}',
        ),
        (
            "column: 街道}",
            "column: 街道, colum: 镇}",
            f'study.yaml 第8行: variables.street 中的键 "colum" 不认识。是否为 "column"？可用: {VARIABLE}',
        ),
        (
            "label: 满意}",
            "label: 满意, alias: [好]}",
            f'study.yaml 第11行: variables.pay.categories.0 中的键 "alias" 不认识。是否为 "aliases"？可用: {CATEGORY}',
        ),
        # names that only the program's own models have
        (
            "column: 街道}",
            "column: 街道, as_of_date: 2024-01-01}",
            f'study.yaml 第8行: variables.street 中的键 "as_of_date" 不认识。可用: {VARIABLE}',
        ),
        (
            "label: 满意}",
            "label: 满意, finer: []}",
            f'study.yaml 第11行: variables.pay.categories.0 中的键 "finer" 不认识。可用: {CATEGORY}',
        ),
        (
            "label: 满意}",
            "label: 满意, excluded: [不.*]}",
            f'study.yaml 第11行: variables.pay.categories.0 中的键 "excluded" 不认识。是否为 "code"？可用: {CATEGORY}',
        ),
        # missing keys
        ("title: 小调查\n", "", 'study.yaml 第1行: 缺少必填项 "title"'),
        ("as_of: 2024-06-30\n", "", 'study.yaml 第1行: 缺少必填项 "as_of"'),
        ("label: 街道, ", "", 'study.yaml 第8行: variables.street 缺少必填项 "label"'),
        ("id: hukou_by_position, ", "", 'study.yaml 第13行: comparisons.0 缺少必填项 "id"'),
        # wrong words
        (
            "source: survey",
            "source: surve",
            'study.yaml 第3行: source 的值 "surve" 不可用。是否为 "survey"？可用: simulated, survey, published',
        ),
        (
            "role: answers",
            "role: answer",
            'study.yaml 第6行: files.0.role 的值 "answer" 不可用。是否为 "answers"？可用: answers, roster, places, counts, summary, renames, wave',
        ),
        (
            "key: [[community]]",
            "family:",
            "study.yaml 第13行: comparisons.0.family 的值 空 不可用。可用: confirmatory, exploratory",
        ),
        # wrong types
        ("title: 小调查", "title:", "study.yaml 第2行: title 的值 空 不对：应为文字。"),
        ("title: 小调查", 'title: ""', 'study.yaml 第2行: title 的值 "" 不对：不能为空。'),
        (
            "as_of: 2024-06-30",
            "as_of: 2024-06-30\ndesign: {alpha: 百分之五}",
            'study.yaml 第5行: design.alpha 的值 "百分之五" 不对：应为数字。',
        ),
        (
            "as_of: 2024-06-30",
            "as_of: 2024-06-30\ndesign: {delta: 5}",
            'study.yaml 第5行: design.delta 的值 "5" 不对：应小于 1.0。',
        ),
        (
            "as_of: 2024-06-30",
            "as_of: 2024-06-30\ndesign: 0.05",
            'study.yaml 第5行: design 的值 "0.05" 不对：应为“键: 值”。',
        ),
        (
            "role: answers",
            "role: answers, heading_row: 三",
            'study.yaml 第6行: files.0.heading_row 的值 "三" 不对：应为整数。',
        ),
        (
            "role: answers",
            "role: answers, heading_row: 0",
            'study.yaml 第6行: files.0.heading_row 的值 "0" 不对：应大于 0。',
        ),
        (
            "[[community]]",
            "[[]]",
            "study.yaml 第13行: comparisons.0.key.0 的值 （列表） 不对：不能为空。",
        ),
        (
            "name: small",
            "name: 小 调查",
            'study.yaml 第1行: name 的值 "小 调查" 不对：只能用英文字母、数字、- 和 _，并以字母或数字开头。',
        ),
        (
            "name: small",
            f"name: {'a' * 65}",
            f'study.yaml 第1行: name 的值 "{"a" * 65}" 不对：最多 64 个字符。',
        ),
        # keys and patterns
        (
            "key: good",
            "key: go od",
            "study.yaml 第11行: variables.pay.categories.0.key: 键 “go od” 不能为空，也不能含空格或 +。",
        ),
        ("  pay:", '  "a+b":', "study.yaml 第11行: variables.a+b: 键 “a+b” 不能为空，也不能含空格或 +。"),
        (
            "label: 满意}",
            'label: 满意, patterns: ["(很"]}',
            "study.yaml 第11行: variables.pay.categories.0.patterns: 正则表达式 “(很” 写法有误。请检查括号是否成对。",
        ),
        (
            "label: 满意}",
            'label: 满意, not: ["不)"]}',
            "study.yaml 第11行: variables.pay.categories.0.not: 正则表达式 “不)” 写法有误。请检查括号是否成对。",
        ),
        (
            "  pay:",
            "  age: {label: 年龄, derive: age, bands: [40, 30], column: 年龄}\n  pay:",
            "study.yaml 第11行: variables.age.bands: 年龄分组的上限应由小到大且不重复，现为 [40, 30]。",
        ),
    ],
)
def test_the_whole_message_about_one_key(said, old, new, message):
    assert said(old, new) == message


def test_several_errors_are_listed_in_the_order_of_the_file(said):
    assert said("source: survey\nas_of: 2024-06-30", "sorce: survey\nas_of:") == (
        'study.yaml 第1行: 缺少必填项 "source"\n'
        f'study.yaml 第3行: 键 "sorce" 不认识。是否为 "source"？可用: {TOP}\n'
        "study.yaml 第4行: as_of 的值 空 不对：应为文字。"
    )


def test_more_than_eight_errors_are_counted(said):
    lines = said("title: 小调查", "\n".join(f"错{i}: 1" for i in range(10))).splitlines()
    assert len(lines) == 9
    assert lines[-1] == "……另有 3 处"


def test_a_text_where_a_list_may_stand_is_a_list_of_one(load):
    study = load("column: 待遇", "column: 待遇情况")
    assert study.variables["pay"].column == ("待遇情况",)
    assert load("[[community]]", "[community, street]").comparisons[0].key == (("community",), ("street",))


def test_labels_that_look_like_numbers_or_booleans_stay_labels(load):
    study = load(
        "{key: good, label: 满意}, {key: bad, label: 不满意}", "{key: 007, label: 是}, {key: no, label: no}"
    )
    assert study.variables["pay"].labels == {"007": "是", "no": "no"}


@pytest.fixture(scope="module")
def contract():
    if not CONTRACT.exists():
        pytest.skip("没有 ../shared/design/study.yaml")
    return parse_source(CONTRACT.read_text(encoding="utf-8"))


def test_every_key_of_the_contract_is_known(contract):
    declared = Declaration.model_validate(contract.value)
    assert len(declared.comparisons) == 6
    assert set(contract.value) <= set(_fields(Declaration, ()))
    # named in its comments only
    assert {"cluster", "inference", "delta", "groups", "scores", "merge", "within"} <= set(
        Comparison.model_fields
    )


def test_every_line_of_the_contract_that_is_not_built_yet_is_named(contract):
    told = left_aside(Declaration.model_validate(contract.value), contract)
    for feature in ("targets",):
        assert any(feature in line for line in told), feature
    assert all(
        line.startswith("study.yaml 第") and line.endswith("尚未实现，这一项没有用到。") for line in told
    )


def test_every_shipped_codebook_loads_and_none_of_another_name():
    assert set(codebook_names()) == {
        "committee_post", "education", "level", "party_post", "position", "status", "unit_type", "zone",
    }  # fmt: skip
    for name in codebook_names():
        book = load_codebook(name)
        assert book.key == name
        assert len({category.key for category in book.categories}) == len(book.categories)
    with pytest.raises(KeyError):
        load_codebook("levle")


def test_fixed_keys_of_the_codebooks():
    keys = {name: [category.key for category in load_codebook(name).categories] for name in codebook_names()}
    assert keys["zone"] == ["inner", "outer"]
    assert keys["position"] == ["chief", "member", "staff"]
    assert keys["level"] == ["community", "street", "district", "outside"]
