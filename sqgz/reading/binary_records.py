"""Whether a binary workbook (.xls) holds a cell where no cell can be, told before its reader opens it.

The reader keeps the whole rectangle up to the outermost cell. One wrong byte in the number of a column makes it
65,000 columns wide, and the machine runs out of memory before anybody can say that the file is damaged.
Layout: Microsoft, [MS-XLS] 2.4 (records), 2.5.13 (a cell begins with its row and its column).
"""

import re
import struct
from typing import Final

from sqgz.reading.compound_files import read_stream

_STREAMS: Final = frozenset({"workbook", "book"})
_COLUMNS: Final = 256
_CELLS: Final = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
# what such a cell looks like somewhere in the file: kind, length, row, and a column above 255
_LOOKS_WRONG = re.compile(
    rb"(?:(?:\xfd\x00|\x7e\x02)\x0a\x00|\x03\x02\x0e\x00|\x05\x02\x08\x00|(?:[\x06\xbd\xd6]\x00|\x04\x02).[\x00-\x20])"
    rb"...[\x01-\xff]",
    re.DOTALL,
)


def reaches_too_far(data: bytes) -> bool:
    """Whether a record of the workbook places a value beyond column 256.

    A look at the bytes settles most files; only where something looks like such a cell are the records walked.
    """
    if _LOOKS_WRONG.search(data) is None:
        return False
    stream = read_stream(data, _STREAMS)
    place, end = 0, len(stream) - 8
    read = struct.Struct("<HHHH").unpack_from
    while place <= end:
        kind, length, _, column = read(stream, place)
        if kind in _CELLS and length >= 6 and column >= _COLUMNS:
            return True
        place += 4 + length
    return False
