"""What `sqgz new` tells of the study it made: what came in, what was recognised, what a person must confirm."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqgz.running.destination import STUDY, shown_path
from sqgz.running.draft import Basics
from sqgz.running.proposed import Proposal, Proposals
from sqgz.running.received import Received

_ROLES: Final = {
    "answers": "问卷答卷", "roster": "花名册", "places": "单位名录", "counts": "计数表", "summary": "汇总表",
    "renames": "沿革表",
}  # fmt: skip


def tell_new(
    folder: Path,
    received: Sequence[Received],
    proposals: Proposals,
    basics: Basics,
    tried: str,
    unread: Sequence[tuple[str, str]],
) -> str:
    """What is told, in Chinese; `tried` is what the trial of the draft showed, `unread` the files left aside."""
    where = shown_path(folder)
    lines = [f"已生成新调查：{where}/{STUDY}", "", "收到的文件", *_told_files(received)]
    lines += [f"  没有读取 {name}：{reason}" for name, reason in unread]
    kept = [one for one in proposals.variables.values() if one.fields.get("kind") not in ("id", "personal")]
    personal = sum(one.fields.get("kind") in ("id", "personal") for one in proposals.variables.values())
    lines += ["", f"认出 {len(kept)} 个变量：{'、'.join(str(one.fields['label']) for one in kept)}"]
    told = [f"个人信息 {personal} 列，读入后不保存"] if personal else []
    told += [f"未采用 {len(proposals.left_out)} 列，原因写在 study.yaml 中"] if proposals.left_out else []
    lines += [f"{'；'.join(told)}。"] if told else []
    lines.append(f"试运行：{tried}")
    lines += ["", "请打开 study.yaml，逐一核对标有“请确认”的各处："]
    confirm = [
        f"as_of：{basics.as_of_remark.removeprefix('请确认统计时点：')}（现为 {basics.as_of}）",
        "title：写在报告和图表上的名称",
    ]
    confirm += ["zone_definition：片区如何划分"] if basics.zone_definition else []
    confirm += [f"{'、'.join(names)}：{remark}" for remark, names in _remarks(kept).items()]
    confirm += ["comparisons：要回答的问题，哪些是事先确定的"]
    lines += [f"  {number}. {text}" for number, text in enumerate(confirm, start=1)]
    lines += ["", "不改也可以先运行：", f"  python run.py run {where}"]
    return "\n".join(lines)


def _told_files(received: Sequence[Received]) -> list[str]:
    """A line for every sheet, and one for each folder with all its files."""
    lines = []
    folders: dict[str, list[Received]] = {}
    for one in received:
        folders.setdefault(one.folder, []).append(one)
    for one in received:
        used = f"；没有采用：{one.inactive}" if one.inactive else ""
        together = folders[one.folder]
        if one.folder and one is together[0]:
            files = len({sheet.sheet.file for sheet in together})
            rows = sum(len(sheet.sheet.text) for sheet in together)
            lines.append(
                f"  {one.folder}/  {_ROLES[one.role]}，{files} 个文件，{len(together)} 个表页，{rows} 行{used}"
            )
        elif not one.folder:
            platform = f"，{one.sheet.platform}" if one.sheet.platform else ""
            sheet = f"“{one.sheet.name}”" if one.sheet.name else ""
            lines.append(
                f"  {one.sheet.file}{sheet}  {_ROLES[one.role]}{platform}，{len(one.sheet.text)} 行{used}"
            )
    return lines


def _remarks(proposals: Sequence[Proposal]) -> dict[str, list[str]]:
    """What is to be confirmed, and the labels of the variables it concerns."""
    found: dict[str, list[str]] = {}
    for one in proposals:
        for remark in one.remarks:
            found.setdefault(remark, []).append(str(one.fields["label"]))
    return found
