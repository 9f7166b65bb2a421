"""What stands for an article in a list."""

from __future__ import annotations

from retrieval.text.display.shortening import shortened
from retrieval.types import Article

_MAX_WORDS = 14
_MAX_CHARACTERS = 120
_MAX_TITLE_CHARACTERS = 200


def headline(article: Article) -> str:
    """The title of an article, else the beginning of its text; "" if it has neither.

    >>> headline(Article("1", None, "The bridge is closed.\\n\\nIt is old."))
    'The bridge is closed.'
    """
    if article.title and article.title.strip():
        return shortened(article.title, _MAX_TITLE_CHARACTERS)
    paragraph = article.text.strip().partition("\n\n")[0]
    words = paragraph.split()
    beginning = " ".join(words[:_MAX_WORDS])[:_MAX_CHARACTERS].rstrip()
    return beginning if len(beginning) == len(" ".join(words)) else f"{beginning}…"
