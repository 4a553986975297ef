"""Chunks: sizes, sections, exact offsets, context."""

from __future__ import annotations

import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpora.model import Chunk, CorpusKind, Facts, Heading, Page, PageState, chunk_id
from ingest.chunking import MAXIMUM, TARGET, DocumentKey, chunk
from ingest.outline import outline

KEY = DocumentKey("musterau", "rat", "ds/12.pdf", "0123456789abcdef")
SENTENCE = "Der Rat der Gemeinde Musterau hat die Vorlage in seiner Sitzung ausführlich beraten. "


def pages(*texts: str) -> tuple[Page, ...]:
    return tuple(Page(number, text.strip(), PageState.TEXT) for number, text in enumerate(texts, 1))


def cut(
    document: tuple[Page, ...], kind: CorpusKind = CorpusKind.COUNCIL, facts: Facts | None = None
) -> tuple[Chunk, ...]:
    return chunk(KEY, facts or Facts(title="Neubau"), kind, outline(document, kind), document)


def statute(*bodies: str) -> tuple[Page, ...]:
    text, headings = "", []
    for number, body in enumerate(bodies, 1):
        title = f"§ {number} Titel"
        headings.append(Heading(2, len(text), len(text) + len(title)))
        text += f"{title}\n{body}\n\n"
    return (Page(None, text.rstrip(), PageState.TEXT, headings=tuple(headings)),)


def test_long_text_is_cut_at_sentence_ends_into_even_pieces():
    chunks = cut(pages(SENTENCE * 40))
    assert [piece.text.endswith(".") for piece in chunks] == [True] * len(chunks)
    assert all(TARGET * 0.7 < len(piece.text) <= MAXIMUM for piece in chunks)
    assert "".join(" ".join(piece.text for piece in chunks).split()) == "".join((SENTENCE * 40).split())


def test_chunks_are_numbered_and_named_by_the_document_s_version():
    chunks = cut(pages(SENTENCE * 40))
    assert [piece.number for piece in chunks] == list(range(len(chunks)))
    assert chunks[1].id == chunk_id(KEY.tenant, KEY.corpus, KEY.path, KEY.version, 1)


def test_two_sections_of_a_law_never_share_a_chunk():
    chunks = cut(statute("Kurz.", "Auch kurz.", SENTENCE * 30, ""), CorpusKind.REGULATION)
    assert [piece.heading_path[-1] for piece in chunks] == [
        "§ 1 Titel",
        "§ 2 Titel",
        *["§ 3 Titel"] * 3,
        "§ 4 Titel",
    ] or ({path for piece in chunks for path in piece.heading_path} == {f"§ {n} Titel" for n in range(1, 5)})
    assert all(piece.text.count("§") <= 1 for piece in chunks)


def test_a_heading_that_only_groups_others_makes_no_chunk():
    text = "Erster Teil\n\n§ 1 Zweck\n\nEs gilt."
    page = Page(None, text, PageState.TEXT, headings=(Heading(1, 0, 11), Heading(2, 13, 22)))
    assert [piece.heading_path for piece in cut((page,), CorpusKind.REGULATION)] == [("Erster Teil", "§ 1 Zweck")]


def test_short_neighbours_of_a_council_paper_share_a_chunk_that_names_them_all():
    chunks = cut(pages("Beschlussvorschlag:\nDer Rat stimmt zu.\nFinanzielle Auswirkungen:\nKeine."))
    assert [piece.heading_path for piece in chunks] == [("Beschlussvorschlag / Finanzielle Auswirkungen",)]
    assert chunks[0].text == "Beschlussvorschlag:\nDer Rat stimmt zu.\nFinanzielle Auswirkungen:\nKeine."


def test_chunks_end_with_their_page_but_a_sentence_that_runs_on_is_kept_whole():
    document = pages(SENTENCE * 5 + "Die Gebühr wird ab dem kommenden Jahr", "auf fünf Euro gesenkt. " + SENTENCE * 5)
    first, second = cut(document)
    assert [span.page for span in first.spans] == [0, 1]
    assert first.text.endswith("ab dem kommenden Jahr\nauf fünf Euro gesenkt.")
    assert [span.page for span in second.spans] == [1]


def test_a_heading_at_a_page_s_foot_goes_with_the_text_on_the_next_page():
    chunks = cut(pages(SENTENCE * 5 + "\nBegründung:", SENTENCE * 3))
    assert chunks[-1].text.startswith("Begründung:\nDer Rat")


def test_one_sentence_without_end_is_cut_between_words():
    chunks = cut(pages("wort " * 900))
    assert all(len(piece.text) <= MAXIMUM and set(piece.text.split()) == {"wort"} for piece in chunks)


def test_the_context_names_title_number_and_headings_on_one_line():
    facts = Facts(title="Neubau\nder Kita", number="12/2024", kind="Beschlussvorlage")
    piece = cut(pages("Begründung:\n" + SENTENCE), facts=facts)[0]
    assert piece.context == "Neubau der Kita · Beschlussvorlage 12/2024 · Begründung"


def test_the_context_of_minutes_names_body_and_date():
    facts = Facts(title="Protokoll", kind="Niederschrift", body="Ortsrat Musterau", date=datetime.date(2021, 9, 7))
    piece = cut(pages("Protokoll der Sitzung\nEs sind anwesend: alle"), facts=facts)[0]
    assert piece.context.startswith("Protokoll · Niederschrift Ortsrat Musterau 07.09.2021")


def test_a_sheet_is_cut_by_rows_and_each_piece_knows_the_header():
    rows = "\n".join(f"{number}\tStraße {number}\t{number},50 €" for number in range(200))
    sheet = (Page(1, f"Nr.\tOrt\tGebühr\n{rows}", PageState.TEXT, label="Gebühren"),)
    chunks = cut(sheet, CorpusKind.GUIDE)
    assert len(chunks) > 2
    assert all(piece.text.split("\n")[-1].endswith("€") for piece in chunks)
    assert all("Nr. | Ort | Gebühr" in piece.context for piece in chunks[1:])


WORDS = st.sampled_from(
    [
        "Der Rat beschließt.",
        "Begründung:",
        "§ 1 Zweck",
        "§ 2",
        "\n",
        "\n\n",
        " ",
        "Zu Punkt 1: Anfragen",
        "x" * 1500,
        "a b " * 200,
    ]
)


@given(st.lists(st.lists(WORDS, max_size=10).map("".join), max_size=4), st.sampled_from(CorpusKind))
def test_offsets_are_exact_and_no_text_is_found_twice(texts: list[str], kind: CorpusKind):
    document = pages(*texts)
    seen: list[tuple[int, int, int]] = []
    for piece in cut(document, kind):
        assert piece.spans
        assert piece.text == "\n".join(document[span.page].text[span.start : span.end] for span in piece.spans)
        assert piece.text == piece.text.strip() != ""
        seen += [(span.page, span.start, span.end) for span in piece.spans]
    assert seen == sorted(seen)
    assert all(one[0] < two[0] or one[2] <= two[1] for one, two in pairwise(seen))


@given(st.lists(st.lists(WORDS, max_size=10).map("".join), max_size=4))
def test_chunks_of_a_paper_hold_all_its_text_but_headings_that_group(texts: list[str]):
    document = pages(*texts)
    sections = outline(document, CorpusKind.COUNCIL)
    chunked = "".join("".join(piece.text for piece in cut(document)).split())
    for section in sections:
        text = "".join("".join(document[s.page].text[s.start : s.end] for s in section.spans).split())
        assert len(text) <= len(section.heading) + 2 or text in chunked
