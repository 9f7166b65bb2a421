"""What of a question an article does not hold, by which it may be about something else.

"How many wolves live in the park?" is not answered by an article about bears in that park, though
all words but one are there. So the word that is counted, names and numbers, and long and rare words
have to be met, in the passage or elsewhere in its article, its title, publisher or date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache

from retrieval.search.evidence.word_match import WordMatcher
from retrieval.text.answers.answer_type import (
    asks_for_kind,
    counted_words,
    is_number,
    is_time_word,
)
from retrieval.text.answers.beside_numbers import numbers_before
from retrieval.text.answers.prices import money_word
from retrieval.text.answers.quantities import AMOUNT, asked_quantities
from retrieval.text.languages import language_of
from retrieval.text.questions.question_form import (
    WORD,
    capital_marks_names,
    has_capital,
    names_by_form,
)
from retrieval.text.words.letters import NAME
from retrieval.text.words.scripts import UNSPACED, WITHOUT_CASE, script_of_language
from retrieval.text.words.terms import (
    content_words,
    general_terms,
    index_terms,
    question_terms,
    stop_words,
)
from retrieval.types import Query, Span, UnmetTerms

_MOST_CHARS = 20_000  # of an article, besides the passage itself
_CACHED_ARTICLES = 256
_CAPITAL_NOUN = 0.15  # how much a word with a capital is a name where all nouns have one
_LEAST_ALIKE_NAME = 0.75  # similar names are mostly others
_COUNTED_WITHIN = 4  # words behind a number
_NUMBER_WITHIN = 4  # words behind the word that is counted


class UnmetTermFinder:
    """Finds which terms of a query texts do not hold, by a ``matcher`` that knows their terms.

    ``weights`` are those of the query's terms. A term that names what is asked for, as "team" in
    "which team won?", need not be met.
    """

    def __init__(self, query: Query, weights: Mapping[str, float], matcher: WordMatcher) -> None:
        asked, language = query.asked, query.language
        self._query = query
        self._weights = weights
        self._matcher = matcher
        self._highest = max((weights[term] for term in query.terms), default=0.0)
        self._needed = _needed(query)
        self._names = [t for t in query.terms if t in query.names and not t[0].isdigit()]
        certain = certain_names(query)
        self._capital = {term: 1.0 if term in certain else _CAPITAL_NOUN for term in self._names}
        self._words = _words_without_case(
            asked, language, frozenset(self._needed) - general_terms(language)
        )
        self._whole_names = _whole_names(query, certain) or [[word] for word in self._words]
        self._numbers = [term for term in query.terms if term[0].isdigit()]
        is_measured = not asked_quantities(asked, language) <= {AMOUNT}
        paid = money_word(asked, language)
        words = paid or ("" if is_measured else counted_words(asked, language))
        counted = question_terms(words, language)[:1]
        self._is_paid = bool(paid)
        self._counted = [term for term in counted if term in query.terms]
        small = language_of(language).between_units
        first = next((w for w in WORD.findall(words) if w not in small), "")
        is_first = counted == tuple(index_terms(first, language)[:1])
        self._is_noun_counted = bool(counted) and not paid and is_first

    def unmet(
        self, article: Set[str], capitals: Set[str], sentence: Set[str], up_to: Set[str]
    ) -> UnmetTerms:
        """What an article with these terms does not hold, and its best sentence with the heading.

        The terms of words with ``capitals``, of the sentence, and of heading and text ``up_to`` its
        end, are among those of the article.
        """
        held, told = self._matcher.met(article), self._matcher.met(sentence)
        before = self._matcher.met(up_to)
        return UnmetTerms(
            letters=_letters_missing(self._needed, held),
            sentence_letters=_letters_missing(self._needed, told),
            rarest=self._rarest_missing(self._needed, held),
            name=self._rarest_name_missing(held, self._matcher.met(capitals)),
            without_case=self._rarest_word_missing(held),
            number=max(_missing(self._numbers, held), default=0.0),
            sentence_number=max(_missing(self._numbers, told), default=0.0),
            counted=max(_missing(self._counted, told), default=0.0),
            name_apart=self._name_apart(held, before),
        )

    def counts(self, sentence: str, language: str | None) -> float:
        """How similar a word that follows a number is to the word that is counted, 0 where none is.

        In a script without spaces any word of the sentence may be it.
        """
        if self._is_paid or script_of_language(language or "en") in UNSPACED:
            return self._is_counted(sentence, language)
        found = self.counted_in(sentence, language or "en")
        counted = (self._is_counted(sentence[own.start : own.end], language) for own in found)
        return max(counted, default=0.0)

    def counted_in(self, sentence: str, language: str) -> Iterator[Span]:
        """The numbers in ``sentence`` with a word behind them that is like the one counted, but for
        those that the question names.
        """
        if not self._counted:
            return
        for own in numbers_before(
            sentence, language, lambda word: self._is_counted(word, language) > 0.0
        ):
            if not self.is_asked_number(sentence[own.start : own.end], language):
                yield own

    def is_counted_apart(self, sentence: str, language: str | None) -> bool:
        """Whether ``sentence`` has the word right behind "how many", and its numbers count others:
        each stands before another word, as "12" does not in "their number rose to 12."
        """
        code = language or "en"
        if not self._is_noun_counted or script_of_language(code) in UNSPACED:
            return False
        words = list(WORD.finditer(sentence))
        numbers = [n for n, word in enumerate(words) if is_number(word[0], code)]
        places = [n for n, word in enumerate(words) if self._is_counted(word[0], code) == 1.0]
        if not places or any(_counts_nothing(words, n, sentence, code) for n in numbers):
            return False
        return not any(
            0 < place - n <= _COUNTED_WITHIN or 0 < n - place <= _NUMBER_WITHIN
            for place in places
            for n in numbers
        )

    def is_asked_number(self, text: str, language: str) -> bool:
        """Whether ``text`` begins with a number that the question names."""
        return index_terms(text, language)[:1] in [[number] for number in self._numbers]

    def _is_counted(self, text: str, language: str | None) -> float:
        if not self._counted:
            return 0.0
        terms = frozenset(index_terms(text, language))
        return self._matcher.met(terms).get(self._counted[0], 0.0)

    def _name_apart(self, held: Mapping[str, float], before: Mapping[str, float]) -> float:
        """Whether the article holds one of the names, but not before it is told what is asked."""
        return float(
            any(_is_named(name, held) and not _is_named(name, before) for name in self._whole_names)
        )

    def _rarest_name_missing(self, held: Mapping[str, float], named: Mapping[str, float]) -> float:
        """The same of names, which have to be the same, or similar and with a capital too."""
        if not self._highest:
            return 0.0
        shares = (
            self._capital[name] * self._weights[name] * (1.0 - share)
            for name in self._names
            if (share := _share_of_name(name, held, named)) < 1.0
        )
        return max(shares, default=0.0) / self._highest

    def _rarest_word_missing(self, held: Mapping[str, float]) -> float:
        """The same of words without case, of which any term may be met."""
        if not self._highest:
            return 0.0
        missing = (
            max(self._weights[term] for term in word) * min(_missing(word, held))
            for word in self._words
        )
        return max(missing, default=0.0) / self._highest

    def _rarest_missing(self, terms: Sequence[str], held: Mapping[str, float]) -> float:
        """How rare the rarest of ``terms`` that is missing is, relative to that of the question."""
        if not self._highest:
            return 0.0
        missing = zip(terms, _missing(terms, held), strict=True)
        return max((self._weights[t] * share for t, share in missing), default=0.0) / self._highest


def certain_names(query: Query) -> Set[str]:
    """The names of a query that are no common nouns, as all nouns may have a capital."""
    if capital_marks_names(query.language):
        return query.names
    return query.names & names_by_form(query.text, query.language)


@lru_cache(maxsize=_CACHED_ARTICLES)
def article_terms(text: str, language: str | None) -> frozenset[str]:
    """The terms of the beginning of an article, which is all of most."""
    return frozenset(index_terms(text[:_MOST_CHARS], language))


@lru_cache(maxsize=_CACHED_ARTICLES)
def capital_terms(text: str, language: str | None) -> frozenset[str]:
    """The terms of its words with a capital."""
    words = (word for word in WORD.findall(text[:_MOST_CHARS]) if has_capital(word, language))
    return frozenset(index_terms(" ".join(words), language))


def _whole_names(query: Query, certain: Set[str]) -> list[list[list[str]]]:
    """The names, each of the terms of its words, of which any stands for it: "Ines Holm"."""
    names = []
    for name in re.finditer(NAME, query.text):
        words = (index_terms(word, query.language) for word in WORD.findall(name[0]))
        names.append([own for own in words if own and certain >= set(own)])
    return list(filter(None, names))


def _is_named(name: Sequence[Sequence[str]], held: Mapping[str, float]) -> bool:
    return any(all(held.get(t, 0.0) >= _LEAST_ALIKE_NAME for t in word) for word in name)


def _needed(query: Query) -> tuple[str, ...]:
    is_kind = asks_for_kind(query.asked, query.language)
    return query.terms[1:] if is_kind and len(query.terms) > 1 else query.terms


def _words_without_case(asked: str, language: str, needed: Set[str]) -> list[list[str]]:
    """The terms of each word that needs to be met, in a script where no capital tells a name."""
    if script_of_language(language) not in WITHOUT_CASE:
        return []
    words = (index_terms(word, language) for word in content_words(asked, language))
    return [word for word in words if word and needed >= set(word)]


def _share_of_name(name: str, held: Mapping[str, float], named: Mapping[str, float]) -> float:
    if held.get(name, 0.0) == 1.0:
        return 1.0
    share = named.get(name, 0.0)
    return share if share >= _LEAST_ALIKE_NAME else 0.0


def _missing(terms: Sequence[str], held: Mapping[str, float]) -> list[float]:
    return [1.0 - held.get(term, 0.0) for term in terms]


def _letters_missing(terms: Sequence[str], held: Mapping[str, float]) -> float:
    missing = zip(terms, _missing(terms, held), strict=True)
    total = sum(len(term) for term in terms)
    return sum(len(term) * share for term, share in missing) / total if total else 0.0


def _counts_nothing(words: Sequence[re.Match[str]], n: int, sentence: str, language: str) -> bool:
    """Whether the number that is word ``n`` has no word behind it that it may count."""
    if is_time_word(words[n][0], language):
        return False
    behind = words[n + 1 : n + 2]
    between = sentence[words[n].end() : behind[0].start()] if behind else "."
    return bool(between.strip()) or behind[0][0].lower() in stop_words(language)
