"""The process that fills a template, and nothing else: plain data in, a docx or a reason why not out.

Started as `python -m sqgz.report.templating.filling` by `apart`, which ends it when its time is over. Memory is bounded
where the system can do so. Must import nothing heavy: it is started anew for every template.
"""

from __future__ import annotations

import io
import json
import re
import sys
import traceback
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError as LanguageError
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from sqgz.report.templating.language import Counter, Entry, Language, TemplateError

_QUOTED = 40


class _Remembering(Language):
    """Keeps the source that is being filled, in which every paragraph is a line, to quote from it."""

    source = ""

    def from_string(self, source: Any, *rest: Any, **named: Any) -> Any:
        """The template of that text."""
        self.source = str(source)
        return super().from_string(source, *rest, **named)


def fill(template: bytes, names: dict[str, Any]) -> bytes:
    """The template with its names filled in.

    Raises TemplateError with a Chinese reason that quotes the paragraph.
    """
    language, counter = _Remembering(), Counter()
    context = {name: Entry(name, data, counter) for name, data in names.items()}
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(context, language)
        written = io.BytesIO()
        document.save(written)
    except Exception as error:
        raise TemplateError(_quote(language.source, error) + _reason(error)) from error
    return written.getvalue()


def _reason(error: BaseException) -> str:
    if isinstance(error, TemplateError):
        return str(error)
    if isinstance(error, SecurityError):
        return "模板里不能调用函数，也不能使用程序内部的名称。"
    if isinstance(error, UndefinedError):
        return "用到了没有的名称。可用的名称见 sqgz fields。"
    if isinstance(error, MemoryError):
        return "占用内存过多，已停止。请检查循环和文字连接。"
    if isinstance(error, (OverflowError, RecursionError)):
        return "计算过大，已停止。"
    if isinstance(error, LanguageError):
        return "写法有误。请检查括号和语句是否成对，写法见 sqgz fields。"
    return "无法按模板生成。请检查占位符的写法。"


def _quote(source: str, error: BaseException) -> str:
    """The paragraph in which it failed, as 「…」： or nothing where that is not known."""
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"
    ]
    line = lines[-1] if lines else getattr(error, "lineno", None)
    written = source.splitlines()
    if not line or not 0 < line <= len(written):
        return ""
    text = re.sub("<[^>]+>", "", written[line - 1]).strip()
    return f"「{text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''}」：" if text else ""


def _limit(megabytes: int) -> None:
    """Bound the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    size = megabytes << 20
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ValueError, OSError):
        return


def main() -> None:
    """Read the task from standard input, write the outcome: a line of JSON, then the docx."""
    head = json.loads(sys.stdin.buffer.readline())
    names = json.loads(sys.stdin.buffer.read(head["names"]))
    template = sys.stdin.buffer.read()
    _limit(head["megabytes"])
    try:
        filled, problem = fill(template, names), ""
    except TemplateError as error:
        filled, problem = b"", str(error)
    except MemoryError:
        filled, problem = b"", "占用内存过多，已停止。请检查循环和文字连接。"
    sys.stdout.buffer.write(json.dumps({"problem": problem}).encode() + b"\n" + filled)


if __name__ == "__main__":
    main()
