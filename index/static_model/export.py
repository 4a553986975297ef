"""Write the static model as a folder that sentence-transformers loads. Needs the extra ``models`` (torch).

    python -m index.static_model.export --out FOLDER [--size 128] [--words FILE] [--model FOLDER]

The model's vectors are keyed by the terms of our analysis, which no tokenizer library can make. A word list stands
between both:

1. The vocabulary is the shipped word list, the words of the synonym list, stop words and the words of FILE (any text,
   such as one's own papers). A word's vector is the weighted sum of its terms' vectors, so compounds are split and
   stemmed here, once and for all.
2. What is not listed is cut by WordPiece, the longest listed word first. Pieces after the first (``##``) weigh as a
   compound's parts do; linking letters and endings have vectors of zeros, and so has a word that cannot be cut.
3. The table is turned so that its first dimensions hold the most; the first 64 or 128 alone (``--size``, or
   `truncate_dim` and the setting ``embedding.dimensions`` later) lose as little as they can.

A text's vector is the mean of its words': how often a word stands counts in full, unlike in the index.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Regex, Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import NFC, Lowercase, Normalizer, Replace
from tokenizers.normalizers import Sequence as Steps
from tokenizers.pre_tokenizers import Split

from index.analysis import PART_WEIGHT, Analyzer
from index.compounds import LINKS, load_splitter, read_words
from index.static_embedding import StaticModel, load_model, load_shipped_model
from index.stopwords import STOP_WORDS
from index.synonyms import shipped_entries

SIZES = (64, 128, 256)

ENDINGS = frozenset(["e", "en", "ens", "er", "ern", "em", "es", "n", "s"])
"""What an inflected word may have after a listed one."""

UNKNOWN = "[UNK]"
_WORD = r"[^\W_]+"
_FOLDED = ((r"(?<![aeq])ae", "ä"), (r"(?<![aeq])oe", "ö"), (r"(?<![aeq])ue", "ü"), ("ß", "ss"))
"""Spellings that the stemmer takes for one; „neue“, „Frauen“ and „bequem“ hold no umlaut."""

_CARD = """---
language: de
license: apache-2.0
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---

The German static model of Aktenkompass, {words} words and {pieces} pieces of {size} dimensions, written by
`python -m index.static_model.export`. What it was trained on, what it is worth and what it cannot do stands in
`index/static_model/README.md` of the project. No prompts; compare by cosine; the first dimensions hold the most.
"""


def main(given: Sequence[str] | None = None) -> int:
    """Read, build, write."""
    parser = argparse.ArgumentParser(prog="python -m index.static_model.export")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--size", type=int, choices=SIZES, default=SIZES[-1], help="dimensions (default %(default)s)")
    parser.add_argument("--words", type=Path, metavar="FILE", help="text whose words are added to the vocabulary")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="a trained model; default: the shipped one")
    arguments = parser.parse_args(given)
    try:
        model = load_model(arguments.model) if arguments.model else load_shipped_model()
        more = arguments.words.read_text(encoding="utf-8") if arguments.words else ""
    except (OSError, UnicodeDecodeError) as error:
        parser.error(str(error))
    export(model, arguments.out, words=list_words(more), size=arguments.size)
    return 0


def list_words(more: str = "") -> list[str]:
    """Stop words, the shipped lists' words and those of `more`, lower-case, in an order that is always the same."""
    listed = [word for entry in shipped_entries() for form in (*entry.everyday, *entry.office) for word in _words(form)]
    found = dict.fromkeys([*sorted(STOP_WORDS), *read_words(), *sorted({*listed, *_words(more)})])
    return [word for word in found if word.isalpha() and len(word) > 1]


def export(model: StaticModel, folder: Path, *, words: Sequence[str], size: int) -> None:
    """Write `model` to `folder` with a vocabulary of `words`, its vectors turned and cut to `size` dimensions."""
    normalizer = Steps([NFC(), Lowercase(), *(Replace(Regex(pattern), by) for pattern, by in _FOLDED)])
    spelled = _fold(words, normalizer)
    parts = _fold((word for word, _ in load_splitter().counts()), normalizer)
    endings = sorted((ENDINGS | set(LINKS)) - {"", *parts})
    vectors = embed_words(model, [*spelled.values(), *parts.values()])
    vectors[len(spelled) :] *= PART_WEIGHT
    zeros = np.zeros((1 + len(endings), vectors.shape[1]), dtype=np.float32)
    table = np.concatenate([zeros[:1], vectors, zeros[1:]])
    pieces = [UNKNOWN, *spelled, *(f"##{piece}" for piece in (*parts, *endings))]
    tokenizer = Tokenizer(WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = Split(Regex(_WORD), "removed", invert=True)
    module = StaticEmbedding(tokenizer, embedding_weights=turn(table)[:, :size].copy())
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    card = _CARD.format(words=len(spelled), pieces=len(parts), size=size)
    (folder / "README.md").write_text(card, encoding="utf-8")


def embed_words(model: StaticModel, words: Sequence[str]) -> NDArray[np.float32]:
    """The weighted sum of each word's terms' vectors, shape (len(words), dimensions); zeros for unknown ones."""
    analyzer = Analyzer(load_splitter())
    analyzed = [analyzer.analyze(word) for word in words]
    terms = [term for found in analyzed for term in found]
    weights = np.array([term.weight for term in terms], dtype=np.float32)
    weighted = model.term_vectors([term.id for term in terms]) * weights[:, None]
    vectors = np.zeros((len(words), weighted.shape[1]), dtype=np.float32)
    np.add.at(vectors, np.repeat(np.arange(len(words)), [len(found) for found in analyzed]), weighted)
    return vectors


def turn(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vectors turned about the origin, so that the first dimensions hold the most; no cosine changes."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.asarray(vectors @ axes[:, ::-1])


def _words(text: str) -> list[str]:
    return re.findall(_WORD, text.lower())


def _fold(words: Iterable[str], normalizer: Normalizer) -> dict[str, str]:
    """Each word by the spelling that texts get; of those that become one the first, for they have one stem."""
    folded: dict[str, str] = {}
    for word in words:
        folded.setdefault(normalizer.normalize_str(word), word)
    return folded


if __name__ == "__main__":
    sys.exit(main())
