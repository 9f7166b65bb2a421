"""An archive as if some of its passages were not there: what it answers when it cannot know.

To learn when to refuse, questions are asked again with their answering articles hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.protocols import LexicalIndex, VectorIndex, WordMatches
from retrieval.searching import Searcher
from retrieval.types import Article, FloatArray, Hit, IdArray, Passage


def hiding(searcher: Searcher, passage_ids: set[int]) -> Searcher:
    """``searcher`` as if ``passage_ids`` were not in its archive."""
    return replace(
        searcher,
        vectors=_HidingVectors(searcher.vectors, passage_ids),
        words=_HidingWords(searcher.words, passage_ids),
    )


def _without(hits: Iterable[Hit], hidden: set[int], depth: int) -> list[Hit]:
    return [hit for hit in hits if hit.passage_id not in hidden][:depth]


class _HidingVectors:
    """See :class:`retrieval.protocols.VectorIndex`; some of its passages are not found."""

    def __init__(self, index: VectorIndex, hidden: set[int]) -> None:
        self._index = index
        self._hidden = hidden

    def __len__(self) -> int:
        return len(self._index)

    def ids(self) -> IdArray:
        return self._index.ids()

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        self._index.add(ids, vectors)

    def remove(self, ids: IdArray) -> None:
        self._index.remove(ids)

    def search(self, vector: FloatArray, depth: int) -> list[Hit]:
        return _without(self._index.search(vector, depth + len(self._hidden)), self._hidden, depth)

    def vectors(self, ids: Sequence[int]) -> tuple[IdArray, FloatArray]:
        return self._index.vectors(ids)

    def save(self, path: Path) -> None:
        self._index.save(path)


class _HidingMatches:
    """See :class:`retrieval.protocols.WordMatches`; some of the passages are not found."""

    def __init__(self, matches: WordMatches, hidden: set[int]) -> None:
        self._matches = matches
        self._hidden = hidden

    def best(self, depth: int) -> list[Hit]:
        return _without(self._matches.best(depth + len(self._hidden)), self._hidden, depth)

    def scores(self, ids: Sequence[int]) -> dict[int, float]:
        return self._matches.scores([i for i in ids if i not in self._hidden])


class _HidingWords:
    """See :class:`retrieval.protocols.LexicalIndex`; some of its passages are not found."""

    def __init__(self, index: LexicalIndex, hidden: set[int]) -> None:
        self._index = index
        self._hidden = hidden

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        self._index.add(article, passages)

    def remove(self, passage_ids: Iterable[int]) -> None:
        self._index.remove(passage_ids)

    def match(self, terms: Sequence[str]) -> _HidingMatches:
        return _HidingMatches(self._index.match(terms), self._hidden)

    def term_weights(self, terms: Sequence[str]) -> dict[str, float]:
        return self._index.term_weights(terms)

    def clear(self) -> None:
        self._index.clear()

    def damage(self) -> list[str]:
        return self._index.damage()

    def save(self) -> None:
        self._index.save()
