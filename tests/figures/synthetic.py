"""Synthetic people, tables and rows of results to draw from, and what makes a figure legible; of no real place."""

import numpy as np
import pandas as pd
from matplotlib.text import Text

from sqgz.figures.theme import themed
from sqgz.results.schema import PAIRED, make_row

LEVELS = ("community", "street", "district", "outside")
STUDY = """
name: small
title: 某区属地化情况调研
source: SOURCE
as_of: 2024-06-30
zone_definition: 内城区为中心街道，外城区为其余街道
files:
  - {path: 人员.xlsx, role: answers}
variables:
  zone: {label: 片区, codebook: zone, column: 片区}
  street: {label: 街道, kind: place, level: street, column: 街道}
  position: {label: 职务, codebook: position, column: 职务}
  hukou: {label: 户口所在地, codebook: level, column: 户口}
  residence: {label: 居住地, codebook: level, column: 居住}
  age_band: {label: 年龄, kind: ordered, column: 出生年月, derive: age, bands: [30, 40]}
  education: {label: 文化程度, codebook: education, column: 学历}
comparisons:
  - {id: hukou_by_position, outcome: hukou, by: position, groups: [chief, member], key: [[community], [community, street]], within: zone, family: confirmatory}
  - {id: residence_by_zone, outcome: residence, by: zone, groups: [outer, inner], key: [[community]], family: confirmatory}
  - {id: residence_by_street, outcome: residence, by: street, key: [[community]]}
  - {id: hukou_against_residence, outcome: hukou, paired_with: residence, key: [[community]]}
  - {id: age_by_position, outcome: age_band, by: position, key: [["≥41"]]}
report: {formats: FORMATS}
"""


def people(n=900, seed=5):
    """People of two zones and three positions; those of the outer zone live and are registered nearer."""
    rng = np.random.default_rng(seed)
    zone = rng.choice(["inner", "outer"], n)
    near = {"inner": [0.2, 0.25, 0.35, 0.2], "outer": [0.6, 0.2, 0.15, 0.05]}
    level = {key: [rng.choice(LEVELS, p=near[one]) for one in zone] for key in ("hukou", "residence")}
    return pd.DataFrame(
        {
            "zone": zone,
            "position": rng.choice(["chief", "member", "staff"], n, p=[0.15, 0.35, 0.5]),
            **level,
            "age_band": rng.choice(["≤30", "31–40", "≥41"], n, p=[0.1, 0.3, 0.6]),
        }
    )


def share_rows(comparison, by, outcome, groups, *, stratum="", categories=LEVELS, sets=(), intervals=True):
    """Rows of shares for {group: counts}."""
    rows = []
    for group, counts in groups.items():
        base = int(sum(counts))
        for keys in [(one,) for one in categories] + list(sets):
            count = int(sum(counts[categories.index(key)] for key in keys))
            share = count / base if base else None
            spread = 0.1 if intervals and base else None
            rows.append(
                make_row(
                    comparison=comparison, by=by, group=group, outcome=outcome, category="+".join(keys), stat="share",
                    of="row", stratum=stratum, method="Wilson", value=share, count=count, base=base, missing=3,
                    low=None if spread is None else max(0.0, share - spread),
                    high=None if spread is None else min(1.0, share + spread),
                )
            )  # fmt: skip
    return rows


def difference_row(comparison, by, outcome, group, against, value, half, finding, **more):
    facts = {
        "comparison": comparison, "inference": "process", "by": by, "outcome": outcome, "group": group,
        "against": against, "of": "row", "category": "community", "stat": "difference", "method": "线性化",
        "value": value, "base": 400, "p_value": 0.01, "finding": finding, "family": "confirmatory",
        "low": None if half is None else value - half, "high": None if half is None else value + half,
    }  # fmt: skip
    return make_row(**(facts | more))


def pair_rows(counts, *, missing=0, value=None, finding=""):
    """Rows of a paired comparison: people by 户口 (rows) and 居住 (columns), and the difference if it is given."""
    base = sum(map(sum, counts))
    shared = {"comparison": "hukou_against_residence", "outcome": "hukou", "base": base, "missing": missing}
    rows = [
        make_row(
            **shared,
            group=one,
            against=other,
            stat="count",
            of="total",
            method=PAIRED,
            count=n,
            value=n / base,
        )
        for one, of in zip(LEVELS, counts, strict=True)
        for other, n in zip(LEVELS, of, strict=True)
    ]
    if value is not None:
        rows.append(
            difference_row("hukou_against_residence", "", "hukou", "hukou", "residence", value, 0.03, finding)
        )
    return rows


