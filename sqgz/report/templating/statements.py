"""Where `if` and `for` begin and end in a template, and whether Word's paragraphs and rows allow it.

The engine takes away the paragraph or row around `{%p … %}` and `{%tr … %}`; a block that begins in one place of the
document and ends in another would tear the file apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError

from sqgz.report.templating.language import Language
from sqgz.report.templating.paragraphs import Paragraph, Tag, text_of
from sqgz.report.templating.problems import Problems
from sqgz.report.templating.slips import rewritten
from sqgz.report.templating.tree import Node

_ENDS = {"endif": "if", "endfor": "for"}
_BETWEEN = {"elif": ("if",), "else": ("if", "for")}
_WHOLE = {
    "if": "{{% {} %}}{{% endif %}}", "for": "{{% {} %}}{{% endfor %}}", "elif": "{{% if 1 %}}{{% {} %}}{{% endif %}}",
    "else": "{{% if 1 %}}{{% {} %}}{{% endif %}}", "set": "{{% {} %}}", "endif": "{{% if 1 %}}{{% {} %}}",
    "endfor": "{{% for i in 1 %}}{{% {} %}}",
}  # fmt: skip
_AROUND = {"p": ("w:p", "段落"), "tr": ("w:tr", "表格行"), "tc": ("w:tc", "单元格")}


@dataclass
class _Open:
    word: str
    tag: Tag
    paragraph: Paragraph


class Blocks:
    """Reads the tags in order and gives them on as lines of the bare template language, mended where they are wrong."""

    def __init__(self, language: Language, problems: Problems, tree: Node) -> None:
        self.language, self.problems, self.tree = language, problems, tree
        self._open: list[_Open] = []

    def line(self, paragraph: Paragraph, tags: list[Tag]) -> str:
        """The tags of a paragraph that can be read, as one line."""
        return "".join(
            self._shown(paragraph, tag) if tag.kind == "shown" else self._said(paragraph, tag) for tag in tags
        )

    def ends(self) -> str:
        """What closes the blocks still open; each of them is an error."""
        for one in self._open:
            self.problems.refuse(
                one.paragraph, f"“{one.tag.whole}”没有结束，后面要有 {{%{one.tag.around} end{one.word} %}}。"
            )
        return "".join(f"{{% end{one.word} %}}" for one in reversed(self._open))

    def _shown(self, paragraph: Paragraph, tag: Tag) -> str:
        if tag.around:
            self.problems.refuse(paragraph, f"“{tag.whole}”应当写作 {{{{ {tag.inner} }}}}。")
            return ""
        source = f"{{{{ {tag.inner} }}}}"
        return source if self._reads(paragraph, tag, source) else ""

    def _said(self, paragraph: Paragraph, tag: Tag) -> str:
        word = (tag.inner.split() or [""])[0]
        if tag.kind == "comment":
            return ""
        if word not in _WHOLE or (word == "set" and "=" not in tag.inner):
            self.problems.refuse(
                paragraph,
                f"“{tag.whole}”不能用。模板里只有 if、elif、else、endif、for、endfor、set 几种语句。",
            )
            return ""
        if not self._reads(paragraph, tag, _WHOLE[word].format(tag.inner)) or not self._fits(
            paragraph, tag, word
        ):
            return ""
        self._check_around(paragraph, tag)
        return f"{{% {tag.inner} %}}"

    def _reads(self, paragraph: Paragraph, tag: Tag, source: str) -> bool:
        try:
            self.language.parse(source)
        except TemplateSyntaxError:
            right = rewritten(tag.inner, self.tree) if tag.kind == "shown" else ""
            said = f"请写作 {right}。" if right else "名称之间用半角的点，如 主职.户口.本社区.人数。"
            self.problems.refuse(paragraph, f"“{tag.whole}”写法有误：{said}")
            return False
        return True

    def _fits(self, paragraph: Paragraph, tag: Tag, word: str) -> bool:
        """Whether the statement may stand here; opens and closes blocks."""
        if word in ("if", "for"):
            self._open.append(_Open(word, tag, paragraph))
            return True
        wanted = (_ENDS[word],) if word in _ENDS else _BETWEEN.get(word, ())
        if not wanted:
            return True
        if not self._open or self._open[-1].word not in wanted:
            before = f"，它前面开着的是“{self._open[-1].tag.whole}”" if self._open else ""
            self.problems.refuse(paragraph, f"“{tag.whole}”前面没有对应的 {wanted[0]}{before}。")
            return False
        self._check_place(self._open[-1], paragraph, tag)
        if word in _ENDS:
            self._open.pop()
        return True

    def _check_place(self, begun: _Open, paragraph: Paragraph, tag: Tag) -> None:
        """A block ends as it began: in the same paragraph, or around whole paragraphs or rows side by side."""
        if begun.tag.around != tag.around:
            self.problems.refuse(
                paragraph, f"“{tag.whole}”与“{begun.tag.whole}”要用同样的写法：{_alike(begun.tag, tag)}。"
            )
        elif tag.around in _AROUND:
            first, last = (_ancestor(one.element, tag.around) for one in (begun.paragraph, paragraph))
            if first is None or last is None or first.getparent() is not last.getparent():
                self.problems.refuse(paragraph, f"“{tag.whole}”与“{begun.tag.whole}”不在同一处，不能配对。")
        elif begun.paragraph.element is not paragraph.element:
            word = begun.tag.inner.split()[0]
            self.problems.refuse(
                paragraph,
                f"“{begun.tag.whole}”与“{tag.whole}”不在同一段。跨段要各占一段，写作 {{%p {word} … %}}；跨表格行写作 {{%tr {word} … %}}。",
            )

    def _check_around(self, paragraph: Paragraph, tag: Tag) -> None:
        """What stands beside the statement would vanish with its paragraph, row or cell."""
        if tag.around not in _AROUND:
            return
        word, name = _AROUND[tag.around]
        around = _ancestor(paragraph.element, tag.around)
        if around is None:
            self.problems.refuse(paragraph, f"“{tag.whole}”只能写在{name}里。")
            return
        beside = [text_of(one) for one in around.iter(qn("w:p"))] if word != "w:p" else [paragraph.text]
        if re.sub(r"\s", "", "".join(beside)) != re.sub(r"\s", "", tag.whole):
            self.problems.refuse(
                paragraph, f"“{tag.whole}”会连同所在的整个{name}一起去掉，要单独占一个{name}。"
            )


def _alike(first: Tag, second: Tag) -> str:
    return (
        f"{{%{first.around} {second.inner.split()[0]} … %}}"
        if first.around
        else f"{{% {second.inner.split()[0]} %}}"
    )


def _ancestor(element: Any, around: str) -> Any:
    """The paragraph, row or cell around a paragraph's element; None if there is none."""
    if around == "p":
        return element
    return next(iter(element.iterancestors(qn(_AROUND[around][0]))), None)
