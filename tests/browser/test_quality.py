"""Qualität: what an evaluator does: start a run, watch it, read its report, compare two, turn feedback into cases."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, expect

from app.web.texts.catalogue import Language
from corpora.demo.manifest import load_demo
from corpora.model import Access
from eval.cases import Place
from eval.kept_runs import KeptRuns, RunInfo, RunState
from eval.outcomes import CaseOutcome
from tests.app.server_process import Served, served
from tests.browser.desk import Desk
from tests.browser.houses import TENANT, build
from tests.browser.test_accessible import overflow
from tests.eval.makers import answer, case, found, statement
from tests.eval.runs import make_run, save
from tests.languages import foreign_words

HOUSE = {"ortsrecht", "stadt", "der"}
"""Of the names that the demo gives its corpora; they are the same in all languages."""

RUN = 120_000
"""Milliseconds for a run on a loaded machine."""


def cases(tenant: str, name: str) -> FilePayload:
    lines = load_demo().questions.read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if json.loads(line)["tenant"] == tenant]
    return {"name": name, "mimeType": "application/jsonl", "buffer": "\n".join(own).encode()}


def to_quality(desk: Desk) -> None:
    desk.page.get_by_role("link", name="Qualität").click()
    expect(desk.heading("Qualität", 1)).to_be_visible()
    desk.settle()


def show(desk: Desk, view: str) -> None:
    desk.page.get_by_role("radio", name=view, exact=True).locator("xpath=ancestor-or-self::*[1]").click()
    desk.settle()


def row(desk: Desk, name: str) -> Locator:
    return desk.page.get_by_role("row", name=re.compile(name))


def lines(words: Locator) -> int:
    """On how many lines an element's words stand."""
    count: int = words.evaluate(
        """element => {
          const range = document.createRange();
          range.selectNodeContents(element);
          return new Set([...range.getClientRects()].map((each) => Math.round(each.top))).size;
        }"""
    )
    return count


def start(desk: Desk, title: str, file: FilePayload | None = None) -> None:
    show(desk, "Neuer Lauf")
    if file is not None:
        desk.page.locator('[data-testid="stFileUploader"] input[type="file"]').set_input_files([file])
        expect(desk.button(f"Entfernen: {file['name']}")).to_be_visible()
    desk.page.get_by_role("textbox", name="Name des Laufs").fill(title)
    desk.page.keyboard.press("Tab")
    desk.settle()


def finish(desk: Desk, title: str) -> None:
    desk.button("Lauf beginnen").click()
    expect(row(desk, title)).to_contain_text("fertig", timeout=RUN)
    desk.settle()


@pytest.fixture(scope="module")
def measured(browser: Browser, server: Served) -> Served:
    """The server with two runs on the demo's cases, the second of the search alone in one corpus."""
    desk = Desk.at(browser, server.url).open()
    desk.choose_tenant("Stadt Auenfurt")
    to_quality(desk)
    expect(desk.page.get_by_text("Noch kein Lauf.")).to_be_visible()
    desk.shoot("qualitaet-leer")
    assert desk.barriers() == []
    start(desk, "Ausgangswert", cases("auenfurt", "Demo Auenfurt.jsonl"))
    desk.shoot("qualitaet-neuer-lauf")
    assert desk.barriers() == []
    desk.button("Lauf beginnen").click()
    running = row(desk, "Ausgangswert")
    expect(running).to_contain_text(re.compile(r"läuft: \d+ von \d+ Fragen · noch"), timeout=RUN)
    assert lines(running.locator(".ak-link")) == 1
    desk.shoot("qualitaet-lauf-laeuft")
    assert desk.barriers() == []
    expect(running).to_contain_text("fertig", timeout=RUN)
    expect(desk.page.locator(".ak-live")).to_have_text("Lauf „Ausgangswert“: fertig.")
    start(desk, "Nur Ortsrecht")
    desk.choose("Nur in diesen Beständen suchen", "Ortsrecht der Stadt Auenfurt")
    desk.page.keyboard.press("Escape")
    finish(desk, "Nur Ortsrecht")
    desk.close()
    return server


@pytest.fixture
def quality(browser: Browser, measured: Served) -> Iterator[Desk]:
    window = Desk.at(browser, measured.url).open("qualitaet?kommune=auenfurt", "Qualität")
    yield window
    window.close()


