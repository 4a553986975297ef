"""Headings that only their wording and their place give away: PDF pages and plain text know no others.

Each function looks for one family and returns `FoundHeading`s in reading order. A family is believed when its numbers
rise as they do in a real outline; a citation ("§ 12 Abs. 3 gilt") or a list never makes a section on its own.
Ranks order the families: a heading ends every open one of its rank or a higher number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.model import Page

RANK_PAGE, RANK_ANNEX, RANK_PART, RANK_LABEL, RANK_PARAGRAPH, RANK_DECIMAL = 0, 10, 20, 30, 40, 50
"""Between them is room for levels within a family: Teil, Kapitel, Abschnitt; 1, 1.1, 1.1.1."""


@dataclass(frozen=True, slots=True, order=True)
class FoundHeading:
    """A heading's place (0-based page, offsets in its text), rank, and title as it goes into a heading path."""

    page: int
    start: int
    end: int
    rank: int
    title: str


_LOOK_BACK = 400
"""Characters before a heading that are looked at; a printed line is shorter."""

_LABEL_WORDS = (
    r"Beschlu(?:ss|ß)(?:vorschlag|entwurf|empfehlung|antrag|tenor|kontrolle)|Beschlusskontrolle"
    r"|(?:Problembeschreibung[ ]?/[ ]?)?Begründung|Problembeschreibung|Sachverhalt(?:sdarstellung)?|Sachdarstellung"
    r"|Sach-[ ]und[ ]Rechtslage|Rechtslage|Rechtsgrundlagen?|Rechtliche[ ](?:Grundlagen?|Würdigung)|Sachstand"
    r"|Erläuterung(?:en)?|Ausgangslage|Zusammenfassung|Lösung(?:svorschlag)?|Alternativen|Fazit(?:[ ]der[ ]Verwaltung)?"
    r"|(?:Finanzielle|Personelle|Haushaltsrechtliche|Bilanzielle)[ ]Auswirkungen?"
    r"|(?:Auswirkungen?[ ]auf[ ](?:den[ ]Haushalt|das[ ]Klima|den[ ]Klimaschutz))|Klima(?:relevanz|auswirkungen|schutz)"
    r"|Inhalt[ ]der[ ]Mitteilung|Mitteilung|Stellungnahme[ ]der[ ]Verwaltung|Antwort[ ]der[ ]Verwaltung|Antwort"
    r"|Antragstext|Anfragetext|Kosten[ ]und[ ]Finanzierung|Finanzierung|Deckungsvorschlag"
    r"|Anlage(?:n|/n|\(n\)|nliste|nverzeichnis)|Beratungsergebnis|Abstimmungsergebnis|Beschlu(?:ss|ß)"
    r"|Weiteres[ ]Vorgehen|Weitere[ ]Vorgehensweise|Tagesordnung|Genehmigungsvermerk"
)
_LABEL = re.compile(
    rf"^[ ]?(?:(?:\d{{1,2}}|[IVX]{{1,4}})[.)][ ])?(?P<label>{_LABEL_WORDS})[ ]*(?P<colon>:)?(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
_INLINE_LABELS = re.compile(r"Beschlu(?:ss|ß)(?:vorschlag|entwurf)|Begründung|Sachverhalt|Erläuterung|Finanzielle Aus")
"""Labels that are believed although text follows their colon on the same line."""
_LABELS_OF_MINUTES = frozenset({"Tagesordnung", "Genehmigungsvermerk"})
"""Everything else in minutes belongs to its Tagesordnungspunkt."""


def find_labels(pages: Sequence[Page], *, minutes: bool) -> Iterator[FoundHeading]:
    """Beschlussvorschlag, Begründung, Finanzielle Auswirkungen and their like, alone on a line or with a colon."""
    for number, page in enumerate(pages):
        for found in _LABEL.finditer(page.text):
            label, rest = found["label"], found["rest"].strip()
            if minutes and label not in _LABELS_OF_MINUTES:
                continue
            if rest and not (found["colon"] and _INLINE_LABELS.match(label)) and not _is_boxes(rest):
                continue
            if not found["colon"] and not _stands_alone(page.text, found.start()):
                continue
            end = found.end("colon") if found["colon"] else found.end("label")
            yield FoundHeading(number, found.start(), end, RANK_LABEL, " ".join(label.split()))


def _is_boxes(rest: str) -> bool:
    return re.fullmatch(r"[\t ]*(?:[☒☐][\t ]*(?:Ja|Nein|Keine|keine|ja|nein)?[\t ]*)+", rest) is not None


def _stands_alone(text: str, start: int) -> bool:
    """Whether the line before ends a sentence or is no sentence: "… beraten über die / Begründung" does not."""
    near = text[max(0, start - _LOOK_BACK) : start]
    before = near.rstrip("\n").rsplit("\n", 1)[-1].rstrip()
    return not before or "\t" in before or before[-1] in '.:!?;)]"“”☐☒' or len(before) < 60 or near.endswith("\n\n")


_ANNEX = re.compile(
    r"Anlage[ ](?:Nr\.[ ]?)?(?:\d{1,2}(?:\.\d{1,2})?[a-z]?|[A-Z]|[IVX]{1,4})\b(?![ ]?[,;)]|[ ](?:und|bis)\b).*"
)
_ANNEX_SENTENCE = re.compile(r"\b(?:ist|sind|wird|werden|wurde|beigefügt|ersichtlich|dargestellt|zeigt|enthält|bei)\b")


def find_annexes(pages: Sequence[Page]) -> Iterator[FoundHeading]:
    """Find "Anlage 2 …" in the first two lines of a page; the same title on the next pages starts nothing new."""
    previous = ""
    for number, page in enumerate(pages):
        start = 0
        for line in page.text.split("\n", 2)[:2]:
            title = " ".join(line.split())
            if len(title) < 120 and _ANNEX.fullmatch(title) and not _ANNEX_SENTENCE.search(title):
                if title != previous:
                    yield FoundHeading(number, start, start + len(line), RANK_ANNEX, title.rstrip(":"))
                previous = title
                break
            start += len(line) + 1


_PARAGRAPH = re.compile(
    r"^[ ]?(?:§|(?P<article>Art(?:ikel|\.)))[ ]?(?P<number>\d{1,3})[ ]?(?P<letter>[a-z](?![\w.]))?[.:]?"
    r"(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
_NO_TITLE = re.compile(
    r"(?:Abs|Absatz|Absätze|Satz|Sätze|Nr|Nummer|Ziff|Ziffer|Buchst|Alt|Halbsatz|ff?|i\.|S)\b\.?"
    r"|(?:[A-ZÄÖÜ][a-zäöüß]*){0,3}(?:[A-ZÄÖÜ]{2,}|G|O|GB|VO)\b(?![ ]und)"  # BauGB, NKomVG, AO: the law cited
    r"|(?:des|der|in|und|oder|bis|gilt|findet|sowie)\b"
)
_STRUCTURE = re.compile(
    r"^[ ]?(?:(?:[IVX]{1,5}|\d{1,2})\.[ ]?"
    r"|(?:Erst|Zweit|Dritt|Viert|Fünft|Sechst|Sieb(?:en)?t|Acht|Neunt|Zehnt)e[rs]?[ ])?"
    r"(?P<word>Teil|Buch|Kapitel|Abschnitt|Unterabschnitt|Titel)(?:[ ](?:[IVX]{1,5}|\d{1,2}|[A-H]))?"
    r"[ ]?(?:[:.–-][ ]?|$|(?=[A-ZÄÖÜ]))(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
_STRUCTURE_RANKS = {"Buch": 0, "Teil": 1, "Kapitel": 2, "Abschnitt": 3, "Titel": 4, "Unterabschnitt": 5}
MIN_PARAGRAPHS = 2
MAX_GAP = 5
"""Numbers that may be missing between two paragraphs: OCR loses headings, and Änderungssatzungen quote a few."""


def find_paragraphs(pages: Sequence[Page]) -> list[FoundHeading]:
    """ "§ 12 Titel", "§ 12" with its title on the next line, "Artikel 3", with the Abschnitte around them."""
    found = _without_contents(_rising_paragraphs(list(_paragraph_candidates(pages))), pages)
    if len(found) < MIN_PARAGRAPHS:
        return []
    first, last = found[0], found[-1]
    structure = [
        heading
        for heading in _find_structure(pages)
        if first <= heading <= last
        or (heading.page == first.page and 0 <= first.start - heading.end < MIN_TEXT_BETWEEN)
    ]
    return sorted([*found, *structure])


def _without_contents(found: list[FoundHeading], pages: Sequence[Page]) -> list[FoundHeading]:
    """The paragraphs without a table of contents, which lists all of them with next to no text between."""
    starts = [position for position, heading in enumerate(found) if re.match(r"\D{1,8}1\b", heading.title)]
    if not starts:
        return found
    kept = found[: starts[0]]
    for start, end in zip(starts, [*starts[1:], len(found)], strict=True):
        run = found[start:end]
        listed = len(run) >= 4 and end < len(found) and _length(run[0], run[-1], pages) < 100 * (len(run) - 1)
        kept = kept if listed else kept + run
    return kept


def _length(first: FoundHeading, last: FoundHeading, pages: Sequence[Page]) -> int:
    """Characters from the start of one heading to the start of another."""
    if first.page == last.page:
        return last.start - first.start
    between = sum(len(page.text) for page in pages[first.page + 1 : last.page])
    return len(pages[first.page].text) - first.start + between + last.start


def _paragraph_candidates(pages: Sequence[Page]) -> Iterator[tuple[tuple[bool, int, str], FoundHeading]]:
    for page_number, page in enumerate(pages):
        text = page.text
        for found in _PARAGRAPH.finditer(text):
            rest = found["rest"].strip()
            if not _is_title(rest) or not _ends_before(text, found.start(), has_title=bool(rest)):
                continue
            end = found.end()
            if not rest:
                end += _length_of_next_title(text, end)
            title = re.sub(r"^§(?=\d)", "§ ", " ".join(text[found.start() : end].split()))
            order = (found["article"] is not None, int(found["number"]), found["letter"] or "")
            yield order, FoundHeading(page_number, found.start(), end, RANK_PARAGRAPH, title)


_TEXT_START = re.compile(r"(?:Der|Die|Das|Dies|Diese[rs]?|Ein|Eine|Es|Für|Wer|Soweit|Wird|Werden)[ ]")


def _length_of_next_title(text: str, end: int) -> int:
    """Characters of the line after `end`, its line break included, when it is a title; else 0."""
    line, _, after = text[end + 1 : end + 400].partition("\n")
    title = line.strip()
    if not title or not _is_title(title) or title[0] in "(§-•" or _TEXT_START.match(title) or after[:1].islower():
        return 0
    return 1 + len(line)


def _is_title(rest: str) -> bool:
    """Whether what follows "§ 12" can be its title: nothing can, a running sentence cannot."""
    rest = rest.strip()
    if not rest:
        return True
    if len(rest) > 120 or rest[-1] in ".,;:-" or _NO_TITLE.match(rest):
        return False
    return rest[0].isupper() or rest[0] in '(„"*–-'


def _ends_before(text: str, start: int, *, has_title: bool) -> bool:
    """Whether the text before a paragraph sign is finished there, so that the sign does not continue a sentence."""
    near = text[max(0, start - _LOOK_BACK) : start]
    before = near.rstrip()
    if not before or near.endswith("\n\n"):
        return True
    last = before.rsplit("\n", 1)[-1].strip()
    if last[-1] in '.:;!?)]“”"*':
        return True
    if last[-1] in ",-–/" or (last[-1].isdigit() and has_title and len(last) > 60):
        return False
    # A short line is a heading or the rest of a list item; a full one runs on.
    return len(last) < 60 and not re.search(
        r"\b(?:der|des|dem|den|nach|gemäß|gem\.|und|oder|von|mit|in|im|i\.[ ]?V\.[ ]?m\.)$", last
    )


def _rising_paragraphs(candidates: list[tuple[tuple[bool, int, str], FoundHeading]]) -> list[FoundHeading]:
    """The candidates whose numbers rise; a new "§ 1" starts a new statute, "§ 12" out of nowhere is a citation."""
    accepted: list[FoundHeading] = []
    previous: tuple[bool, int, str] | None = None
    for position, (order, heading) in enumerate(candidates):
        article, number, letter = order
        if previous is None or article != previous[0]:
            follows = number == 1 or (position + 1 < len(candidates) and candidates[position + 1][0][1] == number + 1)
        else:
            follows = (previous[1:] < (number, letter) and number - previous[1] <= MAX_GAP) or number == 1 != previous[
                1
            ]
        if follows:
            accepted.append(heading)
            previous = order
    return accepted


def _find_structure(pages: Sequence[Page]) -> Iterator[FoundHeading]:
    for page_number, page in enumerate(pages):
        for found in _STRUCTURE.finditer(page.text):
            rest = found["rest"].strip()
            if (
                len(rest) > 100
                or rest[-1:] in tuple(".,;")
                or not _ends_before(page.text, found.start(), has_title=False)
            ):
                continue
            end = found.end()
            if not rest:
                end += _length_of_next_title(page.text, end)
            title = " ".join(page.text[found.start() : end].split())
            yield FoundHeading(page_number, found.start(), end, RANK_PART + _STRUCTURE_RANKS[found["word"]], title)


_DECIMAL = re.compile(
    r"^[ ]?(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?[ \t]+(?P<title>[A-ZÄÖÜ„\"][^\n]{2,100})$", re.MULTILINE
)
_CONTENTS_LINE = re.compile(r"(?:…|\.\.|[ \t])[ ]*\d{1,3}$")
_QUANTITY = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Uhr|Euro|EUR|Mio|Prozent"
    r"|Stimmen|Ja-|Nein-|Enthaltung|Mitglied|Stück|Stellen|Jahre|Tage|Monate|Wochen|Herr|Frau)\b"
)
MIN_TEXT_BETWEEN = 150
"""Characters from one decimal heading to the next on average; items of a list stand closer."""


def find_decimals(pages: Sequence[Page]) -> list[FoundHeading]:
    """ "1 Ausgangssituation", "2.1 Ziele": numbered headings of reports, in unbroken order."""
    accepted: list[FoundHeading] = []
    run: list[tuple[tuple[int, ...], FoundHeading]] = []
    for number, heading in _decimal_candidates(pages):
        if run and _follows(run[-1][0], number):
            run.append((number, heading))
        elif number == (1,):
            accepted += _believable(run, pages)
            run = [(number, heading)]
    return accepted + _believable(run, pages)


def _decimal_candidates(pages: Sequence[Page]) -> Iterator[tuple[tuple[int, ...], FoundHeading]]:
    for page_number, page in enumerate(pages):
        text = page.text
        for found in _DECIMAL.finditer(text):
            title = found["title"].strip()
            if title[-1] in ".,;-" or _CONTENTS_LINE.search(title) or _QUANTITY.match(title):
                continue
            following = text[found.end() + 1 : found.end() + 3].lstrip("\n")
            if following[:1].islower() and following[1:2] != ")":
                continue  # a list item that runs on
            number = tuple(int(part) for part in found["number"].split("."))
            if 0 in number:
                continue
            whole = " ".join(found[0].split()).rstrip(":")
            yield number, FoundHeading(page_number, found.start(), found.end(), RANK_DECIMAL + len(number), whole)


def _follows(before: tuple[int, ...], number: tuple[int, ...]) -> bool:
    if number == (*before, 1):
        return True
    depth = len(number)
    return depth <= len(before) and number[:-1] == before[: depth - 1] and number[-1] == before[depth - 1] + 1


def _believable(run: list[tuple[tuple[int, ...], FoundHeading]], pages: Sequence[Page]) -> list[FoundHeading]:
    if len(run) < 3 or sum(len(number) == 1 for number, _ in run) < 2:
        return []
    far_enough = _length(run[0][1], run[-1][1], pages) >= MIN_TEXT_BETWEEN * (len(run) - 1)
    return [heading for _, heading in run] if far_enough else []
