"""Whatever stands in the cells: every row has one fate, and no category is made up."""

import tempfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from studies import COMMUNITY, EDUCATION, HUKOU, PERSON, PLACES, POSTS, STREET, identity, write_study

from sqgz.cleaning.ledger import CELL_ACTIONS

VARIABLES = {
    "person": PERSON, "street": STREET, "community": COMMUNITY, **POSTS,
    "hukou": HUKOU | {"place_column": "户籍地址"}, "education": EDUCATION,
    "age_band": {"label": "年龄", "kind": "ordered", "column": "出生年月", "derive": "age", "bands": ["30", "40"]},
    "reasons": {"label": "原因", "kind": "multiple", "column": "原因",
                "categories": [{"key": "far", "label": "太远"}, {"key": "other", "label": "其他"}]},
}  # fmt: skip
HEADING = ["身份证号", "街道", "社区", "任职情况", "户口所在地", "户籍地址", "最高学历", "出生年月", "原因"]
ODD = [
    "",
    "(空)",
    "-2",
    "(跳过)",
    "-3",
    "无",
    "/",
    "？",
    "小计",
    "1",
    "A",
    "…",
    "第一书记",
    "\n",
    "null",
    "99",
    "1e9",
    "┋",
    "+",
]
COLUMNS = [
    [identity(1), identity(2), identity(3), "123456789012345", "12345", *ODD],
    ["青禾街道", "云阶街道", "临河镇", "外地街道", *ODD],
    ["春风社区", "幸福社区", "柳岸村", "春风", "临河镇幸福社区", *ODD],
    ["书记", "主任", "一肩挑", "委员", "书记、主任", "社工", "副书记兼副主任", *ODD],
    ["本社区", "本街道", "本街道其他社区", "外省", "本地", "青禾街道春风社区", *ODD],
    ["青禾街道春风社区3号", "云阶街道", "湖南省长沙市", "某路18号", *ODD],
    ["本科", "大专及以上", "电大", "研究生", *ODD],
    ["1985.06", "1990-01-01", "1985年", "38岁", "2030-01", "13800001234", *ODD],
    ["太远", "太远┋其他", "其他〖说不清〗", "太远┋没车", "太远+其他", *ODD],
]
ROW = st.tuples(*map(st.sampled_from, COLUMNS)).map(list)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ROW, min_size=1, max_size=12), st.lists(ROW, max_size=6))
def test_every_row_has_one_fate_and_every_value_is_declared(roster, answers):
    with tempfile.TemporaryDirectory() as root:
        roster = [
            [identity(9), "青禾街道", "春风社区", "书记", "本社区", "", "本科", "1985.06", "太远"],
            *roster,
        ]
        files = {"花名册.csv": [HEADING, *roster]} | ({"问卷.csv": [HEADING, *answers]} if answers else {})
        folder = write_study(root, files, VARIABLES, places=PLACES)
        cleaned = folder.clean_and_save()  # its own checks raise AssertionError
        again = folder.clean()
    entries = cleaned.ledger
    assert (entries["column"] == "").sum() == len(roster) + len(answers) + len(files)
    assert set(entries.loc[entries["column"] != "", "action"]) <= set(CELL_ACTIONS)
    for key in ("position", "hukou", "education", "age_band"):
        declared = {*cleaned.study.variables[key].labels, "skipped"}
        assert set(cleaned.records[key].dropna()) <= declared
    assert cleaned.records.equals(again.records)
    assert not cleaned.review["原值"].str.contains("13800001234|号").any()
