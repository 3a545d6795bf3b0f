"""Ctrl-C ends a run at once: the kernel that runs, not only the waiting; nothing half-written, and it says what is done.

Real kernels and a process of its own, with notebooks of a few lines.
"""

import json
import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from studies import HUKOU, PROJECT, write_study

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends a signal to a group of processes")

ROWS = [["户口所在地"], ["本社区"], ["外省"]]
DRIVER = """
import sys
from pathlib import Path
from sqgz.running import pipeline
from sqgz.running.cli import run_command
pipeline.list_notebooks = lambda folder, only=None: sorted(Path({folder!r}).glob("*.ipynb"))
pipeline.write_html = lambda notebook: None
sys.exit(run_command(["run", *{studies!r}, "--jobs", "2"]))
"""
START = """
import os, signal, time
from sqgz.study import load_study
from sqgz.writing import write_beside
loaded = load_study(study)
def mark(name):
    loaded.processed.mkdir(parents=True, exist_ok=True)
    (loaded.processed / name).write_text(str(os.getpid()))
"""
LONG = """
with write_beside(loaded.processed / "results.csv") as beside:
    beside.write_text("half")
    mark("at_work")
    time.sleep(300)
"""
DEAF = "signal.signal(signal.SIGINT, signal.SIG_IGN)" + LONG


def write_notebook(path, *cells):
    book = nbformat.v4.new_notebook()
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    sources = ['study = ""\noverrides = {}', START, *cells]
    book.cells = [nbformat.v4.new_code_cell(source, id=f"cell{i}") for i, source in enumerate(sources)]
    book.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(book, path)


def interrupted(root, names, long, *, signals=1):
    """Exit code and what was said of a run of studies that was interrupted while each was in its second notebook."""
    folder = root / "notebooks"
    folder.mkdir()
    write_notebook(folder / "01_clean.ipynb", 'mark("first")')
    write_notebook(folder / "02_profile.ipynb", long)
    write_notebook(folder / "03_crosstabs.ipynb", 'mark("third")')
    studies = [write_study(root, {"问卷.csv": ROWS}, {"hukou": HUKOU}, name=name) for name in names]
    script = DRIVER.format(folder=str(folder), studies=[str(one.path) for one in studies])
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"},
        start_new_session=True,
    )
    try:
        wait_for(
            lambda: all((one.processed / "at_work").exists() for one in studies) or process.poll() is not None
        )
        assert process.poll() is None, process.communicate()
        for _ in range(signals):
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the process and its group
            time.sleep(0.1)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, out, err, studies


def wait_for(done):
    until = time.monotonic() + 120
    while not done():
        assert time.monotonic() < until
        time.sleep(0.1)


def is_running(pid):
    """Whether a process is there and no zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip()) and not found.stdout.strip().startswith("Z")


@pytest.mark.parametrize(("long", "signals"), [(LONG, 1), (LONG, 3), (DEAF, 1)])
def test_the_running_kernel_ends_and_nothing_half_written_stays(tmp_path, long, signals):
    code, out, err, (study,) = interrupted(tmp_path, ["tiny"], long, signals=signals)
    assert code == 130
    assert err == (
        "已中断，正在执行的笔记本已停止。\n"
        "  tiny  已完成 01_clean；未完成 02_profile、03_crosstabs\n"
        "未完成的笔记本所写的数据、图和报告可能仍是上次的，请重新运行。\n"
    )
    assert "01_clean  完成" in out
    assert "完成。" not in out  # no summary of a run that did not end
    assert not is_running(int((study.processed / "at_work").read_text()))
    names = sorted(path.name for path in tmp_path.rglob("*") if path.is_file() and "raw" not in path.parts)
    assert names == [
        "01_clean.ipynb",  # the notebook, and below as executed
        "01_clean.ipynb", "02_profile.ipynb", "03_crosstabs.ipynb", "at_work", "first", "manifest.json",
    ]  # fmt: skip
    told = json.loads((tmp_path / "reports" / "tiny" / "manifest.json").read_text(encoding="utf-8"))
    assert [one["notebook"] for one in told["notebooks"]] == ["01_clean.ipynb"]
    assert told["results"] is None


def test_all_studies_that_run_side_by_side_end(tmp_path):
    code, _, err, studies = interrupted(tmp_path, ["one", "two"], LONG)
    assert code == 130
    assert "  one  已完成 01_clean；未完成 02_profile、03_crosstabs\n" in err
    assert "  two  已完成 01_clean；未完成 02_profile、03_crosstabs\n" in err
    for study in studies:
        assert not is_running(int((study.processed / "at_work").read_text()))
        assert not (study.processed / "third").exists()
