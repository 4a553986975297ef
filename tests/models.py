"""Tiny real models, made from nothing in a moment: saved by sentence-transformers, loaded by the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.model_values import Device, Runtime

ON_CPU = Runtime(device=Device.CPU, batch=4)


def make_static_model(
    folder: Path, vectors: Mapping[str, Sequence[float]], prompts: Mapping[str, str] | None = None
) -> Path:
    """An embedding model that knows these words (in lower case) and adds their vectors up; others count as zero."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    words = ["[UNK]", *vectors]
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    size = len(next(iter(vectors.values())))
    weights = np.array([[0.0] * size, *vectors.values()], dtype=np.float32)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu", prompts=dict(prompts or {})
    )
    model.save(str(folder))
    return folder


def make_bert(folder: Path, words: Sequence[str], prompts: Mapping[str, str] | None = None, *, seed: int = 0) -> Path:
    """An untrained BERT of two layers and 32 dimensions with mean pooling."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    torch.manual_seed(seed)
    source = folder.with_name(folder.name + "-bert")
    _save_tokenizer(source, words)
    BertModel(_bert_config(words)).save_pretrained(source)
    body = Transformer(str(source))
    model = SentenceTransformer(modules=[body, Pooling(32)], device="cpu", prompts=dict(prompts or {}))
    model.save(str(folder))
    return folder


def make_cross_encoder(folder: Path, words: Sequence[str], loved: str, *, labels: int = 1) -> Path:
    """A cross-encoder of one layer that scores a pair the higher the more of its words are `loved`."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(0)
    config = _bert_config(words, layers=1)
    config.num_labels = labels
    model = BertForSequenceClassification(config)
    weights = model.state_dict()
    for name, values in weights.items():
        if "LayerNorm" not in name and values.is_floating_point():
            values.zero_()
    words_of = weights["bert.embeddings.word_embeddings.weight"]
    # Every word has some length, or the normalisation would stretch what is zero.
    words_of[:, 1] = 1.0
    words_of[_vocabulary(words).index(loved), 0] = 4.0
    # Questions and keys stay zero, so every word attends to all alike, and [CLS] gets their mean.
    layer = "bert.encoder.layer.0.attention"
    weights[f"{layer}.self.value.weight"] += torch.eye(32)
    weights[f"{layer}.output.dense.weight"] += torch.eye(32)
    weights["bert.pooler.dense.weight"] += 0.1 * torch.eye(32)
    weights["classifier.weight"][0, 0] = 1.0
    model.save_pretrained(folder)
    _save_tokenizer(folder, words)
    return folder


def _vocabulary(words: Sequence[str]) -> list[str]:
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(words)]


def _save_tokenizer(folder: Path, words: Sequence[str]) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = _vocabulary(words)
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=64,
    ).save_pretrained(folder)


def _bert_config(words: Sequence[str], *, layers: int = 2):
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(_vocabulary(words)),
        hidden_size=32,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
