"""Fragen: what a caseworker does with it."""

from __future__ import annotations

import re

from docx import Document
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.desk import Desk

DOG_TAX = "Wie hoch ist die Hundesteuer für den zweiten Hund?"
UNANSWERED = "Welche Parkgebühren gelten am Flughafen?"


def test_the_first_page_says_what_to_do_and_how_answers_are_made(desk: Desk) -> None:
    expect(desk.page).to_have_title("Fragen · Aktenkompass")
    expect(desk.page.get_by_role("textbox", name="Ihre Frage")).to_be_visible()
    expect(desk.page.get_by_text("So wird geantwortet: wörtlich aus den Unterlagen, ohne Sprachmodell")).to_be_visible()
    desk.shoot("fragen-leer")


def test_the_example_questions_are_drawn_from_the_persons_own_papers(desk: Desk) -> None:
    examples = desk.page.locator('[class*="st-key-ak_example_"] button')
    expect(examples).to_have_count(4)
    auenfurt = examples.all_inner_texts()
    desk.choose_tenant("Gemeinde Moorwalde")
    expect(desk.page.get_by_text("Feuerwehrhaus").first).to_be_visible()
    assert set(examples.all_inner_texts()) != set(auenfurt)


def test_an_example_question_is_asked_with_one_click(desk: Desk) -> None:
    example = desk.page.locator('[class*="st-key-ak_example_"] button').nth(1)
    question = example.inner_text()
    example.click()
    expect(desk.heading(question, 2)).to_be_visible()


def test_each_statement_has_its_number_its_state_in_words_and_its_place(desk: Desk) -> None:
    answer = desk.ask(DOG_TAX)
    statements = answer.get_by_role("listitem")
    assert statements.count() >= 2
    for number, statement in enumerate(statements.all(), 1):
        expect(statement.get_by_text(re.compile("^belegt(, aber in einer älteren Fassung)?$"))).to_be_visible()
        source = statement.get_by_role("button")
        expect(source).to_have_accessible_name(re.compile(rf"^{number} Quelle öffnen: .*Hundesteuer.*Seite 1"))
    expect(answer).to_contain_text("für den zweiten Hund 144,00 €")
    expect(answer).to_contain_text("Automatisch zusammengestellt aus wörtlichen Auszügen")
    expect(answer).to_contain_text("wörtlich aus den Unterlagen, ohne Sprachmodell")
    desk.shoot("fragen-antwort")


def test_an_older_version_is_marked_as_such(desk: Desk) -> None:
    answer = desk.ask(DOG_TAX)
    current, older = answer.get_by_role("listitem").all()[:2]
    expect(current.locator(".ak-verdict strong")).to_have_text("belegt")
    expect(older.locator(".ak-verdict strong")).to_have_text("belegt, aber in einer älteren Fassung")
    expect(older).to_contain_text(
        "Es gibt eine neuere Fassung: Satzung über die Erhebung der Hundesteuer in der Stadt Auenfurt "
        "(Hundesteuersatzung) vom 16. November 2023"
    )


def test_the_end_of_an_answer_is_spoken_once(desk: Desk) -> None:
    answer = desk.ask(DOG_TAX)
    count = answer.get_by_role("listitem").count()
    expect(desk.page.locator(".ak-live")).to_have_text(
        f"Die Antwort ist vollständig. Aussagen: {count}, davon belegt: {count}. "
        "Nur in einer älteren Fassung belegt: 1."
    )


def test_a_click_on_a_number_opens_the_source_beside_the_answer_and_again_closes_it(desk: Desk) -> None:
    answer = desk.ask(DOG_TAX)
    first = answer.get_by_role("listitem").first.get_by_role("button")
    first.click()
    source = desk.page.get_by_role("region", name="Quelle 1")
    expect(source).to_contain_text("Hundesteuersatzung")
    expect(source.locator("mark")).to_contain_text("144,00 €")
    picture = source.get_by_role("img", name=re.compile("^Seite 1 von „.*als Bild, die zitierte Stelle ist markiert"))
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") >= 800
    assert source.locator(".ak-mark").count() >= 2
    expect(first).to_have_attribute("aria-expanded", "true")
    desk.shoot("fragen-quelle", whole=False)
    desk.button("Quelle schließen").click()
    expect(source).to_be_hidden()
    expect(first).to_be_focused()
    first.click()
    expect(source.get_by_role("heading", name="Quelle 1")).to_be_focused()
    desk.page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(first).to_be_focused()


def test_the_source_says_what_the_paper_is_and_whether_it_was_only_proposed(desk: Desk) -> None:
    answer = desk.ask("Was kostet die Saisonkarte im Freibad?")
    answer.get_by_role("button").filter(has_text="BV/0112/2024").first.click()
    source = desk.page.get_by_role("region", name=re.compile("^Quelle"))
    for words in (
        "Vorschlag, kein Beschluss.",
        "Beschlussvorlage",
        "BV/0112/2024",
        "14.10.2024",
        "Verwaltungsausschuss",
    ):
        expect(source).to_contain_text(words)


