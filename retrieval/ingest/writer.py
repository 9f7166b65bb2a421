"""The write path: files → articles → passages, stored in transactions; then their vectors.

An article can be found by its words as soon as its transaction is committed; its vectors follow.
After an interruption each article is stored completely or not at all; the next ingest goes on.
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
from retrieval.sources.files.formats import FileItem
from retrieval.text.passages import Splitting, embedded_text, paragraph_spans, split
from retrieval.types import (
    Article,
    IngestFailure,
    IngestNote,
    IngestReport,
    ListedAddresses,
    OnProgress,
    Passage,
    Progress,
)

if TYPE_CHECKING:
    from retrieval.protocols import Embedder, LexicalIndex, Store
    from retrieval.sources.worker.article_reader import ArticleReader

REPEATED_IN = 3  # articles of a publisher that make a suspect paragraph boilerplate
_ARTICLES_PER_TRANSACTION = 64
_VECTORS_PER_TRANSACTION = 256
_LIST_NOT_NAMED = "lists feeds and holds no article: name the file itself to read them."


class ReportBuilder:
    """Collects the results of a running ingest."""

    def __init__(
        self, failed: Iterable[IngestFailure] = (), passed_over: Mapping[str, int] | None = None
    ) -> None:
        self.counts = {"added": 0, "replaced": 0, "unchanged": 0}
        self.failed = list(failed)
        self.passed_over = dict(passed_over or {})
        self.failed_sources: list[str] = []
        self.notes: list[IngestNote] = []
        self.listed: list[str] = []
        self.lists = 0
        self._changed: dict[str, None] = {}

    def totals(self) -> tuple[int, int]:
        """The numbers of articles and failures so far."""
        return sum(self.counts.values()), len(self.failed)

    def has_only_failed(self, since: tuple[int, int]) -> bool:
        """Whether there have been failures, and no article, since these totals."""
        articles, failures = self.totals()
        return articles == since[0] and failures > since[1]

    def count(self, outcome: str, doc_id: str) -> None:
        """Count an article that was "added", "replaced" or "unchanged"."""
        self.counts[outcome] += 1
        if outcome != "unchanged":
            self._changed[doc_id] = None

    def tell(
        self, item: IngestFailure | IngestNote | ListedAddresses, *, is_named: bool = True
    ) -> None:
        """Take in what is no article; lists of addresses count only if their file is named."""
        if isinstance(item, IngestFailure):
            self.failed.append(item)
        elif isinstance(item, IngestNote):
            self.notes.append(item)
        else:
            self.lists += 1
            if is_named:
                self.listed += item.addresses
            else:
                self.notes.append(IngestNote(item.source, _LIST_NOT_NAMED))

    def report(self) -> IngestReport:
        """The report of the results so far."""
        return IngestReport(
            **self.counts,
            failed=tuple(self.failed),
            failed_sources=tuple(self.failed_sources),
            changed=tuple(self._changed),
            passed_over=self.passed_over,
            notes=tuple(self.notes),
            listed=tuple(self.listed),
        )


@dataclass(frozen=True, slots=True)
class _File:
    """A file to be read, its name in the archive, the hash of its content, and whether it is itself
    a source.
    """

    path: Path
    name: str
    digest: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """The context of one ingest of files; ``now`` is its time, ISO 8601 UTC."""

    reader: ArticleReader
    results: ReportBuilder
    on_progress: OnProgress
    now: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes articles, passages and vectors to the store and the lexical index."""

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
        """Add or update the articles of files and folders.

        ``now`` is the time, ISO 8601 UTC. Without ``files_stay`` the files are temporary, and their
        paths are not recorded.
        """
        found = find_all(sources)
        results = ReportBuilder(found.failed, found.passed_over)
        run = _Run(reader, results, on_progress, now)
        unreadable = set()
        if files_stay:
            for file, following in _with_next(self._changed(found.paths, results)):
                before = results.totals()
                self._ingest_file(file, run, following)
                if results.has_only_failed(before):
                    unreadable.add(file.path)
        else:
            for path, is_named in found.paths.items():
                before = results.totals()
                self._put_file_articles(path, run, None, keeps_path=False, is_named=is_named)
                if results.has_only_failed(before):
                    unreadable.add(path)
        results.failed_sources = found.failed_sources(unreadable)
        return results.report()

    def put(self, article: Article) -> str:
        """Store one article; returns "added", "replaced" or "unchanged"."""
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
        """Remove an article from the store and all indexes; returns whether it existed."""
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
        """Split every article again; unchanged passages are kept."""
        doc_ids = self.store.article_ids()
        for first in range(0, len(doc_ids), _ARTICLES_PER_TRANSACTION):
            on_progress(Progress("splitting", first, len(doc_ids)))
            with self.store.write_transaction():
                for doc_id in doc_ids[first : first + _ARTICLES_PER_TRANSACTION]:
                    article = self.store.article(doc_id)
                    if article is not None:
                        self._split(article)
        on_progress(Progress("splitting", len(doc_ids), len(doc_ids)))

    def index_words(self, on_progress: OnProgress) -> None:
        """Rebuild the lexical index in one transaction; searches go on meanwhile."""
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
        """Embed all passages without a vector, in several transactions."""
        total = self.store.count_pending(embedder_id)
        done, after = 0, -1
        while True:
            on_progress(Progress("embedding", done, max(done, total)))
            pending = self.store.pending_passages(
                embedder_id, _VECTORS_PER_TRANSACTION, after=after
            )
            if not pending and after < 0:
                return
            after = (
                pending[-1][0] if pending else -1
            )  # start over: some may have been added meanwhile
            if pending:
                texts = [embedded_text(title, text) for _, title, text in pending]
                vectors, tokens = embedder.embed_passage_tokens(texts)
                passage_ids = [row[0] for row in pending]
                with self.store.write_transaction():
                    self.store.put_vectors(embedder_id, passage_ids, vectors)
                    self.store.put_token_vectors(embedder_id, passage_ids, tokens)
                done += len(pending)

    def _changed(self, found: Mapping[Path, bool], results: ReportBuilder) -> Iterator[_File]:
        """The files that are new or have changed."""
        for path, is_named in found.items():
            name = _name(path)
            digest = _sha256(path)
            # Removed articles are not added again until their file changes or is given as a source.
            states = {digest} if is_named else {digest, f"{ARTICLE_REMOVED}{digest}"}
            if digest and any(self.store.is_file_known(name, s, READER_VERSION) for s in states):
                results.counts["unchanged"] += len(self.store.file_articles(name))
            else:
                yield _File(path, name, digest, is_named)

    def _ingest_file(self, file: _File, run: _Run, following: _File | None) -> None:
        before = len(run.results.failed), run.results.lists
        doc_ids = self._put_file_articles(
            file.path,
            run,
            following.path if following else None,
            keeps_path=True,
            is_named=file.is_named,
        )
        is_complete = (len(run.results.failed), run.results.lists) == before
        self._put_file(file.name, file.digest, doc_ids, is_complete=is_complete)

    def _put_file_articles(
        self, path: Path, run: _Run, following: Path | None, *, keeps_path: bool, is_named: bool
    ) -> list[str]:
        """Store the articles of a file; returns their ids. ``following`` is prefetched."""
        origin = Origin((_name(path),) if keeps_path else ())
        doc_ids: list[str] = []
        results = run.results
        for batch in _batches(run.reader.read_file(path, following=following)):
            with self.store.write_transaction():
                for item in batch:
                    if not isinstance(item, Article):
                        results.tell(item, is_named=is_named)
                    else:
                        kept = item.path if keeps_path else None
                        identified = with_stored_identity(item, origin, self.store)
                        article = replace(identified, fetched_at=run.now, path=kept)
                        doc_ids.append(article.doc_id)
                        results.count(self.put(article), article.doc_id)
            run.on_progress(Progress("reading", sum(results.counts.values()), None))
        return doc_ids

    def _put_file(self, name: str, digest: str, doc_ids: list[str], *, is_complete: bool) -> None:
        """Record the articles of a file, and remove articles that are no longer in any file.

        If a part of it failed, or it is a list of feeds, its earlier articles are kept, and it is
        read again next time.
        """
        with self.store.write_transaction():
            if not is_complete:
                digest, doc_ids = "", [*doc_ids, *self.store.file_articles(name)]
            for doc_id in self.store.put_file(name, digest, READER_VERSION, doc_ids):
                self.remove(doc_id)

    def _put_suspects(self, article: Article) -> set[int]:
        """Record paragraphs that look like boilerplate; returns hashes with a changed count."""
        hashes = {
            _paragraph_hash(paragraph)
            for paragraph in _paragraphs(article)
            if looks_like_boilerplate(paragraph)
        }
        return self.store.put_suspects(_publisher(article), article.doc_id, hashes)

    def _split_again(self, article: Article, hashes: Iterable[int]) -> None:
        """Split other articles again whose paragraphs have become boilerplate, or ceased to be."""
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
        """Update the article's passages and their index to its current text."""
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
    """Pair each item with the next one, the last one with None."""
    item = next(items, None)
    while item is not None:
        following = next(items, None)
        yield item, following
        item = following


def _name(path: Path) -> str:
    """The name of a file in the store."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _batches(items: Iterable[FileItem]) -> Iterator[list[FileItem]]:
    batch: list[FileItem] = []
    for item in items:
        batch.append(item)
        if len(batch) == _ARTICLES_PER_TRANSACTION:
            yield batch
            batch = []
    yield batch


def _same(before: Article, article: Article) -> bool:
    """Whether the articles are equal except for fetching time and path."""
    return replace(before, fetched_at=None, path=None) == replace(
        article, fetched_at=None, path=None
    )


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


def _sha256(path: Path) -> str:
    """The hash of a file; empty if it cannot be read, which the reader will report."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
