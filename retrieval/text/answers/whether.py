"""Questions for yes or no in other languages than English, and what answers them by "not"."""

from __future__ import annotations

from functools import lru_cache

from retrieval.text.answers.asking import asking, question_phrases
from retrieval.text.languages import any_word_of, language_of
from retrieval.text.words.terms import WORD

QUESTION_MARKS = ("?", "？", "؟", ";")  # the last one ends questions in Greek


@lru_cache(maxsize=64)
def asks_whether(question: str, language: str) -> bool:
    """Whether ``question`` asks for yes or no: it has a word for that, or a verb first or before a
    question mark, and no other word that asks.

    >>> asks_whether("Wurde jemand verletzt?", "de"), asks_whether("Wer wurde verletzt?", "de")
    (True, False)
    >>> asks_whether("Погибшие были?", "ru"), asks_whether("Höhe des Schadens?", "de")
    (True, False)
    >>> asks_whether("Czy ktoś zginął", "pl"), asks_whether("Kto wygrał, Vik czy Holm?", "pl")
    (True, False)
    """
    known = language_of(language)
    if language == "en":
        return False
    whether = any_word_of(known.whether_words)
    words = WORD.findall(question.lower())
    is_asked = question.rstrip().endswith(QUESTION_MARKS)
    has_verb = not {*words[: None if is_asked else 1]}.isdisjoint(known.whether_verbs)
    if not has_verb and not whether.search(question):
        return False
    return asking(question_phrases(known), whether.sub(" ", question)) is None


def denies(sentence: str, language: str | None) -> bool:
    """Whether ``sentence`` has a word such as "not" or "refused".

    >>> denies("Sie nahm nicht an.", "de"), denies("Sie nahm an.", "de")
    (True, False)
    """
    return any_word_of(language_of(language or "en").denial_words).search(sentence) is not None
