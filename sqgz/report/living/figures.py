"""The figures saved for a study, as a document that is refreshed may take them: only those of the present results."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO

from sqgz.figures.provenance import RESULTS, results_digest, why_stale
from sqgz.report.docx.texts import one_line
from sqgz.report.picture_names import check_of_picture
from sqgz.results import Results

_AGAIN = "请重新运行 06_figures.ipynb，再更新本文档"


@dataclass(frozen=True)
class Figure:
    """A figure as it is saved now: the picture, its sides in points, and its alternative text."""

    stem: str
    png: bytes
    width: int
    height: int
    alt: str

    @property
    def check(self) -> str:
        """By which a document knows that it shows this state of the figure."""
        return check_of_picture(self.png, self.alt)


def find_figure(results: Results, stem: str) -> Figure | str:
    """The figure of these results under that name; in words why there is none, and what to do."""
    study = results.study
    path = study.figures / f"{stem}.png"
    if not path.is_file():
        return f"没有 {stem}.png（figures/{study.name}）：{_AGAIN}；不再需要此图的，请从文档中删去"
    if reason := why_stale(study, stem) or _of_others(results, stem):
        return f"{stem} {reason}：{_AGAIN}"
    alt = json.loads(path.with_suffix(".json").read_text(encoding="utf-8")).get("alt", "")
    png = path.read_bytes()
    sides = _sides(png)
    if sides is None:
        return f"{stem}.png 不是完好的图片：{_AGAIN}"
    return Figure(stem, png, *sides, one_line(str(alt)))


def _of_others(results: Results, stem: str) -> str:
    """That the figure is of other results than these, which need not be those that were saved; empty if it is not."""
    known = json.loads((results.study.figures / f"{stem}.json").read_text(encoding="utf-8"))
    of_results = RESULTS in known["drawn_from"]
    return "检验结果已更新" if of_results and known["inputs"].get(RESULTS) != results_digest(results) else ""


def _sides(png: bytes) -> tuple[int, int] | None:
    from docx.image.exceptions import (
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        UnrecognizedImageError,
    )
    from docx.image.image import Image

    try:
        image = Image.from_file(BytesIO(png))
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        return None
    return (image.px_width, image.px_height) if image.px_width and image.px_height else None
