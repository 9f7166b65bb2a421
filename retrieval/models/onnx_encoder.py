"""Embedder run by ONNX Runtime, which loads in a fraction of a second.

Reads what onnx_export.py wrote. Texts are tokenised once, sorted by length and embedded in small
batches, one thread each, which avoids padding and waiting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from retrieval.errors import DamagedFileError
from retrieval.models.known_words import known_share
from retrieval.models.onnx_runtime import (
    Encoding,
    files_checked,
    loading_errors_mapped,
    open_session,
    open_tokenizer,
    usable_processors,
)
from retrieval.models.token_vectors import binarize, normalized
from retrieval.regular_files import sha256_of
from retrieval.types import BinaryTokenVectors, FloatArray, ModelIdentity, TokenVectors

ENCODER_FORMAT = 2
DESCRIPTION = "encoder.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"

_BATCH_SIZE = 4  # larger ones pad more and exceed the CPU cache
_OUTPUTS = ["vectors", "token_vectors"]

Inputs: TypeAlias = Mapping[str, npt.NDArray[np.int64]]  # of the graph, by name
PutOutputs: TypeAlias = Callable[[npt.NDArray[np.intp], FloatArray, FloatArray], None]
"""Takes the indices of a batch of texts, their vectors, and the vectors of their tokens."""


class OnnxEncoder:
    """See :class:`retrieval.protocols.Embedder`; ``folder`` was written by ``export_encoder``.

    Raises DamagedFileError where the folder does not hold what was written, and BackendError where
    it cannot be loaded now.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        self._config = read_description(folder)
        with files_checked(folder, self._config["sha256"]):
            self._tokenizer = open_tokenizer(folder / TOKENIZER, self._config["max_tokens"])
            self._session = open_session(folder / GRAPH)
        self.identity = ModelIdentity(
            *(self._config[k] for k in ("model", "revision", "weights_sha256", "dimension"))
        )
        self._threads = threads or usable_processors()

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return self.embed_passage_tokens(texts)[0]

    def embed_question(self, text: str) -> FloatArray:
        return self.embed_question_tokens(text)[0]

    def embed_questions(self, texts: Sequence[str]) -> FloatArray:
        prompt = self._config["question_prompt"]
        vectors = np.zeros((len(texts), self.identity.dimension), dtype=np.float32)

        def put(indices: npt.NDArray[np.intp], own: FloatArray, _: FloatArray) -> None:
            vectors[indices] = own

        self._embed(self._tokenizer.encode_batch([prompt + text for text in texts]), put)
        return normalized(vectors)

    def embed_passage_tokens(
        self, texts: Sequence[str]
    ) -> tuple[FloatArray, list[BinaryTokenVectors]]:
        prompt = self._config["passage_prompt"]
        vectors = np.zeros((len(texts), self.identity.dimension), dtype=np.float32)
        tokens: dict[int, BinaryTokenVectors] = {}

        prompted = [prompt + text for text in texts]
        encodings = self._tokenizer.encode_batch(prompted)

        def put(indices: npt.NDArray[np.intp], own: FloatArray, outputs: FloatArray) -> None:
            vectors[indices] = own
            for index, output in zip(indices.tolist(), outputs, strict=True):
                found = _token_vectors(prompted[index], encodings[index], output, len(prompt))
                tokens[index] = binarize(found)

        self._embed(encodings, put)
        return normalized(vectors), [tokens[index] for index in range(len(texts))]

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        prompt = self._config["question_prompt"]
        [encoding] = self._tokenizer.encode_batch([prompt + text])
        vectors, outputs = self._session.run(_OUTPUTS, self._inputs([encoding]))
        tokens = _token_vectors(prompt + text, encoding, outputs[0], len(prompt))
        return normalized(vectors)[0], tokens

    def known_share(self, text: str) -> float:
        return known_share(self._tokenizer, text)

    def _embed(self, encodings: Sequence[Encoding], put: PutOutputs) -> None:
        """Embeds texts in batches, several at once, and passes on what the graph returns."""

        def embed(indices: npt.NDArray[np.intp]) -> None:
            batch = [encodings[index] for index in indices]
            put(indices, *self._session.run(_OUTPUTS, self._inputs(batch)))

        longest_first = np.argsort([-len(encoding.ids) for encoding in encodings], kind="stable")
        batches = range(0, len(encodings), _BATCH_SIZE)
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(embed, (longest_first[i : i + _BATCH_SIZE] for i in batches)))

    def _inputs(self, batch: Sequence[Encoding]) -> Inputs:
        longest = max(len(encoding.ids) for encoding in batch)
        ids = np.full((len(batch), longest), self._config["pad_token_id"], dtype=np.int64)
        mask = np.zeros_like(ids)
        types = np.zeros_like(ids)
        for row, encoding in enumerate(batch):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
            types[row, : len(encoding.ids)] = encoding.type_ids
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        return {name: inputs[name] for name in self._config["inputs"]}


def write_description(folder: Path, config: Mapping[str, object]) -> None:
    """Writes the encoder's configuration, with hashes of its files and of the configuration."""
    files = {name: sha256_of(folder / name) for name in (GRAPH, TOKENIZER)}
    complete = {"format": ENCODER_FORMAT, **config, "sha256": files}
    described = {"about": complete, "check": _digest(complete)}
    (folder / DESCRIPTION).write_text(json.dumps(described, indent=1), encoding="utf-8")


def read_description(folder: Path) -> dict[str, Any]:
    """The configuration of the encoder in ``folder``.

    Raises DamagedFileError where it is not what was written, or has another format, and
    BackendError where it cannot be read now.
    """
    with loading_errors_mapped(folder):
        try:
            described = json.loads((folder / DESCRIPTION).read_bytes())
            config: dict[str, Any] = described["about"]
            is_intact = described["check"] == _digest(config)
        except (FileNotFoundError, ValueError, LookupError, TypeError) as error:
            raise DamagedFileError(f"{folder} holds no usable encoder.") from error
    if not is_intact:
        raise DamagedFileError(f"{folder} has changed since it was written: {DESCRIPTION}.")
    if config.get("format") != ENCODER_FORMAT:
        raise DamagedFileError(f"{folder} holds an encoder of another version.")
    return config


def _digest(config: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()


def _token_vectors(
    text: str, encoding: Encoding, outputs: FloatArray, prompt_chars: int
) -> TokenVectors:
    """The tokens of ``text`` without special tokens and the prompt at its beginning."""
    starts = np.array([_first_letter(text, *span) for span in encoding.offsets], dtype=np.int32)
    indices = np.flatnonzero(starts >= prompt_chars)
    return TokenVectors(starts[indices] - np.int32(prompt_chars), normalized(outputs[indices]))


def _first_letter(text: str, start: int, end: int) -> int:
    """Where a token begins, without the white space that some tokenizers put before a word.

    -1 for a special token and for white space alone.
    """
    while start < end and text[start].isspace():
        start += 1
    return start if start < end else -1
