"""A large archive of generated passages in PostgreSQL and Milvus, for stress tests."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval import Archive, Settings
from retrieval.factory import location_of
from retrieval.text.articles.passages import Splitting, split
from retrieval.types import Article, Fingerprint, FloatArray, ModelIdentity
from scripts.bench.synthetic_archives import Originals, fill
from tests.support.toys import ToyBackends, ToyEmbedder, open_toy_archive

_DIMENSION = 384  # as that of the default model
_COPIES = 50  # of each original, with a third of the words replaced
_PARAGRAPHS, _WORDS = 15, 115
_VOCABULARY = 5000
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]


@dataclass(frozen=True, slots=True)
class ServedArchive:
    """Where an archive is, and a folder for the files of its test."""

    folder: Path
    archive: str
    search: str

    @contextlib.contextmanager
    def opened(self) -> Iterator[Archive]:
        """The archive, as a program of its own opens it."""
        from retrieval.index.milvus.search import MilvusSearch

        settings = Settings(archive=self.archive, search=self.search)
        engine = MilvusSearch(self.search)
        with open_toy_archive(settings, backends=_Backends(engine=engine)) as archive:
            archive._index_server = engine  # that of vectors tells whether Milvus was away
            yield archive

    def fill(self, passages: int) -> None:
        """Creates it with about so many passages, and builds its indexes."""
        store = location_of(Settings(archive=self.archive)).open(create=True)
        fill(store, _originals(passages // (_PARAGRAPHS * _COPIES) + 1), passages)
        store.close()
        with self.opened() as archive:
            archive.ingest([])  # fills Milvus
            archive.ask("How many people came?")  # has words looked up


class _Backends(ToyBackends):
    """The toy model with vectors as long as those of the default one."""

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> ToyEmbedder:
        """See :class:`retrieval.components.Backends`."""
        return ToyEmbedder(name or "toy", _DIMENSION)


def _originals(count: int) -> Originals:
    embedder, random_ = ToyEmbedder("toy", _DIMENSION), random.Random(0)
    vocabulary = ["".join(random_.choices(_SYLLABLES, k=3)) for _ in range(_VOCABULARY)]
    articles = [_original(number, vocabulary, random_) for number in range(count)]
    with_passages = [(article, list(split(article))) for article in articles]
    vectors: dict[int, FloatArray] = {}
    for _, own in with_passages:
        made = embedder.embed_passages([passage.text for passage in own])
        vectors |= zip([passage.passage_id for passage in own], made, strict=True)
    return Originals(with_passages, vectors, Fingerprint(embedder.identity, Splitting().name))


def _original(number: int, vocabulary: Sequence[str], random_: random.Random) -> Article:
    """An article of words of which few are frequent."""
    paragraphs = (
        " ".join(vocabulary[int(len(vocabulary) * random_.random() ** 3)] for _ in range(_WORDS))
        for _ in range(_PARAGRAPHS)
    )
    return Article(f"{number:016x}", None, "\n\n".join(paragraphs), language="en")
