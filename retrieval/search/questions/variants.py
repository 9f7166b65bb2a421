"""Other spellings, long forms and synonyms of a question's words, as far as the archive holds them.

A variant counts like the word itself. A word that the archive does not hold at all is replaced, so
that the models read the word that the articles use.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from retrieval.search.questions.archive_words import ArchiveWords
from retrieval.search.questions.query import plain_words, with_words_replaced
from retrieval.text.answers.synonyms import synonyms_in
from retrieval.text.languages import any_word_of, language
from retrieval.text.questions.question_form import capital_marks_names, is_fragment
from retrieval.text.words.acronyms import (
    acronyms_in,
    explained,
    initials,
    long_forms_in,
    well_known,
)
from retrieval.text.words.terms import index_terms, question_terms, stop_words
from retrieval.text.words.transliteration import same_name, transliterations
from retrieval.types import Query

_TOTAL = any_word_of(language("en").total_phrases)
_PRONOUNS = stop_words() | {"us"}  # as terms; an acronym of such a word finds too much
_MOST_LANGUAGES = 8  # in which names are stemmed
_Rewording = tuple[str, str]  # words of the question, and what stands for them
_Variant = tuple[str, tuple[str, ...]]  # a term of the question, and terms that stand for it


def with_variants(query: Query, archive: ArchiveWords) -> Query:
    """``query`` with the variants of its words that the archive holds."""
    query = with_words_replaced(query, _replacements(query, archive))
    variants: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    rewordings: dict[str, str] = {}

    def add(term: str, variant: tuple[str, ...]) -> bool:
        is_new = term in query.terms and term not in variant and variant not in variants[term]
        if not (is_new and variant and all(archive.words.passage_counts(variant).values())):
            return False
        variants[term].append(variant)
        return True

    for asked, other in (*_name_variants(query, archive), *_acronym_variants(query, archive)):
        variant = question_terms(other, query.language)
        added = [add(term, variant) for term in question_terms(asked, query.language)]
        if True in added:
            rewordings[asked] = other
    for term, stems in _stem_variants(query, archive):
        add(term, stems)
    for term, words in _synonyms(query):
        add(term, words)
    known = {term: tuple(own) for term, own in variants.items() if own}
    return replace(query, variants=known, rewordings=rewordings) if known else query


def asked_of(query: Query, text: str) -> list[str]:
    """What is asked, in the words of ``text`` where it has others for a name; of a follow-up what
    was said before it too, and what it asks by itself, if that is more than a name or a number.

    >>> query = Query("Who runs the IMF?", (), rewordings={"IMF": "international monetary fund"})
    >>> asked_of(query, "The International Monetary Fund has a head.")
    ['Who runs the international monetary fund?']
    >>> query = Query(
    ...     "mayor Kyiv How old is he?",
    ...     (),
    ...     is_in_context=True,
    ...     context_chars=11,
    ...     conversation="Who is the mayor of Kyiv? Ivo Holm. How old is he?",
    ... )
    >>> asked_of(query, "The mayor spoke.")
    ['Who is the mayor of Kyiv? Ivo Holm. How old is he?', 'How old is he?']
    >>> query = Query(
    ...     "Who ran Kyiv? And in 2013?",
    ...     (),
    ...     frozenset({"2013"}),
    ...     is_in_context=True,
    ...     context_chars=14,
    ...     conversation="Who ran Kyiv? And in 2013?",
    ... )
    >>> asked_of(query, "The mayor spoke.")
    ['Who ran Kyiv? And in 2013?']
    """
    if not query.is_in_context:
        asked = [query.asked]
    elif not query.context_chars:
        asked = [query.asked, query.conversation]
    elif _only_names(query):
        asked = [query.conversation]
    else:
        asked = [query.conversation, query.text[query.context_chars :]]
    own_words = (_in_words_of(text, own, query.rewordings) for own in asked)
    return list(dict.fromkeys(_with_total_of(text, own) for own in own_words))


def _only_names(query: Query) -> bool:
    """Whether a follow-up only names what the question before it is asked of now."""
    own = query.text[query.context_chars :]
    terms = question_terms(own, query.language)
    return is_fragment(own, query.language) and query.names.issuperset(terms)


def _in_words_of(text: str, asked: str, rewordings: Mapping[str, str]) -> str:
    for own, other in rewordings.items():
        word, other_word = (
            re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in (own, other)
        )
        if other_word.search(text) and not word.search(text):
            asked = other.join(word.split(asked))
    return asked


def _with_total_of(text: str, asked: str) -> str:
    """``asked`` with the phrase by which ``text`` counts all, where it has another.

    >>> _with_total_of("In all 80 fell ill. The outbreak is over.", "How many cases in total?")
    'How many cases in all?'
    """
    own, told = _TOTAL.search(asked), _TOTAL.search(text)
    if not own or not told or own[0].lower() in text.lower():
        return asked
    return f"{asked[: own.start()]}{told[0].lower()}{asked[own.end() :]}"


def _replacements(query: Query, archive: ArchiveWords) -> dict[str, str]:
    """What stands in the archive for words of the question that it does not hold."""
    found = {}
    for acronym in acronyms_in(query.text):
        if acronym.lower() in stop_words() or not archive.is_known(acronym):
            long_form = well_known().get(acronym.lower())
            if long_form and all(
                archive.counts(question_terms(long_form, query.language)).values()
            ):
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


def _name_variants(query: Query, archive: ArchiveWords) -> Iterator[_Rewording]:
    """Other spellings of names in the question."""
    for word in plain_words(query.text):
        for other in archive.counts(same_name(word.lower())):
            yield word, other


def _synonyms(query: Query) -> Iterator[_Variant]:
    """What may stand in articles for the words of a question that no model here reads."""
    if query.language == "en":
        return
    names = query.names if capital_marks_names(query.language) else frozenset[str]()
    told = synonyms_in(query.asked, query.language)
    for term in query.terms:
        if term not in names:
            yield from ((term, words) for words in told.get(term, ()))


def _stem_variants(query: Query, archive: ArchiveWords) -> Iterator[_Variant]:
    """Stems of names in the other languages of the archive's articles."""
    others = [code for code in archive.store.languages() if code != query.language]
    for word in plain_words(query.text) if others else ():
        for term in query.names.intersection(index_terms(word, query.language)):
            for other in others[:_MOST_LANGUAGES]:
                yield term, tuple(index_terms(word, other))


def _acronym_variants(query: Query, archive: ArchiveWords) -> Iterator[_Rewording]:
    """Long forms of acronyms in the question, and acronyms of its long forms."""
    for acronym in acronyms_in(query.text):
        term = index_terms(acronym, query.language)[0]
        said = explained(acronym, archive.texts([term]))
        long_form = said or well_known().get(acronym.lower())
        if long_form and term not in stop_words():
            yield acronym, long_form
    yield from _acronyms_of(query, archive)


def _acronyms_of(query: Query, archive: ArchiveWords) -> Iterator[tuple[str, str]]:
    """Long forms that stand in the question, with their acronyms."""
    terms = set(query.terms)
    for acronym, long_form in well_known().items():
        if acronym not in _PRONOUNS and terms.issuperset(question_terms(long_form, query.language)):
            yield long_form, acronym
    for long_form in long_forms_in(query.text):
        acronym = initials(long_form)
        if acronym.lower() not in (*_PRONOUNS, *well_known()) and archive.is_known(acronym):
            said = explained(acronym, archive.texts([*index_terms(acronym, query.language)]))
            if said and question_terms(said, query.language) == question_terms(
                long_form, query.language
            ):
                yield long_form, acronym
