"""Whether a passage would answer better if the question named something else.

"How many savers did Cotswold Mutual have?" is not answered by what an article tells of Pennine
Mutual, though nearly all words of the question are there. So the reader is asked again, without a
name of the question, a number or what is measured. What answers the question itself answers this
worse; what answers it better is about something else. A name in the title, and one that the archive
spells otherwise, is what the article is about. Where a name or an age is asked for, other names in
the passage are tried too, as the captain is of one team.

How much better was set by hand. Of 817 right answers to questions on invented news 13 reach it, of
86 answers to questions that nothing there answers 9; so it only counts against an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from retrieval.protocols import AnswerReader
from retrieval.search.evidence.heading import heading
from retrieval.search.questions.variants import asked_of
from retrieval.text.answers.ages import asks_age
from retrieval.text.answers.answer_type import answer_type, counted_words
from retrieval.text.articles.passages import CELL_SEPARATOR
from retrieval.text.languages import any_of, language_of
from retrieval.text.words.letters import NAME
from retrieval.text.words.terms import index_terms, stop_words
from retrieval.types import PassageFeatures, Query, Result

_SURE = 2.8  # relevance from which on a passage is not doubted
_WITHOUT = 1.0  # by how much the relevance rises for a question without a name that is wrong
_WITHOUT_NUMBER = 1.5  # of a number, which is often told by the date of the article
_OTHER_NAMED = 1.25  # with another name of the passage instead of one that is beside the point
_MOST_NAMES = 3  # of the question
_MOST_NAMED = 6  # other names that are tried for one
_MOST_OTHERS = 9  # other questions that are read

_NAME = re.compile(NAME)
_MONTHS = any_of(name for names in language_of("en").months for name in names)
_DAY = re.compile(rf"\b(?:\d{{1,2}} {_MONTHS}|{_MONTHS} \d{{1,2}})\b", re.IGNORECASE)
_ORDINALS = language_of("en").ordinals[1:]  # what was first seldom tells two things apart
_NUMBER = re.compile(
    r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w/-])"
    rf"|\b{any_of(_ORDINALS)}\b(?= (?!{any_of(stop_words('en'))}\b)[a-z])",
    re.IGNORECASE,
)
_MEASURE_OF = re.compile(r"\w+ of ([a-z]\w+)")
_BEGINNING = re.compile(r"(?:^|[.!?\n|“\"])\s*$")
_SMALL_WORDS = r"(?:\b(?:in|of|at|for|by|the|from) )*"


def fits_other_name(
    query: Query, result: Result, features: PassageFeatures, reader: AnswerReader
) -> bool:
    """Whether ``result``, which was read, rather answers ``query`` without one of its names or
    numbers, or with another.
    """
    if features.relevance is None or features.relevance >= _SURE:
        return False
    if features.names_exactly or features.tells_of_topic:
        return False
    told = (heading(result.article), result.passage.text)
    asked = asked_of(query, "\n".join(told))[0]
    others = islice(_asked_otherwise(asked, query, result, features), _MOST_OTHERS)
    return any(
        reader.read(other, [told])[0].relevance >= features.relevance + more
        for other, more in others
    )


def _asked_otherwise(
    asked: str, query: Query, result: Result, features: PassageFeatures
) -> Iterator[tuple[str, float]]:
    """What is ``asked`` without a name or a number, or with another name, and by how much more
    relevant the passage has to be for that.
    """
    text, article = result.passage.text, result.article
    told = f"{article.title or ''} {article.publisher or ''}"
    met = query.met_by(set(index_terms(told, article.language)))
    marked = " ".join(text[own.start : own.end] for own in features.highlight)
    beside = [
        name
        for name in _names_asked(query, asked, text)
        if not (met >= set(index_terms(name)) or _has_word(marked, name))
    ]
    for name in beside:
        yield _without(asked, name), _WITHOUT
    yield from _without_numbers(asked, f"{told} {marked}", text)
    if (answer_type(asked) == "name" or asks_age(asked)) and not features.is_named_publisher:
        for name in beside:
            for other in _named_instead(name, asked, f"{article.title or ''}\n{text}", marked):
                yield other, _OTHER_NAMED


def _without_numbers(asked: str, told: str, text: str) -> Iterator[tuple[str, float]]:
    """What is ``asked`` without the numbers and the measures that are not in what is ``told``.

    The heads of a table among what is told, whose ``text`` has them, may tell a year.
    """
    row = text if CELL_SEPARATOR in told else ""
    for word in (*_numbers_in(asked), *_counted_in(asked)):
        if not _has_word(f"{told} {row}", word):
            yield _without(asked, word), _WITHOUT_NUMBER


def _names_asked(query: Query, asked: str, told: str) -> list[str]:
    """The names in the question, also those that only the passage writes with a capital."""
    known = query.names - query.variants.keys()
    names = [own for own in _names_in(asked) if not known.isdisjoint(index_terms(own))]
    for own in _names_in(told):
        found = re.search(rf"\b{re.escape(own)}\b", asked, re.IGNORECASE)
        if found and not any(found[0] in name or name in found[0] for name in names):
            names.append(found[0])
    return list(dict.fromkeys(names))[:_MOST_NAMES]


def _named_instead(name: str, asked: str, told: str, marked: str) -> Iterator[str]:
    """What is ``asked`` with other names in place of ``name``, which is not in what is ``marked``.

    Names of as many words are more often of the same kind of thing.

    >>> told = "Rovers beat City\\nCaptain Ida Holm scored. Fans of Rovers sang in Ulm."
    >>> list(_named_instead("City", "Who is captain of City?", told, "Captain Ida Holm scored."))
    ['Who is captain of Rovers?', 'Who is captain of Ulm?']
    """
    own = set(index_terms(name))
    place = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", asked)
    if place is None or not own.isdisjoint(index_terms(marked)):
        return
    others = (
        other
        for other in dict.fromkeys(_names_in(told))
        if len(other.split()) == len(name.split())
        and own.isdisjoint(index_terms(other))
        and not _has_word(asked, other)
    )
    for other in islice(others, _MOST_NAMED):
        yield f"{asked[: place.start()]}{other}{asked[place.end() :]}"


def _numbers_in(asked: str) -> list[str]:
    """Years and other numbers of a question, and ordinals before a word; no day of a month.

    >>> _numbers_in("Who won the second race of 2024, first by 3 seconds, held on 4 May or May 5?")
    ['second', '2024', '3']
    """
    return [found[0] for found in _NUMBER.finditer(_DAY.sub("", asked))]


def _counted_in(asked: str) -> list[str]:
    """Of what a question asks for a measure.

    >>> _counted_in("How many tonnes of barley were harvested?"), _counted_in("How many came?")
    (['barley'], [])
    >>> _counted_in("How many approve of it?")
    []
    """
    found = _MEASURE_OF.match(counted_words(asked))
    return [found[1]] if found and found[1] not in stop_words("en") else []


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


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
