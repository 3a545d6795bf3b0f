"""Our own report audits clean, and no digit of it can be changed without being found."""

import random
import re

import docx
import pytest
from docx.oxml.ns import qn
from random_studies import random_study, results_of

import sqgz


@pytest.fixture(scope="module", params=[3, 17])
def written(request, tmp_path_factory):
    """Results of a random study and the path of their report."""
    study = random_study(tmp_path_factory.mktemp("own"), request.param, people=20)
    results = results_of(study)
    return results, sqgz.write_report(results).path


def texts_with_digits(document):
    """Every w:t of the body that shows a digit, none inside a field code."""
    return [one for one in document.element.body.iter(qn("w:t")) if re.search(r"\d", one.text or "")]


def paragraph_of(element):
    return next(element.iterancestors(qn("w:p")))


def test_it_audits_clean(written):
    results, path = written
    found = sqgz.audit(path, results=results)
    assert not found.findings, found.lines()
    assert found.summary.wrong == 0
    assert found.summary.right > 200


@pytest.mark.parametrize("seed", range(3))
def test_each_of_twenty_changed_digits_is_found(written, tmp_path, seed):
    results, path = written
    rng = random.Random(seed)
    document = docx.Document(str(path))
    numbers = {one: i for i, one in enumerate(document.element.body.iter(qn("w:p")))}
    body_first = {one: i for i, one in enumerate(document.element.iter(qn("w:p")))}
    assert len(numbers) == len(body_first)
    changed = set()
    for text in rng.sample(texts_with_digits(document), 20):
        places = [found.start() for found in re.finditer(r"\d", text.text)]
        at = rng.choice(places)
        other = rng.choice([one for one in "0123456789" if one != text.text[at]])
        text.text = text.text[:at] + other + text.text[at + 1 :]
        changed.add(numbers[paragraph_of(text)])
    copy = tmp_path / "改过.docx"
    document.save(str(copy))
    errors = [one for one in sqgz.audit(copy, results=results).findings if one.severity == "error"]
    found = {one.anchor[1] for one in errors if one.anchor}
    shown = {one.anchor: one.text for one in errors}
    missing = changed - found
    paragraphs = list(document.element.body.iter(qn("w:p")))
    assert not missing, [
        "".join(t.text or "" for t in paragraphs[i].iter(qn("w:t"))) for i in missing
    ] + list(shown.values())[:3]
    assert found == changed


def test_what_the_writer_adds_is_audited_as_any_text(written, tmp_path):
    results, path = written
    document = docx.Document(str(path))
    document.paragraphs[2].insert_paragraph_before("另查50人，其中女性30人，占70.0%。")
    copy = tmp_path / "补充.docx"
    document.save(str(copy))
    (only,) = [one for one in sqgz.audit(copy, results=results).findings if one.severity == "error"]
    assert (only.stated, only.kind) == ("70.0%", "share")