def test_a_rule_with_a_newer_version_says_which_that_is(desk: Desk) -> None:
    answer = desk.ask(DOG_TAX)
    answer.get_by_role("listitem").filter(has_text="72,00 €").get_by_role("button").first.click()
    source = desk.page.get_by_role("region", name=re.compile("^Quelle"))
    expect(source).to_contain_text("Ältere Fassung.")
    expect(source).to_contain_text("Neuer in diesem Bestand: Satzung über die Erhebung der Hundesteuer")
    expect(source).to_contain_text("vom 16. November 2023")


def test_a_source_without_pages_shows_its_section_with_the_quote_marked(desk: Desk) -> None:
    answer = desk.ask("Wie erreiche ich die IT im Notfall?")
    answer.get_by_role("button").first.click()
    source = desk.page.get_by_role("region", name=re.compile("^Quelle"))
    expect(source.locator("mark")).to_be_visible()
    expect(source.get_by_role("img")).to_have_count(0)


def test_papers_that_others_share_say_whose_they_are(desk: Desk) -> None:
    desk.choose_tenant("Gemeinde Moorwalde")
    expect(desk.page.get_by_text("die andere für Sie freigegeben haben: Stadt Auenfurt.")).to_be_visible()
    desk.unfold("Suche eingrenzen")
    desk.page.get_by_role("combobox", name="Bestände").click()
    expect(desk.page.get_by_role("option", name="KI-Kompass (Stadt Auenfurt)")).to_be_visible()
    desk.page.keyboard.press("Escape")
    answer = desk.ask("Dürfen wir Krankenakten in ein KI-Programm eingeben?")
    lent = answer.get_by_role("listitem").filter(has_text="Unterlage von: Stadt Auenfurt").first
    expect(answer.get_by_role("definition").nth(1)).to_contain_text("davon 1 von anderen (Stadt Auenfurt)")
    lent.get_by_role("button").click()
    source = desk.page.locator(".ak-source")
    expect(source).to_contain_text("Nicht Ihre Kommune")
    expect(source).to_contain_text("Diese Unterlage gehört zu: Stadt Auenfurt.")
    desk.shoot("fragen-fremde-unterlage")
    desk.choose_tenant("Stadt Auenfurt")
    own = desk.ask("Dürfen wir Krankenakten in ein KI-Programm eingeben?")
    assert "Unterlage von" not in own.inner_text()


def test_the_original_is_downloaded_under_its_own_name(desk: Desk) -> None:
    answer = desk.ask(DOG_TAX)
    answer.get_by_role("button").first.click()
    with desk.page.expect_download() as started:
        desk.button(re.compile("Original herunterladen")).click()
    file = started.value
    assert file.suggested_filename.startswith("Hundesteuersatzung_")
    assert file.path().read_bytes().startswith(b"%PDF")


def test_a_paper_that_is_a_web_page_is_handed_out_as_it_came(desk: Desk) -> None:
    answer = desk.ask("Was steht im Merkblatt Dienstreisen zu Tagegeld und Übernachtung?")
    answer.get_by_role("button").filter(has_text="Merkblatt Dienstreisen").first.click()
    with desk.page.expect_download() as started:
        desk.button(re.compile("Original herunterladen")).click()
    assert started.value.suggested_filename == "Reisekosten_Merkblatt.html"
    assert "Tagegeld" in started.value.path().read_text(encoding="utf-8")


def test_a_question_the_papers_do_not_answer_gets_no_answer_but_the_nearest_places(desk: Desk) -> None:
    answer = desk.ask(UNANSWERED)
    expect(answer).to_contain_text("Keine Antwort in den Unterlagen")
    expect(answer.get_by_role("definition").nth(1)).to_have_text("Alle 5 Bestände")
    nearest = answer.get_by_role("region", name="Am nächsten liegen diese Stellen")
    assert nearest.get_by_role("listitem").count() >= 3
    nearest.get_by_role("button").first.click()
    expect(desk.page.get_by_role("region", name="Quelle A")).to_be_visible()
    desk.shoot("fragen-keine-antwort")


def test_a_follow_up_stays_in_the_conversation_and_a_reload_shows_both(desk: Desk) -> None:
    desk.ask(DOG_TAX)
    desk.ask("Und wann ist sie zu zahlen?")
    expect(desk.page.locator(".ak-turn")).to_have_count(2)
    desk.page.reload()
    expect(desk.page.locator(".ak-turn")).to_have_count(2)
    desk.start_anew()
    expect(desk.page.locator(".ak-turn")).to_have_count(0)


def test_a_search_can_be_narrowed_to_a_corpus(desk: Desk) -> None:
    desk.unfold("Suche eingrenzen")
    desk.pick("Bestände", "Personalf", "Personalführung der Stadt Auenfurt")
    answer = desk.ask("Wie läuft ein Jahresgespräch ab?")
    expect(answer).to_contain_text("Jahresgespräch")
    expect(answer.get_by_role("definition").nth(1)).to_have_text("Personalführung der Stadt Auenfurt")
    again = desk.ask(DOG_TAX)
    expect(again).not_to_contain_text("144,00 €")
    expect(desk.page.get_by_text("Suche eingegrenzt: Personalführung der Stadt Auenfurt")).to_be_visible()


