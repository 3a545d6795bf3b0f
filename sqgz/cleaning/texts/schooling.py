"""What an answer about education says: which schooling is finished, which is not, what it may reach up or down to.

函授, 党校, 在职 are the nature of a degree and leave its level as it is; 在读, 肄业 leave the level below. Which level is
which category stands in the codebook `education` and in the study; here stands how people write levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from sqgz.cleaning.texts.category_index import CategoryIndex, Meaning
from sqgz.cleaning.texts.raw_texts import folded, without_mark

BOOK: Final = "education"
_LADDER: Final = (  # from the lowest; level, its plainest word, and how else it is written
    (0, "文盲", r"文盲半文盲|半文盲|文盲|不识字|(?:未|没|没有)(?:上过?学|读过?书|念过?书)|扫盲班?"),
    (1, "小学", r"小学[一二三四五六]年级|小学|初级小学|高级小学|初小|高小|完小|完全小学"),
    (2, "初中", r"初中[一二三]年级|初级中学|初级中等学校|初级中等|初中|初[一二三](?:年级)?|九年(?:制)?义务教育"),
    (3, "高中", r"高级中学|高中|普高"),
    (3, "中专", r"中等专业学校|中等专科学校|中等专业|中等专科|中等职业学校|中等职业教育|中等职业|中等师范学校|中等师范|中等技术学校|中专|中职|中师|中技|技工学校|技校|职业高中|职业中专|职业中学|职高|职中"),
    (4, "大专", r"高职高专|高职大专|高职专科|大专专科|大学专科|大学大专|高等专科学校|高等专科|高等职业学校|高等职业教育|高等职业|高等大专|大专|专科|高职|高专|师专"),
    (5, "本科", r"大学本科|本科|大本|大学(?=$|学历|毕业|文化|程度|文凭)|双学士|第二学士|专升本"),
    (6, "研究生", r"研究生"),
    (6, "硕士", r"硕士研究生|(?:[\u4e00-\u9fff]{1,4}学|公共管理|社会工作|工商管理|公共行政|行政管理|法律|教育|工程|会计|金融|农业推广)?硕士(?!学位)|专硕|学硕|emba|mba|mpacc|mpa|msw"),
    (7, "博士", r"博士研究生|(?:[\u4e00-\u9fff]{1,4}学)?博士(?!学位)|博士后"),
)  # fmt: skip
_NAMED = r"(?:(?![读考拟报未没肄旁非无准停辍]|同等|进修|课程|结业|自学)[\u4e00-\u9fff])"  # of a subject or a school
_MAJOR = (
    rf"(?:{_NAMED}{{2,8}}专业|行政管理|公共管理|工商管理|企业管理|经济管理|财务管理|工程管理|旅游管理|人力资源管理|人力资源|公共事业管理|行政|管理|"
    r"社会工作|社工|社会学|心理学|法学|法律|经济学|经济|会计学|会计电算化|会计|金融|市场营销|电子商务|物流|汉语言文学|汉语言|中文|英语|新闻|文秘|"
    r"计算机应用|计算机科学|计算机|土木工程|建筑工程|机电|数控|护理|临床医学|医学|农学|园林|学前教育|幼儿教育|教育学|教育|音乐|美术|体育|思想政治教育)"
)
_NATURE = (
    r"(?:全日制|非全日制|国民教育|普通全日制|普通高等|普通|普招|统招|计划内|成人高等教育|成人教育|成人高考|成人高等|成人|成教|在职教育|在职|后续|继续教育|函授|自学考试|自考|成考|"
    r"网络教育|网络|网教|远程教育|远程|国家开放大学|开放大学|开放教育|国开|电大|广播电视大学|(?:中央|省委|市委|区委|县委)?党校|行政学院|夜大学?|夜校|业余大学|业余|职工大学|职大|"
    r"五年一贯制|[二两三四五]年制|3\+2|3\+3|2\+3|五年高职|军校|部队|军队院校|警校|师范类?|高等师范|海外|国外|境外|留学|职业|应用型|重点|民办|公办|老|学术型|专业型|专业学位|定向|委培|专升本|专接本|专转本|专插本|高起[本专]|高升[本专]|(?:初中|高中|中专|大专|专科)起点|"
    r"成人教育学院|普通高等教育|高等教育|独立学院|中央广播电视大学|电视大学|农广校|农业广播学校|卫校|护校|幼师|非全|学术|211|985|双一流|"
    rf"\d{{4}}年(?:\d{{1,2}}月)?|{_MAJOR})"
)
_DONE = r"(?:学历|文凭|文化程度|文化水平|教育程度|文化|程度|水平|层次|毕业证书?|毕业|已毕业|已取得|取得|学士学位|学士|双证)"
_OPEN = r"(?:在读|在学|就读中?|读书中?|在修|进修中|未毕业|没有?毕业|没有?(?:念|读|上)完|未(?:念|读|上)完|未取得|未拿证|未结业|肄业|辍学|还没毕业|尚未毕业|学习中|在考|正在读|考试中)"
_SPAN = re.compile(
    r"(?:学历|学位|文化程度)?(?:及|或|含|\(含\))?(?:其)?以(?P<way>上|下)(?:学历|文化程度|学位)?"
)
_LEAD = re.compile(
    r"^(?:现有?|目前|本人)?(?:最高|最终)?(?:学历|文化程度|教育程度)(?:为|是|:|-)*(?=.)|^最高(?:为|是|:)?(?=.)"
)
_CODE = re.compile(r"^(?P<code>[1-9])\d(?=[\u4e00-\u9fff])")  # 20大学本科: GB/T 4658
_CODED: Final = {1: (6, 7), 2: (5,), 3: (4,), 4: (3,), 5: (3,), 6: (3,), 7: (2,), 8: (1,), 9: (0,)}
_WITH: Final = {
    "学士": {5, 6, 7},
    "硕士": {6, 7},
    "博士": {6, 7},
}  # levels at which somebody holds the degree
_CLAUSES = re.compile(
    r"(?<=学历|毕业|文凭)(?=正?在读|在修|本科|大专|专科|大学|研究生|硕士|博士|学士|高中|中专|自考|函授)|[,;()|]|[、/+](?!\d)|(?<=[\u4e00-\u9fff])[或和与及](?=[\u4e00-\u9fff](?!上|下))|-"
)
_BESIDE = re.compile(
    rf"{_NATURE}{{1,4}}(?:教育|学习)?{_DONE}{{0,2}}|{_DONE}|(?:{_NATURE})?(?:学士|双学士|[硕博]士学位)(?:学位)?|无学位|未取得学位|学信网可查|"
    rf"{_NAMED}{{2,12}}(?:大学|学院|党校)|(?:初中|高中|中专|大专|专科|本科)起点|专升本|专接本|专转本|专插本|高起[本专]|高升[本专]"
)
_LEVELS: Final = tuple(
    (
        step,
        word,
        re.compile(rf"{_NATURE}{{0,3}}的?(?:{ways})(?P<behind>.*)"),
        re.compile(rf"(?:正?在读|正在读|读|在修|在学)(?:{_NATURE})?(?:{ways}|{'研' if word == '研究生' else ways})中?"),
    )
    for step, word, ways in _LADDER
)  # fmt: skip
_BEHIND = re.compile(rf"{_NATURE}{{0,2}}(?:教育)?{_DONE}{{0,3}}")
_DEGREE = re.compile(r"学士|硕士|博士")
_UNDONE = re.compile(rf"(?:学历)?{_OPEN}")
_LONGEST: Final = 40


@dataclass
class _Said:
    """Levels of the ladder that a text names: done, undone, and those a span reaches."""

    done: dict[str, int] = field(default_factory=dict)
    undone: dict[str, int] = field(default_factory=dict)
    span: set[str] = field(default_factory=set)
    degrees: set[str] = field(default_factory=set)  # 学士, 硕士, 博士, beside the level


def find_schooling(index: CategoryIndex, raw: str) -> frozenset[Meaning]:
    """Meanings of an answer about education, empty where a word of it is not known or it does not tell a level.

    Several categories come back where the text spans them or names two finished levels: those are a question.
    """
    marked = without_mark(raw)
    plain = folded(marked[1] if marked else raw)
    coded = _CODE.match(plain)
    said = _read(_LEAD.sub("", plain[coded.end() :] if coded else plain, count=1))
    if said is None or not all(set(said.done.values()) <= _WITH[degree] for degree in said.degrees):
        return frozenset()
    if coded and not set(said.done.values()) <= set(_CODED[int(coded["code"])]):
        return frozenset()
    found = _categories(index, said)
    found = frozenset(meaning for meaning in found if not index.excludes(meaning, raw))
    return index.with_code(marked[0], found) if marked else found


def _categories(index: CategoryIndex, said: _Said) -> frozenset[Meaning]:
    if said.span:
        return _meanings(index, said.span) if not said.done and not said.undone else frozenset()
    if said.done:
        highest = max(said.done.values())
        if any(step <= highest for step in said.undone.values()):
            return frozenset()
        return _meanings(index, said.done)
    if not said.undone:
        return frozenset()
    below = {word for step, word, _ in _LADDER if step <= max(said.undone.values())}
    found = _meanings(index, below)  # 初中肄业 is 初中及以下 whatever was finished before
    return found if len({meaning.key for meaning in found}) == 1 else frozenset()


def _meanings(index: CategoryIndex, words: set[str] | dict[str, int]) -> frozenset[Meaning]:
    """Categories of all the levels; empty if one of them has none."""
    each = [index.find(word) for word in words]
    return frozenset[Meaning]().union(*each) if all(each) else frozenset()


def _read(plain: str) -> _Said | None:
    """What a text says; None if a part of it is not known."""
    if not 1 < len(plain) <= _LONGEST:
        return None
    said = _Said()
    for part in filter(None, _CLAUSES.split(plain)):
        if _UNDONE.fullmatch(part) and said.done:  # 初中（未毕业）
            last = list(said.done)[-1]
            said.undone[last] = said.done.pop(last)
        elif not _take(part, said):
            return None
    if said.undone and re.search(r"[/、或和及与]", plain):
        return None  # 大专/本科在读: both, or one of the two
    return said if said.done or said.undone or said.span else None


def _take(part: str, said: _Said) -> bool:
    """Whether one part is known; what it says is entered."""
    for step, word, level, reading in _LEVELS:
        if reading.fullmatch(part):
            said.undone[word] = step
            return True
        found = level.fullmatch(part)
        if found is None:
            continue
        behind = found["behind"]
        if _BEHIND.fullmatch(behind):
            said.done[word] = step
            said.degrees |= set(_DEGREE.findall(behind))
            return True
        if _UNDONE.fullmatch(behind):
            said.undone[word] = step
            return True
        if (span := _SPAN.fullmatch(behind)) is not None:
            up = span["way"] == "上"
            said.span |= {other for at, other, _ in _LADDER if at == step or (at > step) == up}
            return True
    if _BESIDE.fullmatch(part):
        said.degrees |= set(_DEGREE.findall(part))
        return True
    return False
