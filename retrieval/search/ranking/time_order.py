"""Which of several accounts of the same thing comes first: the newest, or that of the time asked.

Only results that answer, as the reader or their words tell, change places, and only with each
other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.search.ranking.accounts import RELATED, account, likeness
from retrieval.search.ranking.answering_by_words import answering_by_words, is_told_later
from retrieval.search.ranking.fusion import best_first
from retrieval.search.ranking.later_accounts import name_that_answers, names
from retrieval.search.ranking.same_matter import tells_same
from retrieval.text.times.asked_account import AskedAccount
from retrieval.text.times.days import day_of
from retrieval.types import PassageFeatures, Query, Result

# Log-odds from which a passage may answer as well as the most relevant one. They are wide: a newer
# account often says it in other words, and has to be sure enough by itself to come first.
_LEAST_RELEVANCE = -2.0
_RELEVANCE_MARGIN = 4.5  # below the highest
_AS_RELEVANT = 1.5  # below that of the best one, where less likeness suffices
_ALIKE_IF_RELEVANT = 0.2


@dataclass(frozen=True, slots=True)
class AnsweringResult:
    """A result that answers; ``index`` is its place among all that were found.

    ``likeness`` is how alike its account is to that of the best result that answers; 1 if it names
    who is the answer there, or in another that does, or tells the same of a toll or an office,
    which is ``tells_same``; of results found by words alone, see :func:`is_told_later`.
    """

    index: int
    result: Result
    features: PassageFeatures
    likeness: float
    tells_same: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether it tells how it went on with what the best result says, or the same later."""
        return self.features.tells_later or self.tells_same


def answering_results(
    query: Query,
    results: Sequence[Result],
    features: Sequence[PassageFeatures],
    scores: Sequence[float],
    rarity_of: Callable[[Sequence[str]], Mapping[str, float]],
) -> tuple[AnsweringResult, ...]:
    """The results that answer, best first by ``scores``; none where they were not read, unless they
    were found by words alone.

    Their relevance is above a least one and within a margin of the highest. ``rarity_of`` gives the
    inverse document frequency of terms.
    """
    if features and features[0].words is not None:
        found = answering_by_words(results, features, scores, rarity_of)
        best = results[found[0][0]]
        return tuple(
            AnsweringResult(
                i,
                results[i],
                features[i],
                alike,
                is_told_later(query, results[i], features[i], best, alike),
            )
            for i, alike in found
        )
    known = {i: own.relevance for i, own in enumerate(features) if own.relevance is not None}
    least = max(_LEAST_RELEVANCE, max(known.values(), default=0.0) - _RELEVANCE_MARGIN)
    order = [
        i
        for i in best_first(results, scores)
        if i in known and (known[i] > least or features[i].tells_later)
    ]
    accounts = [account(results[i].article, results[i].passage.text) for i in order]
    rarity = rarity_of(sorted(frozenset().union(*(own.terms for own in accounts))))
    read = [(results[i], features[i]) for i in order]
    linked = _linked_by_names(read)
    same = {place for place, own in enumerate(read) if tells_same(query, read[0], own, rarity_of)}
    return tuple(
        AnsweringResult(
            i,
            results[i],
            features[i],
            1.0
            if place in linked | same or features[i].tells_later
            else likeness(own, accounts[0], rarity),
            place in same,
        )
        for place, (i, own) in enumerate(zip(order, accounts, strict=True))
    )


def _linked_by_names(read: Sequence[tuple[Result, PassageFeatures]]) -> set[int]:
    """The places of the results that name who answers in the first, or in one linked to it.

    So the election of a mayor is linked to the resignation of that mayor and to the next election.
    """
    answers = [_name_that_answers(*own) for own in read]
    linked, known = set(), {name for name in answers[:1] if name}
    for _ in read:
        found = {
            place
            for place, (result, _features) in enumerate(read)
            if place not in linked and any(names(name, result) for name in known)
        }
        if not found:
            break
        linked |= found
        known = {answers[place] for place in linked if answers[place]}
    return linked


def _name_that_answers(result: Result, features: PassageFeatures) -> str:
    """The last of several words of the name that answers, which other accounts repeat; "" if none
    does.
    """
    span = features.answer
    return name_that_answers(result.passage.text[span.start : span.end]) if span else ""


def scores_by_time(
    scores: Sequence[float], answering: Sequence[AnsweringResult], time: AskedAccount
) -> list[float]:
    """``scores``, exchanged among the results that answer so that the timely ones are the best.

    The first is the newest, the first, or the nearest to the period asked about, among those whose
    account is like the best one's, and of the publisher that the question names if it names one.
    Without a date an article is neither newer nor older, and nothing changes where the best one
    has none.
    """
    changed = list(scores)
    alike = _of_same_event(answering)
    if order := timely(answering, time):
        for own, score in zip(order, [scores[own.index] for own in alike], strict=True):
            changed[own.index] = score
    return changed


def timely(answering: Sequence[AnsweringResult], time: AskedAccount) -> list[AnsweringResult]:
    """The results that report the same event as the best one, the most timely first; none if the
    question asks for no time.
    """
    timeliness = _TIMELINESS.get(time)
    if timeliness is None:
        return []
    # Sorting is stable: of equally timely ones, the better-scored one comes first. Those that give
    # the same name are as timely as the most timely of them; what tells how it went on is later.
    alike = _of_same_event(answering)
    by_name: dict[str, tuple[int, ...]] = {}
    for own in alike:
        if name := _name_that_answers(own.result, own.features):
            by_name[name] = max(timeliness(own), by_name.get(name, timeliness(own)))

    def timeliness_of_name(own: AnsweringResult) -> tuple[int, ...]:
        return by_name.get(_name_that_answers(own.result, own.features), timeliness(own))

    return sorted(
        alike,
        key=lambda own: (timeliness_of_name(own), own.features.tells_later),
        reverse=True,
    )


def _of_same_event(answering: Sequence[AnsweringResult]) -> list[AnsweringResult]:
    if not answering or day_of(answering[0].result.article) is None:
        return []
    alike = [
        own for own in answering if _is_alike(own, answering[0]) and day_of(own.result.article)
    ]
    return [own for own in alike if own.features.is_named_publisher] or alike


def _is_alike(own: AnsweringResult, best: AnsweringResult) -> bool:
    """Whether a result tells of the same event: what answers as well may tell it in other words."""
    own_relevance, highest = own.features.relevance, best.features.relevance
    if own_relevance is None or highest is None:  # found by words alone
        return own is best or own.tells_same
    is_as_relevant = own_relevance >= highest - _AS_RELEVANT
    return own.likeness >= (_ALIKE_IF_RELEVANT if is_as_relevant else RELATED)


def _newness(own: AnsweringResult) -> int:
    day = day_of(own.result.article)
    return day.toordinal() if day else 0


def _nearness(own: AnsweringResult) -> int:
    return -(own.features.days_away or 0)


_TIMELINESS: Mapping[AskedAccount, Callable[[AnsweringResult], tuple[int, ...]]] = {
    "newest": lambda own: (_newness(own),),
    "first": lambda own: (-_newness(own),),
    "period": lambda own: (_nearness(own),),
    "newest_of_period": lambda own: (_nearness(own), _newness(own)),
}
