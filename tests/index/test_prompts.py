"""Which prompts a model gets: those given, else its own, else those of its family, else none."""

from __future__ import annotations

import pytest

from index.prompts import Prompts, choose_prompts, known_prompts


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("intfloat/multilingual-e5-large", "query: ", "passage: "),
        ("/modelle/multilingual-e5-base", "query: ", "passage: "),
        ("jeffh/intfloat-multilingual-e5-large", "query: ", "passage: "),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", ""),
        ("snowflake-arctic-embed2", "query: ", ""),
        ("nomic-ai/nomic-embed-text-v2-moe", "search_query: ", "search_document: "),
        ("embeddinggemma", "task: search result | query: ", "title: none | text: "),
        ("BAAI/bge-m3", "", ""),
        ("bge-m3", "", ""),
        ("granite-embedding", "", ""),
        ("google/unbekannt", "", ""),
    ],
)
def test_families_get_the_prompts_of_their_cards(name: str, question: str, passage: str) -> None:
    assert known_prompts(name) == Prompts(question, passage)


@pytest.mark.parametrize("name", ["intfloat/multilingual-e5-large-instruct", "Qwen/Qwen3-Embedding-0.6B"])
def test_models_with_instructions_get_one_before_questions_alone(name: str) -> None:
    prompts = known_prompts(name)
    assert prompts.question.startswith("Instruct: ")
    assert prompts.question.rstrip().endswith("Query:")
    assert prompts.passage == ""


def test_a_folder_above_the_model_says_nothing_about_it() -> None:
    assert known_prompts("/modelle/e5-base/eigenes") == Prompts()


def test_stored_prompts_stand_over_the_familys_even_where_only_one_is_stored() -> None:
    assert choose_prompts("multilingual-e5-base", {"query": "F: ", "document": ""}) == Prompts("F: ", "")
    assert choose_prompts("multilingual-e5-base", {"query": "", "document": ""}) == Prompts("query: ", "passage: ")
    assert choose_prompts("modell", {"passage": "P: "}) == Prompts("", "P: ")
    assert choose_prompts("modell", {"clustering": "C: "}) == Prompts()


def test_prompts_stored_by_task_name_the_task() -> None:
    chosen = choose_prompts("jina-embeddings-v3", {"retrieval.query": "R: ", "retrieval.passage": "P: ", "sts": "x"})
    assert chosen == Prompts("R: ", "P: ", "retrieval.query", "retrieval.passage")
    assert known_prompts("jina-embeddings-v3").question_task == "retrieval.query"


def test_given_prompts_stand_over_all_and_an_empty_one_is_none() -> None:
    assert choose_prompts("multilingual-e5-base", {"query": "F: "}, question="Q: ", passage="") == Prompts("Q: ", "")
    assert choose_prompts("multilingual-e5-base", {}, question="") == Prompts("", "passage: ")


def test_every_difference_is_another_identity() -> None:
    same = Prompts("a", "b")
    others = [Prompts("a", ""), Prompts("", "b"), Prompts("b", "a"), Prompts("a", "b", "t"), Prompts("a", "b", "", "t")]
    assert len({prompts.identity for prompts in (same, *others)}) == 6
    assert same.identity == Prompts("a", "b").identity
