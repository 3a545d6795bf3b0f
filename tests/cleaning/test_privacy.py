"""No name, phone number or id of the example's people in any byte of what cleaning and comparing write."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from studies import copy_example, fill_returned, fill_review, returned, review_list

import sqgz
from sqgz.cleaning import save_cleaned
from sqgz.example import personal_texts
from sqgz.results import save_results


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The example cleaned, partly decided, cleaned again and compared, in a folder of its own."""
    folder = copy_example(tmp_path_factory.mktemp("privacy"))
    folder.clean_and_save()
    asked = review_list(folder.review)
    fill_review(folder.review, {(row["变量"], row["原值"]): "无法判断" for row in asked[::2]})
    fill_returned(folder, {(row["变量"], row["行号"]): "无法判断" for row in returned(folder)[::2]})
    cleaned = folder.clean()
    save_cleaned(cleaned)
    save_results(sqgz.compare(folder.load(), cleaned.records))
    return folder


def texts_of(path: Path) -> str:
    """Everything a file holds as text: its bytes, the parts of a workbook, the values of a table."""
    content = path.read_bytes()
    found = [content.decode("utf-8", errors="ignore")]
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            found += [archive.read(name).decode("utf-8", errors="ignore") for name in archive.namelist()]
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        found.append(frame.to_csv(index=True))
        found += [
            str(value)
            for name in frame
            if hasattr(frame[name], "cat")
            for value in frame[name].cat.categories
        ]
        found.append(str(frame.attrs))
    return "\n".join(found)


def test_the_search_would_find_something(written):
    names = personal_texts()
    assert len(names) > 2000
    raw = texts_of(written.path / "花名册.xlsx")
    assert sum(text in raw for text in names) > 1000


def test_no_output_holds_anything_that_names_a_person(written):
    outputs = [path for path in written.processed.rglob("*") if path.is_file()] + [written.decisions]
    assert {path.suffix for path in outputs} == {".csv", ".parquet", ".xlsx"}
    assert len(outputs) >= 6
    for path in outputs:
        text = texts_of(path)
        assert [one for one in personal_texts() if one in text] == [], path.name


def test_records_and_review_hold_no_column_of_a_person_nor_an_address(written):
    cleaned = written.clean()
    study = cleaned.study
    kept = {key for key, one in study.variables.items() if one.kind in ("id", "personal", "text")}
    assert kept
    assert not kept & {str(name) for name in cleaned.records.columns}
    assert not kept & set(cleaned.ledger["column"])
    shown = "\n".join([*cleaned.ledger["raw"].astype("str").unique(), *cleaned.review["原值"]])
    for mark in ("号楼", "栋", "单元", "室"):
        assert mark not in shown