def test_the_runs_stand_with_what_tells_them_apart(quality: Desk) -> None:
    expect(row(quality, "Nur Ortsrecht")).to_contain_text("demo-auenfurt · Ortsrecht der Stadt Auenfurt")
    cells = row(quality, "Ausgangswert").get_by_role("cell")
    expect(cells.nth(0)).to_have_text("fertig")
    expect(cells.nth(2)).to_have_text(re.compile(r"^0,\d\d$"))
    expect(cells.nth(3)).to_have_text(re.compile(r"^\d{1,3} %$"))
    quality.shoot("qualitaet-laeufe")
    assert quality.barriers() == []


def test_a_report_shows_values_with_intervals_and_each_case(quality: Desk) -> None:
    quality.button("Ausgangswert").click()
    expect(quality.heading("Ausgangswert", 1)).to_be_visible()
    figure = row(quality, r"Antwort enthält das Gesuchte \[answer_success\]").first
    expect(figure).to_contain_text(re.compile(r"[01],\d{3}[01],\d{3} – [01],\d{3}"))
    quality.shoot("qualitaet-bericht")
    assert quality.barriers() == []
    quality.unfold("Alle Maße")
    quality.unfold("Herkunft: Programm")
    quality.settle()
    expect(row(quality, "Prüfsumme").first).to_be_visible()
    quality.shoot("qualitaet-bericht-offen")
    assert quality.barriers() == []

    quality.page.get_by_role("textbox", name="Wörter aus Frage oder Antwort").fill("Guthabenkarte")
    quality.page.keyboard.press("Enter")
    quality.settle()
    quality.button(re.compile("Guthabenkarte des Freibads")).click()
    expect(quality.heading("Soll", 2)).to_be_visible()
    expect(quality.page.get_by_text("Pfand von 3,00 €").first).to_be_visible()
    expect(row(quality, "richtige Stelle").first).to_be_visible()
    quality.shoot("qualitaet-fall")
    assert quality.barriers() == []


def test_a_report_can_be_taken_along_as_a_file(quality: Desk) -> None:
    quality.button("Ausgangswert").click()
    expect(quality.heading("Ausgangswert", 1)).to_be_visible()
    quality.settle()
    with quality.page.expect_download() as download:
        quality.button("Bericht herunterladen (HTML)").click()
    assert download.value.suggested_filename.startswith("bericht-")
    assert "Guthabenkarte" in download.value.path().read_text(encoding="utf-8")


def test_two_runs_are_compared_with_the_cases_that_lost(quality: Desk) -> None:
    show(quality, "Vergleich")
    expect(quality.page.get_by_text("Es unterscheiden sich: Bestände, Dokumente.")).to_be_visible()
    change = row(quality, r"Rangfolge der ersten 10 \[nDCG@10\]").first
    expect(change).to_contain_text("schlechter")
    expect(change).to_contain_text(re.compile(r"−0,\d{3}"))
    expect(quality.page.get_by_role("table", name=re.compile("Fälle wurden schlechter"))).to_be_visible()
    quality.shoot("qualitaet-vergleich")
    assert quality.barriers() == []


def keep_large_run(home: Path, title: str, wrong: int) -> None:
    """A run of a thousand cases, of which every so many were found last."""
    outcomes = []
    for number in range(1000):
        hits = [found(f"papier{each}.pdf") for each in range(10)]
        if number % wrong == 0:
            hits.reverse()
        asked = case(f"f{number}", Place(f"papier{number % 3}.pdf"), type=("amount", "date")[number % 2])
        outcomes.append(
            CaseOutcome(asked, tuple(hits), answer(statement(f"Es sind {number} €."), seconds=number / 1000))
        )
    info = RunInfo(
        id=f"{wrong:032x}",
        tenant=TENANT,
        title=title,
        subject="local",
        access=Access.PUBLIC,
        corpora=(),
        retrieval_only=False,
        created=datetime.datetime(2026, 3, wrong, 12, 0, tzinfo=datetime.UTC),
        state=RunState.DONE,
        done=len(outcomes),
        total=len(outcomes),
    )
    kept = KeptRuns(home)
    kept.add(info, b"")
    save(make_run(*outcomes), kept.folder(info))


def test_a_comparison_that_takes_its_time_says_so_aloud(browser: Browser, tmp_path: Path) -> None:
    papers = tmp_path / "papiere"
    papers.mkdir()
    (papers / "Kutter.txt").write_text("Kutter\n\nEine Fahrt mit dem Kutter kostet 12,50 €.\n", encoding="utf-8")
    home = build(tmp_path / "home", papers)
    for title, wrong in (("Vorher", 7), ("Nachher", 11)):
        keep_large_run(home, title, wrong)
    with served(home) as running:
        desk = Desk.at(browser, running.url)
        desk.page.goto(f"{running.url}/qualitaet?ansicht=vergleich")
        waiting = desk.page.get_by_text(re.compile("^Die Läufe werden verglichen"))
        expect(waiting.first).to_be_visible()
        expect(desk.page.locator(".ak-live")).to_contain_text("Die Läufe werden verglichen", timeout=RUN)
        expect(row(desk, r"Rangfolge der ersten 10 \[nDCG@10\]").first).to_contain_text("besser", timeout=RUN)
        desk.settle()
        desk.close()


