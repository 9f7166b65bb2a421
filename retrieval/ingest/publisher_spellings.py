"""How the publishers of an archive are spelled, for names in capitals as of a masthead."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.protocols import Store


class PublisherSpellings:
    """The spellings that are not in capitals, read from the store when one is first needed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._spellings: dict[str, str] | None = None  # by the name without capitals

    def spelled(self, name: str | None) -> str | None:
        """Return a name in capitals as an earlier article spells it; any other as it is.

        A single word in capitals is left alone, as it may be an abbreviation.
        """
        if name is None or " " not in name:
            return name
        if not name.isupper():
            if self._spellings is not None:
                self._spellings.setdefault(name.casefold(), name)
            return name
        if self._spellings is None:
            known = filter(None, self._store.publishers())
            self._spellings = {}
            for one in known:  # the most frequent first
                if not one.isupper():
                    self._spellings.setdefault(one.casefold(), one)
        return self._spellings.get(name.casefold(), name)
