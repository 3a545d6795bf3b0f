"""How names of streets and communities are written: institution suffixes, names of divisions before them, old characters.

Knows nothing of which places there are; a form made here counts only if the official list holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from sqgz.cleaning.texts.raw_texts import folded

_COMMITTEE = r"(?:居民委员会|居委会|居委)"
_VILLAGERS = r"(?:村民委员会|村委会|村委)"
_OFFICE = r"(?:(?:总支部|支部)委员会|委员会|党群服务(?:中心|站)|党群活动中心|党委|党总支|党支部|党组织)"
_COMMUNITY = re.compile(
    rf"(?P<stem>.+?)(?:社区(?:{_COMMITTEE}|{_OFFICE}|\((?:村|居|村居|居委会|村委会)\))?|{_COMMITTEE}|\(社区\)|(?<=[一二三四五六七八九十])居)"
)
_VILLAGE = re.compile(
    rf"(?P<stem>.+?)(?:村(?:{_VILLAGERS}|{_OFFICE}|大队|\((?:社区|居|村委会)\))?|{_VILLAGERS}|大队)"
)
_STREET = re.compile(
    r"(?P<stem>.+?)(?P<kind>街道|镇|乡|开发区|农场|林场)(?:\((?:街道|镇|乡|乡镇|办事处)\))?(?:办事处|办|人民政府|政府|党工委|党委)?"
)
_STREET_OFFICE = re.compile(r"(?P<stem>.+?)(?:街办|街道办|街道办事处|办事处)")

_NUMBER = re.compile(
    r"(?:\((?P<a>[0-9]{1,2}|[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3})\)|(?P<b>(?<![0-9])[0-9]{1,2}|[壹贰叁肆伍陆柒捌玖拾]))(?=社区|村|居)"
)
_FORMAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_DIGITS: Final = "零一二三四五六七八九"
# What may stand behind a community's full name and leads into it, or says again what it is
_INSIDE = re.compile(
    r"(?<=社区|委会|.村)(?:\(?第?[0-9一二三四五六七八九十]{1,3}号?(?:大?网格|片区|(?:居民|村民)?小?组|党支部|支部|队)\)?"
    r"|\((?:居委会?|居民委员会|村委会|村改居|原[^()]{2,12}(?:社区|村|居委会))\))$"
)
_STREET_ENDING = r"(?:街道|镇|乡|开发区|高新区|园区|农场|林场)"

_DIVISION = re.compile(r"(?:[\u4e00-\u9fffx○*]{1,8}?)(?:自治区|自治州|自治县|省|市|区|县|旗)")
_NO_DIVISION = (
    "社区",
    "小区",
    "园区",
    "片区",
    "校区",
    "厂区",
    "景区",
    "开发区",
    "工业区",
    "住宅区",
    "生活区",
    "营区",
    "库区",
    "居民区",
)
_VAGUE = re.compile(r"(?:本|某|x{1,4}|[○*]{1,4})(?:省|市|区|县)")
_RANK: Final = {"省": 0, "自治区": 0, "自治州": 1, "市": 1, "自治县": 2, "区": 2, "县": 2, "旗": 2}


class Divided(NamedTuple):
    """A text taken apart: names of province, city, district before the rest."""

    divisions: tuple[str, ...]
    rest: str


def plain_name(raw: str) -> str:
    """A place text folded for comparison.

    >>> plain_name("“幸福”　社區居委會")
    '幸福社区居委会'
    """
    return folded(raw)


def community_form(plain: str, unit_type: str = "") -> str:
    """The community's name with one ending (社区 or 村), whatever institution the text names; the text if it has none.

    >>> community_form("幸福居委会"), community_form("幸福社区党群服务中心"), community_form("东村村委会"), community_form("幸福里")
    ('幸福社区', '幸福社区', '东村', '幸福里')
    """
    for pattern, ending in ((_COMMUNITY, "社区"), (_VILLAGE, "村")):
        found = pattern.fullmatch(plain)
        if found is not None:
            return found["stem"] + ending
    return plain + {"社区": "社区", "村": "村"}.get(unit_type, "")


def numbered(plain: str) -> str:
    """The name with the number before 社区 or 村 in Chinese numerals: 幸福1社区, 幸福(一)社区 are 幸福一社区.

    >>> numbered("幸福1社区"), numbered("幸福(一)社区"), numbered("幸福第1社区"), numbered("12社区")
    ('幸福一社区', '幸福一社区', '幸福第一社区', '十二社区')
    """
    return _NUMBER.sub(lambda found: _numeral(found["a"] or found["b"]), plain)


def _numeral(number: str) -> str:
    if not number.isascii():
        return number.translate(_FORMAL)
    tens, ones = divmod(int(number), 10)
    return ("" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十") + (
        _DIGITS[ones] if ones or not tens else ""
    )


def community_named(plain: str) -> str:
    """The text without the party's 中共 before and the group, grid or remark behind a community's full name.

    >>> community_named("中共团结社区委员会"), community_named("红旗村三组"), community_named("高桥社区(原高桥村)"), community_named("幸福社区(筹)")
    ('团结社区委员会', '红旗村', '高桥社区', '幸福社区(筹)')
    """
    return _INSIDE.sub("", plain.removeprefix("中共"))


def stem(form: str) -> str:
    """The name without its ending: 团结社区 is 团结, 新城开发区 is 新城."""
    return re.sub(rf"(?:社区|村|{_STREET_ENDING})$", "", form)


def street_form(plain: str) -> str:
    """The street's or town's name with one ending (街道, 镇, 乡, …); the text if it has none.

    >>> street_form("和平街道办事处"), street_form("和平街办"), street_form("东镇人民政府"), street_form("和平街道(镇)")
    ('和平街道', '和平街道', '东镇', '和平街道')
    """
    found = _STREET.fullmatch(plain)
    if found is not None:
        return found["stem"] + found["kind"]
    office = _STREET_OFFICE.fullmatch(plain)
    return office["stem"] + "街道" if office else plain


def spellings(form: str) -> tuple[str, ...]:
    """Every way in which an address may write a community before the door number, longest first."""
    if form.endswith("社区"):
        stem, bare, committee = form.removesuffix("社区"), "社区", ("居民委员会", "居委会", "居委")
    elif form.endswith("村"):
        stem, bare, committee = form.removesuffix("村"), "村", ("村民委员会", "村委会", "村委")
    else:
        return (form,)
    found = {
        stem + bare,
        *(stem + bare + ending for ending in committee),
        *(stem + ending for ending in committee),
    }
    return tuple(sorted(found, key=len, reverse=True))


@lru_cache(maxsize=4096)
def divided(plain: str) -> tuple[Divided, ...]:
    """Every way to take names of divisions off the front, none first.

    >>> [one.rest for one in divided("某区和平街道")]
    ['某区和平街道', '和平街道']
    """
    return tuple(_divided(plain, (), -1))


def _divided(plain: str, before: tuple[str, ...], rank: int) -> Iterator[Divided]:
    yield Divided(before, plain)
    for end in range(2, min(len(plain), 11)):
        name = plain[:end]
        suffix = next((one for one in _RANK if name.endswith(one)), None)
        if suffix is None or not _is_division(name, suffix):
            continue
        level = _RANK[suffix]
        if level > rank or (suffix == "市" and rank == 1):
            yield from _divided(plain[end:], (*before, name), max(level, rank + 1))


def _is_division(name: str, suffix: str) -> bool:
    """Whether the text can be one division's name: two characters at least, and no other division inside."""
    if vague(name):
        return True
    body = name.removesuffix(suffix)
    if len(body) < 2 or name.endswith(_NO_DIVISION) or not _DIVISION.fullmatch(name):
        return False
    return not re.search(r"[省区县旗]", body[1:]) and ("市" not in body[1:] or len(body) == 2)  # 沙市区


def vague(division: str) -> bool:
    """Whether a division is named without a name: 本区, 某市, XX区."""
    return _VAGUE.fullmatch(division) is not None
