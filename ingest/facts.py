"""What a paper says of itself: number, date, kind, body, Beratungsfolge, subject, office, public or not.

Facts are read from the paper's head, above its first Beschlussvorschlag or Begründung, and only behind their label: a
bare ``206/2026`` may be a number of something else ("HJ1/2026", "Haushalt 2025/2026"). What is not said stays None.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from corpora.model import CorpusKind, Facts, Meeting, Page, Section
from ingest.dates import find_dates, first_date
from ingest.meetings import read_body, read_meetings
from ingest.minutes import are_minutes
from ingest.publicity import read_mark, read_publicity
from ingest.statutes import read_statute

_HEAD_LENGTH = 3_000
_BODY_STARTS = re.compile(
    r"^[ ]?(?:Beschlu(?:ss|ß)(?:vorschlag|entwurf|empfehlung(?=:)|antrag)|Inhalt der Mitteilung|Sachverhalt|Begründung"
    r"|Problembeschreibung|Erläuterung(?:en)?|Sachdarstellung|Der Ausschuss möge|Der Rat möge)\b[^\n]{0,40}$",
    re.MULTILINE,
)
_LABELS = (
    r"(?:Drucksachen?|Vorlagen?|Antrags?|Anfragen?)[ -]?(?:Nr|Nummer)\.?|Drucksache|Vorlage|Datum|Betreff"
    r"|Betrifft|Dezernat|Organisationseinheit|Verfasser(?:/in)?|Absender(?:/in)?|Az\.?|Aktenzeichen"
    r"|Auskunft erteilt|Telefon"
    r"|Federführend\w*(?:[ ]\w+)?|Fachbereich|Amt|Tagesordnungspunkt|Gegenstand|Beratungsfolge|Sitzungstermin"
    r"|Gremienweg|Bearbeiter(?:/in)?|Status|Thema|Beschlus+nummer"
)
_ANY_LABEL = re.compile(rf"↓?[ ]*(?:{_LABELS})(?!\w)[ ]*(?:\([^)]*\))?[ ]*:?", re.IGNORECASE)
_NUMBER = r"(?=[A-Z0-9/.-]*\d)(?:[A-Z]{1,5}[ ]?)?[A-Z0-9]{1,8}(?:[/-][A-Z0-9]{1,8}){1,5}"
_ADDENDUM = r"(?P<addendum>\d{1,2})\.[ ]?Erg(?:änzung|\.)"
_NUMBER_VALUE = re.compile(rf"(?P<number>{_NUMBER})(?:[ ,–-]{{1,3}}{_ADDENDUM})?")
_NUMBER_LABEL = r"(?:Drucksachen?|Vorlagen?|Antrags?|Anfragen?)[ -]?(?:Nr|Nummer)\.?|Drucksache|Vorlage"
_NUMBER_LINE = re.compile(
    rf"(?:\w*vorlage[ ])?(?:DS|Drs\.?|Drucks\.|Drucksache)(?:[ -]?Nr\.?)?[ :]*{_NUMBER_VALUE.pattern}", re.IGNORECASE
)
_ANNEX_LINE = re.compile(
    rf"An(?:lage|hang)\b.{{0,40}}?[ ]zu[rm]?[ ](?:(?P<before>\d{{1,2}})\.[ ]?Erg(?:änzung|\.)[ ](?:der|zur)[ ])?"
    rf"(?:DS|Drs\.?|Drucksache|Vorlage|BV|MV)(?:[ -]?Nr\.?)?[ :]*{_NUMBER_VALUE.pattern}.{{0,80}}",
    re.IGNORECASE,
)
_KINDS = (
    r"\w*vorlage|(?:Änderungs|Dringlichkeits|Ergänzungs)?antrag|(?:Große |Kleine |Mündliche |Schriftliche )?anfrage"
    r"|(?:Öffentliche )?bekanntmachung|Einladung|Stellungnahme|Mitteilung|Antwort|Resolution|Haushaltssatzung"
)
_KIND_LINE = re.compile(
    rf"(?:(?:nicht[ -]?)?öffentliche[rs]?[ ])?(?P<kind>{_KINDS})"
    rf"(?:[ ](?:Nr\.?|DS|zur|-)?[ ]?{_NUMBER}.{{0,20}})?[ ]?:?",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\b(?:Antrag|Anfrage|Fragen?)\b[^.\n]{0,60}"
    r"\b(?:beantworte ich|beantworten wir|(?:wird|werden) wie folgt beantwortet)\b"
)
_MOVES = re.compile(
    r"(?:Die|der)[ ](?P<group>[\w./ -]{2,60}?[- ]?(?:[Ff]raktion|[Gg]ruppe)(?:[ ][\w/ -]{2,40}?)?)"
    r"[ ](?:stellt|beantragt|bittet|fragt)(?:[^.\n]{0,40}?\b(?P<kind>Antrag|Anfrage))?"
)


def read_facts(
    pages: Sequence[Page], sections: Sequence[Section], metadata: Mapping[str, str], path: str, kind: CorpusKind
) -> Facts:
    """The facts of a document. `path` serves as the title when the document has none, and for nothing else."""
    text = next((page.text for page in pages if page.text.strip()), "")
    fallback = _title_of_file(metadata, path)
    if kind is CorpusKind.REGULATION:
        marked = replace(read_statute(pages, sections, metadata), publicity=read_mark(text[:_HEAD_LENGTH]))
        return _with_title(marked, fallback)
    if kind is CorpusKind.GUIDE:
        return _with_title(replace(_guide(pages, metadata), publicity=read_mark(text[:_HEAD_LENGTH])), fallback)
    if are_minutes(pages):
        return _with_title(_minutes(text), fallback)
    return _with_title(_paper(_Head.of(text), text), fallback)


def _with_title(facts: Facts, fallback: str) -> Facts:
    title = " ".join(facts.title.split())
    return replace(facts, title=title[:400] if title else fallback)


_NO_TITLE = re.compile(
    r"(?:Microsoft |Untitled|Unbenannt|Dokument\d*$|Document\d*$|Entwurf$)|\.(?:docx?|pdf|xlsx?|pptx?|odt|indd)$", re.I
)


def _title_of_file(metadata: Mapping[str, str], path: str) -> str:
    given = next(
        (value for key, value in metadata.items() if key.lower() in ("title", "subject") and value.strip()), ""
    )
    if given and not _NO_TITLE.search(given) and len(given) > 5:
        return " ".join(given.split())
    return " ".join(re.sub(r"[_\s]+", " ", PurePosixPath(path).stem).split())


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines of a paper's head and the cells of each; the body's first lines are not among them."""

    text: str
    lines: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, text: str) -> _Head:
        body = _BODY_STARTS.search(text)
        head = text[: min(body.start() if body else _HEAD_LENGTH, _HEAD_LENGTH)]
        lines = tuple(line.strip(" ") for line in head.split("\n"))
        cells = tuple(tuple(cell.strip() for cell in re.split(r"\t| \| ", line.strip("|"))) for line in lines)
        return cls(head, lines, cells)

    def value(self, label: str) -> str:
        """What stands behind a label: in its cell, under it in its column, in the next cell, on the next line."""
        pattern = re.compile(
            rf"↓?[ ]*(?:{label})(?![\w-])[ ]*(?:\([^)]*\))?[ ]*(?P<colon>:)?[ ]*(?P<rest>.*)", re.IGNORECASE
        )
        for row, cells in enumerate(self.cells):
            for column, cell in enumerate(cells):
                found = pattern.fullmatch(cell)
                if found is None or (found["rest"][:1].islower() and not found["colon"]):
                    continue
                value = found["rest"] or self._neighbour(row, column)
                if value and not _ANY_LABEL.fullmatch(value):
                    return value
        return ""

    def _neighbour(self, row: int, column: int) -> str:
        cells = self.cells[row]
        below = next((self.cells[number] for number in range(row + 1, len(self.cells)) if any(self.cells[number])), ())
        labels = sum(_ANY_LABEL.fullmatch(cell) is not None for cell in cells if cell)
        if len(cells) > 1 and labels == sum(bool(cell) for cell in cells) and len(below) > column:
            return below[column]
        if len(cells) > column + 1:
            return cells[column + 1]
        return below[0] if below else ""


