"""The file as text: what YAML may not do here, with the line on which it does it."""

import pytest

from sqgz.errors import InputError
from sqgz.study.source import parse_source

SYNTAX = "常见原因：冒号后缺空格、缩进不齐、用了全角冒号或制表符、引号或括号没有成对"
ANCHOR = "不允许使用 YAML 锚点或引用（& 或 *）。请直接写出内容；文字请加引号。"


def error_of(text):
    with pytest.raises(InputError) as caught:
        parse_source(text)
    return str(caught.value)


def test_scalars_stay_text():
    text = "{a: 007, b: 是, c: no, d: 1.50, e: true, f: 2024-06-30, g: 1e3, h: 0x1F, i: 12:30:00, j: .inf}"
    assert parse_source(text).value == {
        "a": "007", "b": "是", "c": "no", "d": "1.50", "e": "true",
        "f": "2024-06-30", "g": "1e3", "h": "0x1F", "i": "12:30:00", "j": ".inf",
    }  # fmt: skip


def test_only_what_is_written_as_null_or_left_out_is_null():
    assert parse_source('{a: null, b: ~, c: , d: "null", e: "", f: None, g: 无}').value == {
        "a": None, "b": None, "c": None, "d": "null", "e": "", "f": "None", "g": "无",
    }  # fmt: skip


def test_keys_stay_text_too():
    assert parse_source("{1: a, no: b, 2023: c}").value == {"1": "a", "no": "b", "2023": "c"}


def test_every_path_knows_its_line_and_a_new_one_that_of_its_nearest_ancestor():
    source = parse_source("a:\n  b:\n    - c: 1\n    - c: 2\n")
    assert [source.line(path) for path in (("a",), ("a", "b"), ("a", "b", 1, "c"), ("a", "b", 7, "d"))] == [
        1,
        2,
        4,
        2,
    ]
    assert source.where(("a", "b", 0)) == "study.yaml 第3行"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3", "study.yaml 第3行: 键 “a” 重复，前一次在第1行。请只保留一个。"),
        ("a:\n  b: {c: 1, c: 2}", "study.yaml 第2行: 键 “c” 重复，前一次在第2行。请只保留一个。"),
        ('1: a\n"1": b', "study.yaml 第2行: 键 “1” 重复，前一次在第1行。请只保留一个。"),
        ("a: 1\nb: &x 2", f"study.yaml 第2行: {ANCHOR}"),
        ("a: *x", f"study.yaml 第1行: {ANCHOR}"),
        ("a: &x {b: 1}\nc:\n  <<: *x", f"study.yaml 第1行: {ANCHOR}"),
        (
            "a: !!int 3",
            "study.yaml 第1行: 不允许使用 YAML 标签（tag:yaml.org,2002:int）。文字以 ! 开头时请加引号。",
        ),
        ("a: !x y", "study.yaml 第1行: 不允许使用 YAML 标签（!x）。文字以 ! 开头时请加引号。"),
        (
            "a: !!python/object/apply:os.getcwd []",
            "study.yaml 第1行: 不允许使用 YAML 标签（tag:yaml.org,2002:python/object/apply:os.getcwd）。文字以 ! 开头时请加引号。",
        ),
        ("a: 1\n[b, c]: 2", "study.yaml 第2行: 键必须是文字，现为列表或映射。"),
        (
            "a: 1\nb：2\nc: 3",
            f"study.yaml 第3行: YAML 写法有误（缺少冒号）。{SYNTAX}。",
        ),
        (
            "a:\n\tb: 1",
            f"study.yaml 第2行: YAML 写法有误（用了制表符）。{SYNTAX}。",
        ),
        (
            "a: [1, 2",
            f"study.yaml 第1行: YAML 写法有误（方括号没有成对，或少了逗号）。{SYNTAX}。",
        ),
        ("a: 1\nb: 甲\x07乙", "study.yaml 第2行: 含有不能出现的控制字符。请删除后重试。"),
        ("a: " + "[" * 5000, "study.yaml: 括号套得太深，无法读取。请检查括号是否成对。"),
        ("", "study.yaml 是空文件。请写入 name、title、files、variables 等内容，或用 sqgz new 生成。"),
        (
            "# 只有注释\n",
            "study.yaml 是空文件。请写入 name、title、files、variables 等内容，或用 sqgz new 生成。",
        ),
        ("- a\n- b", "study.yaml 第1行: 最外层应为“键: 值”，现为列表。"),
        ("只有一句话", "study.yaml 第1行: 最外层应为“键: 值”，现为文字。"),
        ("x" * 1_000_001, "study.yaml 超过 1 MB，不像是研究说明文件。请检查是否放错了文件。"),
    ],
)
def test_what_the_contract_forbids_is_refused_with_its_line(text, message):
    assert error_of(text) == message


def test_two_documents_in_one_file_are_refused():
    assert error_of("a: 1\n---\nb: 2").startswith("study.yaml 第2行: YAML 写法有误")


def test_a_file_that_is_not_utf8_is_refused(tmp_path, said, load):
    load()
    path = tmp_path / "data" / "raw" / "small" / "study.yaml"
    for encoding in ("gb18030", "utf-16"):
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
        with pytest.raises(InputError) as caught:
            load_again(path)
        assert str(caught.value) == "study.yaml 不是 UTF-8 编码的文本。请用记事本或编辑器另存为 UTF-8 编码。"
        load()


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path, load):
    load()
    path = tmp_path / "data" / "raw" / "small" / "study.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_again(path).name == "small"


def load_again(path):
    import sqgz

    return sqgz.load_study(path)
