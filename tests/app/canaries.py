"""Two municipalities; one has a word nobody else uses in every place where a document can carry text."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.access import operator
from app.feedback import Rating, Reason
from app.settings import Settings, load_settings
from app.wiring import open_app
from tests.app.commandline import Kompass
from tests.ingest.files import make_zip

ASKS = "amselfeld"
"""The tenant that looks."""
OWNS = "brunnental"
"""The tenant that must not be seen."""
NUMBER = "4711/2031"
"""Drucksachen number of a paper of the owner, known to everyone."""
LAW = "BrelG"
"""Abbreviation of a law of the owner, known to everyone."""


def _letters(count: int) -> str:
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(count))


@dataclass(slots=True)
class Canaries:
    """The owner's words: one to ask for, and one a place that nobody ever types."""

    bait: str = field(default_factory=lambda: f"brelp{_letters(5)}")
    """Stands in every one of the owner's documents; the other tenant asks for it."""
    stem: str = field(default_factory=lambda: f"kx{_letters(6)}")
    number: str = field(default_factory=lambda: f"{secrets.randbelow(89_999) + 10_000}/2043")
    """A Drucksachen number nobody types."""
    places: set[str] = field(default_factory=set)
    """All words that were planted."""

    def plant(self, place: str) -> str:
        """The word for a place."""
        word = f"{self.stem}{place}"
        self.places.add(word)
        return word

    def found_in(self, text: str) -> list[str]:
        """What of the owner's stands in a text."""
        folded = text.casefold()
        found = [word for word in sorted(self.places) if word in folded]
        if self.stem in folded and not found:
            found = [self.stem]
        return found + [self.number] * (self.number in text)


@dataclass(frozen=True, slots=True)
class Houses:
    """A data folder with both municipalities, and what lies in it."""

    kompass: Kompass
    folder: Path
    """Where the papers lie that were ingested."""
    canaries: Canaries
    """Of the owner."""
    hidden: Canaries
    """In what the asking tenant keeps from the public itself."""

    @property
    def home(self) -> Path:
        return self.kompass.home

    @property
    def settings(self) -> Settings:
        return load_settings({"AKTENKOMPASS_HOME": str(self.home)})


def build(root: Path) -> Houses:
    """Both municipalities, ingested."""
    houses = Houses(Kompass(root / "home"), root / "papiere", Canaries(), Canaries())
    _build_owner(houses)
    _build_asker(houses)
    return houses


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _paper(title: str, text: str, *, number: str, public: str = "Öffentliche", extra: str = "") -> str:
    return (
        f"{public} Beschlussvorlage\n\nDrucksachen-Nr.: {number}\nDatum: 04.03.2031\n{extra}\nBetreff: {title}\n\n"
        f"Beschlussvorschlag:\nDer Rat beschließt {text}.\n"
    )


