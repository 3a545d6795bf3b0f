"""What the thirty-four streets are and what each sends: the story of the set in tables, apart from its drawing.

Nothing here is measured. The mishaps are those that clerks have; each is certain, ambiguous or beyond anyone by
the rules of the design, not by what the code can do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

SEED: Final = 20240701
INNER: Final = (
    "临湖街道", "青禾街道", "云阶街道", "砚池街道", "望舒街道", "听竹街道", "朗月街道",
    "鹤汀街道", "萤窗街道", "漱石街道", "拾翠街道", "半亩街道", "锦瑟街道", "梧院街道",
)  # fmt: skip
OUTER: Final = (
    "枫渡街道", "麦浪街道", "白蘋街道", "远岫街道", "稻香街道", "石滩街道", "芦汀街道", "黛山街道",
    "沉香镇", "落霞镇", "半溪镇", "古槐镇", "菱角镇", "杏坞镇", "竹篱镇", "双樟镇", "栗坡镇",
    "星河经济开发区", "凌波高新技术开发区", "雁洲农场",
)  # fmt: skip
STREETS: Final = {"inner": INNER, "outer": OUTER}
UNITS: Final = (5, 8)  # units of a street, drawn evenly, both ends included
SAME_NAME_IN: Final = ("青禾街道", "麦浪街道")  # each has a 新桥社区
VILLAGES_OF_A_TOWN: Final = 0.6

Kind = Literal[
    "plain", "sheets", "sheets_only", "revised", "copied", "xls", "late", "scanned", "damaged", "wps"
]


@dataclass(frozen=True)
class Report:
    """What one street sends: headings A to F, and how. Kinds:

    `sheets` a sheet for each community, named in a column too; `sheets_only` named by the sheet alone; `revised` a
    second file with changed rows; `copied` a second file, the same; `late` in a folder of its own; `scanned` a PDF
    beside the workbook; `damaged` and `wps` nothing that can be read.
    """

    street: str
    variant: str
    kind: Kind = "plain"


REPORTS: Final = (
    Report("临湖街道", "A"),
    Report("青禾街道", "A", "sheets"),
    Report("云阶街道", "B", "revised"),
    Report("砚池街道", "C", "copied"),
    Report("望舒街道", "D"),
    Report("听竹街道", "E"),
    Report("朗月街道", "F"),
    Report("鹤汀街道", "A", "scanned"),
    Report("萤窗街道", "B"),
    Report("漱石街道", "C"),
    Report("拾翠街道", "D", "sheets_only"),
    Report("半亩街道", "A", "damaged"),
    Report("枫渡街道", "A", "xls"),
    Report("麦浪街道", "B"),
    Report("白蘋街道", "E"),
    Report("远岫街道", "F"),
    Report("稻香街道", "A"),
    Report("石滩街道", "C"),
    Report("芦汀街道", "D"),
    Report("沉香镇", "A"),
    Report("落霞镇", "B", "late"),
    Report("半溪镇", "C"),
    Report("古槐镇", "D"),
    Report("菱角镇", "E"),
    Report("杏坞镇", "F"),
    Report("竹篱镇", "A", "wps"),
    Report("双樟镇", "A"),
    Report("星河经济开发区", "B"),
    Report("凌波高新技术开发区", "C"),
    Report("雁洲农场", "D"),
)
SUMMARIES: Final = ("锦瑟街道", "黛山街道", "栗坡镇")  # counts instead of people
WRONG_SUMMARY: Final = "黛山街道"  # one cell of it does not add up
MISSING: Final = "梧院街道"

SCOPE: Final = {
    "兼职委员": "不纳入",
    "第一书记": "不纳入",
    "下派": "单列",
    "公益性岗位": "不纳入",
    "退休返聘": "纳入",
}
UNLISTED: Final = {"借调": "不纳入"}  # not in the study: asked, and the official leaves them out
STATUSES: Final = {"兼职委员": 8, "公益性岗位": 10, "下派": 6, "退休返聘": 8, "借调": 4}  # people of each

TROUBLES: Final = {
    "two_lines": 12,  # 书记 on one line, 主任 on the next
    "number_id": 10,
    "blank_id": 3,
    "repeated_line": 5,
    "hukou_contradiction": 9,
    "residence_contradiction": 8,
}
TWO_FILES: Final = 2  # people whom two streets report
MISSPELT_UNITS: Final = 4
OTHERWISE_WRITTEN: Final = 30  # units written with a prefix, a suffix or an old name

# Shares of the cells of one question
MISSING_CELL: Final = 0.02
AMBIGUOUS: Final = 0.025  # only the street can tell
LISTED: Final = 0.03  # one decision settles the text for everybody
BEYOND: Final = 0.004  # nobody can tell
ADDRESS_ONLY: Final = 0.02
STREET_ONLY: Final = 0.012
PLACE_AS_ANSWER: Final = 0.03
SPELLING: Final = 0.14
ADDRESS_GIVEN: Final = 0.3
REVISED_ROWS: Final = 6
