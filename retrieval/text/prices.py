"""Questions for a price, and where a text tells one."""

from __future__ import annotations

import re

from retrieval.text.answer_type import asks_reason, asks_time
from retrieval.text.beside_numbers import numbers_with
from retrieval.text.languages import any_word_of, language_of

_WITH_SIGN = re.compile(r"[$€£¥₽₴₺₹]\s?\d|\d\s?[$€£¥₽₴₺₹]")


def asks_price(question: str, language: str) -> bool:
    """Whether ``question`` asks what something costs.

    >>> asks_price("Was kostet die Brücke?", "de"), asks_price("Warum ist sie so teuer?", "de")
    (True, False)
    """
    words = any_word_of(language_of(language).price_words)
    is_other = asks_reason(question, language) or asks_time(question, language)
    return bool(words.search(question)) and not is_other


def gives_price(sentence: str, language: str | None) -> bool:
    """Whether ``sentence`` tells an amount of money.

    >>> gives_price("Sie kostet 18,4 Millionen Euro.", "de"), gives_price("Der Euro fiel.", "de")
    (True, False)
    """
    units = language_of(language or "en").currencies
    is_amount = any(True for _ in numbers_with(sentence, units, language or "en"))
    return is_amount or bool(_WITH_SIGN.search(sentence))
