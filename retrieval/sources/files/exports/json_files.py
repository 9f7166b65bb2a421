"""JSON and JSON Lines files → their articles."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from retrieval.regular_files import read_regular
from retrieval.sources.files.decoding import decode
from retrieval.sources.files.exports import json_lines
from retrieval.sources.files.exports.json_articles import parse_json, read_record
from retrieval.sources.files.exports.json_exports import (
    flattened,
    is_only_link,
    is_small_talk,
    records_of,
)
from retrieval.sources.files.exports.json_fields import unused_fields
from retrieval.sources.files.exports.labelled_questions import holds_questions, is_question
from retrieval.sources.files.exports.omnivore import with_content
from retrieval.sources.files.formats import Part, Parts
from retrieval.sources.files.parts import BINARY, NO_TEXT, TOO_LONG, NoArticleError, finish
from retrieval.sources.metadata.characters import clean_line
from retrieval.types import Article, IngestNote

_QUESTIONS = "holds questions, not articles: give it to 'article-bot evaluate --questions'."
_FIELDS_TOLD = 12
_MAX_FIELD = 60


class Records:
    """Reads the records of one file, and tells at its end what of them was not used.

    ``publisher`` is who published those that do not say.
    """

    def __init__(self, path: Path, name: str, publisher: str | None = None) -> None:
        self._path = path
        self._name = name
        self._publisher = publisher
        self._unused: dict[str, None] = {}
        self._links = 0
        self._messages = 0

    def parts(self, record: Any, source: str) -> Parts:
        """Yield the article of a record, nothing if the record holds none by its nature."""
        record = with_content(record, self._path)
        is_link, is_talk = is_only_link(record), is_small_talk(record)
        self._links += is_link
        self._messages += is_talk
        if not is_link and not is_talk:
            yield Part(source, partial(self._read, record))

    def read_line(self, line: str | None) -> Article:
        """Return the article of a line of JSON Lines; raises NoArticleError."""
        if line is None:
            raise NoArticleError(TOO_LONG)
        return self._read(parse_json(json_lines.decoded(line).rstrip()))

    def notes(self) -> Parts:
        """Yield what was not used: fields, links without text, and messages without an article."""
        if self._links:
            many = "1 link" if self._links == 1 else f"{self._links:,} links"
            yield self._note(f"holds {many} without text: ingest the addresses themselves.")
        if self._messages:
            many = "1 message" if self._messages == 1 else f"{self._messages:,} messages"
            yield self._note(f"holds {many} without an article.")
        if self._unused:
            shown = ", ".join(f'"{name}"' for name in list(self._unused)[:_FIELDS_TOLD])
            more = ", …" if len(self._unused) > _FIELDS_TOLD else ""
            yield self._note(f"has fields that are not used: {shown}{more}.", tuple(self._unused))

    def _note(self, note: str, unused_fields: tuple[str, ...] = ()) -> Part:
        return Part(self._name, lambda: IngestNote(self._name, note, unused_fields))

    def _read(self, record: Any) -> Article:
        if isinstance(record, dict):
            record = flattened(record)
            self._unused |= dict.fromkeys(
                clean_line(name)[:_MAX_FIELD] for name in unused_fields(record)
            )
        return finish(read_record(record, self._publisher), self._name)


def json_parts(path: Path, name: str) -> Parts:
    """Yield the articles of a JSON file."""
    text = decode(read_regular(path))
    if text is None:
        raise NoArticleError(BINARY)
    export = records_of(parse_json(text))
    if not export.records:
        raise NoArticleError(NO_TEXT)
    if all(is_question(record) for record in export.records):
        raise NoArticleError(_QUESTIONS)
    records = Records(path, name, export.publisher)
    for number, record in enumerate(export.records, start=1):
        is_only = len(export.records) == 1
        yield from records.parts(record, name if is_only else f"{name} article {number}")
    yield from records.notes()


def json_lines_parts(path: Path, name: str) -> Parts:
    """Yield the articles of a JSON Lines file."""
    if holds_questions(path):
        raise NoArticleError(_QUESTIONS)
    encoding = json_lines.encoding_of(path)
    if encoding is None:
        raise NoArticleError(BINARY)
    records = Records(path, name)
    empty = True
    for number, line in json_lines.read_lines(path, encoding):
        empty = False
        source = f"{name} line {number}"
        yield Part(source, partial(records.read_line, line))
    if empty:
        raise NoArticleError(NO_TEXT)
    yield from records.notes()
