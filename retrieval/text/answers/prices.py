"""Questions for a price, and where a text tells one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from retrieval.text.answers.answer_type import asks_reason, asks_time
from retrieval.text.answers.asking import asking, words_beside
from retrieval.text.answers.beside_numbers import numbers_with
from retrieval.text.languages import any_of, any_word_of, language_of
from retrieval.text.words.scripts import UNSPACED, script_of_language
from retrieval.text.words.terms import WORD, stop_words
from retrieval.types import Span

_SIGNS = "$€£¥₽₴₺₹₪₩₫฿￥＄"
_WITH_SIGN = re.compile(
    rf"[{_SIGNS}]\s?\d|\d\s?(?:[kKM]|Mio\.?|Mrd\.?|[mb]n)?\s?[{_SIGNS}]"
    r"|\d\s?(?::-|,-|s?Fr\.)(?!\w)"
    r"|:\s+\d{1,6}[.,]\d\d(?=[.;)]*\s*$)"  # "Caffè Miramare: 2,90."
)
_MONEY_WITHIN = 2  # words beside the phrase that asks for a number
_NEXT_WORD = re.compile(rf"\.?\s*({WORD.pattern})")


def asks_price(question: str, language: str) -> bool:
    """Whether ``question`` asks what something costs.

    It does not if it first asks who or where: "Wer weiß, was sie kostet?"

    >>> asks_price("Was kostet die Brücke?", "de"), asks_price("Warum ist sie so teuer?", "de")
    (True, False)
    """
    known = language_of(language)
    found = asking(known.price_questions, question)
    if found is None or asks_reason(question, language) or asks_time(question, language):
        return False
    return asking(known.name_questions, question[: found.start()]) is None


def asks_money(question: str, language: str) -> bool:
    """Whether ``question`` asks for an amount of money: a price, or how much a fine or the like is.

    >>> asks_money("Wie hoch war das Bußgeld?", "de"), asks_money("Wie hoch war der Turm?", "de")
    (True, False)
    """
    return asks_price(question, language) or bool(money_word(question, language))


def money_word(question: str, language: str) -> str:
    """The word for what is paid, other than a price, where ``question`` asks how much that is.

    >>> money_word("Wie hoch war das Bußgeld?", "de"), money_word("Was kostet die Brücke?", "de")
    ('Bußgeld', '')
    """
    known = language_of(language)
    found = asking(known.number_questions, question)
    if found is None or language == "en" or asks_time(question, language):
        return ""
    if script_of_language(language) in UNSPACED:
        money = any_word_of(known.money_words).search(question)
        return money[0] if money else ""
    beside = words_beside(found, question, language)[:_MONEY_WITHIN]
    return next((word for word in beside if word.lower() in known.money_words), "")


def gives_price(sentence: str, language: str | None) -> bool:
    """Whether ``sentence`` tells an amount of money, by its two decimals too, or that it is free.

    >>> gives_price("Sie kostet 18,4 Millionen Euro.", "de"), gives_price("Der Euro fiel.", "de")
    (True, False)
    >>> gives_price("Il Caffè Miramare: 2,90.", "it"), gives_price("Sie ist 1,85 Meter hoch.", "de")
    (True, False)
    >>> gives_price("Le pont a coûté 18 M€.", "fr"), gives_price("Der Eintritt ist frei.", "de")
    (True, True)
    """
    code = language or "en"
    if _WITH_SIGN.search(sentence) or any(True for _ in amounts_in(sentence, code)):
        return True
    return any_word_of(language_of(code).free_words).search(sentence) is not None


def amounts_in(sentence: str, language: str) -> Iterator[Span]:
    """The amounts of money in ``sentence``, the currency behind the number or before it.

    Millions and more are one without a currency, too, unless they count what follows them.

    >>> list(amounts_in("Sie kostet EUR 18.", "de"))
    [Span(start=11, end=17)]
    >>> list(amounts_in("Sie kostete 1,3 Millionen.", "de")), list(amounts_in("2 Mio. Leute", "de"))
    ([Span(start=12, end=25)], [])
    """
    known = language_of(language)
    found = list(numbers_with(sentence, known.currencies, language, before=True))
    yield from found
    for large in _large_number(language).finditer(sentence):
        is_told = any(own.start < large.end() and large.start() < own.end for own in found)
        if not is_told and not _counts(sentence[large.end() :], language):
            yield Span(*large.span())


def _counts(behind: str, language: str) -> bool:
    """Whether what is ``behind`` a number begins with a noun, or "de" and a noun, as it seems."""
    word = _NEXT_WORD.match(behind)
    if word is None:
        return False
    own = word[1].lower()
    return own not in stop_words(language) or own in language_of(language).between_units


@cache
def _large_number(language: str) -> re.Pattern[str]:
    known = language_of(language)
    if not known.large_numbers:
        return re.compile("(?!)")
    number = rf"(?:(?<![\d.,])\d[\d.,]{{0,20}}|(?<!\w){any_of(known.number_words)}(?=\s))"
    large = any_word_of(known.large_numbers).pattern
    return re.compile(rf"{number}\s*(?:{large})", re.IGNORECASE)
