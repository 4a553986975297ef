"""What a person sees of a source, from files that were really ingested."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.answering.types import Statement
from app.citations import CitationChecker
from app.page_images import PageImages
from app.places import LONGEST_TEXT, Place
from app.sources import Sources
from app.standing import Nature, Validity
from corpora.errors import AktenkompassError, UnknownDocument, UnsupportedFormat
from corpora.model import Access, Span, document_id
from corpora.scope import Grant, Scope
from ingest.limits import Limits
from tests.app.house import TENANT, House, open_house, write
from tests.ingest.files import make_pdf

PROPOSAL = """\
Gemeinde Musterstadt
Beschlussvorlage
Drucksachen-Nr.: 17/2024
Datum: 04.03.2024
Betreff: Neubau eines Radwegs am Kanal
Beratungsfolge:
Bauausschuss 12.03.2024"""
REASONS = """\
Begründung
Der Radweg am Kanal wird im Jahr 2025 gebaut. Er kostet 40.000 Euro und
ist zwei Meter breit. Die Mittel stehen im Haushalt bereit."""
NOT_PUBLIC = """\
Nichtöffentliche Beschlussvorlage
Drucksachen-Nr.: 18/2024
Betreff: Ankauf eines geheimen Grundstücks
Das Grundstück kostet 900.000 Euro und gehört einer Erbengemeinschaft."""
OLD_RULE = """\
# Satzung über die Erhebung der Hundesteuer vom 14. Februar 2019

## § 1 Steuergegenstand

Gegenstand der Steuer ist das Halten von Hunden im Gebiet der Stadt.

## § 3 Steuersätze

Die Steuer beträgt jährlich für den ersten Hund 72,00 Euro.

## § 9 Inkrafttreten

