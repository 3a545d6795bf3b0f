"""Reports with a living number in every part that Word has, and the means to edit and to read them as tests need it."""

import re
import zipfile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree
from studies import asking, people_of

import sqgz
from sqgz.errors import InputError
from sqgz.report.keys import Key, code_of
from sqgz.report.living import make_controls
from sqgz.report.living.labels import read_label
from sqgz.report.living.markup import W, text_of
from sqgz.report.marks import living
from sqgz.report.rendering import SAYS, Renderer

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
BOX = f"""<w:r {NAMESPACES}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor behindDoc="0" distT="0" distB="0" distL="114300" distR="114300" simplePos="0" relativeHeight="2" locked="0"
 layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset>
</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="2000000" cy="600000"/>
<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/><wp:docPr id="7" name="box"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>
<a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="600000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>
<wps:txbx><w:txbxContent><w:p><w:r><w:t>MARK</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>
</a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:157pt;height:47pt"><v:textbox>
<w:txbxContent><w:p><w:r><w:t>MARK</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>
</mc:AlternateContent></w:r>"""
FOOTNOTES = f"""<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> MARK</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def results_of(root, *, yes_a, yes_b, no_a=20, no_b=25):
    """Results of a small study: so many of groups a and b answer yes and no."""
    study = asking(root)
    rows = [
        (yes_a, "a", "yes", "s1"),
        (no_a, "a", "no", "s2"),
        (yes_b, "b", "yes", "s1"),
        (no_b, "b", "no", "s2"),
    ]
    return sqgz.compare(study, people_of(study, [row for row in rows if row[0]]))


def key_of(results, field="count", form="count", **wanted):
    """Key of the one row of `q` that has these values."""
    rows = results.select(**({"comparison": "q"} | wanted))
    assert len(rows) == 1, rows
    return Key(code_of(rows.iloc[0].to_dict()), field, form)


def keys_of(results):
    """The keys that tests speak of, by a short name."""
    share = {"stat": "share", "category": "yes"}
    gap = {"stat": "difference", "category": "yes"}
    return {
        "people": key_of(results, group="a", **share),
        "base": key_of(results, "base", group="a", **share),
        "share": key_of(results, "value", "percent", group="a", **share),
        "other": key_of(results, "value", "percent", group="b", **share),
        "finding": key_of(results, SAYS, "finding", **gap),
    }


def word(row):
    """甲组高10.0个百分点 and the like, from the difference alone."""
    gap = float(row["value"])
    if not gap:
        return "两组相同"
    return f"甲组{'高' if gap > 0 else '低'}{abs(gap) * 100:.1f}个百分点"


def marks_of(results):
    """Every number that tests speak of as marked text, by its short name."""
    renderer = Renderer(results)
    return {name: living(key, renderer.text(key)) for name, key in keys_of(results).items()}


def write_report(path, results, finish=None):
    """A report with a number in heading, body, tables in tables, header, footer, footnote, comment and text box."""
    marks = marks_of(results)
    document = docx.Document()
    document.core_properties.title = "报告"
    document.add_heading("一、基本情况", level=1)
    text = document.add_paragraph("甲组回答是的")
    text.add_run(marks["people"]).bold = True
    text.add_run(f"人，占{marks['share']}。{marks['finding']}。")
    document.add_paragraph("表1 各组回答")
    table = document.add_table(rows=2, cols=3)
    for cell, content in zip(table.rows[0].cells, ("组别", "人数", "占比"), strict=True):
        cell.text = content
    for cell, content in zip(table.rows[1].cells, ("甲组", marks["people"], marks["share"]), strict=True):
        cell.text = content
    table.rows[1].cells[2].add_table(rows=1, cols=1).rows[0].cells[0].text = marks["other"]
    document.sections[0].header.paragraphs[0].text = f"基数{marks['base']}人"
    document.sections[0].footer.paragraphs[0].text = f"占{marks['share']}"
    noted = document.add_paragraph("末段。")
    document.add_comment(runs=noted.runs, text=f"批注{marks['people']}", author="核", initials="核")
    noted._p.append(parse_xml(BOX.replace("MARK", f"框中{marks['other']}")))
    _add_footnote(document, noted, f"注{marks['base']}")
    if finish is not None:
        finish(document)
    make_controls(document, Renderer(results))
    document.save(path)
    return path


def _add_footnote(document, paragraph, text):
    package = document.part.package
    blob = f'<?xml version="1.0" encoding="UTF-8"?>{FOOTNOTES.replace("MARK", text)}'.encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    document.part.relate_to(
        Part(PackURI("/word/footnotes.xml"), kind, blob, package), RELATIONSHIP_TYPE.FOOTNOTES
    )
    paragraph._p.append(parse_xml(f'<w:r {NAMESPACES}><w:footnoteReference w:id="2"/></w:r>'))


# --- reading and editing what lies on disk --------------------------------------------------------------------------


def parts_of(path):
    """Bytes of every part of a document."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def numbers_in(path):
    """(part, key, text) of every control of ours, in order."""
    found = []
    for name, data in parts_of(path).items():
        if name.startswith("word/") and name.endswith(".xml"):
            for control in etree.fromstring(data).iter(f"{W}sdt"):
                values = {one.tag: one.get(f"{W}val") for one in control.find(f"{W}sdtPr")}
                label = read_label(values.get(f"{W}tag") or "", values.get(f"{W}alias") or "")
                if label is not None:
                    found.append((name, label.key, text_of(control.find(f"{W}sdtContent"))))
    return found


