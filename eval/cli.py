"""`kompass eval`: the group of its commands. Imports nothing heavy."""

from __future__ import annotations

import click

from app.commands.frame import KompassGroup
from eval.commands.bounds import gate, threshold
from eval.commands.drafting import draft, feedback
from eval.commands.reading import compare, report, show
from eval.commands.running import run


@click.group(
    "eval",
    cls=KompassGroup,
    short_help="Messen, wie gut Suche und Antworten sind.",
    example="kompass eval run --demo --out messung\n"
    "kompass eval run musterstadt fragen.jsonl --out messung\n"
    "kompass eval compare messung-alt messung\n"
    "kompass eval gate messung --baseline messung-alt --min nDCG@10=0.45 --max-drop span_recall=0.02",
)
def evaluation() -> None:
    """Messen, wie gut Suche und Antworten auf eigene Fragen sind, und vergleichen, ob eine Änderung half.

    Gefragt wird dasselbe Programm mit denselben Einstellungen wie bei `kompass ask`.
    """


for command in (run, report, show, compare, gate, threshold, draft, feedback):
    evaluation.add_command(command)
