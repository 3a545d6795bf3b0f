"""Slips of typing in a template: full-width braces, tags left open, names that begin with a digit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sqgz.report.templating.names import clean
from sqgz.report.templating.paragraphs import Paragraph, Tag
from sqgz.report.templating.tree import Node

_WIDE_BRACES = re.compile(r"[｛{][｛{％%#＃]|[｝}％%#＃][｝}]")
_LEFT_OPEN = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_ONE_BRACE = re.compile(r"(?<![{｛])[{｛]\s*([^{}｛｝%]+?)\s*[}｝](?![}｝])")
_DIGIT = re.compile(r"(?:^|[.\s])\s*(\d+[^\W\d][\w]*)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_WIDE = {"．": ".", "。": ".", "，": ",", "（": "(", "）": ")", "［": "[", "］": "]", "＋": "+", "－": "-", "｜": "|", "＞": ">", "＜": "<", "＝": "="}  # fmt: skip


def slips_of(paragraph: Paragraph, roots: Collection[str]) -> Iterator[str]:
    """What is mistyped in a paragraph outside its complete tags; `roots` are the names with which a placeholder begins."""
    text = paragraph.besides
    wide = [found[0] for found in _WIDE_BRACES.finditer(paragraph.text) if not found[0].isascii()]
    if wide:
        yield f"花括号要用半角的 {{{{ }}}}，这里有全角的“{wide[0]}”。"
        return
    open_ = _LEFT_OPEN.search(text)
    if open_:
        yield f"“{open_[0]}”没有配对。占位符要在同一段里写完整，如 {{{{ 主职.户口.本社区.人数 }}}}。"
    for found in _ONE_BRACE.finditer(text):
        if re.split(r"[.．。\s]", found[1])[0] in roots:
            yield f"“{found[0]}”应当用两层花括号：{{{{ {found[1]} }}}}。"


def slips_in(tag: Tag, tree: Node) -> Iterator[str]:
    """What is mistyped inside a tag, as far as it can be told without knowing the language, and what was meant."""
    bare = _QUOTED.sub('""', tag.inner)
    meant = rewritten(tag.inner, tree)
    remedy = f"请写作 {meant}。" if meant else ""
    for sign, half in _WIDE.items():
        if sign in bare:
            yield f"“{tag.whole}”里的“{sign}”是全角符号，应为半角的“{half}”。{remedy}"
            return
    if tag.kind == "shown" and not bare:
        yield f"“{tag.whole}”里没有名称。"
    if found := _DIGIT.search(bare):
        yield (
            f"“{tag.whole}”里的“{found[1]}”以数字开头，模板里不能这样写。{remedy or '写法见 sqgz fields。'}"
        )


def rewritten(inner: str, tree: Node) -> str:
    """The placeholder that a writer meant who typed labels as they are: with digits, quotation marks, full-width dots.

    Empty where that leads nowhere.
    """
    names: list[str] = []
    node: Node | None = tree
    for part in re.split(r"[.．。]", inner):
        name = clean(part.strip(), names[-1] if names else "")
        node = node.child(name) if node is not None else None
        names.append(name)
    return f"{{{{ {'.'.join(names)} }}}}" if node is not None and node.text is not None else ""
