"""The laws of the house, read off its files: who may import whom, what notebooks hold, whether locks agree."""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
import tokenize
import tomllib
from importlib.metadata import packages_distributions
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sqgz

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "sqgz"
BELOW_ALL = ("errors", "spelling", "rounding", "writing", "shown")
ORDER = (
    "codebooks", "study", "reading", "cleaning", "forms", "tables", "stats", "results", "figures", "report", "planning",
    "auditing", "running", "example",
)  # fmt: skip
BESIDES = {("running", "example")}  # the command line writes the example, which stands to its right
FOREIGN = {
    "matplotlib": {"figures"},
    "seaborn": {"figures"},
    "pylopdf_fonts_zh_cn": {"figures"},
    "papermill": {"running"},
    "nbconvert": {"running"},
    "nbformat": {"running"},
    "nbclient": {"running"},
    "typer": {"running"},
    "python_calamine": {"reading"},
    "docx": {"report", "auditing"},  # auditing reads and comments what report wrote
    "docxtpl": {"report"},
    "pypdfium2": {"auditing"},
}
BROUGHT = {
    "IPython",
    "nbconvert",
    "nbformat",
    "nbclient",
    "jupyter-client",
    "pydantic-core",
}  # by jupyterlab, papermill, python-docx, pydantic
MODULES = sorted(LIBRARY.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
READMES = sorted(ROOT.glob("README*.md"))
COMMITTED = (".py", ".md", ".yaml", ".yml", ".toml", ".lock", ".ipynb", ".csv", ".json", ".txt")


def home_of(path):
    """First word below sqgz of the package or module that a file belongs to."""
    return path.relative_to(LIBRARY).with_suffix("").parts[0]


def imports_of(path):
    """Dotted names that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=[path.relative_to(ROOT).as_posix() for path in paths])


# --- modules --------------------------------------------------------------------------------------------------------


def test_every_package_has_its_place_in_the_order():
    homes = {home_of(path) for path in MODULES} - {"__init__", "__main__"}
    assert homes <= {*ORDER, *BELOW_ALL}


@pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(LIBRARY).as_posix() for path in MODULES])
def test_imports_go_upwards_only(path):
    home = home_of(path)
    if home in ("__init__", "__main__"):
        return
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] != "sqgz":
            assert home in FOREIGN.get(parts[0], {home}), f"{home} imports {parts[0]}"
        elif parts[1] not in BELOW_ALL:
            assert home not in BELOW_ALL, f"{home} stands below all and imports {name}"
            upwards = ORDER.index(parts[1]) <= ORDER.index(home)
            assert upwards or (home, parts[1]) in BESIDES, f"{home} imports {name}"


def test_statistics_need_nothing_of_a_survey_but_the_error():
    """Numbers in, numbers out: numpy and scipy.special; scipy.stats is too slow to import."""
    for path in (LIBRARY / "stats").glob("*.py"):
        for name in imports_of(path):
            assert name.split(".")[0] not in ("statsmodels", "sklearn"), path.name
            assert not name.startswith("scipy.stats"), path.name
            assert not name.startswith("sqgz.") or name.split(".")[1] in ("stats", "errors"), (
                f"{path.name}: {name}"
            )


@pytest.mark.parametrize(
    "name", sorted({"sqgz", *(f"sqgz.{one}" for one in ORDER if (LIBRARY / one).is_dir())})
)
def test_no_name_that_a_package_hands_on_is_that_of_a_module(name):
    """With lazy names the second call would find the module."""
    package = importlib.import_module(name)
    handed_on = {
        one for one in getattr(package, "__all__", ()) if not isinstance(getattr(package, one), ModuleType)
    }
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert not handed_on & (modules | {path.stem for path in LIBRARY.iterdir()})


def test_every_package_that_is_imported_is_declared():
    declared = {canonicalize_name(Requirement(text).name) for text in PROJECT["project"]["dependencies"]}
    homes = packages_distributions()
    for path in MODULES:
        for name in {name.split(".")[0] for name in imports_of(path)} - {"sqgz", *sys.stdlib_module_names}:
            known = {canonicalize_name(one) for one in homes[name]}
            assert known & (declared | {canonicalize_name(one) for one in BROUGHT}), (
                f"{path.name} imports {name}"
            )


def test_every_public_name_resolves():
    for name in sqgz.__all__:
        assert getattr(sqgz, name) is not None
    assert set(sqgz.__all__) <= set(dir(sqgz))
    with pytest.raises(AttributeError, match="module 'sqgz' has no attribute 'crostab'"):
        _ = sqgz.crostab


def test_importing_the_package_imports_nothing_heavy():
    heavy = ["pandas", "numpy", "scipy", "matplotlib", "pydantic", "yaml", "narwhals", "pyarrow", "papermill"]
    code = f"import sys, sqgz; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@named(MODULES)
def test_every_module_says_why_it_exists(path):
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


# --- the door -------------------------------------------------------------------------------------------------------


def test_run_py_parses_on_an_old_python_and_needs_nothing_installed():
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Match)]
    names = {name.split(".")[0] for name in imports_of(ROOT / "run.py")}
    assert names <= set(sys.stdlib_module_names)


def subcommands():
    from typer.main import get_command

    from sqgz.running.cli import app

    return {"test", "lab", "notebooks", *get_command(app).commands}


def commands_of(text):
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [line.split("#")[0].split() for line in lines if re.match(r"(\$ )?python3? run\.py\b", line)]


@named(READMES)
def test_every_command_of_a_readme_exists(path):
    commands = commands_of(path.read_text(encoding="utf-8"))
    assert commands, "the README shows the commands"
    for words in commands:
        asked = words[words.index("run.py") + 1 :]
        assert not asked or asked[0] in subcommands(), " ".join(words)


def test_both_readmes_show_the_same_commands():
    shown = [
        [words[1:2] + words[2:3] for words in commands_of(path.read_text(encoding="utf-8"))]
        for path in READMES
    ]
    assert len(shown) == 2
    assert shown[0] == shown[1]


# --- locks ----------------------------------------------------------------------------------------------------------


def lock(name):
    """Versions of every package of a lock, by canonical name."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", line):
            found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_hashes_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(
        r"^\s*(-i|--index-url|--extra-index-url|--find-links|-f)\b", text, flags=re.MULTILINE
    )
    pinned = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pinned) > 10
    assert all("--hash=sha256:" in one for one in pinned)


