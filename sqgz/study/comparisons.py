"""What the finer keys of a comparison must have to do with each other: paired_with, standardise, scores.

Runs after `sqgz.study.references`, which has seen to it that outcome, groups and categories exist.
"""

from __future__ import annotations

import math

from sqgz.errors import InputError
from sqgz.study.messages import suggestion
from sqgz.study.references import category_key
from sqgz.study.schema import Comparison, Declaration, Variable
from sqgz.study.source import Path_, Source


def check_comparisons(study: Declaration, source: Source) -> None:
    """Nothing, if all is well; raises InputError with the line of the first key that does not fit."""
    for i, comparison in enumerate(study.comparisons):
        path = ("comparisons", i)
        _paired(study, source, path, comparison)
        _standardised(study, source, path, comparison)
        _scored(study, source, path, comparison)


def _fail(source: Source, path: Path_, text: str) -> InputError:
    return InputError(f"{source.where(path)}: {text}")


def _single(study: Declaration, source: Source, path: Path_, key: str) -> Variable:
    """The variable of that key, of which every person has one value."""
    if key not in study.variables:
        raise _fail(
            source, path, f'变量 "{key}" 没有在 variables 中声明。{suggestion(key, list(study.variables))}'
        )
    variable = study.variables[key]
    if not variable.categorical or variable.kind == "multiple":
        raise _fail(source, path, f'变量 "{key}"（{variable.label}）不能用在这里，须是单选的类别。')
    return variable


def _paired(study: Declaration, source: Source, path: Path_, comparison: Comparison) -> None:
    """Two answers of the same person: the same categories, and no groups beside them."""
    if comparison.paired_with is None:
        return
    where = (*path, "paired_with")
    if comparison.paired_with == comparison.outcome:
        raise _fail(source, where, f'"{comparison.outcome}" 不能与自己配对。paired_with 应为另一个变量。')
    outcome, other = (
        _single(study, source, where, key) for key in (comparison.outcome, comparison.paired_with)
    )
    for name in ("by", "groups", "merge", "standardise", "scores"):
        if getattr(comparison, name):
            raise _fail(
                source, (*path, name), f"配对比较（paired_with）看同一个人的两个答案，不能再写 {name}。"
            )
    if outcome.kind == "place" or tuple(other.labels) != tuple(outcome.labels):
        raise _fail(
            source,
            where,
            f"配对的两个变量须有同样的类别。{outcome.label}: {'、'.join(outcome.labels.values())}；"
            f"{other.label}: {'、'.join(other.labels.values())}。",
        )


def _standardised(study: Declaration, source: Source, path: Path_, comparison: Comparison) -> None:
    where = (*path, "standardise")
    if not comparison.standardise:
        return
    if comparison.by is None:
        raise _fail(source, where, "写了 standardise（标准化）就须写 by（比较哪些组）。")
    for key in comparison.standardise:
        _single(study, source, where, key)
        if key in (comparison.by, comparison.outcome):
            raise _fail(source, where, f'"{key}" 已用于本项比较，不能再按它标准化。')
    if len(set(comparison.standardise)) < len(comparison.standardise):
        raise _fail(source, where, "standardise 中有重复的变量。")


def _scored(study: Declaration, source: Source, path: Path_, comparison: Comparison) -> None:
    """Every category that is left has one score, and not all have the same."""
    where = (*path, "scores")
    if not comparison.scores:
        return
    if comparison.by is None:
        raise _fail(source, where, "写了 scores（得分）就须写 by（比较哪些组）。")
    outcome = study.variables[comparison.outcome]
    if outcome.kind not in ("nominal", "ordered"):
        raise _fail(source, where, f'变量 "{outcome.key}"（{outcome.label}）不能计分，只有单选的类别可以。')
    parts = {category_key(outcome, part) for parts in comparison.merge.values() for part in parts}
    wanted = [key for key in outcome.labels if key not in parts] + list(comparison.merge)
    shown = {key: outcome.labels.get(key, key) for key in wanted}
    given = []
    for name in comparison.scores:
        key = category_key(outcome, name, extra=comparison.merge)
        if key not in wanted:
            raise _fail(
                source, where, f'类别 "{name}" 不在本项比较中。{suggestion(name, list(shown.values()))}'
            )
        given.append(key)
    if len(set(given)) < len(given):
        raise _fail(source, where, "scores 中有重复的类别。")
    if lacking := [label for key, label in shown.items() if key not in given]:
        raise _fail(source, where, f"每个类别都须有得分，还缺: {'、'.join(lacking)}。")
    if not all(math.isfinite(score) for score in comparison.scores.values()):
        raise _fail(source, where, "得分须是普通的数，如 1、2、3、4。")
    if len(set(comparison.scores.values())) < 2:
        raise _fail(source, where, "所有类别的得分相同，看不出高低。请写不同的得分。")
