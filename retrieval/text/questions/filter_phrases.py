"""Phrases by which a question filters: "since March", "in the Guardian", "in German articles".

A time that a question only mentions, as in "What happened in March 2022?", filters nothing:
articles of any day may tell of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from retrieval.text.languages import any_of, any_word_of, language_of
from retrieval.text.languages.filters import FilterPhrases, filter_phrases_of, template_pattern
from retrieval.text.questions.publisher_mentions import PublisherMention, publisher_mentions
from retrieval.text.questions.publisher_names import name_words
from retrieval.text.times.periods import Period
from retrieval.text.times.time_expressions import TimeExpression, time_expressions
from retrieval.text.words.letters import caseless, with_plain_apostrophes
from retrieval.types import NO_FILTERS, Filters, Span

# Signs that stand in the place of what a question names, as long as it.
_TIME, _ROLLING, _NAME, _LANGUAGE = "\x00", "\x01", "\x02", "\x03"
_EDGE = " ,;:–—-"
_DAY = r"(?P<day>\d{1,2})"
_TIME_KINDS = ("between", "as_of", "since", "after", "until", "before", "within")


@dataclass(frozen=True, slots=True)
class FilterPhrase:
    """Filters that a question names, and what of it only names them."""

    filters: Filters
    cut: Span | None = None


def filters_in(
    question: str,
    language: str,
    *,
    publishers: Sequence[str],
    newest: date | None,
    to_come: bool = False,
) -> tuple[Filters, str]:
    """The filters that ``question`` names, and the question without what only names them.

    ``publishers`` are those of the archive, and ``newest`` is the day of its newest article, to
    which relative times refer. Of several phrases of a kind the first counts. A time that no
    article can yet be of filters only if it may be ``to_come``.

    >>> question = "What has been in the Guardian about grain since March?"
    >>> filters_in(question, "en", publishers=["The Guardian"], newest=date(2022, 11, 16))[1]
    'grain?'
    """
    text = with_plain_apostrophes(question)
    own = filter_phrases_of(language)
    found = [*_time_phrases(text, own, newest, to_come), *_publisher_phrases(text, own, publishers)]
    found += _language_phrases(text, own)
    filters, cuts = NO_FILTERS, []
    for phrase in found:
        if all(getattr(filters, name) is None for name, _ in phrase.filters.set_fields()):
            filters = filters.overridden_by(phrase.filters)
            cuts += [phrase.cut] if phrase.cut else []
    return filters, _without_framing(_without(question, cuts), own) if filters else question


def _without(question: str, cuts: Iterable[Span]) -> str:
    """``question`` without the characters of ``cuts``, and what then stands at its edges."""
    for cut in sorted(cuts, key=lambda span: -span.start):
        before, after = question[: cut.start].rstrip(_EDGE), question[cut.end :]
        question = f"{before} {after.lstrip(_EDGE)}" if before else after.lstrip(_EDGE)
    return re.sub(r"\s+(?=[?.!,;])", "", question).strip()


def _without_framing(question: str, own: FilterPhrases) -> str:
    """``question`` without a beginning that says nothing once its filters are gone.

    >>> _without_framing("What was in articles about grain?", filter_phrases_of("en"))
    'What was in articles about grain?'
    >>> _without_framing("What do articles say about grain?", filter_phrases_of("en"))
    'grain?'
    """
    for pattern in _patterns(own.code, "framing"):
        if found := pattern.match(question):
            return question[found.end() :].strip()
    return question


def _time_phrases(
    text: str, own: FilterPhrases, newest: date | None, to_come: bool
) -> list[FilterPhrase]:
    """The phrases that filter by time, in order; of those that overlap, the longest."""
    times = time_expressions(text, own.code, today=newest) if newest else []
    signs = [(Span(t.start, t.end), _ROLLING if t.is_rolling else _TIME) for t in times]
    masked = _masked(text, signs)
    matches = [(kind, found) for kind in _TIME_KINDS for found in _matches(masked, own.code, kind)]
    taken: set[int] = set()
    phrases: list[tuple[int, FilterPhrase]] = []
    for kind, found in sorted(matches, key=lambda own: own[1].start() - own[1].end()):
        characters = range(*found.span())
        within = [t for t in times if t.start in characters]
        filters = _filters_of(kind, found, within, date.max if to_come else newest)
        if filters is not None and taken.isdisjoint(characters):
            taken.update(characters)
            phrases.append((found.start(), FilterPhrase(filters, _cut(found))))
    return [phrase for _, phrase in sorted(phrases, key=lambda own: own[0])]


def _filters_of(
    kind: str, found: re.Match[str], times: Sequence[TimeExpression], latest: date | None
) -> Filters | None:
    """The filters of a phrase; ``None`` for a time that begins after the ``latest`` day."""
    if not times or latest is None:
        return None
    period = _whole_period(found, times)
    if period.first > latest or period.first > period.last:
        return None
    if kind == "as_of":
        return Filters(as_of=period.last)
    if kind == "since" or (kind == "within" and times[0].is_rolling):
        return Filters(since=period.first)
    if kind == "after":
        return Filters(since=period.last + timedelta(1)) if period.last < latest else None
    if kind == "until":
        return Filters(until=period.last)
    if kind == "before":
        return Filters(until=period.first - timedelta(1))
    return Filters(since=period.first, until=period.last)


def _whole_period(found: re.Match[str], times: Sequence[TimeExpression]) -> Period:
    """From the first of ``times``, or a day of the last one's month, to the last."""
    first, last = times[0].period, times[-1].period
    if day := found.groupdict().get("day"):
        return Period(last.first.replace(day=max(1, min(int(day), last.first.day))), last.last)
    if first.first <= last.last or times[0].recurs is None:
        return Period(first.first, last.last)
    if times[0].recurs == "week":
        return Period(first.first - timedelta(7), last.last)
    same_year = _in_year(first.first, last.last.year)
    is_before = same_year <= last.last
    return Period(same_year if is_before else _in_year(same_year, same_year.year - 1), last.last)


