"""Ingest of files and folders → articles, stored in transactions.

After an interruption each article is stored completely or not at all; the next ingest goes on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, starmap
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.ingest.found_files import find_all
from retrieval.ingest.merging import Origin, with_stored_identity
from retrieval.ingest.report import ReportBuilder
from retrieval.ingest.writer import ARTICLES_PER_TRANSACTION, Writer
from retrieval.protocols import ARTICLE_REMOVED
from retrieval.regular_files import sha256_of
from retrieval.sources import READER_VERSION
from retrieval.sources.files.formats import FileItem
from retrieval.types import Article, OnProgress, Progress, SourceVersion

if TYPE_CHECKING:
    from retrieval.sources.worker.article_reader import ArticleReader


@dataclass(frozen=True, slots=True)
class _File:
    """A file to be read, with the hash of its content, and whether it is itself a source.

    ``name`` is None if nothing is to be recorded of it; ``stays`` is whether it is not temporary.
    """

    path: Path
    is_named: bool
    name: str | None = None
    digest: str = ""
    stays: bool = False


@dataclass(frozen=True, slots=True)
class FileWriter:
    """Ingests files and folders; ``now`` is the time, ISO 8601 UTC."""

    writer: Writer
    reader: ArticleReader
    results: ReportBuilder
    on_progress: OnProgress
    now: str

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
        if known_as is not None:
            version = (known_as.name, known_as.version)
            files = self._unknown(_File(path, False, *version) for path in found.paths)
        elif files_stay:
            files = self._unknown(starmap(_staying, found.paths.items()))
        else:
            files = starmap(_File, found.paths.items())
        unreadable = set()
        for file, following in _with_next(files):
            before = self.results.totals()
            self._put(file, following)
            if self.results.has_only_failed(before):
                unreadable.add(file.path)
        self.results.failed_sources += found.failed_sources(unreadable)

    def _unknown(self, files: Iterable[_File]) -> Iterator[_File]:
        """The files that are new or have changed."""
        store = self.writer.store
        for file in files:
            name, digest = file.name or "", file.digest
            # Removed articles are not added again until their file changes or is given as a source.
            states = {digest} if file.is_named else {digest, f"{ARTICLE_REMOVED}{digest}"}
            if digest and any(store.is_file_known(name, one, READER_VERSION) for one in states):
                self.results.counts["unchanged"] += len(store.file_articles(name))
            else:
                yield file

    def _put(self, file: _File, following: _File | None) -> None:
        """Stores the articles of a file, and records them; ``following`` is prefetched."""
        results = self.results
        before = len(results.failed), results.lists
        origin = Origin((file.name,) if file.name else ())
        doc_ids: list[str] = []
        items = self.reader.read_file(file.path, following=following.path if following else None)
        for batch in _batches(items):
            with self.writer.store.write_transaction():
                for item in batch:
                    if not isinstance(item, Article):
                        results.tell(item, is_named=file.is_named)
                    else:
                        identified = with_stored_identity(item, origin, self.writer.store)
                        path = item.path if file.stays else None
                        article = replace(identified, fetched_at=self.now, path=path)
                        doc_ids.append(article.doc_id)
                        results.count(self.writer.put(article), article.doc_id)
            self.on_progress(Progress("reading", sum(results.counts.values()), None))
        if file.name:
            is_whole = (len(results.failed), results.lists) == before
            is_complete = is_whole or not file.stays  # what cannot be read was edited away
            self._record(file.name, file.digest, doc_ids, is_complete=is_complete)

    def _record(self, name: str, digest: str, doc_ids: list[str], *, is_complete: bool) -> None:
        """Records the articles of a file, and removes articles that are no longer in any file.

        If a part of it failed, or it is a list of feeds, its earlier articles are kept, and it is
        read again next time.
        """
        store = self.writer.store
        with store.write_transaction():
            if not is_complete:
                digest, doc_ids = "", [*doc_ids, *store.file_articles(name)]
            for doc_id in store.put_file(name, digest, READER_VERSION, doc_ids):
                self.writer.remove(doc_id)


def _staying(path: Path, is_named: bool) -> _File:
    name = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _File(path, is_named, name, _sha256(path), stays=True)


def _with_next(items: Iterator[_File]) -> Iterator[tuple[_File, _File | None]]:
    """Pairs each item with the next one, the last one with None."""
    item = next(items, None)
    while item is not None:
        following = next(items, None)
        yield item, following
        item = following


def _batches(items: Iterable[FileItem]) -> Iterator[list[FileItem]]:
    items = iter(items)
    while batch := list(islice(items, ARTICLES_PER_TRANSACTION)):
        yield batch


def _sha256(path: Path) -> str:
    """The hash of a file; empty if it cannot be read, which the reader will report."""
    try:
        return sha256_of(path)
    except OSError:
        return ""
