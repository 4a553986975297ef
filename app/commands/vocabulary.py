"""`kompass vocabulary`: the words that only one municipality uses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.frame import KompassGroup, Runtime, json_option, option, pass_runtime
from app.commands.printing import one_line, print_json, printable
from corpora.errors import FolderMissing

if TYPE_CHECKING:
    from app.vocabulary import VocabularyReport

_WIDTH = 200
"""Characters of an explanation that are shown."""

_FILE = click.Path(path_type=Path, allow_dash=True)


@click.group(
    "vocabulary",
    cls=KompassGroup,
    short_help="Eigene Synonyme und Abkürzungen einer Kommune.",
    example="kompass vocabulary set musterstadt woerter.txt\nkompass vocabulary show musterstadt",
)
def vocabulary_group() -> None:
    """Eigene Synonyme und Abkürzungen eines Mandanten zeigen, prüfen und setzen.

    Eine Zeile je Eintrag: „Glaspalast -> Technisches Rathaus“ für ein Wort der Alltagssprache, „Kita <-> Krippe“ für
    Wörter, die füreinander stehen, „ZVM = Zweckverband Moorwasser“ für eine Abkürzung. Hinter einer Abkürzung heißt
    „!“, dass sie nur genau so geschrieben gilt, und „?“, dass sie mehrdeutig ist. Mit # beginnt ein Kommentar.
    """


@vocabulary_group.command(
    "show", short_help="Die eigenen Wörter zeigen.", example="kompass vocabulary show musterstadt > woerter.txt"
)
@click.argument("tenant", metavar="MANDANT")
@json_option
@pass_runtime
def show_vocabulary(runtime: Runtime, tenant: str, as_json: bool) -> None:
    """Die eigenen Synonyme und Abkürzungen des Mandanten zeigen, so wie sie gesetzt wurden."""
    with runtime.look() as app:
        text = app.vocabulary.show(tenant)
    if as_json:
        print_json({"tenant": tenant, "text": text})
    elif text:
        click.echo(printable(text.rstrip("\n")))
    else:
        click.echo(f"Der Mandant „{tenant}“ hat keine eigenen Wörter; es gelten die mitgelieferten.", err=True)


@vocabulary_group.command(
    "set", short_help="Die eigenen Wörter setzen.", example="kompass vocabulary set musterstadt woerter.txt"
)
@click.argument("tenant", metavar="MANDANT")
@click.argument("file", metavar="DATEI", type=_FILE)
@json_option
@pass_runtime
def set_vocabulary(runtime: Runtime, tenant: str, file: Path, as_json: bool) -> None:
    """Die eigenen Wörter des Mandanten durch die der DATEI ersetzen („-“ liest die Standardeingabe).

    Sie gelten ab der nächsten Frage, ohne dass etwas neu eingelesen wird. Eine leere Datei entfernt sie. Ist eine Zeile
    falsch, bleibt alles, wie es war.
    """
    text = _read(file)
    with runtime.look() as app:
        report = app.vocabulary.put(tenant, text)
    _print_report(tenant, report, as_json=as_json)


@vocabulary_group.command(
    "check", short_help="Eigene Wörter prüfen.", example="kompass vocabulary check musterstadt woerter.txt"
)
@click.argument("tenant", metavar="MANDANT")
@click.argument("file", metavar="[DATEI]", type=_FILE, required=False)
@json_option
@pass_runtime
def check_vocabulary(runtime: Runtime, tenant: str, file: Path | None, as_json: bool) -> None:
    """Prüfen, ob DATEI gesetzt werden könnte; ohne DATEI, was gesetzt ist. Nichts wird geändert."""
    text = None if file is None else _read(file)
    with runtime.look() as app:
        from app.vocabulary import report_vocabulary

        stored = app.vocabulary.show(tenant)
        report = report_vocabulary(stored if text is None else text)
    _print_report(tenant, report, as_json=as_json)


@vocabulary_group.command(
    "suggest",
    short_help="Abkürzungen vorschlagen, die die Papiere erklären.",
    example="kompass vocabulary suggest musterstadt > vorschlaege.txt",
)
@click.argument("tenant", metavar="MANDANT")
@option(
    "--least",
    metavar="ZAHL",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Nur, was in mindestens so vielen Papieren steht.",
)
@json_option
@pass_runtime
def suggest_vocabulary(runtime: Runtime, tenant: str, least: int, as_json: bool) -> None:
    """Abkürzungen zeigen, die die eigenen Papiere erklären („der Zweckverband Moorwasser (ZVM)“), mit Fundstelle.

    Gezeigt werden Zeilen für die eigenen Wörter; was schon bekannt ist, fehlt. Nichts davon gilt, bevor es jemand
    geprüft und mit „kompass vocabulary set“ gesetzt hat.
    """
    with runtime.look() as app:
        suggestions = app.vocabulary.suggest(tenant, least=least)
    for each in suggestions:
        if as_json:
            evidence = [
                {"corpus": place.corpus, "document": place.document, "page": place.page, "text": place.text}
                for place in each.evidence
            ]
            print_json(
                {
                    "line": each.line,
                    "short": each.short,
                    "long": list(each.long),
                    "documents": each.documents,
                    "evidence": evidence,
                }
            )
            continue
        for place in each.evidence:
            page = f", Seite {place.page}" if place.page is not None else ""
            where = printable(f"{place.corpus}: {place.document}{page}".replace("\n", " "))
            click.echo(f"# {each.documents} Papiere, z. B. {where}: … {one_line(place.text, _WIDTH)}")
        click.echo(printable(each.line))
    if not suggestions:
        click.echo("Die Papiere erklären keine Abkürzung, die nicht schon bekannt wäre.", err=True)


def _read(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FolderMissing(
            f"Die Datei {file} mit den Wörtern ist nicht lesbar ({getattr(error, 'strerror', None) or error}).",
            hint="Prüfen Sie Pfad, Rechte und Kodierung (UTF-8).",
        ) from error


def _print_report(tenant: str, report: VocabularyReport, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "tenant": tenant,
                "synonyms": report.synonyms,
                "abbreviations": report.abbreviations,
                "replaced": {each.short: list(each.shipped) for each in report.replaced},
            }
        )
        return
    click.echo(f"{tenant}: {report.synonyms} Zeilen mit Synonymen, {report.abbreviations} mit Abkürzungen.")
    for each in report.replaced:
        click.echo(f"  „{printable(each.short)}“ heißt hier nicht: {', '.join(each.shipped)}")
