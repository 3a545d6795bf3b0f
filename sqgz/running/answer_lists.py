"""A closed question's answers, listed from the data: which texts are categories, in which order, under which keys.

Only texts that several people gave become categories; what looks personal, or as if each wrote their own, never does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqgz.cleaning.masking import masked
from sqgz.cleaning.texts.raw_texts import folded, without_mark
from sqgz.running.scales import beside_scale, by_amount, put_in_order
from sqgz.spelling import comparable
from sqgz.study.schema import FinerCategory

MOST: Final = 12  # categories of a single choice
_MOST_CHOICES: Final = 30
_MOST_COUNTED: Final = 200  # categories of a table of counts, all of which are needed
_FEW_PEOPLE: Final = 30  # below this an answer given once may be a category
_LONGEST: Final = 40  # characters of an option
_COVERED: Final = 0.8  # share of the people whose answers the categories must hold
JOINT: Final = "┋"
_LISTED = re.compile(r"[、；;,，\n]")
_FILLED_IN = re.compile(r"\s*(?:[A-Za-z]|\d{1,2})?[.、．)）]?\s*其[他它].*〖.*", re.DOTALL)
_RANGE = re.compile(r"\d{1,5}\s*[-~～—至到]\s*\d{1,5}\s*[^\W\d_]+.*")
_ADDRESS = re.compile(r"\d+(?:号|栋|幢|座|单元|室|弄)|\d楼|[路巷弄]\d|大道\d|.(?:小区|花园|公寓)")
_DATE = re.compile(r"(?:19|20)\d\d\s*[-./年]\s*\d{1,2}.*|(?:19|20)\d{4}(?:\d\d)?")
_SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙段章钱汤尹黎易常武乔贺赖龚"
)
_KEYS: Final = {"男": "male", "女": "female", "男性": "male", "女性": "female", "是": "yes", "否": "no"}


Kind = Literal["nominal", "ordered", "multiple"]


@dataclass(frozen=True)
class AnswerList:
    """The categories of a question, its kind, how many people gave each (by key), and what is to be confirmed."""

    kind: Kind
    categories: tuple[FinerCategory, ...]
    people: dict[str, int]
    remarks: tuple[str, ...] = ()


TICKED: Final = AnswerList(
    "nominal",
    (FinerCategory(key="yes", label="选", code="1"), FinerCategory(key="no", label="未选", code="0")),
    {},
)


def list_answers(values: Mapping[str, int], *, says_several: bool, counted: bool = False) -> AnswerList | str:
    """Answers of a question from its texts and their numbers of people; a Chinese sentence where it has no closed list.

    `values` without blanks; `says_several`: the heading asks for several choices. `counted`: a table of counts, where
    every text is a category.
    """
    total = sum(values.values())
    if not total:
        return "全部为空"
    joined = sum(n for text, n in values.items() if "→" in text)
    if joined * 2 > total:
        return "排序题，本版本不能统计"
    if _share(values, lambda text: _DATE.fullmatch(comparable(text)) is not None) > 0.5:
        return "日期或年月"
    if not counted and (chosen := _choices(values, says_several)) is not None:
        return _list(chosen, people=total, most=_MOST_CHOICES, kind="multiple")
    texts = Counter[str]()
    for text, n in values.items():
        texts["其他" if _FILLED_IN.fullmatch(text) else text] += n
    return _list(
        texts, people=total, most=_MOST_COUNTED if counted else MOST, kind="nominal", counted=counted
    )


def _share(values: Mapping[str, int], holds: Callable[[str], bool]) -> float:
    """Share of the people whose text is so."""
    return sum(n for text, n in values.items() if holds(text)) / max(1, sum(values.values()))


def _choices(values: Mapping[str, int], says_several: bool) -> Counter[str] | None:
    """People of each option of a multiple choice; None if it is none."""
    if any(JOINT in text for text in values):
        return _options(values, re.compile(JOINT))
    several = Counter({text: n for text, n in values.items() if _LISTED.search(text)})
    if several.total() < 0.1 * sum(values.values()) or not (says_several or len(values) > MOST):
        return None
    options = _options(values, _LISTED)
    short = all(len(option) <= 20 for option in options)
    repeated = [option for option, n in options.items() if n >= 3]
    if (
        short
        and 2 <= len(repeated) <= MOST + 3
        and sum(options[one] for one in repeated) >= 0.9 * options.total()
    ):
        return options
    return None


def _options(values: Mapping[str, int], separator: re.Pattern[str]) -> Counter[str]:
    found = Counter[str]()
    for text, n in values.items():
        parts = {"其他" if _FILLED_IN.fullmatch(part) else part.strip() for part in separator.split(text)}
        for part in parts - {""}:
            found[part] += n
    return found


def _list(
    texts: Mapping[str, int], *, people: int, most: int, kind: Kind, counted: bool = False
) -> AnswerList | str:
    groups, codes = _grouped(texts)
    reason = "" if counted else _unfit(groups, people)
    if reason:
        return reason
    kept = {label: n for label, n in groups.items() if counted or _is_category(label, n, people)}
    kept |= _rare_amounts(groups, kept)
    covered = sum(kept.values()) >= _COVERED * sum(groups.values())
    repeated = sum(n for n in kept.values() if n >= 2)
    if len(kept) > most or not covered or (not counted and repeated < 0.5 * sum(kept.values())):
        return "取值过多，各人不同"
    if len(kept) < 2 and not counted:
        return "只有一种答案"
    return _in_order(kept, codes, kind, left=len(groups) - len(kept))


def _grouped(texts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, str]]:
    """People of each label, one label for texts that differ in marks, width or spaces only; codes by label."""
    marked = {text: without_mark(text) for text in texts}
    by_text: dict[str, set[str]] = {}
    for found in marked.values():
        if found is not None:
            by_text.setdefault(folded(found[1]), set()).add(found[0])
    strips = bool(by_text) and all(len(marks) == 1 for marks in by_text.values())
    groups: dict[str, Counter[str]] = {}
    for text, n in texts.items():
        found = marked[text] if strips else None
        label = _as_written(text, found[1] if found else "")
        groups.setdefault(folded(label), Counter())[label] += n
    labels = {form: counter.most_common(1)[0][0] for form, counter in groups.items()}
    codes = {labels[form]: next(iter(marks)) for form, marks in by_text.items()} if strips else {}
    if len(set(codes.values())) < len(codes) or len(codes) < len(labels):
        codes = {}
    return {labels[form]: counter.total() for form, counter in groups.items()}, codes


def _as_written(text: str, ending: str) -> str:
    """The text on one line, or its ending as written there: width and signs stay, since labels are shown."""
    line = " ".join(text.split())
    if not ending:
        return line
    cut = line[-len(ending) :]
    return cut if comparable(cut) == ending else ending


def _unfit(groups: Mapping[str, int], people: int) -> str:
    """Why the texts may not be listed at all; "" if they may."""
    if _share(groups, looks_like_address) > 0.5:
        return "地址"
    if _share(groups, lambda text: not shown_whole(text)) > 0.5:
        return "号码之类的个人信息"
    if len(groups) >= 3 and _share(dict.fromkeys(groups, 1), _looks_like_name) >= 0.8:
        return "像是人名"
    if sum(len(text) * n for text, n in groups.items()) > _LONGEST * sum(groups.values()):
        return "自由文字"
    return ""


def _looks_like_name(text: str) -> bool:
    return (
        2 <= len(text) <= 3 and text[0] in _SURNAMES and re.fullmatch(r"[\u4e00-\u9fff]+", text) is not None
    )


def looks_like_address(text: str) -> bool:
    """Whether a text names a door, or a road or estate.

    >>> looks_like_address("青禾街道春风路88号"), looks_like_address("3000-3499元"), looks_like_address("满意")
    (True, False, False)
    """
    return _ADDRESS.search(comparable(text)) is not None


def shown_whole(text: str) -> bool:
    """Whether a text may be shown as it is: nothing in it leads to a person.

    >>> shown_whole("3000-3499元"), shown_whole("满意"), shown_whole("13800001234")
    (True, True, False)
    """
    return comparable(masked(text)) == comparable(text) or _RANGE.fullmatch(comparable(text)) is not None


def _is_category(label: str, n: int, people: int) -> bool:
    if not shown_whole(label) or len(label) > 2 * _LONGEST:
        return False
    return n >= 2 or (people < _FEW_PEOPLE and len(label) <= 12) or label == "其他"


def _rare_amounts(groups: Mapping[str, int], kept: Mapping[str, int]) -> dict[str, int]:
    """Answers of one person each that belong to the same scale of amounts as the others (16~19岁 beside 20~24岁)."""
    rare = {label: n for label, n in groups.items() if label not in kept and shown_whole(label)}
    on_scale = [label for label in kept if not beside_scale(label)]
    if not rare or len(on_scale) < 3 or by_amount([*on_scale, *rare]) is None:
        return {}
    return rare


def _in_order(people: Mapping[str, int], codes: Mapping[str, str], kind: Kind, left: int) -> AnswerList:
    known = list(_KEYS)
    labels = sorted(people, key=lambda label: (label.startswith("其他"), -people[label]))
    if set(labels) <= set(known):
        labels.sort(key=known.index)
    remarks = []
    if kind != "multiple":
        scale = put_in_order(labels)
        kind = "nominal" if scale is None else "ordered"
        if scale is not None:
            labels, beside = scale
            remarks.append("程序认为答案有高低顺序，请核对次序；没有顺序的，kind 改为 nominal")
            if beside:
                remarks.append(f"“{'”、“'.join(beside)}”不在等级之中，没有列为类别，会列入待核清单")
        elif codes:
            labels = sorted(people, key=lambda label: (len(codes[label]), codes[label]))
        elif (found := _amounts_first(labels)) is not None:
            labels = found
    if all(label.isascii() and label.replace(".", "").isdigit() for label in labels):
        labels = sorted(labels, key=float)
        codes = {label: label for label in labels}
        remarks.append("答案只有数字：如是代码，请把 label 改为各代码的含义（code 保留）")
    if left:
        remarks.append(f"另有 {left} 种只有个别人写的答案没有列为类别，会列入待核清单")
    categories = tuple(
        FinerCategory(key=key, label=label, code=codes.get(label))
        for key, label in zip(_keys(labels), labels, strict=True)
    )
    counts = {category.key: people[category.label] for category in categories}
    return AnswerList(kind, categories, counts, tuple(remarks))


def _amounts_first(labels: list[str]) -> list[str] | None:
    amounts = [label for label in labels if any(character.isdigit() for character in label)]
    ordered = by_amount(amounts) if len(amounts) >= 3 else None
    return None if ordered is None else [*ordered, *(label for label in labels if label not in amounts)]


def _keys(labels: list[str]) -> list[str]:
    """A key for each label, distinct from every label; plain English ones where all labels have one."""
    known = [_KEYS.get(label, "") for label in labels]
    if all(known) and len(set(known)) == len(known):
        return known
    written = {comparable(label).lower() for label in labels}
    for prefix in ("a", "opt", "answer_"):
        keys = [f"{prefix}{number}" for number in range(1, len(labels) + 1)]
        if not written & set(keys):
            break
    return [
        "other" if label == "其他" and "other" not in written else key
        for key, label in zip(keys, labels, strict=True)
    ]
