"""What 01_clean tells: what came in, what became of it, what is open; nothing in it leads to a person."""

from __future__ import annotations

import pandas as pd

from sqgz.cleaning.ledger import CELL_ACTIONS, ROW_ACTIONS
from sqgz.cleaning.records import Cleaned
from sqgz.cleaning.submissions.receiving import ROLE_NAMES
from sqgz.cleaning.submissions.submission_list import summed_up
from sqgz.shown import Shown

_ROW_NAMES = {
    "record": "成为记录", "joined": "并入同一人", "duplicate": "重复", "rejected": "无法使用", "excluded": "不在统计范围", "not_data": "非数据行",
}  # fmt: skip
_CELL_NAMES = {
    "recoded": "改写为标准类别", "derived": "推算得出", "decided": "人工决定", "missing": "标记为缺失", "skipped": "跳过未问", "review": "待核",
}  # fmt: skip


def tell_files(cleaned: Cleaned) -> Shown:
    """Table of what was read: file, sheet, platform, rows, and columns that were left at the door."""
    frame = cleaned.sheets
    table = pd.DataFrame(
        {
            "文件": frame["file"],
            "表页": frame["sheet"].replace("", "—"),
            "内容": frame["role"].map(ROLE_NAMES),
            "平台": frame["platform"].replace("", "—"),
            "标题行": frame["heading_row"],
            "总行数": frame["rows"],
            "数据行": frame["data_rows"],
            "隐藏列": frame["hidden"].replace("", "—"),
        }
    )
    told = [
        f"{file}：{text}。"
        for file, unused, notes in zip(frame["file"], frame["unused"], frame["notes"], strict=True)
        for text in (f"未使用的列 {unused}" if unused else "", notes)
        if text
    ]
    return Shown(
        table, "收到的文件", (*told, "未使用的列不进入任何后续文件；姓名、电话、证件号、IP等一律不保留。")
    )


def tell_submissions(cleaned: Cleaned) -> Shown:
    """Table of which street sent what; streets that sent nothing and files that cannot be used are named."""
    table = cleaned.submissions
    if table.empty:
        return Shown(pd.DataFrame(), "报送情况", ("本调查的文件不是由各街道分别报送的。",))
    shown = table.astype({"行数": "str", "人数": "str", "与名录人数之差": "str"})
    shown = shown.replace({"<NA>": "—", "": "—"})
    return Shown(shown, "报送情况", (summed_up(table), *(f"{text}。" for text in cleaned.stops)))


def tell_exclusions(cleaned: Cleaned) -> Shown:
    """Table of the people who are not counted, by status and by the rule that study.yaml declares."""
    scope = cleaned.study.people.scope
    if not scope:
        return Shown(
            pd.DataFrame(),
            "纳入、不纳入统计人员情况",
            ("研究说明没有写明人员范围（people.scope），名单上的人都统计在内。",),
        )
    counted = cleaned.exclusions.groupby(["status", "rule"], sort=False)["people"].sum()
    rows = [
        {"人员身份": status, "统计办法": rule, "未计入人数": int(counted.get((status, rule), 0))}
        for status, rule in scope.items()
    ]
    further = [
        {"人员身份": status, "统计办法": f"{rule}（经核实）", "未计入人数": int(n)}
        for (status, rule), n in counted.items()
        if scope.get(str(status)) != rule
    ]
    notes = (
        f"计入 {len(cleaned.records)} 人，未计入 {int(counted.sum())} 人。",
        "身份未在研究说明中写明的列入待核清单，决定之前其职务按缺失处理。",
    )
    return Shown(pd.DataFrame([*rows, *further]), "纳入、不纳入统计人员情况", notes)


