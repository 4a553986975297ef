"""Laws and Satzungen: title, abbreviation, kind, day of issue, day of entry into force."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence

from corpora.model import Facts, Page, Section
from ingest.dates import find_dates, first_date

_KINDS = (
    (re.compile(r"Satzung\b|satzung\b", re.IGNORECASE), "Satzung"),
    (re.compile(r"Verordnung\b|verordnung\b|V\b$", re.IGNORECASE), "Verordnung"),
    (re.compile(r"Richtlinien?\b", re.IGNORECASE), "Richtlinie"),
    (re.compile(r"Geschäftsordnung\b", re.IGNORECASE), "Geschäftsordnung"),
    (re.compile(r"Dienst(?:anweisung|vereinbarung)\b", re.IGNORECASE), "Dienstanweisung"),
    (re.compile(r"(?:Gesetz|Gesetzbuch)(?:es|e|s)?\b|gesetz(?:buch)?\b|Grundgesetz", re.IGNORECASE), "Gesetz"),
    (re.compile(r"Bekanntmachung\b", re.IGNORECASE), "Bekanntmachung"),
    (re.compile(r"\w*ordnung\b", re.IGNORECASE), "Ordnung"),
    (re.compile(r"Abkommen|Vertrag\b|Übereinkommen"), "Abkommen"),
)
_TITLE_LINE = re.compile(
    r"(?:\d{1,2}\.[ ]|[A-ZÄÖÜ][\w-]*[ ]){0,3}[\w-]*"
    r"(?:[Ss]atzung|[Vv]erordnung|[Oo]rdnung|[Rr]ichtlinien?|[Dd]ienstanweisung"
    r"|[Gg]esetz|SATZUNG|ORDNUNG|RICHTLINIEN?|VERORDNUNG)\b.*"
)
_PREAMBLE = re.compile(
    r"^(?:Aufgrund|Auf[ ]Grund|Gemäß|Präambel|Die[ ]Gemeindevertretung|Der[ ]Rat|§|Inhalt|Artikel|Seite[ ]\d|Version)",
    re.IGNORECASE,
)
_ISSUED = re.compile(r"^Ausfertigungsdatum\n[ ]*:?[ ]*(?P<date>\S+)", re.MULTILINE)
_ABBREVIATION = re.compile(r"[ ]\(([\w .-]{2,40})\)$")
_OWN_DATE = re.compile(r"(?<!Fassung[ ])\b(?:vom|Stand:?)[ ]")
_RESOLVED = re.compile(
    r"\b(?:Sitzung|Sitzungen|Gemeindevertretung|Rat|Stadtrat|Gemeinderat)\b[^§]{0,80}?\b(?:am|vom)[ ]"
)
_ENTRY = re.compile(r"\b(?:tritt|treten)\b(?P<when>(?:(?!außer|\bKraft).){0,200}?)\bin[ ]Kraft", re.IGNORECASE)
_SIGNED = re.compile(r"^[A-ZÄÖÜ][\w-]+,?[ ](?:den|im|am)?[ ]?(?=\d)", re.MULTILINE)


def read_statute(pages: Sequence[Page], sections: Sequence[Section], metadata: Mapping[str, str]) -> Facts:
    """Facts of a law or a Satzung; the title is empty where neither text nor metadata has one."""
    known = {key.lower(): value.strip() for key, value in metadata.items()}
    text = next((page.text for page in pages if page.text.strip()), "")
    abbreviation = known.get("jurabk") or known.get("abbreviation") or None
    title = known.get("title", "") if abbreviation else _title(pages, text)
    issued = _ISSUED.search(text[:2_000])
    kind = next((name for pattern, name in _KINDS if pattern.search(title)), None)
    if abbreviation and kind == "Ordnung":
        kind = "Gesetz"  # "Abgabenordnung", "Strafprozeßordnung"
    if not abbreviation and kind == "Gesetz":
        kind = None  # a leaflet about the Infektionsschutzgesetz
    head = " ".join(text[:2_500].split())
    date = first_date(issued["date"]) if issued is not None else _own_date(title, head, pages)
    return Facts(
        title=title,
        date=date,
        kind=kind,
        abbreviation=abbreviation or _abbreviation(title),
        in_force_from=_entry_into_force(pages, sections),
    )


def _title(pages: Sequence[Page], text: str) -> str:
    """The lines from the first that names a Satzung or its like to where its preamble begins."""
    marked = next((page.text[h.start : h.end] for page in pages[:1] for h in page.headings if h.level == 1), "")
    if marked:
        return " ".join(marked.split())
    lines = [line.strip() for line in text[:2_500].split("\n")]
    start = next(
        (number for number, line in enumerate(lines[:25]) if _TITLE_LINE.match(line) and len(line) < 160), None
    )
    if start is None:
        return ""
    title: list[str] = []
    for line in lines[start : start + 6]:
        if not line and title and title[-1].lower() not in ("satzung", "richtlinie", "verordnung"):
            break
        if _PREAMBLE.match(line):
            break
        if line:
            title.append(line)
    return " ".join(" ".join(title).split())


def _abbreviation(title: str) -> str | None:
    """ "(Straßenreinigungssatzung – StrRS)" has one at its end; a word in plain spelling is none."""
    found = re.search(r"\((?:[^()]*[–-][ ])?(?P<short>[A-ZÄÖÜ][\wäöüß]*[A-ZÄÖÜ][\w]*)\)\s*$", title)
    return found["short"] if found is not None else None


def _own_date(title: str, head: str, pages: Sequence[Page]) -> datetime.date | None:
    for pattern, text in ((_OWN_DATE, title), (_RESOLVED, head)):
        for found in pattern.finditer(text):
            dated = next(find_dates(text, found.end(), found.end() + 30), None)
            if dated is not None and dated.start - found.end() < 5:
                return dated.date
    for page in reversed(pages):
        for found in _SIGNED.finditer(page.text):
            dated = next(find_dates(page.text, found.end(), found.end() + 30), None)
            if dated is not None and dated.start == found.end():
                return dated.date
    return None


def _entry_into_force(pages: Sequence[Page], sections: Sequence[Section]) -> datetime.date | None:
    """The day in "tritt am … in Kraft", searched in the sections named so first, from the last backwards."""
    named = [section for section in sections if re.search(r"In-?[Kk]raft", section.heading)]
    for section in reversed(named or list(sections)[-3:]):
        text = " ".join(" ".join(pages[span.page].text[span.start : span.end].split()) for span in section.spans)
        for found in _ENTRY.finditer(text):
            if (date := first_date(found["when"])) is not None:
                return date
    return None
