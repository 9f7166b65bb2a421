"""Which texts a model can read, told from its tokenizer's pieces."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import BertPreTokenizer

from retrieval.models.known_words import known_share

_PIECES = [
    "[UNK]",
    "bridge",
    "the",
    "open",
    "##ing",
    "мост",
    *"абвотск",
    "##о",
    "##т",
    "##с",
    "##к",
]
_SIGNS = ["地", "铁", "桥", "开", "放"]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """A tokenizer that knows English words, Cyrillic letters and some Chinese signs."""
    vocabulary = {piece: index for index, piece in enumerate((*_PIECES, *_SIGNS))}
    made = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    made.pre_tokenizer = BertPreTokenizer()
    return made


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("the bridge", 1.0),
        ("the opening", 1.0),  # in pieces of more than three letters
        ("мост", 1.0),
        ("восток", 0.0),  # letter by letter
        ("bridge ferry", 6 / 11),  # an unknown word
        ("地铁", 0.0),  # sign by sign
        ("12, 14!", 1.0),
    ],
)
def test_words_of_many_short_or_unknown_pieces_are_not_read(
    tokenizer: Tokenizer, text: str, share: float
) -> None:
    assert known_share(tokenizer, text) == pytest.approx(share)
