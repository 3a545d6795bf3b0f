"""reports/STUDY/index.html: one file with everything in it, written of a report's blocks."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

from sqgz.figures.provenance import code_versions, results_digest
from sqgz.figures.remarks import SIMULATED, source_line
from sqgz.report.blocks import Block, Heading, Paragraph, Picture, Report, Table
from sqgz.report.composing.sections import compose_report
from sqgz.report.pages.elements import heading_html, paragraph_html, picture_html, table_html
from sqgz.report.pages.looks import SCRIPT, STYLE
from sqgz.report.pages.outline import contents_html, headings_of, shown_blocks, targets_of
from sqgz.report.pages.words import Target, say, say_plainly
from sqgz.results import Results
from sqgz.study import Study
from sqgz.writing import write_text

_SUMMARY = "【"  # a heading in such brackets heads the findings
_NAMED = {
    "报告.docx": "报告（Word）", "简报.docx": "简报（Word）", "图表底稿.xlsx": "图表底稿（Excel，图可编辑）",
    "数据变动对照表.xlsx": "数据变动对照表（Excel）",
}  # fmt: skip
_STEPS = {
    "clean": "数据整理", "profile": "队伍概况", "crosstabs": "交叉表", "tests": "比较与检验", "targets": "属地化目标",
    "figures": "图", "report": "报告",
}  # fmt: skip


def write_index(results: Results, path: Path | str, report: Report | None = None) -> None:
    """Nothing; writes the page whole or not at all. Without a report it is composed of the results.

    Figures are those saved for the study, inside the page; files that stand beside it are linked. The same results,
    figures and files give the same bytes. Raises InputError if the file cannot be written.
    """
    path = Path(path)
    report = compose_report(results) if report is None else report
    write_text(path, "\n".join(_page(results, report, path.parent)) + "\n")


def _page(results: Results, report: Report, folder: Path) -> Iterator[str]:
    targets = targets_of(report)
    blocks = shown_blocks(report)
    lines = headings_of(blocks, targets)
    files = list(_files(folder))
    yield "<!doctype html>"
    yield '<html lang="zh-CN">'
    yield from _head(say_plainly(report.title, targets))
    yield '<body>\n<a class="skip" href="#main">跳到正文</a>'
    yield f"{_header(results.study, report, targets)}"
    more = '<ul><li><a href="#files">相关文件</a></li></ul>' if files else ""
    yield f'<nav aria-label="目录"><details><summary>目录</summary>{contents_html(lines)}{more}</details></nav>'  # fmt: skip
    yield '<main id="main" tabindex="-1">'
    yield from _blocks(blocks, results.study.figures, targets)
    yield "</main>"
    yield from _footer(results, files)
    yield f"<script>{SCRIPT}</script>\n</body>\n</html>"


def _head(title: str) -> Iterator[str]:
    """What the browser must know; the policy forbids it to load anything from anywhere."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    yield '<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>"


def _header(study: Study, report: Report, targets: dict[str, Target]) -> str:
    subtitle = f'<p class="subtitle">{say(report.subtitle, targets)}</p>' if report.subtitle else ""
    simulated = f'<p class="mark" role="note">{SIMULATED}，仅供演示</p>' if study.source == "simulated" else ""  # fmt: skip
    return f'<header><h1>{say(report.title, targets)}</h1>{subtitle}{simulated}<p class="source">{escape(source_line(study))}</p></header>'  # fmt: skip


def _blocks(blocks: list[Block], figures: Path, targets: dict[str, Target]) -> Iterator[str]:
    """The blocks in order; the findings, with which a report begins, stand in a box of their own."""
    boxed = False
    headings = 0
    for block in blocks:
        if isinstance(block, Heading):
            headings += 1
            if boxed:
                yield "</section>"
            boxed = block.text.startswith(_SUMMARY)
            if boxed:
                yield f'<section class="findings" aria-labelledby="s{headings}">'
        yield _block(block, f"s{headings}", figures, targets)
    if boxed:
        yield "</section>"


def _block(block: Block, at: str, figures: Path, targets: dict[str, Target]) -> str:
    if isinstance(block, Heading):
        return heading_html(block, at, targets)
    if isinstance(block, Table):
        return table_html(block, targets)
    if isinstance(block, Picture):
        return picture_html(block, figures, targets)
    return paragraph_html(block, targets) if isinstance(block, Paragraph) else ""


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """(address, what it is) of the files beside the page that a reader may open."""
    for name, said in _NAMED.items():
        if (folder / name).is_file():
            yield quote(name), said
    for path in sorted(folder.glob("[0-9][0-9]_*.html")):
        number, _, step = path.stem.partition("_")
        yield quote(path.name), f"计算过程 {number} {_STEPS.get(step, step)}"


def _footer(results: Results, files: list[tuple[str, str]]) -> Iterator[str]:
    """Files beside the page, where the data come from, and the hashes by which the numbers can be traced."""
    study = results.study
    yield "<footer>"
    if files:
        links = "".join(f'<li><a href="{address}">{escape(said)}</a></li>' for address, said in files)
        yield f'<section class="files" aria-labelledby="files"><h2 id="files" tabindex="-1">相关文件</h2><ul>{links}</ul></section>'  # fmt: skip
    yield f'<p class="source">{escape(source_line(study))}</p>'
    if study.zone_definition:
        yield f'<p class="note">片区划分：{escape(study.zone_definition.rstrip("。"))}。</p>'
    version = re.sub(r"[^\w.+-]", "", code_versions()["sqgz"])
    yield f'<p class="note">结果表 <span class="hash">{results_digest(results)[:16]}</span>，研究说明 <span class="hash">{escape(study.digest[:16])}</span>，程序 sqgz {version}。</p>'  # fmt: skip
    yield "</footer>"
