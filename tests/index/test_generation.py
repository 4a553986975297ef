"""Names of index generations: the same parts give the same name, anything else another."""

from __future__ import annotations

from index.generation import generation_name, next_generation


def test_the_name_follows_from_what_makes_points_alone() -> None:
    name = generation_name("analysis-1", None)
    assert name == generation_name("analysis-1", None)
    assert len({name, generation_name("analysis-2", None), generation_name("analysis-1", "modell")}) == 3
    assert len(name) == 12


def test_an_index_built_anew_gets_a_number_that_is_free() -> None:
    assert next_generation("abc", []) == "abc"
    assert next_generation("abc", ["abc"]) == "abc-2"
    assert next_generation("abc", ["abc-2"]) == "abc"
    assert next_generation("abc", ["abc", "abc-2", "xyz"]) == "abc-3"
