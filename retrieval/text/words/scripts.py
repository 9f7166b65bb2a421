"""Scripts: which one a word is written in, and which languages are written in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

# Where a script's letters begin; what lies between two is of the one before.
_FIRST_LETTERS = (
    (0x0000, "latin"),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, "armenian"),
    (0x0590, "hebrew"),
    (0x0600, "arabic"),
    (0x0700, "other"),
    (0x0900, "devanagari"),
    (0x0980, "indic"),
    (0x0E00, "thai"),
    (0x0F00, "other"),
    (0x1000, "burmese"),
    (0x10A0, "georgian"),
    (0x1100, "hangul"),
    (0x1200, "other"),
    (0x1780, "khmer"),
    (0x1800, "other"),
    (0x1E00, "latin"),
    (0x1F00, "greek"),
    (0x2000, "latin"),
    (0x3040, "kana"),
    (0x3100, "other"),
    (0x3400, "han"),
    (0xA000, "other"),
    (0xAC00, "hangul"),
    (0xD7B0, "other"),
    (0xF900, "han"),
    (0xFB00, "latin"),
    (0xFB1D, "hebrew"),
    (0xFB50, "arabic"),
    (0xFF00, "latin"),
    (0xFF66, "kana"),
    (0xFFA0, "hangul"),
    (0x10000, "other"),
    (0x1B000, "kana"),
    (0x1B170, "other"),
    (0x1D400, "latin"),  # bold and other letters of mathematics
    (0x1D800, "other"),
    (0x20000, "han"),
)
_STARTS = tuple(start for start, _ in _FIRST_LETTERS)

_LANGUAGE_OF: Mapping[str, str] = {
    "greek": "el", "armenian": "hy", "hebrew": "he", "thai": "th", "georgian": "ka",
    "hangul": "ko", "kana": "ja", "han": "zh", "burmese": "my", "khmer": "km",
}  # fmt: skip
_USUAL_LANGUAGE: Mapping[str, str] = {
    **_LANGUAGE_OF, "latin": "en", "cyrillic": "ru", "arabic": "ar", "devanagari": "hi",
}  # fmt: skip
_SCRIPT_OF: Mapping[str, str] = {
    **{code: script for script, code in _USUAL_LANGUAGE.items()},
    **dict.fromkeys("uk be bg mk sr kk ky mn tg tt ba".split(), "cyrillic"),
    **dict.fromkeys("fa ur ps ckb ug sd".split(), "arabic"),
    **dict.fromkeys("mr ne sa".split(), "devanagari"),
    "ja": "han",
    "yi": "hebrew",
}
WITHOUT_CASE = frozenset(
    "hebrew arabic devanagari indic thai burmese hangul khmer kana han other".split()
)
"""Scripts in which no capital tells a name."""

UNSPACED = frozenset("thai burmese khmer kana han".split())
"""Scripts without spaces between words."""


def script_of(letter: str) -> str:
    """The script of a letter.

    >>> script_of("K"), script_of("К"), script_of("京")
    ('latin', 'cyrillic', 'han')
    """
    return _FIRST_LETTERS[bisect_right(_STARTS, ord(letter)) - 1][1]


def only_language(script: str) -> str | None:
    """The language of a script that is hardly used for any other."""
    return _LANGUAGE_OF.get(script)


def usual_language(script: str) -> str | None:
    """The language in which most texts in a script are written, if it is known."""
    return _USUAL_LANGUAGE.get(script)


def script_of_language(code: str) -> str:
    """The script of a language; Latin where no other is known."""
    return _SCRIPT_OF.get(code, "latin")


def main_script(text: str) -> str:
    """The script of most letters of ``text``; kana tells Japanese even among many Han."""
    counts: dict[str, int] = {}
    for char in text:
        if char.isalpha():
            script = script_of(char)
            counts[script] = counts.get(script, 0) + 1
    if not counts:
        return "latin"
    most = max(sorted(counts), key=lambda script: counts[script])
    return "kana" if most == "han" and counts.get("kana", 0) * 10 > counts["han"] else most
