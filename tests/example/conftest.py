from pathlib import Path

import pytest

from sqgz.example import write_example
from sqgz.example.writing import Simulation, simulate

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def simulation() -> Simulation:
    return simulate()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example in raw/ and its truth beside."""
    folder = tmp_path_factory.mktemp("example")
    write_example(folder / "raw", truth=folder / "truth.csv")
    return folder


@pytest.fixture(scope="session")
def committed() -> tuple[Path, Path]:
    """The example and the truth that the repository keeps."""
    return ROOT / "data" / "raw" / "example", ROOT / "tests" / "golden" / "example" / "truth.csv"
