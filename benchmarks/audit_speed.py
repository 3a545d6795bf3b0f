"""Seconds and memory of the audit of a 100-page report, growth with length, and hostile text. Run: python benchmarks/audit_speed.py."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "auditing" / "corpus")]

from grammar import make_cases  # noqa: E402
from sentences import read_cases  # noqa: E402

from sqgz.auditing.review import audit_document  # noqa: E402
from sqgz.auditing.texts import Document, Passage  # noqa: E402

CHARACTERS_PER_PAGE = 700
"""A page of a report in 16 pt type holds 22 lines of 28 characters, headings and gaps taken off."""
HOSTILE = (
    "1,",
    "1",
    "%",
    "占",
    "（",
    "增加到",
    "分之",
    "其中",
    "1人，",
    "百",
    "1%、",
    "从",
    "共有",
    "|1",
    "1.",
    "一",
    "人中",
    "、",
    " ",
    "第1",
)


def make_report(pages: int, one_paragraph: bool = False) -> Document:
    """Report of so many pages out of the corpus."""
    texts = [
        case.text.replace("¶", "") for name in ("developed.txt", "unseen.txt") for case in read_cases(name)
    ]
    texts += [case.text for case in make_cases(7, 200)]
    size, passages, number = 0, [], 0
    while size < pages * CHARACTERS_PER_PAGE:
        text = texts[number % len(texts)]
        passages.append(Passage(text, f"第{number + 1}段"))
        size += len(text)
        number += 1
    if one_paragraph:
        passages = [Passage("".join(p.written for p in passages), "第1段")]
    return Document("report", tuple(passages))


def seconds(document: Document) -> float:
    """Seconds of processor time of one audit, so that other work on the machine does not count."""
    start = time.process_time()
    audit_document(document, Path("report"))
    return time.process_time() - start


def main() -> None:
    seconds(make_report(1))
    for pages in (25, 50, 100, 200, 400):
        print(
            f"{pages:4d} pages: {seconds(make_report(pages)):6.2f} s; as one paragraph {seconds(make_report(pages, True)):6.2f} s"
        )
    worst = 0.0
    for piece in HOSTILE:
        text = (piece * 100_000)[:70_000]
        taken = seconds(Document("hostile", (Passage(text, "第1段"),)))
        worst = max(worst, taken)
        print(f"hostile {piece!r} x 70,000 characters: {taken:6.2f} s")
    print(f"worst hostile text: {worst:.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
