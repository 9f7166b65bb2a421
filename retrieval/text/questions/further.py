"""Requests for more of what was shown: "tell me more", "the second one"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.text.languages import Language, any_word_of, language_of
from retrieval.text.words.letters import with_plain_apostrophes
from retrieval.text.words.terms import index_terms

_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class FurtherRequest:
    """What of the results shown before is asked for: the one of that ``rank``, from 1, or more of
    the first and of others if it is 0.
    """

    rank: int = 0


def further_request(question: str, language: str) -> FurtherRequest | None:
    """The request that ``question`` makes, ``None`` if it asks something.

    >>> further_request("Can you tell me more about that?", "en")
    FurtherRequest(rank=0)
    >>> further_request("What about the second one?", "en")
    FurtherRequest(rank=2)
    >>> further_request("No, the second one", "en")
    FurtherRequest(rank=2)
    >>> further_request("Zeig mir den zweiten Artikel", "de")
    FurtherRequest(rank=2)
    >>> further_request("How many more were hurt?", "en")
    >>> further_request("Just a second", "en")
    """
    known = language_of(language)
    text = " ".join(_WORD.findall(with_plain_apostrophes(question.lower())))
    for found in any_word_of(known.more_requests).finditer(text):
        if _is_all(text, found, known):
            return FurtherRequest()
    ranks = {tuple(index_terms(own, language)): rank for rank, own in enumerate(known.ordinals, 1)}
    for found in _WORD.finditer(text):
        rank = ranks.get(tuple(index_terms(found[0], language)))  # "zweiten" as "zweite"
        if rank and _is_all(text, found, known) and not _is_noun(text, found, known):
            return FurtherRequest(rank)
    return None


def _is_all(text: str, found: re.Match[str], known: Language) -> bool:
    """Whether the rest of ``text`` only makes a request of the words found."""
    before, after = text[: found.start()], text[found.end() :]
    return _may_come_before(before, known) and _may_follow(after, known)


def _is_noun(text: str, found: re.Match[str], known: Language) -> bool:
    """Whether the ordinal found is a noun by its form or what stands before it."""
    is_followed = not set(text[found.end() :].split()).isdisjoint(known.words_for_results)
    nouns = any_word_of(known.ordinal_nouns).finditer(text)
    return not is_followed and any(own.end() == found.end() for own in nouns)


def _may_come_before(text: str, known: Language) -> bool:
    polite = (*known.framing_words, *known.asking_words, *known.linking_words, *known.greetings)
    leads = (part.strip(",") for phrase in known.leads_on for part in phrase.split())
    return frozenset((*polite, *leads, *known.words_for_results)).issuperset(text.split())


def _may_follow(text: str, known: Language) -> bool:
    polite = (*known.linking_words, *known.closings, *known.greetings)
    return frozenset((*polite, *known.points_back, *known.words_for_results)).issuperset(
        text.split()
    )
