"""Questions that only name what to tell about, such as "wolves" or "who is Ines Holm"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from retrieval.text.answers.answer_type import asks_who_is
from retrieval.text.languages import Language, any_word_of, language_of
from retrieval.text.words.letters import with_plain_apostrophes
from retrieval.text.words.terms import question_terms

_MOST_TERMS = 3
_MOST_BETWEEN = 1  # other words among those of a topic: "Youssef al-Khateeb"


@lru_cache(maxsize=64)
def is_topic(question: str, language: str = "en") -> bool:
    """Whether ``question``, without framing, asks nothing but names what to tell about.

    >>> is_topic("Salome Brightwater"), is_topic("Who won?"), is_topic("Did it rain?")
    (True, False, False)
    >>> is_topic("What about the wolves?"), is_topic("What's the latest on the wolves?")
    (True, True)

    Where verbs are not known, a question for yes or no would look like one, so that none is.
    """
    known = language_of(language)
    question = without_topic_phrase(question, language)
    is_short = len(question_terms(question, language)) <= _MOST_TERMS
    return bool(known.present_verbs) and is_short and not _asks(question, known)


def without_topic_phrase(question: str, language: str) -> str:
    """``question`` without the phrase by which it asks to be told of something.

    >>> without_topic_phrase("What's the latest on the wolves?", "en")
    ' the wolves?'
    """
    known = language_of(language)
    phrases = any_word_of((*known.leads_on, *known.topic_questions))
    phrase = phrases.match(with_plain_apostrophes(question))
    return question[phrase.end() :] if phrase else question


def _asks(text: str, known: Language) -> bool:
    """Whether ``text`` has a question word or a verb as questions have."""
    asks = (*known.question_words, *known.present_verbs, *known.past_verbs)
    return any_word_of(asks).search(text) is not None


@lru_cache(maxsize=64)
def only_names(question: str, language: str = "en") -> bool:
    """Whether any text that names the subject of ``question`` tells what is asked.

    >>> only_names("Who is Salome Brightwater?"), only_names("Who is the mayor?")
    (True, False)
    """
    return is_topic(question, language) or (language == "en" and asks_who_is(question))


def stand_together(
    asked: Sequence[str], told: Sequence[str], variants: Mapping[str, Collection[Sequence[str]]]
) -> bool:
    """Whether the terms ``asked``, or their variants, stand beside each other among those ``told``.

    >>> stand_together(("ine", "holm"), ("mayor", "holm", "ine", "said"), {})
    True
    >>> stand_together(("ine", "holm"), ("ine", "said", "in", "the", "town", "of", "holm"), {})
    False
    """
    places = [
        [at for at, term in enumerate(told) if term == own or (term,) in variants.get(own, ())]
        for own in asked
    ]
    most = len(asked) - 1 + _MOST_BETWEEN
    return bool(asked) and any(
        all(any(abs(at - first) <= most for at in own) for own in places) for first in places[0]
    )
