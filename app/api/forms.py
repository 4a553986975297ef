"""What comes in and goes out, with examples. Field names are the command line's (`app.json_forms`): a contract."""

from __future__ import annotations

import datetime
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.answering.types import Outcome, Verdict
from app.resolutions import Result
from app.standing import Nature
from corpora.errors import UsageError
from corpora.model import Access, CorpusKind, DocumentState
from index.search import SearchFilters

_QUESTION = "Wie hoch ist die Hundesteuer für den zweiten Hund?"
LONGEST_QUESTION = 2_000

Id = Annotated[str, Field(min_length=1, max_length=200)]
Ids = Annotated[list[Id], Field(max_length=100)]


CorpusId = Annotated[
    str, Field(min_length=1, max_length=40, description="Kennung eines eigenen Bestands.", examples=["ortsrecht"])
]


class Incoming(BaseModel):
    """Something that comes in: a misspelt field is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Outgoing(BaseModel):
    """Something that goes out."""

    model_config = ConfigDict(frozen=True)


class Inquiry(Incoming):
    """A question, and what it is narrowed to."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)] = (
        Field(examples=[_QUESTION])
    )
    corpora: Ids = Field(
        [], description="Nur in diesen Beständen: Kennung oder Mandant/Kennung.", examples=[["ortsrecht"]]
    )
    kinds: Annotated[list[CorpusKind], Field(max_length=10)] = Field([], description="Nur in Beständen dieser Art.")
    bodies: Ids = Field([], description="Nur Papiere dieser Gremien.", examples=[["Rat"]])
    date_from: date | None = Field(None, description="Nur Papiere ab diesem Tag.", examples=["2020-01-01"])
    date_to: date | None = Field(None, description="Nur Papiere bis zu diesem Tag.")
    limit: int = Field(10, ge=1, le=100, description="Meiste Fundstellen.")
    decisions: bool = Field(
        False,
        description="Zu jedem Papier nennen, was es ist und was Niederschriften zu ihm sagen (nature, decisions); "
        "dauert bei zehn Fundstellen 0,1 bis 0,3 s länger.",
        examples=[True],
    )

    @property
    def filters(self) -> SearchFilters:
        """As the search takes them. Raises `UsageError` for an empty range of days."""
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise UsageError("Der Zeitraum ist leer.", hint="Vertauschen Sie date_from und date_to.")
        return SearchFilters(
            corpora=frozenset(self.corpora),
            kinds=frozenset(self.kinds),
            bodies=frozenset(self.bodies),
            date_from=self.date_from,
            date_to=self.date_to,
        )


class Asking(Inquiry):
    """A question to be answered."""

    stream: bool = Field(True, description="Aussagen einzeln als Ereignisse senden, sobald es sie gibt.")
    keep: bool = Field(False, description="Frage und Antwort im eigenen Verlauf behalten.")
    conversation: Id | None = Field(
        None, description="Diese eigene Unterhaltung fortsetzen; Rückfragen werden aus ihr verstanden."
    )


class DecisionForm(Outgoing):
    """What one body did with a paper, by minutes that one may see."""

    body: str = Field(description="Wie die Niederschrift es nennt.", examples=["Rat"])
    date: datetime.date = Field(description="Der Sitzung.", examples=["2024-03-26"])
    result: Result = Field(
        description="as_proposed (wie vorgeschlagen), agreed (zugestimmt), changed (mit Änderungen), rejected "
        "(abgelehnt), postponed (abgesetzt, vertagt), noted (zur Kenntnis genommen).",
        examples=["as_proposed"],
    )
    final: bool = Field(description="Ob das Gremium das letzte Wort hat; sonst ist es eine Empfehlung.")
    summary: str = Field(examples=["Rat, 26.03.2024: wie vorgeschlagen beschlossen (Niederschrift, Seite 5)"])
    minutes: str = Field(description="Titel der Niederschrift.")
    document_id: str = Field(description="Der Niederschrift.")
    version: str
    page: int | None = Field(description="Ab 1; null, wo das Format keine Seiten hat.", examples=[5])
    start: int | None = Field(description="Anfang des Wortlauts auf seiner Seite, wie in citations.")
    end: int | None
    quote: str = Field(
        description="Der Wortlaut der Niederschrift.", examples=["Beratungsergebnis: einstimmig lt. Beschlussvorschlag"]
    )


NATURE = "Vorlage, Niederschrift, Regelwerk … nach dem eigenen Wort des Papiers."
DECISIONS = "Was Niederschriften dazu sagen, die älteste zuerst; leer, wo keine es eindeutig sagt."
_WHEN_ASKED = " Nur mit decisions = true; beim Streamen im Ereignis finished."


