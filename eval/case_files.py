"""Files of cases that evaluators keep and edit in the data folder, a folder a tenant.

::

    HOME/cases/TENANT/ACCESS/NAME.jsonl     seen by evaluators who may see papers of this access
    HOME/cases/TENANT/NAME.jsonl            put there by whoever runs the machine; for those who may see everything

Cases quote papers, so a file lies at the access of the person who made it, and feedback is drafted only into a file of
the evaluator's own access.
"""

from __future__ import annotations

import datetime
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.access import Person, Role
from app.data_folder import cases_folder
from app.feedback import FeedbackState
from corpora.errors import AktenkompassError, AlreadyExists, UnknownCases, UsageError
from corpora.model import Access
from eval.cases import Case, CaseSet, CaseStatus, Place, load_cases, parse_case, write_case
from eval.feedback import draft_feedback

if TYPE_CHECKING:
    from app.wiring import App

LONGEST_FILE = 5 * 2**20
"""Bytes of a case file."""
FEEDBACK_FILE = "rueckmeldungen"
"""Name of the files that drafts from feedback are kept in."""

_MOST_FILES = 200
"""Of one tenant."""
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?")
_SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of cases as it stands in the list."""

    id: str
    """``ACCESS/NAME``, or ``NAME`` for one that lies directly in the tenant's folder."""
    name: str
    """Without its ending."""
    access: Access
    changed: datetime.datetime
    counts: Counter[CaseStatus]
    """Empty when the file cannot be read."""
    fault: str = ""
    """German; why it cannot be read."""


class CaseFiles:
    """All case files of all tenants. Thread-safe. For evaluators; raises `NotAllowed` for all others."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = threading.Lock()

    # See

    def all(self, person: Person) -> list[CaseFile]:
        """The tenant's files that the person may see, by name."""
        self._app.access.require(person, Role.EVALUATOR)
        root = cases_folder(self._app.settings.home, person.tenant)
        found = [_describe(id, file) for id, file in _listed(root, person)]
        return sorted(found, key=lambda file: (file.name, file.id))

    def read(self, person: Person, id: str) -> CaseSet:
        """The cases of a file, whatever their status. Raises `UnknownCases`, `UsageError` that names lines at fault."""
        return _load(self._file(person, id))

    def content(self, person: Person, id: str) -> bytes:
        """A file as it is. Raises `UnknownCases`."""
        return self._file(person, id).read_bytes()

    # Change

    def add(self, person: Person, name: str, content: bytes) -> str:
        """Keep a new file, for evaluators who may see what the person may see; return its id.

        Raises `UsageError` for content that is no cases or of another tenant, and for a name without letters;
        `AlreadyExists`.
        """
        self._app.access.require(person, Role.EVALUATOR)
        if len(content) > LONGEST_FILE:
            raise UsageError("Die Falldatei ist zu groß.", hint=f"Möglich sind {LONGEST_FILE / 2**20:.0f} MB.")
        folder = self._folder(person)
        file = folder / f"{make_name(name)}{_SUFFIX}"
        with self._lock:
            if file.exists():
                raise AlreadyExists(
                    f"Eine Falldatei „{file.stem}“ gibt es schon.", hint="Geben Sie der Datei einen anderen Namen."
                )
            if len(_listed(folder.parent, person)) >= _MOST_FILES:
                raise UsageError(
                    f"Es gibt schon {_MOST_FILES} Falldateien.", hint="Löschen Sie eine, die niemand mehr braucht."
                )
            draft = file.with_name(f".{file.name}")
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(content)
            try:
                for case in _load(draft, file.name).cases:
                    _check_tenant(case, person)
                draft.replace(file)
            finally:
                draft.unlink(missing_ok=True)
        return f"{folder.name}/{file.stem}"

    def save_case(self, person: Person, id: str, case: Case, *, seen: str) -> None:
        """Write one case in place of the one with its id, or after the others.

        `seen` is the hash of the file that the person looked at. Raises `UnknownCases`; `UsageError` when the file has
        changed since, when the case is none, and for an accepted case with a place the person cannot find.
        """
        file = self._file(person, id)
        try:
            case = parse_case(write_case(case))
        except ValueError as error:
            raise UsageError(
                f"Der Fall „{case.id}“ stimmt nicht: {error}.", hint="Ergänzen Sie die Angaben."
            ) from error
        _check_tenant(case, person)
        if case.status is CaseStatus.ACCEPTED:
            for place in (*case.relevant, *case.stale):
                self._check_place(person, place, case.corpus)
        with self._lock:
            known = _load(file)
            if known.sha256 != seen:
                raise UsageError(
                    f"Die Falldatei „{file.stem}“ wurde inzwischen geändert.",
                    hint="Sehen Sie sich den Fall noch einmal an und ändern Sie ihn dann.",
                )
            there = any(each.id == case.id for each in known.cases)
            cases = [case if each.id == case.id else each for each in known.cases]
            _write(file, cases if there else [*cases, case])

    def delete(self, person: Person, id: str) -> None:
        """Delete a file. Raises `UnknownCases`."""
        file = self._file(person, id)
        with self._lock:
            file.unlink(missing_ok=True)

    def take_feedback(self, person: Person, ids: Sequence[str]) -> str:
        """Draft cases from feedback into the file for these, mark it as used, and return the file's id.

        Raises `UnknownFeedback` (then nothing is done). What was drafted before is left as it is.
        """
        entries = [self._app.feedback.entry(person, id) for id in ids]
        drafts = list(draft_feedback(entries, person.tenant))
        folder = self._folder(person)
        file = folder / f"{FEEDBACK_FILE}{_SUFFIX}"
        with self._lock:
            known = _load(file).cases if file.exists() else ()
            there = {case.id for case in known}
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(file, [*known, *(case for case in drafts if case.id not in there)])
        self._app.feedback.mark(person, list(ids), FeedbackState.USED)
        return f"{folder.name}/{FEEDBACK_FILE}"

    # Where

    def _folder(self, person: Person) -> Path:
        return cases_folder(self._app.settings.home, person.tenant) / person.clearance.value

    def _file(self, person: Person, id: str) -> Path:
        self._app.access.require(person, Role.EVALUATOR)
        root = cases_folder(self._app.settings.home, person.tenant)
        found = dict(_listed(root, person)).get(id)
        if found is None:
            raise UnknownCases("Diese Falldatei gibt es nicht.", hint="Die Liste der Falldateien zeigt alle.")
        return found

    def _check_place(self, person: Person, place: Place, corpus: str | None) -> None:
        """Raise `UsageError` for a place in no document that the person may see."""
        scope, catalog = self._app.access.scope(person), self._app.catalog
        for grant in scope.grants:
            for id in grant.corpora:
                named = place.corpus or (corpus if place.tenant is None else None)
                if named not in (None, id) or place.tenant not in (None, grant.tenant):
                    continue
                try:
                    record = catalog.document(grant.tenant, id, place.document)
                except AktenkompassError:
                    continue
                if not scope.allows(record.tenant, record.corpus, record.access):
                    continue
                if place.page is None or 1 <= place.page <= record.pages:
                    return
                raise UsageError(
                    f"„{place.document}“ hat {record.pages} Seiten, genannt ist Seite {place.page}.",
                    hint="Berichtigen Sie die Seite, oder lassen Sie sie weg.",
                )
        raise UsageError(
            f"„{place.document}“ gibt es in den Beständen nicht.",
            hint="Nennen Sie den Pfad so, wie ihn die Suche und der Bericht zeigen.",
        )


