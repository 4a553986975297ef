"""Bestände: what a knowledge manager does with them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, expect

from app.settings import Settings
from app.wiring import Use, open_app
from tests.app.server_process import served
from tests.browser.desk import WAIT, Desk
from tests.browser.houses import CORPUS, TENANT, build
from tests.browser.test_accessible import overflow

DEMO = Path(__file__).parents[2] / "corpora" / "demo" / "auenfurt"
RULES = "Ortsrecht der Stadt Auenfurt"


def to_holdings(desk: Desk) -> None:
    desk.page.get_by_role("link", name="Bestände").click()
    expect(desk.heading("Bestände", 1)).to_be_visible()
    desk.settle()


def show(desk: Desk, view: str) -> None:
    desk.page.get_by_role("radio", name=view, exact=True).locator("xpath=ancestor-or-self::*[1]").click()
    desk.settle()


def add_corpus(desk: Desk, id: str, title: str) -> None:
    to_holdings(desk)
    desk.unfold("Neuen Bestand anlegen")
    desk.page.get_by_role("textbox", name="Titel des Bestands").fill(title)
    desk.page.get_by_role("textbox", name="Kennung").fill(id)
    desk.choose("Art der Unterlagen", "Ratspapiere")
    desk.choose("Wer die Unterlagen sehen darf", "für alle zugänglich")
    desk.button("Bestand anlegen").click()
    expect(desk.heading(title, 1)).to_be_visible()
    desk.settle()


def text_file(name: str, content: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content.encode()}


def upload(desk: Desk, *files: FilePayload) -> None:
    desk.page.locator('[data-testid="stFileUploader"] input[type="file"]').first.set_input_files(list(files))
    for file in files:
        expect(desk.button(f"Entfernen: {file['name']}")).to_be_visible()
    desk.settle()
    desk.button("Dateien prüfen").click()
    expect(desk.heading("Das würde eingelesen", 2)).to_be_visible(timeout=WAIT)
    desk.settle()


def read_in(desk: Desk, label: str) -> None:
    desk.button(label).click()
    expect(desk.page.get_by_role("row", name=re.compile("Einlesen.*fertig")).first).to_be_visible(timeout=WAIT)
    desk.settle()


def test_an_empty_municipality_says_what_is_missing_and_leads_there(browser: Browser, tmp_path: Path) -> None:
    with open_app(Settings(home=tmp_path / "home"), Use.WRITE) as app:
        app.catalog.add_tenant(TENANT, "Gemeinde Probe")
    with served(tmp_path / "home") as running:
        desk = Desk.at(browser, running.url).open()
        try:
            expect(desk.page.get_by_text("noch keinen Bestand, in dem Sie suchen können")).to_be_visible()
            desk.button("Zu den Beständen").click()
            expect(desk.heading("Bestände", 1)).to_be_visible(timeout=WAIT)
            add_corpus(desk, CORPUS, "Papiere")
            desk.page.get_by_role("link", name="Fragen").click()
            expect(desk.page.get_by_text("enthalten noch keine Unterlagen")).to_be_visible(timeout=WAIT)
            desk.settle()
            assert desk.barriers() == []
            desk.shoot("fragen-ohne-unterlagen")
        finally:
            desk.close()


def test_all_corpora_stand_with_counts_state_size_and_last_job(desk: Desk) -> None:
    to_holdings(desk)
    row = desk.page.get_by_role("row", name=re.compile(f"^{RULES}"))
    expect(row).to_contain_text("Recht und Regeln · für alle zugänglich")
    expect(row).to_contain_text("7 durchsuchbar")
    expect(row).to_contain_text("13 Seiten")
    expect(row).to_contain_text(re.compile(r"\d+,\d KB"))
    desk.shoot("bestaende")
    assert desk.barriers() == []


def test_a_first_visit_by_address_finds_the_page(desk: Desk) -> None:
    desk.open("bestaende?kommune=auenfurt&bestand=ortsrecht", RULES)
    expect(desk.page.get_by_role("dialog")).to_have_count(0)


def test_files_are_looked_at_before_they_are_read_and_then_found_by_a_question(desk: Desk) -> None:
    add_corpus(desk, "probe", "Probebestand")
    empty = text_file("leer.txt", "")
    broken = text_file("kaputt.pdf", "%PDF-1.7 kein Dokument")
    paper = text_file("Turmuhr.txt", "Die Turmuhr der Mühlenkapelle wird jeden Dienstag um 7 Uhr von Hand aufgezogen.")
    known = DEMO / "ortsrecht" / "Hundesteuersatzung_2024.pdf"
    double: FilePayload = {"name": known.name, "mimeType": "application/pdf", "buffer": known.read_bytes()}
    upload(desk, double, paper, broken, empty)
    preview = desk.page.get_by_role("table")
    expect(preview.get_by_role("row", name=re.compile("leer.txt.*abgelehnt.*ist leer"))).to_be_visible()
    expect(preview.get_by_role("row", name=re.compile("Turmuhr.txt.*neu"))).to_be_visible()
    same = preview.get_by_role("row", name=re.compile("Hundesteuersatzung_2024.pdf.*doppelt"))
    expect(same).to_contain_text("gleich wie ortsrecht/Hundesteuersatzung_2024.pdf")
    desk.shoot("bestand-vorschau")
    assert desk.barriers() == []

    read_in(desk, "3 Dateien einlesen")
    job = desk.page.get_by_role("row", name=re.compile("Einlesen.*fertig")).first
    expect(job).to_contain_text("2 gelesen (4 Seiten), 1 nicht lesbar")
    expect(job).to_contain_text("Probebestand")
    desk.button(re.compile("Probleme ansehen")).first.click()
    expect(desk.page.get_by_role("row", name=re.compile("kaputt.pdf"))).to_contain_text("Das Ende des PDF fehlt.")
    desk.shoot("bestand-auftraege")
    assert desk.barriers() == []

    show(desk, "Unterlagen")
    expect(desk.page.get_by_role("row", name=re.compile("kaputt.pdf"))).to_contain_text("nicht lesbar")
    desk.page.get_by_role("textbox", name="Unterlagen filtern").fill("turmuhr")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("table").get_by_role("row")).to_have_count(2)

    desk.page.get_by_role("link", name="Fragen").click()
    expect(desk.heading("Fragen", 1)).to_be_visible()
    desk.settle()
    expect(desk.ask("Wann wird die Turmuhr der Mühlenkapelle aufgezogen?")).to_contain_text("jeden Dienstag um 7 Uhr")


def test_english_pages_tell_in_english_what_is_wrong(desk: Desk) -> None:
    desk.open("bestaende?kommune=auenfurt&sprache=en", "Collections")
    desk.unfold("Add a collection")
    desk.page.get_by_role("textbox", name="Title of the collection").fill("Rechnungen")
    desk.page.get_by_role("textbox", name="Identifier").fill("Ü")
    desk.choose("Kind of papers", "Council papers")
    desk.choose("Who may see the papers", "open to everyone")
    desk.button("Add collection").click()
    told = desk.page.get_by_role("alert").filter(has_text="identifier")
    expect(told).to_contain_text("“Ü” cannot be the identifier of a collection. 2 to 40 lower-case letters")

    desk.open("bestaende?kommune=auenfurt&bestand=ortsrecht&sprache=en", RULES)
    show(desk, "Add")
    desk.page.locator('[data-testid="stFileUploader"] input[type="file"]').first.set_input_files(
        [text_file("leer.txt", "")]
    )
    desk.settle()
    desk.button("Check files").click()
    expect(desk.page.get_by_role("row", name=re.compile("leer.txt.*refused"))).to_contain_text(
        "The file “leer.txt” is empty. Upload the right file."
    )
    desk.button("Discard").click()
    expect(desk.heading("Upload files", 2)).to_be_visible()


def test_the_uploader_writes_sizes_and_refusals_as_the_language_does_and_names_as_they_are(
    desk: Desk, tmp_path: Path
) -> None:
    desk.open("bestaende?kommune=auenfurt&bestand=ortsrecht", RULES)
    show(desk, "Hinzufügen")
    uploader = desk.page.get_by_test_id("stFileUploader")
    expect(uploader).to_contain_text("50 MB je Datei")
    big, small = tmp_path / "2MB per file.txt", tmp_path / "Plan 1.5MB.txt"
    big.write_bytes(bytes(53_400_000))
    small.write_bytes(bytes(1_600_000))
    uploader.locator('input[type="file"]').set_input_files([big, small])
    refused, taken = (uploader.get_by_test_id("stFileChip").nth(number) for number in (0, 1))
    expect(taken).to_have_text("Plan 1.5MB.txt1,6 MB")
    expect(taken).to_have_attribute("aria-label", "Plan 1.5MB.txt, 1,6\u00a0MB")
    expect(refused).to_contain_text("2MB per file.txt53,4 MB")
    expect(refused.get_by_role("alert")).to_have_text("Fehler: Die Datei darf höchstens 50 MB groß sein.")
    desk.settle()
    desk.shoot("bestand-dateien-gewaehlt")
    assert desk.barriers() == []


def test_a_waiting_upload_can_be_thrown_away(desk: Desk) -> None:
    add_corpus(desk, "verworfen", "Verworfenes")
    upload(desk, text_file("a.txt", "Ein Text."))
    desk.button("Verwerfen").click()
    expect(desk.heading("Dateien hochladen", 2)).to_be_visible()


def test_a_folder_on_the_server_is_read_in(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "Brunnen.md").write_text("# Brunnen\n\nDer Marktbrunnen läuft von April bis Oktober.\n")
    add_corpus(desk, "ordner", "Aus einem Ordner")
    desk.page.get_by_role("textbox", name="Pfad des Ordners").fill("/gibt/es/nicht")
    desk.button("Ordner prüfen").click()
    expect(desk.page.get_by_text("Den Ordner „/gibt/es/nicht“ gibt es nicht.").first).to_be_visible()
    desk.page.get_by_role("textbox", name="Pfad des Ordners").fill(str(tmp_path))
    desk.button("Ordner prüfen").click()
    expect(desk.page.get_by_role("row", name=re.compile("Brunnen.md.*neu"))).to_be_visible()
    read_in(desk, "1 Datei einlesen")
    show(desk, "Unterlagen")
    expect(desk.page.get_by_role("row", name=re.compile("Brunnen"))).to_be_visible()


def test_a_document_shows_its_pages_beside_the_text_that_was_read(desk: Desk) -> None:
    desk.open("bestaende?kommune=auenfurt&bestand=ortsrecht", RULES)
    desk.button(re.compile("Hundesteuersatzung.*2023")).click()
    expect(desk.page.get_by_role("img", name=re.compile("^Seite 1 von „Satzung"))).to_be_visible()
    paper = desk.page.locator(".ak-paper")
    expect(paper).to_contain_text("§ 3 Steuersätze")
    desk.shoot("dokument-seiten")
    assert desk.barriers() == []
    desk.page.get_by_role("button", name=re.compile("^(Page )?2$|Nächste Seite")).first.click()
    expect(desk.page.get_by_role("img", name=re.compile("^Seite 2 von „Satzung"))).to_be_visible()
    show(desk, "Abschnitte")
    expect(desk.page.get_by_role("row", name=re.compile("§ 4 Steuerbefreiung")).first).to_be_visible()
    desk.shoot("dokument-abschnitte")
    assert desk.barriers() == []


def test_a_test_search_finds_only_in_this_document(desk: Desk) -> None:
    desk.open(
        "bestaende?kommune=auenfurt&bestand=ortsrecht&dokument=Hauptsatzung_2022.docx&ansicht=testsuche",
        "Hauptsatzung der Stadt Auenfurt vom 3. Februar 2022",
    )
    desk.page.get_by_role("textbox", name="Testfrage").fill("Wer führt den Vorsitz im Rat?")
    desk.button("Suchen").click()
    expect(desk.page.get_by_role("table")).to_contain_text("Rat")
    desk.shoot("dokument-testsuche")
    assert desk.barriers() == []


def test_facts_are_set_right_for_good_and_taken_back(desk: Desk) -> None:
    path = "bestaende?kommune=auenfurt&bestand=intranet&dokument=IT-Notfallkarte.txt&ansicht=angaben"
    desk.open(path, "IT-Notfallkarte")
    desk.page.get_by_role("textbox", name="Titel").fill("Notfallkarte der IT")
    desk.page.get_by_role("textbox", name="Datum").fill("01.02.2025")
    desk.button("Angaben speichern").click()
    expect(desk.page.get_by_text("Angaben gespeichert").first).to_be_visible()
    expect(desk.heading("Notfallkarte der IT", 1)).to_be_visible()
    expect(desk.page.get_by_text("In der Unterlage: IT-Notfallkarte")).to_be_visible()
    desk.shoot("dokument-angaben")
    assert desk.barriers() == []
    desk.page.get_by_role("textbox", name="Datum").fill("gestern")
    desk.button("Angaben speichern").click()
    expect(desk.page.get_by_text("„gestern“ ist kein Tag.").first).to_be_visible()
    desk.button("Alle Berichtigungen zurücknehmen").click()
    expect(desk.heading("IT-Notfallkarte", 1)).to_be_visible()


def test_a_deleted_document_leaves_a_receipt_and_is_found_no_more(desk: Desk) -> None:
    add_corpus(desk, "loeschen", "Zum Löschen")
    upload(desk, text_file("Weg.txt", "Der Kahn heißt Seelöwe."))
    read_in(desk, "1 Datei einlesen")
    show(desk, "Unterlagen")
    desk.button("Weg").first.click()
    expect(desk.page.locator(".ak-paper")).to_contain_text("Seelöwe")
    show(desk, "Ersetzen und löschen")
    expect(desk.button("Unterlage löschen")).to_be_disabled()
    desk.shoot("dokument-loeschen")
    assert desk.barriers() == []
    desk.page.get_by_text("Ja, diese Unterlage löschen").click()
    desk.button("Unterlage löschen").click()
    receipt = desk.page.get_by_role("row", name=re.compile("Löschen.*fertig")).first
    expect(receipt).to_contain_text("Gelöscht: 1 Unterlage, 1 Seite, ", timeout=WAIT)
    expect(receipt).to_contain_text("Nachgezählt: nichts ist übrig.")
    show(desk, "Unterlagen")
    expect(desk.page.get_by_text("In diesem Bestand ist noch nichts.")).to_be_visible()


def test_a_file_takes_the_place_of_another(desk: Desk) -> None:
    add_corpus(desk, "ersetzen", "Zum Ersetzen")
    upload(desk, text_file("Fahrplan.txt", "Der Bus fährt um 8 Uhr."), text_file("nie.pdf", "%PDF-1.7 kein Dokument"))
    read_in(desk, "2 Dateien einlesen")
    desk.open("bestaende?kommune=auenfurt&bestand=ersetzen&dokument=nie.pdf", "nie.pdf")
    expect(desk.page.get_by_text(re.compile("^nicht lesbar · 22 B, zuletzt versucht .* · nie.pdf$"))).to_be_visible()
    desk.open("bestaende?kommune=auenfurt&bestand=ersetzen&dokument=Fahrplan.txt&ansicht=aendern", "Fahrplan")
    box = desk.page.locator('[data-testid="stFileUploader"] input[type="file"]')
    box.set_input_files([text_file("leer.txt", "")])
    expect(desk.button("Entfernen: leer.txt")).to_be_visible()
    desk.settle()
    desk.button("Datei ersetzen").click()
    expect(desk.page.get_by_text("Die Datei „leer.txt“ ist leer.").first).to_be_visible()
    desk.settle()
    desk.button("Entfernen: leer.txt").click()
    desk.settle()
    box.set_input_files([text_file("neu.txt", "Der Bus fährt um 9 Uhr.")])
    expect(desk.button("Entfernen: neu.txt")).to_be_visible()
    desk.settle()
    desk.button("Datei ersetzen").click()
    expect(desk.page.get_by_role("row", name=re.compile("Einlesen.*fertig"))).to_have_count(2, timeout=WAIT)
    desk.open("bestaende?kommune=auenfurt&bestand=ersetzen&dokument=Fahrplan.txt", "Fahrplan")
    expect(desk.page.locator(".ak-paper")).to_contain_text("um 9 Uhr")
    desk.open("bestaende?kommune=auenfurt&bestand=ersetzen&dokument=Fahrplan.txt&ansicht=aendern", "Fahrplan")
    box.set_input_files([text_file("kaputt.pdf", "%PDF-1.7 kein Dokument")])
    expect(desk.button("Entfernen: kaputt.pdf")).to_be_visible()
    desk.settle()
    desk.button("Datei ersetzen").click()
    expect(desk.page.get_by_role("row", name=re.compile("Einlesen.*fertig"))).to_have_count(3, timeout=WAIT)
    desk.open("bestaende?kommune=auenfurt&bestand=ersetzen&dokument=Fahrplan.txt", "Fahrplan")
    expect(desk.page.locator(".ak-paper")).to_contain_text("um 9 Uhr")
    expect(desk.page.get_by_text(re.compile("1 Seite · .* · neue Datei .22 B. zuletzt versucht"))).to_be_visible()


def test_older_versions_and_doubles_are_shown_in_pairs(desk: Desk) -> None:
    desk.open("bestaende?kommune=auenfurt&bestand=ortsrecht&ansicht=doppelte", RULES)
    pair = desk.page.get_by_role("row", name=re.compile("Hundesteuersatzung_2019.pdf.*Hundesteuersatzung_2024.pdf"))
    expect(pair).to_be_visible()
    expect(desk.page.get_by_text("Keine gleichen Dateien gefunden.")).to_be_visible()
    desk.button("Texte vergleichen").click()
    expect(desk.page.get_by_text("Keine Unterlagen mit fast gleichem Text gefunden.")).to_be_visible()
    desk.shoot("bestand-doppelte")
    assert desk.barriers() == []


def test_a_corpus_is_renamed_shared_and_removed_only_by_its_name(desk: Desk) -> None:
    add_corpus(desk, "umbenennen", "Alter Titel")
    show(desk, "Einstellungen")
    desk.page.get_by_role("textbox", name="Titel des Bestands").fill("Neuer Titel")
    desk.button("Titel ändern").click()
    expect(desk.heading("Neuer Titel", 1)).to_be_visible()
    desk.page.get_by_text("Gemeinde Moorwalde", exact=True).last.click()
    desk.button("Freigaben übernehmen").click()
    expect(desk.page.get_by_text("Freigaben geändert.").first).to_be_visible()
    desk.shoot("bestand-einstellungen")
    assert desk.barriers() == []
    desk.page.get_by_role("textbox", name="Kennung des Bestands").fill("falsch")
    desk.button("Bestand endgültig löschen").click()
    expect(desk.page.get_by_text("Die Kennung stimmt nicht; es wurde nichts gelöscht.").first).to_be_visible()
    desk.page.get_by_role("textbox", name="Kennung des Bestands").fill("umbenennen")
    desk.button("Bestand endgültig löschen").click()
    expect(desk.heading("Bestände", 1)).to_be_visible()
    expect(desk.button("Neuer Titel")).to_have_count(0, timeout=WAIT)
    # Its title is gone with it; what is left to tell of it by is its id.
    expect(desk.page.get_by_role("row", name=re.compile("^Löschen umbenennen fertig"))).to_be_visible(timeout=WAIT)


def test_a_new_corpus_has_the_kind_and_the_access_that_somebody_chose_and_its_kind_can_change(desk: Desk) -> None:
    to_holdings(desk)
    desk.unfold("Neuen Bestand anlegen")
    desk.page.get_by_role("textbox", name="Titel des Bestands").fill("Gewählt")
    desk.page.get_by_role("textbox", name="Kennung").fill("gewaehlt")
    told = desk.page.get_by_role("main").get_by_role("alert")
    for label, option, missing in (
        ("Art der Unterlagen", "Ratgeber und Anleitungen", "Wählen Sie, welcher Art die Unterlagen sind."),
        ("Wer die Unterlagen sehen darf", "für das Haus zugänglich", "Wählen Sie, wer die Unterlagen sehen darf."),
    ):
        desk.button("Bestand anlegen").click()
        expect(told.filter(has_text=missing)).to_be_visible()
        desk.settle()
        desk.choose(label, option)
    desk.button("Bestand anlegen").click()
    expect(desk.heading("Gewählt", 1)).to_be_visible()
    expect(desk.page.get_by_text("Ratgeber und Anleitungen · für das Haus zugänglich · gewaehlt")).to_be_visible()
    desk.settle()
    upload(desk, text_file("wehr.txt", "§ 1 Feuerwehr\n\nDie Feuerwehr ist eine Einrichtung der Gemeinde."))
    read_in(desk, "1 Datei einlesen")
    show(desk, "Einstellungen")
    desk.choose("Art der Unterlagen", "Recht und Regeln")
    desk.button("Art ändern").click()
    expect(desk.page.get_by_text("Der Auftrag ist gestartet.").first).to_be_visible()
    desk.settle()
    show(desk, "Aufträge")
    done = desk.page.get_by_role("row", name=re.compile("Art ändern und neu lesen.*fertig.*1 gelesen"))
    expect(done).to_be_visible(timeout=WAIT)
    expect(desk.page.get_by_text("Recht und Regeln · für das Haus zugänglich · gewaehlt")).to_be_visible()


def test_a_wrong_identifier_of_a_new_corpus_is_explained(desk: Desk) -> None:
    to_holdings(desk)
    desk.unfold("Neuen Bestand anlegen")
    desk.page.get_by_role("textbox", name="Titel des Bestands").fill("Egal")
    desk.page.get_by_role("textbox", name="Kennung").fill("Groß und Leer")
    desk.choose("Art der Unterlagen", "Ratspapiere")
    desk.choose("Wer die Unterlagen sehen darf", "für das Haus zugänglich")
    desk.button("Bestand anlegen").click()
    told = desk.page.get_by_role("main").get_by_role("alert").filter(has_text="Groß und Leer")
    expect(told).to_be_visible()
    expect(desk.heading("Bestände", 1)).to_be_visible()
    # It stays while something else is done on the page.
    desk.settle()
    desk.button("Prüfen und übernehmen").click()
    expect(desk.page.get_by_text(re.compile("^Übernommen")).first).to_be_visible()
    desk.settle()
    expect(told).to_be_visible()
    desk.shoot("bestand-abgelehnt")
    assert desk.barriers() == []
    # Whoever comes back finds an empty form, and nothing to explain.
    desk.page.get_by_role("link", name="Fragen").click()
    expect(desk.heading("Fragen", 1)).to_be_visible()
    desk.settle()
    to_holdings(desk)
    expect(told).to_have_count(0)
    # It goes when the form is sent again, to another explanation or to none.
    desk.unfold("Neuen Bestand anlegen")
    desk.choose("Art der Unterlagen", "Ratspapiere")
    desk.choose("Wer die Unterlagen sehen darf", "für das Haus zugänglich")
    for wrong in ("Groß und Leer", "Auch Falsch"):
        desk.page.get_by_role("textbox", name="Titel des Bestands").fill("Egal")
        desk.page.get_by_role("textbox", name="Kennung").fill(wrong)
        desk.button("Bestand anlegen").click()
        expect(desk.page.get_by_role("main").get_by_role("alert").filter(has_text=wrong)).to_be_visible()
        desk.settle()
    expect(told).to_have_count(0)
    desk.page.get_by_role("textbox", name="Kennung").fill("richtig")
    desk.button("Bestand anlegen").click()
    expect(desk.heading("Egal", 1)).to_be_visible()
    desk.settle()
    desk.button("Alle Bestände").click()
    expect(desk.heading("Bestände", 1)).to_be_visible()
    desk.settle()
    expect(desk.page.get_by_role("main").get_by_role("alert")).to_have_count(0)


def test_own_abbreviations_count_from_the_next_question_on(desk: Desk) -> None:
    to_holdings(desk)
    text = desk.page.get_by_role("textbox", name="Eine Zeile je Eintrag")
    text.fill("HUS = Hundesteuersatzung\nunklar")
    desk.button("Prüfen und übernehmen").click()
    expect(desk.page.get_by_text(re.compile("unklar")).first).to_be_visible()
    text.fill("HUS = Hundesteuersatzung")
    desk.button("Prüfen und übernehmen").click()
    expect(desk.page.get_by_text("Übernommen: 1 Abkürzung, ").first).to_be_visible()
    desk.page.get_by_role("link", name="Fragen").click()
    expect(desk.heading("Fragen", 1)).to_be_visible()
    desk.settle()
    expect(desk.ask("Was steht in der HUS zu Steuersätzen?")).to_contain_text("144,00 €")


def test_a_long_path_breaks_in_a_small_window(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "papiere" / "2007-02-15_Fachausschuss_für_Planung,_Bau,_Umwelt,_Sicherheit_(2._Sitzung)"
    folder.mkdir(parents=True)
    (folder / "Bekanntmachung_Fachausschuss_Planung-_Bau-_Umwelt-_Feuerschutz_15.02.2007.txt").write_text(
        "Es wird getagt."
    )
    with served(build(tmp_path / "home", tmp_path / "papiere")) as running:
        window = Desk.at(browser, running.url, width=360).open(
            f"bestaende?kommune={TENANT}&bestand={CORPUS}", "Papiere"
        )
        expect(window.page.get_by_role("table")).to_be_visible()
        assert overflow(window) == []
        window.close()


def test_what_is_not_there_is_told_in_the_words_of_the_page(desk: Desk) -> None:
    desk.open("bestaende?kommune=auenfurt&bestand=gibt-es-nicht", "Bestände")
    expect(desk.page.get_by_text("Das gibt es hier nicht (mehr)")).to_be_visible()
    expect(desk.page.get_by_text("kompass")).to_have_count(0)
    desk.page.goto(f"{desk.url}/gibt-es-nicht")
    told = desk.page.get_by_role("dialog")
    expect(told).to_contain_text("Diese Seite gibt es nicht")
    expect(told).to_contain_text("nicht für Sie freigegeben. Gezeigt wird die Seite „Fragen“.")
    desk.faults.remove("The page that you have requested does not seem to exist. Running the app's main page.")
