"""decisions.csv as people edit it by hand."""

import pytest
from studies import HUKOU, values_of, write_study

from sqgz.errors import InputError

HEAD = "variable,raw,file,row,file_hash,decision,note\n"


@pytest.fixture
def folder(tmp_path):
    return write_study(
        tmp_path, {"问卷.xlsx": [["序", "户口所在地"], ["1", "本地"], ["2", "外省"]]}, {"hukou": HUKOU}
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("decision", ["本社区", "community", "（本社区）"[1:-1]])
def test_a_label_or_a_key_typed_by_hand_is_taken_in_any_encoding_a_spreadsheet_saves(
    folder, encoding, decision
):
    folder.decisions.write_bytes(f"{HEAD}hukou,本地,,,,{decision},问过\n\n".encode(encoding))
    cleaned = folder.clean_and_save()
    assert values_of(cleaned, "hukou") == ["community", "outside"]
    assert folder.decisions.read_bytes().decode("utf-8-sig") == f"{HEAD}hukou,本地,,,,community,问过\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n", "decisions.csv 第1行: 列标题应为 variable,raw,file,row,file_hash,decision,note。请改正，或删除该文件后重新填写待核清单。"),
        ("", "decisions.csv 第1行: 列标题应为 variable,raw,file,row,file_hash,decision,note。请改正，或删除该文件后重新填写待核清单。"),
        (HEAD + "hukou,本地,,,,本社区\n", "decisions.csv 第2行: 应有 7 列，现有 6 列。含逗号的内容请用英文双引号括起。"),
        (HEAD + "hukou,本地,问卷.xlsx,第2行,,本社区,\n", 'decisions.csv 第2行: row 应为行号，现为 "第2行"。'),
        (HEAD + "hukuo,本地,,,,本社区,\n", 'decisions.csv 第2行: 变量 "hukuo" 没有声明。是否为 "hukou"？可用: hukou'),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_meant_is_refused_by_its_number(folder, content, message):
    folder.decisions.write_text(content, encoding="utf-8")
    before = folder.listing()
    with pytest.raises(InputError) as error:
        folder.clean_and_save()
    assert str(error.value) == message
    assert folder.listing() == before


def test_a_category_that_does_not_exist_is_refused_with_the_nearest(folder):
    folder.decisions.write_text(f"{HEAD}hukou,本地,,,,本社区居,\n", encoding="utf-8")
    with pytest.raises(InputError, match='第2行: "本社区居" 不是“户口所在地”的类别。是否为 "本社区"？'):
        folder.clean()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01\x80\x81", HEAD.encode() + b"hukou,\xff\xff,,,,x,\n"])
def test_bytes_of_no_encoding_are_the_users_to_mend(folder, content):
    folder.decisions.write_bytes(content)
    with pytest.raises(InputError, match=r"decisions\.csv"):
        folder.clean()


def test_no_decision_and_no_list_is_the_ordinary_beginning(folder):
    assert folder.clean_and_save().decisions.made == {}
    assert not folder.decisions.exists()
