"""How the publishers of an archive are spelled, for names in capitals as of a masthead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.text.languages.boilerplate import any_phrase

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore

_ARTICLE = re.compile(rf"{any_phrase('definite_articles')}\s+(?=\S)", re.IGNORECASE)


class PublisherSpellings:
    """The spellings that are not in capitals, read from the store when one is first needed."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._spellings: dict[str, str] | None = None  # by each way to look a name up

    def spelled(self, name: str | None) -> str | None:
        """Return a name in capitals as an earlier article spells it; any other as it is.

        "THE NORTHERN ECHO" is spelled as "Northern Echo" if only that is known, and the other way
        round; "LA TRIBUNE" is another paper than "The Tribune". A single word in capitals is left
        alone, as it may be an abbreviation.
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
        folded = name.casefold()
        bare = _bare(folded)
        other = bare if bare != folded else _with_article(bare)
        return self._spellings.get(folded) or self._spellings.get(other) or name


def _add(spellings: dict[str, str], name: str) -> None:
    folded = name.casefold()
    bare = _bare(folded)
    if not name.isupper():
        spellings.setdefault(folded, name)
        if bare != folded:
            spellings.setdefault(_with_article(bare), name)


def _bare(name: str) -> str:
    """``name`` without the article with which it begins."""
    article = _ARTICLE.match(name)
    return name[article.end() :] if article else name


def _with_article(bare: str) -> str:
    """The key of all names that are ``bare`` behind an article."""
    return f"\n{bare}"
