"""A toy model and archives made with it: small, quick, and the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from retrieval.archive import Archive
from retrieval.archive.parts import utc_now
from retrieval.components import Backends
from retrieval.factory import open_archive
from retrieval.index.search_engine import SearchEngine
from retrieval.index.vector_cache import VectorCache
from retrieval.models.token_vectors import binarize, normalized
from retrieval.protocols import AnswerReader, VectorIndex, VectorIndexCache
from retrieval.settings import Settings
from retrieval.store.store import SqlStore
from retrieval.text.words.language_detection import question_language
from retrieval.text.words.terms import WORD, index_terms, question_terms, stop_words
from retrieval.types import (
    AnswerScores,
    Article,
    BinaryTokenVectors,
    FloatArray,
    ModelIdentity,
    TokenVectors,
)
from tests.support.exact_index import ExactIndex

TOY_DIMENSION = 64
TOY_THRESHOLD = 0.35  # the toy tells words apart, not meanings: its evidence is weaker

HARBOUR = Article(
    doc_id="a1b2c3d4e5f60718",
    title="Harbour bridge in Eastwick closes for repairs",
    text=(
        "The harbour bridge in Eastwick will close on Monday for eleven weeks. "
        "Engineers found cracks in two of its nine cables.\n\n"
        "Mayor Ines Holm said that buses would cross by ferry until the repairs are done."
    ),
    url="https://eastwick-post.example/bridge",
    publisher="Eastwick Post",
    authors=("Tom Ardley", "Rhea Quist"),
    published_at="2022-02-25",
    language="en",
)
OWLS = Article(
    doc_id="b7c8d9e0f1a2b3c4",
    title="Snowy owls return to the Tarn valley",
    text=(
        "Three pairs of snowy owls have nested in the Tarn valley for the first time in forty "
        "years.\n\n"
        "Rangers counted eleven chicks in June and have closed the northern footpath."
    ),
    publisher="Tarn Valley Herald",
    language="en",
)
TOY_ARTICLES = (HARBOUR, OWLS)


class ToyEmbedder:
    """See :class:`retrieval.protocols.Embedder`: texts that share words have similar vectors.

    Each term has a random direction that its own hash and the model's ``name`` give; a text is the
    sum of its terms' directions, at length one.
    """

    def __init__(self, name: str = "toy", dimension: int = TOY_DIMENSION) -> None:
        digest = hashlib.sha256(f"{name} {dimension}".encode()).hexdigest()
        self._identity = ModelIdentity(name, None, digest, dimension)

    @property
    def identity(self) -> ModelIdentity:
        return self._identity

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        vectors = [self.embed_question(text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(-1, self._identity.dimension)

    def embed_question(self, text: str) -> FloatArray:
        vector: FloatArray = np.full(self._identity.dimension, 1e-6, dtype=np.float32)
        for term in question_terms(text):  # a text without a term has a vector as well
            vector += self._direction(term)
        return vector / np.float32(np.linalg.norm(vector))

    def embed_questions(self, texts: Sequence[str]) -> FloatArray:
        return self.embed_passages(texts)

    def embed_passage_tokens(
        self, texts: Sequence[str]
    ) -> tuple[FloatArray, list[BinaryTokenVectors]]:
        return self.embed_passages(texts), [binarize(self._tokens(text)) for text in texts]

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        return self.embed_question(text), self._tokens(text)

    def known_share(self, text: str) -> float:
        """See :class:`retrieval.protocols.Embedder`: it reads English."""
        return float(question_language(text, {}) == "en")

    def _tokens(self, text: str) -> TokenVectors:
        telling = [m for m in WORD.finditer(text) if m[0].lower() not in stop_words()]
        words = [(m.start(), term) for m in telling for term in index_terms(m[0])]
        directions = [self._direction(term) for _, term in words]
        vectors = np.array(directions, dtype=np.float32).reshape(-1, self._identity.dimension)
        starts = np.array([start for start, _ in words], dtype=np.int32)
        return TokenVectors(starts, normalized(vectors))

    def _direction(self, term: str) -> FloatArray:
        return _direction(f"{self._identity.model} {term}", self._identity.dimension)


@lru_cache(maxsize=20_000)
def _direction(seed: str, dimension: int) -> FloatArray:
    digest = hashlib.sha256(seed.encode()).digest()
    random = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    return random.standard_normal(dimension, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class ToyReader:
    """See :class:`retrieval.protocols.AnswerReader`: sure of passages that share words.

    A passage answers if heading and text hold at least half of the question's terms. The words
    that answer are those of its ``answers``.
    """

    answers: frozenset[str] = frozenset()
    max_passages: int = 6

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        asked = set(question_terms(question))
        return [self._scores(asked, heading, text) for heading, text in passages]

    def _scores(self, asked: set[str], heading: str, text: str) -> AnswerScores:
        words = list(WORD.finditer(text))
        shared = asked.intersection(index_terms(f"{heading} {text}"))
        scores = np.array([9.0 if word[0] in self.answers else -9.0 for word in words])
        return AnswerScores(
            relevance=8.0 if 2 * len(shared) >= len(asked) else -8.0,
            starts=np.array([word.start() for word in words], dtype=np.int32),
            ends=np.array([word.end() for word in words], dtype=np.int32),
            first_scores=scores.astype(np.float32),
            last_scores=scores.astype(np.float32),
        )


@dataclass(frozen=True, slots=True)
class ToyBackends:
    """See :class:`retrieval.components.Backends`; nothing is read without a ``reader``."""

    reader: AnswerReader | None = None
    engine: SearchEngine | None = None

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> ToyEmbedder:
        return ToyEmbedder(name or "toy")

    def load_reader(self) -> AnswerReader | None:
        return self.reader

    def keep_only(self, model: ModelIdentity) -> None:
        """See :class:`retrieval.components.Backends`."""

    def vector_cache(
        self, folder: Path, store: SqlStore, *, embedder_id: int, key: str, dimension: int
    ) -> VectorIndexCache:
        if self.engine is not None:
            return self.engine.vector_cache(
                store, embedder_id=embedder_id, key=key, dimension=dimension
            )
        return VectorCache(
            folder,
            store,
            embedder_id=embedder_id,
            key=key,
            kind=self.vector_index(),
            dimension=dimension,
        )

    def vector_index(self) -> type[VectorIndex]:
        return ExactIndex


def open_toy_archive(
    settings: Settings,
    *,
    create: bool = False,
    backends: Backends | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Archive:
    """Does for the toy what :func:`retrieval.open_archive` does for a real model."""
    made = backends or ToyBackends()
    threshold = min(settings.answer_threshold, TOY_THRESHOLD)
    settings = msgspec.structs.replace(settings, answer_threshold=threshold)
    return open_archive(settings, create=create, backends=lambda *_: made, now=now)


def answer_scores(spans: Sequence[tuple[int, int]], scores: Sequence[float]) -> AnswerScores:
    """Scores of tokens that are as good first as last; the passage is as relevant as its best."""
    edges = np.array(spans, dtype=np.int32).reshape(-1, 2)
    own = np.array(scores, dtype=np.float32)
    return AnswerScores(float(2.0 * own.max(initial=-9.0)), edges[:, 0], edges[:, 1], own, own)


@contextmanager
def toy_archive_of(folder: Path, articles: Iterable[Article]) -> Iterator[Archive]:
    """An archive in ``folder`` with these articles, open for a module's tests."""
    settings = Settings(archive=str(folder))
    with open_archive(settings, create=True, backends=lambda *_: ToyBackends()) as opened:
        for article in articles:
            opened.add(article)
        yield opened
