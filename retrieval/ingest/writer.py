"""The write path: files → articles → passages, stored in transactions; then their vectors.

An article can be found by its words as soon as its transaction is stored; its vector follows.
Whatever is interrupted is either stored whole or not at all, and the next ingest goes on there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.ingest.found_files import find_all
from retrieval.ingest.merging import Origin, with_stored_identity
from retrieval.protocols import ARTICLE_REMOVED
from retrieval.regular_files import open_regular
from retrieval.sources import READER_VERSION
from retrieval.sources.boilerplate.pipeline import looks_like_boilerplate
from retrieval.text.passages import Splitting, embedded_text, paragraph_spans, split
from retrieval.types import Article, IngestFailure, IngestReport, OnProgress, Passage, Progress

if TYPE_CHECKING:
    from retrieval.protocols import Embedder, LexicalIndex, Store
    from retrieval.sources.worker.article_reader import ArticleReader

REPEATED_IN = 3  # articles of a publisher that make a suspect paragraph boilerplate
_ARTICLES_A_TRANSACTION = 64
_VECTORS_A_TRANSACTION = 256


class Tally:
    """Counts of an ingest while it goes on."""

    def __init__(
        self, failed: Iterable[IngestFailure] = (), passed_over: Mapping[str, int] | None = None
    ) -> None:
        self.counts = {"added": 0, "replaced": 0, "unchanged": 0}
        self.failed = list(failed)
        self.passed_over = dict(passed_over or {})
        self.failed_sources: list[str] = []
        self._changed: dict[str, None] = {}

    def mark(self) -> tuple[int, int]:
        """How many articles and failures there were until now."""
        return sum(self.counts.values()), len(self.failed)

    def has_only_failed(self, since: tuple[int, int]) -> bool:
        """Whether there were failures since that mark, and no article."""
        articles, failures = self.mark()
        return articles == since[0] and failures > since[1]

    def count(self, outcome: str, doc_id: str) -> None:
        """Counts an article that was "added", "replaced" or "unchanged"."""
        self.counts[outcome] += 1
        if outcome != "unchanged":
            self._changed[doc_id] = None

    def report(self) -> IngestReport:
        """What was done until now."""
        return IngestReport(
            **self.counts,
            failed=tuple(self.failed),
            failed_sources=tuple(self.failed_sources),
            changed=tuple(self._changed),
            passed_over=self.passed_over,
        )


@dataclass(frozen=True, slots=True)
class _File:
    """A file to be read: what the archive calls it, and the hash of what it holds."""

    path: Path
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What goes through one ingest of files; ``now`` is when it was, ISO 8601 UTC."""

    reader: ArticleReader
    tally: Tally
    on_progress: OnProgress
    now: str


