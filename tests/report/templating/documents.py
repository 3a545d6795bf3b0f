"""Templates made as a writer makes them, and what a reader sees in a filled one."""

import io

from docx import Document

from sqgz.report.blocks import Table
from sqgz.report.marks import plain


def write_template(path, *paragraphs, change=None):
    """A template with these paragraphs, each a text or a list of runs (text, bold); `change` may add to it."""
    document = Document()
    for one in paragraphs:
        paragraph = document.add_paragraph()
        for text, bold in [(one, None)] if isinstance(one, str) else one:
            paragraph.add_run(text).bold = bold
    if change is not None:
        change(document)
    document.save(str(path))
    return path


def stand_in(document, report):
    """Writes a table or picture as a paragraph that tells its number and caption."""
    numbers = report.numbers()

    def made(block):
        kind = "表格" if isinstance(block, Table) else "图片"
        yield document.add_paragraph(f"〔{kind}〕{numbers[block.name]} {block.caption}")._p

    return made


def lines(document):
    """What a reader sees in the body's paragraphs."""
    return [plain(one.text) for one in document.paragraphs]


def as_bytes(document):
    """The document as a file would hold it."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
