"""Everyday words of a question are given the words of laws and council papers."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from corpora.errors import InvalidSetting
from index.compounds import CompoundSplitter
from index.synonyms import Entry, Synonyms, load_synonyms, parse_synonyms, shipped_entries

WORDS = re.compile(r"\w+")
NO_COMPOUNDS = CompoundSplitter({})


def expand(text: str, question: str, splitter: CompoundSplitter = NO_COMPOUNDS) -> dict[str, tuple[str, ...]]:
    """The matched stretches of a question as text, by a list written as text."""
    words = WORDS.findall(question)
    found = Synonyms(parse_synonyms(text), splitter=splitter).expand(words)
    return {" ".join(words[start:end]): terms for (start, end), terms in found}


def shipped(question: str) -> dict[str, tuple[str, ...]]:
    words = WORDS.findall(question)
    return {" ".join(words[start:end]): terms for (start, end), terms in load_synonyms().expand(words)}


# Reading a list


def test_a_line_gives_an_entry():
    text = "# Ordnung\n\nKnöllchen, Strafzettel -> Verwarnungsgeld, Verwarnung\n  Kita <-> Kindertagesstätte  \n"

    assert parse_synonyms(text) == [
        Entry(("Knöllchen", "Strafzettel"), ("Verwarnungsgeld", "Verwarnung")),
        Entry(("Kita",), ("Kindertagesstätte",), both_ways=True),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Knöllchen Verwarnungsgeld", "Zeile 2 der Synonymliste hat keinen Pfeil"),
        ("Chef -> Boss -> Arbeitgeber", "Zeile 2 der Synonymliste hat mehr als einen Pfeil"),
        ("Chef -> Arbeitgeber <-> Boss", "Zeile 2 der Synonymliste hat mehr als einen Pfeil"),
        ("-> Arbeitgeber", "In Zeile 2 der Synonymliste fehlt"),
        ("Chef ->", "In Zeile 2 der Synonymliste fehlt"),
        ("Chef,, Boss -> Arbeitgeber", "In Zeile 2 der Synonymliste fehlt"),
        ("Chef, - -> Arbeitgeber", "In Zeile 2 der Synonymliste fehlt"),
        ("auf den Hund gekommen -> Armut", "In Zeile 2 der Synonymliste ist „auf den Hund gekommen“ zu lang"),
        ("WG <-> gemeinsam in einer Wohnung", "In Zeile 2 der Synonymliste ist „gemeinsam in einer Wohnung“ zu lang"),
        ("-grünes Licht -> Zustimmung", "In Zeile 2 der Synonymliste steht ein Bindestrich vor „grünes Licht“"),
    ],
)
def test_a_wrong_line_is_named(line, message):
    with pytest.raises(InvalidSetting) as raised:
        parse_synonyms(f"# Anfang\n{line}\nMüll -> Abfall")

    assert raised.value.message.startswith(message)
    assert raised.value.hint


def test_an_empty_list_expands_nothing():
    assert parse_synonyms("\n# nichts\n") == []
    assert expand("", "Wo ist mein Führerschein?") == {}
    assert Synonyms([]).expand([]) == []


# Finding words


def test_stretches_are_given_by_word_positions_in_order():
    synonyms = Synonyms(parse_synonyms("grünes Licht -> Zustimmung\nRathaus -> Verwaltung"), splitter=NO_COMPOUNDS)

    assert synonyms.expand(["Gab", "das", "Rathaus", "grünes", "Licht"]) == [
        ((2, 3), ("Verwaltung",)),
        ((3, 5), ("Zustimmung",)),
    ]


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("Knöllchen", "KNÖLLCHEN"),
        ("Müll", "Muell"),
        ("Straße", "STRASSE"),
        ("Strafzettel", "Strafzetteln"),
        ("Firma", "firma"),
        ("Rad", "Räder"),
        ("Rad", "Rädern"),
        ("Garten", "Gärten"),
        ("Vater", "Väter"),
        ("Kind", "Kinder"),
        ("Student", "Studenten"),
        ("Kita", "Kitas"),
        ("DGH", "DGHs"),
        ("Chef", "Chefs"),
        ("krank", "kranker"),
        ("klauen", "klaut"),
        ("klauen", "klaute"),
        ("kündigen", "kündige"),
        ("betteln", "bettelt"),
        ("heiraten", "heiratet"),
    ],
)
def test_inflections_and_spellings_match(form, word):
    assert expand(f"{form} -> Amtswort", f"Was ist mit {word}?") == {word: ("Amtswort",)}


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("Messer", "messen"),
        ("Erzieher", "Erziehung"),
        ("Erziehung", "Erzieher"),
        ("Pfleger", "pflege"),
        ("Roller", "Rolle"),
        ("Unterhalt", "Unterhaltung"),
        ("Unterhalt", "unterhält"),
        ("Ausweis", "Ausweisung"),
        ("Wirtschaft", "wirtschaftlich"),
        ("bürgen", "Bürger"),
        ("Müll", "Müller"),
        ("Urlaub", "Urlauber"),
        ("Hort", "hört"),
        ("gefördert", "gefordert"),
        ("Schranke", "Schränke"),
        ("Pass", "passen"),
        ("Schild", "schildern"),
        ("haften", "Haft"),
        ("LED", "Leder"),
    ],
)
def test_words_that_only_share_a_stem_do_not_match(form, word):
    assert expand(f"{form} -> Amtswort", f"Was heißt {word} hier?") == {}


def test_the_closest_of_several_words_wins():
    text = "Pfand -> Pfandpflicht\npfänden -> Pfändung\nGrab -> Grabstätte\nGraben -> Gewässer"

    assert expand(text, "pfänden Pfandes Grabes Gräber Gräben") == {
        "pfänden": ("Pfändung",),
        "Pfandes": ("Pfandpflicht",),
        "Grabes": ("Grabstätte",),
        "Gräber": ("Grabstätte",),
        "Gräben": ("Gewässer",),
    }


def test_the_longest_phrase_wins_wherever_it_begins():
    text = "kein Geld -> Bedürftigkeit\nGeld für Anwalt -> Prozesskostenhilfe\nAnwalt -> Rechtsanwalt"

    assert expand(text, "Ich habe kein Geld für Anwalt") == {"Geld für Anwalt": ("Prozesskostenhilfe",)}
    assert expand(text, "kein Geld") == {"kein Geld": ("Bedürftigkeit",)}
    assert expand(text, "kein Geld für den Anwalt") == {
        "kein Geld": ("Bedürftigkeit",),
        "Anwalt": ("Rechtsanwalt",),
    }


def test_phrases_are_inflected_too_and_need_all_words_together():
    text = "gelber Sack -> Leichtverpackungen"

    assert expand(text, "die gelben Säcke") == {"gelben Säcke": ("Leichtverpackungen",)}
    assert expand(text, "gelber alter Sack") == {}
    assert expand(text, "gelber") == {}


def test_hyphens_and_full_stops_are_word_borders():
    assert expand("450 Euro Job, e.V. -> Amtswort", "Ein 450-Euro-Job beim e. V.") == {
        "450 Euro Job": ("Amtswort",),
        "e V": ("Amtswort",),
    }


def test_one_way_entries_are_not_reversed():
    assert expand("Müll -> Abfall", "Abfall") == {}


def test_words_of_a_line_that_goes_both_ways_stand_for_each_other():
    text = "Kita <-> Kindertagesstätte, Kindertageseinrichtung"

    assert expand(text, "Kita") == {"Kita": ("Kindertagesstätte", "Kindertageseinrichtung")}
    assert expand(text, "Kindertagesstätten") == {"Kindertagesstätten": ("Kita", "Kindertageseinrichtung")}


def test_a_word_is_no_term_of_itself():
    text = "Visum, Touristenvisum -> Visum, Aufenthaltstitel\nTarif, Tarife -> Tarif"

    assert expand(text, "Visum") == {"Visum": ("Aufenthaltstitel",)}
    assert expand(text, "Touristenvisum") == {"Touristenvisum": ("Visum", "Aufenthaltstitel")}
    assert expand(text, "Tarif") == {}


# Compounds


COMPOUNDS = CompoundSplitter(dict.fromkeys(["schiff", "müll", "küchen", "chef", "leitung", "graben"], 10))


def test_only_marked_words_count_as_the_last_part_of_a_compound():
    text = "-Müll -> Abfall\nChef -> Arbeitgeber"

    assert expand(text, "Schiffsmüll", COMPOUNDS) == {"Schiffsmüll": ("Abfall",)}
    assert expand(text, "Müll", COMPOUNDS) == {"Müll": ("Abfall",)}
    assert expand(text, "Küchenchef", COMPOUNDS) == {}


def test_an_entry_of_its_own_goes_before_the_last_part():
    assert expand("-Müll -> Abfall\nSchiffsmüll -> Ladungsrückstände", "Schiffsmüll", COMPOUNDS) == {
        "Schiffsmüll": ("Ladungsrückstände",)
    }
    assert expand("-Grab -> Grabstätte\nGraben -> Gewässer", "Leitungsgraben", COMPOUNDS) == {}


def test_a_marked_word_goes_both_ways_without_its_hyphen():
    assert expand("-Müll <-> Abfall", "Abfall") == {"Abfall": ("Müll",)}


# Entries of a tenant


def test_a_tenants_entries_join_the_shipped_ones():
    own = parse_synonyms("Glaspalast -> Technisches Rathaus\nKnöllchen -> Bußgeldstelle")
    synonyms = Synonyms((*own, *shipped_entries()))

    assert synonyms.expand(["Glaspalast"]) == [((0, 1), ("Technisches Rathaus",))]
    [(_, terms)] = synonyms.expand(["Knöllchen"])
    assert terms[0] == "Bußgeldstelle"
    assert "Verwarnungsgeld" in terms


# The shipped list


@pytest.mark.parametrize(
    ("question", "word", "term"),
    [
        ("Darf mein Chef das?", "Chef", "Arbeitgeber"),
        ("Ich wurde rausgeschmissen", "rausgeschmissen", "Kündigung"),
        ("Meine Oma ist gestorben", "gestorben", "Sterbefall"),
        ("Was mache ich mit Plastikmüll?", "Plastikmüll", "Kunststoff"),
        ("Er hat schwarz gearbeitet und will schwarz arbeiten", "schwarz arbeiten", "Schwarzarbeit"),
        ("Wo steht die Fußgängerampel?", "Fußgängerampel", "Lichtsignalanlage"),
        ("Gibt es Bafög?", "Bafög", "Ausbildungsförderung"),
        ("Mir wurde das Auto abgeschleppt", "abgeschleppt", "Ersatzvornahme"),
    ],
)
def test_everyday_questions_find_their_office_words(question, word, term):
    assert term in shipped(question)[word]


@pytest.mark.parametrize(
    "question", ["Was steht über den Weg in der Satzung?", "Der Müller schildert, was passen kann", "ob das laut ist"]
)
def test_ordinary_words_stay_alone(question):
    assert shipped(question) == {}


def test_no_word_is_listed_twice():
    forms = [
        form.removeprefix("-").lower()
        for entry in shipped_entries()
        for form in (*entry.everyday, *(entry.office if entry.both_ways else ()))
    ]

    assert [form for form, times in Counter(forms).items() if times > 1] == []


def test_every_entry_is_short_and_adds_something():
    for entry in shipped_entries():
        assert 1 <= len(entry.office) <= 6, entry
        assert all(len(WORDS.findall(term)) == 1 or "-" in term for term in entry.office), entry
        assert [term.lower() for term in entry.office] != [form.lower() for form in entry.everyday], entry


def test_each_section_is_sorted_by_its_first_words(pytestconfig):
    text = (pytestconfig.rootpath / "index" / "synonyms_de.txt").read_text(encoding="utf-8")
    plain = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s"})
    for section in re.split(r"^#.*$", text, flags=re.MULTILINE):
        first = [line.split(",")[0].split(" -> ")[0].split(" <-> ")[0] for line in section.split("\n") if line]
        keys = [word.lstrip("-").lower().translate(plain) for word in first]
        assert keys == sorted(keys)
