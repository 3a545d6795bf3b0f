"""From a folder or file to a `Study`: read, override, validate, complete with codebooks, check references."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, ValidationError

from sqgz.errors import InputError
from sqgz.study.codebooks import codebook_names, load_codebook, merge_categories
from sqgz.study.comparisons import check_comparisons
from sqgz.study.earlier import check_earlier
from sqgz.study.messages import invalid, refuse_inner_names, suggestion
from sqgz.study.overriding import override
from sqgz.study.references import category_key, check_references
from sqgz.study.schema import Comparison, Declaration, FinerCategory, Variable
from sqgz.study.scope import ruled_statuses
from sqgz.study.source import Source, read_source
from sqgz.study.unbuilt import left_aside

_FROM_PLACES: dict[str, dict[str, Any]] = {
    "zone": {"label": "片区", "codebook": "zone"},
    "street": {"label": "街道", "kind": "place", "level": "street"},
    "community": {"label": "社区", "kind": "place", "level": "community"},
    "unit_type": {"label": "单位类型", "codebook": "unit_type"},
}


class Study(Declaration):
    """A loaded study: everything declared, complete, with the folders it reads from and writes to.

    `folder` holds study.yaml and the files received, `root` is the project's folder, `digest` a SHA-256 of
    everything declared, overrides included. `not_used` are sentences about keys that this version does not use yet.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    folder: Path
    root: Path
    digest: str
    not_used: tuple[str, ...] = ()

    @property
    def processed(self) -> Path:
        """Folder data/processed/NAME."""
        return self.root / "data" / "processed" / self.name

    @property
    def figures(self) -> Path:
        """Folder figures/NAME."""
        return self.root / "figures" / self.name

    @property
    def reports(self) -> Path:
        """Folder reports/NAME."""
        return self.root / "reports" / self.name

    @property
    def runs(self) -> Path:
        """Folder of executed notebooks and the manifest: reports/NAME, but with the internal data where reports are public."""
        return self.processed / "运行记录" if self.report.audience == "公开" else self.reports

    @property
    def counts_only(self) -> bool:
        """Whether the study has counts instead of people, all of them."""
        return not any(file.role in ("answers", "roster") for file in self.files)

    @cached_property
    def has_frame(self) -> bool:
        """Whether the official list of units (role: places) is part of the study."""
        return any(file.role == "places" for file in self.files)

    def variable(self, key: str) -> Variable:
        """The variable of that key; raises InputError with the nearest spelling."""
        if key not in self.variables:
            raise InputError(f'变量 "{key}" 没有声明。{suggestion(key, list(self.variables))}')
        return self.variables[key]

    def comparison(self, identifier: str) -> Comparison:
        """The declared comparison of that id; raises InputError with the nearest spelling."""
        for comparison in self.comparisons:
            if comparison.id == identifier:
                return comparison
        known = [comparison.id for comparison in self.comparisons]
        raise InputError(f'没有名为 "{identifier}" 的比较。{suggestion(identifier, known)}')

    def __repr__(self) -> str:
        return (
            f"<Study {self.name} {self.title}: {len(self.variables)} 个变量, {len(self.comparisons)} 项比较>"
        )

    __str__ = __repr__


def load_study(where: str | Path, overrides: Mapping[str, Any] | None = None) -> Study:
    """The study declared in a folder or study.yaml, or the one named so under data/raw.

    `overrides` are keys of study.yaml by dotted path (`{"design.alpha": "0.01"}`; items of lists by id, as in
    `comparisons.hukou_by_zone.delta`), or nested as in the file.
    Raises InputError with file, line, key, what was found, what is allowed and the nearest spelling.
    """
    path = _study_file(where)
    study, source = _loaded(path, path.name, overrides or {})
    check_earlier(study, source, load_alone)
    return study


def load_alone(path: Path, shown: str) -> Study:
    """The study of a study.yaml whose own earlier studies are left alone; messages call the file `shown`."""
    return _loaded(path, shown, {})[0]


