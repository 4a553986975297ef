"""Abbreviations that a tenant's own papers explain, offered for its vocabulary. Nothing is applied without a person."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import Stemmer

from corpora.model import Page
from corpora.records import DocumentRecord
from index.abbreviations import Abbreviation, shipped_abbreviations
from index.compounds import CompoundSplitter, load_splitter
from index.definitions import find_definitions
from index.stopwords import STOP_WORDS

LEAST = 2
"""Papers in which an explanation must stand to be offered."""

AS_WRITTEN = 3
"""Letters up to which an abbreviation in capitals is offered with „!“: short ones look like words."""

_AROUND = 60
"""Characters of the text before an explanation that are shown."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an explanation stands."""

    corpus: str
    document: str
    """Path."""
    page: int | None
    """1-based, None where the format has none."""
    text: str
    """With some words around it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An abbreviation that papers explain and the tenant's vocabulary does not know."""

    line: str
    """As it would stand in the vocabulary."""
    short: str
    long: tuple[str, ...]
    """What papers say it means, the most usual first."""
    documents: int
    """In how many papers."""
    evidence: tuple[Evidence, ...]
    """One for each of `long`."""


@dataclass(slots=True)
class _Meaning:
    forms: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    evidence: Evidence | None = None


def suggest_abbreviations(
    papers: Iterable[tuple[DocumentRecord, tuple[Page, ...]]],
    known: Iterable[Abbreviation],
    *,
    least: int = LEAST,
    splitter: CompoundSplitter | None = None,
) -> list[Suggestion]:
    """What papers explain and neither `known` nor the shipped list says, most papers first.

    An abbreviation with several meanings, or with others in the shipped list, is offered with all of them and marked.
    """
    splitter = splitter or load_splitter()
    meanings: defaultdict[str, defaultdict[tuple[str, ...], _Meaning]] = defaultdict(lambda: defaultdict(_Meaning))
    for record, pages in papers:
        for page in pages:
            for found in find_definitions(page.text, splitter):
                meaning = meanings[found.short][_stems(found.long)]
                meaning.forms[found.long] += 1
                meaning.documents.add(record.id)
                if meaning.evidence is None:
                    text = " ".join(page.text[max(0, found.start - _AROUND) : found.end].split())
                    meaning.evidence = Evidence(record.corpus, record.path, page.number, text)
    own, shipped = _said(known), _said(shipped_abbreviations())
    return sorted(
        _offer(meanings, own, shipped, least), key=lambda suggestion: (-suggestion.documents, suggestion.short)
    )


def _offer(
    meanings: dict[str, defaultdict[tuple[str, ...], _Meaning]],
    own: dict[str, list[str]],
    shipped: dict[str, list[str]],
    least: int,
) -> Iterator[Suggestion]:
    for short, by_stems in meanings.items():
        told = own.get(short.lower(), []) + shipped.get(short.lower(), [])
        said = [_stems(form) for form in told]
        new = [meaning for stems, meaning in by_stems.items() if not any(_same(stems, other) for other in said)]
        usual = sorted(new, key=lambda meaning: -len(meaning.documents))
        usual = [meaning for meaning in usual if len(meaning.documents) >= least]
        if not usual:
            continue
        long = tuple(map(_plainest, (meaning.forms for meaning in usual)))
        forms = (*long, *(form for form in told if form not in long))
        marks = ("!" if short.isupper() and len(short) <= AS_WRITTEN else "") + ("?" if len(forms) > 1 else "")
        yield Suggestion(
            line=f"{short}{marks} = {', '.join(form.replace(',', '') for form in forms)}",
            short=short,
            long=long,
            documents=len(set().union(*(meaning.documents for meaning in usual))),
            evidence=tuple(meaning.evidence for meaning in usual if meaning.evidence is not None),
        )


def _said(entries: Iterable[Abbreviation]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for entry in entries:
        for short in entry.short:
            said.setdefault(short.text.lower(), []).extend(entry.long)
    return said


_STEMMER = Stemmer.Stemmer("german")
_ADJECTIVE_ENDING = re.compile(r"e[nrsm]?$")


def _stems(long: str) -> tuple[str, ...]:
    """What inflections of a long form have in common; small words aside."""
    words = long.replace("-", " ").replace(",", " ").casefold().split()
    return tuple(str(stem) for stem in _STEMMER.stemWords([word for word in words if word not in STOP_WORDS]))


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one long form only says more words before the other, or the two differ by a hyphen."""
    shorter = min(len(one), len(other))
    return one[-shorter:] == other[-shorter:] or "".join(one) == "".join(other)


def _plainest(forms: Counter[str]) -> str:
    """The form that is hardly a genitive: the shortest last word, the shortest others, the most usual."""

    def key(form: str) -> tuple[int, int, int, int, str]:
        *others, last = form.split()
        bare = sum(len(_ADJECTIVE_ENDING.sub("", word)) for word in others)
        return len(last), bare, -forms[form], len(form), form

    return min(forms, key=key)
