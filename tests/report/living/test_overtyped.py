"""What a writer may do to a number: type over it, beside it, delete it, copy it; nothing of it is lost or guessed."""

import re

import pytest
from living_documents import (
    body_of,
    changes_of,
    content,
    edit_control,
    keys_of,
    overtype,
    parts_of,
    rewrite,
    texts_of,
)
from lxml import etree

import sqgz
from sqgz.report.living.markup import W

YELLOW = b'<w:highlight w:val="yellow"/>'


def test_an_overtyped_number_is_kept_marked_and_listed(report, before, after):
    share = keys_of(before)["share"]
    overtype(report, share, "六成")
    changes = sqgz.refresh(report, after)
    assert texts_of(changes.path, share) == ["六成", "50.0%", "50.0%"]
    (told,) = changes_of(changes, "overtyped")
    assert (told.old, told.new, told.quote) == ("六成", "50.0%", "甲组回答是的30人，占六成。")
    assert "一、基本情况，第1段：现为“六成”，按数据应为“50.0%”" in "\n".join(changes.lines())
    assert parts_of(changes.path)["word/document.xml"].count(YELLOW) == 2


def test_with_restore_an_overtyped_number_says_what_the_data_say(report, before, after):
    share = keys_of(before)["share"]
    overtype(report, share, "六成")
    kept = sqgz.refresh(report, after).path
    changes = sqgz.refresh(kept, after, restore=True)
    assert set(texts_of(changes.path, share)) == {"50.0%"}
    assert [(one.old, one.new) for one in changes_of(changes, "restored")] == [("六成", "50.0%")]
    assert parts_of(changes.path)["word/document.xml"].count(YELLOW) == 1  # of the finding


def test_who_types_the_new_number_by_hand_is_not_bothered(report, before, after):
    share = keys_of(before)["share"]
    overtype(report, share, "50.0%")
    changes = sqgz.refresh(report, after)
    assert not changes_of(changes, "overtyped")
    later = sqgz.refresh(changes.path, before)
    assert texts_of(later.path, share) == ["60.0%"] * 3


def test_an_overtyped_finding_asks_for_a_look(report, before, after):
    overtype(report, keys_of(before)["finding"], "甲组占优")
    changes = sqgz.refresh(report, after)
    (told,) = changes_of(changes, "overtyped")
    assert (told.old, told.new, told.finding_changed) == ("甲组占优", "两组相同", "须核对")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("30名", "20名"), ("约30", "约20"), ("（30人）", "（20人）"), ("30 ", "20 "), ("共30人，", "共20人，")],
)
def test_words_typed_beside_a_number_in_its_control_are_put_outside(report, before, after, typed, read):
    people = keys_of(before)["people"]
    overtype(report, people, typed)
    changes = sqgz.refresh(report, after)
    assert texts_of(changes.path, people)[0] == "20"
    assert body_of(changes.path)[1].startswith(f"甲组回答是的{read}人")
    assert not changes_of(changes, "overtyped")


@pytest.mark.parametrize("typed", ["300", "30余", "1.30", "-30", "30%", "第30", "三30", "30—40"])
def test_what_makes_another_number_of_it_is_not_taken_apart(report, before, after, typed):
    people = keys_of(before)["people"]
    overtype(report, people, typed)
    changes = sqgz.refresh(report, after)
    assert texts_of(changes.path, people)[0] == typed
    assert [one.old for one in changes_of(changes, "overtyped")] == [typed]


def test_a_sentence_typed_behind_a_finding_stays_and_the_finding_lives(report, before, after):
    overtype(report, keys_of(before)["finding"], "甲组高10.0个百分点，其中s1占100%")
    changes = sqgz.refresh(report, after)
    assert body_of(changes.path)[1].endswith("两组相同，其中s1占100%。")


def test_a_deleted_number_is_named_and_nothing_is_put_in_its_place(report, before, after):
    def without(control):
        control.getparent().remove(control)

    edit_control(report, keys_of(before)["finding"], without)
    changes = sqgz.refresh(report, after)
    assert [(one.name, one.new) for one in changes_of(changes, "deleted")] == [
        ("A与B 回答 是 结论", "两组相同")
    ]
    assert body_of(changes.path)[1] == "甲组回答是的20人，占50.0%。。"


def test_an_emptied_control_stays_empty_until_restored(report, before, after):
    finding = keys_of(before)["finding"]
    grey = '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>单击或点击此处输入文字。</w:t></w:r>'

    def empty(control):
        content(control, grey)
        control.find(f"{W}sdtPr").append(control.makeelement(f"{W}showingPlcHdr", {}))

    edit_control(report, finding, empty)
    changes = sqgz.refresh(report, after)
    assert [one.kind for one in changes.items if one.is_wording] == ["emptied"]
    assert "单击" in body_of(changes.path)[1]
    restored = sqgz.refresh(report, after, restore=True)
    assert texts_of(restored.path, finding) == ["两组相同"]
    assert b"PlaceholderText" not in parts_of(restored.path)["word/document.xml"]


def test_a_copy_of_a_sentence_is_refreshed_like_the_first(report, before, after):
    def double(text):
        root = etree.fromstring(text.encode())
        paragraph = root.findall(f".//{W}p")[1]
        paragraph.addnext(etree.fromstring(etree.tostring(paragraph)))
        return etree.tostring(root, encoding="unicode")

    changes = sqgz.refresh(rewrite(report, double), after)
    assert body_of(changes.path)[1] == body_of(changes.path)[2] == "甲组回答是的20人，占50.0%。两组相同。"
    assert len(changes_of(changes, "finding")) == 2


def test_a_number_that_the_results_no_longer_know_is_kept_marked_and_listed(report, before, after):
    frame = after.frame[after.frame["stat"] != "difference"]
    without = sqgz.Results(frame, after.study)
    changes = sqgz.refresh(report, without)
    assert [(one.old, one.new) for one in changes_of(changes, "gone")] == [("甲组高10.0个百分点", "")]
    assert texts_of(changes.path, keys_of(before)["finding"]) == ["甲组高10.0个百分点"]
    back = sqgz.refresh(changes.path, after)
    assert texts_of(back.path, keys_of(before)["finding"]) == ["两组相同"]


def test_keys_of_another_version_count_as_gone(report, before, after):
    people = keys_of(before)["people"]

    def of_another_version(text):
        text = re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", text)
        return text.replace("count.count", "count.dozens").replace("says.finding", "sang.finding")

    rewrite(report, of_another_version)
    changes = sqgz.refresh(report, after)
    assert {one.old for one in changes_of(changes, "gone")} == {"30", "甲组高10.0个百分点"}
    assert [one.name for one in changes_of(changes, "deleted")] == ["A与B 回答 是 结论"]
    assert texts_of(changes.path, people) == ["20"]  # the comment, which was not rewritten


def test_controls_of_others_stay_as_they_are(report, after):
    other = '<w:sdt><w:sdtPr><w:alias w:val="文号"/><w:tag w:val="number"/></w:sdtPr><w:sdtContent><w:r><w:t>30</w:t></w:r></w:sdtContent></w:sdt>'
    rewrite(report, lambda text: text.replace("<w:t>末段。</w:t></w:r>", f"<w:t>末段。</w:t></w:r>{other}"))
    assert other in parts_of(report)["word/document.xml"].decode()
    assert other in parts_of(sqgz.refresh(report, after).path)["word/document.xml"].decode()
