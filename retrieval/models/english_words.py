"""Common English words: the whole words in the vocabulary of the packaged answer reader."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.models.onnx_runtime import Tokenizer


def is_english_word(word: str) -> bool:
    """Whether ``word``, or a name, is a common one in English.

    >>> is_english_word("Harbour"), is_english_word("habrour")
    (True, False)
    """
    return _tokenizer().token_to_id(word.lower()) is not None


@cache
def _tokenizer() -> Tokenizer:
    from retrieval.models.answer_reader import TOKENIZER
    from retrieval.models.onnx_runtime import open_tokenizer

    weights = files("retrieval.models").joinpath("reader_weights")
    return open_tokenizer(Path(str(weights)) / TOKENIZER)
