"""The files of all sources of an ingest, and which sources failed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.errors import SourceError
from retrieval.sources import SkippedFile, find_files
from retrieval.types import IngestFailure

_OTHER_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # those of the web go elsewhere
_NOT_OF_THE_WEB = "is no address of the web: give one that begins with https://, or a file."


@dataclass(slots=True)
class FoundFiles:
    """The files to read, each with whether it is itself a source, and failures to find them.

    ``passed_over`` counts the skipped files by file name suffix; ``folders`` are those that were
    searched, and those of files that are themselves sources.
    """

    paths: dict[Path, bool] = field(default_factory=dict)
    failed: list[IngestFailure] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    folders: set[Path] = field(default_factory=set)
    _sources: list[tuple[str, list[Path], bool]] = field(default_factory=list)
    """Each source with its files, and whether finding some of them failed."""

    def failed_sources(self, unreadable: set[Path]) -> list[str]:
        """The sources from which nothing could be read, given the ``unreadable`` files."""
        return [
            source
            for source, paths, is_incomplete in self._sources
            if unreadable.issuperset(paths) and (paths or is_incomplete)
        ]

    def add(self, source: Path) -> None:
        """Finds the files of one source."""
        own: list[Path] = []
        failed_before = len(self.failed)
        try:
            for found in find_files(source):
                if isinstance(found, IngestFailure):
                    self.failed.append(found)
                elif isinstance(found, SkippedFile):
                    self.passed_over[found.suffix] += 1
                else:
                    path = found.resolve()
                    own.append(path)
                    self.paths[path] = self.paths.get(path, False) or found == source
        except SourceError as error:
            self.failed.append(IngestFailure(error.source, error.problem))
        else:
            folder = source.resolve()
            self.folders.add(folder if folder.is_dir() else folder.parent)
        self._sources.append((str(source), own, len(self.failed) > failed_before))

    def fail(self, source: str, problem: str) -> None:
        """Records a source that names no file."""
        self.failed.append(IngestFailure(source, problem))
        self._sources.append((source, [], True))


def find_all(sources: Iterable[str | Path]) -> FoundFiles:
    """Finds the files of ``sources``, without duplicates."""
    found = FoundFiles()
    for source in sources:
        if isinstance(source, str) and _OTHER_ADDRESS.match(source):
            found.fail(source, _NOT_OF_THE_WEB)
        else:
            found.add(Path(source))
    return found
