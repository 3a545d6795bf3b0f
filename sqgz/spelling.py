"""When two texts count as the same: the key by which headings, labels and answers are compared.

Only comparisons use this key; what is shown stays as written, since NFKC would turn ① into 1 and ㎡ into m2.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\s\u200b\ufeff]+")


def comparable(text: str) -> str:
    """The text NFKC-normalised, without space at its ends, inner runs of space folded into one.

    >>> comparable("１９８５．０６　")
    '1985.06'
    >>> comparable("居（村）委会")
    '居(村)委会'
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
