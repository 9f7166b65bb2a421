"""The readers of each kind of file: a file → its articles and failures."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from retrieval.sources.files.detection import kind_of
from retrieval.sources.files.find import printable
from retrieval.sources.files.formats import FORMATS, FileItem, Part, Parts, kinds_listed, reader_of
from retrieval.sources.files.parts import NoArticleError, found_by
from retrieval.types import IngestFailure

READER_VERSION = 20
"""To be increased whenever the readers produce different articles from the same file."""


def read_articles(path: Path, *, name: str | None = None) -> Iterator[FileItem]:
    """Yield every article of the file, a failure for each part without one, and notes.

    ``name`` is the name of the file in failures and ``Article.path``, by default its path. Never
    raises because of the content of a file.
    """
    parts = parts_of(path, name or printable(path))
    return (found_by(part.read, part.source) for part in parts)


def parts_of(path: Path, name: str) -> Parts:
    """Yield the parts of the file, see :func:`read_articles`."""
    try:
        kind = kind_of(path)
        if kind is None:
            raise NoArticleError(f"is of a kind that cannot be read: give it as {kinds_listed()}.")
        _check_readable(path, kind)
        yield from reader_of(kind)(path, name)
    except NoArticleError as error:
        problem = str(error)
    except PermissionError:
        problem = "may not be read by this user: change its permissions."
    except OSError as error:
        problem = f"could not be read ({error.strerror}): check the disk."
    else:
        return
    yield Part(name, lambda: IngestFailure(name, problem))


def _check_readable(path: Path, kind: str) -> None:
    try:
        status = path.stat()
    except (FileNotFoundError, ValueError):
        raise NoArticleError("does not exist: check the name.") from None
    if not stat.S_ISREG(status.st_mode):
        raise NoArticleError("is not a file: name a file, or a folder of files.")
    if status.st_size == 0:
        raise NoArticleError("is empty: put the article's text into it or remove it.")
    limit = FORMATS[kind].max_bytes
    if limit is not None and status.st_size > limit:
        cure = "write JSON Lines" if kind == "json" else "split it into its articles"
        raise NoArticleError(f"is larger than {limit // 1_000_000} MB: {cure}.")