def file_name(id: str) -> str:
    """What a file is called when it is downloaded."""
    return f"{id.rpartition('/')[2]}{_SUFFIX}"


def make_name(title: str) -> str:
    """A file's name from what a person calls it. Raises `UsageError` when nothing is left."""
    spelled = title.strip().removesuffix(_SUFFIX).casefold()
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelled = spelled.replace(letter, plain)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9_]+", "-", plain)[:64].strip("-_")
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"„{title}“ kann nicht der Name einer Falldatei sein.", hint="Nehmen Sie Buchstaben und Ziffern."
        )
    return name


def _listed(root: Path, person: Person) -> list[tuple[str, Path]]:
    """Ids and paths of the files that a person may see."""
    found = []
    for access in Access:
        if access.level <= person.clearance.level:
            found += [(f"{access.value}/{file.stem}", file) for file in _files(root / access.value)]
    if person.clearance is Access.RESTRICTED:
        found += [(file.stem, file) for file in _files(root)]
    return found


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.glob(f"*{_SUFFIX}") if file.is_file() and not file.name.startswith(".")]


def _describe(id: str, file: Path) -> CaseFile:
    access = Access(id.partition("/")[0]) if "/" in id else Access.RESTRICTED
    changed = datetime.datetime.fromtimestamp(file.stat().st_mtime, datetime.UTC)
    try:
        counts = Counter(case.status for case in _load(file).cases)
    except UsageError as error:
        return CaseFile(id, file.stem, access, changed, Counter(), error.message)
    return CaseFile(id, file.stem, access, changed, counts)


def _load(file: Path, name: str = "") -> CaseSet:
    """As `load_cases`; the message does not tell where the file lies."""
    shown = name or file.name
    try:
        return replace(load_cases(file), name=shown)
    except UsageError as error:
        raise UsageError(error.message.replace(str(file), shown), hint=error.hint) from error


def _write(file: Path, cases: Sequence[Case]) -> None:
    draft = file.with_name(f".{file.name}")
    draft.write_text("".join(f"{write_case(case)}\n" for case in cases), encoding="utf-8")
    draft.replace(file)


def _check_tenant(case: Case, person: Person) -> None:
    if case.tenant not in (None, person.tenant):
        raise UsageError(
            f"Der Fall „{case.id}“ gehört „{case.tenant}“, nicht „{person.tenant}“.",
            hint="Stellen Sie jeder Kommune ihre Fälle in einer eigenen Datei.",
        )
