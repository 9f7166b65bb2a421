"""The formula of BM25, for passages whose terms are known.

Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009; k1 0.9 and b 0.4 suit long,
uneven passages of news (Lin et al., Anserini's defaults).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from retrieval.store.terms import TermRows
from retrieval.types import FloatArray, Variants

_K1 = 0.9
_B = 0.4
_MOST = 255  # times that a term is counted, as in postings

MOST_GAIN = _K1 + 1.0
"""What a term with weight 1 adds to the score of a passage at most."""


def gains(
    weight: float | npt.NDArray[np.float64],
    counts: npt.NDArray[np.uint8],
    lengths: FloatArray,
    mean_length: float,
) -> FloatArray:
    """What a word adds to the scores of passages of these counts and lengths; or each its own."""
    often = counts.astype(np.float32)
    norms = lengths * np.float32(_K1 * _B / mean_length) + np.float32(_K1 * (1.0 - _B))
    most = np.asarray(weight * MOST_GAIN, dtype=np.float32)
    return np.asarray(most * often / (often + norms))


def inverse_document_frequency(holding: int, passages: int) -> float:
    """The weight of a term that ``holding`` of ``passages`` hold; rare ones weigh more."""
    return math.log(1.0 + (passages - holding + 0.5) / (holding + 0.5))


def scores_of(
    rows: TermRows, weights: Mapping[str, float], variants: Variants, mean_length: float
) -> dict[int, float]:
    """Scores of passages, by id, for terms with these weights; 0.0 without a matching term.

    A passage that holds a variant of a term counts like one that holds the term.
    """
    lengths = np.array([len(terms) for _, terms in rows], dtype=np.float32)
    sums = np.zeros(len(rows), dtype=np.float32)
    for term, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        held = [_count(terms, term, variants) for _, terms in rows]
        counts = np.minimum(held, _MOST).astype(np.uint8)
        sums += gains(weight, counts, lengths, mean_length)
    ids = [passage_id for passage_id, _ in rows]
    return dict(zip(ids, sums.tolist(), strict=True))


def _count(terms: Sequence[str], term: str, variants: Variants) -> int:
    """How often a passage holds a term or a variant of it, all of whose words it must hold."""
    others = (min(map(terms.count, words)) for words in variants.get(term, ()))
    return terms.count(term) + sum(others)
