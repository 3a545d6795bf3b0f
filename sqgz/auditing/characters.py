"""One spelling for characters that mean the same, without moving any of them.

Every replacement is one character for one, so an offset in the levelled text is the same offset in the text as
written; findings quote the latter. Must not know: numbers or documents.
"""

from __future__ import annotations

import re
import unicodedata

_FIXED = {
    "％": "%", "﹪": "%", "٪": "%", "．": ".", "﹒": ".", "－": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-",
    "―": "-", "−": "-", "─": "-", "﹣": "-", "～": "~", "〜": "~", "∼": "~", "﹐": "，", "﹑": "、", "﹔": "；", "﹕": "：",
    "\u3000": " ", "\xa0": " ", "\t": " ", "\r": " ", "\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n",
    "\u200b": " ", "\ufeff": " ", "○": "〇", "｡": "。",
}  # fmt: skip
# Chinese punctuation divides clauses and stays as it is; NFKC would turn it into ASCII.
_KEPT = frozenset("，。；：！？、（）〔〕【】《》“”‘’…")
_NARROW = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))|;|(?<!\d):|:(?!\d)|[()]")
_WIDE = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
"""Marks that many offices type in ASCII; inside a number (1,000 and 10:30) they are none."""
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


def level(text: str) -> str:
    """Text of the same length with full-width digits, signs, dashes, spaces and radicals in their plain form.

    >>> level("占３８．５％，共３８，７５６名")
    '占38.5%，共38,756名'
    """
    text = _NARROW.sub(lambda match: _WIDE[match.group()], _WIDE_COMMA.sub(",", text))
    changes: dict[int, str] = {}
    for char in set(text):
        if char in _FIXED:
            changes[ord(char)] = _FIXED[char]
        elif ord(char) > 127 and char not in _KEPT and unicodedata.category(char) != "No":
            plain = unicodedata.normalize("NFKC", char)
            if len(plain) == 1 and plain != char:
                changes[ord(char)] = plain
    return text.translate(changes) if changes else text
