"""What is said at the end of a run: where tables, figures and notebooks are, and what is left to do."""

from __future__ import annotations

from pathlib import Path

from sqgz.running.pipeline import Run


def summarise(run: Run) -> str:
    """A few lines on where the outputs of a run are."""
    study = run.study
    places = [
        ("数据与结果表", study.processed, ("*.parquet", "*.csv", "*.xlsx")),
        ("图", study.figures, ("*.png", "*.svg", "*.pdf")),
        ("报告、底稿与网页", study.reports, ("*.docx", "*.xlsx", "index.html")),
        ("执行后的笔记本", study.runs, ("[0-9][0-9]_*.html", "[0-9][0-9]_*.ipynb")),
    ]
    lines = [f"\n{study.title}（{study.name}）完成。"]
    lines += [
        f"  {label}  {_relative(folder, study.root)}{_count(folder, patterns)}"
        for label, folder, patterns in places
    ]
    lines += [f"  {told}" for told in _kept(run)]
    if run.only is not None:
        lines.append(f"  只运行了 {run.only}，其余笔记本、网页和图没有更新，可能与现在的数据不符。")
    if run.open_questions:
        lines.append(
            f"  待核 {run.open_questions} 格：请填写 {_relative(study.processed / '待核清单.xlsx', study.root)}，保存关闭后重新运行。"
        )
    return "\n".join(lines)


def _kept(run: Run) -> list[str]:
    """A line for each document that its writer had edited, so that the run left it and wrote another."""
    from sqgz.report.handing_in import BRIEF, REPORT, tell_kept
    from sqgz.report.living.sealing import free_name

    told = []
    for name in (REPORT, BRIEF):
        usual = run.study.reports / name
        written = free_name(usual)  # a document nobody has edited keeps the name under which it was written
        if written != usual and written.exists():
            told.append(tell_kept(usual, written))
    return told


def _relative(path: Path, root: Path) -> str:
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return str(path)


def _count(folder: Path, patterns: tuple[str, ...]) -> str:
    files = [path for pattern in patterns for path in folder.glob(pattern) if not path.name.startswith(".")]
    return f"/  （{len(files)} 个文件）" if files else "/  （本次没有）"
