"""Small talk, questions about the archive, and what is replied to them: one TOML file a language.

A phrase is a text of words in lower case. In it, ``[…]`` may be left out, ``(… | …)`` is one of
several, ``<name>`` stands for that entry of the file's ``parts``, and ``{topic}``, ``{publisher}``
and ``{time}`` for words of the user, ``{language}`` for the name of a language. A phrase is the
whole of what was asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from retrieval.text.languages import Words, read_language

_USUAL_TEXTS = {"sentence": "{text}.", "heading": "{text}:"}  # in most languages


class Replies(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The phrases and texts of one language; ``code`` is the name of its file, ISO 639-1."""

    code: str

    # Small talk

    greetings: Words = ()
    farewells: Words = ()
    thanks: Words = ()
    agreement: Words = ()
    """What is said when an answer is heard: "ok", "got it"."""
    disagreement: Words = ()
    """What is said when an answer is not accepted: "that's wrong"."""
    fillers: Words = ()
    """What may stand around these: "there", "everyone", "for your help"."""

    # Questions about the program and the archive

    about: Words = ()
    help: Words = ()
    size: Words = ()
    """How many articles there are, and how many publishers."""
    size_of_publisher: Words = ()
    """Short forms, where the publisher or author tells that articles are counted: "how many from
    {publisher}"."""
    oldest_one: Words = ()
    oldest: Words = ()
    """For the oldest articles; those under ``oldest_one`` ask for one."""
    dates: Words = ()
    """From when to when the articles are."""
    publishers: Words = ()
    listing: Words = ()
    written: Words = ()
    """For what somebody has written, where the news do not tell: "what has {publisher} written"."""
    newest: Words = ()
    """For the newest articles; those under ``newest_one`` ask for one."""
    newest_one: Words = ()
    topics: Words = ()
    summary: Words = ()
    """For a summary of everything, which there is not."""

    shown_source: Words = ()
    """For the source of what was shown: who published it and when, and who wrote it."""
    works: Words = ()
    """Nouns for what is written or published: after a question about one, "Who wrote it?" asks of
    that and not of the article shown."""

    pointing_back: Words = ()
    """Those of these phrases that in a conversation may be about what was said before."""

    parts: Mapping[str, str] = {}
    """What phrases have in common, by name."""

    topic_words: Words = ()
    """Words without meaning of their own that a topic may contain: "of", "the"."""

    time_words: Words = ()
    """Words around a date, besides those of the language's own file: "since", "last"."""

    language_names: Words = ()
    """Beginnings of the names of languages, besides those of the file of filters: "german/de"."""

    author_words: Words = ()
    """Words before the name of who wrote or published an article, which no topic has: "by"."""

    # Example questions

    example_verbs: Words = ()
    """Past tenses of verbs that do not change with their subject's gender: "won"."""

    example_auxiliaries: Words = ()
    """What may stand before them: "has"."""

    example_question: Words = ()
    """What is asked of a sentence with such a verb: "Who {verb} {rest}?"."""

    # What is replied

    texts: Mapping[str, str] = {}
    plurals: Mapping[str, Mapping[str, str]] = {}
    """Texts with a count, by CLDR's names of plural forms."""


@cache
def replies_of(code: str) -> Replies | None:
    """The phrases and texts of a language, ``None`` where it has no file."""
    if not files(__name__).joinpath(f"{code}.toml").is_file():
        return None
    return read_language(__name__, f"{code}.toml", Replies, _with_usual_texts)


def _with_usual_texts(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "texts": _USUAL_TEXTS | values.get("texts", {})}
