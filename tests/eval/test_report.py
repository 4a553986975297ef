"""Reports: self-contained, complete, safe to open, readable without sight."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from app.answering.types import Verdict
from eval.comparison import Comparison, compare_runs
from eval.outcomes import CaseOutcome, Judgement
from eval.report.content import scores_of
from eval.report.markdown import write_markdown
from eval.report.page import write_page
from eval.run_file import JudgeHeader, Run, load_run
from eval.words import GERMAN
from tests.app.commandline import Kompass
from tests.eval.makers import answer, case, cited, failed, found, statement
from tests.eval.runs import make_run, save
from tests.eval.town import CASES

EVIL = '<script>alert("x")</script> & "Anführung"'


class Page(HTMLParser):
    """Collects what a test asks about."""

    VOID = frozenset({"meta", "input", "br", "link", "img", "line", "circle", "path"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(run: Run, comparison: Comparison | None = None) -> str:
    return write_page(run, scores_of(run), GERMAN, comparison)


def markdown_of(run: Run) -> str:
    return write_markdown(run, scores_of(run), GERMAN)


def test_the_page_of_a_run_needs_nothing_else(finished_run: Path) -> None:
    text = (finished_run / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not page.unbalanced
    assert not page.open
    assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", text)
    assert not re.search(r"@import|fetch\(|XMLHttpRequest", text)
    assert not page.named("link")
    assert all(attributes.get("href", "").startswith("#") for attributes in page.named("a"))  # type: ignore[union-attr]


def test_every_case_stands_in_the_page_with_question_answer_quote_and_gold(finished_run: Path) -> None:
    page = Page((finished_run / "report.html").read_text(encoding="utf-8"))
    assert len([one for one in page.named("details") if one.get("class") == "case"]) == len(CASES)
    for one in CASES:
        assert str(one["question"]) in page.text
        assert str(one.get("answer", "")) in page.text
    run = load_run(finished_run)
    quotes = [
        cited.quote
        for outcome in run.outcomes
        if outcome.answer
        for stated in outcome.answer.statements
        for cited in stated.citations
    ]
    assert quotes
    assert all(quote in page.text for quote in quotes)
    assert "keine Antwort: Die Unterlagen enthalten sie nicht" in page.text


def test_the_page_can_be_read_without_seeing_it(finished_run: Path) -> None:
    page = Page((finished_run / "report.html").read_text(encoding="utf-8"))
    assert page.named("html")[0]["lang"] == "de"
    images = [one for one in page.named("svg") if one.get("aria-hidden") != "true"]
    assert len(images) >= 4
    assert all(one.get("role") == "img" and one.get("aria-label") for one in images)
    assert len(page.named("caption")) == len(page.named("table"))
    assert all(one.get("scope") in {"col", "row"} for one in page.named("th"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 2 for before, after in pairwise(levels))


def test_text_from_documents_and_cases_cannot_become_markup() -> None:
    asked = case("f", spans=(EVIL,), question=EVIL, type=EVIL)
    given = answer(statement(EVIL, cited(EVIL, 1, EVIL, section=EVIL), verdict=Verdict.PARTIAL))
    run = make_run(CaseOutcome(asked, (found(EVIL, 1, EVIL),), given), failed(case("g", question=EVIL)))
    text = page_of(run, compare_runs(run, run))
    page = Page(text)
    assert not page.unbalanced
    assert text.count("<script>") == 1
    assert EVIL in page.text


def test_failures_unfinished_runs_and_doubtful_quotes_are_told() -> None:
    given = answer(statement("a", cited(verbatim=False)))
    text = Page(page_of(make_run(CaseOutcome(case("a"), answer=given), failed(case("b")), cases=3))).text
    assert "1 fehlgeschlagen (zählt als falsch)" in text
    assert "nicht vollständig (2 von 3 Fällen)" in text
    assert "Der Index ist beschädigt." in text
    assert "steht so nicht auf der Seite" in text


def test_a_run_of_the_search_alone_and_an_empty_one_have_reports() -> None:
    search_only = make_run(CaseOutcome(case("a"), (found("gold.pdf"),)), failed(case("b")), engine="")
    assert "nur Suche, ohne Antworten" in page_of(search_only)
    assert "span_recall" not in markdown_of(search_only)
    assert "0 Fragen" in page_of(make_run(cases=4))


def test_the_judge_stands_in_the_report_with_its_prompt_and_its_agreement() -> None:
    judge = JudgeHeader("probemodell", "Urteile streng.")
    yes = Judgement(faithfulness=1.0, correctness=1.0, relevance=1.0)
    no = Judgement(faithfulness=0.0, correctness=0.0, relevance=1.0)
    run = make_run(
        CaseOutcome(case("a", spans=("5 €",)), answer=answer(statement("5 €", cited())), judgement=yes),
        CaseOutcome(case("b", spans=("6 €",)), answer=answer(statement("7 €", cited())), judgement=no),
        judge=judge,
    )
    page, markdown = Page(page_of(run)).text, markdown_of(run)
    assert "Urteile streng." in page
    assert "1,00 (κ 1,00)" in page
    assert "1,00 (κ 1,00)" in markdown
    assert "judged_correctness" in markdown


def test_the_comparison_stands_in_both_reports(tmp_path: Path) -> None:
    before = make_run(CaseOutcome(case("a"), (found("gold.pdf"),), answer(statement("x", cited()))))
    after = make_run(CaseOutcome(case("a"), (found("x.pdf"),), answer(statement("x", cited()))))
    kompass = Kompass(tmp_path)
    old, new = save(before, tmp_path / "alt"), save(after, tmp_path / "neu")
    kompass.done("eval", "report", str(new), "--baseline", str(old))
    for name in ("report.html", "report.md"):
        text = (new / name).read_text(encoding="utf-8")
        assert "Verschlechterte Fälle" in text
        assert "a (1,000 → 0,000)" in text


def test_show_and_compare_print_objects_for_programs(tmp_path: Path) -> None:
    kompass = Kompass(tmp_path)
    run = make_run(CaseOutcome(case("a"), (found("gold.pdf"),), answer(statement("x", cited()))))
    folder = save(run, tmp_path / "lauf")
    shown = {record["measure"]: record for record in kompass.done("eval", "show", str(folder), "--json").records}
    assert shown["nDCG@10"] == {"measure": "nDCG@10", "value": 1.0, "low": 1.0, "high": 1.0, "cases": 1}
    assert "nDCG@10" in kompass.done("eval", "show", str(folder)).output
    compared = kompass.done("eval", "compare", str(folder), str(folder), "--json").records
    assert {record["change"] for record in compared} == {0.0}
    assert "| Maß |" in kompass.done("eval", "compare", str(folder), str(folder)).output
    json.dumps(compared)


def test_runs_without_a_common_case_are_not_compared(tmp_path: Path) -> None:
    one = save(make_run(CaseOutcome(case("a"))), tmp_path / "eins")
    other = save(make_run(CaseOutcome(case("b"))), tmp_path / "zwei")
    refused = Kompass(tmp_path).run("eval", "compare", str(one), str(other))
    assert refused.code == 2
    assert "keinen Fall gemeinsam" in refused.errors
