"""Shares against count and base.

A share is wrong only where its base is sure: named beside it, the total its sentence opens with, or the base that its
neighbours confirm. Elsewhere a mismatch is a warning that names the base assumed, or a note.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from itertools import chain

from sqgz.auditing.agreement import Verdict, is_slip
from sqgz.auditing.bases import (
    can_hold,
    compare,
    find_own_base,
    find_smaller_whole,
    find_told_base,
    is_base,
    may_fit,
    names,
    names_other_base,
    near,
)
from sqgz.auditing.checks.lone_shares import check_alone, check_possible
from sqgz.auditing.checks.share_lists import agree_on_sum, infer_base
from sqgz.auditing.findings import Findings
from sqgz.auditing.references import Pair, pair_shares
from sqgz.auditing.rounding import differ_by_one_slip, show
from sqgz.auditing.sentences import Mention, Sentence, has_any, is_partitive, is_total
from sqgz.auditing.wording import said_hedge

_FAR = 24
_NEAR = 40
_REACH = 3
"""Sentences after which a share that fits no base is decided about."""
_CONTINUING = ("从", "按", "就", "其中", "在", "此外", "另外", "另", "学历", "年龄", "性别", "政治面貌", "文化程度", "这", "队伍", "同时", "而", "且")
_SUMMED = re.compile(r"(?:前[两二三四五]项|[两二三四]项|[两二三四]者|[两二三四]类|以上|上述)[^，。；]{0,6}(?:合计|共计|共|总计|之和|相加)[^，。；]{0,4}$"
                     r"|(?:合计|共计)(?:有|为|达)?$")
_RESTATING = ("也就是说", "换言之", "换句话说", "可见", "由此可见", "也即")
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
    told: dict[int, list[Mention]] = field(default_factory=dict)
    fails: dict[int, int] = field(default_factory=dict)

    def run(self, sentences: list[Sentence]) -> None:
        """Check every share of the sentences in order."""
        passage = None
        for sentence in sentences:
            if sentence.passage is not passage:
                self.settle()
                self.told.clear()
                passage = sentence.passage
            self.told[sentence.number] = [m for m in sentence.mentions if is_base(m) and is_total(m)]
            self.told.pop(sentence.number - _REACH - 2, None)
            if self.waiting:
                self.settle(sentence.number - _REACH)
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
        if pair.explicit is not None and pair.manner != "aligned":
            self.check_explicit(pair, pair.explicit)
        elif pair.count is None:
            check_alone(pair, self.findings)
        elif not pair.count.figure.hedge and not pair.count.figure.is_range:
            inside, outside = self.candidates(pair, pair.count)
            sure = find_own_base(pair, pair.count, inside)
            if not self.find_fit(pair, pair.count, sure, inside, outside):
                self.waiting.append(Open(pair, inside, outside))

    def find_fit(
        self, pair: Pair, count: Mention, sure: Mention | None, inside: list[Mention], outside: list[Mention]
    ) -> bool:
        """Accept the nearest base that a share fits; whether there is one. A share cut off must not seek a base far away."""
        opened = sure is not None and (is_total(sure) or is_partitive(sure))
        choice = inside if opened and not pair.words else [*inside, *outside]
        if sure is not None and is_partitive(sure) and sure.sentence is count.sentence:
            choice = [base for base in choice if base.sentence is sure.sentence and base.index >= sure.index]
        cut: tuple[Mention, Verdict] | None = None
        for base in choice:
            verdict = compare(count, base, pair.share) if may_fit(count, base, pair.share) else None
            if verdict is not None and verdict.outcome == "right":
                self.accept(pair, base, verdict)
                return True
            if verdict is not None and verdict.fits and cut is None and (sure is None or base is sure):
                cut = (base, verdict)
        if cut is not None:
            for base in outside:
                verdict = compare(count, base, pair.share) if is_total(base) and near(base.sentence, count.sentence) else None
                if verdict is not None and verdict.outcome == "right":
                    cut = (base, verdict)
                    break
            self.accept(pair, *cut)
        return cut is not None

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
        last = pair.share if pair.manner == "aligned" else count
        beside = self.members(pair) if pair.manner == "aligned" else set()
        inside = [m for m in reversed(sentence.mentions[: last.index]) if can_hold(m, count) and m is not count and id(m) not in beside]
        if pair.explicit is not None:
            return [pair.explicit], []
        outside = [m for m in reversed(self.recent) if can_hold(m, count) and m.sentence is not sentence
                   and m.sentence.section == sentence.section]  # fmt: skip
        seen = {id(m) for m in outside}
        outside += [m for m in reversed(self.totals) if id(m) not in seen and can_hold(m, count)]
        return inside, outside

    def members(self, pair: Pair) -> set[int]:
        """Counts of the run that a pair stands in, none of which is a base of another."""
        return {id(p.count) for p in pair_shares(pair.share.sentence) if p.manner == "aligned"}

    def fits_elsewhere(self, item: Open) -> bool:
        """Whether the share fits some other figure of the passage, of whatever kind, that its words may mean after all."""
        pair, count = item.pair, item.pair.count
        assert count is not None
        if pair.share.figure.rough or pair.share.figure.decimals == 0 or not count.figure.exact:
            return False
        sentence = count.sentence
        for base in chain(sentence.mentions, self.recent):
            if base is count or base.sentence.passage is not sentence.passage or sentence.number - base.sentence.number > _REACH:
                continue
            if not base.same_thing(count) and is_base(base) and base.size > count.size and may_fit(count, base, pair.share):
                verdict = compare(count, base, pair.share)
                if verdict is not None and verdict.outcome == "right":
                    return True
        return False

    def settle(self, before: float = float("inf")) -> None:
        """Decide about the pairs of sentences before a number that fit no base, now that their neighbours are known."""
        due = [item for item in self.waiting if item.pair.share.sentence.number < before]
        self.waiting = [item for item in self.waiting if item.pair.share.sentence.number >= before]
        waiting = self.settle_lists([item for item in due if not self.fits_later(item) and not self.fits_elsewhere(item)])
        fails: dict[int, int] = {}
        for item in waiting:
            number = item.pair.share.sentence.number
            fails[number] = fails.get(number, 0) + 1
        self.fails = fails
        groups: dict[int, list[tuple[Open, Mention]]] = {}
        doubtful: dict[int, list[tuple[Open, Mention]]] = {}
        for item in waiting:
            base, sure = self.assume_base(item)
            if base is None:
                self.settle_without_base(item)
            elif sure:
                groups.setdefault(id(base), []).append((item, base))
            else:
                doubtful.setdefault(id(base), []).append((item, base))
        for members in doubtful.values():
            if len(members) >= 3 and self.blame_total(members, members[0][1], by_sum=True):
                continue
            for item, base in members:
                self.report_doubt(item.pair, base)
        for members in groups.values():
            base = members[0][1]
            if len(members) >= 2 and not any(held is base for held, _ in self.bases) and self.blame_total(members, base):
                continue
            for item, _ in members:
                self.report_sure(item.pair, base)

    def settle_lists(self, waiting: list[Open]) -> list[Open]:
        """Pairs left over once whole lists are confirmed whose shares agree with the sum of their own counts.

        A total near by that differs from this sum by one slip is blamed.
        """
        lists: dict[int, list[Open]] = {}
        for item in waiting:
            lists.setdefault(item.pair.share.sentence.number, []).append(item)
        left: list[Open] = []
        for number, items in lists.items():
            total = agree_on_sum([item.pair for item in items])
            if total is None:
                left.extend(items)
                continue
            sentence = items[0].pair.share.sentence
            nearby = [*items[0].inside, *items[0].outside[:3], *(m for m in sentence.mentions if is_base(m)),
                      *self.told.get(number + 1, ()), *self.told.get(number + 2, ())]  # fmt: skip
            counts = [item.pair.count for item in items]
            blamed = [m for m in nearby if is_total(m) and m not in counts and differ_by_one_slip(m.digits, str(total))]
            if blamed:
                why = f"{len(items)}项人数之和为{total}，各项占比也都以{total}为基数，此处为{blamed[0].text}"
                self.findings.report("error", "share", blamed[0], str(total), why)
            for item in items:
                self.findings.confirm((item.pair.count, item.pair.share))
        return left

    def fits_later(self, item: Open) -> bool:
        """Accept a pair whose base is said after it: in its sentence, in brackets, or in the two sentences that follow."""
        pair, count = item.pair, item.pair.count
        assert count is not None
        if pair.explicit is not None or find_own_base(pair, count, item.inside) is not None:
            return False
        number = count.sentence.number
        following = [m for m in count.sentence.mentions[count.index + 1 :] if is_base(m)]
        for base in chain(following, self.told.get(number + 1, ()), self.told.get(number + 2, ())):
            if can_hold(base, count) and may_fit(count, base, pair.share):
                verdict = compare(count, base, pair.share)
                if verdict is not None and verdict.outcome == "right":
                    self.accept(pair, base, verdict)
                    return True
        return False

    def assume_base(self, item: Open) -> tuple[Mention | None, bool]:
        """Base that an open pair most likely has, and whether that is sure."""
        pair, count = item.pair, item.pair.count
        assert count is not None
        if pair.explicit is not None:
            return pair.explicit, any(base is pair.explicit for base, _ in self.bases)
        summed = self.find_summed(item, count)
        if summed is not None:
            return summed, True
        told = find_told_base(pair, count, item.outside)
        if told is not None:
            return told, True
        if _SUMMED.search(count.lead) or count.sentence.text.lstrip(" ，").startswith(_RESTATING):
            return self.assume_summed(item, count)
        if pair.manner == "rate" and not pair.subject.endswith(_KNOWN_RATES):
            return self.assume_rate(item, count)
        own = find_own_base(pair, count, item.inside)
        if own is not None:
            return own, not names_other_base(pair, count, own)
        votes: dict[int, tuple[int, Mention]] = {}
        for base, other in self.bases:
            together = other.share.sentence is count.sentence
            if can_hold(base, count) and self.may_vote(other, pair) and near(other.share.sentence, count.sentence) and (
                together or base.index_in_text < count.index_in_text):  # fmt: skip
                votes[id(base)] = (votes.get(id(base), (0, base))[0] + 1, base)
        if votes:
            most, base = max(votes.values(), key=lambda vote: vote[0])
            same = any(held is base and other.share.sentence is count.sentence for held, other in self.bases)
            sure = (most >= 2 or (is_total(base) and same)) and len(votes) == 1 and not names_other_base(pair, count, base)
            return base, sure
        marked = [m for m in chain(item.inside, item.outside) if is_total(m) and names(pair.words, m)]
        near_marked = [m for m in marked if m.sentence.passage is count.sentence.passage]
        named = [m for m in count.sentence.mentions[count.index + 1 :] if pair.words and pair.words in m.label and can_hold(m, count)]
        if len(named) == 1 and not near_marked:
            return named[0], True
        if near_marked and self.continues(near_marked, pair, count):
            return near_marked[0], not names_other_base(pair, count, near_marked[0])
        for base in near_marked or marked:
            return base, False
        values = {m.figure.value for m in item.inside if m.segment == count.segment}
        return (item.inside[0], False) if len(values) == 1 and item.inside[0].segment == count.segment else (None, False)

    def find_summed(self, item: Open, count: Mention) -> Mention | None:
        """Total near by that the counts of all shares of the sentence add up to; it is then the base of each."""
        counts = [p.count for p in pair_shares(count.sentence) if p.count is not None and p.explicit is None]
        if len(counts) < 2 or len({id(c) for c in counts}) < len(counts) or not all(c.same_thing(count) for c in counts):
            return None
        total = sum(c.figure.value for c in counts)
        near_by = [m for m in chain(item.inside, item.outside) if is_total(m) and m.figure.value == total and near(m.sentence, count.sentence)]
        return near_by[0] if near_by else None

    def assume_summed(self, item: Open, count: Mention) -> tuple[Mention | None, bool]:
        """Base of 前两项合计1,744人: that of the items just before, sure where at least two were confirmed with it alone.

        Where the items have no shares, the one total that the sentence before opens with; sure if a slip shows.
        """
        held = [base for base, other in self.bases if near(other.share.sentence, count.sentence)
                and count.sentence.number - other.share.sentence.number <= 1]  # fmt: skip
        alike = held[-2:]
        if len(alike) == 2 and alike[0] is alike[1] and can_hold(alike[0], count):
            return alike[0], True
        opened = [m for m in item.outside if is_partitive(m) and count.sentence.number - m.sentence.number == 1]
        if len(opened) == 1 and not any(m.same_thing(count) for m in count.sentence.mentions[: count.index]):
            verdict = compare(count, opened[0], item.pair.share)
            return opened[0], verdict is not None and is_slip(item.pair.share.figure, verdict, item.pair.share.digits)
        return None, False

    def assume_rate(self, item: Open, count: Mention) -> tuple[Mention | None, bool]:
        """Base of a rate that its name ties to its count (签订协议的396名，签约率…): the count right before; sure if a slip shows."""
        stem = item.pair.subject.rstrip("率度")[-3:]
        whole = next((m for m in reversed(count.sentence.mentions[: count.index]) if m.figure.is_number_of_things), None)
        if whole is None or whole not in item.inside or item.pair.share.figure.value == 100:
            return None, False
        if not is_partitive(whole) and not any(char in count.label for char in stem):
            return None, False
        verdict = compare(count, whole, item.pair.share)
        return whole, verdict is not None and is_slip(item.pair.share.figure, verdict, item.pair.share.digits)

    def may_vote(self, other: Pair, pair: Pair) -> bool:
        """Whether a confirmed pair can tell the base of another: of its sentence, or of one that its sentence goes on from."""
        sentence = pair.share.sentence
        if other.share.sentence is sentence:
            return True
        opening = sentence.text.lstrip(" ，,“")[:10]
        return self.fails.get(sentence.number, 0) < 2 and (opening.startswith(_CONTINUING) or has_any(pair.share.lead, ("总数", "总人数")))

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
        whole = find_smaller_whole(item.pair, count) if item.pair.manner != "aligned" else None
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
        slip = is_slip(pair.share.figure, verdict, pair.share.digits)
        if (slip or pair.manner == "rate") and not names_other_base(pair, pair.count, base):
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

    def blame_total(self, members: list[tuple[Open, Mention]], base: Mention, by_sum: bool = False) -> bool:
        """Blame the total where several shares fail with it but agree on another one; whether that was so.

        `by_sum`: only where that other one is the sum of the counts, and one slip away.
        """
        inferred = infer_base([item.pair for item, _ in members])
        if inferred is None or (by_sum and not (inferred[1] and differ_by_one_slip(base.digits, str(inferred[0])))):
            return False
        why = f"其后{len(members)}项占比都与{base.text}对不上，却一致对应总数约{inferred[0]}，疑总数有误"
        self.findings.report("error", "share", base, f"约{inferred[0]}", why)
        for item, _ in members:
            self.findings.confirm((item.pair.count, item.pair.share))
        return True



def report_share(findings: Findings, pair: Pair, base: Mention, verdict: Verdict, severity: str, remark: str) -> None:
    """Report a share that does not fit its count and base."""
    assert pair.count is not None
    tail = f"（{remark}）" if remark else ""
    why = f"{pair.count.text}÷{base.text}＝{verdict.expected}%，文中为{pair.share.text}{tail}"
    findings.report(severity, "share", pair.share, f"{verdict.expected}%", why)
