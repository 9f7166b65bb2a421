"""What a reader is told of the article that a passage is of: publisher, date, title."""

from __future__ import annotations

from datetime import date

from retrieval.types import Article


def heading(article: Article) -> str:
    """Publisher, date and title in a line; what is not known is left out.

    >>> from retrieval.types import Article
    >>> heading(Article("1", "Bees are back", "The Post", (), "2022-02-05", None, None, None, "en"))
    'The Post, 5 February 2022: Bees are back'
    """
    source = ", ".join(filter(None, (article.publisher, _day(article.published_at))))
    return ": ".join(filter(None, (source, article.title)))


def _day(published_at: str | None) -> str:
    if not published_at:
        return ""
    day = date.fromisoformat(published_at[:10])
    return f"{day.day} {day:%B} {day.year}"
