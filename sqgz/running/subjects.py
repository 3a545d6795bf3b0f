"""What a heading asks about, told from its words alone; whether the answers bear it out is for others to see.

Knows headings of surveys and rosters; knows no values, no study and no files.
"""

from __future__ import annotations

import re
from typing import Final

from sqgz.spelling import comparable

NUMBERED: Final = re.compile(
    r"(?:第\s*(?P<a>\d{1,3})\s*题\s*[、.:_]?|Q\s*(?P<b>\d{1,3})\s*[、.:_)]?|\(?(?P<c>\d{1,3})\s*(?:、|\.(?!\d)|:|_|\)))\s*",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"[(\[【](?:可?(?:多|单)选|必填|必答|选填|可选|不?限选|最多|最少|至少|请|下拉|填空|量表|简答|如实)[^)\]】]*[)\]】]"
)
_ADDRESSED = re.compile(
    r"^(?:请问|请选择|请填写|请输入|请)?(?:您|你)?(?:本人)?(?:的|目前的?|现在的?|所在的?|所属的?)*(?=.)"
)

_NARROW: Final = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_FEELING = r"是否|满意|认为|如何|多少|几|怎|为什么|原因|程度如何"
_SUBJECTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("id", r"(?!是否)(?!.*(?:类型|种类|照片|复印)).{0,6}(?:身份证(?:件)?(?:号码?|编号)?|证件(?:号码?|编号)|公民身份号码|身份号码)(?:\(.*\))?"),
        ("personal", r"(?!是否).{0,6}(?:姓名|名字|手机|手机号码?|电话|电话号码?|联系方式|微信号?|QQ号?码?|邮箱|电子邮件|e-?mail|IP|IP地址|签名|签字|签章|银行卡号?|卡号|账号|车牌号?|昵称|头像|照片|openid|(?:联系|填表|填报|经办|负责|审核|提交|推荐|录入)人)(?:\(.*\))?|.{0,3}组长|phone|mobile|tel"),
        ("staff_number", r"工号|职工编?号|员工编?号|工作证号码?"),
        ("serial", r"序号?|编号|行号|no\.?|id|#"),
        ("remark", r"备注.*|说明|其他说明|补充说明"),
        ("hukou_place", r".*(?:户籍|户口).*(?:地址|住址|详细|门牌|具体).*|.*户籍所在(?:街道|社区).*"),
        ("residence_place", r"(?:家庭|现|常住|实际|居住|本人)*(?:住址|地址)(?:\(.*\))?|.*(?:居住|现住|住所|住处).*(?:地址|住址|详细|门牌|小区|具体).*|.*(?:家庭|现)住址.*"),
        ("hukou", rf"(?!.*(?:{_FEELING}|性质|类型|类别|时间)).*(?:户口|户籍).*|.*户(?:口|籍)是否在.*"),
        ("residence", rf"(?!.*(?:{_FEELING}|时间|年限|面积|性质|类型|方式|条件|多久)).*(?:居住|现居|住所|住处|住在|住哪|家住).*|.*是否(?:居住|住)在.*"),
        ("zone", r"片区|所属片区|内外城区?|城区|所属城区|zone"),
        ("street", r"(?:工作)?(?:所属|所在)?(?:的)?(?:工作)?(?:街道|街|镇街|街镇|乡镇|镇|街道办事?处?|街道[(/、](?:乡镇|镇|乡)\)?|乡镇[(/、]街道\)?|镇[(/、]街道\)?|街乡镇?)(?:名称)?|street"),
        ("community", r"(?:工作)?(?:所属|所在)?(?:的)?(?:工作)?(?:社区|村|村居|居委会|居村|社区[(/、]村\)?|村[(/、](?:社区|居)\)?|社区居委会|所在单位)(?:名称)?|community"),
        ("party_post", r"党.{0,5}(?:职务|任职)(?:情况)?"),
        ("committee_post", r".{0,3}(?:居委|村委|居\(村\)|村\(居\)|自治组织).{0,4}(?:职务|任职)(?:情况)?"),
        ("posts", rf"(?!.*(?:{_FEELING}|年月|时间|年限|日期)).{{0,8}}(?:任职情况|任职|职务|职位|身份|人员类别|担任.*)(?:类别|名称|情况)?(?:\(.*\))?|position"),
        ("age", r".{0,4}(?:出生年月日?|出生日期|出生年份?|出生时间|生日|年龄|周岁|岁数|年龄段|年龄组)(?:\(.*\))?|age"),
        ("education", rf"(?!.*(?:{_FEELING}|专业|院校|学校|时间)).*(?:学历|文化程度|文化水平|教育程度|学位)(?:层次|水平|等级|情况)?(?:\(.*\))?|education"),
        ("sex", r"性别|sex|gender"),
        ("unit_type", r"单位类型|社区类型|类型|unit_type"),
        ("address", r".*(?:地址|住址|门牌).*"),
    )
)  # fmt: skip
_KEYS: Final = {
    "民族": "ethnicity", "政治面貌": "political_status", "婚姻状况": "marital_status", "岗位": "job", "岗级": "grade", "职级": "grade",
    "月收入": "income", "收入": "income", "工作年限": "seniority", "工龄": "seniority", "专业": "major", "用工性质": "employment",
    "姓名": "name", "手机": "phone", "手机号": "phone", "手机号码": "phone", "电话": "phone", "联系电话": "phone", "联系方式": "phone",
    "微信": "wechat", "微信号": "wechat", "邮箱": "email", "备注": "remark",
}  # fmt: skip


