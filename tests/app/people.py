"""An opened app with an identity provider in its settings, members of every role, and papers of every access."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.access import Identity, Person, Role
from app.reading_settings import OcrSection, ReadingSettings
from app.settings import AccessSettings, Settings
from app.wiring import App, Use, open_app
from corpora.model import Access, Corpus, CorpusKind
from ingest.limits import OcrMode
from tests.app.house import write

TENANT, NEIGHBOUR = "musterstadt", "nachbardorf"
ISSUER = "https://anmeldung.example"

PAPERS = {
    "rat/turnhalle.txt": "Beschlussvorlage\n\nDrucksachen-Nr.: 51/2025\nDatum: 04.03.2025\n\nBetreff: Sanierung der "
    "Turnhalle\n\nDie Sanierung der Turnhalle am Lindenplatz kostet 1.250.000 Euro.\n",
    "rat/grundstueck.txt": "Beschlussvorlage\n\nDrucksachen-Nr.: 52/2025\nNichtöffentlich\n\nBetreff: Ankauf eines "
    "Grundstücks\n\nDas Grundstück am Mühlbach wird für 90.000 Euro angekauft.\n",
    "haus/sprechstunde.md": "# Sprechstunde\n\nDie Sprechstunde der Personalabteilung ist donnerstags um 14 Uhr.\n",
    "personal/zulage.md": "# Zulage\n\nDie Zulage für den Winterdienst beträgt 75 Euro im Monat.\n",
}
"""Written for these tests: folder of the corpus and path to text."""

_CORPORA = (
    Corpus(TENANT, "rat", "Ratspapiere", CorpusKind.COUNCIL, Access.PUBLIC),
    Corpus(TENANT, "haus", "Intranet", CorpusKind.GUIDE, Access.INTERNAL),
    Corpus(TENANT, "personal", "Personal", CorpusKind.GUIDE, Access.RESTRICTED),
    Corpus(NEIGHBOUR, "rat", "Ratspapiere", CorpusKind.COUNCIL, Access.PUBLIC),
)
MEMBERS = {
    "leserin": (TENANT, Role.READER, Access.INTERNAL),
    "gast": (TENANT, Role.READER, Access.PUBLIC),
    "geheim": (TENANT, Role.READER, Access.RESTRICTED),
    "pflege": (TENANT, Role.MANAGER, Access.RESTRICTED),
    "pflege-haus": (TENANT, Role.MANAGER, Access.INTERNAL),
    "guete": (TENANT, Role.EVALUATOR, Access.RESTRICTED),
    "guete-haus": (TENANT, Role.EVALUATOR, Access.INTERNAL),
    "leitung": (TENANT, Role.ADMIN, Access.RESTRICTED),
    "nachbar": (NEIGHBOUR, Role.ADMIN, Access.RESTRICTED),
}
"""Subject to tenant, role and clearance."""


def settings_for(home: Path, *, issuer: str = ISSUER) -> Settings:
    return Settings(
        home=home,
        access=AccessSettings(issuer=issuer),
        reading=ReadingSettings(workers=1, ocr=OcrSection(mode=OcrMode.OFF)),
    )


@contextmanager
def open_town(home: Path, papers: Path, *, read: bool = True, settings: Settings | None = None) -> Iterator[App]:
    """The app over `home`; tenants, members and corpora are made when there are none, and with `read` filled."""
    with open_app(settings or settings_for(home), Use.WRITE) as app:
        if not app.catalog.tenants():
            app.catalog.add_tenant(TENANT, "Stadt Musterstadt")
            app.catalog.add_tenant(NEIGHBOUR, "Gemeinde Nachbardorf")
            for corpus in _CORPORA:
                app.catalog.add_corpus(corpus)
            for subject, (tenant, role, clearance) in MEMBERS.items():
                app.members.add(tenant, subject, roles=[role], clearance=clearance)
            write(papers, PAPERS)
            if read:
                for id in ("rat", "haus", "personal"):
                    app.knowledge.ingest(TENANT, id, [papers / id])
        yield app


def person(app: App, subject: str) -> Person:
    """A member, as the access policy knows them now."""
    expires = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=5)
    return app.access.person(Identity(ISSUER, subject, expires=expires))
