"""Whose age a sentence tells: "She follows Peter Quist, 66," tells nothing of how old she is."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache

from retrieval.text.answers.ages import ages_in, english_ages, is_joined
from retrieval.text.answers.answer_type import names_of_persons
from retrieval.text.languages import any_of, language_of
from retrieval.text.words.letters import CAPITALS, NAME, NAME_WORD
from retrieval.text.words.terms import WORD, index_terms, stop_words
from retrieval.types import Span

_SMALL_WORD = rf"[^\W\d_{CAPITALS}][^\W\d_]*"
_ARTICLE = r"[^\W\d_]{1,4}"
_BEHIND = re.compile(rf"[^\W\d_]*\s+(?P<between>(?:{_SMALL_WORD}\s+){{0,3}})(?P<name>{NAME})")
_REACH = 200  # characters on either side of an age that may tell whose it is
_SUBJECT = re.compile(rf"(?P<name>{NAME})\s(?:{_SMALL_WORD}\s){{0,2}}$")
_NEXT = re.compile(rf"\W{{1,3}}{NAME_WORD}")
_DIGIT = re.compile(r"\d")


def is_age_of_other(sentence: str, person: Set[str], language: str | None) -> bool:
    """Whether ``sentence`` tells ages, all of them of others than whose names have those terms.

    An age belongs to the name that it follows or precedes as an apposition; where a person is from,
    their office and their party may stand between. Another belongs to the person who is asked about
    if the sentence names them, unless it names them only behind an age that it tells of somebody
    else, as in "Peter Quist is 66 years old"; else to whom it names last before.
    Where a bare number of years may be how long something took, it is an age only beside a name
    or behind a word such as "ей".

    >>> holm = frozenset({"ine", "holm"})
    >>> is_age_of_other("Holm follows Peter Quist, 66, who retires.", holm, "en")
    True
    >>> is_age_of_other("Peter Quist made way for Ms Holm, 39, who starts in May.", holm, "en")
    False
    >>> is_age_of_other("The 66-year-old captain Quist steps back.", holm, "en")
    True
    >>> is_age_of_other("Weber folgt auf Karl Brandt, der mit 67 Jahren geht.", {"web"}, "de")
    True
    >>> is_age_of_other("Peter Quist is 66 years old and makes way for Ms Holm.", holm, "en")
    True
    >>> is_age_of_other("Karl Brandt (66) übergibt an Ines Holm.", holm, "de")
    True
    >>> is_age_of_other("She is 39 years old.", holm, "en")
    False
    >>> is_age_of_other("Ines Holm, Mayor of Larsburg, 39, spoke.", holm, "en")
    False
    >>> holm = frozenset(index_terms("Инна Хольм", "ru"))
    >>> is_age_of_other("Хольм руководила школой восемь лет.", holm, "ru")
    True
    >>> is_age_of_other("Инне Хольм 39 лет, и ей 39 лет.", holm, "ru")
    False
    """
    code = language or "en"
    ages = list(english_ages(sentence) if code == "en" else ages_in(sentence, code))
    mention = _first_mention(sentence, person, code) if ages else None
    return bool(ages) and all(_is_of_other(sentence, age, person, mention, code) for age in ages)


def _is_of_other(
    sentence: str, age: Span, person: Set[str], mention: int | None, language: str
) -> bool:
    owner = _beside(sentence, age, language)
    if owner is None and not _is_introduced(sentence, age, person, language):
        return True
    if owner is None:
        if mention is None:
            text = _before(sentence, age.start)
            before = list(names_of_persons(text, (), language))
            owner = text[before[-1].start : before[-1].end] if before else ""
        elif mention < age.start:
            return False
        else:
            owner = _subject(sentence, age, language)
    return bool(owner) and person.isdisjoint(index_terms(owner, language))


def _first_mention(sentence: str, person: Set[str], language: str) -> int | None:
    """Where the first word is that has one of the person's terms."""
    words = WORD.finditer(sentence)
    own = (word for word in words if not person.isdisjoint(index_terms(word[0], language)))
    return next((word.start() for word in own), None)


def _is_introduced(sentence: str, age: Span, person: Set[str], language: str) -> bool:
    """Whether a word that leads to an age stands before it, or a name of the person beside it."""
    known = language_of(language).age_introductions
    if not known or is_joined(sentence[age.start : age.end]):
        return True
    before = WORD.findall(_before(sentence, age.start))[-1:]
    after = WORD.findall(sentence[age.end : age.end + _REACH])[:1]
    beside = index_terms(" ".join((*before, *after)), language)
    return not person.isdisjoint(beside) or bool(before and before[0].lower() in known)


def _beside(sentence: str, age: Span, language: str) -> str | None:
    """The name to which an age belongs as an apposition: "Peter Quist, 66", "66-year-old Quist"."""
    found = _named_before(language).search(_before(sentence, _number_start(sentence, age)))
    if found is None and _is_adjective(sentence, age):
        found = _BEHIND.match(sentence, age.end, age.end + _REACH)
        if found and not stop_words(language).isdisjoint(found["between"].split()):
            return None
    return found["name"] if found and _is_name(found["name"], language) else None


def _subject(sentence: str, age: Span, language: str) -> str:
    """The name of which a sentence tells the age: "Peter Quist is 66 years old"; else empty."""
    text = _before(sentence, _number_start(sentence, age))
    found = _SUBJECT.search(text)
    behind = _NEXT.match(sentence, age.end)
    if found is None or behind is not None or _is_adjective(sentence, age):
        return ""
    before = WORD.findall(text[: found.start()])[-1:]
    is_place = bool(before) and before[0].lower() in language_of(language).words_before_places
    has_several = any(True for _ in names_of_persons(found["name"], (), language))
    return found["name"] if has_several and not is_place else ""


def _is_adjective(sentence: str, age: Span) -> bool:
    """Whether the age may stand before the name of who is of that age: "66-year-old Quist"."""
    told = sentence[age.start : age.end]
    return is_joined(told) or "-" in told + sentence[age.end : age.end + 1]


def _before(sentence: str, end: int) -> str:
    """What stands before that place and may tell whose age follows; it begins with a whole word."""
    if end <= _REACH:
        return sentence[:end]
    return sentence[end - _REACH : end].partition(" ")[2]


def _number_start(sentence: str, age: Span) -> int:
    """Where the digits of an age begin, or the age itself if it is told in letters."""
    found = _DIGIT.search(sentence, age.start, age.end)
    return found.start() if found else age.start


def _is_name(words: str, language: str) -> bool:
    """Whether it has words of its own, and more than one where all nouns have a capital."""
    own = [word for word in words.split() if word.lower() not in stop_words(language)]
    return len(own) > int(language_of(language).has_capital_nouns)


@cache
def _named_before(language: str) -> re.Pattern[str]:
    """A name before an age, with what tells more of that person: "Ines Holm from Larsburg, "."""
    known = language_of(language).words_before_places
    places = any_of(known) if known else "(?!)"
    before_place = rf"\s{places}(?:\s|(?<=['’]))(?:{_ARTICLE}\s)?"
    more = "|".join(
        (
            rf"{before_place}{NAME}",
            rf",\s{NAME_WORD}",
            rf",(?:\s{_ARTICLE})?(?:\s{_SMALL_WORD})?{before_place}{NAME_WORD}",
            rf"\s\({NAME}\)?",
        )
    )
    name = rf"(?P<name>{NAME}(?:{more}){{0,3}})"
    return re.compile(rf"{name}\s?[,(（]\s*(?:{_SMALL_WORD}\s+){{0,2}}$")
