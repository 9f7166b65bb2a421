"""Questions for somebody's age, and where news tell it: "Ines Holm, 39," or "39 Jahre alt"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import cache, lru_cache

from retrieval.text.answers.asking import asking
from retrieval.text.answers.beside_numbers import numbers_with
from retrieval.text.languages import Words, any_word_of, language, language_of
from retrieval.text.words.terms import general_terms, index_terms, question_terms, stop_words
from retrieval.types import Span

_ENGLISH = language("en")
_IN_THE_PAST = any_word_of(_ENGLISH.past_age_words)
_PRONOUN = any_word_of(tuple(word for group in _ENGLISH.pronouns for word in group))
_WHEN = any_word_of(_ENGLISH.time_questions)
_NUMBER = re.compile(r"\d")
_LONGEST_AGE = 3  # digits
_REACH = 200  # characters before an age that may tell of it
_THE_AGED = re.compile(r"\bthe \d{1,3}-year-old\b", re.IGNORECASE)
_OWNER = re.compile(r"\s*(?:[a-z]+\s+)?(?:[A-Z][\w-]*\s+)*[A-Z][\w-]*['’]s\s+")  # is Ada Holm's
_AFTER_NAME = r"(?<=[^\W\d_])(?:, |\s?[(（])"
_AGE = re.compile(
    rf"{_AFTER_NAME}(?:now |then |who is )?\d{{1,3}}(?=[,.;:)）](?!\d)| and | who )"
    r"|\baged? \d{1,3}\b|\b\d{1,3}[- ]years?[- ]old\b"
    r"|\b(?:is|was|turns|turned) \d{1,3}(?=[,.;)])",
    re.IGNORECASE,
)
_NUMBER_AFTER_NAME = re.compile(rf"{_AFTER_NAME}(\d{{1,3}})(?=[,;:)）](?!\d)|\.(?!\d|\s\w))")


@lru_cache(maxsize=64)
def asks_age(question: str, language: str = "en") -> bool:
    """Whether ``question`` asks how old somebody or something is.

    >>> asks_age("How old is Ines Holm?"), asks_age("How long is it?"), asks_age("Wie alt?", "de")
    (True, False, True)
    """
    return asking(language_of(language).age_questions, question) is not None


def asks_age_alone(question: str, language: str) -> bool:
    """Whether ``question`` asks how old somebody is without telling who.

    >>> asks_age_alone("¿Qué edad tiene?", "es"), asks_age_alone("¿Qué edad tiene Pau?", "es")
    (True, False)
    """
    if not asks_age(question, language):
        return False
    phrases = " ".join(language_of(language).age_questions)
    known = general_terms(language).union(index_terms(phrases, language))
    return known.issuperset(question_terms(question, language))


@lru_cache(maxsize=64)
def asks_present_age(question: str) -> bool:
    """Whether ``question`` asks how old somebody or something is, at no other time than now.

    >>> asks_present_age("How old is Ines Holm?"), asks_present_age("How old was she in 1990?")
    (True, False)
    """
    return asks_age(question) and not _IN_THE_PAST.search(question)


def gives_age(sentence: str, language: str | None = "en") -> bool:
    """Whether ``sentence`` tells an age, or in other languages than English a number of years.

    >>> gives_age("Ms Holm, 39, has the post."), gives_age("It has 39 rooms, 12 of them small.")
    (True, False)
    >>> gives_age("Die 39-jährige Holm trat an.", "de"), gives_age("39 Leute traten an.", "de")
    (True, False)
    """
    code = language or "en"
    ages = english_ages(sentence) if code == "en" else ages_in(sentence, code)
    return any(True for _ in ages)


def english_ages(sentence: str) -> Iterator[Span]:
    """The ages in an English ``sentence``; ", 39" or " (39" if it follows a name.

    >>> list(english_ages("Ms Holm, 39, has the post at 31 years old."))
    [Span(start=7, end=11), Span(start=29, end=41)]
    >>> list(english_ages("Ms Holm (39) spoke."))
    [Span(start=7, end=11)]
    """
    for found in _AGE.finditer(sentence):
        yield Span(*found.span())


def ages_in(sentence: str, language: str) -> Iterator[Span]:
    """The numbers of years in ``sentence`` that may be an age, and those beside names.

    No year of a calendar is one, and no time that something lasted or that has passed since, which
    a number joined with its unit never tells.

    >>> list(ages_in("Mit 39 Jahren.", "de")), list(ages_in("В 2023 году.", "ru"))
    ([Span(start=4, end=13)], [])
    >>> list(ages_in("Nach 16 Jahren.", "de")), list(ages_in("יעל בת 39", "he"))
    ([], [Span(start=4, end=9)])
    >>> list(ages_in("Für die 39-jährige Holm.", "de")), list(ages_in("Für 39 Jahre.", "de"))
    ([Span(start=8, end=18)], [])
    >>> list(ages_in("Ines Holm (39) trat an.", "de")), list(ages_in("Am Montag, 12. Mai.", "de"))
    ([Span(start=11, end=13)], [])
    """
    known = language_of(language)
    after, before = _at_end(known.before_durations), _at_beginning(known.after_durations)
    for span in numbers_with(sentence, known.age_units, language):
        told = sentence[span.start : span.end]
        start = max(0, span.start - _REACH)
        is_duration = after.search(sentence, start, span.start) or before.match(sentence, span.end)
        is_age = is_joined(told) or not is_duration
        if sum(map(str.isdigit, told)) <= _LONGEST_AGE and is_age:
            yield span
    for found in _behind(known.words_before_ages, known.number_words).finditer(sentence):
        yield Span(*found.span())
    for found in _NUMBER_AFTER_NAME.finditer(sentence):
        yield Span(*found.span(1))


def is_joined(age: str) -> bool:
    """Whether ``age`` is an adjective or noun for somebody of that age.

    >>> is_joined("39-jährige"), is_joined("39letá"), is_joined("39 Jahren")
    (True, True, False)
    """
    return not any(map(str.isspace, age))


def gives_age_of(sentence: str, names: Sequence[str]) -> bool:
    """Whether ``sentence`` tells the age of the person of these ``names``, the surname last.

    It has all of them, or the surname with its age and no other name before it.

    >>> gives_age_of("Ms Holm, 39, has the post.", ["Ines", "Holm"])
    True
    >>> gives_age_of("Her husband, Lars Holm, 41, stood beside her.", ["Ines", "Holm"])
    False
    """
    if not names or not gives_age(sentence):
        return False
    if all(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) for name in names):
        return True
    found = re.search(rf"(?:(\w+)\.? )?(?<!\w){re.escape(names[-1])}, \d{{1,3}}\b", sentence)
    before = (found and found[1]) or ""
    is_other_name = before[:1].isupper() and before.lower() not in _ENGLISH.honorifics
    return found is not None and not is_other_name


@lru_cache(maxsize=64)
def terms_of_whose_age(question: str) -> frozenset[str]:
    """The terms of the person or thing whose age an English ``question`` asks for.

    >>> sorted(terms_of_whose_age("How old was Ines Holm when she died?"))
    ['holm', 'ine']
    >>> sorted(terms_of_whose_age("How old is Ines Holm's aunt?"))
    ['aunt']
    >>> terms_of_whose_age("What is the age limit of the race?")
    frozenset()
    """
    phrase = any_word_of(_ENGLISH.age_questions).search(question)
    if phrase is None:
        return frozenset()
    asked = _WHEN.split(question[phrase.end() :], maxsplit=1)[0]
    words = _OWNER.sub("", asked, count=1).split()
    telling = [word for word in words if word.lower().strip(",.?") not in stop_words("en")]
    if asked.split()[:1] == telling[:1] and asked.strip()[:1].islower():  # "the age range"
        return frozenset()
    return frozenset(term for word in telling for term in index_terms(word, "en"))


def is_about(terms: Set[str], sentence: str, told: Set[str]) -> bool:
    """Whether ``sentence`` may be about what has one of ``terms``.

    One of them is among those ``told`` there, or the sentence has a pronoun before its first number
    or "the 35-year-old".

    >>> told = frozenset({"she", "35", "vik", "aunt"})
    >>> is_about({"aunt"}, "She is 35.", told - {"aunt"}), is_about({"aunt"}, "Vik, 35, ran.", told)
    (True, True)
    >>> is_about({"aunt"}, "Vik, 35, gave her a boat.", told - {"aunt"})
    False
    """
    before_number = _NUMBER.split(sentence, maxsplit=1)[0]
    is_meant = _THE_AGED.search(sentence) or _PRONOUN.search(before_number)
    return not terms or not terms.isdisjoint(told) or bool(is_meant)


@cache
def _at_end(words: Words) -> re.Pattern[str]:
    """A pattern for any of ``words`` at the end of what stands before a number."""
    return re.compile(rf"(?:{any_word_of(words).pattern})\s*$" if words else "(?!)", re.IGNORECASE)


@cache
def _at_beginning(words: Words) -> re.Pattern[str]:
    """The same at the beginning of what stands behind it."""
    return re.compile(rf"\s*(?:{any_word_of(words).pattern})" if words else "(?!)", re.IGNORECASE)


@cache
def _behind(words: Words, numbers: Words) -> re.Pattern[str]:
    """A pattern for any of ``words`` and the age behind it: "בת 39", "בת ה-39"."""
    age = rf"(?:\d{{1,{_LONGEST_AGE}}}(?![\d.,]*\d)|{any_word_of(numbers).pattern})"
    return re.compile(rf"(?:{any_word_of(words).pattern})\s*(?:\w-)?{age}" if words else "(?!)")
