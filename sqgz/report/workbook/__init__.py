"""图表底稿.xlsx: every number of the results in tables that can be edited, with native charts of the same cells."""

from sqgz.report.workbook.writing import write_workbook

__all__ = ["write_workbook"]
