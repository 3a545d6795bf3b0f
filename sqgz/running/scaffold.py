"""A new study from the files as they came: `sqgz new`. Reads, proposes, tries the draft out, and only then shows it.

It puts the steps in order; what a column may be, and how the draft reads, is told by the modules beside it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from sqgz.cleaning.matching import match
from sqgz.cleaning.places.names import PlaceIndex
from sqgz.cleaning.records import Cleaned, clean
from sqgz.errors import InputError
from sqgz.running.answer_lists import list_answers
from sqgz.running.asking import propose_comparisons, propose_count_comparisons, propose_localisation
from sqgz.running.destination import STUDY, choose_folder, choose_name, shown_path
from sqgz.running.draft import Basics, draft_study
from sqgz.running.gathered import gather, open_home
from sqgz.running.proposals import propose
from sqgz.running.proposed import Proposal, Proposals
from sqgz.running.received import Received, frame_columns, settle_roles
from sqgz.running.summarised import add_summaries, propose_counts
from sqgz.running.told import tell_new
from sqgz.study import load_study
from sqgz.study.codebooks import codebook_variable
from sqgz.writing import write_text

_TIMES: Final = ("提交答卷时间", "结束答题时间", "提交时间", "开始答题时间")
_DAY = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")


def scaffold_study(files: Sequence[Path], to: Path | None = None) -> str:
    """What is told of the new study, in Chinese: where it is, what was recognised, what to confirm, what to run next.

    `files` may be folders. Copies the files into the new folder (`to`, else data/raw/NAME) and writes study.yaml beside
    them, whole or not at all. Raises InputError for files that cannot be read or used together, and where a study
    stands already.
    """
    files = open_home([Path(file) for file in files])
    folder = choose_folder(files, to)
    stays = all(file.absolute().parent == folder for file in files)
    gathered = gather(files, stays=stays)
    received = _with_tables(settle_roles(gathered.received))
    text, basics, proposals = _drafted(received, choose_name(folder, files), gathered.unread)
    tried = _install(folder, gathered.copies, text, lenient=any(one.folder for one in received))
    return tell_new(folder, received, proposals, basics, tried, gathered.unread)


# --- what --------------------------------------------------------------------------------------------------------


def _with_tables(received: Sequence[Received]) -> list[Received]:
    """Tables of counts named: those with the same columns are one table, named by its first file."""
    names: dict[tuple[str, ...], str] = {}
    found = []
    for one in received:
        stem = Path(one.sheet.file).stem
        stem = f"{stem}_{one.sheet.name}" if one.sheet.name and stem in names.values() else stem
        found.append(
            replace(one, table=names.setdefault(tuple(one.headings), stem)) if one.role == "counts" else one
        )
    return found


def _drafted(
    received: Sequence[Received], name: str, unread: Sequence[tuple[str, str]]
) -> tuple[str, Basics, Proposals]:
    lists = [one for one in received if one.role == "places"]
    people = [one for one in received if one.role in ("answers", "roster") and not one.inactive]
    counts = [one for one in received if one.role == "counts"]
    places = PlaceIndex.from_frame(_list_texts(lists)) if lists else None
    submitted = _last_submission(received)
    as_of = submitted or date.today()
    proposals = propose_counts(counts) if counts else propose(people, places, as_of)
    add_summaries(proposals, [one for one in received if one.role == "summary"])
    listed = _from_lists(lists)
    variables = {**proposals.variables, **{one.key: one for one in listed}}
    if not any(_can_be_counted(one) for one in variables.values()):
        raise InputError(
            f"{received[0].sheet.file}: 没有找到可以统计的列（各列为空、各人不同或是个人信息）。请核对表头和内容后重试。"
        )
    zones = _zones(variables)
    position = "position" in variables and not counts
    aged = any(one.fields.get("derive") == "age" for one in variables.values())
    definition, zone_remark = _zone_definition(lists, variables, zones)
    as_of_text, remark = _as_of(submitted, aged=aged)
    title = "社区工作者情况调查" if received[0].folder else Path(received[0].sheet.file).stem
    basics = Basics(name, title, as_of_text, remark, definition, zone_remark)
    text = draft_study(
        basics,
        received,
        proposals,
        places,
        from_places=listed,
        asked=propose_count_comparisons(proposals.variables, counts)
        if counts
        else propose_comparisons(variables, zones=zones, position=position),
        localisation=[] if counts else propose_localisation(variables, position=position),
        unread=unread,
    )
    return text, basics, proposals


def _can_be_counted(proposal: Proposal) -> bool:
    return proposal.fields.get("kind") not in ("id", "personal", "text") and "from" not in proposal.fields


def _list_texts(lists: Sequence[Received]) -> pd.DataFrame:
    parts = []
    for one in lists:
        columns = frame_columns(one.sheet)
        part = one.sheet.text[list(columns.values())].rename(
            columns={heading: key for key, heading in columns.items()}
        )
        parts.append(part)
    texts = pd.concat(parts, ignore_index=True)
    return texts[texts["street"].notna() & texts["name"].notna()].reset_index(drop=True)


def _from_lists(lists: Sequence[Received]) -> list[Proposal]:
    """Zone and unit type as the official lists tell them: shipped answers where they know all words, else the list's."""
    if not lists:
        return []
    texts = _list_texts(lists)
    found = []
    for key, label in (("zone", "片区"), ("unit_type", "单位类型")):
        if key not in texts or not texts[key].notna().any():
            continue
        values = {str(text): int(n) for text, n in texts[key].value_counts().items()}
        book = codebook_variable(key)
        if all(match(book, text).status == "mapped" for text in values):
            fields = {"label": label, "codebook": key, "from": "places"}
            found.append(Proposal(key, fields, remarks=[]))
            continue
        listed = list_answers(values, says_several=False, counted=True)
        if not isinstance(listed, str):
            fields = {"label": label, "kind": "nominal", "from": "places"}
            remark = f"单位名录中{label}的写法与通用的不同，按名录所写列出"
            found.append(Proposal(key, fields, categories=listed.categories, remarks=[remark]))
    return found


