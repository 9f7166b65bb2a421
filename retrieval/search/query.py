"""Question → query: search terms, names, and the context of a follow-up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from retrieval.errors import QueryError
from retrieval.text.codes import asked_codes
from retrieval.text.ellipsis import completed
from retrieval.text.framing import asking_clause, without_framing
from retrieval.text.language_detection import question_language
from retrieval.text.languages import any_of, any_word_of, language_of
from retrieval.text.letters import ALPHANUMERIC
from retrieval.text.terms import index_terms, question_terms, stop_words
from retrieval.types import Query

MAX_QUESTION_CHARS = 1000

_MAX_CONTEXT = 4  # earlier questions that a follow-up may refer to
_WORD = re.compile(rf"{ALPHANUMERIC}(?:['’.-]{ALPHANUMERIC})*")


def understand(question: str, *, earlier: Sequence[str] = (), language: str | None = None) -> Query:
    """The query for ``question``, asked after the questions ``earlier``, oldest first.

    Without a ``language``, the question itself tells it. Framing such as "could you tell me" is
    set aside. A question that refers back by its form is understood by
    :func:`understand_in_context`.

    Raises QueryError where the question is empty, has neither letter nor digit, or is longer than
    MAX_QUESTION_CHARS.

    >>> understand("Who is the mayor of Kyiv?").terms
    ('mayor', 'kyiv')
    >>> sorted(understand("How many people did the Kakhovka flood of 2023 kill?").names)
    ['2023', 'kakhovka']
    """
    text, language = _text_and_language(question, earlier, language)
    if earlier and refers_back(text, language):
        return understand_in_context(question, earlier=earlier, language=language)
    names = _names(text, language)
    codes = asked_codes(text)
    clause = asking_clause(text, language)
    return Query(
        text,
        question_terms(text, language),
        names | codes,
        asking_clause="" if clause == text else clause,
        codes=codes,
        language=language,
    )


def understand_in_context(
    question: str, *, earlier: Sequence[str], language: str | None = None
) -> Query:
    """The query for a follow-up, such as "And when did he say so?".

    It is searched for together with the questions that it refers to: with their content words, or
    with their whole text if it has no question word of its own. A name or a year alone ("And in
    Lviv?") takes the place of its like in the question before it.

    >>> understand_in_context("When did he resign?", earlier=["Who is the mayor of Kyiv?"]).text
    'mayor Kyiv When did he resign?'
    >>> understand_in_context("And in Lviv?", earlier=["Who is the mayor in Kyiv?"]).text
    'Who is the mayor in Lviv?'
    """
    text, language = _text_and_language(question, earlier, language)
    context = _context(text, earlier, language)
    whole, is_completed = _completed((*context, text), language)
    if is_completed:
        return replace(understand(whole, language=language), is_in_context=True)
    asking = [part for part in context if not _is_fragment(part, language)] or context[:1]
    is_fragment = _is_fragment(text, language)
    words = asking if is_fragment else [_content_words(part, language) for part in asking]
    prefix = " ".join(filter(None, words))
    expanded = f"{prefix} {text}" if prefix else text
    terms = question_terms(expanded, language)
    codes = asked_codes(text)
    known = frozenset().union(*(_names(part, language) for part in asking))
    about = [
        word for word in _WORD.findall(prefix) if known.issuperset(index_terms(word, language))
    ]
    return Query(
        expanded,
        terms,
        known.union(_names(text, language), codes),
        frozenset(terms) - frozenset(index_terms(text, language)),
        asking_clause="" if is_fragment or not about else " ".join((*about, text)),
        codes=codes,
        language=language,
        is_in_context=True,
        context_chars=len(expanded) - len(text),
    )


def stands_alone(question: str, *, earlier: Sequence[str], language: str) -> bool:
    """Whether ``question`` names what it is about, so that nothing asked before can be meant."""
    text, language = _text_and_language(question, earlier, language)
    return not earlier or (bool(_names(text, language)) and not refers_back(text, language))


def refers_back(text: str, language: str) -> bool:
    """Whether ``text`` refers back: by its first words, by a pronoun, or by having few terms."""
    known = language_of(language)
    if any_word_of(known.leads_on).match(text):
        return True
    if _names(text, language):
        return False
    points_back = bool(any_word_of(known.points_back).search(text))
    return points_back or len(question_terms(text, language)) < 2


def with_words_replaced(query: Query, replacements: Mapping[str, str]) -> Query:
    """``query`` with words replaced by others, such as misspelt ones.

    >>> with_words_replaced(understand("Who is the mayor of Kiev?"), {"Kiev": "Kyiv"}).text
    'Who is the mayor of Kyiv?'
    """
    if not replacements:
        return query
    words = re.compile(rf"\b{any_of(replacements)}\b")

    def replaced(text: str) -> str:
        return words.sub(lambda found: replacements[found[0]], text)

    def replaced_terms(terms: Set[str]) -> frozenset[str]:
        new = (
            t
            for o, n in replacements.items()
            if own[o] & terms
            for t in question_terms(n, query.language)
        )
        return (frozenset(terms) - frozenset().union(*own.values())).union(new)

    own = {old: frozenset(index_terms(old, query.language)) for old in replacements}
    text = replaced(query.text)
    return replace(
        query,
        text=text,
        context_chars=len(replaced(query.text[: query.context_chars])),
        terms=question_terms(text, query.language),
        names=replaced_terms(query.names),
        context_terms=replaced_terms(query.context_terms),
        asking_clause=replaced(query.asking_clause),
    )


def plain_words(text: str) -> list[str]:
    """The words of ``text`` that are of letters only, without possessive endings.

    >>> plain_words("Who met Zelensky's 2 aides in Ivano-Frankivsk?")
    ['Who', 'met', 'Zelensky', 'aides', 'in', 'Ivano', 'Frankivsk']
    """
    words = (part for word in _WORD.findall(text) for part in re.split(r"[-.]", word))
    return [bare for word in words if (bare := re.sub("['’]s?$", "", word)).isalpha()]


def _text_and_language(
    question: str, earlier: Sequence[str], language: str | None
) -> tuple[str, str]:
    """What ``question`` asks, without framing, and its language."""
    text = " ".join(_printable(question).split())
    if not any(char.isalnum() for char in text):
        raise QueryError("The question is empty: ask in a few words, such as “Who won the vote?”.")
    if len(text) > MAX_QUESTION_CHARS:
        raise QueryError(
            f"The question has {len(text):,} characters: ask in at most {MAX_QUESTION_CHARS:,}."
        )
    language = language or question_language(text, {}, earlier)
    return without_framing(text, language), language


def _context(text: str, earlier: Sequence[str], language: str) -> tuple[str, ...]:
    """The question before ``text``, and those to which this one refers in turn."""
    context: list[str] = []
    for question in reversed(earlier[-_MAX_CONTEXT:]):
        if context and not refers_back(text, language):
            break
        text = " ".join(_printable(question).split())[:MAX_QUESTION_CHARS]
        text = without_framing(text, language)
        context.insert(0, text)
    return tuple(context)


def _completed(parts: Sequence[str], language: str) -> tuple[str, bool]:
    """The first question, made to ask what the fragments after it name; and whether the last part
    is such a fragment.
    """
    whole, is_completed = parts[0], False
    for part in parts[1:]:
        lead = any_word_of(language_of(language).leads_on).match(part)
        fragment = part[lead.end() :].lstrip(" ,") if lead else part
        made = completed(whole, fragment) if _is_fragment(part, language) else None
        whole, is_completed = made or (whole if lead else part), made is not None
    return whole, is_completed


def _is_fragment(text: str, language: str) -> bool:
    """Whether ``text`` goes on from the question before without asking anything by itself."""
    known = language_of(language)
    leads_on = any_word_of(known.leads_on).match(text)
    asks = any_word_of(known.question_words).search(text)
    return not asks and (bool(leads_on) or len(question_terms(text, language)) < 2)


def _content_words(text: str, language: str = "en") -> str:
    """``text`` without stop words and words that only ask.

    >>> _content_words("How much does the mayor of Kyiv earn?")
    'mayor Kyiv earn'
    """
    known = language_of(language)
    without = stop_words(language).union(known.question_words, known.number_after_how)
    return " ".join(word for word in _WORD.findall(text) if word.lower() not in without)


def _printable(text: str) -> str:
    """``text`` with control characters, lone surrogates and unassigned characters as spaces."""
    if text.isprintable():
        return text
    return "".join(
        char if unicodedata.category(char) not in ("Cc", "Cs", "Cn") else " " for char in text
    )


def _names(text: str, language: str) -> frozenset[str]:
    """Terms of numbers and of capitalised words, except one capitalised only as the first."""
    words = _WORD.findall(text)
    if sum(word[0].isupper() for word in words) > len(words) // 2 > 2:
        words = [word for word in words if word[0].isdigit()]  # A Headline, Or SHOUTED
    return frozenset(
        term
        for index, word in enumerate(words)
        if (word[0].isdigit() or (word[0].isupper() and (index > 0 or _is_name(word))))
        and word.lower() not in stop_words(language)
        for term in index_terms(word, language)
    )


def _is_name(first_word: str) -> bool:
    """Whether the first word has a capital inside, since its first letter is always one."""
    return any(char.isupper() for char in first_word[1:])
