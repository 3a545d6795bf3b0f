"""Whether two studies mean the same by a variable: only then may their people be counted together or side by side."""

from __future__ import annotations

from sqgz.study.loading import Study
from sqgz.study.schema import Variable

KIND, CATEGORIES, CHIEF = "kind", "categories", "chief"


def find_difference(study: Study, variable: Variable, other: Study, against: Variable) -> str:
    """In what a variable of one study differs from that of another: `kind`, `categories`, `chief`; "" if in nothing.

    The order of categories matters only where it carries meaning; wordings that lead to a category do not matter.
    """
    if (variable.kind, variable.level) != (against.kind, against.level):
        return KIND
    one, two = list(variable.labels.items()), list(against.labels.items())
    if (one if variable.ordered else sorted(one)) != (two if variable.ordered else sorted(two)):
        return CATEGORIES
    if variable.derive == "posts" and study.people.chief != other.people.chief:
        return CHIEF
    return ""