def question_number(heading: str) -> int | None:
    """Number of the question that the heading begins with, or None.

    >>> question_number("3、您的户口所在地"), question_number("第6题(运动)"), question_number("2023年收入")
    (3, 6, None)
    """
    found = NUMBERED.match(comparable(heading))
    return None if found is None else int(next(group for group in found.groups() if group))


def plain_heading(heading: str) -> str:
    """The heading as a label: without number, instruction and the words that address the reader.

    >>> plain_heading("7、您不愿就近工作的原因（可多选）"), plain_heading("2、您所在的街道")
    ('不愿就近工作的原因', '街道')
    """
    written = " ".join(heading.split())
    text = written.translate(
        _NARROW
    )  # of the same length, so that what is cut here is cut from the text as written
    found = NUMBERED.match(text)
    start, end = (found.end() if found and found.end() < len(text) else 0), len(text)
    if start and text[start] == "(" and text.endswith(")"):
        start, end = start + 1, end - 1
    for instruction in reversed(list(_INSTRUCTION.finditer(text, start, end))):
        first, last = instruction.span()
        text, written, end = (
            text[:first] + text[last:],
            written[:first] + written[last:],
            end - (last - first),
        )
    addressed = _ADDRESSED.match(text[start:end])
    start += addressed.end() if addressed else 0
    return written[start:end].strip(" *?？。:：") or heading.strip()


def subject(heading: str) -> str:
    """Name of what the heading asks about, "" if it is none of the subjects known here.

    >>> subject("3、您的户口所在地"), subject("户籍地址"), subject("您对目前待遇是否满意")
    ('hukou', 'hukou_place', '')
    """
    text = comparable(plain_heading(heading)).replace(" ", "")
    return next((name for name, pattern in _SUBJECTS if pattern.fullmatch(text)), "")


def key_for(heading: str) -> str:
    """An English key for a well-known heading, "" for any other.

    >>> key_for("政治面貌"), key_for("您对目前待遇是否满意")
    ('political_status', '')
    """
    return _KEYS.get(comparable(plain_heading(heading)), "")


def question_key(heading: str, number: int) -> str:
    """A key for any heading: the well-known one, that of its question, or one by the number of variables before it.

    >>> question_key("政治面貌", 3), question_key("7、是否满意", 3), question_key("是否满意", 3)
    ('political_status', 'q7', 'v4')
    """
    asked = question_number(heading)
    return key_for(heading) or (f"q{asked}" if asked is not None else f"v{number + 1}")
