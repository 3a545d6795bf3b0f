"""Whether a count is presented as a total that what follows is part of (共有981人, 在981名社区工作者中).

Wording only. Must not know: shares, lists, whether anything is right.
"""

from __future__ import annotations

import re

from sqgz.auditing import lexicon
from sqgz.auditing.clauses import clean_label, has_any, strip_opening
from sqgz.auditing.sentences import Mention


def is_total(mention: Mention) -> bool:
    """Whether the words before a count present it as a total (共有, 总数, 在…中), and not as a part."""
    memory = mention.sentence.memory.setdefault("presented", {})
    if mention.index not in memory:
        memory[mention.index] = _is_presented(mention)
    answer: bool = memory[mention.index]
    return answer


def _is_presented(mention: Mention) -> bool:
    """Whether the words around a count present it as a total."""
    clause = mention.clause
    if "其中" in clause:
        return False
    if is_partitive(mention) or has_any(_WITH_GONG.sub("", clause), lexicon.TOTAL_WORDS):
        return True
    if (
        clause.strip() in _PRESENTERS
        or clean_label(clause) in lexicon.SCOPES
        or clause.strip() in lexicon.OWN_SCOPES
    ):
        return mention.figure.noun != ""
    if mention.index == 0 and mention.figure.kind == "count" and _opens_with_name(clause):
        return True
    return _follows_verb(clause) or _TOTAL_AFTER.match(mention.tail) is not None


def _opens_with_name(clause: str) -> bool:
    """Whether a clause is a scope and a name (全区社区主职), or somebody who has something (东关街道有社区工作者)."""
    text = strip_opening(clause.strip(), ("目前", "现在", "截至目前", "当前", "，"))
    for own, scope in lexicon.OWN_SCOPES.items():
        text = scope + text[len(own) :] if text.startswith(own) else text
    if has_any(text, ("的", "比", "新", "增", "减", "平均", "每", "应", "计划", "占")):
        return False
    if text.startswith(lexicon.SCOPES):
        return True
    owner, found, thing = text.partition("有")
    return (
        bool(found)
        and 1 <= len(owner) <= 10
        and len(thing) >= 2
        and not owner.endswith(("没", "所", "只", "仅", "具", "还", "另", "持", "共", "拥", "含"))
    )


def _follows_verb(clause: str) -> bool:
    """Whether a clause ends with a verb that presents a total and the name of what is counted."""
    for word in lexicon.TOTAL_VERBS:
        at = clause.rfind(word)
        if at >= 0 and not has_any(clause[at:], ("的", "以", "中", "男", "女")):
            return True
    return False


_WITH_GONG = re.compile(r"[中公]共|共[青产建治享同商管谋育创]|全部[^，。；]{1,8}的$")
"""Words that say nothing of a total (中共党员, 公共服务, 共青团员, 全部达标的)."""
_PRESENTERS = (
    "对",
    "在",
    "就",
    "从",
    "向",
    "面向",
    "针对",
    "通过对",
    "我们对",
    "本次对",
    "此次对",
    "经对",
    "课题组对",
    "调研组对",
)
_TOTAL_AFTER = re.compile(r"^[^，。；,;：:]{0,20}[，,：:（(]\s*(?:其中|包括|分别(?![占比])|按|从)")
_PARTITIVE = re.compile(
    r"^[^，。；,;（）()]{0,24}?(?:当中|之中|里面|其中|(?<![初高集空市])中|里)(?![小学专心级央介间等国共期])"
)


def is_partitive(mention: Mention) -> bool:
    """Whether a count is said to be what the following is part of (981名社区工作者中)."""
    return _PARTITIVE.match(mention.tail) is not None
