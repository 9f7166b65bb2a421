"""Whether titles are of the same article, though one of them names the site or a page, too."""

from __future__ import annotations

import re

from retrieval.sources.metadata.characters import letters

TITLE_BREAK = re.compile(
    r"\s+(?:[–—·•»«:<>/-]|::)\s+|\s*[|｜]{1,2}\s*|(?<=\S):\s+|\s+»\s*|(?<=[\u3040-\u9fff])_(?=[^\W_])"
)
"""What stands in titles between a headline and the name of the site."""
_WORD = re.compile(r"\w+")
_MIN_SHARED = 0.5


def agree(heading: str, title: str) -> bool:
    """Whether a heading has the words of the title, and not only more of them.

    >>> agree("Rain stops play", "Rain stops play | The Daily Example")
    True
    """
    words, others = (set(_WORD.findall(text.casefold())) for text in (heading, title))
    if len(words) < 3 or (others < words and title.casefold() in heading.casefold()):
        return heading.casefold() == title.casefold()
    return len(words & others) >= _MIN_SHARED * min(len(words), len(others))


def bare_name(name: str) -> str:
    """Return the letters of a site's name without its article.

    >>> bare_name("The Daily Example!")
    'dailyexample'
    """
    return letters(name).removeprefix("the")
