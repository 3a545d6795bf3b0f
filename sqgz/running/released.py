"""What `sqgz release` does and tells: the public numbers given out are kept, so that later versions mind them."""

from __future__ import annotations

from datetime import date

from sqgz.results import audience_of, load_results
from sqgz.results.release_files import save_release
from sqgz.results.schema import SUPPRESSED
from sqgz.running.destination import shown_path
from sqgz.study import Study


def release_results(study: Study) -> str:
    """What is told of the release just recorded, in Chinese.

    Raises InputError where the study is not public, has no results, or an earlier release cannot be read.
    """
    shown = audience_of(load_results(study))
    path = save_release(shown, day=date.today())
    if path is None:
        return "公开的数字与上一次登记的相同，没有另行登记。"
    hidden = int((shown.frame["text"] == SUPPRESSED).sum())
    return (
        f"已登记公开版：{shown_path(path.absolute())}（{len(shown.frame) - hidden} 项数字公布，{hidden} 项隐去）\n"
        "请随 study.yaml 一并保存。以后的公开版与它对照：上次隐去而人数相差不足5人的，仍不公布；"
        "人数相差不足5人而数字有变化的，也不公布。"
    )
