"""study.yaml as text: what was proposed, with what was seen and what a person must confirm as comments.

Nothing is decided here. Texts of people stand in it only where several people gave them and nothing leads to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqgz.cleaning.masking import masked
from sqgz.cleaning.matching import match
from sqgz.cleaning.places.names import PlaceIndex
from sqgz.running.answer_lists import looks_like_address, shown_whole
from sqgz.running.draft_files import list_files
from sqgz.running.proposed import Proposal, Proposals
from sqgz.running.received import Received
from sqgz.running.scalars import comment, quoted
from sqgz.spelling import comparable
from sqgz.study.schema import FinerCategory

_SHOWN: Final = 12  # distinct texts shown of a variable
_CUT: Final = 24
_FEW_PEOPLE: Final = 30
_HOW = """\
# 研究说明：由 sqgz new 根据收到的文件生成的草稿。能确定的已经写好，可以直接运行；标有“请确认”的各处请逐一核对。
# 写法：键: 值，冒号后空一格；缩进用空格；# 之后是注释。值一律按文字读取。键写错时，程序会指出行号和相近的写法。
"""


@dataclass(frozen=True)
class Basics:
    """The head of a study: its name, title, reference date and what to say of the date, definition of zones or ""."""

    name: str
    title: str
    as_of: str
    as_of_remark: str
    zone_definition: str
    zone_remark: str = ""


def draft_study(
    basics: Basics,
    received: Sequence[Received],
    proposals: Proposals,
    places: PlaceIndex | None,
    *,
    from_places: Iterable[Proposal],
    asked: Sequence[str],
    localisation: Sequence[str],
    unread: Sequence[tuple[str, str]] = (),
) -> str:
    """Text of study.yaml; `asked` and `localisation` are the lines of those sections.

    `unread` are files of folders that could not be read, each with its reason.
    """
    return "\n".join(
        [
            _HOW,
            *_head(basics),
            *list_files(received, unread, joined="person" in proposals.variables),
            *_design(proposals, counts=any(one.role == "counts" for one in received)),
            *_variables(proposals, list(from_places), places),
            *_section("属地化的口径", [*localisation]),
            *_section("比较：要回答的问题", [*asked]),
            "",
        ]
    )


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"# ── {title} " + "─" * 40, *lines] if lines else []


def _head(basics: Basics) -> list[str]:
    lines = [
        f"name: {quoted(basics.name)}    # 调查的英文短名，也是输出文件夹的名称",
        f"title: {quoted(basics.title)}    # 请确认：写在报告和图表上的名称",
        "source: survey    # 数据来源：survey 实际调查，simulated 模拟，published 已公布的数字",
        f"as_of: {quoted(basics.as_of)}    # {basics.as_of_remark}",
    ]
    if basics.zone_definition:
        lines.append(f"zone_definition: {quoted(basics.zone_definition)}    # {basics.zone_remark}")
    return lines


def _design(proposals: Proposals, *, counts: bool) -> list[str]:
    cluster = next((key for key in ("street", "community") if key in proposals.variables), None)
    known = {
        "street": "同一街道的人彼此相像，检验时须考虑",
        "community": "同一社区的人彼此相像，检验时须考虑",
    }
    why = known.get(cluster or "", "没有街道或社区一列：检验只能假定各人互不相关")
    lines = ["design:", f"  cluster: {cluster or 'null'}    # {why}"]
    if counts:
        lines.append("  inference: process")
    return _section("设计", lines)


def _variables(proposals: Proposals, from_places: list[Proposal], places: PlaceIndex | None) -> list[str]:
    lines = ["variables:"]
    for proposal in [*proposals.variables.values(), *from_places]:
        lines += _described(proposal, places)
        lines += _declared(proposal)
    if proposals.left_out:
        lines += ["", "  # 没有采用的列，其内容不进入任何后续文件；要用时请仿照上面添加变量。"]
        lines += [f"  #   {comment(column.where)}：{reason}" for column, reason in proposals.left_out]
    return _section("变量", lines)


def _declared(proposal: Proposal) -> list[str]:
    fields = dict(proposal.fields)
    headings = proposal.headings
    if headings and fields.get("derive") != "posts":
        behind: dict[str, Any] = {
            key: fields.pop(key) for key in ("place_column", "derive", "bands") if key in fields
        }
        fields |= {"column": headings, **behind}
    pairs = [f"{key}: {_value(value)}" for key, value in fields.items()]
    if not proposal.categories:
        return [f"  {proposal.key}: {{{', '.join(pairs)}}}"]
    lines = [f"  {proposal.key}:", *(f"    {pair}" for pair in pairs), "    categories:"]
    for category in proposal.categories:
        people = f"    # {proposal.people[category.key]} 人" if category.key in proposal.people else ""
        lines.append(f"      - {_category(category)}{people}")
    return lines


def _category(category: FinerCategory) -> str:
    pairs = [f"key: {quoted(category.key)}", f"label: {quoted(category.label)}"]
    if category.code is not None:
        pairs.append(f"code: {quoted(category.code)}")
    if category.aliases:
        pairs.append(f"aliases: {_value(category.aliases)}")
    return f"{{{', '.join(pairs)}}}"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        if len(value) == 1 and isinstance(value[0], str):
            return quoted(value[0])
        return f"[{', '.join(_value(item) for item in value)}]"
    return str(value) if isinstance(value, int) else quoted(str(value))


# --- what was seen ---------------------------------------------------------------------------------------------------


def _described(proposal: Proposal, places: PlaceIndex | None) -> list[str]:
    """Comment lines on a variable: its columns, the texts that lead to each category, what is uncertain."""
    lines = [""]
    if proposal.columns:
        where = "；".join(column.where for column in proposal.columns)
        values = proposal.values()
        told = {"id": "只用来合并同一人，不保存", "personal": "个人信息，读到即丢弃"}.get(
            proposal.fields.get("kind", ""), f"填写 {values.total()} 次，{len(values)} 种写法"
        )
        lines.append(f"  # {comment(where)}：{told}")
    lines += _mapping(proposal, places)
    lines += [f"  # 请确认：{comment(remark)}。" for remark in proposal.remarks]
    return lines


def _mapping(proposal: Proposal, places: PlaceIndex | None) -> list[str]:
    variable = proposal.variable
    if variable is None or (variable.kind == "place" and places is None) or not proposal.columns:
        return []
    values = proposal.values()
    led: dict[str, list[tuple[str, int]]] = {label: [] for label in variable.labels.values()}
    for text, n in values.most_common():
        found = match(variable, text, places)
        meaning = (
            variable.labels.get(found.key or "", found.key or "") if found.status == "mapped" else "待核"
        )
        led.setdefault(meaning, []).append((text, n))
    unclear = led.pop("待核", [])
    led = {meaning: texts for meaning, texts in led.items() if texts}
    dates = variable.derive == "age"
    lines = (
        [] if proposal.people else _led_lines(led, values.total(), _SHOWN - min(4, len(unclear)), hide=dates)
    )
    if unclear:
        shown = [] if dates else _presentable(unclear, _FEW_PEOPLE)[:4]
        examples = f"，如 {'，'.join(f'{text} {n}' for text, n in shown)}" if shown else ""
        lines.append(
            f"  #   待核 ← {len(unclear)} 种写法 {sum(n for _, n in unclear)} 人{examples}；程序不猜，运行后填写 待核清单.xlsx"
        )
    return lines


def _led_lines(led: dict[str, list[tuple[str, int]]], people: int, room: int, *, hide: bool) -> list[str]:
    """A line for each category that texts lead to; the most frequent texts share the room, at least one each."""
    lines = []
    each = max(1, room // max(1, len(led)))
    most = _SHOWN if room >= len(led) else 4  # of a hundred communities a few lines tell enough
    for meaning, texts in list(led.items())[:most]:
        shown = [] if hide else _presentable(texts, people)[:each]
        total = sum(n for _, n in texts)
        more = f" 等 {len(texts)} 种" if len(texts) > len(shown) and shown else ""
        told = (
            f"{'，'.join(f'{text} {n}' for text, n in shown)}{more}，共 {total} 人"
            if shown
            else f"{total} 人"
        )
        lines.append(f"  #   {comment(meaning)} ← {told}")
    if len(led) > most:
        lines.append(f"  #   …… 另有 {len(led) - most} 类")
    return lines


def _presentable(texts: Sequence[tuple[str, int]], people: int) -> list[tuple[str, int]]:
    """Texts that several people gave (any text of a small group), masked and on one line."""
    found = []
    for text, n in texts:
        if (n >= 2 or people < _FEW_PEOPLE) and not looks_like_address(text):
            shown = comparable(text) if shown_whole(text) else masked(text)
            shown = shown if len(shown) <= _CUT else shown[:_CUT] + "…"
            found.append((comment(shown), n))
    return found
