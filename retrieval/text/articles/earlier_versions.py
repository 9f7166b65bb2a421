"""What an earlier version of an article says, as hashes, to tell what a later one says anew."""

from __future__ import annotations

from retrieval.text.answers.answer_type import answer_type, asks_time
from retrieval.text.articles.corrections import Fact, facts_and_words, facts_within
from retrieval.text.articles.sentences import sentence_hash, sentence_hashes
from retrieval.types import Span

_KINDS = {"number": {"number"}, "name": {"name"}, "anything": {"number", "name"}}


def said_in(text: str, language: str | None = None) -> frozenset[str]:
    """The hashes of the sentences of ``text``, and of the numbers, days and words in it."""
    return sentence_hashes(text, language).union(map(_hash, facts_and_words(text, language)))


def facts_asked(question: str, language: str) -> frozenset[str]:
    """The kinds of facts of which another one makes another answer.

    A day is one only if a time is asked for: it may be that of a report.

    >>> sorted(facts_asked("How many died?", "en")), sorted(facts_asked("When was it?", "en"))
    (['number'], ['month', 'number', 'weekday'])
    """
    days = {"weekday", "month"} if asks_time(question, language) else set()
    return frozenset(_KINDS[answer_type(question, language)] | days)


def states_anew(
    text: str, span: Span, language: str | None, *, said: frozenset[str], kinds: frozenset[str]
) -> bool:
    """Whether a part of ``text`` has a fact of one of the kinds that is not among those ``said``.

    >>> said, kinds = said_in("It is to close for eleven weeks."), frozenset({"number"})
    >>> text = "It will be shut for 19 weeks, not for 11."
    >>> states_anew(text, Span(16, 28), "en", said=said, kinds=kinds)
    True
    >>> states_anew(text, Span(30, 40), "en", said=said, kinds=kinds)
    False

    Other spellings and forms are nothing new.

    >>> said = said_in("A dozen lost 1.5 million at 8:30 am.")
    >>> [states_anew(text, Span(0, len(text)), "en", said=said, kinds=kinds)
    ...  for text in ("12 lost 1,500,000", "at 8 am", "13 lost", "1.5 billion")]
    [False, True, True, True]
    >>> said, kinds = said_in("Es begann um 8 Uhr."), frozenset({"number"})
    >>> states_anew("Um 8:00 Uhr", Span(0, 11), "de", said=said, kinds=kinds)
    False
    >>> said, kinds = said_in("Избран Иван Петров.", "ru"), frozenset({"name"})
    >>> [states_anew(text, Span(0, len(text)), "ru", said=said, kinds=kinds)
    ...  for text in ("Избрали Ивана Петрова", "Избрали Ивана Лаврова")]
    [False, True]
    """
    stated = facts_within(text, span, language)
    return any(fact[0] in kinds and _hash(fact) not in said for fact in stated)


def _hash(fact: Fact) -> str:
    return sentence_hash(" ".join(fact))
