"""Several districts compared: who means the same, whose streets are whose, what a difference between them may claim."""

import pandas as pd
import pytest
from districts import COMPARISONS, HEADINGS, LOCALISATION, VARIABLES, write_district
from studies import HUKOU, one_row, write_study

import sqgz
from sqgz.cleaning import load_records
from sqgz.errors import InputError
from sqgz.results.districts import compare_districts
from sqgz.results.districts.naming import name_together
from sqgz.tables import save_counts

# in a street of ten: heads 0 to 3, members 4 to 9; whoever stands below `near` (one more or less by turns) is 本社区


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    root = tmp_path_factory.mktemp("three")
    return [
        write_district(root, "A", "某市甲区社区工作者调查", 3),
        write_district(root, "B", "某市乙区社区工作者调查", 6),
        write_district(root, "C", "某市丙区社区工作者调查", 6),
    ]


@pytest.fixture(scope="module")
def two(three):
    return compare_districts(three[:2])


def test_counts_of_the_streets_are_those_of_the_people_and_streets_of_one_name_stay_apart(two):
    row = one_row(two.results, comparison="hukou_by_study", group="A", category="community", stat="share")
    assert (row["count"], row["base"], row["clusters"]) == (24, 80, 8)  # 4+2+3+4+2+3+4+2 of eight tens
    total = one_row(two.results, comparison="profile.hukou", category="community", stat="share")
    assert (total["count"], total["base"], total["clusters"]) == (24 + 48, 160, 16)


def test_the_difference_of_two_districts_is_that_of_one_study_with_the_districts_as_zones(three, two):
    """The same people in one file, the district in the place of the zone: the machinery must not tell them apart."""
    found = one_row(two.results, comparison="hukou_by_study", stat="difference", category="community")
    people = pd.concat(
        [
            load_records(study).assign(zone=study.name, street=lambda one: one["street"].astype("str"))
            for study in three[:2]
        ]
    )
    people["street"] = people["zone"] + people["street"]
    table = sqgz.crosstab(people.reset_index(drop=True), rows="zone", cols="hukou", cluster="street")
    expected = sqgz.stats.design_difference(table, "community", rows=("A", "B"))
    assert found["value"] == pytest.approx(-0.3)  # 24 of 80 against 48 of 80
    assert found["low"] == pytest.approx(expected.low, rel=1e-12)
    assert found["high"] == pytest.approx(expected.high, rel=1e-12)
    permuted = sqgz.stats.cluster_permutation(table, "community", rows=("A", "B")).p_value
    assert found["p_value"] == pytest.approx(max(expected.p_value, permuted), rel=1e-12)


def test_more_than_two_districts_are_judged_as_a_whole_and_bear_letters(three):
    results = compare_districts(three).results
    whole = results.select(comparison="residence_by_study", family="exploratory")
    assert whole["stat"].tolist() == ["test"]
    assert whole["finding"].tolist() == ["differ"]
    shares = results.select(comparison="residence_by_study", stat="share", category="community")
    assert dict(zip(shares["group"], shares["text"], strict=True)) == {"A": "b", "B": "a", "C": "a"}


def test_repeats_inside_the_districts_are_a_family_of_their_own_and_nobody_is_mixed(two):
    rows = two.results.select(comparison="hukou_by_position", stat="difference")
    rows = rows[rows["family"] != ""]
    assert rows["stratum"].tolist() == ["A", "B"]
    assert set(rows["family"]) == {"exploratory.within"}
    heads = one_row(
        two.results,
        comparison="hukou_by_position",
        stratum="A",
        group="chief",
        category="community",
        stat="share",
    )
    assert (heads["count"], heads["base"]) == (24, 32)  # near is 3 at most 4: heads alone
    assert two.results.select(comparison="hukou_by_position", stratum="").empty


def test_a_share_of_local_people_is_that_of_the_district_itself(three, two):
    for study in three[:2]:
        own = sqgz.compare(study, load_records(study))
        alone = one_row(own, comparison="localisation.live_here", by="", category="yes", stat="share")
        here = one_row(
            two.results, comparison="localisation_live_here", group=study.name, category="yes", stat="share"
        )
        assert (here["count"], here["base"]) == (alone["count"], alone["base"])
        assert here["low"] == pytest.approx(alone["low"], rel=1e-12)


