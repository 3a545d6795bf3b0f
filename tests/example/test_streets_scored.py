"""Thirty-four streets that report separately, cleaned as a bureau would in a few runs: held against the truth."""

import importlib
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.mark.parametrize("seed", [20250615, 7])
def test_no_wrong_category_no_lost_row_every_street_accounted_for_and_nobody_named(
    tmp_path, monkeypatch, capsys, seed
):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    scorer = importlib.import_module("score_streets")
    try:
        failures = scorer.score(tmp_path, seed)
    finally:
        for name in ("score_streets", "street_answers"):
            sys.modules.pop(name, None)
    told = capsys.readouterr().out
    assert failures == 0, told[-3000:]
    assert "slips named: 1/1" in told
