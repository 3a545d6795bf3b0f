"""The official list of units (单位名录): every community with its street, zone and type, and the people it should have.

It is the frame of the survey: what is counted against it is coverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sqgz.cleaning.counting.counted import MOST
from sqgz.cleaning.matching import match
from sqgz.cleaning.places.names import PlaceIndex
from sqgz.cleaning.places.rename_rows import read_changes
from sqgz.cleaning.places.renames import Renames
from sqgz.errors import InputError
from sqgz.reading import Sheet, heading_key
from sqgz.study import Study
from sqgz.study.messages import suggestion

_HEADINGS: dict[str, tuple[str, ...]] = {
    "zone": ("zone", "片区", "城区", "内外城区", "所属片区"),
    "street": ("street", "街道", "街道（镇）", "所属街道", "乡镇街道", "街道名称"),
    "name": ("name", "名称", "社区", "社区（村）", "单位名称", "社区名称"),
    "unit_type": ("unit_type", "单位类型", "类型"),
    "aliases": ("aliases", "别名", "曾用名"),
    "posts": ("posts", "核定", "核定员额", "核定人数"),
    "people": ("people", "实有", "实有人数"),
    "people_chief": ("people_chief", "主职实有", "主职人数"),
    "people_member": ("people_member", "其他两委成员人数", "两委成员（不含主职）"),
    "people_staff": ("people_staff", "其他社区工作者人数", "其他人员"),
}
_REQUIRED = ("street", "name")
NUMBERS = ("posts", "people", "people_chief", "people_member", "people_staff")
FRAME_HEADINGS = frozenset(heading for headings in _HEADINGS.values() for heading in headings)


@dataclass(frozen=True, eq=False)
class Frame:
    """The official list: `texts` as received, `units` cleaned, its names made ready for matching (`index`), and its past.

    `units` has street and community (keys, ordered Categoricals in the list's order), name, zone and unit_type (keys,
    null where the list does not say), posts and people… (Int64, null where not given).
    """

    texts: pd.DataFrame
    units: pd.DataFrame
    index: PlaceIndex
    renames: Renames


def build_frame(study: Study, sheets: Sequence[Sheet], renames: Sequence[Sheet] = ()) -> Frame:
    """Frame from the sheets of role places and those of role renames.

    Raises InputError for a missing column, a unit listed twice, an unknown zone or type, a number that is none,
    and for renames that cannot be meant.
    """
    texts = pd.concat([_texts(sheet) for sheet in sheets], ignore_index=True)
    keys = _keys(texts)
    units = pd.DataFrame(
        {"street": _categories(texts["street"]), "community": _categories(keys), "name": texts["name"]}
    )
    for key in ("zone", "unit_type"):
        units[key] = _matched(study, texts, key)
    for name in NUMBERS:
        units[name] = _numbers(texts, name)
    past = Renames(PlaceIndex.from_frame(texts), read_changes(renames))
    return Frame(texts, units, past.index, past)


def _texts(sheet: Sheet) -> pd.DataFrame:
    heading_of = {heading_key(heading): heading for heading in sheet.text.columns}
    found = {
        name: next((heading_of[heading_key(one)] for one in headings if heading_key(one) in heading_of), None)
        for name, headings in _HEADINGS.items()
    }
    for name in _REQUIRED:
        if found[name] is None:
            raise InputError(
                f"{sheet.file}: 单位名录缺少列 {name}（{_HEADINGS[name][1]}）。{suggestion(name, list(sheet.text.columns))}"
            )
    texts = pd.DataFrame(
        {name: sheet.text[heading] if heading else None for name, heading in found.items()}, dtype="str"
    )
    texts["file"], texts["row"] = sheet.file, sheet.text.index
    for name in _REQUIRED:
        if texts[name].isna().any():
            row = int(texts.loc[texts[name].isna(), "row"].iloc[0])
            raise InputError(
                f"{sheet.file} 第{row}行: {_HEADINGS[name][1]}为空。单位名录的每一行须写明街道和名称。"
            )
        texts[name] = texts[name].str.strip()
    return texts


def _keys(texts: pd.DataFrame) -> pd.Series[Any]:
    """Key of every unit: its name, with its street before it where the name occurs in several streets."""
    repeated = texts.duplicated(["street", "name"], keep=False)
    if repeated.any():
        rows = texts.loc[repeated, "row"].tolist()[:2]
        name = texts.loc[repeated, "name"].iloc[0]
        raise InputError(
            f"{texts['file'].iloc[0]} 第{rows[1]}行: “{name}”与第{rows[0]}行重复。请删去一行，或改正街道。"
        )
    ambiguous = texts.duplicated("name", keep=False)
    return texts["name"].where(~ambiguous, texts["street"] + "·" + texts["name"])


def _categories(values: pd.Series[Any]) -> pd.Categorical:
    return pd.Categorical(values, categories=list(dict.fromkeys(values)), ordered=True)


def _matched(study: Study, texts: pd.DataFrame, key: str) -> pd.Categorical:
    variable = study.variables[key]
    known = {raw: match(variable, raw) for raw in texts[key].dropna().unique()}
    for raw, found in known.items():
        if found.status == "review":
            row = int(texts.loc[texts[key] == raw, "row"].iloc[0])
            allowed = list(variable.labels.values())
            raise InputError(
                f'{texts["file"].iloc[0]} 第{row}行: {variable.label} "{raw}" 不认识。{suggestion(raw, allowed)}。'
                f"可在 study.yaml 的 variables.{key}.categories 中补充。"
            )
    keys = texts[key].map(lambda raw: known[raw].key, na_action="ignore")
    return pd.Categorical(keys, categories=list(variable.labels))


def _numbers(texts: pd.DataFrame, name: str) -> pd.Series[Any]:
    values = pd.to_numeric(texts[name], errors="coerce")
    wrong = texts[name].notna() & (~values.between(0, MOST) | (values % 1 > 0))
    if wrong.any():
        at = texts[wrong].iloc[0]
        raise InputError(
            f'{at["file"]} 第{at["row"]}行: {_HEADINGS[name][1]}应为不小于 0 的整数，现为 "{at[name]}"。'
        )
    return values.astype("Int64")
