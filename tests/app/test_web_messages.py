"""What the program says while it works is there in English: every message, and none that the program never says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count, product
from pathlib import Path

import pytest

from app.web import messages
from app.web.messages import worded
from app.web.texts.catalogue import Language
from app.web.texts.en_messages import MESSAGES
from app.web.texts.en_messages_app import APP
from app.web.texts.en_messages_corpora import CORPORA
from app.web.texts.en_messages_eval import EVAL
from app.web.texts.en_messages_index import INDEX
from app.web.texts.en_messages_ingest import INGEST
from app.web.texts.en_messages_parts import PARTS
from app.web.texts.messages import LONGEST, translate
from corpora.errors import AktenkompassError, EmptyFile
from tests.app.test_web_texts import sources

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "corpora", "ingest", "index", "eval")
NEVER_ON_A_PAGE = {
    "app/api/": "routes, which speak German",
    "app/cli.py": "the command line",
    "app/commands/": "the command line",
    "app/mcp.py": "tools of assistants, which speak German",
    "app/server.py": "start-up: the server's address",
    "app/serving/": "start-up: settings of the sign-in; answers without a page",
    "app/setting_errors.py": "start-up: the file of settings",
    "app/settings.py": "start-up: the file of settings",
    "app/terminal/": "the command line",
    "app/web/texts/": "the texts themselves",
    "eval/api.py": "routes, which speak German",
    "eval/benchmarks.py": "the command line: published benchmarks",
    "eval/cli.py": "the command line",
    "eval/commands/": "the command line",
    "eval/drafts.py": "the command line: cases drafted from papers",
    "eval/gate.py": "the command line: the gate",
    "eval/thresholds.py": "the command line: a threshold for answers",
}
NO_MESSAGES = {
    "app/answering/prompt.py": "speaks to a language model",
    "app/exports/": "answers as files for the record, which are German",
    "app/followup/completing.py": "words of questions",
    "app/followup/leaning.py": "words of questions",
    "app/followup/rewording.py": "speaks to a language model",
    "app/followup/words.py": "words of questions",
    "app/wording.py": "words of statements",
    "eval/dialogue.py": "speaks to a language model",
    "eval/judging.py": "speaks to a language model",
    "index/bodies.py": "words of papers",
    "index/definitions.py": "words of papers",
    "index/identifiers.py": "words of papers",
    "index/periods.py": "words of papers",
    "index/stopwords.py": "words of papers",
    "ingest/abbreviations.py": "words of papers",
    "ingest/facts.py": "words of papers",
    "ingest/headings.py": "words of papers",
    "ingest/meetings.py": "words of papers",
    "ingest/publicity.py": "words of papers",
}
"""German that is no message; errors are looked for here, too."""
CARRIED = {"OcrFailed", "_Fault", "Judgement"}
"""Classes outside of the family whose texts end in messages."""
TOPICS = (APP, CORPORA, INGEST, INDEX, EVAL, PARTS)
KNOWN = {**MESSAGES, **PARTS}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "language", lambda: Language.ENGLISH)


# What the program says


@dataclass(frozen=True)
class Said:
    """A German template, with where it stands."""

    text: str
    place: str


@dataclass(frozen=True)
class Raised:
    """What one call of an error's class is given."""

    messages: tuple[Said, ...]
    hints: tuple[Said, ...]


_OPEN = "\x00"
_LETTERS = re.compile("[A-Za-zÄÖÜäöüß]{2}")


@cache
def trees() -> Mapping[str, ast.Module]:
    """All modules that a page may speak for, by path."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    named = {file.relative_to(ROOT).as_posix(): file for file in files}
    return {name: ast.parse(file.read_text()) for name, file in named.items() if not stands_in(name, NEVER_ON_A_PAGE)}


def stands_in(name: str, places: Mapping[str, str]) -> bool:
    return any(name.startswith(place) for place in places)


def wordings(node: ast.AST | None, constants: Mapping[str, ast.expr]) -> list[str]:
    """All texts that an expression can make, `_OPEN` for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return ["".join(parts) for parts in product(*(wordings(each, constants) for each in values))]
        case ast.FormattedValue(value=ast.IfExp() as choice):
            choices = wordings(choice, {})
            return [_OPEN] if _OPEN in choices else choices
        case ast.IfExp(body=one, orelse=other):
            return wordings(one, constants) + wordings(other, constants)
        case ast.BinOp(left=one, op=ast.Add(), right=other):
            return ["".join(parts) for parts in product(wordings(one, constants), wordings(other, constants))]
        case ast.Call(func=ast.Attribute(value=ast.JoinedStr() as text, attr="replace")):
            return wordings(text, constants)
        case ast.Name(id=name) if name in constants:
            return wordings(constants[name], {})
    return [_OPEN]


