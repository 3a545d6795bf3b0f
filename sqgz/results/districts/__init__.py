"""Several studies of the same variables, one for each district, compared from their counts alone."""

from sqgz.results.districts.comparing import Districts, compare_districts
from sqgz.results.districts.public import districts_for_readers

__all__ = ["Districts", "compare_districts", "districts_for_readers"]
