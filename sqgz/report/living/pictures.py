"""Pictures of a document brought up to date: the figures that we set in are replaced by those saved now.

The writer's width, place and cropping stay; the height follows the new figure. A picture of ours that cannot be replaced
is told, and in a document for the public it is refused: it may show what is withheld from them. Nothing of an old
picture stays in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqgz.errors import InputError
from sqgz.report.living.changes import Change
from sqgz.report.living.drawings import Drawing, drawings_in
from sqgz.report.living.figures import Figure, find_figure
from sqgz.report.living.issuing import Issued
from sqgz.report.living.markup import MC, W, has_ancestor, text_of
from sqgz.report.living.packages import WordPackage
from sqgz.report.living.relations import Relations, drop_unreached, relations_name
from sqgz.report.living.walking import places_in
from sqgz.report.picture_names import PictureName, digest_of_picture, name_picture, read_picture_name
from sqgz.results import Results
from sqgz.results.publishing import is_public

_CAPTION = re.compile(r"附?图\s*\d")
_NUMBER = re.compile(r"附?图\s*\d+")
_NEAR = 3  # paragraphs behind a picture among which its caption is looked for
_NO_REVISION = "（图没有修订标记，已直接更换）"


@dataclass(frozen=True)
class _Found:
    """A drawing that shows a picture of ours: in which part it stands, what its name says, and the digest of the picture."""

    part: str
    drawing: Drawing
    name: PictureName
    digest: str

    def shows(self, figure: Figure) -> bool:
        """Whether it is that figure already; by its bytes where an earlier version of this program did not name it."""
        if self.name.check:
            return self.name.check == figure.check
        return self.digest == digest_of_picture(figure.png) and self.drawing.alt == figure.alt


def refresh_pictures(
    package: WordPackage,
    stories: Mapping[str, Any],
    results: Results,
    headings: frozenset[str],
    *,
    track: bool,
    issued: Issued,
) -> tuple[list[Change], Issued]:
    """Changes of the pictures of ours in the parts with text, whose trees they are made in; `stories` by name of part.

    With them `issued`, by which pictures are known that another program gave another name, as it has to be kept now.
    Raises InputError where the results are public and a picture cannot be replaced.
    """
    relations = {part: Relations(package, part) for part in stories if package.find(relations_name(part))}
    found = list(_find(package, stories, relations, issued))
    figures = {one.name.stem: find_figure(results, one.name.stem) for one in found if _is_own(one, results)}
    if is_public(results):
        _refuse(package.file, [why for why in figures.values() if isinstance(why, str)])
    changes, replaced, kept = [], [], []
    for one in found:
        figure = figures[one.name.stem] if _is_own(one, results) else "是另一个调查的图，没有更新"
        kept.append((one.digest, str(one.name)) if one.name.check else None)
        if isinstance(figure, Figure) and one.shows(figure):
            continue
        change = _told(one, figure, stories[one.part], headings, track=track)
        if not has_ancestor(one.drawing.element, f"{MC}Fallback"):
            changes.append(change)
        if isinstance(figure, Figure):
            replaced.append((one, figure))
            name = read_picture_name(
                name_picture("图", figure.stem, study=results.study.name, check=figure.check)
            )
            kept[-1] = (digest_of_picture(figure.png), str(name))
    _replace(package, stories, relations, replaced, results.study.name)
    return changes, replace(issued, pictures=tuple(dict.fromkeys(one for one in kept if one is not None)))


def _is_own(one: _Found, results: Results) -> bool:
    return one.name.is_of(results.study.name)


def _find(
    package: WordPackage, stories: Mapping[str, Any], relations: Mapping[str, Relations], issued: Issued
) -> Iterator[_Found]:
    """Drawings of pictures of ours: those named so, and those that show the same picture under another name.

    LibreOffice gives the second drawing of a picture a name of its own; other programs may rename them all.
    """
    shown = [
        (part, drawing, picture)
        for part, held in relations.items()
        for drawing in drawings_in(stories[part])
        if (picture := held.target(drawing.number)) is not None
    ]
    digests = {picture: digest_of_picture(package.read(picture)) for _, _, picture in shown}
    listed = {digest: read_picture_name(name) for digest, name in issued.pictures}
    named = {digest: name for digest, name in listed.items() if name is not None}
    for _, drawing, picture in shown:
        if (name := read_picture_name(*drawing.names)) is not None:
            named[digests[picture]] = name
    for part, drawing, picture in shown:
        name = read_picture_name(*drawing.names) or named.get(digests[picture])
        if name is not None:
            yield _Found(part, drawing, name, digests[picture])


def _refuse(file: str, reasons: list[str]) -> None:
    """Nothing, if there is no reason; else raises InputError with all of them."""
    if reasons:
        raise InputError(
            f"{file}: 文中有{len(reasons)}幅图不能换成现在的公开图，旧图可能显示不予公布的数字，因此没有更新："
            f"{'；'.join(dict.fromkeys(reasons))}。"
        )


# --- what is told -----------------------------------------------------------------------------------------------------


def _told(one: _Found, figure: Figure | str, root: Any, headings: frozenset[str], *, track: bool) -> Change:
    """The change of a picture, before it is made."""
    paragraph = next(one.drawing.element.iterancestors(f"{W}p"), None)
    caption = _caption(paragraph)
    place = "" if paragraph is None else _place(paragraph, places_in(root, headings))
    if isinstance(figure, str):
        return Change("kept", place or caption, caption, one.name.stem, one.drawing.alt, figure)
    new = f"{figure.alt or '现在的图'}{_NO_REVISION if track else ''}"
    return Change("picture", place or caption, caption, one.name.stem, one.drawing.alt, new)


def _caption(paragraph: Any) -> str:
    """The caption below a picture, or that behind it in its own line; empty where there is none."""
    if paragraph is None:
        return ""
    near = [paragraph, *list(paragraph.itersiblings(f"{W}p"))[:_NEAR]]
    return next((text for each in near if _CAPTION.match(text := text_of(each).strip())), "")


def _place(paragraph: Any, places: Mapping[Any, str]) -> str:
    """The place of a picture's paragraph, which holds no text: that of the text before it."""
    if paragraph in places:
        return places[paragraph]
    before = next((each for each in paragraph.itersiblings(f"{W}p", preceding=True) if each in places), None)
    return "" if before is None else f"{places[before]}之后"


# --- in the file -----------------------------------------------------------------------------------------------------


def _replace(
    package: WordPackage,
    stories: Mapping[str, Any],
    relations: Mapping[str, Relations],
    replaced: list[tuple[_Found, Figure]],
    study: str,
) -> None:
    """Set the figures in, and take the old pictures out of the file where nothing else shows them."""
    old: dict[str, set[str]] = {}
    parts: set[str] = set()
    for one, figure in replaced:
        held, used = relations[one.part], one.drawing.numbers
        old.setdefault(one.part, set()).update(used)
        parts |= {target for each in used if (target := held.target(each)) is not None}
        picture = f"word/media/sqgz_{digest_of_picture(figure.png)}.png"
        if package.find(picture) is None:
            package.add_png(picture, figure.png)
        number = next((found[0] for name in one.drawing.names if (found := _NUMBER.match(name))), "图")
        name = name_picture(number, figure.stem, study=study, check=figure.check)
        one.drawing.show(held.lead_to(picture), name, figure.alt, figure.height / figure.width)
    for part, numbers in old.items():
        relations[part].drop_unused(stories[part], numbers)
        relations[part].save()
    drop_unreached(package, parts)
