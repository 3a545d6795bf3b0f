"""Real tables the statistics are checked against; they lie beside the project and are not copied into it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sqgz.stats import Clustered

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def read_shared(name, **options):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the project")
    return pd.read_csv(path, **options)


@pytest.fixture(scope="session")
def api_cells():
    return read_shared("apiclus1_cells.csv")


@pytest.fixture(scope="session")
def api(api_cells):
    """sch.wide by stype of R's survey::apiclus1, 15 clusters."""
    return Clustered.from_cells(
        cluster=api_cells["cluster"],
        row=api_cells["sch_wide"],
        col=api_cells["stype"],
        people=api_cells["people"],
        weight=api_cells["weight"],
        row_keys=("Yes", "No"),
        col_keys=("E", "H", "M"),
    )


@pytest.fixture(scope="session")
def api_zones(api_cells):
    """stype by zone (cluster number below 500 or not): groups that are constant in clusters."""
    return Clustered.from_cells(
        cluster=api_cells["cluster"],
        row=np.where(api_cells["cluster"] < 500, "low", "high"),
        col=api_cells["stype"],
        people=api_cells["people"],
        weight=api_cells["weight"],
        row_keys=("low", "high"),
        col_keys=("E", "H", "M"),
    )


@pytest.fixture(scope="session")
def wuhan():
    """People of 武汉 2020 by place of registration, 7 inner and 6 outer districts as clusters."""
    frame = read_shared("census2020_hukou.csv")
    frame = frame[(frame["市"] == "武汉市") & (frame["区县"] != "武汉市") & frame["区划代码"].notna()]
    inner = ("江岸区", "江汉区", "硚口区", "汉阳区", "武昌区", "青山区", "洪山区")
    outer = ("东西湖区", "汉南区", "蔡甸区", "江夏区", "黄陂区", "新洲区")
    frame = frame[frame["区县"].isin(inner + outer)]
    assert len(frame) == 13
    away = frame[[name for name in frame.columns if name.startswith("户口登记地")]].to_numpy(dtype=float)
    here = frame["人口数_合计"].to_numpy(dtype=float) - away.sum(axis=1)
    people = np.column_stack([here, away])
    levels = ("own", "county", "province", "outside")
    return Clustered.from_cells(
        cluster=np.repeat(frame["区县"].to_numpy(), 4),
        row=np.repeat(np.where(frame["区县"].isin(inner), "inner", "outer"), 4),
        col=np.tile(levels, 13),
        people=people.ravel(),
        row_keys=("inner", "outer"),
        col_keys=levels,
    )
