"""一、调研开展情况: who was asked, as of when, and how many answered. 二、队伍基本现状: posts, heads, age, education."""

from __future__ import annotations

from collections.abc import Iterator

from sqgz.report.blocks import Block, Heading, Paragraph
from sqgz.report.composing.material import Material, has_people
from sqgz.report.composing.pictures import picture_of
from sqgz.report.composing.tables import profile_table
from sqgz.report.marks import reference
from sqgz.report.wording.phrases import say_whole
from sqgz.results.labels import variable_label
from sqgz.study import Study
from sqgz.study.references import SKIPPED

_SOURCES = {
    "simulated": "本报告所用数据为模拟数据，地名、人员均为虚构，仅用于说明方法，不反映任何地方的实际情况。",
    "published": "本报告依据已公布的数字整理，未另行调查。",
}
_HEADS = {"书记或主任": "党组织书记或居（村）委会主任", "仅书记": "党组织书记"}


def compose_conduct(material: Material) -> Iterator[Block]:
    """Blocks of the first section."""
    study = material.study
    yield Heading("调研开展情况", 1)
    yield Paragraph("".join([*_about(material), *say_returns(material)]))
    by_position = _by_position(material)
    counted = "".join(_counted_people(material))
    if by_position or counted:
        yield Paragraph(by_position + counted)
    if study.zone_definition:
        yield Paragraph(f"片区划分：{study.zone_definition.rstrip('。')}。")
    excluded = material.told("coverage", stratum="", group="", category="excluded")
    if excluded is not None:
        yield Paragraph(f"按统计口径，另有{material.count(excluded)}人不纳入统计。")


def _about(material: Material) -> Iterator[str]:
    study = material.study
    if study.source in _SOURCES:
        yield _SOURCES[study.source]
    if "position" in study.variables:
        labels = [label for key, label in study.variables["position"].labels.items() if key != SKIPPED]
        yield f"统计对象为{'、'.join(labels)}。"
    yield say_positions(study)
    yield f"统计时点为{say_day(study)}。"


def say_positions(study: Study) -> str:
    """Who is called a head and who another member, as a sentence; empty where positions are not derived from posts."""
    if "position" not in study.variables or study.variables["position"].derive != "posts":
        return ""
    labels = study.variables["position"].labels
    chief, member, staff = (labels.get(key, "") for key in ("chief", "member", "staff"))
    if not chief or not member:
        return ""
    said = f"{chief}是指{_HEADS[study.people.chief]}，{member}是指{chief}以外的党组织、居（村）委会成员"
    return said + (f"，{staff}是指不担任上述职务的工作人员。" if staff else "。")


def say_day(study: Study) -> str:
    """The reference date in Chinese; as declared where it is no day."""
    day = study.date
    return f"{day.year}年{day.month}月{day.day}日" if day else study.as_of


def say_returns(material: Material) -> Iterator[str]:
    """How many should have answered and how many did, in sentences; nothing where that is not known."""
    frame = material.told("coverage", stratum="", group="", category="frame")
    answered = material.told("coverage", stratum="", group="", category="answered")
    if answered is None:
        known = material.counted("coverage", stratum="", group="", category="answered")
        if known is None and material.study.source == "survey":
            yield "没有单位名录，应报人数不详，填报率未作统计。"
        return
    if frame is None:
        yield f"共有{material.count(answered)}人填报。单位名录没有应报人数，填报率未作统计。"
        return
    yield f"{say_whole(material.study)}应报{material.count(frame)}人，实报{material.count(answered)}人，填报率{material.rate(answered)}。"
    missing = material.told("coverage", stratum="", group="", category="missing")
    came, left, listed = (material.amount(row) for row in (answered, missing, frame))
    if came is not None and left is not None and listed is not None and came + left > listed:
        yield "实报中有名录之外、或未能与名录对应的人员，填报率因此可能偏高。"


def _by_position(material: Material) -> str:
    study = material.study
    if "position" not in study.variables:
        return ""
    said = []
    for key, label in study.variables["position"].labels.items():
        frame = material.told("coverage", stratum="", group=key, category="frame")
        answered = material.told("coverage", stratum="", group=key, category="answered")
        if frame is not None and answered is not None:
            said.append(
                f"{label}应报{material.count(frame)}人，实报{material.count(answered)}人，填报率{material.rate(answered)}"
            )
    if not said:
        return ""
    unknown = material.told("quality.heads", category="unknown")
    if unknown is not None and material.amount(unknown):
        said.append(
            f"另有{material.count(unknown)}人职务不明（未填或待核），未计入各职务，分职务的填报率可能因此偏低"
        )
    return f"其中，{'；'.join(said)}。"


