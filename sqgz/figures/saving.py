"""A figure saved: pictures, plotted numbers and provenance together, the same bytes from run to run, all or none."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sqgz.errors import InputError
from sqgz.figures.fonts import check_characters
from sqgz.figures.pages import set_in_chinese, texts_in
from sqgz.figures.plotted import Plotted, plotted_in
from sqgz.figures.provenance import describe
from sqgz.figures.remarks import SIMULATED
from sqgz.figures.theme import themed
from sqgz.results import Results
from sqgz.rounding import half_up
from sqgz.study import Study

DPI = 300
SCREEN_DPI = 144
_NAME = re.compile(r"\d\d_[^\s/\\:*?\"<>|.]+")
_PICTURES = ("png", "svg", "pdf")


def save_figure(
    ax_or_figure: Axes | Figure | np.ndarray[Any, Any] | None,
    name: str,
    study: Study,
    *,
    numbers: pd.DataFrame | None = None,
    results: Results | None = None,
    notebook: str | None = None,
    caption: str = "",
    alt: str = "",
) -> None:
    """Nothing; the figure stands in figures/STUDY as NAME.png (300 dpi), .svg, .pdf, .csv and .json, and is closed.

    `name` begins with two digits (`01_户口与居住`). The formats are those of `report.formats`; a picture of another
    format saved earlier under that name is removed. The .csv holds the plotted numbers, unrounded: what our
    functions drew, or `numbers` for a figure of one's own; they are printed, too, as a short table, and in a
    notebook the picture is shown. The .json holds hashes of the inputs, parameters, versions and the alt text.
    Same numbers, same bytes; either all files are replaced or none. None instead of axes (the study asks nothing that
    could be drawn so) is said in a line, and an earlier figure of that name is removed.

    Raises InputError for a bad name, a figure whose numbers are not known, a character that no font has, simulated
    data that are not called so, and a folder or file that cannot be written; the figure is closed all the same.
    """
    if ax_or_figure is None:
        _check_name(name)
        write_together(_targets(study, name, {}))
        print(f"本调查没有可画此图的内容，未作图：{name}。")
        return
    figure = _figure(ax_or_figure)
    try:
        drawn = plotted_in(figure)
        frame = _numbers(drawn, numbers)
        set_in_chinese(figure)
        _check(figure, name, study)
        results = results or next((one.results for one in drawn if one.results is not None), None)
        alt = alt or "".join(one.alt for one in drawn) or caption or name
        pictures = _pictures(figure, study, title=caption or name)
        preview = _preview(figure) if _in_notebook() else None
        files = pictures | {"csv": frame.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")}
        files["json"] = describe(
            study, drawn, name=name, alt=alt, caption=caption, notebook=notebook, results=results, files=files
        )
    finally:
        plt.close(figure)
    write_together(_targets(study, name, files))
    _show(preview, figure, alt)
    _print(drawn, frame)


def _figure(given: Axes | Figure | np.ndarray[Any, Any]) -> Figure:
    one = given if isinstance(given, (Axes, Figure)) else np.ravel(np.asarray(given, dtype=object))[0]
    found = one.get_figure(root=True)
    if found is None:
        raise ValueError("the axes belong to no figure")
    return found


def _numbers(drawn: list[Plotted], numbers: pd.DataFrame | None) -> pd.DataFrame:
    if numbers is not None:
        return numbers
    if not drawn:
        raise InputError(
            "不知道图中画的是哪些数。自己画的图请把数据一并给出：save_figure(…, numbers=数据框)。"
        )
    return pd.concat([one.numbers for one in drawn], ignore_index=True)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InputError(
            f'图名 "{name}" 不合要求。请写作两位数字、下划线和名称，如 "01_户口与居住"，不含空格和 / \\ : * ? " < > | .。'
        )


def _check(figure: Figure, name: str, study: Study) -> None:
    _check_name(name)
    texts = texts_in(figure)
    check_characters(texts)
    if study.source == "simulated" and not any(SIMULATED in text.replace("\n", "") for text in texts):
        raise InputError(
            f"本调查是{SIMULATED}，图上须注明。作图时请写 study=study，或自己在图上写明“{SIMULATED}”。"
        )


def _pictures(figure: Figure, study: Study, *, title: str) -> dict[str, bytes]:
    """Bytes of the picture in every format the study asks for; without times and versions of programs."""
    metadata: dict[str, dict[str, Any]] = {
        "png": {"Software": None, "Title": title},
        "svg": {"Date": None, "Creator": None, "Title": title},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None, "Title": title},
    }
    found: dict[str, bytes] = {}
    with themed():
        for suffix in _PICTURES:
            if suffix in study.report.formats:
                buffer = BytesIO()
                figure.savefig(buffer, format=suffix, dpi=DPI, metadata=metadata[suffix])
                found[suffix] = buffer.getvalue()
    return found


# --- all or none ----------------------------------------------------------------------------------------------------


def _targets(study: Study, name: str, files: Mapping[str, bytes]) -> dict[Path, bytes | None]:
    """What is to stand at each path; None for a picture of a format no longer asked for."""
    suffixes = [*_PICTURES, "csv", "json"]
    return {study.figures / f"{name}.{suffix}": files.get(suffix) for suffix in suffixes}


def write_together(files: Mapping[Path, bytes | None]) -> None:
    """Nothing; every path holds its bytes (None: is gone), or, after an error, what it held before.

    Raises InputError if the folder cannot be written to or a file is open in another program.
    """
    moved: list[tuple[Path, Path]] = []
    placed: list[Path] = []
    fresh = {
        path: path.with_name(f".{path.name}.part{os.getpid()}")
        for path, content in files.items()
        if content is not None
    }
    try:
        for path, temporary in fresh.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(files[path] or b"")
        for path in files:
            if path.exists():
                moved.append((path, path.with_name(f".{path.name}.old{os.getpid()}")))
                os.replace(*moved[-1])
        for path, temporary in fresh.items():
            os.replace(temporary, path)
            placed.append(path)
    except BaseException as error:
        for path in placed:
            path.unlink(missing_ok=True)
        for path, old in moved:
            if old.exists():
                os.replace(old, path)
        if isinstance(error, OSError):
            names = "、".join(path.name for path in files)
            raise InputError(
                f"无法写入图文件（{names}）。请关闭正在使用它们的程序，并检查 figures 文件夹的权限和磁盘空间后重试。"
            ) from None
        raise
    finally:
        for temporary in fresh.values():
            temporary.unlink(missing_ok=True)
    for _, old in moved:
        old.unlink(missing_ok=True)


# --- what the notebook sees -----------------------------------------------------------------------------------------


def _in_notebook() -> bool:
    """Whether this runs in a notebook's kernel, where pictures are shown."""
    if "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    return shell is not None and getattr(shell, "kernel", None) is not None


