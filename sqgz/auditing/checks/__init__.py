"""One kind of check in each file; each takes sentences or grids and reports to `Findings`."""
