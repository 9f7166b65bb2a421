"""How the publishers of an archive are spelled, for names in capitals as of a masthead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.text.languages.boilerplate import any_phrase

if TYPE_CHECKING:
    from retrieval.protocols import Store

_ARTICLE = re.compile(rf"{any_phrase('definite_articles')}\s+(?=\S)", re.IGNORECASE)


class PublisherSpellings:
    """The spellings that are not in capitals, read from the store when one is first needed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._spellings: dict[str, str] | None = None  # by each way to look a name up

    def spelled(self, name: str | None) -> str | None:
        """Return a name in capitals as an earlier article spells it; any other as it is.

        "THE NORTHERN ECHO" is spelled as "Northern Echo" if only that is known. A single word in
        capitals is left alone, as it may be an abbreviation.
        """
        if name is None or " " not in name:
            return name
        if not name.isupper():
            if self._spellings is not None:
                _add(self._spellings, name)
            return name
        if self._spellings is None:
            self._spellings = {}
            for one in filter(None, self._store.publishers()):  # the most frequent first
                _add(self._spellings, one)
        known = (self._spellings.get(key) for key in _keys(name))
        return next(filter(None, known), name)


def _add(spellings: dict[str, str], name: str) -> None:
    if not name.isupper():
        for key in _keys(name):
            spellings.setdefault(key, name)


def _keys(name: str) -> tuple[str, str]:
    """A name without capitals, and apart from those all names that differ by an article."""
    folded = name.casefold()
    bare = _ARTICLE.match(folded)
    return folded, f"\n{folded[bare.end() :] if bare else folded}"