def _preview(figure: Figure) -> bytes:
    """The picture as a screen needs it: what is printed stands in its file, and notebooks stay small."""
    buffer = BytesIO()
    with themed():
        figure.savefig(buffer, format="png", dpi=SCREEN_DPI, metadata={"Software": None})
    return buffer.getvalue()


def _show(preview: bytes | None, figure: Figure, alt: str) -> None:
    """Show the picture where there is one; elsewhere nothing."""
    if preview is None:
        return
    from IPython.display import Image, display

    pixels = round(figure.get_size_inches()[0] * 96)
    display(Image(data=preview, format="png", width=min(pixels, 960), alt=alt))  # type: ignore[no-untyped-call]


def _print(drawn: list[Plotted], numbers: pd.DataFrame) -> None:
    tables = [table for one in drawn for table in one.shown] or [_rounded(numbers)]
    with pd.option_context("display.unicode.east_asian_width", True, "display.width", 200):
        for table in tables:
            print(table.to_string(index=False))


def _rounded(numbers: pd.DataFrame) -> pd.DataFrame:
    """Numbers of one's own as printed: to four digits after the point, the rest as it is."""
    shown = numbers.copy()
    for name in shown.columns:
        if pd.api.types.is_float_dtype(shown[name]):
            shown[name] = [
                "" if pd.isna(value) else f"{half_up(float(value), 4).normalize():f}" for value in shown[name]
            ]
    return shown
