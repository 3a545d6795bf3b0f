"""What is refused before the first notebook runs: a copy under the same name, a template that cannot be used."""

import shutil
import zipfile
from pathlib import Path

import pytest
from report.templating.documents import write_template
from studies import HUKOU, write_study

from sqgz.running import pipeline
from sqgz.running.cli import run_command

ROWS = [["户口所在地"], ["本社区"], ["外省"]]


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    """A run changes the working folder; the next test starts where this one did."""
    monkeypatch.chdir(Path.cwd())


@pytest.fixture
def ran(monkeypatch):
    """The notebooks that were run, by name; they do nothing."""
    found = []
    monkeypatch.setattr(pipeline, "execute", lambda notebook, output, parameters: found.append(notebook.stem))
    monkeypatch.setattr(pipeline, "write_html", lambda notebook: None)
    monkeypatch.setattr(pipeline, "_open_questions", lambda study: 0)
    return found


def study_with(tmp_path, **more):
    return write_study(tmp_path, {"问卷.csv": ROWS}, {"hukou": HUKOU}, **more)


# --- copies ----------------------------------------------------------------------------------------------------------


def test_a_copied_folder_of_the_same_name_is_refused_whichever_is_run(tmp_path, ran, capsys):
    folder = study_with(tmp_path)
    copy = folder.path.with_name("b17")
    shutil.copytree(folder.path, copy)
    for one, other in ((folder.path, copy), (copy, folder.path)):
        assert run_command(["run", str(one)]) == 2
        assert capsys.readouterr().err == (
            f"错误：文件夹 {one.name} 与 {other.name} 的 study.yaml 都写着 name: tiny，运行会互相覆盖结果、图和报告。"
            "请把其中一个改成别的名称，如在 b17 中写 name: b17；只作备份的，请移到 raw 以外。\n"
        )
    assert ran == []
    path = copy / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: tiny", "name: b17"), encoding="utf-8")
    assert run_command(["run", str(folder.path)]) == 0
    assert run_command(["run", str(copy)]) == 0


def test_a_neighbour_that_cannot_be_read_is_no_concern(tmp_path, ran):
    folder = study_with(tmp_path)
    (folder.path.parent / "坏").mkdir()
    (folder.path.parent / "坏" / "study.yaml").write_text("name: [", encoding="utf-8")
    assert run_command(["run", str(folder.path)]) == 0


# --- the template ----------------------------------------------------------------------------------------------------


def zipped(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def bomb(path):
    write_template(path, "正文")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.bin", b"\0" * (41 << 20))


def with_macros(path):
    write_template(path, "正文")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda path: None, "没有找到这个模板"),
        (lambda path: zipped(path, a="b"), "不是 Word 文档（.docx），是别的文件"),
        (with_macros, "是带宏的文档（.docm）"),
        (bomb, "解压后过大，疑似异常文件，没有打开"),
        (lambda path: write_template(path, "｛｛ 主职.户口.本社区.人数 ｝｝"), "花括号要用半角的 {{ }}"),
        (lambda path: write_template(path, "{{ 主职.户口.本社区.人数 }"), "没有配对"),
        (lambda path: write_template(path, "{%p if 1 %}"), "没有结束"),
    ],
)
def test_a_bad_template_is_refused_before_the_first_notebook(tmp_path, ran, capsys, write, said):
    folder = study_with(tmp_path, report={"template": "我的模板.docx"})
    write(folder.path / "我的模板.docx")
    before = folder.listing()
    assert run_command(["run", str(folder.path)]) == 2
    err = capsys.readouterr().err
    assert err.startswith("错误：我的模板.docx: ")
    assert said in err
    assert (ran, folder.listing()) == ([], before)


def test_a_template_is_of_no_concern_where_the_report_is_not_run(tmp_path, ran):
    folder = study_with(tmp_path, report={"template": "我的模板.docx"})
    assert run_command(["run", str(folder.path), "--only", "01"]) == 0
    assert ran == ["01_clean"]


def test_a_template_without_a_placeholder_is_used_with_a_warning(tmp_path, ran, capsys):
    folder = study_with(tmp_path, report={"template": "我的模板.docx"})
    write_template(folder.path / "我的模板.docx", "只有文字")
    assert run_command(["run", str(folder.path)]) == 0
    assert (
        "tiny  我的模板.docx: 模板中没有占位符，生成的报告不会含有本调查的数字（写法见 sqgz fields）。\n"
        in capsys.readouterr().out
    )


def test_names_that_only_results_know_are_not_judged_before_there_are_any(tmp_path, ran, capsys):
    folder = study_with(tmp_path, report={"template": "我的模板.docx"})
    write_template(
        folder.path / "我的模板.docx",
        "{{ 随便.什么 }}人", "{%p for 街 in 各街道 %}", "{{ 街.名称 }}", "{%p endfor %}", "{{ 表.户口 }}",
    )  # fmt: skip
    assert run_command(["run", str(folder.path)]) == 0
    assert "模板" not in capsys.readouterr().out
