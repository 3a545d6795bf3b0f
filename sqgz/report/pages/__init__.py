"""index.html: the report as one page that works from the disk and can be mailed, findings first, no code."""

from sqgz.report.pages.writing import write_index

__all__ = ["write_index"]
