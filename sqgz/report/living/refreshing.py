"""A document brought up to date: every living number says what the results say now, and all else stays the writer's.

The one function of `sqgz refresh`. What is decided here is which text a control gets; how it gets there, where it
stands and how files are written is the affair of the modules beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from sqgz.errors import InputError
from sqgz.report.keys import Key
from sqgz.report.living.bookmarks import restore_controls, set_bookmark, short_of
from sqgz.report.living.changes import Change, Changes, Kind, order_changes, words_differ
from sqgz.report.living.issuing import Issued, digest_of, read_issued
from sqgz.report.living.issuing import write_issued as write_property
from sqgz.report.living.labels import CHANGED, DOUBTFUL, Label, flat, label_for, name_in
from sqgz.report.living.listing import write_list
from sqgz.report.living.markup import DELETED, W, text_of
from sqgz.report.living.packages import WordPackage, open_word
from sqgz.report.living.pictures import refresh_pictures
from sqgz.report.living.rewriting import (
    is_highlighted,
    set_highlight,
    set_label,
    track_text,
    withhold_text,
    write_text,
)
from sqgz.report.living.saving import (
    choose_list,
    choose_target,
    document_of,
    free_backup,
    refuse_open,
    save_both,
    save_list,
)
from sqgz.report.living.sealing import is_whole
from sqgz.report.living.spilling import free_words
from sqgz.report.living.walking import (
    content_of,
    controls_in,
    heading_styles,
    is_copy,
    places_in,
    quote,
    title_of,
)
from sqgz.report.living.wrapping import Numbers
from sqgz.report.numbers import HIDDEN, can_print
from sqgz.report.rendering import INCONCLUSIVE, SAYS, Renderer
from sqgz.results import Results
from sqgz.results.audience import audience_of


def refresh(
    path: str | Path,
    results: Results,
    *,
    to: str | Path | None = None,
    in_place: bool = False,
    track: bool = False,
    restore: bool = False,
) -> Changes:
    """Changes of a document whose numbers now are those of the results, and where the refreshed document stands.

    Where the study's report is for the public, what is withheld from it is withheld here, too.

    Writes 报告.更新.docx beside the document (or `to`, or the document itself with a copy of the old one as .bak, .bak2,
    …), and 数据变动对照表.xlsx. A refreshed copy that somebody has edited is left alone. Numbers that the writer overtyped are kept and named, or replaced with `restore`; `track` writes
    changes as revisions. Pictures of ours are replaced by the figures saved now, if these are of today's results. Raises InputError where the document cannot be read, is open elsewhere, holds no number of
    ours, is of another study, or is for the public and holds a picture that cannot be replaced; it then stays as it was.
    """
    if to is not None and in_place:
        raise ValueError("to and in_place exclude each other")
    source = Path(path)
    refuse_open(source)
    package = open_word(source)
    refresher = _Refresher(package, Renderer(audience_of(results)), track=track, restore=restore)
    refresher.check_study()
    refresher.go_through()
    if package.is_changed or not in_place:
        refresher.keep_list(measured=refresher.own or not in_place)
    target = choose_target(source, Path(to) if to is not None else None, in_place, own=refresher.own)
    listed = choose_list(source, target)
    for one in (target, listed):
        refuse_open(one)
    same = in_place and not package.is_changed
    backup = free_backup(target) if in_place and not same else None
    changes = refresher.tell(source, target, listed, backup)

    def write_changes(to: Path) -> None:
        write_list(changes, to, document_of(source))

    if same:
        save_list(target, listed, write_changes)
    else:
        save_both(target, listed, package.write, write_changes, backup=backup)
    return changes


@dataclass(frozen=True)
class _Verdict:
    """What becomes of a control: the text to write (None: leave), its new label, and the change to tell, if any."""

    text: str | None
    label: Label
    kind: Kind | None
    old: str = ""
    new: str = ""


class _Refresher:
    """One document on its way to the present results."""

    def __init__(self, package: WordPackage, renderer: Renderer, *, track: bool, restore: bool) -> None:
        self.package, self.renderer = package, renderer
        self.track, self.restore = track, restore
        self.digest = digest_of(renderer.results)
        self.issued = read_issued(package.custom)
        self.own = self.issued is not None and self.issued.own and is_whole(package)
        self.same_results = self.issued is not None and self.issued.results == self.digest
        self.issuing: Issued | None = None  # what is to be kept, once the document has been gone through
        self.items: list[Change] = []
        self.found: dict[Key, None] = {}
        self.total = 0
        self.numbers = Numbers()

    def check_study(self) -> None:
        """Nothing, unless the document says that it is of another study."""
        study = self.renderer.results.study.name
        if self.issued is not None and self.issued.study != study:
            raise InputError(
                f"{self.package.file}: 是调查“{self.issued.study}”的报告，不是“{study}”的。请用 --study 写出它自己的调查。"
            )

    def go_through(self) -> None:
        """Refresh every part; raises InputError where none of them holds a number of ours, or a picture may not stay."""
        styles = self.package.styles()
        headings = heading_styles(styles) if styles is not None else frozenset()
        stories = dict(self.package.stories())
        before = {name: etree.tostring(root) for name, root in stories.items()}
        for root in stories.values():
            self.numbers.reserve(root)
        known = {short_of(key): key for key in (self.issued.keys if self.issued else None) or ()}
        for root in stories.values():
            restore_controls(root, known, self.renderer.name, self.numbers)
            self._refresh_part(root, headings)
        if not self.found:
            raise InputError(
                f"{self.package.file}: 文档中没有可以更新的数字。请确认这是由 sqgz 生成的报告；"
                "另存为其他格式再转回、或只把文字粘贴到新文档，数字就不再能更新。"
            )
        results = self.renderer.results
        issued = self.issued or Issued(results.study.name, self.digest, tuple(self.found))
        changes, self.issuing = refresh_pictures(
            self.package, stories, results, headings, track=self.track, issued=issued
        )
        self.items += changes
        for name, root in stories.items():
            if etree.tostring(root) != before[name]:
                self.package.put(name, root)

    def _refresh_part(self, root: Any, headings: frozenset[str]) -> None:
        controls = list(controls_in(root))
        if not controls:
            return
        for control, label in controls:
            text = flat(text_of(content_of(control)))
            if not label.holds(text) and text != self._now(label.key):
                free_words(control, label)
        places = places_in(root, headings)
        decided = [(control, self._judge(control, label)) for control, label in controls]
        for control, verdict in decided:  # all sentences are quoted as they were, before any of them changes
            self.found[verdict.label.key] = None
            if not is_copy(control):
                self.total += 1
                if verdict.kind is not None:
                    self.items.append(self._told(control, verdict, places))
        for control, verdict in decided:
            if verdict.text == HIDDEN:
                withhold_text(control, HIDDEN)
            elif verdict.text is not None and self.track:
                track_text(control, verdict.text, self.numbers)
            elif verdict.text is not None:
                write_text(control, verdict.text)
            self._mark(control, verdict)

    def _judge(self, control: Any, label: Label) -> _Verdict:
        """What becomes of a control: adopted, rewritten, or kept as the writer has it."""
        text, now = flat(text_of(content_of(control))), self._now(label.key)
        asks = control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
        mine = label.holds(text) and not asks
        empty = asks or (not text.strip() and not mine)
        doubtful = Label(label.key, label.check, DOUBTFUL)
        if empty and (not self.restore or now is None or _is_being_deleted(control)):
            return _Verdict(None, Label(label.key, label.check), "emptied", "", now or "")
        if now is None:
            return _Verdict(None, doubtful, "gone", text, "")
        if text == now and not empty:
            keeps = label.note == CHANGED and mine and self.same_results and is_highlighted(control)
            return _Verdict(None, label_for(label.key, now, CHANGED if keeps else ""), None)
        if not mine and not self.restore:
            return _Verdict(None, doubtful, "overtyped", text, now)
        differs = _is_finding(label.key) and words_differ(text, now)
        kind: Kind = "restored" if not mine else "finding" if differs else "number"
        note = CHANGED if kind == "finding" else ""
        return _Verdict(now, label_for(label.key, now, note), kind, "" if empty else text, now)

    def _now(self, key: Key) -> str | None:
        """What the results say at a key; None if they do not know it."""
        if key.field != SAYS and not can_print(key.field, key.form):
            return None
        try:
            text = self.renderer.text(key)
        except ValueError:
            if key.field == SAYS:  # a wording of another version of this program
                return None
            raise
        return None if text is None else flat(text)

    def _told(self, control: Any, verdict: _Verdict, places: dict[Any, str]) -> Change:
        kind, key = verdict.kind, verdict.label.key
        assert kind is not None
        paragraph = next(control.iterancestors(f"{W}p"), None)
        if paragraph is None:
            paragraph = next(control.iter(f"{W}p"), None)
        name = self.renderer.name(key) or name_in(title_of(control))
        place = places.get(paragraph, "")
        return Change(kind, place, quote(control), name, verdict.old, verdict.new, _is_finding(key))

    def _mark(self, control: Any, verdict: _Verdict) -> None:
        """Label and highlight as decided; nothing is touched where both are so already."""
        title = title_of(control)
        label = verdict.label
        tag = control.find(f"{W}sdtPr/{W}tag")
        written = tag.get(f"{W}val", "") if tag is not None else ""
        ours = written.endswith((CHANGED, DOUBTFUL)) or title.endswith((f"{CHANGED}〕", f"{DOUBTFUL}〕"))
        if not set_highlight(control, bool(label.note), ours=ours):
            label = Label(label.key, label.check)
        if written != label.tag:
            set_label(control, label, self.renderer.name(label.key) or name_in(title))
            set_bookmark(control, label, self.numbers)

    def keep_list(self, *, measured: bool) -> None:
        """Keep the new digest in the document's properties, and with `measured` that of the file, to know it again."""
        issued = self.issuing
        assert issued is not None
        if self.issued is None:  # the part has to be there before the rest is measured
            self.package.put_custom(write_property(self.package.custom, issued))
        body = self.package.body_digest() if measured else ""
        self.package.put_custom(
            write_property(self.package.custom, issued.refreshed(self.digest, body, own=self.own))
        )

    def tell(self, source: Path, target: Path, listed: Path, backup: Path | None) -> Changes:
        """The changes, with issued numbers that the document no longer holds, in the order in which to look at them."""
        notes = []
        keys = self.issued.keys if self.issued is not None else None
        for key in keys or ():
            if key not in self.found:
                name = self.renderer.name(key) or str(key)
                self.items.append(Change("deleted", "", "", name, "", self._now(key) or "", _is_finding(key)))
        if self.issued is None:
            notes.append("文档中没有留下调查名称和数字清单：请自行确认它属于本调查；已删除的数字无从列出。")
        elif keys is None:
            notes.append("文档中的数字清单不完整，已删除的数字无从列出。")
        items = order_changes(self.items)
        return Changes(items, self.total, source, target, listed, backup, tuple(notes))


def _is_finding(key: Key) -> bool:
    """Whether a text is a conclusion; remarks and intervals are worded, too, but conclude nothing."""
    return key.field == SAYS and key.form not in INCONCLUSIVE


def _is_being_deleted(control: Any) -> bool:
    """Whether the writer's deletion of the text is a tracked change that nobody has accepted yet."""
    return next(control.iter(*DELETED), None) is not None
