"""Results of studies made at random, and their reports."""

import pytest
from random_studies import random_study, results_of

from sqgz.report.composing.sections import compose_report


@pytest.fixture(scope="session", params=range(6))
def results(request, tmp_path_factory):
    return results_of(
        random_study(
            tmp_path_factory.mktemp("random"), request.param, people=(2, 6, 12, 40, 3, 25)[request.param]
        )
    )


@pytest.fixture(scope="session")
def composed(results):
    return compose_report(results)
