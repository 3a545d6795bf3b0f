"""index.html read as a parser reads it: whole, self-contained, every link leading somewhere, nothing unescaped."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from studies import QUESTION, asking, people_of

import sqgz
from sqgz.errors import InputError
from sqgz.report.blocks import Break, Heading, Paragraph, Picture, Report, Row, Table
from sqgz.report.keys import Key
from sqgz.report.marks import living, reference
from sqgz.report.pages import write_index
from sqgz.results import Results
from sqgz.results.schema import build_frame

EMPTY = {"meta", "img", "br", "hr", "link", "input"}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0004010180d5f2d6b30000000049454e44ae426082"
)
HOSTILE = "<b>甲&乙</b>\"'<script>alert(1)</script>"


class Page(HTMLParser):
    """A page taken apart; fails on a tag that is closed in the wrong place."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        assert len(attrs) == len(dict(attrs)), f"an attribute twice in {tag}"
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"closes nothing: {tag}"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]

    @property
    def links(self):
        return [attrs["href"] for attrs in self.all("a")]


def report(*blocks, title="某区调研报告"):
    return Report(title, blocks, subtitle="（小样）")


def shares(streets=3, name="表:shares"):
    heads = (("街道", "本社区", "本社区", "基数"), ("街道", "人数", "占比", "基数"))
    rows = [Row((f"{i}街道", str(i), living(Key("abcdefghij", "value", "hundredths"), "12.5"), "80")) for i in range(streets)]  # fmt: skip
    return Table(name, "各街道情况", heads, (*rows, Row(("合计", "9", "12.0", "240"), "total")), "单位：人、%", ("四舍五入。",))  # fmt: skip


FULL = (
    Heading("【摘要】", 1),
    Paragraph("一是占" + living(Key("abcdefghij", "value", "percent"), "34.9%") + "，见" + reference("表:shares")),
    Heading("现状", 1, "一、"),
    Heading("户口" + reference("图:01_shares"), 2, "（一）"),
    Paragraph("见" + reference("图:01_shares") + "和" + reference("表:nowhere")),
    shares(),
    Picture("图:01_shares", "01_shares", "户口情况", ("不含临时人员。",), "主职34.9%，成员20.1%"),
    Heading("对策", 1, "二、"),
    Paragraph("由起草人撰写", "blank"),
    Break(),
    Heading("统计表", 1, "附件1"),
    Table("表:plain", "人数", (("街道", "人数"),), (Row(("内城区",), "group"), Row(("甲街道", "5")))),
)  # fmt: skip


@pytest.fixture
def results(tmp_path):
    return Results(build_frame([]), asking(tmp_path))


@pytest.fixture
def index(results):
    """Writes a page of blocks beside the study's figures and gives it taken apart."""

    def write(*blocks, title="某区调研报告"):
        results.study.figures.mkdir(parents=True, exist_ok=True)
        (results.study.figures / "01_shares.png").write_bytes(PIXEL)
        path = results.study.reports / "index.html"
        write_index(results, path, report(*blocks, title=title))
        return Page(path.read_text(encoding="utf-8"))

    return write


def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(index):
    page = index(*FULL)
    assert len(page.ids) == len(set(page.ids))
    within = [link[1:] for link in page.links if link.startswith("#")]
    assert within
    assert set(within) <= set(page.ids)
    described = [attrs["aria-labelledby"] for _, attrs in page.tags if "aria-labelledby" in attrs]
    assert set(described) <= set(page.ids)


