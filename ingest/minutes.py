"""Minutes of a meeting: what makes a paper one, its agenda, and its Tagesordnungspunkte as headings.

The agenda at the front lists the same titles as the headings in the body. It is no set of sections, but it tells which
lines of the body are headings ("5. Bericht …") and where a heading of several lines ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.model import Page
from ingest.headings import RANK_LABEL, FoundHeading

_TITLE = re.compile(
    r"^(?:[\w.-]+[ ]){0,2}(?:Sitzungs|Ergebnis|Beschluss|Kurz|Verlaufs|Wort)?(?:niederschrift|protokoll)\b"
    r"(?![ ]?(?:vom|der[ ]letzten))",
    re.MULTILINE | re.IGNORECASE,
)
_ANNEX = re.compile(r"\A\s*(?:Anlage|Anhang)\b", re.IGNORECASE)
_HEAD = 1_500
"""Characters of the first page in which minutes say what they are."""


def are_minutes(pages: Sequence[Page]) -> bool:
    """Whether the paper is the record of a meeting."""
    text = next((page.text for page in pages if page.text), "")
    head = text[:_HEAD]
    title = _TITLE.search(head)
    return (
        title is not None
        and head.count("\n", 0, title.start()) < 12
        and not _ANNEX.match(head)
        and re.search(r"Sitzung|Versammlung", head) is not None
        and re.search(r"[Aa]nwesend|Tagesordnung|Teilnehme|Beginn", text) is not None
    )


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    start: int
    text: str


_AGENDA = re.compile(r"(?:[IVX]+\.[ ])?Tagesordnung[ ]?:?", re.IGNORECASE)
_EXPLICIT = re.compile(
    r"(?:(?P<to>[Zz]u[ ])?(?P<word>Punkt|TOP|Top|Tagesordnungspunkt|Ziffer)|(?P<bare>[Zz]u))[ ]?(?:[ÖN][ ]?)?"
    r"(?P<number>\d{1,2})(?:\.(?P<sub>\d{1,2}))?[ ]?(?P<letter>[a-z](?=[):.\s]))?[ ]?(?P<mark>[:.)–-])?[ ]*"
    r"(?P<title>.*)"
)
_ITEM = re.compile(r"(?:[ÖN][ ]?)?(?P<number>\d{1,2})[.)]?(?:[ ]|(?<=[.)]))(?P<title>\S.*)")
_REFERENCE = re.compile(
    r"\((?:DS|Drs|BV|MV|Vorlage|Drucksache|VO)\b[^()]*\)|-?[ ]?(?:neu|abgesetzt)[ ]?-?", re.IGNORECASE
)
_MAX_TITLE_LINES = 6
_LISTED_TITLE = 150
"""Letters of a title in an agenda on average at most; points with their text have more."""


def find_agenda_points(pages: Sequence[Page]) -> list[FoundHeading]:
    """The Tagesordnungspunkte of minutes, titled ``TOP 5: Bericht …`` whatever words the paper uses for the number."""
    lines = [
        _Line(number, found.start(), found[0])
        for number, page in enumerate(pages)
        for found in re.finditer(r"[^\n]+", page.text)
    ]
    begin = next((index for index, line in enumerate(lines) if _AGENDA.fullmatch(line.text.strip())), None)
    agenda, after = _read_agenda(lines, begin) if begin is not None else ({}, 0)
    explicit = list(_explicit_points(lines, after))
    points = explicit if len(explicit) >= 1 else list(_numbered_points(lines, after, agenda))
    return [_heading(lines, index, number, title, agenda) for index, number, title in points]


def _read_agenda(lines: Sequence[_Line], begin: int) -> tuple[dict[str, str], int]:
    """Number → letters and digits of the title, and the index of the first line after the list."""
    items: dict[str, str] = {}
    last = 0
    for index in range(begin + 1, len(lines)):
        text = lines[index].text.strip()
        explicit = _EXPLICIT.fullmatch(text)
        found = _ITEM.fullmatch(text)
        if explicit is not None and explicit["number"] is not None:
            number, title = int(explicit["number"]), explicit["title"]
            if explicit["to"] or explicit["bare"] or number <= last:
                return items, index
        elif found is not None and (int(found["number"]) in (1, last + 1, last + 2)):
            number, title = int(found["number"]), found["title"]
            if number == 1 and last >= 1:
                return items, index
        else:
            if last:
                items[str(last)] += _letters(text)
            continue
        items[str(number)] = _letters(title)
        last = number
    # No body follows the list, or there is no list and the points themselves follow the word.
    if sum(map(len, items.values())) > _LISTED_TITLE * len(items):
        return {}, begin + 1
    return items, len(lines)


def _explicit_points(lines: Sequence[_Line], after: int) -> Iterator[tuple[int, str, str]]:
    """ "Zu Punkt 5: …", "TOP 5 …": index of the line, number, title."""
    last = (0, 0, "")
    for index in range(after, len(lines)):
        text = lines[index].text.strip()
        if text[:1] not in "ZzTPt":
            continue
        found = _EXPLICIT.fullmatch(text)
        if found is None:
            continue
        title = found["title"]
        order = (int(found["number"]), int(found["sub"] or 0), found["letter"] or "")
        sentence = title[:1].islower() or (title.endswith((".", ",")) and len(title) > 60)
        if sentence or (found["bare"] and not found["mark"]) or not last < order or order[0] > last[0] + 8:
            continue
        if not title and not found["mark"] and not found["to"] and len(text) < 4:
            continue
        last = order
        number = found["number"] + (f".{found['sub']}" if found["sub"] else "") + (found["letter"] or "")
        yield index, number, title


def _numbered_points(lines: Sequence[_Line], after: int, agenda: dict[str, str]) -> Iterator[tuple[int, str, str]]:
    """ "5. Bericht …" in the body where the agenda has the same words under the same number."""
    last = 0
    for index in range(after, len(lines)):
        found = _ITEM.fullmatch(lines[index].text.strip())
        if found is None or not last < int(found["number"]) <= last + 3:
            continue
        listed, title = agenda.get(found["number"], ""), _letters(found["title"])
        length = min(len(listed), len(title), 25)
        if length >= 4 and listed[:length] == title[:length]:
            last = int(found["number"])
            yield index, found["number"], found["title"]


def _heading(lines: Sequence[_Line], index: int, number: str, title: str, agenda: dict[str, str]) -> FoundHeading:
    """The heading with the further lines of its title, as far as the agenda or its own punctuation carry."""
    first = lines[index]
    words = [title.strip()] if title.strip() else []
    end = first.start + len(first.text)
    listed = agenda.get(number, "")
    for line in lines[index + 1 : index + _MAX_TITLE_LINES]:
        text = line.text.strip()
        if not text:
            break
        known = listed.startswith(_letters(" ".join(words))) and listed.startswith(_letters(" ".join([*words, text])))
        open_end = bool(words) and words[-1][-1] in ";,/–&" and not listed
        if line.page != first.page or not (known or open_end or _REFERENCE.fullmatch(text)):
            break
        words.append(text)
        end = line.start + len(line.text)
    whole = " ".join(" ".join(words).split())
    return FoundHeading(
        first.page, first.start, end, RANK_LABEL, f"TOP {number}: {whole}" if whole else f"TOP {number}"
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
