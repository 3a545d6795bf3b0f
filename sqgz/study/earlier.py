"""Earlier studies that a study names as its waves: what they are called, and whether they can stand beside it.

Kept apart from the other references since these lead to other folders; how a study is loaded is told from outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqgz.errors import InputError
from sqgz.study.messages import suggestion
from sqgz.study.schema import Comparison, File
from sqgz.study.source import Path_, Source
from sqgz.study.unbuilt import WAVE

if TYPE_CHECKING:
    from sqgz.study.loading import Study

Load = Callable[
    [Path, str], "Study"
]  # a study of that path, without its own waves; messages call it by the text
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Earlier:
    """An earlier study, the name of its wave, and the words study.yaml leads to it with."""

    name: str
    study: Study
    given: str


def year_of(as_of: str) -> str | None:
    """The year that a reference date names.

    >>> year_of("2023-06-30"), year_of("2023年6月底"), year_of("去年底")
    ('2023', '2023', None)
    """
    found = _YEAR.search(as_of)
    return found[0] if found else None


def wave_names(study: Study, earlier: Iterable[Earlier]) -> tuple[str, ...]:
    """Names of all waves, the earliest first; the study itself bears the year of its as_of, or else its own name."""
    dated = [(_when(one.study), one.name) for one in earlier]
    ordered = sorted(dated, key=lambda pair: pair[0])
    return (*(name for _, name in ordered), own_name(study))


def own_name(study: Study) -> str:
    """The name of this study among its waves."""
    return year_of(study.as_of) or study.name


def load_earlier(study: Study, load: Load, source: Source | None = None) -> list[Earlier]:
    """The earlier studies, in the order of the files; waves of theirs are not followed.

    Raises InputError, with the line where `source` is given, for a folder that is none, a study of the same name or
    of the same time, and two waves of one name.
    """
    found: list[Earlier] = []
    for i, file in enumerate(study.files):
        if file.role == "wave" and file.study is not None:
            where = _where(source, ("files", i))
            one = _load(study, file, load, where)
            taken = [own_name(study), *(other.name for other in found)]
            if one.name in taken:
                raise InputError(
                    f'{where}: 有两次调查都叫“{one.name}”。请用 name 给往年调查另起名称，如 name: "{one.name}上半年"。'
                )
            found.append(one)
    return found


def check_earlier(study: Study, source: Source, load: Load) -> None:
    """Nothing, if the earlier studies are there and hold what is compared by wave; raises InputError with the line."""
    earlier = load_earlier(study, load, source)
    for i, comparison in enumerate(study.comparisons):
        if comparison.by == WAVE:
            _check_comparison(study, comparison, earlier, source, ("comparisons", i))


def _check_comparison(
    study: Study, comparison: Comparison, earlier: list[Earlier], source: Source, path: Path_
) -> None:
    names = wave_names(study, earlier)
    for group in comparison.groups:
        if group not in names:
            raise InputError(
                f"{source.where((*path, 'groups'))}: 没有叫“{group}”的一次调查。{suggestion(group, names)}"
            )
    for one in earlier:
        asked = not comparison.groups or one.name in comparison.groups
        if asked and comparison.outcome not in one.study.variables:
            raise InputError(
                f'{source.where((*path, "outcome"))}: 往年调查“{one.name}”（{one.given}）没有变量 "{comparison.outcome}"，不能按年度比较。'
                f"{suggestion(comparison.outcome, list(one.study.variables))}"
            )


def _load(study: Study, file: File, load: Load, where: str) -> Earlier:
    assert file.study is not None
    given = file.study
    path = study.folder / given
    if not path.exists():
        raise InputError(
            f'{where}: 找不到往年调查 "{given}"。路径从 study.yaml 所在的文件夹写起，如 ../example2023。'
        )
    path = path if path.is_file() else path / "study.yaml"
    if not path.is_file():
        raise InputError(f'{where}: 往年调查 "{given}" 中没有 study.yaml，不是一项调查。请改正路径。')
    if path.resolve().parent == study.folder.resolve():
        raise InputError(f"{where}: 往年调查就是本调查自己。请改正路径。")
    earlier = load(path.resolve(), Path(given.removesuffix("/study.yaml"), "study.yaml").as_posix())
    if earlier.processed == study.processed:
        raise InputError(
            f'{where}: 往年调查 "{given}" 与本调查的 name 都是“{study.name}”，清洗结果会互相覆盖。请改用不同的 name。'
        )
    if _is_later(earlier, study):
        raise InputError(
            f'{where}: 往年调查 "{given}" 的统计时点（{earlier.as_of}）不早于本调查（{study.as_of}）。请核对 as_of。'
        )
    name = file.name or year_of(earlier.as_of)
    if not name:
        raise InputError(
            f'{where}: 往年调查 "{given}" 的 as_of（{earlier.as_of}）没有年份。请用 name 给它起名，如 name: "2023"。'
        )
    return Earlier(name, earlier, given)


def _where(source: Source | None, path: Path_) -> str:
    return source.where(path) if source is not None else "study.yaml"


def _when(study: Study) -> date:
    return study.date or date(int(year_of(study.as_of) or 1), 1, 1)


def _is_later(earlier: Study, study: Study) -> bool:
    if earlier.date and study.date:
        return earlier.date >= study.date
    years = year_of(earlier.as_of), year_of(study.as_of)
    return years[0] is not None and years[1] is not None and years[0] > years[1]
