"""Token vectors: normalisation and binary quantisation."""

from __future__ import annotations

import numpy as np

from retrieval.types import BinaryTokenVectors, FloatArray, TokenVectors


def normalized(vectors: FloatArray) -> FloatArray:
    """The vectors, (n, dimension), scaled to unit length; zero vectors are left as they are."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def single_token(vector: FloatArray) -> TokenVectors:
    """A text's vector as its only token, for models without token vectors."""
    return TokenVectors(np.zeros(1, dtype=np.int32), vector[None, :])


def binarize(tokens: TokenVectors) -> BinaryTokenVectors:
    """Quantises token vectors to one bit per dimension, set where the value is positive."""
    return BinaryTokenVectors(tokens.starts, np.packbits(tokens.vectors > 0, axis=1))
