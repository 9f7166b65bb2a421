"""What stands for an article in a list."""

from __future__ import annotations

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
        return shortened_title(article.title, _MAX_TITLE_CHARACTERS)
    paragraph = article.text.strip().partition("\n\n")[0]
    words = paragraph.split()
    beginning = " ".join(words[:_MAX_WORDS])[:_MAX_CHARACTERS].rstrip()
    return beginning if len(beginning) == len(" ".join(words)) else f"{beginning}…"


def shortened_title(title: str, most: int) -> str:
    """A title of at most so many characters, cut off after a word.

    >>> shortened_title("Two dead in mill fire", 16), shortened_title("Fire", 16)
    ('Two dead in…', 'Fire')
    """
    if len(title) <= most:
        return title
    words = title[:most].rpartition(" ")[0].rstrip()
    return f"{words or title[: most - 1]}…"
