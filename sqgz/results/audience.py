"""Which results a study's outputs are rendered from: internal ones, or public ones that also mind earlier releases."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from sqgz.results.publishing import PUBLIC, is_public
from sqgz.results.release_files import load_releases
from sqgz.results.releases import publish_after
from sqgz.results.schema import Results

_MADE: dict[str, Results] = {}  # the public results made last, by the digest of what they were made of


def audience_of(results: Results) -> Results:
    """The results that this study's outputs are rendered from: public ones if report.audience says 公开.

    Public results keep hidden what earlier releases (data/raw/STUDY/已公布) together with them would give away.
    Raises InputError for a file of a release that cannot be read.
    """
    if results.study.report.audience != PUBLIC or is_public(results):
        return results
    earlier = load_releases(results.study)
    told = [results.study.digest, *(frame.to_csv(index=False) for frame in (results.frame, *earlier))]
    digest = hashlib.sha256("\0".join(told).encode()).hexdigest()
    if digest not in _MADE:  # hiding takes long, and report, figures and workbook ask for the same
        _MADE.clear()
        _MADE[digest] = publish_after(earlier, results)
    return replace(_MADE[digest], study=results.study)  # the same study may stand in two folders
