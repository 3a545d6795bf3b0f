"""The same road on real input: the 2020 census of 武汉 as counts, and a genuine 问卷星 export, through the notebooks.

The data belong to nobody here: they are read from ../shared/data, where that is, and never copied into the project.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sqgz

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
INNER = ["江岸区", "江汉区", "硚口区", "汉阳区", "武昌区", "青山区", "洪山区"]
OUTER = ["东西湖区", "汉南区", "蔡甸区", "江夏区", "黄陂区", "新洲区"]

WUHAN = """
name: wuhan
title: 武汉市人口的户口登记地（2020年人口普查）
source: published
as_of: 2020-11-01
zone_definition: 中心城区7个区，新城区6个区
files: [{path: 户口.csv, role: counts, n: 人数, table: hukou}]
design: {cluster: district, inference: process}
variables:
  district: {label: 区, kind: place, level: street, column: 区}
  zone: {label: 片区, column: 片区, categories: [{key: inner, label: 中心城区}, {key: outer, label: 新城区}]}
  hukou:
    label: 户口登记地
    kind: ordered
    column: 户口登记地
    categories:
      - {key: own, label: 本乡镇街道}
      - {key: county, label: 本县其他乡镇街道}
      - {key: province, label: 本省其他县}
      - {key: outside, label: 省外}
comparisons:
  - {id: hukou_by_zone, outcome: hukou, by: zone, key: [[own]], family: confirmatory}
  - {id: hukou_by_district, outcome: hukou, by: district, key: [[own]]}
"""

SURVEY = """
name: phones
title: 手机与爱好问卷
source: survey
as_of: 未注明
files: [{path: export.xls, role: answers}]
variables:
  sex: {label: 性别, column: 3、性别, categories: [{key: male, label: 男}, {key: female, label: 女}]}
  age:
    label: 年龄
    kind: ordered
    column: 4、年龄
    categories:
      - {key: under30, label: 29岁及以下, aliases: [16~19岁, 20~24岁, 25~29岁]}
      - {key: 30-39, label: 30～39岁, aliases: [30~34岁, 35~39岁]}
      - {key: from40, label: 40岁及以上, aliases: [40~49岁, 50~59岁, 60岁以上]}
  price:
    label: 手机价格
    kind: ordered
    column: 2、手机价格
    categories:
      - {key: low, label: 1000元以下, aliases: [免费赠送的, 0-799元, 800-999元]}
      - {key: middle, label: 1000～2499元, aliases: [1000-1499元, 1500-1999元, 2000-2499元]}
      - {key: high, label: 2500元及以上, aliases: [2500-2999元, 3000-3499元, 3500元及以上]}
  phones:
    label: 手机部数
    kind: ordered
    column: 1、手机部数
    categories: [{key: one, label: 1部}, {key: more, label: 2部及以上, aliases: [2部, 3部, 4部及以上]}]
  income:
    label: 月收入
    kind: ordered
    column: 5、月收入
    categories:
      - {key: low, label: 5000元及以下, aliases: [无收入, 3000元以下, 3001-5000元]}
      - {key: high, label: 5001元及以上, aliases: [5001-8000元, 8001-10000元, 10001-15000元, 15000元以上]}
      - {key: refused, label: 不知道/拒绝回答}
  spending:
    label: 爱好投入占收入比重
    column: 7、爱好投入占收入比重
    categories:
      - {key: low, label: 20%及以下, aliases: [没有投入, 10%左右, 20%左右]}
      - {key: high, label: 30%及以上, aliases: [30%左右, 40%左右, 50%左右, 超过50%]}
  hobbies:
    label: 兴趣爱好
    kind: multiple
    column: 6、兴趣爱好
    categories: [HOBBIES]
  news:
    label: 关注资讯
    kind: multiple
    column: 8、关注资讯
    categories: [NEWS]
comparisons:
  - {id: phones_by_sex, outcome: phones, by: sex, key: [[more]], family: confirmatory}
  - {id: hobbies_by_sex, outcome: hobbies, by: sex, key: [[h0]]}
  - {id: price_by_age, outcome: price, by: age, key: [[high]]}
