"""What is not certain about a cell, and who can settle it: the form in which the set's truth is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EXPECTED: Final = ("asked", "either", "missing", "open")
SETTLED_BY: Final = ("list", "street", "nobody", "")


@dataclass(frozen=True)
class Doubt:
    """One variable of one line that the text does not settle for certain. Every cell without one must be mapped.

    `expect` before any decision: `asked` must be, `either` may be asked or mapped to the true key, `missing` nothing
    stands there, `open` may stay empty whatever is decided. `settled`: by one decision for all who wrote `raw`
    (`list`), by the street for this cell, or by `nobody`. `raw` is "" where it is an address.
    """

    variable: str
    role: str
    raw: str
    expect: str
    settled: str

    def __post_init__(self) -> None:
        if self.expect not in EXPECTED or self.settled not in SETTLED_BY:
            raise ValueError(f"unknown expectation {self.expect!r} or authority {self.settled!r}")

    @property
    def remains(self) -> bool:
        """Whether the variable has no value even after every decision."""
        return self.expect == "missing" or self.settled == "nobody"
