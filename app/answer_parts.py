"""The part of the composition root that answers, and shows what answers rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.answering_settings import AnswerEngine
from app.index_parts import IndexParts
from app.models import make_language_model
from app.parts import part

if TYPE_CHECKING:
    from app.answer_desk import AnswerDesk
    from app.answering.types import Answerer
    from app.assistant import Assistant
    from app.decisions import Decisions
    from app.exports.export import Exports
    from app.followup.resolving import FollowUps
    from app.sources import Sources

REWORDING_SECONDS = 15.0
"""Longest time for wording a follow-up question; then the rules' wording counts."""

REWORDING_TOKENS = 300


class AnswerParts(IndexParts):
    """Parts that answer questions."""

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
        model = make_language_model(
            self.settings.answering.model, seconds=REWORDING_SECONDS, answer_tokens=REWORDING_TOKENS
        )
        return FollowUps(Rewording(model))

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

    def _make_extractive(self) -> Answerer:
        from app.answering.extractive import ExtractiveAnswerer

        return ExtractiveAnswerer(self.library, self.reader)

    def _make_generative(self) -> Answerer:
        from app.answering.generative import GenerativeAnswerer

        return GenerativeAnswerer(make_language_model(self.settings.answering.model))
