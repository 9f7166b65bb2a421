"""The read path: query → hits of both indexes → fused → results with evidence, in order of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from retrieval.search.features import Signals, Weighing
from retrieval.search.fusion import best_first, fuse, varied
from retrieval.search.judgement import background
from retrieval.text.dates_asked import Period, asked_period
from retrieval.types import (
    Article,
    Evidence,
    Hit,
    Query,
    Reading,
    Result,
    TokenSigns,
    TokenVectors,
)

if TYPE_CHECKING:
    from retrieval.protocols import (
        AnswerReader,
        ArticleStore,
        Embedder,
        LexicalIndex,
        Reranker,
        VectorIndex,
    )

DEPTH = 100  # hits fetched of each index
RERANKED = 40  # fused hits of which the evidence is weighed
READ = 6  # of these, the best, which are read as well; 8 are no better
_BACKGROUND = 0.5  # what a term weighs that only says what a follow-up follows


@dataclass(frozen=True, slots=True)
class Fused:
    """The first hits of both indexes, fused, best first; cosine and lexical score of all, by id.

    ``question`` are the tokens of the query's text.
    """

    hits: list[Hit]
    cosines: Mapping[int, float]
    lexical: Mapping[int, float]
    question: TokenVectors


@dataclass(frozen=True, slots=True)
class Found:
    """Results of a search, best first, each with its evidence.

    ``background`` is how well all that was weighed matches; see retrieval.search.judgement.
    """

    results: tuple[Result, ...]
    evidence: tuple[Evidence, ...]
    background: float


@dataclass(frozen=True, slots=True)
class Searcher:
    """What a search needs; ``vectors`` may be empty, then words alone decide.

    ``token_vectors`` gives those of the passages asked for that have any. Without a ``reader`` what
    is found is ordered by the rest of the evidence. Passages in ``exclude`` are never found: what
    an archive answers when it cannot know is learned with the answering articles excluded.

    Searching raises BackendError once the archive is closed.
    """

    store: ArticleStore
    words: LexicalIndex
    vectors: VectorIndex
    embedder: Embedder
    reranker: Reranker
    token_vectors: Callable[[Iterable[int]], Mapping[int, TokenSigns]]
    reader: AnswerReader | None = None
    exclude: frozenset[int] = frozenset()

    def search(self, query: Query, k: int) -> Found:
        """The ``k`` best passages for ``query``; fewer where the archive holds fewer."""
        found = self.weighed(query)
        scores = self.reranker.scores(query, found.results, found.evidence)
        places = varied(found.results, scores, k)
        evidence = [found.evidence[place] for place in places]
        results = [
            replace(
                found.results[place],
                rank=rank,
                score=scores[place],
                highlight=found.evidence[place].highlight,
            )
            for rank, place in enumerate(places, start=1)
        ]
        return Found(tuple(results), tuple(evidence), found.background)

    def weighed(self, query: Query) -> Found:
        """The first fused hits with their evidence, not yet in order of it."""
        results, signals = self.gathered(query)
        weighing = Weighing(query, results, signals)
        evidence = [weighing.evidence(place) for place in range(len(results))]
        for place, reading in self._read(query, results, evidence).items():
            evidence[place] = weighing.evidence(place, reading)
        return Found(tuple(results), tuple(evidence), background(evidence))

    def _read(
        self, query: Query, results: Sequence[Result], evidence: Sequence[Evidence]
    ) -> dict[int, Reading]:
        """Readings of the results that are best so far, by their places."""
        if self.reader is None:
            return {}
        places = best_first(results, self.reranker.scores(query, results, evidence))[:READ]
        best = [results[place] for place in places]
        texts = [(result.article.title or "", result.passage.text) for result in best]
        return dict(zip(places, self.reader.read(query.text, texts), strict=True))

    def gathered(self, query: Query) -> tuple[list[Result], Signals]:
        """The first fused hits, and what the search knows of them."""
        fused = self.fused(query)
        results = self._results(fused.hits)
        return results, Signals(
            question=fused.question,
            cosines=fused.cosines,
            lexical=fused.lexical,
            tokens=self.token_vectors(result.passage.passage_id for result in results),
            term_weights=self._term_weights(query),
            period=self._period(query),
        )

    def fused(self, query: Query) -> Fused:
        """Hits of both indexes, and what each index makes of the other's."""
        vector, tokens = self.embedder.embed_question_tokens(query.text)
        depth = DEPTH + len(self.exclude)
        nearest = dict(self._not_excluded(self.vectors.search(vector, depth)))
        matches = self.words.match(query.terms)
        matching = dict(self._not_excluded(matches.best(depth)))
        ids, vectors = self.vectors.vectors([i for i in matching if i not in nearest])
        cosines = {**nearest, **dict(zip(ids.tolist(), (vectors @ vector).tolist(), strict=True))}
        lexical = {**matching, **matches.scores([i for i in nearest if i not in matching])}
        return Fused(fuse(cosines, lexical, depth=RERANKED), cosines, lexical, tokens)

    def _not_excluded(self, hits: Sequence[Hit]) -> list[Hit]:
        return [hit for hit in hits if hit.passage_id not in self.exclude][:DEPTH]

    def _term_weights(self, query: Query) -> dict[str, float]:
        weights = self.words.term_weights(query.terms)
        return {
            term: weight * (_BACKGROUND if term in query.background else 1.0)
            for term, weight in weights.items()
        }

    def _period(self, query: Query) -> Period | None:
        _, newest = self.store.date_range()
        return asked_period(query.text, newest=date.fromisoformat(newest[:10])) if newest else None

    def _results(self, hits: Sequence[Hit]) -> list[Result]:
        """Results of hits; those whose passage was removed meanwhile are left out."""
        with self.store.read_transaction():  # passages and articles of one moment
            passages = self.store.passages(hit.passage_id for hit in hits)
            articles: dict[str, Article | None] = {
                doc_id: self.store.article(doc_id)
                for doc_id in {passage.doc_id for passage in passages.values()}
            }
        return [
            Result(rank=rank, score=hit.score, passage=passage, article=article)
            for rank, hit in enumerate(hits, start=1)
            if (passage := passages.get(hit.passage_id))
            and (article := articles.get(passage.doc_id))
        ]
