"""Asks the production search and the production assistant every case, and keeps what they say.

Built from `app.wiring.App` alone: what is measured is what people use, never a copy of it. The retrieval measures need
a longer list of hits than an answer is made from, so each case is searched twice: once `depth` deep for the measures,
once by the assistant for its answer. Results are written in the order of the cases, each as soon as it and all before
it are done, so that a killed run goes on where it stopped and ends as it would have without.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.access import local_scope
from app.answering.types import CheckedStatement, Citation, Finished, Stated
from app.answering_settings import AnswerEngine
from app.settings import IndexEngine
from corpora.errors import AktenkompassError, Unavailable, UsageError
from corpora.model import Access
from corpora.scope import Scope
from eval.cases import Case, CaseSet
from eval.headers import find_differences, make_header
from eval.measures.retrieval import DEPTH
from eval.outcomes import CaseOutcome, Cited, Found, GivenAnswer, GivenStatement, Judgement
from eval.run_file import FILE_NAME, JudgeHeader, Run, append, appending, load_run, write_outcome
from eval.words import GERMAN

if TYPE_CHECKING:
    from app.wiring import App
    from index.hits import Hit

LIMIT = 10
"""Hits an answer is made from: what `kompass ask` takes by default."""

PARALLEL_GENERATIVE = 4
"""Questions at a time when a model's host does the work."""

Show = Callable[[int, int, int], None]
"""Called with cases done, cases in all, cases failed."""


class Judge(Protocol):
    """`eval.judging.ModelJudge`."""

    @property
    def header(self) -> JudgeHeader:
        """What the run's header says of it."""

    def judge(self, case: Case, answer: GivenAnswer) -> Judgement:
        """Raises `ModelUnavailable` when the host is not there; other failures are told in the judgement."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run."""

    cases: CaseSet
    out: Path
    """Folder of the run; made when it is not there."""
    tenant: str = ""
    """Who asks; empty: each case names its own."""
    narrowed_to: tuple[str, ...] = ()
    """Corpora the search is narrowed to."""
    retrieval_only: bool = False
    limit: int = LIMIT
    depth: int = DEPTH
    parallel: int | None = None
    """Questions at a time; None: what the engines allow."""
    access: Access = Access.RESTRICTED
    fresh: bool = False
    """Start anew even when a run lies in the folder."""


def run_cases(app: App, plan: Plan, *, judge: Judge | None = None, show: Show = lambda *_: None) -> Run:
    """Run what of the plan is not done yet, and return the whole run.

    Raises `UsageError` when another run lies in the folder or a case names no tenant or another one, `Unavailable` when
    the index is out of reach: what was done until then stays, and the same call goes on from there.
    """
    # 1. Who asks, and what this run is made of
    scopes = _make_scopes(app, plan)
    header = make_header(
        app,
        plan.cases,
        list(scopes.values()),
        tenant=plan.tenant,
        narrowed_to=plan.narrowed_to,
        retrieval_only=plan.retrieval_only,
        limit=plan.limit,
        depth=plan.depth,
        parallel=_parallel(app, plan),
        judge=judge.header if judge else None,
    )

    # 2. What is there already
    file = plan.out / FILE_NAME
    done: list[CaseOutcome] = []
    if not plan.fresh and _has_header(file):
        before = load_run(file)
        if before.header.id != header.id:
            raise UsageError(
                f"In {plan.out} liegt ein anderer Lauf; es unterscheiden sich: "
                f"{GERMAN.unlike(find_differences(before.header, header))}.",
                hint="Nennen Sie mit --out einen anderen Ordner, oder verwerfen Sie den alten Lauf mit --fresh.",
            )
        header, done = before.header, list(before.outcomes)
    waiting = plan.cases.cases[len(done) :]
    failed = sum(outcome.failed for outcome in done)
    show(len(done), len(plan.cases.cases), failed)
    if not waiting:
        return Run(header, tuple(done))

    # 3. The rest, written as it comes
    ask = _Asker(app, plan, scopes, judge)
    ask.warm_up(waiting[0])
    with appending(file, header, len(done)) as stream:
        for outcome in _in_order(ask, waiting, header.parallel):
            append(stream, write_outcome(outcome))
            done.append(outcome)
            failed += outcome.failed
            show(len(done), len(plan.cases.cases), failed)
    return Run(header, tuple(done))


def _in_order(ask: Callable[[Case], CaseOutcome], cases: Sequence[Case], parallel: int) -> Iterator[CaseOutcome]:
    if parallel == 1:
        yield from map(ask, cases)
        return
    with ThreadPoolExecutor(parallel, thread_name_prefix="case") as pool:
        futures: list[Future[CaseOutcome]] = [pool.submit(ask, case) for case in cases]
        try:
            for future in futures:
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


