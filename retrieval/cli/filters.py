"""The filters that commands are given: dates as people write them, publisher, language."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Collection, Mapping
from datetime import date

from retrieval import Archive, FilterError, Filters
from retrieval.cli.call import Call
from retrieval.text.languages import languages
from retrieval.text.times.periods import Period
from retrieval.text.times.time_expressions import named_time

DATES = {
    "since": "only articles published on this day or later",
    "until": "only articles published on this day or earlier",
    "as_of": "the archive as it was known on this day: nothing published later",
}
NAMES = ("publisher", "language")
_EXAMPLES = "2022-03-01, “1 March 2022”, “March”, “2021” or “yesterday”"


def add_filters(parser: ArgumentParser, *, dates: Collection[str] = tuple(DATES)) -> None:
    """Adds the options that filter articles, of DATES those of these names."""
    for name in dates:
        summary = DATES[name]
        parser.add_argument(_option(name), metavar="DATE", help=summary)
    parser.add_argument("--publisher", metavar="NAME", help="only articles of this publisher")
    parser.add_argument(
        "--language", metavar="CODE", help="only articles in this language, such as de or German"
    )


def chosen_filters(call: Call, archive: Archive, *, are_to_come: bool = False) -> Filters:
    """The filters that the options of ``call`` name; ends the program with status 2 if wrong.

    See :mod:`retrieval.search.questions.checked_filters` of articles that ``are_to_come``.
    """
    values: Mapping[str, str | None] = {
        name: getattr(call.options, name, None) for name in (*DATES, *NAMES)
    }
    try:
        written = written_filters(values, today=date.today(), called=_option)
        return archive.checked_filters(written, are_to_come=are_to_come)
    except FilterError as error:
        call.wrong_usage(str(error))


def written_filters(
    values: Mapping[str, str | None], *, today: date, called: Callable[[str], str] = str
) -> Filters:
    """The filters of ``values`` as people write them; raises FilterError for what is no date.

    ``called`` gives the name by which an error mentions a filter.

    >>> print(written_filters({"since": "March"}, today=date(2022, 11, 16)).since)
    2022-03-01
    """
    written = {name: value for name, value in values.items() if value is not None}
    periods = {
        name: _period(called(name), written[name], today) for name in DATES if name in written
    }
    since, until, as_of = (periods.get(name) for name in DATES)
    language = written.get("language")
    return Filters(
        since=since.first if since else None,
        until=until.last if until else None,
        as_of=as_of.last if as_of else None,
        publisher=written.get("publisher"),
        language=None if language is None else _language_code(language),
    )


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _period(name: str, written: str, today: date) -> Period:
    codes = sorted((known.code for known in languages()), key=lambda code: code != "en")
    if "/" in written:  # languages differ in which is the day, and that of the user is not known
        codes = ["en"]
    found = named_time(written, today=today, languages=codes)
    if found is None:
        raise FilterError(f"{name}: no date in “{written}”; write it as {_EXAMPLES}.")
    return found


def _language_code(written: str) -> str:
    named = {known: own.code for own in languages() for known in own.name}
    return named.get(written.lower(), written.lower())
