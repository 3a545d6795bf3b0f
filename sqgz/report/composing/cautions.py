"""What a reader has to know before anything is concluded: answers that are missing, comparisons not asked beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqgz.report.composing.material import Material, Record
from sqgz.report.marks import reference
from sqgz.results.labels import variable_label
from sqgz.study import Comparison

FINDINGS = "表:findings"  # the name of the table of all findings
_MISSING = 0.10  # share of people without an answer from which it is told


def say_gaps_ahead(material: Material, told: Sequence[Comparison] | None = None) -> str:
    """That answers are missing, before anything is concluded from them; with `told` only of these comparisons' answers."""
    asked = {key for one in told or () for key in (one.outcome, one.paired_with)}
    names = "".join(
        f"“{label}”" for label, row in gaps_in_data(material) if told is None or row["outcome"] in asked
    )
    return f"{names}未填或待核的超过一成，涉及这些项目的结论须谨慎使用。" if names else ""


def say_families(material: Material) -> str:
    """That some comparisons were not asked beforehand, where others were."""
    families = {str(row["family"]).partition(".")[0] for row in material.deciding.values()}
    if not {"confirmatory", "exploratory"} <= families:
        return ""
    return (
        f"各项比较有事先确定的，也有探索性的，{reference(FINDINGS)}中分别注明；探索性比较的结论有待今后验证。"
    )


def gaps_in_data(material: Material) -> Iterator[tuple[str, Record]]:
    """Labels of questions of which more than a tenth of the answers are missing or undecided, and a row with their numbers.

    The row is a share of all people: its base gave an answer, its missing did not, its skipped were not asked.
    """
    asked = dict.fromkeys(
        key for one in material.study.comparisons for key in (one.outcome, one.paired_with) if key
    )
    for key in asked:
        row = next(iter(material.profile(key)), None)
        base, missing = (None if row is None else material.amount(row, name) for name in ("base", "missing"))
        if row is not None and base is not None and missing and missing / (base + missing) > _MISSING:
            yield variable_label(material.study, key), row
