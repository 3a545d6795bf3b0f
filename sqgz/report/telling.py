"""What 07_report shows before anything is written: the findings of the summary, as the report will say them."""

from __future__ import annotations

import pandas as pd

from sqgz.report.composing.material import Material
from sqgz.report.composing.summary import say_findings
from sqgz.report.marks import plain
from sqgz.results import Results
from sqgz.shown import Shown


def tell_findings(results: Results) -> Shown:
    """Table of the findings of the summary, in the report's own sentences."""
    said = [plain(text) for text in say_findings(Material(results))]
    note = "文字全部由结果表生成；结果变了，重新运行后文字随之改变。"
    return Shown(pd.DataFrame({"主要结论": said}), "摘要", (note,))
