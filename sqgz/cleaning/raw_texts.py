"""How a raw answer is laid out before it is compared: what is the same text, what is no answer, what is a list mark.

Nothing here knows a category. Folding serves comparison only; what is shown stays as written.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from sqgz.spelling import comparable

_SPACE = re.compile(r"\s+")
_DASHES = re.compile(r"-{2,}")
_FOLD: Final = str.maketrans(
    dict.fromkeys("“”‘’\"'`「」『』《》〈〉")
    | dict.fromkeys("‐‑‒–—―−~〜", "-")
    | dict.fromkeys("【〔[〖{", "(")
    | dict.fromkeys("】〕]〗}", ")")
    | dict.fromkeys("•‧・∙", "·")
)
_BLANK: Final = frozenset(
    {"", "(空)", "(空白)", "-2", "-2.0", "n/a", "#n/a", "nan", "null", "none", "<na>", "nat"}
    | {"未填", "未填写", "(未填)", "(未填写)", "未答", "未作答", "(未作答)", "未回答", "(未回答)"}
)
_SKIPPED: Final = frozenset({"(跳过)", "跳过", "-3", "-3.0"})
_NO_WORDS = re.compile(r"[^\w<>≤≥+]+")

_HAN = "\u4e00-\u9fff"
_CIRCLED = re.compile(r"\s*[①-⑳❶-❿➀-➓Ⓐ-Ⓩⓐ-ⓩ]\s*(?=\S)")
_MARK = re.compile(
    rf"""(?:选项|选)?\s*(?:
      \((?P<a>[A-Za-z]|\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\)\s*[.、:,]?      # (A)  (3)  (一)
    | (?P<b>[A-Za-z])\s*[、.:,)\-]                                             # A.  A、  A)
    | (?P<c>\d{{1,2}})\s*[、)](?=\s*\D)                                        # 3、  3)  before words
    | (?P<d>\d)\s*[、)](?=\s*\d\d)                                             # 3、  before 36-45岁
    | (?P<e>\d{{1,2}})\s*[.:](?=\s*[^\d\s])                                    # 3.  but not 3.5
    | (?P<f>[A-Za-z]|\d{{1,2}})\s+(?=[{_HAN}(“"])                              # A 本社区
    | (?P<g>[A-H])(?=[{_HAN}])                                                 # A本社区
    | (?P<h>[一二三四五六七八九十]{{1,2}})、
    )\s*(?=\S)""",
    re.VERBOSE,
)


def folded(text: str) -> str:
    """The text by which answers are compared: NFKC, small letters, no spaces or quotes, one kind of dash and bracket.

    >>> folded("其它“两委”成员 。"), folded("３６～４５岁"), folded("街 道【镇】")
    ('其他两委成员', '36-45岁', '街道(镇)')
    """
    plain = _SPACE.sub("", comparable(text)).translate(_FOLD).lower().replace("其它", "其他")
    if "--" in plain:
        plain = _DASHES.sub("-", plain)
    return plain.rstrip("。.,;、:!") or plain


def read_blank(raw: str | None) -> Literal["missing", "skipped"] | None:
    """Whether the text is no answer at all: not answered, or not asked; None for anything else.

    A lone stroke is not among them: in a form it may as well stand for 无.

    >>> read_blank("（空）"), read_blank("-3"), read_blank("/")
    ('missing', 'skipped', None)
    """
    if raw is None:
        return "missing"
    text = comparable(raw).lower()
    if text in _BLANK:
        return "missing"
    return "skipped" if text in _SKIPPED else None


def holds_no_words(raw: str) -> bool:
    """Whether the text holds neither letter nor digit nor sign of comparison, such as / or ——."""
    return _NO_WORDS.fullmatch(comparable(raw)) is not None


def without_mark(raw: str) -> tuple[str, str] | None:
    """The mark of an option and the text behind it, or None if no mark leads the text.

    >>> without_mark("A.本社区"), without_mark("① 本社区"), without_mark("41.0"), without_mark("36-45岁")
    (('A', '本社区'), ('1', '本社区'), None, None)
    """
    circled = _CIRCLED.match(raw)
    if circled:
        return comparable(circled.group()).upper(), comparable(raw[circled.end() :])
    text = comparable(raw)
    found = _MARK.match(text)
    if found is None:
        return None
    mark = next(group for group in found.groups() if group)
    return mark.upper(), text[found.end() :]
