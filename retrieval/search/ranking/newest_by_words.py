"""The newest account first, where results are found by words alone and none was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from retrieval.search.ranking.accounts import RELATED, account, likeness
from retrieval.search.ranking.fusion import best_first
from retrieval.search.ranking.later_accounts import is_later
from retrieval.types import PassageFeatures, Result

_MOST_COMPARED = 10  # of the best results
_LEAST_SHARE = 0.6  # of how well the best one has the words of the question


def newest_account(
    results: Sequence[Result],
    features: Sequence[PassageFeatures],
    scores: Sequence[float],
    rarity_of: Callable[[Sequence[str]], Mapping[str, float]],
) -> tuple[int, int]:
    """The indices of the best result and of the newest that reports the same and may answer.

    They are the same where none is newer. ``rarity_of`` gives the inverse document frequency of
    terms.
    """
    order = best_first(results, scores)[:_MOST_COMPARED]
    best = newest = order[0]
    accounts = {i: account(results[i].article, results[i].passage.text) for i in order}
    rarity = rarity_of(sorted(frozenset().union(*(own.terms for own in accounts.values()))))
    for index in order[1:]:
        if not is_later(results[index], results[newest]):
            continue
        is_same = likeness(accounts[index], accounts[best], rarity) >= RELATED
        if is_same and _may_answer(features[index], features[best]):
            newest = index
    return best, newest


def as_told_before(own: PassageFeatures, best: PassageFeatures) -> PassageFeatures:
    """The features of a newer account, whose article is about what the ``best`` one is about."""
    if own.words is None or best.words is None:
        return own
    words = replace(
        own.words,
        bm25_share=max(own.words.bm25_share, best.words.bm25_share),
        whole_likeness=max(own.words.whole_likeness, best.words.whole_likeness),
    )
    return replace(own, bm25=max(own.bm25, best.bm25), words=words)


def _may_answer(own: PassageFeatures, best: PassageFeatures) -> bool:
    """Whether a result has what is asked for, and most of what the best has of the question."""
    if own.words is None or best.words is None or own.words.lacks_kind:
        return False
    has_words = own.words.whole_likeness >= _LEAST_SHARE * best.words.whole_likeness
    counts = own.words.counted >= best.words.counted
    return has_words and counts and own.has_answer_type >= best.has_answer_type
