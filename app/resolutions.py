"""What minutes say became of a numbered paper: one result a Tagesordnungspunkt, or none.

Precision first. A point counts only when its heading names one paper and no other. Its result is read from the line
that gives it (``Beratungsergebnis: einstimmig lt. Beschlussvorschlag``), else from the usual sentence of the decision;
each must be made of known words to the end. Everything else says nothing here: a person reads the minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpora.model import Document, Section, Span
from index.identifiers import find_drucksachen


class Result(StrEnum):
    """What a body did with a paper."""

    AS_PROPOSED = "as_proposed"
    """Agreed as the paper proposed, by the minutes' own word."""
    AGREED = "agreed"
    """Agreed; the minutes do not say whether word for word."""
    CHANGED = "changed"
    """Agreed with changes."""
    REJECTED = "rejected"
    POSTPONED = "postponed"
    """Taken off the agenda, put off, or sent to another body."""
    NOTED = "noted"
    """Taken note of; nothing was to be decided."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A result in minutes."""

    subject: str
    """Heading of the point."""
    result: Result
    words: str
    """The line or sentence that says so, verbatim on one line."""
    span: Span
    """Where it stands."""
    page: int | None
    """1-based number of that page."""


def read_resolutions(minutes: Document, paper: frozenset[str]) -> Iterator[Resolution]:
    """The results of the points of `minutes` that are about the paper with these identifiers, in order."""
    for section in minutes.sections:
        named = _named_paper(section.heading)
        if not section.heading.startswith("TOP") or not named or not named <= paper:
            continue
        text = _Text(minutes, section)
        if _NEXT_POINT.search(text.text, len(section.heading)):
            continue
        found = _read_result_line(text.text) or _read_sentence(text.text)
        if found is not None:
            start, end, result = found
            span = text.span(start, end)
            words = " ".join(text.text[start:end].split())
            yield Resolution(section.heading, result, words, span, minutes.pages[span.page].number)


_LABELLED = re.compile(
    r"(?:\b(?:DS|Drs|Drucks\w*|\w*vorlage|\w*antrag|[BM]V|VO|VL)\b\.?[ -]?(?:Nr\.?)?[ ]*|\b[A-ZÄÖÜ]{1,4}/)\d",
    re.IGNORECASE,
)
"""A bare "Finanzbericht Nr. 3/2023" numbers something else."""
_NEXT_POINT = re.compile(
    r"^(?:(?:Zu[ ])?(?:Punkt|TOP|Tagesordnungspunkt)[ ]\d|[ ]*\((?:DS|Drs|Drucks|BV|MV)[^()\n]{3,40}\)[ ]*$)",
    re.MULTILINE,
)
"""Where a heading was not recognised, what follows it belongs to another paper."""
_ADDENDA = re.compile(r"einschl|\bu(?:nd|\.)\s+\d+\.\s*Erg", re.IGNORECASE)


def _named_paper(heading: str) -> frozenset[str]:
    """Identifiers of the one paper that a heading names; empty when it names none or several."""
    found = find_drucksachen(heading)
    # Each paper comes with its Ergänzung's number and without.
    exact = {identifier for identifier in found if identifier.rpartition("/")[0] in found}
    if len(exact) != 1 or _ADDENDA.search(heading) or not _LABELLED.search(heading):
        return frozenset()
    return frozenset(exact)


class _Text:
    """The text of a section without its heading, with the way back to its pages."""

    def __init__(self, document: Document, section: Section) -> None:
        self._document = document
        self._parts: list[tuple[int, Span]] = []
        self.text = ""
        for span in section.spans:
            self._parts.append((len(self.text), span))
            self.text += document.pages[span.page].text[span.start : span.end] + "\n"

    def span(self, start: int, end: int) -> Span:
        """Where a stretch stands; of one that runs over a page's end, the part on its first page."""
        offset, part = next((offset, part) for offset, part in reversed(self._parts) if offset <= start)
        return Span(part.page, part.start + start - offset, min(part.start + end - offset, part.end))


# The line with the result

