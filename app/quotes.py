"""Finds where a quote stands in a stored document.

First as it is, on normalised text and at word boundaries; then with small deviations, which a word-by-word comparison
must allow: a search score alone would let ``15,00 €`` pass for ``5,00 €``, or a sentence that lost its "nicht".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz.fuzz import partial_ratio_alignment

from app.passages import DocumentText, normalise
from app.wording import DROPPABLE, FUNCTION_WORDS, find_negations, stem_words
from corpora.model import Span

SIMILARITY = 82.0
"""Least `partial_ratio` (0 to 100) of a stretch looked at word by word; docs/decisions/checked-citations.md."""
LEAST_WORDS = 3
LEAST_LETTERS = 12
"""A shorter quote stands everywhere and proves nothing."""
_MOST_DEVIATIONS = 0.2
"""Largest share of a quote's words that may deviate."""
_LONGEST_QUOTE = 2000
_ANCHOR = 120
"""Characters at each end by which a long quote is found."""

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+")
_OUTER = re.compile(r"^[\s\"'.,;:…\[\]()\-]+|[\s\"',;:…\[\](\-]+$|(?<=[\w)])\.+$")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_RECOGNITION = (("rn", "m"), ("ii", "ue"), ("li", "ue"), ("vv", "w"))


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quote stands, in positions of `DocumentText.text`."""

    start: int
    end: int
    exact: bool


def trim_quote(quote: str) -> str:
    """A quote in normal form, without quotation marks around it and without the points a model sets at its ends."""
    text = normalise(quote[:_LONGEST_QUOTE]).text.strip()
    while True:
        trimmed = _OUTER.sub("", text).strip()
        if trimmed == text:
            return text
        text = trimmed


def is_evidence(quote: str) -> bool:
    """Whether a trimmed quote is long enough to prove something."""
    tokens = _TOKEN.findall(quote)
    return len(tokens) >= LEAST_WORDS and sum(map(len, tokens)) >= LEAST_LETTERS


def locate_exactly(needle: str, document: DocumentText, near: Sequence[Span]) -> Located | None:
    """The occurrence of a trimmed quote nearest to the spans `near`, at word boundaries."""
    stretches = document.stretches(near)
    best: tuple[int, int] | None = None
    for start in _occurrences(needle, document.text):
        distance = min((_distance(start, start + len(needle), *stretch) for stretch in stretches), default=0)
        if best is None or distance < best[0]:
            best = (distance, start)
        if distance == 0:
            break
    return Located(best[1], best[1] + len(needle), True) if best else None


def locate_nearly(needle: str, document: DocumentText, near: Sequence[Span], *, everywhere: bool) -> Located | None:
    """A stretch that says the same words with small deviations (see `deviates`), looked for from near to far.

    First in the spans `near`, then on their pages and the pages beside them, then, with `everywhere`, in the rest of
    the document.
    """
    words = _TOKEN.findall(needle)
    allowed = max(1, _MOST_DEVIATIONS * len(words)) + 1
    for start, end in _windows(document, near, everywhere=everywhere):
        window = document.text[start:end]
        # An alignment is dear; a stretch without the quote's words is not worth it.
        if sum(word not in window for word in words) > allowed:
            continue
        aligned = _align(needle, window)
        if aligned is None:
            continue
        found = _compare(needle, window, *aligned)
        if found is not None:
            return Located(start + found[0], start + found[1], False)
    return None


def _align(needle: str, window: str) -> tuple[int, int] | None:
    """The stretch of `window` most like `needle`, None when it is not like it."""
    if len(needle) <= 2 * _ANCHOR:
        return _align_short(needle, window)
    # The cost grows with the square of the quote's length: of a long one only its ends are aligned here; the words
    # between them are compared afterwards in any case.
    head, tail = _align_short(needle[:_ANCHOR], window), _align_short(needle[-_ANCHOR:], window)
    if head is None or tail is None or not 0.7 < (tail[1] - head[0]) / len(needle) < 1.4:
        return None
    return head[0], tail[1]


def _align_short(needle: str, window: str) -> tuple[int, int] | None:
    alignment = partial_ratio_alignment(needle, window, score_cutoff=SIMILARITY)
    if alignment is None or alignment.dest_end <= alignment.dest_start:
        return None
    return alignment.dest_start, alignment.dest_end


def _occurrences(needle: str, text: str) -> Iterator[int]:
    start = text.find(needle)
    while start >= 0:
        if _at_boundary(text, start, start + len(needle)):
            yield start
        start = text.find(needle, start + 1)


def _at_boundary(text: str, start: int, end: int) -> bool:
    first, last = text[start], text[end - 1]
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if first.isalnum() and before[-1:].isalnum():
        return False
    if last.isalnum() and after[:1].isalnum():
        return False
    if first.isdigit() and re.fullmatch(r"\d[.,:/]", before):
        return False
    return not (last.isdigit() and re.fullmatch(r"[.,:/]\d", after))


def _distance(start: int, end: int, left: int, right: int) -> int:
    return max(left - start, end - right, 0)


def _windows(document: DocumentText, near: Sequence[Span], *, everywhere: bool) -> Iterator[tuple[int, int]]:
    numbers = [span.page for span in near if 0 <= span.page < document.page_count()]
    for start, end in document.stretches(near):
        yield max(start - 200, 0), min(end + 200, len(document.text))
    if numbers:
        yield document.pages(min(numbers) - 1, max(numbers) + 1)
    if everywhere:
        for number in range(document.page_count()):
            if not numbers or not min(numbers) - 1 <= number <= max(numbers):
                yield document.pages(number, number + 1)


def _compare(needle: str, window: str, start: int, end: int) -> tuple[int, int] | None:
    """Trim the aligned stretch to the words that belong to the quote and judge what deviates."""
    reach = 25 + len(needle) // 10
    tokens = list(_TOKEN.finditer(window, max(start - reach, 0), min(end + reach, len(window))))
    wanted = _TOKEN.findall(needle)
    ours = [_fold(word) for word in wanted]
    theirs = [_fold(match.group()) for match in tokens]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return None
    # What the quote has before the first and behind the last common word belongs to it and is compared as well.
    first = max(blocks[0].b - blocks[0].a, 0)
    last = min(blocks[-1].b + blocks[-1].size + len(ours) - blocks[-1].a - blocks[-1].size, len(tokens))
    left, right = tokens[first].start(), tokens[last - 1].end()
    if not _at_boundary(window, left, right):
        return None
    if deviates(wanted, [match.group() for match in tokens[first:last]]):
        return None
    return left, right


def deviates(quote: Sequence[str], stored: Sequence[str]) -> bool:
    """Whether two lists of words differ by more than the small things that a retyped quote may differ by.

    Allowed are other spacing and hyphens, ``ae`` for ``ä``, misreadings of text recognition, inflection, one wrong
    letter in a long word that is not a noun, and articles left out or added. Numbers, negations, names and all other
    nouns must be equal.
    """
    if [word for word in quote if word[0].isdigit()] != [word for word in stored if word[0].isdigit()]:
        return True
    if [word.lower() for word in find_negations(" ".join(quote))] != [
        word.lower() for word in find_negations(" ".join(stored))
    ]:
        return True
    ours, theirs = [_fold(word) for word in quote], [_fold(word) for word in stored]
    deviations = 0
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if "".join(ours[a:b]) == "".join(theirs[c:d]):
            continue
        deviations += max(b - a, d - c)
        if not _may_differ(quote[a:b], stored[c:d]):
            return True
    return deviations > max(1, _MOST_DEVIATIONS * len(quote))


def _may_differ(quote: Sequence[str], stored: Sequence[str]) -> bool:
    if len(quote) == len(stored):
        return all(_same_word(one, other) for one, other in zip(quote, stored, strict=True))
    if not quote or not stored:
        return all(word.lower() in DROPPABLE for word in (*quote, *stored))
    return False


def _same_word(one: str, other: str) -> bool:
    if one[0].isdigit() or other[0].isdigit():
        return one == other
    if one.lower() in FUNCTION_WORDS and other.lower() in FUNCTION_WORDS:
        return one.lower() in DROPPABLE and other.lower() in DROPPABLE
    if _as_recognised(one) == _as_recognised(other):
        return True
    if one[0].isupper() or other[0].isupper():
        # Nouns and names: only an ending may differ. "Lehrer" and "Lehre" have one stem and are not one word.
        shorter, longer = sorted((_fold(one), _fold(other)), key=len)
        ending = longer.removeprefix(shorter)
        return len(shorter) >= 4 and longer.startswith(shorter) and ending in {"s", "es", "n", "en", "e"}
    if len({*stem_words([one, other])}) == 1:
        return True
    return max(len(one), len(other)) >= 6 and _one_letter_apart(one, other)


def _one_letter_apart(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    # At the front a letter changes the meaning (an-, un-, ver-); in the rest of a long word it is a slip.
    return one[:2] == other[:2] and OSA.distance(one, other, score_cutoff=1) <= 1


def _fold(word: str) -> str:
    return word.lower().translate(_UMLAUTS)


def _as_recognised(word: str) -> str:
    folded = word.replace("I", "l").replace("|", "l")
    folded = _fold(folded)
    for seen, meant in _RECOGNITION:
        folded = folded.replace(seen, meant)
    return folded
