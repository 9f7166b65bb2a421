"""BM25 in Milvus: sparse vectors of our own terms, and exact scores of what they find.

A passage is the vector of what each of its terms adds to its score, by a hash of the term; a
question is that of its terms' weights. Their inner product is BM25 with k1 0.9 and b 0.4, in all
languages as in the embedded index. Weights and mean length move with each article, and a variant of
a term counts like the term; so the hits are scored again, exactly, from their terms in the store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.errors import BackendError
from retrieval.index.bm25_scores import gains, inverse_document_frequency, scores_of
from retrieval.index.lexical import MAX_TERMS, Bm25Index
from retrieval.index.milvus.collection import MilvusCollection, collection_name
from retrieval.index.milvus.following import Block, FollowingCollection
from retrieval.index.milvus.server import MilvusServer
from retrieval.index.milvus.states import MilvusStates
from retrieval.index.postings import term_hashes
from retrieval.index.term_counts import TermCounts
from retrieval.protocols import NO_VARIANTS, WordMatches
from retrieval.store.sql import Connections
from retrieval.store.store import SqlStore
from retrieval.store.terms import SqlTerms
from retrieval.text.words.terms import TERM_RULES
from retrieval.types import (
    NO_STORED_FILTERS,
    Article,
    Hit,
    Passage,
    StoredFilters,
    Variants,
)

_FETCHED = 3  # times as many hits as asked for, to be scored again
_MOST_HERE = 1_000_000  # passages that are searched on this machine while Milvus is away
_BITS = 31  # of a term's hash; Milvus takes whole numbers below 2^32


@dataclass(frozen=True, slots=True)
class MilvusMatches:
    """See :class:`retrieval.protocols.WordMatches`."""

    terms: SqlTerms
    weights: dict[str, float]
    variants: Variants
    mean_length: float
    search: Callable[[dict[int, float], int, StoredFilters], list[Hit]]
    local: Callable[[], WordMatches]
    tell: Callable[[BackendError], None]

    def best(self, depth: int, filters: StoredFilters = NO_STORED_FILTERS) -> list[Hit]:
        question = self._question()
        if not question or depth < 1:
            return []
        try:
            hits = self.search(question, depth * _FETCHED, filters)
        except BackendError as error:
            self.tell(error)
            return self.local().best(depth, filters)
        scores = self.scores([hit.passage_id for hit in hits])
        found = [Hit(own, score) for own, score in scores.items() if score > 0.0]
        return sorted(found, key=lambda hit: (-hit.score, hit.passage_id))[:depth]

    def scores(self, ids: Sequence[int]) -> dict[int, float]:
        rows = self.terms.of(ids)
        return scores_of(rows, self.weights, self.variants, self.mean_length)

    def _question(self) -> dict[int, float]:
        """The weights of the terms and of the words of their variants, by number."""
        weights: dict[str, float] = {}
        for term, weight in self.weights.items():
            for own in {term, *(word for words in self.variants.get(term, ()) for word in words)}:
                weights[own] = max(weight, weights.get(own, 0.0))
        return dict(zip(_numbers(list(weights)), weights.values(), strict=True))


class MilvusWords(FollowingCollection[list[str]]):
    """See :class:`retrieval.protocols.LexicalIndex`.

    Terms are stored, cleared and checked by the embedded index, which also answers while Milvus
    does not, if the archive is not too large for one machine.
    """

    def __init__(self, server: MilvusServer, store: SqlStore, connections: Connections) -> None:
        collection = MilvusCollection(server, collection_name("words", store.database_id()), 0)
        super().__init__(collection, MilvusStates(server), store)
        self._server = server
        self._local = Bm25Index(connections)
        self._words = SqlTerms(connections, rules=TERM_RULES)
        self._counts = TermCounts(connections, self._words)

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        self._local.add(article, passages)

    def remove(self, passage_ids: Iterable[int]) -> None:
        self._local.remove(passage_ids)

    def clear(self) -> None:
        self._local.clear()

    def is_outdated(self) -> bool:
        return self._local.is_outdated()

    def damage(self) -> list[str]:
        return self._local.damage()

    def match(self, terms: Sequence[str], variants: Variants = NO_VARIANTS) -> WordMatches:
        asked = terms[:MAX_TERMS]

        def local() -> WordMatches:
            if self._count() > _MOST_HERE:
                raise BackendError("The search index does not answer: ask again in a moment.")
            return self._local.match(asked, variants)

        try:
            if not self._server.has_sparse_vectors:
                return self._local.match(asked, variants)
            self.follow_soon()
        except BackendError as error:
            self._server.tell(error)
            return local()
        weights = self.term_weights(asked, variants)
        return MilvusMatches(
            self._words,
            weights,
            variants,
            self._mean_length(),
            self._search,
            local,
            self._server.tell,
        )

    def term_weights(
        self, terms: Sequence[str], variants: Variants = NO_VARIANTS
    ) -> dict[str, float]:
        """See :class:`retrieval.protocols.LexicalIndex`; a passage may count for each variant.

        Of the words of a variant, as many passages count as hold the rarest.
        """
        words = {word for own in variants.values() for variant in own for word in variant}
        passages, counts = self._count(), self.passage_counts([*terms, *words])
        weights = {}
        for term in terms:
            others = (min(map(counts.__getitem__, own)) for own in variants.get(term, ()))
            holding = min(counts[term] + sum(others), passages)
            weights[term] = inverse_document_frequency(holding, passages)
        return weights

    def passage_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """See :class:`retrieval.protocols.LexicalIndex`; removed ones may count for a while."""
        return self._counts.current().of(terms)

    def known(self, terms: Sequence[str]) -> list[str]:
        counts = self.passage_counts(terms)
        return [term for term in terms if counts[term]]

    def save(self) -> None:
        if not self._server.has_sparse_vectors:
            self._local.save()
            return
        self.verify()
        self._counts.save()

    def _search(self, question: dict[int, float], depth: int, filters: StoredFilters) -> list[Hit]:
        return self.ask(lambda own: own.search(question, depth, filters))

    def _mean_length(self) -> float:
        totals = self._words.state().totals
        return max(1.0, totals.terms / max(1, totals.passages))

    def _count(self) -> int:
        return self._words.state().totals.passages

    def _all(self) -> Iterator[Block[list[str]]]:
        return self._words.all()

    def _removed(self, since: int) -> list[int] | None:
        if since < self._words.state().forgotten:
            return None
        return [
            own
            for ids, rows in self._while_open(self._words.changes(since))
            for own in set(ids).difference(passage_id for passage_id, _ in rows)
        ]

    def _added(self, since: int) -> Iterator[Block[list[str]]]:
        return (rows for _, rows in self._words.changes(since))

    def _vector(self, content: list[str]) -> dict[int, float]:
        counts = Counter(content)
        held = np.minimum(list(counts.values()), 255).astype(np.uint8)
        lengths = np.full(len(held), len(content), dtype=np.float32)
        own = gains(1.0, held, lengths, self._mean_length()).tolist()
        return dict(zip(_numbers(list(counts)), own, strict=True))


def _numbers(terms: Sequence[str]) -> list[int]:
    """The number of each term, the same on every machine; two may share one."""
    return [int(own) for own in term_hashes(terms) >> np.uint64(64 - _BITS)]
