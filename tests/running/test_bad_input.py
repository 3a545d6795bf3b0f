"""Whatever a researcher gets wrong: one clear Chinese message, exit code 2, no traceback, nothing half-written.

Notebooks are replaced by what 01_clean does, so that each case takes a moment; one runs a real kernel.
"""

import importlib.util
from pathlib import Path

import nbformat
import openpyxl
import pytest
from studies import (
    COMMUNITY,
    EDUCATION,
    HUKOU,
    PERSON,
    PLACES,
    PROJECT,
    STREET,
    as_csv,
    identity,
    values_of,
    write_study,
    write_workbook,
)

import sqgz
from sqgz.cleaning import save_cleaned
from sqgz.errors import InputError
from sqgz.running import notebooks, pipeline
from sqgz.running.cli import run_command

ROWS = [
    ["身份证号", "户口所在地", "最高学历"],
    [identity(1), "本社区", "本科"],
    [identity(2), "外省", "大专"],
]
VARIABLES = {"person": PERSON, "hukou": HUKOU, "education": EDUCATION}


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    """A run changes the working folder; the next test starts where this one did."""
    monkeypatch.chdir(Path.cwd())


@pytest.fixture
def run(monkeypatch, capsys):
    """Function: words of a command line → exit code and what was said on stderr; 01_clean without a kernel."""

    def clean(notebook, output, parameters):
        study = sqgz.load_study(parameters["study"], parameters["overrides"])
        save_cleaned(sqgz.clean(study))

    monkeypatch.setattr(pipeline, "execute", clean)
    monkeypatch.setattr(pipeline, "write_html", lambda notebook: None)

    def run_words(*words):
        code = run_command([str(word) for word in words])
        return code, capsys.readouterr().err

    return run_words


@pytest.fixture
def refused(run):
    """Function: a study's folder and the message it should end with, or its parts; nothing may be written."""

    def check(folder, *parts):
        before = folder.listing()
        code, said = run("run", folder.path, "--only", "01")
        if len(parts) == 1:
            assert said == f"错误：{parts[0]}\n"
        else:  # found, and what to do
            assert said.startswith(f"错误：{parts[0]}")
            assert all(part in said for part in parts)
            assert said.count("\n") == 1
        assert code == 2
        assert folder.listing() == before

    return check


@pytest.fixture
def folder(tmp_path):
    return write_study(tmp_path, {"问卷.xlsx": ROWS}, VARIABLES)


def test_a_good_study_ends_well_and_leaves_no_draft_behind(folder, run):
    code, said = run("run", folder.path, "--only", "01")
    assert (code, said) == (0, "")
    assert sorted(path.name for path in folder.processed.iterdir()) == [
        "ledger.csv", "records.parquet", "sheets.csv", "待核清单.xlsx",
    ]  # fmt: skip


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there(folder, refused):
    (folder.path / "问卷.xlsx").rename(folder.path / "问卷 .xlsx")
    refused(folder, "问卷.xlsx: 没有找到这个文件。请核对文件名和所在文件夹；是否为“问卷 .xlsx”？")


def test_an_empty_file(folder, refused):
    folder.write("问卷.xlsx", b"")
    refused(folder, "问卷.xlsx: 文件是空的（0 字节），多半没有传完。", "请重新")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_workbook(folder, refused, share):
    content = (folder.path / "问卷.xlsx").read_bytes()
    folder.write("问卷.xlsx", content[: int(len(content) * share)])
    refused(folder, "问卷.xlsx: 文件不完整（开头是 .xlsx 的内容，结尾缺失），多半没有传完。", "请重新")


def test_text_renamed_to_a_workbook(folder, refused):
    folder.write("问卷.xlsx", as_csv(ROWS).encode())
    refused(
        folder,
        "问卷.xlsx: 扩展名是 .xlsx，内容却是纯文本，不是工作簿。",
        "请用 Excel 或 WPS 打开，另存为",
        "若本来就是文本表，请把扩展名改为 .csv",
    )


