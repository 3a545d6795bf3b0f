"""The language of a template: names, if, for, and a little arithmetic, in a sandbox that reaches nothing else.

Runs in a process of its own and must not know results, files or Word: it gets plain data and gives text. Nothing can be
called, so that neither Python's own objects nor endless ranges can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import total_ordering
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sqgz.rounding import half_up

FILTERS = ("round", "int", "abs", "sum", "min", "max", "length", "first", "last", "join", "default")
TESTS = ("defined", "undefined", "none", "odd", "even", "divisibleby", "in")
LOOP = ("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0")
MOST_ROUNDS = 100_000  # of all loops together


class TemplateError(Exception):
    """A template that fails while it is filled; the message is Chinese and says why."""


@total_ordering
class Entry:
    """What stands at a name: printed it is its text, reckoned with it is its number."""

    def __init__(self, path: str, data: Mapping[str, Any], counter: Counter) -> None:
        self._path, self._data, self._counter = path, data, counter

    def child(self, name: str) -> Entry | None:
        """What stands below at that name or another spelling of it."""
        below, aliases = self._data["below"], self._data.get("aliases", {})
        found = below.get(name) or below.get(aliases.get(name, ""))
        return None if found is None else Entry(f"{self._path}.{name}", found, self._counter)

    @property
    def number(self) -> float:
        """The number that stands here; raises TemplateError where there is none, or it is withheld."""
        value = self._data.get("value")
        if value is None:
            raise TemplateError(
                f"“{self._path}”这里没有可以计算的数（不是数，或人数过少、不予公布），不能参与计算或比较大小。"
            )
        return float(value) if not float(value).is_integer() else int(value)

    def __str__(self) -> str:
        if "text" not in self._data:
            raise TemplateError(f"“{self._path}”还没有写到最后一级。")
        return str(self._data["text"])

    def __iter__(self) -> Iterator[Entry]:
        for name in self._data.get("members", ()):
            self._counter.count()
            found = self.child(name)
            if found is not None:
                yield found

    def __len__(self) -> int:
        return len(self._data.get("members", ()))

    def __bool__(self) -> bool:
        return self._data.get("value") != 0

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            return str(self) == other
        return self.number == number_of(other)

    def __lt__(self, other: object) -> bool:
        return bool(self.number < number_of(other))

    def __hash__(self) -> int:
        return hash(self._path)


class Counter:
    """How many rounds all loops have made."""

    def __init__(self) -> None:
        self.rounds = 0

    def count(self) -> None:
        """One round more; raises TemplateError above the limit."""
        self.rounds += 1
        if self.rounds > MOST_ROUNDS:
            raise TemplateError(f"循环超过{MOST_ROUNDS // 10000}万次。请检查 for 是否套得太多。")


def number_of(value: Any) -> Any:
    """The number of an entry; anything else as it is."""
    return value.number if isinstance(value, Entry) else value


class Language(ImmutableSandboxedEnvironment):
    """The template language; names lead through entries only, and nothing can be called."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))
    intercepted_unops = frozenset(("+", "-"))

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_shown)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.filters |= {"round": _round, "int": _whole, "abs": _size, "sum": _total}
        self.tests = {name: self.tests[name] for name in TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What stands below an entry, or a property of a loop; nothing else has attributes."""
        if isinstance(obj, Entry):
            found = obj.child(attribute)
            return self.undefined(obj=obj, name=attribute) if found is None else found
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.unsafe_undefined(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same by a text in brackets; places in lists are not offered."""
        return self.getattr(obj, str(argument))

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Nothing can be called."""
        raise SecurityError("calls are not part of the template language")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic of numbers only: a text times a number could fill the memory."""
        values = number_of(left), number_of(right)
        if operator == "**" or not all(isinstance(value, (int, float)) for value in values):
            raise TemplateError(f"“{operator}”两边应当都是数；连接文字请用 ~，或直接写在正文里。")
        if operator in ("/", "//", "%") and not values[1]:
            raise TemplateError(f"“{operator}”右边是0，无法相除。")
        return super().call_binop(context, operator, *values)

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        """The number with that sign."""
        return super().call_unop(context, operator, number_of(arg))


def _shown(value: Any) -> Any:
    """A computed number with one decimal at most, rounded as everywhere; anything else as it is."""
    if isinstance(value, float):
        return str(half_up(value)).removesuffix(".0") if value.is_integer() else str(half_up(value))
    return value


def _round(value: Any, digits: int = 0) -> Any:
    rounded = half_up(float(number_of(value)), min(max(int(digits), 0), 6))
    return rounded if digits else int(rounded)


def _whole(value: Any) -> int:
    return int(number_of(value))


def _size(value: Any) -> Any:
    return abs(number_of(value))


def _total(values: Any) -> Any:
    return sum(number_of(value) for value in values)
