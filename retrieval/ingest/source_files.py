"""The files of an ingest, and whether they are new or have changed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.protocols.removal import content_state, may_return
from retrieval.regular_files import sha256_of
from retrieval.sources import READER_VERSION
from retrieval.types import SourceVersion

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read, with the hash of its content, and whether it is itself a source.

    ``name`` is None if nothing is to be recorded of it; ``stays`` is whether it is not temporary.
    One that ``is_empty`` is not read, as it has no article.
    """

    path: Path
    is_named: bool
    name: str | None = None
    digest: str = ""
    stays: bool = False
    is_empty: bool = False


def source_file(path: Path, *, is_named: bool) -> SourceFile:
    """Return a file that stays where it is."""
    name = os.fsencode(path).decode("utf-8", "backslashreplace")
    return SourceFile(path, is_named, name, _sha256(path), stays=True)


def file_of_version(path: Path, known_as: SourceVersion) -> SourceFile:
    """Return a temporary file that holds a version of something."""
    return SourceFile(path, False, known_as.name, known_as.version, is_empty=known_as.is_empty)


def is_known(file: SourceFile, store: SqlStore, *, is_by_hand: bool, first_day: str) -> bool:
    """Return whether the archive has the articles of the file in this version.

    Removed articles are not added again until their file changes or is given as a source by hand,
    or, by a subscription, until all since ``first_day`` are kept if they were too old.
    """
    state = _state_of(file, store)
    if state is None or state == file.digest:
        return state is not None
    is_wanted = file.is_named if is_by_hand else may_return(state, first_day)
    return not is_wanted and content_state(state) == file.digest


def is_removed(file: SourceFile, store: SqlStore) -> bool:
    """Return whether an article of the file in this version was removed from the archive."""
    state = _state_of(file, store)
    return state is not None and state != file.digest and content_state(state) == file.digest


def _state_of(file: SourceFile, store: SqlStore) -> str | None:
    """What the archive knows of the file; None of one that it cannot know."""
    return store.file_state(file.name, READER_VERSION) if file.digest and file.name else None


def _sha256(path: Path) -> str:
    """The hash of a file; empty if it cannot be read, which the reader will report."""
    try:
        return sha256_of(path)
    except OSError:
        return ""
