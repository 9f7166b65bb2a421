"""What readers share: from the draft of a part to its article, or to why there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from retrieval.regular_files import read_regular
from retrieval.sources.drafts import Draft, make_article
from retrieval.sources.files.decoding import decode
from retrieval.sources.files.formats import MAX_ARTICLE_BYTES, Part, Parts
from retrieval.sources.metadata.characters import letters
from retrieval.types import Article, IngestFailure

_MAX_PARAGRAPHS = 20_000
TOO_LONG = f"is longer than {MAX_ARTICLE_BYTES // 1_000_000} MB: split it into its articles."
BINARY = "is not text: save the article as plain text, HTML or JSON."
NO_TEXT = "holds no article text: check that it is the article's page or file."
TOO_SHORT = "is too short for an article: check that it is the whole text."
_MIN_LETTERS = 6
_Found = TypeVar("_Found")


class NoArticleError(Exception):
    """What holds no article, or cannot be read; the message says why, and what to do.

    ``feed`` is the address of the feed that a page offers, if it lists articles.
    """

    def __init__(self, message: str, *, feed: str | None = None) -> None:
        super().__init__(message)
        self.feed = feed


def found_by(read: Callable[[], _Found], source: str) -> _Found | IngestFailure:
    """Return what ``read`` returns; if it raises NoArticleError, the failure of ``source``."""
    try:
        return read()
    except NoArticleError as error:
        return IngestFailure(source, str(error), feed=error.feed)


def finish(draft: Draft | None, path: str | None) -> Article:
    """Return the article of a draft; raises NoArticleError if it is none."""
    lines = (*draft.paragraphs, *draft.posts) if draft else ()
    if len(lines) > _MAX_PARAGRAPHS:
        raise NoArticleError(
            f"has more than {_MAX_PARAGRAPHS:,} paragraphs: split it into its articles."
        )
    if sum(map(len, lines)) > MAX_ARTICLE_BYTES:
        raise NoArticleError(TOO_LONG)
    article = make_article(draft, path) if draft and lines else None
    if article is None:
        raise NoArticleError(NO_TEXT)
    return article


def document_parts(read: Callable[[bytes], Draft | None], path: Path, name: str) -> Parts:
    """Yield the one article of a document, whose draft ``read`` makes of its bytes.

    ``read`` may raise NoArticleError.
    """
    data = read_regular(path)
    yield Part(name, lambda: finish(read(data), name))


def text_parts(read: Callable[[str], Draft], path: Path, name: str) -> Parts:
    """Yield the one article of a text file, whose draft ``read`` makes of its text."""
    return document_parts(lambda data: _long_enough(read(_text(data))), path, name)


def _long_enough(draft: Draft) -> Draft:
    if 0 < len(letters(f"{draft.title or ''}{''.join(draft.paragraphs)}")) < _MIN_LETTERS:
        raise NoArticleError(TOO_SHORT)
    return draft


def _text(data: bytes) -> str:
    text = decode(data)
    if text is None:
        raise NoArticleError(BINARY)
    return text
