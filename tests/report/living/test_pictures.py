"""Pictures of a refreshed document: those of today, as wide as the writer left them; of the old ones nothing is left."""

import hashlib
import sys
from io import BytesIO

import docx
import matplotlib.pyplot as plt
import openpyxl
import pandas as pd
import pytest
from docx.oxml import parse_xml
from docx.shared import Emu
from living_documents import NAMESPACES, changes_of, keys_of, parts_of, refusal, rewrite
from lxml import etree
from studies import asking, people_of

import sqgz
from sqgz.figures import save_figure
from sqgz.report.blocks import Paragraph, Picture, Report
from sqgz.report.docx import write_docx
from sqgz.report.living import make_controls
from sqgz.report.living.drawings import WP, A
from sqgz.report.marks import living
from sqgz.report.picture_names import name_picture
from sqgz.report.rendering import Renderer
from sqgz.results import audience_of

STEM = "01_回答"


class Survey:
    """A small study, whose data and figure may be made anew."""

    def __init__(self, root, audience="内部"):
        self.study = asking(root, report={"formats": ["png"], "audience": audience})
        self.folder = root
        self.results = None

    def has(self, yes, *, drawn=True, inches=(6, 3)):
        """Results in which so many of group a say yes; the figure is drawn of them, or still the old one."""
        rows = [(yes, "a", "yes", "s1"), (20, "a", "no", "s2"), (25, "b", "yes", "s1"), (25, "b", "no", "s2")]
        results = sqgz.compare(self.study, people_of(self.study, rows))
        sqgz.save_results(results)
        self.results = audience_of(results)
        if drawn:
            figure, ax = plt.subplots(figsize=inches)
            ax.barh([0, 1], [yes / (yes + 20), 0.5])
            ax.set_title("模拟数据")
            save_figure(
                figure, STEM, self.study, numbers=pd.DataFrame({"n": [yes]}), results=self.results, alt=f"甲组{yes}人"
            )  # fmt: skip
        return results

    @property
    def png(self):
        return (self.study.figures / f"{STEM}.png").read_bytes()

    def write(self, finish=None, name="报告.docx"):
        """A document with a number and the figure."""
        renderer = Renderer(self.results)
        key = keys_of(self.results)["people"]
        blocks = (
            Paragraph(f"甲组{living(key, renderer.text(key))}人。"),
            Picture(f"图:{STEM}", STEM, "各组回答", alt=f"甲组{renderer.text(key)}人"),
        )

        def controls(document):
            if finish is not None:
                finish(document)
            make_controls(document, renderer)

        path = self.folder / name
        write_docx(Report("题", blocks), self.study, path, finish=controls)
        return path


@pytest.fixture
def survey(tmp_path):
    """A survey of which 30 of group a say yes, with a figure of 6 × 3 inches."""
    survey = Survey(tmp_path)
    survey.has(30)
    return survey


def drawings(path):
    """Name, alternative text, width, height and digest of each picture of the body."""
    document = docx.Document(str(path))
    found = []
    for frame in document.element.body.iter(f"{WP}inline", f"{WP}anchor"):
        properties, extent = frame.find(f"{WP}docPr"), frame.find(f"{WP}extent")
        (blip,) = frame.iter(f"{A}blip")
        number = next(value for name, value in blip.attrib.items() if name.endswith("embed"))
        blob = document.part.related_parts[number].blob
        size = (int(extent.get("cx")), int(extent.get("cy")))
        inner = next(one for one in frame.iter(f"{A}ext") if one.get("cx"))
        assert (int(inner.get("cx")), int(inner.get("cy"))) == size
        found.append((properties.get("name"), properties.get("descr"), *size, blob))
    return found


def pictures_in(path):
    """Digests of all pictures in the file, whoever shows them."""
    return {hashlib.sha256(data).hexdigest() for name, data in parts_of(path).items() if "media" in name}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def test_the_picture_is_that_of_today_as_wide_as_the_writer_left_it(survey):
    def narrower(document):
        (shape,) = document.inline_shapes
        shape.width, shape.height = Emu(3_000_000), Emu(1_500_000)

    path = survey.write(narrower)
    survey.has(20, inches=(6, 4))
    changes = sqgz.refresh(path, survey.results)
    ((name, alt, width, height, png),) = drawings(changes.path)
    assert (width, height) == (3_000_000, 2_000_000)
    assert (alt, png) == ("甲组20人", survey.png)
    assert name.startswith(f"图1 {STEM}〔")
    assert pictures_in(changes.path) == {digest(survey.png)}
    (told,) = changes_of(changes, "picture")
    assert (told.quote, told.old, told.new) == ("图1\u3000各组回答", "甲组30人", "甲组20人")
    assert "图更新1幅，替代文字一并更新。" in changes.lines()
    page = openpyxl.load_workbook(changes.list_path).active
    assert [cell.value for cell in page[3]][:1] == ["图更新"]


