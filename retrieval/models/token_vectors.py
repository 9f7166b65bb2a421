"""Vectors of the tokens of a text, in full and at 1 bit a dimension."""

from __future__ import annotations

import numpy as np

from retrieval.types import FloatArray, TokenSigns, TokenVectors


def unit(vectors: FloatArray) -> FloatArray:
    """The vectors, (n, dimension), at length one; those of length zero stay as they are."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def whole_text(vector: FloatArray) -> TokenVectors:
    """The tokens of a text whose model tells none apart: one, with the vector of the whole."""
    return TokenVectors(np.zeros(1, dtype=np.int32), vector[None, :])


def signs_of(tokens: TokenVectors) -> TokenSigns:
    """Tokens at 1 bit a dimension, set where the vector is positive."""
    return TokenSigns(tokens.starts, np.packbits(tokens.vectors > 0, axis=1))
