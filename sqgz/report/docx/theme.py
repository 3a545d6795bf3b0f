"""The theme that Word wants of every document: what a writer inserts later takes its faces and colours from here.

Our styles name their faces themselves and take nothing of it.
"""

from __future__ import annotations

from sqgz.report.docx.typefaces import BLACK, BODY, LATIN

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "333333", "lt2": "EEEEEE", "accent1": "1F4E79", "accent2": "E08A1E",
    "accent3": "5AA9A0", "accent4": "8C4A78", "accent5": "B9B9B9", "accent6": "0F2F57", "hlink": "1F4E79",
    "folHlink": "8C4A78",
}  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


def theme() -> bytes:
    """The bytes of theme1.xml: plain fills and lines, our faces, twelve colours that are told apart in grey."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    faces = "".join(
        f'<a:{kind}><a:latin typeface="{LATIN}"/><a:ea typeface="{face.name}"/><a:cs typeface=""/></a:{kind}>'
        for kind, face in (("majorFont", BLACK), ("minorFont", BODY))
    )
    lines = "".join(f'<a:ln w="{width}">{_FILL}</a:ln>' for width in (6350, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    text = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<a:theme xmlns:a="{_DRAWING}" name="sqgz">'
        f'<a:themeElements><a:clrScheme name="sqgz">{colours}</a:clrScheme>'
        f'<a:fontScheme name="sqgz">{faces}</a:fontScheme><a:fmtScheme name="sqgz">'
        f"<a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )
    return text.encode()
