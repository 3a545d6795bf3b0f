"""The sheet 口径与说明: what the study declares, how it was judged, and the hashes by which the numbers can be traced."""

from __future__ import annotations

from collections.abc import Iterator

from sqgz.cleaning.submissions.receiving import hash_files
from sqgz.figures.provenance import code_versions, results_digest
from sqgz.figures.remarks import SIMULATED, source_line
from sqgz.report.blocks import Heading, Paragraph
from sqgz.report.composing.appendices import compose_appendices
from sqgz.report.composing.conduct import say_day
from sqgz.report.composing.features import lines_of
from sqgz.report.composing.material import Material
from sqgz.report.marks import plain
from sqgz.report.workbook.sheets import Area, Cell, Number, Sheet
from sqgz.results import is_public
from sqgz.results.labels import label_of
from sqgz.results.schema import SETS
from sqgz.study import Comparison, Study

_SOURCES = {"simulated": SIMULATED, "survey": "实际调查", "published": "已公布的数字"}
_METHODS = "统计口径与方法说明"  # the appendix that holds them
_FAMILIES = {"confirmatory": "验证性（事先确定）", "exploratory": "探索性"}
_INFERENCE = {
    "finite": "只说本区现状", "process": "推断成因", "auto": "各组全员应答时以现状为准，否则推断成因",
}  # fmt: skip


def declarations_sheet(material: Material) -> Sheet:
    """What a reader must know before using a number of this workbook."""
    study = material.study
    areas = [
        Area("调查", ("项目", "内容"), tuple(_about(study))),
        Area("比较的约定", ("比较", "编号", "结论所看的类别", "性质"), tuple(_asked(material))),
        Area("统计口径与方法", (), (), tuple(_methods(material))),
        Area("数据文件与校验值（SHA-256）", ("文件", "校验值"), tuple(_hashes(material))),
    ]
    notes = ("本工作簿的数字均未修约，由单元格格式显示一位小数；“*”为不公布的数，“—”为不适用。",)
    return Sheet("说明", "口径与说明", notes, tuple(area for area in areas if area.rows or area.notes))


def _about(study: Study) -> Iterator[tuple[Cell, ...]]:
    yield "名称", study.title
    yield "来源", _SOURCES[study.source]
    yield "统计时点", say_day(study)
    if study.zone_definition:
        yield "片区划分", study.zone_definition
    for one in study.localisation:
        yield "属地化的口径", one.label
    design = study.design
    yield "推断方式", _INFERENCE[design.inference]
    yield "显著性水平", Number(design.alpha, "exact")
    yield "有实际意义的差距（百分点）", Number(100 * design.delta, "exact")
    for word, share in design.degree_words.model_dump(by_alias=True).items():
        yield f"程度用语“{word}”（百分点）", Number(100 * share, "exact")
    yield "读者范围", study.report.audience
    yield "引用时注明", source_line(study)


def _asked(material: Material) -> Iterator[tuple[Cell, ...]]:
    for one in material.comparisons():
        yield lines_of(material, {"comparison": one.id, "stratum": ""}), one.id, _key(material.study, one), _FAMILIES[one.family]  # fmt: skip


def _key(study: Study, one: Comparison) -> str:
    return "；".join(label_of(study, one.outcome, SETS.join(keys), one.id) for keys in one.key) or "—"


def _methods(material: Material) -> Iterator[str]:
    """The method note of the report, word for word."""
    section = ""
    for block in compose_appendices(material):
        if isinstance(block, Heading):
            section = block.text
        elif isinstance(block, Paragraph) and section == _METHODS:
            yield plain(block.text)


def _hashes(material: Material) -> Iterator[tuple[Cell, ...]]:
    study = material.study
    yield "研究说明（study.yaml）", study.digest
    if is_public(material.results):  # a hash of internal files would let hidden numbers be tried out
        yield "公开的结果", results_digest(material.results)
        yield "程序版本（sqgz）", code_versions()["sqgz"]
        return
    yield "结果表（results.csv）", results_digest(material.results)
    for name, digest in hash_files(study).items():
        if digest:
            yield name, digest
    yield "程序版本（sqgz）", code_versions()["sqgz"]
