"""What a sentence gives a reason for."""

from __future__ import annotations

from collections.abc import Set

from retrieval.text.languages import any_word_of, language_of
from retrieval.text.terms import question_terms


def gives_reason_of_other(terms: Set[str], sentence: str, language: str | None = "en") -> bool:
    """Whether ``sentence`` gives a reason for something that has none of the ``terms``.

    >>> gives_reason_of_other({"vik", "resign"}, "The tank leaked because a seal was worn.")
    True
    >>> gives_reason_of_other({"vik", "resign"}, "Vik has gone because a seal was worn.")
    False
    >>> gives_reason_of_other({"vik", "resign"}, "Because a seal was worn.")
    False
    """
    code = language or "en"
    reason = any_word_of(language_of(code).reason_conjunctions).search(sentence)
    told = question_terms(sentence[: reason.start()], code) if reason else ()
    return bool(told) and terms.isdisjoint(told)
