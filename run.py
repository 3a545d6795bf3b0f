#!/usr/bin/env python3
"""One door for everything: makes the environment once, then runs what is asked.

    python run.py                 run the simulated example
    python run.py test            the whole test suite (format, lint, types, tests, doctests, notebooks)
    python run.py lab             JupyterLab
    python run.py notebooks       execute the notebooks in place (the only way outputs are committed)
    python run.py WORDS…          any command of sqgz, such as: run data/raw/published

Standard library only; this file parses on old Pythons so that it can say which one is needed.
"""

import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
NEEDED = (3, 11)
RUN_LOCKS = ["requirements.lock"]
TEST_LOCKS = ["requirements.lock", "requirements-dev.lock"]
CHECKS = [
    ("格式", ["-m", "ruff", "format", "--check", "."]),
    ("代码规范", ["-m", "ruff", "check", "."]),
    ("类型", ["-m", "mypy"]),
    ("测试", ["-m", "pytest", "--nbval", "tests", "sqgz", "notebooks"]),
]


def main(words):
    """Exit code of what was asked."""
    if sys.version_info < NEEDED:
        found = ".".join(str(part) for part in sys.version_info[:2])
        print(f"需要 Python {NEEDED[0]}.{NEEDED[1]} 或更新版本，当前为 {found}。请安装后重试。")
        return 2
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # uncompiled packages triple the run time
    os.environ.setdefault("PYTHONUTF8", "1")
    asked = words[0] if words else "example"
    prepare(TEST_LOCKS if asked == "test" else RUN_LOCKS)
    if asked == "test":
        return check(words[1:])
    if asked == "lab":
        return call(["-m", "jupyterlab", "--notebook-dir", ROOT, *words[1:]])
    if asked == "notebooks":
        return call(["-m", "sqgz.running.committing", *words[1:]])
    if not words:
        words = ["run", os.path.join("data", "raw", "example")]
    return call(["-m", "sqgz", *words])


def check(words):
    """Exit code of the whole test suite: format, lint, types, then tests, doctests and notebooks in one pytest run.

    Words go to pytest alone, to run a part of it: `python run.py test tests/stats -x`.
    """
    os.chdir(ROOT)
    if words:
        return call(["-m", "pytest", *words])
    for name, arguments in CHECKS:
        print(f"\n== {name} ==", flush=True)
        code = call(arguments)
        if code != 0:
            return code
    return 0


def call(arguments):
    """Exit code of the environment's Python with these arguments."""
    try:
        return subprocess.call([python(), *arguments])
    except KeyboardInterrupt:
        return 130


def python():
    """Path of the environment's Python."""
    return (
        os.path.join(VENV, "Scripts", "python.exe")
        if os.name == "nt"
        else os.path.join(VENV, "bin", "python")
    )


def prepare(locks):
    """Make .venv and install what the locks say, unless their stamp says that this was done."""
    stamp = os.path.join(VENV, "stamp-{}".format("test" if len(locks) > 1 else "run"))
    wanted = digest([*locks, "pyproject.toml"])
    if os.path.exists(python()) and read(stamp) == wanted:
        return
    if not os.path.exists(python()):
        print("首次运行：正在建立环境 .venv ……", flush=True)
        subprocess.check_call([sys.executable, "-m", "venv", VENV])
    print("正在按 {} 安装依赖（约几分钟，只需一次）……".format("、".join(locks)), flush=True)
    pip = [python(), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    chosen = [part for lock in locks for part in ("-r", os.path.join(ROOT, lock))]
    steps = [
        [*pip, "install", "--require-hashes", *chosen],
        [*pip, "install", "--no-deps", "--no-build-isolation", "-e", ROOT],
    ]
    for step in steps:
        if subprocess.call(step) != 0:
            print("安装未完成。请检查网络或软件源设置后重试；已下载的部分会保留。")
            sys.exit(2)
    for other in (stamp, stamp.replace("stamp-test", "stamp-run")):
        with open(other, "w") as file:
            file.write(wanted if other == stamp else digest([*RUN_LOCKS, "pyproject.toml"]))


def digest(names):
    """Hash of the files' contents."""
    found = hashlib.sha256()
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as file:
            found.update(file.read())
    return found.hexdigest()


def read(path):
    """Text of a file, empty if there is none."""
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
