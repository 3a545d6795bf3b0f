"""Whether the dictionary of an SPSS file is whole, told before its library opens it.

The library is written in C and trusts lengths and counts: a few wrong bytes end the whole process, and with it the
notebook. Only the shape is checked here; what the values mean is the library's affair.
Layout: PSPP developers' guide, System File Format.
"""

import struct
from typing import Final

_HEADER: Final = 176
_VARIABLE, _LABELS, _LABELLED, _DOCUMENT, _EXTENSION, _END = 2, 3, 4, 6, 7, 999
_FORMATS: Final = 41  # the highest kind of format
_OF_TEXTS: Final = (1, 2)
_WIDEST: Final = 255
_MOST_LABELS: Final = 100_000


def check_dictionary(data: bytes) -> None:
    """None; raises ValueError where lengths, counts or kinds in the dictionary cannot be."""
    walk = _Walk(data)
    while True:
        kind = walk.number()
        if kind == _VARIABLE:
            walk.variable()
        elif kind == _LABELS:
            walk.labels()
        elif kind == _LABELLED:
            raise ValueError("a list of labelled variables without labels")
        elif kind == _DOCUMENT:
            walk.skip(80 * walk.count(len(data) // 80))
        elif kind == _EXTENSION:
            walk.number()
            walk.skip(walk.count(len(data)) * walk.count(len(data)))
        elif kind == _END:
            walk.finish()
            return
        else:
            raise ValueError(f"no kind of record: {kind}")


class _Walk:
    """A place in the file, moved on by what is read."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER + 8:
            raise ValueError("the header is cut short")
        self._data = data
        layouts = {order: struct.unpack_from(f"{order}i", data, 64)[0] for order in "<>"}
        self._order = next((order for order, layout in layouts.items() if layout in (2, 3)), "")
        if not self._order:
            raise ValueError("the layout code is unknown")
        self._at = _HEADER
        self._segments = 0  # records of variables so far; a long text takes several
        self._missing_segments = 0

    def skip(self, length: int) -> None:
        """Move on; raises ValueError beyond the end."""
        if length < 0 or self._at + length > len(self._data):
            raise ValueError("a record reaches beyond the end of the file")
        self._at += length

    def number(self) -> int:
        """The next four bytes as a number."""
        self.skip(4)
        return int(struct.unpack_from(f"{self._order}i", self._data, self._at - 4)[0])

    def count(self, most: int) -> int:
        """The next number, which counts something."""
        number = self.number()
        if not 0 <= number <= most:
            raise ValueError(f"a count of {number}")
        return number

    def variable(self) -> None:
        """One record of a variable, or of the continuation of a long text."""
        width, has_label, missing = self.number(), self.count(1), self.number()
        formats = [self.number() >> 16 & 0xFF for _ in range(2)]
        self.skip(8)
        continued = width == -1
        if continued != (self._missing_segments > 0) or not -1 <= width <= _WIDEST:
            raise ValueError(f"a variable of width {width}")
        if missing not in (-3, -2, 0, 1, 2, 3) or max(formats) > _FORMATS:
            raise ValueError("a variable with impossible missing values or format")
        if width >= 0 and any(kind and (kind in _OF_TEXTS) != (width > 0) for kind in formats):
            raise ValueError("a number with a format of texts, or the reverse")
        self._missing_segments = self._missing_segments - 1 if continued else max(0, (width + 7) // 8 - 1)
        self._segments += 1
        if has_label:
            length = self.count(len(self._data))
            self.skip(length + -length % 4)
        self.skip(8 * abs(missing))

    def labels(self) -> None:
        """The labels of values, and the list of variables they belong to."""
        for _ in range(self.count(_MOST_LABELS)):
            self.skip(9)
            length = self._data[self._at - 1]
            self.skip(length + -(length + 1) % 8)
        if self.number() != _LABELLED:
            raise ValueError("labels without variables")
        for _ in range(self.count(self._segments)):
            if not 1 <= self.number() <= self._segments:
                raise ValueError("labels of a variable that is not there")

    def finish(self) -> None:
        """The end of the dictionary; raises ValueError for a long text that is not whole, or no variables at all."""
        self.skip(4)
        if self._missing_segments or not self._segments:
            raise ValueError("a variable is not whole, or there is none")
