"""A report written as Word: blocks → .docx in the layout of Chinese official documents."""

from sqgz.report.docx.writing import write_docx

__all__ = ["write_docx"]
