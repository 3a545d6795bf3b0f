"""Whatever the data: a document of any numbers, edited in any way around them, says what the new results say."""

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from living_documents import numbers_in, parts_of, results_of
from lxml import etree

import sqgz
from sqgz.report.keys import Key, code_of
from sqgz.report.living import make_controls
from sqgz.report.living.markup import W, text_of
from sqgz.report.marks import living
from sqgz.report.numbers import FORMS
from sqgz.report.rendering import SAYS, Renderer

FIELDS = {
    "count": ["count"], "base": ["count"], "missing": ["count"], "value": ["percent", "hundredths", "points", "gap", "decimal"],
    "low": ["percent", "points"], "p_value": ["p"], SAYS: ["finding"],
}  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=8)
PEOPLE = [(1, 1), (400, 1), (30, 25), (20, 25), (0, 7), (133, 266)]  # who says yes in a, in b


@st.composite
def keys_in(draw, results):
    """Keys of any rows and fields of the results; findings of differences only."""
    rows = results.frame.to_dict("records")
    row = draw(st.sampled_from(rows))
    field = draw(
        st.sampled_from(sorted(FIELDS) if row["stat"] == "difference" else sorted(set(FIELDS) - {SAYS}))
    )
    return Key(code_of(row), field, draw(st.sampled_from(FIELDS[field])))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("any")


@pytest.fixture(scope="module")
def made(folder):
    """Results of each of these data."""
    return [results_of(folder / f"{yes_a}-{yes_b}", yes_a=yes_a, yes_b=yes_b) for yes_a, yes_b in PEOPLE]


def test_the_forms_drawn_are_forms_that_exist():
    assert {form for field, forms in FIELDS.items() if field != SAYS for form in forms} <= set(FORMS)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_refreshed_numbers_are_those_of_the_results_and_words_around_are_kept(folder, made, data):
    old, new = data.draw(st.sampled_from(made)), data.draw(st.sampled_from(made))
    renderer, now = Renderer(old), Renderer(new)
    keys = data.draw(st.lists(keys_in(old), min_size=1, max_size=12))
    words = data.draw(st.lists(WORDS, min_size=len(keys) + 1, max_size=len(keys) + 1))
    marked = (
        "".join(word + living(key, renderer.text(key)) for word, key in zip(words, keys, strict=False))
        + words[-1]
    )

    document = docx.Document()
    paragraph = document.add_paragraph()
    at = 0
    for cut in [*sorted(data.draw(st.lists(st.integers(0, len(marked)), max_size=6))), len(marked)]:
        paragraph.add_run(marked[at:cut]).bold = data.draw(st.booleans())
        at = cut
    make_controls(document, renderer)
    path = folder / "文.docx"
    document.save(path)

    changes = sqgz.refresh(path, new, to=folder / "新.docx", track=data.draw(st.booleans()))
    expected = [(key, now.text(key) or renderer.text(key)) for key in keys]  # a number that is gone stays
    assert [(key, text) for _, key, text in numbers_in(changes.path)] == expected
    root = etree.fromstring(parts_of(changes.path)["word/document.xml"])
    read = "".join(word + text for word, (_, text) in zip(words, expected, strict=False)) + words[-1]
    assert text_of(root.find(f".//{W}p")) == read
    assert len(changes.items) == sum(renderer.text(key) != now.text(key) for key in keys)
