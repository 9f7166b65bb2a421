"""Which of the persons that a sentence names may be the one asked for, by words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.search.evidence.word_match import WordMatcher
from retrieval.text.answers.answer_type import asks_own_name, asks_person, names_of_persons
from retrieval.text.questions.question_form import capital_marks_names, names_by_form
from retrieval.text.words.terms import WORD, index_terms
from retrieval.types import Query, Span


class PersonFinder:
    """Finds persons in sentences for a query that asks for one; ``matcher`` knows its terms.

    A question that only names somebody ("who is Ines Holm?") asks for no name.
    """

    def __init__(self, query: Query, matcher: WordMatcher) -> None:
        self._query = query
        self._matcher = matcher
        self._named = names_by_form(query.asked, query.language)
        is_of_names = capital_marks_names(query.language) and self._named.issuperset(query.terms)
        asks = (own(query.asked, query.language) for own in (asks_person, asks_own_name))
        self.asks_name = any(asks) and not is_of_names
        """Whether a person is asked for, or what somebody or something is called."""

    def tells_person(self, sentence: str, language: str | None) -> bool:
        """Whether a person is asked for, and ``sentence`` has a name of several words of one whom
        the question does not name.
        """
        if not self.asks_name or not asks_person(self._query.asked, self._query.language):
            return False
        found = names_of_persons(sentence, self._query.terms, language)
        return any(not self._is_named(sentence[own.start : own.end], language) for own in found)

    def persons(self, sentence: str, language: str | None) -> list[Span]:
        """Names of several words in ``sentence``; if possible of others than the question names."""
        if not self.asks_name:
            return []
        found = list(names_of_persons(sentence, self._query.terms, language))
        others = [
            own for own in found if not self._is_named(sentence[own.start : own.end], language)
        ]
        return others or found

    def likeliest(self, sentence: str, language: str | None) -> Span | None:
        """The only one of these names, or the one beside which most of the question stands."""
        found = self.persons(sentence, language)
        if len(found) < 2:
            return found[0] if found else None
        words = list(WORD.finditer(sentence))
        shares = [self._share_beside(own, words, language) for own in found]
        best = max(shares)
        return found[shares.index(best)] if best and shares.count(best) == 1 else None

    def _is_named(self, name: str, language: str | None) -> bool:
        """Whether the question has a word of ``name``, besides the first, which may be a title."""
        return not self._named.isdisjoint(index_terms(name.partition(" ")[2], language))

    def _share_beside(
        self, name: Span, words: Sequence[re.Match[str]], language: str | None
    ) -> float:
        """The weighted share of the question's terms among the words of a name and beside it."""
        within = [n for n, word in enumerate(words) if name.start <= word.start() < name.end]
        near = words[max(0, within[0] - 1) : within[-1] + 2]
        return self._matcher.likeness([index_terms(" ".join(word[0] for word in near), language)])
