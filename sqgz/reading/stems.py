"""What two headings have in common: the key they are compared by, and the question behind an option's column.

Exports write one question over several columns in more ways than anybody can list: 第6题(运动), 6、爱好(运动),
6.爱好:运动, 引导语—1.题干. Which part is the question cannot be told from one heading; it is told by what the
study names. So a heading offers all its stems, and nothing is decided here.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_CJK = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff"
_SPACE = re.compile(r"\s+")
_LOOSE_SPACE = re.compile(rf"(?<=[{_CJK}]) | (?=[{_CJK}])")
_DASHES = "‐‑–—―−－_-"  # the plain one last: it stands in a class of characters
_SEPARATOR = re.compile(rf"[(（:：{_DASHES}]")
_BLANK_MARK = re.compile(r"_*\{fillblank-[^{}]*\}")
_PLACE = re.compile(r"(.+?)\s*→\s*([1-9]\d?)", re.DOTALL)
_LONGEST = 400  # characters of a heading; a longer text is an answer, and has no stems worth the time
_FEWEST = 2  # columns that make a question of several columns


def heading_key(text: str) -> str:
    """The form in which two headings are compared: width folded, white space folded, none beside Chinese.

    >>> heading_key(" 户口\\n所在地（社区） ") == heading_key("户口所在地(社区)")
    True
    >>> heading_key("姓　名"), heading_key("Q1  sex")
    ('姓名', 'Q1 sex')
    """
    folded = unicodedata.normalize("NFKC", text)
    if not _SPACE.search(folded):  # nearly all of them
        return folded
    folded = _SPACE.sub(" ", folded).strip()
    return _LOOSE_SPACE.sub("", folded)


def stems(heading: str) -> dict[str, str]:
    """What may be the question of an option's heading, as a key, and the option it would leave, as written.

    An option may hold brackets itself: it reaches from the first opening one to the last closing one.

    >>> stems("第8题(ACG文化(动漫、游戏等))")["第8题"]
    'ACG文化(动漫、游戏等)'
    >>> stems("6.您的爱好？:运动"), stems("3、性别")
    ({'6.您的爱好?': '运动'}, {})
    """
    if len(heading) > _LONGEST or not _SEPARATOR.search(heading):
        return {}
    text = heading.strip()
    found: dict[str, str] = {}
    for separator in _SEPARATOR.finditer(text):
        option = text[separator.end() :]
        if separator.group() in "(（":
            if not option.endswith((")", "）")):
                continue
            option = option[:-1]
        option = _BLANK_MARK.sub("", option.lstrip(_DASHES)).strip()
        stem = heading_key(text[: separator.start()])
        if stem and option:
            found.setdefault(stem, option)
    return found


def split_place(name: str) -> tuple[str, int] | None:
    """Question and place where a study asks for one place of a sorting question, else None.

    >>> split_place("7、您最看重→1"), split_place("7、您最看重")
    (('7、您最看重', 1), None)
    """
    found = _PLACE.fullmatch(name.strip())
    return (found.group(1), int(found.group(2))) if found else None


def shared_stems(headings: Iterable[str | None]) -> frozenset[str]:
    """Stems that at least two of the headings share.

    >>> sorted(shared_stems(["3、性别", "第6题（运动）", "第6题（阅读）"]))
    ['第6题']
    """
    spread = [heading for heading in headings if heading and _SEPARATOR.search(heading)]
    if len(spread) < _FEWEST:
        return frozenset()
    counts = Counter(stem for heading in spread for stem in stems(heading))
    return frozenset(stem for stem, count in counts.items() if count >= _FEWEST)
