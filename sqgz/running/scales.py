"""Whether answers form a scale, and in which order: degrees, frequencies and amounts, told from their words.

What is not plainly a scale has no order here; the researcher may declare one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sqgz.cleaning.texts.raw_texts import folded, holds_no_words

_MIDDLE: Final = {
    "一般": 0.0,
    "一般般": 0.0,
    "中立": 0.0,
    "普通": 0.0,
    "无所谓": 0.0,
    "还可以": 0.5,
    "尚可": 0.5,
    "还行": 0.5,
    "过得去": 0.5,
}
_DEGREES: Final = tuple(
    (re.compile(pattern), score)
    for pattern, score in (
        (r"(?:非常|十分|很|极其?|完全|特别)(?:不|没)(?P<stem>.+)", -3.0),
        (r"(?:不太|较不|比较不|不怎么|不大|有点不)(?P<stem>.+)", -1.0),
        (r"不(?P<stem>.+)", -2.0),
        (r"(?:非常|十分|很|极其?|完全|特别)(?P<stem>.+)", 3.0),
        (r"(?:比较|较|基本|还算)(?P<stem>.+)", 1.0),
        (r"(?P<stem>.+)", 2.0),
    )
)
_LADDERS: Final = tuple(
    tuple(words.split())
    for words in (
        "总是 一直 每天 经常 常常 有时 有时候 偶尔 很少 极少 从不 从来不 从未",
        "优秀 优 很好 非常好 良好 良 好 较好 比较好 中等 中 一般 及格 合格 基本合格 较差 比较差 差 不及格 不合格 很差 非常差",
        "很高 高 较高 比较高 中 中等 一般 较低 比较低 低 很低",
        "很大 大 较大 比较大 一般 较小 比较小 小 很小 没有",
        "很多 多 较多 比较多 一般 较少 比较少 少 很少 没有",
    )
)
_SCHOOLING: Final = (
    "文盲",
    "小学",
    "初中",
    "高中|中专|中职|技校|职高",
    "大专|专科",
    "本科|大学",
    "研究生|硕士",
    "博士",
)
_ASIDE: Final = re.compile(
    r"说不清楚?|不好说|不清楚|不知道.*|不确定|不了解|拒绝.*|不适用|不便.*|无法回答|其他(?:\(.*)?|以上都不是|.*拒绝回答"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BELOW = re.compile(r"(?:及|含)?以[下内]|不足|少于|未满|低于|小于|不到|<=?|≤")
_ABOVE = re.compile(r"(?:及|含)?以上|超过|多于|高于|大于|>=?|≥")
_NOTHING = re.compile(r"无|没有?|从未.*|无收入|没有.*|未.*过")


def beside_scale(label: str) -> bool:
    """Whether an answer says that there is none on the scale, such as 说不清 or 拒绝回答.

    >>> beside_scale("不好说"), beside_scale("一般")
    (True, False)
    """
    return holds_no_words(label) or _ASIDE.fullmatch(folded(label)) is not None


def put_in_order(labels: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """The labels in their order, and those that stand beside the scale; None if they form no scale of at least three.

    Degrees and frequencies go down (满意 first), schooling and amounts go up.

    >>> put_in_order(["一般", "不满意", "满意", "说不清"])
    (['满意', '一般', '不满意'], ['说不清'])
    >>> put_in_order(["3000元以下", "5000元以上", "3000-5000元"])
    (['3000元以下', '3000-5000元', '5000元以上'], [])
    """
    aside = [label for label in labels if beside_scale(label)]
    for beside in ([], aside):
        on_scale = [label for label in labels if label not in beside]
        for order in (_by_degree, _by_ladder, _by_schooling, by_amount):
            if len(on_scale) >= 3 and (found := order(on_scale)) is not None:
                return found, list(beside)
        if not aside:
            break
    return None


def _by_degree(labels: Sequence[str]) -> list[str] | None:
    scores: dict[str, float] = {}
    stems: set[str] = set()
    for label in labels:
        text = folded(label)
        if text in _MIDDLE:
            scores[label] = _MIDDLE[text]
            continue
        pattern, score = next((p, s) for p, s in _DEGREES if p.fullmatch(text))
        found = pattern.fullmatch(text)
        stems.add(found["stem"] if found else "")
        scores[label] = score
    if len(stems) != 1 or len(set(scores.values())) < 3:
        return None
    return sorted(labels, key=lambda label: -scores[label])


def _by_ladder(labels: Sequence[str]) -> list[str] | None:
    texts = [folded(label) for label in labels]
    for ladder in _LADDERS:
        if set(texts) <= set(ladder):
            return sorted(labels, key=lambda label: ladder.index(folded(label)))
    return None


def _by_schooling(labels: Sequence[str]) -> list[str] | None:
    ranks = {
        label: next((i for i, words in enumerate(_SCHOOLING) if re.search(words, label)), -1)
        for label in labels
    }
    if -1 in ranks.values() or len(set(ranks.values())) != len(labels):
        return None
    return sorted(labels, key=lambda label: ranks[label])


def by_amount(labels: Sequence[str]) -> list[str] | None:
    """The labels by the amounts they name, rising; None unless all name one in the same unit.

    >>> by_amount(["2部", "1部", "4部及以上"]), by_amount(["1", "2", "3"])
    (['1部', '2部', '4部及以上'], None)
    """
    amounts: dict[str, tuple[float, int]] = {}
    units: set[str] = set()
    for label in labels:
        text = folded(label)
        numbers = [float(number) for number in _NUMBER.findall(text)]
        if not numbers:
            if not _NOTHING.fullmatch(text):
                return None
            amounts[label] = (-1.0, 0)
            continue
        below, above = bool(_BELOW.search(text)), bool(_ABOVE.search(text))
        amounts[label] = (numbers[-1] if above else numbers[0], above - below)
        units.add(_unit(text))
    if len(units) != 1 or units == {""} or len(set(amounts.values())) != len(labels):
        return None
    return sorted(labels, key=lambda label: amounts[label])


def _unit(text: str) -> str:
    """The unit of an amount: what is left of it without numbers and words of comparison, said once."""
    bare = _ABOVE.sub("", _BELOW.sub("", _NUMBER.sub("#", text)))
    parts = {part for part in re.split(r"[#~\-—至到]+|左右|大?约|之间|\([含不][^)]*\)|含", bare) if part}
    return "|".join(sorted(parts))
