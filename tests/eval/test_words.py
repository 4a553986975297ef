"""Reports speak German or English, whole: nothing without a name, and nothing of the other language in between."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.answering.types import Outcome, Verdict
from app.answering_settings import AnswerEngine
from app.web.texts.catalogue import CATALOGUES, Language
from eval.cases import SpansNeeded
from eval.comparison import compare_runs
from eval.headers import find_differences
from eval.measures.catalogue import MEASURES, Better, Group
from eval.measures.places import Level
from eval.outcomes import CaseOutcome, Judgement
from eval.report import page
from eval.report.content import scores_of, type_table, value_tables
from eval.report.markdown import write_markdown
from eval.report.page import write_page
from eval.report.results import Result, State
from eval.run_file import JudgeHeader, Run
from eval.words import GERMAN, Words
from tests.app.commandline import Kompass
from tests.eval.makers import answer, case, cited, failed, found, statement
from tests.eval.runs import make_run, save
from tests.languages import foreign_words

ENGLISH = Words(Language.ENGLISH)
LANGUAGES = pytest.mark.parametrize("language", Language)


def keys() -> Iterator[str]:
    """What texts call all that reports speak of by name."""
    yield from {f"measure.{name.partition('/')[0]}" for name in MEASURES}
    yield from (f"measure_by.{level.value}" for level in Level if level is not Level.PLACE)
    yield from (f"found_by.{level.value}" for level in Level)
    yield from (f"measure_group.{group.value}" for group in Group)
    yield from {f"measure_unit.{measure.unit}" for measure in MEASURES.values() if measure.unit}
    yield from (f"report.better_{better.value}" for better in Better if better is not Better.NEITHER)
    yield from (f"result.{result.value}" for result in Result)
    yield from (f"case_list.{prefix}{state.value}" for state in State for prefix in ("", "is_"))
    yield from (f"verdict.{verdict.value}" for verdict in Verdict)
    yield from (f"case_view.{outcome.value}" for outcome in Outcome)
    yield from (f"case_view.spans_{needed.value}" for needed in SpansNeeded)
    yield from (f"made_of.engine_{engine.value}" for engine in AnswerEngine)


@LANGUAGES
def test_all_that_reports_speak_of_has_a_name(language: Language) -> None:
    assert [key for key in keys() if not CATALOGUES[language].get(key)] == []


@LANGUAGES
def test_every_field_that_tells_two_runs_apart_has_a_name(language: Language) -> None:
    one = make_run(CaseOutcome(case("a"))).header
    other = replace(
        one, format=2, code=replace(one.code, sha256="0"), settings={}, tenant="t", narrowed_to=("rat",), engine="auto",
        model="m", embedder="e", index_versions={}, corpora={}, cases_sha256="0", cases=9, limit=9, depth=9,
        judge=JudgeHeader("m", "p"),
    )  # fmt: skip
    fields = find_differences(one, other)
    assert len(fields) == 15
    names = Words(language).unlike(fields).split(", ")
    assert len(set(names)) == 15
    assert find_differences(one, replace(one, parallel=7)) == []


def test_the_template_names_every_text_that_is_there_for_it() -> None:
    template = page._TEMPLATE.read_text(encoding="utf-8")
    assert set(re.findall(r"\$say_(\w+)", template)) == GERMAN.part("report_page").keys()


def rich_run(*, before: bool = False) -> Run:
    """A run with something for every part of a report; its own words are of no language."""
    good = answer(statement("x 1", cited(quote="q", section="§ 1")), confidence=0.9)
    poor = answer(
        statement("x 2", cited(quote="q", verbatim=False), verdict=Verdict.PARTIAL),
        replace(statement("x 3", verdict=Verdict.UNSUPPORTED), missing=("9 €",)),
        confidence=0.4,
    )
    judged = Judgement(faithfulness=1.0, correctness=0.5, relevance=1.0)
    silent, missed = case("n", answerable=False, question="q n?"), case("m", answerable=False, question="q m?")
    hits = tuple(found(f"x{number}.pdf", 1, "§ 2") for number in range(12))
    all_needed = case("b", spans=("1", "7"), needed=SpansNeeded.ALL, question="q b?", type="deadline")
    outcomes = (
        CaseOutcome(case("a", spans=("1",), question="q a?"), (found("gold.pdf"), *hits), good, judgement=judged),
        CaseOutcome(all_needed, hits, good if before else poor, judgement=Judgement(error="x")),
        CaseOutcome(case("c", question="q c?", type="xyz"), hits, poor),
        CaseOutcome(case("d", question="q d?", type=""), (), answer(outcome=Outcome.SOURCES_ONLY)),
        CaseOutcome(silent, hits, answer(confidence=0.1)),
        CaseOutcome(missed, hits, good),
        replace(failed(case("e", question="q e?")), error="x"),
    )
    made = make_run(*outcomes, judge=JudgeHeader("m", "p"), cases=9)
    code = replace(made.header.code, dirty=True, sha256="1" if before else "2")
    return Run(replace(made.header, code=code, settings={}, tenant="t", cases_name="f.jsonl"), made.outcomes)


def said_in(page: str) -> str:
    """All that a reader of a page is told, by eye or by ear."""
    bare = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|data-some|placeholder)="([^"]*)"', bare)
    return html.unescape(" ".join([*spoken, re.sub(r"<[^>]*>", " ", bare)]))


@LANGUAGES
def test_a_report_holds_no_word_of_the_other_language(language: Language) -> None:
    run, before, words = rich_run(), rich_run(before=True), Words(language)
    comparison = compare_runs(before, run)
    text = write_page(run, scores_of(run), words, comparison)
    markdown = write_markdown(run, scores_of(run), words, comparison)
    assert f'<html lang="{language.value}">' in text
    assert foreign_words(said_in(text), language) == set()
    assert foreign_words(markdown, language) == set()
    for word in ({"überein", "gefunden"}, {"agreement", "found"})[language is Language.ENGLISH]:
        assert word in said_in(text).casefold()


def test_measures_are_called_by_their_titles_where_the_columns_of_a_table_are_measures() -> None:
    run = rich_run()
    german, english = (type_table(run, scores_of(run), words) for words in (GERMAN, ENGLISH))
    assert [column.name for column in german.columns][:3] == ["Art", "Fälle", "Rangfolge der ersten 10"]
    assert [column.name for column in english.columns][:3] == ["Type", "Cases", "Ranking of the first 10"]
    assert [row[0] for row in english.rows] == ["amount", "deadline", "no type", "xyz"]
    ranking = value_tables(scores_of(run), ENGLISH)[0]
    assert ranking.rows[0][0] == "Ranking of the first 10 [nDCG@10]"
    assert ENGLISH.title(MEASURES["R@5/section"]) == "Found among the first 5 (by section)"


def test_numbers_and_moments_are_written_as_the_language_writes_them() -> None:
    moment = datetime.datetime(2026, 11, 21, 9, 58, tzinfo=datetime.UTC)
    assert GERMAN.moment(moment) == "21.11.2026, 09:58 Uhr (UTC)"
    assert ENGLISH.moment(moment) == "21 Nov 2026, 09:58 (UTC)"
    assert (GERMAN.number(1234.5, 1), ENGLISH.number(1234.5, 1)) == ("1.234,5", "1,234.5")
    assert (GERMAN.number(None), ENGLISH.count(12345)) == ("–", "12,345")
    assert (GERMAN.signed(-0.02), ENGLISH.signed(0.02)) == ("−0,020", "+0.020")
    assert (GERMAN.chance(0.0001), ENGLISH.chance(0.042)) == ("< 0,001", "0.042")
    assert [ENGLISH.value(value, "s") for value in (0.25, 2.5)] == ["250 ms", "2.5 s"]
    assert ENGLISH.interval(0.25, 0.5) == "0.250 – 0.500"


def test_commands_write_german_reports_unless_they_are_told_otherwise(tmp_path: Path) -> None:
    kompass = Kompass(tmp_path)
    old, new = save(rich_run(before=True), tmp_path / "alt"), save(rich_run(), tmp_path / "neu")
    kompass.done("eval", "report", str(new))
    assert "# Messung: " in (new / "report.md").read_text(encoding="utf-8")
    kompass.done("eval", "report", str(new), "--baseline", str(old), "--language", "en", "--out", str(tmp_path / "en"))
    assert '<html lang="en">' in (tmp_path / "en" / "report.html").read_text(encoding="utf-8")
    assert "# Evaluation: " in (tmp_path / "en" / "report.md").read_text(encoding="utf-8")
    assert "| Maß |" in kompass.done("eval", "compare", str(old), str(new)).output
    assert "They differ in: program." in kompass.done("eval", "compare", str(old), str(new), "--language", "en").output
    refused = kompass.run("eval", "report", str(new), "--language", "fr")
    assert refused.code == 2
    assert "'fr' ist keiner der Werte 'de', 'en'" in refused.errors
