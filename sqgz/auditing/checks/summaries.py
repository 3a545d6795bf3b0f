"""Sums of several figures that the text announces by their number or their names (前三项合计占84.6%, 三年共招录378人).

The words say how many figures are meant, and mostly which: the first, the last, those named. A sum that some run of so
many neighbours gives is right; it is wrong only where no more than one run can be meant. Must not know: lists without a
sum of their own.
"""

from __future__ import annotations

import re
from fractions import Fraction

from sqgz.auditing.agreement import judge
from sqgz.auditing.clauses import clean_label, has_any, strip_closing
from sqgz.auditing.findings import Findings
from sqgz.auditing.presenting import is_partitive, is_total
from sqgz.auditing.rounding import HUNDRED
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import is_change

_NUMBERS = {
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "2": 2,
    "3": 3,
    "4": 4,
    "5": 5,
    "6": 6,
}
_SUM = r"(?:合计|共计|总计|累计|之和|总和|相加|加起来|合并|合起来|总共|共)"
_ANNOUNCED = re.compile(
    rf"(前|后|这|上述|以上|其中)?(?:的)?([两二三四五六七八2-6])(?:个)?(项|类|者|种|年|部分|地|街道|镇|乡|区|县|市|社区|村|季度|个月|月|组|档|方面|大类|批|期|轮|次|学段|学历|年龄段|渠道|途径|来源)"
    rf"[^，。；：%\d]{{0,12}}?{_SUM}[^，。；：\d]{{0,12}}$"
)
_NAMED = re.compile(
    rf"([^，。；：%]{{2,40}}?(?:和|与|、|及)[^，。；：%]{{2,20}}?)(?:的|两项|二者|两者|两类|三项|三者|三类|人员|人数|比例)*{_SUM}[^，。；：\d]{{0,8}}$"
)
_JOINTS = re.compile(r"以及|和|与|、|及")
_MOST = 12


def check_summaries(sentences: list[Sentence], findings: Findings) -> None:
    """Check every announced sum of counts or of shares against the figures it is said of."""
    for number, sentence in enumerate(sentences):
        for mention in sentence.mentions:
            if mention.status or mention.figure.is_range:
                continue
            if mention.figure.kind != "share" and (mention.figure.hedge or mention.figure.rough):
                continue
            if (
                mention.figure.kind == "share" and not is_change(mention)
            ) or mention.figure.is_number_of_things:
                before = sentences[number - 1] if number else None
                _check(mention, before if before and before.passage is sentence.passage else None, findings)


def _check(total: Mention, before: Sentence | None, findings: Findings) -> None:
    """Check one figure, where its words announce a sum."""
    words = _words_of(total)
    if not has_any(words, ("计", "共", "和", "加", "合")):
        return
    if total.figure.kind == "share" and "率" in words:
        return  # 三级联动解决率合计: a rate of its own
    announced = _ANNOUNCED.search(words)
    terms = _terms_before(total, before)
    if announced is not None:
        size = _NUMBERS[announced.group(2)]
        if total.figure.kind == "share" and len(terms) < size and _check_joint_share(total, size, findings):
            return
        runs = _runs(terms, size, announced.group(1) or "")
        sure = len(terms) == size or (
            bool(runs) and (announced.group(1) in ("前", "后") or _stands_apart(runs[0]))
        )
        _judge(total, runs, sure, findings)
        return
    named = _NAMED.search(words)
    if named is not None:
        members = _find_named(named.group(1), terms)
        if members:
            _judge(total, [members], True, findings)


def _words_of(total: Mention) -> str:
    """Words that announce a sum: those of its clause, weak numerals (三类) read as words."""
    sentence = total.sentence
    text = sentence.passage.text[max(sentence.start, total.figure.start - 60) : total.figure.start]
    cut = max((text.rfind(mark) for mark in "，；。：,;"), default=-1)
    return text[cut + 1 :]


def _terms_before(total: Mention, before: Sentence | None) -> list[Mention]:
    """Figures like the sum before it, the nearest stretch of them: in its sentence, else in the sentence before."""
    for sentence, end in ((total.sentence, total.index), (before, None)):
        if sentence is None:
            continue
        held = [m for m in sentence.mentions[:end] if _is_term(m, total)]
        if len(held) >= 2:
            return held[-_MOST:]
    return []


def _is_term(mention: Mention, total: Mention) -> bool:
    """Whether a figure can be added to others: a level of the same kind, without hedge, and no whole of its own."""
    figure = mention.figure
    if figure.weak or figure.hedge or figure.is_range or figure.rough or is_partitive(mention):
        return False
    if total.figure.kind == "share":
        return figure.kind == "share" and not is_change(mention)
    return figure.is_number_of_things and mention.same_thing(total)


