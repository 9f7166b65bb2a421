"""Articles as JSON objects → drafts."""

from __future__ import annotations

import json
from typing import Any

from retrieval.sources.drafts import Draft
from retrieval.sources.files.exports.json_fields import (
    FIELDS,
    Record,
    as_address,
    as_date,
    as_name,
    first_of,
    names_of,
)
from retrieval.sources.files.exports.json_text import lines_of_text, text_of
from retrieval.sources.files.formats import MAX_ARTICLE_BYTES
from retrieval.sources.files.parts import NoArticleError
from retrieval.sources.files.plain_text import draft_of_lines


def parse_json(text: str) -> Any:
    """Parse JSON; raises NoArticleError if it is invalid."""
    try:
        return json.loads(text)
    except RecursionError:
        raise NoArticleError("is nested too deeply for an article: give flat objects.") from None
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        said = error.msg if error.msg.endswith(" at") else f"{error.msg},"
        problem = f"is not valid JSON ({said} {line}column {error.colno}): correct it."
        raise NoArticleError(problem) from None
    except ValueError:
        raise NoArticleError("holds a number that is too large: correct it.") from None


def has_text(record: Record) -> bool:
    """Whether the object has one of the fields that may hold an article's text."""
    return any(record.get(name) is not None for name in FIELDS["text"])


def read_record(record: Any, publisher: str | None = None) -> Draft:
    """Convert a JSON object to a draft; raises NoArticleError if it is not an article.

    ``publisher`` is who published it if the object does not say. What is given as ``message``, as
    in a chat, may begin with its title.
    """
    if not isinstance(record, dict):
        raise NoArticleError('is not an object: give {"text": "…"} and what else is known.')
    if isinstance(message := record.get("message"), str) and not has_text(record):
        head = draft_of_lines(lines_of_text(message))
        lines, title, is_pasted = list(head.paragraphs), head.title, head.is_pasted
    else:
        lines, title, is_pasted = _text(record), first_of(record, "title", as_name), False
    return Draft(
        paragraphs=tuple(lines),
        title=title,
        url=first_of(record, "url", as_address),
        publisher=first_of(record, "publisher", as_name) or publisher,
        authors=names_of(record),
        published=first_of(record, "published", as_date),
        updated=first_of(record, "updated", as_date),
        is_pasted=is_pasted,
    )


def _text(record: Record) -> list[str]:
    lines = text_of(record)
    if not lines:
        raise NoArticleError('has no text: give the article in the field "text".')
    if sum(map(len, lines)) > MAX_ARTICLE_BYTES:
        raise NoArticleError("has a text longer than any article: split it into its articles.")
    return lines
