"""BM25 written out plainly: every passage scored by itself, in double precision."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

K1, B = 0.9, 0.4


def plain_scores(passages: Mapping[int, Sequence[str]], terms: Sequence[str]) -> dict[int, float]:
    """The score of each passage, given as its terms by its id, that holds any of ``terms``."""
    count = len(passages)
    mean = max(1.0, sum(map(len, passages.values())) / max(1, count))
    scores: dict[int, float] = {}
    for term in dict.fromkeys(terms):
        holding = sum(term in own for own in passages.values())
        weight = math.log(1 + (count - holding + 0.5) / (holding + 0.5))
        for passage_id, own in passages.items():
            often = own.count(term)
            if often:
                norm = K1 * (1 - B + B * len(own) / mean)
                gain = weight * often * (K1 + 1) / (often + norm)
                scores[passage_id] = scores.get(passage_id, 0.0) + gain
    return scores


def plain_search(
    passages: Mapping[int, Sequence[str]], terms: Sequence[str], depth: int
) -> list[tuple[int, float]]:
    """The ``depth`` best of them with their scores, best first, ties by lower id."""
    scores = plain_scores(passages, terms)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:depth]