"""


def needs(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/data/{name} is not here")
    return path


def run_study(folder: Path) -> sqgz.Study:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", "sqgz", "run", str(folder)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return sqgz.load_study(folder)


@pytest.fixture(scope="module")
def wuhan(tmp_path_factory):
    census = pd.read_csv(needs("census2020_hukou.csv"), dtype={"区划代码": str})
    city = census[(census["市"] == "武汉市") & census["区县"].isin([*INNER, *OUTER])]
    away = "户口登记地在外乡镇街道人口_"
    levels = {
        "本乡镇街道": city["人口数_合计"]
        - city[[f"{away}本县", f"{away}本省其他县", f"{away}省外"]].sum(axis=1),
        "本县其他乡镇街道": city[f"{away}本县"],
        "本省其他县": city[f"{away}本省其他县"],
        "省外": city[f"{away}省外"],
    }
    melted = pd.concat(
        [
            pd.DataFrame({"区": city["区县"], "户口登记地": level, "人数": n.astype(int)})
            for level, n in levels.items()
        ]
    )
    melted["片区"] = melted["区"].map(lambda name: "中心城区" if name in INNER else "新城区")
    folder = tmp_path_factory.mktemp("wuhan") / "data" / "raw" / "wuhan"
    folder.mkdir(parents=True)
    melted.to_csv(folder / "户口.csv", index=False)
    (folder / "study.yaml").write_text(WUHAN, encoding="utf-8")
    return run_study(folder)


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    export = needs("wjx_800_text.xls")
    folder = tmp_path_factory.mktemp("survey") / "data" / "raw" / "phones"
    folder.mkdir(parents=True)
    shutil.copy(export, folder / "export.xls")
    text = SURVEY.replace("HOBBIES", options(export, "6、兴趣爱好", "h"))
    text = text.replace("NEWS", options(export, "8、关注资讯", "n"))
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return run_study(folder)


def options(export: Path, heading: str, prefix: str) -> str:
    """Categories of a multiple-choice question, in the order in which its options first occur."""
    from sqgz.reading import read_workbook

    answers = read_workbook(export, file=export.name)[0].text[heading]
    labels = dict.fromkeys(part.split("〖")[0] for answer in answers.dropna() for part in answer.split("┋"))
    return ", ".join(f'{{key: {prefix}{i}, label: "{label}"}}' for i, label in enumerate(labels))


def test_the_census_of_wuhan_comes_out_as_in_the_reference(wuhan):
    results = sqgz.load_results(wuhan)
    whole = results.select(comparison="hukou_by_zone", stat="test", method="Rao–Scott F 检验").iloc[0]
    assert whole["base"] == 12_447_718
    key = results.select(comparison="hukou_by_zone", stat="difference", inference="process").iloc[0]
    assert round(key["value"] * 100, 2) == -10.67
    assert round(key["p_permutation"], 4) == 0.2477  # 1,716 assignments
    assert key["finding"] == "none"
    shares = results.select(comparison="hukou_by_zone", stat="share", category="own").set_index("group")[
        "value"
    ]
    assert (shares * 100).round(1).to_dict() == {"inner": 39.1, "outer": 49.8}
    plain = results.select(comparison="hukou_by_zone", stat="test_plain").iloc[0]
    assert plain["p_value"] == 0  # what taking twelve million people for independent would have said


def test_districts_of_wuhan_are_described_and_not_tested(wuhan):
    results = sqgz.load_results(wuhan)
    row = results.select(comparison="hukou_by_district", stat="test").iloc[0]
    assert row["finding"] == "described"
    assert pd.isna(row["p_value"])


def test_every_answer_of_the_export_becomes_a_record(survey):
    records = sqgz.load_records(survey)
    ledger = sqgz.load_ledger(survey)
    assert len(records) == 800
    entries = ledger[ledger["column"] == ""]
    assert entries["action"].value_counts().to_dict() == {"record": 800, "not_data": 1}
    assert records["sex"].value_counts().to_dict() == {"male": 427, "female": 373}
    assert records["phones"].value_counts().to_dict() == {"one": 521, "more": 279}


def test_multiple_choice_is_split_at_its_separator(survey):
    records = sqgz.load_records(survey)
    from sqgz.reading import read_workbook

    raw = read_workbook(survey.folder / "export.xls", file="export.xls")[0].text["6、兴趣爱好"]
    label = survey.variables["hobbies"].labels["h0"]
    chosen = raw.str.split("┋").map(lambda parts: label in parts)
    men = (records["sex"] == "male").to_numpy()
    table = sqgz.crosstab(records, rows="sex", cols="hobbies", study=survey)
    assert table.multiple
    assert table.counts.loc["male", "h0"] == int((chosen.to_numpy() & men).sum())
    assert table.base + table.missing == 800


def test_without_clusters_the_plain_interval_decides_and_says_what_it_assumes(survey):
    row = sqgz.load_results(survey).select(comparison="phones_by_sex", stat="difference").iloc[0]
    assert "Miettinen" in row["method"]
    assert "相互独立" in row["warnings"]
    assert row["finding"] in ("equal", "clear", "small", "none")


def test_executed_notebooks_and_pages_are_there(survey):
    names = {path.name for path in survey.reports.iterdir()}
    assert {"01_clean.ipynb", "01_clean.html", "04_tests.html", "06_figures.html", "manifest.json"} <= names
    assert list(survey.figures.glob("*.png"))
