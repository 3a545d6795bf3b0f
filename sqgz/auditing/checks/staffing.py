"""Establishment and vacancies: 核定（应配）数 − 实有数 = 空缺数, and the rates of both.

The three are told by their words; each must be said once in its sentence, or nothing is checked.
"""

from __future__ import annotations

import re

from sqgz.auditing.agreement import judge
from sqgz.auditing.clauses import has_any
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import HUNDRED, show
from sqgz.auditing.sentences import Mention, Sentence

_PLANNED = re.compile(
    r"(?:应配|应有|应设|核定|编制数?|员额|定员|计划配备|应到|应参[会加训])[^，。；、]{0,12}$"
)
_ACTUAL = re.compile(
    r"(?:实配|实有|实到|实际(?:配备|在岗|到岗|到位|使用|在编)?|现有|在岗|到岗|在编|已配备?)[^，。；、]{0,10}$"
)
_VACANT = re.compile(r"(?:缺编|空编|缺额|缺口|空缺|缺配|尚缺|缺员|还缺|缺岗|空岗)[^，。；、]{0,6}$")
_POSTS = ("人", "名", "个", "位")
_OF_VACANCIES = re.compile(r"占(?:全[县市区部省])?(?:总?缺额|总?缺口|空缺|缺编)[^，。；]{0,4}的?$")
_VACANCY_RATE = re.compile(
    r"(?:缺编|空编|缺额|缺口|空缺|缺配|缺员|缺岗|空岗)"
    r"(?:率(?:为|达到?|是|高达)?|(?:人?数)?占(?:应配|核定|编制|员额|应有)[^，。；]{0,6}的?)$"
)
_FILLED_RATE = re.compile(
    r"(?:配备|到岗|在岗|到位|在编|满编|员额使用|编制使用|使用)率(?:为|达到?|是|高达|仅为?)?$"
)


def check_staffing(sentences: list[Sentence], findings: Findings) -> None:
    """Check posts, people and vacancies in each sentence, and rates in it or in the sentence after."""
    before: dict[str, Mention] = {}
    for sentence in sentences:
        terms = _find_terms(sentence)
        if len(terms) == 3:
            _check_vacancy(terms, findings)
        held = terms or (
            before if before and next(iter(before.values())).sentence.passage is sentence.passage else {}
        )
        for mention in sentence.mentions:
            if mention.figure.kind == "share":
                _check_rate(mention, held, findings)
        before = terms


def _find_terms(sentence: Sentence) -> dict[str, Mention]:
    """Posts, people and vacancies of one sentence by name; empty where a term is said twice or the posts are not said."""
    terms: dict[str, Mention] = {}
    for mention in sentence.mentions:
        figure = mention.figure
        if (
            figure.kind != "count"
            or figure.hedge
            or figure.is_range
            or has_any(mention.clause, ("平均", "每", "率"))
        ):
            continue
        for name, pattern in (("vacant", _VACANT), ("actual", _ACTUAL), ("planned", _PLANNED)):
            if pattern.search(mention.clause):
                if name in terms:
                    return {}
                terms[name] = mention
                break
    if "planned" not in terms or len(terms) < 2:
        return {}
    planned = terms["planned"]
    return (
        terms if all(m.figure.unit in _POSTS and m.segment == planned.segment for m in terms.values()) else {}
    )


def _check_vacancy(terms: dict[str, Mention], findings: Findings) -> None:
    """Check that vacancies are posts less people."""
    planned, actual, vacant = terms["planned"], terms["actual"], terms["vacant"]
    if not (planned.index < actual.index < vacant.index) or planned.figure.value < actual.figure.value:
        return
    low = planned.figure.low - actual.figure.high
    high = planned.figure.high - actual.figure.low
    if vacant.figure.low <= high and low <= vacant.figure.high:
        findings.confirm([planned, actual, vacant])
        return
    expected = show((low + high) / 2)
    findings.report(
        "error", "parts", vacant, expected, f"{planned.text}－{actual.text}＝{expected}，文中为{vacant.text}"
    )


def _check_rate(rate: Mention, terms: dict[str, Mention], findings: Findings) -> None:
    """Check a rate of vacancy or of filled posts."""
    clause = rate.clause
    name = "vacant" if _VACANCY_RATE.search(clause) else "actual" if _FILLED_RATE.search(clause) else ""
    planned, part = terms.get("planned"), terms.get(name)
    count = rate.previous
    if _OF_VACANCIES.search(clause) and count is not None and count.figure.unit in _POSTS:
        planned, part = terms.get("vacant"), count if count is not terms.get("vacant") else None
    if (
        planned is None
        or part is None
        or planned.figure.low < part.figure.high
        or planned.figure.low <= 0
        or rate.status == "right"
    ):
        return
    verdict = judge(
        rate.figure,
        HUNDRED * part.figure.low / planned.figure.high,
        HUNDRED * part.figure.high / planned.figure.low,
    )
    if verdict.fits:
        findings.confirm([rate, part, planned])
    elif verdict.outcome == "wrong" and part.status != "wrong":
        why = f"{part.text}÷{planned.text}＝{verdict.expected}%，文中为{rate.text}"
        findings.report("error", "share", rate, f"{verdict.expected}%", why)
