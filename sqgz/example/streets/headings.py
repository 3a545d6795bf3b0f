"""The six ways in which streets head their columns. The study names four of them; two must be asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

# What a column holds; the study has a variable for some of these
ROLES: Final = (
    "number", "street", "community", "name", "sex", "phone", "person", "birth", "nation", "membership",
    "first_education", "education", "posts", "party_post", "committee_post", "hukou", "hukou_place", "residence",
    "residence_place", "remark",
)  # fmt: skip
Style = Literal["level", "place", "yes_no"]
NAMED: Final = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Column:
    """One column: what it holds, its heading, and the heading above it if there is one."""

    role: str
    heading: str
    group: str = ""

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"role must be one of {ROLES}, not {self.role!r}")


@dataclass(frozen=True)
class Variant:
    """The columns of a form, and what it asks of 户口 and 居住: a level, the name of a place, or 是/否."""

    columns: tuple[Column, ...]
    style: Style = "level"

    @property
    def roles(self) -> dict[str, str]:
        """Heading by role."""
        return {column.role: column.heading for column in self.columns}

    @property
    def grouped(self) -> bool:
        """Whether the headings take two rows."""
        return any(column.group for column in self.columns)


def _columns(text: str) -> tuple[Column, ...]:
    """Columns from lines of `role heading [group]`."""
    return tuple(Column(*line.split()) for line in text.strip().splitlines())


VARIANTS: Final = {
    "A": Variant(
        _columns("""
        number 序号
        street 街道
        community 社区
        name 姓名
        sex 性别
        phone 手机号
        person 身份证号
        birth 出生年月
        nation 民族
        membership 政治面貌
        first_education 第一学历 学历
        education 最高学历 学历
        posts 任职情况
        hukou 户口所在地 户籍情况
        hukou_place 户籍地址 户籍情况
        residence 居住地 居住情况
        residence_place 现住址 居住情况
        remark 备注
        """)
    ),
    "B": Variant(
        _columns("""
        number 编号
        street 所属街道
        community 所在社区
        name 姓名
        sex 性别
        phone 联系电话
        person 公民身份号码
        birth 出生年月
        education 文化程度
        party_post 党组织职务 任职
        committee_post 居（村）委会职务 任职
        hukou 户籍地
        hukou_place 户籍详细地址
        residence 现居住地
        residence_place 现居住详细地址
        remark 备注
        """)
    ),
    "C": Variant(
        _columns("""
        number 序号
        street 街道（镇）
        community 社区（村）
        name 姓名
        sex 性别
        phone 电话
        person 身份证号码
        birth 出生日期
        education 学历
        posts 职务
        hukou 户口所在地（社区）
        residence 居住地（社区）
        remark 备注
        """),
        style="place",
    ),
    "D": Variant(
        _columns("""
        number 序号
        street 街镇
        community 村（社区）
        name 姓名
        phone 手机 个人信息
        person 身份证 个人信息
        birth 出生年月（如1985.06） 个人信息
        education 最高学历 个人信息
        posts 现任职务
        hukou 户籍所在地
        hukou_place 户籍住址
        residence 居住所在地
        residence_place 居住住址
        """)
    ),
    "E": Variant(
        _columns("""
        number 序号
        street 街道
        community 社区
        name 姓名
        sex 性别
        phone 手机号
        person 身份证号
        birth 出生年月
        education 学历层次
        posts 任职情况
        hukou 户籍是否在本社区
        hukou_place 不在本社区的户籍所在地
        residence 是否居住在本社区
        residence_place 不在本社区的现住地
        """),
        style="yes_no",
    ),
    "F": Variant(
        _columns("""
        number 序号
        street 所在街道办
        community 社区
        name 姓名
        phone 联系方式
        person 证件号码
        birth 出生时间
        education 文化水平
        posts 担任职务
        hukou 户口落在何处
        residence 目前住在哪里
        remark 备注
        """)
    ),
}
VARIABLES: Final[dict[str, tuple[str, ...]]] = {
    "person": ("person",),
    "name": ("name",),
    "phone": ("phone",),
    "street": ("street",),
    "community": ("community",),
    "birth": ("age_band",),
    "education": ("education",),
    "posts": ("party_post", "committee_post"),
    "party_post": ("party_post",),
    "committee_post": ("committee_post",),
    "hukou": ("hukou",),
    "hukou_place": ("hukou",),
    "residence": ("residence",),
    "residence_place": ("residence",),
}
"""Variables of the study that a column of each role fills; a role that is not here is of no use to it."""


def headings_of(*roles: str) -> tuple[str, ...]:
    """Headings that the study names for columns of these roles, in the order of the forms."""
    found = [VARIANTS[name].roles.get(role) for name in NAMED for role in roles]
    return tuple(dict.fromkeys(heading for heading in found if heading))


def unknown_headings() -> dict[str, str]:
    """Role by heading of the columns that matter and that the study does not name."""
    known = {heading for role in VARIABLES for heading in headings_of(role)}
    return {
        column.heading: column.role
        for variant in VARIANTS.values()
        for column in variant.columns
        if column.role in VARIABLES and column.heading not in known
    }
