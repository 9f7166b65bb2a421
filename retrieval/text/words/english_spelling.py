"""British and American spellings of English words → one of them, so that both are one term."""

from __future__ import annotations

import re
from functools import cache

from retrieval.text.languages import language

_OUR = r"(?<=[a-z]{2})our(?=(?:s|ed|ing|ers?|ites?|able|ably|al|hoods?|less|ful|y)?$)"
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (_OUR, "or"),  # colour
        (r"(?<=[a-z]{3})is(?=(?:e[drs]?|ers|ing|ations?|ational)$)", "iz"),  # organise
        (r"(?<=al)ys(?=(?:e[drs]?|ing)$)", "yz"),  # analyse
        (r"(?<=[a-z][bt])re(?=s?$)", "er"),  # centre
        (r"(?<=[a-z]{3}[lnt])ogue(?=s?$)", "og"),  # catalogue
        (r"(?<=ef|ff)ence(?=s?$)", "ense"),  # defence
        (r"(?<=[a-z]gram)me(?=s?$)", ""),  # programme
        (r"(vel|cel|bel|del|uel|nsel|gnal|rrel|dal)l(?=(?:ed|ing|ers?)$)", r"\1"),  # travelled
    )
)


def one_spelling(word: str) -> str:
    """``word``, in lower case, as it is spelled in America if British spelling differs.

    A word of one spelling may be changed too; it only has to become the same wherever it stands.

    >>> [one_spelling(word) for word in ("defence", "colours", "organisation", "grey", "centre")]
    ['defense', 'colors', 'organization', 'gray', 'center']
    """
    known = _pairs().get(word)
    if known:
        return known
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word


@cache
def _pairs() -> dict[str, str]:
    """American spellings by British ones, with their plurals."""
    pairs = [pair.split("/") for pair in language("en").spellings]
    return {f"{old}{end}": f"{new}{end}" for old, new in pairs for end in ("", "s")}
