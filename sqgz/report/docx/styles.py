"""The styles of a report: every paragraph of it is one of these, so that a writer changes the look in one place.

Each style names its East Asian typeface; a style without one lets Word fall back to a Japanese face.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqgz.report.docx.layouts import Layout, em
from sqgz.report.docx.markup import element, root
from sqgz.report.docx.typefaces import BLACK, BODY, HEADLINE, SCRIPT, SONG, Typeface, fonts

HEADINGS = {1: "Heading1", 2: "Heading2", 3: "Heading3", 4: "Heading4"}
TITLE, SUBTITLE, TEXT, CENTRED, NOTE = "Title", "Subtitle", "BodyText", "CentredText", "NoteText"
ANNEX, ANNEX_TITLE = "AnnexNumber", "AnnexTitle"
PICTURE, PICTURE_CAPTION, TABLE_CAPTION, UNIT, AFTER_TABLE = (
    "Picture", "PictureCaption", "TableCaption", "TableUnit", "AfterTable",
)  # fmt: skip
FOOTER, SUPPLY = "Footer", "PlaceholderText"
RULED, BOXED = "RuledTable", "BoxedTable"
GREY = "808080"


def cell_style(size: int, head: bool) -> str:
    """Id of the style of a table's cells in that size of type."""
    return f"{'TableHead' if head else 'TableText'}{size}"


@dataclass(frozen=True)
class Style:
    """A paragraph style: what differs from the default. `line` is exact, 0 means single; `grid` snaps to the page's lines."""

    id: str
    name: str
    face: Typeface
    size: int
    line: int = 0
    parent: str = "Normal"
    follower: str = ""
    align: str = "both"
    indent: int = 0  # characters
    before: int = 0
    after: int = 0
    outline: int | None = None
    keep: bool = False
    grid: bool = False
    tight: bool = False  # no gap between Chinese and digits, so that widths can be reckoned
    latin: str = "Times New Roman"

    def made(self) -> Any:
        """The style's element."""
        return element(
            "style",
            element("name", val=self.name),
            element("basedOn", val=self.parent) if self.parent else None,
            element("next", val=self.follower) if self.follower else None,
            element("uiPriority", val=1),
            element("qFormat"),
            self._paragraph(),
            element("rPr", fonts(self.face, self.latin), element("b", val=0), element("bCs", val=0),
                    element("sz", val=self.size), element("szCs", val=self.size)),
            type="paragraph",
            styleId=self.id,
            **({"default": 1} if not self.parent else {"customStyle": 1} if not self.name.isascii() else {}),
        )  # fmt: skip

    def _paragraph(self) -> Any:
        rule = {"line": self.line, "lineRule": "exact"} if self.line else {"line": 240, "lineRule": "auto"}
        return element(
            "pPr",
            element("keepNext") if self.keep else None,
            element("keepLines") if self.keep else None,
            element("widowControl", val=0),  # else pages end a line early
            element("autoSpaceDE", val=0) if self.tight else None,
            element("autoSpaceDN", val=0) if self.tight else None,
            None if self.grid else element("snapToGrid", val=0),
            element("spacing", before=self.before, after=self.after, **rule),
            element("ind", firstLineChars=100 * self.indent, firstLine=self.indent * em(self.size)),
            element("jc", val=self.align),
            None if self.outline is None else element("outlineLvl", val=self.outline),
        )


def style_sheet(layout: Layout) -> Any:
    """Root of styles.xml."""
    defaults = element(
        "docDefaults",
        element("rPrDefault", element("rPr", fonts(BODY), element("sz", val=layout.body),
                                      element("szCs", val=layout.body), element("lang", val="en-US", eastAsia="zh-CN"))),
        element("pPrDefault"),
    )  # fmt: skip
    return root(
        "styles",
        defaults,
        *(style.made() for style in _running(layout)),
        *(style.made() for style in _headings(layout)),
        *(style.made() for style in _around_tables(layout)),
        *(style.made() for style in _cells(layout)),
        *_others(),
    )