def test_an_empty_question_is_not_asked(desk: Desk) -> None:
    desk.button("Antwort suchen").click()
    expect(desk.page.get_by_text("Bitte schreiben Sie zuerst eine Frage.").first).to_be_visible()
    expect(desk.page.locator(".ak-turn")).to_have_count(0)


def test_a_typed_question_stays_while_another_page_is_looked_at(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("textbox", name="Ihre Frage").fill("Wer ist von der Hundesteuer")
    for name, heading in (("Verlauf", "Verlauf"), ("Über", "Über Aktenkompass")):
        page.get_by_role("link", name=name).click()
        expect(desk.heading(heading, 1)).to_be_visible()
        desk.settle()
        page.get_by_role("link", name="Fragen").click()
        expect(page.get_by_role("textbox", name="Ihre Frage")).to_have_value("Wer ist von der Hundesteuer")
        desk.settle()
    desk.choose_tenant("Gemeinde Moorwalde")
    expect(page.get_by_role("textbox", name="Ihre Frage")).to_have_value("")
    desk.choose_tenant("Stadt Auenfurt")
    expect(page.get_by_role("textbox", name="Ihre Frage")).to_have_value("Wer ist von der Hundesteuer")
    page.get_by_role("textbox", name="Ihre Frage").press_sequentially(" befreit?")
    desk.button("Antwort suchen").click()
    expect(desk.heading("Wer ist von der Hundesteuer befreit?", 2)).to_be_visible()
    expect(page.get_by_role("textbox", name="Rückfrage")).to_have_value("")
    desk.settle()
    desk.start_anew()
    expect(page.get_by_role("textbox", name="Ihre Frage")).to_have_value("")


def test_a_thumb_down_asks_for_the_reason_and_can_be_taken_back(desk: Desk) -> None:
    desk.ask(DOG_TAX)
    desk.button("Nicht hilfreich").click()
    expect(desk.page.get_by_text("Danke. Ihre Rückmeldung: Nicht hilfreich.")).to_be_visible()
    desk.page.get_by_text("Falsche Quelle", exact=True).click()
    desk.page.get_by_role("textbox", name="Anmerkung").fill("Das galt nur bis 2023.")
    desk.button("Rückmeldung senden").click()
    expect(desk.page.locator(".ak-live")).to_have_text("Danke, Ihre Rückmeldung wurde gespeichert.")
    desk.shoot("fragen-rueckmeldung")
    desk.button("Zurücknehmen").click()
    expect(desk.button("Nicht hilfreich")).to_be_visible()


def test_the_pages_speak_english_when_asked_and_papers_stay_as_they_are(desk: Desk) -> None:
    desk.ask(DOG_TAX)
    desk.choose("Sprache", "English")
    expect(desk.heading("Ask", 1)).to_be_visible()
    expect(desk.page.locator("html")).to_have_attribute("lang", "en")
    expect(desk.page.locator(".ak-turn")).to_contain_text("144,00 €")
    expect(desk.page.locator(".ak-turn").get_by_text("supported", exact=True).first).to_be_visible()


def test_a_follow_up_leans_on_the_question_before_and_says_how_it_was_understood(desk: Desk) -> None:
    desk.ask(DOG_TAX)
    answer = desk.ask("Und für den dritten?")
    expect(answer).to_contain_text("Verstanden als: ")
    expect(answer).to_contain_text("Hundesteuer")


def test_an_answer_is_copied_with_its_sources(desk: Desk) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.ask(DOG_TAX)
    desk.button("Kopieren").click()
    expect(desk.button("Mit Quellen kopiert")).to_be_visible()
    copied = desk.page.evaluate("navigator.clipboard.readText()")
    for words in ("144,00 €", "[1]", "Hundesteuersatzung_2024.pdf", "Seite 1", "KI-Verordnung"):
        assert words in copied


def test_an_answer_is_put_on_record_as_word_file_and_pdf(desk: Desk) -> None:
    desk.ask(DOG_TAX)
    with desk.page.expect_download() as started:
        desk.button("Zur Akte als Word-Datei").click()
    word = Document(str(started.value.path()))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for words in (DOG_TAX, "144,00 €", "Hundesteuersatzung_2024.pdf", "Stadt Auenfurt", "KI-Verordnung"):
        assert words in text
    with desk.page.expect_download() as started:
        desk.button("Zur Akte als PDF").click()
    assert started.value.suggested_filename.endswith(".pdf")
    pages = PdfReader(started.value.path()).pages
    assert "144,00" in "".join(page.extract_text() for page in pages)


def test_a_word_of_caution_stands_before_the_statements(desk: Desk) -> None:
    answer = desk.ask("Wann hat die Quantenphysik des Mondes Geburtstag?")
    text = answer.inner_text()
    assert 0 < text.index("Mit Vorsicht lesen") < text.index("belegt")
