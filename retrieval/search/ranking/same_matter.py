"""Whether a later result tells the same as the best one, though its article is about other things.

The report of a trial tells how many people died in a crash, one about a hospital who the minister
is. Such accounts share few words, and are known by what is asked. English only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from decimal import Decimal
from functools import cache

from retrieval.search.evidence.unmet_terms import article_terms
from retrieval.search.questions.query import asks_now
from retrieval.search.ranking.accounts import RELATED, account, likeness
from retrieval.search.ranking.later_accounts import event_likeness, is_later
from retrieval.text.answers.answer_type import counted_words
from retrieval.text.answers.succession import asks_holder
from retrieval.text.languages import any_of, language
from retrieval.text.words.numbers import value_of
from retrieval.text.words.terms import WORD, index_terms, question_terms
from retrieval.types import Article, PassageFeatures, Query, Result

_ENGLISH = language("en")
_OTHER_OFFICE = re.compile(
    rf"(?<!\w){any_of(_ENGLISH.words_of_other_offices)}(?:[\s-]+\w+)?[\s-]+$", re.IGNORECASE
)
_WHO = re.compile(r"\bwho(?!se)", re.IGNORECASE)  # holds an office, not where something is
_LEAST_RELEVANCE = 0.0  # of what answers by itself
_RELATED = 0.2  # of two articles that tell the same toll

Read = tuple[Result, PassageFeatures]


def tells_same(
    query: Query,
    best: Read,
    other: Read,
    rarity_of: Callable[[Sequence[str]], Mapping[str, float]],
) -> bool:
    """Whether the ``other`` result, which is later, tells who holds the office asked for, or a
    higher toll, of the event that the ``best`` one tells it of, or answers what is asked of now.
    """
    if (other[1].relevance or 0.0) <= _LEAST_RELEVANCE or not is_later(other[0], best[0]):
        return False
    if asks_holder(query.asked) and _WHO.search(query.asked):
        return _tells_office(query, best) and _tells_office(query, other)
    if _tells_higher_toll(query, best, other):
        return _are_related(query, best[0].article, other[0].article, rarity_of)
    return asks_now(query) and event_likeness(other[0], best[0], rarity_of) >= RELATED


def _tells_office(query: Query, own: Read) -> bool:
    """Whether the sentence that answers has all words of the office, as of its holder, and the
    names of the question stand there, before it in the passage, or in the title.
    """
    result, features = own
    sentence, language = _best_sentence(own), result.article.language
    before = result.passage.text[: features.best_sentence.end]
    told = index_terms(f"{result.article.title or ''}\n{before}", language)
    office = set(query.terms) - query.names - _now_terms()
    return (
        bool(office)
        and features.answer is not None
        and query.names <= {*told}
        and office <= {*index_terms(sentence, language)}
        and not _is_of_other(sentence, office)
    )


def _is_of_other(sentence: str, office: Set[str]) -> bool:
    """Whether an office in ``sentence`` is another, or somebody's who no longer holds it.

    >>> _is_of_other("The former mayor, Ines Holm, spoke.", {"mayor"})
    True
    """
    return any(
        _OTHER_OFFICE.search(sentence[: word.start()])
        for word in WORD.finditer(sentence)
        if not office.isdisjoint(index_terms(word[0]))
    )


def _tells_higher_toll(query: Query, best: Read, other: Read) -> bool:
    """Whether both results answer with a number of the dead, or of those hurt, the ``other`` with a
    higher one, and have the other words of the question.
    """
    kind = next((own for own in _tolls() if not own.isdisjoint(query.terms)), None)
    if kind is None or not _answer_in(other) > _answer_in(best) > 0:
        return False
    counted = question_terms(counted_words(query.asked))[:1]
    needed = {*query.terms} - kind - {*counted} - _counting_terms()
    return all(
        needed <= _terms_of(own[0].article)
        and not kind.isdisjoint(index_terms(_best_sentence(own)))
        for own in (best, other)
    )


def _are_related(
    query: Query,
    one: Article,
    other: Article,
    rarity_of: Callable[[Sequence[str]], Mapping[str, float]],
) -> bool:
    """Whether two articles that the question fits are alike, and share a name besides its own."""
    accounts = account(one), account(other)
    rarity = rarity_of(sorted(accounts[0].terms | accounts[1].terms))
    shared = accounts[0].names & accounts[1].names
    return not shared <= {*query.terms} and likeness(*accounts, rarity) >= _RELATED


def _best_sentence(own: Read) -> str:
    span = own[1].best_sentence
    return own[0].passage.text[span.start : span.end]


def _answer_in(own: Read) -> Decimal:
    """The first number of the answer, 0 if it has none."""
    result, features = own
    span = features.answer
    words = WORD.findall(result.passage.text[span.start : span.end]) if span else []
    return next((value for word in words if (value := value_of(word, "en"))), Decimal(0))


def _terms_of(article: Article) -> Set[str]:
    return article_terms(f"{article.title or ''}\n{article.text}", article.language)


@cache
def _now_terms() -> frozenset[str]:
    """The terms of words that only ask for things as they are now."""
    return frozenset(index_terms(" ".join((*_ENGLISH.latest, *_ENGLISH.now_adverbs))))


@cache
def _counting_terms() -> frozenset[str]:
    """The terms of words by which a number is asked for, such as "toll" and "in total"."""
    phrases = (*_ENGLISH.unfolding_questions, *_ENGLISH.total_phrases)
    return frozenset(index_terms(" ".join(phrases)))


@cache
def _tolls() -> tuple[frozenset[str], ...]:
    """The terms of the words for each kind of toll."""
    return tuple(frozenset(index_terms(words)) for words in _ENGLISH.toll_words)