def told(desk: Desk, *, notes: bool = True) -> str:
    """What the page itself says, without what a house calls its runs, papers and questions."""
    own = "h2, h3, label, summary, [role=radio], caption, thead th" + (", .ak-cell-note" if notes else "")
    tables = ("ak_key_figures", "ak_types", "ak_values", "ak_made_of", "ak_comparison")
    whole = ", ".join(f'[class*="st-key-{name}"]' for name in tables)
    return " ".join(desk.page.locator(f"{own}, {whole}").all_inner_texts())


def test_whoever_reads_english_reads_no_german_but_what_the_house_wrote(browser: Browser, measured: Served) -> None:
    desk = Desk.at(browser, measured.url).open("qualitaet?kommune=auenfurt&sprache=en", "Quality")
    expect(row(desk, "Ausgangswert")).to_contain_text("done")
    assert foreign_words(told(desk), Language.ENGLISH) <= HOUSE
    desk.shoot("qualitaet-laeufe-en")

    desk.button("Ausgangswert").click()
    expect(desk.heading("By type of question", 2)).to_be_visible()
    figure = row(desk, r"Answer holds what was asked \[answer_success\]").first
    expect(figure).to_contain_text(re.compile(r"[01]\.\d{3}[01]\.\d{3} – [01]\.\d{3}"))
    expect(desk.page.get_by_role("columnheader", name="Ranking of the first 10", exact=True)).to_be_visible()
    expect(row(desk, "^changed decision")).to_be_visible()
    desk.shoot("qualitaet-bericht-en")
    assert desk.barriers() == []
    desk.unfold("All measures")
    desk.unfold("Provenance: program")
    desk.settle()
    assert foreign_words(told(desk), Language.ENGLISH) <= HOUSE
    desk.shoot("qualitaet-bericht-offen-en")
    with desk.page.expect_download() as download:
        desk.button("Download report (HTML)").click()
    file = download.value.path().read_text(encoding="utf-8")
    assert '<html lang="en">' in file
    assert "Ranking of the first 10" in file

    desk.page.get_by_role("textbox", name="Words of question or answer").fill("Guthabenkarte")
    desk.page.keyboard.press("Enter")
    desk.settle()
    desk.button(re.compile("Guthabenkarte des Freibads")).click()
    expect(desk.heading("Wanted", 2)).to_be_visible()
    expect(desk.page.get_by_text("Answer holds what was asked: 1.000")).to_be_visible()
    desk.shoot("qualitaet-fall-en")

    for view in ("neu", "vergleich", "entwicklung", "rueckmeldungen", "faelle"):
        desk.open(f"qualitaet?kommune=auenfurt&sprache=en&ansicht={view}", "Quality")
        # Feedback of other tests may lie there, with the answers it is about in its notes.
        assert foreign_words(told(desk, notes=view != "rueckmeldungen"), Language.ENGLISH) <= HOUSE
        desk.shoot(f"qualitaet-{view}-en")
    expect(row(desk, "demo-auenfurt")).to_contain_text("33 accepted")
    desk.open("qualitaet?kommune=auenfurt&sprache=en&lauf=keiner", "Quality")
    expect(desk.page.get_by_text("What the address names is not here.")).to_be_visible()
    desk.close()


def test_a_measure_is_followed_over_the_runs(quality: Desk) -> None:
    show(quality, "Entwicklung")
    expect(row(quality, "Nur Ortsrecht")).to_contain_text("Bestände")
    expect(row(quality, "Ausgangswert")).to_contain_text("erster gezeigter Lauf")
    quality.shoot("qualitaet-entwicklung")
    assert quality.barriers() == []


