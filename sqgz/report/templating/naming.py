"""Whether every name of a template leads somewhere, and what becomes plain text because it is reckoned with.

Reads the template as the engine does, but follows names through the tree instead of filling them in; what a loop yields
is followed through all its members at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches

from jinja2 import nodes

from sqgz.report.templating.language import FILTERS, LOOP, TESTS
from sqgz.report.templating.tree import Node, meant

Tell = Callable[[int, str], None]  # a line of the template, and what is to be said of it
_ROUND = [Node(below={name: Node(text=str) for name in LOOP})]  # what is called loop inside a loop
Scope = dict[str, list[Node] | None]  # None: anything


class Names:
    """Follows all names; `refuse` is told errors, `warn` what the writer may not expect."""

    def __init__(self, tree: Node, refuse: Tell, warn: Tell) -> None:
        self.tree, self.refuse, self.warn = tree, refuse, warn
        self.used: set[str] = set()

    def follow(self, template: nodes.Template) -> None:
        """Check a template that was read."""
        self._body(template.body, {})

    # --- statements -----------------------------------------------------------------------------------------------------

    def _body(self, body: Sequence[nodes.Node], scope: Scope) -> None:
        for one in body:
            if isinstance(one, nodes.Output):
                for shown in one.nodes:
                    self._shown(shown, scope)
            elif isinstance(one, nodes.For):
                self._loop(one, scope)
            elif isinstance(one, nodes.If):
                self._condition(one.test, scope)
                for part in (one.body, one.elif_, one.else_):
                    self._body(part, scope)
            elif isinstance(one, nodes.Assign):
                self._assign(one, scope)

    def _loop(self, loop: nodes.For, scope: Scope) -> None:
        inner: Scope = scope | {"loop": _ROUND}
        if not isinstance(loop.target, nodes.Name):
            self.refuse(loop.lineno, "for 后面只能写一个名称。")
            return
        inner[loop.target.name] = self._members(loop.iter, scope)
        if loop.test is not None:
            self._condition(loop.test, inner)
        self._body(loop.body, inner)
        self._body(loop.else_, scope)

    def _members(self, over: nodes.Node, scope: Scope) -> list[Node] | None:
        """All that a loop runs over: the members of a name, or a list of names; None where that is not known."""
        if isinstance(over, nodes.List):
            listed = [self._follow(one, scope) for one in over.items]
            return [node for each in listed for node in each or ()] or None
        if not _is_name(over):
            self._follow(over, scope)
            self.refuse(
                over.lineno, f"for … in 后面只能写名称，或方括号里的几个名称；可以循环的是 {self._loops()}。"
            )
            return None
        above = self._follow(over, scope)
        if above is None:
            return None
        members = [
            found for node in above for name in node.members if (found := node.child(name)) is not None
        ]
        if not members:
            self.refuse(
                over.lineno,
                f"“{_written(over)}”不能循环。可以循环的是 {self._loops()}，以及某一变量的各类，如 主职.户口。",
            )
        return members or None

    def _assign(self, one: nodes.Assign, scope: Scope) -> None:
        found = self._follow(one.node, scope)
        if not _is_name(one.node):
            self._warn_reckoned(one.node, scope)
        if isinstance(one.target, nodes.Name):
            if one.target.name in self.tree.below:
                self.refuse(one.lineno, f"“{one.target.name}”已是数据的名称，set 请另取一个名称。")
            scope[one.target.name] = found

    # --- expressions ----------------------------------------------------------------------------------------------------

    def _shown(self, one: nodes.Node, scope: Scope) -> None:
        if isinstance(one, nodes.TemplateData):
            return
        if isinstance(one, nodes.CondExpr):
            self._condition(one.test, scope)
            for part in (one.expr1, one.expr2):
                if part is not None:
                    self._shown(part, scope)
            return
        found = self._follow(one, scope)
        if not _is_name(one):
            self._warn_reckoned(one, scope)
        elif found is not None:
            leads = next((node for node in found if node.text is None), None)
            if leads is not None:
                self.refuse(one.lineno, f"“{_written(one)}”还没有写到最后一级，后面{meant(leads, '')}")

    def _condition(self, test: nodes.Node, scope: Scope) -> None:
        self._follow(test, scope)
        living = self._living(test, scope)
        if living:
            self.warn(test.lineno, f"是否出现由“{living[0]}”现在的数决定，以后更新时不再重新判断。")

    def _warn_reckoned(self, one: nodes.Node, scope: Scope) -> None:
        living = self._living(one, scope)
        if living:
            self.warn(one.lineno, f"“{living[0]}”参加了计算，结果是普通文字，以后更新时不会变。")

    def _living(self, one: nodes.Node, scope: Scope) -> list[str]:
        """Names of living numbers in an expression."""
        if _is_name(one):
            found = self._follow(one, scope, quiet=True)
            return [_written(one)] if found and any(node.living for node in found) else []
        return [name for part in one.iter_child_nodes() for name in self._living(part, scope)]

    def _follow(self, one: nodes.Node, scope: Scope, *, quiet: bool = False) -> list[Node] | None:
        """Where a name leads; None for what is no name, or leads nowhere (which is told, unless quiet)."""
        say: Tell = _unsaid if quiet else self.refuse
        if isinstance(one, nodes.Name):
            return self._root(one, scope, say)
        if isinstance(one, (nodes.Getattr, nodes.Getitem)):
            attribute = _attribute(one)
            found = self._follow(one.node, scope, quiet=quiet)
            if attribute is None:
                say(one.lineno, f"“{_written(one.node)}”后面的方括号里只能写带引号的名称。")
                return None
            return self._below(one, attribute, found, say)
        if isinstance(one, nodes.Call):
            say(one.lineno, "模板里不能调用函数，不要写圆括号。")
            return None
        if isinstance(one, (nodes.Filter, nodes.Test)):
            known = FILTERS if isinstance(one, nodes.Filter) else TESTS
            if one.name not in known:
                near = get_close_matches(one.name, known, n=1)
                say(
                    one.lineno,
                    f"不能用“{one.name}”。"
                    + (f"是否为“{near[0]}”？" if near else f"可用：{'、'.join(known)}。"),
                )
        for part in one.iter_child_nodes():
            self._follow(part, scope, quiet=quiet)
        return None

    def _root(self, one: nodes.Name, scope: Scope, say: Tell) -> list[Node] | None:
        if one.name in scope:
            return scope[one.name]
        found = self.tree.child(one.name)
        if found is not None:
            self.used.add(one.name)
            return [found]
        if one.name.startswith("_"):
            say(one.lineno, f"“{one.name}”是程序内部的名称，模板里不能使用。")
        else:
            say(one.lineno, f"没有“{one.name}”这个名称。{meant(self.tree, one.name)}")
        return None

    def _below(self, one: nodes.Node, name: str, above: list[Node] | None, say: Tell) -> list[Node] | None:
        if name.startswith("_"):
            say(one.lineno, f"“{name}”是程序内部的名称，模板里不能使用。")
            return None
        if above is None:
            return None
        found = [node.child(name) for node in above]
        lacking = next((node for node, below in zip(above, found, strict=True) if below is None), None)
        if lacking is not None:
            some = "（循环中的有些项）" if len(above) > 1 else ""
            say(one.lineno, f"没有“{_written(one)}”这个名称{some}。{meant(lacking, name)}")
            return None
        return [node for node in found if node is not None]

    def _loops(self) -> str:
        return "、".join(name for name in self.tree.below if name.startswith("各")) or "（无）"


def _is_name(one: nodes.Node) -> bool:
    return isinstance(one, (nodes.Name, nodes.Getattr, nodes.Getitem))


def _attribute(one: nodes.Getattr | nodes.Getitem) -> str | None:
    if isinstance(one, nodes.Getattr):
        return one.attr
    return one.arg.value if isinstance(one.arg, nodes.Const) and isinstance(one.arg.value, str) else None


def _written(one: nodes.Node) -> str:
    """A name as the writer wrote it."""
    if isinstance(one, nodes.Name):
        return one.name
    if isinstance(one, (nodes.Getattr, nodes.Getitem)):
        return f"{_written(one.node)}.{_attribute(one) or '…'}"
    return "…"


def _unsaid(_line: int, _said: str) -> None:
    return
