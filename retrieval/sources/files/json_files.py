"""JSON and JSON Lines files → their articles."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from retrieval.regular_files import read_regular
from retrieval.sources.files import json_lines
from retrieval.sources.files.decoding import decode
from retrieval.sources.files.formats import Part, Parts
from retrieval.sources.files.json_articles import (
    WrongShapeError,
    parse_json,
    read_record,
    records_of,
)
from retrieval.sources.files.labelled_questions import holds_questions, is_question
from retrieval.sources.files.parts import BINARY, NO_TEXT, TOO_LONG, failed, finish
from retrieval.types import Article, IngestFailure

_QUESTIONS = "holds questions, not articles: give it to 'article-bot evaluate --questions'."
_ONE_VALUE = "is one JSON value over many lines, not JSON Lines: name it .json."


def json_parts(path: Path, name: str) -> Parts:
    """Yield the articles of a JSON file."""
    text = decode(read_regular(path))
    if text is None:
        yield failed(name, BINARY)
        return
    try:
        records = records_of(parse_json(text))
    except WrongShapeError as error:
        yield failed(name, str(error))
        return
    if not records:
        yield failed(name, NO_TEXT)
    if records and all(is_question(record) for record in records):
        yield failed(name, _QUESTIONS)
        return
    for number, record in enumerate(records, start=1):
        source = name if len(records) == 1 else f"{name} article {number}"
        yield Part(source, partial(_read_record, record, name, source))


def _read_record(record: Any, name: str, source: str) -> Article | IngestFailure:
    try:
        return finish(read_record(record), name, source)
    except WrongShapeError as error:
        return IngestFailure(source, str(error))


def json_lines_parts(path: Path, name: str) -> Parts:
    """Yield the articles of a JSON Lines file."""
    if holds_questions(path):
        yield failed(name, _QUESTIONS)
        return
    encoding = json_lines.encoding_of(path)
    if encoding is None:
        yield failed(name, BINARY)
        return
    empty = True
    for line in json_lines.read_lines(path, encoding):
        source = f"{name} line {line.number}"
        if empty and line.text is not None and line.text.strip() in ("[", "{", "[{"):
            yield failed(name, _ONE_VALUE)
            return
        empty = False
        yield Part(source, partial(_read_line, line, name, source))
    if empty:
        yield failed(name, NO_TEXT)


def _read_line(line: json_lines.Line, name: str, source: str) -> Article | IngestFailure:
    if line.text is None:
        return IngestFailure(source, TOO_LONG)
    try:
        record = parse_json(json_lines.decoded(line.text))
    except WrongShapeError as error:
        return IngestFailure(source, str(error))
    return _read_record(record, name, source)
