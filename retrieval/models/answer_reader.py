"""Extractive answer reader run by ONNX Runtime; trained by ``python -m scripts.train reader``.

A cross-encoder (Nogueira and Cho, "Passage Re-ranking with BERT", 2019): a transformer reads
question and passage together, scores the relevance of the passage, and each of its tokens as the
first and as the last of the answer (Devlin et al., "BERT", 2019). The weights of the graph are
quantised to 8 bits; the word embeddings are stored next to it at 4 bits.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.errors import DamagedFileError
from retrieval.models.onnx_runtime import (
    files_checked,
    loading_errors_mapped,
    open_session,
    open_tokenizer,
    usable_processors,
)
from retrieval.regular_files import sha256_of
from retrieval.types import AnswerScores, FloatArray

DESCRIPTION = "reader.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
WORD_EMBEDDINGS = "word_embeddings.npy"  # (vocabulary, dimension / 2), see quantize
EMBEDDING_SCALES = "word_embedding_scales.npy"  # (vocabulary,)
EMBEDDINGS_INPUT = "pieces"  # of the graph

MAX_QUESTION_TOKENS = 64  # the last ones, of a follow-up behind what was said before
MAX_HEADING_TOKENS = 32
MAX_PASSAGE_TOKENS = 256

MAX_PASSAGES = 8  # of a question
FEW_PASSAGES = 3  # on a slow computer

_ZERO_POINT = 8  # of 16 levels


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """Question, heading and passage as one sequence of tokens.

    ``ids`` and ``types`` are those of all tokens. The passage's tokens come last, before a
    separator; ``spans`` are their characters, start and end.
    """

    ids: list[int]
    types: list[int]
    spans: list[tuple[int, int]]


class ReaderTokenizer:
    """Encodes questions and passages with the tokenizer in ``file``."""

    def __init__(self, file: Path) -> None:
        self._tokenizer = open_tokenizer(file)
        self._begin, self._end, self._colon = self._tokenizer.encode(
            "[CLS] [SEP] :", add_special_tokens=False
        ).ids
        self._tokenizer.encode_special_tokens = True  # "[SEP]" in a text is plain text

    def encode(self, question: str, passages: Sequence[tuple[str, str]]) -> list[ReaderInput]:
        """The inputs of each passage, given as the pair of its article's heading and its text."""
        asked, *parts = self._tokenizer.encode_batch(
            [question, *(part for passage in passages for part in passage)],
            add_special_tokens=False,
        )
        head = [self._begin, *asked.ids[-MAX_QUESTION_TOKENS:], self._end]
        return [
            self._input(head, above.ids, text.ids, text.offsets)
            for above, text in zip(parts[::2], parts[1::2], strict=True)
        ]

    def _input(
        self, head: list[int], above: list[int], text: list[int], spans: list[tuple[int, int]]
    ) -> ReaderInput:
        prefix = [*above[:MAX_HEADING_TOKENS], self._colon] if above else []
        body = text[:MAX_PASSAGE_TOKENS]
        ids = [*head, *prefix, *body, self._end]
        types = [0] * len(head) + [1] * (len(ids) - len(head))
        return ReaderInput(ids, types, spans[: len(body)])


class OnnxAnswerReader:
    """See :class:`retrieval.protocols.AnswerReader`; ``folder`` holds the trained model.

    Raises DamagedFileError where it is not what was written, and BackendError where it cannot be
    loaded now.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        threads: int | None = None,
        max_passages: int = MAX_PASSAGES,
    ) -> None:
        self.max_passages = max_passages
        folder = folder or Path(str(files("retrieval.models").joinpath("reader_weights")))
        with files_checked(folder, _read_hashes(folder)):
            self._tokenizer = ReaderTokenizer(folder / TOKENIZER)
            self._session = open_session(folder / GRAPH)
            self._embeddings = np.load(folder / WORD_EMBEDDINGS, mmap_mode="r", allow_pickle=False)
            self._scales = np.load(folder / EMBEDDING_SCALES, allow_pickle=False)
        self._threads = threads or usable_processors()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        inputs = self._tokenizer.encode(question, passages)
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(self._scores, inputs))

    def _scores(self, encoded: ReaderInput) -> AnswerScores:
        """Scores one passage, never a batch: dynamic quantisation scales by all of its input."""
        ids = np.array([encoded.ids], dtype=np.int64)
        inputs = {
            EMBEDDINGS_INPUT: dequantize(self._embeddings[ids], self._scales[ids]),
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.array([encoded.types], dtype=np.int64),
        }
        [relevance], [scores] = self._session.run(None, inputs)
        end = len(encoded.ids) - 1
        own = scores[end - len(encoded.spans) : end]
        spans = np.array(encoded.spans, dtype=np.int32).reshape(-1, 2)
        return AnswerScores(float(relevance), spans[:, 0], spans[:, 1], own[:, 0], own[:, 1])


def write_description(folder: Path) -> None:
    """Writes the hashes of the reader's files in ``folder``, by which damage is detected."""
    names = (GRAPH, TOKENIZER, WORD_EMBEDDINGS, EMBEDDING_SCALES)
    hashes = {name: sha256_of(folder / name) for name in names}
    (folder / DESCRIPTION).write_text(json.dumps({"sha256": hashes}, indent=1) + "\n", "utf-8")


def _read_hashes(folder: Path) -> dict[str, str]:
    with loading_errors_mapped(folder):
        try:
            hashes: dict[str, str] = json.loads((folder / DESCRIPTION).read_bytes())["sha256"]
        except (FileNotFoundError, ValueError, LookupError, TypeError) as error:
            raise DamagedFileError(f"{folder} holds no usable reader.") from error
    return hashes


def quantize(vectors: FloatArray) -> tuple[npt.NDArray[np.uint8], FloatArray]:
    """Quantises vectors, (n, dimension), to 4 bits; returns (n, dimension / 2) and scales, (n,).

    A byte holds two numbers, the first in its lower half. Of several scales each vector gets the
    one with the least squared error.
    """
    widest = np.abs(vectors).max(axis=1).astype(np.float32)
    best = np.full(len(vectors), np.inf, dtype=np.float32)
    scales = np.ones(len(vectors), dtype=np.float32)
    levels = np.zeros(vectors.shape, dtype=np.uint8)
    for share in np.linspace(0.5, 1.0, 6, dtype=np.float32):
        scale = np.maximum(widest * share / (_ZERO_POINT - 1), 1e-9)
        rounded = np.clip(np.round(vectors / scale[:, None]), -_ZERO_POINT, _ZERO_POINT - 1)
        error = np.square(rounded * scale[:, None] - vectors).sum(axis=1)
        better = error < best
        best[better], scales[better] = error[better], scale[better]
        levels[better] = (rounded[better] + _ZERO_POINT).astype(np.uint8)
    upper = np.left_shift(levels[:, 1::2], 4, dtype=np.uint8)
    return np.bitwise_or(levels[:, ::2], upper, dtype=np.uint8), scales


def dequantize(packed: npt.NDArray[np.uint8], scales: FloatArray) -> FloatArray:
    """The approximate vectors that :func:`quantize` was given. (..., dimension)"""
    levels = np.stack([packed & 15, packed >> 4], axis=-1).reshape(*packed.shape[:-1], -1)
    return (levels.astype(np.float32) - np.float32(_ZERO_POINT)) * scales[..., None]