class _Asker:
    """Asks one case of the product. Called from several threads at once when the run is parallel."""

    def __init__(self, app: App, plan: Plan, scopes: dict[str, Scope], judge: Judge | None) -> None:
        self._searcher = app.searcher
        self._assistant = None if plan.retrieval_only else app.assistant
        self._library = app.library
        self._plan = plan
        self._scopes = scopes
        self._judge = judge

    def warm_up(self, case: Case) -> None:
        """One search thrown away: opening the index must not count as the first case's time."""
        with suppress(Exception):  # what fails here fails again when it is asked, and is told there
            self._searcher.search(self._scope(case), case.question, self._plan.depth)

    def __call__(self, case: Case) -> CaseOutcome:
        """The outcome; an error of the product becomes a failed case, an index out of reach ends the run."""
        try:
            outcome = self._ask(case)
        except Unavailable:
            raise
        except AktenkompassError as error:
            return CaseOutcome(case, error=str(error), error_code=error.code)
        except Exception as error:
            # A question that breaks the product is a failed case, not the end of the measurement.
            return CaseOutcome(case, error=f"{type(error).__name__}: {error}", error_code=type(error).__name__)
        if self._judge is not None and outcome.answer is not None:
            return replace(outcome, judgement=self._judge.judge(case, outcome.answer))
        return outcome

    def _scope(self, case: Case) -> Scope:
        return self._scopes[case.tenant or self._plan.tenant]

    def _ask(self, case: Case) -> CaseOutcome:
        scope = self._scope(case)
        started = time.perf_counter()
        hits = self._searcher.search(scope, case.question, self._plan.depth)
        seconds = time.perf_counter() - started
        found = tuple(_found(hit) for hit in hits)
        if self._assistant is None:
            return CaseOutcome(case, found, search_seconds=seconds)
        first: float | None = None
        started = time.perf_counter()
        for event in self._assistant.stream(scope, case.question, limit=self._plan.limit):
            if isinstance(event, Stated) and first is None:
                first = time.perf_counter() - started
            elif isinstance(event, Finished):
                last = time.perf_counter() - started
                answer = event.answer
                given = GivenAnswer(
                    outcome=answer.outcome,
                    statements=tuple(self._statement(statement) for statement in answer.statements),
                    confidence=answer.confidence,
                    engine=answer.engine,
                    model=answer.model,
                    seconds=last,
                    seconds_first=first,
                    reason=answer.reason,
                    reason_code=answer.reason_code,
                )
                return CaseOutcome(case, found, given, seconds)
        raise AssertionError("a stream ends with Finished")

    def _statement(self, statement: CheckedStatement) -> GivenStatement:
        cited = tuple(
            Cited(
                tenant=citation.tenant,
                corpus=citation.corpus,
                document=citation.path,
                title=citation.title,
                reference=citation.reference,
                page=citation.page,
                section=citation.section,
                quote=citation.quote,
                verbatim=self._stands_there(citation),
            )
            for citation in statement.citations
        )
        return GivenStatement(statement.text, statement.verdict, cited, statement.missing)

    def _stands_there(self, citation: Citation) -> bool:
        """Reads the stored page again, apart from the check that made the citation."""
        pages = self._library.load_pages(citation.tenant, citation.corpus, citation.document, citation.version)
        span = citation.span
        if not 0 <= span.page < len(pages):
            return False
        page = pages[span.page]
        return page.number == citation.page and page.text[span.start : span.end] == citation.quote != ""


def _found(hit: Hit) -> Found:
    return Found(hit.tenant, hit.corpus, hit.path, hit.page, hit.heading_path, hit.score)


def _make_scopes(app: App, plan: Plan) -> dict[str, Scope]:
    scopes: dict[str, Scope] = {}
    for case in plan.cases.cases:
        tenant = case.tenant or plan.tenant
        if not tenant:
            raise UsageError(
                f"Der Fall „{case.id}“ nennt keinen Mandanten.",
                hint="Nennen Sie den Mandanten vor der Falldatei: `kompass eval run MANDANT FÄLLE.jsonl`.",
            )
        if plan.tenant and tenant != plan.tenant:
            # Whoever gives away a run of one tenant must not find another's papers in it.
            raise UsageError(
                f"Der Fall „{case.id}“ gehört „{case.tenant}“; dieser Lauf fragt als „{plan.tenant}“.",
                hint="Stellen Sie jedem Mandanten seine Fälle in einer eigenen Datei.",
            )
        if tenant not in scopes:
            scope = local_scope(app.catalog, tenant, plan.access)
            scopes[tenant] = scope.narrow(frozenset(plan.narrowed_to)) if plan.narrowed_to else scope
    return scopes


def _parallel(app: App, plan: Plan) -> int:
    if app.settings.index.engine is IndexEngine.MEMORY:
        return 1  # not safe for threads
    if plan.parallel is not None:
        return plan.parallel
    generates = app.settings.answering.engine is not AnswerEngine.EXTRACTIVE and not plan.retrieval_only
    # One at a time keeps the times honest where the work is done on this machine.
    return PARALLEL_GENERATIVE if generates else 1


def _has_header(file: Path) -> bool:
    """Whether at least the first line is whole."""
    try:
        with file.open("rb") as stream:
            return stream.readline().endswith(b"\n")
    except FileNotFoundError:
        return False
