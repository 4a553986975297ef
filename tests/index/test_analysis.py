"""German text becomes terms."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import analysis
from index.analysis import Analyzer
from index.compounds import CompoundSplitter, load_splitter


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(load_splitter())


def terms(analyzer: Analyzer, text: str) -> dict[str, float]:
    return {term.text: term.weight for term in analyzer.analyze(text)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gebühren", "Gebühr"),
        ("Gebuehren", "Gebühr"),
        ("Straße", "STRASSE"),
        ("1.500,00 €", "1500 €"),
        ("am 14. März 2019", "am 14.03.2019"),
        ("am 14.3.19", "am 14.03.2019"),
        ("§ 12", "§12"),
        ("im März 2019", "im Maerz 2019"),
        ("15,50 Euro", "15,5 Euro"),
    ],
)
def test_spellings_of_one_thing_become_the_same_terms(analyzer, one, other):
    assert terms(analyzer, one).keys() == terms(analyzer, other).keys() != set()


@pytest.mark.parametrize(("one", "other"), [("15,00 €", "5,00 €"), ("§ 12", "12"), ("14.03.2019", "14.04.2019")])
def test_different_things_share_no_leading_term(analyzer, one, other):
    assert analyzer.analyze(one)[0].text != analyzer.analyze(other)[0].text


def test_a_day_also_carries_its_month_and_year_at_lower_weight(analyzer):
    found = terms(analyzer, "14.03.2019")

    assert found["2019-03-14"] == 1.0
    assert 0 < found["2019-03"] < 1
    assert 0 < found["2019"] < 1


def test_stop_words_leave_no_term(analyzer):
    assert analyzer.analyze("der die das und welche wird") == []


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("hundesteuersatzung", {"hund", "steu", "satzung"}),
        ("beschlussvorschlag", {"beschluss", "vorschlag"}),
        ("feuerwehrhaus", {"feuerwehr", "haus"}),
        ("grundstücksangelegenheiten", {"grundstuck", "angeleg"}),
    ],
)
def test_compounds_also_yield_their_parts(analyzer, word, parts):
    found = terms(analyzer, word)

    stems = {analyzer.stem(word)} | parts
    assert {stem for stem in stems if any(term.startswith(stem) for term in found)} == stems
    assert found[analyzer.stem(word)] == 1.0


@pytest.mark.parametrize("word", ["verwaltung", "gemeinde", "mitteilung", "gesellschaft", "wirtschaftlichkeit"])
def test_words_that_only_look_like_compounds_stay_whole(word):
    assert load_splitter().split(word) == ()


def test_a_split_needs_every_part_to_be_a_known_word():
    splitter = CompoundSplitter({"hunde": 10, "steuer": 10})

    assert splitter.split("hundesteuer") == ("hunde", "steuer")
    assert splitter.split("hundesteuerxyz") == ()
    assert splitter.split("xyzhundesteuer") == ()


def test_the_fingerprint_changes_with_the_word_list():
    one = Analyzer(CompoundSplitter({"hunde": 10, "steuer": 10}))
    other = Analyzer(CompoundSplitter({"hunde": 10, "steuer": 11}))

    assert one.fingerprint != other.fingerprint
    assert one.fingerprint == Analyzer(CompoundSplitter({"steuer": 10, "hunde": 10})).fingerprint


def test_without_part_weight_compounds_stay_whole():
    whole = Analyzer(load_splitter(), part_weight=0.0)

    assert [term.text for term in whole.analyze("Feuerwehrhaus")] == [whole.stem("feuerwehrhaus")]


WHOLE = re.compile(rf"{analysis._FIGURE.pattern}|(?P<word>[^\W_]+)", re.IGNORECASE)
"""What a token is, as one expression; the analyzer takes a faster way to the same."""


@given(
    st.lists(
        st.sampled_from(
            [" ", "  ", "\n", *"§ § . , / - _ 1 14 2019 20190 500 a er März maerz Mai Haus ² ١٢ ſ".split()]
        ),
        max_size=14,
    ).map("".join)
)
@example("am 5/20 Mai 2019")
def test_figures_and_words_are_those_of_one_pass_from_left_to_right(analyzer, text: str) -> None:
    each = [term for match in WHOLE.finditer(text) for term in analyzer.analyze(match.group())]
    assert analyzer.analyze(text) == each


def test_weights_of_a_text_are_summed_or_the_highest_kept(analyzer):
    text = "Hundesteuer am 14.03.2019, Steuer 2019 und Hundesteuer"
    each = analyzer.analyze(text)
    names = {term.text for term in each}
    assert analyzer.sum_weights(text) == pytest.approx(
        {analysis.term_id(name): sum(term.weight for term in each if term.text == name) for name in names}
    )
    assert analyzer.highest_weights(text) == {
        name: max(term.weight for term in each if term.text == name) for name in names
    }
