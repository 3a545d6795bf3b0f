"""Who is counted: what a person's status (第一书记, 兼职委员, 借调 …) means by the study's own rule.

A status that the rule does not name is a question. What is left of the text when the status is taken off tells the
post, as for everybody else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.answers import ABSENT, Answer, Column
from sqgz.cleaning.asking.decisions import COUNTED_AS, SCOPE, UNDECIDABLE, Decisions
from sqgz.cleaning.asking.row_names import named_rows
from sqgz.cleaning.columns import People
from sqgz.cleaning.matching import match
from sqgz.cleaning.people import Persons
from sqgz.cleaning.texts.matches import Match, mapped, review
from sqgz.cleaning.texts.statuses import read_status
from sqgz.study import FinerCategory, Study, Variable, codebook_variable

Array = np.ndarray[Any, Any]
IN, OUT, APART, AT_HOME = "纳入", "不纳入", "单列", "按编制所在"
BOOK = "status"
ORDINARY = "fulltime"  # who is nothing else; counted unless the study says otherwise
_POSTS = ("party_post", "committee_post", "position")
RULE = Variable(
    variable_key=SCOPE,
    label="是否纳入统计",
    kind="nominal",
    categories=tuple(FinerCategory(key=word, label=word) for word in COUNTED_AS),
)


@dataclass(frozen=True, eq=False)
class Scope:
    """Persons without those who are not counted; the questions about statuses; who was left out, and by which rule.

    `left_out` has a row per person: status (words of people.scope), rule (不纳入, 单列), row (its first data row).
    """

    persons: Persons
    column: Column | None
    left_out: pd.DataFrame


def apply_scope(study: Study, parts: Sequence[People], persons: Persons, decisions: Decisions) -> Scope:
    """Scope of a study's people; everybody is in scope where the study declares no rule."""
    nobody = pd.DataFrame({"status": pd.Series(dtype="str"), "rule": pd.Series(dtype="str"), "row": []})
    if not study.people.scope:
        return Scope(persons, None, nobody)
    statuses, speaks = _statuses(study, parts)
    column = _ruled(study, statuses, parts, decisions)
    rule = column.keys()
    out = np.isin(rule.astype(str), (OUT, APART))
    kept = np.zeros(persons.people + 1, dtype=bool)  # the last stands for rows that are nobody's
    kept[persons.person[speaks & ~out]] = True
    spoken = np.zeros(persons.people + 1, dtype=bool)
    spoken[persons.person[speaks]] = True
    gone = (persons.person >= 0) & (out | (spoken & ~kept)[persons.person])
    reasons = _reasons(persons, gone, statuses, rule)
    first = np.flatnonzero(gone & out)
    _, at = np.unique(persons.person[first], return_index=True)
    rows = first[np.sort(at)]
    rows = rows[~kept[persons.person[rows]]]
    left_out = pd.DataFrame({"status": statuses[rows], "rule": rule[rows], "row": rows})
    return Scope(persons.without(gone, "excluded", reasons), column, left_out)


def _statuses(study: Study, parts: Sequence[People]) -> tuple[Array, Array]:
    """Status of every row in the words of people.scope, None where it names none; and whether the row tells a post."""
    labels = dict(codebook_variable(BOOK).labels)
    if labels[ORDINARY] not in study.people.scope:
        del labels[ORDINARY]
    found: list[Array] = []
    speaks: list[Array] = []
    for part in parts:
        status = np.full(part.rows, None, dtype=object)
        told = np.zeros(part.rows, dtype=bool)
        for key, variable in study.variables.items():
            if key not in part.columns or not (key in _POSTS or variable.codebook == BOOK):
                continue
            codes, distinct = pd.factorize(part.raw(key))
            words = np.array([*(_status(variable, str(raw), labels) for raw in distinct), None], dtype=object)
            here = words[codes]
            status = np.where(status == None, here, status)  # noqa: E711 - elementwise on objects
            told |= codes >= 0
        found.append(status)
        speaks.append(told)
    return np.concatenate(found), np.concatenate(speaks)


def _status(variable: Variable, raw: str, labels: dict[str, str]) -> str | None:
    if variable.codebook == BOOK:
        key = match(variable, raw).key
        return None if key in (None, ORDINARY) and ORDINARY not in labels else variable.labels.get(str(key))
    named = read_status(raw)
    return None if named is None else labels.get(named[0])


def _ruled(study: Study, statuses: Array, parts: Sequence[People], decisions: Decisions) -> Column:
    """The rule for every row's status; a status without one is a question about all who have it, 按编制所在 one about each."""
    where = named_rows(parts)
    codes = np.full(len(statuses), ABSENT, dtype=np.int32)
    column = Column(RULE, codes, [])
    for status in dict.fromkeys(one for one in statuses if one is not None):
        rows = np.flatnonzero(statuses == status)
        codes[rows] = len(column.answers)
        column.answers.append(_ruled_answer(study, status, decisions))
        for row in rows:
            decided = decisions.of_row(SCOPE, *where[row])
            if decided is not None:
                column.replace([int(row)], _as_decided(decided))
    return column


def _ruled_answer(study: Study, status: str, decisions: Decisions) -> Answer:
    rule = study.people.scope.get(status)
    if rule == AT_HOME:
        return Answer(status, review("按编制所在统计：须核实其编制是否在本单位", (IN, OUT)), asked="row")
    if rule is not None:
        return Answer(status, mapped(rule, reason=f"研究说明的 people.scope：{status}{rule}"))
    answer = Answer(status, review("研究说明的 people.scope 没有写明这类人员是否纳入统计", COUNTED_AS))
    decided = decisions.of_value(SCOPE, status)
    return answer if decided is None else _decided(answer, decided)


def _as_decided(decision: str) -> Callable[[Answer], Answer]:
    return lambda answer: _decided(answer, decision)


def _decided(answer: Answer, decision: str) -> Answer:
    if decision == UNDECIDABLE:
        settled = Match(None, "missing", None, (), "人工核实：无法判断")
    else:
        settled = mapped(decision, reason=f"人工核实为“{decision}”")
    return replace(answer, match=settled, decided=True, asked="")


def _reasons(persons: Persons, gone: Array, statuses: Array, rule: Array) -> Array:
    """Why each row is left out: its own status, or that of the person's other row."""
    reasons = np.full(len(gone), "", dtype=object)
    of_person: dict[int, str] = {}
    for row in np.flatnonzero(gone):
        if rule[row] in (OUT, APART):
            of_person.setdefault(int(persons.person[row]), f"{statuses[row]}，{rule[row]}")
    for row in np.flatnonzero(gone):
        own = f"{statuses[row]}，{rule[row]}" if rule[row] in (OUT, APART) else ""
        reasons[row] = own or f"{of_person[int(persons.person[row])]}（见同一人的另一行）"
    return reasons


def post_text(study: Study, raw: str) -> str:
    """The text that tells the post: without a status that the study counts, if anything is left then."""
    named = read_status(raw) if study.people.scope else None
    if named is None or study.people.scope.get(codebook_variable(BOOK).labels[named[0]]) in (OUT, APART):
        return raw
    return named[1] or raw
