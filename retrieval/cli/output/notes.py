"""Notes of an answer as sentences for the terminal; the bot has its own, in five languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from retrieval.cli.output.filter_words import filter_words
from retrieval.cli.output.source_lines import UNTITLED
from retrieval.cli.output.text import one_line
from retrieval.text.display.direction import isolated
from retrieval.text.display.spelling_notes import with_joined_spellings
from retrieval.text.languages import language_name
from retrieval.text.times.days import day_in_words
from retrieval.types import JsonObject, Note


def note_sentences(notes: Iterable[Note]) -> list[str]:
    """A sentence for each note on one line, in order; repaired spellings are in one.

    Kinds that are not known are passed over.

    What was relaxed is one sentence, the first.

    >>> note_sentences([Note("outside_dates", {"first": "2021-03-03", "last": "2025-05-05"})])
    ['This archive covers 3 March 2021 to 5 May 2025.']
    """
    known = [(note.kind, _printable(note.fields)) for note in with_joined_spellings(notes)]
    relaxed = [filter_words(**fields) for kind, fields in known if kind == "relaxed"]
    sentences = [_SENTENCES[kind](fields) for kind, fields in known if kind in _SENTENCES]
    return [_relaxed(relaxed), *sentences] if relaxed else sentences


def _printable(value: Any) -> Any:
    """A JSON value with each text in it on one line, safe to print, and in its own direction."""
    if isinstance(value, str):
        return isolated(one_line(value))
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {name: _printable(item) for name, item in value.items()}
    return value


def _described(fields: JsonObject) -> str:
    return f"For “{fields['asked']}”, {fields['searched']} was looked for: {_source(fields)}."


def _later_account(fields: JsonObject) -> str:
    return f"A later article says more: {_source(fields)}."


def _no_more(fields: JsonObject) -> str:
    return f"No more on this in: {_source(fields)}."


def _other_accounts(fields: JsonObject) -> str:
    sources = "; ".join(_source(article) for article in fields["articles"])
    return f"Others say otherwise: {sources}."


def _age_on(fields: JsonObject) -> str:
    return f"The age is that on {day_in_words(fields['published_at'])}."


def _outside_dates(fields: JsonObject) -> str:
    first, last = day_in_words(fields["first"]), day_in_words(fields["last"])
    if first == last:
        return f"This archive covers {first} only."
    return f"This archive covers {first} to {last}."


def _language(fields: JsonObject) -> str:
    archive, question = language_name(fields["archive"]), language_name(fields["question"])
    return (
        f"The archive is in {archive}, the question in {question}: ask in {archive}, or rebuild it"
        " with a multilingual model."
    )


def _relaxed(filters: list[str]) -> str:
    left_out = "this filter was" if len(filters) == 1 else "these filters were"
    return f"Nothing {', '.join(filters)} answers that, so {left_out} left out."


def _source(article: JsonObject) -> str:
    """ "Title (Publisher, day)", as far as they are known.

    >>> _source({"title": "Bees are back", "publisher": None, "published_at": "2022-02-05"})
    'Bees are back (5 February 2022)'
    """
    title = article["title"] or UNTITLED
    day = day_in_words(article["published_at"]) if article["published_at"] else None
    origin = ", ".join(filter(None, (article["publisher"], day)))
    return f"{title} ({origin})" if origin else title


_WORDS_ONLY = (
    "The search index was not ready, so articles were found by words alone: ask again in a moment."
)
_SENTENCES: Mapping[str, Callable[[JsonObject], str]] = {
    "spelling": "Searched for “{searched}” instead of “{asked}”.".format_map,
    "described": _described,
    "missing_term": "Not in these articles: “{term}”.".format_map,
    "later_account": _later_account,
    "no_more": _no_more,
    "other_accounts": _other_accounts,
    "age_on": _age_on,
    "outside_dates": _outside_dates,
    "language": _language,
    "words_only": lambda _: _WORDS_ONLY,
}
