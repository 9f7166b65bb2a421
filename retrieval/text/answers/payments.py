"""Whether a sentence tells of a fee where a question asks what somebody earns; English only."""

from __future__ import annotations

import re

from retrieval.text.languages import any_word_of, language

_ENGLISH = language("en")
_ASKS_EARNINGS = any_word_of(_ENGLISH.earning_questions)
_GIVES_EARNINGS = any_word_of((*_ENGLISH.earning_questions, *_ENGLISH.earning_words))
_GIVES_FEE = any_word_of(_ENGLISH.fee_words)
_ASKS_AMOUNT = re.compile(r"\W*(?:and )?(?:how much|what)\b", re.IGNORECASE)


def is_other_payment(question: str, sentence: str) -> bool:
    """Whether ``question`` asks how much somebody earns, and ``sentence`` tells of a fee instead.

    >>> is_other_payment("What does Ada Holm earn?", "The club pays two million for Holm.")
    True
    >>> is_other_payment("What does Ada Holm earn?", "Holm gets 9,000 euros a week.")
    False
    >>> is_other_payment("Why did the wage talks fail?", "The firm would pay no more.")
    False
    """
    if not _ASKS_AMOUNT.match(question) or not _ASKS_EARNINGS.search(question):
        return False
    return bool(_GIVES_FEE.search(sentence)) and not _GIVES_EARNINGS.search(sentence)
