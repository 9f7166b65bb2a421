"""Bylines and datelines at the head of a pasted text → authors and date, where unmistakable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.sources.dates import parse_date

_HEAD_LINES = 6
_MAX_LENGTH = 120
_BYLINE = re.compile(
    r"(?:By|BY|Written by|Words by|Von|Por|Par|Автор:?|Текст:)\s+"
    r"(?P<names>[^\W\d_a-zа-яіїєґß-ÿ][^\d:!?]{2,80})"
)
_DATELINE = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated|date|stand|veröffentlicht|publicado|publié"
    r"|опубліковано|опубликовано|дата)(?: on| at| am| el| le)?:?\s+)?(?P<date>.*\d{4}.*)",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset(
    [
        "and",
        "und",
        "y",
        "et",
        "та",
        "и",
        "de",
        "la",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "al",
        "for",
        "of",
        "da",
        "dos",
        "du",
    ]
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What the head of a text says of its making."""

    authors: tuple[str, ...] = ()
    published: str | None = None


def read_byline(paragraphs: Sequence[str]) -> Byline:
    """Return who wrote a text and when, as its first lines say.

    >>> read_byline(["By Jane Roe", "Published 3 March 2024", "It rained."])
    Byline(authors=('Jane Roe',), published='2024-03-03')
    """
    head = [line for line in paragraphs[:_HEAD_LINES] if len(line) <= _MAX_LENGTH]
    authors = next((names for line in head if (names := _authors(line))), ())
    published = next((day for line in head if (day := _published(line))), None)
    return Byline(authors, published)


def _authors(line: str) -> tuple[str, ...]:
    match = _BYLINE.fullmatch(line.rstrip("."))
    if match is None:
        return ()
    words = re.findall(r"[^\W\d_]+", match["names"])
    named = all(word[0].isupper() or word in _SMALL_WORDS for word in words)
    return (match["names"],) if named and len(words) <= 12 else ()


def _published(line: str) -> str | None:
    """A line of its own that says little else than a date."""
    match = _DATELINE.fullmatch(line)
    if match is None or len(match["date"].split()) > 9 or line.casefold().startswith("updated"):
        return None
    return parse_date(match["date"])
