"""The seams: what a part must do to be swapped for another, the contract in the docstring.

Every implementation passes the same contract tests in ``tests/``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from retrieval.types import (
    Article,
    Evidence,
    Fingerprint,
    FloatArray,
    Hit,
    IdArray,
    ModelIdentity,
    Passage,
    Query,
    Reading,
    Result,
    TokenSigns,
    TokenVectors,
)

STORE_FILE = "store.sqlite"
"""The file that makes a folder an archive."""

# Before the hash of a file of which the user removed an article.
THINNED = "removed from "


class Embedder(Protocol):
    """Text → unit float32 vectors; cosine similarity is their inner product.

    The same text always gives the same vector, whatever stands beside it in a batch (to 1e-4).
    """

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, (n, dimension)."""

    def embed_question(self, text: str) -> FloatArray:
        """The vector of one question, (dimension,)."""

    def embed_passage_tokens(self, texts: Sequence[str]) -> tuple[FloatArray, list[TokenSigns]]:
        """Vectors of passages as :meth:`embed_passages` has them, and those of their tokens.

        From one pass. A model that tells no tokens apart gives one for the whole text.
        """

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        """The vector of one question, and those of its tokens."""


class AnswerReader(Protocol):
    """Question and passage, read together → where in the passage the answer may be."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """A reading of each passage; they are given as the article's title and the text.

        The reading of a passage does not depend on those beside it (to 1e-4).
        """


class VectorIndex(Protocol):
    """Exact or approximate search by inner product over vectors with ids.

    A cache: everything in it can be made anew from the store. Safe for use by several threads.
    """

    def __len__(self) -> int:
        """How many vectors it holds."""

    def ids(self) -> IdArray:
        """Every id it holds, each once, ascending."""

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """Adds vectors, (n, dimension); an id that is there already gets the new vector."""

    def remove(self, ids: IdArray) -> None:
        """Removes vectors; ids that are not there are passed over."""

    def search(self, vector: FloatArray, depth: int) -> list[Hit]:
        """The ``depth`` vectors of highest inner product, best first, ties by lower id.

        Fewer where it holds fewer.
        """

    def vectors(self, ids: Sequence[int]) -> tuple[IdArray, FloatArray]:
        """Those of ``ids`` that are there, (n,), in any order; their vectors, (n, dimension)."""

    def save(self, path: Path) -> None:
        """Writes the index to ``path``; a reader sees the old file or the new one, never half."""


class WordMatches(Protocol):
    """How well passages match some words, as it was when the index was asked."""

    def best(self, depth: int) -> list[Hit]:
        """The ``depth`` passages of highest score that hold any of the words, best first."""

    def scores(self, ids: Sequence[int]) -> dict[int, float]:
        """Scores of ``ids``, 0.0 where no word stands; those that are not there are left out."""


class LexicalIndex(Protocol):
    """Search by words, BM25 over title, publisher and text.

    ``terms`` are as :func:`retrieval.text.terms.question_terms` gives them.
    """

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Indexes new passages of ``article``, in the transaction that stores them."""

    def remove(self, passage_ids: Iterable[int]) -> None:
        """Forgets passages; those that are not there are passed over."""

    def match(self, terms: Sequence[str]) -> WordMatches:
        """How well passages match ``terms``."""

    def clear(self) -> None:
        """Forgets every passage, whatever state the index is in."""

    def damage(self) -> list[str]:
        """What differs from the stored passages; nothing in a sound index."""

    def term_weights(self, terms: Sequence[str]) -> dict[str, float]:
        """Inverse document frequency of each term, as BM25 has it; rare words weigh more."""

    def save(self) -> None:
        """Writes what is kept beside the store, once enough has changed."""


class VectorChanges(Protocol):
    """Changes of vectors between two generations: first remove, then add."""

    @property
    def generation(self) -> int:
        """The generation that these changes lead to."""

    @property
    def is_complete(self) -> bool:
        """Whether all that went is known; else only a newer index, or an empty one, will do."""

    @property
    def removed(self) -> IdArray:
        """Passages whose vectors go."""

    @property
    def added(self) -> Iterator[tuple[IdArray, FloatArray]]:
        """Passages whose vectors come, with the vectors, in blocks; to be read once."""


class Transactions(Protocol):
    """Reads and writes of a store, in whole transactions only.

    Reads never wait for a writer. ``generation`` grows by one with each committed change.
    """

    def write_transaction(self) -> AbstractContextManager[object]:
        """A transaction: all that is written inside is stored at once, or not at all."""

    def read_transaction(self) -> AbstractContextManager[object]:
        """One consistent view for everything that this thread reads inside."""

    def generation(self) -> int:
        """The number of the last committed change."""


