"""What is true of the simulated district, in numbers: every probability the generator draws from stands here.

Kept apart from the drawing, so that a reader can check the story the example tells without reading code.
Nothing here is measured; the sizes follow what published reports of such surveys show.
"""

from __future__ import annotations

from datetime import date
from typing import Final

SEED: Final = 20240630
AS_OF: Final = date(2024, 6, 30)

# (street, units): unequal on purpose, since equal clusters flatter every test
INNER: Final = (
    ("临湖街道", 14),
    ("青禾街道", 11),
    ("云阶街道", 9),
    ("砚池街道", 8),
    ("望舒街道", 7),
    ("听竹街道", 5),
)
OUTER: Final = (
    ("枫渡街道", 17),
    ("麦浪街道", 14),
    ("白蘋街道", 11),
    ("远岫街道", 10),
    ("稻香街道", 8),
    ("石滩街道", 6),
)
ZONES: Final = {"inner": INNER, "outer": OUTER}
ZONE_LABELS: Final = {"inner": "内城区", "outer": "外城区"}
UNIT_TYPE_LABELS: Final = {"community": "社区", "village": "村", "converted": "村改居"}
VILLAGES: Final = 22  # all in the outer zone
CONVERTED: Final = 2
SAME_NAME: Final = "新桥社区"  # borne by two communities of different streets
VACANT: Final = 4  # units without a head
SEPARATE: Final = 34  # units whose 书记 and 主任 are two people; in all others one person holds both posts
STAFF_MEAN: Final = {"inner": 4.6, "outer": 2.75}
FIRST_SECRETARIES: Final = 3  # 第一书记: in the roster, but not among those the official list counts

# Shares of 本社区, 本街道其他社区, 本区其他街道, 区外 in a street of average nearness
LEVELS: Final = ("community", "street", "district", "outside")
HUKOU: Final = {"inner": (0.24, 0.17, 0.33, 0.26), "outer": (0.58, 0.18, 0.15, 0.09)}
RESIDENCE: Final = {"inner": (0.27, 0.22, 0.29, 0.22), "outer": (0.61, 0.17, 0.14, 0.08)}
NEARNESS: Final = (1.0, 0.3, -0.3, -0.8)  # how a unit of nearness moves the logit of each level
STREET_SD: Final = 0.42  # of the street effect on that scale: an ICC of about .05 for 本社区
SAME_STREET_EFFECT: Final = 0.8  # correlation of the street effects of 户口 and 居住
RESIDENCE_FOLLOWS_HUKOU: Final = (
    0.5  # share of people who live at the level of their 户口 without another draw
)
VILLAGE_NEARNESS: Final = 0.7
POSITION_NEARNESS: Final = {"chief": 0.08, "member": 0.0, "staff": -0.05}  # positions are nearly equal

AGE: Final = {"chief": (47.5, 6.5), "member": (44.5, 7.5), "staff": (40.0, 8.5)}  # mean, sd; 22 to 60
OUTER_OLDER: Final = 1.5
EDUCATION: Final = ("junior", "senior", "college", "bachelor", "graduate")
EDUCATION_BY_AGE: Final = {
    30: (0.00, 0.03, 0.27, 0.63, 0.07),
    40: (0.01, 0.09, 0.42, 0.45, 0.03),
    50: (0.03, 0.25, 0.48, 0.23, 0.01),
    99: (0.10, 0.42, 0.38, 0.10, 0.00),
}

PAY: Final = {"inner": (0.33, 0.42, 0.25), "outer": (0.42, 0.38, 0.20)}
PAY_KEYS: Final = ("good", "fair", "bad")
REASONS: Final = {
    "no_post": {"inner": 0.34, "outer": 0.24},
    "acquaintance": {"inner": 0.27, "outer": 0.44},
    "pay": {"inner": 0.24, "outer": 0.26},
    "family": {"inner": 0.38, "outer": 0.22},
    "boundary": {"inner": 0.31, "outer": 0.36},
    "other": {"inner": 0.07, "outer": 0.06},
}
ANSWERED: Final = (0.86, 0.99)  # response of a street, drawn evenly between these

# How the files are spoilt: numbers of people, or shares of the answers to one question
TROUBLES: Final = {
    "number_id": 9,  # 身份证号 stored as a number in the roster: its last digits are lost
    "blank_id": 2,
    "wrong_checksum": 5,  # in the questionnaire
    "unanswered_id": 3,
    "street_conflict": 3,
    "hukou_contradiction": 11,
    "residence_contradiction": 10,
    "submitted_twice": 8,
    "submitted_otherwise": 5,
    "repeated_line": 3,
    "misspelt_community": 2,
}
TWO_LINES: Final = 7  # heads with both posts who stand on two lines of the roster
STRANGERS: Final = 4  # answers whose 身份证号 is in no roster
AMBIGUOUS: Final = 0.03
MISSING: Final = 0.03
PLACE_AS_ANSWER: Final = 0.025
SPELLING: Final = 0.16
ADDRESS_GIVEN: Final = 0.35  # 现住址
PHONE_IN_WORDS: Final = 0.1  # of the words typed after 其他: a phone number that must not leak
ADDRESS_STREETS: Final = ("青禾街道", "砚池街道", "麦浪街道", "稻香街道")  # those that fill in 户籍地址
