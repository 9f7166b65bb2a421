"""The write path: articles → passages, stored in transactions; then their vectors.

An article can be found by its words as soon as its transaction is committed; its vectors follow.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.ingest.alert_queue import AlertQueue
from retrieval.ingest.article_dates import with_first_and_last_dates
from retrieval.ingest.stories import StoryGrouper
from retrieval.protocols import EmbeddedBatch, PassageBatch
from retrieval.sources.boilerplate.pipeline import looks_like_boilerplate
from retrieval.text.articles.passages import Splitting, embedded_text, paragraph_spans, split
from retrieval.text.words.language_detection import article_language
from retrieval.types import Article, OnProgress, Progress

if TYPE_CHECKING:
    from retrieval.protocols import Embedder, IngestCluster, LexicalIndex
    from retrieval.store.store import SqlStore

REPEATED_IN = 3  # articles of a publisher that make a suspect paragraph boilerplate
ARTICLES_PER_TRANSACTION = 64
_VECTORS_PER_TRANSACTION = 256
_MAX_ID = 2**63  # of passages


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes articles, passages and vectors to the store and the lexical index."""

    store: SqlStore
    words: LexicalIndex
    splitting: Splitting

    def put(self, article: Article, *, earlier: Article | None = None) -> str:
        """Stores one article; returns "added", "replaced" or "unchanged".

        ``earlier`` is the article whose place it takes, if that has another id.
        """
        article = _with_language(article)
        with self.store.write_transaction():
            before = self.store.article(article.doc_id)
            article = with_first_and_last_dates(article, before) if before else article
            if before is not None and _same(before, article):
                if article.path is not None and _is_gone(before.path):
                    self.store.put_article(replace(before, path=article.path))
                return "unchanged"
            self.store.put_article(article)
            corrected: list[str] = []
            if before is None or _story_inputs(before) != _story_inputs(article):
                if before is not None:
                    self._stories.remove(article.doc_id)
                corrected = self._stories.place(article)
            changed = self._put_suspects(article)
            self._split(article)
            self._split_again(article, changed)
            AlertQueue(self.store).put(article, before or earlier, corrected)
        return "added" if (before or earlier) is None else "replaced"

    def remove(self, doc_id: str, *, kept_from: str = "") -> bool:
        """Removes an article from the store and all indexes; returns whether it existed.

        ``kept_from`` is the first day of what is kept if it was too old.
        """
        with self.store.write_transaction():
            article = self.store.article(doc_id)
            if article is None:
                return False
            changed = self.store.put_suspects(_publisher(article), doc_id, ())
            self.words.remove(self.store.passage_ids(doc_id))
            AlertQueue(self.store).pass_on(doc_id)
            self._stories.remove(doc_id)
            self.store.remove_article(doc_id, kept_from=kept_from)
            self._split_again(article, changed)
        return True

    def group_stories(self, on_progress: OnProgress, *, regroup: bool = False) -> None:
        """Groups the articles without a story into stories, or all of them if ``regroup``."""
        if regroup:
            self.store.drop_stories()
        self._stories.place_remaining(on_progress)

    def split_all(self, on_progress: OnProgress) -> None:
        """Splits every article again; unchanged passages are kept."""
        doc_ids = self.store.article_ids()
        for first in range(0, len(doc_ids), ARTICLES_PER_TRANSACTION):
            on_progress(Progress("splitting", first, len(doc_ids)))
            with self.store.write_transaction():
                for doc_id in doc_ids[first : first + ARTICLES_PER_TRANSACTION]:
                    article = self.store.article(doc_id)
                    if article is not None:
                        self._split(article)
        on_progress(Progress("splitting", len(doc_ids), len(doc_ids)))

    def index_words(self, on_progress: OnProgress) -> None:
        """Rebuilds the lexical index in one transaction; searches go on meanwhile."""
        doc_ids = self.store.article_ids()
        with self.store.write_transaction():
            self.words.clear()
            for done, doc_id in enumerate(doc_ids):
                on_progress(Progress("indexing", done, len(doc_ids)))
                article = self.store.article(doc_id)
                if article is not None:
                    if article.language is None:
                        article = _with_language(article)
                        self.store.put_article(article)
                    passages = self.store.passages(self.store.passage_ids(doc_id))
                    self.words.add(article, list(passages.values()))

    def embed_pending(
        self,
        embedder: Embedder,
        embedder_id: int,
        on_progress: OnProgress,
        *,
        cluster: IngestCluster | None = None,
    ) -> None:
        """Embeds all passages without a vector, in several transactions.

        With a ``cluster``, its machines embed them, by the model of ``embedder``. Where another
        program is found to embed the same passages, this one goes on elsewhere.
        """
        total, done, before = self.store.count_pending(embedder_id), 0, -1
        on_progress(Progress("embedding", done, total))
        while done > before:  # start over: some may have been added meanwhile
            before = done
            batches = _PendingBatches(self.store, embedder_id)
            embedded = (
                cluster.embed(batches, embedder.identity)
                if cluster is not None
                else _embedded(batches, embedder)
            )
            for passage_ids, vectors, tokens in embedded:
                with self.store.write_transaction():
                    if not batches.is_pending(passage_ids[0]):
                        batches.skip()
                    self.store.put_vectors(embedder_id, passage_ids, vectors)
                    self.store.put_token_vectors(embedder_id, passage_ids, tokens)
                done += len(passage_ids)
                on_progress(Progress("embedding", done, max(done, total)))

    @property
    def _stories(self) -> StoryGrouper:
        return StoryGrouper(self.store)

    def _put_suspects(self, article: Article) -> set[int]:
        """Records paragraphs that look like boilerplate; returns hashes with a changed count."""
        hashes = {
            _paragraph_hash(paragraph)
            for paragraph in _paragraphs(article)
            if looks_like_boilerplate(paragraph)
        }
        return self.store.put_suspects(_publisher(article), article.doc_id, hashes)

    def _split_again(self, article: Article, hashes: Iterable[int]) -> None:
        """Splits other articles again whose paragraphs have become boilerplate, or ceased to be."""
        publisher = _publisher(article)
        others = {
            doc_id
            for paragraph_hash in hashes
            for doc_id in self._articles_if_changed(publisher, paragraph_hash)
        }
        for doc_id in sorted(others - {article.doc_id}):
            other = self.store.article(doc_id)
            if other is not None:
                self._split(other)

    def _articles_if_changed(self, publisher: str, paragraph_hash: int) -> list[str]:
        holding = self.store.suspect_articles(publisher, paragraph_hash)
        return holding if len(holding) in (REPEATED_IN - 1, REPEATED_IN) else []

    def _split(self, article: Article) -> None:
        """Updates the article's passages and their index to its current text."""
        passages = split(
            article, self.splitting, is_boilerplate=lambda text: self._is_repeated(article, text)
        )
        old = set(self.store.passage_ids(article.doc_id))
        new = {passage.passage_id for passage in passages}
        if gone := old - new:
            self.words.remove(gone)
            self.store.remove_passages(gone)
        if added := [passage for passage in passages if passage.passage_id not in old]:
            self.store.put_passages(added)
            self.words.add(article, added)

    def _is_repeated(self, article: Article, paragraph: str) -> bool:
        if not looks_like_boilerplate(paragraph):
            return False
        holding = self.store.suspect_articles(_publisher(article), _paragraph_hash(paragraph))
        return len(holding) >= REPEATED_IN


