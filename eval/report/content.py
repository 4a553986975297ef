"""What a report says, before it is HTML, Markdown or a page: titles, key figures, tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.judge_agreement import agreement_rows
from eval.measures.catalogue import MEASURES, Group, Measure
from eval.measures.places import Level
from eval.outcomes import CaseOutcome
from eval.report.tables import Column
from eval.run_file import Run, RunHeader
from eval.scores import Scores, score
from eval.uncertainty import Estimate
from eval.words import Words

KEY_MEASURES = ("nDCG@10", "R@5", "answer_success", "citation_precision", "verbatim_rate", "abstention_f1")

_RANKED = ("nDCG@10", "R@1", "R@5", "R@10", "R@50", "RR@10")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def scores_of(run: Run) -> Scores:
    """All measures of a run."""
    return score(run.outcomes, answered=not run.header.retrieval_only, judged=run.header.judge is not None)


def title_of(header: RunHeader) -> str:
    """What was measured, in one line."""
    tenants = sorted({name.partition("/")[0] for name in header.corpora}) or [header.tenant]
    return f"{header.cases_name.removesuffix('.jsonl')} – {', '.join(tenants)}"


def sentence_of(run: Run, words: Words) -> str:
    """How many questions, and how they were asked."""
    answerable = sum(outcome.case.answerable for outcome in run.outcomes)
    failed = sum(outcome.failed for outcome in run.outcomes)
    parts = [
        words.counted("run_report.questions", len(run.outcomes)),
        words.text("run_report.answerable", count=words.count(answerable)),
    ]
    if failed:
        parts.append(words.counted("run_report.failed", failed))
    if not run.complete:
        parts.append(words.counted("run_report.planned", run.header.cases))
    return words.text(
        "run_report.sentence",
        parts=", ".join(parts),
        engine=engine_of(run.header, words),
        moment=words.moment(run.header.created),
    )


def engine_of(header: RunHeader, words: Words) -> str:
    """Who answered."""
    engine = words.name(f"made_of.engine_{header.engine or 'search_only'}", header.engine)
    return f"{engine} ({header.model})" if header.model else engine


def key_figures(scores: Scores) -> list[tuple[Measure, Estimate]]:
    """The few numbers that stand at the top."""
    found = ((MEASURES[name], scores.estimate(name)) for name in KEY_MEASURES)
    return [(measure, estimate) for measure, estimate in found if estimate is not None]


def value_tables(scores: Scores, words: Words) -> list[Table]:
    """All measures, a table a group; retrieval with a column a level."""
    measured = scores.measured()
    tables = []
    retrieval = _retrieval_table(scores, words)
    if retrieval is not None:
        tables.append(retrieval)
    for group in Group:
        rows = []
        for measure in measured:
            if measure.group is not group or measure.name.partition("/")[0] in _RANKED:
                continue
            estimate = scores.estimate(measure.name)
            if estimate is not None:
                rows.append(_value_row(measure, estimate, words))
        if rows:
            # Of the search only this one is left: the others stand in its own table.
            name = "outdated" if group is Group.RETRIEVAL else group.value
            tables.append(Table(words.text(f"measure_group.{name}"), _value_columns(words), tuple(rows)))
    return tables


def type_table(run: Run, scores: Scores, words: Words) -> Table:
    """Key measures by type of question."""
    names = [name for name in KEY_MEASURES if scores.estimate(name) is not None]
    rows = []
    for kind in words.sort_types(outcome.case.type for outcome in run.outcomes):
        ids = [outcome.case.id for outcome in run.outcomes if outcome.case.type == kind]
        cells = []
        for name in names:
            found = scores.estimate(name, ids)
            cells.append(words.number(found.value) if found else "–")
        rows.append((words.type_name(kind), words.count(len(ids)), *cells))
    columns = (
        Column(words.text("run_report.type")),
        Column(words.text("runs.cases"), "number"),
        *(Column(words.title(MEASURES[name]), "number") for name in names),
    )
    return Table(words.text("report.types"), columns, tuple(rows))


def is_headline(measure: Measure) -> bool:
    """Whether a measure stands in comparisons for people; programs get every level of the search."""
    return "/" not in measure.name or measure.name == "nDCG@10/document"


def measured_words(outcome: CaseOutcome, scores: Scores, words: Words) -> str:
    """What was measured of one case, in one line; of the search as exactly as gold names its places."""
    shown = []
    for measure in scores.measured():
        value = scores.value(outcome.case.id, measure.name)
        if value is not None and "/" not in measure.name and measure.group is not Group.ABSTENTION:
            shown.append(f"{words.title(measure)}: {words.value(value, measure.unit)}")
    return " · ".join(shown)


def agreement_table(run: Run, scores: Scores, words: Words) -> Table:
    """How far the judge of a run agrees with what was computed."""
    columns = (
        Column(words.text("run_report.judged_measure")),
        Column(words.text("run_report.compared_with")),
        Column(words.text("runs.cases"), "number"),
        Column(words.text("run_report.agreeing"), "number"),
    )
    return Table(words.text("run_report.agreement"), columns, tuple(agreement_rows(run.outcomes, scores, words)))


def provenance_rows(header: RunHeader, words: Words) -> list[tuple[str, str]]:
    """What the run was made of."""
    code = header.code
    commit = code.commit[:12] if code.commit else words.text("made_of.no_commit")
    if code.dirty:
        commit = words.text("made_of.changed", commit=commit)
    program = words.text("made_of.program_is", version=code.version, commit=commit, hash=code.sha256[:12])
    cases = words.counted("made_of.cases_are", header.cases, name=header.cases_name, hash=header.cases_sha256[:12])
    rows = [
        (words.text("made_of.run"), header.id),
        (words.text("made_of.program"), program),
        (words.text("made_of.cases"), cases),
        (words.text("made_of.answers"), engine_of(header, words)),
        (words.text("made_of.embedder"), header.embedder or words.text("made_of.no_embedder")),
        (words.text("made_of.hits"), words.text("made_of.hits_are", limit=header.limit, depth=header.depth)),
        (
            words.text("made_of.index"),
            ", ".join(f"{tenant}: {version}" for tenant, version in header.index_versions.items()),
        ),
    ]
    rows += [
        (
            words.text("made_of.corpus", name=name),
            words.counted("made_of.corpus_is", state.documents, hash=state.sha256[:12]),
        )
        for name, state in header.corpora.items()
    ]
    if header.judge is not None:
        rows.append((words.text("made_of.judge"), header.judge.model))
    rows += [
        (words.text("made_of.machine"), _machine(header, words)),
        (words.text("made_of.parallel"), words.count(header.parallel)),
    ]
    return rows


def _machine(header: RunHeader, words: Words) -> str:
    machine = header.machine
    return words.counted(
        "made_of.machine_is",
        machine.cores,
        processor=machine.processor,
        memory=words.number(machine.memory_bytes / 2**30, 0),
        system=machine.system,
        python=machine.python,
    )


def settings_rows(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Every setting by its dotted name."""
    rows: list[tuple[str, str]] = []
    for name, value in settings.items():
        if isinstance(value, Mapping):
            rows += settings_rows(value, f"{prefix}{name}.")
        else:
            rows.append((f"{prefix}{name}", json.dumps(value, ensure_ascii=False)))
    return rows


