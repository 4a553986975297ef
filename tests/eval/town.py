"""A small fictional municipality with papers and questions, read once by the real product."""

from __future__ import annotations

import json
from pathlib import Path

import eval.main  # noqa: F401  (puts `eval` beside the product's commands)
from tests.app.commandline import Kompass

PAPERS = {
    "satzungen/marktsatzung.md": """# Marktsatzung der Gemeinde Birkenhain

## § 2 Markttage

Der Wochenmarkt findet jeden Donnerstag von 7:30 Uhr bis 13:00 Uhr auf dem Anger statt.

## § 5 Standgeld

Das Standgeld beträgt 3,20 Euro je laufendem Meter und Markttag. Vereine zahlen kein Standgeld.

## § 9 Hunde

Hunde sind auf dem Wochenmarkt an der kurzen Leine zu führen.
""",
    "satzungen/baumschutz.md": """# Baumschutzsatzung der Gemeinde Birkenhain

## § 3 Geschützte Bäume

Geschützt sind Laubbäume mit einem Stammumfang von mindestens 80 Zentimetern.

## § 7 Ersatzpflanzung

Für jeden gefällten Baum sind zwei standortgerechte Laubbäume zu pflanzen.
""",
    "rat/2025/bruecke.txt": """Beschlussvorlage

Drucksachen-Nr.: 17/2025
Datum: 11.02.2025

Betreff: Erneuerung der Fußgängerbrücke am Mühlbach

Beschlussvorschlag:
Der Gemeinderat beschließt die Erneuerung der Fußgängerbrücke am Mühlbach mit Kosten von 186.000 Euro.

Begründung:
Das Geländer der Brücke ist durchgerostet. Die Brücke ist seit dem 3. Dezember 2024 gesperrt.
""",
    "rat/2025/bruecke-alt.txt": """Beschlussvorlage

Drucksachen-Nr.: 4/2025
Datum: 08.01.2025

Betreff: Erneuerung der Fußgängerbrücke am Mühlbach

Beschlussvorschlag:
Der Gemeinderat beschließt die Erneuerung der Fußgängerbrücke am Mühlbach mit Kosten von 150.000 Euro.
""",
    "rat/2025/bibliothek.md": "# Gemeindebücherei\n\nDie Gemeindebücherei hat mittwochs bis 19 Uhr geöffnet.\n",
}


def _case(id: str, question: str, document: str, *spans: str, corpus: str = "rat", **more: object) -> dict[str, object]:
    section = more.pop("section", None)
    place = {"document": document, "corpus": corpus} | ({"section": section} if section else {})
    return {"id": id, "question": question, "relevant": [place], "answer": spans[0], "answer_spans": spans} | more


CASES = [
    _case(
        "k1",
        "Was kostet ein Stand auf dem Wochenmarkt je Meter?",
        "marktsatzung.md",
        "3,20 Euro",
        corpus="satzungen",
        section="§ 5 Standgeld",
        type="amount",
    ),
    _case("k2", "An welchem Wochentag ist Markt?", "marktsatzung.md", "Donnerstag", corpus="satzungen", type="date"),
    _case(
        "k3",
        "Wie dick muss ein Baum sein, damit er geschützt ist?",
        "baumschutz.md",
        "80 Zentimetern",
        corpus="satzungen",
        type="amount",
    ),
    _case(
        "k4",
        "Was kostet die neue Brücke am Mühlbach?",
        "2025/bruecke.txt",
        "186.000 Euro",
        type="amount",
        stale=[{"document": "2025/bruecke-alt.txt", "corpus": "rat"}],
    ),
    _case("k5", "Seit wann ist die Brücke gesperrt?", "2025/bruecke.txt", "3. Dezember 2024", type="date"),
    _case("k6", "Wie lange ist die Bücherei mittwochs offen?", "2025/bibliothek.md", "19 Uhr", type="date"),
    {"id": "k7", "question": "Wie hoch ist die Gewerbesteuer?", "answerable": False, "type": "unanswerable"},
    {"id": "k8", "question": "Wer leitet das Hallenbad?", "answerable": False, "type": "unanswerable"},
]


def write_cases(file: Path, cases: list[dict[str, object]] = CASES) -> Path:
    file.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases), encoding="utf-8")
    return file


def build_town(home: Path, papers: Path) -> Kompass:
    """The tenant `birkenhain` with two corpora, ingested."""
    kompass = Kompass(home)
    kompass.done("tenant", "add", "birkenhain", "--title", "Gemeinde Birkenhain")
    for corpus, kind in (("rat", "council"), ("satzungen", "regulation")):
        name = f"birkenhain/{corpus}"
        kompass.done("corpus", "add", name, "--title", corpus, "--kind", kind, "--access", "public")
    for path, text in PAPERS.items():
        (papers / path).parent.mkdir(parents=True, exist_ok=True)
        (papers / path).write_text(text, encoding="utf-8")
    for corpus in ("rat", "satzungen"):
        kompass.done("ingest", f"birkenhain/{corpus}", str(papers / corpus))
    return kompass
