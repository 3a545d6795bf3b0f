"""Files written whole or not at all."""

import os

import pandas as pd
import pytest

from sqgz.errors import InputError
from sqgz.writing import write_beside, write_frame, write_text


def listing(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_and_its_folder_come_into_being_together(tmp_path):
    write_text(tmp_path / "a" / "b" / "文.txt", "一\n二\r\n")
    assert (tmp_path / "a" / "b" / "文.txt").read_bytes() == "一\n二\r\n".encode()
    assert listing(tmp_path / "a" / "b") == ["文.txt"]


def test_encodings_are_as_asked(tmp_path):
    write_text(tmp_path / "a.csv", "甲", encoding="utf-8-sig")
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + "甲".encode()


def test_an_error_while_writing_leaves_what_stood_there_and_nothing_half_written(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "前")

    def fail():
        with write_beside(path) as temporary:
            assert (temporary.parent, temporary.suffix) == (path.parent, path.suffix)
            temporary.write_text("后", encoding="utf-8")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail()
    assert path.read_text(encoding="utf-8") == "前"
    assert listing(tmp_path) == ["a.txt"]


def test_a_frame_comes_back_as_it_was(tmp_path):
    frame = pd.DataFrame({"a": pd.Categorical(["x", None], categories=["y", "x"], ordered=True), "n": [1, 2]})
    write_frame(tmp_path / "a.parquet", frame)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), frame)
    assert listing(tmp_path) == ["a.parquet"]


def test_a_file_open_elsewhere_is_the_users_to_close(tmp_path, monkeypatch):
    path = tmp_path / "表.xlsx"
    path.write_text("前")

    def locked(*_):
        raise PermissionError("in use")

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(InputError) as caught:
        write_text(path, "后")
    assert (
        str(caught.value)
        == "无法写入 表.xlsx。请关闭正在使用它的程序（如 Excel、WPS），并检查文件夹权限后重试。"
    )
    assert path.read_text() == "前"
    assert listing(tmp_path) == ["表.xlsx"]
