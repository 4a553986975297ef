"""How follow-up questions are understood, on conversations about the demo's papers and on questions that stand alone.

    python -m tools.measure_followups HOME [--split dev|second|fresh] [--alone FILE.jsonl ...] [--show]

HOME is a data folder with the demo (`AKTENKOMPASS_HOME=HOME kompass demo --no-serve`). Printed are how many follow-ups
are resolved (all words needed, none that must not be there), the share of self-contained questions that change, and
whether the paper that holds the answer is found among ten hits by the question as asked and as resolved. Files of
questions that stand alone are each asked as if they followed the one before them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.access import local_scope
from app.followup.resolving import Turn, resolve
from app.settings import load_settings
from app.wiring import App, Use, open_app
from index.analysis import Analyzer
from index.compounds import load_splitter

SPLITS = ("dev", "second", "fresh")
DIALOGUES = Path(__file__).parent / "demo" / "dialogues.toml"


@dataclass(slots=True)
class Counts:
    """What was counted."""

    follow_ups: int = 0
    resolved: int = 0
    alone: int = 0
    changed: int = 0
    found_as_asked: int = 0
    found_as_resolved: int = 0
    found_alone: int = 0


def main() -> int:
    """0."""
    parser = argparse.ArgumentParser(prog="python -m tools.measure_followups")
    parser.add_argument("home", type=Path)
    parser.add_argument("--split", choices=SPLITS, action="append")
    parser.add_argument("--alone", type=Path, nargs="*", default=[])
    parser.add_argument("--show", action="store_true", help="every turn with its wording")
    arguments = parser.parse_args()
    with open_app(load_settings({"AKTENKOMPASS_HOME": str(arguments.home)}), Use.SEARCH) as app:
        for split in arguments.split or SPLITS:
            report(split, count(app, split, show=arguments.show))
    for file in arguments.alone:
        questions = [json.loads(line)["question"] for line in file.read_text(encoding="utf-8").splitlines()]
        changed = [
            (asked, after.question)
            for before, asked in pairwise(questions)
            if (after := resolve(asked, [Turn(before)])).changed
        ]
        print(f"{file.name}: {len(changed)} of {len(questions) - 1} questions that stand alone were changed")
        if arguments.show:
            for asked, wording in changed:
                print(f"    {asked} → {wording}")
    return 0


def count(app: App, split: str, *, show: bool) -> Counts:
    """Ask every conversation of a split, each question resolved against the ones before."""
    counts = Counts()
    for conversation in tomllib.loads(DIALOGUES.read_text(encoding="utf-8"))["conversation"]:
        if conversation["split"] != split:
            continue
        scope = local_scope(app.catalog, conversation["tenant"])
        earlier: list[Turn] = []
        for turn in conversation["turns"]:
            after = resolve(turn["ask"], earlier)
            hits = app.searcher.search(scope, after.question, 10)
            found = turn["document"] in {hit.path for hit in hits}
            if "needs" in turn:
                asked = {hit.path for hit in app.searcher.search(scope, turn["ask"], 10)}
                counts.follow_ups += 1
                counts.resolved += (right := is_right(turn, after.question) and after.changed)
                counts.found_as_asked += turn["document"] in asked
                counts.found_as_resolved += found
            elif earlier:
                counts.alone += 1
                counts.changed += after.changed
                counts.found_alone += found
                right = not after.changed
            else:
                right = not after.changed
            if show:
                print(f"{' ' if right else '!'}{' ' if found else '-'} {turn['ask']} → {after.question}")
            earlier.append(Turn(after.question, tuple(dict.fromkeys(hit.title for hit in hits[:3]))))
    return counts


def is_right(turn: Mapping[str, Any], wording: str) -> bool:
    """Whether a wording holds what it must and nothing that it must not."""
    stems = set(stems_of(wording))
    needed = all(any(set(stems_of(word)) <= stems for word in each.split("|")) for each in turn["needs"])
    return needed and not any(set(stems_of(word)) <= stems for word in turn.get("never", []))


def stems_of(text: str) -> Iterator[str]:
    """Terms of a text, the parts of compounds included."""
    return (term.text for term in _ANALYZER.analyze(text))


_ANALYZER = Analyzer(load_splitter())


def report(split: str, counts: Counts) -> None:
    """One paragraph."""
    print(f"{split}: {counts.resolved} of {counts.follow_ups} follow-ups resolved; ", end="")
    print(f"{counts.changed} of {counts.alone} self-contained questions changed")
    print(f"  the answer's paper among ten hits: {counts.found_as_asked} as asked, ", end="")
    print(f"{counts.found_as_resolved} as resolved, of {counts.follow_ups}")


if __name__ == "__main__":
    sys.exit(main())
