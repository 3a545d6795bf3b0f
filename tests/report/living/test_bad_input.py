"""Files that are no report, cannot be read or cannot be written: one clear sentence, and the writer's file untouched."""

import io
import random
import re
import struct
import zipfile

import pytest
from living_documents import numbers_in, parts_of, refusal, rewrite

import sqgz
from sqgz.errors import InputError
from sqgz.report.living import packages

RESAVE = "请用 Word 或 WPS 打开，另存为 .docx 后重试。"
DAMAGED = "报告.docx: 文件不完整或已损坏，无法读取。请用 Word 或 WPS 打开并另存为 .docx 后重试；打不开时请找回上一个版本。"
ENTITIES = "报告.docx: 文档内含外部实体声明，不是正常的 Word 文件，没有打开。请核对文件来源。"


def write_zip(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def compound(*streams):
    """An OLE file that holds empty streams of these names."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIIII", head, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    for at in range(77, 512 - 3, 4):
        struct.pack_into("<I", head, at - 1, 0xFFFFFFFF)
    struct.pack_into("<I", head, 76, 0)
    table = bytearray(b"\xff\xff\xff\xff" * 128)
    struct.pack_into("<II", table, 0, 0xFFFFFFFD, 0xFFFFFFFE)
    directory = bytearray()
    for name, kind in [("Root Entry", 5), *((one, 2) for one in streams)]:
        entry = bytearray(128)
        written = name.encode("utf-16-le") + b"\0\0"
        entry[: len(written)] = written
        struct.pack_into("<HBB", entry, 64, len(written), kind, 1)
        struct.pack_into("<III", entry, 68, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
        struct.pack_into("<IQ", entry, 116, 0xFFFFFFFE, 0)
        directory += entry
    return bytes(head + table + directory.ljust(512, b"\0"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "报告.docx: 文件是空的（0 字节）。请找回报告的上一个版本。"),
        (b"%PDF-1.7\n", f"报告.docx: 内容是PDF，不是 Word 文档（.docx）。{RESAVE}"),
        (b"{\\rtf1 ", f"报告.docx: 内容是RTF 文档，不是 Word 文档（.docx）。{RESAVE}"),
        (b"\r\n<HTML><body>", f"报告.docx: 内容是网页，不是 Word 文档（.docx）。{RESAVE}"),
        (
            compound("EncryptedPackage"),
            "报告.docx: 文档有打开密码，无法读取。请在 Word 或 WPS 中取消密码后重试。",
        ),
        (compound("WordDocument"), f"报告.docx: 是旧格式的文档（.doc 或 .wps），数字无法更新。{RESAVE}"),
        (
            compound("WordDocument")[:700],
            f"报告.docx: 不是 .docx 文档（可能是 .doc、.wps 等旧格式，或文件不完整）。{RESAVE}",
        ),
        (
            "只是文字".encode(),
            "报告.docx: 不是 Word 文档（.docx），可能已损坏，也可能被单位的加密软件加密。请确认能用 Word 或 WPS 打开，解密或另存为 .docx 后重试。",
        ),
    ],
    ids=["empty", "pdf", "rtf", "html", "password", "doc", "cut", "text"],
)
def test_a_file_that_is_no_docx_is_called_what_it_is(tmp_path, before, data, message):
    path = tmp_path / "报告.docx"
    path.write_bytes(data)
    assert refusal(path, before) == message


def test_a_file_that_is_not_there_and_a_folder_and_a_lock_file_are_named(tmp_path, before):
    assert (
        refusal(tmp_path / "报告.docx", before) == "报告.docx: 没有找到这个文件。请核对文件名和所在文件夹。"
    )
    (tmp_path / "报告").mkdir()
    assert refusal(tmp_path / "报告", before) == "报告: 这是文件夹，不是文件。请写出报告的 .docx 文件。"
    (tmp_path / "~$报告.docx").write_bytes(b"x")
    assert refusal(tmp_path / "~$报告.docx", before).startswith(
        "~$报告.docx: 这是 Word 或 WPS 打开文档时留下的临时文件"
    )


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_a_file_cut_short_is_called_damaged(report, before, share):
    data = report.read_bytes()
    report.write_bytes(data[: int(len(data) * share)])
    assert refusal(report, before) == DAMAGED


def test_a_part_whose_bytes_were_changed_is_called_damaged(report, before):
    data = bytearray(report.read_bytes())
    with zipfile.ZipFile(report) as archive:
        at = archive.getinfo("word/document.xml").header_offset + 200
    data[at : at + 40] = bytes(40)
    report.write_bytes(bytes(data))
    assert refusal(report, before) == DAMAGED


def test_a_zip_that_is_no_word_document_is_refused(tmp_path, before):
    other = write_zip(tmp_path / "报告.docx", {"甲.txt": b"x"})
    assert (
        refusal(other, before)
        == "报告.docx: 不是 Word 文档（.docx），是别的压缩文件。请选择报告的 .docx 文件。"
    )
    sheet = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    write_zip(other, {"[Content_Types].xml": sheet, "xl/workbook.xml": b"<x/>"})
    assert refusal(other, before) == "报告.docx: 不是 Word 文档（.docx）。请选择报告的 .docx 文件。"


def test_a_document_with_macros_is_not_opened(report, before):
    def with_macros(text):
        return text.replace("wordprocessingml.document.main+xml", "x").replace(
            "application/vnd.openxmlformats-officedocument.x",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        )

    rewrite(report, with_macros, "[Content_Types].xml")
    expected = "报告.docx: 是带宏的文档（.docm），为安全起见不打开。请在 Word 中另存为 .docx 后重试。"
    assert refusal(report, before) == expected


def test_a_signed_document_is_not_broken(report, before):
    write_zip(report, parts_of(report) | {"_xmlsignatures/sig1.xml": b"<x/>"})
    assert refusal(report, before).startswith("报告.docx: 文档带有数字签名，改动后签名即失效，没有更新。")


def test_a_strict_document_is_sent_back_to_word(report, before):
    rewrite(report, lambda text: text.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"))  # fmt: skip
    assert refusal(report, before).startswith("报告.docx: 是“严格 Open XML 文档”")


def test_a_bomb_is_refused_before_it_is_unpacked(report, before, monkeypatch):
    write_zip(report, parts_of(report) | {"word/media/a.bin": bytes(2 << 20)})
    monkeypatch.setattr(packages, "LARGEST_ARCHIVE", 1 << 20)
    assert refusal(report, before) == (
        "报告.docx: 解压后过大（单个部分上限40 MB，合计1 MB），疑似异常文件，没有打开。请核对文件来源。"
    )


def test_a_part_that_swells_is_refused(report, before, monkeypatch):
    rewrite(report, lambda text: text + " " * (3 << 20))
    monkeypatch.setattr(packages, "LARGEST_PART", 2 << 20)
    assert "解压后过大" in refusal(report, before)


def test_too_many_parts_and_parts_of_one_name_are_refused(report, before, monkeypatch):
    monkeypatch.setattr(packages, "MOST_PARTS", 5)
    assert "解压后过大" in refusal(report, before)
    monkeypatch.undo()
    buffer = io.BytesIO(report.read_bytes())
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", b"<x/>")
    report.write_bytes(buffer.getvalue())
    assert refusal(report, before) == DAMAGED


@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(report, before, tmp_path, part, encoding):
    secret = tmp_path / "秘密.txt"
    secret.write_text("机密", encoding="utf-8")
    parts = parts_of(report)
    body = parts[part].decode().partition("?>")[2]
    doctype = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    parts[part] = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{body}'.encode(encoding)
    write_zip(report, parts)
    assert refusal(report, before) == ENTITIES


def test_xml_that_is_broken_is_called_damaged(report, before):
    rewrite(report, lambda text: text[:-20])
    assert refusal(report, before) == DAMAGED


def test_whatever_bytes_are_changed_the_answer_is_a_sentence(report, before):
    data = report.read_bytes()
    refused = 0
    for seed in range(30):
        chance = random.Random(seed)
        broken = bytearray(data)
        for _ in range(10):
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        report.write_bytes(bytes(broken))
        try:
            sqgz.refresh(report, before, in_place=True)
        except InputError as error:
            refused += str(error).startswith("报告.docx: ")
            assert report.read_bytes() == bytes(broken)
    assert refused >= 25


def test_a_document_whose_parts_declare_no_type_of_their_own_is_read(report, after):
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

    def by_extension(text):
        text = re.sub(r'<Override PartName="/(word/document|docProps/custom).xml"[^>]*/>', "", text)
        return re.sub(
            r'<Default (?=[^>]*Extension="xml")[^>]*/>',
            f'<Default Extension="xml" ContentType="{word}"/>',
            text,
        )

    rewrite(report, by_extension, "[Content_Types].xml")
    assert "20" in {text for _, _, text in numbers_in(sqgz.refresh(report, after).path)}


def test_a_document_without_a_number_of_ours_is_told_so(tmp_path, before):
    import docx

    docx.Document().save(tmp_path / "报告.docx")
    assert refusal(tmp_path / "报告.docx", before) == (
        "报告.docx: 文档中没有可以更新的数字。请确认这是由 sqgz 生成的报告；"
        "另存为其他格式再转回、或只把文字粘贴到新文档，数字就不再能更新。"
    )


def test_a_report_of_another_study_is_refused(report, before):
    rewrite(report, lambda text: text.replace('"study":"tiny"', '"study":"甲区2023"'), "docProps/custom.xml")
    assert (
        refusal(report, before)
        == "报告.docx: 是调查“甲区2023”的报告，不是“tiny”的。请用 --study 写出它自己的调查。"
    )


@pytest.mark.parametrize("lock", ["~$报告.docx", ".~报告.docx", ".~lock.报告.docx#"])
def test_a_document_that_is_open_elsewhere_is_to_be_closed_first(report, before, lock):
    (report.parent / lock).write_bytes(b"x")
    assert refusal(report, before) == (
        f"报告.docx: 正在 Word、WPS 或 LibreOffice 中打开，未保存的修改读不到。请保存并关闭后重试；"
        f"若确已关闭，请删除同一文件夹中的 {lock}（可能是隐藏文件）。"
    )


@pytest.mark.parametrize(
    ("name", "lock"),
    [("社区工作者情况报告.docx", "~$工作者情况报告.docx"), ("社区工作者报告.docx", "~$区工作者报告.docx")],
)
def test_word_shortens_the_name_of_a_long_document_in_its_lock(report, before, name, lock):
    path = report.rename(report.with_name(name))
    (path.parent / lock).write_bytes(b"x")
    assert lock in refusal(path, before)


def test_the_lock_of_another_document_is_none_of_this_one(report, before):
    (report.parent / "~$告.docx").write_bytes(b"x")
    assert sqgz.refresh(report, before).path.exists()


@pytest.mark.parametrize("lock", [".~lock.报告.更新.docx#", "~$数据变动对照表.xlsx"])
def test_so_are_the_files_that_are_to_be_written(report, before, lock):
    (report.parent / lock).write_bytes(b"x")
    assert "正在 Word、WPS 或 LibreOffice 中打开" in refusal(report, before)
