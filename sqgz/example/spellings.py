"""How people write an answer: texts that say one thing for certain, and texts from which nobody should guess.

Three lists per question: as the form offers it, otherwise spelt but certain, and ambiguous. They are written from
the side of those who fill in forms; they must not be read off the codebooks, or the example would test nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

LEVEL: Final = {
    "community": ("本社区",),
    "street": ("本街道其他社区",),
    "district": ("本区其他街道",),
    "outside": ("本市其他区", "本市其他区", "本市其他区", "本省外市", "省外"),
}
LEVEL_SPELT: Final = {
    "community": (
        "A.本社区",
        "Ａ、本社区",
        "本社区　",
        "① 本社区",
        "（社区）本社区",
        "本 社区",
        "就在本社区",
    ),
    "street": (
        "B、本街道其他社区",
        "本街道外社区",
        "隔壁社区（本街道）",
        "本街道其它社区",
        "Ｂ．本街道其他社区",
        "本街道别的社区",
    ),
    "district": ("本区其它街道", "C、本区其他街道", "本区（非本街道）", "本区其他街道 ", "本区别的街道"),
    "outside": ("外区", "D、本市其他区", "其他区县", "外市（本省）", "外省市", "市里别的区", "外省的"),
}
LEVEL_AMBIGUOUS: Final = ("本地", "外地", "本地户口", "是", "集体户口", "居民户口", "人户分离")
RESIDENCE_AMBIGUOUS: Final = ("本地", "外地", "同上", "附近", "单位宿舍", "本片区", "步行10分钟")

EDUCATION: Final = {
    "junior": ("初中",),
    "senior": ("高中", "中专", "高中"),
    "college": ("大专",),
    "bachelor": ("本科", "本科", "大学本科"),
    "graduate": ("研究生", "硕士"),
}
EDUCATION_SPELT: Final = {
    "junior": ("初中及以下", "初中毕业", "初中文凭"),
    "senior": ("职高", "中师", "职业高中", "中专（技校）", "中专毕业"),
    "college": ("函授大专", "全日制大专", "高职", "党校大专", "大 专", "自考大专", "大学专科"),
    "bachelor": (
        "在职本科",
        "大学",
        "自考本科",
        "本科（学士）",
        "全日制本科",
        "专升本",
        "本科 ",
        "全日制大学本科",
    ),
    "graduate": ("硕士研究生", "研究生（硕士）", "在职硕士", "研究生学历"),
}
EDUCATION_AMBIGUOUS: Final = ("大专以上", "本科以下", "党校", "大专/本科", "同等学力", "本科肄业", "2")

POSTS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("secretary", "director"): ("一肩挑", "一肩挑", "一肩挑", "书记、主任", "书记兼主任"),
    ("secretary", "none"): ("书记",),
    ("none", "director"): ("主任",),
    ("deputy_secretary", "director"): ("副书记、主任",),
    ("deputy_secretary", "none"): ("副书记",),
    ("none", "deputy_director"): ("副主任",),
    ("deputy_secretary", "deputy_director"): ("副书记、副主任",),
    ("member", "none"): ("支委", "党委委员", "总支委员"),
    ("none", "member"): ("居委会委员", "居委委员"),
    ("member", "member"): ("支委、居委会委员",),
    ("unspecified", "unspecified"): ("委员", "“两委”成员"),
    ("none", "none"): ("社工", "社工", "社区工作者", "网格员"),
}
POSTS_SPELT: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("secretary", "director"): (
        "党总支书记兼居委会主任",
        "主任兼书记",
        "书记┋主任",
        "书记 主任",
        "社区党总支书记兼主任",
    ),
    ("secretary", "none"): ("党总支书记", "社区党委书记", "党支部书记", "书记（女）"),
    ("none", "director"): ("居委会主任", "社区居委会主任", "主 任"),
    ("deputy_secretary", "none"): ("党委副书记", "副书记 ", "党总支副书记"),
    ("none", "deputy_director"): ("居委会副主任", "副主任　"),
    ("deputy_secretary", "deputy_director"): ("党支部副书记兼居委会副主任",),
    ("member", "none"): ("党支部委员", "党总支委员"),
    ("none", "member"): ("居民委员会委员",),
    ("unspecified", "unspecified"): ("“两委”班子成员", "两委成员"),
    ("none", "none"): (
        "专职网格员",
        "书记助理",
        "主任助理",
        "楼组长",
        "社区社工",
        "网格管理员",
        "专职社区工作者",
    ),
}
VILLAGE_POSTS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("secretary", "none"): ("村支书", "党支部书记"),
    ("none", "director"): ("村委会主任", "村主任"),
    ("none", "deputy_director"): ("村委会副主任",),
    ("none", "member"): ("村委会委员",),
    ("member", "member"): ("支委、村委会委员",),
}
POSTS_AMBIGUOUS: Final = {
    "chief": ("负责人", "主持工作"),
    "member": ("调解主任", "班子成员", "副书记（主持工作）", "社区干部"),
    "staff": ("网格长", "后备干部", "其他", "工作站站长"),
    "": ("第一书记",),
}

PAY: Final = {
    "good": ("满意", "比较满意", "很满意"),
    "fair": ("一般", "还可以"),
    "bad": ("不满意", "不太满意", "很不满意"),
}
PAY_AMBIGUOUS: Final = ("说不清", "不好说", "/")
REASONS: Final = {
    "no_post": "本社区没有合适岗位",
    "acquaintance": "熟人多，工作不好开展",
    "pay": "待遇没有差别",
    "family": "照顾家庭或子女上学不便",
    "boundary": "住得近，工作和生活分不开",
    "other": "其他",
}
REASONS_IN_WORDS: Final = ("服从组织安排", "房子还没交付", "离父母家近", "当时统一招考分配", "说不上来")
MISSPELT: Final = {"岸": "案", "溪": "奚", "园": "圆", "桥": "侨", "亭": "停", "坊": "访", "苑": "宛", "湾": "弯", "庭": "廷", "渡": "度", "沟": "钩", "坡": "波", "塘": "糖", "垄": "笼", "墩": "敦"}  # fmt: skip


def pick(rng: np.random.Generator, texts: Sequence[str]) -> str:
    """One of the texts."""
    return texts[int(rng.integers(len(texts)))]


def spell(rng: np.random.Generator, usual: Sequence[str], otherwise: Sequence[str], *, share: float) -> str:
    """One of the usual texts or, in that share of cases, one of those otherwise spelt."""
    return pick(rng, otherwise if otherwise and rng.random() < share else usual)


def write_posts(rng: np.random.Generator, posts: tuple[str, str], *, village: bool, share: float) -> str:
    """任职情况 of a person with these posts, as a street would fill it in."""
    usual = POSTS[posts]
    if village:
        usual = VILLAGE_POSTS.get(posts, usual)
        return pick(rng, usual)
    return spell(rng, usual, POSTS_SPELT.get(posts, ()), share=share)


def write_street(rng: np.random.Generator, street: str, *, share: float) -> str:
    """The street as a person types it into the questionnaire."""
    return spell(
        rng, (street,), (f"{street}办事处", f"某区{street}", f"{street} ", f"{street[:2]}街办"), share=share
    )


def write_identity(rng: np.random.Generator, identity: str, *, share: float) -> str:
    """The ID number as a person types it: mostly plain, else full-width, in groups, with a small x or a space."""
    if rng.random() >= share:
        return identity
    forms = (
        full_width(identity),
        f"{identity[:6]} {identity[6:14]} {identity[14:]}",
        identity.lower() + " ",
        f" {identity}",
    )
    return pick(rng, forms)


def write_month(rng: np.random.Generator, born: date) -> str:
    """出生年月 as text in one of the forms streets use."""
    year, month = born.year, born.month
    usual = (f"{year}-{month:02d}", f"{year}.{month:02d}", f"{year}年{month}月")
    otherwise = (
        full_width(f"{year}.{month:02d}"),
        f"{year}/{month:02d}",
        f"{year}年{month:02d}月",
        f"{year}。{month:02d}",
        f"{year}.{month:02d} ",
        f"{year}{month:02d}",
    )
    return spell(rng, usual, otherwise, share=0.12)


def full_width(text: str) -> str:
    """The text with digits, Latin letters and stops as Chinese keyboards write them.

    >>> full_width("1985.06")
    '１９８５．０６'
    """
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
