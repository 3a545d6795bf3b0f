"""Precision and recall of errors on cases with known truth, by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sentences import Case

from sqgz.auditing.findings import Finding
from sqgz.auditing.plain_text import read_markdown
from sqgz.auditing.review import audit_document
from sqgz.auditing.texts import Document, Grid, Passage


def passages_of(text: str) -> Document:
    """Document of a text whose paragraphs are divided by ¶; numbered headings are headings, rows of | are a table."""
    items: list[Passage | Grid] = []
    heading, rows = "", []
    parts = text.split("¶")
    for number, part in enumerate(parts, start=1):
        if part.startswith("|"):
            rows.append(part)
            if number == len(parts) or not parts[number].startswith("|"):
                title = items[-1].written if items and isinstance(items[-1], Passage) else ""
                items += read_markdown("\n".join([*([title] if title else []), "", *rows]))[
                    1 if title else 0 :
                ]
                rows = []
            continue
        titled = len(part) < 16 and part[1:2] == "、"
        heading = part if titled else heading
        items.append(Passage(part, f"第{number}段", "" if titled else heading, is_heading=titled))
    return Document("case", tuple(items))


def in_place(finding: Finding, case: Case) -> bool:
    """Whether a finding stands where the error was put; a finding in a table always does."""
    if not case.spans or not finding.place.startswith("第"):
        return True
    number = int(finding.place[1 : finding.place.index("段")])
    start = sum(len(part) + 1 for part in case.text.split("¶")[: number - 1]) + finding.start
    return any(first <= start < last for first, last in case.spans)


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
            if finding.kind in case.kinds and in_place(finding, case):
                total.true_errors[finding.kind] += 1
            else:
                total.false_errors[finding.kind] += 1
                total.false.append(f"{case.text}\n    {finding.kind} {finding.stated}: {finding.why}")
        if not case.kinds:
            total.false_warnings += any(finding.severity == "warning" for finding in outcome.findings)
        elif case.sure:
            total.seeded[main] += 1
            if any(finding.kind in case.kinds and in_place(finding, case) for finding in errors):
                total.found[main] += 1
            else:
                said = "; ".join(f"{f.severity} {f.kind}: {f.why}" for f in outcome.findings)
                total.missed.append(f"[{','.join(sorted(case.kinds))}] {case.text}\n    {said}")
    return total
