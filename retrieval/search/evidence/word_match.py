"""How well texts match a question by words alone, for languages that no model here reads.

A word of the question counts in part where a text holds a similar one, such as another form or a
compound of it; neighbouring words of the question count where they stand close together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from retrieval.text.languages import language_of
from retrieval.text.words.scripts import script_of
from retrieval.types import Query

_LEAST_ALIKE = 0.55
_LEAST_SHARED = 4  # characters
_LEAST_SHARED_CONSONANTS = 3  # in scripts that leave out vowels
_WITHOUT_VOWELS = frozenset(("arabic", "hebrew"))
_SHORTEST_PART = 3  # letters of what stands before the last word of a compound
_COMPOUND = 0.8  # how much a compound is like its last part
_CLOSE = 4  # words apart at most


@dataclass(frozen=True, slots=True)
class WordMatch:
    """Shares from 0 to 1, weighted by the rarity of the question's terms.

    ``coverage`` is that of terms in the text, ``likeness`` that of the same or similar ones,
    ``closeness`` that of pairs of neighbouring terms that are close together in the text, and
    ``rarest`` is how rare the rarest term in the text is, relative to the rarest of the question.
    """

    coverage: float
    likeness: float
    closeness: float
    rarest: float


@dataclass(frozen=True, slots=True)
class SentenceMatch:
    """Shares from 0 to 1 of the question's terms in one sentence of a text.

    ``specific`` weighs each term by how few sentences hold it, ``beyond_heading`` by how little the
    heading holds it.
    """

    specific: float
    beyond_heading: float


class WordMatcher:
    """Matches texts with the terms of a query, which have these ``weights``.

    ``vocabulary`` are all terms of the texts.

    >>> query = Query("mayor Kyiv", ("mayor", "kyiv"))
    >>> matcher = WordMatcher(query, {"mayor": 1.0, "kyiv": 3.0}, ["kyiv", "won"])
    >>> matcher.match([["kyiv", "won"]])
    WordMatch(coverage=0.75, likeness=0.75, closeness=0.0, rarest=1.0)
    """

    def __init__(
        self, query: Query, weights: Mapping[str, float], vocabulary: Iterable[str]
    ) -> None:
        self._query = query
        self._weights = {term: weights[term] for term in query.terms}
        self._total = sum(self._weights.values())
        self._highest = max(self._weights.values(), default=0.0)
        self._pairs = {
            (a, b): self._weights[a] + self._weights[b] for a, b in pairwise(query.terms)
        }
        self._pairs_total = sum(self._pairs.values())
        self._alike = _alike_terms(query, vocabulary)

    def match(self, parts: Sequence[Sequence[str]]) -> WordMatch:
        """The match of a text of several parts, each of terms in order."""
        if not self._total:
            return WordMatch(0.0, 0.0, 0.0, 0.0)
        found = self.met({term for part in parts for term in part})
        weights = self._weights
        covered = [weights[term] for term, share in found.items() if share == 1.0]
        alike = sum(weights[term] * share for term, share in found.items())
        return WordMatch(
            coverage=sum(covered) / self._total,
            likeness=alike / self._total,
            closeness=self._closeness(parts),
            rarest=max(covered, default=0.0) / self._highest if self._highest else 0.0,
        )

    def likeness(self, parts: Sequence[Sequence[str]]) -> float:
        """The likeness of such a text alone, which is quicker."""
        found = self.met({term for part in parts for term in part})
        alike = sum(self._weights[term] * share for term, share in found.items())
        return alike / self._total if self._total else 0.0

    def met(self, terms: Set[str]) -> dict[str, float]:
        """The terms of the question that the text holds, or has similar ones of; how similar."""
        found: dict[str, float] = {}
        for own in terms & self._alike.keys():
            for term, share in self._alike[own]:
                found[term] = max(share, found.get(term, 0.0))
        if self._query.variants:
            met = self._query.met_by(terms) & self._weights.keys()
            found.update(dict.fromkeys(met, 1.0))
        return found

    def in_sentences(
        self, heading: Sequence[str], sentences: Sequence[Sequence[str]]
    ) -> list[SentenceMatch]:
        """What each of the ``sentences`` of a text under a ``heading`` matches that others do not.

        What the heading says, or each sentence, is the subject and tells no sentence from another.
        """
        subject = self.met(set(heading))
        found = [self.met(set(own)) for own in sentences]
        weights, beyond = {}, {}
        for term, weight in self._weights.items():
            held = subject.get(term, 0.0) + sum(own.get(term, 0.0) for own in found)
            weights[term] = weight * math.log((len(sentences) + 2) / max(1.0, held))
            beyond[term] = weight * (1.0 - subject.get(term, 0.0))
        return [SentenceMatch(_share(own, weights), _share(own, beyond)) for own in found]

    def _closeness(self, parts: Sequence[Sequence[str]]) -> float:
        places: defaultdict[str, list[int]] = defaultdict(list)
        start = 0
        for part in parts:
            for place, own in enumerate(part, start):
                if own in self._alike:
                    for term, _ in self._alike[own]:
                        places[term].append(place)
            start += len(part) + _CLOSE  # the end of a part is close to no other
        close = sum(
            gain
            for (a, b), gain in self._pairs.items()
            if a in places
            and b in places
            and any(abs(i - j) <= _CLOSE for i in places[a] for j in places[b])
        )
        return close / self._pairs_total if self._pairs_total else 0.0


def _share(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[term] * share for term, share in found.items()) / total if total else 0.0


def _alike_terms(
    query: Query, vocabulary: Iterable[str]
) -> dict[str, tuple[tuple[str, float], ...]]:
    """The terms of ``query`` that each term of the ``vocabulary`` is like, and how much."""
    joins_words = language_of(query.language).joins_words
    beginnings = [(term, term[: _least_shared(term)]) for term in query.terms]
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for own in set(vocabulary).union(query.terms):
        alike = tuple(
            (term, share)
            for term, beginning in beginnings
            if (own.startswith(beginning) or term in own or own in term)
            and (share := likeness(term, own, joins_words=joins_words))
        )
        if alike:
            found[own] = alike
    return found


def likeness(word: str, other: str, *, joins_words: bool = False) -> float:
    """How much of the longer of two words is the beginning that both share, or the shorter word.

    0 where that is little. The shorter word counts within the longer only without vowels, or in a
    language that joins words, behind what may be a word. There a compound is a kind of what its
    last part says, so that it is like that, however long it is.

    >>> likeness("school", "school"), likeness("school", "schools"), likeness("one", "two")
    (1.0, 0.8571428571428571, 0.0)
    >>> likeness("munz", "silbermunz", joins_words=True), likeness("munz", "silbermunz")
    (0.8, 0.0)
    >>> likeness("reis", "preis", joins_words=True)
    0.0
    """
    if word == other:
        return 1.0
    is_last = other.endswith(word) and len(other) - len(word) >= _SHORTEST_PART
    if joins_words and len(word) >= _LEAST_SHARED and is_last:
        return _COMPOUND
    shorter, longer = sorted((word, other), key=len)
    shared = _common_prefix(shorter, longer)
    is_part = joins_words and longer.find(shorter) >= _SHORTEST_PART
    if is_part or (shorter in longer and _is_without_vowels(word)):
        shared = len(shorter)
    share = shared / len(longer)
    return share if shared >= _least_shared(word) and share >= _LEAST_ALIKE else 0.0


def _least_shared(word: str) -> int:
    return _LEAST_SHARED_CONSONANTS if _is_without_vowels(word) else _LEAST_SHARED


def _is_without_vowels(word: str) -> bool:
    return script_of(word[0]) in _WITHOUT_VOWELS


def _common_prefix(one: str, other: str) -> int:
    ends = (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(ends, min(len(one), len(other)))
