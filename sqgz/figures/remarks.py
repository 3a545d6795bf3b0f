"""What stands around the picture: 注, 数据来源, and whether the data are simulated.

Knows the study's declarations; knows nothing of drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqgz.study import Study

SIMULATED = "模拟数据"


def foot_lines(study: Study | None, notes: Sequence[str]) -> list[str]:
    """Lines below a figure: 注 of the notes (sentences without their full stop), then 数据来源 of the study.

    Without a study there is no line of source; `save_figure` then refuses the figure of a simulated study.
    """
    said = [note.rstrip("。") for note in notes if note]
    lines = [f"注：{'；'.join(said)}。"] if said else []
    return [*lines, source_line(study)] if study is not None else lines


def source_line(study: Study) -> str:
    """数据来源 of the study with its reference date; simulated data are called so once."""
    if study.source == "simulated" and SIMULATED not in study.title:
        title = f"{SIMULATED}，{study.title}"
    elif study.source == "published":
        title = f"{study.title}（据已公布的数字整理）"
    else:
        title = study.title
    day = study.date
    when = f"{day.year}年{day.month}月{day.day}日" if day else study.as_of
    return f"数据来源：{title}，统计时点{when}。"