@dataclass(frozen=True, slots=True)
class Writer:
    """What the write path needs."""

    store: Store
    words: LexicalIndex
    splitting: Splitting

    def ingest(
        self,
        sources: Iterable[str | Path],
        reader: ArticleReader,
        on_progress: OnProgress,
        *,
        now: str,
        files_stay: bool = True,
    ) -> IngestReport:
        """Adds or updates the articles of files and folders, which ``reader`` reads.

        ``now`` is when, ISO 8601 UTC; of files that do not stay, nothing remembers where they were.
        """
        found = find_all(sources)
        tally = Tally(found.failed, found.passed_over)
        read = _Read(reader, tally, on_progress, now)
        unreadable = set()
        if files_stay:
            for file, following in _with_next(self._changed(found.paths, tally)):
                before = tally.mark()
                self._ingest_file(file, read, following)
                if tally.has_only_failed(before):
                    unreadable.add(file.path)
        else:
            for path in found.paths:
                before = tally.mark()
                self._put_file_articles(path, read, None, keeps_path=False)
                if tally.has_only_failed(before):
                    unreadable.add(path)
        tally.failed_sources = found.failed_sources(unreadable)
        return tally.report()

    def put(self, article: Article) -> str:
        """Stores one article: "added", "replaced" or "unchanged"."""
        with self.store.write_transaction():
            before = self.store.article(article.doc_id)
            if before is not None and _same(before, article):
                if article.path is not None and _is_gone(before.path):
                    self.store.put_article(replace(before, path=article.path))
                return "unchanged"
            self.store.put_article(article)
            changed = self._put_suspects(article)
            self._split(article)
            self._split_again(article, changed)
        return "added" if before is None else "replaced"

    def remove(self, doc_id: str) -> bool:
        """Removes an article from the store and every index; whether it was there."""
        with self.store.write_transaction():
            article = self.store.article(doc_id)
            if article is None:
                return False
            changed = self.store.put_suspects(_publisher(article), doc_id, ())
            self.words.remove(self.store.passage_ids(doc_id))
            self.store.remove_article(doc_id)
            self._split_again(article, changed)
        return True

    def split_all(self, on_progress: OnProgress) -> None:
        """Splits every article again; what equals the stored passages stays."""
        doc_ids = self.store.article_ids()
        for first in range(0, len(doc_ids), _ARTICLES_A_TRANSACTION):
            on_progress(Progress("splitting", first, len(doc_ids)))
            with self.store.write_transaction():
                for doc_id in doc_ids[first : first + _ARTICLES_A_TRANSACTION]:
                    article = self.store.article(doc_id)
                    if article is not None:
                        self._split(article)
        on_progress(Progress("splitting", len(doc_ids), len(doc_ids)))

    def index_words(self, on_progress: OnProgress) -> None:
        """Indexes the words of all passages again, whatever is there; readers do not wait."""
        doc_ids = self.store.article_ids()
        with self.store.write_transaction():
            self.words.clear()
            for done, doc_id in enumerate(doc_ids):
                on_progress(Progress("splitting", done, len(doc_ids)))
                article = self.store.article(doc_id)
                if article is not None:
                    passages = self.store.passages(self.store.passage_ids(doc_id))
                    self.words.add(article, list(passages.values()))

    def embed_pending(self, embedder: Embedder, embedder_id: int, on_progress: OnProgress) -> None:
        """Embeds every passage that has no vector yet, storing as it goes."""
        total = self.store.count_pending(embedder_id)
        done, after = 0, -1
        while True:
            on_progress(Progress("embedding", done, max(done, total)))
            pending = self.store.pending_passages(embedder_id, _VECTORS_A_TRANSACTION, after=after)
            if not pending and after < 0:
                return
            after = pending[-1][0] if pending else -1  # round again: some may have come meanwhile
            if pending:
                texts = [embedded_text(title, text) for _, title, text in pending]
                vectors, tokens = embedder.embed_passage_tokens(texts)
                passage_ids = [row[0] for row in pending]
                with self.store.write_transaction():
                    self.store.put_vectors(embedder_id, passage_ids, vectors)
                    self.store.put_token_vectors(embedder_id, passage_ids, tokens)
                done += len(pending)

    def _changed(self, found: Mapping[Path, bool], tally: Tally) -> Iterator[_File]:
        """The files of which the archive does not know what they hold now."""
        for path, is_named in found.items():
            name = _name(path)
            digest = _sha256(path)
            # What the user removed stays away, until its file changes or is named itself.
            states = {digest} if is_named else {digest, f"{ARTICLE_REMOVED}{digest}"}
            if digest and any(self.store.is_file_known(name, s, READER_VERSION) for s in states):
                tally.counts["unchanged"] += len(self.store.file_articles(name))
            else:
                yield _File(path, name, digest)

    def _ingest_file(self, file: _File, read: _Read, following: _File | None) -> None:
        failed_before = len(read.tally.failed)
        doc_ids = self._put_file_articles(
            file.path, read, following.path if following else None, keeps_path=True
        )
        is_sound = len(read.tally.failed) == failed_before
        self._put_file(file.name, file.digest, doc_ids, is_sound=is_sound)

    def _put_file_articles(
        self, path: Path, read: _Read, following: Path | None, *, keeps_path: bool
    ) -> list[str]:
        """Stores the articles of a file; returns their ids. ``following`` is read next."""
        origin = Origin((_name(path),) if keeps_path else ())
        doc_ids: list[str] = []
        tally = read.tally
        for batch in _batches(read.reader.read_file(path, following=following)):
            with self.store.write_transaction():
                for item in batch:
                    if isinstance(item, IngestFailure):
                        tally.failed.append(item)
                    else:
                        kept = item.path if keeps_path else None
                        identified = with_stored_identity(item, origin, self.store)
                        article = replace(identified, fetched_at=read.now, path=kept)
                        doc_ids.append(article.doc_id)
                        tally.count(self.put(article), article.doc_id)
            read.on_progress(Progress("reading", sum(tally.counts.values()), None))
        return doc_ids

    def _put_file(self, name: str, digest: str, doc_ids: list[str], *, is_sound: bool) -> None:
        """Records what came of a file, and removes what was of it and is no more.

        Where something in it failed, what it held before stays, and it is read again next time.
        """
        with self.store.write_transaction():
            if not is_sound:
                digest, doc_ids = "", [*doc_ids, *self.store.file_articles(name)]
            for doc_id in self.store.put_file(name, digest, READER_VERSION, doc_ids):
                self.remove(doc_id)

    def _put_suspects(self, article: Article) -> set[int]:
        """Records paragraphs that look like boilerplate; hashes whose standing may have changed."""
        hashes = {
            _paragraph_hash(paragraph)
            for paragraph in _paragraphs(article)
            if looks_like_boilerplate(paragraph)
        }
        return self.store.put_suspects(_publisher(article), article.doc_id, hashes)

    def _split_again(self, article: Article, hashes: Iterable[int]) -> None:
        """Splits other articles in which a paragraph has become boilerplate, or ceased to be."""
        publisher = _publisher(article)
        others = {
            doc_id
            for paragraph_hash in hashes
            for doc_id in self._if_just_changed(publisher, paragraph_hash)
        }
        for doc_id in sorted(others - {article.doc_id}):
            other = self.store.article(doc_id)
            if other is not None:
                self._split(other)

    def _if_just_changed(self, publisher: str, paragraph_hash: int) -> list[str]:
        holding = self.store.suspect_articles(publisher, paragraph_hash)
        return holding if len(holding) in (REPEATED_IN - 1, REPEATED_IN) else []

    def _split(self, article: Article) -> None:
        """Makes the article's passages and their words equal to what its text gives now."""
        passages = split(
            article, self.splitting, is_boilerplate=lambda text: self._is_repeated(article, text)
        )
        old = set(self.store.passage_ids(article.doc_id))
        new = {passage.passage_id for passage in passages}
        self.words.remove(old - new)
        self.store.remove_passages(old - new)
        added: list[Passage] = [p for p in passages if p.passage_id not in old]
        self.store.put_passages(added)
        self.words.add(article, added)

    def _is_repeated(self, article: Article, paragraph: str) -> bool:
        if not looks_like_boilerplate(paragraph):
            return False
        holding = self.store.suspect_articles(_publisher(article), _paragraph_hash(paragraph))
        return len(holding) >= REPEATED_IN


