"""Late interaction: how well each token of a question is matched by the tokens of a text.

ColBERT's MaxSim (Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via
Contextualized Late Interaction over BERT", 2020), computed from the last layer of the embedding
model. Token vectors of passages are binary-quantised: one bit per dimension.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import numpy as np
import numpy.typing as npt

from retrieval.text.words.terms import WORD, index_terms
from retrieval.types import BinaryTokenVectors, FloatArray, IdArray, TokenVectors

_OTHER_WORD_WEIGHT = 0.5  # of a word that is not a search term, such as "how"


def token_weights(
    text: str, tokens: TokenVectors, term_weights: Mapping[str, float], language: str = "en"
) -> FloatArray:
    """The weight of each token of the question ``text``, that of its word; they sum to 1. (n,)"""
    weights = np.zeros(len(tokens.starts), dtype=np.float32)
    for word in WORD.finditer(text):
        inside = (tokens.starts >= word.start()) & (tokens.starts < word.end())
        known = [
            term_weights[term] for term in index_terms(word[0], language) if term in term_weights
        ]
        weights[inside] = max(known, default=_OTHER_WORD_WEIGHT)
    if not weights.any():
        weights[:] = 1.0
    return np.asarray(weights / max(float(weights.sum()), 1e-9), dtype=np.float32)


def tokens_of(
    text: str, tokens: TokenVectors, terms: Set[str], language: str = "en"
) -> npt.NDArray[np.bool_]:
    """Which tokens of the question ``text`` belong to words with only these ``terms``. (n,)"""
    chosen = np.zeros(len(tokens.starts), dtype=np.bool_)
    for word in WORD.finditer(text):
        own = index_terms(word[0], language)
        if own and terms >= set(own):
            chosen |= (tokens.starts >= word.start()) & (tokens.starts < word.end())
    return chosen


def token_similarities(question: TokenVectors, texts: Sequence[BinaryTokenVectors]) -> FloatArray:
    """Cosine similarities of all tokens of ``texts`` with the tokens of the question.

    The texts' tokens follow each other: (tokens of all texts, tokens of the question).
    """
    dimension = question.vectors.shape[1]
    bits = np.concatenate([text.bits for text in texts])
    unpacked = np.unpackbits(bits, axis=1, count=dimension).astype(np.float32)
    # a bit b stands for the sign 2b - 1: q·(2b - 1) = 2 q·b - sum(q)
    products = 2.0 * (unpacked @ question.vectors.T) - question.vectors.sum(axis=1)
    return np.asarray(products / np.float32(dimension**0.5), dtype=np.float32)


def max_per_segment(similarity: FloatArray, starts: IdArray) -> FloatArray:
    """The highest similarity of each token of the question in each segment of a text.

    Segment i is rows ``starts[i]:starts[i + 1]`` of ``similarity``, the last one up to its end;
    none may be empty. (segments, tokens of the question)
    """
    return np.asarray(np.maximum.reduceat(similarity, starts, axis=0), dtype=np.float32)
