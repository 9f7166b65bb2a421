"""BM25 over postings, exact: every passage that holds a word of the question can be found.

An index is never changed; a change gives another one that shares most of it. It consists of pieces,
each with the passages that came together, so a change costs what it changes: what comes is a new
piece, what goes is dead in the piece that holds it. Pieces of about the same size are joined, so
there are few.

Words are taken from the rarest to the most common. Once the passages that hold none of the words so
far cannot come among the first any more, even if they held all the rest, only those seen are scored
on (MaxScore: Turtle and Flood, "Query Evaluation: Strategies and Optimizations", 1995).

BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009; k1 .9 and b .4 suit
long, uneven passages of news (Lin et al., Anserini's defaults).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from retrieval.backends.postings import (
    CountArray,
    Postings,
    joined,
    postings_of,
    term_hash,
    without,
)
from retrieval.types import FloatArray, Hit, IdArray, PlaceArray

_K1 = 0.9
_B = 0.4
_ID_BITS = (1 << 32) - 1
_ROUNDING = 1.0 - 1e-4  # of float32 sums, on the safe side
_LEAST = 1e-30  # no passage that holds a word has less
_REMEMBERED = 10_000  # terms of which it is known how many passages hold them
_LOOKUP_COST = 8  # a passage looked up in a word's postings, in postings added up

# A word of a question: its weight, and the numbers and counts of the passages that hold it.
_Word: TypeAlias = tuple[float, PlaceArray, CountArray]


@dataclass(frozen=True, slots=True)
class Totals:
    """What an index holds; two of the same totals hold the same passages.

    ``id_sum`` sums the lower 32 bits of the passages' ids, which are hashes of all that is indexed.
    """

    passages: int = 0
    terms: int = 0
    id_sum: int = 0

    def plus(self, other: Totals) -> Totals:
        """Of what both hold together."""
        return Totals(
            self.passages + other.passages, self.terms + other.terms, self.id_sum + other.id_sum
        )

    def minus(self, other: Totals) -> Totals:
        """Of what is left without ``other``."""
        return self.plus(Totals(-other.passages, -other.terms, -other.id_sum))


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    postings: Postings
    dead: PlaceArray  # numbers, ascending
    totals: Totals

    def without(self, ids: IdArray) -> _Piece:
        """With those of ``ids`` dead that are here."""
        numbers = np.setdiff1d(self.postings.numbers_of(ids)[0], self.dead)
        if not len(numbers):
            return self
        gone = _totals(self.postings.ids[numbers], self.postings.lengths[numbers])
        return _Piece(self.postings, np.union1d(self.dead, numbers), self.totals.minus(gone))

    def living(self) -> Postings:
        return without(self.postings, self.dead)


@dataclass(frozen=True, slots=True, eq=False)
class PostingsIndex:
    """Passages by the terms that they hold, to be searched by any number of threads."""

    pieces: tuple[_Piece, ...] = ()
    _holding: dict[int, int] = field(default_factory=dict)  # passages by term, as far as asked

    @classmethod
    def of(cls, *parts: Postings) -> PostingsIndex:
        """The index of the passages of ``parts``, none of which is in two of them."""
        return cls((_piece(joined(parts)),))

    @property
    def totals(self) -> Totals:
        """How much it holds."""
        total = Totals()
        for piece in self.pieces:
            total = total.plus(piece.totals)
        return total

    def changed(
        self, gone: Iterable[int], came: Iterable[tuple[int, Sequence[str]]]
    ) -> PostingsIndex:
        """The index without the passages ``gone``, if they are there, and with those that came.

        What came are ids and terms, of passages that are not there or among those gone.
        """
        ids = np.array(list(gone), dtype=np.int64)
        pieces = [piece.without(ids) for piece in self.pieces]
        new = postings_of(came)
        if len(new.ids):
            pieces.append(_piece(new))
        while len(pieces) > 1 and pieces[-2].totals.passages <= 2 * pieces[-1].totals.passages:
            last = [piece.living() for piece in pieces[-2:]]
            pieces[-2:] = [_piece(joined(last))]
        return PostingsIndex(tuple(pieces))

    def folded(self) -> Postings:
        """All that it holds in one."""
        return joined([piece.living() for piece in self.pieces])

    def weights(self, terms: Sequence[str]) -> dict[str, float]:
        """Inverse document frequency of each term, as BM25 has it; rare words weigh more."""
        count = self.totals.passages
        holding = {term: self._passages_holding(term_hash(term)) for term in terms}
        return {t: math.log(1.0 + (count - n + 0.5) / (n + 0.5)) for t, n in holding.items()}

    def search(self, terms: Sequence[str], depth: int) -> list[Hit]:
        """The ``depth`` passages of highest score that hold any of ``terms``, best first."""
        if not terms or depth < 1:
            return []
        mean_length = self._mean_length()
        hits: list[Hit] = []
        for piece, words in self._words(terms):
            numbers, scores = _best(piece, words, depth, mean_length)
            ids = piece.postings.ids[numbers]
            order = np.lexsort((ids, -scores))[:depth]
            hits += map(Hit, ids[order].tolist(), scores[order].tolist())
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))[:depth]

    def scores(self, terms: Sequence[str], ids: Sequence[int]) -> dict[int, float]:
        """The same scores for the passages asked for; those that are not here are left out."""
        mean_length = self._mean_length()
        asked = np.unique(np.array(ids, dtype=np.int64))
        found: dict[int, float] = {}
        for piece, words in self._words(terms):
            numbers, known = piece.postings.numbers_of(asked)
            living = ~_stand_in(piece.dead, numbers)
            numbers, known = numbers[living], known[living]
            order = np.argsort(numbers)
            sums = np.zeros(len(numbers), dtype=np.float32)
            _add(sums, numbers[order], words, piece.postings.lengths, mean_length)
            found |= zip(known[order].tolist(), sums.tolist(), strict=True)
        return found

    def _words(self, terms: Sequence[str]) -> Iterable[tuple[_Piece, list[_Word]]]:
        """Each piece with the words that it holds, the weightiest first."""
        weights = sorted(self.weights(terms).items(), key=lambda item: (-item[1], item[0]))
        hashes = [(weight, term_hash(term)) for term, weight in weights]
        for piece in self.pieces:
            words = [(weight, *piece.postings.of(term)) for weight, term in hashes]
            yield piece, [word for word in words if len(word[1])]

    def _passages_holding(self, term: int) -> int:
        holding = self._holding.get(term)
        if holding is None:
            holding = sum(
                len(numbers) - _count_shared(numbers, piece.dead)
                for piece in self.pieces
                for numbers, _ in [piece.postings.of(term)]
            )
            if len(self._holding) >= _REMEMBERED:
                self._holding.clear()
            self._holding[term] = holding
        return holding

    def _mean_length(self) -> float:
        totals = self.totals
        return max(1.0, totals.terms / max(1, totals.passages))


def _best(
    piece: _Piece, words: Sequence[_Word], depth: int, mean_length: float
) -> tuple[PlaceArray, FloatArray]:
    """Numbers and scores of the ``depth`` best passages, and of those that are as good."""
    lengths = piece.postings.lengths
    sums = np.zeros(len(lengths), dtype=np.float32)
    sums[piece.dead] = -np.inf
    sample = lengths[:0].astype(np.int32)  # some passages, whose scores tell what is too low
    for place, (weight, numbers, counts) in enumerate(words):
        left = words[place:]
        missing = _ROUNDING * _bar(sums[sample], depth) - (_K1 + 1.0) * sum(w for w, _, _ in left)
        if missing > 0.0:  # who has less cannot reach the bar with all the words that are left
            seen = np.flatnonzero(sums >= missing).astype(np.int32)
            if _LOOKUP_COST * len(seen) * len(left) < sum(len(holding) for _, holding, _ in left):
                scores = sums[seen]
                _add(scores, seen, left, lengths, mean_length)
                return _first(seen, scores, depth)
        np.add.at(sums, numbers, _gains(weight, counts, lengths.take(numbers), mean_length))
        if not len(sample) and len(numbers) >= depth:
            sample = numbers
    low = max(_bar(sums[sample], depth), _LEAST)
    seen = np.flatnonzero(sums >= low).astype(np.int32)
    return _first(seen, sums[seen], depth)


def _first(numbers: PlaceArray, scores: FloatArray, depth: int) -> tuple[PlaceArray, FloatArray]:
    kept = scores >= _bar(scores, depth)
    return numbers[kept], scores[kept]


def _bar(scores: FloatArray, depth: int) -> float:
    """A score that ``depth`` of these reach; 0.0 where there are fewer."""
    if len(scores) < depth:
        return 0.0
    return float(np.partition(scores, len(scores) - depth)[len(scores) - depth])


def _add(
    sums: FloatArray,
    numbers: PlaceArray,
    words: Sequence[_Word],
    lengths: FloatArray,
    mean_length: float,
) -> None:
    """Adds to ``sums`` of passages, by ascending number, what each of ``words`` gives."""
    for weight, holding, counts in words:
        places = np.searchsorted(holding, numbers)
        held = holding.take(places, mode="clip") == numbers
        sums[held] += _gains(weight, counts[places[held]], lengths[numbers[held]], mean_length)


def _gains(
    weight: float, counts: CountArray, lengths: FloatArray, mean_length: float
) -> FloatArray:
    """What a word adds to the scores of passages of these counts and lengths."""
    often = counts.astype(np.float32)
    norms = lengths * np.float32(_K1 * _B / mean_length) + np.float32(_K1 * (1.0 - _B))
    return np.asarray(np.float32(weight * (_K1 + 1.0)) * often / (often + norms))


def _piece(postings: Postings) -> _Piece:
    none = np.empty(0, dtype=np.int32)
    return _Piece(postings, none, _totals(postings.ids, postings.lengths))


def _totals(ids: IdArray, lengths: FloatArray) -> Totals:
    return Totals(len(ids), int(lengths.sum(dtype=np.float64)), int((ids & _ID_BITS).sum()))


def _count_shared(numbers: PlaceArray, others: PlaceArray) -> int:
    """How many stand in both, each ascending."""
    few, many = sorted((numbers, others), key=len)
    return int(np.count_nonzero(_stand_in(many, few)))


def _stand_in(ascending: PlaceArray, numbers: PlaceArray) -> npt.NDArray[np.bool_]:
    if not len(ascending):
        return np.zeros(len(numbers), dtype=np.bool_)
    places = np.searchsorted(ascending, numbers)
    return np.asarray(ascending.take(places, mode="clip") == numbers)
