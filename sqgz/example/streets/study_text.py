"""study.yaml of the set: four of the six forms are named in it, the other headings must be asked about."""

from __future__ import annotations

from typing import Final

from sqgz.example.streets import parameters as given
from sqgz.example.streets.headings import headings_of

_HEAD: Final = """\
# 三十个街道（镇）分别报送的花名册和汇总表（模拟数据）
name: streets
title: 某区社区工作者属地化情况调研（街道报送，模拟数据）
source: simulated
as_of: 2024-06-30
zone_definition: 内城区为中心{inner}个街道，外城区为其余{outer}个街道（镇、开发区、农场）

files:
  - {{folder: 上报, role: roster}}
  - {{folder: 汇总, role: summary}}
  - {{path: 单位名录.csv, role: places}}

design: {{cluster: street}}

people:
  chief: 书记或主任
  scope: {{{scope}}}

variables:
"""
_COMPARISONS: Final = """
comparisons:
  - {id: hukou_by_position, outcome: hukou, by: position, groups: [chief, member], key: [[community], [community, street]], family: confirmatory}
  - {id: hukou_by_zone, outcome: hukou, by: zone, groups: [outer, inner], key: [[community]], family: confirmatory}
  - {id: residence_by_zone, outcome: residence, by: zone, groups: [outer, inner], key: [[community]], family: confirmatory}
  - {id: residence_by_street, outcome: residence, by: street, key: [[community]], family: exploratory}
"""
_NO_POST: Final = "categories: [{{key: none, label: {label}, aliases: [无]}}]"
_VARIABLES: Final = {
    "person": ("label: 身份证号, kind: id", ("person",)),
    "name": ("label: 姓名, kind: personal", ("name",)),
    "phone": ("label: 手机号, kind: personal", ("phone",)),
    "street": ("label: 街道（镇）, kind: place, level: street", ("street",)),
    "community": ("label: 社区（村）, kind: place, level: community", ("community",)),
    "zone": ("label: 片区, codebook: zone, from: places", ()),
    "unit_type": ("label: 单位类型, codebook: unit_type, from: places", ()),
    "party_post": (
        "label: 党组织职务, codebook: party_post, " + _NO_POST.format(label="不任党组织职务"),
        ("posts", "party_post"),
    ),
    "committee_post": (
        "label: 居（村）委会职务, codebook: committee_post, " + _NO_POST.format(label="不任居（村）委会职务"),
        ("posts", "committee_post"),
    ),
    "position": ("label: 职务, codebook: position, derive: posts", ()),
    "hukou": ("label: 户口所在地, codebook: level", ("hukou",)),
    "residence": ("label: 居住地, codebook: level", ("residence",)),
    "age_band": ("label: 年龄, kind: ordered, derive: age, bands: [30, 40]", ("birth",)),
    "education": ("label: 文化程度, codebook: education", ("education",)),
}


def study_text() -> str:
    """The text of study.yaml."""
    scope = ", ".join(f"{status}: {word}" for status, word in given.SCOPE.items())
    text = _HEAD.format(inner=len(given.INNER), outer=len(given.OUTER), scope=scope)
    for key, (declared, roles) in _VARIABLES.items():
        columns = _listed("column", headings_of(*roles))
        places = _listed("place_column", headings_of(*(f"{role}_place" for role in roles)))
        text += f"  {key}: {{{declared}{columns}{places}}}\n"
    return text + _COMPARISONS


def _listed(key: str, headings: tuple[str, ...]) -> str:
    return f", {key}: [{', '.join(headings)}]" if headings else ""
