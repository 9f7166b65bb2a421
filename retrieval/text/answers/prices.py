"""Questions for a price, and where a text tells one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text.answers.answer_type import asks_reason, asks_time
from retrieval.text.answers.beside_numbers import numbers_with
from retrieval.text.languages import any_word_of, language_of
from retrieval.types import Span

_WITH_SIGN = re.compile(r"[$€£¥₽₴₺₹]\s?\d|\d\s?[$€£¥₽₴₺₹]")


def asks_price(question: str, language: str) -> bool:
    """Whether ``question`` asks what something costs.

    It does not if it first asks who or where: "Wer weiß, was sie kostet?"

    >>> asks_price("Was kostet die Brücke?", "de"), asks_price("Warum ist sie so teuer?", "de")
    (True, False)
    """
    known = language_of(language)
    found = any_word_of(known.price_questions).search(question)
    if found is None or asks_reason(question, language) or asks_time(question, language):
        return False
    return not any_word_of(known.name_questions).search(question[: found.start()])


def gives_price(sentence: str, language: str | None) -> bool:
    """Whether ``sentence`` tells an amount of money.

    >>> gives_price("Sie kostet 18,4 Millionen Euro.", "de"), gives_price("Der Euro fiel.", "de")
    (True, False)
    """
    is_amount = any(True for _ in amounts_in(sentence, language or "en"))
    return is_amount or bool(_WITH_SIGN.search(sentence))


def amounts_in(sentence: str, language: str) -> Iterator[Span]:
    """The amounts of money in ``sentence``, the currency behind the number or before it.

    >>> list(amounts_in("Sie kostet EUR 18.", "de"))
    [Span(start=11, end=17)]
    """
    return numbers_with(sentence, language_of(language).currencies, language, before=True)
