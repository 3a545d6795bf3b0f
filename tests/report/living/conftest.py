"""Lets tests of living numbers import the builders of their documents."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def wording(monkeypatch):
    """Findings in a short wording of our own, so that a test does not depend on that of the report."""
    from living_documents import word

    from sqgz.report.rendering import SAYS, Renderer

    usual = Renderer._say

    def say(self, row, field, form):
        return word(row) if field == SAYS else usual(self, row, field, form)

    monkeypatch.setattr(Renderer, "_say", say)


@pytest.fixture(scope="session")
def before(tmp_path_factory):
    """Results: 30 of 50 in a say yes, 25 of 50 in b."""
    from living_documents import results_of

    return results_of(tmp_path_factory.mktemp("before"), yes_a=30, yes_b=25)


@pytest.fixture(scope="session")
def after(tmp_path_factory):
    """Results of the same study after a street was dropped: 20 of 40 in a, 25 of 50 in b."""
    from living_documents import results_of

    return results_of(tmp_path_factory.mktemp("after"), yes_a=20, yes_b=25)


@pytest.fixture
def report(tmp_path, before):
    """The report of `before` as it was written."""
    from living_documents import write_report

    return write_report(tmp_path / "报告.docx", before)


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """Saves a document through LibreOffice, and says where it went."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: what it saves is tried on hand-made variants only")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def save(path):
        to = path.parent / "LibreOffice"
        done = subprocess.run(
            [program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "docx:MS Word 2007 XML",
             "--outdir", str(to), str(path)],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        if not (to / path.name).exists():
            pytest.skip(f"LibreOffice could not save the document here: {done.stderr.strip()}")
        return to / path.name

    return save
