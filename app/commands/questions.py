"""What `search` and `ask` share: filters, access, and files of many questions."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.frame import option
from corpora.errors import FolderMissing, UsageError
from corpora.model import Access, CorpusKind

if TYPE_CHECKING:
    from app.decisions import Treatment
    from app.wiring import App
    from corpora.scope import Scope
    from index.search import SearchFilters

_DATE = click.DateTime(formats=["%Y-%m-%d", "%d.%m.%Y"])


@dataclass(frozen=True, slots=True)
class Question:
    """One question to be asked."""

    id: object
    """As the file gave it, None on the command line."""
    text: str
    conversation: object = None
    """As the file gave it; questions with the same one follow each other. None: the question stands alone."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What `search` and `ask` were told."""

    tenant: str
    question: str | None
    corpora: tuple[str, ...]
    kinds: tuple[str, ...]
    date_from: datetime.datetime | None
    date_to: datetime.datetime | None
    bodies: tuple[str, ...]
    access: str
    limit: int
    batch: Path | None
    decisions: bool

    @property
    def filters(self) -> SearchFilters:
        """The filters that the options name. Raises `UsageError` for an empty range of days."""
        from index.search import SearchFilters

        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise UsageError(
                f"Der Zeitraum vom {self.date_from:%d.%m.%Y} bis zum {self.date_to:%d.%m.%Y} ist leer.",
                hint="Vertauschen Sie --from und --to.",
            )
        return SearchFilters(
            corpora=frozenset(self.corpora),
            kinds=frozenset(map(CorpusKind, self.kinds)),
            bodies=frozenset(self.bodies),
            date_from=self.date_from.date() if self.date_from else None,
            date_to=self.date_to.date() if self.date_to else None,
        )

    def questions(self) -> list[Question]:
        """The one question of the command line, or those of the file, all checked before the first is asked.

        Raises `UsageError` when there is neither or both, or a line is no question; `FolderMissing` without the file.
        """
        if (self.question is None) == (self.batch is None):
            raise UsageError(
                "Es fehlt die Frage." if self.batch is None else "Frage und --batch gehen nicht zusammen.",
                hint="Stellen Sie eine Frage in Anführungszeichen, oder nennen Sie mit --batch eine Datei mit Fragen.",
            )
        if self.batch is not None:
            return _read_batch(self.batch)
        if not (self.question or "").strip():
            raise UsageError("Die Frage ist leer.", hint="Stellen Sie eine Frage in einem Satz.")
        return [Question(None, self.question or "")]


def takes_inquiry(function: Callable[..., object]) -> Callable[..., object]:
    """Give a command the argument `inquiry`, made of tenant, question and the options that narrow it."""

    @functools.wraps(function)
    def command(*args: object, **kwargs: object) -> object:
        told = {field.name: kwargs.pop(field.name) for field in dataclasses.fields(Inquiry)}
        return function(*args, inquiry=Inquiry(**told), **kwargs)  # type: ignore[arg-type]

    decorated: Callable[..., object] = command
    for each in reversed(
        (
            click.argument("tenant", metavar="MANDANT"),
            click.argument("question", metavar="[FRAGE]", required=False),
            option("--corpus", "corpora", metavar="BESTAND", multiple=True, help="Nur in diesem Bestand (mehrfach)."),
            option(
                "--kind",
                "kinds",
                type=click.Choice([kind.value for kind in CorpusKind]),
                multiple=True,
                help="Nur in Beständen dieser Art (mehrfach).",
            ),
            option("--from", "date_from", metavar="DATUM", type=_DATE, help="Nur Papiere ab diesem Tag."),
            option("--to", "date_to", metavar="DATUM", type=_DATE, help="Nur Papiere bis zu diesem Tag."),
            option(
                "--body", "bodies", metavar="GREMIUM", multiple=True, help="Nur Papiere dieses Gremiums (mehrfach)."
            ),
            option(
                "--access",
                type=click.Choice([access.value for access in Access]),
                default=Access.RESTRICTED.value,
                show_default=True,
                help="Höchstens, was mit diesem Zugang zu sehen ist.",
            ),
            option(
                "--limit",
                metavar="ZAHL",
                type=click.IntRange(1, 100),
                default=10,
                show_default=True,
                help="Meiste Fundstellen.",
            ),
            option(
                "--batch",
                metavar="DATEI.jsonl",
                type=click.Path(path_type=Path),
                help='Viele Fragen: ein JSON-Objekt je Zeile mit "question" und "id"; die Ausgabe ist JSON.',
            ),
            option(
                "--decisions",
                is_flag=True,
                help="Zu jeder Vorlage nennen, was Niederschriften zu ihr sagen (dauert bis 0,3 s länger).",
            ),
        )
    ):
        decorated = each(decorated)
    return decorated


def _read_batch(file: Path) -> list[Question]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FolderMissing(
            f"Die Datei {file} mit den Fragen ist nicht lesbar ({getattr(error, 'strerror', None) or error}).",
            hint="Prüfen Sie Pfad, Rechte und Kodierung (UTF-8).",
        ) from error
    return [_read_line(file, number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _read_line(file: Path, number: int, line: str) -> Question:
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    text = record.get("question") if isinstance(record, dict) else None
    if not isinstance(record, dict) or not isinstance(text, str) or not text.strip():
        raise UsageError(
            f"Zeile {number} von {file} ist keine Frage.",
            hint='Jede Zeile ist ein JSON-Objekt wie {"id": "1", "question": "Wann tagt der Rat?"}.',
        )
    conversation = record.get("conversation")
    if not isinstance(conversation, str | int | None):
        raise UsageError(
            f"„conversation“ in Zeile {number} von {file} ist kein Name.",
            hint='Fragen eines Gesprächs tragen denselben, z. B. {"question": "Und 2019?", "conversation": "g1"}.',
        )
    return Question(record.get("id"), text, conversation)


class Treated:
    """What became of papers, asked for once each; nothing where it is not `wanted` (option `--decisions`)."""

    def __init__(self, app: App, scope: Scope, *, wanted: bool) -> None:
        self._app, self._scope, self._wanted = app, scope, wanted
        self._found: dict[str, Treatment] = {}

    def of(self, documents: Iterable[str]) -> dict[str, Treatment] | None:
        """Document id to what became of it; None where nobody asked."""
        if not self._wanted:
            return None
        asked = set(documents)
        self._found |= self._app.decisions.treatments(self._scope, asked - self._found.keys())
        return {id: self._found[id] for id in asked if id in self._found}

    def line(self, document: str) -> str:
        """What became of one, for people; empty where there is nothing to say."""
        found = (self.of([document]) or {}).get(document)
        if found is None:
            return ""
        from app.decisions import describe_decision
        from app.standing import Nature

        if found.decisions:
            return f"Was daraus wurde: {'; '.join(map(describe_decision, found.decisions))}"
        is_proposal = found.nature is Nature.PROPOSAL
        return "Vorschlag, kein Beschluss; was daraus wurde, sagt keine Niederschrift eindeutig" if is_proposal else ""


def tell_notes(app: App, scope: Scope) -> None:
    """Say on standard error what limits the search, before its results."""
    for note in app.index_notes(scope):
        click.echo(f"Hinweis: {note}", err=True)
