"""A file → its articles, and a plain sentence for each thing in it that is none."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from retrieval.sources import json_lines
from retrieval.sources.decoding import decode
from retrieval.sources.drafts import Draft, make_article
from retrieval.sources.files import printable
from retrieval.sources.json_articles import WrongShapeError, parse_json, read_record, records_of
from retrieval.sources.kinds import (
    KINDS,
    MAX_ARTICLE_BYTES,
    MAX_JSON_BYTES,
    MAX_PAGE_BYTES,
    kind_of,
    kinds_listed,
)
from retrieval.sources.labelled_questions import holds_questions, is_question
from retrieval.sources.markdown import read_markdown
from retrieval.sources.plain_text import read_text
from retrieval.types import Article, IngestFailure

READER_VERSION = 2
"""Raised whenever the readers make something else of the same file."""

_MAX_BYTES = {
    "text": MAX_ARTICLE_BYTES,
    "markdown": MAX_ARTICLE_BYTES,
    "html": MAX_PAGE_BYTES,
    "json": MAX_JSON_BYTES,
}
Found = Iterator[Article | IngestFailure]
_MAX_PARAGRAPHS = 20_000
TOO_LONG = f"is longer than {MAX_ARTICLE_BYTES // 1_000_000} MB: split it into its articles."
_QUESTIONS = "holds questions, not articles: give it to 'article-bot evaluate --questions'."
NO_TEXT = "holds no article text: check that it is the article's page or file."


def read_articles(path: Path, *, name: str | None = None) -> Found:
    """Yield every article of the file, and one failure for each part that holds none.

    ``name`` is what failures and ``Article.path`` call the file, by default its path. Nothing that
    a file holds makes this raise.
    """
    name = name or printable(path)
    try:
        problem = _unreadable(path)
        if problem:
            yield IngestFailure(name, problem)
        else:
            yield from _READERS[KINDS[path.suffix.lower()]](path, name)
    except PermissionError:
        yield IngestFailure(name, "may not be read by this user: change its permissions.")
    except OSError as error:
        yield IngestFailure(name, f"could not be read ({error.strerror}): check the disk.")


def finish(draft: Draft, path: str | None, source: str) -> Article | IngestFailure:
    """Return the article of a draft, or why it is none; ``source`` is what a failure names."""
    if len(draft.paragraphs) > _MAX_PARAGRAPHS:
        return IngestFailure(
            source, f"has more than {_MAX_PARAGRAPHS:,} paragraphs: split it into its articles."
        )
    return make_article(draft, path) or IngestFailure(source, NO_TEXT)


def _unreadable(path: Path) -> str | None:
    kind = kind_of(path)
    if kind is None:
        return f"is of a kind that cannot be read: give it as {kinds_listed()}."
    try:
        status = path.stat()
    except (FileNotFoundError, ValueError):
        return "does not exist: check the name."
    if not stat.S_ISREG(status.st_mode):
        return "is not a file: name a file, or a folder of files."
    if status.st_size == 0:
        return "is empty: put the article's text into it or remove it."
    limit = _MAX_BYTES.get(kind)
    if limit is not None and status.st_size > limit:
        cure = "write JSON Lines" if kind == "json" else "split it into its articles"
        return f"is larger than {limit // 1_000_000} MB: {cure}."
    return None


def _read_single(read: Callable[[str], Draft], path: Path, name: str) -> Found:
    text = decode(path.read_bytes())
    if text is None:
        yield _binary(name)
    else:
        yield finish(read(text), name, name)


def _read_text(path: Path, name: str) -> Found:
    return _read_single(read_text, path, name)


def _read_markdown(path: Path, name: str) -> Found:
    return _read_single(read_markdown, path, name)


def _read_html(path: Path, name: str) -> Found:
    from retrieval.sources.html import TooManyElementsError, read_html

    try:
        draft = read_html(path.read_bytes())
    except TooManyElementsError as error:
        yield IngestFailure(name, str(error))
        return
    yield IngestFailure(name, NO_TEXT) if draft is None else finish(draft, name, name)


def _read_json(path: Path, name: str) -> Found:
    text = decode(path.read_bytes())
    if text is None:
        yield _binary(name)
        return
    try:
        records = records_of(parse_json(text))
    except WrongShapeError as error:
        yield IngestFailure(name, str(error))
        return
    if not records:
        yield IngestFailure(name, NO_TEXT)
    if records and all(is_question(record) for record in records):
        yield IngestFailure(name, _QUESTIONS)
        return
    for number, record in enumerate(records, start=1):
        source = name if len(records) == 1 else f"{name} article {number}"
        try:
            yield finish(read_record(record), name, source)
        except WrongShapeError as error:
            yield IngestFailure(source, str(error))


def _read_json_lines(path: Path, name: str) -> Found:
    if holds_questions(path):
        yield IngestFailure(name, _QUESTIONS)
        return
    encoding = json_lines.encoding_of(path)
    if encoding is None:
        yield _binary(name)
        return
    empty = True
    for line in json_lines.read_lines(path, encoding):
        source = f"{name} line {line.number}"
        if empty and line.text is not None and line.text.strip() in ("[", "{", "[{"):
            yield IngestFailure(
                name, "is one JSON value over many lines, not JSON Lines: name it .json."
            )
            return
        empty = False
        yield _read_line(line, name, source)
    if empty:
        yield IngestFailure(name, NO_TEXT)


def _read_line(line: json_lines.Line, name: str, source: str) -> Article | IngestFailure:
    if line.text is None:
        return IngestFailure(source, TOO_LONG)
    try:
        return finish(read_record(parse_json(line.text)), name, source)
    except WrongShapeError as error:
        return IngestFailure(source, str(error))


def _binary(name: str) -> IngestFailure:
    return IngestFailure(name, "is not text: save the article as plain text, HTML or JSON.")


_READERS: dict[str, Callable[[Path, str], Found]] = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_html,
    "json": _read_json,
    "json lines": _read_json_lines,
}
