"""Small studies for tests: a folder as a researcher would have it, with study.yaml and the files received.

A study is written to ROOT/data/raw/NAME, so that everything made of it goes to ROOT/data/processed/NAME.
"""

import csv
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter
import yaml

import sqgz
from sqgz.study import Study

PROJECT = Path(__file__).resolve().parents[1]

# two streets of the inner zone, two of the outer; 幸福社区 stands in two of them
PLACES = [
    ["zone", "street", "name", "unit_type", "aliases", "posts", "people"],
    ["内城区", "青禾街道", "春风社区", "社区", "春风苑社区", "9", "8"],
    ["内城区", "青禾街道", "幸福社区", "社区", "", "7", "7"],
    ["内城区", "云阶街道", "石桥社区", "社区", "", "6", "7"],
    ["外城区", "临河镇", "幸福社区", "社区", "", "5", "5"],
    ["外城区", "临河镇", "柳岸村", "村", "", "4", "3"],
    ["外城区", "北坡街道", "梅园社区", "社区", "", "8", "8"],
]

PERSON = {"label": "身份证号", "kind": "id", "column": "身份证号"}
NAME = {"label": "姓名", "kind": "personal", "column": "姓名"}
STREET = {"label": "街道", "kind": "place", "level": "street", "column": "街道"}
COMMUNITY = {"label": "社区", "kind": "place", "level": "community", "column": "社区"}
PARTY = {"label": "党组织职务", "codebook": "party_post", "column": "任职情况"}
COMMITTEE = {"label": "居（村）委会职务", "codebook": "committee_post", "column": "任职情况"}
POSITION = {"label": "职务", "codebook": "position", "derive": "posts"}
POSTS = {"party_post": PARTY, "committee_post": COMMITTEE, "position": POSITION}
HUKOU = {"label": "户口所在地", "codebook": "level", "column": "户口所在地"}
RESIDENCE = {"label": "居住地", "codebook": "level", "column": "居住地"}
EDUCATION = {"label": "文化程度", "codebook": "education", "column": "最高学历"}


class _Plain(yaml.SafeDumper):
    """YAML without anchors, which study.yaml does not allow."""

    def ignore_aliases(self, data):
        return True


@dataclass(frozen=True)
class Folder:
    """A study's folder, and shortcuts to what a test asks of it."""

    path: Path

    @property
    def processed(self) -> Path:
        return self.path.parents[2] / "data" / "processed" / self.path.name

    @property
    def review(self) -> Path:
        return self.processed / "待核清单.xlsx"

    @property
    def decisions(self) -> Path:
        return self.path / "decisions.csv"

    def load(self, **overrides) -> Study:
        return sqgz.load_study(self.path, overrides)

    def clean(self):
        return sqgz.clean(self.load())

    def clean_and_save(self):
        from sqgz.cleaning import save_cleaned

        cleaned = self.clean()
        save_cleaned(cleaned)
        return cleaned

    def write(self, name, content) -> Path:
        """A file of the folder: rows become a workbook or a CSV by its name; text and bytes go as they are."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="\n")
        elif name.endswith(".csv"):
            path.write_text(as_csv(content), encoding="utf-8-sig", newline="\n")
        else:
            write_workbook(path, content)
        return path

    def listing(self) -> dict[str, bytes]:
        """Every file below the project's folder of this study, with its bytes."""
        root = self.path.parents[2]
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }


