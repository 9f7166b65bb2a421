"""Finding the files of a source that hold articles, and telling which kinds are passed over."""

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
from retrieval.sources.files.formats import kind_of, kinds_listed
from retrieval.sources.files.labelled_questions import holds_questions
from retrieval.sources.files.saved_pages import asset_folders
from retrieval.types import IngestFailure

# A file about the folder: README.md, README, LICENSE-MIT.txt, changelog.de.md.
_NO_ARTICLE = re.compile(
    r"(?:readme|licen[sc]e|changelog)(?:[-._]\w{1,6})?(?:\.\w+)?", re.IGNORECASE
)
_ENDING = re.compile(r"\.\w{1,10}")
WITHOUT_ENDING = "(none)"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file in a folder whose kind cannot be read, by the ending of its name in lower case.

    ``ending`` is WITHOUT_ENDING where the name has none.
    """

    ending: str


Found: TypeAlias = Path | PassedOver | IngestFailure


def find_files(source: Path) -> Iterator[Found]:
    """Return the files of ``source``, a file or a folder, whose kind can be read, and the others.

    Folders are searched in depth, in the order of their names, and each real file comes once. Left
    out without a word are hidden files and folders, links to folders, what is no article by its
    nature (a README, licence or changelog, a file of labelled questions), the folder of a saved
    page's pictures and scripts, and an archive of ours. A part of the folder that cannot be read is
    one failure. Raises SourceError, perhaps at the end, where there is nothing to read at all.
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
    """Return the path as text that can be printed and stored, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "replace")


def _why_missing(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "may not be read by this user: change its permissions."
    return "does not exist: check the name."


def _files_of(folder: Path) -> Iterator[Found]:
    holds_something = False
    for found in _walk(folder):
        holds_something |= not isinstance(found, PassedOver)
        yield found
    if not holds_something:
        raise SourceError(
            printable(folder), f"holds no file that can be read: put {kinds_listed()} files there."
        )


def _walk(folder: Path) -> Iterator[Found]:
    unreadable: list[OSError] = []
    seen: set[tuple[int, int]] = set()
    for parent, folders, names in os.walk(folder, onerror=unreadable.append):
        if STORE_FILE in names:
            folders.clear()
            continue
        assets = asset_folders(folders, names)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in assets
        )
        for name in sorted(names):
            if not name.startswith(".") and not _NO_ARTICLE.fullmatch(name):
                yield from _look_at(Path(parent, name), seen)
        yield from _failures(unreadable)
    yield from _failures(unreadable)


def _look_at(path: Path, seen: set[tuple[int, int]]) -> Iterator[Found]:
    if kind_of(path) is not None:
        yield from _once(path, seen)
    elif os.path.isfile(path):
        ending = path.suffix.lower()
        yield PassedOver(ending if _ENDING.fullmatch(ending) else WITHOUT_ENDING)


def _once(path: Path, seen: set[tuple[int, int]]) -> Iterator[Found]:
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
