"""Vectors of texts and of their tokens, and the model that they are from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:  # the process that reads articles must not load numpy
    import numpy as np
    import numpy.typing as npt

    FloatArray: TypeAlias = npt.NDArray[np.float32]
    IdArray: TypeAlias = npt.NDArray[np.int64]
    Int32Array: TypeAlias = npt.NDArray[np.int32]
    BitArray: TypeAlias = npt.NDArray[np.uint8]
else:
    FloatArray = IdArray = Int32Array = BitArray = Any


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """Start offsets of a text's tokens, in characters, ascending, (n,), and their unit vectors.

    ``vectors`` is (n, dimension).
    """

    starts: Int32Array
    vectors: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class BinaryTokenVectors:
    """Token vectors after binary quantisation: the sign bits, packed, (n, dimension / 8)."""

    starts: Int32Array
    bits: BitArray


@dataclass(frozen=True, slots=True, eq=False)
class AnswerScores:
    """What the answer reader makes of one passage, for one question.

    ``relevance`` are the log-odds that the passage answers. Token i is characters
    ``starts[i]:ends[i]``; ``first_scores`` and ``last_scores`` tell how likely the answer begins
    and ends with it, relative to there being no answer. All are (n,). ``own_relevance`` is the
    relevance for a follow-up by itself, without what was asked before it.
    """

    relevance: float
    starts: Int32Array
    ends: Int32Array
    first_scores: FloatArray
    last_scores: FloatArray
    own_relevance: float | None = None


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """An embedding model; ``weights_sha256`` identifies its weights, whatever its name.

    ``dimension`` is the length of its vectors.
    """

    model: str
    revision: str | None
    weights_sha256: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The model and the splitting that vectors come from; only equal ones may be mixed.

    ``is_float32`` is False if an earlier version may have embedded some passages at 8 bits.
    """

    model: ModelIdentity
    splitting: str
    is_float32: bool = True


class ActiveEmbedder(NamedTuple):
    """The embedder whose vectors answer: its id in the store, and its fingerprint."""

    embedder_id: int
    fingerprint: Fingerprint
