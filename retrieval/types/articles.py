"""Articles, their passages, and filters of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as stored.

    ``text`` is the body of the article, its paragraphs separated by a blank line (``"\\n\\n"``);
    every quotation is a slice of it. Dates are ISO 8601: ``YYYY-MM-DD`` where only the day is
    known, else ``YYYY-MM-DDTHH:MM:SS+HH:MM`` in the publisher's time zone, so that the first ten
    characters are the day printed on the article. ``language`` is a code of ISO 639. Unknown values
    are ``None``, or ``()`` for authors; nothing is guessed.
    """

    doc_id: str
    title: str | None
    text: str
    url: str | None = None
    path: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    updated_at: str | None = None
    fetched_at: str | None = None
    language: str | None = None

    @property
    def authors_beside_publisher(self) -> tuple[str, ...]:
        """The authors to show beside the publisher: all but one that is the publisher itself."""
        publisher = (self.publisher or "").casefold()
        return tuple(author for author in self.authors if author.casefold() != publisher)


class ListedArticle(NamedTuple):
    """An article as lists show it; most fields are those of :class:`Article`.

    Articles of one ``story_id`` are copies of each other; ``None`` if it is not yet known.
    """

    doc_id: str
    title: str | None
    publisher: str | None
    published_at: str | None
    language: str | None
    story_id: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of an article that is indexed and quoted.

    ``text == article.text[start:end]`` with ``start`` and ``end`` in characters; ``paragraph`` is
    the number, from 1, of the paragraph in which the passage starts.
    """

    passage_id: int
    doc_id: str
    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start:end`` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer: all, unless a field is set. Days are inclusive.

    ``since`` and ``until`` are the first and the last day of publication; an undated article lies
    in no such time. ``as_of`` leaves out what was published after that day, and undated articles
    that were added after it. ``publisher`` is a name that the archive has, or a usual short form
    of it; ``language`` is a code of ISO 639. Raises TypeError for a day that is not a date.
    """

    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    publisher: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until", "as_of"):
            day = getattr(self, name)
            if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
                raise TypeError(f"{name} is a datetime.date or None, not {day!r}")

    def __bool__(self) -> bool:
        """Whether any field is set."""
        return self != NO_FILTERS

    def overridden_by(self, other: Filters) -> Filters:
        """These filters, with the fields that ``other`` sets."""
        changes: dict[str, Any] = dict(other.set_fields())
        return replace(self, **changes)

    def set_fields(self) -> list[tuple[str, date | str]]:
        """The fields that are set, with their values."""
        values = ((name, getattr(self, name)) for name in self.__slots__)
        return [(name, value) for name, value in values if value is not None]


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class StoredFilters:
    """Filters, and the stored names that the publisher among them stands for."""

    filters: Filters = NO_FILTERS
    publishers: tuple[str, ...] = ()


NO_STORED_FILTERS = StoredFilters()


class FilterValues(NamedTuple):
    """What filters ask of an article; times are in ISO 8601."""

    publisher: str | None
    published_at: str | None
    fetched_at: str | None
    language: str | None
