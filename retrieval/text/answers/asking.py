"""Phrases by which a question asks for something, also as people type them without accents."""

from __future__ import annotations

import re
from functools import cache

from retrieval.text.languages import Words, any_word_of
from retrieval.text.words.letters import plain_letters


def asking(phrases: Words, question: str) -> re.Match[str] | None:
    """The first of ``phrases`` in ``question``; without accents where the question has none at all.

    Whoever types one accent types them all, so that "cuando" with others is no "cuándo".

    >>> phrases = ("cuándo", "cuánto cuesta")
    >>> [bool(asking(phrases, own)) for own in ("Cuanto cuesta?", "¿Qué hizo cuando llegó?")]
    [True, False]
    """
    found = any_word_of(phrases).search(question)
    if found is not None or not _is_plain(question):
        return found
    return any_word_of(_plain(phrases)).search(question)


def _is_plain(text: str) -> bool:
    words = text.lower().split()
    return all(plain_letters(word) == word for word in words)


@cache
def _plain(phrases: Words) -> Words:
    plain = (" ".join(map(plain_letters, phrase.split())) for phrase in phrases)
    return tuple(dict.fromkeys(plain))