def _retrieval_table(scores: Scores, words: Words) -> Table | None:
    shown = [level for level in Level if scores.estimate(_at("nDCG@10", level)) is not None]
    if not shown:
        return None
    rows: list[tuple[str, ...]] = []
    for name in _RANKED:
        cells = []
        for level in shown:
            estimate = scores.estimate(_at(name, level))
            cells.append(_with_interval(estimate, words) if estimate else "–")
        rows.append((words.full_title(MEASURES[name]), *cells))
    counts = []
    for level in shown:
        estimate = scores.estimate(_at("nDCG@10", level))
        counts.append(words.count(estimate.cases if estimate else 0))
    rows.append((words.text("runs.cases"), *counts))
    levels = (Column(words.text(f"found_by.{level.value}"), "number") for level in shown)
    columns = (Column(words.text("report.measure")), *levels)
    return Table(words.text(f"measure_group.{Group.RETRIEVAL.value}"), columns, tuple(rows))


def _at(name: str, level: Level) -> str:
    return name if level is Level.PLACE else f"{name}/{level.value}"


def _value_columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words.text("report.measure")),
        Column(words.text("report.value"), "number"),
        Column(words.text("report.interval"), "number"),
        Column(words.text("runs.cases"), "number"),
        Column(words.text("report.better")),
    )


def _value_row(measure: Measure, estimate: Estimate, words: Words) -> tuple[str, ...]:
    return (
        words.full_title(measure),
        words.value(estimate.value, measure.unit),
        words.interval(estimate.low, estimate.high, measure.unit),
        words.count(estimate.cases),
        words.better(measure),
    )


def _with_interval(estimate: Estimate, words: Words) -> str:
    return f"{words.number(estimate.value)} ({words.interval(estimate.low, estimate.high)})"
