"""汇总表: headings of two rows read as variable = category, sums checked with the cell named, used beside persons."""

import openpyxl
import pytest
from studies import (
    COMMUNITY,
    HUKOU,
    PERSON,
    PLACES,
    POSTS,
    RESIDENCE,
    STREET,
    identity,
    review_list,
    write_study,
)

from sqgz.cleaning.saving import load_summary
from sqgz.errors import InputError

VARIABLES = {
    "person": PERSON,
    "street": STREET,
    "community": COMMUNITY,
    "hukou": HUKOU,
    "residence": RESIDENCE,
}
TOP = ["社区", "实有人数", "户口所在地", None, None, None, None, "居住地", None, None, None, None]
LEVELS = ["本社区", "本街道非本社区", "本区其他街道", "区外", "合计"]
BELOW = [None, None, *LEVELS, *LEVELS]
CHUNFENG = ["春风社区", 8, 3, 2, 1, 2, 8, 4, 2, 1, 1, 8]
XINGFU = ["幸福社区", 7, 2, 1, 1, 3, 7, 5, 1, None, 1, 7]
SUMS = ["合计", 15, 5, 3, 2, 5, 15, 9, 3, 1, 2, 15]


def summary_workbook(path, rows, *, title="青禾街道社区工作者汇总表"):
    book = openpyxl.Workbook()
    page = book.active
    page.append([title])
    for row in (TOP, BELOW, *rows):
        page.append(row)
    for cells in ("A1:L1", "A2:A3", "B2:B3", "C2:G2", "H2:L2"):
        page.merge_cells(cells)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


@pytest.fixture
def counted(tmp_path):
    """A study of one summary; a second street may send persons."""

    def write(rows=(CHUNFENG, XINGFU, SUMS), *, people=None, folder="汇总", variables=None):
        files = {"花名册.xlsx": people} if people else {}
        study = write_study(
            tmp_path, files, variables or VARIABLES, places=PLACES, folders={folder: "summary"}
        )
        summary_workbook(study.path / folder / "青禾街道.xlsx", rows)
        return study

    return write


def test_two_rows_of_headings_become_cells_with_the_places_of_the_list(counted):
    cells = (
        counted(variables={key: VARIABLES[key] for key in ("street", "community", "hukou", "residence")})
        .clean()
        .records
    )
    hukou = cells[cells["table"] == "summary.hukou"]
    found = {(row.community, row.hukou): row.n for row in hukou.itertuples()}
    assert found["春风社区", "community"] == 3
    assert found["青禾街道·幸福社区", "outside"] == 3
    assert sum(found.values()) == 15
    residence = cells[cells["table"] == "summary.residence"]
    assert residence.groupby("residence", observed=True)["n"].sum().to_dict() == {
        "community": 9, "street": 3, "district": 1, "outside": 2,
    }  # fmt: skip
    assert set(residence["zone"].astype(str)) == {"inner"}
    assert set(residence["community"].astype(str)) == {"春风社区", "青禾街道·幸福社区"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["春风社区", 8, 3, 2, 1, 1, 8, *CHUNFENG[7:]]], "G4 户口所在地合计为 8，各项之和为 7"),
        ([[*CHUNFENG[:1], 9, *CHUNFENG[2:]]], "第4行 户口所在地合计 8 与 实有人数 9 不等"),
        ([CHUNFENG, XINGFU, [*SUMS[:2], 6, *SUMS[3:]]], "C6 “户口所在地·本社区”的合计行为 6，各行之和为 5"),
    ],
)
def test_what_does_not_add_up_is_not_used_and_its_cell_is_named(counted, rows, message):
    study = counted(
        rows,
        people=[
            ["街道", "社区", "身份证号", "户口所在地", "居住地"],
            ["云阶街道", "石桥社区", identity(1), "外省", "本社区"],
        ],
    )
    cleaned = study.clean()
    told = cleaned.submissions.set_index("文件").loc["汇总/青禾街道.xlsx"]
    assert told["状态"] == "数据有误"
    assert told["说明"].startswith("表页“Sheet”: 汇总表的数对不上：" + message)
    assert cleaned.summary is None


