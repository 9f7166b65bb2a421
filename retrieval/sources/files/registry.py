"""The readers of each kind of file: a file → its articles and failures."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from retrieval.regular_files import read_regular
from retrieval.sources.drafts import Draft, make_article
from retrieval.sources.files import json_lines
from retrieval.sources.files.decoding import decode
from retrieval.sources.files.find import printable
from retrieval.sources.files.formats import (
    KINDS,
    MAX_ARTICLE_BYTES,
    MAX_JSON_BYTES,
    MAX_PAGE_BYTES,
    kind_of,
    kinds_listed,
)
from retrieval.sources.files.json_articles import (
    WrongShapeError,
    parse_json,
    read_record,
    records_of,
)
from retrieval.sources.files.labelled_questions import holds_questions, is_question
from retrieval.sources.files.markdown import read_markdown
from retrieval.sources.files.plain_text import read_text
from retrieval.types import Article, IngestFailure

READER_VERSION = 3
"""To be increased whenever the readers produce different articles from the same file."""

_MAX_BYTES = {
    "text": MAX_ARTICLE_BYTES,
    "markdown": MAX_ARTICLE_BYTES,
    "html": MAX_PAGE_BYTES,
    "json": MAX_JSON_BYTES,
}
_MAX_PARAGRAPHS = 20_000
TOO_LONG = f"is longer than {MAX_ARTICLE_BYTES // 1_000_000} MB: split it into its articles."
_QUESTIONS = "holds questions, not articles: give it to 'article-bot evaluate --questions'."
_BINARY = "is not text: save the article as plain text, HTML or JSON."
_ONE_VALUE = "is one JSON value over many lines, not JSON Lines: name it .json."
NO_TEXT = "holds no article text: check that it is the article's page or file."


def max_bytes(name: str) -> int | None:
    """The maximum size of a file of that name; None if unlimited or not supported."""
    return _MAX_BYTES.get(kind_of(Path(name)) or "")


@dataclass(frozen=True, slots=True)
class Part:
    """One article of a file, not read yet; ``source`` is its name in failures."""

    source: str
    read: Callable[[], Article | IngestFailure]


Parts = Iterator[Part]


def read_articles(path: Path, *, name: str | None = None) -> Iterator[Article | IngestFailure]:
    """Yield every article of the file, and a failure for each part without one.

    ``name`` is the name of the file in failures and ``Article.path``, by default its path. Never
    raises because of the content of a file.
    """
    return (part.read() for part in parts_of(path, name or printable(path)))


def parts_of(path: Path, name: str) -> Parts:
    """Yield the parts of the file, see :func:`read_articles`."""
    try:
        problem = _unreadable(path)
        if problem:
            yield _failed(name, problem)
        else:
            yield from _PARTS[KINDS[path.suffix.lower()]](path, name)
    except PermissionError:
        yield _failed(name, "may not be read by this user: change its permissions.")
    except OSError as error:
        yield _failed(name, f"could not be read ({error.strerror}): check the disk.")


def finish(draft: Draft, path: str | None, source: str) -> Article | IngestFailure:
    """Convert a draft to an article; ``source`` is its name in a failure."""
    if len(draft.paragraphs) > _MAX_PARAGRAPHS:
        return IngestFailure(
            source, f"has more than {_MAX_PARAGRAPHS:,} paragraphs: split it into its articles."
        )
    if sum(map(len, draft.paragraphs)) > MAX_ARTICLE_BYTES:
        return IngestFailure(source, TOO_LONG)
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


def _failed(source: str, problem: str) -> Part:
    return Part(source, lambda: IngestFailure(source, problem))


def _single(read: Callable[[str], Draft], path: Path, name: str) -> Parts:
    data = read_regular(path)

    def read_file() -> Article | IngestFailure:
        text = decode(data)
        return IngestFailure(name, _BINARY) if text is None else finish(read(text), name, name)

    yield Part(name, read_file)


def _text_parts(path: Path, name: str) -> Parts:
    return _single(read_text, path, name)


def _markdown_parts(path: Path, name: str) -> Parts:
    return _single(read_markdown, path, name)


def _html_parts(path: Path, name: str) -> Parts:
    data = read_regular(path)
    yield Part(name, lambda: _read_html(data, name))


def _read_html(data: bytes, name: str) -> Article | IngestFailure:
    from retrieval.sources.files.html import PageTooLargeError, read_html

    try:
        draft = read_html(data)
    except PageTooLargeError as error:
        return IngestFailure(name, str(error))
    return IngestFailure(name, NO_TEXT) if draft is None else finish(draft, name, name)


def _json_parts(path: Path, name: str) -> Parts:
    text = decode(read_regular(path))
    if text is None:
        yield _failed(name, _BINARY)
        return
    try:
        records = records_of(parse_json(text))
    except WrongShapeError as error:
        yield _failed(name, str(error))
        return
    if not records:
        yield _failed(name, NO_TEXT)
    if records and all(is_question(record) for record in records):
        yield _failed(name, _QUESTIONS)
        return
    for number, record in enumerate(records, start=1):
        source = name if len(records) == 1 else f"{name} article {number}"
        yield Part(source, partial(_read_record, record, name, source))


def _read_record(record: Any, name: str, source: str) -> Article | IngestFailure:
    try:
        return finish(read_record(record), name, source)
    except WrongShapeError as error:
        return IngestFailure(source, str(error))


def _json_lines_parts(path: Path, name: str) -> Parts:
    if holds_questions(path):
        yield _failed(name, _QUESTIONS)
        return
    encoding = json_lines.encoding_of(path)
    if encoding is None:
        yield _failed(name, _BINARY)
        return
    empty = True
    for line in json_lines.read_lines(path, encoding):
        source = f"{name} line {line.number}"
        if empty and line.text is not None and line.text.strip() in ("[", "{", "[{"):
            yield _failed(name, _ONE_VALUE)
            return
        empty = False
        yield Part(source, partial(_read_line, line, name, source))
    if empty:
        yield _failed(name, NO_TEXT)


def _read_line(line: json_lines.Line, name: str, source: str) -> Article | IngestFailure:
    if line.text is None:
        return IngestFailure(source, TOO_LONG)
    try:
        record = parse_json(json_lines.decoded(line.text))
    except WrongShapeError as error:
        return IngestFailure(source, str(error))
    return _read_record(record, name, source)


_PARTS: dict[str, Callable[[Path, str], Parts]] = {
    "text": _text_parts,
    "markdown": _markdown_parts,
    "html": _html_parts,
    "json": _json_parts,
    "json lines": _json_lines_parts,
}
