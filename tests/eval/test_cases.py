"""Case files: what they may hold, and errors that name the line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpora.demo.manifest import load_demo
from corpora.errors import UsageError
from eval.cases import CaseStatus, SpansNeeded, load_cases, parse_case, write_case

GOOD = {"id": "a", "question": "Wie hoch?", "relevant": [{"document": "x.pdf", "page": 2}], "answer_spans": ["5 €"]}


def write(folder: Path, *lines: object) -> Path:
    file = folder / "faelle.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return file


def test_a_short_case_takes_the_documented_defaults(tmp_path: Path) -> None:
    (case,) = load_cases(write(tmp_path, GOOD)).cases
    assert (case.answerable, case.type, case.spans_needed) == (True, "", SpansNeeded.ANY)
    assert (case.relevant[0].page, case.relevant[0].section, case.status) == (2, None, CaseStatus.ACCEPTED)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"question": "  "}, "„question“ fehlt"),
        ({"question": None}, "„question“ fehlt"),
        ({"id": 7}, "„id“ muss ein Text sein"),
        ({"answerable": "ja"}, "„answerable“ muss true oder false sein"),
        ({"relevant": []}, "„relevant“ ist leer"),
        ({"answerable": False}, "unbeantwortbar"),
        ({"relevant": [{"page": 1}]}, "„document“ fehlt"),
        ({"relevant": ["x.pdf"]}, "Liste von Objekten"),
        ({"relevant": [{"document": "x.pdf", "page": 0}]}, "„page“ in „relevant“"),
        ({"relevant": [{"document": "x.pdf", "page": True}]}, "„page“ in „relevant“"),
        ({"stale": [{"document": "x.pdf", "page": "3"}]}, "„page“ in „stale“"),
        ({"answer_spans": "5 €"}, "„answer_spans“ muss eine Liste sein"),
        ({"answer_spans": [""]}, "nicht leerer Texte"),
        ({"spans_needed": "some"}, "„any“, „all“"),
        ({"status": "gut"}, "„angenommen“"),
    ],
)
def test_each_mistake_is_told_with_file_and_line(tmp_path: Path, change: dict[str, object], words: str) -> None:
    file = write(tmp_path, GOOD, "", {**GOOD, "id": "b", **change})
    with pytest.raises(UsageError) as error:
        load_cases(file)
    assert f"{file}, Zeile 3: " in error.value.message
    assert words in error.value.message


def test_all_faulty_lines_are_told_at_once_but_not_more_than_ten(tmp_path: Path) -> None:
    file = write(tmp_path, "{", "[1]", GOOD, GOOD, *[{"id": str(number)} for number in range(20)])
    with pytest.raises(UsageError) as error:
        load_cases(file)
    message = error.value.message
    assert "Zeile 1: kein gültiges JSON (Spalte 2" in message
    assert "Zeile 2: die Zeile ist kein JSON-Objekt" in message
    assert "Zeile 4: „id“ „a“ steht schon in Zeile 3" in message
    assert message.count(", Zeile ") == 10
    assert "13 weitere" in message


def test_a_file_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "faelle.jsonl"
    file.write_bytes(json.dumps(GOOD).encode() + b'\n{"id": "\xe4"}\n')
    with pytest.raises(UsageError, match="Zeile 2: kein UTF-8"):
        load_cases(file)


@pytest.mark.parametrize("name", ["fehlt.jsonl", "."])
def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="nicht lesbar"):
        load_cases(tmp_path / name)


def test_unknown_keys_are_kept_through_writing_and_reading() -> None:
    line = json.dumps({**GOOD, "scanned": True, "from_feedback": {"id": 3}})
    case = parse_case(line)
    assert case.extra == {"scanned": True, "from_feedback": {"id": 3}}
    assert parse_case(write_case(case)) == case


def test_only_accepted_cases_are_run(tmp_path: Path) -> None:
    proposed = {**GOOD, "id": "b", "status": "vorgeschlagen"}
    accepted = load_cases(write(tmp_path, GOOD, proposed, {**GOOD, "id": "c", "status": "abgelehnt"})).accepted()
    assert [case.id for case in accepted.cases] == ["a"]
    with pytest.raises(UsageError, match="kein Fall angenommen"):
        load_cases(write(tmp_path, proposed)).accepted()


def test_the_demo_questions_are_valid_cases_and_survive_writing() -> None:
    cases = load_cases(load_demo().questions).cases
    assert len(cases) == 40
    assert sum(not case.answerable for case in cases) == 8
    assert all(parse_case(write_case(case)) == case for case in cases)


@pytest.mark.shared_data
def test_the_development_questions_are_valid_cases(shared_data: Path) -> None:
    counts = {file.stem: len(load_cases(file).cases) for file in sorted((shared_data / "eval").glob("*.jsonl"))}
    assert counts["nordstemmen"] == 152
    assert counts["gesetze"] == 113
