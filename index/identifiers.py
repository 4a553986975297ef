"""Numbers people cite: Drucksachen numbers and paragraphs of laws, each in one normal form.

A chunk carries the normal forms under which it is to be found (`chunk_identifiers`), a question yields the forms it
names (`find_drucksachen`, `find_citations`); equal strings match, nothing else does.

- Drucksache: ``ds:51/2018`` for "DS 51/2018", "51-2018", "Drucksache Nr. 51/2018", "DS 51 aus 2018"; a number with
  letters in front also with them, ``ds:bv/499/2025``; an Ergänzung also with its number, ``ds:51/2018/1``, the paper
  without one also as ``ds:51/2018/0``. Leading zeros fall away, two-digit years become four.
- Paragraph: ``p:burlg/3`` for "§ 3 BUrlG", "BUrlG § 3 Abs. 1", "Paragraf 3 Bundesurlaubsgesetz"; the law by any of the
  names in `law_names`. ``a:gg/5`` for articles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpora.model import Chunk, CorpusKind, Document

IDENTIFIERS_VERSION = 1
"""Part of the index generation: raise it when chunks get other identifiers."""

_CENTURY_BREAK = 60
_LABEL = (
    r"(?:DS|Drs|Drucks(?:ache|\.)?|Drucksachen?-?\s?(?:Nr|Nummer)"
    r"|Vorlagen?(?:-?\s?(?:Nr|Nummer))?|Antrags?-?\s?(?:Nr|Nummer))"
)
_DRUCKSACHE = re.compile(
    rf"(?P<label>\b{_LABEL}\.?\s?-?\s?(?:Nr\.?|Nummer)?\s*:?\s*)?"
    r"(?<![\w/.,-])(?P<letters>[A-ZÄÖÜ]{1,4}/|(?-i:[A-ZÄÖÜ]{1,4}(?:-[A-ZÄÖÜ]{1,3})?[ -]))?"
    r"(?P<number>\d{1,5})(?:\s?[/-]\s?|\s(?:aus|von|vom Jahr)\s(?=(?:19|20)\d\d\b))"
    r"(?P<year>(?:19|20)\d\d|\d\d)(?![\w/]|[.,-]\d)",
    re.IGNORECASE,
)
_ADDENDUM = re.compile(r"\b(\d{1,2})\.\s?Erg(?:änzung|\.|\b)", re.IGNORECASE)
_NUMBER_ON_PAPER = re.compile(
    r"(?P<letters>[A-Za-zÄÖÜäöü]{1,6}[/ -])?(?P<number>\d{1,5})\s?[/-]\s?(?P<year>\d{4}|\d{2})\b"
)

_PARAGRAPH = re.compile(
    r"(?:(?P<paragraph>(?<![A-Za-zÄÖÜäöüß0-9])§§?|\bParagra(?:f|ph)e?n?\b|\bPar\.)|(?P<article>\bArt(?:ikels?)?\b\.?))\s*(?P<number>\d+[a-z]?)\b"
    r"(?:\s*(?:,|Abs(?:atz|\.)?|S(?:atz|\.)|Nr\.?|Nummer|Alt\.|lit\.|Buchst(?:abe|\.)?)\s*(?:\d+[a-z]?|[a-z])\b)*"
    r"(?:\s*\([0-9a-z]{1,3}\))*",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w§/.-])(?P<name>[A-Za-zÄÖÜäöüß-]*[A-ZÄÖÜ][a-zäöüß]*[A-ZÄÖÜ][A-Za-zäöü]*(?:\s(?:[IVX]{1,5}|\d{1,2})(?=\s+\d))?)"
    r"\s+(?P<number>\d{1,4}[a-z]?)\b(?![./-]\d)"
)
"""An abbreviation of a law and a number without a sign: "BGB 1357"."""

_PARAGRAPH_HEADING = re.compile(r"^(?:(§§?)|(Art(?:ikel)?\.?))\s*(\d+)\s?([a-z]?)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß0-9][A-Za-zÄÖÜäöüß0-9§-]*")
"""A § may stand inside an abbreviation: "WasSiG§13V"."""

_FILLERS = frozenset("des der dem das die vom von im in aus zum zur nach".split())
_LAW_ENDING = re.compile(r"(gesetz|gesetzbuch|satzung|ordnung|anweisung|vertrag|kodex|geschäftsordnung|richtlinien?)$")
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
    "xiv": 14,
}
_MAX_NAME_WORDS = 6


@dataclass(frozen=True, slots=True)
class Citation:
    """A paragraph that a question names, with every reading of the law's name beside it."""

    kind: str
    """``p`` or ``a``."""
    number: str
    names: tuple[str, ...]
    """Normal forms of the words before and after, most likely first; empty when no law is named."""
    guess: bool = True
    """Whether an unknown name is worth comparing with every law."""

    @property
    def identifiers(self) -> tuple[str, ...]:
        """All identifiers this citation may mean."""
        return tuple(f"{self.kind}:{name}/{self.number}" for name in self.names)


def normalize_law_name(name: str) -> str:
    """One form for all spellings of a law's name: folded, no genitive, no spaces, Roman numerals as Arabic ones."""
    words = [word.casefold() for word in _WORD.findall(name)]
    folded = [str(_ROMAN[word]) if index and word in _ROMAN else word for index, word in enumerate(words)]
    joined = "".join(folded).replace("-", "")
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        joined = joined.replace(umlaut, plain)
    return re.sub(r"(gesetz|buch|vertrag)e?s$", r"\1", joined)


