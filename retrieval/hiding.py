"""An archive as if some of its passages were not there: what it answers when it cannot know.

To learn when to refuse, questions are asked again with their answering articles hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.protocols import LexicalIndex, VectorIndex
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

    def scores(self, vector: FloatArray, ids: Sequence[int]) -> dict[int, float]:
        return self._index.scores(vector, ids)

    def save(self, path: Path) -> None:
        self._index.save(path)


class _HidingWords:
    """See :class:`retrieval.protocols.LexicalIndex`; some of its passages are not found."""

    def __init__(self, index: LexicalIndex, hidden: set[int]) -> None:
        self._index = index
        self._hidden = hidden

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        self._index.add(article, passages)

    def remove(self, passage_ids: Iterable[int]) -> None:
        self._index.remove(passage_ids)

    def search_words(
        self, terms: Sequence[str], depth: int, *, also: Sequence[int] = ()
    ) -> list[Hit]:
        hits = self._index.search_words(terms, depth + len(self._hidden), also=also)
        visible = [hit for hit in hits if hit.passage_id not in self._hidden]
        asked = set(also)
        return visible[:depth] + [hit for hit in visible[depth:] if hit.passage_id in asked]

    def term_weights(self, terms: Sequence[str]) -> dict[str, float]:
        return self._index.term_weights(terms)

    def clear(self) -> None:
        self._index.clear()

    def damage(self) -> list[str]:
        return self._index.damage()

    def save(self) -> None:
        self._index.save()
