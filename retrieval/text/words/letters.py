"""Letters without what readers and writers often leave out: accents, vowel marks, variants."""

from __future__ import annotations

import re
import unicodedata

from retrieval.text.languages import any_of, words_of_all

MARKS = "".join(  # vowel signs, tones and accents, which belong to the letter before
    chr(code)
    for code in (*range(0x300, 0x1B00), *range(0x1DC0, 0x1E00), *range(0xA800, 0xAC00))
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
ALPHANUMERIC = rf"(?:[^\W_]++[{MARKS}]*+)++"
"""A regular expression for letters and digits, each letter with its marks."""

PLAIN_WORD = re.compile(ALPHANUMERIC)
"""A word of letters and digits only."""

WORD_WITH_APOSTROPHE = re.compile(rf"{ALPHANUMERIC}(?:['’]{ALPHANUMERIC})*")
"""A word that may have apostrophes inside."""

LETTERS = rf"(?:[^\W\d_]++[{MARKS}]*+)++"
"""A regular expression for letters with their marks."""

CAPITALS = "".join(filter(str.isupper, map(chr, range(0x2D00))))
"""The capital letters of Latin, Greek, Cyrillic and the other scripts that have them."""

_PARTICLES = any_of(words_of_all("name_particles"))
NAME_WORD = rf"(?<!\w)[{CAPITALS}][\w{MARKS}’'-]*(?<=[\w{MARKS}])"
"""A regular expression for a word with a capital."""

NAME = rf"{NAME_WORD}(?: (?:{_PARTICLES} ){{0,2}}{NAME_WORD})*"
"""A regular expression for a name of capitalised words."""

_GREEK_END = 0x0400
_CYRILLIC_END = 0x0530
_STRESS = "\u0300\u0301"
_PLAIN = str.maketrans(
    {
        # Latin letters that do not consist of a letter and an accent
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "ħ": "h", "ŧ": "t", "ə": "e",
        # Cyrillic
        "ё": "е", "ґ": "г", "ў": "у",
        # Arabic, as written with other hamzas and endings, and in Persian and Urdu
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي",
        "ک": "ك", "ی": "ي", "ہ": "ه",
        # Devanagari
        "ँ": "ं",
    }
)  # fmt: skip
# Marks of vowels that are seldom written, the line that stretches a word, and dots below.
_SELDOM_WRITTEN = str.maketrans(
    dict.fromkeys(
        (*range(0x0591, 0x05C8), 0x0640, *range(0x064B, 0x0660), 0x0670, 0x093C, 0x200C, 0x200D)
    )
)


def with_plain_apostrophes(text: str) -> str:
    """``text`` with the apostrophe of typewriters for the curved one and the Ukrainian letter.

    >>> with_plain_apostrophes("п’ять пʼять")
    "п'ять п'ять"
    """
    return text.replace("\u2019", "'").replace("\u02bc", "'")


def caseless(word: str) -> str:
    """``word`` as regular expressions compare it that ignore case, with plain apostrophes.

    They take the Turkish letters İ and ı for i, which no method of strings does.

    >>> caseless("İki") == caseless("iki"), caseless("KASIM") == caseless("kasım")
    (True, True)
    """
    dotted = with_plain_apostrophes(word).replace("\u0130", "i").replace("\u0131", "i")
    return dotted.casefold()


def bare(word: str) -> str:
    """``word`` in composed letters, without stress and seldom written vowels.

    >>> bare("مُحَمَّد"), bare("замо́к")
    ('محمد', 'замок')
    """
    if word.isascii():
        return word
    composed = unicodedata.normalize("NFKC", word).translate(_SELDOM_WRITTEN)
    is_cyrillic = _GREEK_END <= ord(composed[:1] or " ") < _CYRILLIC_END
    return "".join(c for c in composed if c not in _STRESS) if is_cyrillic else composed


def plain_letters(word: str) -> str:
    """``word``, in lower case, without accents and with one of each letter's variants.

    In scripts other than Latin and Greek, accents make other letters (й, ї).

    >>> plain_letters("łódź"), plain_letters("πόλη"), plain_letters("йод"), plain_letters("ёлка")
    ('lodz', 'πολη', 'йод', 'елка')
    """
    if word.isascii():
        return word
    if ord(word[0]) < _GREEK_END or 0x1E00 <= ord(word[0]) < 0x2000:
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(char for char in decomposed if not unicodedata.combining(char))
    return word.translate(_PLAIN)