Diese Satzung tritt am 1. April 2019 in Kraft.
"""
NEW_RULE = (
    OLD_RULE.replace("14. Februar 2019", "16. November 2023")
    .replace("72,00", "96,00")
    .replace("1. April 2019", "1. Januar 2024")
)
EVERYTHING = Scope((Grant(TENANT, frozenset({"rat", "recht"}), Access.RESTRICTED),))
PUBLIC = Scope((Grant(TENANT, frozenset({"rat"}), Access.PUBLIC),))
TODAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("sources")
    papers, rules = folder / "rat", folder / "recht"
    (papers / "2024").mkdir(parents=True)
    make_pdf(papers / "2024" / "DS 17-2024 Radweg.pdf", [PROPOSAL, REASONS])
    make_pdf(papers / "geheim.pdf", [NOT_PUBLIC])
    write(rules, {"hund-2019.md": OLD_RULE, "hund-2023.md": NEW_RULE, "lang.txt": f"{'Zeile mit Text. ' * 4000}"})
    with open_house(folder / "home") as opened:
        opened.knowledge.ingest(TENANT, "rat", [papers])
        opened.knowledge.ingest(TENANT, "recht", [rules])
        yield opened


@pytest.fixture(scope="module")
def sources(house: House) -> Iterator[Sources]:
    images = PageImages(Limits(), processes=1, cache_bytes=10_000_000)
    yield Sources(house.catalog, house.library, images, today=lambda: TODAY)
    images.close()


def place(house: House, path: str, words: str, *, corpus: str = "rat") -> Place:
    """The place of some words of a document."""
    record = house.catalog.document(TENANT, corpus, path)
    document = house.library.load_document(TENANT, corpus, record.id, record.version or "")
    for number, page in enumerate(document.pages):
        if words in page.text:
            start = page.text.index(words)
            span = Span(number, start, start + len(words))
            return Place(TENANT, corpus, record.id, document.version, span=span, quote=words)
    raise AssertionError(f"„{words}“ is not in {path}")


RADWEG = "2024/DS 17-2024 Radweg.pdf"
COSTS = "Er kostet 40.000 Euro und\nist zwei Meter breit."


def test_a_source_says_what_the_paper_is_and_where_the_passage_stands(house: House, sources: Sources) -> None:
    view = sources.view(PUBLIC, place(house, RADWEG, COSTS))
    assert (view.title, view.reference, view.kind) == ("Neubau eines Radwegs am Kanal", "17/2024", "Beschlussvorlage")
    assert (view.nature, view.date, view.bodies) == (Nature.PROPOSAL, date(2024, 3, 4), ("Bauausschuss",))
    assert (view.tenant_title, view.corpus_title) == ("Musterstadt", "Rat")
    assert (view.page, view.position, view.page_count) == (2, 1, 2)
    assert view.text.quote == COSTS
    assert view.text.before == "Begründung\nDer Radweg am Kanal wird im Jahr 2025 gebaut. "
    assert view.text.after.endswith("Die Mittel stehen im Haushalt bereit.")
    assert (view.text.cut_before, view.text.cut_after) == (False, False)
    assert (view.changed, view.lost, view.recognised) == (False, False, False)
    assert view.standing.validity is Validity.UNKNOWN
    assert (view.original.name, view.original.media_type) == ("DS 17-2024 Radweg.pdf", "application/pdf")


def test_a_citation_and_a_hit_lead_to_their_source(house: House, sources: Sources) -> None:
    hit = next(hit for hit in house.search("Was kostet der Radweg am Kanal?") if hit.path == RADWEG and hit.page == 2)
    checked = CitationChecker(house.library).check(Statement("Er kostet 40.000 Euro.", COSTS, hit), [hit])
    (citation,) = checked.citations
    view = sources.view(PUBLIC, Place.of_citation(citation))
    assert (view.text.quote, view.page) == (citation.quote, citation.page)
    assert hit.text.startswith(sources.view(PUBLIC, Place.of_hit(hit)).text.quote)


def test_the_page_is_drawn_with_the_passage_marked_on_both_its_lines(house: House, sources: Sources) -> None:
    image = sources.image(PUBLIC, place(house, RADWEG, COSTS), width=700)
    drawn = Image.open(io.BytesIO(image.png))
    assert drawn.size == (image.width, image.height)
    assert image.width == 800
    assert len(image.boxes) == 2
    plain = sources.image(PUBLIC, Place(TENANT, "rat", document_id(TENANT, "rat", RADWEG), page=1), width=700)
    assert plain.boxes == ()
    assert plain.png != image.png
    assert sources.image(PUBLIC, place(house, RADWEG, COSTS), width=800) is image


def test_boxes_are_given_alone(house: House, sources: Sources) -> None:
    boxes = sources.image(PUBLIC, place(house, RADWEG, COSTS), width=0)
    assert boxes.png == b""
    assert boxes.boxes == sources.image(PUBLIC, place(house, RADWEG, COSTS)).boxes
    left, top, width, height = boxes.shares[1]
    assert left == pytest.approx(72 / 595.3, abs=0.01)
    assert (0.1 < top < 0.2, 0.15 < width < 0.3, height < 0.03) == (True, True, True)


def test_the_original_is_the_file_that_was_ingested(house: House, sources: Sources) -> None:
    original = sources.original(PUBLIC, place(house, RADWEG, COSTS))
    assert original.file.read_bytes().startswith(b"%PDF-")
    assert original.bytes == original.file.stat().st_size
    assert original.disposition.startswith('attachment; filename="DS 17-2024 Radweg.pdf"')


# Formats without pages, and rules


def test_a_text_without_pages_shows_the_section_of_the_passage(house: House, sources: Sources) -> None:
    view = sources.view(EVERYTHING, place(house, "hund-2019.md", "für den ersten Hund 72,00 Euro", corpus="recht"))
    assert (view.page, view.section, view.has_image) == (None, "§ 3 Steuersätze", False)
    assert view.text.before == "§ 3 Steuersätze\n\nDie Steuer beträgt jährlich "
    assert "Steuergegenstand" not in view.text.before
    assert "Inkrafttreten" not in view.text.after


def test_a_format_without_pages_has_no_image_and_says_so(house: House, sources: Sources) -> None:
    with pytest.raises(UnsupportedFormat, match="keine Seitenbilder"):
        sources.image(EVERYTHING, place(house, "hund-2019.md", "Die Steuer beträgt", corpus="recht"))


def test_an_older_version_names_the_newer_one(house: House, sources: Sources) -> None:
    old = sources.view(EVERYTHING, place(house, "hund-2019.md", "ersten Hund 72,00 Euro", corpus="recht"))
    new = sources.view(EVERYTHING, place(house, "hund-2023.md", "ersten Hund 96,00 Euro", corpus="recht"))
    assert old.nature is new.nature is Nature.RULE
    assert old.standing.validity is Validity.SUPERSEDED
    assert old.standing.newer is not None
    assert (old.standing.newer.document, old.standing.newer.path) == (new.document, "hund-2023.md")
    assert (new.standing.validity, new.standing.newer) == (Validity.NEWEST, None)
    assert new.standing.valid_from == date(2024, 1, 1)


def test_a_rule_that_begins_later_is_not_called_the_newest_in_force(house: House) -> None:
    images = PageImages(Limits(), processes=1, cache_bytes=0)
    early = Sources(house.catalog, house.library, images, today=lambda: date(2023, 12, 24))
    view = early.view(EVERYTHING, place(house, "hund-2023.md", "ersten Hund", corpus="recht"))
    assert view.standing.validity is Validity.NOT_YET


def test_a_newer_version_that_the_reader_may_not_see_is_not_named(tmp_path: Path) -> None:
    rules = write(tmp_path / "recht", {"hund-2019.md": OLD_RULE, "hund-2023.md": NEW_RULE})
    with open_house(tmp_path / "home") as house:
        house.knowledge.ingest(TENANT, "recht", [rules])
        newer = house.catalog.document(TENANT, "recht", "hund-2023.md")
        document = house.library.load_document(TENANT, "recht", newer.id, newer.version or "")
        hidden = dataclasses.replace(document, access=Access.RESTRICTED)
        house.catalog.commit_document(hidden, chunks=1, size=1, seconds=0.0)
        sources = Sources(house.catalog, house.library, PageImages(Limits(), processes=1, cache_bytes=0))
        old = place(house, "hund-2019.md", "ersten Hund 72,00 Euro", corpus="recht")
        clerk = Scope((Grant(TENANT, frozenset({"recht"}), Access.INTERNAL),))
        assert sources.view(EVERYTHING, old).standing.validity is Validity.SUPERSEDED
        assert sources.view(clerk, old).standing.validity is Validity.NEWEST


def test_a_very_long_text_is_cut_around_the_passage(house: House, sources: Sources) -> None:
    record = house.catalog.document(TENANT, "recht", "lang.txt")
    span = Span(0, 30_000, 30_015)
    view = sources.view(EVERYTHING, Place(TENANT, "recht", record.id, record.version or "", span=span))
    text = view.text
    assert (text.cut_before, text.cut_after) == (True, True)
    assert len(text.before) + len(text.quote) + len(text.after) == LONGEST_TEXT
    assert len(text.quote) == 15
    first = sources.view(EVERYTHING, Place(TENANT, "recht", record.id)).text
    assert (first.cut_before, first.before, first.quote, len(first.after)) == (False, "", "", LONGEST_TEXT)


# Who may see it


def refusal(sources: Sources, scope: Scope, wanted: Place) -> tuple[str, str]:
    """Every door refuses in the same words."""
    told = set()
    for door in (sources.view, sources.image, sources.original):
        with pytest.raises(AktenkompassError) as caught:
            door(scope, wanted)
        assert type(caught.value) is UnknownDocument
        told.add((caught.value.message, caught.value.hint))
    (words,) = told
    return words


def test_what_a_person_may_not_see_is_refused_as_what_is_not_there(house: House, sources: Sources) -> None:
    missing = refusal(sources, PUBLIC, Place(TENANT, "rat", document_id(TENANT, "rat", "fehlt.pdf")))
    secret = place(house, "geheim.pdf", "kostet 900.000 Euro")
    assert sources.view(EVERYTHING, secret).text.quote == "kostet 900.000 Euro"
    assert refusal(sources, PUBLIC, secret) == missing
    rule = place(house, "hund-2019.md", "ersten Hund", corpus="recht")
    assert refusal(sources, PUBLIC, rule) == missing
    stranger = Scope((Grant("nachbarort", frozenset({"rat", "recht"}), Access.RESTRICTED),))
    assert refusal(sources, stranger, place(house, RADWEG, COSTS)) == missing
    assert "geheim" not in " ".join(missing)


def test_a_document_is_not_reached_through_the_name_of_another_corpus(house: House, sources: Sources) -> None:
    secret = place(house, "geheim.pdf", "kostet 900.000 Euro")
    for tenant, corpus in ((TENANT, "recht"), ("nachbarort", "rat")):
        grants = (
            Grant(TENANT, frozenset({"recht"}), Access.RESTRICTED),
            Grant("nachbarort", frozenset({"rat"}), Access.PUBLIC),
        )
        refusal(sources, Scope(grants), dataclasses.replace(secret, tenant=tenant, corpus=corpus))


@pytest.mark.parametrize("document", ["", "../../etc/passwd", "kein-dokument", "0" * 36, "\x00"])
def test_an_id_that_is_none_is_refused_alike(sources: Sources, document: str) -> None:
    refusal(sources, EVERYTHING, Place(TENANT, "rat", document))


@pytest.mark.parametrize("page", [-1, 2, 10_000])
def test_a_page_that_the_document_does_not_have_is_refused(house: House, sources: Sources, page: int) -> None:
    refusal(sources, PUBLIC, Place(TENANT, "rat", document_id(TENANT, "rat", RADWEG), page=page))


@pytest.mark.parametrize("span", [Span(1, 5, 5), Span(1, -3, 5), Span(1, 10, 99_999)])
def test_a_span_that_fits_nowhere_shows_the_page_without_a_mark(house: House, sources: Sources, span: Span) -> None:
    view = sources.view(PUBLIC, Place(TENANT, "rat", document_id(TENANT, "rat", RADWEG), span=span))
    assert (view.span, view.text.quote, view.lost, view.position) == (None, "", True, 1)


# Papers that changed since they were cited


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[tuple[House, Path]]:
    papers = write(tmp_path / "rat", {"plan.md": "# Plan\n\nDer Umbau der Schule kostet 12.000 Euro im Jahr 2025.\n"})
    with open_house(tmp_path / "home") as opened:
        opened.knowledge.ingest(TENANT, "rat", [papers])
        yield opened, papers


def look(house: House, wanted: Place) -> tuple[bool, bool, str]:
    images = PageImages(Limits(), processes=1, cache_bytes=0)
    view = Sources(house.catalog, house.library, images).view(PUBLIC, wanted)
    return view.changed, view.lost, view.text.quote


def test_a_passage_that_moved_in_a_newer_version_is_found_there(changing: tuple[House, Path]) -> None:
    house, papers = changing
    wanted = place(house, "plan.md", "Der Umbau der Schule kostet 12.000 Euro")
    (papers / "plan.md").write_text("# Plan\n\nNeue Einleitung.\n\nDer Umbau der Schule kostet 12.000 Euro jetzt.\n")
    house.knowledge.ingest(TENANT, "rat", [papers])
    assert look(house, wanted) == (True, False, "Der Umbau der Schule kostet 12.000 Euro")


def test_a_passage_that_a_newer_version_dropped_is_told_lost(changing: tuple[House, Path]) -> None:
    house, papers = changing
    wanted = place(house, "plan.md", "Der Umbau der Schule kostet 12.000 Euro")
    (papers / "plan.md").write_text("# Plan\n\nDer Umbau der Schule kostet 19.000 Euro und beginnt später.\n")
    house.knowledge.ingest(TENANT, "rat", [papers])
    assert look(house, wanted) == (True, True, "")


def test_a_document_that_was_deleted_is_not_shown_any_more(changing: tuple[House, Path]) -> None:
    house, _ = changing
    wanted = place(house, "plan.md", "Der Umbau der Schule")
    house.knowledge.delete(TENANT, "rat", "plan.md")
    with pytest.raises(UnknownDocument):
        look(house, wanted)


# Pages that cannot be drawn


def test_a_page_that_cannot_be_drawn_says_so_and_keeps_its_text(tmp_path: Path) -> None:
    papers = tmp_path / "rat"
    papers.mkdir()
    make_pdf(papers / "a.pdf", [REASONS])
    with open_house(tmp_path / "home") as house:
        house.knowledge.ingest(TENANT, "rat", [papers])
        wanted = place(house, "a.pdf", "ist zwei Meter breit")
        # Too little memory for any picture stands in for a file that eats it all.
        images = PageImages(dataclasses.replace(Limits(), memory_bytes=1), processes=1, cache_bytes=1_000_000)
        sources = Sources(house.catalog, house.library, images)
        try:
            for _ in range(2):
                with pytest.raises(AktenkompassError, match="Das Bild von Seite 1 ließ sich nicht zeichnen") as caught:
                    sources.image(PUBLIC, wanted)
                assert "Original" in caught.value.hint
                assert not isinstance(caught.value, UnknownDocument)
        finally:
            images.close()
        assert sources.view(PUBLIC, wanted).text.quote == "ist zwei Meter breit"
