"""How a raw answer is laid out before it is compared: what is the same text, what is no answer, what is a list mark.

Nothing here knows a category. Folding serves comparison only; what is shown stays as written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from sqgz.spelling import comparable

_SPACE = re.compile(r"\s+")
_DASHES = re.compile(r"-{2,}")
_FOLDED_SIGNS: Final = str.maketrans(
    dict.fromkeys("“”‘’\"'`「」『』《》〈〉")
    | dict.fromkeys("‐‑‒–—―−~〜", "-")
    | dict.fromkeys("【〔[〖{", "(")
    | dict.fromkeys("】〕]〗}", ")")
    | dict.fromkeys("•‧・∙", "·")
)
_SIMPLIFIED: Final = str.maketrans(  # old and variant characters of the words people answer with
    "歲區會縣鎮鄉辦處黨總組織務眾員號樓棟東門陽龍豐華園橋灣莊嶺廟關書記職專學碩碼誌團結勝聯興業開發農場廠鐵車電馬黃慶雲樂愛義長廣萬寶順達衛國強報設環濱臨紅"
    "風創陳鄭趙劉張楊吳許羅謝韓馮鄧葉蘇盧蔣賈呂無與幹協調養殘計劃婦兒級編領導紀檢網絡綜體戶現內裏裡後邊遠還這個們麼從來時間節優質應當點際陸臺島濟軍護備樹榮"
    "歡飛鳳鴻鵬鶴麗麥鹽齊齋溝塢堿墳壩壇變續線維繫縱橫種類頭顧題額飯館驗騰髙夲硏団畢歷讀過鎬鋼錦銀鐘閘陰隊隨雙離難靈韻預頂飼駐驛鷗龜",
    "岁区会县镇乡办处党总组织务众员号楼栋东门阳龙丰华园桥湾庄岭庙关书记职专学硕码志团结胜联兴业开发农场厂铁车电马黄庆云乐爱义长广万宝顺达卫国强报设环滨临红"
    "风创陈郑赵刘张杨吴许罗谢韩冯邓叶苏卢蒋贾吕无与干协调养残计划妇儿级编领导纪检网络综体户现内里里后边远还这个们么从来时间节优质应当点际陆台岛济军护备树荣"
    "欢飞凤鸿鹏鹤丽麦盐齐斋沟坞碱坟坝坛变续线维系纵横种类头顾题额饭馆验腾高本研团毕历读过镐钢锦银钟闸阴队随双离难灵韵预顶饲驻驿鸥龟",
)
_BLANK: Final = frozenset(
    {"", "(空)", "(空白)", "-2", "-2.0", "n/a", "#n/a", "nan", "null", "none", "<na>", "nat"}
    | {
        "未填",
        "未填写",
        "未填报",
        "没填",
        "没有填",
        "(未填)",
        "(未填写)",
        "未答",
        "未作答",
        "(未作答)",
        "未回答",
        "(未回答)",
    }
)
_SKIPPED: Final = frozenset({"(跳过)", "跳过", "-3", "-3.0"})
_FOLD: Final = _FOLDED_SIGNS | _SIMPLIFIED
_NO_WORDS = re.compile(r"[^\w<>≤≥+]+")

_HAN = "\u4e00-\u9fff"
_CIRCLED = re.compile(r"\s*[①-⑳❶-❿➀-➓Ⓐ-Ⓩⓐ-ⓩ]\s*(?=\S)")
_MARK = re.compile(
    rf"""(?:选项|选)?\s*(?:
      \((?P<a>[A-Za-z]|\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\)\s*[.、:,]?      # (A)  (3)  (一)
    | (?P<b>[A-Za-z])\s*[、.:,)\-]                                             # A.  A、  A)
    | (?P<c>\d{{1,2}})\s*[、)](?=\s*\D)                                        # 3、  3)  before words
    | (?P<d>\d)\s*[、)](?=\s*\d\d)                                             # 3、  before 36-45岁
    | (?P<e>\d{{1,2}})\s*[.:](?=\s*[^\d\s])                                    # 3.  but not 3.5
    | (?P<f>[A-Za-z]|\d{{1,2}})\s+(?=[{_HAN}(“"])                              # A 本社区
    | (?P<g>[A-H])(?=[{_HAN}])                                                 # A本社区
    | (?P<h>[一二三四五六七八九十]{{1,2}})、
    )\s*(?=\S)""",
    re.VERBOSE,
)


@lru_cache(maxsize=4096)  # every rule of one answer folds the same text
def folded(text: str) -> str:
    """The text by which answers are compared: NFKC, small letters, simplified characters, no spaces or quotes, one
    kind of dash and bracket.

    >>> folded("其它“两委”成员 。"), folded("３６～４５歲"), folded("街 道【鎮】")
    ('其他两委成员', '36-45岁', '街道(镇)')
    """
    plain = _SPACE.sub("", comparable(text)).translate(_FOLD).lower().replace("其它", "其他")
    if "--" in plain:
        plain = _DASHES.sub("-", plain)
    return plain.rstrip("。.,;、:!") or plain


def read_blank(raw: str | None) -> Literal["missing", "skipped"] | None:
    """Whether the text is no answer at all: not answered, or not asked; None for anything else.

    A lone stroke is not among them: in a form it may as well stand for 无.

    >>> read_blank("（空）"), read_blank("-3"), read_blank("/")
    ('missing', 'skipped', None)
    """
    if raw is None:
        return "missing"
    text = comparable(raw).lower()
    if text in _BLANK:
        return "missing"
    return "skipped" if text in _SKIPPED else None


def holds_no_words(raw: str) -> bool:
    """Whether the text holds neither letter nor digit nor sign of comparison, such as / or ——."""
    return _NO_WORDS.fullmatch(comparable(raw)) is not None


def without_mark(raw: str) -> tuple[str, str] | None:
    """The mark of an option and the text behind it, or None if no mark leads the text.

    >>> without_mark("A.本社区"), without_mark("① 本社区"), without_mark("41.0"), without_mark("36-45岁")
    (('A', '本社区'), ('1', '本社区'), None, None)
    """
    circled = _CIRCLED.match(raw)
    if circled:
        return comparable(circled.group()).upper(), comparable(raw[circled.end() :])
    text = comparable(raw)
    found = _MARK.match(text)
    if found is None:
        return None
    mark = next(group for group in found.groups() if group)
    return mark.upper(), text[found.end() :]
