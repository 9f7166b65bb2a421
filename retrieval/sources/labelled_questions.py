"""Files of labelled questions, which lie beside articles and are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from retrieval.sources.decoding import SAMPLE_BYTES, decode
from retrieval.sources.json_articles import has_text
from retrieval.sources.kinds import MAX_JSON_BYTES, kind_of


def is_question(record: Any) -> bool:
    """Whether the JSON value is a labelled question: it has ``question`` and no text."""
    return isinstance(record, dict) and "question" in record and not has_text(record)


def holds_questions(path: Path) -> bool:
    """Whether the JSON or JSON Lines file holds labelled questions, as its first record tells.

    Raises OSError where it cannot be read.
    """
    kind = kind_of(path)
    if kind == "json lines":
        return is_question(_first_line(path))
    if kind == "json" and path.stat().st_size <= MAX_JSON_BYTES:
        return is_question(_first_record(path))
    return False


def _first_line(path: Path) -> Any:
    with path.open("rb") as file:
        sample = decode(file.read(SAMPLE_BYTES)) or ""
    return _value(next((line for line in sample.split("\n") if line.strip()), ""))


def _first_record(path: Path) -> Any:
    with path.open("rb") as file:
        if b'"question"' not in file.read(SAMPLE_BYTES):
            return None
    value = _value(decode(path.read_bytes()) or "")
    return value[0] if isinstance(value, list) and value else value


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
