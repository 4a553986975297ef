"""Whether a passage supports a statement: its figures, its subject, and not the reverse of either."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from app.claims import Claim, ClaimKind, ClaimSet, extract_claims
from app.wording import FUNCTION_WORDS, content_words, find_orders, find_reversals, find_unshared, stem_words

SHARED = 0.5
"""Least share of a statement's content words that passage, neighbours and headings hold, to be supported."""
SHARED_QUOTED = 0.25
"""Least share that the quoted sentences hold by themselves. Both measured: docs/decisions/checked-citations.md."""
RELATED = 0.2
"""Below this share even the neighbours say nothing of the statement: unrelated, however true the quote is."""
_SHOWN_WORDS = 5


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands where a quote was found, in normalised text."""

    quoted: str
    """The sentences in which the quote stands."""
    beside: str
    """`quoted` with the sentence before and after."""
    context: str
    """Title, reference and headings: what the citation shows beside the quote."""
    whole: bool
    """The quote is made of whole sentences."""


@dataclass(frozen=True, slots=True)
class Support:
    """How far a passage supports a statement."""

    related: bool
    """Whether they speak of the same at all, and the passage speaks to people and not to a language model."""
    missing: tuple[str, ...]
    """What of the statement does not stand there, or is turned round, as written; empty for full support."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text with its claims, in order."""

    text: str
    claims: list[Claim]

    @classmethod
    def of(cls, text: str) -> _Reading:
        return cls(text, extract_claims(text))

    def part(self, text: str) -> _Reading:
        """The reading of a text that is a part of this one."""
        start = self.text.find(text)
        if start < 0:
            return _Reading.of(text)
        inside = [claim for claim in self.claims if start <= claim.start < start + len(text)]
        return _Reading(text, [replace(claim, start=claim.start - start) for claim in inside])

    def words(self) -> str:
        """The words that no claim accounts for."""
        text = self.text
        for claim in reversed(self.claims):
            if claim.kind is not ClaimKind.NAME:
                text = f"{text[: claim.start]} {text[claim.start + len(claim.text) :]}"
        return text


def judge_support(text: str, passage: Passage) -> Support:
    """Judge a normalised statement by a passage."""
    orders = find_orders(passage.beside)
    if orders:
        # Text that gives orders to a model proves nothing, least of all what it orders to say.
        return Support(False, tuple(orders))
    if text.rstrip(" .") == passage.quoted.rstrip(" ."):
        return Support(True, ())
    statement = _Reading.of(text)
    words = statement.words()
    unshared, share = find_unshared(words, f"{passage.beside} {passage.context}")
    if share < RELATED:
        return Support(False, tuple(unshared[:_SHOWN_WORDS]))
    not_quoted, share_quoted = find_unshared(words, passage.quoted)
    missing: list[str] = []
    if statement.claims:
        beside = _Reading.of(passage.beside)
        quoted = beside.part(passage.quoted)
        # Nothing but a number or a date: only the quote itself can show that it is the right one.
        near = beside if content_words(words) else quoted
        all_quoted = set(not_quoted) <= set(unshared)
        missing += _find_missing_claims(statement, quoted, near, passage.context, all_quoted=all_quoted)
        missing += _find_exchanged(statement, quoted, beside)
    if not (passage.whole and fold_words(text) == fold_words(passage.quoted)):
        missing += find_reversals(text, passage.quoted)
    if share < SHARED:
        missing += unshared[:_SHOWN_WORDS]
    elif share_quoted < SHARED_QUOTED:
        missing += not_quoted[:_SHOWN_WORDS]
    return Support(True, tuple(dict.fromkeys(missing)))