def _loaded(path: Path, shown: str, overrides: Mapping[str, Any]) -> tuple[Study, Source]:
    source = override(read_source(path, file=shown), overrides)
    refuse_inner_names(source, Declaration)
    try:
        declared = Declaration.model_validate(source.value)
    except ValidationError as error:
        raise invalid(source, error, Declaration) from None
    completed = declared.model_copy(update={"variables": _variables(declared, source)})
    check_references(completed, source)
    check_comparisons(completed, source)
    fields = {name: getattr(completed, name) for name in Declaration.model_fields}
    fields["people"] = completed.people.model_copy(update={"scope": ruled_statuses(completed, source)})
    fields["comparisons"] = tuple(_by_key(completed, comparison) for comparison in completed.comparisons)
    digest = hashlib.sha256(json.dumps(source.value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    study = Study.model_construct(
        **fields,
        folder=path.parent,
        root=project_root(path.parent),
        digest=digest,
        not_used=left_aside(declared, source),
    )
    return study, source


def project_root(folder: Path) -> Path:
    """The project's folder: the one above data/raw/STUDY, else the one that holds this library and notebooks/."""
    if folder.parent.name == "raw" and folder.parent.parent.name == "data":
        return folder.parents[2]
    return library_root()


def library_root() -> Path:
    """The folder in which `sqgz/` and `notebooks/` stand."""
    return Path(__file__).resolve().parents[2]


def _study_file(where: str | Path) -> Path:
    asked = Path(where).expanduser()
    candidates = [asked, library_root() / asked, library_root() / "data" / "raw" / asked]
    if not str(where).strip():
        raise InputError("没有给出调查。请写出含 study.yaml 的文件夹，如 data/raw/example。")
    for candidate in candidates:
        if candidate.is_file():
            return candidate.resolve()
        if (candidate / "study.yaml").is_file():
            return (candidate / "study.yaml").resolve()
    raw = library_root() / "data" / "raw"
    known = sorted(item.parent.name for item in raw.glob("*/study.yaml"))
    if asked.is_dir():
        raise InputError(f"文件夹 {where} 中没有 study.yaml。可用 sqgz new 由调查文件生成一份。")
    raise InputError(f'找不到调查 "{where}"。{suggestion(str(where), known)}')


def _variables(declared: Declaration, source: Source) -> dict[str, Variable]:
    """Declared variables, complete, and those that the official list brings with it."""
    found = dict(declared.variables)
    if any(file.role == "places" for file in declared.files):
        for key, fields in _FROM_PLACES.items():
            if key not in found:
                found[key] = Variable(source="places", **fields)
    return {key: _completed(key, variable, declared, source) for key, variable in found.items()}


def _completed(key: str, variable: Variable, declared: Declaration, source: Source) -> Variable:
    path = ("variables", key)
    categories = variable.categories
    ordered = False
    if variable.codebook is not None:
        if variable.codebook not in codebook_names():
            known = list(codebook_names())
            raise InputError(
                f'{source.where((*path, "codebook"))}: 没有名为 "{variable.codebook}" 的答案表。{suggestion(variable.codebook, known)}'
            )
        book = load_codebook(variable.codebook)
        categories, ordered = merge_categories(book.categories, variable.categories), book.ordered
    elif variable.derive == "age":
        categories, ordered = age_bands(variable.bands), True
    kind = variable.kind
    if kind is None and variable.level is not None:
        kind = "place"
    elif kind is None and categories:
        kind = "ordered" if ordered else "nominal"
    return variable.model_copy(
        update={"variable_key": key, "categories": categories, "kind": kind, "as_of_date": declared.date}
    )


def age_bands(uppers: tuple[int, ...]) -> tuple[FinerCategory, ...]:
    """Categories of age in completed years: up to the first bound, between bounds, and above the last.

    >>> [(band.key, band.label) for band in age_bands((30, 40))]
    [('≤30', '30岁及以下'), ('31–40', '31～40岁'), ('≥41', '41岁及以上')]
    """
    if not uppers:
        return ()
    first = FinerCategory(key=f"≤{uppers[0]}", label=f"{uppers[0]}岁及以下")
    between = [
        FinerCategory(key=f"{low + 1}–{high}", label=f"{low + 1}～{high}岁") for low, high in pairwise(uppers)
    ]
    last = FinerCategory(key=f"≥{uppers[-1] + 1}", label=f"{uppers[-1] + 1}岁及以上")
    return (first, *between, last)


def _by_key(study: Declaration, comparison: Comparison) -> Comparison:
    """The comparison with labels replaced by keys, and with a deciding set if it declares none."""

    def keys(variable: str, names: tuple[str, ...], extra: tuple[str, ...] = ()) -> tuple[str, ...]:
        return tuple(category_key(study.variables[variable], name, extra=extra) or name for name in names)

    merged = tuple(comparison.merge)
    by = comparison.by
    sets = comparison.key
    if not sets and (outcome := study.variables[comparison.outcome]).categories:
        gone = {part for parts in comparison.merge.values() for part in keys(comparison.outcome, parts)}
        left = [key for key in outcome.labels if key not in gone] or list(merged)
        sets = ((left[0],),)
    return comparison.model_copy(
        update={
            "key": tuple(keys(comparison.outcome, one, merged) for one in sets),
            "groups": keys(by, comparison.groups) if by in study.variables else comparison.groups,
            "merge": {new: keys(comparison.outcome, parts) for new, parts in comparison.merge.items()},
            "scores": {
                keys(comparison.outcome, (name,), merged)[0]: score
                for name, score in comparison.scores.items()
            },
            "where": {key: keys(key, values) for key, values in comparison.where.items()},
        }
    )
