"""Recognises small talk and questions about the archive by the phrases of the languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import heappop, heappush

from retrieval.replies.language_names import language_names
from retrieval.replies.phrases import PhraseReader, Phrases, Wording
from retrieval.text.languages import language_of, languages
from retrieval.text.languages.filters import filter_phrases_of
from retrieval.text.languages.replies import Replies, replies_of
from retrieval.text.questions.framing import without_framing
from retrieval.text.words.language_detection import LanguageCounts, question_language
from retrieval.text.words.scripts import UNSPACED, script_of, script_of_language
from retrieval.types import ReplyKind

_MAX_CHARS = 200
_MAX_WORDS = 20  # with more the phrases would take long to be tried
_FEW_WORDS = 6  # of which it is often not clear what language they are in
_NO_WORD = re.compile(r"\{\w+\}|[()<>/?]")  # of a template

_KINDS: Mapping[str, ReplyKind] = {
    "thanks": "thanks",
    "greetings": "greeting",
    "farewells": "greeting",
    "agreement": "thanks",
    "disagreement": "help",
    "about": "about",
    "help": "help",
    "shown_source": "source",
    "size": "count",
    "size_of_publisher": "count",
    "oldest_one": "list",
    "oldest": "list",
    "dates": "count",
    "publishers": "list",
    "listing": "list",
    "written": "list",
    "newest_one": "newest",
    "newest": "newest",
    "topics": "topics",
    "summary": "topics",
}
"""The kind of reply to the phrases of each field of a language's file."""

# The first that is said counts: "不对" is no agreement, though "不" and "对" are.
_SMALL_TALK = ("disagreement", "thanks", "greetings", "farewells", "agreement")


@dataclass(frozen=True, slots=True)
class Request:
    """Small talk or a question about the archive: the field of the phrases that it matches.

    ``asked`` is what matches; ``topic``, ``publisher``, ``time`` and ``written_in``, the name of a
    language, are words of it, "" where there are none. In a conversation, one that ``points_back``
    may be about what was said before.
    """

    field: str
    language: str
    asked: str
    topic: str = ""
    publisher: str = ""
    time: str = ""
    written_in: str = ""
    points_back: bool = False

    @property
    def kind(self) -> ReplyKind:
        """The kind of reply."""
        return _KINDS[self.field]

    @property
    def names_something(self) -> bool:
        """Whether only some articles are meant."""
        return bool(self.topic or self.publisher or self.time or self.written_in)


def recognise(question: str, archive: LanguageCounts) -> Iterator[Request]:
    """What ``question`` may be if it is not about the news, the likeliest first.

    ``archive`` are the numbers of articles in each language, which decide between languages that
    have the same words.

    >>> found = next(recognise("Hey, how many articles about floods do you have?", {}))
    >>> found.field, found.language, found.topic
    ('size', 'en', 'floods')
    >>> list(recognise("How many articles were changed by the treaty?", {}))
    []
    """
    if len(question) > _MAX_CHARS or not any(char.isalnum() for char in question):
        return
    for place, code in enumerate(_candidates(question, archive)):
        known = _known(code)
        if known is None:
            continue
        yield from known.requests(question)
        bare = without_framing(question, code)
        for own in known.requests(bare) if bare != question else ():
            if place == 0 or own.field not in _SMALL_TALK:  # "no" of "No, that one" in Italian
                yield own


def by_publisher(request: Request) -> Request | None:
    """What ``request`` means if its topic is a publisher or author; None where it cannot be one.

    In some languages a word such as "de" stands before either.

    >>> by_publisher(next(recognise("¿Cuántos artículos de Ines hay?", {}))).publisher
    'Ines'
    >>> by_publisher(next(recognise("How many articles about Ines?", {}))) is None
    True
    """
    known = _known(request.language, has_topics=False)
    found = known.requests(request.asked) if known and request.topic else iter(())
    return next((own for own in found if own.field == request.field), None)


def is_time(text: str, language: str) -> bool:
    """Whether ``text`` consists of words that tell a time, such as "March 2022".

    >>> is_time("March 2022", "en"), is_time("March Gazette", "en")
    (True, False)
    """
    known = _known(language)
    return known is not None and known.times.match(Wording(text, known.is_spaced)) is not None


