"""Questions for somebody's age, and where English news tell it: "Ines Holm, 39," or "aged 39"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from retrieval.text.languages import any_word_of, language

_ENGLISH = language("en")
_ASKS = any_word_of(_ENGLISH.age_questions)
_IN_THE_PAST = any_word_of(_ENGLISH.past_age_words)
_AGE = re.compile(
    r"(?<=[^\W\d_]), (?:now |then |who is )?\d{1,3}(?=[,.;:)]| and | who )"
    r"|\baged? \d{1,3}\b|\b\d{1,3}[- ]years?[- ]old\b"
    r"|\b(?:is|was|turns|turned) \d{1,3}(?=[,.;)])",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def asks_age(question: str) -> bool:
    """Whether an English ``question`` asks how old somebody or something is.

    >>> asks_age("How old is Ines Holm?"), asks_age("How long is it?")
    (True, False)
    """
    return bool(_ASKS.search(question))


@lru_cache(maxsize=64)
def asks_present_age(question: str) -> bool:
    """Whether ``question`` asks how old somebody or something is, at no other time than now.

    >>> asks_present_age("How old is Ines Holm?"), asks_present_age("How old was she in 1990?")
    (True, False)
    """
    return asks_age(question) and not _IN_THE_PAST.search(question)


def gives_age(sentence: str) -> bool:
    """Whether ``sentence`` tells an age.

    >>> gives_age("Ms Holm, 39, has the post."), gives_age("It has 39 rooms, 12 of them small.")
    (True, False)
    """
    return bool(_AGE.search(sentence))


def gives_age_of(sentence: str, names: Sequence[str]) -> bool:
    """Whether ``sentence`` tells the age of the person of these ``names``, the surname last.

    It has all of them, or the surname with its age and no other name before it.

    >>> gives_age_of("Ms Holm, 39, has the post.", ["Ines", "Holm"])
    True
    >>> gives_age_of("Her husband, Lars Holm, 41, stood beside her.", ["Ines", "Holm"])
    False
    """
    if not names or not gives_age(sentence):
        return False
    if all(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) for name in names):
        return True
    found = re.search(rf"(?:(\w+)\.? )?(?<!\w){re.escape(names[-1])}, \d{{1,3}}\b", sentence)
    before = (found and found[1]) or ""
    is_other_name = before[:1].isupper() and before.lower() not in _ENGLISH.honorifics
    return found is not None and not is_other_name
