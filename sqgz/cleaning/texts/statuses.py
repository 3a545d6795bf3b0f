"""Which status of a person a text about posts names (退休返聘, 借调, 第一书记), and what is left of it without that.

The words stand in the codebook `status`; here stands when such a word is a status and when it belongs to an ordinary
post: 第一支部书记 is no 第一书记, 书记兼职网格员 holds two posts, 公益岗管理员 manages others. Knows no study and no post.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from sqgz.cleaning.texts.raw_texts import folded, without_mark
from sqgz.study.codebooks import load_codebook

BOOK: Final = "status"
ORDINARY: Final = "fulltime"  # says nothing against anybody's being counted
_BODY = r"(?:社区|村|党组织|党委|党总支部?|总支部?|党支部|支部){0,2}"
_OFFICE = (
    r"(?:(?:(?!支委|委员|书记|主任|成员|副|的|于|被|由)[\u4e00-\u9fff]){1,8}?(?:局|委|部|办|中心|站|所|专班|部门|公司|单位)(?!员)|"
    r"街道办事处|街道办|街道|办事处|镇政府|乡政府|区政府|镇|乡|区|县|市|机关|上级)"
)
_SHAPES: Final = {  # where the bare word is too little, or too much: WORD stands for the words of the codebook
    "parttime_member": r"兼职(?=(?:BODY|两委|居委会?|居民委员会|村委会?)(?:[\u4e00-\u9fff]{0,4}委员|副书记|副主任|支委|(?:班子)?成员))"
    r"|(?<=委员|支委|成员)\(兼职\)|(?<=副书记|副主任)\(兼职\)|(?<=委员)-兼职",
    "first_secretary": r"(?:由?OFFICE?(?:下派|选派|派驻|派)的?)?(?:驻(?:[\u4e00-\u9fff]{0,8}?(?:社区|村)|点)?)?BODY第一书记"
    r"(?:\((?:OFFICE?(?:下派|选派|派驻|挂职|派出)|驻村|驻社区)\))?",
    "assigned": r"(?:由?(?:OFFICE)?)?(?:WORD)(?:(?:到|至|在|于)?(?:本?社区|村)(?!书记|主任|副))?",
    "seconded": r"(?:现|被|已|长期|临时)?(?:由?OFFICE)?(?:WORD)(?:(?:到|至|在|于|去|往)?OFFICE)?(?:工作|帮忙|帮助工作)?",
    "acting": r"代理(?!人)|代(?=书记|主任|支书)|(?:现|暂|临时)?(?:WORD)",
    "fulltime": r"(?:WORD)(?!化)(?<!残疾人专职)(?<!残联专职)(?<!残协专职)",
}
_TAIL = r"(?:的(?=.))?(?:(?:工作)?人员|干部|同志|岗位?)?"
_UNDONE_BEFORE = re.compile(r"(?:非|不是|不属于?|无|未|没有?|原|前|前任|曾|曾经?|拟|待|拟任|候任|取消|结束)$")
_UNDONE_AFTER = re.compile(r"(?:已|已经)?(?:结束|期满|届满|到期|取消|回)|管理|基地|指导|培训|专干|服务")
_LOOSE_ENDS = re.compile(r"\(\)|^[、,;/·|+的-]+|[、,;/·|+的-]+$|(?<=[、,;/(])[、,;/]+|^兼(?!职)|兼$")


def read_status(raw: str) -> tuple[str, str] | None:
    """Key of the status that a text names, and the text without it, folded; None if it names none, or several.

    >>> read_status("兼职委员"), read_status("书记（退休返聘）"), read_status("借调到街道的副主任")
    (('parttime_member', '委员'), ('rehired', '书记'), ('seconded', '副主任'))
    >>> read_status("第一书记"), read_status("第一支部书记"), read_status("专职副书记")
    (('first_secretary', ''), None, ('fulltime', '副书记'))
    """
    marked = without_mark(raw)
    text = folded(marked[1] if marked else raw)
    found: dict[str, str] = {}
    for key, pattern in _patterns().items():
        rest = _without(pattern, text)
        if rest is not None:
            found[key], text = rest, rest
    named = [key for key in found if key != ORDINARY] or list(found)
    return (named[0], text) if len(named) == 1 else None


def _without(pattern: re.Pattern[str], text: str) -> str | None:
    """The text without what matches; None if nothing does, or if the words around take it back (原, 期满)."""
    found = pattern.search(text)
    if found is None or not found.group():
        return None
    before, after = text[: found.start()], text[found.end() :]
    if _UNDONE_BEFORE.search(before) or _UNDONE_AFTER.match(after):
        return None
    rest, known = before + after, ""
    while rest != known:
        rest, known = _LOOSE_ENDS.sub("", rest), rest
    if rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1:
        return rest[1:-1]
    return rest


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Pattern of each status, the ordinary one last, and 第一书记 before 下派 since its words hold the other's."""
    made = {}
    for category in load_codebook(BOOK).categories:
        words = sorted({category.label, *category.aliases} - {"代", "代理"}, key=len, reverse=True)
        shape = _SHAPES.get(category.key, "(?:WORD)")
        for name, part in (("WORD", "|".join(words)), ("BODY", _BODY), ("OFFICE", _OFFICE)):
            shape = shape.replace(name, part)
        made[category.key] = re.compile(f"(?:{shape}){_TAIL}")
    first = ("first_secretary", "parttime_member")
    order = sorted(made, key=lambda key: (key == ORDINARY, key not in first))
    return {key: made[key] for key in order}
