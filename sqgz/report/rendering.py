"""From a key to its text: what a living number or a worded finding says now, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from sqgz.report.keys import Key, code_of
from sqgz.report.marks import living
from sqgz.report.numbers import HIDDEN, NOT_APPLICABLE, RATE, print_number
from sqgz.report.wording.classes import say_class, say_interval, say_others, say_remark
from sqgz.report.wording.findings import OFFICIAL, say_finding
from sqgz.report.wording.headings import say_heading, say_problem, say_statement
from sqgz.report.wording.pairs import say_direction
from sqgz.report.wording.phrases import say_compared, say_subject
from sqgz.report.wording.reading import Shares, read_gap, wider_elsewhere
from sqgz.results import Results
from sqgz.results.labels import group_label, label_of, stratum_label, variable_label
from sqgz.results.schema import SETS

SAYS = "says"  # the field of a key whose form is a wording, not a number
CLASS = "class"  # the wording of a table: the class of a finding
OTHERS = "others"  # of a question with several answers, those that are not compared
METHOD = "method"  # the method by which a finding came about
REMARK = "remark"  # what has to be said of a method
INTERVAL = "interval"  # from where to where a difference may lie
INCONCLUSIVE = frozenset({OTHERS, METHOD, REMARK, INTERVAL})  # wordings that conclude nothing
_FIELDS = {
    "count": "人数", "base": "基数", "missing": "未填或待核", "skipped": "未问", "low": "下限", "high": "上限", "p_value": "p",
    "p_adjusted": "校正后p", "p_plain": "不计群的p", "clusters": "群数", "deff": "设计效应",
}  # fmt: skip
_COUNTED = {
    "frame": "应报", "answered": "实报", "missing": "未报", "undecided": "有待核项", "excluded": "不纳入",
    "vacant": "岗位空缺", "rows": "行数", "people": "人数", "sheets": "表页",
}  # fmt: skip
_STATS = {"share": "占比", "difference": "差", "count": "人数", "bound": "上下界"}
_WORDS = {
    "finding": "结论",
    "heading": "小标题",
    "statement": "结论",
    "problem": "问题",
    CLASS: "结论",
    OTHERS: "其余各项",
    METHOD: "方法",
    "direction": "方向",
    REMARK: "说明",
    INTERVAL: "区间",
}
_OF_DIFFERENCES = {"heading": say_heading, "statement": say_statement, "problem": say_problem}


class Renderer:
    """Texts of the living numbers of some results: `text(key)`, `name(key)`, and `mark(row, field, form)` to make one."""

    def __init__(self, results: Results) -> None:
        self.results = results

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {code_of(row): row for row in self.results.frame.to_dict("records")}

    def row(self, code: str) -> dict[str, Any] | None:
        """The row of results with that code; None if there is none (any more)."""
        return self._rows.get(code)

    def text(self, key: Key) -> str | None:
        """What stands at that key now; None if its row does not exist in these results."""
        row = self.row(key.code)
        if row is None:
            return None
        return self._say(row, key.field, key.form)

    def mark(self, row: Mapping[str, Any], field: str, form: str) -> str:
        """The field of a row as a living number, in its marks."""
        return living(Key(code_of(row), field, form), self._say(row, field, form))

    @cached_property
    def shares(self) -> Shares:
        """The shares of the results, for sentences that name them."""
        return Shares(self.results)

    def say(self, row: Mapping[str, Any], form: str) -> str:
        """The wording of a row as a living text: `finding`, `heading`."""
        return self.mark(row, SAYS, form)

    def _say(self, row: Mapping[str, Any], field: str, form: str) -> str:
        if field == SAYS:
            return self._word(row, form)
        return print_number(row, field, form)

    def _word(self, row: Mapping[str, Any], form: str) -> str:
        """Words of a deciding row; raises ValueError for a wording that does not exist."""
        if form == CLASS:
            return say_class(str(row["finding"]))
        if form == METHOD:
            return str(row["method"]) or NOT_APPLICABLE
        if form == OTHERS:
            return say_others(wider_elsewhere(self.shares, row))
        if form == REMARK:
            return say_remark(str(row["warnings"])) or NOT_APPLICABLE
        if form == INTERVAL:
            return say_interval(print_number(row, "low", "points"), print_number(row, "high", "points"))
        gap = read_gap(self.shares, row)
        study = self.results.study
        if form == "finding":
            return say_finding(gap, study.report.voice or OFFICIAL)
        if form == "direction":
            return say_direction(gap)
        if form in _OF_DIFFERENCES:
            comparison = str(row["comparison"])
            keys = study.comparison(comparison).key
            category = str(row["category"]) or (SETS.join(keys[0]) if keys else "")
            if row["stat"] == "test":  # what is tested is the whole distribution, not one share of it
                return say_heading(gap, say_compared(study, str(row["outcome"])))
            paired = not row["by"]
            subject = "" if paired else say_subject(study, str(row["outcome"]), category, comparison)
            return _OF_DIFFERENCES[form](gap, subject)
        raise ValueError(f"no such wording: {form!r}")

    def name(self, key: Key) -> str:
        """What a number is, in words, for the one who meets it in Word: 社区主职 本社区 占比; empty if it is gone."""
        row = self.row(key.code)
        return "" if row is None else name_of(self.results, row, key)


def name_of(results: Results, row: Mapping[str, Any], key: Key) -> str:
    """Words for a number: whose, of what, and which of the row's fields."""
    study, comparison = results.study, str(row["comparison"])
    declared = comparison in {one.id for one in study.comparisons}
    parts = []
    if row["stratum"]:
        parts.append(stratum_label(study, comparison, row["stratum"]) if declared else str(row["stratum"]))
    parts.append(
        "与".join(group_label(study, row["by"], row[side]) for side in ("group", "against") if row[side])
    )
    if row["outcome"] in study.variables:
        parts.append(variable_label(study, row["outcome"]))
        if row["category"]:
            parts.append(label_of(study, row["outcome"], row["category"], comparison))
    elif row["text"] not in ("", HIDDEN):
        parts.append(str(row["text"]))
    else:
        parts.append(_COUNTED.get(str(row["category"]), str(row["category"])))
    if key.field == SAYS:
        parts.append(_WORDS.get(key.form, key.form))
    elif key.field == "value" or row["stat"] not in ("coverage", "quality"):
        parts.append(_FIELDS.get(key.field) or _STATS.get(row["stat"], ""))
    elif key.field == RATE:
        parts.append("比率")
    return " ".join(part for part in parts if part)
