"""What a report says, before it is HTML or Markdown: titles, key figures, tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.comparison import SIGNIFICANT, Comparison, MeasureChange
from eval.measures.catalogue import MEASURES, Better, Group, Measure
from eval.measures.places import Level
from eval.numbers_de import german, german_chance, german_count, german_measure, german_moment, german_signed
from eval.report.tables import Column
from eval.run_file import Run, RunHeader
from eval.scores import Scores, score
from eval.uncertainty import Estimate

KEY_MEASURES = ("nDCG@10", "R@5", "answer_success", "citation_precision", "verbatim_rate", "abstention_f1")

_ENGINES = {
    "": "nur Suche, ohne Antworten",
    "extractive": "wörtlich aus den Dokumenten, ohne Sprachmodell",
    "generative": "Sprachmodell",
    "auto": "Sprachmodell, bei Ausfall wörtlich aus den Dokumenten",
}
_LEVELS = {
    Level.PLACE: "Stelle",
    Level.PAGE: "Seite",
    Level.SECTION: "Abschnitt",
    Level.DOCUMENT: "Dokument",
}
_TYPES = {
    "amount": "Betrag",
    "attachment": "Anhang",
    "changed_decision": "geänderter Beschluss",
    "competence": "Zuständigkeit",
    "condition": "Bedingung",
    "council_question": "Anfrage im Rat",
    "date": "Datum",
    "deadline": "Frist",
    "decision": "Beschluss",
    "definition": "Begriff",
    "exception": "Ausnahme",
    "factoid": "einzelne Angabe",
    "identifier": "Nummer oder Paragraf",
    "keyword": "Stichwort",
    "list": "Aufzählung",
    "near_miss": "knapp daneben",
    "not_public": "nicht öffentlich",
    "number": "Anzahl",
    "penalty": "Bußgeld",
    "person_role": "Person oder Amt",
    "place": "Ort",
    "procedure": "Verfahren",
    "reason": "Grund",
    "restricted": "eingeschränkt",
    "right": "Anspruch",
    "rule": "Regel",
    "shared": "geteilter Bestand",
    "superseded": "abgelöste Fassung",
    "supersession": "abgelöste Fassung",
    "table": "Tabelle",
    "unanswerable": "unbeantwortbar",
    "vote": "Abstimmung",
    "yes_no": "ja oder nein",
}
_RANKED = ("nDCG@10", "R@1", "R@5", "R@10", "R@50", "RR@10")
VALUE_COLUMNS = (
    Column("Maß"),
    Column("Wert", "number"),
    Column("95-%-Intervall", "number"),
    Column("Fälle", "number"),
    Column("besser ist"),
)
CHANGE_COLUMNS = (
    Column("Maß"),
    Column("vorher", "number"),
    Column("nachher", "number"),
    Column("Änderung", "number"),
    Column("95-%-Intervall", "number"),
    Column("p", "number"),
    Column("gewonnen", "number"),
    Column("verloren", "number"),
    Column("Urteil"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def type_name(kind: str) -> str:
    """A type of question in German where it is one of the usual ones, else as the case file writes it."""
    return _TYPES.get(kind, kind or "ohne Angabe")


def scores_of(run: Run) -> Scores:
    """All measures of a run."""
    return score(run.outcomes, answered=not run.header.retrieval_only, judged=run.header.judge is not None)


def title_of(header: RunHeader) -> str:
    """What was measured, in one line."""
    tenants = sorted({name.partition("/")[0] for name in header.corpora}) or [header.tenant]
    return f"{header.cases_name.removesuffix('.jsonl')} – {', '.join(tenants)}"


def sentence_of(run: Run) -> str:
    """How many questions, and how they were asked."""
    answerable = sum(outcome.case.answerable for outcome in run.outcomes)
    failed = sum(outcome.failed for outcome in run.outcomes)
    parts = [f"{german_count(len(run.outcomes))} Fragen", f"davon {german_count(answerable)} beantwortbar"]
    if failed:
        parts.append(f"{german_count(failed)} fehlgeschlagen (zählen als falsch)")
    if not run.complete:
        parts.append(f"unvollständig: {german_count(run.header.cases)} Fälle vorgesehen")
    return f"{', '.join(parts)}. Antworten: {engine_of(run.header)}. Gemessen am {german_moment(run.header.created)}."


def engine_of(header: RunHeader) -> str:
    """Who answered, in German."""
    engine = _ENGINES.get(header.engine, header.engine)
    return f"{engine} ({header.model})" if header.model else engine


def key_figures(scores: Scores) -> list[tuple[Measure, Estimate]]:
    """The few numbers that stand at the top."""
    found = ((MEASURES[name], scores.estimate(name)) for name in KEY_MEASURES)
    return [(measure, estimate) for measure, estimate in found if estimate is not None]


def value_tables(scores: Scores) -> list[Table]:
    """All measures, a table a group; retrieval with a column a level."""
    measured = scores.measured()
    tables = []
    retrieval = _retrieval_table(scores)
    if retrieval is not None:
        tables.append(retrieval)
    for group in Group:
        rows = []
        for measure in measured:
            if measure.group is not group or measure.name.partition("/")[0] in _RANKED:
                continue
            estimate = scores.estimate(measure.name)
            if estimate is not None:
                rows.append(_value_row(measure, estimate))
        if rows:
            title = "Veraltete Stellen" if group is Group.RETRIEVAL else group.value
            tables.append(Table(title, VALUE_COLUMNS, tuple(rows)))
    return tables


def type_table(run: Run, scores: Scores) -> Table:
    """Key measures by type of question."""
    names = [name for name in KEY_MEASURES if scores.estimate(name) is not None]
    rows = []
    for kind in sorted({outcome.case.type for outcome in run.outcomes}):
        ids = [outcome.case.id for outcome in run.outcomes if outcome.case.type == kind]
        cells = []
        for name in names:
            found = scores.estimate(name, ids)
            cells.append(german(found.value) if found else "–")
        rows.append((type_name(kind), str(len(ids)), *cells))
    columns = (Column("Art"), Column("Fälle", "number"), *(Column(name, "number") for name in names))
    return Table("Nach Art der Frage", columns, tuple(rows))


def comparison_table(comparison: Comparison) -> Table:
    """The measures of both runs; of the search those at the place, and the ranking of documents."""
    shown = [change for change in comparison.changes if is_headline(change.measure)]
    return Table("Vergleich", CHANGE_COLUMNS, tuple(change_row(change) for change in shown))


def is_headline(measure: Measure) -> bool:
    """Whether a measure stands in comparisons for people; programs get every level of the search."""
    return "/" not in measure.name or measure.name == "nDCG@10/document"


def change_row(change: MeasureChange) -> tuple[str, ...]:
    """One measure before and after."""
    difference, unit = change.difference, change.measure.unit
    return (
        f"{change.measure.title} [{change.measure.name}]",
        german_measure(difference.before, unit),
        german_measure(difference.after, unit),
        german_signed(difference.change),
        f"{german_signed(difference.low)} … {german_signed(difference.high)}",
        german_chance(difference.p),
        str(len(change.wins)),
        str(len(change.losses)),
        verdict_of(change),
    )


def verdict_of(change: MeasureChange) -> str:
    """Whether a change is one, in a word."""
    if change.better is None:
        return "gleich" if not change.difference.change else "anders"
    word = "besser" if change.better else "schlechter"
    return word if change.difference.p < SIGNIFICANT else f"{word}, kann Zufall sein"


def provenance_rows(header: RunHeader) -> list[tuple[str, str]]:
    """What the run was made of."""
    code, machine = header.code, header.machine
    commit = code.commit[:12] if code.commit else "unbekannt (kein Git-Arbeitsbaum)"
    if code.dirty:
        commit += ", mit Änderungen, die nicht eingecheckt sind"
    rows = [
        ("Lauf", header.id),
        ("Programm", f"{code.version}, Stand {commit}, Prüfsumme {code.sha256[:12]}"),
        ("Fälle", f"{header.cases_name}, {german_count(header.cases)} Fälle, Prüfsumme {header.cases_sha256[:12]}"),
        ("Antworten", engine_of(header)),
        ("Einbettungsmodell", header.embedder or "keines (Suche nach Wörtern)"),
        ("Fundstellen", f"{header.limit} für Antworten, {header.depth} für die Maße der Suche"),
        ("Index", ", ".join(f"{tenant}: {version}" for tenant, version in header.index_versions.items())),
    ]
    rows += [
        (f"Bestand {name}", f"{german_count(state.documents)} Dokumente, Prüfsumme {state.sha256[:12]}")
        for name, state in header.corpora.items()
    ]
    if header.judge is not None:
        rows.append(("Urteilendes Modell", header.judge.model))
    size = f"{machine.cores} Kerne, {machine.memory_bytes / 2**30:.0f} GiB"
    rows += [
        (
            "Maschine",
            f"{machine.processor}, {size}, {machine.system}, Python {machine.python}",
        ),
        ("Fragen zugleich", str(header.parallel)),
    ]
    return rows


def settings_rows(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Every setting by its dotted name."""
    rows: list[tuple[str, str]] = []
    for name, value in settings.items():
        if isinstance(value, Mapping):
            rows += settings_rows(value, f"{prefix}{name}.")
        else:
            rows.append((f"{prefix}{name}", json.dumps(value, ensure_ascii=False)))
    return rows


