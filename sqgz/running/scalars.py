"""Texts as study.yaml holds them: scalars that are read back as written, comments that stay on their line."""

from __future__ import annotations

import json
import re
from typing import Final

_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff（）“”、，～·—-]*|\d+|\d{4}-\d\d-\d\d")
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def quoted(text: str) -> str:
    r"""The text as a YAML scalar, in quotes wherever it might be read as something else.

    >>> quoted("户口所在地"), quoted('3、"户口": 所在地'), quoted("no"), quoted("# 1")
    ('户口所在地', '"3、\\"户口\\": 所在地"', '"no"', '"# 1"')
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return "".join(
        character if character.isprintable() else _escaped(character)
        for character in json.dumps(text, ensure_ascii=False)
    )


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def comment(text: str) -> str:
    """The text on one line and without control characters, as a comment may hold it."""
    return "".join(character if character.isprintable() else " " for character in text)
