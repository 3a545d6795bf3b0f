"""Names that a template can hold, made of labels: no quotation marks, brackets or signs, no digit at the beginning.

A writer types these names in Word, so they stay as near to the label as the template language allows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_DROPPED = re.compile("[“”‘’\"'「」『』《》〈〉【】（）()〔〕\\[\\]{}]")
_RANGE = re.compile(r"(?<=\d)\s*[～~－–—-]\s*(?=\d)")
_SIGNS = {"≤": "至多", "≥": "至少", "<": "不足", ">": "超过", "%": "百分之", "+": "加", "&": "和"}
_SUFFIXES = ("的比重", "的占比", "比重", "所在地", "情况", "构成", "地")
_SHORTEST = 2  # characters of a short form
_KEPT_WORDS = frozenset(
    (
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "else",
        "for",
        "true",
        "false",
        "none",
        "True",
        "False",
        "None",
        "loop",
    )
)  # of the template language


def clean(label: str, prefix: str = "") -> str:
    """The label as a name; where it begins with a digit, `prefix` stands before it.

    >>> clean("其他“两委”成员"), clean("31～40岁", "年龄"), clean("高中/中专")
    ('其他两委成员', '年龄31至40岁', '高中_中专')
    """
    text = _RANGE.sub("至", _DROPPED.sub("", label))
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    text = re.sub(r"\W+", "_", text).strip("_")
    if not text or not text.isidentifier() or text in _KEPT_WORDS:
        before = re.sub(r"^[\d_]+", "", prefix) or "项"
        text = re.sub(r"[^\w]", "", f"{before}{text}")
    return text


def shorten(name: str) -> str:
    """The name without the words that say no more: 户口所在地 → 户口, 居住地 → 居住; never below two characters.

    >>> shorten("户口所在地"), shorten("居住在本社区的比重"), shorten("年龄")
    ('户口', '居住在本社区', '年龄')
    """
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= _SHORTEST:
            return name.removesuffix(suffix)
    return name


def short_forms(names: Iterable[str]) -> dict[str, str]:
    """Every beginning of two characters or more that only one of the names has, with that name.

    >>> short_forms(["户口所在地", "户籍"])
    {'户口': '户口所在地', '户口所': '户口所在地', '户口所在': '户口所在地'}
    """
    whole = list(dict.fromkeys(names))
    found: dict[str, str] = {}
    for name in whole:
        for end in range(_SHORTEST, len(name)):
            begin = name[:end]
            if sum(one.startswith(begin) for one in whole) == 1 and begin not in whole:
                found[begin] = name
    return found


def distinct(name: str, taken: Collection[str], prefix: str = "") -> str:
    """The name, or one that is not taken: with the prefix before it, else with a number behind it.

    >>> distinct("社区", {"社区"}, "单位类型"), distinct("社区", {"社区", "单位类型社区"}, "单位类型")
    ('单位类型社区', '社区_2')
    """
    if name not in taken:
        return name
    if prefix and f"{prefix}{name}" not in taken:
        return f"{prefix}{name}"
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
