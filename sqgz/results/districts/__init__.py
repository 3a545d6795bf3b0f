"""Several studies of the same variables, one for each district, compared from their counts alone."""

from sqgz.results.districts.comparing import Districts, compare_districts

__all__ = ["Districts", "compare_districts"]
