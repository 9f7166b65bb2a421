"""Questions of question words alone, such as "Who? When?", which ask nothing by themselves."""

from __future__ import annotations

from retrieval.text.languages import any_word_of, language_of
from retrieval.text.words.letters import WORD_WITH_APOSTROPHE


def only_question_words(text: str, language: str) -> bool:
    """Whether ``text`` has question words and no other.

    >>> only_question_words("Who? What? Why?", "en"), only_question_words("Who won?", "en")
    (True, False)
    >>> only_question_words("¿Por qué?", "es")
    True
    """
    known = language_of(language)
    single = set(known.question_words)
    phrases = tuple(own for own in known.reason_questions if single.intersection(own.split()))
    rest = any_word_of(phrases).sub(" ", text)
    words = {word.lower() for word in WORD_WITH_APOSTROPHE.findall(rest)}
    return bool(words or rest != text) and words <= single
