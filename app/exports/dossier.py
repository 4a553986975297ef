"""An answer as it goes on file: everything a reader needs years later, in German and in the order it is read.

One value for all formats, so that none of them says more or less than another. Texts of documents are plain text here;
each format escapes them in its own way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from app.answering.types import Answer, CheckedStatement, Citation, Outcome, Verdict
from app.standing import NewerVersion
from index.hits import Hit

NEAREST = 5
"""Documents named where the papers hold no answer."""

FILE = "Datei"
"""Name of the fact that is a path."""

TITLE = "Auskunft aus den Unterlagen"
SUBTITLE = "Ausdruck zur Akte, automatisch erstellt"

_VERDICTS = {
    Verdict.SUPPORTED: "Belegt: Die Stelle steht in der Unterlage und trägt die Aussage.",
    Verdict.PARTIAL: "Nur teilweise belegt: Die Stelle steht in der Unterlage, trägt aber nicht alles.",
    Verdict.UNSUPPORTED: "Nicht belegt: In den Unterlagen wurde keine Stelle gefunden, die das sagt. Nicht verwenden.",
}
_OLDER = "Belegt, aber in einer älteren Fassung: Die Stelle trägt die Aussage; prüfen Sie, was heute gilt."
_MISSING = "Weicht von der Stelle ab bei: {words}."
_ENGINES = {
    "extractive": "Wörtliche Auszüge aus den Unterlagen, ohne Sprachmodell",
    "generative": "Von einem Sprachmodell formuliert",
}
_CONFIDENCE = "so oft steht das Gesuchte bei ähnlich klaren Funden unter den ersten drei Fundstellen"
_AUTOMATIC = (
    "Diese Auskunft wurde automatisch erstellt (Hinweis nach Artikel 50 der KI-Verordnung). Sie ersetzt weder die "
    "Prüfung der genannten Unterlagen noch eine rechtliche Bewertung."
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an answer does not know of itself."""

    house: str = ""
    """Title of the municipality whose person asked."""
    person: str = ""
    """Who asked; empty leaves it out."""
    searched: tuple[str, ...] = ()
    """Titles of the corpora that were searched."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of a cited paper besides what the citation says."""

    kind: str = ""
    date: date | None = None
    bodies: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """German sentences its reader must know: a proposal, what was decided."""
    newer: NewerVersion | None = None
    """The newer version of a paper that a citation calls older."""


@dataclass(frozen=True, slots=True)
class Point:
    """A statement of the answer."""

    number: int
    text: str
    verbatim: bool
    """Whether the text is the quote itself, to be set in quotation marks."""
    verdict: Verdict
    judgement: str
    """German; the verdict in words."""
    sources: tuple[str, ...]
    """Labels of its sources."""
    needs_care: bool
    """Whether the judgement is to catch the eye."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One place in a paper that the answer rests on."""

    label: str
    """Of a source; empty for one of the nearest documents."""
    place: str
    """Page and section."""
    quote: str
    """With the line breaks that carry meaning; empty where the statement itself is the quote."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A cited paper with its places, or one of the nearest documents."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """Name and value, in order."""
    notes: tuple[str, ...]
    """What its reader must know first."""
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All parts of the file, in reading order."""

    title: str
    subtitle: str
    question: str
    facts: tuple[tuple[str, str], ...]
    caution: str
    """German; why the answer needs care or why there is none; empty when nothing is to be said."""
    outcome: str
    """German; what stands in place of statements when there are none."""
    points: tuple[Point, ...]
    proofs: tuple[Proof, ...]
    nearest: tuple[Proof, ...]
    notices: tuple[str, ...]
    created: datetime


