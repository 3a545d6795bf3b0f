"""What studies are called where they stand side by side: the place in a study's title, and the name of them all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from sqgz.study import Study
from sqgz.study.earlier import year_of

_TOPIC: Final = re.compile(
    '社区|村|居民|[“"]?两委|基层|工作者|队伍|属地|调研|调查|普查|统计|情况|19[0-9]{2}|20[0-9]{2}|[（(，,:：]'
)
_OPENING: Final = re.compile(r"(关于|对)?(19|20)[0-9]{2}年(度|上半年|下半年)?|关于")
_PLACE: Final = re.compile(r".*(省|市|区|县|旗|盟|州|镇|乡|街道)")
_KINDS: Final = {"区": "区", "县": "县", "市": "市"}
_LONGEST: Final = 80  # letters of a folder's name, far below what any file system allows
_TITLE: Final = 14  # letters of a title that still fit beside a bar
PREFIX: Final = "对比_"


def place_of(title: str) -> str:
    """The place that a title begins with; empty if it begins with none.

    >>> [place_of(one) for one in ("武汉市江岸区社区工作者调研", "2024年某县“两委”调查", "社区工作者调查", "城区队伍调研")]
    ['武汉市江岸区', '某县', '', '']
    """
    rest = _OPENING.sub("", title.strip(), count=1) if _OPENING.match(title.strip()) else title.strip()
    found = _TOPIC.search(rest)
    head = rest[: found.start()] if found else rest
    whole = _PLACE.fullmatch(head.removesuffix("的").removesuffix("各").removesuffix("全"))
    if (
        not whole
        or len(whole[0]) < 2
        or re.fullmatch("(城|片|小|校|园|全|本|各|郊)(区|市|县|街道)", whole[0])
    ):
        return ""
    return whole[0]


def name_districts(studies: Sequence[Study]) -> dict[str, str]:
    """What each study is called, by its name: its place, with the year where a place comes twice; else its title or name.

    All are called by the same rule. A city that all places begin with is left out.
    """
    names = [study.name for study in studies]
    places = [place_of(study.title) for study in studies]
    years = [f"{place}（{year_of(study.as_of)}年）" for place, study in zip(places, studies, strict=True)]
    titles = [study.title for study in studies]
    for labels in (_without_city(places) if all(places) else [], years if all(places) else [], titles):
        short = all(len(label) <= _TITLE for label in labels) or labels is not titles
        if labels and len(set(labels)) == len(studies) and short:
            return dict(zip(names, labels, strict=True))
    return dict(zip(names, names, strict=True))


def _without_city(places: Sequence[str]) -> list[str]:
    """The places without the city or province that all of them begin with.

    >>> _without_city(["武汉市江岸区", "武汉市江汉区"]), _without_city(["江岸区", "武汉市"])
    (['江岸区', '江汉区'], ['江岸区', '武汉市'])
    """
    heads = {found[0] if (found := re.match(".+?[市省州盟](?=..)", one)) else "" for one in places}
    head = heads.pop() if len(heads) == 1 else ""
    shorter = [one.removeprefix(head) for one in places]
    return shorter if head and len(set(shorter)) == len(set(places)) else list(places)


def kind_of(labels: Sequence[str]) -> str:
    """What all the districts are, in a word: 区, 县, 区县, 地区, or 调查 where they are not called by their places.

    >>> kind_of(["江岸区", "江汉区"]), kind_of(["甲区", "乙县"]), kind_of(["甲区", "乙市", "丙县"]), kind_of(["a", "b"])
    ('区', '区县', '县市区', '调查')
    """
    bare = [re.sub("（[^（）]*）$", "", label) for label in labels]
    ends = {label[-1] for label in bare if label}
    if ends <= set(_KINDS):
        known = {frozenset("区县"): "区县", frozenset("市区"): "市区", frozenset("县市"): "县市"}
        return ends.pop() if len(ends) == 1 else known.get(frozenset(ends), "县市区")
    return "地区" if all(_PLACE.fullmatch(label) for label in bare) else "调查"


def name_together(studies: Sequence[Study]) -> str:
    """Name of the comparison, and of its folders: the studies' names in order; of very many the first, and a hash of all."""
    names = [study.name for study in studies]
    whole = PREFIX + "_".join(names)
    if len(whole) <= _LONGEST:
        return whole
    digest = hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:8]
    return f"{PREFIX}{names[0][:40]}等{len(names)}项_{digest}"


def title_together(labels: Sequence[str], kind: str) -> str:
    """Title of the comparison.

    >>> title_together(["甲区", "乙区"], "区"), title_together([f"{i}区" for i in range(30)], "区")
    ('甲区、乙区社区工作者情况比较', '0区等30个区社区工作者情况比较')
    """
    many = f"{labels[0]}等{len(labels)}{'项' if kind == '调查' else '个'}{kind}"
    return f"{'、'.join(labels) if len(labels) <= 4 else many}社区工作者情况比较"
