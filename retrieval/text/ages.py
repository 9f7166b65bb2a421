"""Questions for somebody's age, and where English news tell it: "Ines Holm, 39," or "aged 39"."""

from __future__ import annotations

import re

_ASKS = re.compile(r"\bhow old\b|\bwhat age\b|\bage of\b|\bwhat is \w+ age\b", re.IGNORECASE)
_AGE = re.compile(
    r"(?<=[^\W\d_]), (?:now |then |who is )?\d{1,3}(?=[,.;:)]| and | who )"
    r"|\baged? \d{1,3}\b|\b\d{1,3}[- ]years?[- ]old\b"
    r"|\b(?:is|was|turns|turned) \d{1,3}(?=[,.;)])",
    re.IGNORECASE,
)


def asks_age(question: str) -> bool:
    """Whether an English ``question`` asks how old somebody or something is.

    >>> asks_age("How old is Ines Holm?"), asks_age("How long is it?")
    (True, False)
    """
    return bool(_ASKS.search(question))


def gives_age(sentence: str) -> bool:
    """Whether ``sentence`` tells an age.

    >>> gives_age("Ms Holm, 39, has the post."), gives_age("It has 39 rooms, 12 of them small.")
    (True, False)
    """
    return bool(_AGE.search(sentence))
