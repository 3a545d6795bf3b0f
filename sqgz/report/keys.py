"""Keys of living numbers: short names by which a document finds its number in results again.

A key names a row of results by a code of its key columns, a field of that row, and the form in which it is printed.
Knows nothing of documents.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqgz.results.schema import KEY

_CODE = 10  # letters of a code: 50 bits, where a study has some thousand rows
_WRITTEN = re.compile(r"[a-z2-7]{10}\.[a-z_0-9]{1,20}\.[a-z_0-9]{1,20}")


@dataclass(frozen=True)
class Key:
    """Which number: the code of a row of results, the field of the row, and the form it is printed in.

    >>> key = Key("abcdefghij", "value", "percent")
    >>> str(key), Key.read(str(key)) == key
    ('abcdefghij.value.percent', True)
    """

    code: str
    field: str
    form: str

    def __str__(self) -> str:
        return f"{self.code}.{self.field}.{self.form}"

    @classmethod
    def read(cls, text: str) -> Key:
        """The key that is written so; raises ValueError if it is none."""
        if not _WRITTEN.fullmatch(text):
            raise ValueError(f"not the key of a number: {text!r}")
        return cls(*text.split("."))


def code_of(row: Mapping[str, Any]) -> str:
    """The code of a row of results: ten letters that stand for its key columns, the same in every run."""
    text = "\x1f".join(str(row[name]) for name in KEY)
    return base64.b32encode(hashlib.sha256(text.encode()).digest())[:_CODE].decode().lower()


def key_of(row: Mapping[str, Any], field: str, form: str) -> Key:
    """Key of a field of a row, printed in that form."""
    return Key(code_of(row), field, form)


def check_of(text: str) -> str:
    """Four letters that show whether a text in a document is still what was written there."""
    return base64.b32encode(hashlib.sha256(text.encode()).digest())[:4].decode().lower()
