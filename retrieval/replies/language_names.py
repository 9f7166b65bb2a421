"""Names of languages in questions about the archive: "German", "auf Deutsch", "на немецком"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from retrieval.replies.phrases import plain
from retrieval.text.languages.filters import filter_phrases_of
from retrieval.text.languages.replies import replies_of
from retrieval.text.words.scripts import UNSPACED, script_of_language


@cache
def language_names(language: str) -> Mapping[str, str]:
    """The beginnings of names of languages in ``language``, in plain letters, with their codes.

    >>> language_names("en")["german"]
    'de'
    """
    replies = replies_of(language)
    named = (
        *filter_phrases_of(language).language_names,
        *(replies.language_names if replies else ()),
    )
    pairs = (pair.rsplit("/", 1) for pair in named)
    return {_plain(name, language): code for name, code in pairs}


def language_named(written: str, language: str) -> str | None:
    """The code of the language whose name, inflected or not, is ``written``.

    >>> language_named("немецком", "ru"), language_named("Klingon", "en")
    ('de', None)
    """
    text, names = _plain(written, language), language_names(language)
    found = [name for name in names if text.startswith(name)]
    return names[max(found, key=len)] if found else None


def _plain(text: str, language: str) -> str:
    is_spaced = script_of_language(language) not in UNSPACED
    return "".join(plain(word, is_spaced=is_spaced) for word in text.split()).rstrip()
