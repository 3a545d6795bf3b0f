"""A new text in a control, with everything else about it and around it kept; or the same as a tracked change of Word.

Must not know: why a text is written.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from sqgz.report.living.labels import Label, flat
from sqgz.report.living.markup import (
    DELETED,
    W15,
    W,
    add_highlight,
    child_of,
    copy_run,
    declare_word_2012,
    drop_if_empty,
    highlight,
    run_of,
    runs_in,
    set_text,
    texts_in,
)
from sqgz.report.living.walking import content_of
from sqgz.report.living.wrapping import Numbers

AUTHOR = "sqgz"
_DATE = "2000-01-01T00:00:00Z"  # a fixed one: the same refresh is the same bytes


def write_text(control: Any, text: str) -> None:
    """Put the text into the first run of the control; further runs lose theirs, and go if they held nothing else."""
    content = content_of(control)
    texts = list(texts_in(content))
    kept = next((one for one in texts if one.tag == f"{W}t"), None)
    if kept is None:
        kept = child_of(_first_run(control), "t")
    set_text(kept, flat(text))
    for one in texts:
        if one is not kept:
            run = run_of(one)
            one.getparent().remove(one)
            drop_if_empty(run)
    _end_placeholder(control)


def withhold_text(control: Any, sign: str) -> None:
    """Put the sign of a withheld number in place of the number, also where a tracked deletion still shows it."""
    write_text(control, sign)
    for deletion in list(content_of(control).iter(*DELETED)):
        deletion.getparent().remove(deletion)


def track_text(control: Any, text: str, numbers: Numbers) -> None:
    """Write the text as a tracked change: what stood there is deleted, the new text inserted, both by `sqgz`.

    What an earlier refresh inserted is replaced, not deleted; where that brings back what it had deleted, no change
    is left.
    """
    content = content_of(control)
    runs = runs_in(content)
    new = copy_run(runs[0] if runs else _first_run(control))
    set_text(child_of(new, "t"), flat(text))
    insertion = _revision(control, "ins", numbers)
    if runs:
        last = runs[-1].getparent() if runs[-1].getparent().tag == f"{W}ins" else runs[-1]
        last.addnext(insertion)
    else:
        _first_run(control).addnext(insertion)
    insertion.append(new)
    for run in runs:
        _delete(run, numbers)
    _undo_if_same(content, insertion, flat(text))
    _end_placeholder(control)


def _delete(run: Any, numbers: Numbers) -> None:
    """Turn a run into a tracked deletion; one that we had inserted is taken out."""
    parent = run.getparent()
    if parent.tag == f"{W}ins" and parent.get(f"{W}author") == AUTHOR:
        for one in list(texts_in(run)):
            one.getparent().remove(one)
        drop_if_empty(run)
        return
    deletion = _revision(run, "del", numbers)
    run.addprevious(deletion)
    deletion.append(run)
    for one in list(run.iterchildren(f"{W}t")):
        one.tag = f"{W}delText"


def _undo_if_same(content: Any, insertion: Any, text: str) -> None:
    """Take insertion and deletion back where what we had deleted is what we insert."""
    ours = [one for one in content.iter(f"{W}del") if one.get(f"{W}author") == AUTHOR]
    if not ours or "".join("".join(one.itertext()) for one in ours) != text:
        return
    insertion.getparent().remove(insertion)
    for deletion in ours:
        for run in list(deletion):
            for one in list(run.iterchildren(f"{W}delText")):
                one.tag = f"{W}t"
            deletion.addprevious(run)
        deletion.getparent().remove(deletion)


def _revision(control: Any, kind: str, numbers: Numbers) -> Any:
    """A tracked insertion or deletion of ours."""
    attributes = {f"{W}id": str(numbers.annotation()), f"{W}author": AUTHOR, f"{W}date": _DATE}
    return control.makeelement(f"{W}{kind}", attributes)


def _first_run(control: Any) -> Any:
    """The first run of a control that holds no text, made where there is none."""
    content = content_of(control)
    run = next(content.iter(f"{W}r"), None)
    if run is not None and run.getparent().tag not in DELETED:
        return run
    home = next(content.iter(f"{W}p"), content)
    run = child_of(home, "r")
    end = home.find(f"{W}bookmarkEnd")
    if end is not None:
        end.addprevious(run)
    formatting = control.find(f"{W}sdtPr/{W}rPr")
    if formatting is not None:
        run.append(etree.fromstring(etree.tostring(formatting)))
    return run


def _end_placeholder(control: Any) -> None:
    """The control no longer shows Word's grey words that ask for a text."""
    shown = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    if shown is None:
        return
    shown.getparent().remove(shown)
    for run in runs_in(content_of(control)):
        style = run.find(f"{W}rPr/{W}rStyle")
        if style is not None:
            style.getparent().remove(style)


def set_label(control: Any, label: Label, name: str) -> None:
    """Give the control this label in tag and title, and no visible box."""
    properties = control.find(f"{W}sdtPr")
    if properties is None:
        properties = control.makeelement(f"{W}sdtPr", {})
        control.insert(0, properties)
    title, tag = (_own(properties, name) for name in ("alias", "tag"))
    title.set(f"{W}val", label.title(name))
    tag.set(f"{W}val", label.tag)
    if properties.find(f"{W15}appearance") is None:
        hidden = properties.makeelement(f"{W15}appearance", {f"{W15}val": "hidden"}, nsmap={"w15": W15[1:-1]})
        tag.addnext(hidden)
        number = properties.find(f"{W}id")
        if number is not None:
            tag.addnext(number)
        declare_word_2012(control.getroottree().getroot())


def _own(properties: Any, name: str) -> Any:
    """The child of that name, made behind w:rPr and w:alias where there is none."""
    found = properties.find(f"{W}{name}")
    if found is None:
        found = properties.makeelement(f"{W}{name}", {})
        before = (f"{W}rPr", f"{W}alias")
        properties.insert(sum(child.tag in before for child in properties), found)
    return found


def set_highlight(control: Any, wanted: bool, *, ours: bool) -> bool:
    """Whether the control is highlighted by us now; a highlight that the writer set is left alone (`ours` is False)."""
    runs = runs_in(content_of(control))
    if ours and not wanted:
        for run in runs:
            found = highlight(run)
            if found is not None and found.get(f"{W}val") == "yellow":
                found.getparent().remove(found)
        return False
    if wanted and not ours and is_highlighted(control):
        return False
    if wanted:
        for run in runs:
            if highlight(run) is None:
                add_highlight(run)
    return wanted


def is_highlighted(control: Any) -> bool:
    """Whether any of its text is highlighted, by us or by the writer."""
    return any(highlight(run) is not None for run in runs_in(content_of(control)))