def _candidates(question: str, archive: LanguageCounts) -> list[str]:
    """The languages that a question may be in, the likeliest first."""
    likeliest = question_language(question, archive)
    script = script_of_language(likeliest)
    scripts = {script_of(char) for char in question if char.isalpha()} - {script}
    scripts -= {"latin"}  # names in it stand in questions in any language
    if len(Wording(question)) <= _FEW_WORDS:
        scripts.add(script)
    codes = [own.code for own in languages() if script_of_language(own.code) in scripts]
    others = sorted(codes, key=lambda code: (-archive.get(code, 0), code != "en", code))
    if script == "latin":
        others.append("en")
    return list(dict.fromkeys((likeliest, *others)))


@dataclass(frozen=True, slots=True)
class _KnownPhrases:
    """The phrases of one language by field; ``fillers`` stand around small talk.

    ``times`` are all times that can be told.
    """

    code: str
    is_spaced: bool
    by_field: Mapping[str, Phrases]
    fillers: Phrases
    times: Phrases
    pointing_back: Phrases

    def requests(self, text: str) -> Iterator[Request]:
        """The requests that ``text`` may be, after small talk that leads up to them."""
        asked = Wording(text, self.is_spaced)
        if len(asked) > _MAX_WORDS:
            return
        said = self._small_talk(asked)
        if whole := said.get(len(asked.text)):
            yield Request(min(whole, key=_SMALL_TALK.index), self.code, text)
            return
        points_back = self.pointing_back.match(asked) is not None
        for start in said:
            for field, phrases in self.by_field.items():
                found = phrases.match(asked, start) if field not in _SMALL_TALK else None
                if found is not None:
                    found["written_in"] = found.pop("language", "")
                    yield Request(field, self.code, text, points_back=points_back, **found)

    def _small_talk(self, asked: Wording) -> dict[int, frozenset[str]]:
        """Where small talk at the beginning of a text may end, and what was said until there."""
        said: dict[int, frozenset[str]] = {0: frozenset()}
        waiting = [0]
        while waiting:
            start = heappop(waiting)
            for field in (*_SMALL_TALK, ""):
                phrases = self.by_field[field] if field else self.fillers
                for end in phrases.ends(asked, start) - said.keys():
                    said[end] = said[start] | {field} if field else said[start]
                    heappush(waiting, end)
        return said


@cache
def _known(code: str, *, has_topics: bool = True) -> _KnownPhrases | None:
    replies = replies_of(code)
    if replies is None:
        return None
    is_spaced = script_of_language(code) not in UNSPACED
    reader = PhraseReader(
        replies.parts,
        _time_words(replies),
        is_spaced=is_spaced,
        languages=language_names(code),
        has_topics=has_topics,
    )
    return _KnownPhrases(
        code,
        is_spaced,
        by_field={field: Phrases(getattr(replies, field), reader) for field in _KINDS},
        fillers=Phrases(replies.fillers, reader),
        times=Phrases(["{time}"], reader),
        pointing_back=Phrases(replies.pointing_back, reader),
    )


def _time_words(replies: Replies) -> tuple[str, ...]:
    """All words with which the language of ``replies`` tells a time, some of them in phrases."""
    own, filters = language_of(replies.code), filter_phrases_of(replies.code)
    words = (
        replies.time_words, own.weekdays, *own.months, own.since, own.until, own.recent,
        filters.days, filters.weeks, filters.months, filters.years, filters.definite_articles,
        filters.today, filters.yesterday, filters.day_before_yesterday, filters.this_week,
        filters.last_week, filters.this_month, filters.last_month, filters.this_year,
        filters.last_year, filters.date_links, filters.beginning_of, filters.middle_of,
        filters.end_of, filters.last_weekday, *filters.seasons, *filters.weekdays,
    )  # fmt: skip
    templates = (
        *filters.rolling, *filters.ago, *filters.since, *filters.after, *filters.until,
        *filters.before, *filters.between, *filters.as_of,
    )  # fmt: skip
    return (
        *(phrase for phrases in words for phrase in phrases),
        *(pair.rpartition("/")[0] for pair in filters.numbers),
        *(_NO_WORD.sub(" ", template) for template in templates),
    )
