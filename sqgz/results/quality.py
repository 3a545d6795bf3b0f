"""Coverage and data quality as rows of results: who was to answer, who did, and what was done to the answers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sqgz.results.counted import POSITIONS
from sqgz.results.schema import make_row
from sqgz.study import Study

_ROWS = {
    "record": "有效记录",
    "joined": "与同一人合并",
    "duplicate": "重复",
    "rejected": "无法使用",
    "excluded": "不在统计范围",
    "not_data": "非数据行",
}
UNPLACED = "街道不明"  # the stratum of people whose street is not known
_CELLS = {
    "recoded": "改写为标准类别",
    "derived": "推算",
    "decided": "人工决定",
    "missing": "标记为缺失",
    "skipped": "跳过",
    "review": "待核",
}


def coverage_rows(
    study: Study,
    records: pd.DataFrame,
    places: pd.DataFrame,
    ledger: pd.DataFrame | None,
    exclusions: pd.DataFrame | None = None,
) -> list[dict[str, Any]]:
    """Rows of 应报、实报 and the rest per street and position, and for all of them together.

    category: frame (people of the official list), answered, missing (did not answer), undecided (some answer still
    awaits a decision), excluded (not counted, by the study's rule; by street only, where there is a rule), vacant
    (posts not filled).
    """
    if "street" not in records:
        return []
    by = "position" if "position" in records else ""
    people = records.assign(answered=records.get("answered", True), undecided=_undecided(records, ledger))
    rows = []
    nowhere = people[people["street"].isna()]
    apart = [(UNPLACED, nowhere)] if len(nowhere) else []
    for street, in_street in [("", people), *_groups(people, "street"), *apart]:
        units = places if street == "" else places[places["street"].astype("str") == street]
        for position, group in [("", in_street), *(_groups(in_street, by) if by else [])]:
            counts = {
                "frame": _frame(units, position),
                "answered": int(group["answered"].sum()),
                "missing": int((~group["answered"]).sum()),
                "undecided": int(group["undecided"].sum()),
            }
            if position == "":
                counts["excluded"] = _excluded(exclusions, street)
                counts["vacant"] = _vacant(units)
            rows += [
                make_row(
                    comparison="coverage",
                    stratum=street,
                    by=by,
                    group=position,
                    category=category,
                    stat="coverage",
                    value=float(n),
                    count=n,
                    base=counts["frame"] if category == "answered" else None,
                )
                for category, n in counts.items()
                if n is not None
            ]
    return rows


def _groups(people: pd.DataFrame, key: str) -> list[tuple[str, pd.DataFrame]]:
    return [(str(name), part) for name, part in people.groupby(key, observed=False)]


def _undecided(records: pd.DataFrame, ledger: pd.DataFrame | None) -> pd.Series[Any]:
    if ledger is None:
        return pd.Series(False, index=records.index)
    """Mask of the people with an answer in review whose value no other row or decision gives."""
    in_review = ledger[(ledger["action"] == "review") & (ledger["column"] != "")]
    undecided = pd.Series(False, index=records.index)
    for key, cells in in_review.groupby("column", observed=True):
        if key in records:
            undecided |= records["record"].isin(cells["record"]) & records[key].isna()
    return undecided


def _frame(units: pd.DataFrame, position: str) -> int | None:
    column = f"people_{position}" if position in POSITIONS else "people"
    if position and position not in POSITIONS:
        return None
    values = units.get(column)
    return None if values is None or values.isna().any() else int(values.sum())


def _excluded(exclusions: pd.DataFrame | None, street: str) -> int | None:
    """People of a street (of all for "") who are not counted; None without a rule of who counts."""
    if exclusions is None:
        return None
    there = exclusions if street == "" else exclusions[exclusions["street"] == street]
    return int(there["people"].sum())


def submission_rows(submissions: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of which street sent what: rows, people, and by its status how many sheets or files; words stand in text."""
    rows = []
    for street, part in submissions.groupby(submissions["街道"].fillna(""), sort=False):
        told = "；".join(dict.fromkeys(part["状态"].astype("str")))
        counts = {
            "rows": part["行数"].sum(),
            "people": part["人数"].sum(),
            "sheets": (part["文件"].fillna("") != "").sum(),
        }
        rows += [
            make_row(
                comparison="submission", group=str(street), category=name, stat="quality", value=float(n),
                count=int(n), text=told,
            )
            for name, n in counts.items()
        ]  # fmt: skip
    return rows


def _vacant(units: pd.DataFrame) -> int | None:
    """Posts not filled, unit by unit; a unit with more people than posts has no vacancy."""
    if units["posts"].isna().any() or units["people"].isna().any():
        return None
    return int((units["posts"] - units["people"]).clip(lower=0).sum())


def quality_rows(study: Study, records: pd.DataFrame, ledger: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of what became of raw rows (by file) and of answers (by variable), and of posts that do not add up."""
    rows = []
    about_rows = ledger[ledger["column"] == ""]
    for file, entries in about_rows.groupby("file", observed=True, sort=False):
        for action, label in _ROWS.items():
            n = int((entries["action"] == action).sum())
            rows.append(_quality("rows", str(file), action, n, label))
    cells = ledger[ledger["column"] != ""]
    for key, variable in study.variables.items():
        if key not in records.columns or not variable.categorical:
            continue
        of_variable = cells[cells["column"] == key]
        for action, label in _CELLS.items():
            n = int((of_variable["action"] == action).sum())
            rows.append(_quality("answers", key, action, n, label, base=len(records)))
        rows.append(
            _quality(
                "answers",
                key,
                "null",
                int(records[key].isna().sum()),
                "无值（缺失或待核）",
                base=len(records),
            )
        )
    return rows + _committee_rows(records)


def _quality(
    name: str, group: str, category: str, n: int, text: str, base: int | None = None
) -> dict[str, Any]:
    return make_row(
        comparison=f"quality.{name}",
        group=group,
        category=category,
        stat="quality",
        value=float(n),
        count=n,
        base=base,
        text=text,
    )


def _committee_rows(records: pd.DataFrame) -> list[dict[str, Any]]:
    """党组织成员 + 居（村）委会成员 − 交叉任职 = “两委”成员, each counted on its own; those of unnamed posts shown apart.

    Raises AssertionError if the identity does not hold, which would be a defect of the derivation.
    """
    needed = ("party_post", "committee_post", "position")
    if not all(name in records for name in needed):
        return []
    party, committee, position = (records[name].astype("str") for name in needed)
    known = records["party_post"].notna() & records["committee_post"].notna() & records["position"].notna()
    seated = {"secretary", "deputy_secretary", "director", "deputy_director", "member"}
    in_party, in_committee = party.isin(seated) & known, committee.isin(seated) & known
    unnamed = known & ~in_party & ~in_committee & ((party == "unspecified") | (committee == "unspecified"))
    counts = {
        "party": int(in_party.sum()), "committee": int(in_committee.sum()), "both": int((in_party & in_committee).sum()),
        "unspecified": int(unnamed.sum()), "two_committees": int((known & position.isin(["chief", "member"])).sum()),
    }  # fmt: skip
    heads = known & (party == "secretary") & (committee == "director")
    total = counts["party"] + counts["committee"] - counts["both"] + counts["unspecified"]
    if total != counts["two_committees"]:
        raise AssertionError(f"committee identity: {counts}")
    texts = {
        "party": "党组织成员",
        "committee": "居（村）委会成员",
        "both": "交叉任职",
        "unspecified": "未注明所在组织",
        "two_committees": "“两委”成员（含主职）",
    }
    rows = [_quality("committees", "position", name, n, texts[name]) for name, n in counts.items()]
    answered = records.get("answered", pd.Series(True, index=records.index))
    unknown = int((answered & records["position"].isna()).sum())
    return [
        *rows,
        _quality("heads", "position", "both_heads", int(heads.sum()), "书记、主任一肩挑"),
        _quality("heads", "position", "unknown", unknown, "已填报但职务不明"),
    ]
