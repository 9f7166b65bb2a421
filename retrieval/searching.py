"""The read path: query → hits of both indexes → fused → results with their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.answering import Evidence, weigh
from retrieval.ranking import fuse, without_near_duplicates
from retrieval.types import Article, FloatArray, Hit, Query, Result

if TYPE_CHECKING:
    from retrieval.protocols import Embedder, LexicalIndex, Store, VectorIndex

DEPTH = 100  # hits fetched of each index
_CONSIDERED = 4  # results looked at for each one asked for: near duplicates fall out


@dataclass(frozen=True, slots=True)
class Found:
    """Results of a search, best first, each with its evidence."""

    results: tuple[Result, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Searcher:
    """What a search needs; ``vectors`` may be empty, then words alone decide."""

    store: Store
    words: LexicalIndex
    vectors: VectorIndex
    embedder: Embedder

    def search(self, query: Query, k: int) -> Found:
        """The ``k`` best passages for ``query``; fewer where the archive holds fewer."""
        question_vector = self.embedder.embed_question(query.text)
        hits, cosines = self._hits(query, question_vector)
        results = without_near_duplicates(self._results(hits[: k * _CONSIDERED]))[:k]
        results = [replace(result, rank=rank) for rank, result in enumerate(results, start=1)]
        evidence = weigh(
            query,
            question_vector,
            results,
            cosines=cosines,
            term_weights=self.words.term_weights(query.terms),
            embedder=self.embedder,
        )
        pairs = zip(results, evidence, strict=True)
        return Found(
            results=tuple(replace(result, highlight=(item.span,)) for result, item in pairs),
            evidence=tuple(evidence),
        )

    def _hits(
        self, query: Query, question_vector: FloatArray
    ) -> tuple[list[Hit], dict[int, float]]:
        """Fused hits of both indexes, and the cosine of each."""
        dense = self.vectors.search(question_vector, DEPTH)
        lexical = self.words.search_words(query.terms, DEPTH)
        ids = sorted({hit.passage_id for hit in (*dense, *lexical)})
        cosines = self.vectors.scores(question_vector, ids)
        return fuse(cosines, self.words.word_scores(query.terms, ids)), cosines

    def _results(self, hits: Sequence[Hit]) -> list[Result]:
        """Results of hits; those whose passage was removed meanwhile are left out."""
        passages = self.store.passages(hit.passage_id for hit in hits)
        articles: dict[str, Article | None] = {
            doc_id: self.store.article(doc_id)
            for doc_id in {passage.doc_id for passage in passages.values()}
        }
        return [
            Result(rank=0, score=hit.score, passage=passage, article=article)
            for hit in hits
            if (passage := passages.get(hit.passage_id))
            and (article := articles.get(passage.doc_id))
        ]
