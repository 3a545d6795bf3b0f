"""What people decided about answers the program refused to guess: decisions.csv beside study.yaml.

A decision holds for all people with a value (file, row, file_hash empty), or for one row of one file for as long as
that file is the same. Addresses and free text are never written down here: such a decision is about a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqgz.cleaning.asking.heading_questions import UNUSED, heading_targets
from sqgz.errors import InputError, reason_of
from sqgz.reading import heading_key
from sqgz.spelling import comparable
from sqgz.study import Study, Variable
from sqgz.study.messages import suggestion
from sqgz.study.references import category_key

FILE = "decisions.csv"
COLUMNS = ("variable", "raw", "file", "row", "file_hash", "decision", "note")
UNDECIDABLE = "无法判断"
HEADING, SUBMISSION, SCOPE = "heading", "submission", "scope"  # decided beside the study's variables
ADOPTED, NOT_ADOPTED = "采用", "不采用"
COUNTED_AS = ("纳入", "不纳入", "单列")


@dataclass(frozen=True)
class Decision:
    """One decision: `decision` is a category's key or 无法判断; `row` is 0 for a decision about a value."""

    variable: str
    raw: str
    decision: str
    file: str = ""
    row: int = 0
    file_hash: str = ""
    note: str = ""

    @property
    def about(self) -> tuple[str, str, str, int]:
        """What is decided: a later decision about the same replaces an earlier one."""
        return (self.variable, "" if self.row else comparable(self.raw), self.file, self.row)