def test_the_order_of_the_studies_turns_the_difference_and_names_the_comparison(three, two):
    other = compare_districts([three[1], three[0]])
    assert (two.results.study.name, other.results.study.name) == ("对比_A_B", "对比_B_A")
    first, second = (
        one_row(one.results, comparison="hukou_by_study", stat="difference", category="community")
        for one in (two, other)
    )
    assert first["value"] == -second["value"]
    assert first["p_value"] == second["p_value"]


def test_only_counts_are_read(three, tmp_path, monkeypatch):
    """Neither records nor ledger are opened: a city office has only what districts hand on."""
    opened = []
    real = pd.read_parquet
    monkeypatch.setattr(
        pd, "read_parquet", lambda path, *a, **k: opened.append(path.name) or real(path, *a, **k)
    )
    compare_districts(three[:2])
    assert set(opened) == {"counts.parquet"}


def test_what_one_district_asked_beforehand_is_exploratory_where_it_is_repeated_in_all(tmp_path):
    """With Holm over thirty repeats no permutation of six streets against six could ever reach its level."""
    asked = [COMPARISONS[0] | {"family": "confirmatory"}]
    studies = [write_district(tmp_path, name, f"{name}区社区调查", 4, comparisons=asked) for name in "AB"]
    rows = compare_districts(studies).results.select(comparison="hukou_by_position", stat="difference")
    assert set(rows["family"]) - {""} == {"exploratory.within"}


# --- definitions --------------------------------------------------------------------------------------------------------


def test_a_district_with_other_categories_is_left_out_and_named_and_the_others_are_compared(three, tmp_path):
    variables = VARIABLES | {
        "hukou": {
            "label": "户口所在地",
            "column": "户口所在地",
            "categories": [
                {"key": "community", "label": "本社区"},
                {"key": "elsewhere", "label": "其他", "aliases": ["本街道其他社区", "本区其他街道", "区外"]},
            ],
        }
    }  # fmt: skip
    odd = write_district(tmp_path, "D", "某市丁区社区工作者调查", 5, variables=variables)
    compared = compare_districts([odd, *three[:2]])
    shares = compared.results.select(comparison="hukou_by_study", stat="share", category="community")
    assert shares["group"].tolist() == ["A", "B"]
    assert [(one.who, one.why) for one in compared.left_out if "hukou）" in one.what] == [
        (("丁区",), "题型不同")
    ]
    assert compared.results.select(comparison="residence_by_study", stat="share", group="D").shape[0] > 0


def test_of_two_that_differ_both_are_left_out_with_what_differs(three, tmp_path):
    more = {"label": "户口所在地", "codebook": "level", "column": "户口所在地",
            "categories": [{"key": "abroad", "label": "境外"}]}  # fmt: skip
    odd = write_district(tmp_path, "D", "丁区社区工作者调查", 5, variables=VARIABLES | {"hukou": more})
    compared = compare_districts([three[0], odd])
    left = [one for one in compared.left_out if "（hukou）" in one.what]
    assert [(one.who, one.why) for one in left] == [
        (("某市甲区", "丁区"), "与某市甲区相比，丁区类别不同（多出“境外”）")
    ]
    assert compared.results.select(comparison="hukou_by_study").empty


def test_another_rule_of_who_is_local_is_not_compared_under_the_same_key(three, tmp_path):
    other = [LOCALISATION[0] | {"within": "street"}]
    odd = write_district(tmp_path, "D", "某市丁区社区工作者调查", 5, localisation=other)
    compared = compare_districts([three[0], odd])
    assert compared.results.select(comparison="localisation_live_here").empty
    left = [one for one in compared.left_out if "属地化率" in one.what]
    assert "甲区为主职、其他“两委”成员中居住在本社区；丁区为主职、其他“两委”成员中居住在本街道" in left[0].why


