"""OpenAI's own client against our routes in its shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.app.api_server import ApiServer, town_server
from tests.app.people import TENANT

COSTS = "Was kostet die Sanierung der Turnhalle?"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    with town_server(tmp_path_factory.mktemp("stadt")) as up:
        yield up


@pytest.fixture
def client(town: ApiServer) -> Iterator[openai.OpenAI]:
    with client_for(town, "leserin") as made:
        yield made


def client_for(town: ApiServer, subject: str) -> openai.OpenAI:
    key = town.headers(subject)["authorization"].removeprefix("Bearer ")
    return openai.OpenAI(base_url=f"{town.url}/v1", api_key=key, max_retries=0)


def test_models_are_all_corpora_together_and_each_alone(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert names == ["aktenkompass", f"aktenkompass:{TENANT}/haus", f"aktenkompass:{TENANT}/rat"]
    assert client.models.retrieve(names[1]).id == names[1]
    for name in ("gpt-4o", f"aktenkompass:{TENANT}/personal", "aktenkompass:nachbardorf/rat", "aktenkompass:"):
        with pytest.raises(openai.NotFoundError):
            client.models.retrieve(name)


def test_an_answer_carries_its_sources_as_annotations(client: openai.OpenAI, town: ApiServer) -> None:
    done = client.chat.completions.create(
        model="aktenkompass",
        messages=[
            {"role": "system", "content": "Antworte kurz."},
            {"role": "user", "content": "Hallo"},
            {"role": "assistant", "content": "Guten Tag."},
            {"role": "user", "content": [{"type": "text", "text": COSTS}]},
        ],
        temperature=0.3,
    )
    message = done.choices[0].message
    assert done.choices[0].finish_reason == "stop"
    assert message.content is not None
    assert "1.250.000 Euro" in message.content
    assert message.annotations
    cited = message.annotations[0].url_citation
    assert "[1]" in message.content[cited.start_index : cited.end_index]
    assert cited.url.startswith(f"{town.url}/api/documents/")
    assert "kein Sprachmodell" in message.content


def test_a_streamed_answer_is_the_same_in_pieces(client: openai.OpenAI) -> None:
    messages = [{"role": "user", "content": COSTS}]
    whole = client.chat.completions.create(model="aktenkompass", messages=messages)  # type: ignore[arg-type]
    text, finished = "", None
    annotations: list[Any] = []
    streamed: Any = client.chat.completions.create(model="aktenkompass", messages=messages, stream=True)  # type: ignore[arg-type]
    for chunk in streamed:
        delta = chunk.choices[0].delta
        text += delta.content or ""
        annotations += getattr(delta, "annotations", None) or []
        finished = chunk.choices[0].finish_reason or finished
    assert text == whole.choices[0].message.content
    assert finished == "stop"
    given = whole.choices[0].message.annotations or []
    assert [each["url_citation"]["start_index"] for each in annotations] == [
        each.url_citation.start_index for each in given
    ]


def test_a_model_of_one_corpus_asks_that_one_alone(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(
        model=f"aktenkompass:{TENANT}/haus", messages=[{"role": "user", "content": COSTS}]
    )
    assert "1.250.000" not in (done.choices[0].message.content or "")


def test_a_follow_up_is_understood_from_the_messages_before_it(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(
        model="aktenkompass",
        messages=[
            {"role": "user", "content": "Was ist mit der Turnhalle am Lindenplatz?"},
            {"role": "assistant", "content": "Sie wird saniert."},
            {"role": "user", "content": "Und was kostet sie?"},
        ],
    )
    assert "1.250.000 Euro" in (done.choices[0].message.content or "")


def test_that_there_is_no_answer_is_told(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(
        model="aktenkompass", messages=[{"role": "user", "content": "Wo wächst der Löwenzahn?"}]
    )
    assert (done.choices[0].message.content or "").startswith("Keine Antwort")


def test_rights_hold_here_as_everywhere(town: ApiServer) -> None:
    question = [{"role": "user", "content": "Wie hoch ist die Zulage für den Winterdienst?"}]
    for subject, sees in (("geheim", True), ("leserin", False), ("nachbar", False)):
        with client_for(town, subject) as client:
            try:
                done = client.chat.completions.create(model="aktenkompass", messages=question)  # type: ignore[arg-type]
                text = done.choices[0].message.content or ""
            except openai.NotFoundError as error:
                text = str(error)
            assert ("75 Euro" in text) is sees


def test_errors_are_the_client_s_own(town: ApiServer, client: openai.OpenAI) -> None:
    with pytest.raises(openai.AuthenticationError), openai.OpenAI(base_url=f"{town.url}/v1", api_key="x") as nobody:
        nobody.models.list()
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": COSTS}])
    with pytest.raises(openai.BadRequestError, match="Frage fehlt"):
        client.chat.completions.create(model="aktenkompass", messages=[{"role": "system", "content": COSTS}])
    with pytest.raises(openai.BadRequestError, match="2001 Zeichen"):
        client.chat.completions.create(model="aktenkompass", messages=[{"role": "user", "content": "x" * 2001}])
