"""Files that are no template, or more than one: each told in one sentence, before any library opens it."""

import io
import zipfile

import pytest
from docx import Document
from report.templating.documents import as_bytes

from sqgz.errors import InputError
from sqgz.report.templating.opening import read_template

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def changed(data, *, without=(), **parts):
    """The docx with parts taken out or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in without and name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="module")
def good():
    return as_bytes(Document())


def refused(tmp_path, data, name="模板.docx"):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        read_template(path)
    return str(error.value)


def test_a_docx_is_read(tmp_path, good):
    path = tmp_path / "模板.docx"
    path.write_bytes(good)
    assert read_template(path) == good


def test_a_template_that_is_not_there_is_looked_for_beside_the_study(tmp_path):
    with pytest.raises(InputError) as error:
        read_template(tmp_path / "模板.docx")
    assert str(error.value) == (
        "模板.docx: 没有找到这个模板。请核对 study.yaml 中 report.template 的文件名，模板应放在 study.yaml 旁边。"
    )


def test_macros_are_refused_whatever_the_file_is_called(tmp_path, good):
    types = zipfile.ZipFile(io.BytesIO(good)).read("[Content_Types].xml")
    macro = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    data = changed(good, **{"[Content_Types].xml": macro})
    message = "是带宏的文档（.docm），为安全起见不打开。请在 Word 中另存为 .docx 后重试。"
    assert refused(tmp_path, data) == f"模板.docx: {message}"
    assert (
        refused(tmp_path, changed(good, **{"word/vbaProject.bin": b"x"}), "甲.docm") == f"甲.docm: {message}"
    )


def test_a_word_template_file_is_named(tmp_path, good):
    types = zipfile.ZipFile(io.BytesIO(good)).read("[Content_Types].xml")
    data = changed(good, **{"[Content_Types].xml": types.replace(b"document.main", b"template.main")})
    assert "是Word 模板文件（.dotx）。请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后重试。" in refused(
        tmp_path, data
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "不是 Word 文档（.docx）。"),
        ("纯文字".encode(), "不是 Word 文档（.docx）。"),
        (COMPOUND + bytes(1024), "是旧格式的文档（.doc、.wps 等），不能作模板。"),
        (b"PK\x03\x04" + bytes(100), "文件不完整或已损坏，无法读取。"),
    ],
)
def test_what_is_no_docx_is_told_with_what_to_do(tmp_path, data, message):
    assert (
        refused(tmp_path, data)
        == f"模板.docx: {message}请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后重试。"
    )


def test_a_password_is_told(tmp_path):
    from sqgz.example.streets.compound import compound_file

    encrypted = compound_file({"EncryptedPackage": bytes(5000)})
    assert (
        refused(tmp_path, encrypted)
        == "模板.docx: 文档有打开密码，无法读取。请在 Word 或 WPS 中取消密码后重试。"
    )


def test_a_part_that_swells_without_end_is_refused(tmp_path, good):
    bomb = changed(good, **{"word/media/image1.png": bytes(60 << 20)})
    assert len(bomb) < 200_000
    assert refused(tmp_path, bomb) == "模板.docx: 解压后过大，疑似异常文件，没有打开。请核对文件来源。"


def test_entities_are_refused(tmp_path, good):
    part = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'
    assert "外部实体声明" in refused(tmp_path, changed(good, **{"word/document.xml": part}))


def test_a_lock_file_is_not_taken_for_the_template(tmp_path, good):
    assert "请改用不带“~”的那个文件" in refused(tmp_path, good, "~$模板.docx")
