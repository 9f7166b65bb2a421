"""What a reader is told of the article that a passage is of: publisher, date, title."""

from __future__ import annotations

from retrieval.text.times.days import day_in_words
from retrieval.types import Article


def heading(article: Article) -> str:
    """Publisher, date and title in a line; what is not known is left out.

    >>> from retrieval.types import Article
    >>> heading(
    ...     Article(
    ...         doc_id="1", title="Bees are back", text="…", publisher="The Post",
    ...         published_at="2022-02-05",
    ...     )
    ... )
    'The Post, 5 February 2022: Bees are back'
    """
    day = day_in_words(article.published_at) if article.published_at else None
    source = ", ".join(filter(None, (article.publisher, day)))
    return ": ".join(filter(None, (source, article.title)))