class ArticleStore(Transactions, Protocol):
    """Articles, their passages, and the files that they came from."""

    def put_article(self, article: Article) -> None:
        """Adds an article, or replaces the one of its id; its passages stay as they are."""

    def remove_article(self, doc_id: str) -> bool:
        """Removes an article and all that came of it; whether it was there.

        The files that held it are known from then on by THINNED and their hash.
        """

    def article(self, doc_id: str) -> Article | None:
        """The article of that id."""

    def articles(self) -> Iterator[Article]:
        """All articles, newest first where dated, then by title; in constant memory."""

    def article_ids(self) -> list[str]:
        """Ids of all articles, ascending."""

    def put_passages(self, passages: Sequence[Passage]) -> None:
        """Adds passages that are not there yet, of an article that is."""

    def remove_passages(self, passage_ids: Iterable[int]) -> None:
        """Removes passages and their vectors."""

    def passage_ids(self, doc_id: str) -> list[int]:
        """The passages of an article in the order of its text."""

    def passages(self, passage_ids: Iterable[int]) -> dict[int, Passage]:
        """The passages of these ids; those that are not there are left out."""

    def is_file_known(self, path: str, sha256: str, reader_version: int) -> bool:
        """Whether the file at ``path`` was ingested with this content by these readers."""

    def file_articles(self, path: str) -> list[str]:
        """Articles that came of the file at ``path``."""

    def article_files(self, doc_id: str) -> list[str]:
        """Paths of the files of which the article came."""

    def put_file(
        self, path: str, sha256: str, reader_version: int, doc_ids: Iterable[str]
    ) -> list[str]:
        """Records what came of a file; returns articles that no file holds any more."""

    def put_suspects(self, publisher: str, doc_id: str, hashes: Iterable[int]) -> set[int]:
        """Records an article's paragraphs that may be boilerplate; returns what changed."""

    def suspect_articles(self, publisher: str, paragraph_hash: int) -> list[str]:
        """The publisher's articles that hold such a paragraph."""

    def counts(self) -> dict[str, int]:
        """How many articles and passages there are, by these names."""

    def publishers(self) -> dict[str | None, int]:
        """Number of articles of each publisher, most first."""

    def date_range(self) -> tuple[str | None, str | None]:
        """First and last date on which an article was published."""


class VectorStore(Transactions, Protocol):
    """Vectors of passages and of their tokens, by the embedder that made them."""

    def pending_passages(
        self, embedder_id: int, limit: int, *, after: int = -1
    ) -> list[tuple[int, str | None, str]]:
        """Up to ``limit`` passages without a vector: passage_id, title of the article, text.

        By ascending id, from the first above ``after``.
        """

    def count_pending(self, embedder_id: int) -> int:
        """How many passages have no vector yet."""

    def count_vectors(self, embedder_id: int) -> int:
        """How many passages have a vector."""

    def put_vectors(
        self, embedder_id: int, passage_ids: Sequence[int], vectors: FloatArray
    ) -> None:
        """Stores the vectors of passages; those of passages removed meanwhile are dropped."""

    def put_token_vectors(
        self, embedder_id: int, passage_ids: Sequence[int], tokens: Sequence[TokenSigns]
    ) -> None:
        """Stores the token vectors of passages, beside :meth:`put_vectors`."""

    def token_vectors(self, embedder_id: int, passage_ids: Iterable[int]) -> dict[int, TokenSigns]:
        """The token vectors of these passages; those that have none are left out."""

    def vector_changes(self, embedder_id: int, since: int) -> VectorChanges:
        """What an index that is at generation ``since`` must do to be up to date."""

    def count_vector_changes(self, embedder_id: int, since: int, *, limit: int) -> int:
        """How many changes those are, counted up to ``limit``."""

    def forget_removals(self, generation: int) -> None:
        """Forgets what was removed up to ``generation``, which a saved index has seen."""

    def vector_damage(self) -> list[str]:
        """What is wrong with stored vectors, which can be made anew; nothing in a sound store."""

    def drop_damaged_vectors(self) -> None:
        """Drops stored vectors that have changed, so that their passages are pending."""


class ArchiveMeta(Transactions, Protocol):
    """What holds for a whole archive: embedders, splitting, confidence model."""

    def register_embedder(self, fingerprint: Fingerprint) -> int:
        """The id under which vectors of this kind are stored."""

    def activate_embedder(self, embedder_id: int) -> None:
        """Makes it the one that answers, and drops all others with their vectors."""

    def active_embedder(self) -> tuple[int, Fingerprint] | None:
        """The one that answers; none in an archive that was never filled."""

    def database_id(self) -> str:
        """Another one after the store was restored: generations are comparable within one."""

    def splitting(self) -> str | None:
        """How the passages were made; none in an archive that was never filled."""

    def put_splitting(self, name: str) -> None:
        """Records how the passages are made."""

    def confidence_model(self) -> str | None:
        """What was kept by :meth:`put_confidence_model`; none where nothing was."""

    def put_confidence_model(self, text: str) -> None:
        """Keeps what confidence is judged by in this archive."""


class Store(ArticleStore, VectorStore, ArchiveMeta, Protocol):
    """The truth of an archive, which every index can be made from."""

    def close(self) -> None:
        """Closes the store, which must not be used after."""

    def damage(self) -> list[str]:
        """What is wrong with the stored data itself; nothing in a sound store."""

    def is_read_only(self) -> bool:
        """Whether nothing can be written."""

    def has_traces(self) -> bool:
        """Whether bytes of removed articles may be left in the store's files."""

    def erase_traces(self) -> bool:
        """Takes removed articles out of every byte of the store's files.

        False where a reader is still at what was removed, so that some of it stays for now.
        """

    def backup(self, file: Path, *, memory: Path) -> None:
        """Writes all of it, as of one moment, to ``file``; an earlier backup there is replaced.

        It holds a copy of what the bot remembers in the folder ``memory`` as well, if there is any.

        Raises BackendError where it cannot be written, and where the store is damaged.
        """


class Reranker(Protocol):
    """Orders the first results of a search again, with costlier evidence."""

    def scores(
        self, query: Query, results: Sequence[Result], evidence: Sequence[Evidence]
    ) -> list[float]:
        """How well each result answers, higher is better; comparable within one question."""