def write_study(
    root, files, variables, comparisons=None, *, name="tiny", places=None, folders=None, also=(), **more
) -> Folder:
    """Folder of a study; `files` are rows by file name, of role answers unless their name says 花名册 or 计数.

    `places` are the rows of the official list, if the study has one; `folders` are roles by folder; `also` are entries
    of `files` as study.yaml has them (an earlier study, a list of renames, which the test writes itself); `more` are
    further keys of study.yaml.
    """
    folder = Folder(Path(root) / "data" / "raw" / name)
    declared = []
    for file, content in files.items():
        role = "roster" if "花名册" in file else "counts" if "计数" in file else "answers"
        declared.append({"path": file, "role": role} | ({"n": "人数"} if role == "counts" else {}))
        if content is not None:
            folder.write(file, content)
    declared += [{"folder": one, "role": role} for one, role in (folders or {}).items()]
    if places is not None:
        folder.write("单位名录.csv", places)
        declared.append({"path": "单位名录.csv", "role": "places"})
    declared += also
    first = next(
        key for key, one in variables.items() if one.get("kind") not in ("id", "personal", "text", "place")
    )
    study = {
        "name": name,
        "title": "小调查",
        "source": "simulated",
        "as_of": "2024-06-30",
        "zone_definition": "测试用片区",
        "files": declared,
        "variables": variables,
        "comparisons": comparisons or [{"id": "first", "outcome": first}],
    } | more
    folder.write("study.yaml", yaml.dump(study, Dumper=_Plain, allow_unicode=True, sort_keys=False))
    return folder


def write_workbook(path, rows, *, sheet="Sheet1", others=()) -> None:
    """A workbook of one sheet or, with `others`, several; numbers stay numbers, "" is an empty cell."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    for title, content in [(sheet, rows), *others]:
        page = book.add_worksheet(title)
        for i, row in enumerate(content):
            for j, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(i, j, value) if value else None
                elif value is not None:
                    page.write(i, j, value)
    book.close()


def as_csv(rows) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def identity(number: int) -> str:
    """A made-up id with a right check digit (GB 11643-1999), different for each number."""
    digits = f"99010119900101{number:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return digits + "10X98765432"[rest]


def rows_of(cleaned) -> list[tuple[str, int, str]]:
    """(file, row, action) of every row entry of the ledger, headings left out."""
    entries = cleaned.ledger[cleaned.ledger["column"] == ""]
    return [
        (str(one.file), int(one.row), str(one.action))
        for one in entries.sort_values(["file", "row"]).itertuples()
        if one.reason != "表头"
    ]


def cell_of(cleaned, row: int, column: str, file: str | None = None) -> tuple[str, str, str] | None:
    """(raw, value, action) of a cell's entry in the ledger; None if it was kept as it is."""
    entries = cleaned.ledger
    chosen = entries[(entries["row"] == row) & (entries["column"] == column)]
    if file is not None:
        chosen = chosen[chosen["file"] == file]
    if chosen.empty:
        return None
    one = chosen.iloc[0]
    return str(one["raw"]), str(one["value"]), str(one["action"])


def values_of(cleaned, column: str) -> list[str | None]:
    """Values of a column of the records, None where missing."""
    return [None if pd.isna(value) else str(value) for value in cleaned.records[column]]