@pytest.mark.parametrize(
    ("declared", "locks"),
    [
        (PROJECT["project"]["dependencies"], LOCKS[:1]),
        (PROJECT["dependency-groups"]["dev"], LOCKS),
        (PROJECT["project"]["optional-dependencies"]["engines"], LOCKS),
        (PROJECT["build-system"]["requires"], LOCKS),
    ],
    ids=["run", "dev", "engines", "build"],
)
def test_the_locks_hold_what_pyproject_asks_for(declared, locks):
    held = {}
    for name in locks:
        for package, versions in lock(name).items():
            held.setdefault(package, set()).update(versions)
    for text in declared:
        asked = Requirement(text)
        versions = held.get(canonicalize_name(asked.name))
        assert versions, f"{asked.name} is in no lock"
        assert all(asked.specifier.contains(version) for version in versions), f"{asked} against {versions}"


def test_a_package_of_both_locks_has_one_version():
    first, second = lock(LOCKS[0]), lock(LOCKS[1])
    for name in first.keys() & second.keys():
        assert second[name] <= first[name], name


def test_numpy_and_scipy_have_one_version_on_every_python():
    assert {name: len(lock(LOCKS[0])[name]) for name in ("numpy", "scipy")} == {"numpy": 1, "scipy": 1}


def test_the_conda_environment_gives_python_and_the_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment == {
        "name": PROJECT["project"]["name"],
        "channels": ["conda-forge"],
        "dependencies": [
            f"python{PROJECT['project']['requires-python']}",
            "pip",
            {"pip": [f"-r {LOCKS[0]}"]},
        ],
    }


def test_the_version_stands_once_in_two_places():
    assert PROJECT["project"]["version"] == sqgz.__version__


# --- notebooks ------------------------------------------------------------------------------------------------------


def cells_of(path, kind="code"):
    book = json.loads(path.read_text(encoding="utf-8"))
    return [cell | {"text": "".join(cell["source"])} for cell in book["cells"] if cell["cell_type"] == kind]


def test_there_are_notebooks():
    assert NOTEBOOKS


@named(NOTEBOOKS)
def test_a_notebook_has_its_two_parameters_in_one_cell_and_the_common_kernel(path):
    tagged = [cell for cell in cells_of(path) if "parameters" in cell["metadata"].get("tags", [])]
    assert [cell["text"] for cell in tagged] == ['study = "example"\noverrides = {}']
    assert json.loads(path.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"] == "python3"


@named(NOTEBOOKS)
def test_a_notebook_holds_argument_and_no_machinery(path):
    for cell in cells_of(path):
        words = {token.string for token in tokenize.generate_tokens(StringIO(cell["text"]).readline)}
        assert not words & {"def", "for", "while", "class", "lambda"}, cell["text"]
        assert not cell["text"].rstrip().endswith(";"), "nbval ignores ; and shows the output nevertheless"
        for node in ast.walk(ast.parse(cell["text"])):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.match(r"/|~|[A-Za-z]:[\\/]", node.value), f"absolute path {node.value}"


@named(NOTEBOOKS)
def test_a_notebook_is_committed_as_it_ran_from_top_to_bottom(path):
    code = [cell for cell in cells_of(path) if cell["text"].strip()]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert outputs
    assert not [
        output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


# --- every file ------------------------------------------------------------------------------------------------------


def committed_files():
    """Text files that may be committed; generated folders left out."""
    tops = ("sqgz", "tests", "notebooks", "benchmarks", "data/raw", "figures", ".ci")
    files = [path for path in ROOT.iterdir() if path.is_file()]
    files += [path for top in tops for path in (ROOT / top).rglob("*") if path.is_file()]
    return [path for path in files if path.suffix in COMMITTED and "__pycache__" not in path.parts]


def test_no_file_knows_the_machine_it_was_made_on():
    here = {str(ROOT), str(Path.home()) + "/", sys.prefix}
    foreign = re.compile(r"/(?:home|Users)/[a-z]\w*/|[A-Z]:\\\\?Users\\")
    for path in committed_files():
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [one for one in here if one in text], path
        if path != Path(__file__).resolve():
            assert not foreign.search(text), path
