"""四、属地化主要特点: a paragraph for each comparison, its heading built from the finding under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sqgz.report.blocks import Block, Heading, Paragraph
from sqgz.report.composing.cautions import say_families, say_gaps_ahead
from sqgz.report.composing.material import NOT_TOLD, Material, Record, has_people, withheld
from sqgz.report.composing.pictures import picture_of
from sqgz.report.composing.tables import comparison_table
from sqgz.report.marks import reference
from sqgz.report.numbers import is_withheld
from sqgz.report.wording.phrases import say_category, say_question, say_scope, say_subject
from sqgz.results.comparing import VILLAGES
from sqgz.results.labels import label_of, stratum_label, variable_label
from sqgz.results.standardising import STANDARDISED
from sqgz.study import Comparison, Study
from sqgz.study.unbuilt import WAVE

ELECTED = "村民委员会成员由本村选举产生"
COMMUNITIES = "unit_type=community"  # the stratum of communities alone, before villages are counted


CAUTION = "仅就数值而言，人数少的占比起伏大，区间重叠的不宜排名。"


def compose_features(material: Material) -> Iterator[Block]:
    """Blocks of the fourth section: comparisons by what they compare, in the study's order."""
    kinds = kinds_of(material)
    if not kinds:
        return
    local = any(variable.codebook == "level" for variable in material.study.variables.values())
    yield Heading("属地化主要特点" if local else "主要情况", 1)
    ahead = say_gaps_ahead(material) + say_families(material)
    if ahead:
        yield Paragraph(ahead)
    told = _last_of_two(material, kinds)
    for kind, comparisons in kinds.items():
        found = [one for one in comparisons if material.finding(one.id) is not None]
        alone = len(comparisons) == 1 and len(found) == 1
        yield Heading(f"{kind}，{say_comparison_heading(material, found[0])}" if alone else kind, 2)
        for one in comparisons:
            if not alone and one in found:
                yield Heading(say_comparison_heading(material, one), 3)
            yield from _compose(material, one)
        if kind == told:
            yield from picture_of(material, "differences", f"主要比较的差距{_and_intervals(material)}")
        if _by_place(material.study, comparisons[0]):
            yield from picture_of(material, "ranking", _subject_of(material, comparisons[0]))
        if comparisons[0].paired_with is not None:
            yield from picture_of(material, "flow", "户口所在地与居住地的对应关系")


def _and_intervals(material: Material) -> str:
    """及其95%区间, unless there are intervals and the public are told none of them."""
    rows = [row for row in material.deciding.values() if row["stat"] == "difference"]
    told = any(row["low"] == row["low"] for row in rows)
    return "" if not told and any(is_withheld(row, "low") for row in rows) else "及其95%区间"


def _last_of_two(material: Material, kinds: Mapping[str, Sequence[Comparison]]) -> str:
    """The last words under which two groups are compared: what stood so far is then drawn in one figure."""
    drawn = {one["comparison"] for one in material.deciding.values() if one["stat"] == "difference"}
    found = [kind for kind, asked in kinds.items() if any(one.by and one.id in drawn for one in asked)]
    return found[-1] if found else next(iter(kinds))


def kinds_of(material: Material) -> dict[str, list[Comparison]]:
    """Comparisons by the words under which they stand."""
    found: dict[str, list[Comparison]] = {}
    for one in material.comparisons():
        found.setdefault(_kind(material.study, one), []).append(one)
    return found


def _kind(study: Study, one: Comparison) -> str:
    if one.paired_with is not None:
        return f"从{variable_label(study, one.outcome)}与{variable_label(study, one.paired_with)}的关系看"
    if one.by is None:
        return "从其他调查项目看"
    return "从年度变化看" if one.by == WAVE else f"从{variable_label(study, one.by)}看"


def say_comparison_heading(material: Material, one: Comparison) -> str:
    """The finding of a comparison as a heading, with the people to whom it is limited."""
    row = material.finding(one.id)
    scope = say_scope(material.study, one)
    words = material.says(row, "heading") if row is not None else ""
    return say_question(material.study, one.outcome) + (f"{scope}，{words}" if scope else words)


def _by_place(study: Study, one: Comparison) -> bool:
    return one.by in study.variables and study.variables[str(one.by)].kind == "place"


def _subject_of(material: Material, one: Comparison) -> str:
    category = material.key_category(one.id)
    by = variable_label(material.study, str(one.by))
    return f"各{by}{say_subject(material.study, one.outcome, category, one.id)}"


# --- one comparison -----------------------------------------------------------------------------------------------------