def _zones(variables: dict[str, Proposal]) -> tuple[str, ...]:
    if "zone" not in variables:
        return ()
    zone = variables["zone"]
    return tuple(one.key for one in zone.categories) or tuple(codebook_variable("zone").labels)


def _zone_definition(
    lists: Sequence[Received], variables: dict[str, Proposal], zones: tuple[str, ...]
) -> tuple[str, str]:
    """How zones are made, as the official list shows it, and what to confirm; empty without zones."""
    if not zones:
        return "", ""
    if lists and "from" in variables["zone"].fields:
        texts = _list_texts(lists).dropna(subset=["zone"])
        by_zone = {
            str(zone): list(dict.fromkeys(part["street"])) for zone, part in texts.groupby("zone", sort=False)
        }
        told = [
            f"{zone}为{'、'.join(streets[:3])}{'等' if len(streets) > 3 else ''}{len(streets)}个街道"
            for zone, streets in by_zone.items()
        ]
        if sum(len(streets) for streets in by_zone.values()) == texts["street"].nunique():
            return "，".join(told), "请确认：据单位名录写成，报告中印一次"
    return "片区划分见原始文件", "请确认：请写明片区如何划分，报告中印一次"


def _last_submission(received: Sequence[Received]) -> date | None:
    found = []
    for one in received:
        for heading in _TIMES:
            if heading in one.sheet.text:
                for text in one.sheet.text[heading].dropna().unique():
                    if (day := _day(str(text))) is not None:
                        found.append(day)
    return max(found, default=None)


def _day(text: str) -> date | None:
    found = _DAY.match(text.strip())
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def _as_of(submitted: date | None, *, aged: bool) -> tuple[str, str]:
    use = "，年龄按这一天的周岁计算" if aged else ""
    if submitted is not None:
        return submitted.isoformat(), f"请确认统计时点：暂用最晚一份答卷的提交日期{use}"
    if aged:
        return date.today().isoformat(), f"请确认统计时点：文件中没有日期，暂用今天，很可能不对{use}"
    return "统计时点未填", "请确认统计时点：写日期，如 2024-06-30"


# --- written, tried, told -------------------------------------------------------------------------------------------


def _install(folder: Path, copies: dict[str, Path], text: str, *, lenient: bool) -> str:
    """What the trial of the draft showed; tried on its files in a folder beside its place, then moved there.

    Nothing stays if anything fails. `lenient`: what stops a study of many reports is a question to answer in the study
    itself (two reports of one street), so that it is told and the study stays.
    """
    for name, file in copies.items():
        there = folder / name
        if there.exists() and not there.samefile(file) and there.read_bytes() != file.read_bytes():
            raise InputError(
                f"{shown_path(folder)} 中已有另一个 {name}，没有覆盖。请改名，或用 --to 另写一个文件夹。"
            )
    beside = folder.with_name(f".{folder.name}.part{os.getpid()}")
    made = not folder.exists()
    try:
        beside.mkdir(parents=True)
        for name, file in copies.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, beside / name)
        write_text(beside / STUDY, text)
        tried = try_out(beside, lenient=lenient)
        if made:
            beside.rename(folder)
        else:
            for name in copies:
                if not (folder / name).exists():
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    (beside / name).rename(folder / name)
            (beside / STUDY).rename(folder / STUDY)
    except PermissionError:
        raise InputError(
            f"无法写入 {shown_path(folder)}。请检查文件夹权限，或用 --to 另写一个文件夹。"
        ) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return tried


def try_out(folder: Path, *, lenient: bool) -> str:
    """What came of cleaning the study that stands in a folder, in one line; where it stops if it may."""
    study = load_study(folder)
    try:
        return _tried(clean(study))
    except InputError as error:
        if not lenient:
            raise
        return f"停在一处，须先处理：{error}"


def _tried(cleaned: Cleaned) -> str:
    if cleaned.study.counts_only:
        return f"计数表共 {int(cleaned.records['n'].sum())} 人"
    open_ = cleaned.review
    people = int(open_["人数"].sum()) if len(open_) else 0
    asked = (
        f"{len(open_)} 项待核（{people} 人次），运行后填写 待核清单.xlsx" if len(open_) else "没有待核的答案"
    )
    return f"{len(cleaned.records)} 人，{asked}"
