"""Late interaction: how well each word of a question is met by the tokens of a text.

ColBERT's MaxSim (Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via
Contextualized Late Interaction over BERT", 2020) over the last layer of the model that embeds the
passages anyway, the passage's tokens kept at 1 bit a dimension.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.text.terms import WORD, index_terms
from retrieval.types import FloatArray, IdArray, TokenSigns, TokenVectors

_UNKNOWN_WORD = 0.5  # weight of a word that is no search term, such as "how"


def word_weights(text: str, tokens: TokenVectors, term_weights: Mapping[str, float]) -> FloatArray:
    """What each token of the question ``text`` counts: the weight of the word it is part of. (n,)

    Together they are 1.
    """
    weights = np.zeros(len(tokens.starts), dtype=np.float32)
    for word in WORD.finditer(text):
        inside = (tokens.starts >= word.start()) & (tokens.starts < word.end())
        known = [term_weights[term] for term in index_terms(word[0]) if term in term_weights]
        weights[inside] = max(known, default=_UNKNOWN_WORD)
    if not weights.any():
        weights[:] = 1.0
    return np.asarray(weights / max(float(weights.sum()), 1e-9), dtype=np.float32)


def similarities(question: TokenVectors, texts: Sequence[TokenSigns]) -> FloatArray:
    """Cosines of every token of ``texts``, one after the other, with every one of the question.

    (tokens of all texts, tokens of the question)
    """
    dimension = question.vectors.shape[1]
    bits = np.concatenate([text.signs for text in texts])
    signs = np.unpackbits(bits, axis=1, count=dimension).astype(np.float32)
    # the sign is +1 or -1: q·(2b - 1) = 2 q·b - sum(q)
    products = 2.0 * (signs @ question.vectors.T) - question.vectors.sum(axis=1)
    return np.asarray(products / np.float32(dimension**0.5), dtype=np.float32)


def best_of_segments(similarity: FloatArray, begins: IdArray) -> FloatArray:
    """The best cosine with each token of the question in each run of tokens.

    Run i is rows ``begins[i]:begins[i + 1]`` of ``similarity``, the last one up to its end; none
    may be empty. (runs, tokens of the question)
    """
    return np.asarray(np.maximum.reduceat(similarity, begins, axis=0), dtype=np.float32)
