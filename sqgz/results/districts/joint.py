"""The districts as one study: what they share, under a name of their own, so that everything made for a study serves them.

Nothing is declared here that a district did not declare; where they differ in how results are judged, the first speaks.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Literal

from sqgz.results.districts.naming import kind_of, name_together, title_together
from sqgz.results.districts.offices import District
from sqgz.results.districts.planning import Plan
from sqgz.study import Study, Variable
from sqgz.study.references import STUDY
from sqgz.study.schema import Design, FinerCategory, Report

Source = Literal["simulated", "survey", "published"]


def join_studies(districts: Sequence[District], plan: Plan) -> Study:
    """A study of all the districts: its variable `study` says whose people are whose; its folders bear all their names."""
    first = districts[0].study
    studies = [one.study for one in districts]
    labels = [one.label for one in districts]
    kind = kind_of(labels)
    design = _design(studies)
    digest = hashlib.sha256("\x1f".join(study.digest for study in studies).encode()).hexdigest()
    return Study.model_construct(
        name=name_together(studies),
        title=title_together(labels, kind),
        source=_source(studies),
        as_of=_as_of(studies),
        zone_definition=None,
        files=(),
        design=design,
        people=first.people,
        variables=_variables(districts, plan, kind, design.cluster),
        localisation=(),
        comparisons=tuple(one.comparison for one in plan.asked),
        targets=(),
        report=Report(audience=_audience(studies), voice=first.report.voice, formats=first.report.formats),
        folder=first.folder,
        root=first.root,
        digest=digest,
        not_used=(),
    )


def _variables(
    districts: Sequence[District], plan: Plan, kind: str, cluster: str | None
) -> dict[str, Variable]:
    """The district, what is compared, and the clusters, which are called as the first study that has them calls them."""
    categories = tuple(FinerCategory(key=one.name, label=one.label) for one in districts)
    found = {STUDY: Variable(variable_key=STUDY, label=kind, kind="place", categories=categories)}
    clusters = (
        [one.study.variables[cluster] for one in districts if cluster in one.study.variables]
        if cluster
        else []
    )
    return found | plan.variables | ({cluster: clusters[0]} if cluster and clusters else {})


def _source(studies: Sequence[Study]) -> Source:
    found = {study.source for study in studies}
    return "simulated" if "simulated" in found else "survey" if "survey" in found else "published"


def _as_of(studies: Sequence[Study]) -> str:
    found = sorted({study.as_of for study in studies})
    if len(found) == 1:
        return found[0]
    days = sorted(study.date for study in studies if study.date)
    if len(days) < len(studies):
        return "各调查自定"
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (days[0], days[-1]))
    return f"{first}至{last}"


def _design(studies: Sequence[Study]) -> Design:
    """The first study's design; the cluster that most studies have; process wherever one of them says so."""
    design = studies[0].design
    clusters = Counter(study.design.cluster for study in studies if study.design.cluster)
    process = any(study.design.inference == "process" for study in studies)
    return design.model_copy(
        update={
            "cluster": clusters.most_common(1)[0][0] if clusters else None,
            "strata": None,
            "clusters_in_population": None,
            "weight": next((study.design.weight for study in studies if study.design.weight), None),
            "inference": "process" if process else "auto",
        }
    )


def _audience(studies: Sequence[Study]) -> Literal["公开", "内部"]:
    return "公开" if any(study.report.audience == "公开" for study in studies) else "内部"


def tell_differences(districts: Sequence[District]) -> Iterator[str]:
    """Sentences on what is not alike in the districts without forbidding a comparison; each names who differs."""
    yield from _told(districts, lambda study: study.as_of, "统计时点不同")
    yield from _told(districts, lambda study: _SOURCES[study.source], "数据来源不同")
    yield from _told(
        districts,
        lambda study: _scope(study),
        "统计范围（people.scope）不同，人员口径不完全一致",
        quoted=False,
    )
    yield from _told(districts, lambda study: study.people.chief, "主职的口径不同")
    yield from _told(districts, _cluster, "计算误差所用的群不同")
    yield from _told(
        districts,
        lambda study: "有权数" if study.design.weight else "没有权数",
        "有的加权、有的不加权，不列合计",
    )
    yield from _told(districts, lambda study: str(study.design.alpha), "显著性水平不同，比较时用第一个调查的")
    yield from _told(
        districts, lambda study: str(study.design.delta), "有实际意义的界限不同，比较时用第一个调查的"
    )
    zones = [one for one in districts if one.study.zone_definition]
    if len({one.study.zone_definition for one in zones}) > 1:
        yield "片区由各调查自行划分，内、外城区只在各自内部比较，不跨地区相加"


_SOURCES: dict[Source, str] = {"simulated": "模拟数据", "survey": "实际调查", "published": "已公布的数字"}


def _told(
    districts: Sequence[District], meant: Callable[[Study], Hashable], words: str, *, quoted: bool = True
) -> Iterator[str]:
    """A sentence if the districts differ; quoted: with what each of them has, those alike together."""
    found: dict[Hashable, list[str]] = {}
    for one in districts:
        found.setdefault(meant(one.study), []).append(one.label)
    if len(found) < 2:
        return
    if not quoted:
        yield words
        return
    most = max(found, key=lambda key: len(found[key]))
    rest = len(found[most]) > 3
    said = [f"{'、'.join(labels)}为{key}" for key, labels in found.items() if not (rest and key == most)]
    yield f"{words}：{'；'.join([*said, *([f'其余为{most}'] if rest else [])])}"


def _scope(study: Study) -> Hashable:
    return frozenset(study.people.scope.items())


def _cluster(study: Study) -> str:
    key = study.design.cluster
    if not key:
        return "不知道群"
    return study.variables[key].label if key in study.variables else key
