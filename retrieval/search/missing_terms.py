"""Names, numbers and codes of a question that no result holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.search.evidence.heading import heading
from retrieval.text.questions.question_form import names_by_form, names_in
from retrieval.text.words.terms import index_terms
from retrieval.types import Query, Result

_WORD = re.compile(r"[^\W_]+(?:(?:['’./-]|(?<=\d),(?=\d{3}\b))[^\W_]+)*")
_MOST = 3  # are told


def missing_terms(query: Query, results: Sequence[Result]) -> list[str]:
    """The names of ``query``, as written there, that neither the articles of ``results`` hold nor
    their titles, publishers and dates; neighbouring words are one name.
    """
    nouns = names_in(query.text, query.language) - names_by_form(query.text, query.language)
    names = query.names - nouns
    if not results or not names:
        return []
    held = set().union(
        *(
            index_terms(f"{heading(r.article)} {r.passage.text}", r.article.language)
            for r in results
        )
    )
    if names <= query.met_by(held):
        return []
    held = held.union(*(index_terms(r.article.text, r.article.language) for r in results))
    missing = names - query.met_by(held)
    runs = groupby(
        _words(query.text), lambda word: not missing.isdisjoint(index_terms(word, query.language))
    )
    return [" ".join(run) for is_missing, run in runs if is_missing][:_MOST]


def _words(text: str) -> Iterator[str]:
    return (match[0] for match in _WORD.finditer(text))
