"""A report with every kind of block: 40 streets, long names, grouped heads, a figure, annexes, hostile characters."""

import shutil
from dataclasses import dataclass
from io import BytesIO

import docx
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from docx.oxml.ns import qn
from studies import asking

from sqgz.figures import save_figure
from sqgz.report.blocks import Break, Heading, Paragraph, Picture, Report, Row, Table
from sqgz.report.docx import write_docx
from sqgz.report.keys import Key
from sqgz.report.marks import living, reference

NUMBER = living(Key("abcdefghij", "count", "count"), "53")
LONG = "新疆生产建设兵团第十二师五一农场友好新村社区党群服务中心"


def streets_table(n=40):
    rows = [Row((f"第{i}街道", str(100 + i), str(i), f"{i / 2:.1f}", "—")) for i in range(1, n)]
    rows += [Row((LONG, "9999", "5000", "100.0", "—")), Row(("合计", "12345", "6789", "55.0", "—"), "total")]
    heads = (("街道", "应报", "实报", "实报", "空缺"), ("街道", "应报", "人数", "占比", "空缺"))
    notes = (f"全区{NUMBER}人。", "以“—”表示不适用。")
    return Table(
        "表:coverage",
        "各街道填报情况",
        heads,
        tuple(rows),
        unit="人、%",
        notes=notes,
        alt="四十个街道的填报情况",
    )


def grouped_table():
    rows = (
        Row(("全区",), "group"), Row(("主职", NUMBER, "34.9")),
        Row(("外城区", "", ""), "group"), Row(("其他“两委”成员", "120", "-0.1")),
    )  # fmt: skip
    return Table("表:hukou", "户口所在地", (("职务", "本社区人数", "占比（%）"),), rows)


def wide_table(columns=18):
    heads = (
        ("街道", *(f"第{i // 2}类原因" for i in range(columns))),
        ("街道", *("人数", "占比") * (columns // 2)),
    )
    rows = tuple(Row((f"第{i}街道", *("123", "45.6") * (columns // 2))) for i in range(5))
    return Table("表:wide", "各街道各类原因", heads, rows, wide=True)


def sample_report(*more):
    blocks = (
        Heading("调研开展情况", 1, "一、"),
        Paragraph(f"主职{NUMBER}人，见{reference('表:hukou')}和{reference('图:01_图')}。"),
        Heading("对象", 2, "（一）"), Heading("时点", 3, "1."), Heading("细目", 4, "（1）"),
        grouped_table(),
        Paragraph("注：一条说明。", "note"),
        Picture("图:01_图", "01_图", "户口与居住", notes=("数据来源：测试。",), alt="两根条"),
        Break(),
        Paragraph("由起草人撰写", "blank"), Paragraph(f"须改写的{NUMBER}", "blank"), Paragraph("居中一行", "centred"),
        Heading("统计表", 1, "附件1"),
        streets_table(),
        wide_table(),
        *more,
    )  # fmt: skip
    facts = {"subject": "属地化", "落款单位": "某区民政局", "成文日期": "2024年9月1日", "数据版本": "v1"}
    return Report("某区社区工作者属地化情况调研报告", blocks, "（模拟数据）", facts)


def only(*blocks):
    return Report("题", tuple(blocks))


@dataclass(frozen=True)
class Written:
    """A report written and opened again."""

    content: bytes
    document: docx.document.Document

    @property
    def paragraphs(self):
        return self.document.paragraphs

    def with_style(self, name):
        return [one for one in self.paragraphs if one.style.name == name]

    def all(self, tag):
        return list(self.document.element.body.iter(qn(tag)))


def written(report, study, **options):
    buffer = BytesIO()
    write_docx(report, study, buffer, **options)
    return Written(buffer.getvalue(), docx.Document(BytesIO(buffer.getvalue())))


def text_of(element):
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """A study whose figures hold one picture of 1800 × 900 points, drawn at 300 dpi: 6 × 3 inches."""
    study = asking(tmp_path_factory.mktemp("drawn"), report={"formats": ["png"]})
    figure, ax = plt.subplots(figsize=(6, 3))
    ax.barh([0, 1], [0.4, 0.6])
    ax.set_title("模拟数据")
    save_figure(figure, "01_图", study, numbers=pd.DataFrame({"share": [0.4, 0.6]}))
    return study


@pytest.fixture
def study(drawn, tmp_path):
    """The same in a folder of its own, which a test may spoil."""
    study = asking(tmp_path, report={"formats": ["png"]})
    shutil.copytree(drawn.figures, study.figures)
    return study


@pytest.fixture(scope="session")
def sample(drawn):
    return written(sample_report(), drawn)
