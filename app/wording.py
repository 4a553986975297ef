"""Words of German statements compared: stems, what carries content, what turns a meaning round."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable

WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")

FUNCTION_WORDS = frozenset(
    """
    aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bereits bin bis bzw da dabei
    dafür daher damit dann daran darauf daraus darin darüber das dass dazu dem den denen denn der deren des dessen die
    dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa etwas euch für
    gegen gemäß habe haben hat hatte hatten hier hierzu hiermit ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in
    indem ins insgesamt ist ja jede jedem jeden jeder jedes jedoch jene jenem jenen jener jenes kann können könnte laut
    man mehr mit mittels muss müssen nach nachdem noch nun nur ob oder seit sein seine seinem seinen seiner seines sich
    sie sind so sobald sofern solche solchem solchen solcher soll sollen sollte sollten somit sondern sowie statt über
    um und uns unser unsere unter vom von vor während war waren was weil welche welchem welchen welcher welches wenn
    werde werden wer wie wieder wird wo wurde wurden würde würden zu zudem zum zur zwischen
    """.split()
)
"""Words without content of their own; no negation is among them."""

DROPPABLE = frozenset(
    "der die das dem den des ein eine einen einem einer eines auch hierzu hiermit somit daher zudem dabei".split()
)
"""Words whose absence from a quote does not change what it says."""

_NEGATION = re.compile(
    r"\b(?:nicht(?!en?\b)[a-zäöüß]*|kein(?:e[mnrs]?|erlei|esfalls|eswegs)?|nie|niemals|niemand(?:em|en)?"
    r"|nirgends|weder|ohne|entfällt|entfallen|unterbleib(?:t|en))\b",
    re.IGNORECASE,
)

_OPPOSITES = (
    ("mindestens", "höchstens"),
    ("mindestens", "maximal"),
    ("minimum", "maximum"),
    ("angenommen", "abgelehnt"),
    ("zugestimmt", "abgelehnt"),
    ("beschlossen", "abgelehnt"),
    ("genehmigt", "abgelehnt"),
    ("befürwortet", "abgelehnt"),
    ("bewilligt", "abgelehnt"),
    ("erlaubt", "verboten"),
    ("gestattet", "untersagt"),
    ("zulässig", "verboten"),
    ("zulässig", "untersagt"),
    ("vorher", "nachher"),
    ("weniger", "mehr"),
    ("unter", "über"),
    ("vor", "nach"),
    ("steigt", "sinkt"),
    ("gestiegen", "gesunken"),
    ("erhöht", "gesenkt"),
    ("erhöht", "verringert"),
    ("erhöhung", "senkung"),
    ("einnahmen", "ausgaben"),
    ("erträge", "aufwendungen"),
    ("überschuss", "fehlbetrag"),
    ("öffentlich", "nichtöffentlich"),
    ("einstimmig", "mehrheitlich"),
    ("früher", "später"),
    ("beginnt", "endet"),
    ("geöffnet", "geschlossen"),
)
"""A statement with one word over a passage that has only the other says the reverse."""

_MOST = 0.6

_local = threading.local()


def stem_words(words: Iterable[str]) -> list[str]:
    """Snowball stems of lower-cased words, with umlauts folded (``ß`` is ``ss``)."""
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        import Stemmer

        # A stemmer keeps a cache that two threads must not share.
        stemmer = _local.stemmer = Stemmer.Stemmer("german")
    stems: list[str] = stemmer.stemWords([word.lower() for word in words])
    return stems


def content_words(text: str) -> list[str]:
    """The words of a text that carry content, as written: no function words, no negations, at least three letters."""
    found = []
    for word in _LETTERS.findall(text):
        if len(word) >= 3 and word.lower() not in FUNCTION_WORDS and not _NEGATION.fullmatch(word):
            found.append(word)
    return found


def find_unshared(statement: str, passage: str) -> tuple[list[str], float]:
    """Content words of `statement` that `passage` does not hold, and the share (0 to 1) of those that it does.

    Inflected forms count as the same word, and a word counts as held when it is a part of a compound of the passage
    or the other way round (``Gebühr`` – ``Gebührensatzung``). A statement without content words has the share 1.
    """
    words = content_words(statement)
    if not words:
        return [], 1.0
    held = set(stem_words(content_words(passage)))
    longer = " ".join(held)
    missing = []
    for word, stem in zip(words, stem_words(words), strict=True):
        if stem in held or (len(stem) >= 5 and stem in longer):
            continue
        if any(len(other) >= 5 and other in stem for other in held):
            continue
        missing.append(word)
    return missing, 1 - len(missing) / len(words)


def find_negations(text: str) -> list[str]:
    """Negations in a text as written, in order."""
    return [match.group() for match in _NEGATION.finditer(text)]


_ORDERS = re.compile(
    r"\b(?:ignorier|missacht|vergiss|verwirf|überschreib|umgeh)\w*\b[^.!?]{0,60}"
    r"\b(?:Anweisung|Instruktion|Vorgabe|Regel|Prompt|Systemnachricht)\w*"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,60}\b(?:instruction|rule|prompt|guideline|message|context)s?\b"
    r"|\b(?:System|Entwickler|Developer)[- ]?(?:prompt|nachricht|message|instruction|anweisung)\w*"
    r"|\b(?:du bist|you are)\s+(?:jetzt|nun|ab sofort|now|from now on|ein Sprachmodell|eine KI|an AI)\b"
    r"|\b(?:neue|new)\s+(?:Anweisung|instruction)\w*\s*:"
    r"|\b(?:antworte|erwidere|schreibe|sage|respond|reply|answer|say)\b[^.!?:]{0,60}"
    r"\b(?:nur|ausschließlich|stattdessen|immer|only|always|instead|exactly|wörtlich|genau)\b[^.!?:]{0,30}:"
    r"|(?:^|\n|[.!?] )\s*(?:SYSTEM|ASSISTANT|USER)\s*:",
    re.IGNORECASE,
)


def find_orders(text: str) -> list[str]:
    """Stretches of a text that address a language model: orders, new roles, forged messages.

    A paper that speaks about such orders is found as well. It is the price of never taking an order for evidence.
    """
    return [match.group().strip() for match in _ORDERS.finditer(text)]


def find_reversals(statement: str, passage: str) -> list[str]:
    """Words by which `statement` says the reverse of `passage`: a negation on one side, an opposite, a prefix un-."""
    found = []
    in_statement, in_passage = find_negations(statement), find_negations(passage)
    # A statement that tells most of the passage must tell its negations too; a shorter one only whether there is any.
    tells_most = len(_LETTERS.findall(statement)) >= _MOST * len(_LETTERS.findall(passage))
    if bool(in_statement) != bool(in_passage) or (tells_most and len(in_statement) != len(in_passage)):
        fewer, more = sorted((in_statement, in_passage), key=len)
        told = [word.lower() for word in fewer]
        found.append(next((word for word in more if word.lower() not in told), more[0]))
    ours = {word.lower() for word in _LETTERS.findall(statement)}
    theirs = {word.lower() for word in _LETTERS.findall(passage)}
    for one, other in _OPPOSITES:
        for first, second in ((one, other), (other, one)):
            if first in ours and first not in theirs and second in theirs and second not in ours:
                found.append(first)
    our_stems, their_stems = set(stem_words(ours)), set(stem_words(theirs))
    for word in ours:
        stem = stem_words([word])[0]
        turned = stem[2:] if stem.startswith("un") and len(stem) >= 7 else f"un{stem}"
        if len(stem) >= 4 and stem not in their_stems and turned in their_stems and turned not in our_stems:
            found.append(word)
    return found