def numbered(text: str) -> str:
    numbers = count(1)
    return re.sub(_OPEN, lambda _: f"{{{next(numbers)}}}", text)


def constants_of(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


@cache
def family() -> set[str]:
    """The names of all classes of errors, those beside `corpora.errors` among them."""
    classes = [node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = {AktenkompassError.__name__, *CARRIED}
    while more := {each.name for each in classes if names & set(map(ast.unparse, each.bases))} - names:
        names |= more
    return names


@cache
def raised() -> list[Raised]:
    everywhere = {name: value for tree in trees().values() for name, value in constants_of(tree).items()}
    found = []
    for file, tree in trees().items():
        constants = {**everywhere, **constants_of(tree)}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if ast.unparse(call.func).rsplit(".", 1)[-1] in family():
                hints = [word.value for word in call.keywords if word.arg == "hint"]
                others = [word.value for word in call.keywords if word.arg in ("message", "error")]
                place = f"{file}:{call.lineno}"
                found.append(Raised(said([*call.args, *others], constants, place), said(hints, constants, place)))
    return found


def said(nodes: list[ast.expr], constants: Mapping[str, ast.expr], place: str) -> tuple[Said, ...]:
    texts = [numbered(text) for node in nodes for text in wordings(node, constants)]
    return tuple(Said(text, place) for text in texts if _LETTERS.search(re.sub(r"\{\d\}", "", text)))


@cache
def written() -> list[Said]:
    """All texts of the sources, messages or not."""
    found = []
    for file, tree in trees().items():
        taken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):  # The whole comes before its parts.
            if id(node) in taken or not isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
                continue
            if isinstance(node, ast.JoinedStr):
                taken.update(id(each) for each in node.values)
                choices = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
                whole = [each for each in choices if isinstance(each, ast.IfExp) and _OPEN not in wordings(each, {})]
                taken.update(id(each) for choice in whole for each in ast.walk(choice))
            if isinstance(node, ast.BinOp):
                taken.update(id(each) for each in ast.walk(node))
            found += [Said(numbered(text), f"{file}:{node.lineno}") for text in wordings(node, {}) if text != _OPEN]
    return found


_GERMAN = re.compile(
    r"\b(?:auf|aus|bei|das|dem|den|der|des|die|ein|eine[mnrs]?|für|im|ist|keine?|mit|nicht|noch|oder|schon|sie|sind|und"
    r"|unter|vo[mn]|wird|wurde|zu[mr]?)\b",
    re.IGNORECASE,
)


def reads_as_german(text: str) -> bool:
    return " " in text.strip() and "\\" not in text and _GERMAN.search(text) is not None


def test_every_error_is_there_in_english() -> None:
    told = [each for call in raised() for each in (*call.messages, *call.hints)]
    assert len(told) > 400
    assert [f"{each.place}: {each.text}" for each in told if each.text not in KNOWN] == []


def test_every_other_reason_is_there_in_english() -> None:
    told = [each for each in written() if not stands_in(each.place, NO_MESSAGES) and reads_as_german(each.text)]
    assert [f"{each.place}: {each.text}" for each in told if each.text not in KNOWN] == []


def test_nothing_is_there_that_the_program_does_not_say() -> None:
    told = {each.text for call in raised() for each in (*call.messages, *call.hints)}
    told |= {each.text for each in written()}
    assert [text for text in KNOWN if text not in told] == []


def test_no_message_is_there_twice() -> None:
    assert sum(map(len, TOPICS)) == len(KNOWN)


@pytest.mark.parametrize("places", [NEVER_ON_A_PAGE, NO_MESSAGES])
def test_what_is_left_out_is_there(places: Mapping[str, str]) -> None:
    assert [place for place in places if not (ROOT / place).exists()] == []


# Its English


def sample(number: int) -> str:
    return f"wert{number}"


def filled(template: str) -> str:
    return re.sub(r"\{(\d)\}", lambda match: sample(int(match[1])), template).strip()


def test_english_fills_in_nothing_else() -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"\{[^}]*\}", text))

    assert [german for german, english in KNOWN.items() if not places(english) <= places(german)] == []