def law_names(title: str, abbreviation: str | None) -> tuple[str, ...]:
    """Normal forms under which a law or Satzung may be cited, without doubles."""
    names: list[str] = []
    if abbreviation:
        names.append(normalize_law_name(abbreviation))
        undated = re.sub(r"\s+(?:19|20)\d\d(?:-\d\d)?$", "", abbreviation.strip())
        names.append(normalize_law_name(undated))
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", title).strip()
    if bare and len(bare) <= 120:
        names.append(normalize_law_name(bare))
    short = re.search(r"\(([^()]+?)(?:\s+[-–]\s+([^()]+))?\)", title)
    if short:
        names.extend(normalize_law_name(part) for part in short.groups() if part)
    words = _WORD.findall(title)
    if words and _LAW_ENDING.search(words[0].casefold()) and len(words[0]) > len("verordnung"):
        names.append(normalize_law_name(words[0]))
    about = re.search(
        r"^(Satzung|Ordnung|Verordnung)\b.{0,60}?\b(?:einer|eines|der|des|die|von)\s+"
        r"(?!Erhebung|Benutzung|Höhe|Änderung|Gemeinde|Stadt)([A-ZÄÖÜ][a-zäöüß]+)",
        title,
    )
    if about:
        names.append(normalize_law_name(about[2] + about[1].lower()))
    return tuple(dict.fromkeys(name for name in names if len(name) > 1))


def normalize_drucksache(number: str) -> tuple[str, ...]:
    """Identifiers of a number as printed on a paper; empty when it has no form of number and year."""
    match = _NUMBER_ON_PAPER.search(number)
    addendum = _ADDENDUM.search(number)
    return _drucksache_forms(match, addendum[1] if addendum else "0") if match else ()


def _drucksache_forms(match: re.Match[str], addendum: str) -> tuple[str, ...]:
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < _CENTURY_BREAK else 1900
    plain = f"{int(match['number'])}/{year}"
    letters = (match["letters"] or "").strip(" /-").casefold()
    forms = [f"ds:{plain}", f"ds:{plain}/{int(addendum)}"]
    if letters and letters not in ("ds", "nr", "drs"):
        forms += [f"ds:{letters}/{plain}", f"ds:{letters}/{plain}/{int(addendum)}"]
    return tuple(forms)


def chunk_identifiers(document: Document, chunk: Chunk) -> tuple[str, ...]:
    """The identifiers under which `chunk` is to be found: its paper's number, its own paragraph's citations."""
    found: list[str] = []
    if document.facts.number:
        found.extend(normalize_drucksache(document.facts.number))
    if document.kind is CorpusKind.REGULATION or document.facts.abbreviation:
        for heading in reversed(chunk.heading_path):
            match = _PARAGRAPH_HEADING.match(heading.strip())
            if match:
                kind = "p" if match[1] else "a"
                number = (match[3] + match[4]).lower()
                names = law_names(document.facts.title, document.facts.abbreviation)
                found.extend(f"{kind}:{name}/{number}" for name in names)
                break
    return tuple(dict.fromkeys(found))


def find_drucksachen(question: str) -> tuple[str, ...]:
    """Identifiers of the Drucksachen a question names, for each the exact paper first, then it with its Ergänzungen.

    A bare pair of numbers counts when the second is a four-digit year and the first is none ("51/2018", not
    "2025/2026"); two-digit years and pairs of years need a label or letters in front.
    """
    found: list[str] = []
    for match in _DRUCKSACHE.finditer(question):
        labelled = bool(match["label"] or match["letters"])
        if not labelled and match.group().find("/") < 0 and match.group().find("-") < 0:
            continue
        looks_like_years = len(match["number"]) == 4 and match["number"][:2] in ("19", "20")
        if not labelled and (looks_like_years or len(match["year"]) == 2):
            continue
        addendum = _ADDENDUM.search(question)
        plain, exact = _drucksache_forms(match, addendum[1] if addendum else "0")[-2:]
        found.extend((exact, plain))
    return tuple(dict.fromkeys(found))


def find_citations(question: str) -> tuple[Citation, ...]:
    """The paragraphs and articles a question names, with the readings of the law's name around each."""
    citations = []
    for match in _PARAGRAPH.finditer(question):
        after = _names_after(question[match.end() :])
        before = _names_before(question[: match.start()])
        kind = "p" if match["paragraph"] else "a"
        citations.append(Citation(kind, match["number"].lower(), tuple(dict.fromkeys((*after, *before)))))
    if not citations:
        for match in _BARE.finditer(question):
            name = (normalize_law_name(match["name"]),)
            citations.append(Citation("p", match["number"].lower(), name, guess=False))
    return tuple(citations)


def _names_after(text: str) -> list[str]:
    words = _leading_words(text)
    while words and words[0].casefold() in _FILLERS:
        words.pop(0)
    return [normalize_law_name(" ".join(words[:count])) for count in range(len(words), 0, -1)]


def _leading_words(text: str) -> list[str]:
    words: list[str] = []
    position = 0
    for match in _WORD.finditer(text):
        if len(words) == _MAX_NAME_WORDS or text[position : match.start()].strip(" ,("):
            break
        words.append(match.group())
        position = match.end()
    return words


def _names_before(text: str) -> list[str]:
    words = _WORD.findall(text)[-_MAX_NAME_WORDS:]
    if not text.rstrip().endswith(tuple(words[-1:])):
        words = words if text.rstrip().endswith((",", ":", "(")) else []
    while words and words[-1].casefold() in (_FILLERS | {"laut", "gemäß"}):
        words.pop()
    return [normalize_law_name(" ".join(words[start:])) for start in range(len(words))]