def _retrieval_table(scores: Scores) -> Table | None:
    shown = [level for level in Level if scores.estimate(_at("nDCG@10", level)) is not None]
    if not shown:
        return None
    rows: list[tuple[str, ...]] = []
    for name in _RANKED:
        cells = []
        for level in shown:
            estimate = scores.estimate(_at(name, level))
            cells.append(_with_interval(estimate) if estimate else "–")
        rows.append((name, *cells))
    counts = []
    for level in shown:
        estimate = scores.estimate(_at("nDCG@10", level))
        counts.append(str(estimate.cases if estimate else 0))
    rows.append(("Fälle", *counts))
    columns = (Column("Maß"), *(Column(f"nach {_LEVELS[level]}", "number") for level in shown))
    return Table(Group.RETRIEVAL.value, columns, tuple(rows))


def _at(name: str, level: Level) -> str:
    return name if level is Level.PLACE else f"{name}/{level.value}"


def _value_row(measure: Measure, estimate: Estimate) -> tuple[str, ...]:
    unit = measure.unit
    return (
        f"{measure.title} [{measure.name}]",
        german_measure(estimate.value, unit),
        f"{german_measure(estimate.low, unit)} – {german_measure(estimate.high, unit)}",
        str(estimate.cases),
        "" if measure.better is Better.NEITHER else measure.better.value,
    )


def _with_interval(estimate: Estimate) -> str:
    return f"{german(estimate.value)} ({german(estimate.low)} – {german(estimate.high)})"


def worst_losses(changes: Sequence[MeasureChange], most: int = 5) -> list[tuple[MeasureChange, str]]:
    """For each measure with losses that is no timing, its cases in words, the worst first."""
    found = []
    for change in changes:
        if (
            change.losses
            and is_headline(change.measure)
            and not change.measure.timing
            and change.measure.better is not Better.NEITHER
        ):
            shown = [f"{loss.id} ({german(loss.before)} → {german(loss.after)})" for loss in change.losses[:most]]
            more = f" und {len(change.losses) - most} weitere" if len(change.losses) > most else ""
            found.append((change, ", ".join(shown) + more))
    return found
