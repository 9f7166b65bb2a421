"""Questions of question words alone, such as "Who? When?", which ask nothing by themselves."""

from __future__ import annotations

from retrieval.text.languages import language_of
from retrieval.text.letters import WORD_WITH_APOSTROPHE


def only_question_words(text: str, language: str) -> bool:
    """Whether ``text`` has question words and no other.

    >>> only_question_words("Who? What? Why?", "en"), only_question_words("Who won?", "en")
    (True, False)
    """
    words = {word.lower() for word in WORD_WITH_APOSTROPHE.findall(text)}
    return bool(words) and words <= set(language_of(language).question_words)