def fill_review(path: Path, decisions: dict, *, sheet: str = "逐项核实", note: str = "") -> int:
    """Fill the list as a person would: {(variable, raw): decision}; how many rows were filled."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    heading = [cell.value for cell in page[1]]
    by = {"逐项核实": "原值", "表头对照": "表头"}[sheet]
    filled = 0
    for row in page.iter_rows(min_row=2):
        cells = dict(zip(heading, row, strict=True))
        wanted = decisions.get((cells["变量"].value, cells[by].value))
        if wanted is not None:
            cells["决定"].value = wanted
            cells["备注"].value = note or None
            filled += 1
    book.save(path)
    return filled


def returned(folder: Folder) -> list[dict]:
    """Rows of all lists that streets are sent, as dictionaries by heading, with the list they stand in."""
    return [
        row | {"清单": path.name}
        for path in sorted((folder.processed / "退改清单").glob("*.xlsx"))
        for row in review_list(path, "逐人核实")
    ]


def fill_returned(folder: Folder, answers: dict) -> int:
    """Fill the streets' lists as clerks would: {(variable, row number): answer}; how many cells were filled."""
    filled = 0
    for path in sorted((folder.processed / "退改清单").glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        page = book["逐人核实"]
        heading = [cell.value for cell in page[1]]
        for row in page.iter_rows(min_row=2):
            cells = dict(zip(heading, row, strict=True))
            wanted = answers.get((cells["变量"].value, cells["行号"].value))
            if wanted is not None:
                cells["核实结果"].value = wanted
                filled += 1
        book.save(path)
    return filled


def review_list(path: Path, sheet: str = "逐项核实") -> list[dict]:
    """Rows of a sheet of the list, as dictionaries by heading."""
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def copy_example(root) -> Folder:
    """The committed example in a folder of its own."""
    folder = Path(root) / "data" / "raw" / "example"
    shutil.copytree(PROJECT / "data" / "raw" / "example", folder)
    return Folder(folder)


# --- questions without files -----------------------------------------------------------------------------------------

GROUP = {"label": "组", "column": "组", "categories": [{"key": key, "label": key.upper()} for key in "abc"]}
ANSWER = {
    "label": "回答", "column": "回答", "kind": "ordered",
    "categories": [{"key": "yes", "label": "是"}, {"key": "no", "label": "否"}, {"key": "maybe", "label": "也许"}],
}  # fmt: skip
SIZE = {
    "label": "大小",
    "column": "大小",
    "categories": [{"key": "big", "label": "大"}, {"key": "small", "label": "小"}],
}
QUESTION = {"id": "q", "outcome": "answer", "by": "group", "groups": ["a", "b"], "key": [["yes"]]}


def asking(root, *comparisons, roster=False, counts=False, variables=None, places=None, **more) -> Study:
    """A study of `group`, `answer` and `size` in streets that asks these comparisons; its files are not there."""
    files = {"计数.csv": None} if counts else {"问卷.xlsx": None} | ({"花名册.xlsx": None} if roster else {})
    declared = {"group": GROUP, "answer": ANSWER, "size": SIZE, "street": STREET} | (variables or {})
    folder = write_study(root, files, declared, list(comparisons) or [QUESTION], places=places, **more)
    return folder.load()


def people_of(study, rows, columns=("group", "answer", "street")) -> pd.DataFrame:
    """Records of people given as (how many, value, value, …)."""
    repeated = [values for n, *values in rows for _ in range(n)]
    frame = pd.DataFrame(repeated, columns=list(columns), dtype=object)
    frame.insert(0, "record", range(1, len(frame) + 1))
    return _as_categories(study, frame, columns)


def cells_of(study, rows, columns=("group", "answer"), table="计数.csv") -> pd.DataFrame:
    """Cells of a study of counts given as (n, value, value, …)."""
    frame = pd.DataFrame([values for _, *values in rows], columns=list(columns), dtype=object)
    frame.insert(0, "table", table)
    frame["n"] = [n for n, *_ in rows]
    frame["w"] = frame["w2"] = frame["n"].astype(float)
    return _as_categories(study, frame, columns)


def _as_categories(study, frame, columns) -> pd.DataFrame:
    from sqgz.cleaning.record_frame import carry_labels

    for key in columns:
        if key in study.variables:
            multiple = study.variables[key].kind == "multiple"  # sets of options, not the options
            declared = [] if multiple else list(study.variables[key].labels)
            found = [
                one for one in dict.fromkeys(frame[key].dropna()) if one not in declared and one != "skipped"
            ]
            skipped = ["skipped"] if "skipped" in set(frame[key]) else []
            frame[key] = pd.Categorical(
                frame[key], categories=[*declared, *sorted(found), *skipped], ordered=True
            )
    carry_labels(frame, study)
    return frame


def one_row(results, **wanted) -> pd.Series:
    """The one row of results that has these values."""
    rows = results.select(**wanted)
    assert len(rows) == 1, rows[["comparison", "inference", "stratum", "group", "category", "stat", "method"]]
    return rows.iloc[0]
