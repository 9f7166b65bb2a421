"""Questions for who said certain words, and where those words stand."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from retrieval.text.languages import any_of, language
from retrieval.text.letters import WORD_WITH_APOSTROPHE, with_plain_apostrophes

_WHO_SAID = re.compile(
    rf"\bwho {any_of(language('en').verbs_of_saying)}\b(?: that\b)?", re.IGNORECASE
)
_LEAST_WORDS = 4  # that are repeated in their order; fewer are chance
_LEAST_SHARE = 0.6  # of the words asked about


@lru_cache(maxsize=64)
def asked_quotation(question: str) -> tuple[str, ...]:
    """The words of which an English ``question`` asks who said them; none if it does not.

    >>> asked_quotation("Who said the dam will break by spring?")
    ('the', 'dam', 'will', 'break', 'by', 'spring')
    >>> asked_quotation("Who said it?")
    ()
    """
    found = _WHO_SAID.search(question)
    words = _words(question[found.end() :]) if found else ()
    return words if len(words) >= _LEAST_WORDS else ()


def holds_quotation(sentence: str, quotation: tuple[str, ...]) -> bool:
    """Whether ``sentence`` repeats most of a quotation, word for word.

    >>> holds_quotation("“The dam will break by spring!” she said.", ("dam", "will", "break", "by"))
    True
    """
    words = _words(sentence)
    run = SequenceMatcher(None, words, quotation, autojunk=False).find_longest_match()
    return run.size >= max(_LEAST_WORDS, _LEAST_SHARE * len(quotation))


def _words(text: str) -> tuple[str, ...]:
    return tuple(
        with_plain_apostrophes(word.lower()) for word in WORD_WITH_APOSTROPHE.findall(text)
    )