@pytest.mark.parametrize("start", [b"<html><body><table>", b"\xef\xbb\xbf<!DOCTYPE html>", b"  <table>"])
def test_a_page_named_xls(tmp_path, refused, start):
    folder = write_study(tmp_path, {"问卷.xls": start + "<tr><td>户口</td></tr></table>".encode()}, VARIABLES)
    refused(folder, "问卷.xls: 内容是网页（HTML），不是工作簿", "请用 Excel 或 WPS 打开，另存为")


def test_a_workbook_with_a_password(folder, refused):
    spec = importlib.util.spec_from_file_location(
        "reading_files", PROJECT / "tests" / "reading" / "conftest.py"
    )
    files = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(files)
    folder.write(
        "问卷.xlsx", files.build_compound({"EncryptionInfo": b"\0" * 64, "EncryptedPackage": b"\0" * 64})
    )
    refused(folder, "问卷.xlsx: 文件有打开密码，无法读取。", "去掉密码")


def test_a_formula_without_a_value(folder, refused):
    book = openpyxl.load_workbook(folder.path / "问卷.xlsx")
    book.active["B3"] = '=IF(A3="","","本社区")'
    book.save(folder.path / "问卷.xlsx")
    refused(
        folder,
        "问卷.xlsx 表页“Sheet1” B3: 单元格里是公式，但文件没有保存计算结果。请用 Excel 或 WPS 打开后保存一次，再重试",
    )


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_of_any_chinese_encoding_is_read(tmp_path, encoding, separator):
    text = as_csv(ROWS).replace(",", separator)
    folder = write_study(tmp_path, {"问卷.csv": text.encode(encoding)}, VARIABLES)
    assert values_of(folder.clean(), "hukou") == ["community", "outside"]


def test_a_csv_row_with_a_stray_separator(tmp_path, refused):
    folder = write_study(
        tmp_path, {"问卷.csv": as_csv(ROWS) + f"{identity(3)},本社区,本科,多出\n"}, VARIABLES
    )
    refused(
        folder,
        "问卷.csv 第4行: 有 4 列，表头只有 3 列，多半是某个值里的分隔符没有加引号，后面的列已错位。"
        "请改正这一行，或用 Excel 打开核对后另存为 .xlsx",
    )


# --- sheets and columns ----------------------------------------------------------------------------------------------


def test_a_sheet_that_is_not_there(tmp_path, refused):
    folder = write_study(tmp_path, {"问卷.xlsx": ROWS}, VARIABLES)
    text = (folder.path / "study.yaml").read_text(encoding="utf-8")
    folder.write("study.yaml", text.replace("role: answers", "role: answers\n  sheet: Sheet2"))
    refused(
        folder,
        "问卷.xlsx: 没有表页“Sheet2”。是否为“Sheet1”？工作簿里有: Sheet1。请改正研究文件里的 sheet（表页名，或从 1 数起的序号）",
    )


def test_a_column_that_is_not_there(tmp_path, refused):
    rows = [[*ROWS[0][:2], "学历（最高）"], *ROWS[1:]]
    folder = write_study(tmp_path, {"问卷.xlsx": rows}, VARIABLES)
    refused(
        folder,
        '问卷.xlsx: 没有列 "最高学历"（变量 education 文化程度）。请在 study.yaml 中改正列标题。现有列: 身份证号、户口所在地、学历（最高）',
    )


def test_a_heading_that_stands_twice(tmp_path, refused):
    rows = [[*ROWS[0], "户口所在地"], *([*row, "外省"] for row in ROWS[1:])]
    folder = write_study(tmp_path, {"问卷.xlsx": rows}, VARIABLES)
    refused(
        folder,
        "问卷.xlsx 表页“Sheet1” 第1行: B列和D列的表头都是“户口所在地”，无法区分。请改成不同的名称，保存后重试",
    )


def test_a_sheet_without_any_known_heading(tmp_path, run):
    folder = write_study(tmp_path, {"问卷.xlsx": [["一", "二"], ["1", "2"]]}, VARIABLES)
    code, said = run("run", folder.path, "--only", "01")
    assert code == 2
    assert said.startswith(
        "错误：问卷.xlsx 表页“Sheet1”: 前 2 行里找不到表头，没有一行含有至少 2 个已声明的列名。"
    )
    assert "最像表头的是第1行: 一、二。" in said


