"""What a passage has of just what a question names: its code, somebody's age, the row of a year;
and what it has of something else instead.
"""

from __future__ import annotations

from collections.abc import Set

from retrieval.search.evidence.sentence_features import SplitResult
from retrieval.search.evidence.unmet_terms import capital_terms
from retrieval.search.questions.query import plain_words
from retrieval.text.answers.age_owners import is_age_of_other
from retrieval.text.answers.ages import (
    asks_age,
    gives_age,
    gives_age_of,
    is_about,
    terms_of_whose_age,
)
from retrieval.text.answers.payments import is_other_payment
from retrieval.text.answers.rows_by_year import row_of_time, year_of_row
from retrieval.text.answers.unnamed import is_unnamed
from retrieval.text.questions.topics import only_names, stand_together, without_topic_phrase
from retrieval.text.times.periods import Period
from retrieval.text.words.terms import index_terms, question_terms
from retrieval.types import Query


def names_exactly(query: Query, split: SplitResult, terms: Set[str]) -> bool:
    """Whether a passage with these ``terms`` has the code, age or row of a year that ``query`` asks
    about.
    """
    if query.codes:
        return query.codes <= terms
    if query.language == "en" and asks_age(query.asked):
        names = [
            word for word in plain_words(query.text) if query.names.issuperset(index_terms(word))
        ]
        person = frozenset(term for name in names for term in index_terms(name))
        return any(
            gives_age_of(text, names) and not is_age_of_other(text, person, "en")
            for text in split.sentence_texts
        )
    return any(row_of_time(query.asked, split.sentence_texts))


def tells_of_topic(query: Query, split: SplitResult) -> bool:
    """Whether ``query`` only names what the passage names too."""
    if query.is_in_context or query.refers_back or not only_names(query.asked, query.language):
        return False
    article = split.result.article
    told = index_terms(f"{article.title or ''}\n{split.result.passage.text}", article.language)
    topic = question_terms(without_topic_phrase(query.asked, query.language), query.language)
    return stand_together(topic, told, query.variants)


def is_about_other(query: Query, split: SplitResult, best: int, period: Period | None) -> bool:
    """Whether the ``best`` sentence is the row of a year outside the ``period`` asked about, has
    nothing of whose age is asked for, tells of a fee for pay, or tells only of what kind it is.
    """
    year = year_of_row(split.sentence_texts[best])
    if year and period and not period.first.year <= int(year) <= period.last.year:
        return True
    own = query.text[query.context_chars :]
    if is_other_payment(own, split.sentence_texts[best]):
        return True
    if is_unnamed(own, split.sentence_texts[best]):
        return True
    language = split.result.article.language
    if query.language != "en":
        return False
    if query.is_in_context:  # "How old is she?", of the person who answered before
        terms = query.person if asks_age(own) else frozenset[str]()
    else:
        terms = terms_of_whose_age(query.asked)
    if _are_names(terms, query, split):
        if is_age_of_other(split.sentence_texts[best], terms, language):
            return True
        if language != query.language and not gives_age(split.sentence_texts[best], language):
            return True
    told = query.met_by(split.sentence_terms[best])
    if best and not terms <= query.names:  # "the mayor", whose name may follow
        told = told | query.met_by(split.sentence_terms[best - 1])
    return not is_about(terms, split.sentence_texts[best], told)


def _are_names(terms: Set[str], query: Query, split: SplitResult) -> bool:
    """Whether ``terms`` are of a name: as the question, or one without capitals the passage, writes
    it.
    """
    if query.text != query.text.lower():
        return bool(terms) and terms <= query.names | query.person
    passage, language = split.result.passage, split.result.article.language
    return len(terms) > 1 and terms <= capital_terms(passage.text, language)
