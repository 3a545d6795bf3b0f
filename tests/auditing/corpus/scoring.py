"""Precision and recall of errors on cases with known truth, by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqgz.auditing.review import audit_document
from sqgz.auditing.texts import Document, Passage


def passages_of(text: str) -> Document:
    """Document of a text whose paragraphs are divided by ¶; numbered headings are headings."""
    passages, heading = [], ""
    for number, part in enumerate(text.split("¶"), start=1):
        titled = len(part) < 16 and part[1:2] == "、"
        heading = part if titled else heading
        passages.append(Passage(part, f"第{number}段", "" if titled else heading, is_heading=titled))
    return Document("case", tuple(passages))


@dataclass
class Score:
    """Counts of cases by outcome; `missed` and `false` keep the texts for people to read."""

    true_errors: Counter[str] = field(default_factory=Counter)
    false_errors: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    seeded: Counter[str] = field(default_factory=Counter)
    false_warnings: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of reported errors that are true."""
        reported = self.true_errors.total() + self.false_errors.total()
        return self.true_errors.total() / reported if reported else 1.0

    @property
    def recall(self) -> float:
        """Share of seeded errors that are reported as errors."""
        return self.found.total() / self.seeded.total() if self.seeded.total() else 1.0


def score(cases) -> Score:
    """Score of the audit on cases."""
    total = Score()
    for case in cases:
        outcome = audit_document(passages_of(case.text), Path("case"))
        errors = [finding for finding in outcome.findings if finding.severity == "error"]
        main = min(case.kinds) if case.kinds else ""
        for finding in errors:
            if finding.kind in case.kinds:
                total.true_errors[finding.kind] += 1
            else:
                total.false_errors[finding.kind] += 1
                total.false.append(f"{case.text}\n    {finding.kind} {finding.stated}: {finding.why}")
        if not case.kinds:
            total.false_warnings += any(finding.severity == "warning" for finding in outcome.findings)
        elif case.sure:
            total.seeded[main] += 1
            if any(finding.kind in case.kinds for finding in errors):
                total.found[main] += 1
            else:
                said = "; ".join(f"{f.severity} {f.kind}: {f.why}" for f in outcome.findings)
                total.missed.append(f"[{','.join(sorted(case.kinds))}] {case.text}\n    {said}")
    return total
