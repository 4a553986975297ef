"""Questions with their gold, one JSON object a line.

::

    {"id", "question", "type", "answerable", "relevant": [{"document", "page" or "section", "corpus", "tenant"}],
     "answer", "answer_spans": [verbatim strings], "spans_needed": "any" | "all", "stale": [outdated places],
     "tenant", "corpus", "status"}

Only `id`, `question` and, for an accepted answerable question, `relevant` must stand there. Keys this module does not
know are kept: cases may later be made from feedback and carry where they come from. Every error names file and line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from corpora.errors import UsageError

_ERRORS_SHOWN = 10

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class SpansNeeded(StrEnum):
    """How many of a case's answer spans an answer must hold."""

    ANY = "any"
    """The spans are spellings of the same answer."""
    ALL = "all"
    """Each span is a part of the answer."""


class CaseStatus(StrEnum):
    """What a person said of a case. Only accepted ones are run."""

    ACCEPTED = "angenommen"
    PROPOSED = "vorgeschlagen"
    REJECTED = "abgelehnt"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, as precisely as the person who wrote the case knew it."""

    document: str
    """Path below the corpus folder."""
    page: int | None = None
    """1-based."""
    section: str | None = None
    """A heading."""
    corpus: str | None = None
    """None: any corpus that holds a document at this path."""
    tenant: str | None = None
    """The owner of the corpus; None: any that the asking tenant may see."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question with its gold."""

    id: str
    question: str
    type: str = ""
    """What kind of question it is; results are grouped by it."""
    answerable: bool = True
    relevant: tuple[Place, ...] = ()
    """Empty exactly when the question is unanswerable; in a case that nobody has accepted, also while it is open."""
    answer: str = ""
    """For people and for a judge; measures compare with the spans."""
    answer_spans: tuple[str, ...] = ()
    spans_needed: SpansNeeded = SpansNeeded.ANY
    stale: tuple[Place, ...] = ()
    """Places that once held the answer and are outdated."""
    tenant: str | None = None
    """Who asks; None: the tenant the run names."""
    corpus: str | None = None
    """Where the relevant places lie that name no corpus themselves. It does not narrow the search."""
    status: CaseStatus = CaseStatus.ACCEPTED
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Every key of the line that is none of the above."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet where the answer stands, or that it stands nowhere."""
        return self.answerable and not self.relevant


@dataclass(frozen=True, slots=True)
class CaseSet:
    """The cases of one file."""

    name: str
    """The file's name without its folder."""
    sha256: str
    """Of the file's bytes."""
    cases: tuple[Case, ...]
    """In the order of the file, ids unique."""

    def accepted(self) -> CaseSet:
        """The cases that can be run. Raises `UsageError` when there is none."""
        kept = tuple(case for case in self.cases if case.status is CaseStatus.ACCEPTED)
        if not kept:
            raise UsageError(
                f"In {self.name} ist kein Fall angenommen.",
                hint="Setzen Sie „status“ der guten Vorschläge auf „angenommen“ und starten Sie den Lauf noch einmal.",
            )
        return CaseSet(self.name, self.sha256, kept)


