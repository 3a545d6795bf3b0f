"""Names, phone numbers, ID numbers and addresses of machines that belong to nobody.

Region code 999 and phone prefix 100 do not exist; the surnames are rare and the given names unlikely, so that a
search of every byte of the outputs for one of them has no chance hits.
"""

from __future__ import annotations

from datetime import date

import numpy as np

_SURNAMES = "亓仉逄昝隗乜佘俞娄晏晁鄢郜郗蔺蒯缑綦麴裘鞠"
_GIVEN = "翀昶赟珩琮璟瑄瓒皓睿祎禛稷竑筠翊聿芃苡茗菡萱蔼虔蘅觅詹谌谡赓赟迢逦遒郅酩钊铎铄镌闫阒陉隽霁靓鞅韬顗颀飏骁骅鸢麒黻"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")  # kept for documentation: RFC 5737


def draw_names(rng: np.random.Generator, n: int) -> list[str]:
    """Distinct names of three characters."""
    given = sorted(set(_GIVEN))
    names: dict[str, None] = {}
    while len(names) < n:
        surname = _SURNAMES[rng.integers(len(_SURNAMES))]
        a, b = rng.choice(len(given), size=2, replace=False)
        names[f"{surname}{given[a]}{given[b]}"] = None
    return list(names)


def draw_phones(rng: np.random.Generator, n: int) -> list[str]:
    """Distinct numbers of eleven digits that begin with 1007 to 1009."""
    tails = rng.choice(30_000_000, size=n, replace=False) + 70_000_000
    return [f"100{tail}" for tail in tails]


def draw_identities(
    rng: np.random.Generator,
    births: list[date],
    males: list[bool],
    *,
    regions: tuple[int, int] = (101, 130),
) -> list[str]:
    """Distinct ID numbers of 18 characters with a valid check character, for these births and sexes.

    `regions` bounds the last three digits of the region code, of which the first three do not exist.
    """
    taken: dict[str, None] = {}
    for birth, male in zip(births, males, strict=True):
        while True:
            order = 2 * int(rng.integers(1, 499)) + int(male)
            body = f"999{int(rng.integers(*regions))}{birth:%Y%m%d}{order:03d}"
            identity = body + check_character(body)
            if identity not in taken:
                taken[identity] = None
                break
    return list(taken)


def check_character(body: str) -> str:
    """The eighteenth character of an ID number from its first seventeen (GB 11643-1999, ISO 7064 MOD 11-2).

    >>> check_character("11010519491231002")
    'X'
    """
    return _CHECKS[sum(w * int(c) for w, c in zip(_WEIGHTS, body, strict=True)) % 11]


def misread_identity(rng: np.random.Generator, identity: str) -> str:
    """The ID number with one digit of its last four read wrongly, so that its check fails."""
    place = int(rng.integers(14, 17))
    digit = (int(identity[place]) + int(rng.integers(1, 10))) % 10
    return f"{identity[:place]}{digit}{identity[place + 1 :]}"


def draw_machine(rng: np.random.Generator) -> str:
    """An address of a machine, with a place behind it as 问卷星 writes it."""
    network = _NETWORKS[rng.integers(len(_NETWORKS))]
    return f"{network}.{int(rng.integers(1, 255))}(某省-某市)"
