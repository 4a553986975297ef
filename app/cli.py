"""The command `kompass`. Each subcommand stands in a module of `app.commands`, none of which imports anything heavy."""

from __future__ import annotations

import click

from app.commands.ask import ask
from app.commands.corpora import corpus_group
from app.commands.demo import demo
from app.commands.documents import documents
from app.commands.frame import Entry
from app.commands.ingesting import delete, ingest, reindex
from app.commands.members import member_group
from app.commands.search import search
from app.commands.serve import serve
from app.commands.tenants import tenant_group
from app.commands.vocabulary import vocabulary_group


@click.group(
    "kompass",
    cls=Entry,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    example="kompass demo\n"
    "kompass tenant add musterstadt\n"
    'kompass corpus add musterstadt/rat --title "Ratspapiere" --kind council --access public\n'
    "kompass ingest musterstadt/rat /daten/ratspapiere\n"
    'kompass ask musterstadt "Wann wurde die Hundesteuersatzung beschlossen?"',
)
@click.version_option(package_name="aktenkompass", prog_name="kompass", help="Die Fassung zeigen.")
def main() -> None:
    """Beantwortet Fragen einer Verwaltung aus ihren eigenen Papieren und zeigt zu jedem Satz, wo er steht.

    Ergebnisse gehen in die Standardausgabe, Fortschritt und Meldungen in die Fehlerausgabe. Rückgabewert: 0 fertig, 1
    fertig mit Fehlern, 2 falscher Aufruf, 3 etwas Nötiges ist nicht verfügbar. Die Daten liegen in AKTENKOMPASS_HOME.
    """


for command in (
    demo,
    tenant_group,
    corpus_group,
    ingest,
    documents,
    delete,
    search,
    ask,
    reindex,
    vocabulary_group,
    member_group,
    serve,
):
    main.add_command(command)
