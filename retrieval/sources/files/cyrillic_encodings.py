"""The encoding of short texts in Cyrillic that are not UTF-8, told by case and by vowels."""

from __future__ import annotations

import re

_ENCODINGS = ("cp1251", "koi8_u")  # the likeliest first
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile("[а-яёіїєґў]+", re.IGNORECASE)
_VOWELS = frozenset("аеёиоуыэюяіїєъ")  # "ъ" is one in Bulgarian
_FOREIGN = re.compile("[\x80-\x9f±µ\u2219\u2320-\u25ff°¤]")  # where a code page has no letters
_NOT_HEBREW = re.compile("[А-Яы-яёіїєґў]")  # cp1255 has no letters there
_MIN_LETTERS = 8
_MIN_VOWELS, _MAX_VOWELS = 0.3, 0.6  # of the letters
_MIN_SHARE = 0.8  # of the words


def cyrillic_encoding(sample: bytes) -> str | None:
    """Return the encoding in which a text is Cyrillic; None if it is in none, or that is in doubt.

    Where one encoding has small letters, another has capitals: in the right one, words are written
    in small letters but for their first, and have vowels.

    >>> cyrillic_encoding("Мост закрыт.".encode("koi8_r"))
    'koi8_u'
    """
    return next((one for one in _ENCODINGS if _is_plausible(decoded(sample, one))), None)


def decoded(sample: bytes, encoding: str) -> str:
    """The text of the bytes, "" if they are not in that encoding."""
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _is_plausible(text: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    letters = [letter for word in words for letter in word.lower()]
    if len(letters) < _MIN_LETTERS or _FOREIGN.search(text) or not _NOT_HEBREW.search(text):
        return False
    vowels = sum(letter in _VOWELS for letter in letters)
    if not _MIN_VOWELS * len(letters) <= vowels <= _MAX_VOWELS * len(letters):
        return False
    in_capitals = sum(map(str.isupper, words))
    return 2 * in_capitals < len(words) and sum(map(_is_word, words)) >= _MIN_SHARE * len(words)


def _is_word(word: str) -> bool:
    """Whether it may be a word or an abbreviation in capitals."""
    is_cased = word[1:].islower() or len(word) < 2 or (word.isupper() and len(word) <= 4)
    has_vowel = len(word) <= 2 or not _VOWELS.isdisjoint(word.lower()) or word.isupper()
    return is_cased and has_vowel and bool(_LETTERS.fullmatch(word))
