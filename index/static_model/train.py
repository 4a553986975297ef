"""Train the static German model. Needs the extra ``models`` (torch).

    python -m index.static_model.train DATA_FOLDER --out FOLDER [--steps 900] [--seed 1]

1. Council files and laws of DATA_FOLDER (`index.static_model.texts`) are analysed as the index analyses them; nothing
   else is read, no question and no test corpus.
2. The most frequent terms become the vocabulary; each gets a vector, at first by chance and as long as its inverse
   document frequency says.
3. Pairs (`index.static_model.pairs`) are drawn; of all passages of a batch the anchor's own must be the nearest
   (softmax over cosines). A text's vector is the weighted sum of its terms' vectors, so their lengths learn how much
   a term says.
4. The vectors are rounded to 8 bits and saved as `index.static_embedding` reads them.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from index.analysis import term_id
from index.static_embedding import save_model
from index.static_model.pairs import Bags, Pairs, Vocabulary, choose_vocabulary
from index.static_model.texts import Texts, read_texts

VOCABULARY = 60_000
SIZE = 256
"""Dimensions."""

BATCH = 2048
SYNONYMS = 256
SYNONYM_LOSS = 0.1
STEPS = 900
LEARNING_RATE = 0.015
WARM_UP = 50
SCALE = 20.0
"""Inverse temperature of the softmax."""

THREADS = 2


def main() -> int:
    """Read, train, save; progress on standard error."""
    parser = argparse.ArgumentParser(prog="python -m index.static_model.train")
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    texts = read_texts(arguments.data, processes=THREADS)
    print(f"{len(texts.passages)} passages, {len(texts.tokens)} terms", file=sys.stderr)
    vocabulary, vectors = train(texts, steps=arguments.steps, seed=arguments.seed)
    save_model(arguments.out, np.array([term_id(term) for term in vocabulary.terms], np.uint32), vectors)
    return 0


def train(texts: Texts, *, steps: int, seed: int, size: int = SIZE) -> tuple[Vocabulary, NDArray[np.float32]]:
    """The vocabulary and one vector a term."""
    torch.manual_seed(seed)
    torch.set_num_threads(THREADS)
    vocabulary = choose_vocabulary(texts, size=VOCABULARY)
    pairs = Pairs(texts, vocabulary, seed=seed)
    table = torch.nn.EmbeddingBag(len(vocabulary.terms), size, mode="sum", include_last_offset=True)
    with torch.no_grad():
        lengths = torch.from_numpy(vocabulary.idf / vocabulary.idf.mean())
        table.weight.normal_(0, size**-0.5).mul_(lengths[:, None])
    optimizer = torch.optim.Adam(table.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.99), foreach=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, max(0.02, 1 - step / steps))
    )
    started = time.monotonic()
    for step in range(1, steps + 1):
        loss = _loss(table, *pairs.draw(BATCH))
        total = loss + SYNONYM_LOSS * _loss(table, *pairs.draw_synonyms(SYNONYMS))
        optimizer.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            seconds = time.monotonic() - started
            print(f"step {step} of {steps}, loss {loss.item():.3f}, {seconds:.0f} s", file=sys.stderr, flush=True)
    return vocabulary, table.weight.detach().numpy()


def _loss(table: torch.nn.EmbeddingBag, anchors: Bags, positives: Bags) -> torch.Tensor:
    left, right = (functional.normalize(_embed(table, bags)) for bags in (anchors, positives))
    return functional.cross_entropy(SCALE * left @ right.T, torch.arange(len(left)))


def _embed(table: torch.nn.EmbeddingBag, bags: Bags) -> torch.Tensor:
    rows, offsets = torch.from_numpy(bags.rows), torch.from_numpy(bags.offsets)
    vectors: torch.Tensor = table(rows, offsets, per_sample_weights=torch.from_numpy(bags.weights))
    return vectors


if __name__ == "__main__":
    sys.exit(main())
