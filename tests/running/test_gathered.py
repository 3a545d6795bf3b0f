"""`sqgz new` for what thirty streets really send: folders, headings that differ, counts, lists, junk.

The draft is written for `folder`, `summary` and `renames` as the study file knows them; that it maps is tried here on its
files one by one.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
import yaml
from studies import PLACES, as_csv, identity, write_workbook

import sqgz
from sqgz.errors import InputError
from sqgz.running import destination, gathered, scaffold
from sqgz.running.scaffold import scaffold_study
from sqgz.study.schema import Declaration

HEADINGS = ("户口所在地", "户籍地", "户口所在地（社区）")
UNITS = [["青禾街道", "春风社区"], ["云阶街道", "石桥社区"], ["临河镇", "柳岸村"], ["北坡街道", "梅园社区"]]


@pytest.fixture(autouse=True)
def untried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft is shown without being run, since its files are tried one by one here."""
    monkeypatch.setattr(scaffold, "try_out", lambda folder, lenient: "未运行")


def report(path: Path, street: int, *, hukou: str = HEADINGS[0], n: int = 4) -> Path:
    """A street's roster: title, headings, people."""
    heading = ["序号", "街道", "社区", "姓名", "身份证号", "任职情况", hukou, "最高学历", "备注"]
    rows = [
        [i + 1, *UNITS[street], "张三", identity(street * 100 + i), ("书记", "主任", "副主任", "社工")[i % 4],
         ("本社区", "本街道其他社区")[i % 2], "大专", ""]
        for i in range(n)
    ]  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(path, [["某区社区工作者花名册"], heading, *rows])
    return path


