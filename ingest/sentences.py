"""Sentences of German administrative text, as offsets.

Made for text that is still broken into printed lines: a line break inside a sentence is a blank, and only a blank
line, a list item, a table row, a heading or a line that the author broke on purpose ends one. General splitters break
inside "Nr. 3", "Abs. 2", "z. B.", "14. März" and "2. stellvertretender"; this one is built around them.
"""

from __future__ import annotations

import re

from ingest.abbreviations import ABBREVIATIONS, AMBIGUOUS_ABBREVIATIONS, MONTHS, SENTENCE_STARTS

_STOP = re.compile(r"[.!?…][)\]\"“”»’']*(?=\s)")
"""Candidates inside a stretch; whether one ends a sentence is decided by the words around it."""
_ITEM = re.compile(
    r"[-–•*▪◦→☐☒✓○●■](?:[ \t]|(?=[^\W\d_]))"  # bullets
    r"|\(?\d{1,2}[.)][ \t]"  # 1.  2)  (3)
    r"|\(\d{1,2}[a-z]?\)"  # Absatz
    r"|\(?[a-z]{1,2}\)[ \t]"  # a)  bb)
    r"|§§?[ ]?\d+[a-z]?(?=$|[ ](?:[A-ZÄÖÜ(]))(?![ ](?:Abs|Satz|Nr|Absatz|Ziff))"  # § 3 Titel
    r"|[Zz]u[ ](?:Punkt|TOP)[ ]\d+"
)
_HEADING = re.compile(r"(?:TOP|Anlage|Artikel|Art\.)[ ]\d+")
_NUMBERED = re.compile(r"(\d{1,2})[.)] ")
_LABEL = re.compile(r"(?:[A-ZÄÖÜ][\w/\-]{5,}|Finanzielle Auswirkungen|Inhalt der Mitteilung):[ ]*$")
_PERSON = re.compile(r"(?:Herr|Frau) [A-ZÄÖÜ]")
_TOKEN = re.compile(r"\S+$")
_NEXT = re.compile(r"[(\[„\"“»‚']*(\w+)")
_ORDINAL = re.compile(r"\(?(?:\d{1,2}|\d{1,2}\.\d{1,2}|[IVX]{1,5})")
_UNFINISHED = re.compile(
    r"(?:[,/(&]|\w[-–]|\b(?:und|oder|sowie|bzw\.|der|die|das|des|dem|den|ein|eine|einer|eines|einem|einen|in|im|am|an|auf|für"
    r"|von|vom|zu|zur|zum|mit|bei|nach|gemäß|gem\.|über|unter|durch|aus|als|Nr\.|Abs\.|Art\.|§|Herrn?|Frau|Dr\.))$",
    re.IGNORECASE,
)
"""A line that ends like this goes on, however short it is."""
_FORCED_BREAK_SHARE = 0.8
"""A line is broken on purpose when it and the next word would not fill this share of the column's width."""


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Offsets ``(start, end)`` of the sentences of `text`, in order, without white space around them.

    Together they hold every character that is not white space, exactly once.
    """
    sentences: list[tuple[int, int]] = []
    for start, end in _stretches(text):
        begin = start
        for stop in _STOP.finditer(text, start, end):
            if stop.end() < end and _ends_sentence(text, stop.start(), stop.end(), begin):
                _append(sentences, text, begin, stop.end())
                begin = stop.end()
        _append(sentences, text, begin, end)
    return sentences


def _append(sentences: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    part = text[start:end]
    stripped = part.strip()
    if stripped:
        start += len(part) - len(part.lstrip())
        sentences.append((start, start + len(stripped)))


def _stretches(text: str) -> list[tuple[int, int]]:
    """Runs of lines that read on: the text between blank lines, list items, table rows, headings and forced breaks."""
    lines = text.split("\n")
    if len(lines) == 1:
        return [(0, len(text))]
    lengths = sorted(len(line) for line in lines if line)
    # The column's width: not the longest line, which may be a stray.
    width = lengths[int(len(lengths) * 0.9)] if lengths else 0
    stretches: list[tuple[int, int]] = []
    begin = position = item = 0
    for number, line in enumerate(lines[:-1]):
        position += len(line) + 1
        numbered = _NUMBERED.match(line) if line[:1].isdigit() else None
        if numbered is not None:
            item = int(numbered[1])
        if _breaks_after(line, lines[number + 1], width, item + 1):
            stretches.append((begin, position - 1))
            begin = position
    stretches.append((begin, len(text)))
    return stretches


def _breaks_after(line: str, following: str, width: int, next_item: int) -> bool:  # noqa: PLR0911 - a ladder of reasons
    """Whether the line break between two lines ends a sentence whatever stands before it.

    `width` is the column's in characters, `next_item` the number that would continue the list above.
    """
    following = following.lstrip()
    if not following:
        return True
    if "\t" in line or "\t" in following:
        return True  # a table's row
    first = following[0]
    if first.islower() and following[1:2] != ")":
        return False
    line = line.rstrip()
    if not line:
        return True
    if line[-1] == ":":
        return True
    numbered = _NUMBERED.match(following) if first.isdigit() else None
    if numbered is not None and int(numbered[1]) == next_item:
        return True
    # "- abgesetzt -" is whole although it ends in a dash.
    if line[0] not in "-–" and _UNFINISHED.search(line, max(0, len(line) - 12)):
        # "gemäß § 5 und / 3. Änderung" reads on; a real list after "und" starts with its own bullet.
        return line[-1] in ",&" and _ITEM.match(following) is not None
    if _ITEM.match(following):
        return not first.isdigit() or _starts_list(line, following)
    if _LABEL.match(following) or (_PERSON.match(following) and _PERSON.match(line)):
        return True
    if line[-1] in ".!?":
        return _HEADING.match(following) is not None  # otherwise left to the candidates
    return _is_short(line, following, width)


def _starts_list(line: str, following: str) -> bool:
    """Whether "14. …" at a line's start is a list item and not the rest of a date or of an ordinal."""
    word = _NEXT.match(following, following.find(" ") + 1)
    if word is not None and word[1] in MONTHS:
        return False
    return line[-1] in '.!?;:)]"“”' or len(line) < 60 or following[0] == "1"


