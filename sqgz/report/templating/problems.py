"""What is wrong with a template, collected before any of it is filled: errors stop it, warnings are told."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqgz.errors import InputError
from sqgz.report.templating.paragraphs import Paragraph

_SHOWN = 20


@dataclass
class Problems:
    """Errors and warnings of a template, each with the paragraph it is in."""

    file: str
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def refuse(self, paragraph: Paragraph, said: str) -> None:
        """Note an error in a paragraph."""
        _note(self.errors, f"{paragraph.quoted}：{said}")

    def warn(self, paragraph: Paragraph, said: str) -> None:
        """Note in a paragraph what works otherwise than the writer may think."""
        _note(self.warnings, f"{paragraph.quoted}：{said}")

    def stop(self) -> None:
        """Nothing, if there are no errors; raises InputError with all of them, one a line."""
        if not self.errors:
            return
        shown = self.errors[:_SHOWN]
        more = [f"……另有{len(self.errors) - _SHOWN}处"] if len(self.errors) > _SHOWN else []
        raise InputError(
            f"{self.file}: 模板有{len(self.errors)}处问题，没有生成报告。\n" + "\n".join([*shown, *more])
        )


def _note(notes: list[str], text: str) -> None:
    if text not in notes:
        notes.append(text)