def load_cases(file: Path) -> CaseSet:
    """Read and check a file of cases. Raises `UsageError` that names the lines at fault, at most ten of them."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"Die Falldatei {file} ist nicht lesbar ({error.strerror or error}).",
            hint="Nennen Sie eine Datei mit einer Frage (JSON) je Zeile.",
        ) from error
    cases: list[Case] = []
    errors: list[str] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(_lines(data, file), start=1):
        if not line.strip():
            continue
        try:
            case = parse_case(line)
        except _Fault as fault:
            errors.append(f"{file}, Zeile {number}: {fault}")
            continue
        if case.id in lines:
            errors.append(f"{file}, Zeile {number}: „id“ „{case.id}“ steht schon in Zeile {lines[case.id]}")
            continue
        lines[case.id] = number
        cases.append(case)
    if errors:
        more = f"\n… und {len(errors) - _ERRORS_SHOWN} weitere" if len(errors) > _ERRORS_SHOWN else ""
        raise UsageError(
            "\n".join(errors[:_ERRORS_SHOWN]) + more + ".",
            hint="Berichtigen Sie die genannten Zeilen. Jede Zeile ist ein JSON-Objekt mit „id“, „question“ und "
            "„relevant“, einer Liste von Fundstellen mit „document“ und, wo bekannt, „page“ oder „section“. Steht die "
            "Antwort nirgends, steht statt „relevant“ dort „answerable“: false.",
        )
    if not cases:
        raise UsageError(f"Die Falldatei {file} enthält keinen Fall.", hint="Schreiben Sie eine Frage (JSON) je Zeile.")
    return CaseSet(file.name, hashlib.sha256(data).hexdigest(), tuple(cases))


def write_case(case: Case) -> str:
    """The case as one line of JSON without its end; `parse_case` reads it back unchanged."""
    line: dict[str, Any] = {"id": case.id}
    if case.tenant:
        line["tenant"] = case.tenant
    if case.corpus:
        line["corpus"] = case.corpus
    line |= {"question": case.question, "type": case.type, "answerable": case.answerable}
    line["relevant"] = [_write_place(place) for place in case.relevant]
    line |= {"answer": case.answer, "answer_spans": list(case.answer_spans), "spans_needed": case.spans_needed.value}
    if case.stale:
        line["stale"] = [_write_place(place) for place in case.stale]
    if case.status is not CaseStatus.ACCEPTED:
        line["status"] = case.status.value
    return json.dumps(line | dict(case.extra), ensure_ascii=False)


def case_types(cases: Iterable[Case]) -> list[str]:
    """The types that occur, in order of their names."""
    return sorted({case.type for case in cases})


class _Fault(ValueError):
    """What is wrong with a line; German, without file and number."""


def parse_case(line: str) -> Case:
    """One line of a case file. Raises `ValueError` with a German message that says what is wrong."""
    try:
        values = json.loads(line)
    except json.JSONDecodeError as error:
        raise _Fault(f"kein gültiges JSON (Spalte {error.colno})") from error
    if not isinstance(values, dict):
        raise _Fault("die Zeile ist kein JSON-Objekt")
    get = _Reader(values)
    case = Case(
        id=get.text("id", required=True),
        question=get.text("question", required=True),
        type=get.text("type"),
        answerable=get.take("answerable", bool, "true oder false", default=True),
        relevant=get.places("relevant"),
        answer=get.text("answer"),
        answer_spans=get.texts("answer_spans"),
        spans_needed=get.choice("spans_needed", SpansNeeded, SpansNeeded.ANY),
        stale=get.places("stale"),
        tenant=get.text("tenant") or None,
        corpus=get.text("corpus") or None,
        status=get.choice("status", CaseStatus, CaseStatus.ACCEPTED),
        extra=get.rest(),
    )
    if case.is_open and case.status is CaseStatus.ACCEPTED:
        raise _Fault("„relevant“ ist leer, die Frage gilt aber als beantwortbar")
    if not case.answerable and case.relevant:
        raise _Fault("„relevant“ nennt Fundstellen, die Frage gilt aber als unbeantwortbar")
    return case


class _Reader:
    """Takes the known keys out of one line's object, checking each."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._rest = dict(values)

    def rest(self) -> dict[str, Any]:
        return self._rest

    def take(self, key: str, kind: type[T], german: str, *, default: T) -> T:
        value = self._rest.pop(key, None)
        if value is None:
            return default
        if not isinstance(value, kind):
            raise _Fault(f"„{key}“ muss {german} sein")
        return value

    def text(self, key: str, *, required: bool = False) -> str:
        value = " ".join(self.take(key, str, "ein Text", default="").split())
        if required and not value:
            raise _Fault(f"„{key}“ fehlt oder ist leer")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.take(key, list, "eine Liste", default=[])
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise _Fault(f"„{key}“ muss eine Liste nicht leerer Texte sein")
        return tuple(values)

    def choice(self, key: str, kind: type[E], default: E) -> E:
        value = self.take(key, str, "ein Text", default=default.value)
        try:
            return kind(value)
        except ValueError as error:
            allowed = ", ".join(f"„{member}“" for member in type(default))
            raise _Fault(f"„{key}“ ist „{value}“, erlaubt sind {allowed}") from error

    def places(self, key: str) -> tuple[Place, ...]:
        return tuple(_parse_place(value, key) for value in self.take(key, list, "eine Liste", default=[]))


def read_places(values: object) -> tuple[Place, ...]:
    """Places under one of a case's further keys; none where these are no places."""
    try:
        return tuple(_parse_place(value, "") for value in values) if isinstance(values, list) else ()
    except _Fault:
        return ()


def _parse_place(value: object, key: str) -> Place:
    if not isinstance(value, dict):
        raise _Fault(f"„{key}“ muss eine Liste von Objekten mit „document“ sein")
    get = _Reader(value)
    document = get.text("document", required=True)
    page = value.get("page")
    if page is not None and (not isinstance(page, int) or isinstance(page, bool) or page < 1):
        raise _Fault(f"„page“ in „{key}“ muss eine ganze Zahl ab 1 sein")
    return Place(document, page, get.text("section") or None, get.text("corpus") or None, get.text("tenant") or None)


def _write_place(place: Place) -> dict[str, object]:
    values = {
        "tenant": place.tenant,
        "corpus": place.corpus,
        "document": place.document,
        "page": place.page,
        "section": place.section,
    }
    return {name: value for name, value in values.items() if value is not None}


def _lines(data: bytes, file: Path) -> list[str]:
    try:
        return data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(
            f"{file}, Zeile {line}: kein UTF-8.", hint="Speichern Sie die Datei in der Kodierung UTF-8."
        ) from error