def _minutes(text: str) -> Facts:
    head = " ".join(text[:1_500].split())
    body, end = read_body(head)
    found = next(find_dates(head, end, end + 400), None) or next(find_dates(head), None)
    date = found.date if found is not None else None
    word = re.search(r"\w*(?:[Nn]iederschrift|[Pp]rotokoll|NIEDERSCHRIFT|PROTOKOLL)\b", head)
    title = ""
    if body and date and word is not None:
        title = f"{word[0].capitalize() if word[0].isupper() else word[0]} {body} vom {date:%d.%m.%Y}"
    return Facts(
        title=title,
        date=date,
        kind="Niederschrift",
        body=body,
        meetings=(Meeting(body, date),) if body else (),
        publicity=read_publicity(text[:_HEAD_LENGTH], minutes=True),
    )


def _paper(head: _Head, text: str) -> Facts:
    kind = _kind(head, text)
    number = _number(head)
    meetings, after = read_meetings(head.lines)
    body = None
    if kind in ("Bekanntmachung", "Einladung"):
        body, end = read_body(" ".join(head.text.split()))
        if body and not meetings:
            meetings = (Meeting(body, first_date(" ".join(head.text.split()), end)),)
    return Facts(
        title=_subject(head, after, kind, body, meetings),
        number=number,
        date=_date(head, kind, text),
        kind=kind,
        office=_office(head, text),
        body=body,
        meetings=meetings,
        publicity=read_publicity(head.text, minutes=False),
    )


