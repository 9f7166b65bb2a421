"""Copies: whether two texts tell the same story in the same words, as syndicated articles do."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

from retrieval.text.articles.overlap import words_of
from retrieval.text.times.days import day_of
from retrieval.text.words.terms import stop_words
from retrieval.types import Article

_LEAST_JACCARD = 0.45
_LEAST_OVERLAP = 0.6
_SAME_WORDS = 0.95  # share of the words of a text that was only shortened
_LEAST_LENGTH = 0.6  # of such a text, in pairs
_MAX_DAYS = 90  # between copies of an article
_ODD = 0x9E3779B1  # so that a pair in the other order has another hash
_32_BITS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class WordPairs:
    """The words of a text without stop words, and hashes of the pairs of neighbouring ones.

    Pairs of content words survive editing better than longer sequences: a word that is left out
    changes two of them.
    """

    words: frozenset[str]
    pairs: frozenset[int]


def wording(text: str, language: str | None = None) -> WordPairs:
    """The wording of ``text``, in small letters; stop words are those of the ``language``.

    >>> sorted(wording("The mill in Holm burned, said the mayor.").words)
    ['burned', 'holm', 'mayor', 'mill']
    """
    without = stop_words(language)
    words = [word for word in words_of(text) if word not in without] or [""]
    hashes = list(map(_hash, words))
    pairs = zip(hashes, hashes[1:] or hashes, strict=False)
    hashed = [(one * _ODD + other) & _32_BITS for one, other in pairs]
    return WordPairs(frozenset(words), frozenset(hashed))


@lru_cache(maxsize=65_536)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def is_alike(one: WordPairs, other: WordPairs) -> bool:
    """Whether two texts have so many pairs of words in common that one may be a copy.

    That is a Jaccard similarity of at least 0.45 with three fifths of the shorter text, which finds
    a copy with 70 % of the words and as many others as that around it as it lacks. Of a text that
    has hardly any word that the other lacks, three fifths suffice.
    """
    shorter, longer = sorted((one, other), key=lambda own: len(own.pairs))
    common = len(one.pairs & other.pairs)
    if common < _LEAST_OVERLAP * len(shorter.pairs):
        return False
    if common >= _LEAST_JACCARD * (len(one.pairs) + len(other.pairs) - common):
        return True
    is_shortened = len(shorter.pairs) >= _LEAST_LENGTH * len(longer.pairs)
    return is_shortened and len(shorter.words & longer.words) >= _SAME_WORDS * len(shorter.words)


def is_of_same_time(article: Article, other: Article) -> bool:
    """Whether one may be a copy of the other by their dates, and is not what recurs each year."""
    day, other_day = day_of(article), day_of(other)
    return day is None or other_day is None or abs((day - other_day).days) <= _MAX_DAYS