def tally(path: Path) -> Path:
    """A street's counts under two rows of headings, the groups merged."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    for column, text in enumerate(("街道", "社区", "实有人数")):
        page.merge_range(0, column, 1, column, text)
    levels = ("本社区", "本街道其他社区", "本区其他街道", "区外", "合计")
    for start, group in ((3, "户口所在地"), (8, "居住地")):
        page.merge_range(0, start, 0, start + 4, group)
        page.write_row(1, start, levels)
    for row, name in enumerate(("甲社区", "乙社区"), start=2):
        page.write_row(row, 0, ["北坡街道", name, 8, 3, 2, 2, 1, 8, 4, 2, 1, 1, 8])
    book.close()
    return path


def declared(folder: Path) -> Declaration:
    return Declaration.model_validate(yaml.load((folder / "study.yaml").read_text("utf-8"), yaml.BaseLoader))


def entries(folder: Path) -> list[tuple[str | None, str | None, str]]:
    return [(one.folder, one.path, one.role) for one in declared(folder).files]


def cleaned_file_by_file(folder: Path) -> sqgz.cleaning.records.Cleaned:
    """The study cleaned with its folders of people listed file by file."""
    text = yaml.load((folder / "study.yaml").read_text("utf-8"), yaml.BaseLoader)
    files = []
    for one in text["files"]:
        inside = sorted((folder / one["folder"]).rglob("*.xlsx")) if "folder" in one else []
        files += [{"path": path.relative_to(folder).as_posix(), "role": one["role"]} for path in inside]
        files += [] if inside or one["role"] in ("summary", "renames") else [one]
    text["files"] = [one for one in files if one["role"] != "summary"]
    text["design"] = {key: None if value == "null" else value for key, value in text["design"].items()}
    (folder / "study.yaml").write_text(yaml.safe_dump(text, allow_unicode=True, sort_keys=False), "utf-8")
    return sqgz.clean(sqgz.load_study(folder))


def test_a_folder_of_reports_is_one_entry_and_each_variable_has_all_its_headings(tmp_path: Path) -> None:
    for street, (name, _) in enumerate(UNITS):
        report(tmp_path / "上报" / f"{name}.xlsx", street, hukou=HEADINGS[street % 3])
    (tmp_path / "名录.csv").write_text(as_csv(PLACES), "utf-8")
    told = scaffold_study([tmp_path / "上报", tmp_path / "名录.csv"], tmp_path / "new")
    assert "上报/  花名册，4 个文件，4 个表页，16 行" in told
    study = declared(tmp_path / "new")
    assert entries(tmp_path / "new") == [("上报", None, "roster"), (None, "名录.csv", "places")]
    # that of two files first, the others in the order of their files
    assert study.variables["hukou"].column == ("户口所在地", "户口所在地（社区）", "户籍地")
    assert study.variables["party_post"].column == study.variables["committee_post"].column == ("任职情况",)
    assert study.title == "社区工作者情况调查"
    cleaned = cleaned_file_by_file(tmp_path / "new")
    assert len(cleaned.records) == 16
    assert cleaned.review.empty
    assert cleaned.records["hukou"].value_counts().to_dict()["community"] == 8


def test_headings_of_other_facts_are_not_taken_for_the_same_variable(tmp_path: Path) -> None:
    people = {"姓名": ["张三", "李四"] * 8, "性别": ["男", "女"] * 8}
    degrees = ["大专", "本科"] * 8
    for name, more in (
        ("甲", {"最高学历": degrees, "户籍地": ["本社区", "区外"] * 8}),
        ("乙", {"学历": degrees, "户籍是否在本社区": ["是", "否"] * 8}),
        ("丙", {"第一学历": degrees, "户籍地": ["本社区", "区外"] * 8}),
    ):
        (tmp_path / "上报").mkdir(exist_ok=True)
        pd.DataFrame(people | more).to_excel(tmp_path / "上报" / f"{name}.xlsx", index=False)
    scaffold_study([tmp_path / "上报"], tmp_path / "new")
    study = declared(tmp_path / "new")
    assert study.variables["education"].column == ("最高学历", "学历")
    assert study.variables["education_2"].column == ("第一学历",)
    assert study.variables["hukou"].column == ("户籍地",)
    assert [key for key, one in study.variables.items() if "户籍是否在本社区" in one.column] == ["v6"]


def test_a_question_with_another_number_is_the_same_question(tmp_path: Path) -> None:
    for name, heading in (
        ("甲", "3、您对待遇是否满意"),
        ("乙", "5. 您对待遇是否满意"),
        ("丙", "对待遇是否满意"),
    ):
        (tmp_path / "上报").mkdir(exist_ok=True)
        frame = pd.DataFrame(
            {"姓名": ["张三", "李四"] * 8, "性别": ["男", "女"] * 8, heading: ["满意", "不满意"] * 8}
        )
        frame.to_excel(tmp_path / "上报" / f"{name}.xlsx", index=False)
    scaffold_study([tmp_path / "上报"], tmp_path / "new")
    asked = [one for one in declared(tmp_path / "new").variables.values() if one.label == "对待遇是否满意"]
    assert [set(one.column) for one in asked] == [
        {"3、您对待遇是否满意", "5. 您对待遇是否满意", "对待遇是否满意"}
    ]


def test_three_rosters_of_one_kind_handed_over_one_by_one_go_into_a_folder(tmp_path: Path) -> None:
    files = [report(tmp_path / f"{name}.xlsx", street) for street, (name, _) in enumerate(UNITS)]
    scaffold_study(files, tmp_path / "new")
    assert entries(tmp_path / "new") == [("上报", None, "roster")]
    assert len(list((tmp_path / "new" / "上报").iterdir())) == 4
    scaffold_study(files[:2], tmp_path / "two")
    assert [path for _, path, _ in entries(tmp_path / "two")] == ["青禾街道.xlsx", "云阶街道.xlsx"]


def test_junk_is_named_and_does_not_stop_the_others(tmp_path: Path) -> None:
    report(tmp_path / "上报" / "青禾街道.xlsx", 0)
    (tmp_path / "上报" / "~$青禾街道.xlsx").write_bytes(b"x")
    (tmp_path / "上报" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "上报" / "云阶街道.pdf").write_bytes(b"%PDF-1.4 scan")
    broken = (tmp_path / "上报" / "青禾街道.xlsx").read_bytes()[:2000]
    (tmp_path / "上报" / "临河镇.xlsx").write_bytes(broken)
    told = scaffold_study([tmp_path / "上报"], tmp_path / "new")
    assert "没有读取 上报/~$青禾街道.xlsx：Excel 或 WPS 的临时文件" in told
    assert "没有读取 上报/.DS_Store：隐藏文件" in told
    assert "没有读取 上报/云阶街道.pdf" in told
    text = (tmp_path / "new" / "study.yaml").read_text("utf-8")
    assert "# 没有读取 上报/临河镇.xlsx" in text
    # what a street sent in stays, so that it can be asked for again; locks and hidden files do not
    assert sorted(path.name for path in (tmp_path / "new" / "上报").iterdir()) == [
        "临河镇.xlsx", "云阶街道.pdf", "青禾街道.xlsx",
    ]  # fmt: skip


def test_lists_and_counts_among_the_reports_get_entries_of_their_own(tmp_path: Path) -> None:
    for street, (name, _) in enumerate(UNITS[:3]):
        report(tmp_path / "收到" / f"{name}.xlsx", street)
    (tmp_path / "收到" / "名录.csv").write_text(as_csv(PLACES), "utf-8")
    tally(tmp_path / "收到" / "北坡街道汇总.xlsx")
    renames = [["原名称", "现名称", "日期", "类型"], ["迎春社区", "春风社区", "2023-05-01", "改名"]]
    (tmp_path / "收到" / "沿革.csv").write_text(as_csv(renames), "utf-8")
    scaffold_study([tmp_path / "收到"], tmp_path / "new")
    assert entries(tmp_path / "new") == [
        ("收到", None, "roster"), (None, "北坡街道汇总.xlsx", "summary"), (None, "名录.csv", "places"),
        (None, "沿革.csv", "renames"),
    ]  # fmt: skip
    study = declared(tmp_path / "new")
    assert study.variables["hukou"].column == ("户口所在地",)
    assert (study.variables["residence"].codebook, study.variables["residence"].column) == (
        "level",
        ("居住地",),
    )
    assert len(cleaned_people(tmp_path / "new")) == 12


def cleaned_people(folder: Path) -> pd.DataFrame:
    text = yaml.load((folder / "study.yaml").read_text("utf-8"), yaml.BaseLoader)
    del text["variables"]["residence"]  # only the counts tell it
    text["localisation"], text["comparisons"] = [], [{"id": "a", "outcome": "hukou"}]
    (folder / "study.yaml").write_text(yaml.safe_dump(text, allow_unicode=True, sort_keys=False), "utf-8")
    return cleaned_file_by_file(folder).records


def test_several_tables_of_counts_go_into_a_folder_and_give_variables_by_themselves(tmp_path: Path) -> None:
    files = [tally(tmp_path / f"{name}.xlsx") for name in ("青禾街道", "北坡街道")]
    told = scaffold_study(files, tmp_path / "new")
    assert entries(tmp_path / "new") == [("汇总", None, "summary")]
    assert "汇总/  汇总表，2 个文件，2 个表页，4 行" in told
    study = declared(tmp_path / "new")
    assert list(study.variables) == ["street", "community", "hukou", "residence"]
    assert study.variables["hukou"].column == ("户口所在地",)


def test_old_and_new_in_english_make_a_list_of_renames(tmp_path: Path) -> None:
    report(tmp_path / "花名册.xlsx", 0)
    (tmp_path / "r.csv").write_text(
        as_csv([["old", "new", "date", "kind"], ["a", "b", "2023", "改名"]]), "utf-8"
    )
    scaffold_study([tmp_path / "花名册.xlsx", tmp_path / "r.csv"], tmp_path / "new")
    assert entries(tmp_path / "new")[1] == (None, "r.csv", "renames")


def test_lists_alone_are_nothing_to_count(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(
        as_csv([["old", "new", "date", "kind"], ["a", "b", "2023", "改名"]]), "utf-8"
    )
    with pytest.raises(InputError, match=r"r\.csv: 只有沿革表，没有可统计的内容"):
        scaffold_study([tmp_path / "r.csv"], tmp_path / "new")


def test_a_folder_of_nothing_readable_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "上报").mkdir()
    with pytest.raises(InputError, match="文件夹 上报 中没有可以读取的文件：没有文件"):
        scaffold_study([tmp_path / "上报"], tmp_path / "new")
    (tmp_path / "上报" / "扫描.pdf").write_bytes(b"%PDF-1.4 scan")
    with pytest.raises(InputError, match=r"文件夹 上报 中没有可以读取的文件：.*PDF"):
        scaffold_study([tmp_path / "上报"], tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_a_study_already_is_refused(tmp_path: Path) -> None:
    report(tmp_path / "上报" / "青禾街道.xlsx", 0)
    (tmp_path / "上报" / "study.yaml").write_text("name: a", "utf-8")
    with pytest.raises(InputError, match=r"文件夹 上报 中已有 study\.yaml，是另一项调查"):
        scaffold_study([tmp_path / "上报"], tmp_path / "new")


def test_reports_that_lie_in_the_studys_folder_stay_where_they_are(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for street, (name, _) in enumerate(UNITS[:3]):
        report(home / "上报" / f"{name}.xlsx", street)
    (home / "上报" / "名录.csv").write_text(as_csv(PLACES), "utf-8")
    scaffold_study([home / "上报"], home)
    # a folder that holds other things too is listed file by file, since nothing is moved
    assert [(path, role) for _, path, role in entries(home)] == [
        ("上报/临河镇.xlsx", "roster"), ("上报/云阶街道.xlsx", "roster"), ("上报/青禾街道.xlsx", "roster"),
        ("上报/名录.csv", "places"),
    ]  # fmt: skip
    assert sorted(path.name for path in home.iterdir()) == ["study.yaml", "上报"]


def test_what_stops_the_trial_of_many_reports_is_told_and_the_study_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()

    def stops(study: object) -> None:
        raise InputError("青禾街道报了两个文件。")

    monkeypatch.setattr(scaffold, "clean", stops)
    monkeypatch.setattr(scaffold, "load_study", lambda folder: folder)
    report(tmp_path / "上报" / "青禾街道.xlsx", 0)
    told = scaffold_study([tmp_path / "上报"], tmp_path / "new")
    assert "试运行：停在一处，须先处理：青禾街道报了两个文件。" in told
    assert (tmp_path / "new" / "study.yaml").exists()
    with pytest.raises(InputError, match="报了两个文件"):
        scaffold_study([report(tmp_path / "花名册.xlsx", 0)], tmp_path / "one")
    assert not (tmp_path / "one").exists()


def test_posts_in_one_column_here_and_in_two_there_are_the_same_two_variables(tmp_path: Path) -> None:
    (tmp_path / "上报").mkdir()
    one = pd.DataFrame(
        {"姓名": ["张三"] * 8, "性别": ["男", "女"] * 4, "任职情况": ["书记", "主任", "副主任", "社工"] * 2}
    )
    two = pd.DataFrame(
        {
            "姓名": ["张三"] * 8,
            "性别": ["男", "女"] * 4,
            "党组织职务": ["书记", "无"] * 4,
            "居委会职务": ["无", "副主任"] * 4,
        }
    )
    one.to_excel(tmp_path / "上报" / "甲街道.xlsx", index=False)
    two.to_excel(tmp_path / "上报" / "乙街道.xlsx", index=False)
    scaffold_study([tmp_path / "上报"], tmp_path / "new")
    study = declared(tmp_path / "new")
    assert study.variables["party_post"].column == ("任职情况", "党组织职务")
    assert study.variables["committee_post"].column == ("任职情况", "居委会职务")
    cleaned = cleaned_file_by_file(tmp_path / "new")
    assert cleaned.review.empty
    # 书记 and 主任 here (4), 书记 there (4); 副主任 here (2) and there (4); 社工 (2)
    assert cleaned.records["position"].value_counts().to_dict() == {"chief": 8, "member": 6, "staff": 2}


def test_a_question_asked_of_some_people_only_is_not_the_one_asked_of_all(tmp_path: Path) -> None:
    (tmp_path / "上报").mkdir()
    levels = ["本社区", "区外"] * 6
    for name, heading in (("甲", "户口所在地"), ("乙", "不在本社区的户籍所在地")):
        frame = pd.DataFrame({"姓名": ["张三"] * 12, "性别": ["男", "女"] * 6, heading: levels})
        frame.to_excel(tmp_path / "上报" / f"{name}.xlsx", index=False)
    scaffold_study([tmp_path / "上报"], tmp_path / "new")
    assert declared(tmp_path / "new").variables["hukou"].column == ("户口所在地",)


def test_a_folder_that_lies_where_a_study_should_becomes_the_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (destination, gathered):
        monkeypatch.setattr(module, "library_root", lambda: tmp_path)
    home = tmp_path / "data" / "raw" / "district"
    for street, (name, _) in enumerate(UNITS[:2]):
        report(home / "上报" / f"{name}.xlsx", street)
    (home / "名录.csv").write_text(as_csv(PLACES), "utf-8")
    told = scaffold_study([home])
    assert "已生成新调查：data/raw/district/study.yaml" in told
    assert declared(home).name == "district"
    assert entries(home) == [("上报", None, "roster"), (None, "名录.csv", "places")]
