"""The section `files` of a draft: an entry for every sheet or folder, with what was seen in it as comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqgz.running.received import Received
from sqgz.running.scalars import comment, quoted

_ROLES: Final = {
    "answers": "问卷，一行是一份答卷",
    "roster": "花名册，一行是一人",
    "places": "单位名录，一行是一个社区（村）",
    "counts": "计数表，只有人数",
    "summary": "汇总表，街道填报的人数",
    "renames": "沿革表，社区（村）改名、合并、拆分的记录",
}


def list_files(received: Sequence[Received], unread: Sequence[tuple[str, str]], *, joined: bool) -> list[str]:
    """Lines of the section `files`; `joined`: people of several files are one person by their id."""
    how = "# 各文件中的同一个人按证件号（工号）合并为一人，以排在前面的文件为先。"
    lines = [how, "files:"] if joined else ["files:"]
    folders: dict[str, list[Received]] = {}
    for one in received:
        if one.folder:
            folders.setdefault(one.folder, []).append(one)
    for one in received:
        if not one.folder:
            lines += _file(one)
        elif one is folders[one.folder][0]:
            lines += _folder(folders[one.folder], unread)
    return lines


def _file(one: Received) -> list[str]:
    sheet = one.sheet
    platform = f"，{sheet.platform}导出" if sheet.platform else ""
    first, last = sheet.heading_rows
    rows = f"第{first}行" if first == last else f"第{first}～{last}行"
    lines = [
        f"  # {comment(sheet.file)}：{_ROLES[one.role]}；{len(sheet.text)} 行数据，表头在{rows}{platform}"
    ]
    if sheet.hidden:
        lines.append(f"  # 请确认：其中有隐藏的列（{comment('、'.join(sheet.hidden))}），照样读入。")
    entries = [("path", sheet.file), ("role", one.role), ("sheet", sheet.name), ("heading_row", str(first))]
    entries += [("platform", sheet.platform), ("n", one.count), ("base", one.base)]
    entries += [("table", _table(one))] if one.role == "counts" else []
    return lines + _entry(entries, one.inactive)


def _folder(sheets: Sequence[Received], unread: Sequence[tuple[str, str]]) -> list[str]:
    """One entry for all files of a folder; what could not be read is named, so that somebody asks for it again."""
    one = sheets[0]
    files = len({sheet.sheet.file for sheet in sheets})
    rows = sum(len(sheet.sheet.text) for sheet in sheets)
    lines = [
        f"  # {comment(one.folder)}：{_ROLES[one.role]}；{files} 个文件，{len(sheets)} 个表页，{rows} 行数据；"
        f"各文件的表头不尽相同，都列在变量的 column 中"
    ]
    refused = [(name, reason) for name, reason in unread if name.startswith(f"{one.folder}/")]
    lines += [f"  # 没有读取 {comment(name)}：{comment(reason)}" for name, reason in refused]
    return lines + _entry([("folder", one.folder), ("role", one.role)], one.inactive)


def _entry(entries: Sequence[tuple[str, str]], inactive: str) -> list[str]:
    """An entry of `files`, as a comment where it cannot be used, with the reason."""
    mark = "# " if inactive else ""
    lines = [f"  # 没有采用：{inactive}。"] if inactive else []
    signs = ["- ", *["  "] * len(entries)]
    kept = [(key, value) for key, value in entries if value]
    return lines + [
        f"  {mark}{sign}{key}: {quoted(value)}" for sign, (key, value) in zip(signs, kept, strict=False)
    ]


def _table(one: Received) -> str:
    """Name of the table of counts: the first file's of those with the same columns, which are added."""
    return one.table or one.sheet.file