def test_feedback_becomes_a_case_once_a_person_has_checked_it(quality: Desk) -> None:
    quality.open("?kommune=auenfurt")
    quality.ask("Was kostet das Pfand für die Guthabenkarte im Freibad?")
    quality.button("Nicht hilfreich").click()
    quality.settle()
    quality.page.get_by_text("Unvollständig").click()
    quality.button("Rückmeldung senden").click()
    expect(quality.page.locator(".ak-live")).to_have_text("Danke, Ihre Rückmeldung wurde gespeichert.")
    to_quality(quality)  # without a municipality in the address: it stays the same
    show(quality, "Rückmeldungen")
    expect(row(quality, "Guthabenkarte")).to_contain_text("Unvollständig")
    quality.shoot("qualitaet-rueckmeldungen")
    assert quality.barriers() == []

    quality.button(re.compile("^Als Fall übernehmen")).first.click()
    expect(quality.page.get_by_text("Status: vorgeschlagen")).to_be_visible()
    quality.settle()
    quality.page.get_by_role("textbox", name="Gesuchte Angaben, eine je Zeile").fill("3,00 €")
    quality.button("Annehmen").click()
    expect(quality.page.get_by_text("Sagen Sie zuerst, ob die Unterlagen die Antwort enthalten.").first).to_be_visible()
    quality.settle()
    expect(quality.page.get_by_role("textbox", name="Datei, Stelle 1")).to_have_value("")
    quality.button("Diese Stellen zum Prüfen eintragen").click()
    quality.settle()
    expect(quality.page.get_by_role("textbox", name="Datei, Stelle 1")).not_to_have_value("")
    quality.page.get_by_role("radio", name="ja", exact=True).press("Space")
    quality.page.get_by_role("textbox", name="Gesuchte Angaben, eine je Zeile").fill("3,00 €")
    quality.shoot("qualitaet-fall-pruefen")
    assert quality.barriers() == []
    quality.page.get_by_role("textbox", name="Datei, Stelle 1").fill("gibt-es-nicht.pdf")
    quality.button("Annehmen").click()
    expect(quality.page.get_by_text("„gibt-es-nicht.pdf“ gibt es in den Beständen nicht.").first).to_be_visible()
    quality.page.get_by_role("textbox", name="Datei, Stelle 1").fill("2024/BV-0112-2024_Freibad_Eintrittspreise.pdf")
    quality.button("Annehmen").click()
    expect(quality.heading("rueckmeldungen", 1)).to_be_visible()
    expect(row(quality, "Guthabenkarte")).to_contain_text("angenommen")
    quality.settle()
    quality.shoot("qualitaet-falldatei")
    assert quality.barriers() == []
    quality.button("Alle Falldateien").click()
    expect(row(quality, "rueckmeldungen")).to_contain_text("1 angenommen")
    quality.settle()
    quality.shoot("qualitaet-faelle")
    assert quality.barriers() == []


def test_cases_of_another_municipality_are_refused_with_the_reason(quality: Desk) -> None:
    start(quality, "Falsch", cases("moorwalde", "Moorwalde.jsonl"))
    quality.button("Lauf beginnen").click()
    expect(quality.page.get_by_text(re.compile("gehört „moorwalde“, nicht „auenfurt“")).first).to_be_visible()


def test_another_municipality_sees_none_of_it(quality: Desk) -> None:
    quality.choose_tenant("Gemeinde Moorwalde")
    expect(quality.page.get_by_text("Noch kein Lauf.")).to_be_visible()
    start(quality, "Ohne Fälle")
    quality.button("Lauf beginnen").click()
    expect(quality.page.get_by_text("Wählen Sie erst eine Falldatei.").first).to_be_visible()
    show(quality, "Fälle")
    expect(quality.page.get_by_text("Noch keine Falldatei.")).to_be_visible()
    show(quality, "Rückmeldungen")
    expect(quality.page.get_by_text("Keine Rückmeldung ist offen.")).to_be_visible()


def test_a_small_window_shows_everything_without_scrolling_sideways(browser: Browser, measured: Served) -> None:
    small = Desk.at(browser, measured.url, width=360, height=740)
    for view in ("laeufe", "neu", "vergleich", "entwicklung", "faelle", "rueckmeldungen"):
        small.open(f"qualitaet?kommune=auenfurt&ansicht={view}", "Qualität")
        assert overflow(small) == []
        small.shoot(f"qualitaet-{view}-360")
    small.open("qualitaet?kommune=auenfurt", "Qualität")
    small.button("Ausgangswert").click()
    expect(small.heading("Ausgangswert", 1)).to_be_visible()
    small.settle()
    assert overflow(small) == []
    small.shoot("qualitaet-bericht-360")
    for view in ("laeufe", "vergleich", "entwicklung"):
        small.open(f"qualitaet?kommune=auenfurt&sprache=en&ansicht={view}", "Quality")
        assert overflow(small) == []
        small.shoot(f"qualitaet-{view}-360-en")
    small.open("qualitaet?kommune=auenfurt&sprache=en", "Quality")
    small.button("Ausgangswert").click()
    expect(small.heading("By type of question", 2)).to_be_visible()
    small.settle()
    assert overflow(small) == []
    small.shoot("qualitaet-bericht-360-en")
    small.close()
