"""From a folder, a file or a name to a complete study."""

from datetime import date

import pytest

import sqgz
from sqgz.errors import InputError
from sqgz.study import Category, codebook_variable
from sqgz.study.codebooks import merge_categories
from sqgz.study.loading import library_root, project_root


def test_a_folder_and_its_file_are_the_same_study(load, tmp_path):
    study = load()
    folder = tmp_path / "data" / "raw" / "small"
    assert (
        sqgz.load_study(folder / "study.yaml").digest == sqgz.load_study(str(folder)).digest == study.digest
    )
    assert study.root == tmp_path
    assert study.folder == folder
    assert study.processed == tmp_path / "data" / "processed" / "small"
    assert study.figures == tmp_path / "figures" / "small"
    assert study.reports == tmp_path / "reports" / "small"
    assert repr(study) == str(study) == "<Study small 小调查: 4 个变量, 1 项比较>"


def test_a_study_of_the_project_is_found_by_its_bare_name_and_by_its_path_from_any_folder(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    by_name = sqgz.load_study("example")
    assert by_name.folder == library_root() / "data" / "raw" / "example"
    assert sqgz.load_study("data/raw/example").digest == by_name.digest


def test_a_study_outside_data_raw_writes_into_the_project_of_the_library(tmp_path):
    assert project_root(tmp_path / "somewhere") == library_root()


def test_a_name_that_is_nowhere_names_the_nearest(tmp_path):
    with pytest.raises(InputError) as caught:
        sqgz.load_study("exampel")
    known = sorted(path.parent.name for path in (library_root() / "data" / "raw").glob("*/study.yaml"))
    assert str(caught.value) == f'找不到调查 "exampel"。是否为 "example"？可用: {", ".join(known)}'


def test_a_folder_without_study_says_how_to_make_one(tmp_path):
    with pytest.raises(InputError) as caught:
        sqgz.load_study(tmp_path)
    assert str(caught.value) == f"文件夹 {tmp_path} 中没有 study.yaml。可用 sqgz new 由调查文件生成一份。"


@pytest.mark.parametrize("nothing", ["", "  "])
def test_nothing_asked_is_not_the_working_folder(nothing):
    with pytest.raises(InputError) as caught:
        sqgz.load_study(nothing)
    assert str(caught.value) == "没有给出调查。请写出含 study.yaml 的文件夹，如 data/raw/example。"


def test_variables_and_comparisons_that_are_not_there_name_the_nearest(load):
    study = load()
    assert study.variable("hukou").label == "户口"
    with pytest.raises(InputError) as caught:
        study.variable("huko")
    assert str(caught.value) == '变量 "huko" 没有声明。是否为 "hukou"？可用: street, position, hukou, pay'
    with pytest.raises(InputError) as caught:
        study.comparison("hukou")
    assert str(caught.value) == '没有名为 "hukou" 的比较。可用: hukou_by_position'


def test_the_official_list_brings_its_variables_unless_they_are_declared(load):
    assert "zone" not in load().variables
    study = load("role: answers}", "role: answers}\n  - {path: 名录.csv, role: places}")
    assert list(study.variables) == ["street", "position", "hukou", "pay", "zone", "community", "unit_type"]
    assert study.has_frame
    assert study.variables["street"].column == ("街道",)
    assert study.variables["community"].level == "community"
    assert study.variables["community"].source == "places"
    assert study.variables["zone"].labels == {"inner": "内城区", "outer": "外城区"}
    assert list(study.variables["unit_type"].labels) == ["community", "village", "converted"]


def test_a_variable_takes_its_kind_from_what_it_is(load):
    variables = load(
        "  pay:", "  age: {label: 年龄, derive: age, bands: [30, 40], column: 年月}\n  pay:"
    ).variables
    assert {key: variable.kind for key, variable in variables.items()} == {
        "street": "place", "position": "nominal", "hukou": "ordered", "age": "ordered", "pay": "nominal",
    }  # fmt: skip
    assert list(variables["age"].labels) == ["≤30", "31–40", "≥41"]
    assert variables["age"].as_of_date == date(2024, 6, 30)
    assert variables["age"].key == "age"


def test_an_as_of_in_words_is_no_date(load):
    assert load("as_of: 2024-06-30", "as_of: 2005—2023年").date is None


def test_a_study_of_counts_knows_it(load):
    assert not load().counts_only
    assert load("role: answers}", "role: counts, n: 人数}").counts_only


def test_what_a_study_writes_for_a_shipped_category_is_laid_over_it(load):
    study = load(
        "codebook: level, column: 户口",
        "codebook: level, column: 户口, categories: [{key: outside, label: 外地, code: 4, aliases: [外区]}, {key: unclear, label: 说不清}]",
    )
    found = {category.key: category for category in study.variables["hukou"].categories}
    assert list(found) == ["community", "street", "district", "outside", "unclear"]
    assert found["outside"].label == "外地"
    assert found["outside"].code == "4"
    assert {"区外", "外区", "外县"} <= set(found["outside"].aliases)
    assert found["outside"].patterns


def test_merging_no_categories_of_its_own_changes_nothing():
    shipped = codebook_variable("level").categories
    assert merge_categories(shipped, ()) == shipped
    assert [c.key for c in merge_categories((), (Category(key="a", label="甲"),))] == ["a"]


def test_the_digest_follows_what_is_declared_and_not_how_it_is_written(load, small):
    same = load(text="# 注释\n" + small.replace("name: small", 'name:   "small"'))
    assert same.digest == load().digest
    assert load("小调查", "大调查").digest != same.digest