def _compose(material: Material, one: Comparison) -> Iterator[Block]:
    table = comparison_table(material, one.id)
    rest = "，其余各项见同表" if say_question(material.study, one.outcome) else ""
    see = f"（见附件1{reference(table.name)}{rest}）" if table is not None else ""
    yield Paragraph(say_comparison(material, one, see=see))
    alone = material.finding(one.id, COMMUNITIES)
    if alone is not None:
        yield Paragraph(
            f"{ELECTED}，先就社区单独比较：{describe(material, one, COMMUNITIES)}。{material.says(alone)}。"
        )
    row = material.finding(one.id)
    if row is not None and row["stat"] == "difference" and say_question(material.study, one.outcome):
        yield Paragraph(f"{material.says(row, 'others')}。")
    if row is not None and VILLAGES in row["warnings"]:
        local = material.study.variables[one.outcome].codebook == "level"
        law = f"，{ELECTED}，上述差距可能有一部分由此形成"
        yield Paragraph(f"片区中含村{law if local else '，两组的单位类型构成不同，上述差距可能与此有关'}。")
    for stratum in material.strata(one.id):
        yield from _within(material, one, stratum)
    yield from _standardised(material, one)
    for at in range(1, len(one.key)):
        yield from _further(material, one, at)
    yield from _people_apart(material, one)


def say_comparison(material: Material, one: Comparison, *, see: str = "", caution: bool = True) -> str:
    """What is so, then what can be concluded, as one paragraph; what hangs on it follows elsewhere.

    `caution`: of many groups it says that they are not to be ranked; a caller may say it once for several findings.
    """
    row = material.finding(one.id)
    said = describe(material, one, "")
    if row is None:
        return f"{said}{see}。"
    finding = material.says(row)
    if is_ranking(material, one):
        scope = say_scope(material.study, one)
        return f"{scope}{'，' if scope else ''}{finding}{see}。{f'以上{CAUTION}' if caution else ''}"
    return f"{said}{see}。{finding}。" if said else f"{finding}{see}。"


def is_ranking(material: Material, one: Comparison) -> bool:
    """Whether the finding names the highest and the lowest of several places."""
    row = material.finding(one.id)
    return row is not None and row["stat"] == "test" and _by_place(material.study, one)


def describe(material: Material, one: Comparison, stratum: str, *, brief: bool = False) -> str:
    """The shares of the key category in each group (or of every category, where nothing is compared).

    `brief`: for two groups that were described before in another scope, only their shares.
    """
    study = material.study
    if one.by is None and one.paired_with is None:
        rows = material.categories(one.id, stratum, next(iter(material.groups(one.id, stratum)), ""))
        label = say_scope(study, one) or f"“{variable_label(study, one.outcome)}”一项，有效填报的"
        return material.distribution(rows, label)
    category = material.key_category(one.id)
    if one.paired_with is not None:
        return _describe_pair(material, one, stratum, category)
    said = []
    for group in material.groups(one.id, stratum):
        row = material.shares.find(one.id, stratum, group, category)
        if row is not None and brief and not withheld(row):
            said.append(f"{material.group(str(one.by), group)}为{material.number(row)}")
        elif row is not None:
            said.append(material.people_of(f"{material.group(str(one.by), group)}{asked_of(row)}", row))
    if brief:
        return "，".join(said)
    scope = say_scope(study, one) or say_everybody(study, one)
    question = say_question(study, one.outcome) if said else ""
    return question + (f"{scope}，{'；'.join(said)}" if scope and said else "；".join(said))


def say_everybody(study: Study, one: Comparison) -> str:
    """That people of every position are compared, where a study tells positions apart and the question does not."""
    apart = "position" in study.variables and one.by in ("zone", "unit_type") and one.outcome != "position"
    return "各类人员合计" if apart else ""


def asked_of(row: Record) -> str:
    """A word for people of whom not all were asked; empty where everybody was."""
    return "" if pd.isna(row["skipped"]) or not row["skipped"] else "被问到并作答的"


def _describe_pair(material: Material, one: Comparison, stratum: str, category: str) -> str:
    rows = [
        material.shares.find(one.id, stratum, key, category) for key in (one.outcome, str(one.paired_with))
    ]
    first, second = rows
    if first is None or second is None:
        return ""
    said = [
        material.people(row, named=say_category(material.study, key, category))
        for key, row in ((one.outcome, first), (str(one.paired_with), second))
    ]
    return f"{material.among('两项都有效的', first)}{'；'.join(said)}"


