"""What each column of the received files may be: a proposed variable, or a reason to leave it out.

A heading proposes, the answers decide: a shipped codebook is proposed only where it knows most of what is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from sqgz.cleaning.matching import match
from sqgz.cleaning.places.names import PlaceIndex
from sqgz.running.answer_lists import TICKED, list_answers, looks_like_address
from sqgz.running.pooled import Column, pool_columns
from sqgz.running.proposed import (
    Proposal,
    Proposals,
    coded_proposal,
    own_proposal,
    place_proposal,
    post_proposal,
)
from sqgz.running.received import Received, joining_subject
from sqgz.running.subjects import key_for, plain_heading, question_key, subject
from sqgz.spelling import comparable
from sqgz.study.codebooks import codebook_variable
from sqgz.study.loading import age_bands
from sqgz.study.schema import Variable

BANDS: Final = (30, 40)
_TRIED: Final = 3000  # distinct texts that are matched to see whether a codebook fits
_FITS: Final = 0.5
_NEAR: Final = 0.3  # a question about 户口 or 居住 is one of level, however vaguely it was answered
_PART: Final = re.compile(r"不在|非本|如|若")  # asked of some people only: not the same question
_LEFT_OUT: Final = {"serial": "序号", "remark": "备注", "address": "地址"}


def share_mapped(variable: Variable, values: Mapping[str, int], places: PlaceIndex | None = None) -> float:
    """Share of the people whose text the variable knows for certain; 0 where nobody answered."""
    tried = list(islice(values.items(), _TRIED))
    known = sum(n for text, n in tried if match(variable, text, places).status == "mapped")
    return known / max(1, sum(n for _, n in tried))


def share_near(variable: Variable, values: Mapping[str, int], places: PlaceIndex | None = None) -> float:
    """Share of the people whose text is known or at least near a category (“本街道”, “外地”), so that it can be asked."""
    tried = list(islice(values.items(), _TRIED))
    found = [(match(variable, text, places), n) for text, n in tried]
    near = sum(n for one, n in found if one.status == "mapped" or one.candidates or one.detail)
    return near / max(1, sum(n for _, n in tried))


def propose(received: Sequence[Received], places: PlaceIndex | None, as_of: date | None) -> Proposals:
    """Proposals for all columns of the sheets of people; `places` is the official list, if there is one."""
    return _Proposer(received, places, as_of).run()


class _Proposer:
    """Goes through the subjects in the study's order; columns that no subject claims are judged by their answers."""

    def __init__(self, received: Sequence[Received], places: PlaceIndex | None, as_of: date | None) -> None:
        self.columns = pool_columns(received)
        self.places = places
        self.as_of = as_of
        self.joining = joining_subject(received)
        self.several = len(received) > 1
        self.found = Proposals()
        self.taken: set[int] = set()
        self.about = {id(column): subject(column.heading) for column in self.columns}

    def run(self) -> Proposals:
        """All proposals."""
        self._identity()
        self._places()
        self._posts()
        for key in ("hukou", "residence"):
            self._level(key)
        self._age()
        self._education()
        for column in self.columns:
            if id(column) not in self.taken:
                self._rest(column)
        return self.found

    def _asked(
        self,
        about: str,
        fits: Callable[[Column], bool] = lambda column: True,
        first: str = "",
        sort: Callable[[str], str] = lambda heading: "",
    ) -> list[Column]:
        """Columns on a subject that are still free and fit, no two of one sheet; those that say `first` go first.

        All are of one `sort` of heading: two subjects of one kind in two files are not one variable.
        """
        chosen: list[Column] = []
        for column in sorted(self.columns, key=lambda one: first not in one.heading):
            free = id(column) not in self.taken and self.about[id(column)] == about
            if (
                free
                and column.values
                and not any(column.sheets & one.sheets for one in chosen)
                and (not chosen or sort(column.heading) == sort(chosen[0].heading))
                and fits(column)
            ):
                chosen.append(column)
        return chosen

    def _take(self, columns: Iterable[Column]) -> None:
        self.taken |= {id(column) for column in columns}

    def _leave(self, columns: Iterable[Column], reason: str) -> None:
        for column in columns:
            self.taken.add(id(column))
            self.found.left_out.append((column, reason))

    def _add(self, proposal: Proposal) -> None:
        self._take(proposal.columns)
        self.found.add(proposal)

    def _identity(self) -> None:
        about = self.joining or "id"
        if columns := self._asked(about):
            label = "身份证号" if about == "id" else "工号"
            self._add(Proposal("person", {"label": label, "kind": "id"}, columns))
        self._leave(
            [
                one
                for one in self.columns
                if self.about[id(one)] in ("id", "staff_number") and id(one) not in self.taken
            ],
            "证件号或工号",
        )
        by_key: dict[str, list[Column]] = {}
        for column in self.columns:
            if self.about[id(column)] == "personal" and column.values:
                by_key.setdefault(key_for(column.heading) or comparable(column.heading), []).append(column)
        for number, (key, columns) in enumerate(by_key.items(), start=1):
            fields = {"label": plain_heading(columns[0].heading), "kind": "personal"}
            self._add(
                Proposal(key if key.isascii() and key.isidentifier() else f"private{number}", fields, columns)
            )

    def _places(self) -> None:
        for about in ("street", "community"):
            if columns := self._asked(about, fits=_is_short):
                proposal = place_proposal(about, columns)
                if self.places is None:
                    spellings = len(proposal.values())
                    proposal.remarks.append(
                        f"没有单位名录，按填写的原文统计（{spellings} 种），同一处的不同写法会算作几处"
                    )
                self._add(proposal)
        zones = self._asked("zone")
        if zones and self.places is not None:
            self._leave(zones, "片区取自单位名录")
        elif zones:
            known = codebook_variable("zone")
            listed = list_answers(zones[0].values, says_several=False)
            if share_mapped(known, zones[0].values) > 0.9:
                self._add(coded_proposal("zone", "zone", zones))
            elif not isinstance(listed, str):
                self._add(own_proposal(zones[0], "zone", listed, "片区"))

    def _posts(self) -> None:
        position = codebook_variable("position")
        together = self._asked(
            "posts", fits=lambda one: share_mapped(position, one.values, self.places) >= _FITS
        )
        shared = set().union(*(column.sheets for column in together))
        both = {
            key: [column for column in self._asked(key) if not column.sheets & shared]
            for key in ("party_post", "committee_post")
        }
        if not together and not all(both.values()):
            return
        unclear = any(
            "无" in column.values for column in together
        )  # there it does not say which post is not held
        for key, own in both.items():
            proposal = coded_proposal(key, key, own) if unclear else post_proposal(key, own)
            proposal.columns = [*together, *own]
            self._add(proposal)
        proposal = Proposal("position", {"label": "职务", "codebook": "position", "derive": "posts"})
        if together:
            proposal.variable = position
            proposal.columns = together
        self._add(proposal)

    def _level(self, key: str) -> None:
        level = codebook_variable("level")
        addresses = self._asked(f"{key}_place")
        columns = self._asked(
            key,
            fits=lambda one: (
                _PART.search(one.heading) is None and share_near(level, one.values, self.places) >= _NEAR
            ),
        )
        if not columns and not (addresses and self.places is not None):
            self._leave(addresses, "地址；没有单位名录，不能由地址判断远近")
            return
        proposal = coded_proposal(key, "level", columns)
        if addresses:
            proposal.fields["place_column"] = tuple(one.heading for one in addresses)
            self._take(addresses)
            if self.places is None:
                proposal.remarks.append("有地址列，但没有单位名录，暂不能用地址核对；补上名录后自动核对")
        self._add(proposal)

    def _age(self) -> None:
        born = Variable(
            variable_key="age_band", label="年龄", kind="ordered", derive="age", bands=BANDS, categories=age_bands(BANDS),
            column=("出生年月",), as_of_date=self.as_of,
        )  # fmt: skip

        def fits(column: Column) -> bool:
            asked = born.model_copy(update={"column": (column.heading,)})
            spans = sum(
                n
                for text, n in column.values.items()
                if len(set(text) & set("-~～—至到以")) > 0 and not text[:4].isdigit()
            )
            return share_mapped(asked, column.values) >= _FITS and spans * 2 < column.people

        if columns := self._asked("age", fits=fits):
            fields = {"label": "年龄", "kind": "ordered", "derive": "age", "bands": BANDS}
            headings = tuple(one.heading for one in columns)
            self._add(Proposal("age_band", fields, columns, born.model_copy(update={"column": headings})))
            self._leave(self._asked("age", fits=fits), "年龄已由出生年月推算")

    def _education(self) -> None:
        book = codebook_variable("education")

        def fits(column: Column) -> bool:
            texts = Counter(
                {text: 1 for text in column.values if column.values[text] > 1}
                or dict.fromkeys(column.values, 1)
            )
            return share_mapped(book, texts) > _FITS and share_mapped(book, column.values) > _FITS

        while columns := self._asked("education", fits=fits, first="最高", sort=_which_degree):
            first = "education" not in self.found.variables
            label = "" if first else plain_heading(columns[0].heading)
            self._add(coded_proposal("education", "education", columns, label))

    def _rest(self, column: Column) -> None:
        about = self.about[id(column)]
        if about in _LEFT_OUT or about.endswith("_place"):
            self._leave([column], _LEFT_OUT.get(about, "地址"))
            return
        alike = self._alike(column)
        values = dict(sum((Counter(one.values) for one in (column, *alike)), Counter[str]()).most_common())
        listed = list_answers(values, says_several="多选" in column.heading)
        if _is_ticked(column):
            listed = TICKED
        if isinstance(listed, str):
            self._leave([column, *alike], listed)
        elif any(looks_like_address(label) for label in (one.label for one in listed.categories)):
            self._leave([column, *alike], "地址")
        else:
            known = about if about in ("age", "education", "sex") else ""
            key = known or question_key(column.heading, len(self.found.variables))
            self._take([column, *alike])
            self.found.add(own_proposal(column, key, listed, alike=alike))

    def _alike(self, column: Column) -> list[Column]:
        """Free columns of other sheets that ask the same in the same words, whatever number stands before them."""
        chosen = [column]
        for other in self.columns:
            free = id(other) not in self.taken and other is not column and not _is_ticked(other)
            if (
                free
                and _words(other) == _words(column)
                and not any(other.sheets & one.sheets for one in chosen)
            ):
                chosen.append(other)
        return chosen[1:]


def _words(column: Column) -> str:
    return comparable(plain_heading(column.heading)).replace(" ", "")


def _which_degree(heading: str) -> str:
    """Which of a person's degrees a heading asks for; the highest where it does not say."""
    return next((word for word in ("第一", "初始", "全日制", "在职") if word in heading), "")


def _is_ticked(column: Column) -> bool:
    """Whether it is one option of a multiple choice in a column of its own, 0 or 1, as exports of codes write it."""
    return set(column.values) <= {"0", "1"} and re.match(r"第\s*\d+\s*题\s*[(（]", column.heading) is not None


def _is_short(column: Column) -> bool:
    return sum(len(text) * n for text, n in column.values.items()) <= 15 * column.people