def test_refreshing_twice_gives_the_same_bytes(survey):
    path = survey.write()
    survey.has(20)
    first = sqgz.refresh(path, survey.results)
    data = first.path.read_bytes()
    assert sqgz.refresh(path, survey.results).path.read_bytes() == data
    further = sqgz.refresh(first.path, survey.results)
    assert further.path.read_bytes() == data
    assert further.items == ()


def test_a_picture_of_the_same_numbers_is_not_touched_though_word_made_it_smaller(survey):
    path = survey.write()
    small = BytesIO()
    plt.imsave(small, [[0.0, 1.0]], format="png")
    rewrite_picture(path, small.getvalue())
    changes = sqgz.refresh(path, survey.results)
    assert changes.items == ()
    assert pictures_in(changes.path) == {digest(small.getvalue())}


def rewrite_picture(path, data):
    """Put other bytes in place of the one picture."""
    import zipfile

    parts = parts_of(path)
    (name,) = [one for one in parts if "media" in one]
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in (parts | {name: data}).items():
            archive.writestr(one, content)


def test_a_cropped_picture_stays_cropped_and_is_as_high_as_what_is_left_of_it(survey):
    path = survey.write()
    crop = '<a:srcRect l="25000" t="50000" r="25000"/><a:stretch'
    rewrite(path, lambda text: text.replace("<a:stretch", crop, 1))
    survey.has(20)
    ((_, _, width, height, _),) = drawings(sqgz.refresh(path, survey.results).path)
    assert height == round(width * 0.5 * (0.5 / 0.5))  # half of the height and half of the width of 2:1


def test_the_same_picture_twice_and_under_another_name_is_replaced_everywhere(survey):
    def twice(document):
        number = document.inline_shapes[0]._inline.graphic.graphicData.pic.blipFill.blip.embed
        blob = document.part.related_parts[number].blob
        for name in (name_picture("图1", STEM, study="tiny", check="aaaaaaaaaa"), "Image2"):
            shape = document.add_picture(BytesIO(blob), width=Emu(2_000_000))
            shape._inline.docPr.set("name", name)
        document.sections[0].header.paragraphs[0].add_run().add_picture(BytesIO(blob))

    path = survey.write(twice)
    old = survey.png
    survey.has(20)
    changes = sqgz.refresh(path, survey.results)
    assert [one[4] for one in drawings(changes.path)] == [survey.png] * 3
    assert pictures_in(changes.path) == {digest(survey.png)} != {digest(old)}
    assert len(changes_of(changes, "picture")) == 4
    assert sqgz.refresh(changes.path, survey.results).items == ()


def test_a_floating_picture_and_one_for_older_programs_are_replaced(survey):
    path = survey.write()

    def edit(text):
        root = etree.fromstring(text.encode())
        (inline,) = root.iter(f"{WP}inline")
        inline.tag = f"{WP}anchor"
        (blip,) = inline.iter(f"{A}blip")
        number = next(iter(blip.attrib.values()))
        shape = (
            f'<w:p {NAMESPACES} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:r><w:pict>'
            f'<v:shape style="width:9pt"><v:imagedata r:id="{number}"/></v:shape></w:pict></w:r></w:p>'
        )
        root[0].insert(0, etree.fromstring(shape))
        return etree.tostring(root, encoding="unicode")

    rewrite(path, edit)
    survey.has(20)
    changes = sqgz.refresh(path, survey.results)
    assert pictures_in(changes.path) == {digest(survey.png)}
    assert [one[1] for one in drawings(changes.path)] == ["甲组20人"]


def test_a_picture_of_the_writer_stays(survey):
    own = BytesIO()
    plt.imsave(own, [[0.0, 1.0]], format="png")

    def add(document):
        document.add_picture(BytesIO(own.getvalue()))._inline.docPr.set("name", "图片 3")

    path = survey.write(add)
    survey.has(20)
    changes = sqgz.refresh(path, survey.results)
    assert len(changes_of(changes, "picture")) == 1
    assert pictures_in(changes.path) == {digest(survey.png), digest(own.getvalue())}


def test_a_picture_that_an_earlier_version_set_in_is_known(survey):
    path = survey.write()

    def edit(text):
        root = etree.fromstring(text.encode())
        (frame,) = root.iter(f"{WP}inline")
        frame.find(f"{WP}docPr").set("name", "图1")
        next(one for one in frame.iter() if str(one.tag).endswith("cNvPr")).set("name", f"{STEM}.png")
        return etree.tostring(root, encoding="unicode")

    rewrite(path, edit)
    assert sqgz.refresh(path, survey.results).items == ()
    survey.has(20)
    ((name, *_, png),) = drawings(sqgz.refresh(path, survey.results).path)
    assert name.startswith(f"图1 {STEM}〔")
    assert png == survey.png


