"""Which words of a text a model can read, told from the pieces that its tokenizer makes of them."""

from __future__ import annotations

from collections import defaultdict

from retrieval.models.onnx_runtime import Tokenizer
from retrieval.text.words.scripts import UNSPACED, script_of

_UNKNOWN = frozenset(("[UNK]", "<unk>"))
_LEAST_LETTERS = 3.0  # of a piece, on average; shorter ones tell little of what a word means
_LEAST_SIGNS = 1.3  # the same in a script without spaces
_SAMPLE_CHARS = 4000


def known_share(tokenizer: Tokenizer, text: str) -> float:
    """The share of letters that are in words of no unknown pieces and not of many short ones.

    1.0 for a text without letters.
    """
    text = text[:_SAMPLE_CHARS]
    encoding = tokenizer.encode(text, add_special_tokens=False)
    words: defaultdict[int, list[int]] = defaultdict(list)
    for index, word in enumerate(encoding.word_ids):
        if word is not None:
            words[word].append(index)
    known = total = 0
    for pieces in words.values():
        start, end = encoding.offsets[pieces[0]][0], encoding.offsets[pieces[-1]][1]
        letters = [char for char in text[start:end] if char.isalpha()]
        total += len(letters)
        if letters and _UNKNOWN.isdisjoint(encoding.tokens[index] for index in pieces):
            known += len(letters) * _is_read(letters, len(pieces))
    return known / total if total else 1.0


def _is_read(letters: list[str], pieces: int) -> bool:
    is_unspaced = script_of(letters[0]) in UNSPACED
    if pieces == 1:
        return len(letters) > 1 or not is_unspaced
    return len(letters) / pieces >= (_LEAST_SIGNS if is_unspaced else _LEAST_LETTERS)
