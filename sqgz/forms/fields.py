"""What a form asks: one field for each column that the study reads, with its choices and how it is filled in.

Every choice is tried on the study's own matching first, so that a form never offers what would come back as a question.
Nothing here knows what a workbook looks like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqgz.cleaning.matching import match
from sqgz.cleaning.texts.multiple_choice import JOINT
from sqgz.errors import InputError
from sqgz.forms.meanings import VAGUE, meaning_of
from sqgz.forms.posts import holds_posts, post_choices
from sqgz.reading import heading_key
from sqgz.study import Study, Variable

Sort = Literal[
    "street", "community", "id", "personal", "birth", "age", "choice", "posts", "several", "address", "text"
]
NOT_ASKED: Final = "(跳过)"
_LISTED = re.compile(r"[、；;，,\n]")
_OPTIONAL = re.compile(r"选填|可不填|可选")
_NAME = re.compile(r"姓名|名字")
_CITIZEN = re.compile(r"身份证|证件|身份号码")


@dataclass(frozen=True)
class Field:
    """One column of a form: its heading, a short name, what sort of answer it takes, and the choices with meanings.

    `joint` stands between several choices in one cell ("" where one is allowed); `bands` are the upper ages of groups.
    """

    heading: str
    label: str
    sort: Sort
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    joint: str = ""
    bands: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def is_citizen_id(self) -> bool:
        """Whether it asks for the number of 18 characters on an identity card."""
        return self.sort == "id" and _CITIZEN.search(self.heading + self.label) is not None


def list_fields(study: Study) -> list[Field]:
    """Fields of a study's form: street and community first, the others in the order of its variables.

    Raises InputError for a study of counts, and for a choice that the study itself could not read back.
    """
    if study.counts_only:
        raise InputError("这项调查只有人数，没有个人，不需要填报表。填报表用于有花名册或问卷的调查。")
    asked: dict[str, tuple[str, list[Variable]]] = {}
    for variable in study.variables.values():
        if variable.column and variable.derive != "posts":
            asked.setdefault(heading_key(variable.column[0]), (variable.column[0], []))[1].append(variable)
    fields = [_field(heading, variables) for heading, variables in asked.values()]
    for variable in study.variables.values():
        if variable.place_column and heading_key(variable.place_column[0]) not in asked:
            asked[heading_key(variable.place_column[0])] = (variable.place_column[0], [variable])
            fields.append(_address(variable))
    if not fields:
        raise InputError(
            "研究说明中没有一个变量写明取自哪一列（column），无法生成填报表。请先在 variables 中写明。"
        )
    order = {"street": 0, "community": 1}
    return sorted(_behind_their_question(fields), key=lambda field: order.get(field.sort, 2))


def _behind_their_question(fields: Sequence[Field]) -> list[Field]:
    """The fields with every address put right behind the question it belongs to."""
    found = [field for field in fields if field.sort != "address"]
    for address in (field for field in fields if field.sort == "address"):
        at = next((i for i, field in enumerate(found) if address.keys[0] in field.keys), len(found) - 1)
        found.insert(at + 1, address)
    return found


def _address(variable: Variable) -> Field:
    heading = variable.place_column[0]
    required = not variable.column and not _OPTIONAL.search(heading)
    return Field(heading, heading, "address", required, keys=(variable.key,))


def _field(heading: str, variables: Sequence[Variable]) -> Field:
    first = variables[0]
    required = not _OPTIONAL.search(heading)
    keys = tuple(variable.key for variable in variables)
    if len(variables) > 1 and holds_posts(variables):
        return Field(heading, heading, "posts", required, tuple(post_choices(variables)), keys=keys)
    if len(variables) > 1 and not all(one.labels == first.labels for one in variables):
        return Field(heading, heading, "text", required, keys=keys)  # no list of choices serves them all
    if first.key == first.level:  # the place of work; any other place is written down as it is
        return Field(heading, first.label, first.level, required, keys=keys)
    if first.kind == "id":
        return Field(heading, first.label, "id", required, keys=keys)
    if first.kind == "personal":
        named = _NAME.search(heading + first.label) is not None
        return Field(heading, first.label, "personal", required and named, keys=keys)
    if first.kind in ("text", "place"):
        return Field(heading, first.label, "text", required and first.kind == "place", keys=keys)
    if first.derive == "age":
        in_years = re.search("年龄|岁", heading) and "出生" not in heading
        return Field(
            heading, first.label, "age" if in_years else "birth", required, bands=first.bands, keys=keys
        )
    choices = tuple(_choices(first))
    if first.kind == "multiple":
        joint = JOINT if any(_LISTED.search(text) for text, _ in choices) else "、"
        return Field(heading, first.label, "several", required, choices, joint, keys=keys)
    return Field(heading, first.label, "choice", required, choices, keys=keys)


def _choices(variable: Variable) -> list[tuple[str, str]]:
    """Texts to choose from, one for each category, with their meanings."""
    found = []
    for category in variable.categories:
        if variable.codebook and category.key in VAGUE:
            continue
        texts = (category.label, *category.aliases)
        text = next((one for one in texts if match(variable, one).key == category.key), None)
        if text is None:
            raise InputError(
                f"变量 {variable.key}（{variable.label}）的类别“{category.label}”按名称读不回来，不能写进填报表。"
                f"请在 study.yaml 中给它换一个 label。"
            )
        found.append((text, meaning_of(variable, category)))
    return found