def _number(head: _Head) -> str | None:
    for line in head.lines[:3]:
        if (found := _ANNEX_LINE.fullmatch(line)) is not None:
            return _joined_number(found["number"], found["addendum"] or found["before"])
    for cells in head.cells:
        for cell in cells:
            if (found := _NUMBER_LINE.fullmatch(cell)) is not None:
                return _joined_number(found["number"], found["addendum"])
    value = head.value(_NUMBER_LABEL)
    found = _NUMBER_VALUE.match(value)
    return _joined_number(found["number"], found["addendum"]) if found is not None else None


def _joined_number(number: str, addendum: str | None) -> str:
    return f"{number} {addendum}. Ergänzung" if addendum else number


def _kind(head: _Head, text: str) -> str | None:
    if any(_ANNEX_LINE.fullmatch(line) for line in head.lines[:3]):
        return "Anlage"
    for cells in head.cells:
        for cell in cells:
            found = _KIND_LINE.fullmatch(cell)
            if found is not None and len(cell) < 70:
                word = found["kind"]
                return word[0].upper() + (word[1:].lower() if word.isupper() else word[1:])
    if _ANSWER.search(text):
        return "Antwort"
    moves = _MOVES.search(text)
    return moves["kind"] if moves is not None else None


_PLACE_AND_DATE = re.compile(r"(?:[A-ZÄÖÜ][\w-]+(?:[ ][\w-]+)?,?[ ](?:den[ ])?)?(?P<date>\S.*)")
_STAMP_OF_MEETING = re.compile(r"(?:vom|am|bis|ab|zum|Sitzung|Stand:?|seit)[ ]*$", re.IGNORECASE)


