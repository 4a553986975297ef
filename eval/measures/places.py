"""Gold places and found places compared: by page, by section, by document.

A found place matches a gold place when document, corpus and tenant agree (where gold names them) and, at the level
asked for, the 1-based page or a heading on the path to it. Headings are compared without case, spacing and the kind of
dash; a gold heading may be any heading on the path, so a hit in `Absatz 2` of `§ 3` counts for `§ 3`.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from eval.cases import Case, Place
from eval.outcomes import Cited, Found, find_headings, owner_of


class Level(StrEnum):
    """How exactly a place must be found."""

    PLACE = "place"
    """As exactly as each gold place is named: page, else section, else document."""
    PAGE = "page"
    SECTION = "section"
    DOCUMENT = "document"


def named_at(place: Place, level: Level) -> bool:
    """Whether gold is exact enough to be measured at this level."""
    if level is Level.PAGE:
        return place.page is not None
    return place.section is not None if level is Level.SECTION else True


def matches(place: Place, case: Case, found: Found, level: Level = Level.PLACE) -> bool:
    """Whether `found` is the gold place."""
    tenant, corpus = owner_of(place, case)
    if found.document != place.document or corpus not in {None, found.corpus} or tenant not in {None, found.tenant}:
        return False
    if level is Level.DOCUMENT:
        return True
    if level is not Level.SECTION and place.page is not None:
        return found.page == place.page
    if level is not Level.PAGE and place.section is not None:
        wanted = fold_heading(place.section)
        return any(wanted in _parts(heading) for heading in found.headings)
    return True


def cites(place: Place, case: Case, cited: Cited, found: tuple[Found, ...]) -> bool:
    """Whether a citation lies on the gold place."""
    headings = find_headings(cited, found)
    return matches(place, case, Found(cited.tenant, cited.corpus, cited.document, cited.page, headings, 0.0))


def _parts(heading: str) -> set[str]:
    """A heading, and the headings in it: chunking joins those of small neighbours with a slash between blanks."""
    return {fold_heading(heading), *map(fold_heading, heading.split(" / "))}


def key_of(found: Found, level: Level) -> str:
    """What is ranked at this level: two hits with one key are one place."""
    document = f"{found.tenant}/{found.corpus}/{found.document}"
    page = "" if found.page is None else str(found.page)
    section = "\x1e".join(map(fold_heading, found.headings))
    own = {
        Level.DOCUMENT: "",
        Level.PAGE: page,
        Level.SECTION: section,
        Level.PLACE: page or section,
    }[level]
    return f"{document}\x1f{own}"


def fold_heading(heading: str) -> str:
    """A heading without case, spacing, kind of dash, Markdown's marks of emphasis and final point."""
    text = unicodedata.normalize("NFKC", heading).replace("*", "")
    text = re.sub(r"[‐‑‒–—―−]", "-", text)
    return " ".join(text.casefold().split()).rstrip(".: ")
