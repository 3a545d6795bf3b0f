"""What question a label answers (sex, age, schooling, place …), and whether a list of labels leaves nobody out.

Only lists that leave nobody out and count nobody twice must add up to their total; everything else may not. Must not
know: figures, sentences.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from sqgz.auditing import lexicon

_UNIT = r"(?:周?岁|万元|元|年|个月|小时|分钟|分|天|公里|米|人次|人|户|名|个|次|件|项|平方米|㎡)"
_NUMBER = r"(?<![\d.])(\d{1,6}(?:\.\d)?)"
_BAND = re.compile(
    rf"{_NUMBER}\s?{_UNIT}?\s?[-~至到]+\s?(\d{{1,6}}(?:\.\d)?)\s?{_UNIT}"
    rf"|{_NUMBER}\s?{_UNIT}\s?(?:\(?含\)?)?(及?以[上下内]|内)"
    rf"|(超过|大于|高于|不满|不足|未满|不到|低于|少于|小于)\s?{_NUMBER}\s?{_UNIT}"
)
"""A band of ages, years of service, pay and the like: from–to, or open to one side."""
_QUOTES = '“”"‘’'
_GROUPING = re.compile(r"(?<=\d),(?=\d{3})")
_DECADE = re.compile(r"^[“\"]?[4-9012][05]后[”\"]?$")
_NAMED = re.compile(r"[\u4e00-\u9fff]{2,}")


@lru_cache(maxsize=4096)
def find_dimension(label: str) -> str:
    """Question a label answers: sex, age, schooling, opinion, nearness, place, pair of opposites, rest; or empty.

    >>> [find_dimension(t) for t in ("女性", "31-40岁", "大专", "崆峒区", "本社区", "基本满意", "志愿者")]
    ['sex', 'age', 'schooling', 'place', 'nearness', 'opinion', '']
    """
    label = label.strip(_QUOTES)
    if label.startswith(lexicon.REST):
        return "nearness" if label in ("其他社区", "其他街道", "其他区", "其他乡镇", "其他村") else "rest"
    sexes = [word for word in ("男", "女") if word in label]
    if len(sexes) == 1 and not any(word in label for word in ("党员", "妇女", "主任", "书记")):
        return "sex"
    if _BAND.search(_GROUPING.sub("", label)):
        return "age"
    if _DECADE.match(label):
        return "decade"
    if any(word in label for word in lexicon.NEARNESS):
        return "nearness"
    if any(word in label for word in lexicon.SCHOOLING):
        return "schooling"
    if (
        any(word in label for word in lexicon.OPINIONS)
        or label.endswith("一般")
        or label.startswith(("认为", "表示", "觉得"))
    ):
        return "opinion"
    tail = label[:-2] if label.endswith("地区") else label
    if (
        tail.endswith(lexicon.PLACE_ENDS)
        and (len(tail) >= 2 or tail in ("村", "镇", "乡"))
        and not tail.startswith(("全", "我", "本", "各"))
    ):
        return "place"
    return ""


def _ages_cover(labels: list[str]) -> bool:
    """Whether age bands run from open to open without a gap."""
    bands = []
    for label in labels:
        match = _BAND.search(_GROUPING.sub("", label))
        if match is None:
            return False
        first, last, edge, side, sign, limit = match.groups()
        if first:
            bands.append((float(first), float(last)))
        elif edge:
            bands.append((0.0, float(edge)) if "上" not in side else (float(edge), 999_999.0))
        else:
            bands.append(
                (float(limit), 999_999.0) if sign in ("超过", "大于", "高于") else (0.0, float(limit))
            )
    bands.sort()
    if len(bands) < 2 or bands[0][0] != 0 or bands[-1][1] != 999_999:
        return False
    return all(0 <= two[0] - one[1] <= 1 for one, two in pairwise(bands))


def _schooling_covers(labels: list[str]) -> bool:
    """Whether schooling runs from an open lower end to an open upper end without a gap."""
    ranks = {"文盲": 0, "小学": 1, "初中": 2, "高中": 3, "中专": 3, "职高": 3, "技校": 3, "中职": 3, "大专": 4, "专科": 4,
             "本科": 5, "大学": 5, "硕士": 6, "研究生": 6, "博士": 7}  # fmt: skip
    low, high, held = 9, -1, set()
    opened = closed = False
    for label in labels:
        found = {rank for word, rank in ranks.items() if word in label}
        if not found:
            return False
        held |= found
        if "以下" in label:
            opened, low = True, min(low, min(found))
            held |= set(range(min(found)))
        if "以上" in label:
            closed, high = True, max(high, max(found))
            if any(
                rank > min(found)
                for other in labels
                if other != label
                for w, rank in ranks.items()
                if w in other
            ):
                return False  # 大专以上 beside 本科: one holds the other
        if found & {0, 1}:
            opened, low = True, min(low, min(found))
        if found & {6, 7}:
            closed, high = True, max(found)
    inner = {2, 3, 4, 5} if low > 2 else {rank for rank in (2, 3, 4, 5) if rank >= low}
    reach = {rank for rank in inner if rank <= high}
    return opened and closed and reach <= held


def _opposites(labels: list[str]) -> bool:
    """Whether two labels are opposites that leave nobody out (内城区 and 外城区)."""
    one, two = labels
    for first, second in lexicon.PAIRS:
        for left, right in ((one, two), (two, one)):
            if (
                second in right
                and first in left
                and second not in left
                and _is_alike(left, right, first, second)
            ):
                return True
    if len(two) >= 3 and two[0] in "不非未没无" and one.endswith(two[1:]):
        return True
    return one != two and (
        two in (f"不{one}", f"非{one}", f"未{one}", f"没有{one}", f"无{one}")
        or one in (f"不{two}", f"非{two}", f"未{two}", f"没有{two}", f"无{two}")
    )


def _is_alike(left: str, right: str, first: str, second: str) -> bool:
    """Whether the rest of two opposite labels names the same thing, or one of them names nothing more."""
    if first in ("有", "是", "已", "社区"):
        return left.replace(first, "", 1) == right.replace(second, "", 1) or (
            first == "社区" and left.startswith("社区") and right.startswith("村"))  # fmt: skip
    return True


_KNOWN = (
    (("社会团体", "社团"), ("民办非企业", "社会服务机构"), ("基金会",)),
    (("第一产业", "一产"), ("第二产业", "二产"), ("第三产业", "三产")),
    (("大型",), ("中型",), ("小微", "小型")),
    (("大型",), ("中型",), ("小型",), ("微型",)),
    (("一季度",), ("二季度",), ("三季度",), ("四季度",)),
    (("东部",), ("中部",), ("西部",)),
)
"""Kinds that law or custom divides without a rest, in the order they are always named in."""


def covers_all(labels: list[str]) -> bool:
    """Whether a list of labels leaves nobody out and counts nobody twice.

    >>> covers_all(["男性", "女性"]), covers_all(["30岁及以下", "31-40岁", "41岁以上"]), covers_all(["党员", "女性"])
    (True, True, False)
    """
    labels = [label.strip(_QUOTES) for label in labels]
    if len(labels) < 2 or len(set(labels)) < len(labels):
        return False
    kinds = {find_dimension(label) for label in labels}
    if (
        len(labels) >= 3
        and find_dimension(labels[-1]) == "rest"
        and (len(kinds) <= 2 or kinds <= {"", "opinion", "rest"})
    ):
        return True
    if len(labels) == 2 and labels[1].startswith(("其余", "余下", "剩余", "剩下")) and kinds <= {"", "rest"}:
        return True
    if any(
        len(labels) == len(held)
        and all(any(w in x for w in words) for x, words in zip(labels, held, strict=True))
        for held in _KNOWN
    ):
        return True
    if len(labels) == 2 and not kinds & {"sex", "age", "opinion"} and _opposites(labels):
        return True
    if len(labels) == 2 and kinds == {"opinion"} and all("合格" in label for label in labels):
        return _opposites(labels)
    if kinds == {"sex"}:
        return len(labels) == 2 and {"男" in label for label in labels} == {True, False}
    if kinds == {"age"}:
        return _ages_cover(labels)
    if kinds == {"schooling"}:
        return _schooling_covers(labels)
    if kinds == {"nearness"}:
        return len(labels) >= 3 and any("本社区" in x and "非本" not in x for x in labels) and any(
            word in x for x in labels for word in ("区外", "外区", "以外", "不在", "市外", "外地"))  # fmt: skip
    if kinds == {"opinion"}:
        return len(labels) >= 3 and any(x.startswith("不") or "不满意" in x for x in labels) and any(
            x.startswith(("一般", "基本", "比较", "说不清", "不清楚", "无所谓", "较")) for x in labels)  # fmt: skip
    return False


def is_place_list(labels: list[str]) -> bool:
    """Whether the labels are three or more different places of one rank and the like."""
    if len(labels) < 3 or len(set(labels)) < len(labels):
        return False
    return all(find_dimension(label) == "place" and _NAMED.match(label) for label in labels)
