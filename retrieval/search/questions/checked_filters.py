"""Filters with publishers and languages that the archive has, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.errors import FilterError
from retrieval.protocols import ArticleStore
from retrieval.text.languages import language_name, language_of
from retrieval.text.questions.publisher_names import names_like, publishers_named
from retrieval.types import Filters


def publishers_of(filters: Filters, store: ArticleStore) -> tuple[str, ...]:
    """The publishers of ``store`` that the filter's publisher stands for."""
    if filters.publisher is None:
        return ()
    return tuple(publishers_named(filters.publisher, filter(None, store.publishers())))


def checked_filters(filters: Filters, store: ArticleStore, *, are_to_come: bool = False) -> Filters:
    """``filters`` with the publisher's name as ``store`` has it.

    Raises FilterError for a publisher or language that it does not have, and a time without a day.
    If articles ``are_to_come``, they may be the first of a publisher or in a language.
    """
    if filters.since and filters.until and filters.since > filters.until:
        raise FilterError(
            f"No day is since {filters.since} and until {filters.until}: exchange the two."
        )
    if filters.language is not None:
        may_be = are_to_come and bool(language_of(filters.language).name)
        if not may_be and filters.language not in store.languages():
            raise FilterError(_no_language(filters.language, store))
    if filters.publisher is None:
        return filters
    found = publishers_of(filters, store)
    if not found and are_to_come:
        return filters
    if not found:
        raise FilterError(_no_publisher(filters.publisher, store))
    return replace(filters, publisher=found[0]) if len(found) == 1 else filters


def _no_publisher(name: str, store: ArticleStore) -> str:
    near = names_like(name, filter(None, store.publishers()))
    if near:
        return f"No publisher “{name}”; did you mean {_joined([f'“{own}”' for own in near])}?"
    return f"No publisher “{name}”: 'article-bot status' lists those of the archive."


def _no_language(code: str, store: ArticleStore) -> str:
    known = [f"{own} ({language_name(own)})" for own in store.languages() if own]
    has = f"it has {_joined(known, 'and')}" if known else "the language of none is known"
    return f"No article in the language “{code}”: {has}."


def _joined(parts: Sequence[str], word: str = "or") -> str:
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
