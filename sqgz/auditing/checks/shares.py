"""Shares against count and base, and shares that no whole count can give.

A share is wrong only where its base is sure: named beside it, the total its sentence opens with, or the base that its
neighbours confirm. Elsewhere a mismatch is a warning that names the base assumed, or a note.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from itertools import chain

from sqgz.auditing import lexicon
from sqgz.auditing.agreement import Verdict, is_slip, judge, share_range
from sqgz.auditing.findings import Findings
from sqgz.auditing.references import Pair, name_base, pair_shares, said_hedge
from sqgz.auditing.rounding import can_be_share, nearest_shares, show
from sqgz.auditing.sentences import Mention, Sentence, has_any, is_partitive, is_total, last_clause

_FAR = 24
_NEAR = 40
_VAGUE = frozenset({"社区", "街道", "人员", "工作", "作者", "干部", "成员", "全区", "全市", "全省", "全县", "总数", "城市", "服务", "组织"})
_KNOWN_RATES = ("回收率", "有效率", "到会率", "参会率", "出席率", "参训率", "及格率", "合格率", "持证率", "参与率", "参加率", "签到率", "优秀率")


@dataclass(eq=False)
class Open:
    """A pair whose share fits no base it may have, kept until its neighbours are known."""

    pair: Pair
    inside: list[Mention]
    outside: list[Mention]


@dataclass
class ShareCheck:
    """Walks through the sentences, remembering the counts a later share may be of."""

    findings: Findings
    recent: deque[Mention] = field(default_factory=lambda: deque(maxlen=_NEAR))
    totals: deque[Mention] = field(default_factory=lambda: deque(maxlen=_FAR))
    bases: deque[tuple[Mention, Pair]] = field(default_factory=lambda: deque(maxlen=_NEAR))
    waiting: list[Open] = field(default_factory=list)

    def run(self, sentences: list[Sentence]) -> None:
        """Check every share of the sentences in order."""
        passage = None
        for sentence in sentences:
            if sentence.passage is not passage:
                self.settle()
                passage = sentence.passage
            for pair in pair_shares(sentence):
                self.check(pair)
            for mention in sentence.mentions:
                if is_base(mention):
                    self.recent.append(mention)
                    if is_total(mention):
                        self.totals.append(mention)
        self.settle()

    def check(self, pair: Pair) -> None:
        """Confirm a pair that fits a base; keep it open where none fits; report what is sure at once."""
        share = pair.share
        if share.figure.value > 100 or share.figure.value < 0:
            return
        if pair.explicit is not None:
            self.check_explicit(pair, pair.explicit)
        elif pair.count is None:
            check_alone(pair, self.findings)
        elif not pair.count.figure.hedge and not pair.count.figure.is_range:
            inside, outside = self.candidates(pair, pair.count)
            sure = find_own_base(pair, pair.count, inside)
            for base in inside if sure is not None and not pair.words else chain(inside, outside):
                verdict = compare(pair.count, base, share) if may_fit(pair.count, base, share) else None
                if verdict is not None and verdict.fits:
                    self.accept(pair, base, verdict)
                    return
            self.waiting.append(Open(pair, inside, outside))

    def check_explicit(self, pair: Pair, base: Mention) -> None:
        """Check a share whose base stands beside it."""
        if pair.count is None:
            check_possible(pair, base, "error", self.findings)
            return
        verdict = compare(pair.count, base, pair.share)
        if verdict is None or pair.count.figure.hedge:
            return
        if verdict.fits:
            self.accept(pair, base, verdict)
        else:
            report_share(self.findings, pair, base, verdict, "error", "基数就写在旁边")

    def accept(self, pair: Pair, base: Mention, verdict: Verdict) -> None:
        """Record a pair as right with its base; a share cut off instead of rounded is a warning."""
        self.bases.append((base, pair))
        self.findings.confirm((pair.count, base))
        if verdict.outcome == "truncated":
            why = f"{pair.count.text if pair.count else ''}÷{base.text}四舍五入应为{verdict.expected}%，文中是截尾"
            self.findings.report("warning", "share", pair.share, f"{verdict.expected}%", why)
        self.findings.confirm((pair.share,))

    def candidates(self, pair: Pair, count: Mention) -> tuple[list[Mention], list[Mention]]:
        """Counts of the same sentence before the count, and counts of earlier text, nearest first."""
        sentence = count.sentence
        inside = [m for m in reversed(sentence.mentions[: count.index]) if can_hold(m, count)]
        outside = [m for m in reversed(self.recent) if can_hold(m, count) and m.sentence is not sentence
                   and m.sentence.section == sentence.section]  # fmt: skip
        seen = {id(m) for m in outside}
        outside += [m for m in reversed(self.totals) if id(m) not in seen and can_hold(m, count)]
        return inside, outside

    def settle(self) -> None:
        """Decide about the pairs of a passage that fit no base, now that their neighbours are known."""
        waiting, self.waiting = self.waiting, []
        groups: dict[int, list[tuple[Open, Mention]]] = {}
        for item in waiting:
            base, sure = self.assume_base(item)
            if base is None:
                self.settle_without_base(item)
            elif sure:
                groups.setdefault(id(base), []).append((item, base))
            else:
                self.report_doubt(item.pair, base)
        for members in groups.values():
            base = members[0][1]
            if len(members) >= 2 and not any(held is base for held, _ in self.bases) and self.blame_total(members, base):
                continue
            for item, _ in members:
                self.report_sure(item.pair, base)

    def assume_base(self, item: Open) -> tuple[Mention | None, bool]:
        """Base that an open pair most likely has, and whether that is sure."""
        pair, count = item.pair, item.pair.count
        assert count is not None
        if pair.manner == "rate" and not pair.subject.endswith(_KNOWN_RATES):
            return None, False
        own = find_own_base(pair, count, item.inside)
        if own is not None:
            return own, not names_other_base(pair, count, own)
        votes: dict[int, tuple[int, Mention]] = {}
        for base, other in self.bases:
            if can_hold(base, count) and near(other.share.sentence, count.sentence) and base.index_in_text < count.index_in_text:
                votes[id(base)] = (votes.get(id(base), (0, base))[0] + 1, base)
        if votes:
            most, base = max(votes.values(), key=lambda vote: vote[0])
            sure = (most >= 2 or is_total(base)) and len(votes) == 1 and not names_other_base(pair, count, base)
            return base, sure
        marked = [m for m in chain(item.inside, item.outside) if is_total(m) and names(pair.words, m)]
        near_marked = [m for m in marked if m.sentence.passage is count.sentence.passage]
        if near_marked and self.continues(near_marked, pair, count):
            return near_marked[0], not names_other_base(pair, count, near_marked[0])
        for base in near_marked or marked:
            return base, False
        return None, False

    def continues(self, marked: list[Mention], pair: Pair, count: Mention) -> bool:
        """Whether the sentence of a count goes on with the one total of the sentence before (…共有981人。其中党员412人，占…)."""
        base, sentence = marked[0], count.sentence
        if len({m.figure.value for m in marked}) > 1 or sentence.number - base.sentence.number > 1:
            return False
        if sentence.section != base.sentence.section or count.index != 0:
            return False
        opening = sentence.text.lstrip(" ，,")[:14]
        return opening.startswith("其中") or (has_any(pair.share.lead, ("总数", "总人数", "全部")) and not pair.words)

    def settle_without_base(self, item: Open) -> None:
        """Report a pair for which no base can be told: a part larger than its whole, or a note."""
        count, share = item.pair.count, item.pair.share
        assert count is not None
        whole = find_smaller_whole(item.pair, count)
        if whole is not None:
            implied = whole.figure.value * share.figure.value / 100
            why = f"部分{count.text}大于总体{whole.text}；按{share.text}推算约为{show(implied)}，疑为数字被改坏"
            self.findings.report("error", "impossible", count, f"约{show(implied)}", why)
        elif not share.figure.rough:
            self.findings.report("note", "share", share, "", f"{count.text}占{share.text}：上下文中没有明确的基数，无法核对")

    def report_doubt(self, pair: Pair, base: Mention) -> None:
        """Report a mismatch against a base that is only assumed."""
        assert pair.count is not None
        verdict = compare(pair.count, base, pair.share)
        if verdict is None or pair.share.figure.rough:
            return
        if is_slip(pair.share.figure, verdict, pair.share.digits) and not names_other_base(pair, pair.count, base):
            report_share(self.findings, pair, base, verdict, "warning", "基数为推定")
        else:
            why = f"{pair.count.text}占{pair.share.text}：没有找到能对上的基数（以{base.text}计应为{verdict.expected}%），无法核对"
            self.findings.report("note", "share", pair.share, "", why)

    def report_sure(self, pair: Pair, base: Mention) -> None:
        """Report a mismatch against a sure base."""
        assert pair.count is not None
        verdict = compare(pair.count, base, pair.share)
        if verdict is None:
            return
        if verdict.outcome == "loose":
            severity = "error" if said_hedge(pair.share) in ("above", "below") else "warning"
            report_share(self.findings, pair, base, verdict, severity, "与概数说法不符")
        else:
            report_share(self.findings, pair, base, verdict, "error", "")

    def blame_total(self, members: list[tuple[Open, Mention]], base: Mention) -> bool:
        """Blame the total where several shares fail with it but agree on another one; whether that was so."""
        low, high = 0.0, float("inf")
        total = 0
        for item, _ in members:
            count, share = item.pair.count, item.pair.share
            assert count is not None
            if share.figure.value <= 0 or share.figure.rough:
                return False
            low = max(low, float(100 * count.figure.value / (share.figure.value + share.figure.step)))
            high = min(high, float(100 * count.figure.value / (share.figure.value - share.figure.step / 2)))
            total += int(count.figure.value)
        if low > high or int(high) <= 0 or int(high) < low:
            return False
        likely = total if low <= total <= high else round((low + high) / 2)
        why = f"其后{len(members)}项占比都与{base.text}对不上，却一致对应总数约{likely}，疑总数有误"
        self.findings.report("error", "share", base, f"约{likely}", why)
        for item, _ in members:
            self.findings.confirm((item.pair.count, item.pair.share))
        return True


def is_base(mention: Mention) -> bool:
    """Whether a figure can be what something else is a share of."""
    figure = mention.figure
    if not figure.is_number_of_things or figure.hedge or figure.is_range or mention.size <= 0:
        return False
    return not has_any(mention.clause[-8:], ("平均", "人均", "每"))


def can_hold(base: Mention, count: Mention) -> bool:
    """Whether `count` can be part of `base`: same kind of thing and not larger; forms (份) hold the people who filled them."""
    if base.size + base.slack < count.size - count.slack or not is_base(base):
        return False
    if base.figure.unit == "份":
        return count.figure.unit in lexicon.PEOPLE or count.figure.unit == "份"
    return base.same_thing(count)


def compare(count: Mention, base: Mention, share: Mention) -> Verdict | None:
    """Verdict on a share of a count in a base; None where the base can be zero."""
    bounds = share_range(count.figure, base.figure)
    return None if bounds is None else judge(replace(share.figure, hedge=said_hedge(share)), *bounds)


def may_fit(count: Mention, base: Mention, share: Mention) -> bool:
    """Whether a share can be near enough to be worth exact arithmetic."""
    if share.figure.rough or said_hedge(share) or base.slack or count.slack:
        return True
    return abs(100 * count.size / base.size - share.size) < 4 * share.slack + 1e-6


def near(one: Sentence, two: Sentence) -> bool:
    """Whether two sentences stand together in one passage and section."""
    return one.passage is two.passage and abs(one.number - two.number) <= 3 and one.section == two.section


def names(words: str, base: Mention) -> bool:
    """Whether the words a share uses for its base can mean this count."""
    if not words:
        return True
    label = name_base(base.label)
    if words in label or (len(label) >= 2 and label in words and not words.startswith(lexicon.SCOPES)):
        return True
    scope = next((s for s in lexicon.SCOPES if words.startswith(s)), "")
    other = next((s for s in lexicon.SCOPES if s in label), "")
    if scope and other != scope:
        return False
    rest, label = words.removeprefix(scope), label.replace(other, "")
    if not rest or rest in label or (len(label) >= 2 and label in rest):
        return True
    pairs = {rest[i : i + 2] for i in range(len(rest) - 1)} - _VAGUE
    return any(pair in label for pair in pairs)


def names_other_base(pair: Pair, count: Mention, base: Mention) -> bool:
    """Whether the wording says that the share is of something other than `base`."""
    if not names(pair.words, base):
        return True
    if count.year and base.year and count.year != base.year:
        return True
    return has_any(pair.share.lead, ("上年", "去年", "同期")) or _says_other_group(count, base)


def _says_other_group(count: Mention, base: Mention) -> bool:
    """Whether a group without a number is named between base and count (网格员中，党员56人)."""
    text = count.sentence.passage.text
    start = base.figure.end if base.sentence is count.sentence else count.sentence.start
    start = max(start, count.figure.start - 60)
    stretch = text[start : count.figure.start]
    cut = max(stretch.rfind("；"), stretch.rfind(";"), stretch.rfind("。"))
    stretch = stretch[cut + 1 :]
    for word in ("当中", "之中", "中"):
        at = stretch.find(word)
        while at >= 0:
            before, after = stretch[:at], stretch[at + len(word) : at + len(word) + 1]
            group = last_clause(before)
            inside = base.sentence is count.sentence and cut < 0 and not has_any(before, ("，", ",", "、"))
            if len(group) >= 2 and not group.endswith(("其", "高", "初", "集", "在")) and after not in tuple("专学小心级央共国") and not inside:
                return True
            at = stretch.find(word, at + 1)
    return False


def find_own_base(pair: Pair, count: Mention, inside: list[Mention]) -> Mention | None:
    """Total of its own sentence that a count is part of; None where the sentence names none, or more than one."""
    opened = [m for m in inside if (is_total(m) or is_partitive(m)) and m is not count]
    same = [m for m in opened if m.segment == count.segment]
    pool = [m for m in same or opened if names(pair.words, m)] or same or opened
    if not pool:
        return None
    nearest = pool[0]
    return nearest if len({m.figure.value for m in pool}) == 1 or pool[0] in same and is_partitive(nearest) else (
        nearest if "其中" in between(nearest, count) and "其中" not in between(pool[-1], nearest) else None)  # fmt: skip


def between(one: Mention, two: Mention) -> str:
    """Text between two figures of one passage, at most 300 characters."""
    return one.sentence.passage.text[one.figure.end : min(two.figure.start, one.figure.end + 300)]


def find_smaller_whole(pair: Pair, count: Mention) -> Mention | None:
    """Total right before a count that is smaller than the count which is said to be part of it; or None."""
    if pair.words or count.index == 0:
        return None
    wholes = [m for m in count.sentence.mentions[: count.index] if is_base(m) and m.same_thing(count)
              and (is_partitive(m) or is_total(m))]  # fmt: skip
    if len(wholes) != 1 or wholes[0].figure.value >= count.figure.value:
        return None
    return wholes[0]


def check_alone(pair: Pair, findings: Findings) -> None:
    """Check a share without a count: whether any whole count out of the base beside it can give it."""
    share = pair.share
    if share.figure.rough or share.figure.hedge:
        check_restated(pair, findings)
        return
    wholes = [m for m in share.sentence.mentions[: share.index] if is_base(m) and m.figure.kind == "count"
              and m.segment == share.segment and is_partitive(m)]  # fmt: skip
    if wholes and names(pair.words, wholes[-1]) and pair.manner in ("share", "run", "other"):
        check_possible(pair, wholes[-1], "error" if pair.manner == "share" else "warning", findings)
        return
    wholes = [m for m in share.sentence.mentions[: share.index] if is_base(m) and m.figure.kind == "count" and is_total(m)]
    if len(wholes) == 1 and pair.manner == "share" and not pair.words and wholes[0].figure.step == 0:
        check_possible(pair, wholes[0], "warning", findings)
        return
    findings.report("note", "share", share, "", f"{share.text}没有对应的人数或基数，无法核对")


def check_possible(pair: Pair, base: Mention, severity: str, findings: Findings) -> None:
    """Report a share that no whole count out of its base gives."""
    share = pair.share
    if base.figure.step != 0 or share.figure.rough or share.figure.hedge or not base.figure.exact:
        return
    number = int(base.figure.value)
    if share.figure.value > 100 or can_be_share(share.figure.value, share.figure.decimals, number):
        if number < 10 ** (share.figure.decimals + 2):
            findings.confirm((share, base))
        return
    below, above = nearest_shares(share.figure.value, share.figure.decimals, number)
    places = share.figure.decimals
    why = f"以{base.text}为基数，任何整数都得不出{share.text}（最近的是{show(below, places)}%和{show(above, places)}%）"
    findings.report(severity, "impossible_share", share, f"{show(below, places)}%或{show(above, places)}%", why)


def check_restated(pair: Pair, findings: Findings) -> None:
    """Check a rough share that says the exact one before it again (占72.1%，超过七成)."""
    share, exact = pair.share, pair.share.previous
    if exact is None or exact.figure.kind != "share" or exact.figure.rough or exact.figure.hedge:
        return
    if pair.subject or pair.words or len(share.lead) > 10 or "；" in share.lead or "、" in share.lead:
        return
    verdict = judge(share.figure, exact.figure.value, exact.figure.value)
    if verdict.fits:
        findings.confirm((share, exact))
    else:
        severity = "error" if share.figure.hedge in ("above", "below") else "warning"
        why = f"前面写的是{exact.text}，与“{share.lead[-3:].strip('，,（')}{share.text}”的说法不符"
        findings.report(severity, "share", share, exact.text, why)


def report_share(findings: Findings, pair: Pair, base: Mention, verdict: Verdict, severity: str, remark: str) -> None:
    """Report a share that does not fit its count and base."""
    assert pair.count is not None
    tail = f"（{remark}）" if remark else ""
    why = f"{pair.count.text}÷{base.text}＝{verdict.expected}%，文中为{pair.share.text}{tail}"
    findings.report(severity, "share", pair.share, f"{verdict.expected}%", why)
