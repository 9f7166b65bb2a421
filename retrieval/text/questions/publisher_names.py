"""Names of publishers, and the short forms that people use: "Guardian" for "The Guardian"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache

from retrieval.text.languages import words_in
from retrieval.text.languages.filters import filter_phrases
from retrieval.text.words.letters import PLAIN_WORD, plain_letters
from retrieval.text.words.terms import index_terms

_APOSTROPHE = re.compile("['’`]")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SECOND_LEVEL = ("co", "com", "org", "net", "ac", "gov")
_INITIALS = 2  # place among the levels
_SHORTEST_INITIALS = 2
_LONG_INITIALS = 3  # that need no capitals
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


@dataclass(frozen=True, slots=True, eq=False)
class PublisherNames:
    """The publishers of an archive by the forms of their names.

    ``levels`` are whole names, then names without general words such as "News", then initials,
    then last words.
    """

    publishers: tuple[str, ...]
    levels: tuple[Mapping[str, tuple[str, ...]], ...]

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, publishers: tuple[str, ...]) -> PublisherNames:
        """The names of ``publishers``."""
        forms = (_whole, _without_general_words, _initials, _last_words)
        return cls(publishers, tuple(_by_form(publishers, forms_of) for forms_of in forms))

    def named(self, name: str) -> tuple[str, ...]:
        """The publishers that ``name`` stands for, in their order, by the first form that fits."""
        wanted = "".join(name_words(name))
        for level, by_form in enumerate(self.levels):
            is_too_short = level == _INITIALS and not name.strip().isupper()
            if wanted in by_form and not (is_too_short and len(wanted) < _LONG_INITIALS):
                return by_form[wanted]
        return ()

    def name_of(self, written: str, language: str) -> str | None:
        """The publisher that ``written`` stands for, or ``written`` itself if there are several.

        It may be inflected in ``language``. ``None`` if there is none, or if only the last words of
        several names fit.
        """
        found = self.named(written)
        if not found and language != "en":
            found = _by_stems(self.publishers, language).get(_stems(written, language), ())
        if len(found) > 1:
            is_whole = "".join(name_words(written)) in self.levels[0]
            return written if is_whole else None
        return found[0] if found else None


def publishers_named(name: str, publishers: Iterable[str]) -> tuple[str, ...]:
    """Those of ``publishers`` that ``name`` stands for, in their order.

    >>> publishers_named("guardian", ["The Guardian", "theguardian.com", "Guardian Weekly"])
    ('The Guardian', 'theguardian.com')
    >>> publishers_named("BBC", ["BBC News"]), publishers_named("NYT", ["The New York Times"])
    (('BBC News',), ('The New York Times',))
    >>> publishers_named("the Examiner", ["Alder Bay Examiner"])
    ('Alder Bay Examiner',)
    >>> publishers_named("Alder", ["Alder News Service"])
    ('Alder News Service',)
    """
    return PublisherNames.of(tuple(publishers)).named(name)


def names_like(name: str, publishers: Iterable[str]) -> list[str]:
    """The publishers whose names are most like ``name``, closest first; at most three.

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
    written = PLAIN_WORD.findall(usual)
    words = tuple(plain_letters(word.casefold()) for word in written)
    if usual != name.strip() and len(words) == 1:  # a host, whose words are joined
        return (words[0].removeprefix("the") or words[0],)
    return words[1:] if len(words) > 1 and is_article(written[0]) else words


def is_article(word: str) -> bool:
    """Whether ``word`` is a definite article in any language, and no acronym, as in "LA Times"."""
    is_acronym = len(word) > 1 and word.isupper()
    return not is_acronym and plain_letters(word.casefold()) in _articles()


def _by_form(
    publishers: Iterable[str], forms_of: Callable[[str], frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for publisher in publishers:
        for form in forms_of(publisher):
            found[form] = (*found.get(form, ()), publisher)
    found.pop("", None)
    return found


@lru_cache(maxsize=32)
def _by_stems(publishers: tuple[str, ...], language: str) -> dict[str, tuple[str, ...]]:
    return _by_form(publishers, lambda own: frozenset((_stems(own, language),)))


def _stems(name: str, language: str) -> str:
    return " ".join(index_terms(usual_name(name), language))


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


@cache
def _articles() -> frozenset[str]:
    return frozenset(map(plain_letters, words_in(filter_phrases(), "definite_articles")))


@cache
def _general_words() -> frozenset[str]:
    return frozenset(map(plain_letters, words_in(filter_phrases(), "publisher_words")))