def test_no_english_is_empty_or_german() -> None:
    wrong = re.compile(r"[ÄÖÜäöüß„]")
    examples = re.compile(r"“[^”]*”")  # Of lines of a vocabulary, which are German.
    bare = {english: examples.sub("x", english) for english in KNOWN.values()}
    assert [english for english, text in bare.items() if not text.strip() or wrong.search(text)] == []


def test_every_message_becomes_its_english_with_the_same_values() -> None:
    assert {german: translate(filled(german)) for german in MESSAGES} == {
        german: filled(english) for german, english in MESSAGES.items()
    }


def test_every_part_becomes_its_english_inside_of_a_message() -> None:
    told = "Der Leseprozess ist an der Datei abgestürzt ({})."
    assert {german: translate(told.format(filled(german))) for german in PARTS} == {
        german: f"The reading process crashed on the file ({filled(english)})." for german, english in PARTS.items()
    }


def pairs() -> Iterator[tuple[str, str]]:
    for call in raised():
        yield from ((one.text, other.text) for one, other in product(call.messages, call.hints))


def test_a_message_with_its_hint_becomes_both_in_english() -> None:
    told = {f"{filled(one)} {filled(other)}": f"{filled(KNOWN[one])} {filled(KNOWN[other])}" for one, other in pairs()}
    assert {german: translate(german) for german in told} == told


@pytest.mark.parametrize(
    ("german", "english"),
    [
        (
            "„plan.pdf“ ist nur teilweise lesbar: 2 Seiten (3, 5) ohne Text. Seite 3: Die Texterkennung brach ab "
            "(Code 3).; Der Inhalt von Seite 5 ist beschädigt und nicht lesbar.",
            "“plan.pdf” can be read only in part: 2 pages (3, 5) without text. Page 3: Text recognition broke off "
            "(code 3).; The content of page 5 is damaged and cannot be read.",
        ),
        (
            "Rat, 26.03.2024: wie vorgeschlagen beschlossen (Niederschrift, Seite 5)",
            "Rat, 26.03.2024: decided as proposed (minutes, page 5)",
        ),
        (
            "In den Ordnern fehlen 3 von 4 Dateien, die der Bestand „rat“ daraus hat („a.pdf“, „b, c.pdf“, „d.pdf“ …). "
            "Es wurde nichts geändert.",
            "3 of 4 files that the collection “rat” has from these folders are missing there (“a.pdf”, “b, c.pdf”, "
            "“d.pdf” …). Nothing was changed.",
        ),
        (
            "In lauf liegt ein anderer Lauf; es unterscheiden sich: Programm, Zahl der Fälle.",
            "There is another run in lauf; they differ in: program, number of cases.",
        ),
        ("Rat, 26.03.2024: abgelehnt (Niederschrift)", "Rat, 26.03.2024: rejected (minutes)"),
        (
            "f.jsonl, Zeile 3: „id“ muss ein Text sein\nf.jsonl, Zeile 9: kein gültiges JSON (Spalte 3)\n"
            "… und 3 weitere. Berichtigen Sie die genannten Zeilen. Jede Zeile ist ein JSON-Objekt mit „id“, "
            "„question“ und „relevant“, einer Liste von Fundstellen mit „document“ und, wo bekannt, „page“ oder "
            "„section“. Steht die Antwort nirgends, steht statt „relevant“ dort „answerable“: false.",
            "f.jsonl, line 3: “id” must be a text\nf.jsonl, line 9: not valid JSON (column 3)\n… and 3 more."
            " Correct the lines named. Each line is a JSON object with “id”, “question” and “relevant”, a list of "
            "places with “document” and, where known, “page” or “section”. Where the answer stands nowhere, "
            "“answerable”: false stands there instead of “relevant”.",
        ),
        (
            "Das Sprachmodell „m“ unter http://h hat 30 Sekunden lang nichts geschickt. Versuchen Sie es erneut "
            "(vielleicht wurde es gerade geladen), wählen Sie ein kleineres Modell oder erhöhen Sie die Zeitgrenze. "
            "Die Antwort wurde deshalb ohne Sprachmodell zusammengestellt.",
            "The language model “m” at http://h sent nothing for 30 seconds. Try again (perhaps it was being loaded), "
            "choose a smaller model or raise the time limit. The answer was therefore put together without a language "
            "model.",
        ),
        (
            "Das Bild von Seite 3 ließ sich nicht zeichnen. Seite 3 lässt sich nicht öffnen (kaputt). Lesen Sie den "
            "Text daneben, oder laden Sie das Original herunter.",
            "The picture of page 3 could not be drawn. Page 3 cannot be opened (kaputt). Read the text beside it, or "
            "download the original.",
        ),
    ],
)
def test_messages_of_messages(german: str, english: str) -> None:
    assert translate(german) == english


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Ganz etwas anderes.",
        "beschlossen",
        "Die Datei „a.pdf“ ist leer. Ganz etwas anderes.",
        "Sie sind nicht angemeldet. " * 200,
    ],
)
def test_what_is_not_known_whole_stays_as_it_is(text: str) -> None:
    assert translate(text) == text


