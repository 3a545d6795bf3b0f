"""Earlier studies under this one: on today's map, with what they share, and told what does not fit."""

import pandas as pd
import pytest
from studies import COMMUNITY, HUKOU, PERSON, STREET, identity, write_study

import sqgz
from sqgz.cleaning.waves.joining import load_waves
from sqgz.errors import InputError
from sqgz.tables import crosstab

VARIABLES = {"street": STREET, "community": COMMUNITY, "hukou": HUKOU}
PLACES = [
    ["zone", "street", "name"],
    ["内城区", "青禾街道", "春风社区"], ["内城区", "青禾街道", "石桥社区"], ["内城区", "青禾街道", "石口社区"], ["外城区", "临河镇", "柳岸社区"],
]  # fmt: skip
PLACES_THEN = [
    ["zone", "street", "name"],
    ["外城区", "老街道", "春风社区"], ["外城区", "老街道", "春雷社区"], ["外城区", "老街道", "石社区"], ["外城区", "临河镇", "柳岸村"],
]  # fmt: skip
STREET_RENAMED = ["老街道", "青禾街道", "2023-08-01", "改名"]
RENAMED = ["柳岸村", "柳岸社区", "2023-12", "改名"]
MERGED = ["春雷社区", "春风社区", "2024-01-01", "合并"]
SPLIT = [["石社区", "石桥社区", "2024", "拆分"], ["石社区", "石口社区", "2024", "拆分"]]
HISTORY = [["old", "new", "date", "kind"], STREET_RENAMED, RENAMED, MERGED, *SPLIT]
HEAD = ["街道", "社区", "户口所在地"]
NOW = [
    HEAD, ["青禾街道", "春风社区", "本社区"], ["青禾街道", "石桥社区", "本区其他街道"], ["青禾街道", "石口社区", "本社区"], ["临河镇", "柳岸社区", "本社区"],
]  # fmt: skip
THEN = [
    HEAD,
    ["老街道", "春风社区", "本社区"],
    ["老街道", "春雷社区", "本区其他街道"],
    ["临河镇", "柳岸村", "本社区"],
]
IN_SPLIT = ["老街道", "石社区", "本社区"]
WAVE = {"study": "../then", "role": "wave"}


def earlier(root, rows=THEN, variables=VARIABLES, *, run=True, places=PLACES_THEN, **more):
    folder = write_study(
        root, {"问卷.xlsx": rows}, variables, name="then", places=places, **({"as_of": "2023-06-30"} | more)
    )
    return folder.clean_and_save() if run else folder


def this_year(
    root, *, rows=NOW, variables=VARIABLES, history=HISTORY, wave=WAVE, places=PLACES, files=None, **more
):
    renames = [{"path": "沿革表.csv", "role": "renames"}] if history else []
    folder = write_study(
        root,
        files or {"问卷.xlsx": rows},
        variables,
        name="now",
        places=places,
        also=[*renames, wave],
        **more,
    )
    if history:
        folder.write("沿革表.csv", history)
    return folder


def waves_of(folder, **asked):
    cleaned = folder.clean()
    return load_waves(cleaned.study, cleaned.records, **asked)


def column(frame, key):
    return [None if pd.isna(value) else str(value) for value in frame[key]]


# --- on today's map --------------------------------------------------------------------------------------------------


def test_earlier_people_come_first_and_bear_todays_places(tmp_path):
    earlier(tmp_path)
    waves = waves_of(this_year(tmp_path))
    assert column(waves, "wave") == ["2023"] * 3 + ["2024"] * 4
    assert list(waves["wave"].cat.categories) == ["2023", "2024"]
    assert waves["wave"].cat.ordered
    assert column(waves, "community")[:3] == ["春风社区", "春风社区", "柳岸社区"]
    assert column(waves, "street")[:3] == ["青禾街道", "青禾街道", "临河镇"]
    assert column(waves, "zone")[:3] == ["inner", "inner", "outer"]  # 老街道 was outer then
    assert column(waves, "hukou")[:3] == ["community", "district", "community"]
    assert list(waves["record"]) == [1, 2, 3, 4, 5, 6, 7]
    assert waves.attrs["waves_cluster"] == "community"
    assert waves.attrs["waves_warnings"] == ()


def test_a_community_since_split_is_told_and_streets_are_the_clusters(tmp_path):
    earlier(tmp_path, [*THEN, IN_SPLIT, IN_SPLIT])
    waves = waves_of(this_year(tmp_path))
    assert column(waves, "community")[3:5] == [None, None]
    assert column(waves, "street")[3:5] == ["青禾街道", "青禾街道"]
    assert column(waves, "zone")[3:5] == ["inner", "inner"]
    assert waves.attrs["waves_cluster"] == "street"
    assert waves.attrs["waves_warnings"] == (
        "“2023”的石社区（2 人）已拆分为石桥社区、石口社区，不能归入其中一个。",
        "各次调查的社区不能一一对应，以街道为群。",
    )