def _date(head: _Head, kind: str | None, text: str) -> datetime.date | None:
    """The day of the paper: behind its label, alone on a line, or at the end of a line of the letterhead."""
    if (date := first_date(head.value("Datum"))) is not None:
        return date
    if kind == "Anlage":
        return None
    lines = text.split("\n") if kind in ("Bekanntmachung", "Einladung") else list(head.lines)
    stop = next((number for number, line in enumerate(lines) if "Beratungsfolge" in line), len(lines))
    for line in lines[:stop]:
        found = next(find_dates(line), None)
        rest = _PLACE_AND_DATE.fullmatch(line.strip()) if found is not None else None
        if (
            found is not None
            and rest is not None
            and found.end == len(line.rstrip())
            and found.start == line.find(rest["date"])
        ):
            return found.date
    if kind in ("Bekanntmachung", "Einladung"):
        return None
    for line in lines[:stop]:
        if re.match(r"Az\b|Aktenzeichen", line):
            continue  # "Aktenzeichen: (1) 11.01.63" names no day
        for found in find_dates(line):
            if (
                found.end == len(line.rstrip())
                and not _STAMP_OF_MEETING.search(line[: found.start])
                and _ANY_LABEL.match(line)
            ):
                return found.date
    return None


def _office(head: _Head, text: str) -> str | None:
    for label in ("Organisationseinheit", "Verfasser(?:/in)?", r"Federführend\w*(?: \w+)?", "Fachbereich", "Amt"):
        if value := head.value(label):
            return value
    for number, line in enumerate(head.lines):
        above = head.lines[number - 1] if number else ""
        if line.startswith("Aktenzeichen") and above and not _ANY_LABEL.match(above):
            return above
    moves = _MOVES.search(text)
    if moves is not None:
        return " ".join(moves["group"].split())
    return head.value("Absender(?:/in)?") or None


def _subject(head: _Head, after: int, kind: str | None, body: str | None, meetings: Sequence[Meeting]) -> str:
    """Betreff or Tagesordnungspunkt; else what stands between the Beratungsfolge and the text."""
    for row, line in enumerate(head.lines):
        found = re.match(
            r"(?:Betreff|Betrifft|Betr\.|Tagesordnungspunkt|Gegenstand|Thema)[ ]*:?[ \t]*(?P<rest>.*)", line
        )
        if found is None or found["rest"][:1].islower():
            continue
        rest = found["rest"].strip(" |\t")
        return " ".join([rest, *_paragraph(head, row + 1)]) if rest else " ".join(_paragraph(head, row + 1))
    if after and after < len(head.lines):
        return " ".join(_paragraph(head, after))
    if body is not None and kind is not None:
        day = meetings[0].date if meetings else None
        return f"{kind} {body}" + (f" vom {day:%d.%m.%Y}" if day else "")
    for row, line in enumerate(head.lines):
        if re.match(rf"(?:{_NUMBER_LABEL})", line) and _NUMBER_VALUE.search(line):
            title = " ".join(_paragraph(head, row + 1))
            return title if len(title) > 15 and title[0].isalpha() else ""
    return ""


_ROUTE_STARTS = re.compile(r"[|↓ ]*(?:Beratungsfolge|Gremienweg|Sitzungstermin)\b(?![-/])")
"""The head of the table of meetings, whatever its other columns are called."""


def _paragraph(head: _Head, row: int) -> list[str]:
    """Lines from `row` on up to a blank line, a label or the end of the head."""
    found: list[str] = []
    for line in head.lines[row : row + 12]:
        text = line.strip()
        if not text:
            if found:
                break
            continue
        if _ROUTE_STARTS.match(text):
            break
        if (_ANY_LABEL.match(text) and (":" in text or _ANY_LABEL.fullmatch(text))) or re.fullmatch(r"-\s.*\s-", text):
            break
        found.append(text)
    return found


def _guide(pages: Sequence[Page], metadata: Mapping[str, str]) -> Facts:
    heading = next((page.text[h.start : h.end] for page in pages for h in page.headings if h.level == 1), "")
    title = next((value for key, value in metadata.items() if key.lower() == "title"), "") or heading
    date = first_date(next((value for key, value in metadata.items() if key.lower() in ("date", "datum", "stand")), ""))
    return Facts(title=title, date=date)
