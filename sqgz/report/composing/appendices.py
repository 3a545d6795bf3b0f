"""附件: the tables behind every sentence, definitions and methods, the quality of the data, and who reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqgz.report.blocks import Block, Break, Heading, Paragraph, Row, Table
from sqgz.report.composing.cautions import FINDINGS, gaps_in_data
from sqgz.report.composing.features import kinds_of, lines_of
from sqgz.report.composing.material import Material, Record, withheld
from sqgz.report.composing.tables import comparison_table, when
from sqgz.report.composing.tables_around import coverage_table
from sqgz.report.rendering import CLASS, INTERVAL, METHOD, REMARK
from sqgz.results.judging import SMALLEST
from sqgz.results.labels import variable_label
from sqgz.rounding import half_up
from sqgz.study import Study

_FAMILIES = {"confirmatory": "事先确定", "exploratory": "探索性"}
_ROWS = ("record", "joined", "duplicate", "rejected", "excluded", "not_data")
_ANSWERS = ("recoded", "derived", "decided", "review", "null")


def compose_appendices(material: Material) -> Iterator[Block]:
    """Blocks of the four appendices; one without content is left out, its number with it."""
    parts = (
        ("统计表", list(_tables(material))),
        ("统计口径与方法说明", list(compose_methods(material))),
        ("数据质量说明", list(_quality(material))),
        ("各街道报送情况", list(_submissions(material))),
    )
    number = 0
    for title, blocks in parts:
        if blocks:
            number += 1
            yield Break()
            yield Heading(title, 1, f"附件{number}")
            yield from blocks


def _tables(material: Material) -> Iterator[Table]:
    for one in (one for comparisons in kinds_of(material).values() for one in comparisons):
        table = comparison_table(material, one.id)
        if table is not None:
            yield table


# --- definitions and methods ------------------------------------------------------------------------------------------


def compose_methods(material: Material, *, strata: bool = True) -> Iterator[Block]:
    """Blocks on definitions and methods, and the table of all findings; without `strata` not of repeats within some."""
    study = material.study
    deciding = [row for row in material.deciding.values() if strata or not row["stratum"]]
    yield Paragraph(_rules(study))
    yield Paragraph(_degrees(study))
    yield Paragraph(_judging(material))
    table = _findings_table(material, deciding)
    if table is not None:
        yield table
        remarks = _remarks_table(material, deciding)
        if remarks is not None:
            yield remarks


def _rules(study: Study) -> str:
    rostered = any(file.role == "roster" for file in study.files)
    said = [
        f"占比的基数为该项填报有效{'（含取自花名册、按规则推算的，见附件3）' if rostered else ''}并能归类的人员，未填、待核和未问到的不计入基数",
        "占比、百分点按四舍五入保留一位小数，因此各项占比之和可能不等于100%，百分点差按未修约的数计算",
        "不足20人的组不列占比，不足30人的组不作比较",
    ]
    if "position" in study.variables:
        said.append("主职与其他“两委”成员互不重叠，比较时“两委”成员不含主职；书记、主任一肩挑的，按一人计")
    return "一是口径。" + "；".join(said) + "。"


def _degrees(study: Study) -> str:
    words = study.design.degree_words.model_dump(by_alias=True)
    said = "，".join(f"相差{half_up(words[key] * 100).normalize():f}个百分点以上称“{word}于”" for key, word in
                    (("略", "略高（低）"), ("高", "高（低）"), ("明显", "明显高（低）"), ("远", "远高（低）")) if key in words)  # fmt: skip
    return (
        f"二是程度用语。{said}。相差不足{half_up(study.design.delta * 100).normalize():f}个百分点的，即使确有差别，也只视为较小的差距；"
        "这一界限是本次调查的约定。"
    )


def _judging(material: Material) -> str:
    study = material.study
    deciding = list(material.deciding.values())
    said = []
    if any(row["inference"] == "finite" for row in deciding):
        said.append(
            "应报人员全部填报的，差距是事实，不作检验；有人未报的，按未报人员可能的答复计算差距的上下界，上下界同号才说有高低"
        )
    if any(row["inference"] == "process" for row in deciding):
        cluster = variable_label(study, study.design.cluster) if study.design.cluster else ""
        by = (
            f"按{cluster}计算误差（同一{cluster}的人员彼此相似，当作互不相关会算错误差）"
            if cluster
            else "假定各人相互独立"
        )
        others = {row["cluster"] for row in deciding} - {study.design.cluster, ""}
        finer = "、".join(variable_label(study, one) for one in sorted(others))
        also = f"，各{cluster}之间的比较按{finer}计算" if finer and cluster else ""
        dealt = any(row["p_permutation"] == row["p_permutation"] for row in deciding)
        again = (
            f"；各组由整个{cluster}组成而{cluster}较少的（如片区），另将各{cluster}重新分组作置换检验，以两个p中较大的为准"
            if dealt and cluster
            else ""
        )
        said.append(f"判断差距是否属偶然波动时，{by}{also}{again}")
        said.append(
            "事先确定的比较作 Holm 校正，探索性的比较作 Benjamini–Hochberg 校正，分层重复的比较另成一组，与之分别校正；区间为未经校正的95%区间"
        )
    return "三是判断。" + "；".join(said) + "。" if said else "三是判断。本报告只作描述，未作检验。"


def _findings_table(material: Material, deciding: Sequence[Record]) -> Table | None:
    """What was compared and what came out, with the numbers that the text leaves out."""
    rows = [Row(_finding_cells(material, row)) for row in deciding]
    if not rows:
        return None
    return Table(
        name=FINDINGS,
        caption=f"各项比较的差距、区间与检验{when(material)}",
        heads=(("比较", "差", "95%区间", "校正后p", "不计群的p", "设计效应", "性质", "结论"),),
        rows=tuple(rows),
        unit="单位：百分点",
        notes=(
            "“甲减乙”为甲组占比减乙组占比；—表示不适用。",
            "“不计群的p”是把人员当作互不相关时的结果，只供对照，不作依据；“设计效应”为按群计算与不计群时误差方差之比。",
        ),
        alt=f"{len(rows)}项比较的差距、区间、p值和结论。",
        wide=True,
    )


def _finding_cells(material: Material, row: Record) -> tuple[str, ...]:
    two = row["stat"] == "difference"
    family, _, repeat = str(row["family"]).partition(".")
    return (
        lines_of(material, row),
        material.number(row, "value", "points") if two else "—",
        material.says(row, INTERVAL) if two else "—",
        material.number(row, "p_adjusted", "p"),
        material.number(row, "p_plain", "p"),
        material.number(row, "deff", "decimal"),
        _FAMILIES.get(family, "—") + ("，分层重复" if repeat else ""),
        material.says(row, CLASS),
    )


def _remarks_table(material: Material, rows: Sequence[Record]) -> Table | None:
    """What has to be known of each comparison: its method, the smallest difference it could have shown, its warnings."""
    bounds = material.results.select(stat="bound", method=SMALLEST).to_dict("records")
    least = {(row["comparison"], row["stratum"]): row for row in bounds}
    cells = []
    for row in rows:
        bound = least.get((row["comparison"], row["stratum"]))
        shown = "—" if bound is None else material.number(bound, "value", "gap")
        cells.append(
            Row((lines_of(material, row), material.says(row, METHOD), shown, material.says(row, REMARK)))
        )
    if not cells:
        return None
    return Table(
        name="表:remarks",
        caption=f"各项比较的方法和须注意的情况{when(material)}",
        heads=(("比较", "方法", "可检出的差", "须注意的情况"),),
        rows=tuple(cells),
        unit="单位：百分点",
        notes=(
            "“可检出的差”是以现有数据有八成把握检出的最小差别，按未经校正的5%水平计算，校正后须更大；—表示不适用。",
            *_clusters_explained(material),
        ),
        alt=f"{len(cells)}项比较的方法、可检出的差和须注意的情况。",
        wide=True,
    )


def _clusters_explained(material: Material) -> Iterator[str]:
    cluster = material.study.design.cluster
    if cluster:
        label = variable_label(material.study, cluster)
        yield f"“群”指{label}，各{label}之间的比较中指其下的单位；“线性化”指由各群之间的差异推算误差。"


# --- quality -----------------------------------------------------------------------------------------------------------


def _quality(material: Material) -> Iterator[Block]:
    files = _count_table(
        material, "quality.rows", _ROWS, "文件", "表:quality.rows", "收到的数据行及其去向", {}
    )
    labels = {key: variable.label for key, variable in material.study.variables.items()}
    answers = _count_table(
        material, "quality.answers", _ANSWERS, "项目", "表:quality.answers", "各项答复的整理情况", labels
    )
    if files is not None:
        yield Paragraph(
            "收到的每一行数据都有去向：成为记录的、与同一人合并的、重复的、无法使用的、不在统计范围的和不是数据的，合计等于收到的行数。"
        )
        yield files
    if answers is not None:
        yield Paragraph(
            "答复按调查说明归入标准类别，不能确定的列入待核清单，由调查人员决定；尚未决定的按缺失处理。“推算”是由任职情况、地址、单位名录等已知信息按规则得出，不是猜测。"
            f"{_undecided(material)}"
        )
        yield answers
        yield from _gaps(material)


def _undecided(material: Material) -> str:
    row = material.told("coverage", stratum="", group="", category="undecided")
    if row is None or not material.amount(row):
        return ""
    return f"目前尚有{material.count(row)}人的答复有待核项。"


def _gaps(material: Material) -> Iterator[Paragraph]:
    """Questions of which many answers are missing or undecided, of how many people; who did not answer at all is told."""
    said = [
        f"“{label}”{material.number(row, 'missing', 'count')}人（有效{material.base(row)}人{_unasked(material, row)}）"
        for label, row in gaps_in_data(material)
    ]
    if not said:
        return
    missing = material.told("coverage", stratum="", group="", category="missing")
    absent = (
        f"；未填报问卷的{material.count(missing)}人，凡花名册没有这一项的，也计在内"
        if missing is not None and material.amount(missing)
        else ""
    )
    yield Paragraph(f"未填或待核所占比重较大的有：{'、'.join(said)}{absent}。有关结论须谨慎使用。")


def _unasked(material: Material, row: Record) -> str:
    """Of how many people a question was not asked, in words; empty where it was asked of all."""
    if not material.amount(row, "skipped"):
        return ""
    return f"，另有{material.number(row, 'skipped', 'count')}人无须回答"


def _count_table(
    material: Material,
    comparison: str,
    categories: tuple[str, ...],
    first: str,
    name: str,
    caption: str,
    labels: dict[str, str],
) -> Table | None:
    """Counts of quality rows: a row for each file or variable, a column for each thing that is counted."""
    frame = material.results.select(comparison=comparison)
    if frame.empty:
        return None
    words = {row["category"]: row["text"] for row in frame.to_dict("records") if not withheld(row)}
    held = [key for key in categories if key in words]  # what is withheld of every line has no words either
    rows = []
    for group in dict.fromkeys(frame["group"]):
        found = [material.counted(comparison, group=group, category=key) for key in held]
        cells = ["—" if row is None else material.count(row) for row in found]
        rows.append(Row((labels.get(group, group), *cells)))
    return Table(
        name=name,
        caption=f"{caption}{when(material)}",
        heads=((first, *(words[key] for key in held)),),
        rows=tuple(rows),
        unit="单位：行" if comparison.endswith("rows") else "单位：处、人",
        notes=(
            "“无值”为人数；其余按原始答复计，同一人在几份文件中的答复分别计数，有的待核答复已由其他材料得出。",
        )
        if "null" in held
        else (),
        alt=f"{len(rows)}个{first}的{'、'.join(words[key] for key in held)}数。",
    )


# --- who reported ------------------------------------------------------------------------------------------------------


def _submissions(material: Material) -> Iterator[Block]:
    table = coverage_table(material)
    if table is not None:
        yield table
    sent = _sent_table(material)
    if sent is not None:
        yield sent


def _sent_table(material: Material) -> Table | None:
    frame = material.results.select(comparison="submission")
    if frame.empty:
        return None
    rows = []
    for street in dict.fromkeys(frame["group"]):
        found = [
            material.counted("submission", group=street, category=key) for key in ("sheets", "rows", "people")
        ]
        said = next((str(row["text"]) for row in frame.to_dict("records") if row["group"] == street), "")
        rows.append(
            Row(
                (
                    street or "街道不明",
                    *("—" if row is None else material.count(row) for row in found),
                    said or "—",
                )
            )
        )
    return Table(
        name="表:submission",
        caption=f"各街道报送文件情况{when(material)}",
        heads=(("街道", "表页", "行数", "人数", "情况"),),
        rows=tuple(rows),
        unit="单位：个、行、人",
        alt=f"{len(rows)}个街道的表页数、行数、人数和报送情况。",
    )
