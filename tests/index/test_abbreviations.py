"""Abbreviations in a question are given their long forms, and long forms their abbreviations."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from corpora.errors import InvalidSetting
from index.abbreviations import (
    AMBIGUOUS_WEIGHT,
    LONG_FORM_WEIGHT,
    SHORT_FORM_WEIGHT,
    SHORT_WEIGHT,
    Abbreviation,
    Abbreviations,
    Short,
    load_abbreviations,
    parse_abbreviations,
    shipped_abbreviations,
)

WORDS = re.compile(r"\w+")


def expand(abbreviations: Abbreviations, question: str) -> dict[str, tuple[str, ...]]:
    words = WORDS.findall(question)
    return {" ".join(words[found.start : found.end]): found.terms for found in abbreviations.expand(words)}


def by(text: str, question: str) -> dict[str, tuple[str, ...]]:
    return expand(Abbreviations(parse_abbreviations(text)), question)


# Reading a list


def test_a_line_gives_an_entry_with_its_marks():
    text = "# Gremien\n\nVA = Verwaltungsausschuss\n  SG!?, SamtG? = Samtgemeinde, Sachgebiet  \n"

    assert parse_abbreviations(text) == [
        Abbreviation((Short("VA"),), ("Verwaltungsausschuss",)),
        Abbreviation(
            (Short("SG", as_written=True, ambiguous=True), Short("SamtG", ambiguous=True)),
            ("Samtgemeinde", "Sachgebiet"),
        ),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("VA Verwaltungsausschuss", "Zeile 2 der Abkürzungsliste hat kein „=“"),
        ("VA = Ausschuss = Gremium", "Zeile 2 der Abkürzungsliste hat mehr als ein „=“"),
        ("= Ausschuss", "In Zeile 2 der Abkürzungsliste fehlt"),
        ("! = Ausschuss", "In Zeile 2 der Abkürzungsliste fehlt"),
        ("VA =", "In Zeile 2 der Abkürzungsliste fehlt"),
        ("VA,, OR = Ausschuss", "In Zeile 2 der Abkürzungsliste fehlt"),
        ("ein ganzer langer Satz = Satz", "In Zeile 2 der Abkürzungsliste ist „ein ganzer langer Satz“ zu lang"),
        ("X = eins zwei drei vier fünf sechs sieben acht neun", "In Zeile 2 der Abkürzungsliste ist „eins"),
    ],
)
def test_a_wrong_line_is_named(line, message):
    with pytest.raises(InvalidSetting) as raised:
        parse_abbreviations(f"# Anfang\n{line}\nVA = Verwaltungsausschuss")

    assert raised.value.message.startswith(message)
    assert raised.value.hint


# Finding them


def test_an_abbreviation_is_found_however_it_is_written():
    text = "VA = Verwaltungsausschuss\nB-Plan, BPlan = Bebauungsplan"

    assert by(text, "Was hat der va zum B-Plan und zu BPlans gesagt?") == {
        "va": ("Verwaltungsausschuss",),
        "B Plan": ("Bebauungsplan",),
        "BPlans": ("Bebauungsplan",),
    }


def test_a_marked_abbreviation_is_found_only_as_it_is_written():
    text = "OR! = Ortsrat\nHA! = Hauptausschuss\nha! = Hektar"

    assert by(text, "3 ha im HA, OR oder or, ORs und Or, Ha") == {
        "ha": ("Hektar",),
        "HA": ("Hauptausschuss",),
        "OR": ("Ortsrat",),
        "ORs": ("Ortsrat",),
    }


def test_a_long_form_is_found_inflected_and_gives_its_abbreviations():
    text = "VA = Verwaltungsausschuss\nTÖB = Träger öffentlicher Belange"

    assert by(text, "des Verwaltungsausschusses") == {"Verwaltungsausschusses": ("VA",)}
    assert by(text, "die Träger öffentlicher Belange") == {"Träger öffentlicher Belange": ("TÖB",)}


def test_further_meanings_and_the_way_back_count_less():
    words = "SG VA Verwaltungsausschuss".split()
    found = Abbreviations(parse_abbreviations("SG? = Samtgemeinde\nVA = Verwaltungsausschuss")).expand(words)

    assert [(each.weight, each.own_weight) for each in found] == [
        (AMBIGUOUS_WEIGHT, 1.0),
        (LONG_FORM_WEIGHT, SHORT_WEIGHT),
        (SHORT_FORM_WEIGHT, 1.0),
    ]


def test_the_longest_abbreviation_wins():
    assert by("TSF = Tragkraftspritzenfahrzeug\nTSF-W = Fahrzeug mit Wassertank", "Was kostet ein TSF-W?") == {
        "TSF W": ("Fahrzeug mit Wassertank",)
    }


def test_what_a_tenant_says_of_an_abbreviation_replaces_what_the_list_says():
    own = parse_abbreviations("sg = Sportgemeinschaft")
    both = Abbreviations(parse_abbreviations("SG!? = Samtgemeinde\nVA = Verwaltungsausschuss"), own=own)

    assert expand(both, "SG und VA") == {"SG": ("Sportgemeinschaft",), "VA": ("Verwaltungsausschuss",)}
    assert expand(both, "Samtgemeinde") == {}


def test_no_entry_and_no_word_give_nothing():
    assert expand(Abbreviations(()), "Was hat der VA gesagt?") == {}
    assert load_abbreviations().expand([]) == []


# The shipped list


@pytest.mark.parametrize(
    ("question", "words", "long"),
    [
        ("Was hat der VA beschlossen?", "VA", "Verwaltungsausschuss"),
        ("Hat der OR zugestimmt?", "OR", "Ortsrat"),
        ("Wann kommt der B-Plan?", "B Plan", "Bebauungsplan"),
        ("Wer zahlt das TSF?", "TSF", "Tragkraftspritzenfahrzeug"),
        ("Was steht im FNP?", "FNP", "Flächennutzungsplan"),
        ("Ist das HSK fertig?", "HSK", "Haushaltssicherungskonzept"),
        ("§ 58 NKomVG", "NKomVG", "Niedersächsisches Kommunalverfassungsgesetz"),
        ("der hh-plan 2019", "hh plan", "Haushaltsplan"),
        ("Wer sind die TöB?", "TöB", "Träger öffentlicher Belange"),
        ("Was kostet die Kita?", "Kita", "Kindertagesstätte"),
    ],
)
def test_everyday_abbreviations_have_their_long_forms(question, words, long):
    assert long in expand(load_abbreviations(), question)[words]


@pytest.mark.parametrize("question", ["so oder so, da ist im Dorf was los", "mi ge or da ha ob go", "gem. § 3 Abs. 2"])
def test_ordinary_words_are_no_abbreviations(question):
    assert {word: terms for word, terms in expand(load_abbreviations(), question).items() if word != "ha"} == {}


def test_no_abbreviation_is_listed_twice():
    keys = Counter(
        short.text if short.as_written else short.text.lower()
        for entry in shipped_abbreviations()
        for short in entry.short
    )

    assert [key for key, times in keys.items() if times > 1] == []


def test_each_section_is_sorted_by_its_first_abbreviations(pytestconfig):
    text = (pytestconfig.rootpath / "index" / "abbreviations_de.txt").read_text(encoding="utf-8")
    plain = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s"})
    for section in re.split(r"^#.*$", text, flags=re.MULTILINE):
        first = [line.split(" = ")[0].split(",")[0].rstrip("!?") for line in section.split("\n") if line]
        keys = [word.lower().translate(plain) for word in first]
        assert keys == sorted(keys)
