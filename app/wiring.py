"""The composition root: nothing else builds clients, engines or models. Parts are made when first asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from app.data_folder import make_home, owned
from app.parts import DataParts, part
from app.settings import AnswerEngine, IndexEngine, Settings
from corpora.errors import InvalidSetting
from corpora.scope import Scope

if TYPE_CHECKING:
    from app.answer_desk import AnswerDesk
    from app.answering.models import LanguageModel
    from app.answering.types import Answerer
    from app.assistant import Assistant
    from app.curation import Curation
    from app.decisions import Decisions
    from app.documents import Documents
    from app.exports.export import Exports
    from app.followup.resolving import FollowUps
    from app.housekeeping import Housekeeping
    from app.jobs import JobRunner
    from app.knowledge import Knowledge
    from app.oidc import Provider, SessionChecker, TokenChecker
    from app.previews import Previews
    from app.sources import Sources
    from index.analysis import Analyzer
    from index.embedding import Embedder
    from index.engine import IndexStore
    from index.generation import Generations
    from index.indexer import Indexer
    from index.query import QueryReader
    from index.reranking import Reranking
    from index.search import Searcher
    from index.sparse import SparseEncoder

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


REWORDING_SECONDS = 15.0
"""Longest time for wording a follow-up question; then the rules' wording counts."""

REWORDING_TOKENS = 300


class Use(StrEnum):
    """What an app is opened for; decides whether it must own the data folder."""

    LOOK = "look"
    """The catalogue alone. Works beside a process that owns the folder."""
    SEARCH = "search"
    """Questions. Owns the folder when the index lies in it."""
    WRITE = "write"
    """Everything. Always owns the folder."""


