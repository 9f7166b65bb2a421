"""What readers share: from the draft of a part to its article, or to why there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retrieval.regular_files import read_regular
from retrieval.sources.drafts import Draft, make_article
from retrieval.sources.files.decoding import decode
from retrieval.sources.files.formats import MAX_ARTICLE_BYTES, Part, Parts
from retrieval.types import Article, IngestFailure

_MAX_PARAGRAPHS = 20_000
TOO_LONG = f"is longer than {MAX_ARTICLE_BYTES // 1_000_000} MB: split it into its articles."
BINARY = "is not text: save the article as plain text, HTML or JSON."
NO_TEXT = "holds no article text: check that it is the article's page or file."


class NoArticleError(ValueError):
    """A page that holds no article; the message says what it holds instead, and what to do.

    ``feed`` is the address of the feed that it offers, if it lists articles.
    """

    def __init__(self, message: str, *, feed: str | None = None) -> None:
        super().__init__(message)
        self.feed = feed


class UnreadableDocumentError(ValueError):
    """A document that cannot be read; the message says what to do."""


def finish(draft: Draft, path: str | None, source: str) -> Article | IngestFailure:
    """Return the article of a draft, or why it is none; ``source`` is what a failure names."""
    lines = (*draft.paragraphs, *draft.posts)
    if len(lines) > _MAX_PARAGRAPHS:
        return IngestFailure(
            source, f"has more than {_MAX_PARAGRAPHS:,} paragraphs: split it into its articles."
        )
    if sum(map(len, lines)) > MAX_ARTICLE_BYTES:
        return IngestFailure(source, TOO_LONG)
    return make_article(draft, path) or IngestFailure(source, NO_TEXT)


def failed(source: str, problem: str) -> Part:
    """Return a part that holds no article, and why."""
    return Part(source, lambda: IngestFailure(source, problem))


def document_parts(read: Callable[[bytes], Draft], path: Path, name: str) -> Parts:
    """Yield the one article of a document, whose draft ``read`` makes of its bytes.

    ``read`` may raise UnreadableDocumentError.
    """
    data = read_regular(path)

    def read_document() -> Article | IngestFailure:
        try:
            draft = read(data)
        except UnreadableDocumentError as error:
            return IngestFailure(name, str(error))
        return finish(draft, name, name) if draft.paragraphs else IngestFailure(name, NO_TEXT)

    yield Part(name, read_document)


def text_parts(read: Callable[[str], Draft], path: Path, name: str) -> Parts:
    """Yield the one article of a text file, whose draft ``read`` makes of its text."""
    data = read_regular(path)

    def read_whole() -> Article | IngestFailure:
        text = decode(data)
        return IngestFailure(name, BINARY) if text is None else finish(read(text), name, name)

    yield Part(name, read_whole)