def fold_words(text: str) -> str:
    """The words and numbers of a text, case-folded, with single blanks."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _find_missing_claims(
    statement: _Reading, quoted: _Reading, near: _Reading, context: str, *, all_quoted: bool
) -> list[str]:
    """Claims of the statement that do not stand where they should, as written.

    `all_quoted`: the statement takes no word from beside the quote. Then it has no reason to take a number from there
    in place of one of the same kind that the quote holds.
    """
    in_near, in_quoted = ClaimSet(near.claims, near.text), ClaimSet(quoted.claims, quoted.text)
    in_context = ClaimSet(extract_claims(context), context)
    missing = []
    for claim in statement.claims:
        rivalled = not in_quoted.holds(claim) and _has_rival(claim, statement.claims, quoted.claims)
        if _may_stand_in_context(claim, rivalled) and in_context.holds(claim):
            continue
        if (all_quoted and rivalled) or not in_near.holds(claim):
            missing.append(claim.text)
    said = Counter(claim.key for claim in statement.claims if claim.text[:1].isdigit())
    held = Counter(claim.key for claim in near.claims)
    # Said twice but standing once: one of the two was another number.
    return missing + [claim.text for claim in statement.claims if said[claim.key] > max(held[claim.key], 1)]


def _has_rival(claim: Claim, claims: Sequence[Claim], quoted: Sequence[Claim]) -> bool:
    """Whether the quote holds something of the same kind that the statement does not tell."""
    untold = Counter((other.kind, other.key) for other in quoted)
    untold.subtract((other.kind, other.key) for other in claims)
    for other in quoted:
        if other.kind is not claim.kind or untold[other.kind, other.key] <= 0:
            continue
        if claim.kind is not ClaimKind.NUMBER or not claim.key[1] or other.key[1] == claim.key[1]:
            return True
    return False


def _may_stand_in_context(claim: Claim, rivalled: bool) -> bool:
    """Paragraphs and papers stand in titles and headings, so do years unless the quote has its own; amounts do not."""
    if claim.kind is ClaimKind.NUMBER:
        return not rivalled and not claim.key[1] and re.fullmatch(r"(?:19|20)\d\d", claim.key[0]) is not None
    if claim.kind is ClaimKind.DATE:
        return not rivalled
    return claim.kind is not ClaimKind.NAME


@dataclass(frozen=True, slots=True)
class _Place:
    """A word or a claim of a sentence, in order: what stands beside what."""

    word: str
    """As written; empty for a claim."""
    mark: str
    """Stem of a word, kind and key of a claim."""
    claims: tuple[Claim, ...] = ()
    """Those that begin here, with the same words (``§§ 3, 4``)."""


def _find_exchanged(statement: _Reading, quoted_sentences: _Reading, beside: _Reading) -> list[str]:
    """Numbers of a statement at whose place the quoted sentences have another number.

    A changed digit can make a number that stands elsewhere in the passage; its place gives it away: between the same
    words as another number of the quote, or beside the same noun, while nowhere in the passage it stands there itself.
    """
    ours, quoted = _read_places(statement), _read_places(quoted_sentences)
    exchanged: list[str] = []
    matcher = SequenceMatcher(None, [place.mark for place in ours], [place.mark for place in quoted], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "replace":
            continue
        for one, other in [*zip(ours[a:b], quoted[c:d], strict=False), (ours[b - 1], quoted[d - 1])]:
            if one.claims and other.claims and not _same(one, other):
                exchanged.append(one.claims[0].text)
    said, held_quoted = _neighbours(ours), _neighbours(quoted)
    held = _neighbours(_read_places(beside)) if said else {}
    for neighbour, places in said.items():
        for place in places:
            if neighbour in held_quoted and not any(_same(place, other) for other in held.get(neighbour, ())):
                exchanged.append(place.claims[0].text)
    return exchanged


def _read_places(reading: _Reading) -> list[_Place]:
    found: list[_Place] = []
    position = 0
    claims = [claim for claim in reading.claims if claim.kind is not ClaimKind.NAME]
    for start, group in groupby(claims, key=lambda claim: claim.start):
        begun = tuple(group)
        found += _read_words(reading.text[position:start])
        found.append(_Place("", f"{begun[0].kind}/{'/'.join(begun[0].key)}", begun))
        position = max(position, start + len(begun[0].text))
    return found + _read_words(reading.text[position:])


def _read_words(text: str) -> list[_Place]:
    words = re.findall(r"[^\W\d_]+", text)
    return [_Place(word, stem) for word, stem in zip(words, stem_words(words), strict=True)]


def _neighbours(places: Sequence[_Place]) -> dict[tuple[str, str], list[_Place]]:
    """Numbers by the word at once behind (a noun: ``18 Plätze``) or before them (``Anlage 7``)."""
    found: dict[tuple[str, str], list[_Place]] = {}
    for index, place in enumerate(places):
        if not place.claims:
            continue
        following = places[index + 1] if index + 1 < len(places) else None
        if following and len(following.word) >= 3 and following.word[0].isupper():
            found.setdefault(("before", following.mark), []).append(place)
        preceding = places[index - 1] if index else None
        if preceding and len(preceding.word) >= 3 and preceding.word.lower() not in FUNCTION_WORDS:
            found.setdefault(("behind", preceding.mark), []).append(place)
    return found


def _same(one: _Place, other: _Place) -> bool:
    """Whether two claims say the same, one of them perhaps less exactly."""
    ours, theirs = one.claims[0], other.claims[0]
    if ours.kind is not theirs.kind:
        return False
    return ClaimSet(list(other.claims), "").holds(ours) or ClaimSet(list(one.claims), "").holds(theirs)
