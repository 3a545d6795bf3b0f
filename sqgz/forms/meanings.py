"""What a choice of a form means, in a sentence a clerk can decide by. The codebooks say how answers are read, not this.

Only what the shipped codebooks fix is told; an answer of the study's own means what its label and aliases say.
"""

from __future__ import annotations

from typing import Final

from sqgz.study import Variable
from sqgz.study.schema import FinerCategory

_BOOKS: Final[dict[str, dict[str, str]]] = {
    "level": {
        "community": "在本人工作的社区（村）辖区内",
        "street": "不在本人工作的社区（村），但在同一街道（镇）",
        "district": "不在本人工作的街道（镇），但在同一区（县）",
        "outside": "不在本人工作的区（县）：本市其他区、省内其他市、省外和境外",
    },
    "education": {
        "junior": "初中毕业，或更低",
        "senior": "高中、中专、技校、职高毕业",
        "college": "大专毕业；函授、自考、党校等只是学习形式，按层次填",
        "bachelor": "大学本科毕业；在读、肄业的按已经取得的学历填",
        "graduate": "硕士、博士研究生毕业",
    },
    "party_post": {
        "secretary": "社区（村）党组织书记，不含副书记、第一书记、书记助理",
        "deputy_secretary": "社区（村）党组织副书记",
        "member": "社区（村）党组织委员，不任书记、副书记",
        "none": "不在社区（村）党组织中任职；是党员而不任职的也选此项",
    },
    "committee_post": {
        "director": "居（村）委会主任；不含下属委员会、服务中心、监督委员会的主任",
        "deputy_director": "居（村）委会副主任",
        "member": "居（村）委会委员，不任主任、副主任",
        "none": "不在居（村）委会中任职",
    },
    "position": {
        "chief": "社区主职",
        "member": "主职以外的党组织、居（村）委会成员",
        "staff": "不在“两委”中任职的社区工作者",
    },
}
_SHOWN: Final = 4  # aliases of the study's own answers
VAGUE: Final = frozenset({"unspecified"})  # answers that a form has no need of: it can ask


def meaning_of(variable: Variable, category: FinerCategory) -> str:
    """What choosing a category says of a person; "" where the label says it all."""
    told = _BOOKS.get(variable.codebook or "", {}).get(category.key, "")
    if told or variable.codebook:
        return told
    aliases = category.aliases[:_SHOWN]
    return f"包括{'、'.join(f'“{alias}”' for alias in aliases)}" if aliases else ""
