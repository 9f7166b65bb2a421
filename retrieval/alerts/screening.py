"""Which passages of a new article may answer which questions: cheap scores of all pairs at once.

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

_LEAST_COSINE = 0.5  # by which vectors alone tell
_LEAST_SUM = 0.75  # of the cosine and the weighted coverage
_COVERAGE_WEIGHT = 0.8
_LEAST_UNREAD = 0.45  # cosine or coverage, where the model does not read the question's language


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

    It may if its vector is near to that of the question, or if the nearer it is, the fewer of the
    question's terms it lacks by weight. Of a question that the model does not read, enough terms or
    a vector that is near enough tell.
    """
    near, covered = cosines(questions, passages), coverages(questions, passages)
    is_read = np.array([own.is_read for own in questions], dtype=np.bool_)[:, None]
    alike = near + np.float32(_COVERAGE_WEIGHT) * covered
    by_both = (near >= _LEAST_COSINE) | (alike >= _LEAST_SUM)
    by_either = np.maximum(near, covered) >= _LEAST_UNREAD
    return np.asarray(np.where(is_read, by_both, by_either), dtype=np.bool_)


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
    vectors = [[own.vector for own in group] for group in (questions, passages)]
    dimension = next((len(own) for group in vectors for own in group if own is not None), 0)
    asked, told = (_rows(group, dimension) for group in vectors)
    return asked @ told.T


def _rows(vectors: Sequence[FloatArray | None], dimension: int) -> FloatArray:
    rows = np.zeros((len(vectors), dimension), dtype=np.float32)
    for row, own in enumerate(vectors):
        if own is not None:
            rows[row] = own
    return rows
