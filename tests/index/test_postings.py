"""Search over postings is exact, whatever came and went; a damaged file of them is refused."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index import segment_scores
from retrieval.index.bm25 import PostingsIndex
from retrieval.index.postings import Postings, joined, postings_of, without
from retrieval.index.postings_file import map_postings, write_postings
from retrieval.store.terms import Totals
from retrieval.types import Hit
from tests.support.plain_bm25 import plain_scores, plain_search

WORDS = ("ash", "birch", "cedar", "elm", "fir", "oak", "pine", "zelkova")
IDS = st.integers(0, 2**63 - 1)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12)
QUESTIONS = st.lists(st.sampled_from((*WORDS, "baobab")), min_size=1, max_size=5, unique=True)
CHANGES = st.lists(
    st.tuples(st.lists(st.integers(0, 30), max_size=4), st.lists(TEXTS, max_size=6)), max_size=6
)


def same(hits: Sequence[Hit], expected: Sequence[tuple[int, float]]) -> bool:
    """Whether scores are the same in order, and those of each passage up to rounding."""
    scores = [score for _, score in expected]
    return [hit.score for hit in hits] == pytest.approx(scores, rel=1e-5)


def scores_of(index: PostingsIndex, question: list[str], ids: list[int]) -> dict[int, float]:
    return index.match(question).scores(ids)


@given(passages=st.dictionaries(IDS, TEXTS, max_size=12), question=QUESTIONS)
def test_every_passage_that_holds_a_word_of_the_question_is_scored(
    passages: dict[int, list[str]], question: list[str]
) -> None:
    hits = PostingsIndex.of(postings_of(passages.items())).match(question).best(100)
    assert {hit.passage_id: hit.score for hit in hits} == pytest.approx(
        plain_scores(passages, question), rel=1e-5
    )


@given(changes=CHANGES, question=QUESTIONS, depth=st.integers(1, 5))
def test_an_index_that_followed_changes_is_like_one_rebuilt(
    changes: list[tuple[list[int], list[list[str]]]], question: list[str], depth: int
) -> None:
    index, passages, next_id = PostingsIndex(), dict[int, list[str]](), 0
    for removed, came in changes:
        new = dict(enumerate(came, start=next_id))
        next_id += len(new)
        gone = [i for i in removed if i not in new]
        index = index.changed([*gone, *new], new.items())
        passages = {i: own for i, own in (passages | new).items() if i not in gone}
    rebuilt = PostingsIndex.of(postings_of(passages.items()))
    assert index.totals == rebuilt.totals
    assert index.match(question).best(depth) == rebuilt.match(question).best(depth)
    assert index.weights(question) == rebuilt.weights(question)
    ids = list(range(next_id))
    assert scores_of(index, question, ids) == scores_of(rebuilt, question, ids)
    assert set(scores_of(index, question, ids)) == set(passages)
    merged = PostingsIndex.of(index.merged())
    assert merged.match(question).best(depth) == rebuilt.match(question).best(depth)
    assert same(rebuilt.match(question).best(depth), plain_search(passages, question, depth))


@pytest.mark.parametrize("seed", range(3))
def test_the_first_hits_are_exact_where_common_words_are_passed_over(seed: int) -> None:
    """Of 3,000 passages, words from one in two to one in a thousand."""
    draw = random.Random(seed)
    words = [f"w{place}" for place in range(300)]
    shares = [1.0 / (1 + place) for place in range(300)]
    passages = {
        draw.getrandbits(63): draw.choices(words, shares, k=draw.randint(5, 80))
        for _ in range(3000)
    }
    index = PostingsIndex.of(postings_of(passages.items()))
    index = index.changed(gone := draw.sample(sorted(passages), 40), ())
    for passage_id in gone:
        del passages[passage_id]
    for _ in range(20):
        question = [*draw.sample(words[:10], 3), *draw.sample(words[10:], draw.randint(0, 3))]
        hits = index.match(question).best(10)
        assert same(hits, plain_search(passages, question, 10))
        scores = scores_of(index, question, [hit.passage_id for hit in hits])
        assert [hit.score for hit in hits] == [scores[hit.passage_id] for hit in hits]


def test_ties_are_broken_by_the_lower_id_wherever_a_passage_lies() -> None:
    index = PostingsIndex.of(postings_of((i, ["ash", "elm"]) for i in (9, 3, 8)))
    index = index.changed((), [(5, ["ash", "elm"]), (1, ["ash", "elm"])])
    assert [hit.passage_id for hit in index.match(["ash"]).best(3)] == [1, 3, 5]


def test_many_small_changes_make_few_segments() -> None:
    index = PostingsIndex()
    for passage_id in range(200):
        index = index.changed([passage_id - 50], [(passage_id, ["ash", str(passage_id)])])
    assert index.totals == Totals(50, 100, sum(range(150, 200)))
    assert len(index.segments) <= 8


def some_postings() -> Postings:
    draw = random.Random(1)
    return postings_of(
        (draw.getrandbits(63), draw.choices(WORDS, k=draw.randint(0, 20))) for _ in range(50)
    )


def contents(postings: Postings) -> list[list[object]]:
    return [getattr(postings, name).tolist() for name in Postings.__slots__]


def test_postings_joined_of_parts_are_those_of_the_whole() -> None:
    rows = [(i, [WORDS[i % 7], WORDS[i % 3], "oak"]) for i in range(40)]
    parts = [postings_of(rows[first : first + 15]) for first in range(0, 40, 15)]
    assert contents(joined(parts)) == contents(postings_of(rows))
    deleted = np.array([i for i in range(40) if i % 4], dtype=np.int32)
    assert contents(without(joined(parts), deleted)) == contents(postings_of(rows[::4]))


@pytest.mark.parametrize("rows", [[], [(7, [])], [(7, ["ash"] * 300)]])
def test_a_file_gives_back_what_was_written(
    tmp_path: Path, rows: list[tuple[int, list[str]]]
) -> None:
    for postings in (postings_of(rows), some_postings()):
        write_postings(tmp_path / "words", postings)
        assert contents(map_postings(tmp_path / "words")) == contents(postings)
    assert [path.name for path in tmp_path.iterdir()] == ["words"]


def test_a_passage_full_of_the_common_word_is_not_passed_over_for_the_rare_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(segment_scores, "_ADDED_AT_ONCE", 0)  # as in a large archive
    passages = {i: ["elm"] * 9 for i in range(6400)}
    passages |= {i: ["rare", *["elm"] * 8] for i in range(4)}
    passages |= {i: ["common", *["elm"] * 8] for i in range(100, 150)}
    passages[149] = ["common"] * 9
    hits = PostingsIndex.of(postings_of(passages.items())).match(["rare", "common"]).best(4)
    assert [hit.passage_id for hit in hits] == [149, 0, 1, 2]
    assert same(hits, plain_search(passages, ["rare", "common"], 4))
