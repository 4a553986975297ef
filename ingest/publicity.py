"""Whether a paper calls itself public.

Only its own word counts: "öffentliche Beschlussvorlage", "Beratung in nichtöffentlicher Sitzung", a ticked box. A form
that prints both words and ticks neither says nothing, and "öffentliche Auslegung" is about something else.
"""

from __future__ import annotations

import re

from corpora.model import Publicity

_NOT = r"nicht[ -]?[öÖ]ffentlich"
_THINGS = r"(?:Beschluss|Mitteilungs|Informations|Berichts|Sitzungs|Tisch)?(?:vorlage|niederschrift|protokoll|sitzung)"
_STATEMENT = re.compile(
    rf"(?P<not>nicht[ -]?)?öffentliche[rsn]?[ ](?:\w+(?:[ ]/[ ]\w+)?[ ]){{0,2}}?{_THINGS}\b"
    rf"|(?:Vorlage|Sitzung|TOP|Status|Öffentlichkeitsstatus|Öffentlichkeit)[ ]?:?[ ](?P<after>nicht[ -]?)?öffentlich\b"
    rf"|(?P<secret>^[ ]*(?:streng[ ])?vertraulich!?[ ]*$|nur[ ]für[ ]den[ ]dienstgebrauch|VS-NfD)",
    re.IGNORECASE | re.MULTILINE,
)
_MIXED = re.compile(
    r"öffentliche\w*[ ]?(?:/|und|sowie|bzw\.)[ ]?(?:teilweise[ ]|der[ ])?nicht[ -]?öffentliche", re.IGNORECASE
)
_BOX = re.compile(
    rf"(?P<box>[☒☐])[ \t]*(?P<word>{_NOT}|öffentlich)\b(?!e)"
    rf"|\b(?P<word2>{_NOT}|öffentlich)[ ]*(?P<box2>[☒☐])(?![ ]?\w)",
    re.IGNORECASE,
)
_LONE_WORD = re.compile(rf"^[ \t|]*(?P<word>{_NOT}|öffentlich)[ \t|]*$", re.IGNORECASE | re.MULTILINE)
_MARK_LINE = re.compile(
    rf"[ \t|#*]*(?:(?:{_NOT}|öffentlich)|(?:nicht[ -]?)?öffentliche[rs]?[ ]\w*(?:vorlage|niederschrift|protokoll)"
    r"|(?:streng[ ])?vertraulich!?|(?:VS[ –-]+)?nur[ ]für[ ]den[ ]dienstgebrauch|VS-NfD)[ \t|*]*",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"^[ ]*(?:[-–][ ]*|[IVAB12]+[.)]?[ ]*)?(?P<word>{_NOT}|öffentlich)er[ ]Teil\b", re.IGNORECASE | re.MULTILINE
)


def read_publicity(head: str, *, minutes: bool) -> Publicity:
    """The paper's own word in its head (`head`: the text above the body of a paper, or the first page of minutes).

    Minutes of a public meeting name the agenda's "nichtöffentlicher Teil" too; such parts count only when no public
    one is named.
    """
    # 1. A ticked box outweighs words: the form's words are printed either way.
    boxes = [
        (_is_negative(found["word"] or found["word2"]), (found["box"] or found["box2"]) == "☒")
        for found in _BOX.finditer(head)
    ]
    if boxes:
        return _decide({negative for negative, ticked in boxes if ticked})
    # 2. Statements.
    if _MIXED.search(head):
        return Publicity.UNKNOWN
    statements = {bool(found["not"] or found["after"] or found["secret"]) for found in _STATEMENT.finditer(head)}
    if statements:
        return _decide(statements)
    # 3. The bare word on a line, unless the form prints both.
    words = {_is_negative(found["word"]) for found in _LONE_WORD.finditer(head)}
    if words or not minutes:
        return _decide(words)
    # 4. Parts of a meeting.
    parts = {_is_negative(found["word"]) for found in _PART.finditer(head)}
    return Publicity.PUBLIC if False in parts else _decide(parts)


def read_mark(head: str) -> Publicity:
    """The paper's own word where papers usually say none: in laws and guides.

    These write about public and not public meetings; only a ticked box or a line of its own that can be nothing but a
    mark counts (``Nichtöffentliche Beschlussvorlage``, ``Nichtöffentlich``, ``VS-NfD``).
    """
    marks = [line.strip(" \t|#*") for line in head.split("\n") if _BOX.search(line) or _MARK_LINE.fullmatch(line)]
    return read_publicity("\n".join(marks), minutes=False)


def _is_negative(word: str) -> bool:
    return word.lower().startswith("nicht")


def _decide(negatives: set[bool]) -> Publicity:
    if len(negatives) != 1:
        return Publicity.UNKNOWN
    return Publicity.NOT_PUBLIC if negatives.pop() else Publicity.PUBLIC
