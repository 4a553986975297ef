"""Bodies and their meetings: the Beratungsfolge of a paper, and the body that minutes or an invitation speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpora.model import Meeting
from ingest.dates import FoundDate, find_dates

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
    r"|Kenntnisnahme|Anhörung|Information|Einstimmig.*|Mehrheitlich.*|zur[ ]Kenntnis.*|vertagt|zurückgestellt|abgesetzt"
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
    meetings: list[Meeting] = []
    pending, after = "", header + 1
    inline = _row(lines[header])  # "↓ Beratungsfolge Hauptausschuss ⇥ ↓ Sitzungstermin 04.12.2017"
    if inline is not None and inline.body:
        return (inline,), header + 1
    number = header + 1
    while number < len(lines):
        line = lines[number].strip()
        row = _row(line)
        if row is not None:
            body = row.body or pending
            # The name of a body that began above its date ends below it.
            below = lines[number + 1].strip() if number + 1 < len(lines) else ""
            if not row.body and pending and _continues(pending, below):
                body, number = f"{pending} {below}", number + 1
            if body:
                meetings.append(Meeting(_tidy(body), row.date))
            pending, after = "", number + 1
        elif _BODY.match(line) and len(line) < 120 and number - after < 3:
            pending = _without_stand(line)
        elif line and not _STAND.fullmatch(_cells(line)[0]) and number - after >= (0 if not pending else 2):
            break
        number += 1
    return tuple(meetings), after


def _row(line: str) -> Meeting | None:
    """A row with a date, its body empty when none stands on the line."""
    dates: list[FoundDate] = list(find_dates(line))
    if not dates or len(line) > 200:
        return None
    found = dates[0]
    before = " ".join(_cells(line[: found.start])) if found.start else ""
    before = re.sub(
        r"^↓?[ ]*(?:Beratungsfolge|Gremienweg|Gremium)[ ]*|↓?[ ]*(?:Sitzungstermin|Termin|Datum)[ ]*$", "", before
    )
    after = _cells(line[found.end :])
    if before.strip(" ↓|:-"):
        return Meeting(_without_stand(before.strip(" ↓|:-")), found.date) if _BODY.search(before) else None
    if after and _BODY.match(after[0]) and not _STAND.fullmatch(after[0]):
        return Meeting(_without_stand(after[0]), found.date)
    rest = " ".join(after)
    return Meeting("", found.date) if not rest or _STAND.match(rest) else None


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"\t|\s\|\s|^\||\|$", line) if cell.strip()] or [""]


def _without_stand(body: str) -> str:
    return re.sub(r"[ ]+(?:Beratung|Beschlussfassung|Empfehlung|Entscheidung|Kenntnisnahme|Vorberatung)\b.*$", "", body)


def _continues(pending: str, below: str) -> bool:
    if (
        not below
        or len(below) > 70
        or _row(below) is not None
        or re.match(r"[A-ZÄÖÜ]\w*(?:ausschuss|rat)\b|Rat\b", below)
    ):
        return False
    return below[0].islower() or _ROW_END.search(pending) is not None


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
    body = re.sub(r"(ausschuss|Ausschuss|rat|Rat)[ ]des[ ]", r"\1 des ", body)
    return _tidy(body), found.end()