def make_dossier(
    answer: Answer, occasion: Occasion, papers: Mapping[str, Paper] | None = None, *, withheld: int = 0
) -> Dossier:
    """The dossier of an answer; `papers` by `Document.id`, `withheld` statements were left out before."""
    known = papers or {}
    points = tuple(_point(number, statement) for number, statement in enumerate(answer.statements, start=1))
    cited = [
        (
            citation,
            Passage(label, _place(citation.page, citation.section), "" if point.verbatim else reflow(citation.quote)),
        )
        for point, statement in zip(points, answer.statements, strict=True)
        for label, citation in zip(point.sources, statement.citations, strict=True)
    ]
    shows_nearest = answer.outcome is not Outcome.ANSWERED
    nearest = [_near(hit, known) for hit in answer.hits[:NEAREST]]
    return Dossier(
        title=TITLE,
        subtitle=SUBTITLE,
        question=clean(answer.question),
        facts=tuple((name, clean(value)) for name, value in _facts(answer, occasion) if value),
        caution=clean(answer.reason),
        outcome=_outcome(answer, withheld),
        points=points,
        proofs=_prove(cited, answer, known),
        nearest=tuple(nearest) if shows_nearest else (),
        notices=tuple(clean(notice) for notice in (answer.notice, _AUTOMATIC) if notice),
        created=answer.created.astimezone(),
    )


def clean(text: str) -> str:
    """`text` without characters that a file cannot hold or that change how others are read; line breaks stay."""
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text).replace("\t", " ")
        if character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )


def reflow(text: str) -> str:
    """A quote with its running text joined and the breaks of lists and tables kept.

    A line that is much shorter than the longest ends because its writer wanted it to; so does one before an item.
    """
    lines = [" ".join(line.split()) for line in clean(text).split("\n")]
    lines = [line for line in lines if line]
    if not lines:
        return ""
    longest = max(map(len, lines))
    joined = lines[0]
    for before, line in pairwise(lines):
        keeps = len(before) < 0.75 * longest or longest < _SHORTEST_FULL_LINE or _ITEM.match(line) is not None
        joined += ("\n" if keeps else " ") + line
    return joined


_ITEM = re.compile(r"(?:[-–•*☐☒✓]|\(?\d{1,2}[.)]|\(?[a-z][.)]|§)\s")
_SHORTEST_FULL_LINE = 30
"""Characters; where no line is longer, they are cells of a table."""


def say(statement: CheckedStatement) -> tuple[str, bool]:
    """A statement's text with the lines of its lists and tables, and whether it is nothing but what its sources say."""
    said = " ".join(statement.text.split())
    quotes = [" ".join(citation.quote.split()) for citation in statement.citations]
    verbatim = bool(quotes) and all(quote.rstrip(".") in said for quote in quotes)
    # The stored quotes still have the lines of their lists and tables.
    whole = verbatim and len(" ".join(quotes)) >= 0.9 * len(said)
    text = "\n".join(citation.quote for citation in statement.citations) if whole else statement.text
    if whole and said.endswith(".") and not text.endswith("."):
        text += "."  # A quote is located without the full stop behind it.
    return reflow(text), verbatim


def _point(number: int, statement: CheckedStatement) -> Point:
    judgement = _OLDER if statement.is_older else _VERDICTS[statement.verdict]
    if statement.missing:
        judgement += " " + _MISSING.format(words=", ".join(statement.missing))
    text, verbatim = say(statement)
    count = len(statement.citations)
    labels = tuple(f"{number}{_letter(place) if count > 1 else ''}" for place in range(count))
    plain = statement.verdict is Verdict.SUPPORTED and not statement.is_older
    return Point(number, text, verbatim, statement.verdict, clean(judgement), labels, needs_care=not plain)


def _passage(label: str, citation: Citation, *, quoted: bool) -> Passage:
    return Passage(label, _place(citation.page, citation.section), "" if quoted else reflow(citation.quote))


def _letter(place: int) -> str:
    return chr(ord("a") + place) if place < 26 else f".{place + 1}"