def test_nothing_is_loaded_from_anywhere(index, results):
    page = index(*FULL)
    text = (results.study.reports / "index.html").read_text(encoding="utf-8")
    assert not re.search("https?://|@import|url\\(", text)
    assert [attrs["src"][:22] for attrs in page.all("img")] == ["data:image/png;base64,"]
    assert not [tag for tag, attrs in page.tags if tag in ("link", "iframe") or (tag == "script" and attrs)]
    policy = next(attrs["content"] for attrs in page.all("meta") if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'; img-src data:;")


def test_the_policy_lets_the_script_of_the_page_run_and_no_other(index, results):
    import base64
    import hashlib

    index(*FULL)
    text = (results.study.reports / "index.html").read_text(encoding="utf-8")
    (script,) = re.findall("<script>(.*?)</script>", text, flags=re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in text


def test_findings_come_first_and_the_title_above_them(index):
    page = index(*FULL)
    headings = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings == ["h1", "h2", "h2", "h3", "h2"]
    assert (
        page.text.index("某区调研报告")
        < page.text.index("一是占34.9%，见表1")
        < page.text.index("各街道情况")
    )


def test_a_keyboard_reaches_the_text_at_once_and_the_contents_next(index):
    page = index(*FULL)
    assert page.links[0] == "#main"
    assert page.links[1:5] == ["#s1", "#s2", "#s3", "#s4"]
    assert ("main", {"id": "main", "tabindex": "-1"}) in page.tags


def test_what_the_writer_must_supply_is_left_out_with_its_heading(index):
    page = index(*FULL)
    assert "由起草人撰写" not in page.text
    assert "对策" not in page.text
    assert "附件1 统计表" in page.text


def test_references_are_links_and_one_that_leads_nowhere_is_words(index):
    page = index(*FULL)
    assert {"#t1", "#f1"} <= set(page.links)
    assert "见图1和附表" in page.text


def test_every_figure_has_its_words_and_one_that_was_not_saved_says_so(index, results):
    page = index(*FULL)
    assert [attrs["alt"] for attrs in page.all("img")] == ["主职34.9%，成员20.1%"]
    (results.study.figures / "01_shares.png").unlink()
    path = results.study.reports / "index.html"
    write_index(results, path, report(*FULL))
    again = Page(path.read_text(encoding="utf-8"))
    assert not again.all("img")
    assert "此图没有保存为 png 或 svg，请见 figures 文件夹。" in again.text


def test_tables_have_captions_and_headings_with_their_scope(index):
    page = index(*FULL)
    assert len(page.all("caption")) == len(page.all("table")) == 2
    assert all(attrs.get("scope") in ("col", "colgroup", "row", "rowgroup") for attrs in page.all("th"))
    assert {"scope": "colgroup", "colspan": "2"} in page.all("th")
    assert {"scope": "col", "rowspan": "2", "data-column": "3"} in page.all("th")
    assert [attrs["data-column"] for attrs in page.all("th") if "data-column" in attrs][:4] == [
        "0",
        "3",
        "1",
        "2",
    ]
    assert page.all("table") == [{"class": "sortable"}, {}]  # one whose rows stand in groups stays as it is
    assert "表1 各街道情况 单位：人、%" in page.text


def test_a_table_of_forty_streets_has_forty_rows_as_wide_as_its_head(index):
    page = index(Heading("表", 1), shares(40))
    rows = [attrs for attrs in page.all("th") if attrs.get("scope") == "row"]
    assert len(rows) == 41
    assert len(page.all("td")) == 41 * 3


def test_text_is_escaped_wherever_it_stands(index):
    table = Table("表:a", HOSTILE, ((HOSTILE, "人数"),), (Row((HOSTILE, HOSTILE)),), HOSTILE, (HOSTILE,))
    picture = Picture("图:b", "01_shares", HOSTILE, (HOSTILE,), HOSTILE)
    page = index(Heading(HOSTILE, 1), Paragraph(HOSTILE), table, picture, title=HOSTILE)
    assert len(page.all("script")) == 1
    assert [attrs["alt"] for attrs in page.all("img")] == [HOSTILE]
    assert (
        page.text.count(HOSTILE) == 13
    )  # window, title, contents, heading, text, 6 in the table, 2 at the figure


def test_living_numbers_read_as_text_and_marks_are_gone(index):
    page = index(*FULL)
    assert "一是占34.9%" in page.text
    assert not re.search("[\ue000-\ue004]", page.text)
    assert {"data-key": "abcdefghij.value.percent"} in page.all("span")


def test_the_language_and_the_source_and_that_data_are_simulated_are_said(index, results):
    page = index(*FULL)
    assert page.all("html") == [{"lang": "zh-CN"}]
    assert results.study.source == "simulated"
    assert "模拟数据，仅供演示" in page.text
    assert page.text.count("数据来源：模拟数据，小调查，统计时点2024年6月30日。") == 2


def test_files_beside_the_page_are_linked_and_others_are_not(index, results):
    folder = results.study.reports
    folder.mkdir(parents=True)
    for name in (
        "报告.docx",
        "图表底稿.xlsx",
        "02_profile.html",
        "01_clean.html",
        "manifest.json",
        "01_clean.ipynb",
    ):
        (folder / name).write_text("", encoding="utf-8")
    page = index(*FULL)
    files = [unquote(link) for link in page.links if not link.startswith("#")]
    assert files == ["报告.docx", "图表底稿.xlsx", "01_clean.html", "02_profile.html"]
    assert "计算过程 01 数据整理" in page.text


def test_without_files_beside_it_the_page_names_none(index):
    assert "相关文件" not in index(*FULL).text


def test_the_same_results_give_the_same_bytes(index, results):
    path = results.study.reports / "index.html"
    index(*FULL)
    first = path.read_bytes()
    index(*FULL)
    assert path.read_bytes() == first


def test_without_a_report_the_page_is_composed_of_the_results(tmp_path):
    study = asking(tmp_path, QUESTION, design={"cluster": None})
    rows = [(40, "a", "yes", "甲"), (60, "a", "no", "甲"), (30, "b", "yes", "乙"), (70, "b", "no", "乙")]
    results = sqgz.compare(study, people_of(study, rows))
    write_index(results, study.reports / "index.html")
    page = Page((study.reports / "index.html").read_text(encoding="utf-8"))
    assert "40.0%" in page.text
    assert "30.0%" in page.text
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_a_page_that_cannot_be_written_leaves_nothing_behind(results, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(InputError, match=r"无法写入 index\.html"):
        write_index(results, tmp_path / "out" / "index.html", report(*FULL))
    assert not list((tmp_path / "out").iterdir())
