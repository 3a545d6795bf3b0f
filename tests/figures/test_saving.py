import hashlib
import json
import os

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from figures.synthetic import default_rows

from sqgz.errors import InputError
from sqgz.figures import check_figures, difference_plot, save_figure, saving, stacked_shares
from sqgz.results import Results, save_results
from sqgz.results.schema import build_frame


def saved(study):
    return {path.name: path.read_bytes() for path in study.figures.iterdir()}


def test_every_format_the_study_asks_for_is_written_with_its_sidecars(all_formats, capsys):
    study = all_formats.study
    assert save_figure(stacked_shares(all_formats, ["hukou_by_position"]), "01_户口", study) is None
    assert sorted(saved(study)) == [f"01_户口.{suffix}" for suffix in ("csv", "json", "pdf", "png", "svg")]
    assert plt.get_fignums() == []
    printed = capsys.readouterr().out
    assert "本街道其他社区" in printed
    assert "户口所在地 内城区 主职" in printed
    assert "32.9" in printed  # 50/152


def test_the_same_numbers_give_the_same_bytes(all_formats):
    kept = []
    for _ in range(2):
        save_figure(stacked_shares(all_formats, ["hukou_by_position"]), "01_户口", all_formats.study)
        save_figure(difference_plot(all_formats), "02_差值", all_formats.study)
        kept.append(saved(all_formats.study))
    assert kept[0] == kept[1]


def test_the_csv_holds_the_plotted_numbers_unrounded(results):
    save_figure(stacked_shares(results, ["hukou_by_position"]), "01_户口", results.study)
    frame = pd.read_csv(results.study.figures / "01_户口.csv")
    assert frame["share"].iloc[0] == pytest.approx(50 / 152, abs=1e-15)
    assert len(frame) == 16


def test_the_json_says_where_the_numbers_come_from_without_times_or_places(all_formats, tmp_path):
    study = all_formats.study
    save_results(all_formats)
    path = study.processed / "results.csv"
    save_figure(
        stacked_shares(all_formats, ["hukou_by_position"]),
        "01_户口",
        study,
        notebook="06_figures.ipynb",
        caption="户口分布",
    )
    text = (study.figures / "01_户口.json").read_text(encoding="utf-8")
    known = json.loads(text)
    assert known["inputs"] == {"results.csv": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert known["study"]["digest"] == study.digest
    assert known["drawn_by"] == [
        {
            "function": "stacked_shares",
            "parameters": {"by": "", "comparisons": ["hukou_by_position"], "size": "full"},
        }
    ]
    assert known["notebook"] == "06_figures.ipynb"
    assert "内城区 主职（152人）" not in known["alt"] or "本社区" in known["alt"]
    assert known["alt"].startswith("百分比堆积条形图。户口所在地：内城区 主职（")
    assert str(tmp_path) not in text
    assert "<title>户口分布</title>" in (study.figures / "01_户口.svg").read_text(encoding="utf-8")
    svg, pdf = ((study.figures / f"01_户口.{suffix}").read_bytes() for suffix in ("svg", "pdf"))
    assert b"Date" not in pdf
    assert b"<dc:date>" not in svg


def test_pictures_of_the_page_have_300_dots_per_inch(results):
    save_figure(stacked_shares(results, ["hukou_by_position"]), "01_户口", results.study)
    width = plt.imread(results.study.figures / "01_户口.png").shape[1]
    assert width == pytest.approx(15.5 / 2.54 * 300, abs=1)


def test_text_in_the_pdf_is_type_3_since_type_42_of_this_font_shows_as_blanks_in_some_readers(all_formats):
    save_figure(stacked_shares(all_formats, ["hukou_by_position"]), "01_户口", all_formats.study)
    pdf = (all_formats.study.figures / "01_户口.pdf").read_bytes()
    assert b"/Type3" in pdf
    assert b"/FontFile2" not in pdf


def test_a_format_no_longer_asked_for_is_removed(make_study):
    for formats in ("[png, svg, pdf]", "[png]"):
        results = Results(build_frame(default_rows()), make_study(formats=formats))
        save_figure(difference_plot(results), "02_差值", results.study)
    assert sorted(saved(results.study)) == ["02_差值.csv", "02_差值.json", "02_差值.png"]


def test_all_files_are_replaced_or_none(results, monkeypatch):
    study = results.study
    save_figure(difference_plot(results), "02_差值", study)
    before = saved(study)
    true_replace, done = os.replace, []

    def failing(source, target):
        done.append(target)
        if len(done) == 5:  # some are already in place
            raise PermissionError
        true_replace(source, target)

    monkeypatch.setattr(saving.os, "replace", failing)
    with pytest.raises(InputError, match="无法写入图文件"):
        save_figure(difference_plot(results, ["residence_by_zone"]), "02_差值", study)
    assert saved(study) == before
    assert plt.get_fignums() == []


def test_a_figure_of_ones_own_needs_its_numbers_and_says_that_data_are_simulated(study, capsys):
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    with pytest.raises(InputError, match=r"save_figure\(…, numbers=数据框\)"):
        save_figure(axes, "03_own", study)
    assert plt.get_fignums() == []
    figure, axes = plt.subplots()
    with pytest.raises(InputError) as error:
        save_figure(figure, "03_own", study, numbers=pd.DataFrame({"a": [0.5]}))
    assert (
        str(error.value)
        == "本调查是模拟数据，图上须注明。作图时请写 study=study，或自己在图上写明“模拟数据”。"
    )
    figure, axes = plt.subplots()
    axes.set_title("模拟数据")  # in matplotlib's own font, which has no Chinese
    save_figure(figure, "03_own", study, numbers=pd.DataFrame({"name": ["甲"], "share": [1 / 3]}))
    assert "0.3333" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["户口", "1_户口", "01_a b", "01_a/b", "../01_a", "01_a.png"])
