"""The wording around posts: one wording for one institution, remarks that change nothing, offices that are no seat.

Knows which words say nothing of a seat in the party organisation or the committee, and none that does.
"""

from __future__ import annotations

import re
from typing import Final

from sqgz.cleaning.texts.raw_texts import folded
from sqgz.spelling import comparable

_VILLAGE_OR_COMMUNITY = re.compile(r"社区[(/]村\)?|村[(/]社区\)?|(?:x{1,4}|某)(?:社区|村)|中共(?=社区|村)")
_EITHER_COMMITTEE = re.compile(
    r"居\(村\)委会|村\(居\)委会|居/村委会|村/居委会|居村委会|村居委会|居\(村\)民委员会"
)
# A name that no list confirms: any word in it that may take a post away, or name another body, forbids it
_NAME = (
    r"(?:(?!书记|主任|委员|支部|党委|网格|小区|业委|专职|社区|居委|村委|街道|乡镇|优秀|先进|模范|名誉|荣誉|临时|见习|实习|试用|候补|其他|某)"
    r"[^\W\d_原前代驻拟副兼曾任挂派调借退离协助联包候待非不无未已到至第老本全聘暂各多两几双邻外党免撤辞卸选竞备准疑概许能主持领分管替顶缺助]){2,6}?"
)
_NAMED = re.compile(
    rf"(?:中共)?(?:{_NAME}(?:街道|镇|乡))?(?:{_NAME}|x{{1,4}})(?:社区|村)(?=党|支|总支|居|村|书记|主任|副|委员|两委|社工|网格员|工作者|委员会书记)"
)
_PARTY_COMMITTEE: Final = (  # 中共幸福社区委员会书记, once the name is gone
    (re.compile(r"^(?:中共)?社区总支部委员会(?=书记|副书记|委员|成员)"), "社区党总支"),
    (re.compile(r"^(?:中共)?社区支部委员会(?=书记|副书记|委员|成员)"), "社区党支部"),
    (re.compile(r"^(?:中共)?社区委员会(?=书记|副书记)"), "社区党委"),
)
_ASKED = re.compile(r"^(?:(?:现任?|担任)?(?:职务|岗位|任职情况|任职)[:为是]|现任|现为|现担任|担任)(?=.)")
_HARMLESS = re.compile(
    r"\((?:女|男|兼|兼任|专职|全职|在职|在任|现任|中共党员|党员|正职|法人|法定代表人|(?:正|副)(?:科|处)级|事业编制?|在编|"
    r"(?:自|从)?\d{4}年?(?:[.-]?\d{1,2}月?)?(?:起|至今|以来|换届|当选|任职|任|新任)*)(?:[,、](?:女|男|兼|专职|党员))?\)"
)
_FORMERLY = re.compile(
    r"^(?:原任?|前任?|曾任|之前(?:是|任)?|以前(?:是|任)?)[^,;、()]+[,;、(]+(?:现在|现|目前|如今)(?:任|是|为|担任|改任|转任)?(?P<now>[^()]+?)\)?$"
)
_OTHER = re.compile(r"^其他(?:人员|岗位|职务)?[:(-]+(?P<named>[^()]+)\)?$")
# Says nothing of a seat, and takes none away: known, so that it does not hide the seat named beside it
_BESIDE = re.compile(
    r"社区干部|村干部|班子成员|(?:第?[0-9一二三四五六七八九十]+)?(?:总|大|片区)?网格长|中共党员|党员|党小组组?长|"
    r"(?:第?[0-9一二三四五六七八九十]+)?(?:居民|村民)?小?组组?长|楼门长|楼院长|楼长|单元长|"
    r"(?:[市区县镇乡])?(?:人大代表|党代表|政协委员)|民兵[连营]长|武装部长|团支部?书记?|团支书|(?:社区|村)?团委书记|纪委(?:书记|副书记|委员)|"
    r"(?:社区|村)?(?:工会|妇联|妇女联合会|残联|残协|老协|老年协会|关工委|科协|侨联|红十字会|商会|共青团|团总支)(?:副?主席|副?主任|副?会长|副?书记|执委|委员|理事长|成员)|"
    r"(?:社区|村)?(?:党群|社区|便民|公共|综合)?服务(?:中心|站)(?:副?主任|副?站长)|(?:社区)?(?:工作站|服务站|社工站)?副?站长|"
    r"(?:社区|村)?业(?:主)?委(?:员)?会(?:副?主任|委员|成员)|"
    r"(?:社区|村)?(?:集体|股份)?(?:经济)?(?:股份)?(?:合作联?社|联合社|经联社|合作联社|经济社|股份社|股份公司|集体经济组织)(?:法人|副?理事长|副?董事长|副?社长|监事长|主任|负责人|成员)|"
    r"(?:社区|村)?(?:会计|出纳|报账员|文书|妇女专干)|人民调解员|(?:社区)?法律明白人|新时代文明实践站(?:站长|主任)|(?!.*(?:全面|全盘|日常|主持|书记|主任))(?:分管|负责|主管|主抓|协管)[\u4e00-\u9fff]{2,10}"
)
_SUBORDINATE = re.compile(
    r"(?:社区|村)?(?:人民调解|调解|治保|治安保卫|综治|妇代会|妇女|妇联|卫生|公共卫生|环境卫生|计生|计划生育|文教|文体|民政|福利|老龄|社会福利)"
    r"(?:委员会|会|工作委员会)?(?:副?主任)"
)
_FIELD = r"党建|党务|党群|组织|宣传|网格|窗口|民政|综治|综合治理|平安建设|计生|卫健|社保|劳保|劳动保障|人社|残联|残疾人|文体|文教|城管|城建|信访|司法|调解|统计|低保|救助|养老|老龄|退役军人|安全|消防|环保|环境|卫生|妇联|团委|青少年|武装|内勤|后勤|财务|档案|社会事务|物业"
_DUTY = re.compile(
    rf"(?:{_FIELD})(?:[和与及]?(?:{_FIELD})){{0,2}}(?:工作|业务|服务|岗位?|条?线|口|方面|事务)?"
)