def test_a_workbook_without_a_single_person(tmp_path, refused):
    folder = write_study(tmp_path, {"问卷.xlsx": ROWS[:1]}, VARIABLES)
    refused(
        folder, "问卷.xlsx: 没有一行可以成为记录的数据。请核对文件，或用 sheet、heading_row 写明数据所在。"
    )


# --- the study file --------------------------------------------------------------------------------------------------


def edited(folder, old, new):
    path = folder.path / "study.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(found, start=1) if new.splitlines()[-1] in line)


def test_a_key_that_does_not_exist(folder, refused):
    line = edited(folder, "title: 小调查", "titel: 小调查")
    keys = "name, title, source, as_of, zone_definition, files, design, people, variables, localisation, comparisons, targets, report"
    refused(
        folder,
        'study.yaml 第1行: 缺少必填项 "title"\n'
        f'study.yaml 第{line}行: 键 "titel" 不认识。是否为 "title"？可用: {keys}',
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("outcome: hukou", "outcome: hukuo", '变量 "hukuo" 没有在 variables 中声明。是否为 "hukou"？可用: person, hukou, education'),
        ("outcome: hukou", "outcome: hukou\n  key: [[本社区居]]", '变量 "hukou" 的类别 "本社区居" 不存在。是否为 "本社区"？可用: 本社区, 本街道其他社区, 本区其他街道, 区外'),
        ("outcome: hukou", "outcome: hukou\n  by: zone", '变量 "zone" 没有在 variables 中声明。可用: person, hukou, education'),
        ("codebook: education", "codebook: educations", '没有名为 "educations" 的答案表。是否为 "education"？可用: committee_post, education, level, party_post, position, status, unit_type, zone'),
    ],
)  # fmt: skip
def test_a_variable_category_or_codebook_that_does_not_exist(folder, refused, old, new, said):
    line = edited(folder, old, new)
    refused(folder, f"study.yaml 第{line}行: {said}")


def test_a_study_that_asks_nothing(folder, refused):
    text = (folder.path / "study.yaml").read_text(encoding="utf-8")
    folder.write("study.yaml", text[: text.index("comparisons:")] + "comparisons: []\n")
    line = text[: text.index("comparisons:")].count("\n") + 1
    refused(
        folder,
        f"study.yaml 第{line}行: 没有声明任何比较（comparisons）。至少写一项，如 {{id: hukou, outcome: hukou}}。",
    )


def test_two_studies_of_one_name(tmp_path, run):
    first = write_study(tmp_path, {"问卷.xlsx": ROWS}, VARIABLES)
    second = tmp_path / "data" / "raw" / "other"
    second.mkdir()
    for path in first.path.iterdir():
        (second / path.name).write_bytes(path.read_bytes())
    code, said = run("run", first.path, second, "--only", "01")
    assert code == 2
    assert said == (
        '错误：两个调查同名 "tiny"（tiny 与 other），结果会互相覆盖。请改其中一个 study.yaml 的 name。\n'
    )
    assert not first.processed.exists()


def test_the_same_study_twice(folder, run):
    code, said = run("run", folder.path, folder.path / "study.yaml", "--only", "01")
    assert code == 2
    assert said == '错误：调查 "tiny" 写了两次。每个调查只写一次。\n'


def test_a_folder_without_a_study(tmp_path, run):
    code, said = run("run", tmp_path, "--only", "01")
    assert (code, said) == (
        2,
        f"错误：文件夹 {tmp_path} 中没有 study.yaml。可用 sqgz new 由调查文件生成一份。\n",
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--set", "design.alpha"],
            '错误：--set 应写作 键=值，如 --set design.alpha=0.01；现为 "design.alpha"。\n',
        ),
        (["--only", "99"], '错误：没有编号或名称为 "99" 的笔记本。可用: '),
    ],
)
def test_words_of_the_command_line_that_cannot_be_meant(folder, run, words, said):
    code, found = run("run", folder.path, *words)
    assert code == 2
    assert found.startswith(said)


