"""What different publishers say on a question: the best passage of each, judged by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from urllib.parse import urlsplit

from retrieval.search.answering import Answerer
from retrieval.search.filtered_answering import Asked, answer_within, with_named_filters
from retrieval.search.judging.confidence import COMPARED_RESULTS, confidence
from retrieval.search.notes import contradict, repeats
from retrieval.search.ranking.accounts import ALIKE, account, likeness
from retrieval.search.ranking.filtered_hits import FilteredHits
from retrieval.search.ranking.fusion import best_first
from retrieval.search.ranking.stories import StoryHits, preference, with_copies_named
from retrieval.search.ranking.time_order import AnsweringResult, answering_results, scores_by_time
from retrieval.search.searcher import SearchResults
from retrieval.text.questions.publisher_names import name_words
from retrieval.text.times.asked_account import AskedAccount
from retrieval.text.times.days import day_of
from retrieval.text.times.periods import Period
from retrieval.types import (
    Answer,
    Article,
    Filters,
    PublisherAccount,
    PublisherComparison,
    Query,
    Result,
)

MAX_COMPARED = 10  # publishers, unless another number is asked for
_NEAREST = 3  # passages of a refusal
_KEPT_NOTES = ("spelling", "relaxed")  # the others tell of accounts, which are compared anyway


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The best passage of a publisher, the probability that it answers, and an earlier one."""

    found: AnsweringResult
    confidence: float
    earlier: Result | None

    @property
    def article(self) -> Article:
        return self.found.result.article

    @property
    def text(self) -> str:
        return self.found.result.passage.text


@dataclass(frozen=True, slots=True)
class PublisherComparer:
    """Compares what publishers say: each passage that ``answerer`` would answer with if first."""

    answerer: Answerer

    def compare(
        self, question: str, given: Filters, *, k: int, earlier: Sequence[Answer] = ()
    ) -> PublisherComparison:
        """See :meth:`retrieval.archive.Archive.compare`."""
        whole = Asked(question, tuple(earlier), given)
        asked = with_named_filters(whole, self.answerer.searcher.filtered(given))
        query, accounts = self._within(asked.filters)._accounts(asked.question, asked.earlier)
        compared = PublisherComparison(
            question, _newest_first(accounts, k), searched=query.text, filters=asked.filters
        )
        if not accounts:
            compared, accounts = self._compared_as_answered(whole, k)
        return replace(
            compared,
            more=len(accounts) - len(compared.accounts),
            publishers=self._count_publishers(accounts, compared.filters),
        )

    def _count_publishers(self, accounts: Sequence[PublisherAccount], filters: Filters) -> int:
        """How many publishers printed the accounts, without those of copies filtered out."""
        store = self.answerer.searcher.store
        hits = FilteredHits.of(store, filters)
        articles = (a for own in accounts for a in (own.result.article, *own.result.also_in))
        passing = (a for a in articles if hits.passing(store.passage_ids(a.doc_id)[:1]))
        return len(set(map(_source_key, passing)))

    def _compared_as_answered(
        self, asked: Asked, k: int
    ) -> tuple[PublisherComparison, list[PublisherAccount]]:
        """The comparison for what the question meant if it is answered, and all accounts.

        It may be misspelt, no follow-up, or answered without the filters that it names.
        """
        answer = answer_within(
            self.answerer, asked.question, asked.filters, k=_NEAREST, earlier=asked.earlier
        )
        compared = PublisherComparison(
            asked.question, (), searched=answer.searched, filters=answer.filters
        )
        if not answer.answered:
            return replace(compared, refusal=answer), []
        _, accounts = self._within(answer.filters)._accounts(answer.searched, ())
        accounts = accounts or [_only_account(answer)]
        notes = tuple(note for note in answer.notes if note.kind in _KEPT_NOTES)
        return replace(compared, accounts=_newest_first(accounts, k), notes=notes), accounts

    def _within(self, filters: Filters) -> PublisherComparer:
        searcher = self.answerer.searcher.filtered(filters)
        return PublisherComparer(replace(self.answerer, searcher=searcher))

    def _accounts(
        self, question: str, earlier: Sequence[Answer]
    ) -> tuple[Query, list[PublisherAccount]]:
        """The account of each publisher that answers; copies of one text count once."""
        searcher = self.answerer.searcher
        query = searcher.questions.understand(question, turns=searcher.questions.turns(earlier))
        if query.is_in_context and not query.refers_back:
            query = searcher.questions.understand(question)
        if not searcher.questions.asks_something(question):
            return query, []
        found = list(self._candidates(query))
        stories = StoryHits.of(
            searcher.store, (own.found.result.passage.passage_id for own in found)
        )
        copies: list[list[_Candidate]] = []  # of each text, the earliest first
        for own in sorted(found, key=_by_day):
            same = next((texts for texts in copies if _is_copy(own, texts[0], stories)), None)
            if same is None:
                copies.append([own])
            else:
                same.append(own)
        period = searcher.questions.period(query)
        copies = [_preferred_first(texts, query, period) for texts in copies]
        contradicted = self._contradicted([first for first, *_ in copies])
        return query, [
            PublisherAccount(
                source=_source(first.article),
                confidence=first.confidence,
                result=self._with_copies(first, others),
                contradicts=tuple(contradicted[first.article.doc_id]),
                earlier=first.earlier,
            )
            for first, *others in copies
        ]

    def _with_copies(self, first: _Candidate, others: Sequence[_Candidate]) -> Result:
        """The result with all articles of the same text, those of its story first."""
        searcher = self.answerer.searcher
        result = with_copies_named(first.found.result, searcher.store, as_of=searcher.filters.as_of)
        known = {copy.doc_id: copy for copy in result.also_in}
        known |= {own.article.doc_id: own.article for own in others}
        return replace(result, also_in=tuple(known.values()))

    def _candidates(self, query: Query) -> Iterator[_Candidate]:
        """The best passage of each publisher, if it answers."""
        searcher = self.answerer.searcher
        found = searcher.retrieve(query, read_each=_source_key)
        scores = searcher.reranker.scores(query, found.results, found.features)
        time = searcher.questions.time_of(query)
        order = best_first(found.results, scores)
        for own in _by_publisher(found, order):
            best, earlier = self._best(query, found, scores, own, time)
            others = [index for index in order if index != best][: COMPARED_RESULTS - 1]
            features = [found.features[index] for index in (best, *others)]
            probability = confidence(query, features, found.mean_match, model=self.answerer.model)
            if probability >= self.answerer.threshold:
                result = replace(
                    found.results[best],
                    score=scores[best],
                    highlight=found.features[best].highlight,
                    answer=found.features[best].answer,
                )
                answering = AnsweringResult(best, result, found.features[best], 1.0)
                yield _Candidate(answering, probability, earlier)

    def _best(
        self,
        query: Query,
        found: SearchResults,
        scores: Sequence[float],
        own: Sequence[int],
        time: AskedAccount,
    ) -> tuple[int, Result | None]:
        """The first of one publisher's results, as a search would order them, and what it said
        otherwise before that.
        """
        results = [found.results[index] for index in own]
        features = [found.features[index] for index in own]
        own_scores = [scores[index] for index in own]
        rarity_of = self.answerer.searcher.words.term_weights
        answering = answering_results(query, results, features, own_scores, rarity_of)
        best = best_first(results, scores_by_time(own_scores, answering, time))[0]
        return own[best], _said_before(best, answering)

    def _contradicted(self, candidates: Sequence[_Candidate]) -> defaultdict[str, list[str]]:
        """The articles that contradict each article, by id, among accounts of the same event."""
        accounts = [account(own.article, own.text) for own in candidates]
        terms = frozenset().union(*(own.terms for own in accounts))
        rarity = self.answerer.searcher.words.term_weights(sorted(terms))
        found = defaultdict[str, list[str]](list)
        for (one, one_account), (other, other_account) in combinations(
            zip(candidates, accounts, strict=True), 2
        ):
            is_alike = likeness(one_account, other_account, rarity) >= ALIKE
            if is_alike and contradict(one.found, other.found):
                found[one.article.doc_id].append(other.article.doc_id)
                found[other.article.doc_id].append(one.article.doc_id)
        return found