def residual_rows(values, p_adjusted, *, p=0.001):
    """Rows of residuals of age by position, and of the test that says whether the groups differ at all."""
    shared = {
        "comparison": "age_by_position",
        "inference": "process",
        "by": "position",
        "outcome": "age_band",
    }
    rows = [
        make_row(
            **shared,
            stat="residual",
            group=group,
            category=band,
            method="调整残差",
            value=value,
            p_adjusted=q,
        )
        for group, of, qs in zip(("chief", "member"), values, p_adjusted, strict=True)
        for band, value, q in zip(("≤30", "31–40", "≥41"), of, qs, strict=True)
    ]
    finding = "differ" if p < 0.05 else "none"
    test = make_row(**shared, stat="test", method="Rao–Scott F", p_value=p, p_adjusted=p, finding=finding, family="exploratory")  # fmt: skip
    return [*rows, test]


def street_rows(names, seed=3, intervals=True):
    rng = np.random.default_rng(seed)
    groups = {name: rng.multinomial(rng.integers(35, 120), [0.4, 0.3, 0.2, 0.1]) for name in names}
    return share_rows("residence_by_street", "street", "residence", groups, intervals=intervals)


def default_rows():
    groups = {"chief": (50, 30, 40, 32), "member": (90, 60, 80, 50)}
    ages = {"chief": (5, 40, 107), "member": (30, 90, 160), "staff": (80, 120, 190)}
    rows = share_rows("hukou_by_position", "position", "hukou", groups, sets=[("community", "street")])
    for zone, more in (("inner", 0), ("outer", 40)):
        rows += share_rows(
            "hukou_by_position",
            "position",
            "hukou",
            {key: (counts[0] + more, *counts[1:]) for key, counts in groups.items()},
            stratum=zone,
        )
    rows += share_rows("profile.age_band", "position", "age_band", ages, categories=("≤30", "31–40", "≥41"))
    rows += street_rows([f"{name}街道" for name in "甲乙丙丁戊己"])
    rows += [
        difference_row("hukou_by_position", "position", "hukou", "chief", "member", -0.012, 0.08, "none"),
        difference_row("hukou_by_position", "position", "hukou", "chief", "member", 0.02, 0.02, "equal", stratum="inner"),
        difference_row("hukou_by_position", "position", "hukou", "chief", "member", 0.4, None, "few_people", stratum="outer"),
        difference_row("residence_by_zone", "zone", "residence", "outer", "inner", 0.386, 0.14, "clear"),
        difference_row("residence_by_zone", "zone", "residence", "outer", "inner", 0.386, None, "fact", inference="finite", family=""),
    ]  # fmt: skip
    return rows


def visible_texts(figure, dpi=100):
    """Texts of a figure with their extents in pixels at `dpi`."""
    figure.set_dpi(dpi)
    with themed():
        figure.draw_without_rendering()
    found = []
    hidden = {
        label
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if not label.get_visible()
        or not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text not in hidden:
            found.append((text.get_text(), text.get_window_extent()))
    return found


def assert_legible(figure, type_least=7.0):
    """No text overlaps another or leaves the page, and none is smaller than `type_least` points."""
    found = visible_texts(figure)
    page = figure.bbox
    for text, box in found:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= page.x1 + 1 and box.y1 <= page.y1 + 1
        assert inside, f"{text!r} leaves the page: {box} of {page}"
    for i, (text, box) in enumerate(found):
        for other, second in found[i + 1 :]:
            wide = min(box.x1, second.x1) - max(box.x0, second.x0)
            tall = min(box.y1, second.y1) - max(box.y0, second.y0)
            assert wide <= 1 or tall <= 1, f"{text!r} overlaps {other!r} by {wide:.0f}×{tall:.0f} pixels"
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip()]
    assert min(sizes) >= type_least


HOSTILE = (
    "国家级经济技术开发区综合行政服务和社会事务管理街道办事处下辖的第一个社区居民委员会",  # 40 characters
    "Hi-Tech Zone（高新技术产业开发区）Software Park Road Sub-district Office",
    "１２３４５６７街道第０９社区（村改居）",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoghoch",  # a word without a break
    "甲$x_1$、乙%&<b>街道",
    "埗垟塆湴街道",
)


def figure_of(axes):
    return np.ravel(np.asarray(axes, dtype=object))[0].figure
