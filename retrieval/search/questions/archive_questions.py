"""What questions mean in one archive: their words, language, time, and what they follow up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from retrieval.search.questions.archive_words import ArchiveWords
from retrieval.search.questions.follow_ups import WordRewriter
from retrieval.search.questions.query import asks_now, understand, with_words_replaced
from retrieval.search.questions.spelling import corrections
from retrieval.search.questions.turns import may_be_followed_up, turn_of
from retrieval.search.questions.variants import with_variants
from retrieval.text.answers.newest import asks_newest
from retrieval.text.questions.further import FurtherRequest, further_request
from retrieval.text.questions.question_form import asks_something, opens_subject
from retrieval.text.times.asked_account import (
    AskedAccount,
    asked_account,
    without_latest,
    without_now,
)
from retrieval.text.times.days import first_and_last_day
from retrieval.text.times.periods import Period
from retrieval.text.times.question_dates import asked_period
from retrieval.text.times.relative_years import names_year, with_year_named
from retrieval.text.times.time_expressions import time_expressions
from retrieval.text.words.language_detection import is_language_told, question_language
from retrieval.text.words.scripts import script_of_language
from retrieval.text.words.terms import index_terms, question_terms
from retrieval.types import NO_FILTERS, Answer, Filters, Query, Result, Turn

if TYPE_CHECKING:
    from retrieval.protocols import LexicalIndex, QuestionRewriter
    from retrieval.store.store import SqlStore

_NO_TERM = ""
_HITS_BY_LANGUAGE = 20  # looked at for a passage in a language
_CLEARLY_BETTER = 1.7  # times the score of the words in the language that they seem to be in
_REMEMBERED_QUESTIONS = 256
_LEAST_WEIGHT_SPAN = 7.6  # of term weights, as in an archive of a thousand passages
_CONTEXT_TERM_WEIGHT = 0.5  # of a term that only says what a follow-up refers to


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveQuestions:
    """Understands questions by what an archive holds: its words, languages and days.

    ``filters`` may name a day as of which is asked.
    """

    store: SqlStore
    words: LexicalIndex
    rewriter: QuestionRewriter = field(default_factory=WordRewriter)
    filters: Filters = NO_FILTERS
    _words_of_archive: dict[str, ArchiveWords] = field(default_factory=dict)  # by language
    _languages_of_keywords: dict[str, str] = field(default_factory=dict)  # by question

    def understand(self, question: str, *, turns: Sequence[Turn] = ()) -> Query:
        """See :func:`retrieval.search.questions.query.understand`; spelt as the archive does."""
        language = self.language_of(question, [turn.question for turn in turns])
        newest = self.newest_day()
        if newest and any(names_year(turn.searched or turn.question) for turn in turns):
            question = with_year_named(question, language, today=newest)
        asked = without_now(question) if language == "en" else question
        query = understand(
            asked,
            turns=() if opens_subject(question, language) else turns,
            language=language,
            rewriter=self.rewriter,
            rarity=self.rarity,
        )
        query = replace(query, asks_newest=asked != question)
        return with_variants(query, self._archive_words(query))

    def language_of(self, question: str, earlier: Sequence[str]) -> str:
        """The language of a question asked after ``earlier`` ones; see
        :func:`retrieval.text.words.language_detection.question_language`. Mere keywords asked
        first are in the language of the articles that hold them.
        """
        told = question_language(question, self.store.languages(), earlier)
        if earlier or is_language_told(question):
            return told
        if question not in self._languages_of_keywords:
            if len(self._languages_of_keywords) >= _REMEMBERED_QUESTIONS:
                self._languages_of_keywords.clear()
            self._languages_of_keywords[question] = self._language_of_keywords(question, told)
        return self._languages_of_keywords[question]

    def _language_of_keywords(self, question: str, told: str) -> str:
        """The language of the articles that hold the words clearly best, or else ``told``: a name
        stands in articles in any language.
        """
        script = script_of_language(told)
        known = (code for code in self.store.languages() if code)
        codes = {code for code in known if script_of_language(code) == script}
        if not codes - {told}:
            return told
        matches = {code: self._best_match(question, code) for code in codes | {told}}
        best = max(matches, key=lambda code: matches[code])
        return best if matches[best] > _CLEARLY_BETTER * matches[told] else told

    def _best_match(self, question: str, code: str) -> float:
        """The score of the passage in that language that holds the words of a question best."""
        hits = self.words.match(question_terms(question, code)).best(_HITS_BY_LANGUAGE)
        passages = self.store.passages(hit.passage_id for hit in hits)
        for hit in hits:
            article = self.store.article(passages[hit.passage_id].doc_id)
            if article and article.language == code:
                return hit.score
        return 0.0

    def turns(self, earlier: Sequence[Answer]) -> list[Turn]:
        """What was asked and shown before, without what asked nothing, such as "thanks", and what
        no follow-up refers to. More of an answer adds nothing to it. What was described is known by
        its name.
        """
        told: list[Answer] = []
        for own in earlier:
            if own.shows_more and own.searched in [before.searched for before in told[-1:]]:
                continue
            by_name = own.shows_more or any(note.kind == "described" for note in own.notes)
            told.append(replace(own, question=own.searched) if by_name else own)
        asked = (
            (answer, self.language_of(answer.searched or answer.question, ()))
            for answer in told
            if self.asks_something(answer.question)
        )
        return [turn_of(own, code) for own, code in asked if may_be_followed_up(own, code)]

    def asks_something(self, question: str) -> bool:
        """See :func:`retrieval.text.questions.question_form.asks_something`."""
        return asks_something(question, self.language_of(question, ()))

    def further_request(self, question: str, earlier: Sequence[Answer]) -> FurtherRequest | None:
        """See :func:`retrieval.text.questions.further.further_request`."""
        language = self.language_of(question, [answer.question for answer in earlier])
        return further_request(question, language)

    def is_name(self, name: str, query: Query) -> bool:
        """Whether the archive writes a word of ``name`` with a capital only."""
        words = self._archive_words(query)
        return any(map(words.is_name, name.split()))

    def corrections(self, query: Query, results: Sequence[Result]) -> dict[str, str]:
        """See :func:`retrieval.search.questions.spelling.corrections`."""
        return corrections(query, results, self._archive_words(query))

    def corrected(self, query: Query, replacements: Mapping[str, str]) -> Query:
        """``query`` with misspelt words replaced."""
        return with_variants(with_words_replaced(query, replacements), self._archive_words(query))

    def _archive_words(self, query: Query) -> ArchiveWords:
        if query.language not in self._words_of_archive:
            words = ArchiveWords(self.store, self.words, query.language)
            self._words_of_archive[query.language] = words
        return self._words_of_archive[query.language]

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """How rare terms are: 1 for one that no passage holds, 0 for one that all hold.

        In a small archive they count as rarer, as it tells little of them.
        """
        weights = self.words.term_weights([*terms, _NO_TERM])
        highest = weights.pop(_NO_TERM)
        span = max(highest, _LEAST_WEIGHT_SPAN)
        return {term: 1.0 - (highest - weight) / span for term, weight in weights.items()}

    def term_weights(self, query: Query) -> dict[str, float]:
        weights = self.words.term_weights(query.terms, query.variants)
        return {
            term: weight * (_CONTEXT_TERM_WEIGHT if term in query.context_terms else 1.0)
            for term, weight in weights.items()
        }

    def time_of(self, query: Query) -> AskedAccount:
        """Which of several accounts the question asks for; in other languages than English only
        whether it asks for the newest.
        """
        if query.language != "en":
            is_newest = asks_newest(query.text, query.language) and self.period(query) is None
            return "newest" if is_newest else "any"
        if _asks_now(query):
            return "newest"
        time = asked_account(query.text, newest=self.newest_day())
        return "newest" if query.asks_newest and "period" not in time else time

    def period(self, query: Query) -> Period | None:
        """The time that the question asks about, if any."""
        newest = self.newest_day()
        if _asks_now(query):
            return None
        text = without_latest(query.text) if query.language == "en" else query.text
        return asked_period(text, newest=newest, language=query.language) if newest else None

    def period_terms(self, query: Query) -> frozenset[str]:
        """The terms of the words for times in the question."""
        newest, text = self.newest_day(), query.text
        found = time_expressions(text, query.language, today=newest) if newest else []
        words = " ".join(text[own.start : own.end] for own in found)
        return frozenset(index_terms(words, query.language))

    def covered_days(self) -> tuple[date, date] | None:
        """The days of the first and the last article, ``None`` if none is dated."""
        return first_and_last_day(*self.store.date_range())

    def newest_day(self) -> date | None:
        """The day of the newest article, or an earlier one as of which is asked."""
        covered = self.covered_days()
        days = (covered[1] if covered else None, self.filters.as_of)
        return min(filter(None, days), default=None)


def _asks_now(query: Query) -> bool:
    """Whether a follow-up asks for now, whatever time was asked about before it."""
    return query.context_chars > 0 and query.language == "en" and asks_now(query)
