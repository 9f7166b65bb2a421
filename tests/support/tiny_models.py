"""Tiny random models of the architectures of the named models, saved as on the hub."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.models.encoder_cache import EncoderCache
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder

ARCHITECTURES = ("bert", "xlm-roberta", "modernbert")

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LETTERS = tuple(chr(code) for code in range(ord("a"), ord("z") + 1))
_TRAINED_ON = ("ask the harbour bridge", "read of owls in the valley", "мер виступив у місті")
_SIZE = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "initializer_range": 0.5,
}


def tiny_model(
    folder: Path,
    *,
    architecture: str = "bert",
    seed: int = 0,
    prompts: Mapping[str, str] | None = None,
    positions: int = 64,
    pooling: str = "mean",
    name: str = "model",
) -> Path:
    """A random model of two layers in ``folder / name``, which reads 48 tokens.

    Each of the ``positions`` of a token of a BERT takes 128 bytes; its vocabulary are letters.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    source = folder / "transformer"
    source.mkdir(parents=True)
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # more would wait for each other longer than they compute
    _SAVE[architecture](source, positions)
    words = Transformer(str(source), max_seq_length=48)
    modules = [words, Pooling(32, pooling_mode=pooling), Normalize()]
    prompted = None if prompts is None else dict(prompts)
    SentenceTransformer(modules=modules, prompts=prompted, device="cpu").save(str(folder / name))
    return folder / name


@dataclass(frozen=True)
class ExportedModel:
    """A tiny model in ``folder``, and the cache of a user who has exported it."""

    folder: Path
    cache: Path

    @property
    def encoder(self) -> Path:
        """The folder of its encoder."""
        [encoder] = self.cache.iterdir()
        return encoder

    def cached_in(self, cache: Path) -> Path:
        """Copies the encoder to another cache, which is new; returns its folder there."""
        return shutil.copytree(self.cache, cache) / self.encoder.name

    @contextmanager
    def taken_away(self) -> Iterator[None]:
        """Meanwhile the model is not there, or another one that is put in its place."""
        kept = self.folder.rename(self.folder.with_name("taken away"))
        try:
            yield
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
            kept.rename(self.folder)


def exported_model(folder: Path) -> ExportedModel:
    """Makes a tiny model and exports it, as for an archive."""
    model, cache = tiny_model(folder), folder / "cache"
    EncoderCache(folder, cache).export(SentenceTransformerEmbedder(str(model)), ())
    return ExportedModel(model, cache)


def _save_bert(folder: Path, positions: int) -> None:
    from transformers import BertConfig, BertModel, BertTokenizer

    vocabulary = [*_SPECIAL, *_LETTERS, *(f"##{letter}" for letter in _LETTERS)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    config = BertConfig(vocab_size=len(vocabulary), max_position_embeddings=positions, **_SIZE)
    BertModel(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)


def _save_xlm_roberta(folder: Path, positions: int) -> None:
    """As multilingual-e5 and bge-m3: pieces of a unigram model, the padding has the id 1."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

    special = {
        "bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>",
    }  # fmt: skip
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=90, special_tokens=list(special.values()), unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(_TRAINED_ON, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    saved = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)
    saved.save_pretrained(folder)
    config = XLMRobertaConfig(
        vocab_size=len(saved), max_position_embeddings=positions, pad_token_id=1, **_SIZE
    )
    XLMRobertaModel(config).save_pretrained(folder)


def _save_modernbert(folder: Path, positions: int) -> None:
    """As granite-embedding: bytes, attention to near tokens only in every second layer."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import ModernBertConfig, ModernBertModel, PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        special_tokens=list(_SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_TRAINED_ON, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    saved = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    saved.save_pretrained(folder)
    config = ModernBertConfig(
        vocab_size=len(saved), max_position_embeddings=positions, pad_token_id=0, cls_token_id=2,
        sep_token_id=3, bos_token_id=2, eos_token_id=3, global_attn_every_n_layers=2,
        local_attention=8, **_SIZE,
    )  # fmt: skip
    ModernBertModel(config).save_pretrained(folder)


_SAVE: Mapping[str, Any] = {
    "bert": _save_bert,
    "xlm-roberta": _save_xlm_roberta,
    "modernbert": _save_modernbert,
}
