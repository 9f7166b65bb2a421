"""Recognises files of labelled questions, which are not articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from retrieval.regular_files import open_regular
from retrieval.sources.files.decoding import SAMPLE_BYTES
from retrieval.sources.files.detection import kind_of
from retrieval.sources.files.exports.json_articles import has_text


def is_question(record: Any) -> bool:
    """Whether the JSON value is a labelled question: it has ``question`` and no text."""
    return isinstance(record, dict) and "question" in record and not has_text(record)


def holds_questions(path: Path) -> bool:
    """Whether the first record of the JSON or JSON Lines file is a labelled question.

    Only the beginning of the file is read, as UTF-8; False if it cannot be read.
    """
    if kind_of(path) not in ("json", "json lines"):
        return False
    try:
        with open_regular(path) as file:
            sample = file.read(SAMPLE_BYTES)
    except OSError:
        return False
    return is_question(_first_record(sample.decode("utf-8-sig", "replace").lstrip("[ \t\r\n")))


def _first_record(text: str) -> Any:
    """The JSON value at the start of the text; None if it is incomplete or invalid."""
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
