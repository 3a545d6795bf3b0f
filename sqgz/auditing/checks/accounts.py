"""Accounts that offices keep everywhere: three figures of which one is the difference of the others, told by their names.

出口 − 进口 = 顺差, 报名 − 实考 = 缺考, 出生率 − 死亡率 = 自然增长率, 收入 − 支出 = 结余, 回收 − 无效 = 有效. Each must be named
once near by. Must not know: posts and vacancies, and the committees, which have checks of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqgz.auditing.clauses import has_any
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import differ_by_one_slip, show
from sqgz.auditing.sentences import Mention, Sentence

_END = r"(?:人数|总数|总额|数|量|额)?(?:分别)?(?:为|有|是|达到?|共|共有|共计|合计|的)?(?:约)?$"


_ACCUMULATED = ("累计", "历年", "滚存", "历史", "上年")
"""Words of a balance that holds more than the difference of one year."""


@dataclass(frozen=True)
class Account:
    """An account: `whole` less `part` is `rest`, each a pattern of the words right before a figure."""

    whole: re.Pattern[str]
    part: re.Pattern[str]
    rest: re.Pattern[str]


def _account(whole: str, part: str, rest: str) -> Account:
    """Account whose names are alternatives, each followed by nothing but what leads to a figure."""
    return Account(*(re.compile(rf"(?:{names})[^，。；、：]{{0,6}}?{_END}") for names in (whole, part, rest)))


_ACCOUNTS = (
    _account(r"(?<!进)出口(?!入)", r"(?<!出)进口", r"顺差"),
    _account(r"(?<!出)进口(?!出)", r"(?<!进)出口", r"逆差"),
    _account(r"出生率", r"死亡率", r"自然增长率"),
    _account(r"出生(?!率)(?:人口)?", r"死亡(?!率)(?:人口)?", r"自然增[长加](?!率)(?:人口)?|净增人口"),
    _account(r"死亡(?!率)(?:人口)?", r"出生(?!率)(?:人口)?", r"自然减少(?:人口)?"),
    _account(r"报名(?:参加)?(?:考生)?|报考|应考|应参考", r"实际?参?考|实际参加考试|到考|参考(?:人员)?", r"缺考|弃考"),
    _account(r"应到(?:会)?|应出席|应参[会加训]", r"实到(?:会)?|实际到会|实际出席|实际参[会加训]", r"缺席|请假|未到会?|因[^，。；]{1,6}未到"),
    _account(r"回收|收回", r"无效(?:问卷)?|废卷|作废", r"有效(?:问卷)?"),
    _account(r"发放", r"回收|收回", r"未(?:能)?(?:收回|回收)"),
    _account(r"迁入(?:人口)?|流入(?:人口)?", r"迁出(?:人口)?|流出(?:人口)?", r"净(?:迁入|流入)(?:人口)?"),
    _account(r"(?:总?收入|收入总计|收入合计)", r"(?:总?支出|支出总计|支出合计)", r"结余|结存|节余|收支相抵结余"),
    _account(r"(?:受理|收到|立案)", r"办结|结案|审结", r"正在办理|尚未办结|未办结|未结案?|在办"),
    _account(r"应到位|应拨付|计划下达", r"已?到位|已拨付", r"未到位|未拨付"),
    _account(r"应达到|应配(?:备|足)?|应有|需(?:要|配备)?|核定", r"现有|实有|实际(?:在岗|配备)?|已配备?|在岗", r"缺口|尚缺|还缺|缺编|空缺|缺额|缺员"),
    _account(r"应(?:体检|参保|接种|签约|办|换届|公示|整改)", r"(?:实际|已)(?:体检|参保|接种|签约|办|换届|公示|整改)", r"未(?:体检|参保|接种|签约|办|换届|公示|整改)"),
)  # fmt: skip


_ANY_REST = re.compile(r"差|自然|净|缺|弃|请假|未|有效|结[余存案]|节余|在办|正在")
"""Some character of every name of a difference: sentences without any are passed over."""


def check_accounts(sentences: list[Sentence], findings: Findings) -> None:
    """Check every account whose three figures stand in one sentence, or in two that follow each other."""
    before: Sentence | None = None
    for sentence in sentences:
        if sentence.mentions and _ANY_REST.search(sentence.text):
            joined = before.mentions if before is not None and before.passage is sentence.passage else []
            for account in _ACCOUNTS:
                _check(account, sentence, joined, findings)
        before = sentence


def _check(account: Account, sentence: Sentence, earlier: list[Mention], findings: Findings) -> None:
    """Check one account where its difference is said in the sentence."""
    rest = _find(account.rest, sentence.mentions)
    if rest is None or rest.status == "wrong" or has_any(rest.clause, _ACCUMULATED):
        return
    pool = sentence.mentions
    if sum(_find(pattern, pool, rest) is not None for pattern in (account.whole, account.part)) < 2:
        pool = [*earlier, *pool]
    whole, part = _find(account.whole, pool, rest), _find(account.part, pool, rest)
    if whole is None or part is None or whole is part:
        return
    signed = rest.figure.kind == "permille"
    if whole.figure.value < part.figure.value and not signed:
        return
    if whole.year and part.year and whole.year != part.year:
        return
    low, high = whole.figure.low - part.figure.high, whole.figure.high - part.figure.low
    if rest.figure.low <= high and low <= rest.figure.high:
        findings.confirm([whole, part, rest])
        return
    value = whole.figure.value - part.figure.value
    slipped = (
        rest.is_slip_from(value)
        or (signed and differ_by_one_slip(rest.bare, show(abs(value), rest.figure.decimals)))
        or whole.is_slip_from(part.figure.value + rest.figure.value)
        or part.is_slip_from(whole.figure.value - rest.figure.value)
    )
    beside = whole.sentence is rest.sentence and abs(value - rest.figure.value) * 3 <= value
    expected = show(value, rest.figure.decimals) if signed else rest.say(value)
    why = f"{whole.text}－{part.text}＝{expected}，文中为{rest.text}"
    findings.report("error" if slipped or beside else "warning", "parts", rest, expected, why)


def _find(pattern: re.Pattern[str], mentions: list[Mention], like: Mention | None = None) -> Mention | None:
    """The one figure that bears a name and is of the same kind as another; None where none or several do."""
    held = [
        m
        for m in mentions
        if not m.figure.hedge
        and not m.figure.is_range
        and not m.figure.weak
        and m.figure.kind in ("count", "amount", "permille")
        and (like is None or (m is not like and _is_alike(m, like)))
        and pattern.search(m.clause) is not None
    ]
    return held[0] if len({m.figure.value for m in held}) == 1 else None


def _is_alike(one: Mention, two: Mention) -> bool:
    """Whether two figures can be subtracted from each other."""
    if "permille" in (one.figure.kind, two.figure.kind):
        return one.figure.kind == two.figure.kind
    return one.same_thing(two)