class TreatedForm(Outgoing):
    """A paper with what became of it."""

    nature: Nature | None = Field(None, description=NATURE + _WHEN_ASKED, examples=["proposal"])
    decisions: list[DecisionForm] | None = Field(None, description=DECISIONS + _WHEN_ASKED)


class HitForm(TreatedForm):
    """A place in a document that fits a question."""

    rank: int
    score: float
    tenant: str
    corpus: str
    document: str = Field(description="Pfad unter dem eingelesenen Ordner.")
    document_id: str
    title: str
    reference: str | None
    date: date | None
    page: int | None = Field(description="Ab 1; null, wo das Format keine Seiten hat.")
    section: str
    text: str
    why: list[str]
    superseded_by: str | None
    folded: int
    chunk: str
    version: str


class SearchForm(Outgoing):
    """What a search found, the best first."""

    hits: list[HitForm]


class CitationForm(TreatedForm):
    """Where a quote stands."""

    tenant: str
    corpus: str
    document: str
    document_id: str
    title: str
    reference: str | None
    page: int | None
    section: str
    start: int
    end: int
    quote: str
    version: str
    superseded_by: str | None


class StatementForm(Outgoing):
    """One checked statement."""

    text: str
    verdict: Verdict
    missing: list[str] = Field(description="Zahlen, Daten und Nummern, die nicht beim Zitat stehen.")
    quote: str | None
    document: str | None
    page: int | None
    citations: list[CitationForm]


class AnswerForm(Outgoing):
    """An answer with its statements and what was found."""

    question: str
    outcome: Outcome
    statements: list[StatementForm]
    engine: str
    model: str | None
    index_version: str
    confidence: float = Field(
        description="Geschätzt (0 bis 1): wie oft bei solchen Funden das Gesuchte unter den ersten drei steht."
    )
    seconds: float
    created: str
    reason: str | None
    reason_code: str | None
    notice: str
    hits: list[HitForm]


class KeptForm(Outgoing):
    """Where a question stands in one's own history."""

    conversation: str
    turn: int


class AskForm(AnswerForm):
    """An answer with its place in the history when it was kept; `question` is what was searched."""

    asked: str = Field(description="Die Frage im Wortlaut; question nennt, wie eine Rückfrage verstanden wurde.")
    kept: KeptForm | None = None


class MeForm(Outgoing):
    """Who asks, as the checks see it at this moment."""

    tenant: str = Field(examples=["auenfurt"])
    name: str
    roles: list[str] = Field(examples=[["reader"]])
    clearance: Access
    tenants: list[str] = Field(description="Alle Mandanten, zu denen man gehört.")


class CorpusForm(Outgoing):
    """A corpus one may search. Counted is what one may see."""

    tenant: str
    corpus: str
    title: str
    kind: CorpusKind
    access: Access
    documents: int


class DocumentForm(Outgoing):
    """A document."""

    tenant: str
    corpus: str
    document: str = Field(description="Pfad unter dem eingelesenen Ordner.")
    id: str
    state: DocumentState
    searchable: bool
    version: str | None
    title: str
    reference: str | None
    date: date | None
    kind: str | None
    office: str | None
    bodies: list[str]
    publicity: str
    access: Access
    media_type: str
    pages: int
    ocr_pages: int
    chunks: int
    bytes: int
    seconds: float
    reason_code: str | None
    reason: str | None
    sha256: str
    updated: str


class TreatedDocumentForm(DocumentForm):
    """A document with what became of it."""

    nature: Nature = Field(description=NATURE, examples=["proposal"])
    decisions: list[DecisionForm] = Field(description=DECISIONS)


class DocumentsForm(Outgoing):
    """Some of the documents one may see, by corpus and path."""

    total: int = Field(description="Alle, die zu den Angaben passen.")
    documents: list[DocumentForm]


class ErrorDetail(Outgoing):
    """What went wrong."""

    code: str = Field(examples=["NotFound"])
    message: str = Field(examples=["Das gibt es nicht, oder es ist für Sie nicht freigegeben."])
    hint: str | None = None
    type: str = Field(examples=["not_found_error"])
    param: str | None = None


class ErrorForm(Outgoing):
    """The body of every error."""

    error: ErrorDetail


REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorForm, "description": "Nicht angemeldet, oder die Anmeldung ist abgelaufen."},
    403: {"model": ErrorForm, "description": "Gehört zu diesem Mandanten nicht (mehr)."},
    404: {"model": ErrorForm, "description": "Gibt es nicht, oder ist nicht freigegeben."},
    429: {"model": ErrorForm, "description": "Zu viele Anfragen; Retry-After nennt die Sekunden."},
}
"""How every route behind the sign-in may refuse."""
