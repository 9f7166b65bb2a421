"""The files of an ingest that are new or have changed, with those of one article together."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from retrieval.protocols.removal import content_state, may_return
from retrieval.regular_files import sha256_of
from retrieval.sources import READER_VERSION
from retrieval.sources.files.page_groups import PagePlace, groups_of, may_be_page
from retrieval.sources.metadata.titles import agree
from retrieval.types import SourceVersion

if TYPE_CHECKING:
    from retrieval.protocols import Store

PlaceOf: TypeAlias = Callable[[Path], PagePlace | None]
"""A saved page → its place among the pages of its article."""


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


def is_known(file: SourceFile, store: Store, *, is_by_hand: bool, first_day: str) -> bool:
    """Return whether the archive has the articles of the file in this version.

    Removed articles are not added again until their file changes or is given as a source by hand,
    or, by a subscription, until all since ``first_day`` are kept if they were too old.
    """
    state = _state_of(file, store)
    if state is None or state == file.digest:
        return state is not None
    is_wanted = file.is_named if is_by_hand else may_return(state, first_day)
    return not is_wanted and content_state(state) == file.digest


def is_removed(file: SourceFile, store: Store) -> bool:
    """Return whether an article of the file in this version was removed from the archive."""
    state = _state_of(file, store)
    return state is not None and state != file.digest and content_state(state) == file.digest


def _state_of(file: SourceFile, store: Store) -> str | None:
    """What the archive knows of the file; None of one that it cannot know."""
    return store.file_state(file.name, READER_VERSION) if file.digest and file.name else None


def with_other_pages(
    files: Sequence[SourceFile], known: Collection[SourceFile], store: Store, place_of: PlaceOf
) -> list[tuple[SourceFile, ...]]:
    """Return the files to read, those that hold pages of one article together, in their order.

    Files that the archive has, the ``known`` ones, are read again only with a page that is new.
    """
    unchanged = {file.path: file for file in known}
    changed = {file.path: file for file in files if file.path not in unchanged}
    places = _places(changed, place_of)
    paged = {path: place for path, place in places.items() if place.is_paged}
    titles = [title for place in paged.values() for title in place.titles]
    folders = {path.parent for path in paged}
    perhaps = [
        path
        for path, file in unchanged.items()
        if path.parent in folders and _is_titled(file.name or "", titles, store)
    ]
    places |= _places(perhaps, place_of)
    every = {file.path: file for file in files}
    group_of = {
        path: tuple(every[one] for one in group) for group in groups_of(places) for path in group
    }
    return list(dict.fromkeys(group_of.get(path, (file,)) for path, file in changed.items()))


def _places(paths: Iterable[Path], place_of: PlaceOf) -> dict[Path, PagePlace]:
    """The places of the files that may hold one of several pages."""
    pages = filter(may_be_page, paths)
    return {path: place for path in pages if (place := place_of(path)) is not None}


def _is_titled(name: str, titles: Sequence[str], store: Store) -> bool:
    """Whether an article of a file has one of the titles."""
    articles = filter(None, map(store.article, store.file_articles(name)))
    return any(
        article.title and agree(article.title, one) for article in articles for one in titles
    )


def _sha256(path: Path) -> str:
    """The hash of a file; empty if it cannot be read, which the reader will report."""
    try:
        return sha256_of(path)
    except OSError:
        return ""
