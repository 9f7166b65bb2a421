"""The expected answer type of a question, and whether a sentence holds something of that type.

Questions in a language without a file have the type "anything", as any sentence has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache

from retrieval.text.answers.asking import asking, words_beside
from retrieval.text.languages import any_of, any_word_of, language, language_of
from retrieval.text.words.letters import NAME, NAME_WORD, with_plain_apostrophes
from retrieval.text.words.scripts import UNSPACED, WITHOUT_CASE, script_of_language
from retrieval.text.words.terms import WORD, index_terms, stop_words
from retrieval.types import Span

_ENGLISH = language("en")
_NUMBER = re.compile(
    rf"\b(?:how {any_of(_ENGLISH.number_after_how)}"
    rf"|(?:what|which) (?:\w+ )?{any_of(_ENGLISH.number_after_what)}"
    rf"|{any_of(_ENGLISH.number_questions)})\b",
    re.IGNORECASE,
)
_TIME = any_word_of(_ENGLISH.time_questions)
_YEAR_OR_CLOCK = re.compile(
    r"(?<![\d.,])(?:1\d|20)\d\d(?![\d.,]\d)|\b\d{1,2}[:.h]\d\d\b|[年月日]|周[一二三四五六末]"
    r"|\d\s?[년월일시](?![간째])"
)
_YEAR = re.compile(r"(?<![\d.,])(?<!\d\s)[12]?\d\d\d(?![\d.,]\d)")  # not in "3 800"
_DATE = re.compile(r"(?<![\d./])\d{1,2}(?:\.\s?\d{1,2}\.(?!\d)|/\d{1,2}(?:/\d{2,4})?(?![\d/]))")
_LEAST_JOINED = 2  # letters of a number that is written as one word with others
_LONGEST_JOINED = 40  # letters of such a word
_LONGEST_JOINING = 3  # letters of "and" in any language
_DIGIT = re.compile(r"\d")
_NAME = re.compile(
    rf"\b(?:{any_of(_ENGLISH.name_questions)}"
    rf"|what (?:(?:is|was|are|were) (?:the )?)?{any_of(_ENGLISH.name_after_what)})\b",
    re.IGNORECASE,
)
_OWN_NAME = re.compile(
    rf"\W*what(?:['’]s| {any_of((*_ENGLISH.present_verbs, *_ENGLISH.past_verbs))}) (?:.*\W)?"
    rf"(?:{any_of(_ENGLISH.own_name_words)}(?: of\b|\W*$)|called\W*$)",
    re.IGNORECASE,
)
_WORDS_OF_NAMED = 3  # an adjective or an adverb may stand before the noun
_QUOTED = re.compile(r"[«„“”\"]([^«»„“”\"]{2,60})[»“”\"]")
_PAUSE = re.compile(r"[,;:.!?]")
_BEFORE_OLD_VALUE = re.compile(
    rf"\b{any_of(_ENGLISH.words_before_old_values)}\s+(?:the\s+)?$", re.IGNORECASE
)
_QUESTION_WORD = any_word_of((*_ENGLISH.question_words, *_ENGLISH.name_questions))
_VERB = any_word_of((*_ENGLISH.present_verbs, *_ENGLISH.past_verbs))
_SPACED_NAME = re.compile(NAME)
_CAPITAL_WORDS = re.compile(rf"{NAME_WORD}(?: {NAME_WORD})*")
_WHO_IS = re.compile(rf"\W*(?i:who(?:['’]s| is| was| are| were)) {NAME}\W*")


def answer_type(question: str, language: str = "en") -> str:
    """The expected answer type of ``question``: "number", "name" or "anything".

    In a script without capitals no name is told, and the type is never "name". In English, "when"
    and words for names count only where they are what is asked: "Was anyone hurt when it fell?"
    and "What did the man who fell say?" ask for anything. So does "Who is Ines Holm?".

    >>> answer_type("How many people died?"), answer_type("Who is the mayor?"), answer_type("Why?")
    ('number', 'name', 'anything')
    >>> answer_type("Who's the mayor?"), answer_type("Whos the mayor?")
    ('name', 'name')
    >>> answer_type("When did it fall?"), answer_type("Was anyone hurt when it fell?")
    ('number', 'anything')
    >>> answer_type("Wie viele Menschen starben?", "de")
    'number'
    """
    if _asks_number(question, language):
        return "number"
    return "name" if _asks_name(question, language) else "anything"


def has_answer_type(
    wanted: str, sentence: str, known: Collection[str], language: str | None = "en"
) -> bool:
    """Whether ``sentence`` holds a word of the ``wanted`` type whose terms are not all ``known``.

    ``known`` are the question's own terms, which are no answer to it. The sentence is in the
    ``language``.

    >>> has_answer_type("number", "It killed 137 people.", ())
    True
    >>> has_answer_type("name", "The Mayor spoke.", ["mayor"])
    False
    """
    is_of_type, known_terms = _TESTS[wanted], frozenset(known)
    code = language or "en"
    return any(
        is_of_type(word[0], word.start(), code)
        and not known_terms.issuperset(index_terms(word[0], language))
        for word in WORD.finditer(sentence)
    )


def asks_who_is(question: str) -> bool:
    """Whether an English ``question`` asks who somebody is, by name.

    >>> asks_who_is("Who is Ines Holm?"), asks_who_is("Who is the mayor?")
    (True, False)
    """
    return _WHO_IS.fullmatch(question) is not None


def asks_own_name(question: str, language: str = "en") -> bool:
    """Whether ``question`` asks for a name as such.

    >>> asks_own_name("What is the name of the ship?"), asks_own_name("Who built the ship?")
    (True, False)
    >>> asks_own_name("What's the ship called?"), asks_own_name("Wie hieß das Schiff?", "de")
    (True, True)
    """
    if language == "en":
        return _OWN_NAME.match(question) is not None
    return asking(language_of(language).own_name_questions, question) is not None


def named_words(question: str, language: str) -> list[str]:
    """The words for whom or what ``question`` asks the name of, at most three, in other languages
    than English; where all nouns have a capital, only such.

    >>> named_words("Wie heißt die neue Fahrerin des Busses?", "de"), named_words("Wer?", "de")
    (['Fahrerin', 'Busses'], [])
    """
    if language == "en" or script_of_language(language) in UNSPACED:
        return []
    own = language_of(language)
    found = asking(own.own_name_questions, question)
    words = words_beside(found, question, language) if found else []
    is_marked = own.has_capital_nouns and question != question.lower()
    return [word for word in words if word[0].isupper() or not is_marked][:_WORDS_OF_NAMED]


def tells_name(sentence: str, known: Collection[str], language: str | None) -> bool:
    """Whether ``sentence`` has a name, or words in quotation marks that may be one, and these are
    not all ``known``.

    Where all nouns have a capital, a name has several words. In a script without capitals any
    sentence may have one.

    >>> tells_name("Das Schiff fährt seit Mai.", (), "de"), tells_name("Die „Ida“ fährt.", (), "de")
    (False, True)
    >>> tells_name("El barco zarpó en mayo.", (), "es"), tells_name("Es el Ida.", (), "es")
    (False, True)
    """
    code, known_terms = language or "en", frozenset(known)
    if script_of_language(code) in WITHOUT_CASE:
        return True
    if any(True for _ in quoted_names(sentence, known_terms, code)):
        return True
    if language_of(code).has_capital_nouns:
        return names_person(sentence, known, code)
    return has_answer_type("name", sentence, known, code)


def quoted_names(sentence: str, known: Collection[str], language: str) -> Iterator[Span]:
    """Where words in quotation marks may be a name, and are not all ``known``.

    >>> list(quoted_names("Die „Ida“ fährt.", (), "de"))
    [Span(start=5, end=8)]
    """
    known_terms = frozenset(known)
    for found in _QUOTED.finditer(sentence):
        is_new = not known_terms.issuperset(index_terms(found[1], language))
        if is_new and _may_name(found[1]):
            yield Span(*found.span(1))


def _may_name(quoted: str) -> bool:
    """Whether words in quotation marks may be a name, by a capital, or as they have no comma."""
    return quoted[0].isupper() or not _PAUSE.search(quoted)


def asks_person(question: str, language: str = "en") -> bool:
    """Whether ``question`` asks for a person, in a language that has a file.

    Behind another question word "who" joins a clause, or is another word.

    >>> asks_person("Wer baute sie?", "de"), asks_person("Wo steht sie?", "de")
    (True, False)
    >>> asks_person("Mitől hűlt ki a víz?", "hu"), asks_person("Ki nyert?", "hu")
    (False, True)
    """
    known = language_of(language)
    found = asking(known.person_questions, question)
    if found is None:
        return False
    before = (word.lower() for word in WORD.findall(question[: found.start()]))
    return language == "en" or not any(word in known.question_words for word in before)


def names_person(sentence: str, known: Collection[str], language: str | None) -> bool:
    """Whether ``sentence`` has a name of several words whose terms are not all ``known``.

    >>> names_person("Sie baute Ines Holm aus Ulm.", ["ulm"], "de")
    True
    """
    return any(True for _ in names_of_persons(sentence, known, language))


def names_of_persons(sentence: str, known: Collection[str], language: str | None) -> Iterator[Span]:
    """Where those names are; where all nouns have a capital, none has a small word. One alone in
    quotation marks is that of a thing.

    >>> list(names_of_persons("Sie baute Ines Holm aus Ulm.", ["ulm"], "de"))
    [Span(start=10, end=19)]
    >>> list(names_of_persons("Der Rest der Summe fehlt.", [], "de"))
    []
    >>> list(names_of_persons("Das tat Leitung von Rektor Jan Holm.", [], "de"))
    [Span(start=20, end=35)]
    >>> list(names_of_persons("Das Bild „Ines Holm“ fehlt.", [], "de"))
    []
    """
    quoted = {found.span(1) for found in _QUOTED.finditer(sentence)}
    has_nouns = language_of(language or "en").has_capital_nouns
    has_capital_days = has_nouns or (language or "en") == "en"
    weekdays = language_of(language or "en").weekdays if has_capital_days else ()
    no_names = stop_words(language).union(weekdays)
    known_terms = frozenset(known)
    for found in (_CAPITAL_WORDS if has_nouns else _SPACED_NAME).finditer(sentence):
        words = [word for word in found[0].split(" ") if word.lower() not in no_names]
        terms = index_terms(" ".join(words), language)
        is_thing = found.span() in quoted
        if len(words) > 1 and not is_thing and not known_terms.issuperset(terms):
            yield Span(*found.span())


def asks_reason(question: str, language: str = "en") -> bool:
    """Whether ``question`` asks for a reason.

    >>> asks_reason("Why did the bridge close?"), asks_reason("When did the bridge close?")
    (True, False)
    """
    return asking(language_of(language).reason_questions, question) is not None


def gives_reason(sentence: str, language: str | None = "en") -> bool:
    """Whether ``sentence`` has a word with which reasons, or purposes, are given.

    >>> gives_reason("It closed because of cracks."), gives_reason("It closed on Monday.")
    (True, False)
    >>> gives_reason("Il ferme pour économiser.", "fr"), gives_reason("Il va pour Lyon.", "fr")
    (True, False)
    """
    code = language or "en"
    reason = any_word_of(language_of(code).reason_words)
    return bool(reason.search(sentence) or _purpose(code).search(sentence))


def is_unknown(sentence: str, language: str | None) -> bool:
    """Whether ``sentence`` tells that something is not known, in other languages than English.

    >>> is_unknown("Die Ursache ist noch unklar.", "de"), is_unknown("Die Ursache war Rost.", "de")
    (True, False)
    """
    return any_word_of(language_of(language or "en").unknown_phrases).search(sentence) is not None


def asks_time(question: str, language: str = "en") -> bool:
    """Whether ``question`` asks when something is.

    >>> asks_time("When did it fall?"), asks_time("Wie viele starben?", "de")
    (True, False)
    >>> asks_time("Cosa accade quando cade?", "it"), asks_time("Dove e quando cade?", "it")
    (False, True)
    """
    if language == "en":
        return _asks_by(_TIME, question)
    known = language_of(language)
    found = asking(known.time_questions, question)
    if found is None:
        return False
    before = [word.lower() for word in WORD.findall(question[: found.start()])]
    if not before or before[0] not in known.question_words:
        return True  # behind another question word "when" joins a clause, but for "where and when"
    return len(before[-1]) <= _LONGEST_JOINING and before[-1] in stop_words(language)


def gives_time(sentence: str, language: str | None = "en") -> bool:
    """Whether ``sentence`` has a year, a time of day, a month or a weekday.

    >>> gives_time("It fell in 1912."), gives_time("It fell on a Monday."), gives_time("12 fell.")
    (True, True, False)
    >>> gives_time("سال ۱۳۹۴", "fa"), gives_time("Se avattiin 3.9. uudelleen.", "fi")
    (True, True)
    """
    code = language or "en"
    plain = _DIGIT.sub(lambda digit: str(int(digit[0])), sentence)
    if code != "en" and _DATE.search(plain):
        return True
    return bool(_YEAR_OR_CLOCK.search(plain) or _unspaced_time(code).search(sentence)) or (
        not _time_terms(code).isdisjoint(index_terms(sentence, language))
    )


def asks_year(question: str, language: str) -> bool:
    """Whether ``question`` asks for a year or a century, in other languages than English.

    >>> asks_year("In welchem Jahr fiel sie?", "de"), asks_year("Wann fiel sie?", "de")
    (True, False)
    """
    return asking(language_of(language).year_questions, question) is not None


def gives_year(sentence: str, language: str | None) -> bool:
    """Whether ``sentence`` has a number that may be a year, or a word such as "century".

    >>> gives_year("Sie fiel 1912.", "de"), gives_year("Sie fiel im Mai.", "de")
    (True, False)
    >>> gives_year("3 800 candidats.", "fr"), gives_year("En 1938.", "fr")
    (False, True)
    >>> gives_year("Aus dem 2. Jahrhundert.", "de"), gives_year("Vor drei Jahren.", "de")
    (True, True)
    """
    known = language_of(language or "en")
    plain = _DIGIT.sub(lambda digit: str(int(digit[0])), sentence)
    if _YEAR.search(plain) or any_word_of(known.century_words).search(sentence):
        return True
    words = (word for word in WORD.findall(sentence) if is_number(word, known.code))
    return any(words) and any_word_of(known.age_units).search(sentence) is not None


def asks_for_kind(question: str, language: str = "en") -> bool:
    """Whether ``question`` asks for one of a kind that it names, or what something is.

    >>> [asks_for_kind(asked, "de") for asked in ("Welches Team siegte?", "Wer siegte?", "Warum?")]
    [True, False, False]
    """
    names = language_of(language).name_questions
    if not names or _asks_number(question, language) or asks_reason(question, language):
        return False
    if language == "en":
        return not _asks_name(question, language)
    return asking(names, question) is None


def counted_words(question: str, language: str = "en") -> str:
    """What follows the phrase that asks for a number, empty where there is none.

    >>> counted_words("How many wolves live there?"), counted_words("Who lives there?")
    ('wolves live there?', '')
    """
    if language == "en":
        found = _NUMBER.search(question)
    else:
        found = asking(language_of(language).number_questions, question)
    return question[found.end() :].lstrip() if found else ""


def is_old_value(before: str) -> bool:
    """Whether the value that follows the English text ``before`` is one that no longer holds.

    >>> is_old_value("There were 52 passengers, not "), is_old_value("There were ")
    (True, False)
    """
    return _BEFORE_OLD_VALUE.search(before) is not None


def _asks_number(question: str, language: str) -> bool:
    if language == "en":
        return bool(_NUMBER.search(question)) or _asks_by(_TIME, question)
    phrases = language_of(language).number_questions
    return asking(phrases, question) is not None or asks_time(question, language)


def _asks_name(question: str, language: str) -> bool:
    if language == "en":
        return _asks_by(_NAME, question) and not _WHO_IS.fullmatch(question)
    if script_of_language(language) in WITHOUT_CASE:
        return False
    return asking(language_of(language).name_questions, question) is not None


def _asks_by(phrases: re.Pattern[str], question: str) -> bool:
    """Whether the first question word of an English ``question`` is one of ``phrases``.

    One that begins with a verb asks for yes or no.
    """
    first = _QUESTION_WORD.search(question)
    if first is None or (first.start() > 0 and _VERB.match(question)):
        return False
    return phrases.match(question, first.start()) is not None


@cache
def _number_words(language: str) -> frozenset[str]:
    """Numbers in letters, months and weekdays; no article, as "ein" is in German."""
    known = language_of(language)
    months = (names[0] for names in known.months)
    counted = (form for forms in known.counting_words for form in forms.split("/"))
    numbers = {*known.number_words, *counted}
    numbers -= {*known.stop_words} if language != "en" else set()
    return frozenset((*numbers, *months, *known.weekdays))


@cache
def _time_words(language: str) -> tuple[str, ...]:
    known = language_of(language)
    months = (name for names in known.months for name in names)
    return (*months, *known.months_of_other_calendars, *known.weekdays)


@cache
def _time_terms(language: str) -> frozenset[str]:
    """The terms of months and weekdays of one word."""
    terms = (index_terms(w, language) for w in _time_words(language) if w[0] < "\u0e00")
    return frozenset(own[0] for own in terms if len(own) == 1)


@cache
def _purpose(language: str) -> re.Pattern[str]:
    """For a purpose: "pour" and an infinitive."""
    own = language_of(language)
    if not own.purpose_words:
        return re.compile("(?!)")
    verb = rf"(?-i:(?![A-Z]))[^\W\d_]+{any_of(own.infinitive_endings)}"
    return re.compile(rf"(?<!\w){any_of(own.purpose_words)} {verb}(?!\w)", re.IGNORECASE)


@cache
def _unspaced_time(language: str) -> re.Pattern[str]:
    """A time within a run of a script without spaces."""
    words = tuple(w for w in _time_words(language) if w[0] >= "\u0e00" or " " in w)
    return any_word_of(words)


@cache
def _joined_number(language: str) -> re.Pattern[str]:
    """Several numbers in letters that are written as one word."""
    known = language_of(language)
    number = any_of(word for word in known.number_words if len(word) >= _LEAST_JOINED)
    link = rf"{any_of(known.number_links)}?" if known.number_links else ""
    return re.compile(
        rf"{number}(?:{link}{number})+" if known.number_words else "(?!)", re.IGNORECASE
    )


@cache
def _unspaced_number(language: str) -> re.Pattern[str]:
    """A number in letters within a run of a script without spaces."""
    return any_word_of(tuple(word for word in _number_words(language) if word[0] >= "\u0e00"))


def is_time_word(word: str, language: str = "en") -> bool:
    """Whether ``word`` is a month or a weekday, or has a sign for one.

    >>> is_time_word("Montag", "de"), is_time_word("Mond", "de"), is_time_word("曜日", "ja")
    (True, False, True)
    """
    if _unspaced_time(language).search(word) or _YEAR_OR_CLOCK.search(word):
        return True
    return not _time_terms(language).isdisjoint(index_terms(word, language))


def is_number(word: str, language: str = "en") -> bool:
    """Whether ``word`` is a number, also in letters, or the name of a month or a weekday.

    >>> is_number("fünf", "de"), is_number("Fünfundachtzig", "de"), is_number("Fünfer", "de")
    (True, True, False)
    """
    if word[0].isdigit() or with_plain_apostrophes(word.lower()) in _number_words(language):
        return True
    if word[0] >= "\u0e00":
        return bool(_unspaced_number(language).search(word))
    may_be_joined = language != "en" and len(word) <= _LONGEST_JOINED
    return may_be_joined and _joined_number(language).fullmatch(word) is not None


def _is_name(word: str, start: int, language: str) -> bool:
    """Whether the word is capitalised and does not begin the sentence."""
    return start > 1 and word[0].isupper()


_TESTS: Mapping[str, Callable[[str, int, str], bool]] = {
    "number": lambda word, start, language: is_number(word, language),
    "name": _is_name,
    "anything": lambda word, start, language: True,
}