def _is_short(line: str, following: str, width: int) -> bool:
    word = following.split(None, 1)[0]
    return len(line) + 1 + len(word) < _FORCED_BREAK_SHARE * width


def _ends_sentence(text: str, stop: int, after: int, begin: int) -> bool:  # noqa: PLR0911 - a ladder of reasons
    """Whether the stop at ``text[stop]`` ends a sentence that began at `begin`; what follows starts at `after`."""
    upcoming = _NEXT.match(text, after + len(text[after : after + 8]) - len(text[after : after + 8].lstrip()))
    following = upcoming[1] if upcoming is not None else ""
    if following and following[0].islower():
        return False
    if text[stop] != ".":
        return True
    token_match = _TOKEN.search(text, max(begin, stop - 30), stop)
    if token_match is None:
        return False
    token = token_match[0]
    starts = following in SENTENCE_STARTS
    # "1." and "II." at the start of a list item belong to it.
    if token_match.start() <= begin + _leading_blanks(text, begin) and (len(token) <= 3 or _ORDINAL.fullmatch(token)):
        return False
    if _ORDINAL.fullmatch(token):
        return starts and following not in MONTHS
    word = re.split(r"[.\-/(„\"]", token)[-1]
    if not word:
        return not token.endswith("/")  # "./." is a minus
    if len(word) == 1 and word.isalpha():
        # Initials and "z. B."; "Variante B. Die" is split only before a word that nearly always starts a sentence.
        return starts and word.isupper() and token_match.start() != begin
    lowered = word.lower()
    if lowered in ABBREVIATIONS:
        return False
    if lowered in AMBIGUOUS_ABBREVIATIONS or lowered.endswith("str"):
        return starts
    return True


def _leading_blanks(text: str, begin: int) -> int:
    position = begin
    while position < len(text) and text[position].isspace():
        position += 1
    return position - begin
