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
    names_other_base,
    near,
)
from sqgz.auditing.checks.assumptions import NEAR, Known, Open, assume_base
from sqgz.auditing.checks.lone_shares import check_alone, check_possible
from sqgz.auditing.checks.share_lists import agree_on_sum, infer_base
from sqgz.auditing.checks.share_reports import is_balanced, report_share
from sqgz.auditing.findings import Findings
from sqgz.auditing.presenting import is_partitive, is_total
from sqgz.auditing.references import Pair, pair_shares
from sqgz.auditing.rounding import differ_by_one_slip, show
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import said_hedge

_FAR = 24
_REACH = 3
"""Sentences after which a share that fits no base is decided about."""


@dataclass
class ShareCheck:
    """Walks through the sentences, remembering the counts a later share may be of."""

    findings: Findings
    recent: deque[Mention] = field(default_factory=lambda: deque(maxlen=NEAR))
    totals: deque[Mention] = field(default_factory=lambda: deque(maxlen=_FAR))
    known: Known = field(default_factory=Known)
    waiting: list[Open] = field(default_factory=list)
    told: dict[int, list[Mention]] = field(default_factory=dict)

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
                verdict = (
                    compare(count, base, pair.share)
                    if is_total(base) and near(base.sentence, count.sentence)
                    else None
                )
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
        self.known.bases.append((base, pair))
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
        inside = [
            m
            for m in reversed(sentence.mentions[: last.index])
            if can_hold(m, count) and m is not count and id(m) not in beside
        ]
        if pair.explicit is not None:
            return [pair.explicit], []
        least = count.size - count.slack
        outside = [m for m in reversed(self.recent) if m.size + m.slack >= least and m.sentence is not sentence
                   and m.sentence.section == sentence.section and can_hold(m, count)]  # fmt: skip
        seen = {id(m) for m in outside}
        outside += [m for m in reversed(self.totals)
                    if m.size + m.slack >= least and id(m) not in seen and can_hold(m, count)]  # fmt: skip
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
            if (
                base is count
                or base.sentence.passage is not sentence.passage
                or sentence.number - base.sentence.number > _REACH
            ):
                continue
            if (
                not base.same_thing(count)
                and is_base(base)
                and base.size > count.size
                and may_fit(count, base, pair.share)
            ):
                verdict = compare(count, base, pair.share)
                if verdict is not None and verdict.outcome == "right":
                    return True
        return False

    def settle(self, before: float = float("inf")) -> None:
        """Decide about the pairs of sentences before a number that fit no base, now that their neighbours are known."""
        due = [item for item in self.waiting if item.pair.share.sentence.number < before]
        self.waiting = [item for item in self.waiting if item.pair.share.sentence.number >= before]
        waiting = self.settle_lists(
            [item for item in due if not self.fits_later(item) and not self.fits_elsewhere(item)]
        )
        fails: dict[int, int] = {}
        for item in waiting:
            number = item.pair.share.sentence.number
            fails[number] = fails.get(number, 0) + 1
        self.known.fails = fails
        groups: dict[int, list[tuple[Open, Mention]]] = {}
        doubtful: dict[int, list[tuple[Open, Mention]]] = {}
        for item in waiting:
            base, sure = assume_base(item, self.known)
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
            if (
                len(members) >= 2
                and not any(held is base for held, _ in self.known.bases)
                and self.blame_total(members, base)
            ):
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
            blamed = [
                m
                for m in nearby
                if is_total(m) and m not in counts and differ_by_one_slip(m.digits, str(total))
            ]
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

    def settle_without_base(self, item: Open) -> None:
        """Report a pair for which no base can be told: a part larger than its whole, or a note."""
        count, share = item.pair.count, item.pair.share
        assert count is not None
        whole = find_smaller_whole(item.pair, count) if item.pair.manner != "aligned" else None
        turned = compare(whole, count, share) if whole is not None else None
        if whole is not None and turned is not None and turned.fits:
            self.findings.confirm((whole, count, share))  # 建成214所（行政村256个，覆盖率83.6%）
        elif whole is not None:
            implied = whole.figure.value * share.figure.value / 100
            why = (
                f"部分{count.text}大于总体{whole.text}；按{share.text}推算约为{show(implied)}，疑为数字被改坏"
            )
            self.findings.report("error", "impossible", count, f"约{show(implied)}", why)
        elif not share.figure.rough:
            self.findings.report(
                "note", "share", share, "", f"{count.text}占{share.text}：上下文中没有明确的基数，无法核对"
            )

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
        """Report a mismatch against a sure base; another share of the sentence that fits it leaves no doubt."""
        assert pair.count is not None
        shared = any(
            held is base and other.share.sentence is pair.share.sentence for held, other in self.known.bases
        )
        verdict = compare(pair.count, base, pair.share)
        if verdict is None:
            return
        if verdict.outcome == "loose":
            bounded = said_hedge(pair.share) in ("above", "below")
            severity = "error" if bounded or pair.share.figure.rough else "warning"
            report_share(self.findings, pair, base, verdict, severity, "与概数说法不符", explained=shared or bounded
                         or pair.share.figure.rough)  # fmt: skip
        else:
            if is_balanced(pair, base):
                report_share(
                    self.findings, pair, base, verdict, "warning", "各项占比之和恰为100%，可能是凑整调平"
                )
                return
            report_share(self.findings, pair, base, verdict, "error", "", explained=shared)

    def blame_total(self, members: list[tuple[Open, Mention]], base: Mention, by_sum: bool = False) -> bool:
        """Blame the total where several shares fail with it but agree on another one; whether that was so.

        `by_sum`: only where that other one is the sum of the counts, and one slip away.
        """
        inferred = infer_base([item.pair for item, _ in members])
        if inferred is None or (
            by_sum and not (inferred[1] and differ_by_one_slip(base.digits, str(inferred[0])))
        ):
            return False
        why = f"其后{len(members)}项占比都与{base.text}对不上，却一致对应总数约{inferred[0]}，疑总数有误"
        self.findings.report("error", "share", base, f"约{inferred[0]}", why)
        for item, _ in members:
            self.findings.confirm((item.pair.count, item.pair.share))
        return True