def _with_next(items: Iterator[_File]) -> Iterator[tuple[_File, _File | None]]:
    """Each item with the one after it, None after the last."""
    item = next(items, None)
    while item is not None:
        following = next(items, None)
        yield item, following
        item = following


def _name(path: Path) -> str:
    """The name under which the store remembers a file."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _batches(items: Iterable[Article | IngestFailure]) -> Iterator[list[Article | IngestFailure]]:
    batch: list[Article | IngestFailure] = []
    for item in items:
        batch.append(item)
        if len(batch) == _ARTICLES_A_TRANSACTION:
            yield batch
            batch = []
    yield batch


def _same(before: Article, article: Article) -> bool:
    """Whether nothing but the time of fetching and the place differs."""
    return replace(before, fetched_at=None, path=None) == replace(
        article, fetched_at=None, path=None
    )


def _is_gone(path: str | None) -> bool:
    """Whether a file was renamed or deleted since an article came of it."""
    return path is None or not os.path.lexists(path)


def _publisher(article: Article) -> str:
    return article.publisher or ""


def _paragraphs(article: Article) -> Iterator[str]:
    for span in paragraph_spans(article.text):
        yield article.text[span.start : span.end]


def _paragraph_hash(paragraph: str) -> int:
    digest = hashlib.sha256(paragraph.casefold().encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _sha256(path: Path) -> str:
    """The hash of a file; empty where it cannot be read, and the reader says why."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