def test_a_question_of_ones_own_is_the_same_only_if_it_asks_the_same(tmp_path):
    def study(name, label):
        pay = {
            "label": label,
            "column": "问",
            "categories": [{"key": "good", "label": "满意"}, {"key": "bad", "label": "不满意"}],
        }
        folder = write_study(
            tmp_path, {"问卷.csv": [["问"], *[["满意"]] * 30, *[["不满意"]] * 20]}, {"pay": pay}, [{"id": "p", "outcome": "pay"}],
            name=name, title=f"{name}调查",
        )  # fmt: skip
        folder.clean_and_save()
        loaded = folder.load()
        save_counts(load_records(loaded), loaded)
        return loaded

    one, same, other = (
        study("A", "对待遇是否满意"),
        study("B", "对待遇是否满意"),
        study("C", "对工作是否满意"),
    )
    assert len(compare_districts([one, same]).asked) == 1
    with pytest.raises(InputError, match="与A调查相比，C调查问的是“对工作是否满意”"):
        compare_districts([one, other])


def test_what_is_not_alike_without_forbidding_a_comparison_is_told(three, tmp_path):
    later = write_district(
        tmp_path, "D", "某市丁区社区工作者调查", 5, as_of="2023-12-31", zone_definition="三环为界"
    )
    compared = compare_districts([three[0], later])
    assert compared.told == (
        "统计时点不同：甲区为2024-06-30；丁区为2023-12-31",
        "片区由各调查自行划分，内、外城区只在各自内部比较，不跨地区相加",
    )
    assert compared.results.study.as_of == "2023年12月31日至2024年6月30日"


# --- what may be claimed ------------------------------------------------------------------------------------------------


def test_without_known_clusters_in_one_district_nothing_is_claimed_of_the_difference(three, tmp_path):
    unknown = write_district(tmp_path, "D", "某市丁区社区工作者调查", 8, design={"cluster": None})
    row = one_row(
        compare_districts([three[0], unknown]).results,
        comparison="hukou_by_study", stat="difference", category="community",
    )  # fmt: skip
    assert row["finding"] == "few_clusters"
    assert pd.isna(row["p_adjusted"])


def test_districts_that_are_weighted_and_not_are_not_added_up(three, tmp_path):
    weighted = write_district(tmp_path, "D", "某市丁区社区工作者调查", 5)
    path = weighted.processed / "counts.parquet"
    pd.read_parquet(path).assign(w=lambda one: 2.0 * one["n"], w2=lambda one: 4.0 * one["n"]).to_parquet(path)
    design = weighted.design.model_copy(update={"weight": "weight"})
    compared = compare_districts([three[0], weighted.model_copy(update={"design": design})])
    assert compared.results.select(comparison="profile.hukou").empty
    assert "有的加权、有的不加权，不列合计：甲区为没有权数；丁区为有权数" in compared.told
    row = one_row(compared.results, comparison="hukou_by_study", stat="difference", category="community")
    assert row["value"] == pytest.approx(0.3 - 0.5)  # weights of one size change no share


def test_a_small_district_is_not_judged(three, tmp_path):
    small = write_district(tmp_path, "D", "某市丁区社区工作者调查", 8, streets=2)  # 20 people
    row = one_row(
        compare_districts([three[0], small]).results,
        comparison="hukou_by_study", stat="difference", category="community",
    )  # fmt: skip
    assert row["finding"] == "few_people"


def test_where_everybody_on_the_rosters_answered_the_difference_is_a_fact(tmp_path):
    def full(name, near, missing=0):
        rows = [HEADINGS]
        for street in range(4):
            for person in range(10):
                level = "" if person < missing and street == 0 else "本社区" if person < near else "区外"
                rows.append([f"第{street}街道", "书记" if person < 4 else "居委会委员", level, "区外"])
        places = [["zone", "street", "name", "unit_type"]]
        places += [["内城区", f"第{street}街道", f"第{street}社区", "社区"] for street in range(4)]
        folder = write_study(
            tmp_path, {"花名册.csv": rows}, VARIABLES, COMPARISONS, name=name, title=f"{name}区社区调查", places=places,
            design={"cluster": "street"},
        )  # fmt: skip
        folder.clean_and_save()
        study = folder.load()
        save_counts(load_records(study), study)
        return study

    first, second, third = full("A", 5), full("B", 7), full("C", 7, missing=1)
    row = one_row(
        compare_districts([first, second]).results,
        comparison="hukou_by_study",
        stat="difference",
        inference="finite",
    )
    assert (row["finding"], row["value"]) == ("fact", pytest.approx(-0.2))
    open_ = compare_districts([first, third]).results.select(
        comparison="hukou_by_study", stat="difference", family="exploratory"
    )
    assert open_["inference"].tolist() == ["process"]