def _running(layout: Layout) -> Iterator[Style]:
    """Styles of title, text and notes."""
    size, line = layout.body, layout.line
    yield Style("Normal", "Normal", BODY, size, line, parent="", grid=True)
    yield Style(TEXT, "Body Text", BODY, size, line, indent=2, grid=True)
    yield Style(CENTRED, "居中正文", BODY, size, line, align="center", grid=True)
    yield Style(NOTE, "注释", BODY, layout.small, layout.small * 15, after=60)
    yield Style(
        TITLE, "Title", HEADLINE, layout.title, layout.title_line, follower=TEXT, align="center", keep=True
    )
    yield Style(SUBTITLE, "Subtitle", SCRIPT, size, line, follower=TEXT, align="center", keep=True)
    yield Style(FOOTER, "footer", SONG, 28, align="left", latin=SONG.name)


def _headings(layout: Layout) -> Iterator[Style]:
    """Styles of headings: 黑体, 楷体, 仿宋, 仿宋, all in the size of the text; and of the heads of annexes."""
    for level, face in zip(HEADINGS, (BLACK, SCRIPT, BODY, BODY), strict=True):
        yield Style(
            HEADINGS[level], f"heading {level}", face, layout.body, layout.line, follower=TEXT, indent=2,
            outline=level - 1, keep=True, grid=True,
        )  # fmt: skip
    yield Style(
        ANNEX, "附件序号", BLACK, layout.body, layout.line, follower=ANNEX_TITLE, keep=True, grid=True
    )
    yield Style(
        ANNEX_TITLE, "附件标题", HEADLINE, layout.title, layout.title_line, parent=HEADINGS[1], follower=TEXT,
        align="center", before=layout.line, after=layout.title_after, outline=0, keep=True,
    )  # fmt: skip


def _around_tables(layout: Layout) -> Iterator[Style]:
    """Styles of pictures, captions, units and the gap below a table."""
    size, small = layout.caption, layout.small
    yield Style("Caption", "caption", BLACK, size, align="center")
    yield Style(
        TABLE_CAPTION, "表题", BLACK, size, parent="Caption", align="center", before=160, after=60, keep=True
    )
    yield Style(PICTURE_CAPTION, "图题", BLACK, size, parent="Caption", align="center", before=40, after=120)
    yield Style(PICTURE, "图", BODY, size, align="center", before=120, keep=True)
    yield Style(UNIT, "表单位", SONG, small, align="right", after=20, keep=True)
    yield Style(AFTER_TABLE, "表后", SONG, 12, line=160)


def _cells(layout: Layout) -> Iterator[Style]:
    """Styles of the cells of tables, one for every size of type that a table may take."""
    for size in layout.tables:
        gap = size * 2
        label = f"{size / 2:g}磅"
        yield Style(
            cell_style(size, head=False),
            f"表文 {label}",
            SONG,
            size,
            align="left",
            before=gap,
            after=gap,
            tight=True,
        )
        yield Style(
            cell_style(size, head=True),
            f"表头 {label}",
            BLACK,
            size,
            align="center",
            before=gap,
            after=gap,
            tight=True,
        )


def _others() -> Iterator[Any]:
    """The character style of words to be supplied, and the two looks of tables."""
    yield element(
        "style",
        element("name", val="Placeholder Text"),
        element("uiPriority", val=99),
        element("rPr", element("color", val=GREY)),
        type="character",
        styleId=SUPPLY,
    )
    yield _table_style("TableNormal", "Normal Table", "", None)
    line = {"val": "single", "space": 0, "color": "auto"}
    ruled = element("tblBorders", element("top", sz=12, **line), element("bottom", sz=12, **line))
    yield _table_style(RULED, "三线表", "TableNormal", ruled)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    boxed = element("tblBorders", *(element(side, sz=4, **line) for side in sides))
    yield _table_style(BOXED, "全框表", "TableNormal", boxed)


def _table_style(id_: str, name: str, parent: str, borders: Any) -> Any:
    margins = element("tblCellMar", *(element(side, w=0 if side in ("top", "bottom") else 60, type="dxa")
                                      for side in ("top", "left", "bottom", "right")))  # fmt: skip
    return element(
        "style",
        element("name", val=name),
        element("basedOn", val=parent) if parent else None,
        element("uiPriority", val=99),
        element("tblPr", element("tblInd", w=0, type="dxa"), borders, margins),
        type="table",
        styleId=id_,
        **({"customStyle": 1} if parent else {"default": 1}),
    )
