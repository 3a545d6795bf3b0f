"""The tree of names that a template may use: what stands at a name, what lies below it, and what a wrong name meant.

Knows nothing of results and nothing of Word. Texts are made when they are asked for, since a study with three hundred
streets has more names than any template uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

SEPARATOR = "."
_SHOWN = 8  # names listed in a message


@dataclass
class Node:
    """A name: its text (None: it only leads on), its value for arithmetic, the names below it, and what a loop runs over.

    `aliases` lead from other spellings to a name below; `hidden` names are found but not listed; `members` are the
    names below that a loop over this one yields; `about` says what stands here, for a list.
    """

    text: Callable[[], str] | None = None
    value: Callable[[], float | None] | None = None
    below: dict[str, Node] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    members: list[str] = field(default_factory=list)
    about: str = ""

    @property
    def living(self) -> bool:
        """Whether a number stands here that later runs can renew."""
        return self.value is not None

    def child(self, name: str) -> Node | None:
        """What stands below at that name or another spelling of it; None if there is nothing."""
        return self.below.get(name) or self.below.get(self.aliases.get(name, ""))

    def grow(self, name: str, node: Node, *, hidden: bool = False) -> Node:
        """Put a node below; one that stands there already stays and is returned."""
        if hidden and name not in self.below:
            self.hidden.add(name)
        return self.below.setdefault(name, node)

    def leaves(self, path: str = "") -> Iterator[tuple[str, Node]]:
        """Every listed name with a text, in order, with the path to it."""
        if self.text is not None:
            yield path, self
        for name, node in self.below.items():
            if name not in self.hidden:
                yield from node.leaves(f"{path}{SEPARATOR}{name}" if path else name)

    def plain(self) -> dict[str, Any]:
        """This node and all below it as plain data, for a process that knows nothing of results."""
        found: dict[str, Any] = {"below": {name: node.plain() for name, node in self.below.items()}}
        if self.text is not None:
            found["text"] = self.text()
        if self.value is not None:
            found["value"] = self.value()
            found["living"] = True
        if self.aliases:
            found["aliases"] = self.aliases
        if self.members:
            found["members"] = self.members
        return found


def meant(node: Node, name: str) -> str:
    """The end of a message about an unknown name: the nearest spelling below the node, or what there is.

    >>> tree = Node(below={"户口": Node(), "居住": Node()})
    >>> meant(tree, "户囗"), meant(tree, "学历")
    ('是否为“户口”？', '可用：户口、居住。')
    >>> meant(Node(below={"户口": Node(below={"本社区": Node()})}), "本社区")
    '是否为“户口.本社区”？'
    """
    inside = [one for one, below in node.below.items() if one not in node.hidden and below.child(name)]
    if inside:
        return f"是否为“{inside[0]}.{name}”？"
    listed = [one for one in node.below if one not in node.hidden]
    others = [one for one, target in node.aliases.items() if target in node.below]
    near = get_close_matches(name, [*listed, *others, *node.hidden], n=1, cutoff=0.5)
    if near:
        return f"是否为“{node.aliases.get(near[0], near[0])}”？"
    if not listed:
        return "这一级下面没有名称了。"
    more = f"等{len(listed)}个" if len(listed) > _SHOWN else ""
    return f"可用：{'、'.join(listed[:_SHOWN])}{more}。"