def _runs(terms: list[Mention], size: int, which: str) -> list[list[Mention]]:
    """Runs of so many neighbours, the likeliest first: the first ones after 前, else the last ones."""
    runs = [terms[start : start + size] for start in range(len(terms) - size + 1)]
    return runs if which == "前" else runs[::-1]


def _stands_apart(run: list[Mention]) -> bool:
    """Whether a run is one list by itself: its members joined by 、, and not joined to the figure before it."""
    joined = all(m.lead.lstrip("人名个")[:1] in ("、", "和") or m.lead.startswith("、") for m in run[1:])
    return joined and not run[0].lead.startswith("、")


def _find_named(names: str, terms: list[Mention]) -> list[Mention]:
    """Figures whose labels are the names joined by 和, each found once; empty where any is not plain."""
    members: list[Mention] = []
    for part in _JOINTS.split(names):
        name = strip_closing(clean_label(part).strip('“”"‘’'), ("人员", "的", "”", "类"))
        held = [m for m in terms if len(name) >= 2 and name in m.label.replace("“", "").replace("”", "")]
        exact = [m for m in held if m.label.strip("“”") == name] or held
        if len(exact) != 1:
            return []
        members.append(exact[0])
    return members if len(members) >= 2 and len({id(m) for m in members}) == len(members) else []


def _judge(total: Mention, runs: list[list[Mention]], sure: bool, findings: Findings) -> None:
    """Confirm a sum that some run gives, report it where none does and the first run is surely meant."""
    if not runs:
        return
    if total.figure.rough or total.figure.hedge:
        _judge_rough(total, runs, sure, findings)
        return
    for run in runs:
        if _fits(total, run):
            findings.confirm([*run, total])
            return
    run = runs[0]
    if any(m.status in ("wrong", "doubtful") for m in run):
        return
    value = sum((m.figure.value for m in run), Fraction(0))
    slipped = total.is_slip_from(value) or any(
        m.is_slip_from(m.figure.value + total.figure.value - value) for m in run
    )
    close = abs(value - total.figure.value) * 5 <= value
    if not (slipped or close) or (not sure and not slipped):
        return
    terms = "＋".join(m.digits for m in run)
    expected = total.say(value)
    sign = "%" if total.figure.kind == "share" else ""
    why = f"{terms}＝{expected}{sign}，文中合计为{total.text}"
    findings.report("error" if sure else "warning", "parts", total, f"{expected}{sign}", why)


def _judge_rough(total: Mention, runs: list[list[Mention]], sure: bool, findings: Findings) -> None:
    """Judge a sum said roughly (前两项之和超过七成)."""
    verdicts = []
    for run in runs:
        low = sum((m.figure.low for m in run), Fraction(0))
        high = sum((m.figure.high for m in run), Fraction(0))
        verdicts.append(judge(total.figure, low, high))
        if verdicts[-1].fits:
            findings.confirm([*run, total])
            return
    terms = "＋".join(m.digits for m in runs[0])
    why = f"{terms}＝{verdicts[0].expected}%，与“{total.text}”的说法不符"
    severity = "error" if sure and total.figure.hedge != "about" else "warning"
    findings.report(severity, "parts", total, f"{verdicts[0].expected}%", why)


def _fits(total: Mention, run: list[Mention]) -> bool:
    """Whether a sum agrees with its terms; shares that were rounded one by one may move it by half a unit each."""
    low = sum((m.figure.low for m in run), Fraction(0))
    high = sum((m.figure.high for m in run), Fraction(0))
    return total.figure.low <= high and low <= total.figure.high


def _check_joint_share(share: Mention, size: int, findings: Findings) -> bool:
    """Check the share that several counts have together (三类合计占总量的36.2%) in the total said before them; whether it could."""
    held = [m for m in share.sentence.mentions[: share.index] if m.is_plain and not m.figure.weak]
    parts = held[-size:]
    whole = next((m for m in reversed(held[:-size]) if is_total(m) or is_partitive(m)), None)
    if len(parts) < size or whole is None or any(not m.same_thing(whole) for m in parts):
        return False
    value = sum((m.figure.value for m in parts), Fraction(0))
    if value > whole.figure.value:
        return False
    low = sum((m.figure.low for m in parts), Fraction(0)) / whole.figure.high
    high = sum((m.figure.high for m in parts), Fraction(0)) / whole.figure.low
    verdict = judge(share.figure, HUNDRED * low, HUNDRED * high)
    if verdict.fits:
        findings.confirm([*parts, share])
    elif any(m.status in ("wrong", "doubtful") for m in (*parts, whole)):
        return True
    else:
        terms = "＋".join(m.digits for m in parts)
        why = f"（{terms}）÷{whole.text}＝{verdict.expected}%，文中为{share.text}"
        findings.report("error", "share", share, f"{verdict.expected}%", why)
    return True
