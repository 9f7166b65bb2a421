"""What filters need of an article as whole numbers beside each passage, and as a condition.

Whole numbers need no quoting, and a day is compared as the store compares it. The store decides
which hits pass; what Milvus leaves out need only be what the store leaves out as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from retrieval.types import FilterValues, StoredFilters

FIELDS = ("publisher", "language", "published", "fetched")
_UNDATED = 0
_NEVER = 99999999


def field_values(values: FilterValues) -> dict[str, int]:
    """The numbers of one article, by field.

    >>> field_values(FilterValues(None, "2022-02-25", "2022-02-26T10:00:00+00:00", None))
    {'publisher': 0, 'language': 0, 'published': 20220225, 'fetched': 20220226}
    """
    return {
        "publisher": _number_of(values.publisher),
        "language": _number_of(values.language),
        "published": _day_of(values.published_at, _UNDATED),
        "fetched": _day_of(values.fetched_at, _NEVER),
    }


def condition(filters: StoredFilters) -> str:
    """The condition on the fields which all passages meet that ``filters`` let through.

    >>> from retrieval.types import Filters
    >>> condition(StoredFilters(Filters(until=date(2022, 2, 25))))
    'published <= 20220225 and published > 0'
    """
    return " and ".join(_parts(filters))


def _parts(stored: StoredFilters) -> Iterator[str]:
    filters = stored.filters
    if filters.since:
        yield f"published >= {_number_of_day(filters.since)}"
    if filters.until:
        yield f"published <= {_number_of_day(filters.until)} and published > {_UNDATED}"
    if filters.as_of:
        day = _number_of_day(filters.as_of)
        dated = f"(published <= {day} and published > {_UNDATED})"
        yield f"({dated} or (published == {_UNDATED} and fetched <= {day}))"
    if filters.publisher:
        yield f"publisher in {sorted(map(_number_of, stored.publishers))}"
    if filters.language:
        yield f"language == {_number_of(filters.language)}"


def _number_of(name: str | None) -> int:
    """A hash of a name, 0 for none; what two names share only lets more through."""
    if name is None:
        return 0
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _number_of_day(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _day_of(time: str | None, missing: int) -> int:
    """The day of a time in ISO 8601 as a number, of a month alone the day before its first."""
    digits = (time or "")[:10].replace("-", "")
    return int(digits.ljust(8, "0")) if digits.isdecimal() else missing
