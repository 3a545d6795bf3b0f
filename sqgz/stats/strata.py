"""Tables in layers: is there an association within the layers, and is it the same in all of them.

Within-layer tests of people are Cochran–Mantel–Haenszel tests; with clusters the differences of the layers are
compared by a Wald F on cluster contributions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from sqgz.errors import InputError
from sqgz.stats.design import centred_basis
from sqgz.stats.differences import read_scores
from sqgz.stats.distributions import UPPER, chi_square_tail, f_tail, normal_quantile
from sqgz.stats.estimates import Floats, Homogeneity, Test
from sqgz.stats.keys import find_category, find_rows
from sqgz.stats.linearisation import (
    NO_VARIATION,
    TOO_FEW,
    contrast_layers,
    covariance_of_layers,
    wald,
)
from sqgz.stats.margins import CLUSTERED, find_reason, refuse_multiple, tell_empty
from sqgz.stats.table import Counts, TableLike, read_counts

Form = Literal["general", "row_mean", "correlation"]
FORMS = {"general": "一般关联", "row_mean": "行平均得分", "correlation": "相关"}


def cmh(
    t: TableLike,
    form: Form = "general",
    *,
    row_scores: Sequence[float] | None = None,
    col_scores: Sequence[float] | None = None,
    continuity: bool = False,
) -> Test:
    """Generalised Cochran–Mantel–Haenszel test of no association within any of K layers; a plain table is one layer.

    `general` on (r−1)(c−1) df, `row_mean` (columns scored) on r−1, `correlation` (both scored) on 1. For 2×2×K
    `estimate` is the Mantel–Haenszel odds ratio with its interval; `continuity` applies to that case only.
    Sources: Landis, Heyman & Koch 1978, Int. Stat. Rev. 46, 237; Robins, Breslow & Greenland 1986, Biometrics
    42, 311; R mantelhaen.test.
    """
    if form not in FORMS:
        raise ValueError(f"form is one of {', '.join(FORMS)}, got {form!r}")
    method = f"分层 CMH 检验（{FORMS[form]}）"
    layers, warnings = read_layers(t, name=method)
    base = int(layers.sum())
    rows, cols = np.flatnonzero(layers.sum(axis=(0, 2))), np.flatnonzero(layers.sum(axis=(0, 1)))
    a = read_scores(row_scores, layers.shape[1])[rows]
    b = read_scores(col_scores, layers.shape[2])[cols]
    told: dict[str, Any] = {"method": method, "base": base, "warnings": warnings}
    reason = find_reason(people=base, rows=len(rows), cols=len(cols))
    if reason:
        return Test(**{**told, "warnings": (*warnings, reason)})
    layers = layers[:, rows][:, :, cols]
    by_row = a[:, None] if form == "correlation" else centred_basis(len(rows))
    by_col = centred_basis(len(cols)) if form == "general" else b[:, None]
    contrasts = np.asarray(np.kron(by_row, by_col), dtype=float)
    vector, covariance = sum_layers(layers, contrasts)
    statistic, df = wald(vector, covariance)
    if layers.shape[1:] == (2, 2):
        told |= odds_ratio(layers)
        if continuity and df:
            told["method"] = f"{method}，连续性校正"
            size = abs(layers[:, 0, 0].sum() - expected_corner(layers))
            statistic *= ((size - 0.5) / size) ** 2 if size >= 0.5 else 1.0
    if df == 0:
        told["warnings"] = (*warnings, "每一层都只有一组或一类有人，层内无从比较。")
        return Test(**told)
    return Test(statistic=statistic, df=df, p_value=chi_square_tail(statistic, df), **told)


def read_layers(t: TableLike, *, name: str) -> tuple[Floats, tuple[str, ...]]:
    """The counts (K, r, c) and the warnings of a plain test; InputError where weighted or multiple."""
    counts = read_counts(t)
    refuse_multiple(counts, name=name)
    if counts.weighted:
        raise InputError(f"{name}：加权后的人数不是人数，不能做这种检验；请改用按群计算的方法。")
    array = counts.array.astype(float)
    layers = array if array.ndim == 3 else array[None]
    rows, cols = np.flatnonzero(layers.sum(axis=(0, 2))), np.flatnonzero(layers.sum(axis=(0, 1)))
    warnings = tell_empty(counts, rows=rows.tolist(), cols=cols.tolist())
    return layers, (*warnings, CLUSTERED) if counts.clustered else warnings


def sum_layers(layers: Floats, contrasts: Floats) -> tuple[Floats, Floats]:
    """Sum over layers of observed minus expected and of its hypergeometric covariance, in these contrasts."""
    size = contrasts.shape[1]
    vector, covariance = np.zeros(size), np.zeros((size, size))
    for layer in layers:
        n = layer.sum()
        if n < 2:
            continue  # one person has no one to be compared with
        rows, cols = layer.sum(axis=1), layer.sum(axis=0)
        vector += contrasts.T @ (layer - np.outer(rows, cols) / n).ravel()
        spread = np.kron(np.diag(rows) - np.outer(rows, rows) / n, np.diag(cols) - np.outer(cols, cols) / n)
        covariance += contrasts.T @ spread @ contrasts / (n - 1)
    return vector, covariance


def expected_corner(layers: Floats) -> float:
    """Expected count of the first cell, summed over layers that hold two people or more."""
    n = layers.sum(axis=(1, 2))
    kept = n >= 2
    return float((layers[kept, 0].sum(axis=1) * layers[kept, :, 0].sum(axis=1) / n[kept]).sum()) + float(
        layers[~kept, 0, 0].sum()
    )


def odds_ratio(layers: Floats) -> dict[str, Any]:
    """Mantel–Haenszel odds ratio and its interval as arguments of a result; empty where it is 0 or infinite."""
    n = layers.sum(axis=(1, 2))
    layers, n = layers[n > 0], n[n > 0]
    same, cross = layers[:, 0, 0] * layers[:, 1, 1] / n, layers[:, 0, 1] * layers[:, 1, 0] / n
    r, s = same.sum(), cross.sum()
    if r <= 0 or s <= 0:
        return {}
    p, q = (layers[:, 0, 0] + layers[:, 1, 1]) / n, (layers[:, 0, 1] + layers[:, 1, 0]) / n
    variance = (
        (p * same).sum() / (2 * r * r)
        + (p * cross + q * same).sum() / (2 * r * s)
        + (q * cross).sum() / (2 * s * s)
    )
    reach = normal_quantile(UPPER) * math.sqrt(variance)
    return {
        "estimate": r / s,
        "error": math.sqrt(variance),
        "low": r / s * math.exp(-reach),
        "high": r / s * math.exp(reach),
    }


def homogeneity(t: TableLike, *, category: Any = None, rows: Sequence[Any] | None = None) -> Homogeneity:
    """Is the association of two rows with a category the same in all layers?

    Without clusters Breslow–Day on informative layers − 1 df (Tarone's corrected form beside it); with clusters
    the Wald F of the layers' differences of shares. `category` may be left out for two columns, `rows` for two
    rows. Information only: no test is chosen by it. Sources: Breslow & Day 1980, 4.4; Tarone 1985, Biometrika
    72, 91; Korn & Graubard 1990, Am. Stat. 44, 270, for the F.
    """
    counts = read_counts(t)
    name = "各层差异是否一致"
    refuse_multiple(counts, name=name)
    if counts.array.ndim != 3:
        raise InputError(f"{name}：需要分层的表（层×行×列），这张表没有分层。")
    if category is None and len(counts.col_keys) == 2:
        category = counts.col_keys[0]
    if category is None:
        raise InputError(
            f"{name}：表有 {len(counts.col_keys)} 列，请用 category 指明看哪个类别。"
            f"可用: {', '.join(str(key) for key in counts.col_keys)}"
        )
    chosen, pair = list(find_category(category, counts)), find_rows(rows, counts)
    if counts.clustered:
        scores = np.zeros(len(counts.col_keys))
        scores[chosen] = 1.0
        return wald_homogeneity(counts, scores, pair)
    if counts.weighted:
        raise InputError(f"{name}：加权的表需要按群的人数；这张表没有。")
    people = counts.array[:, list(pair)].astype(float)
    yes = people[:, :, chosen].sum(axis=2)
    return breslow_day(np.stack([yes, people.sum(axis=2) - yes], axis=2))


def breslow_day(layers: Floats) -> Homogeneity:
    """Breslow and Day's test of equal odds ratios over 2×2 layers (K, 2, 2)."""
    informative = (layers.sum(axis=1).min(axis=1) > 0) & (layers.sum(axis=2).min(axis=1) > 0)
    told: dict[str, Any] = {"method": "Breslow–Day 检验", "base": int(layers.sum())}
    left_out = int((~informative).sum())
    warnings = (f"{left_out} 层有一组或一类没有人，未参加检验。",) if left_out else ()
    kept = layers[informative]
    ratio = odds_ratio(kept).get("estimate") if len(kept) else None
    if len(kept) < 2 or ratio is None:
        reason = (
            "可比较的层不足两层。" if len(kept) < 2 else "合并优势比为 0 或无穷大，无法检验各层是否一致。"
        )
        return Homogeneity(warnings=(*warnings, reason), **told)
    m1, m2, k = kept[:, 0].sum(axis=1), kept[:, 1].sum(axis=1), kept[:, :, 0].sum(axis=1)
    a, b, c = 1 - ratio, m2 - k + ratio * (m1 + k), -ratio * m1 * k
    root = np.sqrt(b * b - 4 * a * c)
    # two forms of the same root: each cancels where the other does not
    expected = np.where(b > 0, -2 * c / np.where(b > 0, b + root, 1.0), (root - b) / (2 * a if a else 1.0))
    variance = 1 / (1 / expected + 1 / (m1 - expected) + 1 / (k - expected) + 1 / (m2 - k + expected))
    gap = kept[:, 0, 0] - expected
    statistic = float((gap**2 / variance).sum())
    tarone = max(statistic - float(gap.sum()) ** 2 / float(variance.sum()), 0.0)
    df = len(kept) - 1
    return Homogeneity(
        statistic=statistic,
        df=df,
        p_value=chi_square_tail(statistic, df),
        tarone_statistic=tarone,
        tarone_p_value=chi_square_tail(tarone, df),
        warnings=warnings,
        **told,
    )


def wald_homogeneity(counts: Counts, scores: Floats, pair: tuple[int, int]) -> Homogeneity:
    """Wald F of the differences of differences between layers, F = W(ν−q+1)/(νq) on (q, ν−q+1), ν = clusters − strata."""
    method = "各层占比之差的 Wald F 检验（按群）"
    assert counts.row_bases is not None
    base = int(counts.row_bases[:, list(pair)].sum())
    layers, contrasts = contrast_layers(counts, scores, pair)
    left_out = len(counts.layer_keys) - len(layers)
    warnings: tuple[str, ...] = (f"{left_out} 层缺少一组，未参加检验。",) if left_out else ()
    if len(layers) < 2:
        return Homogeneity(method=method, base=base, warnings=(*warnings, "可比较的层不足两层。"))
    spread = covariance_of_layers(contrasts)
    basis = centred_basis(len(layers))
    gaps = basis.T @ np.array([contrast.estimate for contrast in contrasts])
    statistic, q = wald(gaps, basis.T @ spread.covariance @ basis)
    told: dict[str, Any] = {"method": method, "base": base, "clusters": spread.clusters}
    warnings = (*warnings, *spread.warnings)
    df2 = spread.df - len(layers) + 2
    if df2 < 1:
        return Homogeneity(warnings=(*warnings, TOO_FEW), **told)
    if q < len(layers) - 1:
        return Homogeneity(warnings=(*warnings, NO_VARIATION), **told)
    f = statistic * df2 / (spread.df * q)
    return Homogeneity(statistic=f, df=(q, df2), p_value=f_tail(f, q, df2), warnings=warnings, **told)
