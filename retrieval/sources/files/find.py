"""Finds the article files of a source, and the files that are skipped."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from retrieval.errors import SourceError
from retrieval.protocols import STORE_FILE
from retrieval.sources.files.detection import kind_of
from retrieval.sources.files.exports.labelled_questions import holds_questions
from retrieval.sources.files.exports.saved_pages import asset_folders, export_folders, holds_assets
from retrieval.sources.files.formats import kinds_listed
from retrieval.types import IngestFailure

# Files about the folder: README.md, README, LICENSE-MIT.txt, changelog.de.md.
_NOT_ARTICLES = re.compile(
    r"(?:readme|licen[sc]e|changelog)(?:[-._]\w{1,6})?(?:\.\w+)?", re.IGNORECASE
)
_SUFFIX = re.compile(r"\.\w{1,10}")
NO_SUFFIX = "(none)"


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file in a folder that is skipped because there is no reader for its kind.

    ``suffix`` is that of its name, in lower case, or NO_SUFFIX.
    """

    suffix: str


FoundItem: TypeAlias = Path | SkippedFile | IngestFailure


def find_files(source: Path) -> Iterator[FoundItem]:
    """Find the readable files of ``source``, a file or a folder, and those that are skipped.

    Folders are searched recursively, sorted by name; each file is found once even if it is linked
    several times. Silently ignored are hidden files and folders, links to folders, files that are
    not articles (a README, licence or changelog, labelled questions), folders with the assets of
    saved pages, and archives. A subfolder that cannot be read is a failure. Raises SourceError if
    there is nothing to read, for a folder when the iterator is exhausted.
    """
    try:
        mode = source.stat().st_mode
    except (OSError, ValueError) as error:
        raise SourceError(printable(source), _why_missing(error)) from error
    if stat.S_ISDIR(mode):
        return _files_of(source)
    if not stat.S_ISREG(mode):
        raise SourceError(printable(source), "is neither a file nor a folder: name one of these.")
    if kind_of(source) is None:
        raise SourceError(
            printable(source), f"is of a kind that cannot be read: give it as {kinds_listed()}."
        )
    return iter((source,))


def printable(path: Path) -> str:
    """Return the path as valid Unicode, with replacement characters for other bytes."""
    return os.fsencode(path).decode("utf-8", "replace")


def _why_missing(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "may not be read by this user: change its permissions."
    return "does not exist: check the name."


def _files_of(folder: Path) -> Iterator[FoundItem]:
    is_any_found = False
    for found in _walk(folder):
        is_any_found |= not isinstance(found, SkippedFile)
        yield found
    if not is_any_found:
        raise SourceError(
            printable(folder), f"holds no file that can be read: put {kinds_listed()} files there."
        )


def _walk(folder: Path) -> Iterator[FoundItem]:
    unreadable: list[OSError] = []
    seen: set[tuple[int, int]] = set()
    for parent, folders, names in os.walk(folder, onerror=unreadable.append):
        if STORE_FILE in names:
            folders.clear()
            continue
        assets = asset_folders(folders, names) | export_folders(names)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in assets
            and not holds_assets(Path(parent, name))
        )
        for name in sorted(names):
            if not name.startswith(".") and not _NOT_ARTICLES.fullmatch(name):
                yield from _inspect(Path(parent, name), seen)
        yield from _failures(unreadable)
    yield from _failures(unreadable)


def _inspect(path: Path, seen: set[tuple[int, int]]) -> Iterator[FoundItem]:
    if kind_of(path) is not None:
        yield from _once(path, seen)
    elif os.path.isfile(path):
        suffix = path.suffix.lower()
        yield SkippedFile(suffix if _SUFFIX.fullmatch(suffix) else NO_SUFFIX)


def _once(path: Path, seen: set[tuple[int, int]]) -> Iterator[FoundItem]:
    try:
        status = path.stat()
    except OSError:
        yield IngestFailure(
            printable(path), "is a broken link or may not be read: fix or remove it."
        )
        return
    identity = (status.st_dev, status.st_ino)
    if stat.S_ISREG(status.st_mode) and identity not in seen and not holds_questions(path):
        seen.add(identity)
        yield path


def _failures(unreadable: list[OSError]) -> Iterator[IngestFailure]:
    while unreadable:
        folder = Path(unreadable.pop(0).filename)
        yield IngestFailure(
            printable(folder), "is a folder that this user may not read: change its permissions."
        )
