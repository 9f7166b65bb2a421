"""Questions that only name a topic, such as "wolves" or "tell me about the wolves"."""

from __future__ import annotations

from retrieval.text.languages import any_word_of, language_of
from retrieval.text.terms import question_terms

_MOST_TERMS = 2


def is_topic(question: str, language: str = "en") -> bool:
    """Whether ``question``, without framing, asks nothing but names what to tell about.

    >>> is_topic("Salome Brightwater"), is_topic("Who won?"), is_topic("Did it rain?")
    (True, False, False)
    """
    known = language_of(language)
    asks = (*known.question_words, *known.present_verbs, *known.past_verbs)
    is_short = len(question_terms(question, language)) <= _MOST_TERMS
    return is_short and not any_word_of(asks).search(question)
