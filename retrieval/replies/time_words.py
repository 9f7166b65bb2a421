"""The words with which a language tells a time, in questions about the archive."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text.languages import language_of
from retrieval.text.languages.filters import FilterPhrases, filter_phrases_of
from retrieval.text.languages.replies import Replies

_NO_WORD = re.compile(r"\{\w+\}|[()<>/?]")


def time_words(replies: Replies) -> tuple[str, ...]:
    """All words with which the language of ``replies`` tells a time, some of them in phrases."""
    own, filters = language_of(replies.code), filter_phrases_of(replies.code)
    months = (name for names in own.months for name in names)
    return (
        *replies.time_words,
        *own.weekdays,
        *months,
        *own.since,
        *own.until,
        *own.recent,
        *_of_expressions(filters),
        *_of_templates(filters),
    )


def _of_expressions(own: FilterPhrases) -> Iterator[str]:
    yield from (pair.rpartition("/")[0] for pair in own.numbers)
    for phrases in (
        own.days, own.weeks, own.months, own.years, own.definite_articles, own.today,
        own.yesterday, own.day_before_yesterday, own.this_week, own.last_week, own.this_month,
        own.last_month, own.this_year, own.last_year, own.date_links, own.beginning_of,
        own.middle_of, own.end_of, own.last_weekday, *own.seasons, *own.weekdays,
    ):  # fmt: skip
        yield from phrases


def _of_templates(own: FilterPhrases) -> Iterator[str]:
    kinds = (own.rolling, own.ago, own.since, own.after, own.until, own.before, own.between)
    for templates in (*kinds, own.as_of):
        yield from (_NO_WORD.sub(" ", template) for template in templates)
