"""Bodies as people call them, and as papers do."""

from __future__ import annotations

import pytest

from index.bodies import find_bodies, treats


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Was hat der Bauausschuss dazu gesagt?", "Fachausschuss Planung, Bau und Umwelt"),
        ("Was sagt der Umwelt-Ausschuss?", "Ausschuss für Bau, Umwelt und Feuerwehr"),
        ("Beschluss des Finanzausschusses", "Fachausschuss Finanzen"),
        ("in der Schulausschusssitzung", "Fachausschuss Schule, Jugend, Soziales und Kultur"),
        ("Wo kam der Ausschuss für Freizeit und Jugend zusammen?", "Fachausschuss Freizeit, Kultur, Jugend, Soziales"),
        ("Hat der Verwaltungsausschuss zugestimmt?", "Verwaltungsausschuss"),
        ("Wie stimmte der Rat ab?", "Rat der Gemeinde Nordheim"),
        ("Votum des Rates", "Rat"),
        ("Was beschloss der Gemeinderat?", "Rat"),
        ("was beschloss der stadtrat", "Stadtrat"),
        ("Ortsrat Barnten", "Ortsrat Barnten"),
        ("der Barntener Ortsrat", "Ortsrat der Ortschaft Barnten"),
        ("Was wollte der Adenser Ortsrat?", "Ortsrat Adensen"),
        ("Tische in Groß Escherde, wie der Ortsrat wollte", "Ortsrat Groß Escherde"),
        ("ortsrat barnten spielplatz", "Ortsrat Barnten"),
        ("vor der Ortsratssitzung in Mahlerten", "Ortsrat Mahlerten"),
        ("Was sagte der Kreistag?", "Kreistag des Landkreises"),
    ],
)
def test_a_body_is_known_by_what_people_call_it(question, body):
    assert treats(find_bodies(question), [body])


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Was hat der Bauausschuss gesagt?", "Fachausschuss Finanzen"),
        ("Was hat der Bauausschuss gesagt?", "Bauamt"),
        ("Was hat der Fachausschuss gesagt?", "Fachausschuss Finanzen"),
        ("Wie stimmte der Rat ab?", "Ortsrat Barnten"),
        ("Wie stimmte der Rat ab?", "Ratsgruppe CDU / UWG"),
        ("Ortsrat Barnten", "Ortsrat Adensen"),
        ("Ortsrat Barnten", "Rat"),
        ("Welcher Ortsrat wurde angehört?", "Ortsrat Adensen"),
        ("Ortsrat Klein Escherde", "Ortsrat Groß Escherde"),
        ("Was kostet das Rathaus?", "Rat"),
        ("Guter Rat ist teuer? Der Verwaltungsausschuss", "Fachausschuss Planung"),
    ],
)
def test_another_body_is_another(question, body):
    assert not treats(find_bodies(question), [body])


def test_an_abbreviation_names_a_body_by_its_long_form():
    assert treats(find_bodies("Was sagt der VA?", ["Verwaltungsausschuss"]), ["Verwaltungsausschuss"])
    assert find_bodies("Was sagt der VA?") == ()


def test_a_question_without_a_body_prefers_none():
    assert find_bodies("Wie hoch ist die Hundesteuer?") == ()
    assert not treats((), ["Rat"])
