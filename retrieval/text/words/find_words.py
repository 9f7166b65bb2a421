"""Finds texts by words as people type them into a search box: accents left out, endings missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrieval.text.words.letters import PLAIN_WORD, bare, plain_letters
from retrieval.text.words.scripts import UNSPACED, script_of


def plain_words_of(text: str) -> list[str]:
    """The words of ``text`` in lower case and plain letters.

    >>> plain_words_of("Brücke über die Łódka_2022.txt")
    ['brucke', 'uber', 'die', 'lodka', '2022', 'txt']
    """
    return [plain_letters(bare(word)) for word in PLAIN_WORD.findall(text.casefold())]


def holds_words(texts: Iterable[str], wanted: Sequence[str]) -> bool:
    """Whether each of the plain words ``wanted`` begins a word of the ``texts``.

    In a script without spaces it may stand anywhere.

    >>> holds_words(["Die Brücke", "Uferblatt"], ["bruck", "ufer"])
    True
    >>> holds_words(["Die Hängebrücke"], ["bruck"])
    False
    """
    words = [word for text in texts for word in plain_words_of(text)]
    return all(any(_begins(word, own) for word in words) for own in wanted)


def _begins(word: str, wanted: str) -> bool:
    return wanted in word if script_of(wanted[0]) in UNSPACED else word.startswith(wanted)
