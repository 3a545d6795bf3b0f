"""Shares against count and base.

A share is wrong only where its base is sure: named beside it, the total its sentence opens with, or the base that its
neighbours confirm. Elsewhere a mismatch is a warning that names the base assumed, or a note.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import chain

from sqgz.auditing.agreement import Verdict, is_slip
from sqgz.auditing.bases import (
    can_hold,
    compare,
    find_own_base,
    find_smaller_whole,
    is_base,
    may_fit,
    names,
    names_other_base,
    near,
)
from sqgz.auditing.checks.lone_shares import check_alone, check_possible
from sqgz.auditing.findings import Findings
from sqgz.auditing.references import Pair, pair_shares, said_hedge
from sqgz.auditing.rounding import show
from sqgz.auditing.sentences import Mention, Sentence, has_any, is_total

_FAR = 24
_NEAR = 40
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
        if pair.explicit is not None and pair.manner != "aligned":
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
        last = pair.share if pair.manner == "aligned" else count
        inside = [m for m in reversed(sentence.mentions[: last.index]) if can_hold(m, count) and m is not count]
        if pair.explicit is not None:
            return [pair.explicit], []
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
        if pair.explicit is not None:
            return pair.explicit, any(base is pair.explicit for base, _ in self.bases)
        if pair.manner == "rate" and not pair.subject.endswith(_KNOWN_RATES):
            return None, False
        own = find_own_base(pair, count, item.inside)
        if own is not None:
            return own, not names_other_base(pair, count, own)
        votes: dict[int, tuple[int, Mention]] = {}
        for base, other in self.bases:
            if can_hold(base, count) and near(other.share.sentence, count.sentence) and (
                base.index_in_text < count.index_in_text or pair.manner == "aligned"):  # fmt: skip
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


def report_share(findings: Findings, pair: Pair, base: Mention, verdict: Verdict, severity: str, remark: str) -> None:
    """Report a share that does not fit its count and base."""
    assert pair.count is not None
    tail = f"（{remark}）" if remark else ""
    why = f"{pair.count.text}÷{base.text}＝{verdict.expected}%，文中为{pair.share.text}{tail}"
    findings.report(severity, "share", pair.share, f"{verdict.expected}%", why)
