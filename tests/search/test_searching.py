"""Depths of a search: hits of each index, results with features, passages that are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.protocols import VectorSearch
from retrieval.search.questions.query import understand
from retrieval.search.searcher import Searcher
from retrieval.types import (
    NO_STORED_FILTERS,
    AnswerScores,
    FloatArray,
    Hit,
    IdArray,
    StoredFilters,
    Turn,
)
from tests.conftest import MakeArchive
from tests.support.toys import answer_scores

ARTICLES = 250
QUESTION = understand("Which ferries cross the harbour?")


class ToyReader:
    """An AnswerReader that remembers what it was given, and is sure of one text."""

    max_passages = 6

    def __init__(self, liked: str = "") -> None:
        self.given: list[str] = []
        self._liked = liked

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[AnswerScores]:
        """See :class:`retrieval.protocols.AnswerReader`."""
        self.given += [text for _, text in passages]
        return [
            answer_scores([(0, 1)], [4.5 if text == self._liked else -4.5]) for _, text in passages
        ]


def others_of(number: int) -> str:
    """Words that no other article holds, so that none repeats another."""
    own = str(number).translate(str.maketrans("0123456789", "bcdfghjklm"))
    return " ".join(f"{own}{vowel}{own}" for vowel in "aeiouwyzv")


@pytest.fixture
def searcher(make_archive: MakeArchive, tmp_path: Path) -> Searcher:
    """Searches articles of one passage each, all of which share words with the question."""
    lines = (
        {"title": f"Report {n}", "text": f"{'Ferries ' * (1 + n % 7)}in harbour {others_of(n)}."}
        for n in range(ARTICLES)
    )
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    archive = make_archive()
    archive.ingest([tmp_path / "news.jsonl"])
    return archive.searcher()


def test_a_hundred_hits_of_each_index_are_fused_and_forty_get_features(searcher: Searcher) -> None:
    fused = searcher.fused_hits(QUESTION)
    assert 100 < len(fused.cosines) <= 200
    assert fused.cosines.keys() == fused.bm25.keys()
    assert len(fused.hits) == 40
    assert len(searcher.retrieve(QUESTION).results) == 40


@dataclass(frozen=True)
class FarVectors:
    """The vectors of ``index``, in which passage ``far`` is never found."""

    index: VectorSearch
    far: int

    def search(
        self, vector: FloatArray, depth: int, filters: StoredFilters = NO_STORED_FILTERS
    ) -> list[Hit]:
        hits = self.index.search(vector, depth + 1, filters)
        return [hit for hit in hits if hit.passage_id != self.far][:depth]


def test_the_best_hit_by_words_gets_features_however_far_its_vector(searcher: Searcher) -> None:
    [best] = searcher.words.match(QUESTION.terms).best(1)

    def turned(ids: Iterable[int]) -> tuple[IdArray, FloatArray]:
        found, rows = searcher.passage_vectors(ids)
        return found, np.where((found == best.passage_id)[:, np.newaxis], -rows, rows)

    vectors: Any = FarVectors(searcher.vectors, best.passage_id)
    far = replace(searcher, vectors=vectors, passage_vectors=turned)
    fused = far.fused_hits(QUESTION)
    assert fused.cosines[best.passage_id] < 0.0
    assert best.passage_id in [hit.passage_id for hit in fused.hits]
    assert len(fused.hits) == 40


def test_the_best_six_are_read(searcher: Searcher) -> None:
    reader = ToyReader()
    found = replace(searcher, reader=reader).search(QUESTION, 10)
    assert len(reader.given) == 6
    unread = searcher.search(QUESTION, 10)
    assert set(reader.given) <= {result.passage.text for result in unread.results}
    assert len(found.results) == 10


def test_of_two_similar_matches_the_one_with_the_higher_relevance_comes_first(
    searcher: Searcher,
) -> None:
    reader = ToyReader()
    replace(searcher, reader=reader).search(QUESTION, 1)
    liked = reader.given[1]
    [first] = replace(searcher, reader=ToyReader(liked)).search(QUESTION, 1).results
    assert first.passage.text == liked


def test_excluded_passages_are_never_found_and_others_take_their_place(searcher: Searcher) -> None:
    found = searcher.search(QUESTION, 5).results
    excluded = frozenset(result.passage.passage_id for result in found)
    others = replace(searcher, exclude=excluded)
    assert excluded.isdisjoint(others.fused_hits(QUESTION).cosines)
    assert len(others.fused_hits(QUESTION).hits) == 40
    assert len(others.search(QUESTION, 5).results) == 5


def test_context_terms_of_a_follow_up_weigh_half(searcher: Searcher) -> None:
    asked = understand("And in Harbour?", turns=[Turn("Which ferries cross?")])
    assert asked.context_terms
    weights = searcher.feature_inputs(asked)[1].term_weights
    whole = searcher.words.term_weights(asked.terms)
    for term in asked.terms:
        share = 0.5 if term in asked.context_terms else 1.0
        assert weights[term] == pytest.approx(share * whole[term])
