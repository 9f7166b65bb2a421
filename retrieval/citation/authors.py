"""Authors as references name them: with family and given name where these are plain."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from retrieval.text.languages.boilerplate import any_phrase
from retrieval.types import Article

# Where these are written, the family name often comes first.
_FAMILY_FIRST = frozenset(("hu", "ja", "ko", "vi", "zh"))
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_INITIAL = re.compile(r"[^\W\d_]\.?")


class Author(NamedTuple):
    """An author; ``given`` is "" where ``family`` is the whole name, as that of an agency."""

    family: str
    given: str = ""


def authors_of(article: Article) -> tuple[Author, ...]:
    """The authors of an article, in order."""
    return tuple(_author(name, article) for name in article.authors)


def _author(name: str, article: Article) -> Author:
    """A name of two words, or with initials between them, in two parts; any other as a whole.

    >>> _author("John F. Kennedy", Article("1", None, ""))
    Author(family='Kennedy', given='John F.')
    >>> _author("Ursula von der Leyen", Article("1", None, ""))
    Author(family='Ursula von der Leyen', given='')
    """
    first, *middle, last = name.split() if len(name.split()) > 1 else [name, ""]
    is_plain = (
        all(_NAME.fullmatch(word) and word[0].isupper() for word in (first, last) if word)
        and len(last) > 1
        and not last.isupper()
        and all(_INITIAL.fullmatch(word) for word in middle)
        and article.language not in _FAMILY_FIRST
        and not _no_person().search(name)
        and name.casefold() != (article.publisher or "").casefold()
    )
    return Author(last, " ".join((first, *middle))) if is_plain else Author(name)


@cache
def _no_person() -> re.Pattern[str]:
    """Words that are in the names of publications and offices."""
    return re.compile(rf"\b{any_phrase('publication_words', 'no_names')}\b", re.IGNORECASE)