def test_counts_that_came_as_tables_take_part_beside_people(three, tmp_path):
    rows = [["街道", "户口所在地", "人数"]]
    for street in range(8):
        rows += [[f"第{street}街道", "本社区", "5"], [f"第{street}街道", "区外", str(4 + street % 2)]]
    folder = write_study(
        tmp_path, {"计数.csv": rows}, {"street": VARIABLES["street"], "hukou": HUKOU}, [{"id": "h", "outcome": "hukou"}],
        name="D", title="某市丁区社区工作者调查", design={"cluster": "street"},
    )  # fmt: skip
    folder.clean_and_save()
    compared = compare_districts([three[0], folder.load()])
    row = one_row(
        compared.results, comparison="hukou_by_study", group="D", category="community", stat="share"
    )
    assert (row["count"], row["base"], row["clusters"]) == (40, 40 + 36, 8)


def test_streets_that_sent_only_counts_are_added_and_told_and_left_out_where_they_cannot_tell(
    three, tmp_path
):
    mixed = write_district(tmp_path, "D", "某市丁区社区工作者调查", 5)
    path = mixed.processed / "counts.parquet"
    cells = pd.read_parquet(path)
    added = pd.DataFrame(
        {"table": "summary.hukou", "street": "第9街道", "hukou": ["community", "outside"], "n": [7, 3]}
    ).assign(w=lambda one: one["n"].astype(float), w2=lambda one: one["n"].astype(float))
    pd.concat([cells.astype({"street": object, "hukou": object}), added]).to_parquet(path, index=False)
    results = compare_districts([three[0], mixed]).results
    row = one_row(results, comparison="hukou_by_study", group="D", category="community", stat="share")
    people = 40  # near 5 gives 6+4+5+6+4+5+6+4 of eight tens
    assert (row["count"], row["base"], row["clusters"]) == (people + 7, 80 + 10, 9)
    decided = one_row(results, comparison="hukou_by_study", stat="difference", category="community")
    assert "丁区有 1 个街道只报了汇总数，按汇总数计入" in decided["warnings"]
    repeated = one_row(
        results, comparison="hukou_by_position", stratum="D", stat="difference", category="community"
    )
    assert "丁区有 1 个街道只报了汇总数而没有相应的分类，未计入" in repeated["warnings"]
    assert one_row(results, comparison="studies", group="D", category="people")["count"] == 90


# --- bad input ----------------------------------------------------------------------------------------------------------


def test_a_study_that_has_not_been_run_is_named_with_the_command(three, tmp_path):
    folder = write_study(tmp_path, {"问卷.csv": [HEADINGS]}, VARIABLES, COMPARISONS, name="D")
    with pytest.raises(InputError) as error:
        compare_districts([three[0], folder.load()])
    assert str(error.value) == (
        '调查 "D" 还没有计数结果（data/processed/D/counts.parquet），无法比较。请先运行 python run.py run data/raw/D。'
    )


def test_the_same_study_twice_and_a_single_one_are_refused(three):
    with pytest.raises(InputError, match=r'^调查 "A" 写了两次。每个调查只写一次。$'):
        compare_districts([three[0], three[0]])
    with pytest.raises(InputError, match=r"^比较至少要两个调查。"):
        compare_districts(three[:1])


def test_counts_that_are_not_a_table_of_counts_are_refused(three, tmp_path):
    broken = write_district(tmp_path, "D", "丁区社区调查", 5)
    (broken.processed / "counts.parquet").write_bytes(b"PAR1 broken")
    with pytest.raises(InputError, match=r'^调查 "D" 的 counts.parquet 无法读取'):
        compare_districts([three[0], broken])


def test_the_name_of_very_many_is_short_and_that_of_their_order(three):
    class Named:
        def __init__(self, name):
            self.name = name

    many = [Named(f"district-{i:02d}") for i in range(30)]
    assert name_together(many).startswith("对比_district-00等30项_")
    assert len(name_together(many)) < 80
    assert name_together(many) != name_together(many[::-1])
