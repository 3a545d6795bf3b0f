"""The answer lists that ship with the library, as YAML in `sqgz/codebooks`, one file each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pydantic import ValidationError

from sqgz.study.messages import invalid
from sqgz.study.schema import Category, Codebook, FinerCategory, Variable
from sqgz.study.source import parse_source


@cache
def codebook_names() -> tuple[str, ...]:
    """Names of the shipped codebooks, sorted."""
    folder = files("sqgz.codebooks")
    return tuple(
        sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml"))
    )


@cache
def load_codebook(name: str) -> Codebook:
    """A shipped codebook. Raises KeyError if there is none of that name."""
    if name not in codebook_names():
        raise KeyError(name)
    text = (files("sqgz.codebooks") / f"{name}.yaml").read_text(encoding="utf-8")
    source = parse_source(text, file=f"{name}.yaml")
    try:
        return Codebook.model_validate(source.value)
    except ValidationError as error:
        raise invalid(source, error, Codebook) from None


@cache
def codebook_variable(name: str) -> Variable:
    """A variable that has just the categories of a shipped codebook, as `sqgz.match("level", …)` needs."""
    book = load_codebook(name)
    return Variable(
        variable_key=name,
        label=book.label,
        kind="ordered" if book.ordered else "nominal",
        codebook=name,
        categories=book.categories,
    )


def merge_categories(
    shipped: tuple[FinerCategory, ...], own: tuple[Category, ...]
) -> tuple[FinerCategory, ...]:
    """The shipped categories, those of the study laid over them by key, and the study's further ones behind.

    What the study writes for a key replaces label and code; its aliases, patterns and exclusions are added.
    """
    declared = {category.key: category for category in own}
    merged = []
    for category in shipped:
        over = declared.pop(category.key, None)
        merged.append(category if over is None else _laid_over(category, over))
    return (*merged, *(FinerCategory(**category.model_dump()) for category in declared.values()))


def _laid_over(category: FinerCategory, over: Category) -> FinerCategory:
    return category.model_copy(
        update={
            "label": over.label,
            "code": over.code if over.code is not None else category.code,
            "aliases": (*category.aliases, category.label, *over.aliases),
            "patterns": (*category.patterns, *over.patterns),
            "excluded": (*category.excluded, *over.excluded),
        }
    )