_LABEL = re.compile(
    r"^(?:(?:Beratungs|Abstimmungs|Beschluss)ergebnis|Abstimmung)[ ]?:[ ]*"
    r"(?P<words>[^\n]*(?:\n(?!\w*ergebnis|Abstimmung|[A-ZÄÖÜ][^\n]{40})[^\n]{1,60})?)",
    re.MULTILINE | re.IGNORECASE,
)
_NUMBER_WORDS = {
    "eine": 1, "einer": 1, "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "kein": 0, "keine": 0, "keiner": 0,
}  # fmt: skip
_VOTES = re.compile(
    rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBER_WORDS)})[ ]?-?"
    r"(?P<what>Ja|Nein|Gegen|dafür|dagegen|(?:Stimm-?)?Enthaltung)(?:en|er)?[ -]*(?:Stimmen?)?(?:en)?",
    re.IGNORECASE,
)
_SIDES = {"ja": "ja", "dafür": "ja", "nein": "nein", "gegen": "nein", "dagegen": "nein"}
_KNOWN = re.compile(
    r"einstimmig(?:en)?|mehrheitlich(?:en)?|mit|bei|und|gegen|ja|[,./;!()–-]+|die|der|den|dem|des|wird|wurde|so|zu"
    r"|(?:lt|laut|gem|gemäß|nach|entspr|entsprechend)\b\.?|Beschluss(?:vorschlags?|empfehlung|vorlage)?(?=\W|$)"
    r"|Verwaltungsvorlage|Vorlage|angenommen|beschlossen|zugestimmt|Zustimmung",
    re.IGNORECASE,
)
_AGREES = re.compile(r"einstimmig|mehrheitlich|angenommen|beschlossen|zugestimmt", re.IGNORECASE)
_AS_PROPOSED = re.compile(
    r"(?:lt|laut|gem|gemäß|nach|entspr|entsprechend)\b\.?\s*(?:der\s+|dem\s+)?"
    r"(?:Beschluss(?:vorschlag|empfehlung|vorlage)|Vorlage|Verwaltungsvorlage)",
    re.IGNORECASE,
)
_OTHER = tuple(
    (result, re.compile(rf"(?:{words})[.!]?", re.IGNORECASE))
    for result, words in (
        (Result.NOTED, r"(?:(?:einstimmig|zustimmend)\s+)?(?:zur\s+Kenntnis(?:\s+genommen)?|Kenntnisnahme)"),
        (Result.POSTPONED, r"(?:(?:einstimmig|wird|wurde)\s+)?(?:abgesetzt|vertagt|zurückgestellt)"),
        (Result.REJECTED, r"(?:(?:einstimmig|mehrheitlich)[\s/,]+)?(?:abgelehnt|nein)"),
        (
            Result.CHANGED,
            r"einstimmig[\s/,-]*(?:(?:mit|lt\.?|laut|bei)\s+)?(?:geändert|abweichend)e[rmn]?\s+Beschluss(?:vorschlag)?",
        ),
    )
)
_REFUSES = re.compile(
    r"abgelehnt|abzulehnen|\bablehn|versagt|zurückgewiesen|zurückzustellen"
    r"|nicht\s+(?:gefolgt|entsprochen|zugestimmt|zuzustimmen|befürwortet|stattgegeben)",
    re.IGNORECASE,
)
_AMENDS = re.compile(r"\bmit\s+(?:der|den|einer|folgenden?)\s+(?:\w+\s+)?(?:Änderung|Ergänzung|Maßgabe)", re.IGNORECASE)
_REACH = 700
"""Characters before the line that can be what was voted on: a refusal agreed to, a proposal that was amended."""


def _read_result_line(text: str) -> tuple[int, int, Result] | None:
    """Start, end and result of the only line of a text that gives one."""
    lines = list(_LABEL.finditer(text))
    if len(lines) != 1:
        return None
    (line,) = lines
    first = line["words"].split("\n")[0]
    for words in dict.fromkeys((line["words"], first)):
        result = _read_words(" ".join(words.split()))
        before = max(line.start() - _REACH, 0), line.start()
        if result is Result.AGREED and _REFUSES.search(text, *before):
            return None
        if result is Result.AS_PROPOSED and _AMENDS.search(text, *before):
            result = Result.AGREED
        if result is not None:
            return line.start(), line.start("words") + len(words.rstrip()), result
    return None


def _read_words(words: str) -> Result | None:
    """The result that words say, all of which must be known."""
    for result, pattern in _OTHER:
        if pattern.fullmatch(words):
            return result
    votes: dict[str, int] = {}
    for found in _VOTES.finditer(words):
        count = found["count"].lower()
        what = _SIDES.get(found["what"].lower(), "")
        votes[what] = int(count) if count.isdigit() else _NUMBER_WORDS[count]
    rest = _KNOWN.sub(" ", _VOTES.sub(" ", words)).strip()
    if rest or not ("ja" in votes or _AGREES.search(words)):
        return None
    if "ja" in votes and votes.get("nein", 0) >= votes["ja"]:
        return Result.REJECTED
    return Result.AS_PROPOSED if _AS_PROPOSED.search(words) else Result.AGREED


# The sentence of the decision

_BODY = (
    r"(?:der|die)\s+(?:Rat|Stadtrat|Gemeinderat|Kreistag|Ortsrat|Gemeindevertretung|(?:Fach)?ausschuss)\b"
    r"[^.:\n]{0,80}?"
)
_VOTE = r"(?:einstimmig|mehrheitlich)(?:\s+(?:bei|mit)\s+[\w\s,-]{3,60}?)?"
_DECIDES = re.compile(
    rf"\b(?:beschließt|fasst)\s+{_BODY}\s*{_VOTE}\s+(?:wie\s+folgt|folgende[ns]?(?:\s+Beschluss)?)\s*:", re.IGNORECASE
)
_NOTES = re.compile(rf"\b{_BODY}\s*nimmt\s+[^.\n]{{0,120}}?\bKenntnis\s*\.", re.IGNORECASE)
_NOT = re.compile(r"\b(?:nicht|keine?[nrms]?)\b", re.IGNORECASE)
_TAKEN_OFF = re.compile(
    r"\A[^\n]*(?:\n[^\n]*){0,5}?\n"
    r"(?:-?[ ]?[Aa]bgesetzt|(?:Der Tagesordnungspunkt|Dieser Punkt) (?:wird|wurde) abgesetzt)\b[^\n]*\s*\Z"
)


def _read_sentence(text: str) -> tuple[int, int, Result] | None:
    """Start, end and result of the sentence that tells the decision, in texts without a line for it."""
    if _LABEL.search(text):
        return None
    decisions = list(_DECIDES.finditer(text))
    if len(decisions) == 1 and not (_REFUSES.search(text, decisions[0].end()) or _NOT.search(text, decisions[0].end())):
        return decisions[0].start(), decisions[0].end(), Result.AGREED
    notes = list(_NOTES.finditer(text))
    if len(notes) == 1 and not decisions and len(text.rstrip()) - notes[0].end() < 90:
        return notes[0].start(), notes[0].end(), Result.NOTED
    taken_off = _TAKEN_OFF.match(text)
    if taken_off is not None and not decisions and not notes:
        start = text.rstrip().rfind("\n") + 1
        return start, len(text.rstrip()), Result.POSTPONED
    return None
