"""What a researcher may declare: the shape of study.yaml, key by key.

These models check types, allowed words and single values. What two keys must have to do with each other is
checked in `sqgz.study.references`; the wording of errors is `sqgz.study.messages`; lines are `sqgz.study.source`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

Key = Annotated[str, AfterValidator(lambda text: _checked_key(text))]
FILLED_IN = frozenset({"as_of_date", "variable_key", "finer"})  # set on loading, never by the researcher
Level = Literal["community", "street", "district", "outside"]
Texts = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
]


class Declared(BaseModel):
    """Base of everything declared: immutable, and no key but those named."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Category(Declared):
    """One answer of a closed question: its `key`, how it is shown, and the texts that mean it."""

    key: Key
    label: str = Field(min_length=1)
    code: str | None = None
    aliases: Texts = ()
    patterns: Texts = ()
    excluded: Texts = Field(default=(), alias="not")

    @field_validator("patterns", "excluded")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"正则表达式 “{pattern}” 写法有误。请检查括号是否成对") from error
        return patterns


class FinerCategory(Category):
    """A category of a shipped codebook; `finer` are the details kept behind its key (their `key` is the detail)."""

    finer: tuple[Category, ...] = ()


class Codebook(Declared):
    """A list of answers that ships with the library."""

    key: Key
    label: str
    ordered: bool = False
    categories: tuple[FinerCategory, ...]


class Variable(Declared):
    """One thing asked or known of every person, as the study declares it.

    `categories` is complete after loading: those of the codebook, extended or overridden by the study's own; empty
    for kinds id, place and text. `variable_key` and `as_of_date` are filled in on loading.
    """

    variable_key: str = ""
    label: str = Field(min_length=1)
    kind: Literal["nominal", "ordered", "multiple", "id", "place", "text", "personal"] | None = None
    level: Literal["street", "community"] | None = None
    column: Texts = ()
    place_column: Texts = ()
    codebook: str | None = None
    derive: Literal["posts", "age"] | None = None
    source: Literal["places"] | None = Field(default=None, alias="from")
    bands: tuple[Annotated[int, Field(gt=0, lt=150)], ...] = ()
    categories: tuple[FinerCategory, ...] = ()
    as_of_date: date | None = None

    @field_validator("bands")
    @classmethod
    def _rising(cls, bands: tuple[int, ...]) -> tuple[int, ...]:
        if list(bands) != sorted(set(bands)):
            raise ValueError(f"年龄分组的上限应由小到大且不重复，现为 {list(bands)}")
        return bands

    @property
    def key(self) -> str:
        """The key under which the study declares the variable."""
        return self.variable_key

    @property
    def labels(self) -> dict[str, str]:
        """Label of every category by its key, in the study's order."""
        return {category.key: category.label for category in self.categories}

    @property
    def ordered(self) -> bool:
        """Whether the order of the categories carries meaning."""
        return self.kind == "ordered"

    @property
    def categorical(self) -> bool:
        """Whether people can be counted by this variable."""
        return self.kind in ("nominal", "ordered", "multiple", "place")


class File(Declared):
    """One file of the study, or a folder of them, and the part it plays."""

    path: str | None = None
    folder: str | None = None
    study: str | None = None
    name: str | None = None
    role: Literal["answers", "roster", "places", "counts", "summary", "renames", "wave"]
    sheet: str | None = None
    heading_row: Annotated[int, Field(gt=0)] | None = None
    platform: Literal["问卷星", "腾讯问卷", "金数据", "无"] | None = None
    n: str | None = None
    base: str | None = None
    w: str | None = None
    w2: str | None = None
    table: str | None = None


class Degrees(Declared):
    """Unrounded differences, as shares, from which the words of degree are used."""

    slight: float = Field(default=0.01, alias="略", ge=0, le=1)
    higher: float = Field(default=0.05, alias="高", ge=0, le=1)
    clear: float = Field(default=0.10, alias="明显", ge=0, le=1)
    far: float = Field(default=0.20, alias="远", ge=0, le=1)


Inference = Literal["finite", "process", "auto"]
Alpha = Annotated[float, Field(gt=0, lt=1)]


class Design(Declared):
    """How people hang together, and what a test may claim."""

    cluster: Key | None = None
    strata: Key | None = None
    clusters_in_population: Annotated[int, Field(gt=0)] | None = None
    weight: Key | None = None
    inference: Inference = "auto"
    alpha: Alpha = 0.05
    delta: Alpha = 0.05
    degree_words: Degrees = Degrees()


Rule = Literal["纳入", "不纳入", "单列", "按编制所在"]


class People(Declared):
    """Who is counted, and who of them is a head."""

    chief: Literal["书记或主任", "仅书记"] = "书记或主任"
    scope: dict[str, Rule] = {}


class Localisation(Declared):
    """One definition of 属地化率."""

    key: Key
    label: str
    rule: Literal["hukou", "residence", "either", "both"]
    within: Literal["community", "street", "district"]
    of: Texts = ("chief", "member")


def _key_sets(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return [[item] for item in value]
    return value


class Comparison(Declared):
    """One question put to the data: shares of `outcome`, by groups or of all people."""

    id: Key
    outcome: Key
    by: Key | None = None
    groups: Texts = ()
    paired_with: Key | None = None
    key: Annotated[
        tuple[Annotated[tuple[str, ...], Field(min_length=1)], ...], BeforeValidator(_key_sets)
    ] = ()
    within: Key | None = None
    where: dict[str, Texts] = {}
    standardise: Texts = ()
    merge: dict[Key, tuple[str, ...]] = {}
    scores: dict[str, float] = {}
    family: Literal["confirmatory", "exploratory"] = "exploratory"
    cluster: Key | None = None
    inference: Inference | None = None
    delta: Alpha | None = None


class Target(Declared):
    """A target that every community should meet."""

    id: Key
    of: Texts
    resident_by: Key
    at_least: dict[Level, Annotated[int, Field(ge=0)]]
    nested: bool = True


class Report(Declared):
    """How outputs look and for whom they are."""

    audience: Literal["内部", "公开"] = "内部"
    voice: Literal["公文", "研究"] | None = None
    template: str | None = None
    table_style: Literal["三线", "全框"] | None = None
    formats: tuple[Literal["png", "svg", "pdf"], ...] = ("png", "svg", "pdf")


class Declaration(Declared):
    """The whole of study.yaml."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=64)
    title: str = Field(min_length=1)
    source: Literal["simulated", "survey", "published"]
    as_of: str = Field(min_length=1)
    zone_definition: str | None = None
    files: tuple[File, ...] = Field(min_length=1)
    design: Design = Design()
    people: People = People()
    variables: dict[Key, Variable] = Field(min_length=1)
    localisation: tuple[Localisation, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    targets: tuple[Target, ...] = ()
    report: Report = Report()

    @property
    def date(self) -> date | None:
        """Reference date (统计时点) if `as_of` is a day written as YYYY-MM-DD, else None."""
        try:
            return date.fromisoformat(self.as_of)
        except ValueError:
            return None


def _checked_key(text: str) -> str:
    if not text or text != text.strip() or re.search(r"[+\s]", text):
        raise ValueError(f"键 “{text}” 不能为空，也不能含空格或 +")
    return text
