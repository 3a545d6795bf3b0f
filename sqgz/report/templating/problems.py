"""What is wrong with a template, collected before any of it is filled: errors stop it, warnings are told."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqgz.errors import InputError
from sqgz.report.templating.paragraphs import Paragraph

_SHOWN = 20


@dataclass
class Problems:
    """Errors and warnings of a template, each with the paragraph it is in and the place of that paragraph."""

    file: str
    _errors: dict[str, int] = field(default_factory=dict)
    _warnings: dict[str, int] = field(default_factory=dict)

    def refuse(self, paragraph: Paragraph, said: str) -> None:
        """Note an error in a paragraph."""
        self._errors.setdefault(f"{paragraph.quoted}：{said}", paragraph.order)

    def refuse_property(self, text: str) -> None:
        """Note a placeholder in a document property."""
        self._errors[f"文档属性「{text}」：属性里不能放占位符，请移到正文。"] = -1

    def warn(self, paragraph: Paragraph, said: str) -> None:
        """Note in a paragraph what works otherwise than the writer may think."""
        self._warnings.setdefault(f"{paragraph.quoted}：{said}", paragraph.order)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings in the order of the document."""
        return tuple(_in_order(self._warnings))

    def stop(self) -> None:
        """Nothing, if there are no errors; raises InputError with all of them, one a line."""
        errors = _in_order(self._errors)
        if not errors:
            return
        more = [f"……另有{len(errors) - _SHOWN}处"] if len(errors) > _SHOWN else []
        raise InputError(
            f"{self.file}: 模板有{len(errors)}处问题，没有生成报告。\n" + "\n".join([*errors[:_SHOWN], *more])
        )


def _in_order(notes: dict[str, int]) -> list[str]:
    return sorted(notes, key=notes.__getitem__)
