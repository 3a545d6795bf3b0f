"""Fixtures of the figures' tests: a small study, its tables and results; no test leaves a figure open."""

from functools import cache

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import pytest
from figures.synthetic import STUDY, default_rows, people

from sqgz.results import Results
from sqgz.results.schema import build_frame
from sqgz.study import load_study
from sqgz.tables import crosstab


@pytest.fixture(scope="session")
def declared(tmp_path_factory):
    """Studies by what they declare; loading one takes longer than drawing a figure."""

    @cache
    def load(source, formats, title):
        folder = tmp_path_factory.mktemp("raw")
        text = (
            STUDY.replace("SOURCE", source).replace("FORMATS", formats).replace("某区属地化情况调研", title)
        )
        (folder / "study.yaml").write_text(text, encoding="utf-8")
        return load_study(folder)

    return load


@pytest.fixture
def make_study(declared, tmp_path):
    def make(source="simulated", formats="[png, svg, pdf]", title="某区属地化情况调研"):
        return declared(source, formats, title).model_copy(update={"root": tmp_path})

    return make


@pytest.fixture
def study(make_study):
    return make_study(formats="[png]")


@pytest.fixture(autouse=True)
def _figures_of_a_test_are_closed():
    yield
    plt.close("all")


@pytest.fixture
def tables(study):
    frame = people()
    return [
        crosstab(frame, rows="position", cols=key, layers="zone", study=study, cluster=None)
        for key in ("hukou", "residence")
    ]


@pytest.fixture
def make_results(study):
    def make(rows=None, of=study):
        return Results(build_frame(rows if rows is not None else default_rows()), of)

    return make


@pytest.fixture
def results(make_results):
    return make_results()


@pytest.fixture
def all_formats(make_results, make_study):
    """Results of a study that asks for every format."""
    return make_results(of=make_study())
