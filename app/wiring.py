"""The composition root: nothing else builds clients, engines or models. Parts are made when first asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from app.answer_parts import AnswerParts
from app.data_folder import make_home, owned
from app.parts import part
from app.settings import IndexEngine, Settings

if TYPE_CHECKING:
    from app.curation import Curation
    from app.documents import Documents
    from app.housekeeping import Housekeeping
    from app.jobs import JobRunner
    from app.knowledge import Knowledge
    from app.oidc import Provider, SessionChecker, TokenChecker
    from app.previews import Previews

SILENCE = {
    "DO_NOT_TRACK": "1",
    "SCARF_NO_ANALYTICS": "true",
    "ANONYMIZED_TELEMETRY": "false",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Set before any library that reads them is imported: nothing reports home, nothing is downloaded at run time."""

PATIENCE = {"OMP_WAIT_POLICY": "PASSIVE"}
"""Set unless the environment says otherwise: a model's threads sleep while they wait for each other. Spinning, they
take ten times as long as soon as something else wants the cores, as reading papers does (docs/measurements.md)."""


class Use(StrEnum):
    """What an app is opened for; decides whether it must own the data folder."""

    LOOK = "look"
    """The catalogue alone. Works beside a process that owns the folder."""
    SEARCH = "search"
    """Questions. Owns the folder when the index lies in it."""
    WRITE = "write"
    """Everything. Always owns the folder."""


class App(AnswerParts):
    """All parts of the product over one data folder. Make one with `open_app`."""

    @part
    def previews(self) -> Previews:
        """What would be read, before it is."""
        from app.previews import Previews

        work, limits = self.settings.home / "vorschau", self.settings.limits
        return Previews(self.knowledge, self.holdings, self.uploads, self.folders, limits, work)

    @part
    def documents(self) -> Documents:
        """Single documents as their keepers see them."""
        from app.documents import Documents

        return Documents(self.holdings, self.access, self.curation, self.library, self.fact_edits, self.searcher)

    @part
    def housekeeping(self) -> Housekeeping:
        """What goes away by itself."""
        from app.housekeeping import Housekeeping

        kept = self.knowledge.origins.kept
        housekeeping = Housekeeping(self.conversations, self.feedback, self.uploads, kept, self.jobs)
        self._parts.callback(housekeeping.stop)
        return housekeeping

    @part
    def curation(self) -> Curation:
        """What is set right about documents that are there."""
        from app.curation import Curation

        return Curation(self.catalog, self.library, self.indexer, self.fact_edits, self.knowledge.log)

    @part
    def runner(self) -> JobRunner:
        """Long work in the background; ended in order when the app is closed."""
        from app.jobs import JobRunner

        runner = JobRunner(
            self.knowledge, self.curation, self.jobs, self.holdings, self.access, self.folders, self.uploads
        )
        self._parts.callback(runner.close)
        return runner

    @part
    def provider(self) -> Provider:
        """The identity provider of the settings."""
        from app.oidc import Provider

        return Provider(self.settings.access.issuer)

    @part
    def sessions(self) -> SessionChecker:
        """Knows who is signed in to the pages."""
        from app.oidc import SessionChecker

        return SessionChecker(self.provider, seconds=self.settings.access.ask_seconds)

    @part
    def tokens(self) -> TokenChecker | None:
        """Knows whom bearer tokens speak for; None without an identity provider."""
        from app.oidc import TokenChecker

        access = self.settings.access
        return TokenChecker(self.provider, audience=access.audience or access.client_id) if access.issuer else None

    @part
    def knowledge(self) -> Knowledge:
        """What a knowledge manager does."""
        from app.knowledge import Knowledge

        return Knowledge(
            self.catalog,
            self.library,
            self.indexer,
            listings=self.settings.home / "listings",
            limits=self.settings.limits,
            ocr=self.settings.ocr,
            workers=self.settings.workers,
        )


@contextmanager
def open_app(settings: Settings, use: Use = Use.WRITE, kind: type[App] = App) -> Iterator[App]:
    """The app over the data folder of `settings`, closed at the end.

    Raises `DataFolderBusy` when another process owns the folder that `use` needs, `InvalidSetting`, `DiskFull`; what is
    built later raises as its own docstring says.
    """
    os.environ.update(SILENCE)
    for name, value in PATIENCE.items():
        os.environ.setdefault(name, value)
    make_home(settings.home)
    with ExitStack() as parts:
        embedded = settings.index.engine is IndexEngine.EDGE
        if use is Use.WRITE or (use is Use.SEARCH and embedded):
            parts.enter_context(owned(settings.home))
        app = kind(settings, parts)
        if use is Use.WRITE:
            # We own the folder, so whoever reported these jobs is gone.
            app.jobs.interrupt()
        yield app
