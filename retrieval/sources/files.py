"""Finding the files of a source that hold articles."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from retrieval.errors import SourceError
from retrieval.sources.kinds import kind_of, kinds_listed
from retrieval.sources.labelled_questions import holds_questions
from retrieval.types import IngestFailure

_NO_ARTICLE = re.compile(r"\.|(?:readme|licen[sc]e|changelog)\b", re.IGNORECASE)


def find_files(source: Path) -> Iterator[Path | IngestFailure]:
    """Return the files of ``source``, a file or a folder, whose kind can be read.

    Folders are searched in depth, in the order of their names; hidden files and folders, links to
    folders and what is no article by its nature (a README, licence or changelog, a file of labelled
    questions) are passed over, and each real file comes once. A part of the folder that cannot be
    read is one failure. Raises SourceError where there is nothing to read at all.
    """
    try:
        mode = source.stat().st_mode
    except (OSError, ValueError) as error:
        raise SourceError(printable(source), _why_missing(error)) from error
    if stat.S_ISDIR(mode):
        return _files_or_error(source)
    if not stat.S_ISREG(mode):
        raise SourceError(printable(source), "is neither a file nor a folder: name one of these.")
    if kind_of(source) is None:
        raise SourceError(
            printable(source), f"is of a kind that cannot be read: give it as {kinds_listed()}."
        )
    return iter((source,))


def printable(path: Path) -> str:
    """Return the path as text that can be printed and stored, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "replace")


def _why_missing(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "may not be read by this user: change its permissions."
    return "does not exist: check the name."


def _files_or_error(folder: Path) -> Iterator[Path | IngestFailure]:
    found = _walk(folder)
    first = next(found, None)
    if first is None:
        raise SourceError(
            printable(folder), f"holds no file that can be read: put {kinds_listed()} files there."
        )
    return chain((first,), found)


def _walk(folder: Path) -> Iterator[Path | IngestFailure]:
    unreadable: list[OSError] = []
    seen: set[tuple[int, int]] = set()
    for parent, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not _NO_ARTICLE.match(name) and kind_of(path) is not None:
                yield from _once(path, seen)
        yield from _failures(unreadable)
    yield from _failures(unreadable)


def _once(path: Path, seen: set[tuple[int, int]]) -> Iterator[Path | IngestFailure]:
    try:
        status = path.stat()
    except OSError:
        yield IngestFailure(
            printable(path), "is a link to nothing or may not be read: mend or remove it."
        )
        return
    identity = (status.st_dev, status.st_ino)
    if stat.S_ISREG(status.st_mode) and identity not in seen and not _holds_questions(path):
        seen.add(identity)
        yield path


def _holds_questions(path: Path) -> bool:
    """False also where the file cannot be read: reading it will say so."""
    try:
        return holds_questions(path)
    except OSError:
        return False


def _failures(unreadable: list[OSError]) -> Iterator[IngestFailure]:
    while unreadable:
        folder = Path(unreadable.pop(0).filename)
        yield IngestFailure(
            printable(folder), "is a folder that this user may not read: change its permissions."
        )