def test_a_wrong_sum_in_a_file_that_the_study_names_stops_the_run(tmp_path):
    variables = {key: VARIABLES[key] for key in ("street", "community", "hukou", "residence")}
    study = write_study(tmp_path, {"汇总表.xlsx": None}, variables, places=PLACES)
    text = (study.path / "study.yaml").read_text(encoding="utf-8")
    (study.path / "study.yaml").write_text(text.replace("role: answers", "role: summary"), encoding="utf-8")
    summary_workbook(study.path / "汇总表.xlsx", [[*CHUNFENG[:1], 9, *CHUNFENG[2:]]])
    with pytest.raises(InputError) as error:
        study.clean()
    assert str(error.value) == (
        "汇总表.xlsx 表页“Sheet”: 汇总表的数对不上：第4行 户口所在地合计 8 与 实有人数 9 不等；"
        "第4行 居住地合计 8 与 实有人数 9 不等。请报送单位核对后重新报送"
    )


def test_streets_with_persons_and_streets_with_counts_stand_side_by_side(counted):
    people = [
        ["街道", "社区", "身份证号", "户口所在地", "居住地"],
        ["云阶街道", "石桥社区", identity(1), "外省", "本社区"],
    ]
    study = counted(people=people)
    cleaned = study.clean_and_save()
    assert len(cleaned.records) == 1
    cells = load_summary(study.load())
    assert cells is not None
    assert cells.groupby("table", observed=True)["n"].sum().to_dict() == {
        "summary.hukou": 15,
        "summary.residence": 15,
    }
    sent = dict(zip(cleaned.submissions["街道"], cleaned.submissions["人数"], strict=True))
    assert sent["青禾街道"] == 15


def test_persons_go_before_the_counts_of_the_same_street(counted):
    people = [
        ["街道", "社区", "身份证号", "户口所在地", "居住地"],
        ["青禾街道", "春风社区", identity(1), "外省", "本社区"],
    ]
    cleaned = counted(people=people).clean()
    assert cleaned.summary is None
    told = cleaned.submissions[cleaned.submissions["内容"] == "汇总表"].iloc[0]["说明"]
    assert told.startswith("另有个人名单，以名单为准；两者不一致：户口所在地“本社区”汇总 5 人，名单 0 人；")


def test_groups_above_the_variable_are_categories_of_another(tmp_path):
    study = write_study(
        tmp_path, {}, {"street": STREET, "hukou": HUKOU, **POSTS}, places=PLACES, folders={"汇总": "summary"}
    )
    book = openpyxl.Workbook()
    page = book.active
    page.append(["街道", "主职", None, None, "“两委”成员（非主职）", None, None])
    page.append([None, "户口所在地", None, None, "户口所在地", None, None])
    page.append([None, "本社区", "区外", "合计", "本社区", "区外", "合计"])
    page.append(["云阶街道", 2, 1, 3, 4, 1, 5])
    for cells in ("A1:A3", "B1:D1", "E1:G1", "B2:D2", "E2:G2"):
        page.merge_cells(cells)
    (study.path / "汇总").mkdir()
    book.save(study.path / "汇总" / "云阶.xlsx")
    cells = study.clean().records
    found = {(row.position, row.hukou): row.n for row in cells.itertuples()}
    assert found == {
        ("chief", "community"): 2,
        ("chief", "outside"): 1,
        ("member", "community"): 4,
        ("member", "outside"): 1,
    }


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [
        ("C4", "三", 'C4: 应为不小于 0 的整数，现为 "三"。请改正后重试'),
        ("C3", "本小区", "C列: 表头“本小区”不是“户口所在地”的类别。"),
        ("A4", "春雨社区", 'A4: "春雨社区" 不能确定。'),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(counted, cell, value, message):
    study = counted()
    path = study.path / "汇总" / "青禾街道.xlsx"
    book = openpyxl.load_workbook(path)
    book.active[cell] = value
    book.save(path)
    with pytest.raises(InputError):
        study.clean()
    other = study.path / "汇总" / "云阶街道.xlsx"
    summary_workbook(other, [["石桥社区", 7, 3, 2, 1, 1, 7, 4, 1, 1, 1, 7]], title="云阶街道")
    told = study.clean().submissions.set_index("文件").loc["汇总/青禾街道.xlsx", "说明"]
    assert message in told


def test_the_same_street_counted_in_two_files_is_asked(counted):
    study = counted()
    summary_workbook(study.path / "汇总" / "青禾街道（新）.xlsx", [CHUNFENG])
    with pytest.raises(InputError):
        study.clean_and_save()
    assert {row["文件"] for row in review_list(study.review, "重复报送")} == {
        "汇总/青禾街道.xlsx",
        "汇总/青禾街道（新）.xlsx",
    }