def test_a_picture_that_another_program_gave_another_name_is_known_by_its_bytes(survey):
    path = survey.write()

    def edit(text):
        root = etree.fromstring(text.encode())
        for one in root.iter():
            if str(one.tag).endswith(("docPr", "cNvPr")):
                one.set("name", "图片 1")
        return etree.tostring(root, encoding="unicode")

    for yes in (20, 30):
        rewrite(path, edit)
        survey.has(yes)
        path = sqgz.refresh(path, survey.results).path
        ((name, _, _, _, png),) = drawings(path)
        assert name.startswith(f"图 {STEM}〔")
        assert png == survey.png


def test_the_picture_of_another_study_is_left_and_told(survey):
    path = survey.write()
    mine = name_picture("图1", STEM, study="tiny", check="")[:-3]
    theirs = name_picture("图1", STEM, study="other", check="")[:-3]
    rewrite(path, lambda text: text.replace(mine, theirs))
    old = survey.png
    survey.has(20)
    changes = sqgz.refresh(path, survey.results)
    assert [one.new for one in changes_of(changes, "kept")] == ["是另一个调查的图，没有更新"]
    assert pictures_in(changes.path) == {digest(old)}


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda study: None, f"{STEM} 检验结果已更新：请重新运行 06_figures.ipynb，再更新本文档"),
        (
            lambda study: (study.figures / f"{STEM}.png").unlink(),
            f"没有 {STEM}.png（figures/tiny）：请重新运行 06_figures.ipynb，再更新本文档；不再需要此图的，请从文档中删去",
        ),
    ],
    ids=["older", "missing"],
)
def test_a_picture_without_a_figure_of_today_is_kept_and_told(survey, spoil, told):
    path, old = survey.write(), survey.png
    survey.has(20, drawn=False)
    spoil(survey.study)
    changes = sqgz.refresh(path, survey.results)
    (kept,) = changes_of(changes, "kept")
    assert (kept.quote, kept.old, kept.new) == ("图1\u3000各组回答", "甲组30人", told)
    assert "没有更新的图1幅（图上仍是原来的数）：" in changes.lines()
    assert pictures_in(changes.path) == {digest(old)}


def test_a_figure_of_results_that_were_saved_later_is_not_taken(survey):
    path, earlier = survey.write(), survey.results
    survey.has(20)
    assert len(changes_of(sqgz.refresh(path, earlier), "kept")) == 1


def test_the_public_never_gets_a_picture_that_is_not_of_their_results(tmp_path):
    internal = Survey(tmp_path)
    internal.has(30)
    path = internal.write()
    public = Survey(tmp_path, "公开")
    results = public.has(20, drawn=False)
    assert refusal(path, results) == (
        "报告.docx: 文中有1幅图不能换成现在的公开图，旧图可能显示不予公布的数字，因此没有更新："
        f"{STEM} 是为另一读者范围画的：请重新运行 06_figures.ipynb，再更新本文档。"
    )
    public.has(20)
    changes = sqgz.refresh(path, results)
    assert pictures_in(changes.path) == {digest(public.png)}


def test_pictures_have_no_revisions_and_the_list_says_so(survey):
    path = survey.write()
    survey.has(20)
    (told,) = changes_of(sqgz.refresh(path, survey.results, track=True), "picture")
    assert told.new == "甲组20人（图没有修订标记，已直接更换）"


def test_a_picture_is_never_higher_than_a_page(survey):
    path = survey.write()
    survey.has(20, inches=(2, 8))
    ((_, _, width, height, _),) = drawings(sqgz.refresh(path, survey.results).path)
    assert height == round(170 / 25.4 * 1440) * 635
    assert height == pytest.approx(4 * width, rel=1e-4)


@pytest.mark.skipif(sys.platform == "win32", reason="LibreOffice is looked for on Linux and macOS only")
def test_pictures_of_a_document_that_libreoffice_saved_are_replaced(office, survey):
    def twice(document):
        inline = document.inline_shapes[0]._inline
        paragraph = inline.getparent().getparent().getparent()
        paragraph.addnext(parse_xml(etree.tostring(paragraph)))

    saved = office(survey.write(twice))
    assert len({one[0] for one in drawings(saved)}) == 2  # the second picture got a name of its own
    survey.has(20)
    changes = sqgz.refresh(saved, survey.results)
    assert [(one[1], one[4]) for one in drawings(changes.path)] == [("甲组20人", survey.png)] * 2
    assert pictures_in(changes.path) == {digest(survey.png)}
    assert drawings(office(changes.path))[0][4] == survey.png