@dataclass(frozen=True)
class Decisions:
    """All decisions of a study, by what they are about; `hashes` are those of the files as they are now."""

    made: dict[tuple[str, str, str, int], Decision] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def of_value(self, variable: str, raw: str) -> str | None:
        """What was decided for all people with this value of the variable, or None."""
        found = self.made.get((variable, comparable(raw), "", 0))
        return found.decision if found else None

    def of_row(self, variable: str, file: str, row: int) -> str | None:
        """What was decided for one row; None if nothing was, or the file has changed since."""
        found = self.made.get((variable, "", file, row))
        if found is None or found.file_hash != self._hash(file):
            return None
        return found.decision

    def of_file(self, file: str) -> str | None:
        """Whether a file that another one repeats counts (采用, 不采用); None if undecided or changed since."""
        found = self.made.get((SUBMISSION, "", file, 0))
        return found.decision if found is not None and found.file_hash == self._hash(file) else None

    @property
    def headings(self) -> dict[str, str]:
        """Key of the study's heading that each decided heading stands for, by its key; 不使用 where it stands for none."""
        return {
            heading_key(one.raw): one.decision if one.decision == UNUSED else heading_key(one.decision)
            for one in self.made.values()
            if one.variable == HEADING
        }

    def adding(self, new: Iterable[Decision]) -> Decisions:
        """These decisions and further ones, which replace those about the same."""
        made = dict(self.made)
        for decision in new:
            made[decision.about] = decision
        return Decisions(made, self.hashes)

    def outdated(self) -> list[Decision]:
        """Decisions about files, or rows of files, that have changed since."""
        return [one for one in self.made.values() if one.file and self._hash(one.file) != one.file_hash]

    def _hash(self, file: str) -> str | None:
        """Hash of a file as decisions name it: brackets may hold its sheet, or belong to its own name."""
        return self.hashes.get(file, self.hashes.get(file.rpartition("[")[0]))

    def as_csv(self) -> str:
        """Text of decisions.csv, in a fixed order."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in sorted(self.made.values(), key=lambda one: one.about):
            writer.writerow(
                [one.variable, one.raw, one.file, one.row or "", one.file_hash, one.decision, one.note]
            )
        return text.getvalue()


def read_decisions(study: Study, hashes: dict[str, str]) -> Decisions:
    """Decisions written beside study.yaml; none if there is no such file.

    Raises InputError with the line for a column, variable or category that does not exist.
    """
    path = study.folder / FILE
    if not path.exists():
        return Decisions({}, hashes)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"无法读取 {FILE}：{reason_of(error)}。请关闭正在使用它的程序后重试。") from None
    rows = list(csv.reader(io.StringIO(_decoded(content), newline="")))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise InputError(
            f"{FILE} 第1行: 列标题应为 {','.join(COLUMNS)}。请改正，或删除该文件后重新填写待核清单。"
        )
    made = [_decision(study, row, line) for line, row in enumerate(rows[1:], start=2) if any(row)]
    return Decisions({}, hashes).adding(made)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # what the program writes; what a spreadsheet saves
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{FILE} 不是文本文件，无法读取。请删除该文件后重新填写待核清单，或用备份替换。")


def _decision(study: Study, row: list[str], line: int) -> Decision:
    where = f"{FILE} 第{line}行"
    if len(row) != len(COLUMNS):
        raise InputError(
            f"{where}: 应有 {len(COLUMNS)} 列，现有 {len(row)} 列。含逗号的内容请用英文双引号括起。"
        )
    found = dict(zip(COLUMNS, row, strict=True))
    if found["row"] and not found["row"].isdigit():
        raise InputError(f'{where}: row 应为行号，现为 "{found["row"]}"。')
    decision = decided_key(study, found["variable"], found["decision"], where=where)
    return Decision(
        variable=found["variable"],
        raw=found["raw"],
        decision=decision,
        file=found["file"],
        row=int(found["row"] or 0),
        file_hash=found["file_hash"],
        note=found["note"],
    )


def decided_key(study: Study, variable: str, decision: str, *, where: str) -> str:
    """Key of the category that a decision names by label or key, or 无法判断; `where` begins the error.

    For a heading it is the study's own heading that it stands for, for a file 采用 or 不采用, for a status 纳入 and so on.
    """
    if variable in (HEADING, SUBMISSION, SCOPE):
        return _chosen(study, variable, decision, where=where)
    if variable not in study.variables:
        raise InputError(
            f'{where}: 变量 "{variable}" 没有声明。{suggestion(variable, list(study.variables))}'
        )
    if comparable(decision) == UNDECIDABLE:
        return UNDECIDABLE
    declared = study.variables[variable]
    if declared.kind == "place":
        return decision.strip()  # the official list is not known here
    if declared.kind == "multiple":
        return _option_keys(declared, decision, where=where)
    key = category_key(declared, decision)
    if key is None:
        allowed = [*declared.labels.values(), UNDECIDABLE]
        raise InputError(
            f'{where}: "{decision}" 不是“{declared.label}”的类别。{suggestion(decision, allowed)}'
        )
    return key


def _chosen(study: Study, variable: str, decision: str, *, where: str) -> str:
    """One of the words allowed for what is decided beside the variables."""
    asked = comparable(decision)
    if variable == HEADING:
        targets = heading_targets(study)
        allowed = {heading_key(shown): one.name for one in targets for shown in (one.name, one.shown)}
        allowed[UNUSED] = UNUSED
        asked, names = heading_key(decision), [*(one.shown for one in targets), UNUSED]
    else:
        names = list(COUNTED_AS) if variable == SCOPE else [ADOPTED, NOT_ADOPTED]
        allowed = {name: name for name in names}
        if variable == SCOPE:
            allowed[UNDECIDABLE] = UNDECIDABLE
    if asked not in allowed:
        raise InputError(f'{where}: 决定 "{decision}" 不可用。{suggestion(decision, names)}')
    return allowed[asked]


def _option_keys(declared: Variable, decision: str, *, where: str) -> str:
    """Keys of the options that a decision names, in the study's order joined by +."""
    parts = [part for part in re.split(r"[┋+\n]", decision) if part.strip()]
    if len(parts) == 1 and category_key(declared, decision) is None:
        parts = [part for part in re.split("[、；;]", decision) if part.strip()]
    keys = {part: category_key(declared, part) for part in parts}
    for part, key in keys.items():
        if key is None:
            allowed = [*declared.labels.values(), UNDECIDABLE]
            raise InputError(
                f'{where}: "{part}" 不是“{declared.label}”的选项。{suggestion(part, allowed)}。几个选项之间用“┋”隔开。'
            )
    return "+".join(key for key in declared.labels if key in keys.values())
