"""The text against the results of the study: living numbers, plain numbers, words of comparison.

Numbers are looked up in the results table by value: a count with its share must stand in one row; a figure that is in no
row is wrong where its neighbours are in one, and only a note where nothing around it comes from the study. Needs the
results as a plain frame; must not know how they were computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqgz.auditing.findings import Finding, Findings, name_place, quote
from sqgz.auditing.references import Pair, pair_shares
from sqgz.auditing.rounding import HUNDRED, round_half_up, show
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.texts import Control, Passage

if TYPE_CHECKING:
    import pandas as pd

Living = Callable[[Control], str | None]
_SHARE_STATS = ("share", "difference", "bound")
_COLUMNS = (
    "stat",
    "value",
    "low",
    "high",
    "count",
    "base",
    "missing",
    "skipped",
    "clusters",
    "clusters_against",
)
_PEOPLE = ("人", "名", "位", "户", "份", "个", "家")
_UP = ("明显高于", "远高于", "略高于", "高于")
_DOWN = ("明显低于", "远低于", "略低于", "低于")
_EVEN = ("基本持平", "大体相当", "持平", "相当", "差别不明显", "差别不大", "占比相同")


@dataclass(frozen=True)
class Known:
    """Values of a results table, ready to be looked up: counts, shares with their counts, differences."""

    counts: frozenset[Fraction]
    shares: dict[int, frozenset[Fraction]]
    points: dict[int, frozenset[Fraction]]
    by_count: Mapping[Fraction, tuple[tuple[Fraction, Fraction], ...]]

    def has_pair(self, count: Fraction, share: Fraction, decimals: int) -> bool:
        """Whether one row holds a count with this printed share."""
        return any(round_half_up(exact, decimals) == share for _, exact in self.by_count.get(count, ()))


def collect_values(frame: pd.DataFrame) -> Known:
    """Values of a results table with the columns of results.csv; shares become per cent numbers.

    Raises ValueError where needed columns are missing.
    """
    lacking = [name for name in ("stat", "value", "count", "base") if name not in frame.columns]
    if lacking:
        raise ValueError(f"results lack the columns {', '.join(lacking)}")
    held = [name for name in _COLUMNS if name in frame.columns]
    counts: set[Fraction] = set()
    exact_shares: set[Fraction] = set()
    exact_points: set[Fraction] = set()
    by_count: dict[Fraction, set[tuple[Fraction, Fraction]]] = {}
    for row in frame[held].to_dict("records"):
        count, base = _whole(row.get("count")), _whole(row.get("base"))
        for name in ("count", "base", "missing", "skipped", "clusters", "clusters_against"):
            number = _whole(row.get(name))
            if number is not None:
                counts.add(number)
        stat = str(row["stat"])
        values = [_fraction(row.get(name)) for name in ("value", "low", "high")]
        if stat in _SHARE_STATS:
            target = exact_points if stat == "difference" else exact_shares
            target.update(HUNDRED * value for value in values if value is not None)
        elif values[0] is not None and values[0].denominator == 1:
            counts.add(values[0])
        if stat == "share" and count is not None and base:
            exact = HUNDRED * count / base
            exact_shares.add(exact)
            by_count.setdefault(count, set()).add((base, exact))
    return Known(frozenset(counts), _printed(exact_shares), _printed({abs(p) for p in exact_points}),
                 {count: tuple(sorted(rows)) for count, rows in by_count.items()})  # fmt: skip


def _printed(exact: set[Fraction]) -> dict[int, frozenset[Fraction]]:
    """Values as printed with 0, 1 and 2 decimals."""
    return {places: frozenset(round_half_up(value, places) for value in exact) for places in (0, 1, 2)}


def _fraction(value: object) -> Fraction | None:
    """Exact value of a number of a frame by its shortest decimal; None where it is missing."""
    if value is None or str(value) in ("", "nan", "<NA>", "NaT"):
        return None
    try:
        return Fraction(repr(float(value))) if not isinstance(value, int) else Fraction(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def _whole(value: object) -> Fraction | None:
    """Whole number of a frame, None where it is missing or none."""
    number = _fraction(value)
    return number if number is not None and number.denominator == 1 else None


def read_labels(study: Any) -> dict[str, str]:
    """Readable name of every category key of a study; keys with two names are left out."""
    names: dict[str, set[str]] = {}
    for variable in study.variables.values():
        for key, label in dict(variable.labels).items():
            names.setdefault(str(key), set()).add(str(label))
    return {key: held.pop() for key, held in names.items() if len(held) == 1}


def check_study(sentences: list[Sentence], known: Known, findings: Findings) -> None:
    """Check plain numbers of every sentence against the results."""
    for sentence in sentences:
        mentions = [m for m in sentence.mentions if _comparable(m)]
        found = {id(m): _is_known(m, known) for m in mentions}
        for pair in pair_shares(sentence):
            if pair.count is not None and not pair.share.figure.hedge and not pair.share.figure.rough:
                _check_pair(pair, known, found, findings)
        usual = sum(found.values())
        for mention in mentions:
            if found[id(mention)]:
                if mention.status != "wrong":
                    mention.status = "right"
            elif mention.status != "wrong":
                severity = "error" if usual and usual * 2 >= len(mentions) - usual else "note"
                findings.report(severity, "study", mention, "", f"研究结果中没有{mention.text}这个数")


def _comparable(mention: Mention) -> bool:
    """Whether a figure can come from a results table."""
    figure = mention.figure
    if figure.is_range or figure.rough or figure.weak or figure.hedge:
        return False
    return figure.kind in ("share", "points") or (
        figure.kind == "count" and figure.step == 0 and figure.unit in _PEOPLE
    )


def _is_known(mention: Mention, known: Known) -> bool:
    """Whether the results hold this value."""
    figure = mention.figure
    if figure.kind == "count":
        return figure.value in known.counts
    places = min(figure.decimals, 2)
    table = known.shares if figure.kind == "share" else known.points
    return abs(figure.value) in table[places]


def _check_pair(pair: Pair, known: Known, found: dict[int, bool], findings: Findings) -> None:
    """Report a count and a share that are both known, but not together."""
    count, share = pair.count, pair.share
    if count is None or not found.get(id(count)) or count.figure.value not in known.by_count:
        return
    if known.has_pair(count.figure.value, share.figure.value, share.figure.decimals):
        return
    rows = known.by_count[count.figure.value]
    options = "、".join(dict.fromkeys(f"{show(exact, share.figure.decimals)}%" for _, exact in rows[:4]))
    if share.status != "wrong" and found.get(id(share)) is not None:
        why = f"研究结果中{count.text}对应的占比是{options}，文中为{share.text}"
        findings.report("error", "study", share, options, why)
        found[id(share)] = False


def check_controls(
    passages: list[Passage], sentences: list[Sentence], living: Living, findings: Findings
) -> None:
    """Report living numbers and words whose text is not what the results give now."""
    held: dict[int, list[Mention]] = {}
    for sentence in sentences:
        held.setdefault(id(sentence.passage), []).extend(sentence.mentions)
    for passage in passages:
        for control in passage.controls:
            expected = living(control)
            if expected is None:
                continue
            written = passage.written[control.start : control.end]
            inside = [
                m for m in held.get(id(passage), ()) if control.start <= m.figure.digits_start < control.end
            ]
            for mention in inside:
                mention.status = "right" if written.strip() == expected.strip() else "wrong"
            if written.strip() != expected.strip():
                name = control.alias or control.tag
                findings.found.append(
                    Finding("error", "study", name_place(passage), quote(passage, control.start, control.end), written,
                            expected, f"“{name}”按研究结果应为{expected}", passage.anchor, control.start, control.end)
                )  # fmt: skip


def check_words(
    sentences: list[Sentence], frame: pd.DataFrame, labels: Mapping[str, str], findings: Findings
) -> None:
    """Report words of comparison (高于, 低于, 持平) that the differences of the study contradict.

    `labels` gives the readable name of groups and categories; a sentence is judged only where it names both groups and
    the category of exactly one difference.
    """
    rows = [
        row
        for row in frame.to_dict("records")
        if row.get("stat") == "difference" and _fraction(row.get("value")) is not None
    ]
    named = [(labels.get(str(row["group"]), ""), labels.get(str(row["against"]), ""),
              [labels.get(key, "") for key in str(row["category"]).split("+")], row) for row in rows]  # fmt: skip
    for sentence in sentences:
        text = sentence.text
        words = [word for word in (*_UP, *_DOWN, *_EVEN) if word in text]
        if not words:
            continue
        fitting = [
            n
            for n in named
            if n[0] and n[1] and n[0] in text and n[1] in text and any(c and c in text for c in n[2])
        ]
        values = {_fraction(n[3]["value"]) for n in fitting}
        if len(fitting) >= 1 and len(values) == 1:
            _judge_word(sentence, words[0], fitting[0], findings)


def _judge_word(
    sentence: Sentence, word: str, fitting: tuple[str, str, list[str], dict[str, object]], findings: Findings
) -> None:
    """Report one word of comparison that has the wrong direction or says even where a gap is plain."""
    group, against, _, row = fitting
    value = _fraction(row["value"]) or Fraction(0)
    at = sentence.text.find(word)
    left, right = sentence.text[:at], sentence.text[at:]
    if word in _EVEN:
        wrong = abs(value) >= Fraction(1, 20)
    else:
        forward = group in left and against in right
        backward = against in left and group in right
        if forward == backward:
            return
        said = 1 if word in _UP else -1
        wrong = value * (said if forward else -said) < 0
    if wrong:
        start = sentence.start + at
        passage = sentence.passage
        points = show(HUNDRED * value, 1)
        findings.found.append(
            Finding("error", "study", name_place(passage), quote(passage, start, start + len(word)), word,
                    f"相差{points}个百分点", f"研究结果中{group}与{against}相差{points}个百分点，与“{word}”不符", passage.anchor,
                    start, start + len(word))
        )  # fmt: skip
