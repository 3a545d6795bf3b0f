"""Real counts that comparisons are checked against; they lie beside the project and are not copied into it."""

from pathlib import Path

import pandas as pd
import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
INNER = ("江岸区", "江汉区", "硚口区", "汉阳区", "武昌区", "青山区", "洪山区")
OUTER = ("东西湖区", "汉南区", "蔡甸区", "江夏区", "黄陂区", "新洲区")
LEVELS = ("own", "county", "province", "outside")


@pytest.fixture
def wuhan():
    """Frame of the 13 districts of 武汉 in 2020: zone, street (the district), people, and one column for each level."""
    path = SHARED / "census2020_hukou.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the project")
    frame = pd.read_csv(path)
    frame = frame[(frame["市"] == "武汉市") & frame["区县"].isin(INNER + OUTER) & frame["区划代码"].notna()]
    away = frame[[name for name in frame.columns if name.startswith("户口登记地")]].astype(int)
    table = pd.DataFrame({"street": frame["区县"], "people": frame["人口数_合计"].astype(int)})
    table["zone"] = ["内城区" if name in INNER else "外城区" for name in table["street"]]
    table["own"] = table["people"] - away.sum(axis=1)
    table[list(LEVELS[1:])] = away
    return table
