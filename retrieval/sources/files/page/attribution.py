"""Who a page's article is by and when it was published, from all that a page says of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from retrieval.sources.files.html_metadata import PageMetadata
from retrieval.sources.files.page.credits import Credits
from retrieval.sources.metadata.dates import parse_date
from retrieval.sources.metadata.names import clean_authors, is_full_name


def authors_of(stated: PageMetadata, shown: Credits, guessed: Sequence[str]) -> tuple[str, ...]:
    """Return the authors as stated, else as shown, else as ``guessed`` if these are full names."""
    names = clean_authors(guessed, stated.publisher)
    titles = " ".join((*stated.titles, *stated.headings)).casefold()
    is_sure = all(is_full_name(name) and name.casefold() not in titles for name in names)
    return (
        clean_authors(stated.persons)
        or clean_authors(stated.authors, stated.publisher)
        or clean_authors(shown.authors, stated.publisher)
        or (names if is_sure else ())
    )


def published_on(stated: PageMetadata, shown: Credits, guessed: str | None) -> str | None:
    """Return the day of publication: as stated, else as shown, else as guessed.

    A moment that is stated in UTC is of the day that the page shows, if that is the one beside.
    """
    if (moment := parse_date(stated.published)) is None:
        return shown.published or guessed
    if moment.endswith("+00:00") and shown.published:
        apart = date.fromisoformat(moment[:10]) - date.fromisoformat(shown.published[:10])
        if abs(apart) == timedelta(days=1):
            return shown.published
    return moment