def _said_before(best: int, answering: Sequence[AnsweringResult]) -> Result | None:
    """The newest of the earlier accounts of the same thing that contradict the best one."""
    first = next((own for own in answering if own.index == best), None)
    day = day_of(first.result.article) if first else None
    if first is None or day is None:
        return None
    earlier = [
        (own_day, own)
        for own in answering
        if own.likeness >= ALIKE
        and (own_day := day_of(own.result.article))
        and own_day < day
        and contradict(first, own)
    ]
    if not earlier:
        return None
    newest = max(earlier, key=lambda dated: dated[0])[1]
    return replace(newest.result, answer=newest.features.answer)


def _by_publisher(found: SearchResults, order: Sequence[int]) -> list[list[int]]:
    """The indices of each publisher's results, in ``order``; only of read ones if any was read."""
    is_any_read = any(own.relevance is not None for own in found.features)
    groups = defaultdict[str, list[int]](list)
    for index in order:
        if found.features[index].relevance is not None or not is_any_read:
            groups[_source_key(found.results[index].article)].append(index)
    return list(groups.values())


def _source(article: Article) -> str | None:
    """The publisher of an article, else the host of its page.

    >>> _source(Article("1", None, "", url="https://www.news.example/a"))
    'news.example'
    """
    try:
        host = urlsplit(article.url or "").hostname or ""
    except ValueError:
        host = ""
    return article.publisher or host.removeprefix("www.") or None


def _source_key(article: Article) -> str:
    """What is the same for articles of one publisher; an unknown one is the article's own."""
    source = _source(article)
    return "".join(name_words(source)) or source.casefold() if source else article.doc_id


def _by_day(own: _Candidate) -> tuple[date, float, str]:
    return day_of(own.article) or date.max, -own.confidence, own.article.doc_id


def _preferred_first(
    copies: Sequence[_Candidate], query: Query, period: Period | None
) -> list[_Candidate]:
    """The accounts of one text, the one to quote first."""
    articles = [own.article for own in copies]
    return sorted(copies, key=lambda own: preference(own.article, articles, query, period))


def _is_copy(own: _Candidate, other: _Candidate, stories: StoryHits) -> bool:
    story = stories.story_of(own.found.result)
    is_same_story = story is not None and story == stories.story_of(other.found.result)
    return is_same_story or repeats(own.text, other.text)


def _newest_first(accounts: Sequence[PublisherAccount], k: int) -> tuple[PublisherAccount, ...]:
    """The ``k`` likeliest accounts, the newest first."""
    likeliest = sorted(accounts, key=lambda own: -own.confidence)[:k]
    return tuple(
        replace(own, result=replace(own.result, rank=rank))
        for rank, own in enumerate(sorted(likeliest, key=_newness, reverse=True), start=1)
    )


def _newness(own: PublisherAccount) -> date:
    return day_of(own.result.article) or date.min


def _only_account(answer: Answer) -> PublisherAccount:
    best = answer.results[0]
    return PublisherAccount(_source(best.article), answer.confidence, best)