class App(DataParts):
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
    def store(self) -> IndexStore:
        """The tenants' indexes. Raises `InvalidSetting`, `IndexUnavailable`."""
        store = self._make_store()
        self._parts.callback(store.close)
        return store

    @part
    def embedder(self) -> Embedder | None:
        """The maker of dense vectors, None without. Raises `InvalidSetting` and what a model's host raises."""
        from app.models import make_embedder

        return make_embedder(self.settings.embedding, self._parts)

    @part
    def reranking(self) -> Reranking | None:
        """The second look at the first hits, None without. Raises `ModelUnavailable`."""
        from app.models import make_reranking

        return make_reranking(self.settings.reranking)

    @part
    def indexer(self) -> Indexer:
        """The write path into the index."""
        from index.indexer import Indexer

        return Indexer(self.catalog, self.library, self.store, self._encoder, self.embedder)

    @part
    def searcher(self) -> Searcher:
        """The read path."""
        from index.search import Searcher

        return Searcher(
            self.catalog,
            self.generations.open_searched,
            self._encoder,
            self.reader,
            self.embedder,
            reranking=self.reranking,
        )

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

    @part
    def assistant(self) -> Assistant:
        """What a caseworker does. Raises `InvalidSetting`."""
        from app.answering.abstention import HitJudge
        from app.assistant import Assistant, Unproven
        from app.citations import CitationChecker
        from app.clock import SystemClock

        answering = self.settings.answering
        extractive = self._make_extractive()
        generates = answering.engine is not AnswerEngine.EXTRACTIVE
        return Assistant(
            self.searcher,
            CitationChecker(self.library),
            HitJudge(self.reader, answering.threshold),
            self._make_generative() if generates else extractive,
            clock=SystemClock(),
            index_version=self._index_version,
            fallback=extractive if answering.engine is AnswerEngine.AUTO else None,
            unproven=Unproven(answering.unsupported.value),
        )

    @part
    def follow_ups(self) -> FollowUps:
        """What makes a question of a conversation stand alone. Raises `InvalidSetting`."""
        from app.followup.resolving import FollowUps
        from app.followup.rewording import Rewording

        if self.settings.answering.engine is AnswerEngine.EXTRACTIVE:
            return FollowUps()
        return FollowUps(Rewording(self._make_model(seconds=REWORDING_SECONDS, answer_tokens=REWORDING_TOKENS)))

    @part
    def desk(self) -> AnswerDesk:
        """Where the questions of a server's people are taken."""
        from app.answer_desk import AnswerDesk

        server = self.settings.server
        return AnswerDesk(lambda: self.assistant, slots=server.answers_at_once, waiting=server.answers_waiting)

    @part
    def sources(self) -> Sources:
        """What a person looks at beside an answer."""
        from app.page_images import PageImages
        from app.sources import Sources

        viewing = self.settings.viewing
        images = PageImages(self.settings.limits, processes=viewing.processes, cache_bytes=viewing.cache_bytes)
        self._parts.callback(images.close)
        return Sources(self.catalog, self.library, images)

    @part
    def decisions(self) -> Decisions:
        """What became of papers."""
        from app.decisions import Decisions

        return Decisions(self.catalog, self.library, self.searcher)

    @part
    def exports(self) -> Exports:
        """Files for the record."""
        from app.exports.export import Exports

        return Exports(self.catalog, self.decisions)

    # Parts that only other parts need

    @part
    def _analyzer(self) -> Analyzer:
        from index.analysis import Analyzer
        from index.compounds import load_splitter

        return Analyzer(load_splitter())

    @part
    def _encoder(self) -> SparseEncoder:
        from index.sparse import SparseEncoder

        return SparseEncoder(self._analyzer)

    @part
    def reader(self) -> QueryReader:
        """Reads questions as the index's analysis reads papers, each tenant's with its own words."""
        from app.clock import SystemClock
        from index.vocabulary import TenantQueryReader

        return TenantQueryReader(self._analyzer, self.vocabularies.text, today=SystemClock().today)

    @part
    def generations(self) -> Generations:
        """Opens the indexes of tenants, and tells which ones want to be built anew."""
        from index.generation import Generations

        return Generations.of(self.catalog, self.store, self._encoder.fingerprint, self.embedder)

    def _make_store(self) -> IndexStore:
        index = self.settings.index
        if index.engine is IndexEngine.MEMORY:
            from index.engines.memory import MemoryStore

            return MemoryStore()
        if index.engine is IndexEngine.EDGE:
            from index.engines.edge import EdgeStore

            return EdgeStore(self.settings.home / "index", max_open=index.open_tenants)
        if not index.url:
            raise InvalidSetting(
                "Für index.engine = „server“ fehlt die Adresse des Qdrant-Servers.",
                hint="Setzen Sie index.url, z. B. auf „http://localhost:6333“.",
            )
        from index.engines.server import ServerStore

        return ServerStore(index.url, index.api_key.get_secret_value() or None, replicas=index.replicas)

    def _make_extractive(self) -> Answerer:
        from app.answering.extractive import ExtractiveAnswerer

        return ExtractiveAnswerer(self.library, self.reader)

    def _make_generative(self) -> Answerer:
        from app.answering.generative import GenerativeAnswerer

        model = self.settings.answering.model
        return GenerativeAnswerer(self._make_model(seconds=model.total_seconds, answer_tokens=model.answer_tokens))

    def _make_model(self, *, seconds: float, answer_tokens: int) -> LanguageModel:
        """The configured model, bounded by its settings and by what a call may take."""
        from app.answering.models import HostedModel, ModelValues, Provider

        model = self.settings.answering.model
        if not model.name:
            raise InvalidSetting(
                f"Für answering.engine = „{self.settings.answering.engine.value}“ ist kein Sprachmodell genannt.",
                hint="Setzen Sie answering.model.name auf ein Modell, das unter answering.model.host bereitsteht.",
            )
        return HostedModel(
            ModelValues(
                provider=Provider(model.provider.value),
                host=model.host,
                model=model.name,
                api_key=model.api_key.get_secret_value(),
                connect_seconds=model.connect_seconds,
                pause_seconds=min(model.pause_seconds, seconds),
                total_seconds=min(model.total_seconds, seconds),
                temperature=model.temperature,
                context_window=model.context_window,
                answer_tokens=min(model.answer_tokens, answer_tokens),
            )
        )

    def index_notes(self, scope: Scope) -> list[str]:
        """German sentences on indexes that want to be built anew; empty when all is as it should be."""
        return [
            f"Der Index von „{tenant}“ wurde mit einem anderen Einbettungsmodell erstellt: Er wird nur nach Wörtern "
            f"durchsucht, bis `kompass reindex {tenant}` ihn neu aufgebaut hat."
            for tenant in self.searched_by_words_alone(scope)
        ]

    def searched_by_words_alone(self, scope: Scope) -> list[str]:
        """Tenants of the scope whose index was made with another embedding model than the one in force."""
        behind = (grant.tenant for grant in scope.grants if self.generations.has_other_model(grant.tenant))
        return list(dict.fromkeys(behind))

    def _index_version(self, scope: Scope) -> str:
        """The generations of the indexes that were asked, e.g. ``musterstadt:1f2e3d``."""
        tenants = dict.fromkeys(grant.tenant for grant in scope.grants)
        return " ".join(f"{tenant}:{self.catalog.generation(tenant) or '-'}" for tenant in tenants)


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
