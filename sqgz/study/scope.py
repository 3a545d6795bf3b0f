"""The words of people.scope: each names a status of the shipped answer list (人员身份), or one the study adds to it."""

from __future__ import annotations

import re

from sqgz.errors import InputError
from sqgz.spelling import comparable
from sqgz.study.codebooks import load_codebook
from sqgz.study.messages import suggestion
from sqgz.study.schema import Declaration, Rule
from sqgz.study.source import Source

BOOK = "status"


def ruled_statuses(study: Declaration, source: Source) -> dict[str, Rule]:
    """Rule of each status by its label; aliases (挂职 for 下派) are led to it.

    Raises InputError, with the line, for a word that is no status, and for a status that two words rule differently.
    """
    labels = _labels(study)
    found: dict[str, Rule] = {}
    for word, rule in study.people.scope.items():
        path = ("people", "scope", word)
        named = {labels.get(comparable(part)) for part in re.split(r"[/／、]", word)}
        label = named.pop() if len(named) == 1 else None
        if label is None:
            shown = list(dict.fromkeys(labels.values()))
            raise InputError(f'{source.where(path)}: 人员身份 "{word}" 不认识。{suggestion(word, shown)}')
        if found.setdefault(label, rule) != rule:
            raise InputError(
                f'{source.where(path)}: "{word}" 与另一处的“{label}”是同一类人员，规定却不同（{found[label]}、{rule}）。请只写一次。'
            )
    return found


def _labels(study: Declaration) -> dict[str, str]:
    """Label of a status by every way to write it: as shipped, and as a variable of the study adds."""
    categories = [*load_codebook(BOOK).categories]
    for variable in study.variables.values():
        categories += variable.categories if variable.codebook == BOOK else ()
    found: dict[str, str] = {}
    for category in categories:
        for text in (category.label, *category.aliases):
            found.setdefault(comparable(text), category.label)
    return found