def _prove(cited: Sequence[tuple[Citation, Passage]], answer: Answer, papers: Mapping[str, Paper]) -> tuple[Proof, ...]:
    """One proof a paper, in the order of its first place."""
    places: dict[str, list[Passage]] = {}
    firsts: dict[str, Citation] = {}
    for citation, passage in cited:
        firsts.setdefault(citation.document, citation)
        places.setdefault(citation.document, []).append(passage)
    dates = {hit.document: hit.date for hit in answer.hits}
    proofs = []
    for id, first in firsts.items():
        paper = papers.get(id, Paper(date=dates.get(id)))
        notes = list(paper.notes)
        if first.superseded_by:
            notes.append(f"Ältere Fassung. Neuer ist: {_name_newer(paper.newer, first.superseded_by)}")
        facts = _paper_facts(first.reference, paper, f"{first.tenant}/{first.corpus}: {first.path}")
        proofs.append(Proof(clean(first.title), facts, tuple(map(clean, notes)), tuple(places[id])))
    return tuple(proofs)


def _name_newer(newer: NewerVersion | None, path: str) -> str:
    if newer is None:
        return path
    return f"{newer.title} vom {newer.date_untold:%d.%m.%Y}" if newer.date_untold else newer.title


def _near(hit: Hit, papers: Mapping[str, Paper]) -> Proof:
    paper = papers.get(hit.document, Paper(date=hit.date))
    facts = _paper_facts(hit.reference, paper, f"{hit.tenant}/{hit.corpus}: {hit.path}")
    place = _place(hit.page, hit.section)
    passages = (Passage("", place, ""),) if place else ()
    return Proof(clean(hit.title), facts, tuple(map(clean, paper.notes)), passages)


def _place(page: int | None, section: str) -> str:
    parts = (f"Seite {page}" if page is not None else "", " ".join(clean(section).split()))
    return ", ".join(part for part in parts if part)


def _paper_facts(reference: str | None, paper: Paper, file: str) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Nummer", reference or ""),
        ("Art", paper.kind),
        ("Datum", f"{paper.date:%d.%m.%Y}" if paper.date else ""),
        ("Gremien", ", ".join(paper.bodies)),
        (FILE, file),
    ]
    return tuple((name, " ".join(clean(value).split())) for name, value in facts if value)


def _facts(answer: Answer, occasion: Occasion) -> list[tuple[str, str]]:
    created = answer.created.astimezone()
    offset = f"{created:%z}"
    engine = _ENGINES.get(answer.engine, answer.engine) + (f" ({answer.model})" if answer.model else "")
    answered = answer.outcome is Outcome.ANSWERED
    confidence = f"{answer.confidence * 100:.0f} % (geschätzt: {_CONFIDENCE})" if answered else ""
    seconds = f"{answer.seconds:.1f}".replace(".", ",") if answer.seconds >= 0.1 else "unter 0,1"
    return [
        ("Stelle", occasion.house),
        ("Gefragt von", occasion.person),
        ("Gefragt am", f"{created:%d.%m.%Y, %H:%M} Uhr (UTC{offset[:3]}:{offset[3:]})"),
        ("Durchsucht", ", ".join(occasion.searched)),
        ("Erstellt mit", f"{engine}; {seconds} Sekunden"),
        ("Stand des Index", answer.index_version),
        ("Sicherheit", confidence),
    ]


def _outcome(answer: Answer, withheld: int) -> str:
    left_out = (
        f"{withheld} Aussage(n) fehlen, weil ihre Unterlage entfernt wurde oder nicht mehr für Sie freigegeben ist."
        if withheld
        else ""
    )
    if answer.outcome is Outcome.ANSWERED:
        return left_out
    if answer.outcome is Outcome.SOURCES_ONLY:
        return f"Das Sprachmodell hat nicht geantwortet; genannt werden nur Fundstellen. {left_out}".strip()
    return f"Die Unterlagen enthalten keine Antwort auf diese Frage. {left_out}".strip()
