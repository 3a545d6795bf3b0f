"""With `track`, changes are revisions that the writer accepts or rejects in Word; later refreshes read them rightly."""

import pytest
from living_documents import content, edit_control, keys_of, overtype, parts_of, rewrite, texts_of
from lxml import etree

import sqgz
from sqgz.report.living.markup import W


def controls_of(path, key):
    root = etree.fromstring(parts_of(path)["word/document.xml"])
    return [one for one in root.iter(f"{W}sdt") if str(key) in etree.tostring(one.find(f"{W}sdtPr")).decode()]


def revisions_in(path, part="word/document.xml"):
    """(kind, author, text) of every tracked change."""
    root = etree.fromstring(parts_of(path)[part])
    return [
        (one.tag[len(W) :], one.get(f"{W}author"), "".join(one.itertext()))
        for one in root.iter(f"{W}ins", f"{W}del")
    ]


def settle(path, accept):
    """The document after the writer accepted, or rejected, every change."""
    gone, kept = ("del", "ins") if accept else ("ins", "del")

    def change(text):
        root = etree.fromstring(text.encode())
        for one in list(root.iter(f"{W}{gone}")):
            one.getparent().remove(one)
        for one in list(root.iter(f"{W}{kept}")):
            for child in list(one):
                one.addprevious(child)
            one.getparent().remove(one)
        for one in root.iter(f"{W}delText"):
            one.tag = f"{W}t"
        return etree.tostring(root, encoding="unicode")

    return rewrite(path, change)


def test_a_change_is_a_deletion_and_an_insertion_inside_the_control(report, before, after):
    people = keys_of(before)["people"]
    path = sqgz.refresh(report, after, track=True).path
    (first, *_) = controls_of(path, people)
    held = first.find(f"{W}sdtContent")
    assert [one.tag[len(W) :] for one in held] == ["bookmarkStart", "del", "ins", "bookmarkEnd"]
    assert revisions_in(path)[:2] == [("del", "sqgz", "30"), ("ins", "sqgz", "20")]
    assert held.find(f"{W}ins/{W}r/{W}rPr/{W}b") is not None
    assert {one.get(f"{W}date") for one in first.iter(f"{W}ins", f"{W}del")} == {"2000-01-01T00:00:00Z"}
    assert texts_of(path, people) == ["20"] * 3


def test_numbers_that_did_not_change_carry_no_revision(report, after):
    path = sqgz.refresh(report, after, track=True).path
    assert "50.0%" not in {text for kind, _, text in revisions_in(path) if kind == "del"}
    assert len(revisions_in(path)) == 2 * 5
    assert len(revisions_in(path, "word/header1.xml")) == 2


def test_revisions_have_numbers_of_their_own(report, after):
    root = etree.fromstring(parts_of(sqgz.refresh(report, after, track=True).path)["word/document.xml"])
    numbers = [one.get(f"{W}id") for one in root.iter(f"{W}ins", f"{W}del", f"{W}bookmarkStart")]
    assert len(set(numbers)) == len(numbers)


def test_tracking_twice_gives_the_same_bytes(report, after):
    first = sqgz.refresh(report, after, track=True).path
    assert sqgz.refresh(first, after, track=True).path.read_bytes() == first.read_bytes()


def test_newer_data_replace_what_was_inserted_before(report, before, after, tmp_path):
    from living_documents import results_of

    third = results_of(tmp_path / "third", yes_a=31, yes_b=25)
    first = sqgz.refresh(report, after, track=True).path
    second = sqgz.refresh(first, third, track=True).path
    assert revisions_in(second)[:2] == [("del", "sqgz", "30"), ("ins", "sqgz", "31")]
    assert texts_of(second, keys_of(before)["people"]) == ["31"] * 3


def test_no_revision_is_left_where_the_data_return_to_what_stood_there(report, before, after):
    first = sqgz.refresh(report, after, track=True).path
    back = sqgz.refresh(first, before, track=True).path
    assert [one for one in revisions_in(back) if one[2] in ("20", "30", "60.0%")] == []
    assert texts_of(back, keys_of(before)["people"]) == ["30"] * 3


def test_accepted_changes_are_numbers_like_any_other(report, before, after):
    path = settle(sqgz.refresh(report, after, track=True).path, accept=True)
    assert texts_of(path, keys_of(before)["people"])[0] == "20"
    assert sqgz.refresh(path, after).items == ()
    assert texts_of(sqgz.refresh(path, before).path, keys_of(before)["people"]) == ["30"] * 3


def test_rejected_changes_are_what_the_writer_wants(report, before, after):
    path = settle(sqgz.refresh(report, after, track=True).path, accept=False)
    changes = sqgz.refresh(path, after)
    assert {(one.old, one.new) for one in changes.items} == {
        ("30", "20"), ("60.0%", "50.0%"), ("甲组高10.0个百分点", "两组相同"),
    }  # fmt: skip
    assert {one.kind for one in changes.items} == {"overtyped"}


def test_what_the_writer_had_inserted_is_deleted_inside_their_insertion(report, before, after):
    people = keys_of(before)["people"]
    typed = '<w:ins w:id="90" w:author="李" w:date="2024-07-01T00:00:00Z"><w:r><w:t>30</w:t></w:r></w:ins>'
    edit_control(report, people, lambda control: content(control, typed))
    path = sqgz.refresh(report, after, track=True).path
    held = controls_of(path, people)[0].find(f"{W}sdtContent")
    assert held.find(f"{W}ins/{W}del/{W}r/{W}delText").text == "30"
    assert texts_of(path, people)[0] == "20"


@pytest.mark.parametrize("track", [True, False])
def test_restoring_writes_over_what_was_typed_in_either_way(report, before, after, track):
    people = keys_of(before)["people"]
    overtype(report, people, "三十多")
    path = sqgz.refresh(report, after, restore=True, track=track).path
    assert texts_of(path, people)[0] == "20"
    assert (("del", "sqgz", "三十多") in revisions_in(path)) is track


def test_a_number_that_is_withheld_now_is_not_shown_as_a_deletion(report, before, after):
    people = keys_of(before)["people"]
    tracked = sqgz.refresh(report, after, track=True).path
    frame = before.frame.copy()
    frame.loc[frame["count"].isin([30]), "text"] = "*"
    path = sqgz.refresh(tracked, sqgz.Results(frame, before.study), track=True).path
    assert texts_of(path, people) == ["*"] * 3
    assert not {"30", "20", "60.0%"} & {text for _, _, text in revisions_in(path)}
    assert (
        sqgz.refresh(path, sqgz.Results(frame, before.study), track=True).path.read_bytes()
        == path.read_bytes()
    )
