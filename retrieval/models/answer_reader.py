"""Reads answers by ONNX Runtime: a small model, trained by ``python -m scripts.train reader``.

A transformer of a few layers that begins as the lower part of all-MiniLM-L6-v2 reads question and
passage together, which vectors made apart cannot do, and tells of each token of the passage how
likely it answers; see Devlin et al., "BERT", 2019, on reading for answers. Vectors of word pieces
are kept at 4 bits a number beside the graph, whose weights are 8 bits.
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
    sha256_of,
    usable_processors,
)
from retrieval.types import FloatArray, Reading

DESCRIPTION = "reader.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
PIECES = "pieces.npy"  # (pieces, dimension / 2), two numbers a byte, the first in the lower half
SCALES = "scales.npy"  # (pieces,)

MAX_QUESTION_TOKENS = 40
MAX_TITLE_TOKENS = 12
MAX_PASSAGE_TOKENS = 256

_ZERO = 8  # of 16 steps


@dataclass(frozen=True, slots=True)
class Sheet:
    """Question, title and passage in a row, as the reader takes them.

    ``ids`` and ``types`` are those of all tokens; the passage's are the last but one, as many as
    ``starts``, where each starts in characters.
    """

    ids: list[int]
    types: list[int]
    starts: list[int]


class Sheets:
    """Makes :class:`Sheet` objects with the tokenizer in ``file``."""

    def __init__(self, file: Path) -> None:
        self._tokenizer = open_tokenizer(file)
        self._begin, self._end, self._colon = self._tokenizer.encode(
            "[CLS] [SEP] :", add_special_tokens=False
        ).ids
        self._tokenizer.encode_special_tokens = True  # in a text they are letters like any other

    def of(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Sheet]:
        """A sheet for each passage, given as the article's title and the text."""
        asked, *parts = self._tokenizer.encode_batch(
            [question, *(part for passage in passages for part in passage)],
            add_special_tokens=False,
        )
        head = [self._begin, *asked.ids[-MAX_QUESTION_TOKENS:], self._end]
        return [
            self._sheet(head, title.ids, text.ids, text.offsets)
            for title, text in zip(parts[::2], parts[1::2], strict=True)
        ]

    def _sheet(
        self, head: list[int], title: list[int], text: list[int], spans: list[tuple[int, int]]
    ) -> Sheet:
        above = [*title[:MAX_TITLE_TOKENS], self._colon] if title else []
        body = text[:MAX_PASSAGE_TOKENS]
        ids = [*head, *above, *body, self._end]
        types = [0] * len(head) + [1] * (len(ids) - len(head))
        return Sheet(ids, types, [start for start, _ in spans[: len(body)]])


class OnnxAnswerReader:
    """See :class:`retrieval.protocols.AnswerReader`; ``folder`` is what the training wrote.

    Raises DamagedFileError where it does not, and BackendError where it cannot be loaded now.
    """

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        folder = folder or Path(str(files("retrieval.models").joinpath("reader_weights")))
        with files_checked(folder, _read_hashes(folder)):
            self._sheets = Sheets(folder / TOKENIZER)
            self._session = open_session(folder / GRAPH)
            self._pieces = np.load(folder / PIECES, mmap_mode="r", allow_pickle=False)
            self._scales = np.load(folder / SCALES, allow_pickle=False)
        self._threads = threads or usable_processors()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """See :class:`retrieval.protocols.AnswerReader`."""
        sheets = self._sheets.of(question, passages)
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(self._reading, sheets))

    def _reading(self, sheet: Sheet) -> Reading:
        """Reads one sheet by itself: 8 bits are scaled to all that is read at once."""
        ids = np.array([sheet.ids], dtype=np.int64)
        inputs = {
            "pieces": unpacked(self._pieces[ids], self._scales[ids]),
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.array([sheet.types], dtype=np.int64),
        }
        [[scores]] = self._session.run(None, inputs)
        end = len(sheet.ids) - 1
        own = scores[end - len(sheet.starts) : end]
        starts = np.array(sheet.starts, dtype=np.int32)
        return Reading(starts, np.asarray(own - scores[0], dtype=np.float32))


def write_description(folder: Path) -> None:
    """Writes hashes of the files of the reader in ``folder``, by which damage is told."""
    files_of = {name: sha256_of(folder / name) for name in (GRAPH, TOKENIZER, PIECES, SCALES)}
    (folder / DESCRIPTION).write_text(json.dumps({"sha256": files_of}, indent=1) + "\n", "utf-8")


def _read_hashes(folder: Path) -> dict[str, str]:
    with loading_errors_mapped(folder):
        try:
            hashes: dict[str, str] = json.loads((folder / DESCRIPTION).read_bytes())["sha256"]
        except (FileNotFoundError, ValueError, LookupError, TypeError) as error:
            raise DamagedFileError(f"{folder} holds no usable reader.") from error
    return hashes


def packed(vectors: FloatArray) -> tuple[npt.NDArray[np.uint8], FloatArray]:
    """Vectors, (n, dimension), at 4 bits a number, (n, dimension / 2), and their scales, (n,).

    Of some scales each vector gets the one that leaves the least error.
    """
    widest = np.abs(vectors).max(axis=1).astype(np.float32)
    best = np.full(len(vectors), np.inf, dtype=np.float32)
    scales = np.ones(len(vectors), dtype=np.float32)
    steps = np.zeros(vectors.shape, dtype=np.uint8)
    for share in np.linspace(0.5, 1.0, 6, dtype=np.float32):
        scale = np.maximum(widest * share / (_ZERO - 1), 1e-9)
        rounded = np.clip(np.round(vectors / scale[:, None]), -_ZERO, _ZERO - 1)
        error = np.square(rounded * scale[:, None] - vectors).sum(axis=1)
        better = error < best
        best[better], scales[better] = error[better], scale[better]
        steps[better] = (rounded[better] + _ZERO).astype(np.uint8)
    upper = np.left_shift(steps[:, 1::2], 4, dtype=np.uint8)
    return np.bitwise_or(steps[:, ::2], upper, dtype=np.uint8), scales


def unpacked(pieces: npt.NDArray[np.uint8], scales: FloatArray) -> FloatArray:
    """What :func:`packed` was given, about. (..., dimension)"""
    steps = np.stack([pieces & 15, pieces >> 4], axis=-1).reshape(*pieces.shape[:-1], -1)
    return (steps.astype(np.float32) - np.float32(_ZERO)) * scales[..., None]