class _PendingBatches:
    """The passages without a vector, in the order of their ids; the place can be changed."""

    def __init__(self, store: SqlStore, embedder_id: int) -> None:
        self._store = store
        self._embedder_id = embedder_id
        self._after = -1

    def __iter__(self) -> Iterator[PassageBatch]:
        while rows := self._first(_VECTORS_PER_TRANSACTION, self._after):
            self._after = rows[-1][0]
            texts = [embedded_text(title, text) for _, title, text in rows]
            yield PassageBatch([row[0] for row in rows], texts)

    def is_pending(self, passage_id: int) -> bool:
        """Whether a passage still has no vector."""
        return any(row[0] == passage_id for row in self._first(1, passage_id - 1))

    def skip(self) -> None:
        """Goes on at any other place; ids are spread evenly."""
        self._after = random.randrange(_MAX_ID)

    def _first(self, limit: int, after: int) -> list[tuple[int, str | None, str]]:
        return self._store.pending_passages(self._embedder_id, limit, after=after)


def _embedded(batches: Iterable[PassageBatch], embedder: Embedder) -> Iterator[EmbeddedBatch]:
    """The batches, embedded on this machine."""
    for passage_ids, texts in batches:
        yield EmbeddedBatch(passage_ids, *embedder.embed_passage_tokens(texts))


def _with_language(article: Article) -> Article:
    """``article`` with its language, unless a source has told it."""
    if article.language is not None:
        return article
    return replace(article, language=article_language(article.title, article.text))


def _same(before: Article, article: Article) -> bool:
    """Whether the articles are equal except for fetching time and path."""
    return replace(before, fetched_at=None, path=None) == replace(
        article, fetched_at=None, path=None
    )


def _story_inputs(article: Article) -> tuple[str, str | None]:
    """What its story depends on: if it changes, the article may be a copy of others."""
    return article.text, article.published_at


def _is_gone(path: str | None) -> bool:
    """Whether the file of an article has been renamed or deleted."""
    return path is None or not os.path.lexists(path)


def _publisher(article: Article) -> str:
    return article.publisher or ""


def _paragraphs(article: Article) -> Iterator[str]:
    for span in paragraph_spans(article.text):
        yield article.text[span.start : span.end]


def _paragraph_hash(paragraph: str) -> int:
    digest = hashlib.sha256(paragraph.casefold().encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 1
