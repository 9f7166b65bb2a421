"""Phrases of time, publisher and language by which a question filters: one TOML file a language.

These files are apart from the languages' other words because they are templates. In a template
``(a/b)`` stands for any of these words, ``(a/b)?`` for any or none, and a name in braces for a
slot: ``{time}``, ``{day}`` (a number alone), ``{rolling}``, ``{publisher}``, ``{owner}`` (a
publisher with an ending behind an apostrophe), ``{language}``, or any of the words under
``{reports}`` or ``{verbs}``. What stands between ``<`` and ``>`` only filters, and is not searched
for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from retrieval.text.languages import Words, any_of, read_languages

_TOKEN = re.compile(r"\{(\w+)\}|\(([^)]*)\)(\??)|([<>])|(\s+)|([^\s{}()<>]+)")
_FIRST_UNSPACED = "\u0e00"


class FilterPhrases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The phrases of one language; ``code`` is the name of its file, ISO 639-1."""

    code: str

    definite_articles: Words = ()
    """Articles that may stand before a time or the name of a publisher."""

    before_places: Words = ()
    """Prepositions of places, behind which a place is meant that begins the name of a publisher."""

    # Times

    ordinals: Words = ()
    """What is written behind the number of a day: "st"."""

    date_links: Words = ()
    """What may stand between day, month and year: "of"."""

    numbers: Words = ()
    """Numbers in letters with their values: "two/2"."""

    hours: Words = ()
    days: Words = ()
    weeks: Words = ()
    months: Words = ()
    years: Words = ()
    """Words for these units, in each form; a year's may also stand beside its number."""

    duals: Words = ()
    """Words that mean two of a unit by themselves, with that unit: "عامين/years"."""

    today: Words = ()
    yesterday: Words = ()
    day_before_yesterday: Words = ()
    this_week: Words = ()
    last_week: Words = ()
    this_month: Words = ()
    last_month: Words = ()
    this_year: Words = ()
    last_year: Words = ()
    """Phrases for these times of the calendar."""

    weekdays: tuple[Words, ...] = ()
    """Monday to Sunday, each in all its forms."""

    seasons: tuple[Words, ...] = ()
    """Spring, summer, autumn and winter, each with what may stand before them."""

    before_bare_times: Words = ()
    """What stands before a month, year or weekday alone, where these are other words as well."""

    last_weekday: Words = ()
    """What may stand before a weekday: "last"."""

    beginning_of: Words = ()
    middle_of: Words = ()
    end_of: Words = ()
    """What stands before a month or year of which a third is meant, with the link: "end of"."""

    rolling: Words = ()
    """Templates of so many units up to now: "last {n} {unit}"; without ``{n}`` of one."""

    ago: Words = ()
    """Templates of a day so many units before: "{n} {unit} ago"."""

    # Phrases that filter by time

    since: Words = ()
    """From the first day of a time on: "since {time}"."""

    after: Words = ()
    """From the day after a time on."""

    until: Words = ()
    """Up to the last day of a time."""

    before: Words = ()
    """Up to the day before a time."""

    between: Words = ()
    """From the first day of a time, or of a ``{day}`` of the second one's month, to the second."""

    as_of: Words = ()
    """As it was known on the last day of a time."""

    within: Words = ()
    """Within a rolling time or, where articles are named, within a time."""

    # Phrases that filter by publisher or language

    reports: Words = ()
    """What publishers publish: "article"."""

    verbs: Words = ()
    """What publishers do: "report"."""

    publisher_words: Words = ()
    """General words in names of publishers: "news"."""

    framing: Words = ()
    """What says nothing more at the beginning of a question that filters."""

    quoting: Words = ()
    """Phrases after which the name of a publisher needs no capital: "according to {publisher}"."""

    naming: Words = ()
    """Other phrases with the name of a publisher."""

    language_names: Words = ()
    """Beginnings of the names of languages, with their codes: "german/de"."""

    in_language: Words = ()
    """Phrases with the name of a language."""


@cache
def filter_phrases() -> tuple[FilterPhrases, ...]:
    """The phrases of every language that has a file in this folder, by its code."""
    return read_languages(__name__, FilterPhrases)


@cache
def filter_phrases_of(code: str) -> FilterPhrases:
    """The phrases of the language of that code, none where it has no file."""
    known = {own.code: own for own in filter_phrases()}
    return known.get(code) or FilterPhrases(code=code)


def template_pattern(template: str, slots: Mapping[str, str]) -> str:
    r"""A regular expression for ``template``, with those of its ``slots``.

    The group ``cut`` is what only filters.

    >>> template_pattern("{n} (day/days) ago", {"n": r"\d+"})
    '\\d+\\s+(?:days|day)\\s+ago(?!\\w)'
    """
    return "".join(_parts(template, slots))


def _parts(template: str, slots: Mapping[str, str]) -> Iterator[str]:
    if _is_spaced(template[0].strip("<(") or template[1]):
        yield r"(?<!\w)"
    is_optional = False
    for slot, words, optional, mark, space, literal in _TOKEN.findall(template):
        if space and not is_optional:
            yield r"\s+"
        elif slot:
            yield slots[slot]
        elif words:
            yield rf"(?:{any_of(words.split('/'))}\s+)?" if optional else any_of(words.split("/"))
        elif mark:
            yield "(?P<cut>" if mark == "<" else ")"
        elif literal:
            yield re.escape(literal)
        is_optional = bool(optional)
    if _is_spaced(template.rstrip("?)>")[-1:]):
        yield r"(?!\w)"


def _is_spaced(character: str) -> bool:
    return character.isalnum() and character < _FIRST_UNSPACED
