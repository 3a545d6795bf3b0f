"""Which survey platform exported a sheet, told from the exact headings the platform itself adds.

Never from a file name and never from part of a heading: a question on where somebody's household is
registered must not be taken for the platform's location column and dropped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqgz.errors import InputError
from sqgz.reading.stems import heading_key


@dataclass(frozen=True)
class Platform:
    """One platform: the headings that give it away when all are there, and all headings it may add."""

    name: str
    signs: frozenset[str]
    meta: frozenset[str]


NO_PLATFORM = "无"
"""What a study writes where a file looks like a platform's export and is none."""

PLATFORMS = (
    Platform(
        "问卷星",
        frozenset({"序号", "提交答卷时间", "所用时间"}),
        frozenset({"序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分", "用户ID"}),
    ),
    Platform(
        "腾讯问卷",
        frozenset({"编号", "开始答题时间", "结束答题时间", "答题时长"}),
        frozenset(
            {
                *("编号", "开始答题时间", "结束答题时间", "答题时长", "地理位置国家和地区", "地理位置省"),
                *("地理位置市", "用户类型", "用户标识", "昵称", "自定义字段", "语言", "清洗数据结果"),
                *("智能清洗数据无效概率", "IP", "UA", "Referrer", "中奖时间", "中奖金额", "审核状态"),
            }
        ),
    ),
    Platform(
        "金数据",
        frozenset({"序号", "提交人", "提交时间"}),
        frozenset(
            {
                *(
                    "序号",
                    "提交人",
                    "提交时间",
                    "修改时间",
                    "更新时间",
                    "填写时长",
                    "填写设备",
                    "操作系统",
                    "浏览器",
                ),
                *("IP", "来源渠道", "扩展属性", "微信昵称", "微信性别", "微信国家", "微信省市", "微信头像"),
                *("微信OpenID", "地理位置", "填写地区", "标签"),
            }
        ),
    ),
)


def recognise_platform(headings: Iterable[str | None]) -> str:
    """Name of the platform whose own headings are all among these; "" where none is.

    >>> recognise_platform(["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的职务"])
    '问卷星'
    >>> recognise_platform(["序号", "姓名", "您的户籍所在地区"])
    ''
    """
    keys = {heading_key(heading) for heading in headings if heading}
    for platform in PLATFORMS:
        if {heading_key(sign) for sign in platform.signs} <= keys:
            return platform.name
    return ""


def check_platform(name: str, *, file: str) -> str:
    """The name itself if it is a platform, "" for none (also written 无); raises InputError otherwise."""
    names = [platform.name for platform in PLATFORMS]
    if name in ("", NO_PLATFORM):
        return ""
    if name not in names:
        raise InputError(
            f"{file}: 不认识平台“{name}”。platform 可写: {'、'.join(names)}；不是平台导出的写 {NO_PLATFORM}，或不写由程序识别"
        )
    return name


def meta_headings(platform: str, headings: Sequence[str]) -> tuple[str, ...]:
    """Those of the headings that the platform added, in their order; empty for no platform.

    >>> meta_headings("问卷星", ["序号", "来自IP", "1、您的职务", "总分"])
    ('序号', '来自IP', '总分')
    """
    keys = {heading_key(one) for entry in PLATFORMS if entry.name == platform for one in entry.meta}
    return tuple(heading for heading in headings if heading_key(heading) in keys)
