"""One story once: of copies of an article, one is quoted, and the others are named."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING

from retrieval.search.evidence.features import days_away, is_named_publisher
from retrieval.text.articles.copies import wording
from retrieval.text.times.periods import Period
from retrieval.types import Article, Hit, Query, Result

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore

_MAX_NAMED = 20  # copies of a result
_SAME_TEXT = 0.8  # share of a passage's pairs of words that stand in passages of another copy


@dataclass(frozen=True, slots=True)
class StoryHits:
    """Which hits are passages of copies, and hits without repetitions of the same story.

    ``stories`` are the article and story of each such passage, by the passage's id.
    ``without_vectors`` are passages whose vectors are still to be made.
    """

    store: SqlStore
    stories: Mapping[int, tuple[str, int]]
    without_vectors: Set[int] = frozenset()

    @classmethod
    def of(
        cls, store: SqlStore, passage_ids: Iterable[int], without_vectors: Set[int] = frozenset()
    ) -> StoryHits:
        """Those of the passages with these ids."""
        return cls(store, store.copied_passages(list(passage_ids)), without_vectors)

    def without_copies(
        self, hits: Sequence[Hit], query: Query, period: Period | None = None
    ) -> list[Hit]:
        """``hits`` without those whose text hits of a preferred copy hold.

        A preferred hit takes the place of the better ones that it stands for. Preferred is the copy
        of a publisher that the question names, then the nearest to the ``period`` asked about, then
        the first published, of those of one day the one whose publisher others credit, then the
        fullest. What only another copy tells stays. Copies without vectors come after all others,
        as they would be judged by their words alone.
        """
        if len({doc_id for doc_id, _ in self.stories.values()}) < 2:
            return list(hits)
        places = {hit.passage_id: place for place, hit in enumerate(hits)}
        by_story = defaultdict[int, list[Hit]](list)
        for hit in hits:
            if hit.passage_id in self.stories:
                by_story[self.stories[hit.passage_id][1]].append(hit)
        for own in by_story.values():
            self._drop_repeated(self._by_copy(own, query, period), places)
        left = [hit for hit in hits if hit.passage_id in places]
        return sorted(left, key=lambda hit: places[hit.passage_id])

    def _drop_repeated(self, copies: Sequence[Sequence[int]], places: dict[int, int]) -> None:
        """Drops those of one story's hits from ``places`` whose text preferred ones hold.

        ``copies`` are the hits of each copy, the preferred copy first.
        """
        passages = self.store.passages(chain(*copies))
        kept: dict[int, frozenset[int]] = {}  # pairs of words of the passages that stay
        for ids in copies:
            told = frozenset[int]().union(*kept.values())
            for passage_id in ids:
                if passage_id not in passages:  # removed meanwhile
                    continue
                pairs = wording(passages[passage_id].text).pairs
                if len(pairs & told) < _SAME_TEXT * len(pairs):
                    kept[passage_id] = pairs
                    continue
                common = {other: len(pairs & own) for other, own in kept.items()}
                likeliest = max(common, key=common.__getitem__)
                places[likeliest] = min(places[likeliest], places.pop(passage_id))

    def _by_copy(self, hits: Sequence[Hit], query: Query, period: Period | None) -> list[list[int]]:
        """The ids of the hits of each copy, the preferred copy first; none of a single one."""
        ids = defaultdict[str, list[int]](list)
        for hit in hits:
            ids[self.stories[hit.passage_id][0]].append(hit.passage_id)
        articles = list(filter(None, map(self.store.article, ids))) if len(ids) > 1 else []
        order = sorted(
            articles,
            key=lambda own: (
                not self.without_vectors.isdisjoint(ids[own.doc_id]),
                preference(own, articles, query, period),
            ),
        )
        return [ids[article.doc_id] for article in order]

    def story_of(self, result: Result) -> int | None:
        """The story of a result, if it has copies."""
        found = self.stories.get(result.passage.passage_id)
        return found[1] if found else None


def with_copies_named(result: Result, store: SqlStore, *, as_of: date | None = None) -> Result:
    """``result`` with the other articles of its story, the first published first.

    Those published after ``as_of`` are left out, and undated ones that were added after it.
    """
    members = (i for i in store.story_members(result.article.doc_id) if i != result.article.doc_id)
    copies = filter(None, map(store.article, members))
    last = as_of.isoformat() if as_of else "~"
    known = (own for own in copies if (own.published_at or own.fetched_at or "~")[:10] <= last)
    named = tuple(islice(known, _MAX_NAMED))
    return replace(result, also_in=named) if named else result


def preference(
    article: Article, copies: Sequence[Article], query: Query, period: Period | None
) -> tuple[bool, float, str, bool, int, str]:
    """The sort key of copies of one article that puts the one to quote first.

    See :meth:`StoryHits.without_copies`. Undated ones come last.
    """
    day = (article.published_at or "~")[:10]
    away = days_away(article.published_at, period)
    is_undated_then = period is not None and away is None
    is_named = is_named_publisher(article.publisher, query)
    days = math.inf if is_undated_then else away or 0
    uncredited = not is_credited(article, copies)
    return not is_named, days, day, uncredited, -len(article.text), article.doc_id


def is_credited(article: Article, copies: Sequence[Article]) -> bool:
    """Whether another of the copies names the publisher of ``article`` as its author or source."""
    return any(_credits(copy, article.publisher) for copy in copies if copy is not article)


def _credits(article: Article, publisher: str | None) -> bool:
    """Whether an article names the publisher as its author or source."""
    if not publisher or publisher == article.publisher:
        return False
    return publisher in f"{article.authors} {article.text}"