def test_a_name_stays_as_it_is_whatever_it_says() -> None:
    assert translate("Die Datei „Sie sind nicht angemeldet.“ ist leer.") == (
        "The file “Sie sind nicht angemeldet.” is empty."
    )


HOSTILE = [
    "Die Datei „",
    "„a“ ",
    "Die Datei „a“ ist leer. ",
    "A. ",
    "Seite 1, 2: 3 (Niederschrift",
    "f, Zeile 1: ",
    ", Zeile : ",
    "„“ unter “ ",
    "„a“ ist „b“, erlaubt sind c\n",
    "Das Bild von Seite 1 ließ sich nicht zeichnen. ",
    "a „b“ lässt sich nicht lesen (c). ",
    "In a ist „b“ zu lang. ",
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("frame", ["{}", "{}x", "Die Datei „x“ wird nicht geöffnet: {}.", "Seite 1: {}"])
def test_no_text_takes_long(frame: str) -> None:
    for hostile in HOSTILE:
        most = (LONGEST - len(frame)) // len(hostile)
        translate(frame.format(hostile * most))


# On pages


def test_german_pages_leave_it_german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "language", lambda: Language.GERMAN)
    error = EmptyFile("Die Datei „a“ ist leer.", hint="Laden Sie die richtige Datei hoch.")
    assert worded(error) == str(error)
    assert worded(error.message) == error.message


def test_english_pages_get_english() -> None:
    error = EmptyFile("Die Datei „a“ ist leer.", hint="Laden Sie die richtige Datei hoch.")
    assert worded(error) == "The file “a” is empty. Upload the right file."
    assert worded(str(error)) == worded(error)
    assert worded("Die Datei „a“ ist leer.") == "The file “a” is empty."


_TOLD = {"error", "fault", "hint", "message", "note", "page_reason", "reason"}
_TOLD_ALREADY = {
    "cell.note",  # of a table, which is handed words
    "refused.reason",  # kept in words
    "st.error",
}


@pytest.mark.parametrize("file", sources(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_page_shows_a_message_as_it_is(file: Path) -> None:
    tree = ast.parse(file.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    told = {id(each) for call in calls if ast.unparse(call.func) == "worded" for each in ast.walk(call)}
    bare = [call for call in calls if re.match(r"str\(\w*error\)|repr\(\w*error\)", ast.unparse(call))]
    shown = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in _TOLD and ast.unparse(node) not in _TOLD_ALREADY
        if id(node) not in told | asked(tree)
    ]
    assert file.name == "messages.py" or [f"line {node.lineno}: {ast.unparse(node)}" for node in bare + shown] == []


def asked(tree: ast.AST) -> set[int]:
    """What is only looked at: whether there is any, and what is searched in."""
    tests = [node.test for node in ast.walk(tree) if isinstance(node, ast.If | ast.IfExp)]
    tests += [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    tests += [call for call in calls if re.match(r"bool\(|' '\.join\(\[", ast.unparse(call))]
    return {id(each) for test in tests for each in ast.walk(test)}
