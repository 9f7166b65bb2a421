"""Filters of articles as conditions in SQL, and the passages that they let through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from retrieval.store.rows import SqlRows
from retrieval.types import Filters, FilterValues

Condition: TypeAlias = tuple[str, tuple[object, ...]]
"""A condition on rows of articles, and the values of its placeholders."""

_DAY_END = "~"  # sorts after a day itself and after every time of that day


class SqlFilteredPassages(SqlRows):
    """See :class:`retrieval.protocols.ArticleStore`."""

    def filtered_passages(
        self, filters: Filters, publishers: Sequence[str], *, limit: int
    ) -> list[int]:
        condition, values = condition_of(filters, publishers)
        return self._column(
            "SELECT passage_id FROM passages WHERE doc_id IN"
            f" (SELECT doc_id FROM articles WHERE {condition}) LIMIT ?",
            *values, limit,
        )  # fmt: skip

    def passages_among(
        self, passage_ids: Sequence[int], filters: Filters, publishers: Sequence[str]
    ) -> set[int]:
        condition, values = condition_of(filters, publishers)
        return set(
            self._column(
                "SELECT passage_id FROM passages JOIN articles USING (doc_id)"
                f" WHERE passage_id {self._among} AND {condition}",
                self._array(passage_ids),
                *values,
            )
        )

    def filter_values(self, passage_ids: Sequence[int]) -> dict[int, FilterValues]:
        rows = self._all(
            "SELECT passage_id, publisher, published_at, fetched_at, language"
            f" FROM passages JOIN articles USING (doc_id) WHERE passage_id {self._among}",
            self._array(passage_ids),
        )
        return {row[0]: FilterValues(*row[1:]) for row in rows}


def condition_of(filters: Filters, publishers: Sequence[str]) -> Condition:
    """The condition that articles meet which ``filters`` let through.

    ``publishers`` are the stored names that the filter's publisher stands for.
    """
    parts = list(_parts(filters, publishers))
    return " AND ".join(part for part, _ in parts) or "TRUE", tuple(
        v for _, own in parts for v in own
    )


def _parts(filters: Filters, publishers: Sequence[str]) -> Iterator[Condition]:
    if filters.since:
        yield "published_at >= ?", (filters.since.isoformat(),)
    if filters.until:
        yield "published_at < ?", (filters.until.isoformat() + _DAY_END,)
    if filters.as_of:
        end = filters.as_of.isoformat() + _DAY_END
        undated = "published_at IS NULL AND fetched_at < ?"
        yield f"(published_at < ? OR ({undated}))", (end, end)
    if filters.publisher and not publishers:
        yield "FALSE", ()
    elif filters.publisher:
        yield f"publisher IN ({', '.join('?' * len(publishers))})", tuple(publishers)
    if filters.language:
        yield "language = ?", (filters.language,)
