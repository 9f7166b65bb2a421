"""Other spellings and long forms of a question's words, as far as the archive holds them.

A variant counts like the word itself. A word that the archive does not hold at all is replaced, so
that the models read the word that the articles use.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from retrieval.search.archive_words import ArchiveWords
from retrieval.search.query import plain_words, with_words_replaced
from retrieval.text.acronyms import acronyms_in, explained, initials, long_forms_in, well_known
from retrieval.text.terms import STOP_WORDS, index_terms, question_terms
from retrieval.text.transliteration import same_name, transliterations
from retrieval.types import Query

_PRONOUNS = STOP_WORDS | {"us"}  # as terms; an acronym of such a word finds too much
_Variant = tuple[str, str]  # words of the question, and what stands for them


def with_variants(query: Query, archive: ArchiveWords) -> Query:
    """``query`` with the variants of its words that the archive holds."""
    query = with_words_replaced(query, _replacements(query, archive))
    variants: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    rewordings: dict[str, str] = {}
    for asked, other in (*_name_variants(query, archive), *_acronym_variants(query, archive)):
        variant = question_terms(other)
        if not variant or not all(archive.words.passage_counts(variant).values()):
            continue
        for term in question_terms(asked):
            if term in query.terms and term not in variant and variant not in variants[term]:
                variants[term].append(variant)
                rewordings[asked] = other
    known = {term: tuple(own) for term, own in variants.items() if own}
    return replace(query, variants=known, rewordings=rewordings) if known else query


def asked_of(query: Query, text: str) -> str:
    """What is asked, in the words of ``text`` where it has others for a name.

    >>> query = Query("Who runs the IMF?", (), rewordings={"IMF": "international monetary fund"})
    >>> asked_of(query, "The International Monetary Fund has a head.")
    'Who runs the international monetary fund?'
    """
    asked, held = query.asked, text.lower()
    for own, other in query.rewordings.items():
        if own.lower() not in held and other.lower() in held:
            asked = other.join(re.split(rf"\b{re.escape(own)}\b", asked, flags=re.IGNORECASE))
    return asked


def _replacements(query: Query, archive: ArchiveWords) -> dict[str, str]:
    """What stands in the archive for words of the question that it does not hold."""
    found = {}
    for acronym in acronyms_in(query.text):
        if acronym.lower() in STOP_WORDS or not archive.is_known(acronym):
            long_form = well_known().get(acronym.lower())
            if long_form and all(archive.counts(question_terms(long_form)).values()):
                found[acronym] = long_form.title()
    for word in plain_words(query.text):
        if word not in found and not archive.is_known(word):
            written = _other_spelling(word, archive)
            if written:
                found[word] = written
    return found


def _other_spelling(word: str, archive: ArchiveWords) -> str | None:
    """How the archive writes the name ``word``, if it is one; that of most passages."""
    others = set(same_name(word.lower()))
    if word[0].isupper() and not archive.counts(others):
        others = transliterations(word.lower())
    for other in archive.most_frequent(others):
        written = archive.as_written(other)
        if written[0].isupper() and written.lower() in others:
            return written
    return None


def _name_variants(query: Query, archive: ArchiveWords) -> Iterator[_Variant]:
    """Other spellings of names in the question."""
    for word in plain_words(query.text):
        for other in archive.counts(same_name(word.lower())):
            yield word, other


def _acronym_variants(query: Query, archive: ArchiveWords) -> Iterator[_Variant]:
    """Long forms of acronyms in the question, and acronyms of its long forms."""
    for acronym in acronyms_in(query.text):
        term = index_terms(acronym)[0]
        long_form = explained(acronym, archive.texts([term])) or well_known().get(term)
        if long_form and term not in STOP_WORDS:
            yield acronym, long_form
    yield from _acronyms_of(query, archive)


def _acronyms_of(query: Query, archive: ArchiveWords) -> Iterator[tuple[str, str]]:
    """Long forms that stand in the question, with their acronyms."""
    terms = set(query.terms)
    for acronym, long_form in well_known().items():
        if acronym not in _PRONOUNS and terms.issuperset(question_terms(long_form)):
            yield long_form, acronym
    for long_form in long_forms_in(query.text):
        acronym = initials(long_form)
        if acronym.lower() not in (*_PRONOUNS, *well_known()) and archive.is_known(acronym):
            said = explained(acronym, archive.texts([*index_terms(acronym)]))
            if said and question_terms(said) == question_terms(long_form):
                yield long_form, acronym
