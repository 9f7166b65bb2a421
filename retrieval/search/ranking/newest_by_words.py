"""Which results, found by words alone, may answer as the best one does, of the same event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from retrieval.search.ranking.accounts import account, likeness
from retrieval.search.ranking.fusion import best_first
from retrieval.types import PassageFeatures, Result

_MOST_COMPARED = 10  # of the best results
_LEAST_SHARE = 0.6  # of how well the best one has the words of the question


def answering_by_words(
    results: Sequence[Result],
    features: Sequence[PassageFeatures],
    scores: Sequence[float],
    rarity_of: Callable[[Sequence[str]], Mapping[str, float]],
) -> list[tuple[int, float]]:
    """The indices of the best result and of others that may answer, the best first, each with how
    alike its account is to that of the best one.

    ``rarity_of`` gives the inverse document frequency of terms.
    """
    order = best_first(results, scores)[:_MOST_COMPARED]
    may = [i for i in order if i == order[0] or _may_answer(features[i], features[order[0]])]
    accounts = [account(results[i].article, results[i].passage.text) for i in may]
    rarity = rarity_of(sorted(frozenset().union(*(own.terms for own in accounts))))
    alike = [1.0, *(likeness(own, accounts[0], rarity) for own in accounts[1:])]
    return list(zip(may, alike, strict=False))


def _may_answer(own: PassageFeatures, best: PassageFeatures) -> bool:
    """Whether a result has what is asked for, and most of what the best has of the question."""
    if own.words is None or best.words is None or own.words.lacks_kind or own.lacks_name:
        return False
    has_words = all(
        getattr(own.words, name) >= _LEAST_SHARE * getattr(best.words, name)
        for name in ("whole_likeness", "around_likeness")
    )
    counts = own.words.counted >= best.words.counted
    return has_words and counts and own.has_answer_type >= best.has_answer_type
