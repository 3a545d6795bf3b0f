"""Words around a figure taken apart: the last clause, and a label without its function words.

Every look is at a few characters, so that its cost is fixed. Must not know: figures, sentences, documents.
"""

from __future__ import annotations

from functools import lru_cache

BREAKS = frozenset('，,、；;：:。！？!?（）()\n“”"《》')
CLAUSE_BREAKS = frozenset("，,；;：:。！？!?\n")
_LABEL_OPENS = ("其中", "另外", "另有", "还有", "目前", "现在", "截至目前", "此外", "同时", "而", "但", "且", "并", "以及", "则", "分别",
                "有", "的", "在", "按", "以", "来看", "看", "及", "和", "与", "是", "为", "等", "另", "又", "即", "约", "共")  # fmt: skip
_LABEL_CLOSES = ("已经", "已达", "达到", "达", "高达", "共有", "现有", "总数为", "总人数为", "总数", "总人数", "人数为", "人数", "数量", "共计",
                 "合计", "总计", "一共", "累计", "共", "有", "为", "是", "仅", "只", "约", "近", "超过", "超", "逾", "的", "了", "分别", "占",
                 "各", "均", "也", "就", "还", "在", "占比", "比例", "比重", "所占")  # fmt: skip
_WHOLE_WORDS = ("有效", "有意", "有待", "有关", "有偿", "有限")
"""Words that begin with 有 and are not 有."""


@lru_cache(maxsize=128)
def _by_edge(words: tuple[str, ...], edge: int) -> dict[str, tuple[str, ...]]:
    """Words by their first (0) or last (-1) character, the longest first."""
    held: dict[str, list[str]] = {}
    for word in sorted((word for word in words if word), key=len, reverse=True):
        held.setdefault(word[edge], []).append(word)
    return {char: tuple(found) for char, found in held.items()}


_OWNED = ("自有", "国有", "公有", "私有", "所有")
"""Words that end with 有 and are not 有."""


def strip_opening(text: str, words: tuple[str, ...]) -> str:
    """Text without any of the words at its beginning, however many follow each other."""
    index = _by_edge(words, 0)
    while text:
        word = next((word for word in index.get(text[0], ()) if text.startswith(word)), "")
        if not word:
            break
        text = text[len(word) :]
    return text


def strip_closing(text: str, words: tuple[str, ...]) -> str:
    """Text without any of the words at its end, however many follow each other."""
    index = _by_edge(words, -1)
    while text and not text.endswith(_OWNED):
        word = next((word for word in index.get(text[-1], ()) if text.endswith(word)), "")
        if not word:
            break
        text = text[: len(text) - len(word)]
    return text


def clean_label(text: str) -> str:
    """Label without leading and trailing function words; at most 40 characters are looked at.

    >>> clean_label("其中户口在本社区的有")
    '户口在本社区'
    """
    text = text[-40:].strip(" （(")
    if text.startswith(_WHOLE_WORDS):
        return strip_closing(text, _LABEL_CLOSES)
    opened = strip_opening(text.lstrip("”"), _LABEL_OPENS)
    if text.endswith("有" + opened) and ("有" + opened).startswith(_WHOLE_WORDS):
        opened = "有" + opened  # 其中有效问卷: the 有 is part of the word
    return strip_closing(opened.strip('“" '), _LABEL_CLOSES).strip('“"')


def last_clause(text: str) -> str:
    """Words after the last break of a text.

    >>> last_clause("人，占比31%；女性有")
    '女性有'
    """
    for at in range(len(text) - 1, -1, -1):
        if text[at] in BREAKS and text[at] not in '“”"' and not _groups_digits(text, at):
            return text[at + 1 :]
    return text


def _groups_digits(text: str, at: int) -> bool:
    """Whether the comma at this offset stands inside a numeral (1,000)."""
    return text[at] == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 4].isdigit()


def has_any(text: str, words: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether any of the words stands in the text."""
    for word in words:  # noqa: SIM110 - `any` over a generator takes twice the time, and this is asked most often
        if word in text:
            return True
    return False
