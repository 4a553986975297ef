"""The German words of click, and the catalogue made of them: ``python -m tools.messages`` writes it anew.

click asks gettext for its words. The command line points gettext's default domain at `app/locale`, where the compiled
catalogue lies; this table is its source, and a test compares the two and looks for words that a newer click has added.
"""

from __future__ import annotations

import struct
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[1] / "app" / "locale" / "de" / "LC_MESSAGES" / "messages.mo"

_HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"

SINGLE = {
    "Aborted!": "Abgebrochen.",
    "deprecated": "veraltet",
    "Missing command.": "Es fehlt der Befehl.",
    "required": "erforderlich",
    "Options": "Optionen",
    "Positional arguments": "Angaben",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
        "Der Befehl {name!r} ist veraltet.{extra_message}"
    ),
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
        "{param_type} {name!r} ist veraltet.{extra_message}"
    ),
    "Commands": "Befehle",
    "Value must be an iterable.": "Es müssen mehrere Werte sein.",
    "env var: {var}": "Umgebungsvariable: {var}",
    "default: {default}": "Vorgabe: {default}",
    "(dynamic)": "(veränderlich)",
    "Do you want to continue?": "Fortfahren?",
    "Confirm the action without prompting.": "Ohne Rückfrage ausführen.",
    "%(prog)s, version %(version)s": "%(prog)s, Fassung %(version)s",
    "Show the version and exit.": "Die Fassung zeigen.",
    "Show this message and exit.": "Diese Hilfe zeigen.",
    "Missing argument": "Es fehlt die Angabe",
    "unknown error": "unbekannter Fehler",
    "Invalid value for {param_hint}: {message}": "Der Wert für {param_hint} passt nicht: {message}",
    "Missing option": "Es fehlt die Option",
    "Could not open file {filename!r}: {message}": "Die Datei {filename!r} lässt sich nicht öffnen: {message}",
    "Error: {message}": "Fehler: {message}",
    "Try '{command} {option}' for help.": "Hilfe: {command} {option}",
    "Missing parameter": "Es fehlt der Parameter",
    "Missing parameter: {param_name}": "Es fehlt der Parameter {param_name}",
    "No such option {name!r}.": "Die Option {name!r} gibt es nicht.",
    "No such command {name!r}.": "Den Befehl {name!r} gibt es nicht.",
    "Invalid value: {message}": "Der Wert passt nicht: {message}",
    "Missing {param_type}": "Es fehlt: {param_type}",
    "Usage:": "Aufruf:",
    "Invalid start character for option ({option})": "So beginnt keine Option ({option})",
    "Option {name!r} does not take a value.": "Die Option {name!r} nimmt keinen Wert.",
    "Argument {name!r} takes {nargs} values.": "Die Angabe {name!r} nimmt {nargs} Werte.",
    "Press any key to continue...": "Weiter mit einer beliebigen Taste …",
    "Repeat for confirmation": "Zur Bestätigung wiederholen",
    "Error: The two entered values do not match.": "Fehler: Die beiden Eingaben sind verschieden.",
    "Error: invalid input": "Fehler: Das ist keine gültige Eingabe.",
    "file": "Datei",
    "directory": "Ordner",
    "path": "Pfad",
    "Choose from:\n\t{choices}": "Zur Wahl stehen:\n\t{choices}",
    "Choice({choices})": "Auswahl({choices})",
    "{value} is not in the range {range}.": "{value} liegt nicht im Bereich {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r} ist weder ja noch nein: {states}",
    "{value!r} is not a valid {number_type}.": "{value!r} ist keine gültige Zahl.",
    "{value!r} is not a valid UUID.": "{value!r} ist keine gültige UUID.",
    "{name} {filename!r} is a file.": "{name} {filename!r} ist eine Datei.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} ist ein Ordner.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} ist nicht lesbar.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} ist nicht beschreibbar.",
    "{name} {filename!r} is not executable.": "{name} {filename!r} ist nicht ausführbar.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} gibt es nicht.",
}

PLURAL = {
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"): (
        "Diese Angabe ist zu viel: {args}",
        "Diese Angaben sind zu viel: {args}",
    ),
    ("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."): (
        "Es müssen {nargs} Werte sein, nicht einer.",
        "Es müssen {nargs} Werte sein, nicht {len}.",
    ),
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"): (
        "Gemeint ist vielleicht {possibility}.",
        "Gemeint ist vielleicht: {possibilities}.",
    ),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."): (
        "Die Option {name!r} braucht einen Wert.",
        "Die Option {name!r} braucht {nargs} Werte.",
    ),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."): (
        "{value!r} ist nicht {choice}.",
        "{value!r} ist keiner der Werte {choices}.",
    ),
    ("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}."): (
        "{value!r} hat nicht die Form {format}.",
        "{value!r} hat keine der Formen {formats}.",
    ),
    (
        "{len_type} values are required, but {len_value} was given.",
        "{len_type} values are required, but {len_value} were given.",
    ): (
        "Es müssen {len_type} Werte sein, angegeben ist {len_value}.",
        "Es müssen {len_type} Werte sein, angegeben sind {len_value}.",
    ),
}


def compile_catalogue() -> bytes:
    """The table as a GNU gettext catalogue (.mo), little-endian, sorted as the format demands."""
    entries = {"": _HEADER, **SINGLE}
    entries |= {"\0".join(source): "\0".join(target) for source, target in PLURAL.items()}
    pairs = sorted((source.encode(), target.encode()) for source, target in entries.items())
    start = 28
    data_start = start + 16 * len(pairs)
    tables: list[bytes] = []
    data = b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), data_start + len(data)))
            data += pair[column] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), start, start + 8 * len(pairs), 0, data_start)
    return header + b"".join(tables) + data


if __name__ == "__main__":
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(compile_catalogue())