def _in_year(day: date, year: int) -> date:
    """The same day of another year; the last one of February where it has no 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=year, day=28 if is_leap_day else day.day)


def _publisher_phrases(
    text: str, own: FilterPhrases, publishers: Sequence[str]
) -> Iterator[FilterPhrase]:
    mentions = publisher_mentions(text, publishers, own)
    for kind in ("quoting", "naming"):
        named = [
            m
            for m in mentions
            if (m.is_capitalized or kind == "quoting") and not _is_place(m, text, own)
        ]
        masked = _masked(text, [(mention.span, _NAME) for mention in named])
        for found in _matches(masked, own.code, kind):
            for mention in named:
                if found.start() <= mention.span.start < found.end():
                    yield FilterPhrase(Filters(publisher=mention.publisher), _cut(found))


def _is_place(mention: PublisherMention, text: str, own: FilterPhrases) -> bool:
    """Whether what may be short for a publisher is a place: "the mayor in Lodden?", where the
    archive has the "Lodden Weekly".
    """
    written = text[mention.span.start : mention.span.end]
    is_short = len(name_words(mention.publisher)) > len(name_words(written))
    if written.isupper() or not is_short or not own.before_places:
        return False
    said = language_of(own.code).past_verbs + language_of(own.code).present_verbs
    stands = any_of(own.before_places)
    before = text[: mention.span.start]
    is_in = re.search(rf"(?<!\w){stands} $", before, re.IGNORECASE)
    is_told = re.search(rf"(?<!\w){any_of(said)} {stands} $", before, re.IGNORECASE)
    return bool(is_in) and not (said and is_told)


def _language_phrases(text: str, own: FilterPhrases) -> Iterator[FilterPhrase]:
    codes = dict(pair.rsplit("/", 1) for pair in own.language_names)
    if not codes:
        return
    code_of = {caseless(name): code for name, code in codes.items()}
    named = list(re.finditer(rf"(?<!\w)({any_of(codes)})\w{{0,3}}(?!\w)", text, re.IGNORECASE))
    masked = _masked(text, [(Span(*name.span()), _LANGUAGE) for name in named])
    for found in _matches(masked, own.code, "in_language"):
        for name in named:
            if found.start() <= name.start() < found.end():
                yield FilterPhrase(Filters(language=code_of[caseless(name[1])]), _cut(found))


def _masked(text: str, signs: Iterable[tuple[Span, str]]) -> str:
    """``text`` with signs in the place of spans, as long as they are."""
    for span, sign in signs:
        text = text[: span.start] + sign * (span.end - span.start) + text[span.end :]
    return text


def _cut(found: re.Match[str]) -> Span | None:
    return Span(*found.span("cut")) if found.groupdict().get("cut") else None


def _matches(masked: str, language: str, kind: str) -> Iterator[re.Match[str]]:
    return (found for pattern in _patterns(language, kind) for found in pattern.finditer(masked))


@cache
def _patterns(language: str, kind: str) -> list[re.Pattern[str]]:
    own = filter_phrases_of(language)
    article = rf"(?:{any_of(own.definite_articles)}\s+)?" if own.definite_articles else ""
    slots = {
        "time": rf"{article}{_TIME}++",
        "day": rf"{article}{_DAY}(?:{any_of(own.ordinals)})?",
        "rolling": f"{_ROLLING}++",
        "publisher": rf"{article}{_NAME}++(?!'\w)",
        "owner": rf"{article}{_NAME}++",
        "language": f"{_LANGUAGE}++",
        "reports": f"(?:{any_word_of(own.reports).pattern})",
        "verbs": f"(?:{any_word_of(own.verbs).pattern})",
    }
    templates: Sequence[str] = getattr(own, kind)
    return [re.compile(template_pattern(own_, slots), re.IGNORECASE) for own_ in templates]