def _within(material: Material, one: Comparison, stratum: str) -> Iterator[Block]:
    """The same question inside a category of `within`."""
    said = describe(material, one, stratum)
    row = material.finding(one.id, stratum)
    if not said:
        return
    label = stratum_label(material.study, one.id, stratum)
    yield Paragraph(f"{label}，{said}。{material.says(row)}。" if row is not None else f"{label}，{said}。")


def _standardised(material: Material, one: Comparison) -> Iterator[Block]:
    """Shares after direct standardisation, so that groups of different make-up can be compared."""
    if not one.standardise:
        return
    study = material.study
    names = "、".join(variable_label(study, key) for key in one.standardise)
    rows = material.results.select(comparison=one.id, stratum=STANDARDISED, stat="share", of="row")
    rows = rows[(rows["category"] == material.key_category(one.id)) & rows["value"].notna()].to_dict(
        "records"
    )
    if len(rows) < 2:
        yield Paragraph(
            f"两组的{names}构成不同，且其中一组缺少某一类，未能按{names}标准化，合计的差距中可能含有构成不同的影响。"
        )
        return
    said = "，".join(f"{material.group(str(one.by), row['group'])}为{material.number(row)}" for row in rows)
    gap = material.results.select(comparison=one.id, stratum=STANDARDISED, stat="difference")
    gap = gap[(gap["category"] == material.key_category(one.id)) & gap["value"].notna()].to_dict("records")
    apart = f"，相差{material.number(gap[0], 'value', 'gap')}个百分点" if gap else ""
    yield Paragraph(f"两组的{names}构成不同。统一按全部人员的{names}构成标准化后，这一占比{said}{apart}。")


def _further(material: Material, one: Comparison, at: int) -> Iterator[Block]:
    """The shares of a further key set, described beside the one that decides."""
    study = material.study
    category = material.key_category(one.id, at)
    groups = [one.outcome, str(one.paired_with)] if one.paired_with else material.groups(one.id)
    rows = [(group, material.shares.find(one.id, "", group, category)) for group in groups]
    held = [(group, row) for group, row in rows if row is not None and has_people(row)]
    if not held:
        return
    if one.paired_with:
        said = "，".join(
            material.people(row, named=say_category(study, group, category)) for group, row in held
        )
        yield Paragraph(f"范围放宽来看，{said}。")
        return
    said = "，".join(
        f"{material.group(str(one.by), group)}{NOT_TOLD}"
        if withheld(row)
        else f"{material.group(str(one.by), group)}有{material.count(row)}人，占{material.number(row)}"
        for group, row in held
    )
    yield Paragraph(f"范围放宽来看，{say_category(study, one.outcome, category, one.id)}的，{said}。")


def _people_apart(material: Material, one: Comparison) -> Iterator[Block]:
    """How many people's two answers differ."""
    if one.paired_with is None:
        return
    rows = material.results.select(comparison=one.id, stat="share", category="differ", stratum="")
    study = material.study
    for row in (row for row in rows.to_dict("records") if not withheld(row)):
        names = f"{variable_label(study, one.outcome)}与{variable_label(study, one.paired_with)}"
        yield Paragraph(f"同一个人的{names}不属同一类的有{material.count(row)}人，占{material.number(row)}。")


def lines_of(material: Material, row: Record) -> str:
    """Where a deciding row belongs, for a table: 户口所在地，按职务（内城区）; of a difference with its sides, 甲减乙."""
    study = material.study
    one = study.comparison(str(row["comparison"]))
    by = f"，按{'年度' if one.by == WAVE else variable_label(study, one.by)}" if one.by else ""
    if one.paired_with:
        by = f"与{variable_label(study, one.paired_with)}"
    where = "、".join(label_of(study, key, value) for key, values in one.where.items() for value in values)
    scope = "、".join(part for part in (where, stratum_label(study, one.id, row["stratum"]) if row["stratum"] else "") if part)  # fmt: skip
    outcome = variable_label(study, one.outcome)
    if (
        study.variables[one.outcome].kind == "multiple" and one.key
    ):  # one of several answers is compared, not the question
        outcome += f"（{label_of(study, one.outcome, material.key_category(one.id), one.id)}）"
    sides = [str(row.get(side) or "") for side in ("group", "against")]
    if one.by and all(sides):  # which of the two is taken from which
        by = f"：{'减'.join(material.group(one.by, side) for side in sides)}"
    elif one.paired_with and all(sides):
        by = f"减{variable_label(study, one.paired_with)}"
    return f"{outcome}{by}" + (f"（{scope}）" if scope else "")