def test_a_bad_name_is_refused_and_nothing_is_written(results, name):
    with pytest.raises(InputError, match="不合要求"):
        save_figure(difference_plot(results), name, results.study)
    assert not results.study.figures.exists()
    assert plt.get_fignums() == []


def test_the_stale_check_names_every_figure_that_no_longer_matches(results, make_results):
    study = results.study
    save_results(results)
    save_figure(difference_plot(results), "02_差值", study)
    save_figure(stacked_shares(results, ["hukou_by_position"]), "01_户口", study)
    assert check_figures(study) == ("01_户口", "02_差值")
    (study.figures / "01_户口.png").write_bytes(b"changed")
    with pytest.raises(InputError) as error:
        check_figures(study)
    assert (
        str(error.value) == "以下图与现在的数据不符：01_户口（png 文件被改动）。请重新运行 06_figures.ipynb。"
    )
    save_results(make_results(default_rows()[:-1]))
    with pytest.raises(InputError, match=r"01_户口（检验结果已更新）；02_差值（检验结果已更新）"):
        check_figures(study)


def test_a_figure_of_other_results_than_those_on_disk_is_stale_from_the_start(results, make_results):
    save_results(make_results(default_rows()[:-1]))
    save_figure(difference_plot(results), "02_差值", results.study)
    with pytest.raises(InputError, match="检验结果已更新"):
        check_figures(results.study)


def test_a_figure_of_tables_depends_on_the_records(tables, study):
    study.processed.mkdir(parents=True)
    (study.processed / "records.parquet").write_bytes(b"people")
    save_figure(stacked_shares(tables, study=study), "01_户口", study)
    assert check_figures(study) == ("01_户口",)
    (study.processed / "records.parquet").write_bytes(b"other people")
    with pytest.raises(InputError, match="清洗后的记录已更新"):
        check_figures(study)


def test_a_damaged_json_is_named(results):
    save_results(results)
    save_figure(difference_plot(results), "02_差值", results.study)
    (results.study.figures / "02_差值.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="02_差值（json 文件已损坏）"):
        check_figures(results.study)


def test_survey_and_published_sources_are_named_as_what_they_are(make_study):
    from sqgz.figures.remarks import source_line

    assert source_line(make_study("survey")) == "数据来源：某区属地化情况调研，统计时点2024年6月30日。"
    assert (
        source_line(make_study("published"))
        == "数据来源：某区属地化情况调研（据已公布的数字整理），统计时点2024年6月30日。"
    )
    assert (
        source_line(make_study("simulated"))
        == "数据来源：模拟数据，某区属地化情况调研，统计时点2024年6月30日。"
    )
    assert source_line(make_study("simulated", title="某区（模拟数据）")).count("模拟") == 1


def test_nothing_to_draw_is_said_and_an_earlier_figure_is_removed(results, capsys):
    save_figure(difference_plot(results), "02_差值", results.study)
    capsys.readouterr()
    save_figure(None, "02_差值", results.study)
    assert capsys.readouterr().out == "本调查没有可画此图的内容，未作图：02_差值。\n"
    assert saved(results.study) == {}


def test_only_the_figures_asked_for_are_checked_and_one_without_record_is_no_figure(results):
    study = results.study
    save_results(results)
    save_figure(stacked_shares(results, ["hukou_by_position"]), "01_户口", study)
    (study.figures / "02_坏.json").write_text("{", encoding="utf-8")
    assert check_figures(study, only=["01_户口"]) == ("01_户口",)
    with pytest.raises(InputError) as error:
        check_figures(study, only=["01_户口", "02_坏", "03_无"])
    assert str(error.value) == (
        "以下图与现在的数据不符：02_坏（json 文件已损坏）；03_无（没有来源记录 json）。请重新运行 06_figures.ipynb。"
    )
