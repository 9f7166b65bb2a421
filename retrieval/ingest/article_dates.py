"""Dates of an article that is replaced: the first day of publication and the last update stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from retrieval.types import Article


def with_first_and_last_dates(article: Article, before: Article) -> Article:
    """``article``, a later version of ``before``, with the first and the last date of both.

    Pages often state the day of an update as that of publication; the later of two such days is
    then an update. A version with the same text only corrects what is known of the article, and
    keeps its own dates.
    """
    if article.text == before.text:
        return article
    published = sorted(filter(None, (before.published_at, article.published_at)), key=_moment)
    updated = [*filter(None, (before.updated_at, article.updated_at))]
    if len(published) > 1 and published[0][:10] != published[1][:10]:
        updated.append(published[1])
    return replace(
        article,
        published_at=published[0] if published else None,
        updated_at=max(updated, key=_moment, default=None),
    )


def _moment(iso: str) -> datetime:
    """A stored date as a time; a day alone is its beginning."""
    moment = datetime.fromisoformat(iso)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
