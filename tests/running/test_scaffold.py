"""`sqgz new`: what a person gets from the files as they came, and that it runs as it is."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pandas as pd
import pytest

import sqgz
from sqgz.errors import InputError
from sqgz.reading import read_workbook
from sqgz.running import destination
from sqgz.running.scaffold import scaffold_study

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "data" / "raw" / "example"
WJX = ROOT.parent / "shared" / "data" / "wjx_800_text.xls"


def _csv(path: Path, **columns: list[str]) -> Path:
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def _run(folder: Path) -> tuple[sqgz.Study, pd.DataFrame]:
    """The scaffolded study as it stands, cleaned and compared."""
    study = sqgz.load_study(folder)
    cleaned = sqgz.clean(study)
    results = sqgz.compare(study, cleaned.records, places=cleaned.places, ledger=cleaned.ledger)
    assert len(results.frame)
    return study, cleaned.records


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("new") / "example"
    told = scaffold_study([EXAMPLE / name for name in ("问卷.xlsx", "花名册.xlsx", "单位名录.csv")], folder)
    return folder, told


def test_the_example_becomes_a_study_close_to_the_shipped_one(example: tuple[Path, str]) -> None:
    study, shipped = sqgz.load_study(example[0]), sqgz.load_study(EXAMPLE)
    assert [(file.path, file.role) for file in study.files] == [
        (file.path, file.role) for file in shipped.files
    ]
    same = ("person", "street", "community", "party_post", "committee_post", "position", "hukou", "residence")
    for key in (*same, "age_band", "education", "zone", "unit_type"):
        one, other = study.variables[key], shipped.variables[key]
        assert (one.codebook, one.kind, one.derive, one.column, one.place_column, one.bands) == (
            other.codebook, other.kind, other.derive, other.column, other.place_column, other.bands,
        ), key  # fmt: skip
    assert study.design.cluster == "street"
    assert {"hukou_by_position", "residence_by_zone"} <= {one.id for one in study.comparisons}


def test_the_example_runs_unedited_and_keeps_every_person(example: tuple[Path, str]) -> None:
    study, records = _run(example[0])
    assert len(records) == len(sqgz.clean(sqgz.load_study(EXAMPLE)).records)
    assert study.as_of == "2024-06-26"  # the latest submission in 问卷.xlsx
    assert study.variables["q6"].ordered
    assert study.variables["q7"].kind == "multiple"


def test_what_is_told_says_where_what_to_confirm_and_what_to_run_next(example: tuple[Path, str]) -> None:
    folder, told = example
    assert f"已生成新调查：{folder.as_posix()}/study.yaml" in told
    assert "问卷.xlsx“Sheet1”  问卷答卷，问卷星，934 行" in told
    assert "as_of：暂用最晚一份答卷的提交日期" in told
    assert told.endswith(f"python run.py run {folder.as_posix()}")


def test_no_name_number_or_address_stands_in_the_study_file(example: tuple[Path, str]) -> None:
    text = (example[0] / "study.yaml").read_text(encoding="utf-8")
    roster = read_workbook(
        EXAMPLE / "花名册.xlsx", file="花名册.xlsx", known=frozenset({"姓名", "身份证号"})
    )[0].text
    answers = read_workbook(EXAMPLE / "问卷.xlsx", file="问卷.xlsx")[0].text
    private = [roster[heading] for heading in ("姓名", "手机号", "身份证号", "户籍地址", "出生年月")]
    private += [answers[heading] for heading in ("来自IP", "1、您的身份证号", "5、您的现住址（选填）")]
    values = {value for column in private for value in column.dropna() if len(value) >= 4} | set(
        roster["姓名"].dropna()
    )
    assert not [value for value in values if value in text]
    assert not re.search(r"\d{7,}", text)


@pytest.mark.skipif(not WJX.exists(), reason="../shared/data is not there")
def test_a_genuine_export_gives_its_eight_questions_with_every_price_kept_whole(tmp_path: Path) -> None:
    scaffold_study([WJX], tmp_path / "phones")
    study, records = _run(tmp_path / "phones")
    assert len(records) == 800
    assert len(study.variables) == 8
    assert "3000-3499元" in study.variables["q2"].labels.values()
    assert study.variables["q6"].kind == study.variables["q8"].kind == "multiple"
    assert [*study.variables["age"].labels.values()][:2] == ["16~19岁", "20~24岁"]
    assert study.variables["income"].ordered


def test_a_table_of_twelve_people_and_four_columns_is_enough(tmp_path: Path) -> None:
    file = _csv(
        tmp_path / "我的调查.csv",
        性别=["男", "女"] * 6,
        年龄段=["30岁以下", "31-40岁", "41岁以上"] * 4,
        学历=["本科", "大专", "高中"] * 4,
        对工作是否满意=["满意", "一般", "不满意", "满意"] * 3,
    )
    told = scaffold_study([file], tmp_path / "mine")
    study, records = _run(tmp_path / "mine")
    assert "没有待核的答案" in told
    assert len(records) == 12
    assert list(study.variables) == ["education", "sex", "age", "v4"]
    assert [*study.variables["v4"].labels.values()] == ["满意", "一般", "不满意"]
    assert study.design.cluster is None
    assert "# - {id: v4_by_sex, outcome: v4, by: sex}" in (tmp_path / "mine" / "study.yaml").read_text(
        "utf-8"
    )


def test_headings_with_quotes_colons_and_line_breaks_are_found_again(tmp_path: Path) -> None:
    columns = {'1. 您说："好不好"？': ["好", "不好"] * 6, "2、用工: {性质}\n# 单选": ["编制", "合同"] * 6}
    pd.DataFrame(columns).to_csv(tmp_path / "a.csv", index=False)
    scaffold_study([tmp_path / "a.csv"], tmp_path / "a")
    _, records = _run(tmp_path / "a")
    assert records[["q1", "q2"]].notna().all(axis=None)


def _platform_columns(n: int) -> dict[str, list[str]]:
    draw = random.Random(1)
    return {
        "您的性别": [draw.choice("男女") for _ in range(n)],
        "您的出生年月": [f"{draw.randint(1965, 2002)}-{draw.randint(1, 12):02d}" for _ in range(n)],
        "所在街道": [draw.choice(["甲山街道", "乙水街道", "丙湖街道"]) for _ in range(n)],
        "您的职务": [draw.choice(["书记", "主任", "副书记", "网格员"]) for _ in range(n)],
        "户籍所在地": [draw.choice(["本社区", "本街道其他社区", "区外", "本地"]) for _ in range(n)],
        "现居住地": [draw.choice(["本社区", "本街道其他社区", "区外"]) for _ in range(n)],
        "最希望改善的方面（多选）": [
            "，".join(draw.sample(["待遇", "晋升", "培训", "减负"], 2)) for _ in range(n)
        ],
        "手机": [f"138{draw.randrange(10**8):08d}" for _ in range(n)],
    }


def test_an_export_of_jinshuju_is_recognised_and_runs(tmp_path: Path) -> None:
    n = 120
    time = {"提交人": ["匿名"] * n, "提交时间": ["2024-05-28 10:00:00"] * n, "IP": ["192.0.2.1"] * n}
    frame = pd.DataFrame({"序号": list(map(str, range(n))), **_platform_columns(n), **time})
    frame.to_excel(tmp_path / "导出.xlsx", index=False)
    scaffold_study([tmp_path / "导出.xlsx"], tmp_path / "form")
    study, records = _run(tmp_path / "form")
    assert study.files[0].platform == "金数据"
    assert study.as_of == "2024-05-28"
    assert {"position", "hukou", "residence", "age_band"} <= set(study.variables)
    multiple = [one for one in study.variables.values() if one.kind == "multiple"]
    assert set(multiple[0].labels.values()) == {"待遇", "晋升", "培训", "减负"}
    assert records["hukou"].isna().any()  # 本地 holds no level


def test_an_export_of_tencent_in_gb18030_is_recognised_and_option_letters_are_codes(tmp_path: Path) -> None:
    n = 60
    frame = pd.DataFrame(
        {
            "编号": list(map(str, range(n))), "开始答题时间": ["2024-03-01 09:00:00"] * n, "结束答题时间": ["2024-03-02 09:05:00"] * n,
            "答题时长": ["5分"] * n, "昵称": ["张三"] * n, "1.您的学历": ["A.高中及以下", "B.大专", "C.本科及以上"] * 20,
            "2.上班方式": ["1", "2", "3"] * 20, "3.其他建议": [f"意见{i}" for i in range(n)],
        }
    )  # fmt: skip
    frame.to_csv(tmp_path / "t.csv", index=False, encoding="gb18030")
    told = scaffold_study([tmp_path / "t.csv"], tmp_path / "t")
    study, _ = _run(tmp_path / "t")
    assert study.files[0].platform == "腾讯问卷"
    degrees = study.variables["education"].categories
    assert [(one.label, one.code) for one in degrees] == [
        ("高中及以下", "A"),
        ("大专", "B"),
        ("本科及以上", "C"),
    ]
    assert study.variables["education"].ordered
    assert "答案只有数字" in told
    text = (tmp_path / "t" / "study.yaml").read_text("utf-8")
    assert "张三" not in text
    assert "意见1" not in text


def test_a_roster_alone_asks_for_the_reference_date(tmp_path: Path) -> None:
    told = scaffold_study([EXAMPLE / "花名册.xlsx"], tmp_path / "roster")
    study, records = _run(tmp_path / "roster")
    assert "文件中没有日期，暂用今天，很可能不对" in told
    assert study.date is not None
    assert records["position"].notna().mean() > 0.9


def test_options_in_columns_of_their_own_are_ticks(tmp_path: Path) -> None:
    file = _csv(
        tmp_path / "c.csv",
        **{"第1题(运动)": ["0", "1"] * 10, "第1题(ACG文化(动漫、游戏等))": ["1", "0"] * 10},
    )
    scaffold_study([file], tmp_path / "c")
    study, _ = _run(tmp_path / "c")
    assert [one.label for one in study.variables.values()] == ["运动", "ACG文化(动漫、游戏等)"]
    assert study.variables["q1"].labels == {"yes": "选", "no": "未选"}


def test_counts_become_tables_of_counts_and_those_with_the_same_columns_are_added(tmp_path: Path) -> None:
    files = [
        _csv(
            tmp_path / f"{name}.csv",
            地区=[name] * 2,
            学历=["大专及以上", "高中及以下"],
            人数=["10", "20"],
            基数=["32", "32"],
        )
        for name in ("甲", "乙")
    ]
    scaffold_study(files, tmp_path / "counts")
    study, cells = _run(tmp_path / "counts")
    assert {(file.role, file.n, file.base, file.table) for file in study.files} == {
        ("counts", "人数", "基数", "甲")
    }
    assert int(cells["n"].sum()) == 64


def test_an_official_list_with_its_own_words_for_zones_gives_those_zones(tmp_path: Path) -> None:
    places = pd.read_csv(EXAMPLE / "单位名录.csv", dtype=str)
    places["zone"] = places["zone"].map({"内城区": "中心城区", "外城区": "远城区"})
    places[["zone", "street", "name"]].to_csv(tmp_path / "名录.csv", index=False)
    scaffold_study([EXAMPLE / "问卷.xlsx", tmp_path / "名录.csv"], tmp_path / "z")
    study, records = _run(tmp_path / "z")
    assert set(study.variables["zone"].labels.values()) == {"中心城区", "远城区"}
    assert "residence_by_zone" in {one.id for one in study.comparisons}
    assert "中心城区为" in str(study.zone_definition)
    assert records["zone"].notna().mean() > 0.9


def test_posts_in_two_columns_make_the_position_and_wu_means_none(tmp_path: Path) -> None:
    file = _csv(
        tmp_path / "r.csv",
        姓名=["某"] * 20,
        党组织职务=["书记", "无"] * 10,
        居委会职务=["无", "副主任", "主任", "无"] * 5,
    )
    scaffold_study([file], tmp_path / "r")
    _, records = _run(tmp_path / "r")
    assert records["position"].astype(str).tolist()[:4] == ["chief", "member", "chief", "staff"]


def test_every_sheet_of_a_workbook_gets_its_own_entry(tmp_path: Path) -> None:
    frame = pd.DataFrame({"姓名": ["甲", "乙"] * 4, "性别": ["男", "女"] * 4, "学历": ["大专", "本科"] * 4})
    with pd.ExcelWriter(tmp_path / "two.xlsx") as writer:
        frame.to_excel(writer, sheet_name="第一批", index=False)
        frame.to_excel(writer, sheet_name="2", index=False)
    scaffold_study([tmp_path / "two.xlsx"], tmp_path / "two")
    study, records = _run(tmp_path / "two")
    assert [(file.path, file.sheet) for file in study.files] == [("two.xlsx", "第一批"), ("two.xlsx", "2")]
    assert len(records) == 16


def test_a_roster_that_cannot_be_joined_to_the_answers_is_left_out_with_its_reason(tmp_path: Path) -> None:
    file = _csv(tmp_path / "匿名.csv", **{"1、您的性别": ["男", "女"] * 10, "2、满意吗": ["是", "否"] * 10})
    told = scaffold_study([file, EXAMPLE / "花名册.xlsx"], tmp_path / "anonymous")
    study, records = _run(tmp_path / "anonymous")
    assert [one.path for one in study.files] == ["匿名.csv"]
    assert len(records) == 20
    assert "没有共同的证件号或工号" in told


# --- where it goes ---------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(destination, "library_root", lambda: tmp_path)
    (tmp_path / "in").mkdir()
    return tmp_path


def _survey(path: Path) -> Path:
    return _csv(path, 性别=["男", "女"] * 5, 满意度=["满意", "一般"] * 5)


def test_the_folder_is_named_by_the_first_file_and_by_survey_where_nothing_ascii_is_left(root: Path) -> None:
    assert "python run.py run data/raw/staff_2024" in scaffold_study(
        [_survey(root / "in" / "staff 2024问卷.csv")]
    )
    assert "data/raw/survey/study.yaml" in scaffold_study([_survey(root / "in" / "问卷.csv")])
    assert "data/raw/survey2/study.yaml" in scaffold_study([_survey(root / "in" / "问卷.csv")])
    assert sqgz.load_study(root / "data" / "raw" / "survey2").name == "survey2"


def test_files_that_lie_in_a_study_folder_already_stay_there(root: Path) -> None:
    home = root / "data" / "raw" / "mine"
    home.mkdir(parents=True)
    scaffold_study([_survey(home / "问卷.csv")])
    assert sorted(path.name for path in home.iterdir()) == ["study.yaml", "问卷.csv"]


def test_a_study_that_stands_there_is_not_touched(root: Path) -> None:
    file = _survey(root / "in" / "a.csv")
    scaffold_study([file])
    with pytest.raises(InputError, match=r"data/raw/a 中已有 study\.yaml，没有改动"):
        scaffold_study([file])


def test_nothing_stays_behind_when_the_files_cannot_be_used(root: Path) -> None:
    twice = root / "in" / "twice.csv"
    twice.write_text("性别,满意度,满意度\n男,满意,一般\n女,一般,满意\n", encoding="utf-8")
    empty = _csv(root / "in" / "empty.csv", 性别=[], 满意度=[])
    names = _csv(root / "in" / "names.csv", 姓名=["甲", "乙"], 手机=["1", "2"])
    counts = _csv(root / "in" / "counts.csv", 学历=["大专", "本科"], 人数=["1", "2"])
    places = _csv(root / "in" / "places.csv", 街道=["甲街道"], 社区=["乙社区"])
    repeated = _csv(
        root / "in" / "repeated.csv", zone=["内城区"] * 2, street=["甲街道"] * 2, name=["乙社区"] * 2
    )
    survey = _survey(root / "in" / "s.csv")
    for files, message in (
        ([twice], "表头都是“满意度”"),
        ([empty], "表头下面没有数据行"),
        ([names], "没有找到可以统计的列"),
        ([root / "in" / "nowhere.xlsx"], "nowhere.xlsx"),
        ([counts, survey], "不能放在同一调查里"),
        ([places], "只有单位名录"),
        ([survey, repeated], "重复"),
        ([survey, survey], "列出了两次"),
    ):
        with pytest.raises(InputError, match=message):
            scaffold_study(files)
    assert not [path for path in root.rglob("*") if path.is_file() and path.parent != root / "in"]


def test_another_file_of_the_same_name_in_the_folder_is_not_overwritten(root: Path) -> None:
    there = root / "there"
    there.mkdir()
    (there / "s.csv").write_text("性别\n男\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"已有另一个 s\.csv，没有覆盖"):
        scaffold_study([_survey(root / "in" / "s.csv")], there)
    assert not (there / "study.yaml").exists()


def test_files_of_one_name_from_two_folders_take_their_folder_with_them(root: Path) -> None:
    files = []
    for street in ("甲街道", "乙街道"):
        (root / street).mkdir()
        files.append(_survey(root / street / "花名册.csv"))
    scaffold_study(files, root / "both")
    assert [one.path for one in sqgz.load_study(root / "both").files] == [
        "甲街道_花名册.csv",
        "乙街道_花名册.csv",
    ]
