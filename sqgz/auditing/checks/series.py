"""Rates of change of a row of levels, one after the other (分别为8,412件、9,306件和10,127件，环比分别增长10.6%和8.8%).

Must be sure that the rates go with the row: right after it, as many as there are steps. Must not know: single rates.
"""

from __future__ import annotations

from itertools import pairwise

from sqgz.auditing.checks.rates import judge_rate
from sqgz.auditing.clauses import has_any
from sqgz.auditing.findings import Findings
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import is_change, run_of


def check_series(sentences: list[Sentence], findings: Findings) -> None:
    """Check every run of rates that follows a run of levels."""
    for sentence in sentences:
        at = 0
        while at < len(sentence.mentions):
            run = run_of(sentence.mentions[at])
            if run[0].figure.kind == "share" and is_change(run[0]) and has_any(run[0].lead, ("分别", "依次")):
                _check_run(run, findings)
            at += len(run)


def _check_run(rates: list[Mention], findings: Findings) -> None:
    """Check rates against the steps of the row of levels before them."""
    first = rates[0]
    levels = _row_before(first)
    same_year = len({m.year for m in levels}) == 1 and bool(levels[0].year)
    if len(levels) != len(rates) + 1 or "同比" in first.lead or same_year:
        return
    if any(m.figure.hedge or m.status for m in (*levels, *rates)):
        return
    for (old, new), rate in zip(pairwise(levels), rates, strict=True):
        judge_rate(old, new, rate, "error", findings)


def _row_before(first: Mention) -> list[Mention]:
    """The run of levels that ends nearest before a figure; a sum of them may stand between (前三季度累计27,845件)."""
    mentions = first.sentence.mentions[: first.index]
    best: list[Mention] = []
    at = 0
    while at < len(mentions):
        run = [m for m in run_of(mentions[at]) if m.index < first.index]
        if len(run) >= 2 and run[0].figure.is_number_of_things:
            best = run
        at += max(1, len(run))
    return best
