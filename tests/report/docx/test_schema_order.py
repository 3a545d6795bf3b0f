"""Word refuses a file whose elements stand in another order than the schema's; LibreOffice reads it all the same."""

import zipfile
from io import BytesIO

import pytest
from lxml import etree

from .conftest import sample_report, written

# ECMA-376 part 1, transitional: the elements used here or near to them, in the order of the schema
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top start left bottom end right insideH insideV tl2br tr2bl",
    "tblBorders": "top start left bottom end right insideH insideV",
    "tblCellMar": "top start left bottom end right",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex text",
    "sdt": "sdtPr sdtEndPr sdtContent",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr p",
    "r": "rPr fldChar instrText t br drawing",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "font": "altName panose1 charset family notTrueType pitch sig embedRegular",
    "settings": "writeProtection view zoom removePersonalInformation mirrorMargins attachedTemplate trackRevisions "
    "documentProtection defaultTabStop autoHyphenation evenAndOddHeaders characterSpacingControl footnotePr endnotePr "
    "compat docVars rsids themeFontLang clrSchemeMapping decimalSymbol listSeparator",
}  # fmt: skip
REPEATED = {"tr", "tc", "p", "style", "font", "t", "br", "headerReference", "footerReference"}


def parts_of(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".xml")}


def out_of_order(root):
    """Elements whose children stand wrongly, with what they hold."""
    wrong = []
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name not in ORDER or not element.tag.startswith(
            "{http://schemas.openxmlformats.org/wordprocessingml"
        ):
            continue
        held = [etree.QName(child).localname for child in element]
        order = ORDER[name].split()
        places = [order.index(one) if one in order else -1 for one in held]
        twice = [one for one in held if held.count(one) > 1 and one not in REPEATED]
        if -1 in places or twice or (places != sorted(places) and name != "r"):
            wrong.append((name, held))
    return wrong


def test_the_check_sees_an_element_out_of_order():
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    wrong = etree.fromstring(f'<w:p xmlns:w="{w}"><w:pPr><w:jc/><w:ind/></w:pPr></w:p>')
    assert out_of_order(wrong) == [("pPr", ["jc", "ind"])]


@pytest.mark.parametrize("options", [{}, {"table_style": "全框"}, {"one_page": True}], ids=str)
def test_all_elements_stand_in_the_order_of_the_schema(study, options):
    for name, content in parts_of(written(sample_report(), study, **options).content).items():
        assert out_of_order(etree.fromstring(content)) == [], name


def test_every_style_that_is_used_exists(sample):
    parts = parts_of(sample.content)
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    declared = {
        one.get(f"{w}styleId") for one in etree.fromstring(parts["word/styles.xml"]).iter(f"{w}style")
    }
    used = set()
    for content in parts.values():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            used |= {one.get(f"{w}val") for one in etree.fromstring(content).iter(f"{w}{tag}")}
    assert used <= declared


def test_ids_of_bookmarks_and_drawings_are_not_given_twice(sample):
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = [one.get(f"{w}id") for one in sample.document.element.findall(f".//{w}bookmarkStart")]
    assert found
    assert len(found) == len(set(found))
