"""待核清单.xlsx: what the program refused to guess and the researcher can decide, asked and read back.

逐项核实 has a row for each distinct value that one decision settles, 表头对照 one for each heading nobody explained,
重复报送 one for each of the files that report the same people. What only a street can answer stands in 退改清单.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sqgz.cleaning.asking.decisions import HEADING, SUBMISSION, Decision, decided_key
from sqgz.cleaning.asking.lists import Page, choices_with_unknown, read_page, read_sheets, write_list
from sqgz.errors import InputError
from sqgz.study import Study
from sqgz.writing import write_beside

NAME = "待核清单.xlsx"
VALUES, HEADINGS, DOUBLES = "逐项核实", "表头对照", "重复报送"
COLUMNS = {
    VALUES: ("变量", "问题", "原值", "人数", "原因", "可能的类别", "决定", "备注"),
    HEADINGS: ("变量", "表头", "文件", "可能的变量", "决定", "备注"),
    DOUBLES: ("变量", "街道", "文件", "人数", "原因", "决定", "备注", "文件校验"),
}
_ASKED = {VALUES: "value", HEADINGS: "heading", DOUBLES: "submission"}
_HELP = (
    "本表列出程序不作猜测、须由人核实的内容。",
    f"“{VALUES}”：每行是一种写法，一个决定适用于所有这样填写的人。因人而异的写法（如“本地”）同时列入“退改清单”，逐人核实的结果优先。",
    "请在“决定”列用下拉框选择类别；确实无法判断的选“无法判断”，按缺失处理。未决定的也按缺失处理，并在数据质量中列出。",
    f"“{HEADINGS}”：有的文件用了研究说明里没有的列标题，请选择它相当于哪一列；与调查无关的选“不使用”。一个决定适用于所有文件。",
    f"“{DOUBLES}”：同一街道有几份内容相同或交叉的文件，请逐份选择“采用”或“不采用”；决定之前这些文件都不计入。",
    "填好后保存并关闭本表，再运行一次即可生效；决定会记入研究说明文件旁的 decisions.csv。",
)


def read_review(study: Study) -> list[Decision]:
    """Decisions that people filled into the study's 待核清单.xlsx; none if there is no such file.

    Raises InputError if the list is open in another program, cannot be read, or holds a decision that is no category;
    nothing is written before that.
    """
    sheets = read_sheets(study.processed / NAME, name=f"{study.name}/{NAME}")
    if sheets is None:
        return []
    found = []
    for page, columns in COLUMNS.items():
        if page not in sheets and page != VALUES:
            continue  # written only where something is asked
        if page not in sheets:
            raise InputError(f"{NAME} 缺少表页“{page}”。请恢复原表；确认不再需要其中的决定，可删除该文件。")
        for line, cells in read_page(sheets[page], columns, "决定", where=f"{NAME} “{page}”"):
            found.append(_decision(study, page, cells, where=f"{NAME} “{page}”第{line}行"))
    return found


def _decision(study: Study, page: str, cells: dict[str, str], *, where: str) -> Decision:
    variable = cells["变量"]
    decision = decided_key(study, variable, cells["决定"], where=where)
    if page == DOUBLES:
        return Decision(
            SUBMISSION, "", decision, file=cells["文件"], file_hash=cells["文件校验"], note=cells["备注"]
        )
    raw = cells["表头" if page == HEADINGS else "原值"]
    return Decision(variable, raw, decision, note=cells["备注"])


def write_review(review: pd.DataFrame, study: Study, options: dict[str, list[str]]) -> Path:
    """Path of the list just written; `options` are the labels to choose from, by variable key.

    `review` has the columns of `Cleaned.review`. The list is written beside and renamed, so that a list that is
    open elsewhere stays as it is (InputError).
    """
    path = study.processed / NAME
    pages = []
    for name, columns in COLUMNS.items():
        rows = review[review["asked"] == _ASKED[name]]
        if rows.empty and name != VALUES:
            continue
        if name == HEADINGS:
            rows = rows.rename(columns={"原值": "表头", "可能的类别": "可能的变量"})
        pages.append(Page(name, columns, rows, ("决定", "备注")))
    choices = {
        key: labels if key in (HEADING, SUBMISSION) else choices_with_unknown(labels)
        for key, labels in options.items()
    }
    with write_beside(path) as temporary:
        write_list(temporary, _HELP, pages, choices)
    return path
