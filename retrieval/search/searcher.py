"""The search: both indexes are asked, their hits fused, reranked by features and diversified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from retrieval.search.evidence.answer_span import scores_of_forms
from retrieval.search.evidence.features import FeatureExtractor, FeatureInputs
from retrieval.search.evidence.heading import heading
from retrieval.search.evidence.word_features import WordFeatureExtractor
from retrieval.search.judging.confidence import COMPARED_RESULTS, mean_match
from retrieval.search.questions.archive_questions import ArchiveQuestions
from retrieval.search.questions.variants import asked_of
from retrieval.search.ranking.accounts import RELATED, account, likeness
from retrieval.search.ranking.filtered_hits import FilteredHits, PassageVectors, cosines_with
from retrieval.search.ranking.fusion import best_first, diversify, fuse, with_shown
from retrieval.search.ranking.later_accounts import later_scores
from retrieval.search.ranking.stories import StoryHits, with_copies_named
from retrieval.search.ranking.time_order import AnsweringResult, answering_results, scores_by_time
from retrieval.text.times.asked_account import AskedAccount
from retrieval.types import (
    AnswerScores,
    Article,
    BinaryTokenVectors,
    Filters,
    Hit,
    Passage,
    PassageFeatures,
    Query,
    Result,
    TokenVectors,
)

if TYPE_CHECKING:
    from retrieval.protocols import (
        AnswerReader,
        Embedder,
        LexicalIndex,
        Reranker,
        VectorSearch,
        WordMatches,
    )
    from retrieval.store.store import SqlStore

DEPTH = 100  # hits fetched from each index
RERANK_DEPTH = 40  # fused hits whose features are computed
_ALWAYS_RERANKED = 1  # hits of each index, however low the other has them
_SAMPLE_DEPTH = 6  # passages on which it is measured whether the model reads a language
_READ_SHARE = 0.78  # of their letters, in words that it knows


@dataclass(frozen=True, slots=True)
class FusedHits:
    """The fused hits of both indexes, best first, and the scores of all hits by passage id.

    ``question`` holds the token vectors of the query's text.
    """

    hits: list[Hit]
    cosines: Mapping[int, float]
    bm25: Mapping[int, float]
    question: TokenVectors


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Results of a search, best first, each with its features.

    There are features of COMPARED_RESULTS even if fewer results are asked for.

    ``mean_match`` is how well all retrieved passages match on average; see
    :func:`retrieval.search.judging.confidence.mean_match`. ``answering`` are all retrieved results
    that answer, and ``time`` which of them the question asks for; both are set by a search only.
    """

    results: tuple[Result, ...]
    features: tuple[PassageFeatures, ...]
    mean_match: float
    answering: tuple[AnsweringResult, ...] = ()
    time: AskedAccount = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Searcher:
    """Hybrid search over one archive, whose ``questions`` tell what is asked.

    ``vectors`` may be empty; results are then found by words alone. ``passage_vectors`` returns the
    stored vectors of the given passages that have any, ``token_vectors`` those of their tokens.
    Without a ``reader`` the other features decide the order.
    Only passages of articles that pass the :attr:`filters` are found, but none in ``exclude``, by
    which calibration learns what an archive finds when the answering articles are missing, and only
    those ``within`` some, such as the new ones that an alert is judged on.

    Searching raises BackendError once the archive is closed.
    """

    questions: ArchiveQuestions
    vectors: VectorSearch
    embedder: Embedder
    reranker: Reranker
    passage_vectors: PassageVectors
    token_vectors: Callable[[Iterable[int]], Mapping[int, BinaryTokenVectors]]
    reader: AnswerReader | None = None
    exclude: frozenset[int] = frozenset()
    within: frozenset[int] | None = None

    @property
    def store(self) -> SqlStore:
        """The store of the archive."""
        return self.questions.store

    @property
    def words(self) -> LexicalIndex:
        """The index of its words."""
        return self.questions.words

    @property
    def filters(self) -> Filters:
        """What articles have to pass."""
        return self.questions.filters

    def filtered(self, filters: Filters) -> Searcher:
        """The same search among the articles that ``filters`` let through."""
        return replace(self, questions=replace(self.questions, filters=filters))

    def further(self, searched: str, article: Article, shown: Iterable[Result]) -> list[Result]:
        """Passages for what was searched for that are not among those ``shown``, best first, those
        of one article before others, without marked answers.
        """
        query = replace(self.questions.understand(searched), shown=frozenset({article.doc_id}))
        exclude = self.exclude.union(result.passage.passage_id for result in shown)
        found = replace(self, exclude=exclude).search(query, RERANK_DEPTH).results
        ordered = sorted(found, key=lambda result: result.article.doc_id != article.doc_id)
        return [replace(result, answer=None) for result in ordered]

    def are_related(self, article: Article, other: Article) -> bool:
        """Whether two articles may tell of the same thing."""
        one, another = account(article), account(other)
        rarity = self.words.term_weights([*one.terms, *another.terms])
        return likeness(one, another, rarity) >= RELATED

    def search(self, query: Query, k: int) -> SearchResults:
        """The ``k`` best passages for ``query``; fewer where the archive holds fewer."""
        found = self.retrieve(query)
        scores = self.reranker.scores(query, found.results, found.features)
        answering = answering_results(
            query, found.results, found.features, scores, self.words.term_weights
        )
        time = self.questions.time_of(query)
        scores = scores_by_time(scores, answering, time)
        stories = StoryHits.of(self.store, (own.passage.passage_id for own in found.results))
        order = diversify(
            found.results, scores, max(k, COMPARED_RESULTS), story_of=stories.story_of
        )
        results = [
            replace(
                found.results[index],
                rank=rank,
                score=scores[index],
                highlight=found.features[index].highlight,
                answer=found.features[index].answer,
            )
            for rank, index in enumerate(order[:k], start=1)
        ]
        as_of = self.filters.as_of
        named = tuple(with_copies_named(result, self.store, as_of=as_of) for result in results)
        features = tuple(found.features[index] for index in order)
        return SearchResults(named, features, found.mean_match, answering, time)

    def retrieve(
        self, query: Query, *, read_each: Callable[[Article], str] | None = None
    ) -> SearchResults:
        """The fused hits with their features, not yet reranked.

        If the model does not read the question's language, they are found and judged by words.
        The best passages are read; with ``read_each`` also the best of each group of articles that
        it tells apart, and copies of an article are found as well.
        """
        if query.language != "en":  # which every model reads
            matches = self.words.match(query.terms, query.variants)
            if not self._reads(query, matches):
                return self._retrieve_by_words(query, matches, with_copies=read_each is not None)
        results, inputs = self.feature_inputs(query, with_copies=read_each is not None)
        extractor = FeatureExtractor(query, results, inputs)
        features = [extractor.features(index) for index in range(len(results))]
        scores = self._answer_scores(query, results, features, read_each)
        for index, answer_scores in scores.items():
            features[index] = extractor.features(index, answer_scores)
        if self.reader and scores and not read_each and self.questions.time_of(query) == "newest":
            order = best_first(results, self.reranker.scores(query, results, features))
            ranked = [(index, results[index], features[index]) for index in order]
            rarity_of = self.words.term_weights
            later = later_scores(query, ranked, scores, self.reader, rarity_of)
            for index, told in later.items():
                features[index] = replace(extractor.features(index, told), tells_later=True)
        mean = mean_match(features, self.embedder.identity.model)
        return SearchResults(tuple(results), tuple(features), mean)

    def _reads(self, query: Query, matches: WordMatches) -> bool:
        """Whether the model reads the question's language, measured on passages in it."""
        passages = self.store.passages(hit.passage_id for hit in matches.best(_SAMPLE_DEPTH))
        samples = [p.text for p in passages.values() if self._language_of(p) == query.language]
        return self.embedder.known_share("\n".join(samples) or query.text) >= _READ_SHARE

    def reads(self, found: SearchResults) -> bool:
        """Whether the model reads what was found, and what it was found for."""
        if not found.results or found.features[0].words is not None:
            return False
        texts = [result.passage.text for result in found.results[:_SAMPLE_DEPTH]]
        return self.embedder.known_share("\n".join(texts)) >= _READ_SHARE

    def _language_of(self, passage: Passage) -> str | None:
        article = self.store.article(passage.doc_id)
        return article.language if article else None

    def _retrieve_by_words(
        self, query: Query, matches: WordMatches, *, with_copies: bool
    ) -> SearchResults:
        results, extractor = self.found_by_words(query, matches, with_copies=with_copies)
        features = tuple(extractor.features(index) for index in range(len(results)))
        return SearchResults(tuple(results), features, mean_match(features))

    def found_by_words(
        self, query: Query, matches: WordMatches | None = None, *, with_copies: bool = False
    ) -> tuple[list[Result], WordFeatureExtractor]:
        """The best hits by words as results, and what computes their features."""
        matches = matches or self.words.match(query.terms, query.variants)
        passing, shown = self._filtered_hits(), self._shown(query)
        best = passing.matching(matches, DEPTH)
        known = {hit.passage_id for hit in best}
        added = [Hit(i, score) for i, score in matches.scores(sorted(shown - known)).items()]
        hits = [*best, *added]
        if not with_copies:
            hits = self._without_copies(hits, query)
        hits = with_shown(hits, shown, depth=RERANK_DEPTH)
        results = _in_language(query.language, self._results(hits))
        extractor = WordFeatureExtractor(
            query,
            results,
            bm25=dict(hits),
            term_weights=self.questions.term_weights(query),
            period=self.questions.period(query),
            period_terms=self.questions.period_terms(query),
        )
        return results, extractor

    def _answer_scores(
        self,
        query: Query,
        results: Sequence[Result],
        features: Sequence[PassageFeatures],
        read_each: Callable[[Article], str] | None,
    ) -> dict[int, AnswerScores]:
        """The reader's scores of the results that are best so far, by their index."""
        if self.reader is None or query.language != "en":
            return {}
        order = best_first(results, self.reranker.scores(query, results, features))
        best = set(order[: self.reader.max_passages])
        if read_each:
            groups = {read_each(results[index].article): index for index in reversed(order)}
            best.update(groups.values())
        order = [index for index in order if index in best]
        texts = {i: (heading(results[i].article), results[i].passage.text) for i in order}
        forms = {index: asked_of(query, "\n".join(texts[index])) for index in order}
        by_form: defaultdict[str, list[int]] = defaultdict(list)
        for index in order:
            for form in forms[index]:
                by_form[form].append(index)
        scores: dict[tuple[int, str], AnswerScores] = {}
        for form, own in by_form.items():
            read = self.reader.read(form, [texts[index] for index in own])
            scores.update(zip(((index, form) for index in own), read, strict=True))
        return {i: scores_of_forms([scores[i, form] for form in forms[i]]) for i in order}

    def feature_inputs(
        self, query: Query, *, with_copies: bool = False
    ) -> tuple[list[Result], FeatureInputs]:
        """The fused hits as results, and what their features are computed from."""
        fused = self.fused_hits(query, with_copies=with_copies)
        results = self._results(fused.hits)
        return results, FeatureInputs(
            question=fused.question,
            cosines=fused.cosines,
            bm25=fused.bm25,
            tokens=self.token_vectors(result.passage.passage_id for result in results),
            term_weights=self.questions.term_weights(query),
            period=self.questions.period(query),
            period_terms=self.questions.period_terms(query),
        )

    def fused_hits(self, query: Query, *, with_copies: bool = False) -> FusedHits:
        """Hits of both indexes, each hit scored by both; of copies of an article the preferred."""
        vector, tokens = self.embedder.embed_question_tokens(query.text)
        passing = self._filtered_hits()
        nearest = dict(passing.nearest(self.vectors, self.passage_vectors, vector, DEPTH))
        matches = self.words.match(query.terms, query.variants)
        matching = dict(passing.matching(matches, DEPTH))
        shown = self._shown(query)
        unknown = {i for i in (*matching, *shown) if i not in nearest}
        cosines = {**nearest, **cosines_with(vector, self.passage_vectors(unknown))}
        bm25 = {**matching, **matches.scores([i for i in (*nearest, *shown) if i not in matching])}
        hits = fuse(cosines, bm25)
        if not with_copies:
            hits = self._without_copies(hits, query, without_vectors=bm25.keys() - cosines.keys())
        first = frozenset((*islice(nearest, _ALWAYS_RERANKED), *islice(matching, _ALWAYS_RERANKED)))
        hits = with_shown(hits, shown, depth=RERANK_DEPTH, always=first)
        return FusedHits(hits, cosines, bm25, tokens)

    def _without_copies(
        self, hits: list[Hit], query: Query, without_vectors: Set[int] = frozenset()
    ) -> list[Hit]:
        stories = StoryHits.of(self.store, (hit.passage_id for hit in hits), without_vectors)
        return stories.without_copies(hits, query, self.questions.period(query))

    def _shown(self, query: Query) -> frozenset[int]:
        """The passages of the articles that answered before."""
        ids = (i for doc_id in query.shown for i in self.store.passage_ids(doc_id))
        return self._filtered_hits().passing(ids)

    def _filtered_hits(self) -> FilteredHits:
        return FilteredHits.of(self.store, self.filters, self.exclude, self.within)

    def _results(self, hits: Sequence[Hit]) -> list[Result]:
        """Results of hits; those whose passage was removed meanwhile are left out."""
        with self.store.read_transaction():  # passages and articles as of the same moment
            passages = self.store.passages(hit.passage_id for hit in hits)
            articles = self.store.articles_by_id(passage.doc_id for passage in passages.values())
        return [
            Result(rank=rank, score=hit.score, passage=passage, article=article)
            for rank, hit in enumerate(hits, start=1)
            if (passage := passages.get(hit.passage_id))
            and (article := articles.get(passage.doc_id))
        ]


def _in_language(language: str, results: list[Result]) -> list[Result]:
    """Those whose article is in ``language``, or all if none is.

    Words of another language that look like those asked for mostly mean something else.
    """
    return [own for own in results if own.article.language == language] or results
