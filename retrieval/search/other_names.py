"""Whether a passage would answer better if the question named something else.

"How many savers did Cotswold Mutual have?" is not answered by what an article tells of Pennine
Mutual, though nearly all words of the question are there. So the reader is asked again, without a
name of the question. What answers the question itself answers this worse; what answers it better is
about something else. A name in the title, and one that the archive spells otherwise, is what the
article is about.

How much better was set by hand: of 201 right answers to questions on invented news 5 reach it, of
37 answers to questions that nothing there answers 11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from retrieval.protocols import AnswerReader
from retrieval.search.heading import heading
from retrieval.search.variants import asked_of
from retrieval.text.languages import language_of
from retrieval.text.letters import NAME
from retrieval.text.terms import index_terms, stop_words
from retrieval.types import PassageFeatures, Query, Result

_SURE = 4.5  # relevance from which on a passage is not doubted
_WITHOUT = 1.0  # by how much the relevance rises for a question without a name that is wrong
_MOST_NAMES = 3  # of the question

_NAME = re.compile(NAME)
_BEGINNING = re.compile(r"(?:^|[.!?\n|“\"])\s*$")
_SMALL_WORDS = r"(?:\b(?:in|of|at|for|by|the|from) )*"


def fits_other_name(
    query: Query, result: Result, features: PassageFeatures, reader: AnswerReader
) -> bool:
    """Whether ``result``, which was read, rather answers ``query`` without one of its names."""
    if features.relevance is None or features.relevance >= _SURE:
        return False
    if features.tells_of_topic or features.names_exactly:
        return False
    told = (heading(result.article), result.passage.text)
    asked = asked_of(query, "\n".join(told))[0]
    title = result.article.title or ""
    met = query.met_by(set(index_terms(title, result.article.language)))
    names = [
        name
        for name in _names_asked(query, asked, result.passage.text)
        if not met >= set(index_terms(name)) and not _has_short_form(title, name)
    ]
    least = features.relevance + _WITHOUT
    without = (_without(asked, name) for name in names)
    return any(reader.read(other, [told])[0].relevance >= least for other in without)


def _has_short_form(title: str, name: str) -> bool:
    """Whether a name in ``title`` is part of ``name`` and has no other word.

    >>> _has_short_form("Webb telescope sees a dune", "James Webb")
    True
    >>> _has_short_form("Pennine Mutual fails", "Cotswold Mutual")
    False
    """
    known = set(index_terms(name))
    names = (set(index_terms(found[0])) for found in _NAME.finditer(title))
    return any(own and own <= known for own in names)


def _names_asked(query: Query, asked: str, told: str) -> list[str]:
    """The names in the question, also those that only the passage writes with a capital."""
    known = query.names - query.variants.keys()
    names = [own for own in _names_in(asked) if not known.isdisjoint(index_terms(own))]
    for own in _names_in(told):
        found = re.search(rf"\b{re.escape(own)}\b", asked, re.IGNORECASE)
        if found and not any(found[0] in name or name in found[0] for name in names):
            names.append(found[0])
    return list(dict.fromkeys(names))[:_MOST_NAMES]


def _names_in(text: str) -> Iterator[str]:
    """Names in ``text`` without possessive endings, stop words and words for times.

    A word that begins a sentence is one only if it also stands elsewhere.

    >>> list(_names_in("The Ness bank failed in May. Savers sued the Ness bank and Ida Holm."))
    ['Ness', 'Ness', 'Ida Holm']
    """
    for found in _NAME.finditer(text):
        words = re.sub(r"['’]s?$", "", found[0]).split()
        is_first = bool(_BEGINNING.search(text[: found.start()]))
        while words and words[0].lower() in _no_names():
            words, is_first = words[1:], False
        name = " ".join(words)
        if name and not (is_first and len(words) == 1 and not _stands_within(name, text)):
            yield name


@cache
def _no_names() -> frozenset[str]:
    """Words with a capital that name nothing, as they begin a sentence or name a time."""
    english = language_of("en")
    months = (name for names in english.months for name in names)
    return stop_words("en").union(english.question_words, english.weekdays, months)


def _stands_within(word: str, text: str) -> bool:
    return bool(re.search(rf"[^\W\d_,],? {re.escape(word)}\b", text))


def _without(asked: str, name: str) -> str:
    """``asked`` without ``name`` and the small words before it.

    >>> _without("How many savers did the bank of Ness have in Nessby?", "Ness")
    'How many savers did the bank have in Nessby?'
    """
    pattern = rf" ?{_SMALL_WORDS}(?<!\w){re.escape(name)}(?!\w)"
    return " ".join(re.sub(pattern, "", asked, count=1).split())
