"""Whether a question is English, the only language that the answer reader can read."""

from __future__ import annotations

from functools import cache

from retrieval.text.languages import language, languages
from retrieval.text.terms import WORD


def is_english(question: str) -> bool:
    """Whether ``question`` is in Latin letters and has no more function words of another language
    than of English.

    >>> is_english("Who is the mayor of Kyiv?"), is_english("kettle recall Brightwell")
    (True, True)
    >>> is_english("Wer ist der Bürgermeister?"), is_english("Кто мэр Киева?")
    (False, False)
    """
    letters = [char for char in question if char.isalpha()]
    if sum(ord(char) < 0x250 for char in letters) <= len(letters) // 2:
        return False
    words = [match[0].lower() for match in WORD.finditer(question)]
    english = sum(word in _function_words("en") for word in words)
    return all(sum(word in own for word in words) <= english for own in _of_others())


@cache
def _function_words(code: str) -> frozenset[str]:
    own = language(code)
    return frozenset((*own.stop_words, *own.question_words))


@cache
def _of_others() -> tuple[frozenset[str], ...]:
    """The function words of each other language that are not English as well."""
    others = (own.code for own in languages() if own.code != "en")
    return tuple(_function_words(code) - _function_words("en") for code in others)