def tell_rows(cleaned: Cleaned) -> Shown:
    """Table of what became of every raw row, file by file; each line adds up to the rows of the file."""
    entries = cleaned.ledger[cleaned.ledger["column"] == ""]
    if entries.empty:
        return Shown(
            pd.DataFrame(), "每一行的去向", ("本调查由计数表汇总而成，没有个人记录，也不产生台账。",)
        )
    counted = entries.groupby(["file", "sheet", "action"], observed=True).size().unstack(fill_value=0)
    order = list(dict.fromkeys(zip(cleaned.sheets["file"], cleaned.sheets["sheet"], strict=True)))
    counted = counted.reindex(index=pd.MultiIndex.from_tuples(order, names=["file", "sheet"]))
    counted = counted.reindex(columns=list(ROW_ACTIONS), fill_value=0).fillna(0).astype(int)
    table = counted.rename(columns=_ROW_NAMES).reset_index().rename(columns={"file": "文件", "sheet": "表页"})
    table = table.astype({"文件": "str", "表页": "str"}).replace({"表页": {"": "—"}})
    table["合计"] = counted.sum(axis=1).to_numpy()
    notes = [f"记录共 {int(counted['record'].sum())} 条；每个文件各项之和等于其总行数。"]
    if len(cleaned.sheets) > 1 and not any(one.kind == "id" for one in cleaned.study.variables.values()):
        notes.append("没有声明证件号（kind: id），几份文件中的同一人无法辨认，可能重复计算；请核对后再用。")
    return Shown(table, "每一行的去向", tuple(notes))


def tell_changes(cleaned: Cleaned) -> Shown:
    """Table of how many cells of each variable were changed, and how."""
    entries = cleaned.ledger[cleaned.ledger["column"] != ""]
    if entries.empty:
        return Shown(pd.DataFrame(), "改动了什么", ("没有改动。",))
    counted = entries.groupby(["column", "action"], observed=True).size().unstack(fill_value=0)
    order = [key for key in cleaned.study.variables if key in counted.index]
    counted = counted.reindex(index=order, columns=list(CELL_ACTIONS), fill_value=0).astype(int)
    labels = [cleaned.study.variables[key].label for key in order]
    table = counted.rename(columns=_CELL_NAMES).reset_index(drop=True)
    table.insert(0, "变量", labels)
    return Shown(table, "改动了什么", ("未列出的单元格按原样采用；逐格明细见 ledger.csv。",))


def tell_reasons(cleaned: Cleaned, *, most: int = 12) -> Shown:
    """Table of the most frequent rewritings: what was written, what it was taken for."""
    entries = cleaned.ledger[cleaned.ledger["action"] == "recoded"]
    counted = entries.groupby(["column", "raw", "value"], observed=True).size().rename("人数").reset_index()
    counted = counted.sort_values(
        ["人数", "column", "raw"], ascending=[False, True, True], kind="stable"
    ).head(most)
    labels = {key: variable.labels for key, variable in cleaned.study.variables.items()}
    table = pd.DataFrame(
        {
            "变量": [cleaned.study.variables[str(key)].label for key in counted["column"]],
            "原文": counted["raw"].astype("str"),
            "采用": [
                labels[str(key)].get(str(value), str(value))
                for key, value in zip(counted["column"], counted["value"], strict=True)
            ],
            "人数": counted["人数"],
        }
    )
    return Shown(table, f"最常见的改写（前 {most} 种）")


def tell_questions(cleaned: Cleaned, *, most: int = 15) -> Shown:
    """Table of what is asked of people, the most frequent first; what stops everything before it."""
    title, review = "程序不作猜测、等待决定的内容", cleaned.review
    if review.empty:
        return Shown(pd.DataFrame(), title, ("没有待核的内容。",))
    by_value, by_row = (review[review["asked"] == kind] for kind in ("value", "row"))
    others = review[review["asked"].isin(["submission", "heading"])]
    shown = pd.concat([others, by_value.head(most)])
    table = shown[["问题", "原值", "文件", "人数", "原因", "可能的类别"]].astype("str")
    table = table.replace({"原值": {"": "—"}, "文件": {"": "—"}, "可能的类别": {"": "—"}, "人数": {"0": "—"}})
    only_row = by_row[~by_row["另见逐项"].astype(bool)]
    lists = by_row["街道"].nunique()
    notes = [
        f"待核共 {len(by_value)} 种写法（{int(by_value['人数'].sum())} 人次），另有 {len(only_row)} 项须逐人核实。",
        "请填写 data/processed 中的 待核清单.xlsx，保存关闭后重新运行。未决定的按缺失处理。",
    ]
    if lists:
        notes.append(
            f"退改清单 中有 {lists} 份，可发给街道逐人核实（共 {len(by_row)} 格），收回后放回原处再运行。"
        )
    return Shown(table.reset_index(drop=True), title, tuple(notes))
