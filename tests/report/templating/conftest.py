"""A small study of counts whose every number can be checked by hand, and what fills a template with it."""

import pytest
from docx import Document
from report.templating.documents import stand_in, write_template
from studies import HUKOU, POSITION, STREET, write_study

import sqgz
from sqgz.cleaning import save_cleaned
from sqgz.report.templating.growing import grow_tree
from sqgz.report.templating.writing import render_template

CHIEF, MEMBER = "主职", "其他“两委”成员"
LEVELS = ("本社区", "本街道其他社区", "本区其他街道", "区外")
# people by street and position whose 户口 is in each of the four levels
COUNTS = {
    ("内城区", "青禾街道", CHIEF): (10, 5, 20, 5),
    ("内城区", "青禾街道", MEMBER): (20, 20, 40, 20),
    ("内城区", "云阶街道", CHIEF): (10, 10, 10, 10),
    ("内城区", "云阶街道", MEMBER): (30, 20, 30, 20),
    ("外城区", "临河镇", CHIEF): (30, 5, 5, 0),
    ("外城区", "临河镇", MEMBER): (60, 20, 10, 10),
    ("外城区", "北坡街道", CHIEF): (20, 10, 5, 5),
    ("外城区", "北坡街道", MEMBER): (50, 30, 10, 10),
}  # 主职: 70 of 160 in 本社区 (43.75 %), others 160 of 400 (40 %)
AGES = {CHIEF: (8, 40, 112), MEMBER: (60, 140, 200)}
BANDS = ("30岁及以下", "31～40岁", "41岁及以上")


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    """Results of that study."""
    hukou = [["片区", "街道", "职务", "户口所在地", "人数"]]
    for key, counts in COUNTS.items():
        hukou += [[*key, level, str(n)] for level, n in zip(LEVELS, counts, strict=True)]
    ages = [["职务", "年龄", "人数"]]
    for position, counts in AGES.items():
        ages += [[position, band, str(n)] for band, n in zip(BANDS, counts, strict=True)]
    place = {key: value for key, value in POSITION.items() if key != "derive"} | {"column": "职务"}
    bands = [{"key": f"band{i}", "label": band} for i, band in enumerate(BANDS)]
    folder = write_study(
        tmp_path_factory.mktemp("template"),
        {"户口计数.csv": hukou},
        {
            "zone": {"label": "片区", "codebook": "zone", "column": "片区"},
            "street": STREET,
            "position": place,
            "hukou": HUKOU,
            "age": {"label": "年龄", "kind": "ordered", "column": "年龄", "categories": bands},
        },
        [
            {"id": "hukou_by_position", "outcome": "hukou", "by": "position", "groups": ["chief", "member"],
             "key": [["community"], ["community", "street"]], "within": "zone"},
            {"id": "hukou_by_street", "outcome": "hukou", "by": "street", "key": [["community"]]},
            {"id": "age_by_position", "outcome": "age", "by": "position", "key": [["band2"]]},
        ],
        name="template",
        also=[{"path": "年龄.csv", "role": "counts", "n": "人数", "table": "年龄"}],
        title="某区社区工作者调研",
        design={"inference": "process"},
    )  # fmt: skip
    folder.write("年龄.csv", ages)
    study = folder.load()
    save_cleaned(sqgz.clean(study))
    return sqgz.compare(study, sqgz.load_records(study))


@pytest.fixture(scope="session")
def tree(results):
    """Its tree of names."""
    return grow_tree(results)[0]


@pytest.fixture
def render(results, tmp_path):
    """Writes a template, fills it, and gives the document and what was warned of."""

    def rendered(*paragraphs, change=None, finish=lambda document: None, **options):
        template = write_template(tmp_path / "模板.docx", *paragraphs, change=change)
        filled = render_template(
            results, template, tmp_path / "报告.docx", place=stand_in, finish=finish, **options
        )
        return Document(str(filled.path)), filled.warnings

    return rendered