def _counted_people(material: Material) -> Iterator[str]:
    """Who is counted in the tables, where a roster knows people who did not answer."""
    if not {"answers", "roster"} <= {file.role for file in material.study.files}:
        return
    answered, missing = (
        material.told("coverage", stratum="", group="", category=one) for one in ("answered", "missing")
    )
    everybody = next(iter(material.results.select(comparison="quality.answers").to_dict("records")), None)
    if answered is not None and missing is not None and everybody is not None:
        came, left = material.amount(answered) or 0, material.amount(missing) or 0
        if left and material.amount(everybody, "base") == came + left:
            yield (
                f"以下统计的全部人员共{material.base(everybody)}人，包括实报的{material.count(answered)}人和只见于花名册、"
                f"未填报问卷的{material.count(missing)}人。"
            )
    yield "未填报问卷的人员，年龄、文化程度等取自花名册，因此有的项目基数大于实报人数。"


# --- 二、队伍基本现状 -------------------------------------------------------------------------------------------------


def compose_team(material: Material) -> Iterator[Block]:
    """Blocks of the second section; none where nothing is known of the people."""
    parts = [*_posts(material), *_profiles(material)]
    if parts:
        yield Heading("队伍基本现状", 1)
        yield from parts


def _posts(material: Material) -> Iterator[Block]:
    said = []
    frame = material.told("coverage", stratum="", group="", category="frame")
    vacant = material.told("coverage", stratum="", group="", category="vacant")
    if frame is not None and vacant is not None:
        said.append(
            f"按单位名录，实有工作人员{material.count(frame)}人，另有空缺岗位{material.count(vacant)}个"
        )
    party, committee, both, unnamed, together = (
        material.told("quality.committees", category=one)
        for one in ("party", "committee", "both", "unspecified", "two_committees")
    )
    heads = material.told("quality.heads", category="both_heads")
    if party is not None and committee is not None and both is not None and together is not None:
        apart = ""
        if unnamed is not None and material.amount(unnamed):
            apart = f"，未注明所在组织{material.count(unnamed)}人"
        said.append(
            f"全部人员中职务能够确定的，有党组织成员{material.count(party)}人，居（村）委会成员{material.count(committee)}人，"
            f"交叉任职{material.count(both)}人{apart}，“两委”成员（含主职）共{material.count(together)}人"
        )
    if heads is not None:
        said.append(f"书记、主任一肩挑{material.count(heads)}人")
    if said:
        yield Heading("员额与任职", 2)
        yield Paragraph("。".join(said) + "。")


def _profiles(material: Material) -> Iterator[Block]:
    shown = profile_variables(material.study)
    for number, key in enumerate(shown):
        table = profile_table(material, key)
        if table is None:
            continue
        label = variable_label(material.study, key)
        yield Heading(f"{label}构成", 2)
        sentences = _sentences(material, key)
        yield Paragraph(f"从{label}看，{'；'.join(sentences)}。详见{reference(table.name)}。")
        yield table
        if number == len(shown) - 1:
            yield from picture_of(material, "composition", "不同职务人员的构成")


def profile_variables(study: Study) -> list[str]:
    """Variables that say who the people are (age, education, sex …), not where they belong or what they think."""
    compared = {one.outcome for one in study.comparisons if one.by != "position"}
    return [
        key
        for key, variable in study.variables.items()
        if key not in ("position", "zone", "unit_type")
        and (
            variable.derive == "age"
            or variable.codebook == "education"
            or (variable.kind == "nominal" and variable.codebook is None and key not in compared)
        )
    ]


def _sentences(material: Material, key: str) -> list[str]:
    study = material.study
    groups = list(study.variables["position"].labels) if "position" in study.variables else []
    said = []
    for group in groups:
        rows = material.profile(key, "position", group)
        if rows and has_people(rows[0]):
            said.append(material.distribution(rows, material.group("position", group)))
    if said:
        return said
    rows = material.profile(key)
    return [material.distribution(rows, "全部人员")] if rows else []