def test_without_a_list_of_renames_what_is_gone_is_not_guessed(tmp_path):
    earlier(tmp_path)
    waves = waves_of(this_year(tmp_path, history=None))
    assert column(waves, "community")[:3] == [None, None, None]  # 春风社区 lies in a street nobody knows
    assert column(waves, "street")[:3] == [None, None, "临河镇"]
    assert column(waves, "zone")[:3] == ["outer", "outer", "outer"]  # as recorded, but for 临河镇
    assert waves.attrs["waves_cluster"] is None
    assert waves.attrs["waves_warnings"] == (
        "“2023”有 3 个社区（春风社区、春雷社区、柳岸村，共 3 人）在现在的名单中没有，沿革表也没有说明去向。",
        "“2023”有 1 个街道（老街道，共 2 人）在现在的名单中没有，沿革表也没有说明去向。",
        "各次调查的社区和街道都不能一一对应，没有可用的群。",
    )


def test_a_name_taken_over_later_is_the_unit_of_its_time(tmp_path):
    """石桥社区 of 2023 became 石口社区; today's 石桥社区 is a new one, once 石头社区."""
    history = [
        HISTORY[0], STREET_RENAMED, RENAMED, MERGED, ["石桥社区", "石口社区", "2024-01", "改名"], ["石头社区", "石桥社区", "2024-02", "改名"],
    ]  # fmt: skip
    then = [
        PLACES_THEN[0],
        *PLACES_THEN[1:3],
        ["外城区", "老街道", "石桥社区"],
        ["外城区", "老街道", "石头社区"],
        PLACES_THEN[4],
    ]
    rows = [*THEN, ["老街道", "石桥社区", "本社区"], ["老街道", "石头社区", "本社区"]]
    earlier(tmp_path, rows, places=then)
    waves = waves_of(this_year(tmp_path, history=history))
    assert column(waves, "community")[3:5] == ["石口社区", "石桥社区"]
    assert waves.attrs["waves_cluster"] == "community"


def test_without_any_official_list_names_stand_for_themselves(tmp_path):
    earlier(
        tmp_path, [HEAD, ["青禾街道", "春风社区", "本社区"], ["青禾街道", "石社区", "本社区"]], places=None
    )
    waves = waves_of(this_year(tmp_path, history=None, places=None))
    assert column(waves, "community")[:2] == ["春风社区", None]
    assert waves.attrs["waves_cluster"] == "street"


# --- what they share -------------------------------------------------------------------------------------------------


PAY = {"label": "待遇", "column": "待遇", "kind": "ordered", "categories": [{"key": "good", "label": "满意"}, {"key": "bad", "label": "不满意"}]}  # fmt: skip
PAY_THEN = PAY | {"categories": [*PAY["categories"], {"key": "fair", "label": "一般"}]}


def test_a_variable_of_other_categories_is_left_out_and_named(tmp_path):
    earlier(
        tmp_path, [[*row, "待遇" if row is HEAD else "满意"] for row in THEN], VARIABLES | {"pay": PAY_THEN}
    )
    folder = this_year(
        tmp_path,
        rows=[[*row, "待遇" if row is HEAD else "满意"] for row in NOW],
        variables=VARIABLES | {"pay": PAY},
    )
    waves = waves_of(folder)
    assert "pay" not in waves
    assert waves.attrs["waves_warnings"] == ("变量 pay（待遇）不能跨年比较：“2023”的类别不同。",)


def test_a_variable_that_was_not_asked_then_is_left_out_and_named(tmp_path):
    earlier(tmp_path)
    folder = this_year(
        tmp_path,
        rows=[[*row, "待遇" if row is HEAD else "满意"] for row in NOW],
        variables=VARIABLES | {"pay": PAY},
    )
    waves = waves_of(folder)
    assert "pay" not in waves
    assert waves.attrs["waves_warnings"] == ("变量 pay（待遇）不能跨年比较：“2023”没有这个变量。",)


def test_waves_carry_labels_and_can_be_counted_by_wave(tmp_path):
    earlier(tmp_path)
    waves = waves_of(this_year(tmp_path))
    table = crosstab(waves, rows="wave", cols="hukou", cluster=waves.attrs["waves_cluster"])
    assert table.rows.label == "调查年度"
    assert table.rows.labels == ("2023", "2024")
    assert table.counts.loc["2023"].tolist() == [2, 0, 1, 0]
    assert table.counts.loc["2024"].tolist() == [3, 0, 1, 0]


