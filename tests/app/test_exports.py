"""Answers as files for the record: complete, legible, and with nothing in them that a document could have planted."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import docx
import pypdf
import pytest

from app.answering.types import Answer, CheckedStatement, Citation, Outcome, Verdict
from app.decisions import Decisions
from app.exports.docx import write_docx
from app.exports.dossier import Dossier, Occasion, Paper, make_dossier, reflow
from app.exports.export import ExportFormat, Exports
from app.exports.pdf import write_pdf
from app.exports.plain import write_markdown, write_text
from app.standing import NewerVersion
from corpora.model import Access, Span
from corpora.scope import Grant, Scope
from tests.app.house import TENANT, House, open_house, write
from tests.app.papers import FEES, MINUTES, STATUTE, make_hit
from tests.conftest import ROOT

OCCASION = Occasion("Gemeinde Musterau", "Dörte Müßig", ("Satzungen", "Ratspapiere"))
FEE = "Die Gebühr für ein Zelt beträgt 15,00 € je Nacht"
PLANTED = (
    '![Bild](http://boese.example/x.png) [Link](http://boese.example) <script>alert("1")</script> <img src=x>\n'
    "# Überschrift\n- Punkt\n1. Nummer\nwww.boese.example a@boese.example `x` $x$ | a | b |\n"
    "<para><font size=99>groß</font></para> &amp; \u202egnp.exe\x00\x07\ud800"
)


def cite(words: str, *, path: str = "satzung.pdf", superseded_by: str = "", title: str = "") -> Citation:
    start = FEES.find(words)
    return Citation(
        tenant="musterau",
        corpus="rat",
        document=STATUTE.id,
        version=STATUTE.version,
        path=path,
        title=title or STATUTE.facts.title,
        reference="12/2019",
        page=1,
        section="§ 4 Gebühren für den Zeltplatz",
        span=Span(0, max(start, 0), max(start, 0) + len(words)),
        quote=words,
        superseded_by=superseded_by,
    )


def answer(*statements: CheckedStatement, **values: object) -> Answer:
    made = Answer(
        question="Was kostet ein Zelt je Nacht?",
        outcome=Outcome.ANSWERED,
        statements=statements,
        hits=(make_hit(STATUTE), make_hit(MINUTES, rank=2)),
        engine="generative",
        model="mistral-small",
        index_version="musterau:1f2e3d",
        seconds=1.25,
        created=datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC),
        confidence=0.473,
        notice="Von einer KI formuliert. Prüfen Sie die Quellen.",
    )
    return replace(made, **values)  # type: ignore[arg-type]


SUPPORTED = CheckedStatement("Ein Zelt kostet 15 € je Nacht.", Verdict.SUPPORTED, (cite(FEE),))
PARTIAL = CheckedStatement("Ein Zelt kostet 15 € je Woche.", Verdict.PARTIAL, (cite(FEE),), ("Woche",))
UNSUPPORTED = CheckedStatement("Hunde zahlen nichts.", Verdict.UNSUPPORTED, ())
FULL = answer(SUPPORTED, PARTIAL, UNSUPPORTED, reason="Die Fundstellen passen nur zum Teil.")


def texts(dossier: Dossier) -> dict[str, str]:
    """What a reader of each format gets, on one line."""
    word = docx.Document(io.BytesIO(write_docx(dossier)))
    pages = pypdf.PdfReader(io.BytesIO(write_pdf(dossier))).pages
    markdown = re.sub(r"\\(.)", r"\1", write_markdown(dossier))
    found = {
        "txt": write_text(dossier),
        "md": markdown.replace("*", "").replace("> ", ""),
        "docx": "\n".join(paragraph.text for paragraph in word.paragraphs),
        "pdf": "\n".join(page.extract_text() for page in pages),
    }
    return {kind: " ".join(text.split()) for kind, text in found.items()}


def test_a_path_stays_on_one_line_and_no_word_is_broken() -> None:
    path = f"2024/{'Ausschuss_für_Planung_und_Umwelt_' * 4}mit Leerzeichen in einem sehr langen Namen.pdf"
    word = "https://musterau.example/" + "a" * 120
    text = write_text(
        make_dossier(answer(replace(SUPPORTED, text=word, citations=(cite(FEE, path=path),))), OCCASION, {})
    )
    assert f"Datei: musterau/rat: {path}\n" in text
    assert word in text


def test_every_format_holds_question_statements_verdicts_sources_and_how_it_came_about() -> None:
    papers = {STATUTE.id: Paper("Satzung", date(2019, 3, 14), ("Rat",), ("Vorschlag, kein Beschluss.",))}
    for kind, text in texts(make_dossier(FULL, OCCASION, papers)).items():
        for words in (
            "Auskunft aus den Unterlagen",
            "Was kostet ein Zelt je Nacht?",
            "Die Fundstellen passen nur zum Teil.",
            "Ein Zelt kostet 15 € je Nacht. [1]",
            "Belegt: Die Stelle steht in der Unterlage und trägt die Aussage.",
            "Nur teilweise belegt:",
            "Weicht von der Stelle ab bei: Woche.",
            "Hunde zahlen nichts.",
            "Nicht belegt: In den Unterlagen wurde keine Stelle gefunden, die das sagt. Nicht verwenden.",
            "Zeltplatzsatzung der Gemeinde Musterau",
            "Achtung: Vorschlag, kein Beschluss.",
            "Seite 1, § 4 Gebühren für den Zeltplatz",
            f"„{FEE}“",
            "12/2019",
            "14.03.2019",
            "musterau/rat: satzung.pdf",
            "Gemeinde Musterau",
            "Dörte Müßig",
            "Satzungen, Ratspapiere",
            "Von einem Sprachmodell formuliert (mistral-small); 1,2 Sekunden",
            "musterau:1f2e3d",
            "47 % (geschätzt",
            "Von einer KI formuliert. Prüfen Sie die Quellen.",
            "Artikel 50 der KI-Verordnung",
        ):
            assert words in text, (kind, words)
        assert re.search(r"14\.03\.2026, \d\d:26 Uhr \(UTC[+-]\d\d:\d\d\)", text), kind


def test_a_verbatim_statement_shows_its_quote_once_with_the_lines_of_its_list() -> None:
    listed = "(1) Die Steuer beträgt jährlich:\na) für den ersten Hund 96,00 €,\nb) für den zweiten Hund 144,00 €"
    flat = CheckedStatement(" ".join(listed.split()) + ".", Verdict.SUPPORTED, (cite(listed),))
    dossier = make_dossier(answer(flat, engine="extractive", model=""), OCCASION)
    (point,) = dossier.points
    assert (point.text, point.verbatim) == (listed + ".", True)
    assert [passage.quote for proof in dossier.proofs for passage in proof.passages] == [""]
    for kind, text in texts(dossier).items():
        assert text.count("für den zweiten Hund") == 1, kind
        assert "Wörtliche Auszüge aus den Unterlagen, ohne Sprachmodell" in text, kind


def test_places_of_one_paper_are_named_together_and_several_of_a_statement_told_apart() -> None:
    two = CheckedStatement("Beides.", Verdict.SUPPORTED, (cite(FEE), cite("Kinder unter zwölf Jahren")))
    dossier = make_dossier(answer(SUPPORTED, two), OCCASION)
    (proof,) = dossier.proofs
    assert [passage.label for passage in proof.passages] == ["1", "2a", "2b"]
    for kind, text in texts(dossier).items():
        assert "Beides. [2a] [2b]" in text, kind
        assert text.count("Zeltplatzsatzung der Gemeinde Musterau") == 1, kind


def test_an_older_version_is_marked() -> None:
    old = CheckedStatement("Alt.", Verdict.SUPPORTED, (cite(FEE, superseded_by="satzung-2024.pdf"),))
    for kind, text in texts(make_dossier(answer(old), OCCASION)).items():
        assert "Achtung: Ältere Fassung. Neuer ist: satzung-2024.pdf" in text, kind
        assert "Belegt, aber in einer älteren Fassung: Die Stelle trägt die Aussage; prüfen Sie" in text, kind
        assert "Belegt: Die Stelle steht" not in text, kind
    newer = NewerVersion("t:c:satzung-2024.pdf", "satzung-2024.pdf", "Zeltplatzsatzung", date(2024, 3, 1))
    papers = {old.citations[0].document: Paper(newer=newer)}
    for kind, text in texts(make_dossier(answer(old), OCCASION, papers)).items():
        assert "Achtung: Ältere Fassung. Neuer ist: Zeltplatzsatzung vom 01.03.2024" in text, kind


def test_no_answer_names_the_nearest_documents() -> None:
    nothing = answer(outcome=Outcome.NO_ANSWER, reason="Zu wenig Belege.")
    for kind, text in texts(make_dossier(nothing, OCCASION)).items():
        assert "Die Unterlagen enthalten keine Antwort auf diese Frage." in text, kind
        assert "Zu wenig Belege." in text, kind
        assert "Die nächstliegenden Unterlagen" in text, kind
        assert "Niederschrift Bauausschuss" in text, kind


def test_a_failed_model_is_told() -> None:
    failed = answer(outcome=Outcome.SOURCES_ONLY, reason="Das Modell antwortet nicht.")
    for kind, text in texts(make_dossier(failed, OCCASION)).items():
        assert "Das Sprachmodell hat nicht geantwortet" in text, kind


# What documents plant


def planted() -> Dossier:
    statement = CheckedStatement(PLANTED, Verdict.PARTIAL, (cite(PLANTED, path=PLANTED, title=PLANTED),), (PLANTED,))
    return make_dossier(
        answer(statement, question=PLANTED, reason=PLANTED, model=PLANTED), replace(OCCASION, person=PLANTED)
    )


def test_markdown_of_a_document_stays_letters() -> None:
    text = write_markdown(planted())
    bare = re.sub(r"\\.", "", text)
    for markup in ("![", "](", "<script", "<img", "`", "http://", "www.", "a@", "$"):
        assert markup not in bare, markup
    assert not re.search(r"^(?:# Überschrift|- Punkt|1\. Nummer)", text, re.MULTILINE)
    assert "http:\\/\\/boese\\.example" in text or "http:\\/\\/boese.example" in text


def test_no_character_that_hides_or_turns_others_gets_into_any_format() -> None:
    dossier = planted()
    word = zipfile.ZipFile(io.BytesIO(write_docx(dossier))).read("word/document.xml").decode()
    pdf = texts(dossier)["pdf"]
    for text in (write_text(dossier), write_markdown(dossier), word, pdf):
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
        assert "gnp.exe" in text.replace("\\", "")


def test_a_word_file_has_no_links_macros_or_pictures() -> None:
    archive = zipfile.ZipFile(io.BytesIO(write_docx(planted())))
    relations = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels"))
    assert "External" not in relations
    assert not [name for name in archive.namelist() if "media/" in name or "vba" in name.lower()]
    assert "<script>" in "\n".join(one.text for one in docx.Document(io.BytesIO(write_docx(planted()))).paragraphs)


def test_a_pdf_has_no_links_scripts_or_files_and_shows_markup_as_letters() -> None:
    data = write_pdf(planted())
    for key in (b"/URI", b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/AcroForm"):
        assert key not in data
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert not [page for page in reader.pages if "/Annots" in page]
    text = texts(planted())["pdf"]
    assert "<para><font size=99>groß</font></para> &amp;" in text
    assert "<script>alert" in text


# Word and PDF as files


def test_a_word_file_has_headings_german_as_its_language_and_properties() -> None:
    document = docx.Document(io.BytesIO(write_docx(make_dossier(FULL, OCCASION))))
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert headings == ["Frage", "Antwort", "Quellen", "Angaben zur Auskunft"]
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Title"
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', document.styles.element.xml)) == {"de-DE"}
    core = document.core_properties
    assert (core.title, core.language, core.author) == ("Auskunft aus den Unterlagen", "de-DE", "Aktenkompass")
    assert "NUMPAGES" in document.sections[0].footer._element.xml
    assert round(document.sections[0].page_width.cm) == 21  # type: ignore[union-attr]


def test_a_pdf_has_title_language_bookmarks_and_its_own_fonts() -> None:
    reader = pypdf.PdfReader(io.BytesIO(write_pdf(make_dossier(FULL, OCCASION))))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Auskunft aus den Unterlagen", "Aktenkompass")
    root = reader.root_object
    assert str(root["/Lang"]) == "de-DE"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    assert [str(item["/Title"]) for item in reader.outline if isinstance(item, dict)] == [
        "Frage",
        "Antwort",
        "Quellen",
        "Angaben zur Auskunft",
    ]
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert {re.sub("^/[A-Z]{6}[+]", "", font["/BaseFont"]) for font in fonts} >= {
        "DejaVuSansCondensed",
        "DejaVuSansCondensed-Bold",
    }
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        assert "/FontFile2" in descendant.get_object()["/FontDescriptor"].get_object()


def tags(node: pypdf.generic.PdfObject | None) -> Iterator[str]:
    """The structure of a PDF as a screen reader walks it."""
    node = node.get_object() if node is not None else None
    if isinstance(node, pypdf.generic.ArrayObject):
        for each in node:
            yield from tags(each)
    elif isinstance(node, pypdf.generic.DictionaryObject):
        if "/S" in node:
            yield str(node["/S"]).removeprefix("/")
        yield from tags(node.get("/K"))


def test_a_pdf_is_made_for_archives_and_screen_readers() -> None:
    root = pypdf.PdfReader(io.BytesIO(write_pdf(make_dossier(FULL, OCCASION)))).root_object
    said = root["/Metadata"].get_object().get_data().decode()  # type: ignore[union-attr]
    assert dict(re.findall(r"<((?:pdfaid|pdfuaid):\w+)>(\w+)<", said)) == {
        "pdfaid:part": "2",
        "pdfaid:conformance": "A",
        "pdfuaid:part": "1",
    }
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    walked = list(tags(root["/StructTreeRoot"]))
    assert walked[:2] == ["Document", "Title"]
    assert walked.count("H1") == 4
    assert walked.count("H2") == 1  # the cited paper
    assert walked.count("BlockQuote") == 2
    statements = walked[walked.index("L") : walked.index("L") + walked[walked.index("L") :].index("H1")]
    assert statements.count("LI") == 3
    assert "Figure" not in walked


def test_a_pdf_says_when_it_was_made_wherever_that_was() -> None:
    there = datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    reader = pypdf.PdfReader(io.BytesIO(write_pdf(replace(make_dossier(FULL, OCCASION), created=there))))
    assert reader.metadata is not None
    assert reader.metadata.creation_date == there
    assert "erstellt am 01.07.2026, 01:30 Uhr" in reader.pages[0].extract_text()


def test_a_pdf_shows_letters_of_german_names_and_a_box_for_what_it_has_not() -> None:
    names = "Straße Ärger Öl Übung ẞ „Zitat“ ‚so‘ – — … € § ² ½ Śmigielski Yıldız Łódź Đặng → ☐ ✓ ≥ Шевченко"
    dossier = make_dossier(answer(replace(SUPPORTED, text=f"{names} 漢")), OCCASION)
    text = texts(dossier)["pdf"]
    assert names in text
    assert "漢" not in text
    assert "□" in text


def test_a_pdf_shows_letters_of_private_use_as_a_box() -> None:
    assert "A□B" in texts(replace(make_dossier(FULL, OCCASION), question="A\ue000B"))["pdf"]


def test_a_long_answer_runs_over_pages_that_are_numbered() -> None:
    long = CheckedStatement("Satz für Satz. " * 900, Verdict.SUPPORTED, (cite(FEE),))
    data = write_pdf(make_dossier(answer(long, *[SUPPORTED] * 40), OCCASION))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    assert len(pages) > 4
    for number, page in enumerate(pages, start=1):
        assert f"Seite {number} von {len(pages)}" in page
    assert " ".join(" ".join(pages).split()).count("Satz für Satz.") >= 900 - len(pages)  # a foot may come between


def test_words_longer_than_a_line_stay_on_the_page() -> None:
    data = write_pdf(make_dossier(answer(replace(SUPPORTED, text="ẞ" * 3000)), OCCASION))
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert sum(page.extract_text().count("ẞ") for page in pages) == 3000
    lines = [line for page in pages for line in page.extract_text().splitlines() if "ẞ" in line]
    assert max(map(len, lines)) < 60
    assert "Antwort" in pages[0].extract_text()  # no page is left half empty for it
    assert "ẞ" in pages[0].extract_text()


def test_files_made_at_the_same_time_do_not_mix() -> None:
    dossiers = [make_dossier(answer(replace(SUPPORTED, text=f"Aussage {n} " * 30)), OCCASION) for n in range(24)]
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(write_pdf, dossiers))
    for number, data in enumerate(made):
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
        assert set(re.findall(r"Aussage\s(\d+)", text)) == {str(number)}


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Die Gebühr für ein Zelt beträgt Euro\n15 je Nacht.", "Die Gebühr für ein Zelt beträgt Euro 15 je Nacht."),
        ("Es gilt folgende Gebührenordnung für alle Gäste:\na) Zelt\nb) Wohnwagen", None),
        ("Tarif\nZelt 15,00 €\nWohnwagen 20,00 €", None),
        ("kurz", None),
        ("", ""),
        ("zwei\n\n\nZeilen", "zwei\nZeilen"),
    ],
)  # fmt: skip
def test_running_text_is_joined_and_lists_keep_their_lines(stored: str, shown: str | None) -> None:
    assert reflow(stored) == (stored if shown is None else shown)


# The right to what is exported


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("exports")
    papers = write(
        folder / "rat",
        {
            "radweg.txt": "Beschlussvorlage\n\nDrucksachen-Nr.: 17/2024\n\nBetreff: Radweg am Kanal\n\n"
            "Der Radweg kostet 40.000 Euro und wird im Jahr 2025 gebaut.\n",
            "kita.txt": "Die Kita Wiesengrund bekommt einen Anbau für zwei Gruppen.\n",
        },
    )
    with open_house(folder / "home") as opened:
        opened.knowledge.ingest(TENANT, "rat", [papers])
        yield opened


SCOPE = Scope((Grant(TENANT, frozenset({"rat"}), Access.PUBLIC),))


def make_exports(house: House) -> Exports:
    return Exports(house.catalog, Decisions(house.catalog, house.library, house.searcher))


def asked(house: House, words: Sequence[str]) -> Answer:
    statements, hits = [], []
    for number, question in enumerate(words, start=1):
        hit = replace(house.search(question)[0], rank=number)
        citation = replace(
            cite(hit.text, path=hit.path, title=hit.title),
            tenant=hit.tenant,
            corpus=hit.corpus,
            document=hit.document,
            version=hit.version,
            span=hit.spans[0],
        )
        statements.append(CheckedStatement(f"Aussage zu {hit.path}.", Verdict.SUPPORTED, (citation,)))
        hits.append(hit)
    return answer(*statements, hits=tuple(hits))


def test_a_file_is_named_after_day_and_question_and_has_its_type(house: House) -> None:
    made = asked(house, ["Was kostet der Radweg?"])
    for format, media_type in (
        (ExportFormat.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (ExportFormat.PDF, "application/pdf"),
        (ExportFormat.TEXT, "text/plain; charset=utf-8"),
        (ExportFormat.MARKDOWN, "text/markdown; charset=utf-8"),
    ):
        exported = make_exports(house).export(SCOPE, made, format, OCCASION)
        assert exported.media_type == media_type
        assert re.fullmatch(rf"Auskunft 2026-03-14 \d\d-26 Was kostet ein Zelt je Nacht\.{format.value}", exported.name)
        assert exported.data


def test_a_proposal_is_called_one(house: House) -> None:
    made = asked(house, ["Was kostet der Radweg?"])
    text = make_exports(house).export(SCOPE, made, ExportFormat.TEXT, OCCASION).data.decode()
    assert "Vorschlag, kein Beschluss." in " ".join(text.split())
    assert "Art: Beschlussvorlage" in text


def test_what_the_person_may_no_longer_see_is_left_out_and_that_is_told(house: House) -> None:
    made = asked(house, ["Was kostet der Radweg?", "Was bekommt die Kita Wiesengrund?"])
    exports = make_exports(house)
    assert "Aussage zu kita.txt" in exports.export(SCOPE, made, ExportFormat.TEXT, OCCASION).data.decode()
    house.knowledge.delete(TENANT, "rat", "kita.txt")
    for format in ExportFormat:
        data = exports.export(SCOPE, made, format, OCCASION).data
        assert b"kita" not in data.lower()
    text = " ".join(exports.export(SCOPE, made, ExportFormat.TEXT, OCCASION).data.decode().split())
    assert "1 Aussage(n) fehlen, weil ihre Unterlage entfernt wurde" in text
    stranger = Scope((Grant("nachbarort", frozenset({"rat"}), Access.RESTRICTED),))
    nothing = exports.export(stranger, made, ExportFormat.TEXT, OCCASION).data.decode()
    assert "radweg.txt" not in nothing
    assert "2 Aussage(n) fehlen" in nothing


def test_a_file_says_of_a_paper_that_it_is_another_municipalitys(house: House) -> None:
    made, exports = asked(house, ["Was kostet der Radweg?"]), make_exports(house)
    elsewhere = replace(OCCASION, house="Nachbarort")
    foreign = " ".join(exports.export(SCOPE, made, ExportFormat.TEXT, elsewhere).data.decode().split())
    assert f"Achtung: Unterlage einer anderen Kommune: {house.catalog.tenant(TENANT).title}." in foreign
    at_home = replace(OCCASION, house=house.catalog.tenant(TENANT).title)
    assert b"anderen Kommune" not in exports.export(SCOPE, made, ExportFormat.TEXT, at_home).data


def test_nothing_heavy_is_loaded_before_a_file_is_made() -> None:
    heavy = ("typst", "fontTools", "docx", "PIL")
    script = f"import sys, app.exports.export; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
