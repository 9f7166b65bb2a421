"""Ingest of files and folders → articles, stored in transactions.

After an interruption each article is stored completely or not at all; the next ingest goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, starmap
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from retrieval.ingest.edited_files import earlier_versions, is_gone
from retrieval.ingest.found_files import find_all
from retrieval.ingest.merging import Origin, with_stored_identity
from retrieval.ingest.report import ReportBuilder
from retrieval.ingest.source_files import (
    SourceFile,
    file_of_version,
    is_known,
    is_removed,
    source_file,
)
from retrieval.ingest.writer import ARTICLES_PER_TRANSACTION, Writer
from retrieval.protocols import FileVersion, IngestCluster
from retrieval.protocols.removal import removed_from, without_old
from retrieval.sources import READER_VERSION
from retrieval.sources.files.formats import FileItem
from retrieval.types import Article, OnProgress, Progress, SourceVersion

if TYPE_CHECKING:
    from retrieval.sources.worker.article_reader import ArticleReader
    from retrieval.store.store import SqlStore

_MOST_HELD = 1024  # new articles of a file that may be edited ones
_MOST_FIELDS = 1000  # that are not used and not told again
_T = TypeVar("_T")


class FailingFiles(Protocol):
    """Files that could not be read: not each of them is tried again each time."""

    def is_failing(self, key: str, state: str) -> bool:
        """Whether the file of that name and content is not to be tried again yet."""

    def note_failure(self, key: str, state: str) -> None:
        """Records that it could not be read."""


@dataclass(frozen=True, slots=True)
class FileWriter:
    """Ingests files and folders; ``now`` is the time, ISO 8601 UTC.

    For a subscription, ``failing`` tells what not to try again, and articles that were published
    before ``first_day`` (ISO 8601, "" for none) are not added, as they would be removed.
    With a ``cluster``, its machines read the files.
    """

    writer: Writer
    reader: ArticleReader
    results: ReportBuilder
    on_progress: OnProgress
    now: str
    failing: FailingFiles | None = None
    first_day: str = ""
    cluster: IngestCluster | None = None

    def ingest(
        self,
        sources: Iterable[str | Path],
        *,
        files_stay: bool = True,
        known_as: SourceVersion | None = None,
    ) -> None:
        """Adds or updates the articles of files and folders.

        Without ``files_stay`` the files are temporary, and their paths are not recorded. With
        ``known_as``, the only file is temporary and holds that version of something.
        """
        found = find_all(sources)
        self.results.failed += found.failed
        self.results.passed_over |= found.passed_over
        store = self.writer.store
        by_hand = self.failing is None
        are_notes_shown = by_hand and files_stay and known_as is None
        if are_notes_shown:
            self.results.told_fields |= store.told_fields()
        if known_as is not None:
            files = [file_of_version(path, known_as) for path in found.paths]
        elif files_stay:
            files = [source_file(path, is_named=named) for path, named in found.paths.items()]
        else:
            files = list(starmap(SourceFile, found.paths.items()))
        known = [
            file
            for file in files
            if is_known(file, store, is_by_hand=by_hand, first_day=self.first_day)
            or self._is_put_off(file)
        ]
        if by_hand:
            self.results.removed_earlier += sum(is_removed(file, store) for file in known)
        names = (file.name for file in known if file.name)
        unchanged = {doc_id for name in names for doc_id in store.file_articles(name)}
        self.results.counts["unchanged"] += len(unchanged)
        known_paths = {file.path for file in known}
        changed = [file for file in files if file.path not in known_paths]
        unreadable: set[Path] = set()
        for file, items in zip(changed, self._read(changed), strict=True):
            before = self.results.totals()
            self._put(file, items, found.folders)
            if self.results.has_only_failed(before):
                unreadable.add(file.path)
        self.results.failed_sources += found.failed_sources(unreadable)
        if are_notes_shown:
            self._remember_told_fields()

    def _read(self, files: Sequence[SourceFile]) -> Iterator[Iterable[FileItem]]:
        """What each file holds, in their order."""
        if self.cluster is not None:
            versions = [FileVersion(file.path, file.digest) for file in files]
            found = self.cluster.read_files(versions, timeout_s=self.reader.timeout_s)
            for file, items in zip(files, found, strict=True):
                yield self.reader.read_file(file.path) if items is None else items
            return
        for file in files:
            yield () if file.is_empty else self.reader.read_file(file.path)

    def _put(self, file: SourceFile, items: Iterable[FileItem], folders: Collection[Path]) -> None:
        """Stores the articles of a file, and records them.

        ``items`` is what it holds; ``folders`` are those in which files may have been renamed.
        """
        results = self.results
        before = len(results.failed), results.lists
        names = [file.name] if file.name else []
        held = _HeldBack(names, folders, self.writer.store)
        origin = Origin(names)
        doc_ids: list[str] = []
        gone = self._removed_earlier(file)
        met: set[str] = set()  # of these
        is_old_left_out = False
        for batch in _batches(items):
            with self.writer.store.write_transaction():
                for item in batch:
                    if not isinstance(item, Article):
                        results.tell(item, is_named=file.is_named)
                        continue
                    identified = with_stored_identity(item, origin, self.writer.store)
                    if same := gone & {item.doc_id, identified.doc_id}:
                        met |= same
                        continue
                    if self._is_too_old(identified):
                        is_old_left_out = True
                        continue
                    path = item.path if file.stays else None
                    article = replace(identified, fetched_at=self.now, path=path)
                    doc_ids.append(article.doc_id)
                    if not held.take(article):
                        self._put_article(article, folders)
            self.on_progress(Progress("reading", sum(results.counts.values()), None))
        is_whole = (len(results.failed), results.lists) == before
        earlier = held.earlier(set(doc_ids)) if is_whole else {}
        for some in _batches(held.articles):
            with self.writer.store.write_transaction():
                for own in some:
                    self._put_article(own, folders, earlier.get(own.doc_id))
        replaced = {article.doc_id for article in earlier.values()}
        if file.name:
            if self.failing is not None and len(results.failed) > before[0]:
                self.failing.note_failure(file.name, file.digest)
            digest = removed_from(file.digest, *met)
            digest = without_old(digest, self.first_day) if is_old_left_out else digest
            removed = self._record(file.name, digest, doc_ids, is_complete=is_whole)
            results.removed += len(removed - replaced)

    def _remember_told_fields(self) -> None:
        store = self.writer.store
        if not self.results.told_fields - store.told_fields():
            return
        with store.write_transaction(of_articles=False):
            told = store.told_fields() | self.results.told_fields
            if len(told) <= _MOST_FIELDS:
                store.put_told_fields(told)

    def _removed_earlier(self, file: SourceFile) -> frozenset[str]:
        """Articles that were removed from a file which only other readers make read again.

        A file that is named by hand brings all that it holds.
        """
        is_named_by_hand = self.failing is None and file.is_named
        if is_named_by_hand or not (file.name and file.digest):
            return frozenset()
        return self.writer.store.removed_articles(file.name, file.digest)

    def _put_article(
        self, article: Article, folders: Collection[Path], earlier: Article | None = None
    ) -> None:
        """Stores an article and counts it, in place of ``earlier`` if that has another id.

        What files that are gone from ``folders`` hold of that goes with it; they are read again if
        they come back.
        """
        store = self.writer.store
        outcome = self.writer.put(article, earlier=earlier)
        self.results.count(outcome, article.doc_id, earlier=earlier)
        if earlier is not None:
            for name in store.article_files(earlier.doc_id):
                if is_gone(name, folders):
                    others = set(store.file_articles(name)) - {earlier.doc_id}
                    self._record(name, "", sorted(others), is_complete=True)

    def _is_too_old(self, article: Article) -> bool:
        """Whether an article that the archive does not have is too old to be kept."""
        day = (article.published_at or self.now)[:10]
        return day < self.first_day and self.writer.store.article(article.doc_id) is None

    def _is_put_off(self, file: SourceFile) -> bool:
        """Whether a file that could not be read is not to be tried again yet."""
        if self.failing is None or not (file.name and file.digest):
            return False
        return self.failing.is_failing(file.name, file.digest)

    def _record(self, name: str, digest: str, doc_ids: list[str], *, is_complete: bool) -> set[str]:
        """Records the articles of a file, and removes those that are no longer in any file; returns
        the ids of these.

        If a part of it failed, or it is a list of feeds, its earlier articles are kept, and it is
        read again next time.
        """
        store = self.writer.store
        with store.write_transaction():
            if not is_complete:
                digest, doc_ids = "", [*doc_ids, *store.file_articles(name)]
            left = store.put_file(name, digest, READER_VERSION, doc_ids)
            return {doc_id for doc_id in left if self.writer.remove(doc_id)}


class _HeldBack:
    """New articles without an address of files that had articles before: once all are read, it is
    known whose place they take.

    If there are more of them than an edit would bring, all are new.
    """

    def __init__(self, names: Collection[str], folders: Collection[Path], store: SqlStore) -> None:
        self._names = names
        self._folders = folders
        self._store = store
        self._has_earlier = any(map(store.file_articles, names))
        self.articles: list[Article] = []

    def take(self, article: Article) -> bool:
        """Whether an article is held back."""
        is_held = (
            self._has_earlier
            and len(self.articles) < _MOST_HELD
            and article.url is None
            and self._store.article(article.doc_id) is None
        )
        if is_held:
            self.articles.append(article)
        return is_held

    def earlier(self, ids: Collection[str]) -> dict[str, Article]:
        """Whose place they take, by their ids; ``ids`` are those of all that the files hold."""
        if len(self.articles) == _MOST_HELD:
            return {}
        return earlier_versions(self.articles, ids, self._names, self._folders, self._store)


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    """What is stored in a transaction each."""
    items = iter(items)
    while batch := [*islice(items, ARTICLES_PER_TRANSACTION)]:
        yield batch