def test_nobody_is_recognised_in_two_waves(tmp_path):
    ids = VARIABLES | {"person": PERSON}

    def with_id(rows):
        return [[*row, "身份证号" if row is HEAD else identity(i)] for i, row in enumerate(rows)]

    earlier(tmp_path, with_id(THEN), ids)
    waves = waves_of(this_year(tmp_path, rows=with_id(NOW), variables=ids))
    assert len(waves) == 7
    assert "person" not in waves
    assert not any(identity(i) in waves.to_csv() for i in range(5))


def test_some_of_several_waves_can_be_asked_for(tmp_path):
    earlier(tmp_path)
    write_study(
        tmp_path, {"问卷.xlsx": THEN}, VARIABLES, name="older", places=PLACES_THEN, as_of="2021-06-30"
    ).clean_and_save()
    folder = this_year(tmp_path, wave=WAVE)
    text = (folder.path / "study.yaml").read_text(encoding="utf-8")
    folder.write(
        "study.yaml", text.replace("- study: ../then", "- study: ../older\n  role: wave\n- study: ../then")
    )
    assert list(waves_of(folder)["wave"].cat.categories) == ["2021", "2023", "2024"]
    assert list(waves_of(folder, waves=("2021", "2024"))["wave"].cat.categories) == ["2021", "2024"]


# --- counts ----------------------------------------------------------------------------------------------------------

COUNTS = [
    ["街道", "户口所在地", "人数"],
    ["老街道", "本社区", 30],
    ["老街道", "区外", 10],
    ["临河镇", "本社区", 20],
]


def test_counts_of_an_earlier_study_stand_beside_people_of_this_one(tmp_path):
    counted = {"street": STREET, "hukou": HUKOU}
    write_study(tmp_path, {"计数.csv": COUNTS}, counted, name="then", as_of="2023-06-30").clean_and_save()
    waves = waves_of(this_year(tmp_path))
    then = waves[waves["wave"] == "2023"]
    assert then[["street", "hukou", "n"]].values.tolist() == [
        ["青禾街道", "community", 30], ["青禾街道", "outside", 10], ["临河镇", "community", 20],
    ]  # fmt: skip
    assert waves.loc[waves["wave"] == "2024", "n"].sum() == 4
    assert waves.attrs["waves_cluster"] == "street"
    table = crosstab(waves, rows="wave", cols="hukou", cluster="street")
    assert table.counts.loc["2023"].tolist() == [50, 0, 0, 10]
    assert table.counts.loc["2024"].tolist() == [3, 0, 1, 0]


def test_counts_of_two_studies_are_joined_table_by_table(tmp_path):
    counted = {"street": STREET, "hukou": HUKOU}
    write_study(tmp_path, {"计数2023.csv": COUNTS}, counted, name="then", as_of="2023-06-30").clean_and_save()
    now = [COUNTS[0], ["青禾街道", "本社区", 7], ["临河镇", "本社区", 8]]
    folder = this_year(tmp_path, files={"计数2024.csv": now}, variables=counted)
    waves = waves_of(folder)
    assert set(waves["table"]) == {"计数2024.csv"}
    assert crosstab(waves, rows="wave", cols="hukou", cluster="street").counts["community"].tolist() == [
        50,
        15,
    ]


# --- what cannot be ---------------------------------------------------------------------------------------------------


def test_an_earlier_study_that_was_not_cleaned_says_what_to_run(tmp_path):
    earlier(tmp_path, run=False)
    with pytest.raises(InputError) as error:
        waves_of(this_year(tmp_path))
    assert (
        str(error.value)
        == "往年调查“2023”（../then）还没有清洗结果。请先运行 python run.py run data/raw/then。"
    )


def refused(folder):
    with pytest.raises(InputError) as error:
        folder.load()
    line, _, said = str(error.value).partition(": ")
    at = int(line.removeprefix("study.yaml 第").removesuffix("行"))
    return (folder.path / "study.yaml").read_text(encoding="utf-8").splitlines()[at - 1].strip(), said


@pytest.mark.parametrize(
    ("wave", "message"),
    [
        ({"study": "../gone"}, '找不到往年调查 "../gone"。路径从 study.yaml 所在的文件夹写起，如 ../example2023。'),
        ({"study": ".."}, '往年调查 ".." 中没有 study.yaml，不是一项调查。请改正路径。'),
        ({"study": "../now"}, "往年调查就是本调查自己。请改正路径。"),
        ({"study": "../then", "name": "2024"},
         '有两次调查都叫“2024”。请用 name 给往年调查另起名称，如 name: "2024上半年"。'),
    ],
)  # fmt: skip
def test_a_wave_that_is_no_earlier_study_is_refused_with_its_line(tmp_path, wave, message):
    earlier(tmp_path, run=False)
    line, said = refused(this_year(tmp_path, wave=wave | {"role": "wave"}))
    assert line.startswith(f"- study: {wave['study']}")
    assert said == message


