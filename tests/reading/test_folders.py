"""A folder as streets fill it: what counts as sent, in which order."""

import pytest

from sqgz.errors import InputError
from sqgz.reading import list_folder


def folder_of(tmp_path, *names):
    for name in names:
        path = tmp_path / "上报" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path / "上报"


def test_files_come_in_the_order_of_their_numbers(tmp_path):
    folder = folder_of(tmp_path, "10街道.xlsx", "2街道.xlsx", "1街道/甲社区.xlsx")
    assert [one.name for one in list_folder(folder, file="上报")] == [
        "上报/1街道/甲社区.xlsx",
        "上报/2街道.xlsx",
        "上报/10街道.xlsx",
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~$甲街道.xlsx", "Excel 打开工作簿时留下的临时文件"),
        (".~lock.甲街道.xlsx#", "办公软件留下的临时文件"),
        ("Thumbs.db", "系统自动生成的文件"),
        ("__MACOSX/甲街道.xlsx", "系统自动生成的文件"),
        (".隐藏.xlsx", "隐藏文件"),
        (".cache/甲街道.xlsx", "隐藏文件"),
    ],
)
def test_what_nobody_meant_to_send_is_listed_and_left_aside(tmp_path, name, reason):
    folder = folder_of(tmp_path, name, "乙街道.xlsx")
    assert {one.name: one.left_aside for one in list_folder(folder, file="上报")} == {
        f"上报/{name}": reason,
        "上报/乙街道.xlsx": "",
    }


def test_a_picture_and_a_document_are_submissions_for_their_content_to_judge(tmp_path):
    folder = folder_of(tmp_path, "甲街道.pdf", "乙街道.wps", "丙街道.jpg")
    assert all(one.left_aside == "" for one in list_folder(folder, file="上报"))


def test_a_folder_that_is_not_there_is_a_file_or_is_empty_is_said(tmp_path):
    with pytest.raises(InputError) as error:
        list_folder(tmp_path / "上报", file="上报")
    assert (
        str(error.value) == "上报: 没有找到这个文件夹。请核对 study.yaml 中 folder 的写法和文件夹所在的位置"
    )
    (tmp_path / "一个文件").write_bytes(b"x")
    with pytest.raises(InputError, match=r"^一个文件: 这是一个文件，不是文件夹"):
        list_folder(tmp_path / "一个文件", file="一个文件")
    with pytest.raises(InputError, match=r"^上报: 文件夹里没有报送文件"):
        list_folder(folder_of(tmp_path, "~$甲街道.xlsx"), file="上报")
