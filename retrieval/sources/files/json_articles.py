"""Articles as JSON objects → drafts."""

from __future__ import annotations

import json
from typing import Any

from retrieval.sources.drafts import Draft
from retrieval.sources.files.formats import MAX_ARTICLE_BYTES
from retrieval.sources.metadata.characters import split_lines

_FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content"),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "publisher": ("publisher", "source"),
    "authors": ("authors", "author"),
    "published": ("published_at", "published", "date"),
    "updated": ("updated_at", "updated"),
}


class WrongShapeError(ValueError):
    """JSON that is not an article; the message says what to do."""


def parse_json(text: str) -> Any:
    """Parse JSON; raises WrongShapeError if it is invalid."""
    try:
        return json.loads(text)
    except RecursionError:
        raise WrongShapeError("is nested too deeply for an article: give flat objects.") from None
    except json.JSONDecodeError as error:
        where = (
            f"line {error.lineno}, column {error.colno}"
            if error.lineno > 1
            else (f"column {error.colno}")
        )
        raise WrongShapeError(f"is not valid JSON ({error.msg}, {where}): correct it.") from None
    except ValueError:
        raise WrongShapeError("holds a number that is too large: correct it.") from None


def records_of(value: Any) -> list[Any]:
    """Return the records of a JSON file: a list, an ``articles`` list, or a single value."""
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    return value if isinstance(value, list) else [value]


def has_text(record: dict[str, Any]) -> bool:
    """Whether the object has one of the fields that may hold an article's text."""
    return any(record.get(name) is not None for name in _FIELDS["text"])


def read_record(record: Any) -> Draft:
    """Convert a JSON object to a draft; raises WrongShapeError if it is not an article."""
    if not isinstance(record, dict):
        raise WrongShapeError('is not an object: give {"text": "…"} and what else is known.')
    text = _string(record, "text")
    if text is None or not text.strip():
        raise WrongShapeError('has no text: give the article in the field "text".')
    if len(text) > MAX_ARTICLE_BYTES:
        raise WrongShapeError("has a text longer than any article: split it into its articles.")
    return Draft(
        paragraphs=tuple(split_lines(text)),
        title=_string(record, "title"),
        url=_string(record, "url"),
        publisher=_string(record, "publisher"),
        authors=_authors(record),
        published=_string(record, "published"),
        updated=_string(record, "updated"),
    )


def _find(record: dict[str, Any], field: str) -> tuple[str, Any]:
    present = (name for name in _FIELDS[field] if record.get(name) is not None)
    name = next(present, field)
    return name, record.get(name)


def _string(record: dict[str, Any], field: str) -> str | None:
    name, value = _find(record, field)
    if value is None or isinstance(value, str):
        return value
    raise WrongShapeError(f'has a field "{name}" that is not text: give it as a string.')


def _authors(record: dict[str, Any]) -> tuple[str, ...]:
    name, value = _find(record, "authors")
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(author, str) for author in values):
        raise WrongShapeError(
            f'has a field "{name}" that is not text: give it as a list of strings.'
        )
    return tuple(values)