def texts_of(path, key):
    """Texts of all controls of that key."""
    return [text for _, one, text in numbers_in(path) if one == key]


def body_of(path):
    """Text of the body, a line for each paragraph."""
    root = etree.fromstring(parts_of(path)["word/document.xml"])
    return [text_of(paragraph) for paragraph in root.iter(f"{W}p")]


def rewrite(path, change, part="word/document.xml"):
    """Change one part as another program would have written it: bytes decoded, changed, written back."""
    parts = parts_of(path)
    old = parts[part]
    parts[part] = change(old.decode("utf-8")).encode("utf-8")
    assert parts[part] != old, "the edit found nothing to change"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def edit_control(path, key, change, *, nth=0, part="word/document.xml"):
    """Change the nth control of that key as an element."""

    def edit(text):
        root = etree.fromstring(text.encode())
        controls = [
            one for one in root.iter(f"{W}sdt") if str(key) in etree.tostring(one.find(f"{W}sdtPr")).decode()
        ]
        change(controls[nth])
        return etree.tostring(root, encoding="unicode")

    return rewrite(path, edit, part)


def overtype(path, key, text, **which):
    """Type another text over a number, as a writer does."""

    def change(control):
        runs = list(control.iter(f"{W}t"))
        runs[0].text = text
        for one in runs[1:]:
            one.text = ""

    return edit_control(path, key, change, **which)


def content(control, xml):
    """Put other markup into a control."""
    held = control.find(f"{W}sdtContent")
    for child in list(held):
        held.remove(child)
    for child in etree.fromstring(f"<x {NAMESPACES}>{xml}</x>"):
        held.append(child)


def has_marks(path):
    """Whether any part holds a private-use sign."""
    return any(
        re.search("[\ue000-\ue004]", data.decode("utf-8", "ignore")) for data in parts_of(path).values()
    )


def changes_of(changes, kind):
    return [one for one in changes.items if one.kind == kind]


def refusal(path, results, **more):
    """The message of a refresh that is refused; the folder is then as it was before."""
    listing = {one.name: one.read_bytes() for one in path.parent.iterdir() if one.is_file()}
    with pytest.raises(InputError) as caught:
        sqgz.refresh(path, results, **more)
    assert {one.name: one.read_bytes() for one in path.parent.iterdir() if one.is_file()} == listing
    return str(caught.value)