def _build_owner(houses: Houses) -> None:
    kompass, words, folder = houses.kompass, houses.canaries, houses.folder / OWNS
    bait, plant = words.bait, words.plant
    kompass.done("tenant", "add", OWNS, "--title", f"Gemeinde {plant('mandant')}")
    named = f"{OWNS}/{plant('kennung')}"
    for corpus, kind, access in ((f"{OWNS}/rat", "council", "internal"), (f"{OWNS}/recht", "regulation", "public")):
        kompass.done("corpus", "add", corpus, "--kind", kind, "--access", access)
    kompass.done("corpus", "add", named, "--kind", "guide", "--title", plant("bestand"))
    kompass.done("corpus", "add", f"{OWNS}/offen", "--kind", "council", "--access", "public")

    papers = folder / "rat"
    facts = f"Amt: {plant('amt')}\n\nBeratungsfolge Termin\n{plant('gremium')}ausschuss 25.06.2031 Beratung\n"
    paper = _paper(f"{bait} {plant('titel')}", f"{bait} {plant('text')}", number=NUMBER, extra=facts)
    _write(papers / plant("ordner") / f"{plant('datei')}.txt", paper)
    _write(papers / "nummer.txt", _paper(f"{bait} ohne Namen", bait, number=words.number))
    _write(papers / "tabelle.md", f"# {plant('kopf')}\n\n| {bait} | {plant('zelle')} |\n|---|---|\n| eins | zwei |\n")
    mail = EmailMessage()
    mail["Subject"], mail["Cc"] = f"{bait} {plant('betreff')}", f"{plant('kopie')}@brunnental.example"
    mail.set_content(f"Im Anhang steht {plant('mail')}.")
    mail.add_attachment(f"{bait} {plant('anhang')}", filename=f"{plant('anlage')}.txt")
    (papers / "post.eml").write_bytes(mail.as_bytes())
    make_zip(papers / "paket.zip", {f"{plant('mitglied')}.txt": f"{bait} {plant('gepackt')}".encode()})
    make_zip(papers / "falle.zip", {f"../{plant('ausbruch')}.txt": b"x"})
    (papers / f"{plant('defekt')}.pdf").write_bytes(b"%PDF-1.7\nkaputt")
    canvas = Canvas(str(papers / "meta.pdf"))
    canvas.setTitle(plant("metadaten"))
    canvas.drawString(72, 700, f"{bait} steht auf dieser Seite.")
    canvas.save()
    kompass.run("ingest", f"{OWNS}/rat", str(papers))

    law = f"# Brelgesetz ({LAW})\n\n## § 3 {plant('paragraf')}\n\nDie {bait} ist {plant('absatz')}.\n"
    _write(folder / "recht" / "gesetz.md", law)
    kompass.done("ingest", f"{OWNS}/recht", str(folder / "recht"))
    _write(folder / "leitfaden" / "a.md", f"# Leitfaden\n\nHier steht {bait}.\n")
    kompass.done("ingest", named, str(folder / "leitfaden"))
    _write(folder / "offen" / "frei.txt", _paper(f"{bait} frei", f"{bait} {plant('frei')}", number="1/2031"))
    secret = _paper(f"{bait} nur intern", f"{bait} {plant('geheim')}", number="2/2031", public="Nichtöffentliche")
    _write(folder / "offen" / "geheim.txt", secret)
    kompass.done("ingest", f"{OWNS}/offen", str(folder / "offen"))

    _write(
        folder / "woerter.txt", f"# {plant('vokabular')}\n{bait} -> {plant('synonym')}\n{bait}z = {plant('langform')}\n"
    )
    kompass.done("vocabulary", "set", OWNS, str(folder / "woerter.txt"))

    person = f"{plant('mitarbeiter')}@brunnental.example"
    kompass.done("member", "add", OWNS, person, "--role", "manager", "--name", plant("name"))
    with open_app(houses.settings) as app:
        clerk = operator(app.catalog, OWNS)
        key = app.conversations.add(clerk, app.assistant.answer(app.access.scope(clerk), bait))
        app.feedback.give(clerk, key, Rating.DOWN, [Reason.UNCLEAR], plant("anmerkung"))

    # A job that failed tells in its note which files are gone.
    gone = [folder / "weg" / f"{plant('auftrag')}{number}.md" for number in range(5)]
    for file in gone:
        _write(file, "# Weg\n\nBald nicht mehr da.\n")
    kompass.done("ingest", named, str(folder / "weg"))
    for file in gone:
        file.unlink()
    assert kompass.run("ingest", named, str(folder / "weg")).code == 3


def _build_asker(houses: Houses) -> None:
    kompass, words, folder = houses.kompass, houses.hidden, houses.folder / ASKS
    kompass.done("tenant", "add", ASKS, "--title", "Stadt Amselfeld")
    for corpus, kind, access in (("rat", "council", "public"), ("recht", "regulation", "internal")):
        kompass.done("corpus", "add", f"{ASKS}/{corpus}", "--kind", kind, "--access", access)
    kompass.done("corpus", "add", f"{ASKS}/akten", "--kind", "guide", "--access", "restricted", "--title", "Akten")
    _write(folder / "rat" / "turnhalle.txt", _paper("Sanierung der Turnhalle", "die Sanierung", number="12/2025"))
    secret = _paper(
        f"{words.bait} Kauf", f"{words.bait} {words.plant('kauf')}", number="13/2025", public="Nicht öffentliche"
    )
    _write(folder / "rat" / f"{words.plant('pfad')}.txt", secret)
    kompass.done("ingest", f"{ASKS}/rat", str(folder / "rat"))
    _write(folder / "recht" / "satzung.md", "# Amselsatzung (AmS)\n\n## § 3 Gebühren\n\nDie Gebühr beträgt 5 Euro.\n")
    kompass.done("ingest", f"{ASKS}/recht", str(folder / "recht"))
    _write(folder / "akten" / "akte.md", f"# Akte {words.plant('akte')}\n\nVermerk zu {words.bait}.\n")
    kompass.done("ingest", f"{ASKS}/akten", str(folder / "akten"))
