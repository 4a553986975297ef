"""Bodies and their meetings: the Beratungsfolge of a paper, and the body that minutes or an invitation speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora.model import Meeting
from ingest.dates import find_dates

_HEADER = re.compile(
    r"^[ |↓\t]*(?:Beratungsfolge|Gremienweg|Beratungsweg|Sitzungsfolge|Beratungsgang|Gremium)\b", re.MULTILINE
)
_BODY = re.compile(
    r"(?:[\w.-]*[ ](?:und|u\.)[ ])?[\w./-]*"
    r"(?:[Aa]usschu(?:ss|ß)|[Rr]at\b|[Oo]rtsrat|[Bb]eirat|[Vv]ersammlung|[Kk]reistag|[Mm]agistrat|[Vv]orstand|[Ff]raktion"
    r"|[Gg]ruppe|[Bb]ezirksvertretung|[Kk]ommission|[Vv]ertretung|[Ss]enat|[Dd]eputation|FA\b|VA\b)"
)
_STAND = re.compile(
    r"(?:Beratung(?:[ ]und)?(?:[ ](?:Empfehlung|Beschlussfassung|Beschluss-?))?"
    r"|Beschlussfassung|Empfehlung|Entscheidung|Vorberatung"
    r"|Unterrichtung|Keine[ ]\w+|Mitteilung|Kenntnisnahme|Anhörung|Information|Einstimmig.*"
    r"|Mehrheitlich.*|zur[ ]Kenntnis.*|vertagt|zurückgestellt|abgesetzt"
    r"|TOP.*|[☒☐].*|Ö|N|öffentlich|nichtöffentlich)",
    re.IGNORECASE,
)
_ROW_END = re.compile(r"[,/-]$|\b(?:und|für|der|des|in)$")


def read_meetings(lines: Sequence[str]) -> tuple[tuple[Meeting, ...], int]:
    """The Beratungsfolge in the lines of a paper's head, and the number of the first line after it (0 without one).

    Date and body may stand in either order, in tab-separated cells, and a long body's name may run over the lines
    above and below its date.
    """
    header = next((number for number, line in enumerate(lines) if _HEADER.match(line)), None)
    if header is None:
        return (), 0
    inline = _row(lines[header])
    if inline is not None and inline.body:
        return (inline,), header + 1  # "↓ Beratungsfolge Hauptausschuss ⇥ ↓ Sitzungstermin 04.12.2017"
    # 1. The rows with a date, none far from the one before it.
    rows: list[tuple[int, Meeting]] = []
    number = header + 1
    while number < len(lines) and number - (rows[-1][0] if rows else header) <= _MAX_GAP:
        if (row := _row(lines[number])) is not None:
            rows.append((number, row))
        number += 1
    # 2. The names around them: what stands between two rows ends the upper name or begins the lower one.
    meetings: list[Meeting] = []
    after = header + 1
    for position, (number, row) in enumerate(rows):
        above = [line for line in lines[after:number] if line and not _is_rest(line)]
        until = rows[position + 1][0] if position + 1 < len(rows) else min(number + 6, len(lines))
        name = row.body if _BODY.match(row.body) or not above else " ".join([*above, row.body]).strip()
        name, after = _with_lines_below(name, bool(row.body), lines, number + 1, until)
        if name := _tidy(name):
            meetings.append(Meeting(name, row.date))
    return tuple(meetings), after


_MAX_GAP = 5
"""Lines from one row of the Beratungsfolge to the next; long names and results wrap."""
_REST = re.compile(
    r"(?:[a-zäöüß][\w .,/-]{0,40}|\(.{1,40}\)"
    r"|Keine Beschluss\w+|Beteiligung .*(?:Ja|Nein).*|(?:Nein-Stimme|Ja-Stimme|Enthaltung).*)"
)


def _is_rest(line: str) -> bool:
    """Whether a line is the rest of another column: "fassung" of "Beschluss-/fassung", a result, a tick box."""
    line = line.strip()
    return not line or _STAND.fullmatch(line) is not None or _REST.fullmatch(line) is not None


def _with_lines_below(name: str, whole: bool, lines: Sequence[str], start: int, until: int) -> tuple[str, int]:
    """The name with its rest under the row, and the number of the first line that is no part of the row."""
    number = start
    while number < until and lines[number].strip():
        line = lines[number].strip()
        if _ROW_END.search(name) and len(line) < 60 and not _STAND.match(line):
            name = f"{name} {line}"
        elif line[0].islower() and not whole and len(line) < 60:
            name = f"{name} {line}"
            whole = True
        elif not _is_rest(line):
            break
        number += 1
    return name, number


def _row(line: str) -> Meeting | None:
    """A row with a date, its body empty when none stands on the line."""
    found = next(find_dates(line), None)
    if found is None or len(line) > 200 or _CITED.search(line[: found.start]):
        return None
    before = " ".join(_cells(line[: found.start])) if found.start else ""
    before = re.sub(
        r"^↓?[ ]*(?:Beratungsfolge|Gremienweg|Gremium)[ ]*|↓?[ ]*(?:Sitzungstermin|Termin|Datum)[ ]*$", "", before
    )
    before = before.strip(" ↓|:-")
    after = _cells(line[found.end :])
    rest = " ".join(after)
    if before:
        known = _BODY.search(before) is not None or (len(before) < 60 and bool(rest) and _STAND.match(rest) is not None)
        return Meeting(_without_stand(before), found.date) if known else None
    if after[0] and _BODY.match(after[0]) and not _STAND.fullmatch(after[0]):
        return Meeting(_without_stand(after[0]), found.date)
    return Meeting("", found.date) if not rest or _STAND.match(rest) else None


_CITED = re.compile(r"\b(?:vom|am|per|zum|bis|der|den|seit|ab|Stand:?)[ ]*$")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"\t|\s\|\s|^\||\|$", line) if cell.strip()] or [""]


def _without_stand(body: str) -> str:
    body = re.sub(r"^(?:Beratung|Beschlussfassung)\b.*?-(?=[A-ZÄÖÜ])", "", body)
    return re.sub(r"[ ]+(?:Beratung|Beschlussfassung|Empfehlung|Entscheidung|Kenntnisnahme|Vorberatung)\b.*$", "", body)


def _tidy(body: str) -> str:
    body = re.sub(r"(?<=[a-zäöüß])-[ ](?=[a-zäöüß])(?!und|oder)", "", " ".join(body.split()))
    return body.strip(" ,;:-–")


_SITTING = re.compile(
    r"(?:Sitzung|Versammlung)[ ](?:des|der|vom)[ ](?P<body>[A-ZÄÖÜ].{2,150}?)"
    r"(?=,?[ ](?:am|vom|findet|statt|fand|zu[ ]der|im|in[ ]der|gem|mit|ist|lade)\b"
    r"|,[ ](?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag)|[ ]?[.:(]|$)"
)
_OWNER = re.compile(
    r"[ ](?:der|des)[ ](?:(?:Samt)?[Gg]emeinde|(?:Hanse|Landeshaupt|Kreis)?[Ss]tadt|Landkreises|Kreises|Fleckens?)\b.*$"
)


def read_body(head: str) -> tuple[str | None, int]:
    """The body that meets, in the nominative, and where in `head` (line breaks as blanks) its name ends."""
    found = _SITTING.search(head)
    if found is None:
        return None, 0
    body = _OWNER.sub("", found["body"])
    body = re.sub(r"(ausschu(?:ss|ß))es\b", r"\1", body)
    body = re.sub(r"([Rr]at|[Bb]eirat|[Tt]ag|[Mm]agistrat|[Vv]orstand|[Ss]enat)e?s\b", r"\1", body)
    body = re.sub(r"(,|[ ]und|[ ]/)[ ]des[ ](?=[A-ZÄÖÜ])", r"\1 ", body)  # a joint meeting of two bodies
    return _tidy(body), found.end()