def layouts(raw: str, place: re.Pattern[str] | None) -> list[str]:
    """The text without spaces, and with spaces as separators; before both the name of a community taken off.

    With `place`, which matches names of the official list, only such a name is; without it any name that holds no
    word of another meaning.
    """
    plain = in_one_wording(folded(raw))
    found = [plain]
    named = (place or _NAMED).match(plain.removeprefix("中共"))
    if named is not None and named.end() < len(plain.removeprefix("中共")):
        found.append(_party_committee("社区" + plain.removeprefix("中共")[named.end() :]))
    parts = comparable(raw).split(" ")
    if len(parts) > 1:
        found.append("、".join(in_one_wording(folded(part)) for part in parts))
    return found


def in_one_wording(plain: str) -> str:
    """The folded text with one wording for either committee, without remarks that change no seat."""
    plain = _HARMLESS.sub("", _VILLAGE_OR_COMMUNITY.sub("社区", _EITHER_COMMITTEE.sub("居委会", plain)))
    formerly = _FORMERLY.fullmatch(plain)
    return _party_committee(_ASKED.sub("", formerly["now"] if formerly else plain))


def other_named(plain: str) -> str | None:
    """What an answer 其他：网格员 fills in behind 其他; None for other texts."""
    found = _OTHER.fullmatch(plain)
    return found["named"] if found else None


def says_no_seat(part: str) -> bool:
    """Whether a part names an office or a fact that is no seat, and none that a seat could hide behind."""
    return _BESIDE.fullmatch(part) is not None


def is_subordinate(part: str) -> bool:
    """Whether a part names the head of a committee below the residents' committee (治保主任)."""
    return _SUBORDINATE.fullmatch(part) is not None


def is_duty(part: str) -> bool:
    """Whether a part names a field of work (民政, 综治岗) and nothing else."""
    return _DUTY.fullmatch(part) is not None


def _party_committee(plain: str) -> str:
    for pattern, wording in _PARTY_COMMITTEE:
        plain = pattern.sub(wording, plain)
    return plain