def test_an_unknown_option_is_the_users_to_mend_and_shows_no_traceback(folder, run):
    code, said = run("run", folder.path, "--quick")
    assert code == 2
    assert said.startswith("错误：")
    assert "Traceback" not in said


@pytest.mark.parametrize("value", ["7", "-1", "很小"])
def test_a_value_that_is_not_allowed_may_not_come_in_by_set_either(folder, run, value):
    code, said = run("run", folder.path, "--only", "01", "--set", f"design.alpha={value}")
    assert code == 2
    assert "design.alpha" in said


# --- the official list, and decisions --------------------------------------------------------------------------------


def test_a_place_that_stands_twice_in_the_official_list(tmp_path, refused):
    rows = [["街道", "社区", "户口所在地"], ["青禾街道", "春风社区", "本社区"]]
    folder = write_study(
        tmp_path, {"问卷.xlsx": rows}, {"street": STREET, "community": COMMUNITY, "hukou": HUKOU}, places=[*PLACES, PLACES[1]]
    )  # fmt: skip
    refused(folder, "单位名录.csv 第8行: “春风社区”与第2行重复。请删去一行，或改正街道。")


def test_a_review_list_that_is_open(folder, refused, run):
    assert run("run", folder.path, "--only", "01")[0] == 0
    (folder.processed / "~$待核清单.xlsx").write_bytes(b"")
    refused(folder, "tiny/待核清单.xlsx 正在别的程序中打开。请保存并关闭后重新运行；所填内容不会丢失。")


def test_a_review_list_that_cannot_be_read(folder, refused, run):
    assert run("run", folder.path, "--only", "01")[0] == 0
    folder.review.write_bytes(b"broken")
    refused(
        folder,
        "无法读取 tiny/待核清单.xlsx，文件已损坏或不是 .xlsx。请用 Excel 或 WPS 打开后另存；确认不再需要其中的决定，可删除该文件。",
    )


# --- a defect of ours is told apart ----------------------------------------------------------------------------------


def test_a_defect_of_the_program_is_exit_code_3_and_says_so(folder, run, monkeypatch):
    def broken(*_):
        raise RuntimeError("ours")

    monkeypatch.setattr(pipeline, "execute", broken)
    code, said = run("run", folder.path, "--only", "01")
    assert code == 3
    assert said == "程序内部错误：RuntimeError: ours\n请加 --debug 重新运行，并把输出发给维护者。\n"


# --- a real kernel ---------------------------------------------------------------------------------------------------


def notebook_of(path, *cells):
    book = nbformat.v4.new_notebook()
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book.cells = [nbformat.v4.new_code_cell(source, id=f"cell{i}") for i, source in enumerate(cells)]
    book.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(book, path)
    return path


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_failing_cell_ends_the_run_with_notebook_cell_and_message_and_earlier_outputs_stay(tmp_path):
    source = notebook_of(
        tmp_path / "01_clean.ipynb",
        'study = "example"',
        "from sqgz.errors import InputError",
        'raise InputError(f"{study}: 这里错了。请改正。")',
    )
    output = tmp_path / "reports" / "01_clean.ipynb"
    output.parent.mkdir()
    output.write_text("earlier", encoding="utf-8")
    with pytest.raises(InputError) as error:
        notebooks.execute(source, output, {"study": "tiny"})
    # cells are counted in the executed copy, which has one more: the parameters that were given
    assert str(error.value) == "01_clean.ipynb 第4格: tiny: 这里错了。请改正。"
    assert [path.name for path in output.parent.iterdir()] == ["01_clean.ipynb"]
    assert output.read_text(encoding="utf-8") == "earlier"


def test_workbooks_of_several_sheets_are_written_by_these_tests_as_meant(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(path, [["一"]], sheet="甲", others=[("乙", [["二"]])])
    assert openpyxl.load_workbook(path).sheetnames == ["甲", "乙"]
