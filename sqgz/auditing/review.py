"""The audit of a document: read it, find its figures, run every check, hand back one outcome.

Must not know: how the command line prints it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqgz.auditing.checks.accounts import check_accounts
from sqgz.auditing.checks.breakdowns import check_breakdowns
from sqgz.auditing.checks.columns import check_columns
from sqgz.auditing.checks.differences import check_differences
from sqgz.auditing.checks.gaps import check_gaps
from sqgz.auditing.checks.grids import check_grids
from sqgz.auditing.checks.growth import check_growth
from sqgz.auditing.checks.identities import check_identities
from sqgz.auditing.checks.impossible import check_impossible
from sqgz.auditing.checks.means import check_means
from sqgz.auditing.checks.parts import check_parts
from sqgz.auditing.checks.repeats import check_repeats
from sqgz.auditing.checks.series import check_series
from sqgz.auditing.checks.shares import ShareCheck
from sqgz.auditing.checks.staffing import check_staffing
from sqgz.auditing.checks.structures import check_structures
from sqgz.auditing.checks.summaries import check_summaries
from sqgz.auditing.checks.targets import check_targets
from sqgz.auditing.findings import SEVERITIES, Finding, Findings, name_place, quote
from sqgz.auditing.sentences import Sentence, split_sentences
from sqgz.auditing.texts import Control, Document, Passage, read_document

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("severity", "kind", "place", "text", "stated", "computed", "why")
KIND_NAMES = {"share": "占比", "impossible_share": "不可能的占比", "parts": "分项与合计", "breakdown": "构成合计", "growth": "增长",
              "difference": "百分点差", "repeat": "前后不一", "table": "表格", "impossible": "不可能的数", "identity": "两委人数恒等式",
              "study": "与研究结果", "blank": "无可核对"}  # fmt: skip
SEVERITY_NAMES = {"error": "错误", "warning": "存疑", "note": "提示"}
_BLANK = re.compile(r"某\s?[人名个户家%％]|占比某|占某|分别仅占某|某个百分点")


@dataclass(frozen=True)
class Summary:
    """How many figures were read, checked, right, wrong, doubtful, and not checkable."""

    read: int
    checked: int
    right: int
    wrong: int
    doubtful: int
    not_checkable: int

    def __str__(self) -> str:
        return (
            f"读出数字{self.read}个，核对{self.checked}个：相符{self.right}个，错误{self.wrong}个，存疑{self.doubtful}个；"
            f"无法核对{self.not_checkable}个。"
        )


@dataclass(frozen=True, repr=False)
class Audit:
    """Outcome of an audit: findings, the surest first, and a summary."""

    path: Path
    findings: tuple[Finding, ...]
    summary: Summary

    @property
    def frame(self) -> pd.DataFrame:
        """Frame with a row for each finding: severity, kind, place, text, stated, computed, why."""
        import pandas as pd

        rows = [[getattr(finding, name) for name in COLUMNS] for finding in self.findings]
        return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")

    @property
    def has_errors(self) -> bool:
        """Whether any finding is sure."""
        return any(finding.severity == "error" for finding in self.findings)

    def to_json(self) -> str:
        """JSON text with the file name, the summary, and the findings with the columns of `frame`."""
        rows = [{name: getattr(finding, name) for name in COLUMNS} for finding in self.findings]
        content = {"file": self.path.name, "summary": asdict(self.summary), "findings": rows}
        return json.dumps(content, ensure_ascii=False, indent=2)

    def lines(self) -> list[str]:
        """The findings, one line each, for a terminal, and the summary last."""
        return [describe(finding) for finding in self.findings] + [str(self.summary)]

    def mark(self, path: str | PathLike[str]) -> Path:
        """Path of a copy of the docx that has been written with a Word comment at the place of each finding.

        Raises InputError where the audited file is no docx.
        """
        from sqgz.auditing.marking import write_marked

        return write_marked(self.path, Path(path), self.findings)

    def __repr__(self) -> str:
        return f"<核对 {self.path.name}: {self.summary}>"

    def _repr_html_(self) -> str:
        from html import escape

        table = self.frame.to_html(index=False) if self.findings else ""
        return f"<p>{escape(str(self.summary))}</p>{table}"


def describe(finding: Finding) -> str:
    """One line of a finding: how sure, kind, place, words around, what is wrong."""
    severity, kind = SEVERITY_NAMES[finding.severity], KIND_NAMES.get(finding.kind, finding.kind)
    return f"[{severity}·{kind}] {finding.place}：“{finding.text}” {finding.why}"


def audit(
    path: str | PathLike[str],
    *,
    results: Any = None,
    living: Callable[[Control], str | None] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Audit:
    """Audit of the figures of a docx, txt, md, html or pdf file.

    `results`: a results table (or anything with such a `.frame`) to compare the text with; a report that this library
    wrote is then checked by the keys of its living numbers. `living`: text that a content control should hold, None for
    foreign ones. `labels`: readable names of groups and categories, to check words; by
    default those of the study that the results carry.
    Raises InputError where the file cannot be read.
    """
    path = Path(path)
    document = read_document(path)
    composed = None
    if living is None and hasattr(results, "study"):
        from sqgz.auditing.checks.own_report import compose_again, is_own, living_of

        if is_own(document):
            living, composed = living_of(results), compose_again(results)
    return audit_document(document, path, results=results, living=living, labels=labels, composed=composed)


def audit_document(
    document: Document,
    path: Path,
    *,
    results: Any = None,
    living: Callable[[Control], str | None] | None = None,
    labels: Mapping[str, str] | None = None,
    composed: Any = None,
) -> Audit:
    """Audit of a document already read; see `audit`. `composed` is the report as it was written, if it is ours."""
    sentences = split_sentences(document)
    findings = Findings()
    ShareCheck(findings).run(sentences)
    check_staffing(sentences, findings)  # before the lists: a vacancy that is wrong explains its sum
    check_targets(sentences, findings)
    check_accounts(sentences, findings)
    check_summaries(sentences, findings)
    check_parts(sentences, findings)
    check_columns(sentences, findings)
    check_breakdowns(sentences, findings)
    check_structures(document.passages, findings)
    check_series(sentences, findings)
    check_growth(sentences, findings)
    check_differences(sentences, findings)
    check_impossible(sentences, findings)
    check_identities(sentences, findings)
    check_means(sentences, findings)
    check_gaps(sentences, findings)
    check_repeats(sentences, findings)
    in_tables = check_grids(document.grids, findings)
    if results is not None or living is not None:
        _compare_with_study(document, sentences, results, living, labels, findings)
    if living is not None:
        from sqgz.auditing.checks.own_report import check_fixed, drop_settled

        drop_settled(document, sentences, living, findings)
        if composed is not None:
            check_fixed(document, composed, findings)
    _note_blanks(document, sentences, in_tables, findings)
    return Audit(path, _order(document, findings.found), _summarise(sentences, in_tables, findings))


def _compare_with_study(
    document: Document, sentences: list[Sentence], results: Any, living: Callable[[Control], str | None] | None,
    labels: Mapping[str, str] | None, findings: Findings,
) -> None:  # fmt: skip
    """Run the checks that need the results of a study."""
    from sqgz.auditing.checks.study import (
        check_controls,
        check_study,
        check_words,
        collect_values,
        read_labels,
    )

    if living is not None:
        check_controls(document.passages, sentences, living, findings)
    if results is not None:
        frame = getattr(results, "frame", results)
        check_study(sentences, collect_values(frame), findings)
        if labels is None and hasattr(results, "study"):
            labels = read_labels(results.study)
        if labels:
            check_words(sentences, frame, labels, findings)


def _note_blanks(document: Document, sentences: list[Sentence], in_tables: int, findings: Findings) -> None:
    """Say that a text has nothing to check where its figures were blanked out or where it has none."""
    checkable = sum(mention.figure.kind != "fold" and not mention.figure.weak
                    for sentence in sentences for mention in sentence.mentions) + in_tables  # fmt: skip
    blanks = 0
    first: tuple[Passage, int, int] | None = None
    for passage in document.passages:
        for match in _BLANK.finditer(passage.text):
            first = first or (passage, match.start(), match.end())
            blanks += 1
    if first is not None and blanks >= 5 and blanks > 2 * checkable:
        passage, start, end = first
        why = f"文中数字以“某”隐去（{blanks}处），没有可核对的数字"
        findings.found = [Finding("note", "blank", name_place(passage), quote(passage, start, end), "某", "", why,
                                  passage.anchor, start, end),
                          *(finding for finding in findings.found if finding.severity != "note")]  # fmt: skip
    elif checkable == 0:
        findings.found.append(Finding("note", "blank", "全文", "", "", "", "没有读到带单位的数字，无可核对"))


def _order(document: Document, found: list[Finding]) -> tuple[Finding, ...]:
    """Findings without repetition, the surest first, otherwise in the order of the text.

    Of one figure the surest finding of each kind stays; a note stays only where nothing surer is said of it.
    """
    position: dict[str, int] = {}
    for number, item in enumerate(document.items):
        position.setdefault(name_place(item) if isinstance(item, Passage) else item.place, number)

    def rank(finding: Finding) -> tuple[int, int, int]:
        place = finding.place if finding.place in position else finding.place.split("第")[0]
        return SEVERITIES.index(finding.severity), position.get(place, -1), finding.start

    unique: dict[tuple[object, ...], Finding] = {}
    certain: set[tuple[object, ...]] = set()
    for finding in sorted(found, key=rank):
        where = (finding.place, finding.start, finding.end)
        if finding.severity == "note" and where in certain:
            continue
        certain.add(where)
        unique.setdefault((*where, finding.kind), finding)
    return tuple(unique.values())


def _summarise(sentences: list[Sentence], in_tables: int, findings: Findings) -> Summary:
    """Summary of the standing of all figures, of the text and of the tables."""
    mentions = [
        m for sentence in sentences for m in sentence.mentions if not (m.figure.weak and not m.status)
    ]
    states = [m.status for m in mentions] + list(findings.cells.values())
    right, wrong, doubtful = (states.count(word) for word in ("right", "wrong", "doubtful"))
    read = len(mentions) + in_tables
    checked = right + wrong + doubtful
    return Summary(read, checked, right, wrong, doubtful, max(read - checked, 0))
