"""Which new passages may answer which questions: cheap scores of all pairs at once.

Only pairs that pass are read and judged, so that the cost of judging depends on what is likely to
answer, not on how many alerts there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from retrieval.types import FloatArray

BoolArray: TypeAlias = npt.NDArray[np.bool_]

_LEAST_COSINE = 0.45
_LEAST_COVERAGE = 0.45
_MOST_TERMS = 0.75  # coverage by which names alone tell
_LEAST_COSINE_OF_COVERED = 0.15  # of others with enough of the terms


@dataclass(frozen=True, slots=True, eq=False)
class ScreenedQuestion:
    """A question: the weights of its terms, and its vector, if it has one.

    If the model does not read its language, its vector may be far from that of an answer.
    """

    term_weights: Mapping[str, float]
    vector: FloatArray | None = None
    is_read: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ScreenedPassage:
    """A passage: its terms with those of its heading, and its vector, if it has one."""

    terms: frozenset[str]
    vector: FloatArray | None = None


def likely_pairs(
    questions: Sequence[ScreenedQuestion], passages: Sequence[ScreenedPassage]
) -> BoolArray:
    """Whether each passage may answer each question: (questions, passages), truth values.

    It may if its vector is near to that of the question, if it holds most of the question's terms
    by weight, or if it holds enough of them and its vector is not far.
    """
    near, covered = cosines(questions, passages), coverages(questions, passages)
    is_read = np.array([own.is_read for own in questions], dtype=np.bool_)
    is_not_far = (near >= _LEAST_COSINE_OF_COVERED) | ~is_read[:, None]
    may_answer = (
        (near >= _LEAST_COSINE)
        | (covered >= _MOST_TERMS)
        | ((covered >= _LEAST_COVERAGE) & is_not_far)
    )
    return np.asarray(may_answer, dtype=np.bool_)


def coverages(
    questions: Sequence[ScreenedQuestion], passages: Sequence[ScreenedPassage]
) -> FloatArray:
    """The weighted share of each question's terms in each passage: (questions, passages).

    Only questions that share a term with a passage are looked at.
    """
    shares: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)  # question and share
    for row, own in enumerate(questions):
        total = sum(own.term_weights.values()) or 1.0
        for term, weight in own.term_weights.items():
            shares[term].append((row, weight / total))
    found = np.zeros((len(questions), len(passages)), dtype=np.float32)
    for column, passage in enumerate(passages):
        held = [own for term in passage.terms & shares.keys() for own in shares[term]]
        if held:
            rows, weights = zip(*held, strict=True)
            found[:, column] = np.bincount(rows, weights, minlength=len(questions))
    return found


def cosines(
    questions: Sequence[ScreenedQuestion], passages: Sequence[ScreenedPassage]
) -> FloatArray:
    """The cosine similarity of each question and passage, 0 where one has no vector."""
    return _rows([own.vector for own in questions]) @ _rows([own.vector for own in passages]).T


def _rows(vectors: Sequence[FloatArray | None]) -> FloatArray:
    dimension = next((len(own) for own in vectors if own is not None), 0)
    rows = np.zeros((len(vectors), dimension), dtype=np.float32)
    for row, own in enumerate(vectors):
        if own is not None:
            rows[row] = own
    return rows
