"""Names of publishers, and the short forms that people use: "Guardian" for "The Guardian"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

from retrieval.text.languages import words_of_all
from retrieval.text.letters import ALPHANUMERIC, plain_letters

_WORD = re.compile(rf"{ALPHANUMERIC}")
_APOSTROPHE = re.compile("['’`]")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SECOND_LEVEL = ("co", "com", "org", "net", "ac", "gov")
_SHORTEST_INITIALS = 3
_SUGGESTED = 3
_SUGGESTED_LIKENESS = 0.6


def usual_name(publisher: str) -> str:
    """The usual name of a publisher; where only its host is known, without the rest of the host.

    >>> usual_name("news.bbc.co.uk"), usual_name("St. Louis Post")
    ('bbc', 'St. Louis Post')
    """
    if not _HOST.fullmatch(publisher):
        return publisher
    labels = [label for label in publisher.split(".")[:-1] if label not in _SECOND_LEVEL]
    return labels[-1] if labels else publisher


def publishers_named(name: str, publishers: Iterable[str]) -> list[str]:
    """Those of ``publishers`` that ``name`` stands for, in their order.

    It is the whole name, or else the name without general words such as "News", or else its
    initials, or else its last words.

    >>> publishers_named("guardian", ["The Guardian", "theguardian.com", "Guardian Weekly"])
    ['The Guardian', 'theguardian.com']
    >>> publishers_named("BBC", ["BBC News"]), publishers_named("NYT", ["The New York Times"])
    (['BBC News'], ['The New York Times'])
    >>> publishers_named("the Examiner", ["Alder Bay Examiner"])
    ['Alder Bay Examiner']
    """
    known = list(publishers)
    wanted = "".join(name_words(name))
    for forms_of in (_whole, _without_general_words, _initials, _last_words):
        found = [own for own in known if wanted in forms_of(own)]
        if found and wanted:
            return found
    return []


def names_like(name: str, publishers: Iterable[str]) -> list[str]:
    """The publishers whose names are most like ``name``, the likest first; at most three.

    >>> names_like("Gaurdian", ["Reuters", "The Guardian"])
    ['The Guardian']
    """
    forms = {form: own for own in publishers for form in sorted(_last_words(own) | _whole(own))}
    wanted = "".join(name_words(name))
    near = get_close_matches(wanted, forms, len(forms) or 1, _SUGGESTED_LIKENESS)
    return list(dict.fromkeys(forms[form] for form in near))[:_SUGGESTED]


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case and plain letters, without an article before them.

    >>> name_words("The St. John's Post"), name_words("theguardian.com")
    (('st', 'johns', 'post'), ('guardian',))
    """
    usual = _APOSTROPHE.sub("", usual_name(name.strip()))
    words = tuple(plain_letters(word) for word in _WORD.findall(usual.casefold()))
    if usual != name.strip() and len(words) == 1:  # a host, whose words are joined
        return (words[0].removeprefix("the") or words[0],)
    return words[1:] if len(words) > 1 and words[0] in _articles() else words


def _whole(publisher: str) -> frozenset[str]:
    return frozenset(("".join(name_words(publisher)),))


def _without_general_words(publisher: str) -> frozenset[str]:
    words = name_words(publisher)
    telling = [word for word in words if word not in _general_words()]
    return frozenset(("".join(telling),)) if telling else frozenset()


def _initials(publisher: str) -> frozenset[str]:
    initials = "".join(word[0] for word in name_words(publisher))
    return frozenset((initials,)) if len(initials) >= _SHORTEST_INITIALS else frozenset()


def _last_words(publisher: str) -> frozenset[str]:
    words = name_words(publisher)
    return frozenset(_endings_of(words)) - _general_words()


def _endings_of(words: tuple[str, ...]) -> Iterator[str]:
    return ("".join(words[start:]) for start in range(1, len(words)))


def _articles() -> frozenset[str]:
    return frozenset(map(plain_letters, words_of_all("definite_articles")))


def _general_words() -> frozenset[str]:
    return frozenset(map(plain_letters, words_of_all("publisher_words")))