@pytest.mark.parametrize(
    ("as_of", "message"),
    [
        (
            "2025-06-30",
            '往年调查 "../then" 的统计时点（2025-06-30）不早于本调查（2024-06-30）。请核对 as_of。',
        ),
        ("上次", '往年调查 "../then" 的 as_of（上次）没有年份。请用 name 给它起名，如 name: "2023"。'),
        ("2024-01-31", '有两次调查都叫“2024”。请用 name 给往年调查另起名称，如 name: "2024上半年"。'),
    ],
)
def test_the_time_of_a_wave_must_be_before_this_study(tmp_path, as_of, message):
    earlier(tmp_path, run=False, as_of=as_of)
    assert refused(this_year(tmp_path))[1] == message


def test_two_studies_of_one_name_would_overwrite_each_other(tmp_path):
    folder = earlier(tmp_path, run=False)
    text = (folder.path / "study.yaml").read_text(encoding="utf-8")
    folder.write("study.yaml", text.replace("name: then", "name: now"))
    assert refused(this_year(tmp_path))[1] == (
        '往年调查 "../then" 与本调查的 name 都是“now”，清洗结果会互相覆盖。请改用不同的 name。'
    )


def test_an_error_in_the_earlier_study_names_its_file(tmp_path):
    folder = earlier(tmp_path, run=False)
    text = (folder.path / "study.yaml").read_text(encoding="utf-8")
    folder.write("study.yaml", text.replace("codebook: level", "codebook: levle"))
    with pytest.raises(InputError, match=r"^\.\./then/study\.yaml 第\d+行: 没有名为 \"levle\""):
        this_year(tmp_path).load()


def test_waves_of_a_wave_are_not_followed(tmp_path):
    earlier(tmp_path, also=[{"study": "../now", "role": "wave"}], run=False)
    assert this_year(tmp_path).load().name == "now"


def test_a_comparison_by_wave_needs_the_outcome_in_each_of_its_waves(tmp_path):
    earlier(tmp_path, run=False)
    by_wave = {"id": "q", "outcome": "pay", "by": "wave"}
    variables = VARIABLES | {"pay": PAY}
    line, said = refused(this_year(tmp_path, variables=variables, comparisons=[by_wave]))
    assert line == "outcome: pay"
    assert said.startswith('往年调查“2023”（../then）没有变量 "pay"，不能按年度比较。')
    known = by_wave | {"outcome": "hukou", "groups": ["2024", "2022"]}
    assert refused(this_year(tmp_path, comparisons=[known]))[1].startswith("没有叫“2022”的一次调查。")
    assert this_year(tmp_path, comparisons=[known | {"groups": ["2024", "2023"]}]).load().name == "now"


def test_renames_without_an_official_list_are_refused(tmp_path):
    earlier(tmp_path, run=False)
    assert refused(this_year(tmp_path, places=None))[1] == (
        "沿革表（role: renames）须与单位名录（role: places）一起使用。"
    )


# --- compared --------------------------------------------------------------------------------------------------------


def test_this_year_is_compared_with_the_last_from_the_files_to_the_results(tmp_path):
    """本社区: 40 of 60 this year, 30 of 60 last year; 春雷社区 of last year counts as 春风社区, the clusters are communities."""
    here, away = "本社区", "本区其他街道"
    then = [
        HEAD,
        *[["老街道", "春风社区", here]] * 10,
        *[["老街道", "春雷社区", away]] * 20,
        *[["临河镇", "柳岸村", here]] * 20,
        *[["临河镇", "柳岸村", away]] * 10,
    ]
    now = [
        HEAD,
        *[["青禾街道", "春风社区", here]] * 20,
        *[["青禾街道", "春风社区", away]] * 10,
        *[["临河镇", "柳岸社区", here]] * 20,
        *[["临河镇", "柳岸社区", away]] * 10,
    ]
    earlier(tmp_path, then)
    by_wave = {
        "id": "years",
        "outcome": "hukou",
        "by": "wave",
        "groups": ["2024", "2023"],
        "key": [["community"]],
    }
    study = this_year(tmp_path, rows=now, comparisons=[by_wave], design={"cluster": "street"})
    cleaned = study.clean_and_save()
    results = sqgz.compare(study.load(), cleaned.records)
    difference = results.select(comparison="years", stat="difference", inference="process").iloc[0]
    assert difference["value"] == pytest.approx(40 / 60 - 30 / 60)
    assert (difference["by"], difference["cluster"], difference["finding"]) == (
        "wave",
        "community",
        "few_clusters",
    )
    shares = results.select(comparison="years", stat="share", category="community")
    assert dict(zip(shares["group"], shares["clusters"], strict=True)) == {"2024": 2, "2023": 2}
