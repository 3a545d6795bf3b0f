"""From the keys a researcher writes to places in the table; what is not there is named, with the nearest that is."""

from __future__ import annotations

import difflib
from collections.abc import Hashable
from typing import Any

from sqgz.errors import InputError
from sqgz.stats.table import Counts, Keys


def find_key(key: Any, keys: Keys, *, kind: str) -> int:
    """The place of the key among the keys; InputError names what there is and what is nearest."""
    if key in keys:
        return keys.index(key)
    near = difflib.get_close_matches(str(key), [str(other) for other in keys], n=1)
    guess = f"是否为“{near[0]}”？" if near else ""
    raise InputError(f"{kind}“{key}”不在表里。{guess}可用: {', '.join(str(other) for other in keys)}")


def find_category(category: Any, counts: Counts) -> tuple[int, ...]:
    """The places of one column key, of several, or of a set written with `+`; InputError where unknown."""
    keys = counts.col_keys
    if category in keys if isinstance(category, Hashable) else False:
        wanted: list[Any] = [category]
    elif isinstance(category, str) and "+" in category:
        wanted = category.split("+")
    elif isinstance(category, (list, tuple, set, frozenset)):
        wanted = list(category)
    else:
        wanted = [category]
    places = tuple(sorted({find_key(key, keys, kind="类别") for key in wanted}))
    if not places:
        raise InputError("没有给出类别：请写一个或几个列的键。")
    if counts.multiple and len(places) > 1:
        raise InputError("多选题的各列互有重叠，几列合起来的人数无法由表得出；请只取一个类别。")
    return places


def find_rows(rows: Any, counts: Counts) -> tuple[int, int]:
    """The places of the two rows compared: those given, else the table's two; InputError where not two."""
    if rows is None:
        if len(counts.row_keys) != 2:
            raise InputError(
                f"表有 {len(counts.row_keys)} 行，请用 rows=(甲, 乙) 指明比较哪两行。"
                f"可用: {', '.join(str(key) for key in counts.row_keys)}"
            )
        return 0, 1
    pair = list(rows)
    if len(pair) != 2 or pair[0] == pair[1]:
        raise InputError(f"rows 应是两个不同的行，收到的是 {rows!r}。")
    first, second = (find_key(key, counts.row_keys, kind="行") for key in pair)
    return first, second
